//! Disputes with the use of force, scored: `cargo run -p foedera-lab --example conflict WORLD`. The model of *dispute* × the share of earlier
//! disputes in which force was used, beside the same effects fitted to disputes with force alone; origins every three years from 1965.

use foedera_lab::conflict;
use foedera_process::Process;
use foedera_process::event::{EventFit, EventForecast, Held};
use foedera_process::score::{Case, auc, log_score};
use foedera_store::WorldFile;

fn main() {
    let path = std::env::args().nth(1).expect("a world file");
    let world = WorldFile::open(std::path::Path::new(&path)).unwrap_or_else(|problems| panic!("{problems}"));
    let past = conflict::Past::of(&world).unwrap_or_else(|problems| panic!("{problems}"));
    let years = conflict::years(Process::DISPUTE, &past, (None, None));
    let sample =
        conflict::cases(&world, &past, Process::DISPUTE, years).unwrap_or_else(|problems| panic!("{problems}"));
    let used: Vec<conflict::YearCase> =
        sample.cases.iter().map(|case| conflict::YearCase { happened: case.hostility >= 4, ..case.clone() }).collect();
    let candidates = conflict::candidates(Process::DISPUTE);
    let held = Held::Origins { first: 1959, scored: 1965, step: 3 };
    let name = |_: usize| String::new();
    let said = |cases: &[conflict::YearCase]| {
        let fit = EventFit {
            candidates: &candidates,
            held,
            candidate: None,
            in_time: true,
            every: 1,
            weighs_level: false,
            name: &name,
        };
        fit.held_out(&conflict::rows(Process::DISPUTE, cases)).0
    };
    let share = |row: usize| {
        let origin = 1965 + (sample.cases[row].year - 1965) / 3 * 3;
        let before = sample.cases.iter().filter(|case| case.happened && case.year < origin);
        let (all, force) = (before.clone().count() as f64, before.filter(|case| case.hostility >= 4).count() as f64);
        (force + 0.5) / (all + 1.0)
    };
    let mut shares = std::collections::BTreeMap::new();
    let mut told = |words: &str, forecasts: &[EventForecast], scaled: bool| {
        let case = |of: &EventForecast| {
            let share =
                if scaled { *shares.entry(sample.cases[of.row].year).or_insert_with(|| share(of.row)) } else { 1.0 };
            Case::new(of.probability * share, used[of.row].happened)
        };
        let cases: Vec<Case> = forecasts.iter().map(case).collect();
        println!("{words}: {} cases, log {:?}, AUC {:?}", cases.len(), log_score(&cases), auc(&cases));
    };
    told("disputes × share", &said(&sample.cases), true);
    told("fitted to force alone", &said(&used), false);
}
