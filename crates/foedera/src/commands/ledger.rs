//! `foedera ledger`.

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_lab::argument::burden::{BurdenYear, Figure, by_year};
use foedera_lab::argument::ledger::ledger;
use foedera_lab::guarantee::Facts;
use foedera_report::{burden_terminal, ledger_html, ledger_terminal};
use foedera_world::{Day, StateId, TreatyId};
use serde::Serialize;

use super::{Asked, lookup};
use crate::args::LedgerArgs;
use crate::ground::Ground;
use crate::output;
use crate::target::Page;

pub(crate) fn run(args: &LedgerArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let treaty = lookup::treaty(atlas.roster(), &args.treaty)?;
    let asked = Asked::new(args.to)?;
    let to = asked.day;
    if args.burden {
        return burden(args, &atlas, treaty, to);
    }
    let member = args.member.as_deref().map(|name| lookup::state(atlas.roster(), name, to)).transpose()?;
    if let Some(member) = member {
        known_member(&atlas, treaty, member, to)?;
    }
    let page = Page::new(&args.page, "ledger", &[])?;
    let facts = Facts::of_atlas(&atlas);
    let answer = ledger(&atlas, &facts, treaty, member, args.from, to);
    page.write(&answer, |json| ledger_html(&answer, json))?;
    let text = |style| asked.line_with("--to") + &ledger_terminal(&answer, style);
    output::answer(&args.print, output::Answered { command: "ledger", table: "lines" }, &answer, text)?;
    Ok(ExitCode::Success)
}

/// Burden sharing by year.
#[derive(Serialize)]
struct Burden<'a> {
    treaty: &'a str,
    years: &'a [BurdenYear],
}

/// Whoever was ever a member has a ledger.
fn known_member(atlas: &Atlas, treaty: TreatyId, member: StateId, to: Day) -> Result<(), Problems> {
    let world = atlas.history.treaty_at(treaty, Some(to));
    let ever: Vec<StateId> = world.treaty(treaty).memberships().map(|spell| spell.state).collect();
    if ever.contains(&member) {
        return Ok(());
    }
    let mut keys: Vec<&str> = ever.iter().map(|state| atlas.roster().state(*state).key.as_str()).collect();
    keys.dedup();
    let message =
        format!("{} was never in {} up to {to}", atlas.roster().state(member).key, atlas.roster().treaty(treaty).key);
    Err(Diagnostic::new(
        Code::Usage,
        Place::CommandLine,
        message,
        format!("members past and present: {}", keys.join(", ")),
    )
    .into())
}

/// Panel variables that burden sharing reads: SIPRI's spending and its share of product, product per head and population.
const VARIABLES: [&str; 4] = ["sipri_milex_current", "sipri_milex_share", "gdp_per_head", "population"];

fn burden(args: &LedgerArgs, atlas: &Atlas, treaty: TreatyId, to: Day) -> Result<ExitCode, Problems> {
    let world = lookup::needed_world(&args.world)?;
    let years = (args.from, to.year());
    let facts = Facts::of_states(atlas, &world, &VARIABLES, years)?;
    let figure = |state: StateId, year: i16, figure: Figure| {
        let value = |variable: &str| facts.state_in(state, variable, year).filter(|value| *value > 0.0);
        match figure {
            Figure::Product => Some(value("sipri_milex_current")? / value("sipri_milex_share")?),
            Figure::Burden => value("sipri_milex_share"),
            Figure::Spending => value("sipri_milex_current"),
            Figure::PerHead => value("gdp_per_head"),
            Figure::Population => value("population"),
        }
    };
    let found = by_year(atlas, treaty, years, &figure);
    let key = &atlas.roster().treaty(treaty).key;
    if found.is_empty() {
        let message = format!(
            "{} has no military expenditure of four members of {key} in any year from {} to {}",
            world.name(),
            years.0,
            years.1
        );
        let remedy = "import a folder with SIPRI's military expenditure (`foedera data list`)";
        return Err(Diagnostic::new(Code::Missing, Place::File(world.name().to_owned()), message, remedy).into());
    }
    let answer = Burden { treaty: key, years: &found };
    let answered = output::Answered { command: "ledger burden", table: "years" };
    output::answer(&args.print, answered, &answer, |style| burden_terminal(key, &found, style))?;
    Ok(ExitCode::Success)
}
