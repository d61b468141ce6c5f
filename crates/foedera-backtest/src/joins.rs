//! *join-dispute*: an ally becomes a party to a militarised dispute on the side of a state that owes it defence.

use foedera_lab::guarantee::joins::{JoinCase, join_effects};

use crate::{Case, Cases, Head, PlainSubject};

/// The cases of allies at risk, of which those count to whom an originator of the side owes defence; `last` is the last year of the
/// disputes. We have no model of it yet.
pub fn join_disputes(cases: &[JoinCase], last: i16) -> PlainSubject {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let head = Head {
        process: "join-dispute".to_owned(),
        unit: "ally and side of a dispute".to_owned(),
        definition: "at risk: each state bound to an originator of a side by a pact of defence in the year before, which owes it \
                     defence; event: it is a participant on that side in MID 5"
            .to_owned(),
        words: words(&["dispute", "side", "ally"]),
        columns: join_effects().into_iter().map(|effect| effect.name().to_owned()).collect(),
        horizons: vec![1],
        classes: "the side that began the dispute, or its target".to_owned(),
        relations: "the same ally".to_owned(),
        last,
    };
    let case = |(source, of): (usize, &JoinCase)| {
        let own = &of.at_risk;
        let dispute = format!("MID-{}", own.dispute);
        let ally = format!("COW-{}", own.code);
        Case {
            key: vec![dispute.clone(), if own.side_a { "A" } else { "B" }.to_owned(), ally.clone()],
            year: of.year(),
            groups: [None, Some(ally), Some(dispute)],
            class: if own.side_a { "began it" } else { "target" }.to_owned(),
            related: vec![own.code.unsigned_abs()],
            event: own.joined.then(|| of.year()),
            values: of.values.clone(),
            source,
        }
    };
    PlainSubject::new(Cases::new(head, cases.iter().filter(|of| of.at_risk.owed).enumerate().map(case).collect()))
}
