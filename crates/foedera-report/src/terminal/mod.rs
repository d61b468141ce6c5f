//! The forecast as text, section by section.

mod aid;
mod asked;
mod canvas;
mod claims;
mod credibility;
mod ledger;
mod links;
mod members;
mod summit;
mod threats;

use foedera_almanac::Grounds;
use foedera_lab::{AskedQuestion, Estimate, Forecast, ReferenceClass};
use foedera_world::Day;

use crate::screen::Rest;
use crate::{Style, question, words};
pub(crate) use aid::{aid, calls, counted, patron, senders, shocked, title as aid_title, unknown};
pub(crate) use asked::{comparison, explained, flip_words, part_factor, shapley_words};
pub(crate) use claims::claims;
pub(crate) use credibility::{capability, credibility};
pub(crate) use ledger::{burden, hedge, ledger, order, value_words};
pub(crate) use links::{estimate as link_estimate, links};
pub(crate) use summit::{chance, summit};
pub(crate) use threats::threats;

pub(crate) use canvas::layout;
use canvas::{Canvas, Table};

/// Precedents shown; the page shows all.
const PRECEDENTS: usize = 5;
/// Assumptions shown; the page shows all.
const ASSUMPTIONS: usize = 6;

/// On what the figures rest, as a line of the head.
pub(crate) fn ground(figures: &Grounds) -> String {
    let line = figures.line();
    format!("F{}. The detail stands at the end.", &line[1..])
}

/// The same on a first screen, which has no such end.
fn short_ground(figures: &Grounds) -> String {
    let line = figures.line();
    format!("F{}.", &line[1..])
}

/// On what the figures rest, field by field.
fn figures(canvas: &mut Canvas, figures: &Grounds, world: Option<&str>) {
    let world = world.map_or("no world file was at hand".to_owned(), |name| format!("the world file is {name}"));
    canvas.dim(2, &format!("{}; {world}.", figures.line()));
    figures.details().iter().for_each(|detail| canvas.dim(4, detail));
}

/// The whole text.
pub(crate) fn render(forecast: &Forecast, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    if !style.full {
        let rates = match brief(&mut canvas, forecast) {
            0 => "",
            1 => "one more base rate, ",
            _ => "more base rates, ",
        };
        let what = format!("{rates}members, sensitivity, scores, precedents, limits");
        return canvas.finish(Rest { what: &what, page: true });
    }
    card(&mut canvas, forecast);
    branches(&mut canvas, forecast);
    headline(&mut canvas, forecast);
    asked(&mut canvas, &branch_names(forecast), (&forecast.horizons, None), &forecast.questions);
    base_rates(&mut canvas, forecast);
    members::write(&mut canvas, forecast);
    calls_made(&mut canvas, forecast);
    sensitivity(&mut canvas, forecast);
    processes(&mut canvas, forecast);
    unknowns(&mut canvas, forecast);
    precedents(&mut canvas, forecast);
    footer(&mut canvas, forecast);
    canvas.finish(Rest::default())
}

/// The answer and what it rests on, on one screen; how many base rates it has no room for.
fn brief(canvas: &mut Canvas, forecast: &Forecast) -> usize {
    let scenario = &forecast.scenario;
    canvas.strong(0, &scenario.title);
    canvas.text(
        0,
        &format!(
            "{} on {}, {} members, patron {}",
            scenario.treaty,
            scenario.date,
            scenario.members.len(),
            scenario.patron_name
        ),
    );
    canvas.dim(0, &short_ground(&scenario.figures));
    // Which figures are missing or old is told with all sections; how many such cautions there are is told here.
    match &scenario.cautions[..] {
        [] => {}
        [one] => canvas.strong(0, &canvas.short(one, 0)),
        [first, more @ ..] => {
            let told = format!("Cautions, with {} more in --full: {first}", more.len());
            canvas.strong(0, &canvas.short(&told, 0));
        }
    }
    let questions = question::headline(forecast);
    // The third horizon is the one that questions are compared at, as in `explain`.
    let horizon = forecast.horizons.len().min(3) - 1;
    if let Some(first) = questions.first() {
        canvas.strong(0, &format!("{} (90 % interval)", first.words));
        let mut table = Table::new("", horizon_heads(forecast));
        for (branch, answers) in forecast.branches.iter().zip(&first.answers) {
            table.row(&branch.name, &words::sample(answers), cells(answers));
        }
        canvas.table(&table);
    }
    let by = format!("By {}", forecast.horizons[horizon]);
    let mut table = Table::new(&by, forecast.branches.iter().map(|branch| branch.name.clone()).collect());
    for question in questions.iter().skip(1) {
        let cells = question.answers.iter().filter_map(|answers| answers.get(horizon)).map(words::estimate);
        table.row(
            &question.words,
            &words::sample(question.answers.first().map_or(&[][..], Vec::as_slice)),
            cells.collect(),
        );
    }
    canvas.table(&table);
    asked(canvas, &branch_names(forecast), (&forecast.horizons, Some(horizon)), &forecast.questions);
    canvas.strong(0, &format!("Base rates: at least one leaves, by {}", forecast.horizons[horizon]));
    let mut table = Table::new("", vec![String::new()]);
    // Below it: the head of the table, and what it rests on.
    let told = canvas.room().saturating_sub(2).max(3);
    // The treaty's own record stands last, and is always told.
    let classes = &forecast.reference_classes;
    let own = classes.len().saturating_sub(1);
    let left = classes.len().saturating_sub(told);
    for (_, class) in classes.iter().enumerate().filter(|(place, _)| place + 1 < told || *place == own) {
        let cells = class.at_least_one.get(horizon).map(words::estimate);
        table.row(&class.name, &words::sample(&class.at_least_one), cells.into_iter().collect());
    }
    canvas.table(&table);
    rests_on(canvas, forecast);
    left
}

/// What is extrapolated, and the score.
fn rests_on(canvas: &mut Canvas, forecast: &Forecast) {
    let outside = question::branches_outside(forecast);
    if !outside.is_empty() {
        canvas.strong(
            0,
            &canvas
                .short(&format!("{}: no case in the data for what it assumes: extrapolated.", outside.join(", ")), 0),
        );
    }
    for process in forecast.processes.iter().take(1) {
        let score = process.score.split("; ").next().unwrap_or_default();
        // Its intervals stand with all sections.
        let score = words::score_first(score.split(" (").next().unwrap_or_default());
        canvas.brief(&format!("Score of {}: {score}.", words::plain(&process.process)));
    }
}

/// Column heads for the horizons.
fn horizon_heads(forecast: &Forecast) -> Vec<String> {
    forecast.horizons.iter().map(|day| format!("by {day}")).collect()
}

fn card(canvas: &mut Canvas, forecast: &Forecast) {
    let scenario = &forecast.scenario;
    canvas.title(&scenario.title);
    canvas.text(
        0,
        &format!(
            "From {} · {} ({}) · patron {} · {} members: {}",
            scenario.date,
            scenario.treaty_name,
            scenario.treaty,
            scenario.patron_name,
            scenario.members.len(),
            scenario.members.join(" "),
        ),
    );
    canvas.dim(0, &format!("Patron ({}): {}.", scenario.patron_ground, scenario.patron_why));
    canvas.dim(0, &ground(&scenario.figures));
    for caution in &scenario.cautions {
        canvas.strong(0, caution);
    }
    canvas.dim(0, &scenario.note);
}

fn branches(canvas: &mut Canvas, forecast: &Forecast) {
    canvas.heading("Branches");
    for (index, branch) in forecast.branches.iter().enumerate() {
        let reference = if index == 0 { " (reference)" } else { "" };
        canvas.text(2, &format!("{}{reference}: {}", branch.name, branch.description));
        for shock in &branch.shocks {
            canvas.dim(4, &shock.what);
        }
        for outside in &branch.outside {
            canvas.text(4, &question::outside(outside));
        }
    }
}

fn headline(canvas: &mut Canvas, forecast: &Forecast) {
    canvas.heading("Headline");
    canvas.dim(0, "Probability (90 % interval). n: historical events behind it.");
    for question in question::headline(forecast) {
        canvas.strong(0, &question.words);
        let mut table = Table::new("", horizon_heads(forecast));
        for (index, (branch, answers)) in forecast.branches.iter().zip(&question.answers).enumerate() {
            table.row(&branch.name, &words::sample(answers), cells(answers));
            if index == 0 {
                table.emphasise_last();
            }
        }
        canvas.table(&table);
    }
    let error = question::simulation_error(forecast);
    if error > 0.0 {
        let error = error * 100.0;
        let text = "Error of these means from a finite number of draws and futures (what they spread over seeds)";
        canvas.dim(0, &format!("{text}: at most {error:.2} percentage points."));
    }
    let outside = question::branches_outside(forecast);
    if !outside.is_empty() {
        let text = "no case in the data for what it assumes; its numbers are extrapolated (see Branches).";
        canvas.strong(0, &format!("{}: {text}", outside.join(", ")));
    }
}

fn branch_names(forecast: &Forecast) -> Vec<String> {
    forecast.branches.iter().map(|branch| branch.name.clone()).collect()
}

/// The questions that a file names: on one day in a line each, or on all with rule, base rates and scores.
fn asked(canvas: &mut Canvas, branches: &[String], (days, only): (&[Day], Option<usize>), questions: &[AskedQuestion]) {
    if questions.is_empty() {
        return;
    }
    if let Some(day) = only {
        let mut table = Table::new(&format!("Asked, by {}", days[day]), branches.to_vec());
        for own in questions {
            let answers: Vec<&Estimate> = own.answers.iter().filter_map(|answers| answers.get(day)).collect();
            let cells = answers.iter().map(|answer| words::estimate(answer)).collect();
            table.row(&own.question.words, &words::sample(answers), cells);
        }
        canvas.table(&table);
        return;
    }
    canvas.heading("Questions asked");
    for own in questions {
        canvas.text(0, &format!("Yes if {}.", own.question.resolution));
        let mut table = Table::new(&own.question.words, days.iter().map(Day::to_string).collect());
        for (branch, answers) in branches.iter().zip(&own.answers) {
            table.row(branch, &words::sample(answers), cells(answers));
        }
        canvas.table(&table);
        for rate in &own.base_rates {
            canvas
                .dim(2, &format!("Base rate: {} – {} ({})", words::estimate(&rate.estimate), rate.name, rate.counted));
        }
        for (process, score) in &own.scores {
            canvas.dim(2, &format!("{process}: {score}"));
        }
    }
}

fn cells(estimates: &[Estimate]) -> Vec<String> {
    estimates.iter().map(words::estimate).collect()
}

fn base_rates(canvas: &mut Canvas, forecast: &Forecast) {
    canvas.heading("Base rates");
    canvas.dim(
        0,
        "What the past alone would say, by the class of cases one compares with. Exits of one day are one decision.",
    );
    for class in &forecast.reference_classes {
        canvas.strong(0, &class.name);
        canvas.text(2, &class_counts(class));
        canvas.dim(2, &class.definition);
        canvas.dim(2, &format!("interval: {}", class.interval));
        let mut table = Table::new("", horizon_heads(forecast));
        table.row("one given member", &words::sample(&class.one_member), cells(&class.one_member));
        table.row("at least one", &words::sample(&class.at_least_one), cells(&class.at_least_one));
        canvas.table(&table);
    }
}

fn class_counts(class: &ReferenceClass) -> String {
    let years = words::years(class.member_years);
    format!("{} in {years} member-years: {} a year", words::exits(class), words::rate(&class.rate))
}

fn sensitivity(canvas: &mut Canvas, forecast: &Forecast) {
    if forecast.sensitivity.is_empty() {
        return;
    }
    canvas.heading("What moves the answer most");
    canvas.dim(0, &format!("Question: {}. All else drawn as before.", forecast.sensitivity_question));
    let mut table = Table::new("assumption", vec!["when low".to_owned(), "when high".to_owned()]);
    for row in forecast.sensitivity.iter().take(ASSUMPTIONS) {
        let side = |value: &str, answer| format!("{} → {}", words::shorten(value, 14), words::percent(answer));
        let sides = vec![side(&row.low_value, row.answer_low), side(&row.high_value, row.answer_high)];
        table.row(&row.assumption, "", sides);
    }
    canvas.table(&table);
}

fn processes(canvas: &mut Canvas, forecast: &Forecast) {
    canvas.heading("What each process rests on");
    for process in &forecast.processes {
        let text = format!("{}: {}; {}", words::plain(&process.process), words::basis(process), process.data);
        canvas.text(2, &text);
        canvas.dim(4, &format!("Score: {}", process.score));
        canvas.dim(4, &format!("Prior: {}", process.prior));
        for line in words::record(process) {
            canvas.dim(4, &line);
        }
    }
}

fn calls_made(canvas: &mut Canvas, forecast: &Forecast) {
    if forecast.calls.iter().all(Vec::is_empty) {
        return;
    }
    canvas.heading("Calls for help from the date on: made, and answered with troops (90 % of futures)");
    let mut table = Table::new("", forecast.horizons.iter().map(|day| format!("by {day}")).collect());
    for (branch, counts) in forecast.branches.iter().zip(&forecast.calls) {
        for (what, of) in [("made", 0), ("answered", 1)] {
            let cells =
                counts.iter().map(|own| words::of_futures(if of == 0 { own.made } else { own.answered })).collect();
            table.row(&format!("{}, {what}", branch.name), "", cells);
        }
    }
    canvas.table(&table);
}

fn unknowns(canvas: &mut Canvas, forecast: &Forecast) {
    if forecast.unknowns.is_empty() {
        return;
    }
    canvas.heading("What this does not know");
    for unknown in &forecast.unknowns {
        canvas.item(unknown);
    }
}

fn precedents(canvas: &mut Canvas, forecast: &Forecast) {
    if forecast.precedents.is_empty() {
        return;
    }
    canvas.heading("Precedents");
    for case in forecast.precedents.iter().take(PRECEDENTS) {
        let lag = case.lag_years.map_or_else(String::new, |years| format!("; {years:.1} years from trigger to end"));
        canvas.text(2, &format!("{} ({}, {}{lag})", case.name, words::plain(&case.kind), case.event));
        canvas.dim(4, &format!("{} → {}", case.trigger, words::outcome(case)));
    }
    let more = forecast.precedents.len().saturating_sub(PRECEDENTS);
    if more > 0 {
        canvas.dim(2, &format!("{more} more on the page (--html)"));
    }
}

fn footer(canvas: &mut Canvas, forecast: &Forecast) {
    let run = &forecast.provenance;
    canvas.heading("Rests on");
    forecast.scenario.figures.details().iter().for_each(|detail| canvas.dim(2, detail));
    canvas.heading("Again");
    canvas.text(
        2,
        &format!(
            "Foedera {} · seed {} · {} futures a branch · {} draws",
            run.version,
            run.seed,
            words::count(u64::from(run.futures)),
            words::count(u64::from(run.draws)),
        ),
    );
    let mut prints = vec![("scenario", &run.scenario_sha256), ("atlas", &run.atlas_sha256)];
    prints.extend(run.models.iter().map(|(process, print)| (process.as_str(), print)));
    let prints: Vec<String> =
        prints.iter().map(|(what, print)| format!("{what} {}", print.chars().take(12).collect::<String>())).collect();
    canvas.dim(2, &format!("sha256: {}", prints.join(" · ")));
    canvas.text(2, &format!("$ {}", run.command));
    canvas.dim(2, "The page with figures and sources: --html report.html");
    canvas.dim(2, "All numbers: --format json");
}
