//! dev
use foedera_atlas::Atlas;
use foedera_guarantee::answers::*;
use foedera_store::WorldFile;
fn main() {
    let atlas = Atlas::embedded().unwrap();
    let w = WorldFile::open(std::path::Path::new("/tmp/world.foedera")).unwrap();
    let t = std::time::Instant::now();
    let m = fit(&atlas, &w).unwrap();
    eprintln!("{:?}", t.elapsed());
    std::fs::write("/tmp/answers.toml", write_answer_model(&m)).unwrap();
    println!("{:?} {:?} dev {:?}", m.card.answers, m.card.calls, m.deviations);
    for e in &m.effects {
        println!(
            "{:26} {:7.3} ({:.3}) c {:.3} s {:.3} miss {}",
            e.effect.name(),
            e.estimate,
            e.standard_error,
            e.centre,
            e.scale,
            e.missing
        );
    }
    for g in &m.treaties {
        println!("{g:?}");
    }
    println!("{} allies", m.allies.len());
    for (n, s) in &m.card.scores {
        println!("{n}: {:?} bytrig {:.4}", s.overall, s.brier_by_trigger);
    }
    println!("{:?}", &m.mode[m.mode.len() - 3..]);
    for h in &m.card.held_out {
        if h.call.contains("20") {
            println!(
                "{} {:?}",
                h.call,
                h.allies.iter().zip(&h.troops).map(|(a, p)| format!("{a}:{p:.2}")).collect::<Vec<_>>().join(" ")
            );
        }
    }
}
