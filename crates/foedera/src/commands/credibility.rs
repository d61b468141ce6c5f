//! `foedera credibility`.

use std::path::Path;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_guarantee::credibility::{Branch, credibility, years};
use foedera_lab::Scenario;
use foedera_report::{Style, credibility_html, credibility_terminal};
use foedera_world::{Day, StateId, Variable};

use super::aid::{Kit, predictor};
use crate::args::{CredibilityArgs, Format};
use crate::commands::{forecast, lookup};
use crate::ground::Ground;
use crate::output;
use crate::target::Page;

pub(crate) fn run(args: &CredibilityArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let treaty = lookup::treaty(atlas.roster(), &args.treaty)?;
    let branches = args.shock.as_deref().map_or(Ok(Vec::new()), |name| branches(&atlas, name))?;
    let opened = |day: Day| atlas.history.world_at(day).world;
    let first = opened(Day::start_of_year(args.to)).treaty(treaty).opened().map(|day| day.year() + 1);
    let from = args.from.or(first).unwrap_or(args.to);
    let days = years(opened, treaty, from, args.to);
    if days.is_empty() {
        let name = &atlas.roster().treaty(treaty).key;
        let message = format!("{name} has no two members on any first of January from {from} to {}", args.to);
        let remedy = format!("see `foedera treaty {name}` for its years, and give --from and --to");
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    }
    check_shocks(&branches, args, *days.last().expect("not empty"))?;
    super::start_threads(args.draw.threads)?;
    let world = lookup::world(&args.world)?;
    let page = Page::new(&args.page, &lookup::read_with(world.as_ref(), args.shock.as_deref().map(Path::new)))?;
    let mut members: Vec<StateId> =
        days.iter().flat_map(|day| opened(*day).treaty(treaty).member_states().collect::<Vec<_>>()).collect();
    members.sort_unstable();
    members.dedup();
    let attackers: Vec<StateId> = atlas
        .calls()
        .iter()
        .filter(|call| call.in_need.iter().any(|state| members.contains(state)))
        .flat_map(|call| call.attackers.iter().copied())
        .collect();
    let kit = Kit::new(&atlas, world.as_ref(), treaty, &members, &attackers, (from, args.to))?;
    let predictor = predictor(&kit.model, &args.draw)?;
    let answer = credibility(kit.means(&atlas, &predictor, &args.draw), treaty, &days, &branches);
    page.write(|| credibility_html(&answer))?;
    let text = match args.format {
        Format::Json => output::json(&answer),
        Format::Text => credibility_terminal(&answer, Style { color: output::wants_color(), width: output::width() }),
    };
    output::print_styled(&text)?;
    Ok(ExitCode::Success)
}

/// A shock that has not begun by the last day, or a scenario without any, would change nothing and look like an answer.
fn check_shocks(branches: &[Branch], args: &CredibilityArgs, last: Day) -> Result<(), Problems> {
    let Some(name) = &args.shock else { return Ok(()) };
    let usage = |message: String, remedy: String| {
        Problems::from(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy))
    };
    let begins = || branches.iter().flat_map(|(_, hits)| hits.iter().map(|hit| hit.2));
    if begins().count() == 0 {
        let message = format!("no branch of `{name}` has a shock to capability");
        return Err(usage(message, "give a scenario with `[[branch.shock]]` of `capability`".to_owned()));
    }
    if let Some(late) = begins().filter(|from| *from > last).max() {
        let message = format!("a shock of `{name}` begins on {late}, after the last day asked, {last}");
        return Err(usage(message, format!("give --to {} or later", late.year() + 1)));
    }
    Ok(())
}

/// The branches of a scenario with their shocks to capability.
fn branches(atlas: &Atlas, name: &str) -> Result<Vec<Branch>, Problems> {
    let (scenario, _) = Scenario::open(&forecast::find(name, None, atlas)?, atlas)?;
    let branch = |branch: &foedera_lab::Branch| -> Branch {
        let hits = branch.shocks.iter().filter(|shock| shock.variable == Variable::Cinc);
        (branch.name.clone(), hits.map(|shock| (shock.state, shock.factor, shock.from)).collect())
    };
    Ok(scenario.branches.iter().map(branch).collect())
}
