//! Standings: the scores of forecasters on questions that are decided, beside a reference and each other.

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, nearest};
use foedera_likelihood::score::{
    self, CONSISTENCY_DRAWS, Case, LossPair, NumberCase, NumberScore, ScoreDifference, auc, average_precision, brier,
    log_score,
};
use foedera_sources::tournament::{ForecastRow, QuestionRow};
use foedera_world::Day;
use serde::Serialize;

use super::submission::{Course, Decided, Forecast, Submissions, checked, common};

/// Bins of the calibration table.
const BINS: u32 = 10;
/// The seed of its bands.
const SEED: u64 = 1;
/// Alliances (or questions that stand alone) from which on an interval is given: with fewer, drawing them tells nothing of others.
const LEAST_GROUPS: usize = 5;

/// What forecasts are held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// The share of yes among the questions decided before the forecast.
    Climatology,
    /// The same of the ten years before.
    LastTen,
    /// One half for all.
    Uniform,
    /// Another forecaster of the file.
    Forecaster(String),
}

/// Scores of forecasters.
#[derive(Debug, Clone, Serialize)]
pub struct Standings {
    /// What the reference is, in words.
    pub reference: String,
    /// Questions that are decided and have a forecast.
    pub questions: u32,
    /// Of these, those that came true (yes).
    pub yes: u32,
    /// Questions that are open or unresolved, which are not scored.
    pub not_scored: u32,
    /// The forecasters, from the best log score on.
    pub forecasters: Vec<Standing>,
    /// Every two forecasters on the questions and days that both answered.
    pub pairs: Vec<Pair>,
    /// Each question by forecaster, from the worst score on.
    pub by_question: Vec<Line>,
    /// How it was done.
    pub notes: Vec<String>,
}

/// A score with its skill against the reference on the same questions and days.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Skilled {
    /// The mean score.
    pub score: f64,
    /// The reference's.
    pub reference_score: Option<f64>,
    /// 1 − score / the reference's; above 0 is better than the reference.
    pub skill: Option<f64>,
    /// Its 90 % interval.
    pub interval: Option<(f64, f64)>,
    /// What was drawn for it.
    pub drawn: Option<&'static str>,
}

/// The scores of a forecaster.
#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    /// Who.
    pub forecaster: String,
    /// Yes/no questions that were scored.
    pub questions: u32,
    /// Of these, those that came true.
    pub yes: u32,
    /// Of these, those that have a forecast of the reference, too.
    pub beside_reference: u32,
    /// The log score: the headline.
    pub log: Option<Skilled>,
    /// The Brier score.
    pub brier: Option<Skilled>,
    /// Area under the receiver operating characteristic.
    pub auc: Option<f64>,
    /// Average precision.
    pub average_precision: Option<f64>,
    /// Forecasts of 0 or 1.
    pub certain: u32,
    /// The calibration table.
    pub calibration: Vec<CalibrationRow>,
    /// Forecasts of numbers.
    pub numbers: Option<Numbers>,
}

/// A row of a calibration table.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CalibrationRow {
    /// The lower end of the bin.
    pub from: f64,
    /// The upper end.
    pub to: f64,
    /// Forecasts in it.
    pub forecasts: u32,
    /// Their mean, by weight.
    pub forecast: f64,
    /// The share that came true.
    pub happened: f64,
    /// In which nine of ten shares of a reliable forecaster lie.
    pub interval: Option<(f64, f64)>,
}

/// Scores of forecasts of numbers.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Numbers {
    /// Questions.
    pub questions: u32,
    /// Mean continuous ranked probability score (of quantiles: twice the mean quantile score), in the unit of the numbers.
    pub score: f64,
    /// Questions whose number is not 0.
    pub non_zero: u32,
    /// Their mean score.
    pub score_non_zero: Option<f64>,
}

/// Two forecasters on the same questions and days.
#[derive(Debug, Clone, Serialize)]
pub struct Pair {
    /// The first.
    pub first: String,
    /// The second.
    pub second: String,
    /// Questions that both answered.
    pub questions: u32,
    /// The score: `log`, `brier` or `number`.
    pub score: &'static str,
    /// The first's mean score less the second's: below 0 the first is better.
    pub difference: f64,
    /// Its 90 % interval.
    pub interval: Option<(f64, f64)>,
    /// What was drawn for it.
    pub drawn: Option<&'static str>,
    /// The name of the better one, if the interval excludes zero.
    pub better: Option<String>,
}

/// A question with a forecaster's score.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The question.
    pub question: String,
    /// In words, if they are known.
    pub text: Option<String>,
    /// Who.
    pub forecaster: String,
    /// What came of it.
    pub outcome: String,
    /// The day on which it was decided.
    pub date: Option<Day>,
    /// The last probability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// The mean probability over the days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_probability: Option<f64>,
    /// The score over the days: log score, or of numbers the ranked probability score.
    pub score: f64,
}

/// Score forecasts on outcomes.
///
/// Each question counts once: each of its days carries a forecaster's last forecast, from the first on to the day before the outcome, and
/// the scores of its days are averaged (as in the tournaments of Mellers and others 2014, Psychological Science 25).
///
/// # Errors
/// Everything that is wrong with the tables, with its place, or a reference that is not there.
pub fn standings(
    forecasts: &[ForecastRow],
    outcomes: &[QuestionRow],
    reference: &Reference,
) -> Result<Standings, Problems> {
    let found = checked(forecasts, outcomes)?;
    let known = |name: &String| found.courses.contains_key(name);
    if let Reference::Forecaster(name) = reference
        && !known(name)
    {
        let near = nearest(name, found.courses.keys().map(String::as_str));
        let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
        let message = format!("there is no reference and no forecaster `{name}`");
        let names: Vec<&str> = found.courses.keys().map(String::as_str).collect();
        let remedy = format!("{near}take climatology, last-ten, uniform, or a forecaster: {}", names.join(", "));
        return Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into());
    }
    if *reference == Reference::LastTen && !found.decided.iter().any(|own| own.date.is_some()) {
        let message = "the last ten years are asked for, and no outcome has a day";
        let remedy = "fill the column `date` of the outcomes, or take --reference climatology";
        return Err(Diagnostic::new(Code::Missing, Place::CommandLine, message, remedy).into());
    }
    let mut list: Vec<Standing> =
        found.courses.iter().map(|(name, courses)| standing(&found, name, courses, reference)).collect();
    let key = |own: &Standing| own.log.map_or(f64::INFINITY, |log| log.score);
    list.sort_by(|a, b| key(a).total_cmp(&key(b)).then_with(|| a.forecaster.cmp(&b.forecaster)));
    let names: Vec<&String> = list.iter().map(|own| &own.forecaster).collect();
    let pairs = names.iter().enumerate().flat_map(|(k, first)| {
        names[k + 1..].iter().flat_map(|second| pair(&found, first, second)).collect::<Vec<_>>()
    });
    let pairs = pairs.collect();
    let answered: std::collections::BTreeSet<usize> =
        found.courses.values().flat_map(|courses| courses.keys().copied()).collect();
    let yes = answered.iter().filter(|place| found.decided[**place].happened == Some(true)).count();
    Ok(Standings {
        reference: words(reference),
        questions: count(answered.len()),
        yes: count(yes),
        not_scored: found.undecided,
        notes: notes(&list, found.courses.values().flat_map(|own| own.values())),
        by_question: lines(&found),
        forecasters: list,
        pairs,
    })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn words(reference: &Reference) -> String {
    match reference {
        Reference::Climatology => {
            "climatology: (yes + ½) / (n + 1) of the questions decided before the forecast; without days, of all other questions"
                .to_owned()
        }
        Reference::LastTen => "climatology of the ten years before the forecast: (yes + ½) / (n + 1)".to_owned(),
        Reference::Uniform => "one half for every question".to_owned(),
        Reference::Forecaster(name) => format!("the forecaster {name}, on the questions and days that both answered"),
    }
}

fn notes<'a>(list: &[Standing], mut courses: impl Iterator<Item = &'a Course>) -> Vec<String> {
    let mut notes = Vec::new();
    let certain: u32 = list.iter().map(|own| own.certain).sum();
    if certain > 0 {
        notes.push(format!(
            "{certain} forecasts of 0 or 1 are taken as they are by the Brier score, and as 0.000001 and 0.999999 by the log score, which would \
             be infinite where one fails: such a miss costs 13.8."
        ));
    }
    if courses.any(|course| course.len() > 1) {
        notes.push(
            "Forecasts over time: each day carries the last forecast, a question counts once with the mean over its days (Mellers and others \
             2014); forecasts of one question share its outcome, so the calibration table has no bands."
                .to_owned(),
        );
    }
    notes.push(
        "Intervals hold 90 %: whole alliances, or whole years of outcomes, are drawn with replacement, and the wider is shown; without \
         alliances each question is drawn alone. Below five alliances there is none: questions about one alliance depend on each other, and \
         n counts them as if they did not."
            .to_owned(),
    );
    notes.push("Bands of calibration take questions as independent of each other.".to_owned());
    notes
}

/// The forecast of the reference on a question, for a forecast made on a day.
fn expected(found: &Submissions, place: usize, made: Option<Day>, window: Option<i16>) -> f64 {
    let since = made.and_then(|day| window.map(|years| day.plus_years(-years)));
    let counts = |(other, own): &(usize, &Decided)| {
        let known = match (made, own.date) {
            (Some(made), Some(date)) => date < made && since.is_none_or(|since| date >= since),
            _ => true,
        };
        *other != place && known
    };
    let outcomes = found.decided.iter().enumerate().filter(counts).filter_map(|(_, own)| own.happened);
    let (yes, n) = outcomes.fold((0.0, 0.0), |(yes, n), happened| (yes + f64::from(u8::from(happened)), n + 1.0));
    (yes + 0.5) / (n + 1.0)
}

fn case(question: &Decided, probability: f64, weight: f64) -> Option<Case> {
    let year = question.date.map_or(0, |date| i32::from(date.year()));
    Some(Case { weight, group: question.group, year, ..Case::new(probability, question.happened?) })
}

/// The yes/no cases of a course; with the reference's forecast where it has one.
fn cases(found: &Submissions, place: usize, course: &Course, reference: &Reference) -> Vec<(Case, Option<f64>)> {
    let question = &found.decided[place];
    let other = match reference {
        Reference::Forecaster(name) => found.courses.get(name).and_then(|courses| courses.get(&place)),
        _ => None,
    };
    let mut list = Vec::new();
    if let Some(other) = other {
        for (weight, said) in common(&[course, other], question.date) {
            if let [Forecast::Probability(own), Forecast::Probability(other)] = said[..] {
                list.extend(case(question, *own, weight).map(|case| (case, Some(*other))));
            }
        }
        return list;
    }
    for (weight, said) in common(&[course], question.date) {
        let Forecast::Probability(p) = said[0] else { continue };
        let made = course.iter().find(|(_, own)| std::ptr::eq(own, said[0])).and_then(|(day, _)| *day);
        let beside = match reference {
            Reference::Climatology => Some(expected(found, place, made, None)),
            Reference::LastTen => Some(expected(found, place, made, Some(10))),
            Reference::Uniform => Some(0.5),
            Reference::Forecaster(_) => None,
        };
        list.extend(case(question, *p, weight).map(|case| (case, beside)));
    }
    list
}

/// Whether cases are of so many alliances that an interval says something.
fn enough(groups: impl Iterator<Item = u32>) -> bool {
    groups.collect::<std::collections::BTreeSet<u32>>().len() >= LEAST_GROUPS
}

fn skilled(own: f64, beside: Option<ScoreDifference>, enough: bool) -> Skilled {
    let blocked = beside.and_then(|beside| beside.skill_interval).filter(|_| enough);
    Skilled {
        score: own,
        reference_score: beside.map(|beside| beside.second),
        skill: beside.and_then(|beside| beside.skill),
        interval: blocked.map(|blocked| blocked.interval),
        drawn: blocked.map(|blocked| drawn(blocked.blocks)),
    }
}

fn drawn(blocks: score::Block) -> &'static str {
    match blocks {
        score::Block::Treaties => "alliances",
        score::Block::Years => "years",
    }
}

fn standing(
    found: &Submissions,
    name: &str,
    courses: &std::collections::BTreeMap<usize, Course>,
    reference: &Reference,
) -> Standing {
    let alone = Reference::Uniform;
    let own: Vec<Case> =
        courses.iter().flat_map(|(place, course)| cases(found, *place, course, &alone)).map(|(case, _)| case).collect();
    let both: Vec<(usize, (Case, f64))> = courses
        .iter()
        .flat_map(|(place, course)| cases(found, *place, course, reference).into_iter().map(|pair| (*place, pair)))
        .filter_map(|(place, (case, beside))| Some((place, (case, beside?))))
        .collect();
    let pairs: Vec<(Case, f64)> = both.iter().map(|(_, pair)| *pair).collect();
    let mut beside: Vec<usize> = both.iter().map(|(place, _)| *place).collect();
    beside.dedup();
    let answered = || courses.iter().filter(|(_, course)| matches!(course[0].1, Forecast::Probability(_)));
    let certain = answered()
        .flat_map(|(_, course)| course)
        .filter(|(_, said)| matches!(said, Forecast::Probability(p) if *p == 0.0 || *p == 1.0));
    let many = enough(pairs.iter().map(|(case, _)| case.group));
    let skilled_by = |own: Option<f64>, beside| own.map(|own| skilled(own, beside, many));
    Standing {
        forecaster: name.to_owned(),
        questions: count(answered().count()),
        yes: count(answered().filter(|(place, _)| found.decided[**place].happened == Some(true)).count()),
        beside_reference: count(beside.len()),
        log: skilled_by(log_score(&own), ScoreDifference::of_log_scores(&pairs)),
        brier: skilled_by(brier(&own), ScoreDifference::of_brier_scores(&pairs)),
        auc: auc(&own),
        average_precision: average_precision(&own),
        certain: count(certain.count()),
        calibration: calibration(&own, courses.values().any(|course| course.len() > 1)),
        numbers: numbers(found, courses),
    }
}

fn calibration(own: &[Case], over_time: bool) -> Vec<CalibrationRow> {
    let draws = if over_time { 0 } else { CONSISTENCY_DRAWS };
    let row = |banded: score::BandedBin| CalibrationRow {
        from: banded.bin.ends.0,
        to: banded.bin.ends.1,
        forecasts: banded.bin.cases,
        forecast: banded.bin.forecast,
        happened: banded.bin.happened,
        interval: banded.band,
    };
    score::reliability_diagram(own, BINS, draws, SEED).into_iter().map(row).collect()
}

/// The mean score of a course on a number.
fn number_score(question: &Decided, course: &Course) -> Option<NumberCase> {
    let observed = question.number?;
    let spells = common(&[course], question.date);
    let scores = spells.iter().map(|(weight, said)| Some(weight * said[0].of_number(observed)?));
    let score = scores.collect::<Option<Vec<f64>>>()?.into_iter().sum();
    Some(NumberCase { score, observed })
}

fn numbers(found: &Submissions, courses: &std::collections::BTreeMap<usize, Course>) -> Option<Numbers> {
    let cases: Vec<NumberCase> =
        courses.iter().filter_map(|(place, course)| number_score(&found.decided[*place], course)).collect();
    let NumberScore { cases, mean, non_zero, mean_non_zero } = NumberScore::of(&cases)?;
    Some(Numbers { questions: cases, score: mean, non_zero, score_non_zero: mean_non_zero })
}

/// Two forecasters on what both answered: log and Brier score, or the score of numbers.
fn pair(found: &Submissions, first: &str, second: &str) -> Vec<Pair> {
    let (own, other) = (&found.courses[first], &found.courses[second]);
    let (mut answers, mut numbers, mut questions) = (Vec::new(), Vec::new(), [0_u32; 2]);
    for (place, course) in own {
        let Some(beside) = other.get(place) else { continue };
        let question = &found.decided[*place];
        let year = question.date.map_or(0, |date| i32::from(date.year()));
        let before = (answers.len(), numbers.len());
        for (weight, said) in common(&[course, beside], question.date) {
            if let [Forecast::Probability(p), Forecast::Probability(q)] = said[..] {
                answers.extend(case(question, *p, weight).map(|case| (case, *q)));
            } else if let Some(observed) = question.number
                && let (Some(a), Some(b)) = (said[0].of_number(observed), said[1].of_number(observed))
            {
                numbers.push(LossPair { first: a, second: b, weight, group: question.group, year });
            }
        }
        questions[0] += u32::from(answers.len() > before.0);
        questions[1] += u32::from(numbers.len() > before.1);
    }
    let many = enough(answers.iter().map(|(case, _)| case.group).chain(numbers.iter().map(|pair| pair.group)));
    let row = |score: &'static str, questions: u32, found: Option<ScoreDifference>| {
        let found = found?;
        let blocked = found.interval.filter(|_| many);
        let interval = blocked.map(|blocked| blocked.interval);
        let better = interval.and_then(|(low, high)| match (high < 0.0, low > 0.0) {
            (true, _) => Some(first.to_owned()),
            (_, true) => Some(second.to_owned()),
            _ => None,
        });
        Some(Pair {
            first: first.to_owned(),
            second: second.to_owned(),
            questions,
            score,
            difference: found.difference,
            interval,
            drawn: blocked.map(|blocked| drawn(blocked.blocks)),
            better,
        })
    };
    [
        row("log", questions[0], ScoreDifference::of_log_scores(&answers)),
        row("brier", questions[0], ScoreDifference::of_brier_scores(&answers)),
        row("number", questions[1], ScoreDifference::of(&numbers)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Each question by forecaster, from the worst score on.
fn lines(found: &Submissions) -> Vec<Line> {
    let mut list = Vec::new();
    for (name, courses) in &found.courses {
        for (place, course) in courses {
            let question = &found.decided[*place];
            let own: Vec<Case> =
                cases(found, *place, course, &Reference::Uniform).into_iter().map(|(case, _)| case).collect();
            let last = match course.last() {
                Some((_, Forecast::Probability(p))) => Some(*p),
                _ => None,
            };
            let score = log_score(&own).or_else(|| number_score(question, course).map(|case| case.score));
            let Some(score) = score else { continue };
            let mean = own.iter().map(|case| case.weight * case.probability).sum::<f64>();
            list.push(Line {
                question: question.id.clone(),
                text: question.text.clone(),
                forecaster: name.clone(),
                outcome: question.word.clone(),
                date: question.date,
                probability: last,
                mean_probability: last.map(|_| mean),
                score,
            });
        }
    }
    list.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| (&a.question, &a.forecaster).cmp(&(&b.question, &b.forecaster)))
    });
    list
}
