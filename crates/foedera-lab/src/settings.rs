//! `--set PATH=VALUE`: a scenario with some of its values put in place of those in the file.

use std::ops::Range;

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source, nearest};

/// The scenario with these settings, one after the other.
///
/// A path names a key: `threshold=5`, `patron=KAZ`, `branch.weaker.shock.factor=0.5..0.8`,
/// `assumption.freeze_rate.range=0.001..0.02`. An entry of a list of tables is named by its `id`, else by its `state`, else by
/// its place from 1; the only entry needs no name. Entries of one state that differ in their variable (a shock to `cinc` and one to
/// `usable_force`) are set together while they have the same value, or one by one with the variable's name. A value is written as in TOML; `low..high` is a range, a bare word a text.
///
/// # Errors
/// A setting without `=`, or a path that leads nowhere, with what there is instead.
pub fn with_settings(source: &Source, settings: &[String]) -> Result<Source, Problems> {
    let mut source = source.clone();
    for setting in settings {
        let refuse = |message: String, remedy: String| -> Problems {
            let message = format!("--set {setting}: {message}");
            Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into()
        };
        let Some((path, value)) = setting.split_once('=') else {
            let remedy = "write PATH=VALUE, e.g. --set branch.weaker.shock.factor=0.5..0.8";
            return Err(refuse("there is no `=`".to_owned(), remedy.to_owned()));
        };
        let segments: Vec<&str> = path.split('.').map(str::trim).collect();
        let found = read(&source, |root| Some(place_of(root, &segments)))?;
        let mut spans = found.map_err(|(message, remedy)| refuse(message, remedy))?;
        spans.sort_by_key(|span| span.start);
        let mut text = source.text().to_owned();
        let mut values = spans.iter().map(|span| &source.text()[span.clone()]);
        let first = values.next();
        if values.any(|other| Some(other) != first) {
            let remedy = "name the variable, too: branch.weaker.shock.RUS.cinc.factor=…".to_owned();
            return Err(refuse("several entries have different values there".to_owned(), remedy));
        }
        spans.iter().rev().for_each(|span| text.replace_range(span.clone(), &toml_value(value.trim())));
        source = Source::new(source.name(), text);
        if segments.last() == Some(&"distribution") && value.trim_start().starts_with('{') {
            source = without_numbers(&source, &segments)?;
        }
    }
    Ok(source)
}

/// The scenario without the numbers beside a distribution that has become a table: they would not be used.
fn without_numbers(source: &Source, segments: &[&str]) -> Result<Source, Problems> {
    let mut source = source.clone();
    for key in ["range", "events", "years"] {
        let beside: Vec<&str> = segments[..segments.len() - 1].iter().copied().chain([key]).collect();
        let Ok(spans) = read(&source, |root| Some(place_of(root, &beside)))? else { continue };
        let mut text = source.text().to_owned();
        for span in spans.iter().rev() {
            let line = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
            // A key in a table on one line stays, and is refused when the scenario is read.
            if text[line..span.start].trim_end_matches([' ', '=', '\t']).trim() == key {
                text.replace_range(line..span.end, "");
            }
        }
        source = Source::new(source.name(), text);
    }
    Ok(source)
}

/// Where the values of a path stand, or what is wrong with the path and what to do.
type Places = Result<Vec<Range<usize>>, (String, String)>;

fn place_of(root: &Table<'_>, segments: &[&str]) -> Places {
    let (first, rest) = segments.split_first().expect("splitting gives at least one");
    if !root.has(first) {
        let keys = root.keys();
        let remedy = match nearest(first, keys.iter().map(String::as_str)) {
            Some(key) => format!("did you mean `{key}`?"),
            None => format!("there are {}; a key that the scenario lacks is added in its file", keys.join(", ")),
        };
        return Err((format!("there is no `{first}`"), remedy));
    }
    let is_value = !root.is_table(first) && !root.is_tables(first);
    match (is_value, rest) {
        (true, []) => Ok(vec![root.span_of(first).expect("it is there")]),
        (true, _) => Err((format!("`{first}` is a value"), "end the path there".to_owned())),
        (false, []) => Err((format!("`{first}` is no single value"), format!("go on: {first}.…"))),
        (false, rest) if root.is_table(first) => place_of(&root.table_or_none(first).expect("it is a table"), rest),
        (false, rest) => place_in(first, &root.tables(first), rest),
    }
}

/// The same within a list of tables.
fn place_in(key: &str, tables: &[Table<'_>], rest: &[&str]) -> Places {
    let name = |table: &Table<'_>| {
        let text = |key: &str| if table.is_text(key) { table.string_or_none(key) } else { None };
        text("id").or_else(|| text("state")).map(|name| name.value)
    };
    let (wanted, after) = (rest[0], &rest[1..]);
    let numbered = wanted.parse::<usize>().ok().and_then(|number| tables.get(number.checked_sub(1)?));
    let named: Vec<&Table<'_>> = tables.iter().filter(|table| name(table).as_deref() == Some(wanted)).collect();
    // Several entries of one state differ in what the path names next: series.RUS.polyarchy.values.
    let named = match (named.as_slice(), after.split_first()) {
        ([_, _, ..], Some((variable, more))) => {
            let of = |table: &&&Table<'_>| {
                table.is_text("variable") && table.string_or_none("variable").is_some_and(|v| v.value == **variable)
            };
            named.iter().find(of).map(|table| (*table, more))
        }
        ([only], _) => Some((*only, after)),
        _ => None,
    };
    match (named, numbered, tables) {
        (Some((table, after)), _, _) if !after.is_empty() => place_of(table, after),
        (None, Some(table), _) if !after.is_empty() => place_of(table, after),
        (None, None, [only]) => place_of(only, rest),
        _ => {
            if let Some(places) = of_one_state(tables, rest) {
                return places;
            }
            let names: Vec<String> = tables.iter().filter_map(name).collect();
            let remedy = format!("name one of {}, and then its key", names.join(", "));
            Err((format!("`{wanted}` names no entry of `{key}` alone"), remedy))
        }
    }
}

/// The same for all entries of one state that differ in their variable; `None` if the entries are of other kinds.
fn of_one_state(tables: &[Table<'_>], rest: &[&str]) -> Option<Places> {
    let text = |table: &Table<'_>, key: &str| {
        if table.is_text(key) { table.string_or_none(key).map(|found| found.value) } else { None }
    };
    let state = text(tables.first()?, "state")?;
    let alike = |table: &Table<'_>| text(table, "state").as_ref() == Some(&state) && text(table, "variable").is_some();
    if !tables.iter().all(|table| !table.has("id") && alike(table)) {
        return None;
    }
    let rest = if rest[0] == state { &rest[1..] } else { rest };
    // Values, such as years, are of one variable; a factor may be of all.
    (rest == ["factor"]).then(|| {
        let places: Result<Vec<_>, _> = tables.iter().map(|table| place_of(table, rest)).collect();
        places.map(|places| places.concat())
    })
}

/// A value as TOML writes it.
fn toml_value(text: &str) -> String {
    if let Some((low, high)) = text.split_once("..")
        && [low, high].iter().all(|side| side.trim().parse::<f64>().is_ok())
    {
        return format!("[{}, {}]", low.trim(), high.trim());
    }
    let is_value = text.starts_with(['"', '\'', '[', '{'])
        || text.parse::<f64>().is_ok_and(f64::is_finite)
        || matches!(text, "true" | "false");
    if is_value { text.to_owned() } else { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "threshold = 4\ndate = \"2022-11-25\"\n[[branch]]\nid = \"quo\"\n[[branch]]\nid = \"weaker\"\n\
                        [[branch.shock]]\nstate = \"RUS\"\nfactor = [0.3, 0.7]\n[[series]]\nstate = \"RUS\"\n\
                        variable = \"polyarchy\"\nvalues = [1]\n[[series]]\nstate = \"RUS\"\nvariable = \"capability\"\nvalues = [2]\n";

    fn set(settings: &[&str]) -> Result<String, String> {
        let settings: Vec<String> = settings.iter().map(|text| (*text).to_owned()).collect();
        let found = with_settings(&Source::new("s.toml", TEXT), &settings);
        found.map(|source| source.text().to_owned()).map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_value_is_put_in_place_wherever_it_stands() {
        for (setting, wanted) in [
            ("threshold=5", "threshold = 5\n"),
            ("date=2023-01-01", "date = \"2023-01-01\"\n"),
            ("branch.weaker.shock.factor=0.5..0.8", "factor = [0.5, 0.8]\n"),
            ("branch.weaker.shock.RUS.factor = 0.5..0.8", "factor = [0.5, 0.8]\n"),
            ("branch.2.shock.1.factor=[0.5, 0.8]", "factor = [0.5, 0.8]\n"),
            ("series.RUS.capability.values=[3]", "values = [3]\n"),
        ] {
            let found = set(&[setting]).unwrap();
            assert!(found.contains(wanted), "{setting}: {found}");
        }
        let both = set(&["threshold=5", "threshold=6"]).unwrap();
        assert!(both.contains("threshold = 6"), "the later setting stands");
        assert!(
            set(&["series.RUS.polyarchy.values=[3]"]).unwrap().contains("values = [2]"),
            "only the one that is named"
        );
    }

    #[test]
    fn a_distribution_takes_the_place_of_a_range() {
        let text = "[[assumption]]\nid = \"freeze_rate\"\ndistribution = \"uniform\"\nrange = [0.1, 0.2]\nwhy = \"so\"\n\
                    [[assumption]]\nid = \"thaw_rate\"\ndistribution = \"uniform\"\nrange = [0.3, 0.4]\nwhy = \"so\"\n";
        let setting = "assumption.freeze_rate.distribution={ q05 = 0.1, q50 = 0.2, q95 = 0.4 }".to_owned();
        let found = with_settings(&Source::new("s.toml", text), &[setting]).unwrap();
        assert!(found.text().contains("distribution = { q05 = 0.1, q50 = 0.2, q95 = 0.4 }\n\nwhy"), "{}", found.text());
        assert!(!found.text().contains("0.1, 0.2]") && found.text().contains("range = [0.3, 0.4]"));
    }

    #[test]
    fn shocks_of_one_state_to_two_fields_are_set_together_while_they_are_the_same() {
        let two = TEXT.replace(
            "factor = [0.3, 0.7]\n",
            "variable = \"cinc\"\nfactor = [0.3, 0.7]\n[[branch.shock]]\nstate = \"RUS\"\nvariable = \"usable_force\"\n\
             factor = [0.3, 0.7]\n",
        );
        let set = |text: &str, settings: &[&str]| {
            let settings: Vec<String> = settings.iter().map(|text| (*text).to_owned()).collect();
            let found = with_settings(&Source::new("s.toml", text), &settings);
            found.map(|source| source.text().to_owned()).map_err(|problems| problems.to_string())
        };
        for setting in ["branch.weaker.shock.factor=0.5..0.8", "branch.weaker.shock.RUS.factor=0.5..0.8"] {
            assert_eq!(set(&two, &[setting]).unwrap().matches("factor = [0.5, 0.8]").count(), 2, "{setting}");
        }
        let one = set(&two, &["branch.weaker.shock.RUS.usable_force.factor=0.5..0.8"]).unwrap();
        assert_eq!((one.matches("[0.5, 0.8]").count(), one.matches("[0.3, 0.7]").count()), (1, 1));
        assert!(set(&one, &["branch.weaker.shock.factor=0.1..0.2"]).unwrap_err().contains("different values"));
    }

    #[test]
    fn a_path_that_leads_nowhere_says_what_there_is() {
        for (setting, part) in [
            ("threshold", "there is no `=`"),
            ("treshold=5", "did you mean `threshold`?"),
            ("branch.stronger.shock.factor=1..2", "name one of quo, weaker"),
            ("branch=1", "no single value"),
            ("threshold.high=1", "`threshold` is a value"),
            ("branch.weaker=1", "name one of quo, weaker"),
            ("series.RUS.values=[3]", "names no entry"),
        ] {
            let found = set(&[setting]).unwrap_err();
            assert!(found.contains(part), "{setting}: {found}");
        }
    }
}
