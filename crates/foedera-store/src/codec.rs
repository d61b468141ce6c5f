//! Columns as bytes: the narrowest little-endian width that holds all values, with a checksum.

use crate::{Column, MISSING_WHOLE, Words};

/// How the numbers of a block are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Layout {
    /// Signed bytes; −128 is missing.
    I8,
    /// 16-bit; the least is missing.
    I16,
    /// 32-bit; the least is missing.
    I32,
    /// 64-bit floating point; NaN is missing.
    F64,
}

/// The block of a column, and the texts that go into the directory.
pub(crate) fn encode(column: &Column) -> (Layout, Vec<u8>, Option<&[String]>) {
    match column {
        Column::Whole(cells) => {
            let (layout, bytes) = whole(cells);
            (layout, bytes, None)
        }
        Column::Number(cells) => (Layout::F64, cells.iter().flat_map(|cell| cell.to_le_bytes()).collect(), None),
        Column::Text(words) => {
            let (layout, bytes) = whole(&words.codes);
            (layout, bytes, Some(&words.values))
        }
    }
}

fn whole(cells: &[i32]) -> (Layout, Vec<u8>) {
    let present = || cells.iter().copied().filter(|cell| *cell != MISSING_WHOLE);
    let (low, high) = (present().min().unwrap_or(0), present().max().unwrap_or(0));
    if low > i32::from(i8::MIN) && high <= i32::from(i8::MAX) {
        return (
            Layout::I8,
            cells.iter().flat_map(|cell| i8::try_from(*cell).unwrap_or(i8::MIN).to_le_bytes()).collect(),
        );
    }
    if low > i32::from(i16::MIN) && high <= i32::from(i16::MAX) {
        let bytes = cells.iter().flat_map(|cell| i16::try_from(*cell).unwrap_or(i16::MIN).to_le_bytes());
        return (Layout::I16, bytes.collect());
    }
    (Layout::I32, cells.iter().flat_map(|cell| cell.to_le_bytes()).collect())
}

/// The column of a block; `None` if its length does not fit `rows`, or a text has no value.
pub(crate) fn decode(layout: Layout, bytes: &[u8], rows: usize, values: Option<&[String]>) -> Option<Column> {
    let width = match layout {
        Layout::I8 => 1,
        Layout::I16 => 2,
        Layout::I32 => 4,
        Layout::F64 => 8,
    };
    if bytes.len() != rows.checked_mul(width)? {
        return None;
    }
    let cells: Vec<i32> = match layout {
        Layout::F64 => {
            let number = |chunk: &[u8]| chunk.try_into().map(f64::from_le_bytes).ok();
            return bytes.chunks_exact(8).map(number).collect::<Option<_>>().map(Column::Number);
        }
        Layout::I8 => bytes.iter().map(|byte| widen(i32::from(byte.cast_signed()), i32::from(i8::MIN))).collect(),
        Layout::I16 => {
            let cell = |chunk: &[u8]| widen(i32::from(i16::from_le_bytes([chunk[0], chunk[1]])), i32::from(i16::MIN));
            bytes.chunks_exact(2).map(cell).collect()
        }
        Layout::I32 => {
            bytes.chunks_exact(4).map(|chunk| i32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]])).collect()
        }
    };
    let Some(values) = values else { return Some(Column::Whole(cells)) };
    let known = |code: &i32| *code == MISSING_WHOLE || usize::try_from(*code).is_ok_and(|code| code < values.len());
    cells.iter().all(known).then(|| Column::Text(Words { codes: cells, values: values.to_vec() }))
}

fn widen(cell: i32, least: i32) -> i32 {
    if cell == least { MISSING_WHOLE } else { cell }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_column_comes_back_as_it_went(cells in prop::collection::vec(prop_oneof![
            Just(MISSING_WHOLE), -200..200, -40_000..40_000, any::<i32>()
        ], 0..60)) {
            let column = Column::Whole(cells);
            let (layout, bytes, values) = encode(&column);
            prop_assert_eq!(decode(layout, &bytes, column.len(), values), Some(column));
        }

        #[test]
        fn numbers_come_back_to_the_bit(cells in prop::collection::vec(any::<f64>(), 0..40)) {
            let column = Column::Number(cells.clone());
            let (layout, bytes, values) = encode(&column);
            let Some(Column::Number(back)) = decode(layout, &bytes, cells.len(), values) else { panic!("no numbers") };
            let bits = |cells: &[f64]| cells.iter().map(|cell| cell.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&back), bits(&cells));
        }
    }

    #[test]
    fn a_text_without_a_value_is_refused() {
        assert_eq!(decode(Layout::I8, &[3], 1, Some(&["a".to_owned()])), None);
        assert_eq!(decode(Layout::I16, &[3], 1, None), None);
    }
}
