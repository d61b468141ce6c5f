//! Backtests of accessions, pacts and agreements: what happens later changes no forecast made before.

mod earlier;

use std::collections::BTreeMap;

use foedera_backtest::{EventSubject, Schedule, run};
use foedera_lab::joining::{Key, Sample, effects, two_steps};
use foedera_process::event::{Case, Cases};
use foedera_process::{Effect, Process};
use foedera_world::{Roster, State, StateId, TreatyId};

use earlier::{before, drawn};

/// Thirty units over thirty years with one effect that tells; from a year on it tells the opposite.
fn sample(process: Process, other_from: i16) -> (Roster, Sample) {
    let mut roster = Roster::default();
    for state in 0..31 {
        let key = format!("S{state:02}");
        roster.add_state(State { key: key.clone(), iso3: None, name: key, also: vec![], spells: vec![] });
    }
    let all: Vec<Effect> = std::iter::once(Effect::INTERCEPT).chain(effects(process)).collect();
    let width = all.len();
    let rows = Cases { process, effects: all, rows: Vec::new(), values: Vec::new(), share: 1.0 };
    let treaties = (0..30).map(|place| (TreatyId::from_index(place), format!("ATOP-{place}"))).collect();
    let mut sample = Sample { keys: Vec::new(), rows, treaties };
    for place in 0..900_u32 {
        let (year, unit) = (1960 + i16::try_from(place / 30).expect("small"), place % 30);
        let (other, x) = (year >= other_from, drawn(0, place));
        let happened = (drawn(1, place) < 0.4 * x * x) != (other && drawn(2, place) < 0.5);
        let mut values = vec![0.0; width];
        (values[0], values[1]) = (1.0, if other { 9.0 - x } else { x });
        let own = |state: u32| (StateId::from_index(state as usize), u16::try_from(state + 1).expect("small"));
        let treaty =
            (process == Process::OPENS || process == Process::JOIN).then(|| TreatyId::from_index(unit as usize));
        let first = (process != Process::OPENS).then(|| own(unit));
        let second = treaty.is_none().then(|| own(unit + 1));
        sample.keys.push(Key { year, treaty, first, second });
        sample.rows.rows.push(Case { year: Some(year), group: unit, happened });
        sample.rows.values.extend(values);
    }
    (roster, sample)
}

#[test]
fn a_poisoned_future_changes_no_forecast_of_accessions_pacts_and_agreements() {
    let schedule = Schedule { from: 1972, to: 1986, refit: 3, horizons: vec![1] };
    for process in [Process::OPENS, Process::JOIN, Process::PACT, Process::COOPERATION] {
        let subject = |other_from: i16| {
            let (roster, own) = sample(process, other_from);
            let opens = (process == Process::JOIN).then(|| sample(Process::OPENS, other_from).1);
            EventSubject::alliance(process, own, opens, &roster, 1989)
        };
        let [clean, altered] = [subject(3000), subject(1981)];
        let [said, altered_said] = [&clean, &altered].map(|of| run(of, &schedule, None).expect("no store"));
        for year in [1972, 1975, 1978] {
            let own = before(&said, &clean, year);
            assert!(own.len() == 90 && own == before(&altered_said, &altered, year), "{process:?} {year}");
        }
        assert_ne!(before(&said, &clean, 1984), before(&altered_said, &altered, 1984), "the poison works");
    }
}

#[test]
fn two_steps_keep_the_chance_that_the_treaty_opens_and_the_odds_among_those_who_may_join() {
    let treaty = TreatyId::from_index(0);
    let key = |code: u16| Key {
        year: 1990,
        treaty: Some(treaty),
        first: Some((StateId::from_index(code.into()), code)),
        second: None,
    };
    let (keys, said) = ([key(1), key(2)], [0.2, 0.1]);
    let opens = BTreeMap::from([((treaty, 1990), 0.14)]);
    let both = two_steps(&keys, &said, &opens);
    // One of them joins with 1 − .8 · .9 = .28 by the second step alone, so each probability is halved.
    assert!((both[0] - 0.1).abs() < 1e-12 && (both[1] - 0.05).abs() < 1e-12, "{both:?}");
    assert_eq!(two_steps(&keys, &said, &BTreeMap::new()), said);
}
