//! `capitals.csv`: capitals that moved since 1990, or of which the Factbook prints the place of another city than the one it names.

use foedera_diagnostic::{Code, Problems, Source};
use foedera_world::{Day, StateId};

use crate::loading::Loading;
use crate::names::DATE_REMEDY;
use crate::states::each_row;

const HEADER: [&str; 9] =
    ["state", "on", "latitude_before", "longitude_before", "latitude", "longitude", "what", "sources", "certainty"];

/// The move of a capital.
#[derive(Debug, Clone, PartialEq)]
pub struct MovedCapital {
    /// The state.
    pub state: StateId,
    /// The day from which the second place is the capital.
    pub on: Day,
    /// Latitude and longitude before, in degrees.
    pub before: (f64, f64),
    /// Latitude and longitude since, in degrees.
    pub after: (f64, f64),
    /// What is to be said of it.
    pub what: String,
    /// Sources.
    pub sources: Vec<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
}

pub(crate) fn read_capitals(file: &Source, loading: &Loading) -> Result<Vec<MovedCapital>, Problems> {
    let mut found: Vec<MovedCapital> = Vec::new();
    each_row(file, &HEADER, "a list of capitals that moved", |row| {
        let field = |column: usize| row.fields[column];
        let Some(state) = loading.roster.find_state(field(0)) else {
            let message = format!("unknown state `{}`", field(0));
            return Err(row.problem(Code::UnknownName, 0, message, "use an id of atlas/states.csv"));
        };
        if found.iter().any(|own| own.state == state) {
            let message = format!("`{}` has a row already", field(0));
            return Err(row.problem(Code::Inconsistent, 0, message, "one move a state is read"));
        }
        let day = field(1).parse::<Day>();
        let on = day.map_err(|error| row.problem(Code::InvalidValue, 1, error.to_string(), DATE_REMEDY))?;
        let degrees = |column: usize, most: f64| {
            let number = field(column).parse::<f64>().ok().filter(|degrees| degrees.abs() <= most);
            let message = || format!("`{}` is no place on the globe", field(column));
            number.ok_or_else(|| row.problem(Code::InvalidValue, column, message(), "write decimal degrees"))
        };
        let place = |column: usize| Ok((degrees(column, 90.0)?, degrees(column + 1, 180.0)?));
        row.sources(7, loading)?;
        let sources = field(7).split(';').map(|key| key.trim().to_owned()).collect();
        if !["high", "medium", "low"].contains(&field(8)) {
            let message = format!("`{}` is no certainty", field(8));
            return Err(row.problem(Code::InvalidValue, 8, message, "write high, medium or low"));
        }
        let (what, certainty) = (field(6).to_owned(), field(8).to_owned());
        found.push(MovedCapital { state, on, before: place(2)?, after: place(4)?, what, sources, certainty });
        Ok(())
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use crate::Atlas;

    #[test]
    fn every_move_has_a_source_and_lies_elsewhere_than_before() {
        let atlas = Atlas::embedded().expect("the atlas is read");
        assert!(atlas.capitals.len() >= 6);
        for moved in atlas.capitals.iter() {
            assert!(!moved.sources.is_empty() && moved.before != moved.after, "{moved:?}");
            assert!(moved.sources.iter().all(|key| atlas.sources.contains_key(key)), "{moved:?}");
        }
    }
}
