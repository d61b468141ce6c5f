//! The do-file beside a Stata panel: it declares the panel and asserts the numbers of its summary table.

use std::fmt::Write as _;

use crate::catalogue::PanelKind;
use crate::sheet::Panel;

/// How every do-file begins.
pub const DO_FILE_HEAD: &str = "* Made by Foedera ";

/// What a column of a Stata file has: values that are not missing, and of them the mean and the range.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The column.
    pub name: String,
    /// How many values are not missing.
    pub n: u64,
    /// Their sum.
    sum: f64,
    /// The least.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Summary {
    pub(super) fn of(name: &str) -> Self {
        Self { name: name.to_owned(), n: 0, sum: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY }
    }

    pub(super) fn add(&mut self, value: f64) {
        if !value.is_nan() {
            self.n += 1;
            self.sum += value;
            self.min = self.min.min(value);
            self.max = self.max.max(value);
        }
    }

    /// The mean of the values that are not missing; none if all are.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum / self.n as f64)
    }
}

/// The variable of a Stata file that names the unit, where a unit has two keys: its name, and from which keys it is made.
pub(super) fn unit(panel: &Panel) -> Option<(&'static str, String)> {
    let columns = panel.columns();
    let made = |name| (name, format!("1000 × {} + {}", columns[0].name, columns[1].name));
    match panel.request().kind {
        PanelKind::DyadYear | PanelKind::DirectedDyadYear => Some(made("dyad")),
        PanelKind::MemberYear => Some(made("membership")),
        PanelKind::StateYear | PanelKind::AllianceYear => None,
    }
}

/// The do-file of the Stata file called `file`, which has `rows` rows and in its columns what `summaries` say.
///
/// Run in the folder of the file, it reads it, declares the panel (`xtset`), asserts number, mean, least and largest of every
/// variable, and prints the summary table. Means are held to 1e-8 of `reldif`, since sums depend on their order.
pub fn do_file(panel: &Panel, file: &str, rows: u64, summaries: &[Summary]) -> String {
    let request = panel.request();
    let columns = panel.columns();
    let keys: Vec<&str> = columns[..=panel.year_column()].iter().map(|column| column.name.as_str()).collect();
    let mut text = format!(
        "{DO_FILE_HEAD}{} for a {} panel, {} to {}. Run it in the folder of the data:\n\
         * it reads them, declares the panel and stops where a number is not the one that was written.\n\
         * What variables are, and whom to cite, stands in the codebook and the .bib beside it.\n\
         version 14\n",
        env!("CARGO_PKG_VERSION"),
        request.kind.name(),
        request.years.0,
        request.years.1
    );
    let mut line = |words: String| writeln!(text, "{words}").expect("strings grow");
    line(format!("use `\"{}\"', clear", literal(file)));
    line(format!("isid {}", keys.join(" ")));
    let unit = unit(panel).map_or(keys[0].to_owned(), |(name, _)| name.to_owned());
    line(format!("xtset {unit} year, yearly"));
    line(format!("assert _N == {rows}"));
    for summary in summaries {
        let name = &summary.name;
        let Some(mean) = summary.mean() else {
            line(format!("assert missing({name})"));
            continue;
        };
        line(format!("quietly summarize {name}"));
        line(format!(
            "assert r(N) == {} & reldif(r(mean), {mean}) < 1e-8 & r(min) == {} & r(max) == {}",
            summary.n, summary.min, summary.max
        ));
    }
    let shown: Vec<&str> = summaries.iter().map(|summary| summary.name.as_str()).collect();
    line(format!("summarize {}", shown.join(" ")));
    text
}

/// A name inside a string of Stata: nothing in it is a macro.
fn literal(name: &str) -> String {
    name.replace('`', "\\`").replace('$', "\\$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_leaves_missing_values_out() {
        let mut summary = Summary::of("x");
        [1.0, f64::NAN, 2.0, 6.0].into_iter().for_each(|value| summary.add(value));
        assert_eq!((summary.n, summary.mean(), summary.min, summary.max), (3, Some(3.0), 1.0, 6.0));
        assert_eq!(Summary::of("x").mean(), None);
    }

    #[test]
    fn a_name_with_a_dollar_is_no_macro() {
        assert_eq!(literal("a$b`c.dta"), "a\\$b\\`c.dta");
    }
}
