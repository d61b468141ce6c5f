//! Sparse networks: sorted lists of ties, so that memory is proportional to the ties there are.

use std::collections::BTreeMap;

/// A change of one directed tie that is about to be made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TieChange {
    /// Which network.
    pub source: usize,
    /// The sender.
    pub from: usize,
    /// The receiver.
    pub to: usize,
    /// The stored weight before.
    pub before: f64,
    /// The stored weight after.
    pub after: f64,
    /// When.
    pub time: f64,
}

impl TieChange {
    /// Whether the tie comes into being or goes.
    pub fn is_binary(&self) -> bool {
        (self.before > 0.0) != (self.after > 0.0)
    }
}

/// Partners with the weights of ties, sorted by partner; no zeros.
pub type Ties = Vec<(u32, f64)>;

/// One network now: ties by sender and by receiver.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// For each sender its ties.
    pub sent: Vec<Ties>,
    /// For each receiver its ties.
    pub received: Vec<Ties>,
    /// Positive ties of each sender.
    pub out_degree: Vec<u32>,
    /// Positive ties of each receiver.
    pub in_degree: Vec<u32>,
    /// By what stored weights are to be multiplied; 1 unless ties decay.
    pub scale: f64,
    rate: f64,
    /// The time at which stored weights are what they are.
    reference: f64,
    /// Whether a tie to oneself is none.
    pub loopless: bool,
    dates: Option<Dates>,
}

/// When ties came into being, in instants at which the network changed: 1, 2, …
#[derive(Debug, Clone, PartialEq, Default)]
struct Dates {
    since: BTreeMap<(u32, u32), u32>,
    instants: u32,
    last: f64,
}

impl Layer {
    /// A network without ties of so many senders and receivers, whose ties perhaps lose half of their weight in some time.
    pub fn new(rows: usize, columns: usize, half_life: Option<f64>, loopless: bool) -> Self {
        Self {
            sent: vec![Ties::new(); rows],
            received: vec![Ties::new(); columns],
            out_degree: vec![0; rows],
            in_degree: vec![0; columns],
            scale: 1.0,
            rate: half_life.map_or(0.0, |half_life| std::f64::consts::LN_2 / half_life),
            reference: 0.0,
            loopless,
            dates: None,
        }
    }

    /// The same, with the time as of which weights are stored, and perhaps with a memory of when ties came into being.
    #[must_use]
    pub fn starting(mut self, reference: f64, dated: bool) -> Self {
        self.reference = reference;
        self.dates = dated.then(Dates::default);
        self
    }

    /// The stored weight of a tie.
    pub fn stored(&self, from: usize, to: usize) -> f64 {
        weight(&self.sent[from], to)
    }

    /// The value of a tie.
    pub fn value(&self, from: usize, to: usize) -> f64 {
        self.stored(from, to) * self.scale
    }

    /// Whether there is a tie.
    pub fn has(&self, from: usize, to: usize) -> bool {
        self.stored(from, to) > 0.0
    }

    /// Whether values change by themselves.
    pub fn decays(&self) -> bool {
        self.rate > 0.0
    }

    /// The weight that is stored for a value at a time: weights are stored as of the reference time of a network that decays.
    pub fn weight_at(&self, value: f64, time: f64) -> f64 {
        if self.decays() { value * foedera_math::exp(self.rate * (time - self.reference)) } else { value }
    }

    /// Set a stored weight, whose present one is known.
    pub fn set(&mut self, from: usize, to: usize, before: f64, after: f64) {
        put(&mut self.sent[from], to, after);
        put(&mut self.received[to], from, after);
        if (before > 0.0) != (after > 0.0) {
            let (out, into) = (&mut self.out_degree[from], &mut self.in_degree[to]);
            if after > 0.0 {
                (*out, *into) = (*out + 1, *into + 1);
            } else {
                (*out, *into) = (*out - 1, *into - 1);
            }
        }
    }

    /// The same at a time, which is remembered of ties that come into being.
    pub fn change(&mut self, change: &TieChange) {
        if let Some(dates) = &mut self.dates {
            if dates.instants == 0 || dates.last < change.time {
                dates.instants += 1;
                dates.last = change.time;
            }
            let tie = (change.from as u32, change.to as u32);
            match (change.before > 0.0, change.after > 0.0) {
                (false, true) => dates.since.insert(tie, dates.instants),
                (true, false) => dates.since.remove(&tie),
                _ => None,
            };
        }
        self.set(change.from, change.to, change.before, change.after);
    }

    /// The instant at which a tie came into being; 0 if it was there from the start.
    pub fn since(&self, from: usize, to: usize) -> u32 {
        let known = self.dates.as_ref().and_then(|dates| dates.since.get(&(from as u32, to as u32)));
        known.copied().unwrap_or(0)
    }

    /// Let time pass for values that decay.
    pub fn age(&mut self, time: f64) {
        if self.rate == 0.0 {
            return;
        }
        let power = self.rate * (time - self.reference);
        if power.is_nan() || power.abs() > 300.0 {
            let factor = if power > 0.0 { foedera_math::exp(-power) } else { 0.0 };
            for list in self.sent.iter_mut().chain(&mut self.received) {
                list.iter_mut().for_each(|(_, weight)| *weight *= factor);
            }
            self.reference = time;
        }
        self.scale = foedera_math::exp(-self.rate * (time - self.reference));
    }

    /// A further sender is born.
    pub(crate) fn add_row(&mut self) {
        self.sent.push(Ties::new());
        self.out_degree.push(0);
    }

    /// The last sender, who has no ties, was not born after all.
    pub(crate) fn remove_row(&mut self) {
        self.sent.pop();
        self.out_degree.pop();
    }

    /// Bytes in use by ties.
    pub(crate) fn bytes(&self) -> usize {
        let lists = self.sent.iter().chain(&self.received);
        lists.map(|list| size_of::<Ties>() + list.capacity() * size_of::<(u32, f64)>() + size_of::<u32>()).sum()
    }
}

/// The weight of a partner in a list.
fn weight(list: &Ties, partner: usize) -> f64 {
    let partner = partner as u32;
    // Short lists are walked, long ones halved.
    if list.len() <= 8 {
        return list.iter().find(|(own, _)| *own == partner).map_or(0.0, |(_, weight)| *weight);
    }
    list.binary_search_by_key(&partner, |(own, _)| *own).map_or(0.0, |place| list[place].1)
}

fn put(list: &mut Ties, partner: usize, value: f64) {
    let partner = partner as u32;
    match (list.binary_search_by_key(&partner, |(own, _)| *own), value != 0.0) {
        (Ok(place), true) => list[place].1 = value,
        (Ok(place), false) => {
            list.remove(place);
        }
        (Err(place), true) => list.insert(place, (partner, value)),
        (Err(_), false) => {}
    }
}
