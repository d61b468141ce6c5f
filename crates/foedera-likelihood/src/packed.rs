//! Batches that take less memory: numbers of a column that are few become codes, entries that count one lose their count.

use crate::Batch;
use crate::batch::{Entry, Stratum};

/// A batch that is held.
pub(crate) enum Held {
    /// As it is.
    Plain(Batch),
    /// Packed.
    Packed(Packed),
}

impl Held {
    /// Do something with the batch.
    pub(crate) fn with(&self, work: &mut (impl FnMut(&Batch) + ?Sized)) {
        match self {
            Self::Plain(batch) => work(batch),
            Self::Packed(packed) => work(&packed.unpack()),
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Plain(batch) => batch.bytes(),
            Self::Packed(packed) => packed.bytes(),
        }
    }
}

/// The numbers of a column.
enum Column {
    Codes(Vec<f64>, Vec<u16>),
    Numbers(Vec<f64>),
}

/// The entries of strata.
enum Entries {
    /// Rows that count once.
    Once(Vec<u16>),
    Whole(Vec<Entry>),
}

/// A batch without what can be said shorter.
pub(crate) struct Packed {
    columns: Vec<Column>,
    clusters: Vec<u32>,
    exposure: Vec<f64>,
    fired: Vec<f64>,
    strata: Vec<Stratum>,
    entries: Entries,
    chained: bool,
}

impl Packed {
    pub(crate) fn new(batch: Batch) -> Self {
        let p = batch.parameters;
        let columns = (0..p).map(|a| column(batch.rows.iter().skip(a).step_by(p).copied())).collect();
        let short = |entry: &Entry| entry.count == 1 && u16::try_from(entry.row).is_ok();
        let entries = if batch.entries.iter().all(short) {
            Entries::Once(batch.entries.iter().map(|entry| entry.row as u16).collect())
        } else {
            Entries::Whole(shrunk(batch.entries))
        };
        Self {
            columns,
            clusters: shrunk(batch.clusters),
            exposure: shrunk(batch.exposure),
            fired: shrunk(batch.fired),
            strata: shrunk(batch.strata),
            entries,
            chained: batch.chained,
        }
    }

    fn unpack(&self) -> Batch {
        let p = self.columns.len();
        let size = self.columns.first().map_or(0, Column::len);
        let mut rows = vec![0.0; size * p];
        for (a, column) in self.columns.iter().enumerate() {
            let cells = rows.iter_mut().skip(a).step_by(p);
            match column {
                Column::Codes(numbers, codes) => {
                    cells.zip(codes).for_each(|(cell, code)| *cell = numbers[usize::from(*code)]);
                }
                Column::Numbers(numbers) => cells.zip(numbers).for_each(|(cell, number)| *cell = *number),
            }
        }
        let entries = match &self.entries {
            Entries::Once(rows) => rows.iter().map(|row| Entry { row: u32::from(*row), count: 1 }).collect(),
            Entries::Whole(entries) => entries.clone(),
        };
        Batch {
            parameters: p,
            rows,
            clusters: self.clusters.clone(),
            exposure: self.exposure.clone(),
            fired: self.fired.clone(),
            strata: self.strata.clone(),
            entries,
            chained: self.chained,
        }
    }

    fn bytes(&self) -> usize {
        let columns: usize = self.columns.iter().map(Column::bytes).sum();
        let entries = match &self.entries {
            Entries::Once(rows) => 2 * rows.len(),
            Entries::Whole(entries) => 8 * entries.len(),
        };
        columns
            + entries
            + 4 * self.clusters.len()
            + 8 * (self.exposure.len() + self.fired.len())
            + 12 * self.strata.len()
    }
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Codes(_, codes) => codes.len(),
            Self::Numbers(numbers) => numbers.len(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Codes(numbers, codes) => 8 * numbers.len() + 2 * codes.len(),
            Self::Numbers(numbers) => 8 * numbers.len(),
        }
    }
}

/// Codes, if there are few different numbers.
fn column(numbers: impl ExactSizeIterator<Item = f64> + Clone) -> Column {
    const SLOTS: usize = 1 << 14;
    // Open addressing: a code plus one, 0 where nothing is.
    let mut slots = vec![0_u16; SLOTS];
    let (mut known, mut codes) = (Vec::<f64>::new(), Vec::with_capacity(numbers.len()));
    for number in numbers.clone() {
        let mut slot = (number.to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 50) as usize;
        let code = loop {
            match slots[slot] {
                0 => {
                    known.push(number);
                    slots[slot] = known.len() as u16;
                    break known.len() - 1;
                }
                code if known[usize::from(code) - 1].to_bits() == number.to_bits() => break usize::from(code) - 1,
                _ => slot = (slot + 1) % SLOTS,
            }
        };
        if known.len() > SLOTS / 2 {
            return Column::Numbers(numbers.collect());
        }
        codes.push(code as u16);
    }
    Column::Codes(known, codes)
}

fn shrunk<T>(mut list: Vec<T>) -> Vec<T> {
    list.shrink_to_fit();
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Builder;

    #[test]
    fn a_packed_batch_is_the_same_batch() {
        for (many, count) in [(5, 1), (40_000, 1), (5, 2)] {
            let mut batches = Vec::new();
            let mut sink = |batch: Batch| batches.push(batch);
            let mut builder = Builder::new(2, false, usize::MAX, &mut sink);
            for k in 0..40_000 {
                let row = builder.row(&[f64::from(k % 7), f64::from(k % many) * 0.1], 0);
                builder.offer(row, count);
                if k % 10 == 9 {
                    builder.take(row, 3);
                }
            }
            builder.close();
            let batch = batches.remove(0);
            let packed = Packed::new(batch.clone());
            assert_eq!(packed.unpack(), batch);
            assert!(packed.bytes() < batch.bytes() || count == 2, "{many}");
        }
    }
}
