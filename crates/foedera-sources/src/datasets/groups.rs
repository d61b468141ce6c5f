//! Columns that several datasets share.

use crate::dataset::{Dataset, Field};
use crate::table::Layout;

/// What is owed (ATOP).
pub(super) const PLEDGES: &[Field] = &[
    Field::whole("defense", "defense", 0, 1),
    Field::whole("offense", "offense", 0, 1),
    Field::whole("neutral", "neutral", 0, 1),
    Field::whole("nonagg", "nonagg", 0, 1),
    Field::whole("consul", "consul", 0, 1),
];

/// The provisions of a treaty that are kept (ATOP).
pub(super) const PROVISIONS: &[Field] = &[
    Field::whole("asymm", "asymm", -1, 9999),
    Field::whole("conditio", "conditio", -1, 9999),
    Field::whole("milaid", "milaid", -1, 9999),
    Field::whole("intcom", "intcom", -1, 9999),
    Field::whole("subord", "subord", -1, 9999),
    Field::whole("organ1", "organ1", -1, 9999),
    Field::whole("base", "base", -1, 9999),
    Field::whole("contrib", "contrib", -1, 9999),
    Field::whole("specthrt", "specthrt", -1, 9999),
    Field::whole("wartime", "wartime", -1, 9999),
    Field::whole("estmode", "estmode", -1, 9999),
    Field::whole("ecaid", "ecaid", -1, 9999),
    Field::whole("interv", "interv", -1, 9999),
    Field::whole("cowwar", "cowwar", -1, 9999),
];

/// What either state did in a dispute.
pub(super) const BOTH_SIDES: &[Field] = &[
    Field::whole("fatality1", "fatality1", 0, 100),
    Field::whole("fatality2", "fatality2", 0, 100),
    Field::whole("hiact1", "hiact1", 0, 100),
    Field::whole("hiact2", "hiact2", 0, 100),
    Field::whole("hostlev1", "hostlev1", 0, 5),
    Field::whole("hostlev2", "hostlev2", 0, 5),
    Field::whole("orig1", "orig1", 0, 1),
    Field::whole("orig2", "orig2", 0, 1),
];

/// What directed dyadic dispute-years share.
pub(super) const DISPUTE_DYAD_YEARS: Dataset = Dataset {
    unit: "directed dyadic dispute-year",
    keys: "dispnum, ccode1, ccode2 (COW), year",
    home: "https://svmiller.com/peacesciencer/",
    layout: Layout { missing: &["-9"], ..Layout::PLAIN },
    unique: &["dispnum", "state1_code", "state2_code", "year"],
    ..Dataset::PLAIN
};

/// A dispute, its two states in order and the year.
pub(super) const DISPUTE_DYAD_YEAR: &[Field] = &[
    Field::whole("dispnum", "dispnum", 1, 99999).needed(),
    Field::cow("state1", "ccode1").needed(),
    Field::cow("state2", "ccode2").needed(),
    Field::year("year", "year").needed(),
];

/// Whether each state is on the side that began.
pub(super) const FIRST_SIDES: &[Field] =
    &[Field::whole("sidea1", "sidea1", 0, 1), Field::whole("sidea2", "sidea2", 0, 1)];
