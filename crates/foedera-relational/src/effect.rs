//! The effects: one definition each, for every law.
//!
//! x_ij is the value of a tie, b_ij = 1 where x_ij > 0. Each effect is a number for a pair (i, j), or, in a law of rates, for
//! a sender i. Closure effects always use b.

use crate::state::State;

/// What an effect measures.
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
    /// Σ_k b_ik b_kj: partners of partners.
    Trans,
    /// Σ_k b_jk b_ki.
    Cycle,
    /// Σ_k b_ki b_kj.
    CommonSender,
    /// Σ_k b_ik b_jk.
    CommonReceiver,
    /// Σ_{k,l} b_vk b_kl b_vl of one actor v.
    NodeTrans,
    /// Paths of three i → k ← h → j.
    Four,
    /// Σ_k a_ik b_kj over two networks a, b: the friend's enemy.
    MixedTrans,
    /// Σ_k a_jk b_ki.
    MixedCycle,
    /// Σ_k (a_ki b_kj + b_ki a_kj).
    MixedCommonSender,
    /// Σ_k (a_ik b_jk + b_ik a_jk).
    MixedCommonReceiver,
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
    /// The mean of z over those who send to j (in a law of rates: to i); the mean of such means where nobody does.
    Tertius,
    /// |z_i − A_j|, A_j as in tertius.
    TertiusDiff,
}

/// An effect of a formula, with what it is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// What it measures.
    pub kind: Kind,
    /// Its name, as in the formula.
    pub name: String,
    pub(crate) sources: Vec<usize>,
    pub(crate) attributes: Vec<usize>,
    pub(crate) weighted: bool,
    /// Of the sender, where both are possible.
    pub(crate) ego: bool,
}

/// The kind of a name.
pub(crate) fn kind_of(name: &str) -> Option<Kind> {
    Some(match name {
        "inertia" | "tie" => Kind::Tie,
        "recip" => Kind::Recip,
        "indeg" => Kind::Indegree,
        "outdeg" => Kind::Outdegree,
        "trans" => Kind::Trans,
        "cycle" => Kind::Cycle,
        "common_sender" => Kind::CommonSender,
        "common_receiver" => Kind::CommonReceiver,
        "node_trans" => Kind::NodeTrans,
        "four" => Kind::Four,
        "mixed_trans" => Kind::MixedTrans,
        "mixed_cycle" => Kind::MixedCycle,
        "mixed_common_sender" => Kind::MixedCommonSender,
        "mixed_common_receiver" => Kind::MixedCommonReceiver,
        "ego" => Kind::Ego,
        "alter" => Kind::Alter,
        "same" => Kind::Same,
        "diff" => Kind::Diff,
        "sim" => Kind::Sim,
        "ego_alter" => Kind::EgoAlter,
        "tertius" => Kind::Tertius,
        "tertius_diff" => Kind::TertiusDiff,
        _ => return None,
    })
}

/// A matrix of a state with its shape.
struct View<'a> {
    x: &'a [f64],
    rows: usize,
    columns: usize,
}

impl View<'_> {
    fn b(&self, i: usize, j: usize) -> f64 {
        f64::from(u8::from(self.x[i * self.columns + j] > 0.0))
    }

    /// The neighbours to which each row has a tie.
    fn sent(&self) -> Vec<Vec<usize>> {
        (0..self.rows).map(|i| (0..self.columns).filter(|j| self.b(i, *j) > 0.0).collect()).collect()
    }

    /// Those who have a tie to each column.
    fn received(&self) -> Vec<Vec<usize>> {
        (0..self.columns).map(|j| (0..self.rows).filter(|i| self.b(*i, j) > 0.0).collect()).collect()
    }

    fn value(&self, i: usize, j: usize, weighted: bool) -> f64 {
        if weighted { self.x[i * self.columns + j] } else { self.b(i, j) }
    }
}

impl Effect {
    /// Whether something that it is of has changed.
    pub(crate) fn is_dirty(&self, state: &State<'_>) -> bool {
        self.sources.iter().any(|source| state.dirty_ties[*source])
            || self.attributes.iter().any(|attribute| state.dirty_values[*attribute])
    }

    fn view<'a>(&self, state: &'a State<'_>, which: usize, (rows, columns): (usize, usize)) -> View<'a> {
        View { x: &state.ties[self.sources[which]], rows, columns }
    }

    /// Its value for every sender.
    pub(crate) fn of_senders(&self, state: &State<'_>, size: (usize, usize), out: &mut [f64]) {
        match self.kind {
            Kind::Ego => out.copy_from_slice(&state.values[self.attributes[0]]),
            Kind::Indegree | Kind::Outdegree => {
                let degrees = self.degrees(state, size, self.kind == Kind::Indegree);
                out.copy_from_slice(&degrees);
            }
            Kind::NodeTrans => out.copy_from_slice(&self.node_trans(state, size)),
            Kind::Tertius => out.copy_from_slice(&self.tertius(state, size)),
            _ => out.fill(0.0),
        }
    }

    /// Its value for every pair, sender by sender.
    pub(crate) fn of_pairs(&self, state: &State<'_>, size: (usize, usize), out: &mut [f64]) {
        let columns = size.1;
        let z = |which: usize| &state.values[self.attributes[which]];
        let each = |out: &mut [f64], value: &dyn Fn(usize, usize) -> f64| {
            for (index, cell) in out.iter_mut().enumerate() {
                *cell = value(index / columns, index % columns);
            }
        };
        match self.kind {
            Kind::Tie => {
                let view = self.view(state, 0, size);
                each(out, &|i, j| view.value(i, j, self.weighted));
            }
            Kind::Recip => {
                let view = self.view(state, 0, size);
                each(out, &|i, j| view.value(j, i, self.weighted));
            }
            Kind::Indegree | Kind::Outdegree => {
                let degrees = self.degrees(state, size, self.kind == Kind::Indegree);
                each(out, &|i, j| degrees[if self.ego { i } else { j }]);
            }
            Kind::NodeTrans => {
                let counts = self.node_trans(state, size);
                each(out, &|i, j| counts[if self.ego { i } else { j }]);
            }
            Kind::Ego => each(out, &|i, _| z(0)[i]),
            Kind::Alter => each(out, &|_, j| z(0)[j]),
            Kind::Same => each(out, &|i, j| f64::from(u8::from(z(0)[i] == z(0)[j]))),
            Kind::Diff => each(out, &|i, j| (z(0)[i] - z(0)[j]).abs()),
            Kind::Sim => each(out, &|i, j| -(z(0)[i] - z(0)[j]).abs()),
            Kind::EgoAlter => each(out, &|i, j| z(0)[i] * z(self.attributes.len() - 1)[j]),
            Kind::Tertius => {
                let means = self.tertius(state, size);
                each(out, &|_, j| means[j]);
            }
            Kind::TertiusDiff => {
                let means = self.tertius(state, size);
                each(out, &|i, j| (z(0)[i] - means[j]).abs());
            }
            Kind::Four => self.four(state, size, out),
            _ => self.two_paths(state, size, out),
        }
    }

    /// Degrees of receivers (or senders): of how many they receive, or to how many they send.
    fn degrees(&self, state: &State<'_>, size: (usize, usize), incoming: bool) -> Vec<f64> {
        let view = self.view(state, 0, size);
        let (rows, columns) = size;
        if incoming {
            (0..columns).map(|j| (0..rows).map(|i| view.value(i, j, self.weighted)).sum()).collect()
        } else {
            (0..rows).map(|i| (0..columns).map(|j| view.value(i, j, self.weighted)).sum()).collect()
        }
    }

    /// Effects that count intermediaries k.
    fn two_paths(&self, state: &State<'_>, size: (usize, usize), out: &mut [f64]) {
        out.fill(0.0);
        let first = self.view(state, 0, size);
        let second = self.view(state, self.sources.len() - 1, size);
        let columns = size.1;
        // For each k, pairs (i, j) of those that stand to k as the effect says.
        let add = |out: &mut [f64], left: &[Vec<usize>], right: &[Vec<usize>]| {
            for (left, right) in left.iter().zip(right) {
                for i in left {
                    for j in right {
                        out[i * columns + j] += 1.0;
                    }
                }
            }
        };
        match self.kind {
            Kind::Trans | Kind::MixedTrans => add(out, &first.received(), &second.sent()),
            Kind::Cycle | Kind::MixedCycle => add(out, &second.sent(), &first.received()),
            Kind::CommonSender => add(out, &first.sent(), &first.sent()),
            Kind::CommonReceiver => add(out, &first.received(), &first.received()),
            Kind::MixedCommonSender => {
                add(out, &first.sent(), &second.sent());
                add(out, &second.sent(), &first.sent());
            }
            Kind::MixedCommonReceiver => {
                add(out, &first.received(), &second.received());
                add(out, &second.received(), &first.received());
            }
            _ => {}
        }
    }

    fn node_trans(&self, state: &State<'_>, size: (usize, usize)) -> Vec<f64> {
        let view = self.view(state, 0, size);
        let sent = view.sent();
        let count = |own: &Vec<usize>| {
            let closed = |k: &usize| sent[*k].iter().filter(|l| own.contains(l)).count() as f64;
            own.iter().map(closed).sum()
        };
        sent.iter().map(count).collect()
    }

    /// X X'X − diag(row sums) X − X diag(column sums) + X, the diagonal of one mode taken as zero.
    fn four(&self, state: &State<'_>, size: (usize, usize), out: &mut [f64]) {
        let (rows, columns) = size;
        let view = self.view(state, 0, size);
        let one_mode = state.is_one_mode();
        let b = |i: usize, j: usize| if one_mode && i == j { 0.0 } else { view.b(i, j) };
        let sent: Vec<Vec<usize>> = (0..rows).map(|i| (0..columns).filter(|j| b(i, *j) > 0.0).collect()).collect();
        let got: Vec<Vec<usize>> = (0..columns).map(|j| (0..rows).filter(|i| b(*i, j) > 0.0).collect()).collect();
        out.fill(0.0);
        for i in 0..rows {
            for k in &sent[i] {
                for h in &got[*k] {
                    for j in &sent[*h] {
                        out[i * columns + j] += 1.0;
                    }
                }
            }
            for j in 0..columns {
                out[i * columns + j] += b(i, j) * (1.0 - sent[i].len() as f64 - got[j].len() as f64);
            }
        }
    }

    fn tertius(&self, state: &State<'_>, size: (usize, usize)) -> Vec<f64> {
        let z = &state.values[self.attributes[0]];
        let received = self.view(state, 0, size).received();
        let mean = |list: &Vec<usize>| list.iter().map(|k| z[*k]).sum::<f64>() / list.len() as f64;
        let means: Vec<f64> = received.iter().map(mean).collect();
        let known: Vec<f64> = means.iter().copied().filter(|mean| !mean.is_nan()).collect();
        let overall = if known.is_empty() { 0.0 } else { known.iter().sum::<f64>() / known.len() as f64 };
        means.into_iter().map(|mean| if mean.is_nan() { overall } else { mean }).collect()
    }
}
