//! dev
use foedera_atlas::Atlas;
use foedera_guarantee::honours::*;
use foedera_sources::*;
fn main() {
    let atlas = Atlas::embedded().unwrap();
    let fr = |f: &str| {
        let t = open_tables(&std::path::Path::new("/work/shared/data").join(f)).unwrap();
        let d = recognise(&t[0]).unwrap().unwrap();
        read(d, &t[0], atlas.roster()).unwrap().value
    };
    let c = commitments(&fr("reliability/LeedsAnacIIrep.csv"));
    let o = opportunities(&fr("reliability/BerkemeierFuhrmannRAP2018_0303.csv"));
    println!("{} {} {}", c.len(), o.len(), o.iter().filter(|x| x.honoured).count());
    let cols: Vec<usize> = (0..5).collect();
    let all: Vec<&Commitment> = c.iter().collect();
    let e = logit(&all, &cols);
    println!("{:?} {:?}", e.parameters, e.standard_errors());
    let resp = foedera_likelihood::Response::new(
        5,
        2,
        c.iter().flat_map(|x| x.values[..5].to_vec()).collect(),
        c.iter().map(|x| usize::from(x.honoured)).collect(),
        c.iter().map(|x| x.war as u32).collect(),
    );
    let r = e.robust(foedera_likelihood::Ascent { likelihood: &resp, priors: &[], fixed: &[] }).unwrap();
    println!("cluster {:?}", (0..6).map(|i| r[i * 6 + i].sqrt()).collect::<Vec<_>>());
    let resp = foedera_likelihood::Response::new(
        5,
        2,
        c.iter().flat_map(|x| x.values[..5].to_vec()).collect(),
        c.iter().map(|x| usize::from(x.honoured)).collect(),
        (0..137).collect(),
    );
    let r = e.robust(foedera_likelihood::Ascent { likelihood: &resp, priors: &[], fixed: &[] }).unwrap();
    println!("robust {:?}", (0..6).map(|i| r[i * 6 + i].sqrt()).collect::<Vec<_>>());
    let ins: Vec<(f64, f64, bool)> = c.iter().map(|x| (plain_probability(&e, &cols, x), 0.679, x.honoured)).collect();
    println!("in {:?}", foedera_process::Score::of(&ins));
    for h in [Held::Case, Held::War, Held::Treaty] {
        println!("{h:?} published {:?}", cross_validate(&c, h, published_forecast));
        for cs in [vec![0, 1, 2, 3, 4], (0..11).collect::<Vec<_>>()] {
            let t = std::time::Instant::now();
            println!(
                "{h:?} pooled {} {:?} {:?}",
                cs.len(),
                cross_validate(&c, h, |s, x| pooled_forecast(&cs, s, x)),
                t.elapsed()
            );
        }
    }
}
