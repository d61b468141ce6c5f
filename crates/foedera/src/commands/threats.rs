//! `foedera threats`.

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_lab::guarantee::{CARRIED_YEARS, Facts, threats};
use foedera_report::{threats_html, threats_terminal};
use foedera_world::StateId;

use crate::args::ThreatsArgs;
use crate::commands::{Asked, lookup};
use crate::ground::Ground;
use crate::output;
use crate::target::Page;

pub(crate) fn run(args: &ThreatsArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let treaty = lookup::treaty(atlas.roster(), &args.treaty)?;
    let asked = Asked::new(args.at)?;
    let at = asked.day;
    let only = args.member.as_deref().map(|name| lookup::state(atlas.roster(), name, at)).transpose()?;
    let on = atlas.history.treaty_at(treaty, Some(at));
    let members: Vec<StateId> = on.treaty(treaty).members().map(|membership| membership.state).collect();
    let usage = |message: String, remedy: String| {
        Problems::from(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy))
    };
    let key = &atlas.roster().treaty(treaty).key;
    if members.is_empty() {
        return Err(usage(format!("{key} has no members on {at}"), format!("see `foedera treaty {key}`")));
    }
    if let Some(only) = only.filter(|only| !members.contains(only)) {
        let names: Vec<&str> = members.iter().map(|member| atlas.roster().state(*member).key.as_str()).collect();
        let message = format!("{} is no member of {key} on {at}", atlas.roster().state(only).key);
        return Err(usage(message, format!("members on that day: {}", names.join(", "))));
    }
    let world = lookup::world(&args.world)?;
    let page = Page::new(&args.page, "threats", &lookup::read_with(world.as_ref(), None))?;
    let from = args.from.min(at.year());
    let facts = match &world {
        None => Facts::of_atlas(&atlas),
        Some(world) => {
            let years = (from - CARRIED_YEARS, at.year());
            Facts::of_world_around(&atlas, world, &members, years)?
        }
    };
    let answer = threats::threats(&atlas, &facts, treaty, at, from, only);
    page.write(&answer, |json| threats_html(&answer, &atlas, json))?;
    let text = |style| asked.line() + &threats_terminal(&answer, style);
    output::answer(&args.print, output::Answered { command: "threats", table: "matrix" }, &answer, text)?;
    Ok(ExitCode::Success)
}
