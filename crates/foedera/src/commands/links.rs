//! `foedera links`.

use std::path::Path;

use foedera_diagnostic::{ExitCode, Problems};
use foedera_lab::{Models, Scenario, Settings, links};
use foedera_report::{links_html, links_terminal};

use super::forecast::{find, switch};
use crate::args::LinksArgs;
use crate::ground::Ground;
use crate::output;
use crate::target::Page;

pub(crate) fn run(args: &LinksArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (atlas, models) = (ground.atlas()?, Models::embedded()?);
    let inputs: Vec<&Path> = args.scenario.as_deref().map(Path::new).into_iter().collect();
    let page = Page::new(&args.page, "links", &inputs)?;
    super::start_threads(args.run.threads)?;
    let run = Settings { futures: args.run.futures, seed: args.run.seed };
    let today = super::today()?;
    let answer = match &args.scenario {
        None => links(None, today, (&atlas, &models), run)?,
        Some(name) => {
            let (mut scenario, atlas) = Scenario::open(&find(name, args.at, &atlas)?, &atlas)?;
            switch(&mut scenario, &args.switches, &atlas)?;
            links(Some(&scenario), today, (&atlas, &models), run)?
        }
    };
    page.write(&answer, |json| links_html(&answer, json))?;
    let answered = output::Answered { command: "links", table: "links" };
    output::answer(&args.print, answered, &answer, |style| links_terminal(&answer, style))?;
    Ok(ExitCode::Success)
}
