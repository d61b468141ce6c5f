//! What the almanac holds: its sources with their licences, and its variables.

/// A source of figures, and the terms under which they stand here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Its key, in the atlas's list of sources too.
    pub key: &'static str,
    /// The publication.
    pub title: &'static str,
    /// The licence, by its usual short name.
    pub licence: &'static str,
    /// The name of its data file: one file a source, so that a file has one licence.
    pub file: &'static str,
    /// From when a figure counts as known.
    pub known_from: &'static str,
}

const NEXT_YEAR: &str = "1 January of the year after its own";

/// All sources.
pub static SOURCES: [Source; 5] = [
    Source {
        key: "factbook",
        title: "CIA, The World Factbook, editions 1990 to 2026 (figures only, in a layout of our own)",
        licence: "public domain",
        file: "factbook.bin",
        known_from: "the first edition that has it",
    },
    Source {
        key: "world_bank",
        title: "World Bank, World Development Indicators: population, total; GDP (current US$); to 6 digits",
        licence: "CC BY 4.0",
        file: "world-bank.bin",
        known_from: NEXT_YEAR,
    },
    Source {
        key: "ucdp251",
        title: "Davies et al. 2025, UCDP/PRIO Armed Conflict Dataset 25.1: conflict-years counted by state and pair",
        licence: "CC BY 4.0",
        file: "ucdp.bin",
        known_from: NEXT_YEAR,
    },
    Source {
        key: "un_ideal_2024",
        title: "Bailey, Strezhnev and Voeten, United Nations General Assembly Voting Data: ideal points, June 2024",
        licence: "CC0 1.0",
        file: "ideal-points.bin",
        known_from: NEXT_YEAR,
    },
    Source {
        key: "vdem_isard",
        title: "Coppedge et al., V-Dem Dataset: electoral democracy index (v2x_polyarchy)",
        licence: "CC BY-SA 4.0",
        file: "v-dem.bin",
        known_from: NEXT_YEAR,
    },
];

/// What a figure belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A state.
    State,
    /// A first state towards a second, or towards another partner by name.
    Pair,
    /// A state in an organisation; its value is the last edition in which it stands, its year the first.
    Organisation,
}

/// A variable as its source has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub what: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What its figures belong to.
    pub of: Of,
    /// The place of its source in [`SOURCES`].
    pub source: usize,
}

impl Variable {
    /// Its source.
    pub fn source(&self) -> &'static Source {
        &SOURCES[self.source]
    }
}

const fn state(name: &'static str, what: &'static str, unit: &'static str, source: usize) -> Variable {
    Variable { name, what, unit, of: Of::State, source }
}

const fn pair(name: &'static str, what: &'static str, unit: &'static str, source: usize) -> Variable {
    Variable { name, what, unit, of: Of::Pair, source }
}

/// All variables. What a panel variable of the same name has from another source or in another unit begins with `fb_` here.
pub static VARIABLES: [Variable; 25] = [
    state("fb_population", "population (Factbook)", "persons", 0),
    state("gdp_ppp", "GDP at purchasing power; the base year differs between editions", "US$", 0),
    state("gdp_exchange", "GDP at the official exchange rate", "US$", 0),
    state("fb_exports", "exports (Factbook)", "US$", 0),
    state("fb_imports", "imports (Factbook)", "US$", 0),
    state("military_expenditure", "military expenditure", "% of GDP", 0),
    state("active_personnel_low", "active military personnel, lowest number stated", "persons", 0),
    state("active_personnel_high", "active military personnel, highest number stated", "persons", 0),
    state("external_debt", "external debt", "US$", 0),
    state("public_debt", "public debt", "% of GDP", 0),
    state("remittances", "remittances received", "% of GDP", 0),
    state("land_area", "land area", "square kilometres", 0),
    state("capital_latitude", "latitude of the capital, north positive", "degrees", 0),
    state("capital_longitude", "longitude of the capital, east positive", "degrees", 0),
    pair("land_border", "length of the land border with a neighbour", "kilometres", 0),
    pair("export_share", "share of exports that goes to a main partner", "% of exports", 0),
    pair("import_share", "share of imports that comes from a main partner", "% of imports", 0),
    Variable {
        name: "organisation",
        what: "membership of an organisation, editions 1990 to 2014: first and last edition in which it stands",
        unit: "year",
        of: Of::Organisation,
        source: 0,
    },
    state("wb_population", "population (World Bank)", "persons", 1),
    state("wb_gdp", "GDP (World Bank)", "current US$", 1),
    state("ucdp_interstate", "interstate conflicts of the year as a first party, either side", "count", 2),
    state("ucdp_internal", "conflicts within the state", "count", 2),
    pair(
        "ucdp_dyad_conflict",
        "on opposite sides of an armed conflict of any type, second parties included; only pairs and years with one",
        "0 or 1",
        2,
    ),
    state("ideal_point", "ideal point in the UN General Assembly", "about -3 to 3", 3),
    state("polyarchy", "V-Dem electoral democracy index", "0 to 1", 4),
];

/// The variable of this name, with its place.
pub(crate) fn place(name: &str) -> Option<usize> {
    VARIABLES.iter().position(|variable| variable.name == name)
}

/// The variable of this name.
pub fn find_variable(name: &str) -> Option<&'static Variable> {
    Some(&VARIABLES[place(name)?])
}
