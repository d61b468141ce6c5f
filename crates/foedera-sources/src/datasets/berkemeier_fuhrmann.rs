//! Fulfilment of alliance commitments in war (2018-03-03).
//!
//! One row per war and alliance (not per ally): outcome columns hold 1 or nothing.

use crate::dataset::{Dataset, Field};
use crate::datasets::citations;
use crate::table::Layout;

/// The dataset.
pub static BERKEMEIER_FUHRMANN: Dataset = Dataset {
    key: "berkemeier-fuhrmann",
    title: "Fulfilment of alliance commitments in war",
    version: "2018-03-03",
    unit: "war and alliance",
    years: (1823, 2003),
    keys: "warid, atopid",
    bibtex: citations::BF,
    terms: "none stated with the copies seen; cite the authors",
    home: "https://doi.org/10.1177/2053168018779697",
    download: None,
    frame: "reliability_bf",
    layout: Layout {
        what: "the Berkemeier-Fuhrmann file",
        columns: &["warid", "atopid", "cowwarid", "honorBF", "violateBF"],
        missing: &[],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[&[
        Field::whole("war", "warid", 1, 9999).needed(),
        Field::whole("atopid", "atopid", 1, 99999).needed(),
        Field::whole("cow_war", "cowwarid", 1, 99999),
        Field::text("name", "warname"),
        Field::whole("multilateral", "multilateral", 0, 1),
        Field::whole("honor_bf", "honorBF", 0, 1),
        Field::whole("violate_bf", "violateBF", 0, 1),
        Field::whole("honor_llm", "honorLLM", 0, 1),
        Field::whole("violate_llm", "violateLLM", 0, 1),
        Field::whole("cfna_bf", "cfnaBF", 0, 1),
        Field::whole("dna_bf", "dnaBF", 0, 1),
        Field::whole("before_1945", "sample", 0, 1),
        Field::whole("defense", "defense", 0, 1),
        Field::whole("offense", "offense", 0, 1),
        Field::whole("neutrality", "neutral", 0, 1),
        Field::whole("nonaggression", "nonagg", 0, 1),
        Field::whole("consultation", "consul", 0, 1),
    ]],
    reader: None,
    unique: &["war", "atopid"],
    ..Dataset::PLAIN
};
