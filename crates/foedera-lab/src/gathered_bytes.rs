//! What draws come to, as bytes: little endian, lists with their length before them.

use std::collections::{BTreeMap, BTreeSet};

use foedera_math::ExactSum;

use crate::gathered::{Gathered, OfBranch};
use crate::support::Spread;
use crate::tally::{Seen, Totals};

impl Gathered {
    /// All of it; equal sums have equal bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer(Vec::new());
        out.list(&self.branches, |out, branch| {
            out.u32(branch.totals.draws);
            out.sums(&branch.totals.sums);
            let Seen { counts, forces, stopped } = &branch.totals.seen;
            out.list(counts, |out, count| out.u64(*count));
            out.list(forces, |out, forces| {
                let forces: Vec<(&u32, &u64)> = forces.iter().collect();
                out.list(&forces, |out, (force, count)| {
                    out.u32(**force);
                    out.u64(**count);
                });
            });
            out.u64(*stopped);
            out.sums(&branch.paired);
            out.list(&branch.spreads, Writer::spread);
        });
        let kept: Vec<(&u32, &Vec<f64>)> = self.kept.iter().collect();
        out.list(&kept, |out, (block, answers)| {
            out.u32(**block);
            out.list(answers, |out, answer| out.f64(*answer));
        });
        out.0
    }

    /// What was written; `None` if it is not that.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let mut input = Reader(bytes);
        let branches = input.list(|input| {
            let (draws, sums) = (input.u32()?, input.sums()?);
            let counts = input.list(Reader::u64)?;
            let forces = input.list(|input| {
                Some(input.list(|input| Some((input.u32()?, input.u64()?)))?.into_iter().collect::<BTreeMap<_, _>>())
            })?;
            let seen = Seen { counts, forces, stopped: input.u64()? };
            let (paired, spreads) = (input.sums()?, input.list(Reader::spread)?);
            Some(OfBranch { totals: Totals { draws, sums, seen }, spreads, paired })
        })?;
        let kept = input.list(|input| Some((input.u32()?, input.list(Reader::f64)?)))?.into_iter().collect();
        input.0.is_empty().then_some(Self { branches, kept })
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }

    fn u64(&mut self, value: u64) {
        self.0.extend(value.to_le_bytes());
    }

    fn f64(&mut self, value: f64) {
        self.0.extend(value.to_le_bytes());
    }

    fn length(&mut self, length: usize) {
        self.u32(u32::try_from(length).expect("far fewer than four thousand million"));
    }

    fn list<T>(&mut self, items: &[T], each: impl Fn(&mut Self, &T)) {
        self.length(items.len());
        items.iter().for_each(|item| each(self, item));
    }

    fn sums(&mut self, sums: &[ExactSum]) {
        self.list(sums, |out, sum| out.list(&sum.terms(), |out, term| out.f64(*term)));
    }

    fn spread(&mut self, spread: &Spread) {
        let range: Vec<(f64, f64)> = spread.range.into_iter().collect();
        self.list(&range, |out, (low, high)| {
            out.f64(*low);
            out.f64(*high);
        });
        let outsiders: Vec<usize> = spread.outsiders.iter().copied().collect();
        self.list(&outsiders, |out, member| out.length(*member));
        [spread.beyond_events, spread.beyond_sample, spread.held].into_iter().for_each(|draws| self.u32(draws));
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, left) = self.0.split_first_chunk::<N>()?;
        self.0 = left;
        Some(*taken)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn f64(&mut self) -> Option<f64> {
        self.take().map(f64::from_le_bytes)
    }

    fn list<T>(&mut self, mut each: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = self.u32()?;
        (0..length).map(|_| each(self)).collect()
    }

    fn sums(&mut self) -> Option<Vec<ExactSum>> {
        self.list(|input| Some(ExactSum::of(&input.list(Self::f64)?)))
    }

    fn spread(&mut self) -> Option<Spread> {
        let mut range = self.list(|input| Some((input.f64()?, input.f64()?)))?;
        let outsiders: BTreeSet<usize> = self.list(Self::u32)?.into_iter().map(|member| member as usize).collect();
        let [beyond_events, beyond_sample, held] = [self.u32()?, self.u32()?, self.u32()?];
        Some(Spread { range: range.pop(), outsiders, beyond_events, beyond_sample, held })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_is_cut_short_is_not() {
        let spread = Spread {
            range: Some((-0.0, 1.5)),
            outsiders: [0, 4].into_iter().collect(),
            beyond_events: 3,
            beyond_sample: 0,
            held: 1,
        };
        let seen = Seen { counts: vec![1, 2], forces: vec![BTreeMap::from([(7, 9)])], stopped: 5 };
        let sums = vec![ExactSum::of(&[1e100, 0.1]), ExactSum::default()];
        let totals = Totals { draws: 64, sums: sums.clone(), seen };
        let branch = OfBranch { totals, spreads: vec![spread, Spread::default()], paired: sums };
        let gathered = Gathered { branches: vec![branch], kept: BTreeMap::from([(2, vec![0.25, -1.0])]) };
        let bytes = gathered.to_bytes();
        assert_eq!(Gathered::of_bytes(&bytes), Some(gathered));
        for length in 0..bytes.len() {
            assert_eq!(Gathered::of_bytes(&bytes[..length]), None, "{length} of {}", bytes.len());
        }
        assert_eq!(Gathered::of_bytes(&[bytes, vec![0]].concat()), None);
    }
}
