//! Tables of a forecasting tournament as users have them: questions, outcomes, forecasts.
//!
//! Questions: `question` (a name), with `text`, `alliance`, `kind`, `opened`, `closes`, `rule`, `outcome`, `date`, `event`, `source`,
//! `because`, as `foedera questions export` and `foedera resolve` write them. Outcomes are the same table with `outcome`. Forecasts:
//! `question`, and `probability`, or `quantile` with `value`, or `sample` (one row each), with `date` and `forecaster` where there are
//! several. Every column is read or refused; one whose name begins with `#` is a note of the user's own.

use foedera_diagnostic::{Place, Problems};
use foedera_world::Day;

use crate::RawFile;
use crate::relational::each;
use crate::row::{Cell, Row};
use crate::table::{Layout, Table};

const QUESTIONS: Layout =
    Layout { what: "a list of questions", columns: &["question", "opened", "closes"], ..Layout::PLAIN };
const OUTCOMES: Layout = Layout { what: "a list of outcomes", columns: &["question", "outcome"], ..Layout::PLAIN };
const FORECASTS: Layout = Layout { what: "a list of forecasts", columns: &["question"], ..Layout::PLAIN };

/// The columns of questions, in the order in which they are written.
pub const QUESTION_COLUMNS: [&str; 12] = [
    "question", "text", "alliance", "kind", "opened", "closes", "rule", "outcome", "date", "event", "source", "because",
];

/// A row of a table of questions or outcomes.
#[derive(Debug, Clone)]
pub struct QuestionRow {
    /// Where it stands.
    pub place: Place,
    /// Its name.
    pub question: String,
    /// What is asked, in words.
    pub text: Option<String>,
    /// The alliance that it is about; questions about one depend on each other.
    pub alliance: Option<String>,
    /// What kind of event it is about.
    pub kind: Option<String>,
    /// The day on which it was asked.
    pub opened: Option<Day>,
    /// The last day of which it asks.
    pub closes: Option<Day>,
    /// The rule by which it is resolved, with its place.
    pub rule: Option<(String, Place)>,
    /// What came of it, with its place.
    pub outcome: Option<(String, Place)>,
    /// The day on which it was decided.
    pub date: Option<Day>,
    /// The sources of the outcome, separated by semicolons.
    pub source: Option<String>,
}

/// A row of a table of forecasts.
#[derive(Debug, Clone)]
pub struct ForecastRow {
    /// Where it stands.
    pub place: Place,
    /// The name of the question.
    pub question: String,
    /// Who made it.
    pub forecaster: Option<String>,
    /// The day on which it was made.
    pub date: Option<Day>,
    /// What it says.
    pub says: Said,
}

/// What a row of forecasts says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Said {
    /// The probability of yes.
    Probability(f64),
    /// A level between 0 and 1, and the number below which the outcome lies with this probability.
    Quantile(f64, f64),
    /// One of many equally likely numbers.
    Sample(f64),
}

fn day(row: Row<'_>, column: &str) -> Cell<Option<Day>> {
    let parse = |text: &str| text.parse::<Day>().map_err(|_| row.refuse(column, "a day as YYYY-MM-DD"));
    row.raw(column).map(parse).transpose()
}

fn number(row: Row<'_>, column: &str) -> Cell<Option<f64>> {
    row.raw(column).map(|text| row.parse_plain_number(column, text)).transpose()
}

fn name(row: Row<'_>, column: &str) -> Cell<String> {
    row.raw(column).map(str::to_owned).ok_or_else(|| row.refuse(column, "a name"))
}

fn question_row(row: Row<'_>) -> Cell<QuestionRow> {
    let text = |column: &str| row.raw(column).map(str::to_owned);
    let placed = |column: &str| row.raw(column).map(|text| (text.to_owned(), row.place(column)));
    let found = QuestionRow {
        place: row.place("question"),
        question: name(row, "question")?,
        text: text("text"),
        alliance: text("alliance"),
        kind: text("kind"),
        opened: day(row, "opened")?,
        closes: day(row, "closes")?,
        rule: placed("rule"),
        outcome: placed("outcome"),
        date: day(row, "date")?,
        source: text("source"),
    };
    match (found.opened, found.closes) {
        (Some(opened), Some(closes)) if closes < opened => {
            Err(row.refuse_because("closes", format!("it closes on {closes}, before it was opened on {opened}")))
        }
        _ => Ok(found),
    }
}

/// Read questions.
///
/// # Errors
/// Every row that cannot be read, with its place, and columns that questions do not have.
pub fn read_questions(file: &RawFile) -> Result<Vec<QuestionRow>, Problems> {
    let table = Table::parse(file, &QUESTIONS)?;
    table.only("questions", &QUESTION_COLUMNS)?;
    each(&table, |row| {
        let found = question_row(row)?;
        let wanted = "a day as YYYY-MM-DD";
        found.opened.ok_or_else(|| row.refuse("opened", wanted))?;
        found.closes.ok_or_else(|| row.refuse("closes", wanted))?;
        Ok(found)
    })
}

/// Read outcomes: `question` and `outcome`, and what else a table of questions has.
///
/// # Errors
/// As [`read_questions`].
pub fn read_outcomes(file: &RawFile) -> Result<Vec<QuestionRow>, Problems> {
    let table = Table::parse(file, &OUTCOMES)?;
    table.only("outcomes", &QUESTION_COLUMNS)?;
    each(&table, question_row)
}

/// Read forecasts.
///
/// # Errors
/// Every row that cannot be read, with its place: a probability or level outside 0 to 1, a row that says nothing or two things.
pub fn read_forecasts(file: &RawFile) -> Result<Vec<ForecastRow>, Problems> {
    let table = Table::parse(file, &FORECASTS)?;
    table.only("forecasts", &["question", "probability", "date", "forecaster", "quantile", "value", "sample"])?;
    each(&table, |row| {
        let (probability, sample) = (number(row, "probability")?, number(row, "sample")?);
        let says = match (probability, number(row, "quantile")?, number(row, "value")?, sample) {
            (Some(p), None, None, None) if (0.0..=1.0).contains(&p) => Said::Probability(p),
            (Some(_), None, None, None) => return Err(row.refuse("probability", "a number from 0 to 1")),
            (None, Some(level), Some(value), None) if level > 0.0 && level < 1.0 => Said::Quantile(level, value),
            (None, Some(_), Some(_), None) => return Err(row.refuse("quantile", "a level between 0 and 1")),
            (None, Some(_), None, None) => return Err(row.refuse("value", "the number at this quantile")),
            (None, None, Some(_), None) => return Err(row.refuse("quantile", "the level of this value")),
            (None, None, None, Some(value)) => Said::Sample(value),
            (None, None, None, None) => return Err(row.refuse("probability", "a number from 0 to 1")),
            _ => {
                let message = "the row says more than one thing: a probability, a quantile with its value, or a sample";
                return Err(row.refuse_because("question", message.to_owned()));
            }
        };
        Ok(ForecastRow {
            place: row.place(if probability.is_some() { "probability" } else { "question" }),
            question: name(row, "question")?,
            forecaster: row.raw("forecaster").map(str::to_owned),
            date: day(row, "date")?,
            says,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> RawFile {
        RawFile::new("own.csv", text.as_bytes())
    }

    #[test]
    fn a_forecast_is_a_probability_a_quantile_or_a_sample() {
        let rows = read_forecasts(&file("question;probability;quantile;value;sample\nA;0,25;;;\nB;;0,5;3;\nC;;;;7\n"));
        let says: Vec<Said> = rows.expect("three rows").into_iter().map(|row| row.says).collect();
        assert_eq!(says, [Said::Probability(0.25), Said::Quantile(0.5, 3.0), Said::Sample(7.0)]);
    }

    #[test]
    fn what_is_no_forecast_is_refused_with_its_line() {
        for (text, told) in [
            ("question,probability\nA,0.2\nB,1.2\n", "`1.2`, not a number from 0 to 1"),
            ("question,probability\nA,0.2\nB,\n", "is empty, not a number from 0 to 1"),
            ("question,probability\nA,0.2\nB,20%\n", "`20%`, not a number"),
            ("question,probability\nA,0.2\n,0.1\n", "is empty, not a name"),
            ("question,probability,date\nA,0.2,2024-01-01\nB,0.1,1.2.2024\n", "`1.2.2024`, not a day as YYYY-MM-DD"),
            ("question,probability,sample\nA,0.2,\nB,0.1,3\n", "more than one thing"),
            ("question,quantile,value\nA,0.5,3\nB,1,3\n", "a level between 0 and 1"),
            ("question,quantile,value\nA,0.5,3\nB,0.2,\n", "the number at this quantile"),
        ] {
            let problems = read_forecasts(&file(text)).expect_err(text);
            assert_eq!((problems.0.len(), problems.0[0].place.line()), (1, Some(3)), "{text}");
            assert!(problems.to_string().contains(told), "{problems}");
        }
        let strange = read_forecasts(&file("question,probabilty\nA,0.2\n")).expect_err("misspelt");
        assert!(strange.to_string().contains("is `probability` meant?"), "{strange}");
    }

    #[test]
    fn questions_need_their_days_and_outcomes_do_not() {
        assert!(read_outcomes(&file("question,outcome\nA,yes\n")).is_ok());
        let problems = read_questions(&file("question,opened,closes\nA,2024-01-01,\n")).expect_err("no day");
        assert!(problems.to_string().contains("`closes` is empty"), "{problems}");
        let turned = read_questions(&file("question,opened,closes\nA,2024-01-01,2023-01-01\n")).expect_err("turned");
        assert!(turned.to_string().contains("before it was opened"), "{turned}");
    }
}
