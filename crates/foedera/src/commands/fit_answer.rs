//! What `foedera fit PROCESS` answers: the model that it has written, told as `foedera diagnose` tells it.

use foedera_diagnostic::{ExitCode, Problems};
use foedera_report::Style;
use serde::Serialize;

use super::diagnose::Diagnosis;
use super::fit_missing::Missing;
use crate::args::FitArgs;
use crate::output;

/// The seed of first differences, that of `foedera diagnose` unless told otherwise.
pub(super) const DIAGNOSED_WITH: u64 = 1;

/// A fitted process.
#[derive(Serialize)]
pub(super) struct FitAnswer {
    #[serde(flatten)]
    pub(super) diagnosis: Diagnosis,
    /// The estimates over draws of what is missing, if they were asked for.
    pub(super) missing: Option<Missing>,
}

impl FitAnswer {
    /// Print it as asked for; the text is the given one and that of what is missing.
    pub(super) fn print(&self, args: &FitArgs, text: &str) -> Result<ExitCode, Problems> {
        let answered = output::Answered { command: "fit-process", table: "effects" };
        output::answer(&args.print, answered, self, |style: Style| {
            let missing = self.missing.as_ref().map_or(String::new(), Missing::text);
            output::clean_beside(&format!("{text}{missing}"), "all scores, what was tried", style)
        })?;
        output::say(&format!("wrote {}", self.diagnosis.model));
        Ok(self.diagnosis.exit_code())
    }
}
