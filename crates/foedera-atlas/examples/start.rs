//! What loading the atlas costs at the start of every command, in milliseconds: `cargo run --release -p foedera-atlas --example start`.

use std::time::Instant;

use foedera_atlas::Atlas;

const TIMES: u32 = 200;

fn main() {
    let start = Instant::now();
    let events: usize = (0..TIMES).map(|_| Atlas::embedded().map_or(0, |atlas| atlas.history.events().len())).sum();
    let load = start.elapsed().as_secs_f64() / f64::from(TIMES);
    let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let start = Instant::now();
    let refused: usize = (0..TIMES).map(|_| atlas.history.replay().refused.len()).sum();
    let replay = start.elapsed().as_secs_f64() / f64::from(TIMES);
    println!(
        "load {:.2} ms, {} events; replay {:.2} ms, {refused} refused",
        1e3 * load,
        events / TIMES as usize,
        1e3 * replay
    );
}
