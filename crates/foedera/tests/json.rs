//! "What can a program rely on?": one envelope, documented schemas, tables.

mod scratch;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Map, Value, json};

use scratch::Scratch;

/// Runs from which the schemas of docs/json.md are made: all that a command can be asked for.
const RUNS: &[&str] = &[
    "aid ARM --treaty CSTO --trigger attack --by AZE --at 2022-09-13 --draws 40",
    "aid KAZ --treaty CSTO --trigger unrest --at 2022-01-05 --draws 40",
    "aid EST --treaty NATO --trigger attack --by RUS --at 2025-01-01 --draws 40",
    "aid KGZ --treaty CSTO --trigger attack --at 2025-01-01 --draws 40",
    "aid KGZ --treaty CSTO --trigger attack --at 2025-01-01 --draws 40 --shock RUS+usable_force+x0.3",
    "almanac",
    "almanac polyarchy --at 2015-06-01",
    "almanac --state ARM",
    "almanac import_share --state ARM",
    "backtest ends --history alliances.jsonl --from 1995 --to 1997 --horizon 1y,5y",
    "backtest freeze-own --from 2019 --to 2020 --horizon 1y",
    "brief csto-2022 --futures 40",
    "check examples.toml",
    "claims csto-2022 --futures 40",
    "claims nato-2024 --futures 40",
    "compare csto-2022 --futures 40",
    "credibility CSTO --shock csto-2022 --from 2018 --to 2026 --draws 40",
    "credibility ANZUS --from 1985 --to 1990 --draws 40",
    "credibility NATO --from 1999 --to 2001 --draws 40",
    "count csto-2022 --futures 40",
    "count csto-2022 --futures 40 --event any-coup --event treaty-over --among ARM,KAZ,KGZ",
    "data list",
    "data list data",
    "data check data",
    "diagnose fit.toml --simulate 5",
    "diagnose leave",
    "dyad ARM AZE --at 2020-09-27",
    "dyad USA JPN --at 2020-01-01",
    "dyad KGZ TJK --at 2022-09-16",
    "effects",
    "explain csto-2022 --futures 40 --question armenia-leaves",
    "explain csto-2022 --futures 40 --question treaty-over",
    "explain csto-2022 --futures 700 --question armenia-freezes",
    "explain csto-2022",
    "fit --events events.csv --actors actors.csv --formula choice(calls~inertia+recip)",
    "fit --events events.csv --actors actors.csv --formula rate(calls~1) --profile --marginal --cluster sender",
    "fit leave --history alliances.jsonl -o left.toml --force --missing draws=2",
    "forecast csto-2022 --futures 40",
    "forecast NATO --at 2026-11-01 --futures 40",
    "forecast ANZUS --at 2005-01-01 --futures 40",
    "forecast world-2001 --states all --until 2002 --futures 40",
    "future csto-2022 --futures 40 --n 0..39",
    "future NATO --at 2026-11-01 --futures 40 --n 3",
    "given csto-2022 --futures 400 --question any-leaves --event armenia-leaves --by 2031-11-25",
    "given csto-2022 --futures 40 --question any-leaves --event treaty-over --by 2023-11-25",
    "given csto-2022 --futures 40 --question armenia-coup --where freeze_rate=0.01..0.02",
    "given csto-2022 --futures 400 --question any-leaves --event armenia-leaves --by 2026-11-25 --weights status-quo=0.7,russia-fails=0.3",
    "hedge CSTO --at 2022-11-25 --futures 40",
    "hedge NATO --at 2024-01-01",
    "invocations",
    "invocations --unrest",
    "landscape camps.csv",
    "links",
    "links csto-2022 --futures 40 --assume unanswered-call-hedges=1..3",
    "ledger CSTO --to 2026-11-01",
    "order eurasia-2022 --futures 40",
    "panel --list",
    "play csto-2022 --futures 40 --n 3 --sides a=RUS;b=AZE --script game.commands",
    "power CSTO --at 2026-11-01",
    "power --weights 4,4,2.5,2,1 --quota 8",
    "questions list",
    "questions forecast AES --at 2026-11-27 --futures 40",
    "record --as-of 2028-01-01",
    "record --as-of 2025-11-28",
    "record check",
    "record log",
    "record log --from 2025-01-01 --until 2026-01-01",
    "resolve questions.csv --as-of 2026-11-27",
    "scenario list",
    "scenario show NATO --at 2026-11-01",
    "scenario show csto-2022 --set threshold=5",
    "score forecasts.csv outcomes.csv",
    "score numbers.csv outcomes.csv --reference uniform",
    "source",
    "source vdem_isard",
    "state ARM --at 2020-01-01",
    "state GDR --at 1980-01-01",
    "state USA --at 2026-11-01",
    "state YUG --at 1970-01-01",
    "summit --list",
    "summit yerevan-2022 --draws 40",
    "summit moscow-2009 --draws 40 --model mean,nash",
    "summit benchmark deu --dir deu",
    "threats CSTO --at 2026-11-01",
    "threats NATO --at 2024-01-01",
    "treaty --list",
    "treaty --list --at 1950-01-01",
    "treaty CSTO",
    "treaty RIO --at 1950-01-01",
    "treaty WARSAW-PACT",
    "treaty ANZUS",
];

/// Other questions to the same commands: what they answer must hold by the schemas made from [`RUNS`].
const OTHERS: &[&str] = &[
    "aid TJK --treaty CSTO --trigger spillover --at 1993-07-13 --draws 40",
    "aid POL --treaty NATO --trigger attack --by BLR,RUS --at 2024-06-01 --draws 40",
    "almanac gdp_ppp --state Armenia --at 2010-06-01",
    "almanac --state FRA --at 2000-01-01",
    "backtest replaced --history alliances.jsonl --from 1995 --to 1996 --horizon 3y",
    "check spec.toml",
    "claims csto-2022 --futures 40 --claim C8",
    "compare csto-2022 --futures 40 --branches status-quo,russia-fails --at 2024-01-01",
    "credibility NATO --from 2020 --to 2022 --draws 40",
    "dyad KGZ TJK --at 2021-04-29",
    "dyad FRA DEU --at 1950-01-01",
    "effects recip",
    "explain csto-2022 --futures 40 --question any-leaves --branch russia-fails --at 2030-01-01",
    "fit --events events.csv --actors actors.csv --formula choice(calls~recip)",
    "forecast OTS --at 2024-01-01 --futures 40",
    "forecast RIO --at 2000-01-01 --futures 40 --seed 3",
    "future csto-2022 --futures 40 --n 7 --branch russia-fails --seed 2",
    "given csto-2022 --futures 400 --question treaty-over --event armenia-freezes --by 2030-11-25 --at 2031-11-25",
    "hedge CSTO --at 2023-06-01 --member ARM",
    "invocations --treaty NATO",
    "invocations --unrest --treaty CSTO --since 2010-01-01",
    "ledger CSTO --member KGZ --from 2000",
    "panel --list dyad-year",
    "play NATO --at 2026-11-01 --futures 40 --turn 2y --script game.commands",
    "power NATO --at 2020-01-01 --rule qualified:0.7",
    "questions forecast csto-2022 --at 2022-11-25 --futures 40",
    "questions list NATO --as-of 2025-01-01",
    "record --as-of 2025-12-31",
    "record log --until 2025-11-28",
    "resolve questions.csv --as-of 2023-04-04",
    "score forecasts.csv outcomes.csv --reference ann",
    "state YUG --at 1990-01-01",
    "state Kyrgyzstan --at 2010-06-07",
    "summit yerevan-2022 --draws 40 --amend assessment=60 --rule majority",
    "threats CSTO --member ARM --at 2019-01-01",
    "treaty NATO --at 1966-07-01",
    "treaty CENTO",
    "treaty SEATO",
];

impl Scratch {
    /// A folder with the small inputs that some commands need.
    fn filled(name: &str) -> Self {
        let folder = Self::new(name);
        let path = &folder.0;
        std::fs::create_dir_all(path.join("data")).expect("a folder");
        let history = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/alliances.jsonl");
        std::fs::copy(history, path.join("alliances.jsonl")).expect("an example");
        let write = |name: &str, text: &str| std::fs::write(path.join(name), text).expect("written");
        let nmc = Path::new(env!("CARGO_MANIFEST_DIR")).join("../foedera-sources/tests/fixtures/datasets/nmc.csv");
        std::fs::copy(nmc, path.join("data/nmc.csv")).expect("a fixture");
        write("actors.csv", "label,floor\nA,1\nB,1\nC,2\nD,2\nE,2\n");
        let calls = ["A,B", "B,A", "A,C", "C,A", "D,E", "E,D", "A,B", "B,C", "C,B", "D,A", "E,A", "A,B"];
        let calls = calls.iter().enumerate().map(|(at, call)| format!("{},{call}\n", at + 1));
        write("events.csv", &format!("time,sender,receiver\n{}", calls.collect::<String>()));
        write("game.commands", "turn\npass\ninject call ARM by AZE attack\ninject freeze ARM\nnxt\n");
        write("camps.csv", "name,size,a,b,c\na,3,,1,-1\nb,2,1,,-1\nc,4,-1,-1,\n");
        let deu = path.join("deu");
        std::fs::create_dir_all(&deu).expect("a folder");
        let (mut issues, mut positions) = (String::new(), String::new());
        for (place, outcome) in [0, 20, 50, 60, 80, 100, 30, 40].into_iter().enumerate() {
            let _ = writeln!(issues, "i{place},p{},COD,QMV,2001,{},{outcome}", place / 2, 10 * place);
            for (actor, position, capability) in
                [("com", 100, 60), ("ep", 0, 50), ("de", 10 * place, 30), ("fr", 70, 30)]
            {
                let _ = writeln!(positions, "i{place},{actor},{position},{},{capability}", 40 + 5 * place);
            }
        }
        write(
            "deu/issues.csv",
            &format!("issue,proposal,procedure,council_vote,year,reference_point,outcome\n{issues}"),
        );
        write("deu/positions.csv", &format!("issue,actor,position,salience,capability\n{positions}"));
        write(
            "examples.toml",
            "schema = 1\nid = \"m\"\ntitle = \"M\"\ndate = \"1980-01-01\"\nstates = [\"USA\", \"GBR\"]\nnote = \"x\"\n",
        );
        write(
            "spec.toml",
            "schema = 1\nformula = \"choice(calls ~ inertia)\"\nevents = \"events.csv\"\nactors = \"actors.csv\"\n",
        );
        for name in ["questions.csv", "forecasts.csv", "outcomes.csv"] {
            let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
            std::fs::copy(example, path.join(name)).expect("an example");
        }
        write(
            "outcomes.csv",
            "question,outcome,date,alliance\nfinland-joins,yes,2023-04-04,NATO\nsweden-joins,no,2023-12-31,NATO\narmenia-frozen,yes,2024-11-25,CSTO\narmenia-leaves,open,,CSTO\ncalls,3,2024-12-31,CSTO\n",
        );
        let numbers = ["a,calls,,,1", "a,calls,,,4", "b,calls,0.05,1,", "b,calls,0.5,2,", "b,calls,0.95,6,"];
        write("numbers.csv", &format!("forecaster,question,quantile,value,sample\n{}\n", numbers.join("\n")));
        folder.run("record write csto-2022 --at 2022-12-01 --futures 40");
        folder.run("record write AES --at 2025-11-27 --futures 40");
        write("ann.csv", "question,probability\ncsto-arm-leaves-2032,0.3\n");
        folder.run("record add ann.csv --forecaster ann --at 2025-11-28");
        folder.run("record write csto-2022 --at 2025-12-01 --futures 40");
        folder.run("fit --events events.csv --actors actors.csv --formula choice(calls~inertia+recip) -o fit.toml");
        folder
    }

    fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        // A plus stands for a blank within a word.
        let words =
            line.split(' ').map(|word| if word.starts_with("RUS+") { word.replace('+', " ") } else { word.to_owned() });
        command.args(words).current_dir(&self.0).output().expect("foedera runs")
    }

    fn stdout(&self, line: &str) -> String {
        let output = self.run(line);
        let code = output.status.code();
        // 1 is a finding: a fit that did not converge, a file with refused rows.
        assert!(matches!(code, Some(0 | 1)), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn json(&self, line: &str) -> Value {
        let text = self.stdout(&format!("{line} --format json"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{line}: {error}: {text}"))
    }
}

/// What values of one place look like.
#[derive(Default)]
struct Shape {
    kinds: BTreeMap<&'static str, u32>,
    fields: BTreeMap<String, (u32, Shape)>,
    items: Option<Box<Shape>>,
}

impl Shape {
    fn see(&mut self, value: &Value) {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(items) => {
                let shape = self.items.get_or_insert_default();
                items.iter().for_each(|item| shape.see(item));
                "array"
            }
            Value::Object(fields) => {
                for (key, value) in fields {
                    let (seen, shape) = self.fields.entry(key.clone()).or_default();
                    *seen += 1;
                    shape.see(value);
                }
                "object"
            }
        };
        *self.kinds.entry(kind).or_default() += 1;
    }

    /// As JSON Schema; a number that is whole in all examples is an integer.
    fn schema(&self) -> Value {
        let mut kinds: Vec<&str> = self.kinds.keys().copied().collect();
        if kinds.contains(&"number") {
            kinds.retain(|kind| *kind != "integer");
        }
        let mut schema = Map::new();
        match kinds[..] {
            [] => return json!({}),
            [one] => schema.insert("type".to_owned(), one.into()),
            _ => schema.insert("type".to_owned(), kinds.clone().into()),
        };
        if let Some(items) = &self.items {
            schema.insert("items".to_owned(), items.schema());
        }
        if let Some(objects) = self.kinds.get("object") {
            let own = self.fields.iter().map(|(key, (_, shape))| (key.clone(), shape.schema()));
            let own: Map<String, Value> = own.collect();
            let required = self.fields.iter().filter(|(_, (seen, _))| seen == objects).map(|(key, _)| key.as_str());
            schema.insert("required".to_owned(), required.collect::<Vec<_>>().into());
            schema.insert("properties".to_owned(), own.into());
            schema.insert("additionalProperties".to_owned(), false.into());
        }
        schema.into()
    }
}

/// Where a value is not as a schema says.
fn wrong(schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let Some(kinds) = schema.get("type") else { return };
    let is = |kind: &Value| match kind.as_str().unwrap_or_default() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    if !kinds.as_array().map_or_else(|| is(kinds), |kinds| kinds.iter().any(is)) {
        found.push(format!("{path}: {value} is not {kinds}"));
        return;
    }
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        values.iter().enumerate().for_each(|(at, value)| wrong(items, value, &format!("{path}/{at}"), found));
    }
    if let (Some(own), Some(fields)) = (schema.get("properties"), value.as_object()) {
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(key) {
                found.push(format!("{path}: no {key}"));
            }
        }
        for (key, value) in fields {
            match own.get(key) {
                Some(schema) => wrong(schema, value, &format!("{path}/{key}"), found),
                None => found.push(format!("{path}: `{key}` is not in the schema")),
            }
        }
    }
}

/// A schema with one line a property.
fn laid_out(schema: &Value, indent: usize, text: &mut String) {
    let Some(own) = schema.get("properties").and_then(Value::as_object) else {
        match schema.get("items").filter(|items| items.get("properties").is_some()) {
            Some(items) => {
                let _ = write!(text, "{{\"type\": {}, \"items\": ", schema["type"]);
                laid_out(items, indent, text);
                text.push('}');
            }
            None => text.push_str(&schema.to_string()),
        }
        return;
    };
    let _ = writeln!(text, "{{\"type\": {}, \"additionalProperties\": false,", schema["type"]);
    let _ = writeln!(text, "{:indent$} \"required\": {},", "", schema["required"]);
    let _ = writeln!(text, "{:indent$} \"properties\": {{", "");
    for (place, (key, schema)) in own.iter().enumerate() {
        let _ = write!(text, "{:indent$}  {}: ", "", Value::from(key.as_str()));
        laid_out(schema, indent + 2, text);
        text.push_str(if place + 1 < own.len() { ",\n" } else { "}" });
    }
    text.push('}');
}

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/json.md");
const MARK: &str =
    "<!-- What follows is made by `FOEDERA_WRITE_DOCS=1 cargo test -p foedera --all-features --test json`. -->\n";

/// The schemas of the docs by name.
fn documented() -> BTreeMap<String, Value> {
    let docs = std::fs::read_to_string(DOCS).expect("docs/json.md");
    let blocks = docs.split("\n## `").skip(1).map(|part| {
        let (name, rest) = part.split_once('`').expect("a name");
        let block = rest.split("```json\n").nth(1).and_then(|rest| rest.split("\n```").next()).expect("a schema");
        (name.to_owned(), serde_json::from_str(block).unwrap_or_else(|error| panic!("{name}: {error}")))
    });
    blocks.collect()
}

#[test]
fn the_schemas_in_the_docs_are_those_of_what_the_program_prints() {
    let folder = Scratch::filled("docs");
    let mut shapes: BTreeMap<String, (String, Shape)> = BTreeMap::new();
    for line in RUNS {
        let whole = folder.json(line);
        let schema = whole["schema"].as_str().expect("a schema").to_owned();
        let entry = shapes.entry(schema).or_insert_with(|| ((*line).to_owned(), Shape::default()));
        entry.1.see(&whole);
    }
    let mut made = String::new();
    for (name, (line, shape)) in &shapes {
        let _ = write!(made, "\n## `{name}`\n\n`foedera {line} --format json`\n\n```json\n");
        laid_out(&shape.schema(), 0, &mut made);
        made.push_str("\n```\n");
    }
    let docs = std::fs::read_to_string(DOCS).expect("docs/json.md");
    let (head, old) = docs.split_once(MARK).expect("the mark of what is made");
    if std::env::var_os("FOEDERA_WRITE_DOCS").is_some() {
        std::fs::write(DOCS, format!("{head}{MARK}{made}")).expect("written");
        return;
    }
    let first = made.lines().zip(old.lines()).find(|(new, old)| new != old);
    assert!(made == old, "docs/json.md is stale: {first:?}; make it again with FOEDERA_WRITE_DOCS=1");
}

/// Numbers that are never missing: what has no value has no field, or the object around it is null.
fn missing_numbers(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| missing_numbers(item, path, found)),
        Value::Object(fields) => {
            for (key, value) in fields {
                let number = ["probability", "rate", "difference", "monte_carlo_error"].contains(&key.as_str());
                if number && value.is_null() {
                    found.push(format!("{path}/{key}"));
                }
                missing_numbers(value, &format!("{path}/{key}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_command_answers_in_one_envelope_and_by_its_schema() {
    let folder = Scratch::filled("others");
    let schemas = documented();
    let mut found = Vec::new();
    for line in OTHERS {
        let whole = folder.json(line);
        let keys: Vec<&String> = whole.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["answer", "command", "provenance", "schema"], "{line}");
        let name = whole["schema"].as_str().expect("a text");
        let command = whole["command"].as_str().expect("a text");
        assert_eq!(name, format!("foedera/{}/1", command.replace(' ', "-")));
        assert!(line.starts_with(command.split(' ').next().expect("a word")), "{line}: {command}");
        assert!(whole["provenance"]["foedera"].is_string() && whole["answer"].is_object(), "{line}");
        let schema = schemas.get(name).unwrap_or_else(|| panic!("{name} is not in docs/json.md"));
        wrong(schema, &whole, line, &mut found);
        missing_numbers(&whole["answer"], line, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Lists of unnamed places, and the names that only the inside of the program uses.
#[test]
fn nothing_in_a_schema_is_a_tuple_or_has_two_names() {
    fn look(schema: &Value, path: &str, found: &mut Vec<String>) {
        if let Some(items) = schema.get("items") {
            if items["type"] == "array" && items["items"]["type"] != "object" {
                found.push(format!("{path} is a list of lists"));
            }
            if items["type"].as_array().is_some_and(|kinds| kinds.iter().filter(|kind| *kind != "null").count() > 1) {
                found.push(format!("{path} is a list of several kinds"));
            }
            look(items, path, found);
        }
        for (key, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let old = ["at", "day", "arm", "arms", "cases", "version", "low_end"];
            if old.contains(&key.as_str()) && schema["type"] == "string" && !path.contains("datasets") {
                found.push(format!("{path}/{key} is an old name"));
            }
            look(schema, &format!("{path}/{key}"), found);
        }
    }
    let mut found = Vec::new();
    documented().iter().for_each(|(name, schema)| look(&schema["properties"]["answer"], name, &mut found));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// "Give me the table, not the page."
#[test]
fn every_command_has_a_table_for_a_spreadsheet() {
    let folder = Scratch::filled("tables");
    // A brief is a sheet; the tables behind it are those of `forecast`.
    for line in RUNS.iter().filter(|line| !line.starts_with("check") && !line.starts_with("brief")) {
        let sheet = folder.stdout(&format!("{line} --format csv"));
        if sheet.is_empty() {
            let told = folder.run(&format!("{line} --format csv")).stderr;
            assert!(String::from_utf8_lossy(&told).contains("has no rows"), "{line}");
            continue;
        }
        let mut rows = csv(&sheet).into_iter();
        let head = rows.next().unwrap_or_else(|| panic!("{line}: no head"));
        assert!(head.iter().all(|name| !name.is_empty()), "{line}: {head:?}");
        for row in rows {
            assert_eq!(row.len(), head.len(), "{line}: {row:?}");
            assert!(!row.iter().any(|cell| cell == "NaN"), "{line}: {row:?}");
        }
        let refused = folder.run(&format!("{line} --format csv --table no-such-table"));
        let told = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{line}: {told}");
        assert!(told.contains("no table `no-such-table`") && told.contains("its tables are"), "{line}: {told}");
    }
}

/// Rows of RFC 4180.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(!quoted && cell.is_empty() && row.is_empty(), "an open end");
    rows
}

/// "The same numbers in the sheet and in the JSON."
#[test]
fn a_cell_is_the_value_at_its_path() {
    let folder = Scratch::filled("cells");
    let line = "aid ARM --treaty CSTO --trigger attack --by AZE --at 2022-09-13 --draws 40";
    let (whole, sheet) = (folder.json(line), csv(&folder.stdout(&format!("{line} --format csv"))));
    let allies = whole["answer"]["allies"].as_array().expect("a list");
    assert_eq!(sheet.len(), allies.len() + 1);
    for (ally, row) in allies.iter().zip(&sheet[1..]) {
        for (name, cell) in sheet[0].iter().zip(row) {
            let pointer = format!("/{}", name.replace('.', "/"));
            match ally.pointer(&pointer) {
                Some(Value::String(text)) => assert_eq!(text, cell),
                Some(Value::Number(number)) => assert_eq!(&number.to_string(), cell, "{name}"),
                Some(Value::Bool(value)) => assert_eq!(&value.to_string(), cell),
                Some(Value::Array(_) | Value::Null) => {}
                other => panic!("{name}: {other:?}"),
            }
        }
    }
    let inner = csv(&folder.stdout(&format!("{line} --format csv --table allies.parts")));
    assert_eq!(inner[0][0], "allies.state");
}

/// "Options that would change nothing are refused."
#[test]
fn what_a_format_does_not_read_is_refused() {
    let folder = Scratch::filled("refused");
    for (line, word) in [
        ("treaty CSTO --table members", "--table is of csv"),
        ("treaty CSTO --format json --table members", "--table is of csv"),
        ("treaty CSTO --format csv --wide", "--wide is of text"),
        ("treaty CSTO --format json --full", "--full is of text"),
    ] {
        let refused = folder.run(line);
        let told = String::from_utf8_lossy(&refused.stderr);
        assert!(refused.status.code() == Some(2) && told.contains(word) && refused.stdout.is_empty(), "{line}: {told}");
    }
}

#[cfg(feature = "parquet")]
#[test]
fn a_long_table_comes_as_parquet() {
    let folder = Scratch::filled("parquet");
    for line in ["almanac polyarchy", "ledger CSTO", "invocations", "forecast csto-2022 --futures 40"] {
        let output = folder.run(&format!("{line} --format parquet"));
        let bytes = output.stdout;
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{line}");
    }
}
