//! Speed of power and alignments: `cargo run --release -p foedera-summit --example lines_speed`.

use std::time::Instant;

use foedera_math::{Draw, Stream};
use foedera_summit::{Game, Landscape};

fn landscape(n: usize) -> Landscape {
    let at = |option: usize| Draw { seed: 1, future: 0, stream: Stream::Test(1), option: option as u32 }.normal(0);
    let names = (0..n).map(|a| a.to_string()).collect();
    let sizes: Vec<f64> = (0..n).map(|a| at(a).abs() + 0.1).collect();
    Landscape::new(names, &sizes, &(0..n * n).map(|k| at(1000 + k)).collect::<Vec<_>>())
}

fn main() {
    let game = Game { weights: (0..60).map(|k| 1 + k % 30).collect(), quota: 500, heads: 0, vetoes: Vec::new() };
    let start = Instant::now();
    let power = game.power(0, 1);
    println!("60 voters, exact: {:.1?}, sum {:.12}", start.elapsed(), power.shapley_shubik.iter().sum::<f64>());
    for n in [11, 20, 26, 30] {
        let landscape = landscape(n);
        let start = Instant::now();
        let found = landscape.minima(1);
        println!("{n} states, {} alignments: {:.1?}, {} minima", found.looked_at, start.elapsed(), found.minima.len());
    }
}
