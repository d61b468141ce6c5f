//! Backtests of processes of years: what happens later changes no forecast made before.

mod earlier;

use foedera_backtest::{EventSubject, Schedule, run};
use foedera_lab::conflict::{YearCase, effects};
use foedera_process::Process;
use foedera_world::{Roster, State, StateId};

use earlier::{before, drawn};

/// Thirty states over thirty years with one effect that tells; from a year on it tells the opposite.
fn cases(process: Process, other_from: i16) -> (Roster, Vec<YearCase>) {
    let mut roster = Roster::default();
    for state in 0..30 {
        let key = format!("S{state:02}");
        roster.add_state(State { key: key.clone(), iso3: None, name: key, also: vec![], spells: vec![] });
    }
    let width = effects(process).len();
    let case = |place: u32| {
        let (year, state) = (1960 + i16::try_from(place / 30).expect("small"), place % 30);
        let other = year >= other_from;
        let x = drawn(0, place);
        let happened = (drawn(1, place) < 0.4 * x * x) != (other && drawn(2, place) < 0.5);
        let mut values = vec![Some(0.0); width];
        values[0] = Some(if other { 9.0 - x } else { x });
        let own = |state: u32| (StateId::from_index(state as usize), u16::try_from(state + 1).expect("small"));
        let second = (process == Process::DISPUTE).then(|| own((state + 1) % 30));
        let hostility = if happened { 3 + u8::from(drawn(3, place) < 0.7) } else { 0 };
        YearCase { year, first: own(state), second, happened, hostility, values }
    };
    (roster, (0..900).map(case).collect())
}

#[test]
fn a_poisoned_future_changes_no_forecast_of_disputes_coups_and_armed_conflicts() {
    let schedule = Schedule { from: 1972, to: 1986, refit: 3, horizons: vec![1] };
    for process in [Process::DISPUTE, Process::COUP, Process::CONFLICT] {
        for force in [false, process == Process::DISPUTE] {
            let subject = |other_from: i16| {
                let (roster, cases) = cases(process, other_from);
                if force {
                    EventSubject::force(&cases, &roster, 1989)
                } else {
                    EventSubject::conflict(process, &cases, &roster, 1989)
                }
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
}
