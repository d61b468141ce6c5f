//! Probe.
use foedera_sources::*;
fn main() {
    let atlas = foedera_atlas::Atlas::embedded().unwrap();
    let t = std::time::Instant::now();
    let found = read_folder(std::path::Path::new(&std::env::args().nth(1).unwrap()), atlas.roster()).unwrap();
    for f in &found {
        match &f.outcome {
            Outcome::Read(d, r) => println!(
                "{:<28} rows {} frame {} refused {} unknown {:?} span {:?} {}",
                d.key,
                r.rows,
                r.value.len(),
                r.refused_rows,
                r.unknown.iter().take(12).collect::<Vec<_>>(),
                r.value.span,
                r.refused.first().map_or(String::new(), |x| x.message.clone())
            ),
            Outcome::Superseded(d, w) => println!("{} superseded {} by {w}", f.name, d.key),
            Outcome::Unknown(n) => println!("UNKNOWN {} {n:?}", f.name),
            Outcome::Broken(p) => println!("BROKEN {} {p}", f.name),
        }
    }
    println!("{:?}", t.elapsed());
}
