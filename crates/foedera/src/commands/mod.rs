//! One file a command.

pub(crate) mod check;
pub(crate) mod data;
pub(crate) mod dyad;
pub(crate) mod effects;
pub(crate) mod fetch;
pub(crate) mod fit;
pub(crate) mod forecast;
pub(crate) mod import;
mod lookup;
pub(crate) mod panel;
pub(crate) mod relational;
pub(crate) mod state;
pub(crate) mod treaty;
