//! Fields under the names of panels, read off or computed from the almanac's figures.
//!
//! | field | from |
//! |---|---|
//! | `milper` | mean of the lowest and highest active personnel, in thousands |
//! | `imports`, `exports` | Factbook, in millions of US$ |
//! | `imports_from` | imports times the partner's share; not known where neither names the other |
//! | `contiguity` | 1 with a land border, else 0; water is not told |
//! | `capital_distance` | great circle of the capitals |
//! | `igos`, `shared_igos` | memberships of the Factbook's organisations |
//! | `capability_index` | shares of population, GDP and military expenditure |
//! | all other state variables | as they stand |

use foedera_math::great_circle;
use foedera_world::{Day, StateId};

use crate::almanac::{Almanac, Figure};
use crate::catalogue::{Of, find_variable};
use crate::column::newest;
use crate::format::Row;
use foedera_world::Subject;

/// A figure of a field, and the sources of what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The figure; its year is the oldest of what it is made of.
    pub figure: Figure,
    /// Keys of sources.
    pub sources: &'static [&'static str],
    /// What is to be said of how it was made; empty where it stands as printed.
    pub note: &'static str,
}

const FACTBOOK: &[&str] = &["factbook"];
const UCDP: &[&str] = &["ucdp251"];
const NOTE_BORDER: &str = "from land borders; water is not told";
const NOTE_LISTED: &str = "partner's share of trade times the total";

/// The fields that are computed, as [`Almanac::field`] knows them.
pub const COMPUTED: [&str; 9] = [
    "capability_index",
    "milper",
    "imports",
    "exports",
    "igos",
    "shared_igos",
    "imports_from",
    "contiguity",
    "capital_distance",
];

fn sources(variable: &str) -> &'static [&'static str] {
    match find_variable(variable).map(|variable| variable.source().key) {
        Some("world_bank") => &["world_bank"],
        Some("ucdp251") => UCDP,
        Some("un_ideal_2024") => &["un_ideal_2024"],
        Some("vdem_isard") => &["vdem_isard"],
        _ => FACTBOOK,
    }
}

fn as_printed(variable: &str, figure: Figure) -> Found {
    Found { figure, sources: sources(variable), note: "" }
}

impl Almanac {
    /// A field of a state, or of a first state towards a second: the last year's figure that is known on a day, without a limit of age.
    pub fn field(&self, field: &str, of: Subject, at: Day) -> Option<Found> {
        match of {
            Subject::State(state) => self.state_field(field, state, at),
            Subject::Pair(first, second) => self.pair_field(field, (first, second), at),
        }
    }

    /// The same for a year, whenever it became known, in its last revision; for fields that have a value of each year.
    pub fn field_in(&self, field: &str, of: Subject, year: i16) -> Option<Found> {
        self.field_in_as_known(field, of, year, Day::start_of_year(9000))
    }

    /// The same as it was known on a day.
    pub fn field_in_as_known(&self, field: &str, of: Subject, year: i16, at: Day) -> Option<Found> {
        let in_year = |variable, state| self.state_in(variable, state, year, at);
        match of {
            Subject::Pair(first, second) if field == "ucdp_dyad_conflict" => {
                self.fought(first, second, year).filter(|found| found.figure.known_from.is_some_and(|from| from <= at))
            }
            Subject::Pair(first, second) => {
                find_variable(field).filter(|variable| variable.of == Of::Pair)?;
                Some(as_printed(field, self.pair_in(field, first, second, year, at)?))
            }
            Subject::State(state) => match field {
                "capability_index" => Some(index(self.capability_index_in(state, year, at)?)),
                "imports" => Some(as_printed("fb_imports", scaled(in_year("fb_imports", state)?, 1e-6))),
                "exports" => Some(as_printed("fb_exports", scaled(in_year("fb_exports", state)?, 1e-6))),
                "milper" => {
                    let (low, high) =
                        (in_year("active_personnel_low", state)?, in_year("active_personnel_high", state)?);
                    Some(as_printed("active_personnel_low", Figure { value: (low.value + high.value) / 2000.0, ..low }))
                }
                _ => Some(as_printed(field, in_year(find_variable(field)?.name, state)?)),
            },
        }
    }

    fn state_field(&self, field: &str, state: StateId, at: Day) -> Option<Found> {
        let millions = |variable| self.state(variable, state, at).map(|own| scaled(own, 1e-6));
        match field {
            "capability_index" => Some(index(self.capability_index(state, at)?)),
            "imports" => Some(as_printed("fb_imports", millions("fb_imports")?)),
            "exports" => Some(as_printed("fb_exports", millions("fb_exports")?)),
            "milper" => {
                let low = self.state("active_personnel_low", state, at)?;
                let high = self.state("active_personnel_high", state, at)?;
                let value = 0.5 * (low.value + high.value) / 1000.0;
                Some(as_printed("active_personnel_low", Figure { value, year: low.year.min(high.year), ..low }))
            }
            "igos" => {
                let edition = self.edition(at)?;
                let value = self.organisations(state, edition).count() as f64;
                (value > 0.0)
                    .then(|| as_printed("organisation", Figure { value, year: Some(edition), known_from: None }))
            }
            _ => {
                find_variable(field).filter(|variable| variable.of == Of::State)?;
                Some(as_printed(field, self.state(field, state, at)?))
            }
        }
    }

    fn pair_field(&self, field: &str, (first, second): (StateId, StateId), at: Day) -> Option<Found> {
        match field {
            "contiguity" => self.contiguity(first, second, at),
            "capital_distance" => {
                let (a, b) = (self.capital(first, at)?, self.capital(second, at)?);
                let figure = Figure { value: great_circle(a, b), year: None, known_from: None };
                Some(as_printed("capital_latitude", figure))
            }
            "imports_from" => self.imports_from(first, second, at),
            "shared_igos" => {
                let edition = self.edition(at)?;
                let theirs: Vec<u16> = self.organisations(second, edition).collect();
                let own: Vec<u16> = self.organisations(first, edition).collect();
                let value = own.iter().filter(|organisation| theirs.contains(organisation)).count() as f64;
                let known = !own.is_empty() && !theirs.is_empty();
                known.then(|| as_printed("organisation", Figure { value, year: Some(edition), known_from: None }))
            }
            "ucdp_dyad_conflict" => (1..=2).find_map(|age| self.fought(first, second, at.year() - age)),
            _ => {
                find_variable(field).filter(|variable| variable.of == Of::Pair)?;
                Some(as_printed(field, self.pair(field, first, second, at)?))
            }
        }
    }

    /// Whether two states fought in a year; `None` if one of them is not covered then.
    fn fought(&self, first: StateId, second: StateId, year: i16) -> Option<Found> {
        let end = Day::start_of_year(year.checked_add(1)?);
        let covered = |state| self.state_in("ucdp_internal", state, year, end).is_some();
        if !covered(first) || !covered(second) {
            return None;
        }
        let rows = self.pair_rows("ucdp_dyad_conflict", first, second);
        let value = rows.iter().find(|row| row.year == Some(year)).map_or(0.0, |row| row.value);
        let figure = Figure { value, year: Some(year), known_from: Some(end) };
        Some(Found { figure, sources: UCDP, note: "" })
    }

    /// A land border, if the first state's borders are told at all or it is known to have none.
    fn contiguity(&self, first: StateId, second: StateId, at: Day) -> Option<Found> {
        let border =
            self.pair("land_border", first, second, at).or_else(|| self.pair("land_border", second, first, at));
        let land = border.is_some_and(|border| border.value > 0.0);
        // A state that an edition tells of, and no border of it, is an island.
        let told = |state| self.state("fb_population", state, at).is_some();
        (border.is_some() || (told(first) && told(second))).then(|| {
            let value = f64::from(u8::from(land));
            Found { figure: Figure { value, year: None, known_from: None }, sources: FACTBOOK, note: NOTE_BORDER }
        })
    }

    /// Latitude and longitude of a capital, in radians.
    fn capital(&self, state: StateId, at: Day) -> Option<(f64, f64)> {
        if let Some((latitude, longitude)) = self.moved_capital(state, at) {
            return Some((latitude.to_radians(), longitude.to_radians()));
        }
        // What lies where is no secret before its first edition.
        let place = |variable| {
            let own = self.rows(variable, state);
            newest(own, at, None).or_else(|| own.first()).map(|row| row.value.to_radians())
        };
        Some((place("capital_latitude")?, place("capital_longitude")?))
    }

    /// What the first state imports from the second, in millions: by its own statement of partners, else by the other's exports.
    fn imports_from(&self, first: StateId, second: StateId, at: Day) -> Option<Found> {
        let bought = self.share("import_share", first, second, at);
        let sold = self.share("export_share", second, first, at);
        let imports = self.state("fb_imports", first, at);
        let exports = self.state("fb_exports", second, at);
        let of = |share: Share, total: Figure| {
            let value = share.percent / 100.0 * total.value * 1e-6;
            let figure = Figure { value, year: total.year.min(Some(share.year)), known_from: None };
            Found { figure, sources: FACTBOOK, note: NOTE_LISTED }
        };
        match (bought, imports, sold, exports) {
            (Some(share), Some(total), ..) | (_, _, Some(share), Some(total)) => Some(of(share, total)),
            _ => None,
        }
    }

    /// A main partner's share in the last year of which partners are known; of a state that is not named no more is known than that its
    /// share is below the least named, and nothing is attributed to it.
    fn share(&self, variable: &str, state: StateId, partner: StateId, at: Day) -> Option<Share> {
        let known = || self.rows(variable, state).iter().filter(|row| row.is_known(at));
        let year = known().filter_map(|row| row.year).max()?;
        // Of revisions of one partner's share the last stands; rows are in the order of partners and first sight.
        let mut shares: Vec<&Row> = Vec::new();
        for row in known().filter(|row| row.year == Some(year)) {
            match shares.last_mut() {
                Some(last) if last.partner == row.partner => *last = row,
                _ => shares.push(row),
            }
        }
        let place = self.place_of(variable, partner);
        if let Some(row) = shares.iter().find(|row| Some(row.partner) == place) {
            return Some(Share { percent: row.value, year });
        }
        None
    }

    /// The last edition of the Factbook with organisations that is known on a day.
    fn edition(&self, at: Day) -> Option<i16> {
        let of_rows = || {
            let rows = self.column("organisation").map_or(&[][..], |column| column.rows());
            let first = rows.iter().filter_map(|row| row.year).min()?;
            Some((first, rows.iter().map(|row| row.value as i16).max()?))
        };
        let (first, last) = (*self.organisation_editions.get_or_init(of_rows))?;
        Some((at.year() - 1).min(last)).filter(|edition| *edition >= first)
    }

    /// The organisations of a state in an edition.
    fn organisations(&self, state: StateId, edition: i16) -> impl Iterator<Item = u16> {
        let mut own: Vec<u16> = self
            .rows("organisation", state)
            .iter()
            .filter(|row| row.year.is_some_and(|first| first <= edition) && edition <= row.value as i16)
            .map(|row| row.partner)
            .collect();
        own.dedup();
        own.into_iter()
    }
}

#[derive(Clone, Copy)]
struct Share {
    percent: f64,
    year: i16,
}

fn scaled(figure: Figure, factor: f64) -> Figure {
    Figure { value: figure.value * factor, ..figure }
}

fn index(figure: Figure) -> Found {
    let note = "mean of world shares of population, GDP and military expenditure";
    Found { figure, sources: &["factbook", "world_bank"], note }
}
