//! Panels: tables by state and year, by pair and year, by alliance and year, made from a world file.
//!
//! What the R package peacesciencer and EUGene before it give, from the same original files: [`Panel`] fills the rows
//! year by year, [`write_panel`] streams them out, [`codebook`] and [`bibliography`] go with them. Every variable stands
//! in [`VARIABLES`] with its definition, unit and source; outside its coverage it is missing, never zero.
//!
//! Left to others: reading published files (`foedera-sources`), the world file (`foedera-store`).

mod alliance;
mod catalogue;
mod codebook;
mod dyadic;
mod frames;
mod monadic;
mod network;
mod sheet;
mod similarity;
mod source;
mod timeline;
mod units;
mod variables;
mod write;

pub use catalogue::{Level, PanelKind, Variable};
pub use codebook::{BIBLIOGRAPHY_HEAD, CODEBOOK_HEAD, bibliography, codebook};
pub use frames::{named_states, panel_frames};
pub use network::{States, states};
pub use sheet::{Block, OutColumn, Panel, Request, Used};
pub use similarity::{Distance, Similarity, similarity};
pub use timeline::put_world;
pub use units::System;
pub use variables::{VARIABLES, find_variable};
pub use write::{FileFormat, write_panel, write_table};
