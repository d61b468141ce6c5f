//! The readers on hand-made files, on broken ones, and on the real ones below `FOEDERA_DATA`.

mod atlas;
mod atop;
mod broken;
mod datasets;

mod fixtures;
mod formats;
mod fuzz;
mod layouts;
mod mutation;
mod real;
mod real_files;
mod unite;
mod yearly;
