//! What a record shows: its questions with the last forecast of each forecaster, what came of them, scores, and what changed by which event.

use std::collections::BTreeMap;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Place, Problems, Source};
use foedera_sources::tournament::{ForecastRow, QuestionRow, Said};
use foedera_world::{Day, EventKind, TreatyId};
use serde::Serialize;

use super::chain::{Kept, Link};
use super::resolve::{Outcome, Resolution, resolve, words};
use super::rule::Rule;
use super::standing::{Reference, Standings, standings};

/// A file of the record, in a line.
#[derive(Debug, Clone, Serialize)]
pub struct FileLine {
    /// Its path in the folder.
    pub path: String,
    /// The day of its forecasts.
    pub date: Day,
    /// Who made them.
    pub forecaster: String,
    /// How many.
    pub forecasts: u32,
    /// Its fingerprint.
    pub sha256: String,
}

/// A question of a record with a forecaster's last forecast.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// The question.
    pub question: String,
    /// In words.
    pub text: String,
    /// The alliance.
    pub alliance: String,
    /// The last day of which it asks.
    pub closes: Day,
    /// Who.
    pub forecaster: String,
    /// The day of the last forecast.
    pub made: Day,
    /// Its probability.
    pub probability: f64,
    /// Its 90 % interval.
    pub interval: Option<(f64, f64)>,
    /// What it rests on.
    pub ground: String,
    /// What came of the question.
    pub outcome: Outcome,
    /// The day on which it was decided.
    pub date: Option<Day>,
    /// The event that decided it.
    pub event: Option<String>,
    /// Its sources.
    pub source: Vec<String>,
}

/// A record as it stands on a day.
#[derive(Debug, Clone, Serialize)]
pub struct RecordAnswer {
    /// The folder.
    pub folder: String,
    /// The day as of which questions are resolved.
    pub as_of: Day,
    /// The files, in order.
    pub files: Vec<FileLine>,
    /// Questions that have a forecast.
    pub questions: u32,
    /// Of these, how many are open.
    pub open: u32,
    /// How many came true.
    pub yes: u32,
    /// How many did not.
    pub no: u32,
    /// How many are over without a source.
    pub unresolved: u32,
    /// The last forecast on each question by each forecaster, by question.
    pub forecasts: Vec<Entry>,
    /// The scores of what is decided; `None` while nothing is.
    pub scores: Option<Standings>,
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What came of a kept question; without a rule nobody but a hand can say.
fn outcome_of(kept: &Kept, atlas: &Atlas, as_of: Day) -> Resolution {
    let rule = kept.rule.as_deref().and_then(|line| Rule::read(line, atlas).ok());
    match rule {
        Some(rule) => resolve(&rule, kept.opened, atlas, as_of),
        None => {
            let outcome = if kept.closes <= as_of { Outcome::Unresolved } else { Outcome::Open };
            let because = "it is resolved by hand, or its rule cannot be read with this atlas".to_owned();
            Resolution { outcome, date: None, event: None, source: Vec::new(), because }
        }
    }
}

/// A record as it stands on a day: only files up to it are read.
///
/// # Errors
/// Forecasts that cannot be scored together.
pub fn shown(links: &[Link], folder: &str, atlas: &Atlas, as_of: Day) -> Result<RecordAnswer, Problems> {
    let links: Vec<&Link> = links.iter().filter(|link| link.file.date <= as_of).collect();
    let mut last: BTreeMap<(&str, &str), (&Link, &Kept)> = BTreeMap::new();
    // A question is the one that was asked first: its text and rule as they were then.
    let mut asked: BTreeMap<&str, &Kept> = BTreeMap::new();
    for link in &links {
        for kept in &link.file.forecasts {
            asked.entry(&kept.question).or_insert(kept);
            last.insert((&kept.question, &link.file.forecaster), (link, kept));
        }
    }
    let outcomes: BTreeMap<&str, Resolution> =
        asked.iter().map(|(question, kept)| (*question, outcome_of(kept, atlas, as_of))).collect();
    let of = |wanted: Outcome| count(outcomes.values().filter(|found| found.outcome == wanted).count());
    let entry = |((question, forecaster), (link, kept)): (&(&str, &str), &(&Link, &Kept))| {
        let found = &outcomes[question];
        Entry {
            question: (*question).to_owned(),
            text: asked[question].text.clone(),
            alliance: asked[question].alliance.clone(),
            closes: asked[question].closes,
            forecaster: (*forecaster).to_owned(),
            made: link.file.date,
            probability: kept.probability,
            interval: kept.interval,
            ground: kept.ground.clone(),
            outcome: found.outcome,
            date: found.date,
            event: found.event.clone(),
            source: found.source.clone(),
        }
    };
    let file = |link: &&Link| FileLine {
        path: link.path.clone(),
        date: link.file.date,
        forecaster: link.file.forecaster.clone(),
        forecasts: count(link.file.forecasts.len()),
        sha256: link.sha256.clone(),
    };
    Ok(RecordAnswer {
        folder: folder.to_owned(),
        as_of,
        files: links.iter().map(file).collect(),
        questions: count(asked.len()),
        open: of(Outcome::Open),
        yes: of(Outcome::Yes),
        no: of(Outcome::No),
        unresolved: of(Outcome::Unresolved),
        forecasts: last.iter().map(entry).collect(),
        scores: scored(&links, &asked, &outcomes)?,
    })
}

/// The scores of what is decided, each day with the forecast that stood then.
fn scored(
    links: &[&Link],
    asked: &BTreeMap<&str, &Kept>,
    outcomes: &BTreeMap<&str, Resolution>,
) -> Result<Option<Standings>, Problems> {
    let decided = |question: &str| matches!(outcomes[question].outcome, Outcome::Yes | Outcome::No);
    let (mut forecasts, mut rows) = (Vec::new(), Vec::new());
    for link in links {
        for kept in link.file.forecasts.iter().filter(|kept| decided(&kept.question)) {
            // What was written on the day of the outcome or later says nothing beforehand.
            if outcomes[kept.question.as_str()].date.is_some_and(|date| link.file.date >= date) {
                continue;
            }
            let place = Place::File(link.path.clone());
            forecasts.push(ForecastRow {
                place,
                question: kept.question.clone(),
                forecaster: Some(link.file.forecaster.clone()),
                date: Some(link.file.date),
                says: Said::Probability(kept.probability),
            });
        }
    }
    if forecasts.is_empty() {
        return Ok(None);
    }
    let place = Place::Span(Source::new("record", ""), 0..0);
    for (question, kept) in asked.iter().filter(|(question, _)| decided(question)) {
        rows.push(QuestionRow {
            place: place.clone(),
            question: (*question).to_owned(),
            text: Some(kept.text.clone()),
            alliance: Some(kept.alliance.clone()),
            kind: Some(kept.kind.clone()),
            opened: Some(kept.opened),
            closes: Some(kept.closes),
            rule: None,
            outcome: Some((outcomes[question].outcome.word().to_owned(), place.clone())),
            date: outcomes[question].date,
            source: None,
        });
    }
    standings(&forecasts, &rows, &Reference::Climatology).map(Some)
}

/// What changed between two files of a forecaster.
#[derive(Debug, Clone, Serialize)]
pub struct UpdateLog {
    /// The folder.
    pub folder: String,
    /// The first day that is looked at.
    pub from: Option<Day>,
    /// The last.
    pub until: Option<Day>,
    /// Files that were compared with the one before of the same forecaster.
    pub compared: u32,
    /// What changed.
    pub updates: Vec<Update>,
}

/// A forecast that changed, began or was given up.
#[derive(Debug, Clone, Serialize)]
pub struct Update {
    /// The day of the later file.
    pub date: Day,
    /// That of the earlier one.
    pub since: Day,
    /// Who.
    pub forecaster: String,
    /// The question.
    pub question: String,
    /// The probability before; `None`: it is new.
    pub before: Option<f64>,
    /// The probability since; `None`: it was not forecast again.
    pub after: Option<f64>,
    /// Events of its alliance in the atlas after the earlier day, up to the later one.
    pub events: Vec<String>,
    /// What else differs: the atlas, the models.
    pub besides: Vec<String>,
}

/// Changes smaller than this are none.
const LEAST_CHANGE: f64 = 5e-4;

/// What changed, by which event, in files dated between two days.
pub fn updates(links: &[Link], folder: &str, atlas: &Atlas, (from, until): (Option<Day>, Option<Day>)) -> UpdateLog {
    let mut log = UpdateLog { folder: folder.to_owned(), from, until, compared: 0, updates: Vec::new() };
    for (place, link) in links.iter().enumerate() {
        let within =
            from.is_none_or(|from| link.file.date >= from) && until.is_none_or(|until| link.file.date <= until);
        let before = links[..place].iter().rev().find(|other| other.file.forecaster == link.file.forecaster);
        let Some(before) = before.filter(|_| within) else { continue };
        log.compared += 1;
        log.updates.extend(between(before, link, atlas));
    }
    log
}

fn between(before: &Link, link: &Link, atlas: &Atlas) -> Vec<Update> {
    let of = |link: &Link, question: &str| link.file.forecasts.iter().find(|kept| kept.question == question).cloned();
    let mut questions: Vec<&str> =
        before.file.forecasts.iter().chain(&link.file.forecasts).map(|kept| kept.question.as_str()).collect();
    questions.sort_unstable();
    questions.dedup();
    let mut besides = Vec::new();
    if let (Some(old), Some(new)) = (&before.file.made, &link.file.made) {
        besides.extend((old.atlas_sha256 != new.atlas_sha256).then(|| "the atlas".to_owned()));
        besides.extend((old.models != new.models).then(|| "the models".to_owned()));
        besides
            .extend((old.version != new.version).then(|| format!("the program, {} to {}", old.version, new.version)));
    }
    let mut found = Vec::new();
    for question in questions {
        let (old, new) = (of(before, question), of(link, question));
        let (was, is) = (old.as_ref().map(|kept| kept.probability), new.as_ref().map(|kept| kept.probability));
        let same = matches!((was, is), (Some(was), Some(is)) if (was - is).abs() < LEAST_CHANGE);
        if same {
            continue;
        }
        let rule = new.or(old).and_then(|kept| Rule::read(kept.rule.as_deref()?, atlas).ok());
        let treaty = rule.and_then(|rule| rule.treaty(atlas));
        found.push(Update {
            date: link.file.date,
            since: before.file.date,
            forecaster: link.file.forecaster.clone(),
            question: question.to_owned(),
            before: was,
            after: is,
            events: treaty.map_or(Vec::new(), |treaty| events(atlas, treaty, before.file.date, link.file.date)),
            besides: besides.clone(),
        });
    }
    found
}

/// Events of a treaty after a day, up to another.
fn events(atlas: &Atlas, wanted: TreatyId, after: Day, until: Day) -> Vec<String> {
    let own = |kind: EventKind| match kind {
        EventKind::Joins { treaty, .. }
        | EventKind::Signs { treaty, .. }
        | EventKind::Leaves { treaty, .. }
        | EventKind::Freezes { treaty, .. }
        | EventKind::Thaws { treaty, .. }
        | EventKind::TreatyEnds { treaty, .. }
        | EventKind::Call { treaty, .. }
        | EventKind::Summit { treaty, .. }
        | EventKind::Milestone { treaty } => treaty == wanted,
        _ => false,
    };
    let within = |day: Day| day > after && day <= until;
    let list = atlas.history.events().iter().filter(|event| own(event.kind) && within(event.when.day()));
    list.map(|event| words(event, atlas)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::chain::RecordFile;
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn link(number: u32, date: &str, forecaster: &str, probabilities: [f64; 2]) -> Link {
        let kept = |question: &str, rule: &str, closes: &str, probability: f64| Kept {
            question: question.to_owned(),
            text: question.to_owned(),
            alliance: "NATO".to_owned(),
            kind: "join".to_owned(),
            opened: day("2022-07-05"),
            closes: day(closes),
            rule: Some(rule.to_owned()),
            probability,
            interval: None,
            ground: "a test".to_owned(),
        };
        let forecasts = vec![
            kept("fin", "NATO: FIN joins by 2023-12-31", "2023-12-31", probabilities[0]),
            kept("swe", "NATO: SWE joins by 2023-12-31", "2023-12-31", probabilities[1]),
        ];
        let file = RecordFile {
            number,
            date: day(date),
            forecaster: forecaster.to_owned(),
            previous: None,
            made: None,
            forecasts,
        };
        Link { path: file.path(), sha256: String::new(), file }
    }

    #[test]
    fn a_record_shows_what_stood_on_the_day_and_scores_what_was_decided() {
        let atlas = Atlas::embedded().expect("the atlas");
        let links = [
            link(1, "2022-08-01", "foedera", [0.5, 0.5]),
            link(2, "2022-09-01", "ann", [0.8, 0.8]),
            link(3, "2023-02-01", "foedera", [0.9, 0.6]),
            link(4, "2023-05-01", "foedera", [0.99, 0.7]),
        ];
        let early = shown(&links, "record", &atlas, day("2022-12-31")).expect("shown");
        assert_eq!((early.files.len(), early.open, early.scores.is_none(), early.forecasts.len()), (2, 2, true, 4));
        let late = shown(&links, "record", &atlas, day("2024-06-01")).expect("shown");
        assert_eq!((late.yes, late.no, late.open), (1, 1, 0));
        let scores = late.scores.expect("scores");
        assert_eq!(scores.forecasters.len(), 2);
        // What was written after Finland was in does not count.
        let fin = scores.by_question.iter().find(|line| line.question == "fin" && line.forecaster == "foedera");
        assert_eq!(fin.and_then(|line| line.probability), Some(0.9));
    }

    #[test]
    fn an_update_names_the_events_between_two_files_of_one_forecaster() {
        let atlas = Atlas::embedded().expect("the atlas");
        let links = [
            link(1, "2022-08-01", "foedera", [0.5, 0.5]),
            link(2, "2022-09-01", "ann", [0.8, 0.8]),
            link(3, "2023-05-01", "foedera", [0.9, 0.5]),
        ];
        let log = updates(&links, "record", &atlas, (None, None));
        assert_eq!((log.compared, log.updates.len()), (1, 1));
        let own = &log.updates[0];
        assert_eq!((own.question.as_str(), own.before, own.after), ("fin", Some(0.5), Some(0.9)));
        assert!(own.events.iter().any(|event| event == "2023-04-04 NATO in force for FIN"), "{:?}", own.events);
        assert_eq!(updates(&links, "record", &atlas, (Some(day("2023-06-01")), None)).compared, 0);
    }
}
