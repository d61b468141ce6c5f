//! Panels: tables by state and year, by pair and year, by alliance and year, made from a world file.
//!
//! What the R package peacesciencer and EUGene before it give, from the same original files: [`Panel`] fills the rows
//! year by year, [`write_panel`] streams them out, [`codebook`] and [`bibliography`] go with them. Every variable stands
//! in [`VARIABLES`] with its definition, unit and source; outside its coverage it is missing, never zero.
//!
//! Left to others: reading published files (`foedera-sources`), the world file (`foedera-store`).
//!
//! ```
//! use std::io::Cursor;
//!
//! use foedera_panel::{FileFormat, Panel, PanelKind, Request, System, write_panel};
//! use foedera_store::{WorldFile, encode_world};
//!
//! let atlas = foedera_atlas::Atlas::embedded().expect("it ships");
//! let file = foedera_sources::RawFile::new(
//!     "nmc.csv",
//!     "ccode,year,milex,milper,irst,pec,tpop,upop,cinc\n2,1950,14559000,1460,87848,1114815,152271,46085,0.2842\n",
//! );
//! let nmc = foedera_sources::find_dataset("nmc").expect("it is known");
//! let capabilities = foedera_sources::read(nmc, &file, atlas.roster()).expect("its columns").value;
//! let path = std::env::temp_dir().join(format!("foedera-panel-door-{}.foedera", std::process::id()));
//! std::fs::write(&path, encode_world(&atlas.history, &[], &[capabilities])).expect("written");
//!
//! let world = WorldFile::open(&path).expect("a world file");
//! let with = vec!["cinc".to_owned()];
//! let request = Request { kind: PanelKind::DyadYear, system: System::Cow, years: (1950, 1950), with };
//! let mut panel = Panel::new(&world, request).expect("the world has its data");
//! let mut csv = Cursor::new(Vec::new());
//! let rows = write_panel(&mut panel, FileFormat::Csv, &mut csv).expect("memory takes every byte");
//! let text = String::from_utf8(csv.into_inner()).expect("a text");
//! assert!(text.starts_with("ccode1,ccode2,year,cinc1,cinc2\n2,20,1950,0.2842,\n"), "one value is missing, and is not 0");
//! assert_eq!(rows as usize, text.lines().count() - 1);
//! # std::fs::remove_file(path).expect("removed");
//! ```

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
pub use write::{DO_FILE_HEAD, FileFormat, Summary, do_file, write_panel, write_stata, write_table};
