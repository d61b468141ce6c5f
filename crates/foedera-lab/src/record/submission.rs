//! Forecasts of anyone on questions with outcomes, checked: each forecaster's course of forecasts on each question.

use std::collections::BTreeMap;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, nearest};
use foedera_likelihood::score::{crps_ensemble, quantile_score};
use foedera_sources::tournament::{ForecastRow, QuestionRow, Said};
use foedera_world::Day;

use super::question_set::yes_or_no;

/// The name of a forecaster where a file names none.
pub const UNNAMED: &str = "forecaster";

/// A question that is decided.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    pub(super) id: String,
    pub(super) text: Option<String>,
    pub(super) word: String,
    /// Yes or no, if it is that.
    pub(super) happened: Option<bool>,
    /// The number, if it is one.
    pub(super) number: Option<f64>,
    /// The day on which it was decided.
    pub(super) date: Option<Day>,
    /// The group whose questions depend on each other.
    pub(super) group: u32,
    place: Place,
}

/// What a forecaster says of a question for a time.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Forecast {
    Probability(f64),
    Quantiles(Vec<(f64, f64)>),
    Samples(Vec<f64>),
}

impl Forecast {
    /// The score of a forecast of a number.
    pub(super) fn of_number(&self, observed: f64) -> Option<f64> {
        match self {
            Self::Probability(_) => None,
            Self::Quantiles(quantiles) => quantile_score(quantiles, observed),
            Self::Samples(values) => crps_ensemble(values, observed),
        }
    }
}

/// The forecasts of one forecaster on one question, by the day from which each holds.
pub(super) type Course = Vec<(Option<Day>, Forecast)>;

/// All that can be scored.
pub(super) struct Submissions {
    pub(super) decided: Vec<Decided>,
    /// Questions that are not decided, and are not scored.
    pub(super) undecided: u32,
    /// By forecaster and place of the question.
    pub(super) courses: BTreeMap<String, BTreeMap<usize, Course>>,
}

fn problem(code: Code, place: &Place, message: String, remedy: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, place.clone(), message, remedy)
}

/// The outcomes: those that are decided, and the names of all.
fn outcomes(rows: &[QuestionRow]) -> Result<(Vec<Decided>, Vec<String>), Problems> {
    let (mut decided, mut names, mut problems) = (Vec::new(), Vec::<String>::new(), Problems::new());
    let mut groups: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows {
        if names.contains(&row.question) {
            let message = format!("the question `{}` stands twice", row.question);
            problems.push(problem(Code::Duplicate, &row.place, message, "keep one row a question"));
            continue;
        }
        names.push(row.question.clone());
        let Some((word, place)) = &row.outcome else {
            let message = format!("the outcome of `{}` is empty", row.question);
            problems.push(problem(Code::Missing, &row.place, message, "write yes, no, a number, open or unresolved"));
            continue;
        };
        if ["open", "unresolved"].contains(&word.to_ascii_lowercase().as_str()) {
            continue;
        }
        let (happened, number) = (yes_or_no(word).ok(), word.parse::<f64>().ok().filter(|value| value.is_finite()));
        if happened.is_none() && number.is_none() {
            let message = format!("`{word}` is no outcome");
            problems.push(problem(Code::InvalidValue, place, message, "write yes, no, a number, open or unresolved"));
            continue;
        }
        // Questions without an alliance depend on no other.
        let key = row.alliance.clone().unwrap_or_else(|| format!("\u{0}{}", row.question));
        let next = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        decided.push(Decided {
            id: row.question.clone(),
            text: row.text.clone(),
            word: word.clone(),
            happened,
            number,
            date: row.date,
            group: *groups.entry(key).or_insert(next),
            place: place.clone(),
        });
    }
    problems.or_ok((decided, names))
}

/// Check forecasts against outcomes.
///
/// # Errors
/// Everything that is wrong, with its place: an unknown question, a forecast on or after the day of the outcome, two of one day, days in
/// some rows of a question only, a probability for a number.
pub(super) fn checked(forecasts: &[ForecastRow], rows: &[QuestionRow]) -> Result<Submissions, Problems> {
    let (decided, names) = outcomes(rows)?;
    let mut problems = Problems::new();
    let mut grouped: BTreeMap<(&str, usize), Vec<&ForecastRow>> = BTreeMap::new();
    for row in forecasts {
        if !names.contains(&row.question) {
            let near = nearest(&row.question, names.iter().map(String::as_str));
            let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
            let message = format!("there is no question `{}` among the outcomes", row.question);
            let remedy = format!("{near}add the question with its outcome, or `open`");
            problems.push(problem(Code::UnknownName, &row.place, message, remedy));
            continue;
        }
        let Some(place) = decided.iter().position(|own| own.id == row.question) else { continue };
        if let Err(told) = fits(row, &decided[place]) {
            problems.push(*told);
            continue;
        }
        grouped.entry((row.forecaster.as_deref().unwrap_or(UNNAMED), place)).or_default().push(row);
    }
    let mut courses: BTreeMap<String, BTreeMap<usize, Course>> = BTreeMap::new();
    for ((forecaster, place), rows) in grouped {
        match course(&rows, &decided[place]) {
            Ok(course) => drop(courses.entry(forecaster.to_owned()).or_default().insert(place, course)),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() && courses.is_empty() {
        let place = forecasts.first().map_or(Place::CommandLine, |row| row.place.clone());
        let message = "none of the questions with a forecast is decided, so there is nothing to score";
        problems.push(problem(Code::Missing, &place, message.to_owned(), "give outcomes: yes, no or a number"));
    }
    let undecided = u32::try_from(names.len() - decided.len()).unwrap_or(u32::MAX);
    problems.or_ok(Submissions { decided, undecided, courses })
}

/// Whether a forecast can be held to its outcome.
fn fits(row: &ForecastRow, question: &Decided) -> Result<(), Box<Diagnostic>> {
    let refuse = |code, message: String, remedy: &str| Err(Box::new(problem(code, &row.place, message, remedy)));
    if let (Some(made), Some(end)) = (row.date, question.date)
        && made >= end
    {
        let message = format!("this forecast is of {made}, and `{}` was decided on {end}", question.id);
        return refuse(Code::Inconsistent, message, "leave out forecasts of the day of the outcome and later");
    }
    match row.says {
        Said::Probability(_) if question.happened.is_none() => {
            let message =
                format!("a probability, and the outcome of `{}` is the number {}", question.id, question.word);
            refuse(Code::Inconsistent, message, "forecast a number by quantiles or samples")
        }
        Said::Quantile(..) | Said::Sample(_) if question.number.is_none() => {
            let message = format!("quantiles or samples, and the outcome of `{}` is {}", question.id, question.word);
            refuse(Code::Inconsistent, message, "forecast yes or no by a probability")
        }
        _ => Ok(()),
    }
}

/// The course of one forecaster on one question.
fn course(rows: &[&ForecastRow], question: &Decided) -> Result<Course, Problems> {
    let mut problems = Problems::new();
    let dated = rows.iter().filter(|row| row.date.is_some()).count();
    if let Some(row) = rows.iter().find(|row| row.date.is_none()).filter(|_| dated > 0) {
        let message = format!("this forecast on `{}` has no day, and others of the same forecaster have", question.id);
        problems.push(problem(Code::Missing, &row.place, message, "give the day of each, or of none"));
        return Err(problems);
    }
    let mut by_day: BTreeMap<Option<Day>, Vec<&ForecastRow>> = BTreeMap::new();
    rows.iter().for_each(|row| by_day.entry(row.date).or_default().push(row));
    if by_day.len() > 1 && question.date.is_none() {
        let message =
            format!("`{}` has forecasts of several days, and its outcome no day until which they hold", question.id);
        problems.push(problem(Code::Missing, &question.place, message, "fill the column `date` of the outcomes"));
        return Err(problems);
    }
    let mut course = Course::new();
    for (day, rows) in by_day {
        match said(&rows, question) {
            Ok(forecast) => course.push((day, forecast)),
            Err(told) => problems.push(*told),
        }
    }
    problems.or_ok(course)
}

/// What the rows of one day say together.
fn said(rows: &[&ForecastRow], question: &Decided) -> Result<Forecast, Box<Diagnostic>> {
    let kind = |said: &Said| match said {
        Said::Probability(_) => 0,
        Said::Quantile(..) => 1,
        Said::Sample(_) => 2,
    };
    let first = kind(&rows[0].says);
    let refuse = |row: &ForecastRow, code, message: String, remedy: &str| {
        Err(Box::new(problem(code, &row.place, message, remedy)))
    };
    if let Some(row) = rows.iter().find(|row| kind(&row.says) != first) {
        let message = format!("the forecasts on `{}` of one day are of two kinds", question.id);
        return refuse(row, Code::Inconsistent, message, "give a probability, or quantiles, or samples");
    }
    let mut quantiles: Vec<(f64, f64)> = Vec::new();
    let mut samples = Vec::new();
    for row in rows {
        match row.says {
            Said::Probability(p) if rows.len() == 1 => return Ok(Forecast::Probability(p)),
            Said::Probability(_) => {
                let day = row.date.map_or("without a day".to_owned(), |day| format!("of {day}"));
                let message = format!("`{}` has two forecasts {day} by one forecaster", question.id);
                return refuse(rows[1], Code::Duplicate, message, "keep the last, or name the forecasters apart");
            }
            Said::Quantile(level, _) if quantiles.iter().any(|known| known.0 == level) => {
                let message = format!("the quantile {level} of `{}` stands twice", question.id);
                return refuse(row, Code::Duplicate, message, "keep one");
            }
            Said::Quantile(level, value) => quantiles.push((level, value)),
            Said::Sample(value) => samples.push(value),
        }
    }
    if !samples.is_empty() {
        return Ok(Forecast::Samples(samples));
    }
    quantiles.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let Some(pair) = quantiles.windows(2).find(|pair| pair[1].1 < pair[0].1) {
        let message = format!("the quantile {} of `{}` lies below that of {}", pair[1].0, question.id, pair[0].0);
        return refuse(rows[0], Code::Inconsistent, message, "quantiles rise with their levels");
    }
    Ok(Forecast::Quantiles(quantiles))
}

/// The times in which all of these courses say something, as shares of their sum, with what each says then. Each day carries the last
/// forecast before or on it, up to the day before the outcome. Empty if one of them is empty.
pub(super) fn common<'a>(courses: &[&'a Course], end: Option<Day>) -> Vec<(f64, Vec<&'a Forecast>)> {
    let at = |course: &'a Course, day: Option<Day>| -> Option<&'a Forecast> {
        course.iter().rev().find(|(from, _)| from.is_none() || day.is_none() || *from <= day).map(|(_, said)| said)
    };
    let all = |day: Option<Day>| courses.iter().map(|course| at(course, day)).collect::<Option<Vec<_>>>();
    let begins = courses.iter().filter_map(|course| course.first()?.0).max();
    let (Some(begins), Some(end)) = (begins, end) else {
        return all(None).into_iter().map(|said| (1.0, said)).collect();
    };
    let mut days: Vec<Day> = courses.iter().flat_map(|course| course.iter().filter_map(|(from, _)| *from)).collect();
    days.retain(|day| *day >= begins);
    days.sort_unstable();
    days.dedup();
    let total = f64::from(end.number() - begins.number());
    let until = days.iter().skip(1).copied().chain([end]);
    let spells = days
        .iter()
        .zip(until)
        .filter_map(|(from, until)| Some((f64::from(until.number() - from.number()) / total, all(Some(*from))?)));
    spells.collect()
}
