//! The envelope of every answer in JSON, and the names that its parts have in all of them (docs/json.md).

use serde::Serialize;

use super::node::Node;

/// Version of the layouts; one for all commands.
const VERSION: u32 = 1;

/// An answer as it goes out.
#[derive(Serialize)]
pub(crate) struct Envelope {
    /// `foedera/COMMAND/VERSION`.
    schema: String,
    /// The command that was asked.
    command: &'static str,
    /// What made the answer: version, atlas, models, seed, draws.
    provenance: Node,
    /// The answer.
    pub(super) answer: Node,
}

/// Fields of an answer that say what made it.
const PROVENANCE: [&str; 10] = [
    "version",
    "atlas_sha256",
    "scenario_sha256",
    "model_sha256",
    "world",
    "scenario",
    "seed",
    "draws",
    "futures",
    "command",
];

/// Objects of which all says what made the answer.
const RUNS: [&str; 2] = ["provenance", "run"];

/// Whether a value is meant by a rule.
type Meant = fn(&Node) -> bool;

/// Names that a field has inside the program and outside. The last says which values are meant: a field of one name may hold a day in
/// one place and a list of days in another.
const NAMES: [(&str, &str, Meant); 6] = [
    ("version", "foedera", |_| true),
    ("command", "again", |_| true),
    ("at", "date", |value| matches!(value, Node::Text(_) | Node::Null)),
    ("at", "horizons", |value| matches!(value, Node::List(_))),
    ("day", "date", |_| true),
    ("cases", "n", |_| true),
];

/// Fields that are tuples inside the program, and what their places are called outside.
const TUPLES: [(&str, &[&str]); 36] = [
    ("record", &["process", "score"]),
    ("by_ground", &["ground", "figures", "newest_year"]),
    ("models", &["process", "sha256"]),
    ("held_out", &["state", "probability"]),
    ("counts", &["verdict", "claims"]),
    ("labels", &["value", "label"]),
    ("positions", &["actor", "position", "weight"]),
    ("drivers", &["effect", "factor"]),
    ("scores", &["process", "score"]),
    ("course", &["date", "probability"]),
    ("time_until", &["probability", "date"]),
    ("branches", &["id", "name", "description"]),
    ("branch", &["id", "name"]),
    ("factors", &["state", "low", "high"]),
    ("help", &["trigger", "patron", "anyone"]),
    ("patron", &["trigger", "factor"]),
    ("factor", &["low", "middle", "high"]),
    ("flags", &["flag", "share"]),
    ("leader", &["state", "leads"]),
    ("leader_by_answers", &["state", "leads"]),
    ("across", &["assumption", "medians"]),
    ("up", &["assumption", "medians"]),
    ("capital", &["latitude", "longitude"]),
    ("zone", &["low", "high"]),
    ("values", &["low", "high"]),
    ("passes", &["low", "high"]),
    ("quantiles", &["p05", "p25", "p50", "p75", "p95"]),
    ("levels", &["nothing", "words", "materiel", "troops"]),
    ("posterior", &["mean", "standard_deviation", "low", "high", "r_hat"]),
    ("cow_days", &["from", "until"]),
    ("gw_days", &["from", "until"]),
    ("years", &["from", "to"]),
    ("span", &["from", "to"]),
    ("reference", &["region", "value"]),
    ("matrix", &["state", "in"]),
    ("consensus", &["text", "gain"]),
];

/// Pairs of numbers that are the ends of a range.
const RANGES: [&str; 9] =
    ["reads", "seen_at_events", "seen", "held_beyond", "interval", "scale", "value", "share", "profile"];

/// The answer of a command in its envelope.
pub(super) fn envelope(command: &'static str, answer: &impl Serialize) -> Envelope {
    let fields = match Node::of(answer) {
        Node::Object(fields) => fields,
        other => vec![("list".to_owned(), other)],
    };
    let (mut provenance, mut own) = (Vec::new(), Vec::new());
    for (key, value) in fields {
        match value {
            Node::Object(inner) if RUNS.contains(&key.as_str()) => provenance.extend(inner),
            value if PROVENANCE.contains(&key.as_str()) && !matches!(value, Node::Object(_)) => {
                provenance.push((key, value));
            }
            value => own.push((key, value)),
        }
    }
    if !provenance.iter().any(|(key, _)| key == "version") {
        provenance.insert(0, ("version".to_owned(), Node::Text(env!("CARGO_PKG_VERSION").to_owned())));
    }
    Envelope {
        schema: format!("foedera/{}/{VERSION}", command.replace(' ', "-")),
        command,
        provenance: named("", Node::Object(provenance)),
        answer: named("", Node::Object(own)),
    }
}

/// A value with the names that it has outside; `key` is that of the field in which it stands.
fn named(key: &str, value: Node) -> Node {
    match value {
        Node::List(items) => list(key, items),
        Node::Object(fields) => object(key, fields),
        scalar => scalar,
    }
}

fn list(key: &str, items: Vec<Node>) -> Node {
    let tuple = TUPLES.iter().find(|(name, _)| *name == key).map(|(_, places)| *places);
    let ends: &[&str] = &["low", "high"];
    let range = (RANGES.contains(&key) && items.len() == 2 && items.iter().all(is_number)).then_some(ends);
    let Some(places) = range.or(tuple) else {
        return Node::List(items.into_iter().map(|item| named(key, item)).collect());
    };
    let nested = !items.is_empty() && items.iter().all(|item| matches!(item, Node::List(_)));
    let objects = items.iter().all(|item| matches!(item, Node::Object(_)));
    let texts = items.iter().all(|item| matches!(item, Node::Text(_)));
    let one = |items: Vec<Node>| {
        Node::Object(places.iter().zip(items).map(|(place, item)| ((*place).to_owned(), named(place, item))).collect())
    };
    if nested {
        let rows = items.into_iter().map(|item| match item {
            Node::List(items) => one(items),
            other => other,
        });
        return Node::List(rows.collect());
    }
    // A list of several of one thing is no tuple, whatever its length.
    let several = items.is_empty() || (objects && key != "factor") || (texts && places.len() > 2);
    if several || items.len() > places.len() || (items.len() < 2) {
        return Node::List(items.into_iter().map(|item| named(key, item)).collect());
    }
    one(items)
}

fn is_number(value: &Node) -> bool {
    matches!(value, Node::Number(_) | Node::Null)
}

fn object(key: &str, fields: Vec<(String, Node)>) -> Node {
    let has = |name: &str| fields.iter().any(|(key, _)| key == name);
    let is_range = has("low") && has("high");
    let is_estimate = is_range && has("mean") && !has("central");
    // An estimate of nothing (a share of no cases, a text that no model finds) is no object of missing numbers.
    if is_range && fields.iter().any(|(name, value)| name == "mean" && *value == Node::Null) {
        return Node::Null;
    }
    let mut out: Vec<(String, Node)> = Vec::new();
    let mut low = None;
    for (name, value) in fields {
        match name.as_str() {
            "low" if is_range => low = Some(value),
            "high" if is_range => {
                let low = low.take().unwrap_or(Node::Null);
                let known = low != Node::Null || value != Node::Null;
                let interval = Node::Object(vec![("low".to_owned(), low), ("high".to_owned(), value)]);
                out.push(("interval".to_owned(), if known { interval } else { Node::Null }));
            }
            "mean" if is_estimate => out.push((mean_of(key).to_owned(), value)),
            "events" if is_estimate => out.push(("n".to_owned(), value)),
            _ => {
                let outside = NAMES.iter().find(|(inside, _, meant)| *inside == name && meant(&value));
                let value = named(&name, value);
                out.push((outside.map_or(name, |(_, outside, _)| (*outside).to_owned()), value));
            }
        }
    }
    Node::Object(out)
}

/// What a mean with an interval is, by the field in which it stands.
fn mean_of(key: &str) -> &'static str {
    match key {
        "rate" => "rate",
        "differences" => "difference",
        "fit" => "mean",
        _ => "probability",
    }
}
