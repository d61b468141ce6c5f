//! A golden case of goldfish's form: a folder with a `case.json` and the files that it names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use foedera_process::relational::{Actors, Attribute, Change, Dependent, EventData, ModelKind, Network, Side};
use serde_json::Value as Json;

type Rows = Vec<BTreeMap<String, String>>;

pub fn rows(path: &Path) -> Rows {
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

pub struct Case {
    pub folder: PathBuf,
    pub json: Json,
    pub data: EventData,
    pub law: ModelKind,
}

impl Case {
    pub fn read(folder: PathBuf) -> Option<Self> {
        let json: Json = serde_json::from_str(&std::fs::read_to_string(folder.join("case.json")).ok()?).unwrap();
        let law = match (json["model"].as_str()?, json["sub_model"].as_str()) {
            ("REM", _) => ModelKind::Rem,
            (_, Some("choice")) => ModelKind::Choice,
            (_, Some("rate")) => ModelKind::Rate,
            (_, Some("choice_coordination")) => ModelKind::Coordination,
            _ => return None,
        };
        let data = data(&folder, &json);
        Some(Self { folder, json, data, law })
    }

    pub fn name(&self) -> String {
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
    // A network is of one set of actors, or from one to another.
    let side = |name: &Json| if name.as_str() == second { Side::Receivers } else { Side::Senders };
    for (name, link) in json["links"]["networks"].as_object().unwrap() {
        let sides = match &link["nodes"] {
            Json::Array(both) => (side(&both[0]), side(&both[both.len() - 1])),
            one if link["nodes2"].is_string() => (side(one), side(&link["nodes2"])),
            one => (side(one), side(one)),
        };
        let place = |label: &str, side: Side| if side == Side::Senders { from(label) } else { to(label) };
        let from = |label: &str| place(label, sides.0);
        let to = |label: &str| place(label, sides.1);
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
            sides: Some(sides),
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
        ..EventData::default()
    }
}

/// All cases in a folder, in the order of their names.
pub fn all(process: &Path) -> impl Iterator<Item = Case> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(process).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.into_iter().filter_map(Case::read)
}
