//! Who moves whom: the links between processes, what each rests on, and, for a scenario, which are on and what each process brings.

use foedera_atlas::Atlas;
use foedera_diagnostic::Problems;
use foedera_process::{Effect, Evidence, Link};
use foedera_world::Day;
use serde::Serialize;

use crate::answer::SourceCard;
use crate::ask::Answers;
use crate::cards::source_cards;
use crate::models::{Models, Used};
use crate::plan::Settings;
use crate::scenario::Scenario;
use crate::surroundings;
use crate::switches::{PROCESSES, Switches};

/// The datasets that links are estimated on, by their keys in the atlas.
const DATASETS: [&str; 4] = ["atop51", "coups_powell_thyne", "mid5", "ucdp251"];

/// A link as it is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkRow {
    /// Its name; what --assume takes, where [`LinkRow::can_be_assumed`].
    pub name: String,
    /// The process or figure that moves, in words.
    pub from: String,
    /// What it moves, in words.
    pub to: String,
    /// Of what `estimate` is: `ratio of rates`, `probability`, `share`, `log odds a standard deviation`.
    pub unit: &'static str,
    /// The estimate; of an assumption the middle of the range offered. `None` where a model says it case by case.
    pub estimate: Option<f64>,
    /// Its 90 % interval, or the range offered.
    pub interval: Option<(f64, f64)>,
    /// `known`: estimated, and futures have it; `null`: estimated, no effect found, off; `assumed`: not identified by data, off.
    pub evidence: &'static str,
    /// Whether futures of the scenario, or of today, have it.
    pub on: bool,
    /// The range within which the scenario assumes it.
    pub assumed: Option<(f64, f64)>,
    /// What was counted: events and cases.
    pub counted: String,
    /// The sign that the literature gives it, with the work.
    pub literature: String,
    /// Where the estimate is from.
    pub source: String,
    /// The claim of the commentary on csto-2022 that it is, by its id (`foedera claims csto-2022`).
    pub claim: Option<&'static str>,
    /// The last day of the data behind it: forecasts of earlier days do not have it.
    pub data_until: Option<String>,
    /// Whether `--assume` takes it.
    pub can_be_assumed: bool,
}

/// What the scenario's answers would be without a process.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Without {
    /// The process that is off.
    pub process: String,
    /// What it is.
    pub what: &'static str,
    /// By question, the answer without it less the answer with it.
    pub differences: Vec<f64>,
}

/// The links, and what the processes of a scenario bring.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Links {
    /// The scenario.
    pub scenario: Option<String>,
    /// The day on which a link is known or not.
    pub at: Day,
    /// The links: known, looked for and not found, assumed.
    pub links: Vec<LinkRow>,
    /// The questions of [`Links::without`], each a statement with its day and branch.
    pub questions: Vec<String>,
    /// Their answers with all processes.
    pub answers: Vec<f64>,
    /// Each process switched off.
    pub without: Vec<Without>,
    /// Futures of each of these runs, and the seed.
    pub run: Option<(u32, u64)>,
    /// The datasets behind the estimates.
    pub sources: Vec<SourceCard>,
    /// Version of the program.
    pub version: &'static str,
    /// SHA-256 of the atlas.
    pub atlas_sha256: String,
}

/// The links on a day, with what a scenario assumes; `run` adds what each of its processes brings.
///
/// # Errors
/// None so far.
pub fn links(
    scenario: Option<&Scenario>,
    today: Day,
    (atlas, models): (&Atlas, &Models),
    run: Settings,
) -> Result<Links, Problems> {
    let none = Switches::default();
    let (at, switches) = scenario.map_or((today, &none), |own| (own.date, &own.switches));
    let used = Used::of(models, switches);
    let mut rows: Vec<LinkRow> = Link::ALL.iter().map(|link| row(link, at, (switches, &used))).collect();
    rows.extend(of_calls(&used));
    rows.extend(of_joins(&used));
    rows.extend(of_answers(&used));
    if let Some(scenario) = scenario {
        rows.extend(of_scenario(scenario));
    }
    let order = |row: &LinkRow| ["known", "null", "assumed"].iter().position(|own| *own == row.evidence);
    rows.sort_by_key(order);
    let mut found = Links {
        scenario: scenario.map(|own| own.id.clone()),
        at,
        links: rows,
        questions: Vec::new(),
        answers: Vec::new(),
        without: Vec::new(),
        run: None,
        sources: source_cards(atlas, &DATASETS.map(str::to_owned)),
        version: env!("CARGO_PKG_VERSION"),
        atlas_sha256: atlas.sha256.clone(),
    };
    if let Some(scenario) = scenario {
        found.shares(scenario, (atlas, models), run);
    }
    Ok(found)
}

impl Links {
    /// Switch one process off at a time; runs share their random numbers, so that differences are not those of chance.
    fn shares(&mut self, scenario: &Scenario, (atlas, models): (&Atlas, &Models), run: Settings) {
        let mut own = scenario.clone();
        own.branches.truncate(1);
        let day = own.horizons[own.horizons.len().min(3) - 1];
        own.horizons = vec![day];
        let names = ["any-leaves", "few-participants"];
        let asked = |scenario: &Scenario| {
            let answers = Answers::of(scenario, atlas, models, run);
            let found: Vec<(String, f64)> = names
                .iter()
                .filter_map(|name| {
                    let question = answers.question(name).ok()?;
                    let words = format!("{} by {day} ({})", question.words, own.branches[0].name);
                    Some((words, answers.estimate(&question, day, 0)?.mean))
                })
                .collect();
            found
        };
        let all = asked(&own);
        for (process, what) in PROCESSES.iter().filter(|process| !scenario.switches.is_off(process.0)) {
            let mut without = own.clone();
            if without.switches.process(process, "off").is_ok() {
                let differences = asked(&without).iter().zip(&all).map(|(without, with)| without.1 - with.1).collect();
                self.without.push(Without { process: (*process).to_owned(), what, differences });
            }
        }
        (self.questions, self.answers) = all.into_iter().unzip();
        self.run = Some((run.futures, run.seed));
    }
}

fn row(link: &Link, at: Day, (switches, used): (&Switches, &Used<'_>)) -> LinkRow {
    let known = used.freeze.known_on(at);
    let counted = link.multiplier_in(&known).filter(|own| own.expected > 0.0).map(|own| {
        let (told, expected) = (own.told(), foedera_diagnostic::fixed(own.expected, 2));
        let counted = format!("{} where {expected} were expected", own.events);
        (told.value, told.interval, format!("{}, `{}`", link.source, own.name), counted)
    });
    let fitted = used.events.iter().find_map(|model| {
        let place = model.effects.iter().position(|own| link.effect == Some((model.process, own.effect)))?;
        let error = model.effects[place].standard_error;
        let ratio = |steps: f64| {
            let mut theta: Vec<f64> = model.effects.iter().map(|own| own.estimate).collect();
            theta[place] += steps * error;
            link.ratio_in(model, &theta)
        };
        let source = format!("models/{}.toml, effect `{}`", model.process.name(), model.effects[place].effect.name());
        let counted = format!("{} events in {} cases", model.card.events, model.card.intervals);
        Some((ratio(0.0)?, (ratio(-1.645)?, ratio(1.645)?), source, counted))
    });
    let (estimate, interval, source, counted) = counted.or(fitted).unwrap_or_else(|| {
        let (median, low, high) = link.ratio;
        (median, (low, high), link.source.to_owned(), link.counted.to_owned())
    });
    let assumed = switches.assumed(link);
    // What rests on later data is no more than an assumption on the day.
    let is_known = link.is_known_on(at, &known);
    let later = link.evidence == Evidence::Known && !is_known;
    LinkRow {
        name: link.name.to_owned(),
        from: link.from.to_owned(),
        to: link.moves.words().to_owned(),
        unit: "ratio of rates",
        estimate: Some(estimate),
        interval: Some(interval),
        evidence: if later { Evidence::Assumed.name() } else { link.evidence.name() },
        on: is_known || assumed.is_some(),
        assumed,
        counted,
        literature: link.literature.to_owned(),
        source,
        claim: link.claim,
        data_until: (link.evidence == Evidence::Known).then(|| match link.multiplier {
            Some(_) => known.window.1.clone().min(format!("{}-12-31", at.year() - 1)),
            None => link.until.to_owned(),
        }),
        can_be_assumed: true,
    }
}

/// A link that is part of how a process works.
fn part(name: &str, (from, to): (&str, &str), unit: &'static str, counted: String, source: &str) -> LinkRow {
    LinkRow {
        name: name.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        unit,
        estimate: None,
        interval: None,
        evidence: Evidence::Known.name(),
        on: true,
        assumed: None,
        counted,
        literature: String::new(),
        source: source.to_owned(),
        claim: None,
        data_until: None,
        can_be_assumed: false,
    }
}

/// What gives rise to calls, and how often.
fn of_calls(used: &Used<'_>) -> impl Iterator<Item = LinkRow> + use<> {
    let calls = surroundings::share_of_calls(used.calls).map(|(share, _)| {
        let told = share.told();
        LinkRow {
            estimate: Some(told.value),
            interval: Some(told.interval),
            ..part(
                "occasion-calls",
                ("attack at hostility 4 or 5, coup attempt, armed conflict", "call for help"),
                "probability",
                format!("{} of {}", share.events, share.cases),
                "models/calls.toml, share `any`: of all treaties, each differs by a stated deviation",
            )
        }
    });
    let (low, high) = surroundings::COMMITTED;
    let force = LinkRow {
        estimate: Some(0.5 * (low + high)),
        interval: Some((low, high)),
        ..part(
            "war-binds-force",
            ("war", "usable force"),
            "share",
            "one war: Russia's, February to November 2022".to_owned(),
            "forces as stated, atlas/figures-forces.toml",
        )
    };
    calls.into_iter().chain([force])
}

/// Who joins a side of a dispute without being called.
fn of_joins(used: &Used<'_>) -> [LinkRow; 1] {
    let card = &used.joins.card;
    let counted = format!("{} events in {} cases", card.events, card.intervals);
    let source = "models/joins.toml, ally by ally, read on the date";
    [part("dispute-joins", ("militarised dispute", "an ally takes a side"), "probability", counted, source)]
}

/// What moves an ally's answer and is moved in futures.
fn of_answers(used: &Used<'_>) -> impl Iterator<Item = LinkRow> + use<> {
    let model = used.answers;
    let counted = format!("{} answers to {} calls", model.card.answers.iter().sum::<u32>(), model.card.calls.0);
    let of = [
        (Effect::ALLY_RECORD, "record-answers", "own answers to earlier calls"),
        (Effect::USABLE_FORCE, "force-answers", "usable force"),
        (Effect::AT_WAR, "war-answers", "war or armed conflict of the ally"),
    ];
    let mut rows = vec![part(
        "call-answers",
        ("call for help", "answer of each ally"),
        "probability",
        counted.clone(),
        "models/answers.toml; case by case, as `foedera aid` says",
    )];
    for (effect, name, from) in of {
        let Some(own) = model.effects.iter().find(|own| own.effect == effect) else { continue };
        rows.push(LinkRow {
            estimate: Some(own.estimate),
            interval: Some((own.estimate - 1.645 * own.standard_error, own.estimate + 1.645 * own.standard_error)),
            ..part(
                name,
                (from, "answer of the ally"),
                "log odds a standard deviation",
                counted.clone(),
                &format!("models/answers.toml, effect `{}`", effect.name()),
            )
        });
    }
    rows.into_iter()
}

/// What the scenario assumes of freezes.
fn of_scenario(scenario: &Scenario) -> impl Iterator<Item = LinkRow> {
    let of = [
        ("frozen_exit_ratio", "freeze", "leave", "ratio of rates"),
        ("freeze_elasticity", "the patron's capability", "freeze", "elasticity of the rate, with a minus"),
    ];
    of.into_iter().map(|(id, from, to, unit)| {
        let own = scenario.assumption(id);
        let ends = [0.05, 0.5, 0.95].map(|u| crate::draw::value(own.distribution, u));
        LinkRow {
            estimate: Some(ends[1]),
            interval: Some((ends[0], ends[2])),
            evidence: Evidence::Assumed.name(),
            ..part(id, (from, to), unit, "no data".to_owned(), "the scenario's own assumption; --set changes it")
        }
    })
}
