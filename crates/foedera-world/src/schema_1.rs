//! History files of version 1: what they say in the words of version 2.
//!
//! In them attributes of states had an event of their own, milestones carried their text, and calls and summits were named by events alone.

use serde_json::{Map, Value, json};

use crate::roster::{CallText, Roster};

/// Rewrite an event line of version 1, `{"event": {"when": …, "kind": {…}}}`. What is no such line is left as it is, for the reader of
/// version 2 to refuse.
pub(crate) fn raise(line: &mut Value, roster: &mut Roster) {
    let Some(event) = line.get_mut("event").and_then(Value::as_object_mut) else { return };
    let Some(kind) = event.get_mut("kind").and_then(Value::as_object_mut) else { return };
    if let Some(attribute) = kind.get_mut("attribute").map(Value::take) {
        kind.remove("attribute");
        kind.insert("figure".to_owned(), figure(&attribute));
    }
    if let Some(call) = kind.get_mut("call").and_then(Value::as_object_mut) {
        call.entry("asked").or_insert(Value::Bool(true));
    }
    for (of, key) in [("call", "call"), ("answer", "call")] {
        if let Some(call) = key_of(kind, of, key) {
            // Declared by the first event that names it.
            roster.add_call(CallText { key: call, ..CallText::default() });
        }
    }
    for of in ["summit", "text_signed", "text_refused"] {
        if let Some(summit) = key_of(kind, of, "summit") {
            roster.add_summit(&summit);
        }
    }
    let text = kind.get_mut("milestone").and_then(Value::as_object_mut).and_then(|milestone| milestone.remove("text"));
    if let Some(text) = text {
        event.insert("text".to_owned(), text);
    }
}

fn key_of(kind: &Map<String, Value>, of: &str, key: &str) -> Option<String> {
    kind.get(of)?.get(key)?.as_str().map(str::to_owned)
}

fn figure(attribute: &Value) -> Value {
    let part = |key: &str| attribute.get(key).cloned().unwrap_or(Value::Null);
    json!({ "of": { "state": part("state") }, "field": part("variable"), "value": part("value"), "ground": "history" })
}
