//! Results of goldfish 1.7 and of an independent recomputation, below `FOEDERA_GOLDEN`/process.
//!
//! A case is any folder with a `case.json` and the files that it names; further cases of the same form run through here
//! unchanged. At each check point the log-likelihood must agree to 1e-9, score and information too; estimates and standard
//! errors to 1e-6.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use foedera_relational::{Actors, Attribute, Change, Dependent, EventData, Formula, Law, Model, Network, Value};
use serde_json::Value as Json;

type Rows = Vec<BTreeMap<String, String>>;

fn rows(path: &Path) -> Rows {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |record: csv::StringRecord| header.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// A number, a truth value, or a category by the order of its first appearance.
fn numbers(texts: &[&str]) -> Vec<f64> {
    let plain = |text: &str| match text {
        "" | "NA" => Some(f64::NAN),
        "TRUE" => Some(1.0),
        "FALSE" => Some(0.0),
        text => text.parse().ok(),
    };
    if let Some(found) = texts.iter().map(|text| plain(text)).collect::<Option<Vec<f64>>>() {
        return found;
    }
    let mut seen: Vec<&str> = Vec::new();
    for text in texts {
        if !seen.contains(text) {
            seen.push(text);
        }
    }
    texts.iter().map(|text| seen.iter().position(|own| own == text).unwrap_or_default() as f64).collect()
}

struct Case {
    folder: PathBuf,
    json: Json,
    data: EventData,
    law: Law,
}

impl Case {
    fn read(folder: PathBuf) -> Option<Self> {
        let json: Json = serde_json::from_str(&std::fs::read_to_string(folder.join("case.json")).ok()?).unwrap();
        let law = match (json["model"].as_str()?, json["sub_model"].as_str()) {
            ("REM", _) => Law::Rem,
            (_, Some("choice")) => Law::Choice,
            (_, Some("rate")) => Law::Rate,
            (_, Some("choice_coordination")) => Law::Coordination,
            _ => return None,
        };
        let data = data(&folder, &json);
        Some(Self { folder, json, data, law })
    }

    fn name(&self) -> String {
        self.folder.file_name().unwrap().to_string_lossy().into_owned()
    }
}

fn nodes(folder: &Path, file: &str, name: &str, attributes: &mut Vec<Attribute>) -> Actors {
    let rows = rows(&folder.join(file));
    let column = |key: &str| rows.iter().map(|row| row[key].as_str()).collect::<Vec<_>>();
    let present = if rows[0].contains_key("present") { numbers(&column("present")) } else { vec![1.0; rows.len()] };
    for key in rows[0].keys().filter(|key| !["label", "present"].contains(&key.as_str())) {
        let initial = numbers(&column(key));
        attributes.push(Attribute { of: name.to_owned(), name: key.clone(), initial, changes: Vec::new() });
    }
    Actors {
        name: name.to_owned(),
        labels: column("label").into_iter().map(str::to_owned).collect(),
        present: present.iter().map(|present| *present == 1.0).collect(),
        presence: Vec::new(),
    }
}

fn data(folder: &Path, json: &Json) -> EventData {
    let mut attributes = Vec::new();
    let first = json["nodes_name"].as_str().unwrap();
    let mut senders = nodes(folder, "nodes.csv", first, &mut attributes);
    let second = json["nodes2_name"].as_str().filter(|_| json["two_mode"] == true);
    let mut receivers = second.map(|name| nodes(folder, "nodes2.csv", name, &mut attributes));
    let time = |row: &BTreeMap<String, String>| row["time"].parse::<f64>().unwrap();
    let mut linked = Vec::new();
    for (key, file) in json["links"]["attributes"].as_object().into_iter().flatten() {
        let (of, name) = key.split_once('$').unwrap();
        linked.push((of.to_owned(), name.to_owned(), rows(&folder.join(file.as_str().unwrap()))));
    }
    for (of, name, rows) in &linked {
        let actors = if *of == senders.name { &mut senders } else { receivers.as_mut().unwrap() };
        let values = numbers(&rows.iter().map(|row| row["replace"].as_str()).collect::<Vec<_>>());
        let changes = rows.iter().zip(values).map(|(row, value)| {
            (time(row), actors.labels.iter().position(|label| *label == row["node"]).unwrap(), value)
        });
        let changes: Vec<(f64, usize, f64)> = changes.collect();
        if name == "present" {
            actors.presence = changes.into_iter().map(|(at, actor, value)| (at, actor, value == 1.0)).collect();
        } else {
            let attribute = attributes.iter_mut().find(|own| own.of == *of && own.name == *name).unwrap();
            attribute.changes = changes;
        }
    }
    // Where nobody comes or goes, everybody is there.
    for actors in [Some(&mut senders), receivers.as_mut()].into_iter().flatten() {
        if actors.presence.is_empty() {
            actors.present.fill(true);
        }
    }
    let from = |label: &str| senders.labels.iter().position(|own| own == label).unwrap();
    let to = |label: &str| receivers.as_ref().unwrap_or(&senders).labels.iter().position(|own| own == label).unwrap();
    let mut networks = Vec::new();
    for (name, link) in json["links"]["networks"].as_object().unwrap() {
        let initial = link["initial"].as_str().map_or(Rows::new(), |file| rows(&folder.join(file)));
        let initial =
            initial.iter().map(|row| (from(&row["sender"]), to(&row["receiver"]), numbers(&[&row["value"]])[0]));
        let mut changes = Vec::new();
        for file in link["change_events"].as_array().into_iter().flatten() {
            for row in rows(&folder.join(file.as_str().unwrap())) {
                let replace = row.contains_key("replace");
                let value = numbers(&[&row[if replace { "replace" } else { "increment" }]])[0];
                changes.push(Change {
                    time: time(&row),
                    from: from(&row["sender"]),
                    to: to(&row["receiver"]),
                    value,
                    replace,
                });
            }
        }
        networks.push(Network {
            name: name.clone(),
            directed: link["directed"] == true,
            initial: initial.collect(),
            changes,
        });
    }
    let dependent = rows(&folder.join("dependent.csv"));
    let dependent = dependent
        .iter()
        .map(|row| Dependent { time: time(row), sender: from(&row["sender"]), receiver: to(&row["receiver"]) })
        .collect();
    let opportunities = std::fs::read_to_string(folder.join("opportunities.txt"))
        .ok()
        .map(|text| text.lines().map(|line| line.split_whitespace().map(to).collect()).collect());
    let default_network = networks.iter().position(|own| Some(own.name.as_str()) == json["default_network"].as_str());
    let start = json["start_time_option"].as_f64();
    EventData {
        default_network: default_network.unwrap_or(0),
        senders,
        receivers,
        networks,
        attributes,
        dependent,
        opportunities,
        start,
    }
}

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
    match model.fit(&fixed) {
        Ok(estimate) => {
            let theirs = &case.json["result"];
            let exact = if theirs["exact_mle"]["parameters"].is_array() { &theirs["exact_mle"] } else { theirs };
            let pairs = [(&estimate.parameters, "parameters"), (&estimate.standard_errors, "standard_errors")];
            for (own, key) in pairs {
                for (a, (own, expected)) in own.iter().zip(list(&exact[key])).enumerate() {
                    let stated = key == "parameters" || !held.contains(&a);
                    if stated && !close(*own, expected, 1e-6, 1.0) {
                        wrong.push(format!("{name}: {key} {a} {own} for {expected}"));
                    }
                }
            }
            if !estimate.converged {
                wrong.push(format!("{name}: did not converge in {} steps", estimate.steps));
            }
        }
        Err(error) => wrong.push(format!("{name}: {error}")),
    }
    wrong
}

#[test]
fn golden_event_models_are_reproduced() {
    let Some(folder) = std::env::var_os("FOEDERA_GOLDEN") else {
        println!("skipped: FOEDERA_GOLDEN is not set");
        return;
    };
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(PathBuf::from(folder).join("process")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for case in folders.into_iter().filter_map(Case::read) {
        let began = std::time::Instant::now();
        let found = check(&case);
        println!("{}: {} in {:.2?}", case.name(), if found.is_empty() { "agrees" } else { "differs" }, began.elapsed());
        wrong.extend(found);
        checked += 1;
    }
    assert!(checked > 0, "no case was found");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
