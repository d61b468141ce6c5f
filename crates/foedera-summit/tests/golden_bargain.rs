//! The bargaining models against published numbers and other programs (`golden/summit`). Reads the folder that
//! `FOEDERA_GOLDEN` names, finds its cases by folder and file form, and says so when it is not set.

#[path = "golden_bargain/case.rs"]
mod case;
#[path = "golden_bargain/deu.rs"]
mod deu;
#[path = "golden_bargain/eum.rs"]
mod eum;
#[path = "golden_bargain/exchange.rs"]
mod exchange;
#[path = "golden_bargain/ktab.rs"]
mod ktab;
#[path = "golden_bargain/spatial.rs"]
mod spatial;
