//! Several files of one dataset: parts are put together by the dataset's key, identical facts once; what two files say
//! differently is refused with both places. Of two editions the newer counts, if it covers the years of the older.

use std::cmp::Reverse;

use foedera_diagnostic::{Code, Diagnostic, Place};
use foedera_store::{Column, Frame, MISSING_WHOLE, Part};
use foedera_world::Roster;

use crate::dataset::Dataset;
use crate::datasets::DATASETS;
use crate::registry::{Found, Outcome};
use crate::{Read, unique};

/// A file of a dataset among the others.
struct Candidate {
    /// Its place in the list of files.
    index: usize,
    name: String,
    read: Box<Read<Frame>>,
}

/// Put together what several files say of one dataset. The first of them then holds all facts.
pub(crate) fn unite(found: &mut [Found], roster: &Roster) {
    for dataset in DATASETS {
        let of = |found: &Found| matches!(&found.outcome, Outcome::Read(of, _) if of.key == dataset.key);
        let places: Vec<usize> = (0..found.len()).filter(|index| of(&found[*index])).collect();
        if places.len() < 2 {
            continue;
        }
        let mut candidates = Vec::new();
        for index in places {
            let outcome = std::mem::replace(&mut found[index].outcome, Outcome::Unknown(None));
            let Outcome::Read(_, read) = outcome else { continue };
            candidates.push(Candidate { index, name: found[index].name.clone(), read });
        }
        for (index, outcome) in united(dataset, candidates, roster) {
            found[index].outcome = outcome;
        }
    }
}

fn united(dataset: &'static Dataset, mut candidates: Vec<Candidate>, roster: &Roster) -> Vec<(usize, Outcome)> {
    // Files with few refused rows come first, then the main layout, then the newer edition, then the one that
    // says more; the rest go by their path.
    candidates.sort_by_cached_key(|candidate| {
        let read = &candidate.read;
        (
            read.refused_rows * 20 > read.rows,
            read.trace.form,
            Reverse(edition(read).unwrap_or_default()),
            Reverse(read.value.len()),
            candidate.index,
        )
    });
    let mut outcomes = Vec::new();
    let mut parts: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        match parts.iter().find_map(|part| Some((part, why_not(&part.read, &candidate.read)?))) {
            Some((part, why)) => {
                outcomes.push((candidate.index, Outcome::Superseded(dataset, part.name.clone(), why)));
            }
            None => parts.push(candidate),
        }
    }
    parts.sort_by_key(|part| part.index);
    outcomes.extend(join(dataset, parts, roster));
    outcomes
}

/// The numbers of a stated edition: `4.01` is `[4, 1]`.
fn edition(read: &Read<Frame>) -> Option<Vec<u32>> {
    let text = read.trace.edition.as_deref()?;
    text.split('.').map(|number| number.parse().ok()).collect()
}

/// Why a second file is not put together with a better one.
fn why_not(better: &Read<Frame>, other: &Read<Frame>) -> Option<&'static str> {
    if better.trace.counted != other.trace.counted {
        return Some("the same dataset, counted in another way");
    }
    if other.refused_rows * 20 > other.rows && better.refused_rows * 20 <= better.rows {
        return Some("the same dataset, with fewer rows that cannot be read");
    }
    let (newer, older) = (edition(better), edition(other));
    let covers = better.value.span.0 <= other.value.span.0 && other.value.span.1 <= better.value.span.1;
    (newer.is_some() && older.is_some() && newer != older && covers).then_some("a newer edition that covers its years")
}

/// Put the parts together; each keeps the account of its own rows, the first gets the facts.
fn join(dataset: &'static Dataset, mut parts: Vec<Candidate>, roster: &Roster) -> Vec<(usize, Outcome)> {
    if parts.len() < 2 {
        return parts.into_iter().map(|part| (part.index, Outcome::Read(dataset, part.read))).collect();
    }
    let facts: Vec<(usize, (i16, i16))> =
        parts.iter().map(|part| (part.read.value.len(), part.read.value.span)).collect();
    let mut whole = Frame {
        name: dataset.frame.to_owned(),
        dataset: dataset.key.to_owned(),
        span: facts.iter().fold((i16::MAX, i16::MIN), |all, (_, span)| (all.0.min(span.0), all.1.max(span.1))),
        parts: Vec::new(),
        columns: Vec::new(),
    };
    let mut places: Vec<(u32, u32)> = Vec::new();
    for (number, part) in parts.iter_mut().enumerate() {
        let frame = std::mem::take(&mut part.read.value.columns);
        let own = std::mem::take(&mut part.read.value.parts);
        let all = Part { span: part.read.value.span, only: Vec::new() };
        whole.parts.extend(if own.is_empty() { vec![all] } else { own });
        let rows = places.len();
        places.extend(part.read.trace.lines.drain(..).map(|line| (u32::try_from(number).unwrap_or(0), line)));
        append(&mut whole, frame, rows, places.len());
    }
    if whole.parts.iter().any(|part| part.only.is_empty() && part.span == whole.span) {
        whole.parts.clear();
    }
    let settled = unique::settle(dataset.unique, &mut whole, &mut places, roster);
    parts[0].read.repeated += settled.repeated;
    for (number, part) in parts.iter_mut().enumerate() {
        let mut lines: Vec<u32> =
            settled.refused.iter().filter(|(own, _)| *own as usize == number).map(|(_, line)| *line).collect();
        lines.sort_unstable();
        lines.dedup();
        part.read.refused_rows += lines.len();
    }
    let names: Vec<String> = parts.iter().map(|part| part.name.clone()).collect();
    for conflict in &settled.conflicts {
        let (file, refusal) = refusal(&names, conflict);
        parts[file].read.refused.push(refusal);
    }
    let mut first = Some(whole);
    let into = names[0].clone();
    let outcome = |(part, (facts, span)): (Candidate, (usize, (i16, i16)))| match first.take() {
        Some(whole) => {
            let mut read = part.read;
            read.value = whole;
            (part.index, Outcome::Read(dataset, read))
        }
        None => {
            let mut read = part.read;
            read.value.span = span;
            (part.index, Outcome::Joined(dataset, read, facts, into.clone()))
        }
    };
    parts.into_iter().zip(facts).map(outcome).collect()
}

fn refusal(names: &[String], conflict: &unique::Conflict<(u32, u32)>) -> (usize, Diagnostic) {
    let ((first, line), (second, other)) = (conflict.first, conflict.second);
    let (first, second) = (first as usize, second as usize);
    let message = format!(
        "line {line} of `{}` and line {other} of `{}` say different things of {}; neither counts",
        names[first], names[second], conflict.what
    );
    let remedy = "keep the files of one edition in the folder, or mend the row that is wrong";
    (second, Diagnostic::new(Code::Duplicate, Place::File(names[second].clone()), message, remedy))
}

/// Put columns below those of a frame that has `rows` rows, so that it has `total`; a column that one of them lacks is
/// missing there.
fn append(whole: &mut Frame, columns: Vec<(String, foedera_store::Kind, Column)>, rows: usize, total: usize) {
    for (name, kind, column) in columns {
        match whole.columns.iter_mut().find(|(own, _, _)| *own == name) {
            Some((_, _, own)) => extend(own, column),
            None => {
                let mut own = empty_like(&column, rows);
                extend(&mut own, column);
                whole.columns.push((name, kind, own));
            }
        }
    }
    for (_, _, column) in &mut whole.columns {
        let lacking = empty_like(column, total - column.len());
        extend(column, lacking);
    }
}

/// A column of the same kind whose cells are all missing.
fn empty_like(column: &Column, rows: usize) -> Column {
    match column {
        Column::Whole(_) => Column::Whole(vec![MISSING_WHOLE; rows]),
        Column::Number(_) => Column::Number(vec![f64::NAN; rows]),
        Column::Text(_) => {
            let words = foedera_store::Words { codes: vec![MISSING_WHOLE; rows], values: Vec::new() };
            Column::Text(words)
        }
    }
}

fn extend(own: &mut Column, other: Column) {
    match (own, other) {
        (Column::Whole(own), Column::Whole(other)) => own.extend(other),
        (Column::Number(own), Column::Number(other)) => own.extend(other),
        (Column::Text(own), Column::Text(other)) => own.extend(other),
        _ => unreachable!("a column of a dataset is of one kind in all its layouts"),
    }
}
