//! World Bank GDP (current US$) (2026-03).
//!
//! Recognised by its name (`gdp`): GDP and population have the same columns. Aggregates are left out and counted.

use foedera_world::Roster;

use crate::dataset::{Dataset, Field, Form, Gathered, System};
use crate::datasets::citations;
use crate::datasets::wide::{self, Wide};
use crate::table::{Layout, Table};

/// The dataset.
pub static WORLD_BANK_GDP: Dataset = Dataset {
    key: "world-bank-gdp",
    title: "World Bank GDP (current US$)",
    version: "2026-03",
    unit: "country-year",
    years: (1960, 2023),
    keys: "Country Code (ISO3), Year",
    bibtex: citations::WB,
    terms: "World Bank: CC BY 4.0 (as recalled)",
    home: "https://data.worldbank.org",
    download: None,
    frame: "world_bank_gdp",
    layout: Layout {
        what: "the file of World Bank GDP",
        columns: &["Country Name", "Country Code", "Year", "Value"],
        missing: &["-9"],
        named: &["gdp"],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::iso3("state", "Country Code").needed(),
        Field::year("year", "Year").needed(),
        Field::number("gdp", "Value", 0.0, 1e16).needed(),
    ]],
    reader: None,
    unique: &["state", "year"],
    check: Some(check),
    forms: &[Form {
        layout: Layout {
            what: "the World Bank's file of this indicator (API_NY.GDP.MKTP.CD_…)",
            columns: &["Country Name", "Country Code", "Indicator Name", "Indicator Code"],
            missing: &[".."],
            named: &["ny.gdp.mktp.cd"],
            preamble: true,
            ..Layout::PLAIN
        },
        reader: Some(read_wide),
        ..Form::PLAIN
    }],
};

const WIDE: Wide = Wide { state: "Country Code", system: System::Iso3, value: "gdp", range: (0.0, 1e16) };

fn read_wide(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    WIDE.read(table, roster)
}

/// That it is this indicator: by its code where there is one, else by the size of the largest value.
fn check(table: &Table) -> Option<String> {
    wide::check_indicator(table, "NY.GDP.MKTP.CD", 1e6)
}
