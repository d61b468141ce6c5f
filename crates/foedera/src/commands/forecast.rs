//! `foedera forecast`.

use std::path::Path;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source, nearest};
use foedera_lab::{Models, Scenario, Settings, embedded_scenario, embedded_scenarios, forecast};
use foedera_report::{Style, html, json, terminal};

use crate::args::{ForecastArgs, Format};
use crate::output;
use crate::target::Page;

pub(crate) fn run(args: &ForecastArgs) -> Result<ExitCode, Problems> {
    let source = find(&args.scenario)?;
    let page = Page::new(&args.page, &[Path::new(&args.scenario)])?;
    let atlas = Atlas::embedded()?;
    let scenario = Scenario::read(&source, &atlas)?;
    let models = Models::embedded()?;
    super::start_threads(args.threads)?;
    let settings = Settings { futures: args.futures, seed: args.seed };
    let answer = forecast(&scenario, source.text(), &args.scenario, &atlas, &models, settings)?;
    page.write(|| html(&answer))?;
    let text = match args.format {
        Format::Json => json(&answer),
        Format::Text => terminal(&answer, Style { color: output::wants_color(), width: output::width() }),
    };
    output::print_styled(&text)?;
    Ok(ExitCode::Success)
}

/// The scenario in the program, or the file.
pub(super) fn find(name: &str) -> Result<Source, Problems> {
    if let Some(source) = embedded_scenario(name) {
        return Ok(source);
    }
    let path = Path::new(name);
    if path.exists() {
        return output::read_source(path);
    }
    let known: Vec<&str> = embedded_scenarios().collect();
    let remedy = match nearest(name, known.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("give a scenario file, or one of: {}", known.join(", ")),
    };
    let message = format!("there is no scenario and no file `{name}`");
    Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use foedera_sources::{capabilities, democracy, ideal_points, read_file};
    use foedera_world::{Day, Event, EventKind, History, Variable, When, World};

    /// Effects count changes since entry, so the scenario must hold at entry and on the date what the files of the fit hold.
    #[test]
    fn the_shipped_scenario_holds_at_entry_and_on_the_date_what_the_fit_reads() {
        let Ok(data) = std::env::var("FOEDERA_DATA") else {
            println!("skipped: FOEDERA_DATA is not set");
            return;
        };
        let atlas = Atlas::embedded().expect("the atlas");
        let scenario = Scenario::read(&find("csto-2022").expect("it ships"), &atlas).expect("a scenario");
        let roster = atlas.roster();
        let file = |name: &str| read_file(Path::new(&format!("{data}/{name}"))).expect("a file of the data");
        let read = [
            capabilities::read(&file("states/cow_nmc_70.csv"), roster),
            democracy::read(&file("states/cw_democracy.csv"), roster),
            ideal_points::read(&file("voting/IdealpointestimatesAll_Jun2024.csv"), roster),
        ];
        let of_fit: Vec<Event> = read.into_iter().flat_map(|read| read.expect("a dataset").value).collect();
        let of_scenario = scenario.series.iter().flat_map(|series| {
            let (state, variable) = (series.state, series.variable);
            let event = move |(year, value): &(i16, f64)| {
                let kind = EventKind::figure(state, variable, Some(*value));
                Event::new(When::on(Day::start_of_year(year + 1)), kind)
            };
            series.values.iter().map(event)
        });
        let known = |mut events: Vec<Event>| {
            events.retain(|event| event.when.day() <= scenario.date);
            History::new(std::sync::Arc::clone(roster), events).replay().world
        };
        let (of_fit, of_scenario) = (known(of_fit), known(of_scenario.collect()));
        let world = atlas.history.world_at(scenario.date).world;
        for member in world.treaty(scenario.treaty).members() {
            for variable in scenario.series.iter().map(|series| series.variable) {
                for day in [member.since, scenario.date] {
                    let value = |of: &World| {
                        let first = of.first_known(variable, &[member.state], day, scenario.date)?;
                        of.figure_on(variable, member.state, first)
                    };
                    let (fit, own) = (value(&of_fit).expect("known"), value(&of_scenario).expect("known"));
                    let key = &roster.state(member.state).key;
                    let rounding = if variable == Variable::Cinc { 5.01e-7 } else { 5.01e-4 };
                    assert!((fit - own).abs() < rounding, "{} of {key} on {day}: {fit}, {own}", variable.name());
                }
            }
        }
    }
}
