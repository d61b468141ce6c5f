//! Typed tables of facts, and the world file that keeps them.
//!
//! A [`Frame`] is a table of one dataset: columns of whole numbers, numbers or words, each cell present or *missing*
//! (never zero in its place), with the years that it covers. A world file (`world.foedera`) holds a history, its
//! provenance and any number of frames; [`WorldFile::open`] reads only its directory, columns come when asked for.
//!
//! Left to others: how published files become frames (`foedera-sources`), what is computed from them
//! (`foedera-panel`).

mod codec;
mod frame;
mod world_file;

pub use frame::{Column, Frame, Kind, MISSING_WHOLE, Part, Words};
pub use world_file::{FrameInfo, WORLD_MARK, WORLD_SCHEMA, WorldFile, encode_world, write_world};
