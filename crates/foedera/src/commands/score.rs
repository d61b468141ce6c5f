//! `foedera score`.

use foedera_diagnostic::{ExitCode, Problems};
use foedera_lab::record::{Reference, standings};
use foedera_report::{standings_html, standings_text};
use foedera_sources::read_file;
use foedera_sources::tournament::{read_forecasts, read_outcomes};

use crate::args::ScoreArgs;
use crate::output;
use crate::target::Page;

pub(crate) fn run(args: &ScoreArgs) -> Result<ExitCode, Problems> {
    let page = Page::new(&args.page, "score", &[&args.forecasts, &args.outcomes])?;
    let (forecasts, outcomes) =
        (read_forecasts(&read_file(&args.forecasts)?)?, read_outcomes(&read_file(&args.outcomes)?)?);
    let reference = match args.reference.as_str() {
        "climatology" => Reference::Climatology,
        "last-ten" => Reference::LastTen,
        "uniform" => Reference::Uniform,
        name => Reference::Forecaster(name.to_owned()),
    };
    let answer = standings(&forecasts, &outcomes, &reference)?;
    page.write(&answer, |json| standings_html(&answer, env!("CARGO_PKG_VERSION"), json))?;
    let answered = output::Answered { command: "score", table: "forecasters" };
    output::answer(&args.print, answered, &answer, |style| output::clean(&standings_text(&answer, style), style))?;
    Ok(ExitCode::Success)
}
