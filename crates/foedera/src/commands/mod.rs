//! One file a command.

pub(crate) mod check;
pub(crate) mod fit;
pub(crate) mod forecast;
pub(crate) mod import;
pub(crate) mod treaty;
