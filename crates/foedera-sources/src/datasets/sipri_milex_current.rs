//! SIPRI military expenditure, current US$ (1949-2022): one sheet of the published workbook.

use crate::dataset::Dataset;
use crate::datasets::wide;
use crate::table::Layout;

/// The dataset.
pub static SIPRI_MILEX_CURRENT: Dataset = Dataset {
    key: "sipri-milex-current",
    title: "SIPRI military expenditure, current US$",
    frame: "sipri_milex_current",
    layout: Layout {
        what: "the sheet of SIPRI military expenditure in current US$ m.",
        named: &["current us$"],
        ..wide::SIPRI_SHEET.layout
    },
    ..wide::SIPRI_SHEET
};
