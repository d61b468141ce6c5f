//! SIPRI military expenditure, constant US$ (1949-2022): one sheet of the published workbook.

use crate::dataset::Dataset;
use crate::datasets::wide;
use crate::table::Layout;

/// The dataset.
pub static SIPRI_MILEX_CONSTANT: Dataset = Dataset {
    key: "sipri-milex-constant",
    title: "SIPRI military expenditure, constant US$",
    frame: "sipri_milex_constant",
    layout: Layout {
        what: "the sheet of SIPRI military expenditure in constant (2021) US$ m.",
        named: &["constant ("],
        ..wide::SIPRI_SHEET.layout
    },
    ..wide::SIPRI_SHEET
};
