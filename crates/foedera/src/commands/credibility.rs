//! `foedera credibility`.

use std::path::Path;

use foedera_almanac::Subject;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_lab::Scenario;
use foedera_lab::guarantee::aid::Means;
use foedera_lab::guarantee::credibility::{Branch, credibility, reads, years};
use foedera_lab::guarantee::{By, Shock, ShockWords};
use foedera_report::{credibility_html, credibility_terminal};
use foedera_world::{Day, StateId, TreatyId};

use super::aid::{Kit, predictor};
use crate::args::CredibilityArgs;
use crate::commands::{forecast, lookup, shock};
use crate::ground::Ground;
use crate::output;
use crate::target::Page;

pub(crate) fn run(args: &CredibilityArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let treaty = lookup::treaty(atlas.roster(), &args.treaty)?;
    let to = args.to.map_or_else(|| super::today().map(Day::year), Ok)?;
    let opened = |day: Day| atlas.history.treaty_at(treaty, Some(day));
    let first = opened(Day::start_of_year(to)).treaty(treaty).opened().map(|day| day.year() + 1);
    let from = args.from.or(first).unwrap_or(to);
    let days = years(opened, treaty, from, to);
    if days.is_empty() {
        let name = &atlas.roster().treaty(treaty).key;
        let message = format!("{name} has no two members on any first of January from {from} to {to}");
        let remedy = format!("see `foedera treaty {name}` for its years, and give --from and --to");
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    }
    super::start_threads(args.draw.threads)?;
    let world = lookup::world(&args.world)?;
    let page =
        Page::new(&args.page, "credibility", &lookup::read_with(world.as_ref(), args.shock.first().map(Path::new)))?;
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
    let kit = Kit::new(&atlas, world.as_ref(), treaty, &members, &attackers, (from, to))?;
    let predictor = predictor(&kit.model, &args.draw)?;
    let means = kit.means(&atlas, &predictor, &args.draw);
    let branches = branches(args, &kit, means, treaty, *days.last().expect("not empty"))?;
    let answer = credibility(means, treaty, &days, &branches);
    page.write(&answer, |json| credibility_html(&answer, &atlas, json))?;
    let asked = match args.to {
        Some(_) => String::new(),
        None => format!("To {to}, the current year; ask to another with --to.\n"),
    };
    let text = |style| asked + &credibility_terminal(&answer, style);
    output::answer(&args.print, output::Answered { command: "credibility", table: "moments.help" }, &answer, text)?;
    Ok(ExitCode::Success)
}

/// The branches of the scenario that is named, or the one branch of the shocks that are stated, with what the answer reads of them.
fn branches(
    args: &CredibilityArgs,
    kit: &Kit,
    means: Means<'_>,
    treaty: TreatyId,
    last: Day,
) -> Result<Vec<Branch>, Problems> {
    let atlas = means.atlas;
    let usage = |message: String, remedy: String| {
        Problems::from(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy))
    };
    // A shock is three words; a scenario's name or path is one file.
    let is_shock = |text: &String| text.parse::<ShockWords>().is_ok();
    let Some(name) = args.shock.iter().find(|text| !is_shock(text)) else {
        if args.shock.is_empty() {
            return Ok(Vec::new());
        }
        let shocks = shock::read(&args.shock, atlas, kit.facts(), &reads(means, treaty, last), last)?;
        return Ok(vec![("supposed".to_owned(), shocks)]);
    };
    if args.shock.len() > 1 {
        let message = format!("--shock `{name}` is a scenario, and stands beside other shocks");
        return Err(usage(message, "give one scenario, or shocks such as \"RUS usable_force x0.3..0.7\"".to_owned()));
    }
    let (scenario, _) = Scenario::open(&forecast::find(name, None, atlas)?, atlas)?;
    let read = reads(means, treaty, last);
    let own = |shock: &foedera_lab::Shock| {
        let of = Subject::State(shock.state);
        // What waits for an event in a future is no shock on a day.
        (shock.after.is_none() && read.contains(&(shock.variable.name(), of))).then(|| Shock {
            of,
            field: shock.variable.name(),
            by: By::Factor,
            range: shock.factor.span(),
            from: shock.from,
        })
    };
    let branches: Vec<Branch> = scenario
        .branches
        .iter()
        .map(|branch| (branch.name.clone(), branch.all_shocks().filter_map(own).collect()))
        .collect();
    let begins = || branches.iter().flat_map(|(_, shocks)| shocks.iter().map(|shock| shock.from));
    if begins().count() == 0 {
        let mut fields: Vec<&str> = read.iter().map(|(field, _)| *field).collect();
        fields.sort_unstable();
        fields.dedup();
        let message = format!("no branch of `{name}` has a shock that this answer reads");
        let remedy = format!(
            "add `[[branch.shock]]` with variable = \"usable_force\" to it, or state one: --shock \"STATE FIELD xFACTOR\" with {}",
            fields.join(", ")
        );
        return Err(usage(message, remedy));
    }
    if let Some(late) = begins().filter(|from| *from > last).max() {
        let message = format!("a shock of `{name}` begins on {late}, after the last day asked, {last}");
        return Err(usage(message, format!("give --to {} or later", late.year() + 1)));
    }
    Ok(branches)
}
