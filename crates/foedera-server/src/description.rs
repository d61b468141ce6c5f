//! The description of the interface (OpenAPI 3.1), made from the table of commands.

use serde_json::{Map, Value, json};

use crate::command::{Command, Kind, Parameter};
use crate::listen::PANEL_FILES;

/// What can be asked, as OpenAPI describes it. What an answer is stands in docs/json.md.
pub fn description() -> Value {
    let mut paths = Map::new();
    for command in &Command::ALL {
        paths.insert(format!("/api/answers/{}", command.name), answers(command));
        if command.table {
            continue;
        }
        for (what, kind, says) in [
            ("tables", "text/csv", "the main table of the answer"),
            ("pages", "text/html", "the page of the answer"),
            ("texts", "text/plain", "the text of the answer, all sections"),
        ] {
            paths.insert(format!("/api/{what}/{}", command.name), part(command, what, kind, says));
        }
        paths.insert(format!("/api/tables/{}/{{table}}", command.name), named_table(command));
    }
    for (ending, kind) in PANEL_FILES {
        let panel = Command::named("panel").expect("it is in the table");
        let kind = kind.split(';').next().expect("a type");
        paths.insert(
            format!("/api/panels/{ending}"),
            part(panel, &format!("panel-{ending}"), kind, "the panel as this file"),
        );
    }
    paths.insert("/api/files".to_owned(), files());
    paths.insert("/api/files/{name}".to_owned(), one_file());
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

fn text(says: &str) -> Value {
    json!({ "description": says, "content": { "text/plain": { "schema": { "type": "string" } } } })
}

/// The responses of a question: what comes of it, and why nothing does.
fn responses(found: &Value) -> Value {
    json!({
        "200": found,
        "400": text("a word that the command does not know, or a value that it refuses"),
        "401": text("the token is missing"),
        "403": text("another site asks"),
        "421": text("another host is named"),
        "422": text("the program refuses the question: what was wrong, where, and what to do"),
        "503": text("too many questions at once, or one that took too long"),
    })
}

fn parameters(command: &Command) -> Vec<Value> {
    command.parameters.iter().map(parameter).collect()
}

fn answers(command: &Command) -> Value {
    json!({ "get": {
        "operationId": command.name,
        "summary": command.what,
        "parameters": parameters(command),
        "responses": responses(&json!({
            "description": "the answer (of a panel, its first rows); with `accept: text/event-stream`, the progress of the work before it",
            "content": {
                "application/json": { "schema": {
                    "type": "object",
                    "required": ["schema", "command", "provenance", "answer"],
                    "properties": { "schema": { "type": "string" }, "command": { "type": "string" }, "provenance": { "type": "object" } },
                } },
                "text/event-stream": { "schema": { "type": "string" } },
            },
        })),
    } })
}

fn part(command: &Command, what: &str, kind: &str, says: &str) -> Value {
    let found = json!({ "description": says, "content": { kind: { "schema": { "type": "string" } } } });
    json!({ "get": {
        "operationId": format!("{}-{what}", command.name),
        "summary": format!("{}: {says}", command.what),
        "parameters": parameters(command),
        "responses": responses(&found),
    } })
}

fn named_table(command: &Command) -> Value {
    let mut described = part(command, "table", "text/csv", "a table of the answer by its name");
    let table = json!({
        "name": "table", "in": "path", "required": true, "description": "its path in the answer, e.g. members.branches.horizons",
        "schema": { "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9_.]+$" },
    });
    described["get"]["parameters"].as_array_mut().expect("a list").insert(0, table);
    described
}

/// The responses about files: the list of them.
fn of_files(more: &[(&str, &str)]) -> Value {
    let list = json!({ "type": "object", "required": ["files", "folder", "left_out", "largest"] });
    let mut all = responses(&json!({
        "description": "the files that questions may name", "content": { "application/json": { "schema": list } },
    }));
    for status in ["422", "503"] {
        all.as_object_mut().expect("an object").remove(status);
    }
    for (status, says) in more {
        all[*status] = text(says);
    }
    all
}

fn files() -> Value {
    json!({ "get": {
        "operationId": "files",
        "summary": "files that questions may name: `own/NAME` was put here, `folder/NAME` is of the folder named at the start",
        "parameters": [],
        "responses": of_files(&[]),
    } })
}

fn one_file() -> Value {
    let name = json!({
        "name": "name", "in": "path", "required": true, "description": "the name of the file, without a folder",
        "schema": { "type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]*$" },
    });
    let late = [("408", "the file took too long"), ("413", "the file is too large"), ("503", "the server stops")];
    json!({
        "put": {
            "operationId": "put-file",
            "summary": "keep a file until the server stops",
            "parameters": [name],
            "requestBody": { "required": true, "content": { "application/octet-stream": { "schema": { "type": "string" } } } },
            "responses": of_files(&late),
        },
        "delete": {
            "operationId": "remove-file",
            "summary": "take a file away that was put here",
            "parameters": [name],
            "responses": of_files(&late[2..]),
        },
    })
}

fn parameter(parameter: &Parameter) -> Value {
    let value = match parameter.kind {
        Kind::Name | Kind::Setting | Kind::NameOrFile | Kind::NamedFile => {
            json!({ "type": "string", "minLength": 1, "maxLength": 300 })
        }
        Kind::File => json!({ "type": "string", "pattern": "^(own|folder)/[^/]+$", "maxLength": 300 }),
        Kind::Directory => json!({ "type": "string", "pattern": "^folder(/[^/]+)?$", "maxLength": 300 }),
        Kind::Made => json!({ "type": "string", "pattern": "^own/[^/]+$", "maxLength": 300 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Day => json!({ "type": "string", "format": "date" }),
        Kind::Count(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
    };
    let schema = if parameter.repeated { json!({ "type": "array", "items": value, "maxItems": 64 }) } else { value };
    json!({ "name": parameter.name, "in": "query", "description": parameter.what, "schema": schema, "explode": true, "style": "form" })
}
