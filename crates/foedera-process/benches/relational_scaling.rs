//! How time and memory grow: histories drawn from a model in time and fitted again, for some numbers of actors and events; events drawn
//! a second; and a long list of events with sampled risk sets. Each line is a process of its own, so that its memory is its own.
//!
//! `cargo bench -p foedera-process --bench relational_scaling [-- simple|counts|sampled|coordination]`

use std::process::Command;
use std::time::Instant;

use foedera_math::{Draw, Stream};
use foedera_process::relational::{
    Actors, Attribute, Dependent, EventData, Formula, Model, ModelKind, Network, Options, Risk, Simulation, simulate,
};

const SIMPLE: &str = "own ~ 1 + inertia + recip + trans + indeg + outdeg(own, type = \"ego\") + alter(actors$z)";
const COUNTS: &str = "own ~ 1 + inertia(weighted = TRUE, transformer_fn = \"log1p\") + \
     recip(weighted = TRUE, transformer_fn = \"log1p\") + otp(transformer_fn = \"log1p\") + alter(actors$z) + \
     same(actors$group) + psABBA";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["run", "sampled", actors, events, options] => sampled(number(actors), number(events), number(options)),
        ["run", "coordination", actors, events] => coordination(number(actors), number(events)),
        ["run", kind, actors, events] => run(kind, number(actors), number(events)),
        [] => ["simple", "counts", "sampled"].iter().for_each(|kind| table(kind)),
        [kind, ..] => table(kind),
    }
}

fn number(text: &str) -> usize {
    text.parse().expect("a number")
}

/// A line for each size.
fn table(kind: &str) {
    let own = std::env::current_exe().expect("this program");
    let line = |words: &[&str]| {
        Command::new(&own).arg("run").args(words).status().expect("it runs");
    };
    if kind == "sampled" {
        println!("sampled risk sets, choice among receivers:");
        for (actors, events, options) in [("1000", "1000000", "5"), ("10000", "10000000", "5")] {
            line(&["sampled", actors, events, options]);
        }
        return;
    }
    if kind == "coordination" {
        println!("pairs that agree, CPU milliseconds of preparing and of the whole fit:");
        ["25", "50", "100", "200", "400"].into_iter().for_each(|actors| line(&["coordination", actors, "100"]));
        return;
    }
    println!("{kind}: {}", if kind == "simple" { SIMPLE } else { COUNTS });
    println!(
        "{:>7} {:>9} {:>11} {:>11} {:>9} {:>6} {:>9} {:>12}",
        "actors", "events", "drawn/s", "prepare s", "fit s", "passes", "peak MB", "bound ratio"
    );
    // Beyond this a line takes more than five minutes.
    let most = if kind == "simple" { 200_000_000 } else { 20_000_000 };
    for actors in ["25", "50", "200", "1000"] {
        let sizes = ["1000", "10000", "100000", "1000000"].into_iter();
        sizes.filter(|events| number(actors) * number(events) <= most).for_each(|events| line(&[kind, actors, events]));
    }
}

/// Actors with two attributes, and an empty network of the events.
fn world(actors: usize) -> EventData {
    let draw = Draw { seed: 1, future: 0, stream: Stream::Test(1), option: 0 };
    let attribute = |name: &str, initial: Vec<f64>| Attribute {
        of: "actors".into(),
        name: name.into(),
        initial,
        changes: Vec::new(),
    };
    EventData {
        senders: Actors {
            name: "actors".into(),
            labels: (0..actors).map(|actor| actor.to_string()).collect(),
            present: vec![true; actors],
            presence: Vec::new(),
        },
        attributes: vec![
            attribute("z", (0..actors).map(|actor| (draw.uniform(actor as u32) * 8.0).floor() / 4.0 - 1.0).collect()),
            attribute("group", (0..actors).map(|actor| (actor % 4) as f64).collect()),
        ],
        networks: vec![Network { name: "own".into(), directed: true, ..Network::default() }],
        start: Some(0.0),
        ..EventData::default()
    }
}

fn told(data: &mut EventData, events: Vec<Dependent>) {
    data.networks[0].changes = events.iter().map(Dependent::change).collect();
    data.dependent = events;
}

fn run(kind: &str, actors: usize, events: usize) {
    let mut data = world(actors);
    let (text, theta) = match kind {
        "simple" => (SIMPLE, [-8.0, 1.0, 0.5, 0.02 / (actors as f64 / 50.0), 0.01, 0.01, 0.3]),
        _ => (COUNTS, [-8.0, 0.3, 0.2, 0.1, 0.3, 0.5, 1.0]),
    };
    let formula: Formula = text.parse().expect("a formula");
    let began = Instant::now();
    let wanted = Simulation { start: 0.0, end: f64::INFINITY, events, network: 0, seed: 1, future: 0 };
    let drawn = simulate(&data, ModelKind::Rem, &formula, &theta, wanted).expect("a history");
    let drawing = began.elapsed().as_secs_f64();
    told(&mut data, drawn);
    let began = Instant::now();
    let model = Model::new(&data, ModelKind::Rem, &formula).expect("a model");
    let preparing = began.elapsed().as_secs_f64();
    let estimate = model.fit(&[]).expect("an estimate");
    let fitting = began.elapsed().as_secs_f64();
    // The least arithmetic if every option were taken anew at every event in every pass: one multiplication for each product of
    // two statistics, at one a nanosecond.
    let p = theta.len() as f64;
    let naive = 1e-9
        * events as f64
        * (actors * (actors - 1)) as f64
        * (p + p * (p + 1.0) / 2.0)
        * f64::from(estimate.steps + 1);
    println!(
        "{actors:7} {events:9} {:11.0} {preparing:11.3} {fitting:9.3} {:6} {:9.0} {:12.4}",
        events as f64 / drawing,
        estimate.steps + 1,
        peak_megabytes(),
        fitting / naive
    );
    for (a, (found, (expected, error))) in
        estimate.parameters.iter().zip(theta.iter().zip(estimate.standard_errors())).enumerate()
    {
        let z = (found - expected) / error;
        assert!(z.abs() < 5.0, "parameter {a}: {found} for {expected}, {z:.1} standard errors off");
    }
}

/// A long list of events, made without a model, with six effects and sampled risk sets.
fn sampled(actors: usize, events: usize, options: usize) {
    let mut data = world(actors);
    let draw = |index: usize| Draw { seed: 2, future: index as u32, stream: Stream::Test(2), option: 0 };
    let mut list: Vec<Dependent> = Vec::with_capacity(events);
    for index in 0..events {
        let draw = draw(index);
        let time = index as f64;
        // One in four answers a recent event, so that there is something to find.
        let (mut sender, mut receiver) = (pick(draw.uniform(0), actors), pick(draw.uniform(1), actors));
        if index > 100 && draw.uniform(2) < 0.25 {
            let past = &list[index - 1 - pick(draw.uniform(3), 100)];
            (sender, receiver) = (past.receiver, past.sender);
        }
        if sender == receiver {
            receiver = (receiver + 1) % actors;
        }
        list.push(Dependent { time, sender, receiver });
    }
    told(&mut data, list);
    let text =
        "own ~ inertia + recip + trans + indeg(transformer_fn = \"log1p\") + alter(actors$z) + same(actors$group)";
    let formula: Formula = text.parse().expect("a formula");
    let began = Instant::now();
    let risk = Risk::Sampled { options, seed: 1 };
    let model =
        Model::with(&data, ModelKind::Choice, &formula, Options { risk, ..Options::default() }).expect("a model");
    let preparing = began.elapsed().as_secs_f64();
    let estimate = model.fit(&[]).expect("an estimate");
    println!(
        "{actors} actors, {events} events, {options} controls: prepared in {preparing:.1} s, fitted in {:.1} s, {} passes, {:.0} MB",
        began.elapsed().as_secs_f64(),
        estimate.steps + 1,
        peak_megabytes()
    );
    for ((name, own), error) in model.names().iter().zip(&estimate.parameters).zip(estimate.standard_errors()) {
        println!("  {name:40} {own:9.4} ({error:.4})");
    }
}

/// Pairs that agree, made without a model: by what is rare and by what all have.
fn coordination(actors: usize, events: usize) {
    let mut data = world(actors);
    data.networks[0].directed = false;
    let draw = Draw { seed: 3, future: 0, stream: Stream::Test(3), option: 0 };
    let pair = |index: usize| {
        let at = |place: u32| pick(draw.uniform(4 * index as u32 + place), actors);
        // One in four is that of a while ago.
        let same = index > 20 && at(2) % 4 == 0;
        if same { None } else { Some((at(0), at(1))) }
    };
    let mut list: Vec<Dependent> = Vec::new();
    for index in 0..events {
        let (sender, other) = pair(index).unwrap_or_else(|| (list[index - 20].sender, list[index - 20].receiver));
        let receiver = if sender == other { (other + 1) % actors } else { other };
        list.push(Dependent { time: index as f64, sender, receiver });
    }
    told(&mut data, list);
    let of = |text: &str| {
        let formula: Formula = text.parse().expect("a formula");
        let began = Instant::now();
        let model = Model::new(&data, ModelKind::Coordination, &formula).expect("a model");
        let preparing = began.elapsed().as_secs_f64();
        let steps = model.fit(&[]).expect("an estimate").steps;
        (1e3 * preparing, 1e3 * began.elapsed().as_secs_f64(), steps)
    };
    for text in ["own ~ inertia + trans + alter(actors$z)", "own ~ inertia + trans + alter(actors$z) + diff(actors$z)"]
    {
        let (preparing, fitting, steps) =
            (0..5).map(|_| of(text)).fold((f64::INFINITY, f64::INFINITY, 0), |a, b| (a.0.min(b.0), a.1.min(b.1), b.2));
        println!("{actors:7} {events:9} {preparing:11.2} {fitting:9.2} {:6}  {text}", steps + 1);
    }
}

fn pick(u: f64, size: usize) -> usize {
    ((u * size as f64) as usize).min(size - 1)
}

/// The most memory that this process ever held.
fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok())
        .map_or(f64::NAN, |kilobytes| kilobytes / 1024.0)
}
