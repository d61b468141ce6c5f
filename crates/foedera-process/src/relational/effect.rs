//! The effects: one definition each, for every model.
//!
//! x_ij is the value of a tie, b_ij = 1 where x_ij > 0. An effect is a number for a pair (i, j), made of the pair itself
//! ([`Effect::of_pair`]) or of one of its actors ([`Effect::of_actor`]); in a model of rates it is that of the sender. What a change
//! may have touched is said by [`Effect::touched_by_tie`] and its siblings, so that nothing else is computed anew.
//!
//! Left to others: names, formulas and papers ([`crate::relational::catalogue`]), when to compute (`table`).

use foedera_world::network::{Layer, TieChange, Ties};

use crate::relational::state::State;

/// What an effect measures. Formulas and papers are in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// b_ij (weighted: x_ij): the tie, or the repetition of the past.
    Tie,
    /// b_ji (weighted: x_ji).
    Recip,
    /// Σ_k b_kj of the receiver; of the sender with `type = "ego"`.
    Indegree,
    /// Σ_k b_jk of the receiver; of the sender with `type = "ego"`.
    Outdegree,
    /// Indegree and outdegree together.
    TotalDegree,
    /// Σ_k a_ik b_kj: partners of partners.
    Trans,
    /// Σ_k a_jk b_ki.
    Cycle,
    /// Σ_k b_ki b_kj; over two networks Σ_k (a_ki b_kj + b_ki a_kj).
    CommonSender,
    /// Σ_k b_ik b_jk; over two networks Σ_k (a_ik b_jk + b_ik a_jk).
    CommonReceiver,
    /// Σ_{k,l} b_vk b_kl b_vl of one actor v.
    NodeTrans,
    /// Paths of three i → k ← h → j.
    Four,
    /// z_i.
    Ego,
    /// z_j.
    Alter,
    /// 1 where z_i = z_j.
    Same,
    /// |z_i − z_j|.
    Diff,
    /// −|z_i − z_j|.
    Sim,
    /// z_i y_j.
    EgoAlter,
    /// (z_i + z_j) / 2.
    Average,
    /// The smaller of z_i and z_j.
    Minimum,
    /// The larger of z_i and z_j.
    Maximum,
    /// The mean of z over those who send to j (in a model of rates: to i); the mean of such means where nobody does.
    Tertius,
    /// |z_i − A_j|, A_j the mean of z over those who send to j; the mean over all pairs that have one where nobody does.
    TertiusDiff,
    /// 1 where the pair stands in this relation to the last event.
    Shift(Shift),
    /// How often parts of so many members have met before.
    Repetition(u32),
}

/// Participation shifts (Gibson 2003): the last event was A → B; the pair is …
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// B → A.
    AbBa,
    /// B → Y, Y neither A nor B.
    AbBy,
    /// A → B again.
    AbAb,
    /// A → Y.
    AbAy,
    /// X → A.
    AbXa,
    /// X → B.
    AbXb,
    /// X → Y.
    AbXy,
}

/// What is done to a finished statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transform {
    /// Nothing.
    #[default]
    Identity,
    /// |x|.
    Abs,
    /// ln(1 + x).
    Log1p,
    /// The square root.
    Sqrt,
    /// x².
    Square,
    /// 1 where x > 0.
    Positive,
}

impl Transform {
    /// By its name in formulas.
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "identity" => Self::Identity,
            "abs" => Self::Abs,
            "log1p" => Self::Log1p,
            "sqrt" => Self::Sqrt,
            "square" => Self::Square,
            "positive" => Self::Positive,
            _ => return None,
        })
    }

    /// The transformed value.
    pub fn apply(self, x: f64) -> f64 {
        match self {
            Self::Identity => x,
            Self::Abs => x.abs(),
            Self::Log1p => foedera_math::ln_1p(x),
            Self::Sqrt => x.sqrt(),
            Self::Square => x * x,
            Self::Positive => f64::from(u8::from(x > 0.0)),
        }
    }
}

/// Which two-paths i → k → j count, by the order in which their ties came into being: the argument `history`.
///
/// A tie comes into being when its value becomes positive; ties of one instant have no order among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Legs {
    /// All.
    #[default]
    Pooled,
    /// Those whose second tie came into being after the first.
    Sequential,
    /// Those whose second tie came into being when the network changed next after the first did.
    Consecutive,
}

impl Legs {
    /// By its name in formulas.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        match name {
            "pooled" => Some(Self::Pooled),
            "sequential" => Some(Self::Sequential),
            "consecutive" => Some(Self::Consecutive),
            _ => None,
        }
    }

    /// How many third actors stand on a two-path from one to another that counts.
    fn paths(self, layer: &Layer, from: usize, to: usize) -> f64 {
        let mut count = 0.0;
        both(&layer.sent[from], &layer.received[to], &mut |k, _, _| {
            let (first, second) = (layer.since(from, k), layer.since(k, to));
            // What was there from the start has no instant that another could be next to.
            let counts = match self {
                Self::Pooled => true,
                Self::Sequential => second > first,
                Self::Consecutive => first > 0 && second == first + 1,
            };
            count += f64::from(u8::from(counts));
        });
        count
    }
}

/// An effect of a formula, with what it is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// What it measures.
    pub kind: Kind,
    pub(crate) sources: Vec<usize>,
    pub(crate) attributes: Vec<usize>,
    pub(crate) weighted: bool,
    /// Intermediaries count with the smaller weight of their two ties (remverse's shared partners).
    pub(crate) smaller: bool,
    /// Which two-paths count.
    pub(crate) legs: Legs,
    /// Of the sender, where both are possible.
    pub(crate) ego: bool,
    pub(crate) transform: Transform,
    /// 0 where this source has a tie.
    pub(crate) only_new: Option<usize>,
}

/// Of what an effect is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Of the sender.
    Sender,
    /// Of the receiver.
    Receiver,
    /// Of both.
    Pair,
}

/// What may have changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Touched {
    /// The number of an actor.
    Actor(usize),
    /// The pair of a sender and a receiver.
    Pair(usize, usize),
    /// The number of intermediaries of a pair, by so many.
    Count(usize, usize, f64),
    /// All pairs of a sender.
    Row(usize),
    /// All pairs of a receiver.
    Column(usize),
    /// Everything.
    All,
}

/// What a change makes of the part of one intermediary.
#[derive(Clone, Copy)]
enum Moved {
    Not,
    By(f64),
    Anew,
}

impl Moved {
    /// The same, told of a pair.
    fn at(self, i: usize, j: usize) -> Touched {
        match self {
            Self::By(by) => Touched::Count(i, j, by),
            Self::Not | Self::Anew => Touched::Pair(i, j),
        }
    }
}

impl Effect {
    /// Whether it is a number of intermediaries, or a sum of the smaller weights of their two ties, which a change moves by so many.
    pub(crate) fn is_moved(&self) -> bool {
        let paths = matches!(self.kind, Kind::Trans | Kind::Cycle | Kind::CommonSender | Kind::CommonReceiver);
        paths && self.only_new.is_none() && self.legs == Legs::Pooled
    }

    /// Whether it is a number of intermediaries.
    fn is_counted(&self) -> bool {
        self.is_moved() && !self.smaller
    }

    /// What a change of one of its two ties makes of an intermediary whose other tie has this weight.
    fn moved(&self, change: &TieChange, other: f64) -> Moved {
        if !self.smaller {
            return if other > 0.0 { Moved::By(if change.after > 0.0 { 1.0 } else { -1.0 }) } else { Moved::Not };
        }
        let part = |weight: f64| if weight > 0.0 && other > 0.0 { weight.min(other) } else { 0.0 };
        let (before, after) = (part(change.before), part(change.after));
        match after - before {
            0.0 => Moved::Not,
            // Sums of whole numbers are exact in any order; others are made anew, so that they do not depend on it.
            by if before.fract() == 0.0 && after.fract() == 0.0 => Moved::By(by),
            _ => Moved::Anew,
        }
    }

    /// For a number of intermediaries over one list of the sender and one of the receiver: that of the sender.
    pub(crate) fn list_of_sender<'t>(&self, state: &'t State<'_>, i: usize) -> Option<&'t Ties> {
        let (first, last) = (&state.layers[*self.sources.first()?], &state.layers[*self.sources.last()?]);
        match self.kind {
            _ if !self.is_counted() => None,
            Kind::Trans => Some(&first.sent[i]),
            Kind::Cycle => Some(&last.received[i]),
            Kind::CommonSender if self.sources.len() == 1 => Some(&first.received[i]),
            Kind::CommonReceiver if self.sources.len() == 1 => Some(&first.sent[i]),
            _ => None,
        }
    }

    /// That of the receiver.
    pub(crate) fn list_of_receiver<'t>(&self, state: &'t State<'_>, j: usize) -> &'t Ties {
        let (first, last) = (&state.layers[self.sources[0]], &state.layers[self.sources[self.sources.len() - 1]]);
        match self.kind {
            Kind::Trans | Kind::CommonSender => &last.received[j],
            _ => &first.sent[j],
        }
    }

    /// Whether it is made of the numbers of single actors ([`Effect::of_actor`]).
    pub(crate) fn is_of_actors(&self) -> bool {
        matches!(
            self.kind,
            Kind::Ego
                | Kind::Alter
                | Kind::Indegree
                | Kind::Outdegree
                | Kind::TotalDegree
                | Kind::NodeTrans
                | Kind::Tertius
                | Kind::TertiusDiff
        )
    }

    /// Whether the number of an actor is that of the sender.
    pub(crate) fn is_of_sender(&self) -> bool {
        match self.kind {
            Kind::Ego => true,
            Kind::Alter | Kind::TertiusDiff => false,
            _ => self.ego,
        }
    }

    /// Of what it is a number.
    pub(crate) fn scope(&self) -> Scope {
        if !self.is_of_actors() || self.kind == Kind::TertiusDiff || self.only_new.is_some() {
            Scope::Pair
        } else if self.is_of_sender() {
            Scope::Sender
        } else {
            Scope::Receiver
        }
    }

    /// Whether missing numbers of actors take the mean of the others.
    pub(crate) fn is_imputed(&self) -> bool {
        matches!(self.kind, Kind::Tertius | Kind::TertiusDiff)
    }

    /// Whether it changes as time passes.
    pub(crate) fn ages(&self, state: &State<'_>) -> bool {
        self.sources.iter().any(|source| state.layers[*source].decays())
    }

    /// The number of one actor, before the transform; NaN where it has none (tertius of an actor to whom nobody sends).
    pub(crate) fn of_actor(&self, state: &State<'_>, v: usize) -> f64 {
        let layer = || &state.layers[self.sources[0]];
        let sum = |list: &Ties, layer: &Layer| list.iter().map(|(_, weight)| weight).sum::<f64>() * layer.scale;
        let into = |layer: &Layer| {
            if self.weighted { sum(&layer.received[v], layer) } else { f64::from(layer.in_degree[v]) }
        };
        let out =
            |layer: &Layer| if self.weighted { sum(&layer.sent[v], layer) } else { f64::from(layer.out_degree[v]) };
        match self.kind {
            Kind::Ego | Kind::Alter => state.values[self.attributes[0]][v],
            Kind::Indegree => into(layer()),
            Kind::Outdegree => out(layer()),
            Kind::TotalDegree => into(layer()) + out(layer()),
            Kind::NodeTrans => {
                let sent = &layer().sent;
                sent[v].iter().filter(tied).map(|(k, _)| common(&sent[*k as usize], &sent[v])).sum()
            }
            _ => {
                let z = &state.values[self.attributes[0]];
                let list = layer().received[v].iter().filter(tied);
                let (sum, n) = list.fold((0.0, 0.0), |(sum, n), (k, _)| (sum + z[*k as usize], n + 1.0));
                sum / n
            }
        }
    }

    /// The number of a pair. `actor` is that of its actor, if it is made of actors, with means in place of missing numbers.
    pub(crate) fn of_pair(&self, state: &State<'_>, i: usize, j: usize, actor: f64) -> f64 {
        if self.only_new.is_some_and(|source| state.layers[source].has(i, j)) {
            return 0.0;
        }
        if matches!(self.kind, Kind::Tie | Kind::Recip) && !self.weighted {
            return self.raw(state, i, j, actor);
        }
        let value = self.transform.apply(self.raw(state, i, j, actor));
        if self.kind == Kind::Sim { -value } else { value }
    }

    /// The same before the transform.
    pub(crate) fn raw(&self, state: &State<'_>, i: usize, j: usize, actor: f64) -> f64 {
        let layer = |index: usize| &state.layers[self.sources[index.min(self.sources.len() - 1)]];
        match self.kind {
            Kind::Tie | Kind::Recip => {
                let x = if self.kind == Kind::Tie { layer(0).value(i, j) } else { layer(0).value(j, i) };
                if self.weighted { x } else { f64::from(u8::from(x > 0.0)) }
            }
            Kind::Trans if self.legs != Legs::Pooled => self.legs.paths(layer(0), i, j),
            Kind::Cycle if self.legs != Legs::Pooled => self.legs.paths(layer(0), j, i),
            Kind::Trans => self.shared(&layer(0).sent[i], &layer(1).received[j]),
            Kind::Cycle => self.shared(&layer(0).sent[j], &layer(1).received[i]),
            Kind::CommonSender => self.both_orders(|a, b| (&layer(a).received[i], &layer(b).received[j])),
            Kind::CommonReceiver => self.both_orders(|a, b| (&layer(a).sent[i], &layer(b).sent[j])),
            Kind::Four => four(layer(0), i, j),
            Kind::Repetition(_) => 0.0,
            Kind::Shift(shift) => f64::from(u8::from(state.last.iter().any(|last| shift.holds(*last, (i, j))))),
            Kind::TertiusDiff => state.values[self.attributes[0]][i] - actor,
            _ if self.is_of_actors() => actor,
            _ => self.of_values(
                state.values[self.attributes[0]][i],
                state.values[self.attributes[self.attributes.len() - 1]][j],
            ),
        }
    }

    fn of_values(&self, z: f64, y: f64) -> f64 {
        match self.kind {
            Kind::Same => f64::from(u8::from(z == y)),
            Kind::EgoAlter => z * y,
            Kind::Average => 0.5 * (z + y),
            Kind::Minimum => z.min(y),
            Kind::Maximum => z.max(y),
            _ => z - y,
        }
    }

    /// Intermediaries that are in both lists.
    fn shared(&self, first: &Ties, second: &Ties) -> f64 {
        if self.smaller { smaller(first, second) } else { common(first, second) }
    }

    /// Of one network, or of two in both orders.
    fn both_orders<'t>(&self, lists: impl Fn(usize, usize) -> (&'t Ties, &'t Ties)) -> f64 {
        let (first, second) = lists(0, 1);
        let one = self.shared(first, second);
        if self.sources.len() < 2 {
            return one;
        }
        let (first, second) = lists(1, 0);
        one + self.shared(first, second)
    }

    /// What a change of a tie may touch. Asked before the change is made.
    pub(crate) fn touched_by_tie(&self, state: &State<'_>, change: &TieChange, tell: &mut dyn FnMut(Touched)) {
        let TieChange { source, from: u, to: v, .. } = *change;
        if self.only_new == Some(source) && change.is_binary() {
            tell(Touched::Pair(u, v));
        }
        if !self.sources.contains(&source) || !(self.weighted || self.smaller || change.is_binary()) {
            return;
        }
        let (a, b) = (self.sources[0], self.sources[self.sources.len() - 1]);
        let (first, second) = (&state.layers[a], &state.layers[b]);
        let each =
            |list: &Ties, tell: &mut dyn FnMut(usize)| list.iter().filter(tied).for_each(|(k, _)| tell(*k as usize));
        // The partners in a list whose tie makes, with the one that changes, another number.
        let moved = |list: &Ties, tell: &mut dyn FnMut(usize, Moved)| {
            for (k, weight) in list {
                match self.moved(change, *weight) {
                    Moved::Not => {}
                    how => tell(*k as usize, how),
                }
            }
        };
        // In effects of two networks in both orders, the one beside the one that changes.
        let both_change = self.sources.len() > 1 && source == b;
        let others = [(source == a).then_some(second), both_change.then_some(first)].into_iter().flatten();
        match self.kind {
            Kind::Tie => tell(Touched::Pair(u, v)),
            Kind::Recip => tell(Touched::Pair(v, u)),
            Kind::Indegree | Kind::Tertius | Kind::TertiusDiff => tell(Touched::Actor(v)),
            Kind::Outdegree => tell(Touched::Actor(u)),
            Kind::TotalDegree => {
                tell(Touched::Actor(u));
                tell(Touched::Actor(v));
            }
            Kind::Trans => {
                if source == a {
                    moved(&second.sent[v], &mut |j, how| tell(how.at(u, j)));
                }
                if source == b {
                    moved(&first.received[u], &mut |i, how| tell(how.at(i, v)));
                }
            }
            Kind::Cycle => {
                if source == a {
                    moved(&second.sent[v], &mut |i, how| tell(how.at(i, u)));
                }
                if source == b {
                    moved(&first.received[u], &mut |j, how| tell(how.at(v, j)));
                }
            }
            Kind::CommonSender => {
                for layer in others {
                    moved(&layer.sent[u], &mut |j, how| {
                        tell(how.at(v, j));
                        tell(how.at(j, v));
                    });
                }
            }
            Kind::CommonReceiver => {
                for layer in others {
                    moved(&layer.received[v], &mut |j, how| {
                        tell(how.at(u, j));
                        tell(how.at(j, u));
                    });
                }
            }
            Kind::NodeTrans => {
                tell(Touched::Actor(u));
                both(&first.received[u], &first.received[v], &mut |w, _, _| tell(Touched::Actor(w)));
            }
            Kind::Four => {
                each(&first.received[v], &mut |h| each(&first.sent[h], &mut |j| tell(Touched::Pair(u, j))));
                each(&first.received[v], &mut |i| each(&first.sent[u], &mut |j| tell(Touched::Pair(i, j))));
                each(&first.sent[u], &mut |k| each(&first.received[k], &mut |i| tell(Touched::Pair(i, v))));
                // The new tie closes paths over itself, too.
                each(&first.sent[u], &mut |j| tell(Touched::Pair(u, j)));
                each(&first.received[v], &mut |i| tell(Touched::Pair(i, v)));
                tell(Touched::Pair(u, v));
            }
            _ => {}
        }
    }

    /// What a change of an actor's value may touch.
    pub(crate) fn touched_by_value(
        &self,
        state: &State<'_>,
        attribute: usize,
        actor: usize,
        tell: &mut dyn FnMut(Touched),
    ) {
        let (first, last) = (self.attributes.first() == Some(&attribute), self.attributes.last() == Some(&attribute));
        if !first && !last {
            return;
        }
        match self.kind {
            Kind::Ego | Kind::Alter => tell(Touched::Actor(actor)),
            Kind::Tertius | Kind::TertiusDiff => {
                for (j, _) in &state.layers[self.sources[0]].sent[actor] {
                    tell(Touched::Actor(*j as usize));
                }
                if self.kind == Kind::TertiusDiff {
                    // The mean over all pairs has this actor in each of its columns.
                    (0..state.layers[self.sources[0]].received.len()).for_each(|j| tell(Touched::Actor(j)));
                    tell(Touched::Row(actor));
                }
            }
            _ => {
                if first {
                    tell(Touched::Row(actor));
                }
                if last {
                    tell(Touched::Column(actor));
                }
            }
        }
    }

    /// What the last event touches when it becomes, or ceases to be, the last one.
    pub(crate) fn touched_by_event(&self, sender: usize, receiver: usize, tell: &mut dyn FnMut(Touched)) {
        match self.kind {
            Kind::Shift(Shift::AbXy) => tell(Touched::All),
            Kind::Shift(Shift::AbBa) => tell(Touched::Pair(receiver, sender)),
            Kind::Shift(Shift::AbAb) => tell(Touched::Pair(sender, receiver)),
            Kind::Shift(Shift::AbBy) => tell(Touched::Row(receiver)),
            Kind::Shift(Shift::AbAy) => tell(Touched::Row(sender)),
            Kind::Shift(Shift::AbXa) => tell(Touched::Column(sender)),
            Kind::Shift(Shift::AbXb) => tell(Touched::Column(receiver)),
            _ => {}
        }
    }

    /// Where the number of an actor is told: its row or its column.
    pub(crate) fn spread(&self, actor: usize) -> Touched {
        if self.is_of_sender() { Touched::Row(actor) } else { Touched::Column(actor) }
    }
}

impl Shift {
    fn holds(self, (a, b): (usize, usize), (i, j): (usize, usize)) -> bool {
        match self {
            Self::AbBa => (i, j) == (b, a),
            Self::AbBy => i == b && j != a && j != b,
            Self::AbAb => (i, j) == (a, b),
            Self::AbAy => i == a && j != a && j != b,
            Self::AbXa => j == a && i != a && i != b,
            Self::AbXb => j == b && i != a && i != b,
            Self::AbXy => ![a, b].contains(&i) && ![a, b].contains(&j),
        }
    }
}

pub(crate) fn tied(tie: &&(u32, f64)) -> bool {
    tie.1 > 0.0
}

/// Walk over the partners that are in both lists with positive weights.
fn both(first: &Ties, second: &Ties, found: &mut dyn FnMut(usize, f64, f64)) {
    let (short, long) = if first.len() <= second.len() { (first, second) } else { (second, first) };
    let swapped = first.len() > second.len();
    let mut tell = |k: u32, a: f64, b: f64| {
        if a > 0.0 && b > 0.0 {
            if swapped { found(k as usize, b, a) } else { found(k as usize, a, b) }
        }
    };
    if 16 * short.len() < long.len() {
        for (k, a) in short {
            if let Ok(place) = long.binary_search_by_key(k, |(own, _)| *own) {
                tell(*k, *a, long[place].1);
            }
        }
        return;
    }
    let (mut p, mut q) = (0, 0);
    while p < short.len() && q < long.len() {
        let ((k, a), (l, b)) = (short[p], long[q]);
        if k == l {
            tell(k, a, b);
        }
        p += usize::from(k <= l);
        q += usize::from(l <= k);
    }
}

/// How many partners are in both lists.
fn common(first: &Ties, second: &Ties) -> f64 {
    let mut count = 0.0;
    both(first, second, &mut |_, _, _| count += 1.0);
    count
}

/// Σ over common partners of the smaller weight.
fn smaller(first: &Ties, second: &Ties) -> f64 {
    let mut sum = 0.0;
    both(first, second, &mut |_, a, b| sum += a.min(b));
    sum
}

/// Paths i → k ← h → j with h ≠ i and k ≠ j: X X'X − diag(row sums) X − X diag(column sums) + X.
fn four(layer: &Layer, i: usize, j: usize) -> f64 {
    let mut paths = 0.0;
    for (k, _) in layer.sent[i].iter().filter(tied) {
        paths += common(&layer.received[*k as usize], &layer.received[j]);
    }
    if layer.has(i, j) {
        paths += 1.0 - f64::from(layer.out_degree[i]) - f64::from(layer.in_degree[j]);
    }
    paths
}
