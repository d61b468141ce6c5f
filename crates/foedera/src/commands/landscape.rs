//! `foedera landscape`.

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source};
use foedera_report::Style;
use foedera_summit::{Landscape, Minima};
use serde::Serialize;

use crate::args::LandscapeArgs;
use crate::output;

#[derive(Serialize)]
struct Answer {
    states: usize,
    exact: bool,
    looked_at: u64,
    minima: Vec<Minimum>,
    found: usize,
}

#[derive(Serialize)]
struct Minimum {
    energy: f64,
    camps: Camps,
}

/// The two sides of an alignment.
#[derive(Serialize)]
struct Camps {
    first: Vec<String>,
    second: Vec<String>,
}

pub(crate) fn run(args: &LandscapeArgs) -> Result<ExitCode, Problems> {
    let landscape = read(&output::read_source(&args.file)?)?;
    let found = landscape.minima(1);
    let answer = answer(&landscape, &found, args.most);
    output::answer(
        &args.print,
        output::Answered { command: "landscape", table: "minima" },
        &answer,
        |style: Style| output::clean(&text(&answer), style),
    )?;
    Ok(ExitCode::Success)
}

/// One row a state: its name, its size, and its propensity to work with each state in the order of rows (its own cell is not read).
fn read(source: &Source) -> Result<Landscape, Problems> {
    let at = |line: usize, message: String, remedy: &str| {
        Problems::from(Diagnostic::new(
            Code::InvalidValue,
            Place::Span(source.clone(), source.span_of_line(line)),
            message,
            remedy.to_owned(),
        ))
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(source.text().as_bytes());
    let (mut names, mut sizes, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for (index, record) in reader.records().enumerate() {
        let line = index + 2;
        let record =
            record.map_err(|error| at(line, format!("not a row of CSV: {error}"), "write a comma-separated row"))?;
        let number = |text: &str, what: &str| {
            let parsed = text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
            parsed.ok_or_else(|| at(line, format!("`{text}` is no {what}"), "write a number"))
        };
        let name = record.get(0).unwrap_or_default().trim().to_owned();
        if name.is_empty() {
            return Err(at(line, "this row names no state".to_owned(), "name it"));
        }
        if names.contains(&name) {
            return Err(at(line, format!("the state `{name}` stands twice"), "rename one, or remove it"));
        }
        names.push(name);
        let size = number(record.get(1).unwrap_or_default(), "size")?;
        if size < 0.0 {
            return Err(at(line, format!("a size of {size} is negative"), "give a size from 0 on"));
        }
        sizes.push(size);
        let own = index;
        let cells = record.iter().skip(2).enumerate();
        let cells = cells.map(|(place, cell)| if place == own { Ok(0.0) } else { number(cell, "propensity") });
        rows.push(cells.collect::<Result<Vec<f64>, Problems>>()?);
    }
    let n = names.len();
    if n < 2 {
        return Err(at(
            1,
            format!("{n} states are too few to align"),
            "write a head, then a row for each state: name, size, propensities",
        ));
    }
    for (index, row) in rows.iter().enumerate() {
        if row.len() != n {
            let message = format!("{} propensities for {n} states", row.len());
            return Err(at(
                index + 2,
                message,
                "write one for each state in the order of rows, also an empty one for itself",
            ));
        }
    }
    Ok(Landscape::new(names, &sizes, &rows.concat()))
}

fn answer(landscape: &Landscape, found: &Minima, most: usize) -> Answer {
    let camp = |second: &[bool], side: bool| {
        (0..landscape.len()).filter(|a| second[*a] == side).map(|a| landscape.names[a].clone()).collect()
    };
    let minimum = |alignment: &foedera_summit::Alignment| Minimum {
        energy: alignment.energy,
        camps: Camps { first: camp(&alignment.second, false), second: camp(&alignment.second, true) },
    };
    Answer {
        states: landscape.len(),
        exact: found.exact,
        looked_at: found.looked_at,
        minima: found.minima.iter().take(most).map(minimum).collect(),
        found: found.minima.len(),
    }
}

fn text(answer: &Answer) -> String {
    let how = if answer.exact {
        format!("all {} alignments looked at", answer.looked_at)
    } else {
        format!("downhill from {} drawn starts: there may be lower ones", answer.looked_at)
    };
    let mut text = format!("{} states, {how}: {} local minima\n", answer.states, answer.found);
    for (place, minimum) in answer.minima.iter().enumerate() {
        let named = |camp: &[String]| if camp.is_empty() { "nobody".to_owned() } else { camp.join(", ") };
        text.push_str(&format!(
            "\n{}. energy {}\n   {}\n   against {}\n",
            place + 1,
            minimum.energy,
            named(&minimum.camps.first),
            named(&minimum.camps.second)
        ));
    }
    text
}
