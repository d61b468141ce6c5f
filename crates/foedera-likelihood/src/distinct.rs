//! Rows of numbers put together when they are the same.

/// Open addressing from rows to their places in a list that its owner keeps.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Distinct {
    /// The place of a row plus one (0 where nothing is), and a part of its hash.
    slots: Vec<(u32, u32)>,
    rows: usize,
}

impl Default for Distinct {
    fn default() -> Self {
        Self { slots: vec![(0, 0); 64], rows: 0 }
    }
}

impl Distinct {
    /// The place of a row with this hash, if the list has it; otherwise the row becomes its next. `is` tells whether a place has the row,
    /// `hash_of` the hash of a place.
    pub(crate) fn place(
        &mut self,
        hash: u64,
        is: impl Fn(u32) -> bool,
        hash_of: impl Fn(u32) -> u64,
    ) -> Result<u32, u32> {
        if 2 * (self.rows + 1) > self.slots.len() {
            self.grow(hash_of);
        }
        let mask = self.slots.len() - 1;
        let mut slot = (hash >> 20) as usize & mask;
        loop {
            match self.slots[slot] {
                (0, _) => break,
                (found, part) if part == hash as u32 && is(found - 1) => return Ok(found - 1),
                _ => slot = (slot + 1) & mask,
            }
        }
        self.rows += 1;
        self.slots[slot] = (self.rows as u32, hash as u32);
        Err(self.rows as u32 - 1)
    }

    /// Forget all rows.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    fn grow(&mut self, hash_of: impl Fn(u32) -> u64) {
        self.slots = vec![(0, 0); 4 * self.slots.len()];
        let mask = self.slots.len() - 1;
        for place in 0..self.rows as u32 {
            let hash = hash_of(place);
            let mut slot = (hash >> 20) as usize & mask;
            while self.slots[slot].0 != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = (place + 1, hash as u32);
        }
    }
}

/// The hash of a row and its label.
pub(crate) fn hash(statistics: &[f64], label: u32) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |hash: u64, value: u64| (hash.rotate_left(23) ^ value).wrapping_mul(FACTOR);
    // Adding 0 makes −0 and 0 one.
    let hash = statistics.iter().fold(u64::from(label), |hash, value| mix(hash, (value + 0.0).to_bits()));
    hash ^ (hash >> 29)
}
