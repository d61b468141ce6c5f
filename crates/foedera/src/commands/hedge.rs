//! `foedera hedge` and `foedera order`.

use std::path::Path;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source, nearest};
use foedera_lab::argument::hedge::hedge;
use foedera_lab::argument::order::{OrderFile, order, questions};
use foedera_lab::argument::{embedded_order_file, embedded_orders};
use foedera_lab::guarantee::Facts;
use foedera_lab::{Answers, Models, Scenario, Settings, embedded_scenario, embedded_scenarios, prepared};
use foedera_report::{hedge_html, hedge_terminal, order_html, order_terminal};
use foedera_world::{Day, TreatyId};

use super::{Asked, forecast, lookup};
use crate::args::{HedgeArgs, OrderArgs};
use crate::ground::Ground;
use crate::output;
use crate::target::Page;

fn usage(message: String, remedy: &str) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into()
}

pub(crate) fn run(args: &HedgeArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (atlas, models) = (ground.atlas()?, Models::embedded()?);
    let treaty = lookup::treaty(atlas.roster(), &args.treaty)?;
    let stated = args.scenario.as_deref().map(|name| opened(name, &atlas, treaty)).transpose()?;
    // A scenario that is named has a day of its own.
    let asked = Asked::new(args.at.or(stated.as_ref().map(|scenario| scenario.date)))?;
    let at = asked.day;
    let key = &atlas.roster().treaty(treaty).key;
    let member = args.member.as_deref().map(|name| lookup::state(atlas.roster(), name, at)).transpose()?;
    let world = atlas.history.treaty_at(treaty, Some(at));
    let members: Vec<_> = world.treaty(treaty).members().map(|spell| spell.state).collect();
    if members.is_empty() {
        return Err(usage(format!("{key} has no members on {at}"), "give another day with --at"));
    }
    if let Some(member) = member.filter(|member| !members.contains(member)) {
        let message = format!("{} is no member of {key} on {at}", atlas.roster().state(member).key);
        return Err(usage(message, &format!("see `foedera treaty {key} --at {at}`")));
    }
    let inputs: Vec<&Path> = args.scenario.iter().map(Path::new).collect();
    let page = Page::new(&args.page, "hedge", &inputs)?;
    let scenario = scenario(args, &atlas, (treaty, at), stated)?;
    super::start_threads(args.run.threads)?;
    let own = match &scenario {
        Some(scenario) => Some(prepared(scenario, &[], &args.branch.iter().map(String::as_str).collect::<Vec<_>>())?),
        None => None,
    };
    let settings = Settings { futures: args.run.futures, seed: args.run.seed };
    let answers = own.as_ref().map(|own| Answers::of(own, &atlas, &models, settings));
    let facts = Facts::of_atlas(&atlas);
    let answer = hedge(&atlas, &facts, treaty, member, at, answers.as_ref());
    page.write(&answer, |json| hedge_html(&answer, json))?;
    let text = |style| asked.line() + &hedge_terminal(&answer, style);
    output::answer(&args.print, output::Answered { command: "hedge", table: "members.steps" }, &answer, text)?;
    Ok(ExitCode::Success)
}

/// The scenario that was named.
fn opened(name: &str, atlas: &Atlas, treaty: TreatyId) -> Result<Scenario, Problems> {
    let found = Scenario::open(&forecast::find(name, None, atlas)?, atlas)?.0;
    if found.treaty != treaty {
        let message = format!("the scenario `{name}` is of {}", atlas.roster().treaty(found.treaty).key);
        return Err(usage(message, "name a scenario of this treaty"));
    }
    Ok(found)
}

/// The scenario that was named, or one in the program of this treaty on this day.
fn scenario(
    args: &HedgeArgs,
    atlas: &Atlas,
    (treaty, at): (TreatyId, Day),
    stated: Option<Scenario>,
) -> Result<Option<Scenario>, Problems> {
    if let Some(found) = stated {
        if found.date != at {
            let message = format!("the scenario `{}` stands on {}, not on {at}", found.id, found.date);
            return Err(usage(message, &format!("ask with --at {}", found.date)));
        }
        return Ok(Some(found));
    }
    for name in embedded_scenarios() {
        let found = Scenario::open(&embedded_scenario(name).expect("it is in the list"), atlas)?.0;
        if found.treaty == treaty && found.date == at {
            return Ok(Some(found));
        }
    }
    match &args.branch {
        None => Ok(None),
        Some(branch) => {
            Err(usage(format!("there is no scenario with a branch `{branch}`"), "name one with --scenario"))
        }
    }
}

/// The order in the program, or the file.
fn find(name: &str) -> Result<Source, Problems> {
    if let Some(source) = embedded_order_file(name) {
        return Ok(source);
    }
    if Path::new(name).exists() {
        return output::read_source(Path::new(name));
    }
    let known: Vec<&str> = embedded_orders().collect();
    let remedy = match nearest(name, known.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("give a file of states, or one of: {}", known.join(", ")),
    };
    let message = format!("there is no order and no file `{name}`");
    Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into())
}

/// A set of states with its scenario and the questions asked of it, all checked.
pub(crate) fn opened_order(
    source: &Source,
    atlas: &Atlas,
) -> Result<(OrderFile, Option<Scenario>, Vec<String>), Problems> {
    let file = OrderFile::read(source, atlas)?;
    let scenario = match &file.scenario {
        Some(name) => Some(Scenario::open(&forecast::find(name, None, atlas)?, atlas)?.0),
        None => None,
    };
    if let Some(scenario) = scenario.as_ref().filter(|scenario| scenario.date != file.date) {
        let message = format!("the scenario stands on {}, the order on {}", scenario.date, file.date);
        return Err(usage(message, "give both the same `date`"));
    }
    let asked = questions(source, scenario.as_ref(), atlas)?;
    Ok((file, scenario, asked))
}

pub(crate) fn run_order(args: &OrderArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let source = find(&args.order)?;
    let page = Page::new(&args.page, "order", &[Path::new(&args.order)])?;
    let (atlas, models) = (ground.atlas()?, Models::embedded()?);
    let (file, scenario, asked) = opened_order(&source, &atlas)?;
    super::start_threads(args.run.threads)?;
    let settings = Settings { futures: args.run.futures, seed: args.run.seed };
    let answers = scenario.as_ref().map(|scenario| (Answers::of(scenario, &atlas, &models, settings), scenario.treaty));
    let facts = Facts::of_atlas(&atlas);
    let answer = order(&file, &atlas, &facts, answers.as_ref().map(|(answers, treaty)| (answers, *treaty)), &asked);
    page.write(&answer, |json| order_html(&answer, json))?;
    output::answer(&args.print, output::Answered { command: "order", table: "alliances" }, &answer, |style| {
        order_terminal(&answer, style)
    })?;
    Ok(ExitCode::Success)
}
