//! Typed tables of facts, and the world file that keeps them.
//!
//! A [`Frame`] is a table of one dataset: columns of whole numbers, numbers or words, each cell present or *missing*
//! (never zero in its place), with the years that it covers. A world file (`world.foedera`) holds a history, its
//! provenance and any number of frames; [`WorldFile::open`] reads only its directory, columns come when asked for.
//!
//! Left to others: how published files become frames (`foedera-sources`), what is computed from them
//! (`foedera-panel`).
//!
//! ```
//! use std::sync::Arc;
//!
//! use foedera_store::{Column, Frame, Kind, MISSING_WHOLE, WorldFile, encode_world};
//! use foedera_world::{History, Roster};
//!
//! let years = Column::Whole(vec![1950, 1951, 1952]);
//! let disputes = Column::Whole(vec![2, MISSING_WHOLE, 0]);
//! let frame = Frame {
//!     name: "disputes".to_owned(),
//!     dataset: "mine".to_owned(),
//!     span: (1950, 1952),
//!     parts: Vec::new(),
//!     columns: vec![("year".to_owned(), Kind::Year, years), ("count".to_owned(), Kind::Whole, disputes)],
//! };
//! let path = std::env::temp_dir().join(format!("foedera-door-{}.foedera", std::process::id()));
//! std::fs::write(&path, encode_world(&History::new(Arc::new(Roster::default()), Vec::new()), &[], &[frame])).expect("written");
//!
//! let world = WorldFile::open(&path).expect("a world file");
//! let read = world.frame("disputes", &["count"]).expect("sound").expect("in the world");
//! assert_eq!(read.whole_at("count", 0), Some(2));
//! assert_eq!(read.whole_at("count", 1), None, "missing is not zero");
//! # std::fs::remove_file(path).expect("removed");
//! ```

mod codec;
mod frame;
mod world_file;

pub use frame::{Column, Frame, Kind, MISSING_WHOLE, Part, Words};
pub use world_file::{FrameInfo, WORLD_MARK, WORLD_SCHEMA, WorldFile, encode_world, write_world};
