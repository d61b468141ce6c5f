//! Figures of all states since 1990, compiled into the program, and the timeline that joins them with a user's own.
//!
//! [`Almanac`] holds figures from sources whose terms allow it ([`SOURCES`]), one data file a source, each figure with the day from
//! which it was known and its earlier versions, so that what was known on a past day is answered rightly. [`Timeline`] lays a
//! scenario, a world file and the atlas over it, per figure. Names of fields are the panel's variables.
//!
//! Left to others: making the data files (`cargo xtask almanac`), reading scenarios and world files.
//!
//! ```
//! use foedera_almanac::{Subject, Timeline};
//!
//! let atlas = foedera_atlas::Atlas::embedded().expect("it ships");
//! let armenia = atlas.roster().find_state("ARM").expect("a state");
//! let timeline = Timeline::embedded(atlas.roster(), [], atlas.moved_capitals());
//! let day = "2022-11-25".parse().expect("a day");
//! let known = timeline.get("polyarchy", Subject::State(armenia), day).expect("in the almanac");
//! assert_eq!(known.year, Some(2021), "that of 2022 is known from 2023 on");
//! ```

mod alliances;
mod almanac;
mod capability;
mod catalogue;
mod column;
mod fields;
mod format;
mod grounds;
mod tables;
mod timeline;

pub use alliances::Alliances;
pub use almanac::{Almanac, Coverage, Figure, MovedCapital};
pub use capability::FIRST_YEAR as FIRST_INDEX_YEAR;
pub use catalogue::{Of, SOURCES, Source, VARIABLES, Variable, find_variable};
pub use column::Column;
pub use fields::{COMPUTED, Found};
pub use foedera_world::Subject;
pub use format::{Broken, Head, NOBODY, Row, write};
pub use grounds::{FieldGround, Grounds};
pub use timeline::{
    Ground, Holds, Known, Layer, SHOCK_FACTORS, Timeline, Told, carried_years, changes, same_figure, value_range,
};
