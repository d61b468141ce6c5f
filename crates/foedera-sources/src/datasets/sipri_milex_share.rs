//! SIPRI military expenditure, share of GDP (1949-2022): one sheet of the published workbook.

use crate::dataset::Dataset;
use crate::datasets::wide;
use crate::table::Layout;

/// The dataset.
pub static SIPRI_MILEX_SHARE: Dataset = Dataset {
    key: "sipri-milex-share",
    title: "SIPRI military expenditure, share of GDP",
    frame: "sipri_milex_share",
    layout: Layout {
        what: "the sheet of SIPRI military expenditure in share of GDP",
        named: &["share of gdp"],
        ..wide::SIPRI_SHEET.layout
    },
    ..wide::SIPRI_SHEET
};
