//! Arguments about alliances, tested: claims with verdicts, what membership brings and costs, where members lean, who leads.
//!
//! Left to others: the forecast and its questions (`foedera-lab`), answers to calls (`foedera-lab::guarantee`), facts (`foedera-atlas`),
//! rendering (`foedera-report`).

pub mod asked;
pub mod brief;
pub mod burden;
pub mod claims;
mod condition;
mod finding;
pub mod hedge;
pub mod ledger;
mod names;
pub mod network;
pub mod odds;
pub mod order;
mod query;

pub use finding::{Finding, Unit};

use foedera_diagnostic::Source;

/// The files of claims in the program.
const CLAIMS: [(&str, &str); 2] = [
    ("csto-2022", include_str!("../../../../scenarios/csto-2022.claims.toml")),
    ("nato-2024", include_str!("../../../../scenarios/nato-2024.claims.toml")),
];

/// The names of the files of claims in the program.
pub fn embedded_claims() -> impl Iterator<Item = &'static str> {
    CLAIMS.iter().map(|(name, _)| *name)
}

/// A file of claims in the program.
pub fn embedded_claims_file(name: &str) -> Option<Source> {
    let (_, text) = CLAIMS.iter().find(|(known, _)| *known == name)?;
    Some(Source::new(format!("scenarios/{name}.claims.toml"), *text))
}

const ORDERS: [(&str, &str); 1] = [("eurasia-2022", include_str!("../../../../scenarios/eurasia-2022.order.toml"))];

/// The names of the sets of states in the program.
pub fn embedded_orders() -> impl Iterator<Item = &'static str> {
    ORDERS.iter().map(|(name, _)| *name)
}

/// A named set of states in the program.
pub fn embedded_order_file(name: &str) -> Option<Source> {
    let (_, text) = ORDERS.iter().find(|(known, _)| *known == name)?;
    Some(Source::new(format!("scenarios/{name}.order.toml"), *text))
}
