//! The chain of a record: files of forecasts that are written once, each with the fingerprint of the one before.

use std::fmt::Write as _;

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_world::Day;
use serde::Serialize;

use crate::models::sha256;

/// Version of the layout of record files.
const SCHEMA: i64 = 1;
/// How every file begins.
const HEAD: &str =
    "# A file of a record of Foedera: written once, never changed. `foedera record check` verifies it.\n";
/// What stands in place of a fingerprint in the first file.
const FIRST: &str = "none";

/// A forecast as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept {
    /// The question.
    pub question: String,
    /// In words.
    pub text: String,
    /// The alliance.
    pub alliance: String,
    /// The kind of question.
    pub kind: String,
    /// The day on which it was asked.
    pub opened: Day,
    /// The last day of which it asks.
    pub closes: Day,
    /// Its rule; `None`: by hand.
    pub rule: Option<String>,
    /// The probability of yes.
    pub probability: f64,
    /// The 90 % interval, if there is one.
    pub interval: Option<(f64, f64)>,
    /// What it rests on.
    pub ground: String,
}

/// What made the program's forecasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Made {
    /// The program's version.
    pub version: String,
    /// The fingerprint of the atlas.
    pub atlas_sha256: String,
    /// The fingerprints of the models, by process.
    pub models: Vec<(String, String)>,
    /// Futures of a branch.
    pub futures: u32,
    /// The seed.
    pub seed: u64,
}

/// A file of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordFile {
    /// Its number in the chain, from 1.
    pub number: u32,
    /// The day of its forecasts.
    pub date: Day,
    /// Who made them.
    pub forecaster: String,
    /// The SHA-256 of the file before; `None` of the first.
    pub previous: Option<String>,
    /// What made them, of the program's own.
    pub made: Option<Made>,
    /// The forecasts.
    pub forecasts: Vec<Kept>,
}

/// A file with its place in the folder and its fingerprint.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its path below the folder, with slashes.
    pub path: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// What it holds.
    pub file: RecordFile,
}

/// The least and the greatest probability that is written: six decimals.
const BOUNDS: (f64, f64) = (1e-6, 1.0 - 1e-6);

/// A probability as it is kept: drawn into six decimals that are neither 0 nor 1, but where 0 or 1 was said.
pub fn kept_probability(probability: f64) -> f64 {
    if probability == 0.0 || probability == 1.0 {
        return probability;
    }
    let rounded = (probability.clamp(BOUNDS.0, BOUNDS.1) * 1e6).round() / 1e6;
    rounded.clamp(BOUNDS.0, BOUNDS.1)
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

impl RecordFile {
    /// Its place below the folder of the record: month, number, forecaster.
    pub fn path(&self) -> String {
        let date = self.date.to_string();
        format!("{}/{:04}-{}.toml", &date[..7], self.number, self.forecaster)
    }

    /// Its text, in TOML.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{HEAD}schema = {SCHEMA}\nnumber = {}\ndate = \"{}\"\nforecaster = {}\nprevious = \"{}\"\n",
            self.number,
            self.date,
            quoted(&self.forecaster),
            self.previous.as_deref().unwrap_or(FIRST)
        );
        if let Some(made) = &self.made {
            let models: Vec<String> = made.models.iter().map(|(name, sha)| quoted(&format!("{name} {sha}"))).collect();
            let _ = write!(
                text,
                "\n[made]\nversion = {}\natlas_sha256 = \"{}\"\nmodels = [{}]\nfutures = {}\nseed = {}\n",
                quoted(&made.version),
                made.atlas_sha256,
                models.join(", "),
                made.futures,
                made.seed
            );
        }
        for kept in &self.forecasts {
            let _ = write!(
                text,
                "\n[[forecast]]\nquestion = {}\ntext = {}\nalliance = {}\nkind = {}\nopened = \"{}\"\ncloses = \"{}\"\n",
                quoted(&kept.question),
                quoted(&kept.text),
                quoted(&kept.alliance),
                quoted(&kept.kind),
                kept.opened,
                kept.closes
            );
            if let Some(rule) = &kept.rule {
                let _ = writeln!(text, "rule = {}", quoted(rule));
            }
            let _ = writeln!(text, "probability = {:.6}", kept.probability);
            if let Some((low, high)) = kept.interval {
                let _ = writeln!(text, "interval = [{low:.6}, {high:.6}]");
            }
            let _ = writeln!(text, "ground = {}", quoted(&kept.ground));
        }
        text
    }

    /// Read a file.
    ///
    /// # Errors
    /// Everything that is wrong with it, with its place.
    pub fn read(source: &Source) -> Result<Self, Problems> {
        read(source, |root| {
            root.schema(SCHEMA, "the record")?;
            root.only(&["schema", "number", "date", "forecaster", "previous", "made", "forecast"]);
            let number = root.integer("number")?;
            let previous = root.string("previous")?.value;
            let made = match root.table_or_none("made") {
                Some(table) => Some(made_of(&table)?),
                None => None,
            };
            Some(Self {
                number: u32::try_from(number.value).ok().or_else(|| {
                    root.report(Code::InvalidValue, number.span, "no number of a file", "restore the file");
                    None
                })?,
                date: root.parsed::<Day>("date", "write \"YYYY-MM-DD\"")?.value,
                forecaster: root.string("forecaster")?.value,
                previous: Some(previous).filter(|previous| previous != FIRST),
                made,
                forecasts: root.tables("forecast").iter().filter_map(kept_of).collect(),
            })
        })
    }
}

fn made_of(table: &Table<'_>) -> Option<Made> {
    table.only(&["version", "atlas_sha256", "models", "futures", "seed"]);
    let whole = |key: &str| table.integer(key).and_then(|number| u64::try_from(number.value).ok());
    let model = |text: &str| text.split_once(' ').map(|(name, sha)| (name.to_owned(), sha.to_owned()));
    Some(Made {
        version: table.string("version")?.value,
        atlas_sha256: table.string("atlas_sha256")?.value,
        models: table.strings("models").iter().filter_map(|text| model(&text.value)).collect(),
        futures: u32::try_from(whole("futures")?).ok()?,
        seed: whole("seed")?,
    })
}

fn kept_of(table: &Table<'_>) -> Option<Kept> {
    table.only(&[
        "question",
        "text",
        "alliance",
        "kind",
        "opened",
        "closes",
        "rule",
        "probability",
        "interval",
        "ground",
    ]);
    let day = |key: &str| table.parsed::<Day>(key, "write \"YYYY-MM-DD\"").map(|day| day.value);
    let probability = table.number("probability")?;
    if !(0.0..=1.0).contains(&probability.value) {
        table.report(Code::InvalidValue, probability.span, "no probability", "restore the file");
        return None;
    }
    let interval = if table.has("interval") { Some(table.range("interval")?.value) } else { None };
    Some(Kept {
        question: table.string("question")?.value,
        text: table.string("text")?.value,
        alliance: table.string("alliance")?.value,
        kind: table.string("kind")?.value,
        opened: day("opened")?,
        closes: day("closes")?,
        rule: table.string_or_none("rule").map(|rule| rule.value),
        probability: probability.value,
        interval: interval.map(|[low, high]| (low, high)),
        ground: table.string("ground")?.value,
    })
}

/// The chain of files (path below the folder, text), checked: numbers without a gap, each with the fingerprint of the one before, each
/// under the month of its day, days in order.
///
/// # Errors
/// Every file that cannot be read, and every broken link, at its file.
pub fn chain(files: &[Source], folder: &str) -> Result<Vec<Link>, Problems> {
    let (mut links, mut problems) = (Vec::new(), Problems::new());
    for source in files {
        match RecordFile::read(source) {
            Ok(file) => {
                let name = source.name().strip_prefix(folder).unwrap_or(source.name());
                let path = name.trim_start_matches(['/', '\\']).replace('\\', "/");
                links.push((source, Link { path, sha256: sha256(source.text()), file }));
            }
            Err(found) => problems.extend(found),
        }
    }
    links.sort_by(|a, b| (a.1.file.number, &a.1.path).cmp(&(b.1.file.number, &b.1.path)));
    let mut before: Option<&Link> = None;
    for (source, link) in &links {
        for message in broken(link, before) {
            let place = Place::File(source.name().to_owned());
            let remedy = "restore the folder from where it was published: files of a record are never changed";
            problems.push(Diagnostic::new(Code::Inconsistent, place, message, remedy));
        }
        before = Some(link);
    }
    problems.or_ok(links.into_iter().map(|(_, link)| link).collect())
}

/// What is broken between a file and the one before.
fn broken(link: &Link, before: Option<&Link>) -> Vec<String> {
    let mut found = Vec::new();
    let (file, expected) = (&link.file, before.map_or(1, |before| before.file.number + 1));
    if file.number != expected {
        found.push(format!("number {} stands where number {expected} should", file.number));
    } else if file.previous.as_deref() != before.map(|before| before.sha256.as_str()) {
        found.push(match before {
            Some(before) => format!("the file before it, {}, is not the one that it was written after", before.path),
            None => "the first file names one before it".to_owned(),
        });
    }
    if file.path() != link.path {
        found.push(format!("it lies at {}, and belongs at {}", link.path, file.path()));
    }
    if before.is_some_and(|before| before.file.date > file.date) {
        found.push(format!("its day, {}, lies before that of the file before it", file.date));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept(question: &str, probability: f64) -> Kept {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        Kept {
            question: question.to_owned(),
            text: format!("Will \"{question}\" happen?"),
            alliance: "CSTO".to_owned(),
            kind: "exit".to_owned(),
            opened: day("2026-11-27"),
            closes: day("2027-12-31"),
            rule: Some("CSTO: ARM leaves by 2027-12-31".to_owned()),
            probability,
            interval: Some((0.01, 0.25)),
            ground: "a \\ test".to_owned(),
        }
    }

    fn file(number: u32, date: &str, previous: Option<String>) -> RecordFile {
        let made = Made {
            version: "0.1.0".to_owned(),
            atlas_sha256: "ab".to_owned(),
            models: vec![("leave".to_owned(), "cd".to_owned())],
            futures: 40,
            seed: 1,
        };
        let date = date.parse().expect("a day");
        RecordFile {
            number,
            date,
            forecaster: "foedera".to_owned(),
            previous,
            made: Some(made),
            forecasts: vec![kept("a", 0.125)],
        }
    }

    /// Three files, as they lie in a folder.
    fn three() -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = Vec::new();
        for (number, date) in [(1, "2026-11-27"), (2, "2026-12-01"), (3, "2027-01-15")] {
            let own = file(number, date, files.last().map(|(_, text)| sha256(text)));
            files.push((own.path(), own.text()));
        }
        files
    }

    fn told(files: &[(String, String)]) -> Result<usize, String> {
        let sources: Vec<Source> =
            files.iter().map(|(path, text)| Source::new(format!("record/{path}"), text.clone())).collect();
        chain(&sources, "record").map(|links| links.len()).map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_chain_holds_in_any_order_of_its_files() {
        let mut files = three();
        assert_eq!(told(&files), Ok(3));
        files.reverse();
        assert_eq!((told(&files), told(&[])), (Ok(3), Ok(0)));
    }

    #[test]
    fn whatever_is_changed_breaks_the_chain() {
        let changed = |change: &dyn Fn(&mut Vec<(String, String)>)| {
            let mut files = three();
            change(&mut files);
            told(&files).expect_err("broken")
        };
        let text = |files: &mut Vec<(String, String)>, place: usize, from: &str, to: &str| {
            files[place].1 = files[place].1.replace(from, to);
        };
        let other = changed(&|files| text(files, 0, "0.125000", "0.625000"));
        assert!(
            other.contains("2026-11/0001-foedera.toml, is not the one") && other.contains("2026-12/0002"),
            "{other}"
        );
        assert!(changed(&|files| drop(files.remove(1))).contains("number 3 stands where number 2 should"));
        assert!(changed(&|files| drop(files.remove(0))).contains("number 2 stands where number 1 should"));
        assert!(
            changed(&|files| text(files, 2, "2027-01-15", "2026-11-15"))
                .contains("lies before that of the file before it")
        );
        assert!(
            changed(&|files| files[1].0 = "2026-12/0002-other.toml".to_owned())
                .contains("belongs at 2026-12/0002-foedera.toml")
        );
        assert!(changed(&|files| text(files, 1, "seed = 1", "seed = one")).contains("0002-foedera.toml"));
    }

    #[test]
    fn a_probability_that_is_kept_is_not_made_certain() {
        assert_eq!(
            [1e-9, 1.0 - 1e-9, 0.0, 1.0, 0.123_456_789].map(kept_probability),
            [1e-6, 0.999_999, 0.0, 1.0, 0.123_457]
        );
    }

    proptest! {
        #[test]
        fn a_file_is_read_as_it_was_written(question in "[ -~é]{1,20}", millionths in 0_u32..=1_000_000) {
            let mut own = file(7, "2026-11-27", Some("ff".to_owned()));
            own.forecasts = vec![kept(&question, f64::from(millionths) / 1e6), Kept { rule: None, interval: None, ..kept("b", 0.5) }];
            let again = RecordFile::read(&Source::new("own.toml", own.text()));
            prop_assert_eq!(again.expect("it is read"), own);
        }
    }
}
