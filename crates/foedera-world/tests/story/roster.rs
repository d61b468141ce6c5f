//! Four states, two treaties, three calls, two summits and two disputes.

use std::sync::Arc;

use foedera_world::{CallText, Obligation, Roster, State, Treaty};

pub fn roster() -> Arc<Roster> {
    let mut roster = Roster::default();
    for key in ["AAA", "BBB", "CCC", "DDD"] {
        roster.add_state(State { key: key.into(), iso3: None, name: key.into(), also: Vec::new(), spells: Vec::new() });
    }
    for key in ["T1", "T2"] {
        let treaty = Treaty {
            key: key.into(),
            name: key.into(),
            also: Vec::new(),
            atop: None,
            obligations: vec![Obligation::Defense],
            wartime: None,
            terms: Vec::new(),
            decision_rule: None,
            articles: Vec::new(),
            sources: vec!["made-up".into()],
        };
        roster.add_treaty(treaty);
    }
    for key in ["C1", "C2", "C3"] {
        roster.add_call(CallText { key: key.into(), ..CallText::default() });
    }
    for key in ["S1", "S2"] {
        roster.add_summit(key);
        roster.add_dispute(key);
    }
    Arc::new(roster)
}
