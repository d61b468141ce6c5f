//! A [`Forecast`] for people and programs: a terminal page, one self-contained HTML file, JSON.
//!
//! All three say the same: every probability with its 90 % interval and the number of events behind it, base rates of
//! several reference classes beside it, what it rests on and what it does not know. The same forecast gives the same
//! bytes. Nothing is computed here that is not already in the answer, and nothing is fetched. A page takes the answer as JSON, as the
//! command prints it, to be saved from the page.
//!
//! ```
//! use foedera_atlas::Atlas;
//! use foedera_lab::{Models, Scenario, Settings, embedded_scenario, forecast};
//! use foedera_report::{Style, terminal};
//!
//! let (atlas, models) = (Atlas::embedded().expect("it ships"), Models::embedded().expect("they ship"));
//! let source = embedded_scenario("csto-2022").expect("it ships");
//! let scenario = Scenario::read(&source, &atlas).expect("it is checked");
//! let settings = Settings { futures: 64, seed: 1 };
//! let answer = forecast(&scenario, source.text(), &["csto-2022"], &atlas, &models, settings).expect("probabilities");
//! let page = terminal(&answer, Style::default());
//! assert!(page.contains("Armenia"), "{page}");
//! assert_eq!(page, terminal(&answer, Style::default()), "the same forecast gives the same text");
//! ```

mod brief_words;
mod chart;
mod csv;
mod figure;
mod markdown;
mod page;
mod pixels;
mod question;
mod screen;
mod standing;
mod terminal;
mod words;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod looks;
#[cfg(test)]
mod tests;

use foedera_atlas::Atlas;
use foedera_diagnostic::printable;
use foedera_lab::argument::asked::{Comparison, Explained};
use foedera_lab::argument::brief::Brief;
use foedera_lab::argument::burden::BurdenYear;
use foedera_lab::argument::claims::ClaimsAnswer;
use foedera_lab::argument::hedge::Hedge;
use foedera_lab::argument::ledger::Ledger;
use foedera_lab::argument::network::TreatyFigures;
use foedera_lab::argument::order::Order;
use foedera_lab::guarantee::aid::{Aid, PastCall};
use foedera_lab::guarantee::credibility::Credibility;
use foedera_lab::guarantee::threats::Threats;
use foedera_lab::{Forecast, Links};
use foedera_summit::{Problem, Summit};
use foedera_world::{Day, Status};

/// How to lay out text for a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to write ANSI escapes (bold headings, dim secondary text; colour never carries a judgement).
    pub color: bool,
    /// Columns to fill, from 60 to 200; `usize::MAX` for lines as long as they are and one row a line.
    pub width: usize,
    /// All sections; else the answer and what it rests on.
    pub full: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 100, full: true }
    }
}

impl Style {
    /// The width in which text is legible.
    pub(crate) fn columns(self) -> usize {
        if self.width == usize::MAX { self.width } else { self.width.clamp(60, 200) }
    }

    /// Whether the first screen is asked for, and not a pipe's lines.
    pub fn is_screen(self) -> bool {
        !self.full && self.width != usize::MAX
    }
}

/// Rows as aligned columns within a width: the last column is broken into lines below itself, others are cut with `…` where they must be.
pub fn aligned(rows: &[Vec<String>], style: Style) -> String {
    let lines = terminal::layout(rows, style.columns()).into_iter().flatten();
    lines.map(|line| line + "\n").collect()
}

/// Lines broken at a width, each below the place where its words begin.
pub fn fitted(text: &str, style: Style) -> String {
    let fit = |line: &str| {
        let indent = line.chars().take_while(|letter| *letter == ' ').count();
        if line.chars().count() <= style.columns() {
            return format!("{line}\n");
        }
        let parts = words::wrap(line, style.columns() - indent);
        parts.iter().map(|part| format!("{:indent$}{part}\n", "")).collect()
    };
    text.lines().map(fit).collect()
}

/// A page in which nothing hidden stands, whatever the names in it hold.
fn document(page: maud::Markup) -> String {
    printable(&page.into_string()).into_owned()
}

/// The forecast as text for a terminal or a pipe.
pub fn terminal(forecast: &Forecast, style: Style) -> String {
    terminal::render(forecast, style)
}

/// Claims with their verdicts, as text.
pub fn claims_terminal(answer: &ClaimsAnswer, style: Style) -> String {
    terminal::claims(answer, style)
}

/// Claims with their verdicts, as one HTML file.
pub fn claims_html(answer: &ClaimsAnswer, json: &str) -> String {
    document(page::claims::claims(answer, json))
}

/// Branches held against each other, as text.
pub fn comparison_terminal(answer: &Comparison, style: Style) -> String {
    terminal::comparison(answer, style)
}

/// Branches held against each other, as one HTML file.
pub fn comparison_html(answer: &Comparison, json: &str) -> String {
    document(page::asked::comparison(answer, json))
}

/// An answer explained, as text.
pub fn explained_terminal(answer: &Explained, style: Style) -> String {
    terminal::explained(answer, style)
}

/// An answer explained, as one HTML file.
pub fn explained_html(answer: &Explained, json: &str) -> String {
    document(page::asked::explained(answer, json))
}

/// What a treaty's page begins with.
#[derive(Debug, Clone)]
pub struct TreatyHead {
    /// The day asked about; `None`: the last of the atlas.
    pub at: Option<Day>,
    /// Foedera's version.
    pub version: &'static str,
    /// Its key.
    pub treaty: String,
    /// Its name.
    pub name: String,
    /// Whether and since when it is in force.
    pub status: String,
    /// Its members: key, name, status, since when.
    pub members: Vec<(String, String, Status, Day)>,
    /// SHA-256 of the atlas.
    pub atlas_sha256: String,
}

/// A treaty with its figures, as one HTML file.
pub fn treaty_html(head: &TreatyHead, figures: &TreatyFigures, json: &str) -> String {
    document(page::treaty::treaty(head, figures, json))
}

/// Who moves whom, as text.
pub fn links_terminal(answer: &Links, style: Style) -> String {
    terminal::links(answer, style)
}

/// Who moves whom, as one HTML file.
pub fn links_html(answer: &Links, json: &str) -> String {
    document(page::links::links(answer, json))
}

/// The ledger of a treaty, as text.
pub fn ledger_terminal(answer: &Ledger, style: Style) -> String {
    terminal::ledger(answer, style)
}

/// The ledger of a treaty, as one HTML file.
pub fn ledger_html(answer: &Ledger, json: &str) -> String {
    document(page::ledger::ledger(answer, json))
}

/// Burden sharing by year, as text.
pub fn burden_terminal(treaty: &str, years: &[BurdenYear], style: Style) -> String {
    terminal::burden(treaty, years, style)
}

/// Where the members of a treaty lean, as text.
pub fn hedge_terminal(answer: &Hedge, style: Style) -> String {
    terminal::hedge(answer, style)
}

/// Where the members of a treaty lean, as one HTML file.
pub fn hedge_html(answer: &Hedge, json: &str) -> String {
    document(page::ledger::hedge(answer, json))
}

/// The order of a named set of states, as text.
pub fn order_terminal(answer: &Order, style: Style) -> String {
    terminal::order(answer, style)
}

/// The order of a named set of states, as one HTML file.
pub fn order_html(answer: &Order, json: &str) -> String {
    document(page::ledger::order(answer, json))
}

/// Who comes to a call, as text; `explain` adds what makes each ally's log-odds.
pub fn aid_terminal(answer: &Aid, explain: bool, style: Style) -> String {
    terminal::aid(answer, explain, style)
}

/// Who comes to a call, as one HTML file.
pub fn aid_html(answer: &Aid, atlas: &Atlas, json: &str) -> String {
    document(page::guarantee::aid(answer, atlas, json))
}

/// What a patron's word is worth, as one HTML file.
pub fn credibility_html(answer: &Credibility, atlas: &Atlas, json: &str) -> String {
    document(page::guarantee::credibility(answer, atlas, json))
}

/// A backtest by a version of the program, as one HTML file with its reliability diagram drawn.
pub fn backtest_html(report: &foedera_backtest::Report, version: &str, json: &str) -> String {
    document(page::backtest::backtest(report, version, json))
}

/// Whose threat is whose partner, as text.
pub fn threats_terminal(answer: &Threats, style: Style) -> String {
    terminal::threats(answer, style)
}

/// Whose threat is whose partner, as one HTML file with the matrix drawn.
pub fn threats_html(answer: &Threats, atlas: &Atlas, json: &str) -> String {
    document(page::guarantee::threats(answer, atlas, json))
}

/// The settlement of a negotiation, as text; with the problem, what its numbers rest on.
pub fn summit_terminal(answer: &Summit, explain: Option<&Problem>, style: Style) -> String {
    terminal::summit(answer, explain, style)
}

/// The settlement of a negotiation, as one HTML file with the line of each issue drawn.
pub fn summit_html(answer: &Summit, problem: &Problem, atlas: &Atlas, json: &str) -> String {
    document(page::summit::summit(answer, problem, atlas, json))
}

/// Calls of the register, as text.
pub fn calls_terminal(calls: &[PastCall], style: Style) -> String {
    terminal::calls(calls, style)
}

/// What a patron's word is worth, as text.
pub fn credibility_terminal(answer: &Credibility, style: Style) -> String {
    terminal::credibility(answer, style)
}

pub use csv::csv_text;
pub use markdown::BRIEF_HEAD;
pub use pixels::{PIXELS_MARK, Undrawn};
pub use screen::{Rest, SCREEN, first_screen};
pub use standing::{chance_text, standings_text};

/// Scores of forecasters, as one HTML file.
pub fn standings_html(answer: &foedera_lab::record::Standings, version: &str, json: &str) -> String {
    document(page::standing::standings(answer, version, json))
}

/// The figures that the page of a command may have, known before it is asked; `*` stands for a place or a process.
pub fn figures_of(command: &str) -> Vec<String> {
    figure::of_command(command).iter().map(|name| (*name).to_owned()).collect()
}

/// Whether the page of a command may have a figure of this name.
pub fn may_have_figure(command: &str, name: &str) -> bool {
    figure::may_have(command, name)
}

/// The figures of a page: name and title.
pub fn figures(page: &str) -> Vec<(String, String)> {
    figure::names(page)
}

/// A figure of a page as an SVG file of its own, in the light scheme; `None` if the page has none of this name.
pub fn figure_svg(page: &str, name: &str) -> Option<String> {
    figure::svg(page, name)
}

/// Whether figures can be drawn in pixels, known before the answer.
///
/// # Errors
/// If this build draws none, or the machine has no font.
pub fn pixels_ready() -> Result<(), Undrawn> {
    pixels::ready()
}

/// A figure of [`figure_svg`] as PNG, two pixels for each unit of its size.
///
/// # Errors
/// If it cannot be drawn, and why.
pub fn figure_png(svg: &str) -> Result<Vec<u8>, Undrawn> {
    pixels::png(svg)
}

/// A brief as one HTML file whose first sheet prints on one page; `inputs` are files that it was made of: name, what it is, text.
pub fn brief_html(brief: &Brief, inputs: &[(String, &'static str, String)], json: &str) -> String {
    document(page::brief(brief, inputs, json))
}

/// A brief as Markdown.
pub fn brief_markdown(brief: &Brief) -> String {
    printable(&markdown::brief(brief)).into_owned()
}

/// The forecast as one HTML file: inline style and figures, no script, no request to anywhere. The text of the scenario can be saved
/// from it.
pub fn html(forecast: &Forecast, scenario: &str, json: &str) -> String {
    document(page::render(forecast, scenario, json))
}
