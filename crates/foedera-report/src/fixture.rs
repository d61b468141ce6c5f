//! A made-up forecast for tests. Its states, treaty and numbers are invented and mean nothing.

use foedera_lab::*;
use foedera_world::{Day, Status};

fn day(year: i16) -> Day {
    Day::new(year, 11, 25).expect("a day")
}

/// An estimate around a mean, with `events` behind it.
pub(crate) fn around(mean: f64, events: u32) -> Estimate {
    let odds = mean / (1.0 - mean);
    let share = |odds: f64| odds / (1.0 + odds);
    Estimate { mean, low: share(odds / 2.5), high: share(odds * 2.0), events, monte_carlo_error: 0.0011 }
}

fn member_at(day: Day, left: f64, frozen: f64, over: f64) -> MemberAt {
    let stayed = around(1.0 - left - frozen - over, 41);
    MemberAt { day, stayed, frozen: around(frozen, 0), left: around(left, 41), treaty_over: around(over, 12) }
}

fn member(state: &str, name: &str, yearly: f64, frozen: f64) -> MemberAnswer {
    let branches = [1.0, 0.6, 2.4].map(|factor| {
        let at = |years: f64| {
            let left = yearly * factor * years / (1.0 + yearly * factor * years);
            (left, frozen * factor * years / (16.0 + years), 0.004 * factor * years)
        };
        let horizons = [(2023, 1.0), (2026, 4.0), (2032, 10.0)];
        MemberInBranch {
            at: horizons.map(|(year, years)| member_at(day(year), at(years).0, at(years).1, at(years).2)).to_vec(),
            incidence: (0..=10_i16)
                .map(|years| {
                    let (left, frozen, treaty_over) = at(f64::from(years));
                    IncidencePoint { day: day(2022 + years), left, frozen, treaty_over }
                })
                .collect(),
        }
    });
    let drivers = [("left unaided in 2 of 3 calls", 2.4), ("a loan of the patron outstanding", 0.62)];
    MemberAnswer {
        state: state.to_owned(),
        name: name.to_owned(),
        branches: branches.to_vec(),
        drivers: drivers.map(|(effect, factor)| (effect.to_owned(), factor)).to_vec(),
    }
}

fn shock(what: &str) -> ShockCard {
    ShockCard {
        state: "ALP".to_owned(),
        field: "cinc",
        low: 0.3,
        high: 0.7,
        from: Day::start_of_year(2022),
        after: None,
        why: "our judgement".to_owned(),
        read: true,
        what: what.to_owned(),
    }
}

fn branch(id: &str, name: &str, shocks: &[&str]) -> BranchCard {
    BranchCard {
        id: id.to_owned(),
        name: name.to_owned(),
        description: format!("In this invented branch, the matter of “{name}” is taken to be so from the first day."),
        shocks: shocks.iter().map(|what| shock(what)).collect(),
        outside: Vec::new(),
    }
}

fn treaty(factor: f64) -> TreatyAnswer {
    let by = |means: [f64; 3], events| means.map(|mean| around(mean * factor, events)).to_vec();
    TreatyAnswer {
        at_least_one_left: by([0.031, 0.12, 0.3], 41),
        ended: by([0.0004, 0.011, 0.04], 12),
        replaced: by([0.002, 0.008, 0.02], 0),
        ended_or_replaced: by([0.0024, 0.019, 0.06], 12),
        ended_or_few: by([0.001, 0.021, 0.09], 41),
        threshold: 4,
    }
}

fn class(name: &str, events: u32, member_years: f64, any: [f64; 3]) -> ReferenceClass {
    let rate = f64::from(events) / member_years;
    ReferenceClass {
        id: name.to_lowercase(),
        name: name.to_owned(),
        definition: "A member-year is a year of membership in force on 1 January; an event is a withdrawal.".to_owned(),
        events,
        decisions: events.div_ceil(2),
        treaties: 20,
        member_years,
        interval: "bootstrap of 20 treaties, 7 of them with exits".to_owned(),
        rate: around(rate, events),
        one_member: any.map(|any| around(any / 5.0, events)).to_vec(),
        at_least_one: any.map(|any| around(any, events)).to_vec(),
        sources: vec!["invented-2020".to_owned()],
    }
}

fn fan(slope: f64) -> Vec<FanPoint> {
    let point = |years: i16| {
        let lost = slope * f64::from(years);
        let at = |more: f64| (6.0 - lost * more).round().clamp(0.0, 6.0);
        let quantiles = [at(2.4), at(1.6), at(1.0), at(0.5), 6.0];
        FanPoint { day: day(2022 + years), mean: 6.0 - lost, quantiles }
    };
    (0..=10).map(point).collect()
}

fn row(state: &str, name: &str, spells: &[(i16, Option<i16>, Status)]) -> TimelineRow {
    let spell = |&(from, until, status): &(i16, Option<i16>, Status)| TimelineSpell {
        from: day(from),
        until: until.map(day),
        status,
        ended: until.filter(|_| status == Status::InForce).map(|_| "non renewal".to_owned()),
    };
    TimelineRow { state: state.to_owned(), name: name.to_owned(), spells: spells.iter().map(spell).collect() }
}

fn timeline() -> Vec<TimelineRow> {
    use Status::{Frozen, InForce, Signed};
    vec![
        row("PAT", "Patronia", &[(1992, Some(1994), Signed), (1994, None, InForce)]),
        row("ALD", "Aldland <north>", &[(1992, Some(1994), Signed), (1994, None, InForce)]),
        row("BRY", "Bryn & Isles", &[(1993, Some(1994), Signed), (1994, Some(1999), InForce), (2006, None, InForce)]),
        row("CAR", "Caradoc", &[(1993, Some(1994), Signed), (1994, None, InForce)]),
        row("DYF", "Dyfed", &[(1994, Some(2015), InForce), (2015, Some(2018), Frozen), (2018, None, InForce)]),
        row("ERG", "Ergyng", &[(1994, None, InForce)]),
        row("FER", "Fernmail", &[(1994, Some(1999), InForce)]),
    ]
}

fn sensitivity() -> Vec<Sensitivity> {
    let row = |assumption: &str, low: &str, high: &str, answer_low, answer_high| Sensitivity {
        assumption: assumption.to_owned(),
        low_value: low.to_owned(),
        high_value: high.to_owned(),
        answer_low,
        answer_high,
    };
    vec![
        row("frailty of this treaty", "0.4", "2.9", 0.055, 0.31),
        row("usable capability of the patron after the invented war", "0.3", "0.7", 0.17, 0.09),
        row("yearly rate of freezing", "0.5 %", "4 %", 0.124, 0.113),
    ]
}

fn processes() -> Vec<ProcessCard> {
    let card = |process: &str, fitted, events, exposure_years| ProcessCard {
        process: process.to_owned(),
        fitted,
        events,
        exposure_years,
        data: "Invented data, 1946–2018".to_owned(),
        score: "log score 0.02 nats an event better than climatology on held-out alliances".to_owned(),
        scores: Vec::new(),
        prior: "normal(0, 1) on each standardised effect".to_owned(),
        coefficients: if fitted {
            vec![CoefficientRow { effect: "a duty of defense".to_owned(), estimate: -0.4, low: -0.9, high: 0.1 }]
        } else {
            Vec::new()
        },
        reliability: if fitted {
            vec![ReliabilityRow { cases: 400, forecast: 0.0031, happened: 0.0025, interval: Some((0.0004, 0.008)) }]
        } else {
            Vec::new()
        },
        totals: vec![TotalRow { from: 1990, until: 1999, forecast: 4.2, happened: 5 }],
        misses: vec![MissRow { name: "Invented pact".to_owned(), year: 1991, forecast: 0.0009 }],
    };
    vec![card("leave", true, 41, 6412.0), card("ends", true, 12, 940.5), card("freeze", false, 3, 88.2)]
}

fn precedents() -> Vec<PrecedentCard> {
    let case = |index: u32| PrecedentCard {
        name: format!("Invented case {index}"),
        kind: "member_left".to_owned(),
        event: format!("19{}6", 5 + index % 5),
        trigger: "A call that nobody answered".to_owned(),
        outcome: Some("The member left; the treaty went on with fewer members for nineteen years".to_owned()),
        lag_years: index.is_multiple_of(2).then_some(3.4),
        sources: vec!["invented-2020".to_owned()],
    };
    (1..=7).map(case).collect()
}

fn scenario() -> ScenarioCard {
    ScenarioCard {
        id: "nowhere-2022".to_owned(),
        title: "The Pact of Nowhere after its <last> summit".to_owned(),
        date: day(2022),
        treaty: "PON".to_owned(),
        treaty_name: "Pact of Nowhere".to_owned(),
        patron: Some("PAT".to_owned()),
        patron_name: "Patronia".to_owned(),
        patron_ground: "scenario".to_owned(),
        patron_why: "named by the scenario".to_owned(),
        members: ["PAT", "ALD", "BRY", "CAR", "DYF", "ERG"].map(str::to_owned).to_vec(),
        note: "A fixture for tests: states, treaty and every number are invented. ".repeat(3),
        figures: foedera_almanac::Grounds::default(),
        cautions: vec!["Few figures: 12 of 18 are known on the date; missing: polyarchy of ALD.".to_owned()],
    }
}

fn provenance() -> RunProvenance {
    RunProvenance {
        version: "0.1.0".to_owned(),
        seed: 20_221_125,
        futures: 10_000,
        draws: 500,
        scenario_sha256: "0123456789abcdef".repeat(4),
        atlas_sha256: "fedcba9876543210".repeat(4),
        models: vec![("leave".to_owned(), "00112233".repeat(8)), ("ends".to_owned(), "44556677".repeat(8))],
        command: "foedera forecast nowhere-2022 --seed 20221125 --futures 10000".to_owned(),
    }
}

fn sources() -> Vec<SourceCard> {
    let source = |id: &str, url: Option<&str>| SourceCard {
        id: id.to_owned(),
        title: format!("A source that does not exist ({id})"),
        url: url.map(str::to_owned),
    };
    vec![
        source("invented-2020", Some("https://example.org/invented")),
        source("script-2021", Some("javascript:alert(1)")),
        source("shelf-1999", None),
    ]
}

/// An effect that reads in the last branch what no event had.
fn outside() -> Outside {
    Outside {
        process: "leave".to_owned(),
        effect: "patron's capability over five years".to_owned(),
        members: vec!["ALD".to_owned(), "CAR".to_owned()],
        reads: (-1.25, -0.41),
        seen_at_events: (-0.25, 0.13),
        seen: (-1.31, 1.07),
        held_beyond: (-0.51, 0.54),
        deviations_outside: 5.7,
        draws_beyond_events: 1.0,
        draws_beyond_sample: 0.0,
        draws_held: 0.81,
    }
}

/// The forecast.
pub(crate) fn forecast() -> Forecast {
    Forecast {
        scenario: scenario(),
        provenance: provenance(),
        horizons: vec![day(2023), day(2026), day(2032)],
        branches: vec![
            branch("status-quo", "Status quo", &[]),
            branch("wins", "Patronia wins", &["usable capability of PAT × 0.90–1.10 from 2022-11-25"]),
            BranchCard {
                outside: vec![outside()],
                ..branch("fails", "Patronia fails", &["usable capability of PAT × 0.30–0.70 from 2022-11-25"])
            },
        ],
        members: vec![
            member("ALD", "Aldland <north>", 0.03, 0.3),
            member("BRY", "Bryn & Isles", 0.006, 0.02),
            member("CAR", "Caradoc", 0.004, 0.01),
            member("DYF", "Dyfed", 0.0001, 0.1),
            member("ERG", "Ergyng", 0.012, 0.03),
        ],
        treaty: vec![treaty(1.0), treaty(0.6), treaty(2.4)],
        reference_classes: vec![
            class("All invented organisations, 1945–2020", 120, 61_000.0, [0.002, 0.008, 0.02]),
            class("Invented multilateral pacts", 28, 6412.0, [0.03, 0.12, 0.26]),
            class("The record of this treaty", 3, 33.7, [0.11, 0.37, 0.7]),
        ],
        usable_force: vec![fan(0.02), fan(0.01), fan(0.1)],
        usable_force_unknown: vec!["Cardia".to_owned()],
        calls: vec![Vec::new(); 3],
        questions: Vec::new(),
        member_count: vec![fan(0.12), fan(0.05), fan(0.3)],
        timeline: timeline(),
        sensitivity: sensitivity(),
        sensitivity_question: "at least one member leaves by 2026-11-25 (status quo)".to_owned(),
        processes: processes(),
        precedents: precedents(),
        unknowns: vec![
            "Leaders' health and succession are not modelled.".to_owned(),
            "Freezing rests on three cases, of which two are of one treaty; its rate is a stated prior and may be wrong by a factor of five.".to_owned(),
        ],
        sources: sources(),
    }
}
