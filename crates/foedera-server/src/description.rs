//! The description of the interface (OpenAPI 3.1), made from the table of commands.

use serde_json::{Value, json};

use crate::command::{Command, Kind, Parameter};

/// What can be asked, as OpenAPI describes it. What an answer is stands in docs/json.md.
pub fn description() -> Value {
    let paths: serde_json::Map<String, Value> =
        Command::ALL.iter().map(|command| (path(command), operation(command))).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Foedera on this machine",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Answers of the command line, in the envelope of docs/json.md. Every request carries the token of the printed address.",
        },
        "paths": paths,
        "components": { "securitySchemes": { "token": { "type": "apiKey", "in": "header", "name": "x-foedera-token" } } },
        "security": [{ "token": [] }],
    })
}

fn path(command: &Command) -> String {
    format!("/api/answers/{}", command.name)
}

fn operation(command: &Command) -> Value {
    let text = |description: &str| json!({ "description": description, "content": { "text/plain": { "schema": { "type": "string" } } } });
    json!({ "get": {
        "operationId": command.name,
        "summary": command.what,
        "parameters": command.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "responses": {
            "200": {
                "description": "the answer; with `accept: text/event-stream`, the progress of the work before it",
                "content": {
                    "application/json": { "schema": {
                        "type": "object",
                        "required": ["schema", "command", "provenance", "answer"],
                        "properties": { "schema": { "type": "string" }, "command": { "type": "string" }, "provenance": { "type": "object" } },
                    } },
                    "text/event-stream": { "schema": { "type": "string" } },
                },
            },
            "400": text("a word that the command does not know, or a value that it refuses"),
            "401": text("the token is missing"),
            "403": text("another site asks"),
            "421": text("another host is named"),
            "422": text("the program refuses the question: what was wrong, where, and what to do"),
            "503": text("too many questions at once, or one that took too long"),
        },
    } })
}

fn parameter(parameter: &Parameter) -> Value {
    let value = match parameter.kind {
        Kind::Name | Kind::Setting => json!({ "type": "string", "minLength": 1, "maxLength": 300 }),
        Kind::Day => json!({ "type": "string", "format": "date" }),
        Kind::Count(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
    };
    let schema = if parameter.repeated { json!({ "type": "array", "items": value, "maxItems": 64 }) } else { value };
    json!({ "name": parameter.name, "in": "query", "description": parameter.what, "schema": schema, "explode": true, "style": "form" })
}
