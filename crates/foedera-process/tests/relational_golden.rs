//! Results of goldfish 1.7 and of an independent recomputation, below `FOEDERA_GOLDEN`/process.
//!
//! A case is any folder with a `case.json` and the files that it names; further cases of the same form run through here
//! unchanged. At each check point the log-likelihood must agree to 1e-9, score and information too; estimates and standard
//! errors to 1e-6.

mod case;

use case::Case;
use foedera_process::relational::{Actors, Attribute, Dependent, EventData, Formula, Model, ModelKind, Network, Value};
use serde_json::Value as Json;

fn list(value: &Json) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn close(ours: f64, theirs: f64, tolerance: f64, scale: f64) -> bool {
    (ours - theirs).abs() <= tolerance * scale.max(theirs.abs())
}

/// Compare at a check point; gives what is wrong.
fn compare(case: &str, point: &str, ours: &Value, theirs: &Json, held: &[usize]) -> Vec<String> {
    let mut wrong = Vec::new();
    let log_likelihood = theirs["loglik"].as_f64().unwrap();
    if !close(ours.log_likelihood, log_likelihood, 1e-9, 1.0) {
        wrong.push(format!("{case} at {point}: log-likelihood {} for {log_likelihood}", ours.log_likelihood));
    }
    let information: Vec<f64> = theirs["information"].as_array().unwrap().iter().flat_map(list).collect();
    let most = information.iter().fold(1.0_f64, |most, cell| most.max(cell.abs()));
    let p = ours.score.len();
    for (a, (own, expected)) in ours.score.iter().zip(list(&theirs["score"])).enumerate() {
        if !held.contains(&a) && !close(*own, expected, 1e-9, most) {
            wrong.push(format!("{case} at {point}: score {a} {own} for {expected}"));
        }
    }
    for (index, (own, expected)) in ours.information.iter().zip(&information).enumerate() {
        if !held.contains(&(index / p)) && !held.contains(&(index % p)) && !close(*own, *expected, 1e-9, most) {
            wrong.push(format!("{case} at {point}: information {index} {own} for {expected}"));
        }
    }
    wrong
}

fn check(case: &Case) -> Vec<String> {
    let name = case.name();
    let formula: Formula = case.json["formula"].as_str().unwrap().parse().unwrap();
    let model = match Model::new(&case.data, case.law, &formula) {
        Ok(model) => model,
        Err(error) => return vec![format!("{name}: {error}")],
    };
    let fixed: Vec<Option<f64>> =
        case.json["fixed_parameters"].as_array().map_or(Vec::new(), |list| list.iter().map(Json::as_f64).collect());
    let held: Vec<usize> = (0..fixed.len()).filter(|index| fixed[*index].is_some()).collect();
    let mut wrong = Vec::new();
    for (point, theirs) in case.json["check_points"].as_object().unwrap() {
        wrong.extend(compare(&name, point, &model.value(&list(&theirs["theta"])), theirs, &held));
    }
    wrong.extend(check_snapshot(case, &model));
    match model.fit(&fixed) {
        Ok(estimate) => {
            let theirs = &case.json["result"];
            let exact = if theirs["exact_mle"]["parameters"].is_array() { &theirs["exact_mle"] } else { theirs };
            let errors = estimate.standard_errors();
            let pairs = [(&estimate.parameters, "parameters"), (&errors, "standard_errors")];
            for (own, key) in pairs {
                for (a, (own, expected)) in own.iter().zip(list(&exact[key])).enumerate() {
                    let stated = key == "parameters" || !held.contains(&a);
                    if stated && !close(*own, expected, 1e-6, 1.0) {
                        wrong.push(format!("{name}: {key} {a} {own} for {expected}"));
                    }
                }
            }
            wrong.extend(check_terms(case, &model, &list(&exact["parameters"])));
            if !estimate.converged {
                wrong.push(format!("{name}: did not converge in {} steps", estimate.steps));
            }
        }
        Err(error) => wrong.push(format!("{name}: {error}")),
    }
    wrong
}

/// The term of each event, in models in which it has one.
fn check_terms(case: &Case, model: &Model<'_>, theta: &[f64]) -> Vec<String> {
    let ours = model.likelihood().terms(theta);
    if ours.is_empty() {
        return Vec::new();
    }
    let Some(file) = foedera_golden::file(&case.folder, "event_loglik.csv") else { return Vec::new() };
    let theirs: Vec<f64> = case::rows(&file).iter().map(|row| row["loglik"].parse().unwrap()).collect();
    let differs = |(own, expected): (&f64, &f64)| !close(*own, *expected, 1e-8, 1.0);
    let count = ours.iter().zip(&theirs).filter(|pair| differs(*pair)).count();
    let wrong = (ours.len() != theirs.len() || count > 0)
        .then(|| format!("{}: {count} terms of events differ, {} for {}", case.name(), ours.len(), theirs.len()));
    wrong.into_iter().collect()
}

/// The statistics of options at a few events, number by number. Rows of intervals without an event are not read.
fn check_snapshot(case: &Case, model: &Model<'_>) -> Vec<String> {
    let Some(file) = foedera_golden::file(&case.folder, "statistics_snapshot.csv") else { return Vec::new() };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(&file).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let first = if header[4] == "receiver" { 5 } else { 4 };
    let place = |labels: &[String], label: &str| labels.iter().position(|own| own == label).unwrap();
    let receivers = &case.data.receivers.as_ref().unwrap_or(&case.data.senders).labels;
    let skipped = model.names().len() - (header.len() - first);
    let (mut event, mut ours, mut wrong, mut seen) = (usize::MAX, std::collections::BTreeMap::new(), Vec::new(), 0);
    for row in reader.records().map(Result::unwrap).filter(|row| &row[1] == "1") {
        let time: f64 = row[2].parse().unwrap();
        let found = case.data.dependent.iter().position(|event| event.time == time).unwrap();
        if found != event {
            event = found;
            ours = model.statistics(event).into_iter().map(|(i, j, numbers)| ((i, j), numbers)).collect();
        }
        let i = place(&case.data.senders.labels, &row[3]);
        let j = if first == 5 { place(receivers, &row[4]) } else { 0 };
        // What is not at risk says nothing.
        let Some(numbers) = ours.get(&(i, j)) else { continue };
        for (own, expected) in numbers[skipped..].iter().zip(row.iter().skip(first)) {
            let expected: f64 = expected.parse().unwrap();
            seen += 1;
            if !close(*own, expected, 1e-12, 1.0) {
                wrong.push(format!("{}: at {time}, {} to {j}: {own} for {expected}", case.name(), &row[3]));
            }
        }
    }
    assert!(seen > 0, "{}: nothing of the snapshot was compared", case.name());
    wrong
}

#[test]
fn golden_event_models_are_reproduced() {
    let Some(folder) = foedera_golden::folder("process") else { return };
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for case in case::all(&folder) {
        let began = std::time::Instant::now();
        let found = check(&case);
        println!("{}: {} in {:.2?}", case.name(), if found.is_empty() { "agrees" } else { "differs" }, began.elapsed());
        wrong.extend(found);
        checked += 1;
    }
    assert!(checked > 0, "no case was found");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// The formula of a remverse case, from the names of its effects.
fn remverse_formula(effects: &[&str]) -> String {
    let term = |name: &&str| match *name {
        "baseline" => "1".to_owned(),
        "inertia" => "inertia(weighted = TRUE)".to_owned(),
        name if ["send", "receive", "difference"].contains(&name.trim_end_matches("_x")) => {
            format!("{}(actors$x)", name.trim_end_matches("_x"))
        }
        name => name.to_owned(),
    };
    format!("events ~ {}", effects.iter().map(term).collect::<Vec<_>>().join(" + "))
}

/// Events, actors with one attribute, and the network that the events make up.
fn remverse_data(folder: &std::path::Path) -> EventData {
    let (events, nodes) = (case::rows(&folder.join("events.csv")), case::rows(&folder.join("nodes.csv")));
    let labels: Vec<String> = nodes.iter().map(|row| row["label"].clone()).collect();
    let place = |label: &String| labels.iter().position(|own| own == label).unwrap();
    let event = |row: &std::collections::BTreeMap<String, String>| Dependent {
        time: row["time"].parse().unwrap(),
        sender: place(&row["sender"]),
        receiver: place(&row["receiver"]),
    };
    let dependent: Vec<Dependent> = events.iter().map(event).collect();
    EventData {
        networks: vec![Network {
            name: "events".into(),
            directed: true,
            changes: dependent.iter().map(Dependent::change).collect(),
            ..Network::default()
        }],
        attributes: vec![Attribute {
            of: "actors".into(),
            name: "x".into(),
            initial: nodes.iter().map(|row| row["x"].parse().unwrap()).collect(),
            changes: Vec::new(),
        }],
        senders: Actors { name: "actors".into(), present: vec![true; labels.len()], presence: Vec::new(), labels },
        dependent,
        start: Some(0.0),
        ..EventData::default()
    }
}

/// A model of the remverse: its log-likelihood at its own parameters, and the maximum.
fn check_remverse(data: &EventData, name: &str, theirs: &Json) -> Vec<String> {
    let law = match name {
        name if name.starts_with("tie") => ModelKind::Rem,
        "actor_sender_model" => ModelKind::Rate,
        _ => ModelKind::Choice,
    };
    let effects: Vec<&str> = theirs["effects"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let formula: Formula = remverse_formula(&effects).parse().unwrap();
    let model = Model::new(data, law, &formula).unwrap();
    let mut wrong = Vec::new();
    let at = model.value(&list(&theirs["parameters"])).log_likelihood;
    let expected = theirs["loglik"].as_f64().unwrap();
    if !close(at, expected, 1e-9, 1.0) {
        wrong.push(format!("{name}: log-likelihood {at} for {expected}"));
    }
    let estimate = model.fit(&[]).unwrap();
    // Where the package stopped early, the case gives the maximum that an independent program found.
    let exact = &theirs["exact_mle"];
    let (exact, tolerance) = if exact.is_object() { (exact, 1e-6) } else { (theirs, 1e-5) };
    for (key, own) in [("parameters", &estimate.parameters), ("se", &estimate.standard_errors())] {
        for (a, (own, expected)) in own.iter().zip(list(&exact[key])).enumerate() {
            if !close(*own, expected, tolerance, 1.0) {
                wrong.push(format!("{name}: {key} {a} {own} for {expected}"));
            }
        }
    }
    wrong
}

#[test]
fn golden_remverse_models_are_reproduced() {
    let Some(folder) = foedera_golden::folder("process") else { return };
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let folder = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(folder.join("case.json")) else { continue };
        let json: Json = serde_json::from_str(&text).unwrap();
        if !json["peer"]["remstimate"].is_string() {
            continue;
        }
        let data = remverse_data(&folder);
        for (name, theirs) in json["results"].as_object().unwrap() {
            wrong.extend(check_remverse(&data, name, theirs));
        }
        wrong.extend(check_statistics(&folder, &data, &json));
        checked += 1;
    }
    assert!(checked > 0, "no case was found");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// The statistics of all options at one event, number by number.
fn check_statistics(folder: &std::path::Path, data: &EventData, json: &Json) -> Vec<String> {
    let effects = &json["results"]["tie_interval"]["effects"];
    let effects: Vec<&str> = effects.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let formula: Formula = remverse_formula(&effects).parse().unwrap();
    let model = Model::new(data, ModelKind::Rem, &formula).unwrap();
    let ours = model.statistics(99);
    let theirs = case::rows(&folder.join("statistics_event100_tie.csv"));
    assert_eq!(ours.len(), theirs.len(), "all pairs");
    let mut wrong = Vec::new();
    for (i, j, row) in &ours {
        let (sender, receiver) = (&data.senders.labels[*i], &data.senders.labels[*j]);
        let same = |row: &&std::collections::BTreeMap<String, String>| {
            row["sender"] == *sender && row["receiver"] == *receiver
        };
        let found = theirs.iter().find(same).unwrap();
        for (effect, own) in effects.iter().zip(row) {
            let expected: f64 = found.get(*effect).map_or(1.0, |text| text.parse().unwrap());
            if !close(*own, expected, 1e-12, 1.0) {
                wrong.push(format!("{sender} → {receiver}: {effect} {own} for {expected}"));
            }
        }
    }
    wrong
}
