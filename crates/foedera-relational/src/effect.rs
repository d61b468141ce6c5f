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

impl Effect {
    /// Whether something that it is of has changed.
    pub(crate) fn is_dirty(&self, state: &State<'_>) -> bool {
        let changed = |source: &usize| state.changed_ties[*source].as_ref().is_none_or(|list| !list.is_empty());
        self.sources.iter().any(changed) || self.attributes.iter().any(|attribute| state.dirty_values[*attribute])
    }

    /// The senders whose rows may have changed; `None`: all. Effects of actors do not ask.
    ///
    /// A changed tie u → v touches the rows in which it is a leg of a path. A row that lost its other leg at the same time
    /// is named by that leg's own change, so the lists as they are now suffice.
    pub(crate) fn touched(&self, state: &State<'_>) -> Option<Vec<usize>> {
        if self.attributes.iter().any(|attribute| state.dirty_values[*attribute]) {
            return None;
        }
        let (a, b) = (*self.sources.first()?, *self.sources.last()?);
        let mut rows = Vec::new();
        for source in &self.sources {
            for (u, v) in state.changed_ties[*source].as_ref()? {
                match self.kind {
                    Kind::Tie => rows.push(*u),
                    Kind::Recip => rows.push(*v),
                    Kind::Trans | Kind::MixedTrans => {
                        rows.push(*u);
                        rows.extend(&state.received[a][*u]);
                    }
                    Kind::Cycle | Kind::MixedCycle => {
                        rows.push(*v);
                        rows.extend(&state.sent[b][*v]);
                    }
                    Kind::CommonSender | Kind::MixedCommonSender => {
                        rows.push(*v);
                        rows.extend(state.sent[a][*u].iter().chain(&state.sent[b][*u]));
                    }
                    Kind::CommonReceiver | Kind::MixedCommonReceiver => {
                        rows.push(*u);
                        rows.extend(state.received[a][*v].iter().chain(&state.received[b][*v]));
                    }
                    _ => return None,
                }
            }
        }
        rows.sort_unstable();
        rows.dedup();
        Some(rows)
    }

    /// Values of single actors, where it is made of them: of senders if it is of the sender, else of receivers.
    pub(crate) fn of_actors(&self, state: &State<'_>) -> Option<Vec<f64>> {
        let z = || state.values[self.attributes[0]].clone();
        Some(match self.kind {
            Kind::Ego | Kind::Alter => z(),
            Kind::Indegree | Kind::Outdegree if self.weighted => self.weighted_degrees(state),
            Kind::Indegree => state.received[self.sources[0]].iter().map(|list| list.len() as f64).collect(),
            Kind::Outdegree => state.sent[self.sources[0]].iter().map(|list| list.len() as f64).collect(),
            Kind::NodeTrans => self.node_trans(state),
            Kind::Tertius | Kind::TertiusDiff => self.tertius(state),
            _ => return None,
        })
    }

    /// Whether a value of single actors is that of the sender.
    pub(crate) fn is_of_sender(&self) -> bool {
        match self.kind {
            Kind::Ego => true,
            Kind::Alter | Kind::Tertius | Kind::TertiusDiff => false,
            _ => self.ego,
        }
    }

    /// Its values for one sender towards every receiver. `actors` is what [`Effect::of_actors`] gave.
    pub(crate) fn of_row(&self, state: &State<'_>, i: usize, actors: Option<&[f64]>, out: &mut [f64]) {
        if let Some(actors) = actors {
            match self.kind {
                Kind::TertiusDiff => {
                    let own = state.values[self.attributes[0]][i];
                    out.iter_mut().zip(actors).for_each(|(cell, mean)| *cell = (own - mean).abs());
                }
                _ if self.is_of_sender() => out.fill(actors[i]),
                _ => out.copy_from_slice(actors),
            }
            return;
        }
        match self.kind {
            Kind::Tie | Kind::Recip => self.tie_row(state, i, out),
            Kind::Same | Kind::Diff | Kind::Sim | Kind::EgoAlter => self.value_row(state, i, out),
            Kind::Four => self.four_row(state, i, out),
            _ => self.path_row(state, i, out),
        }
    }

    fn tie_row(&self, state: &State<'_>, i: usize, out: &mut [f64]) {
        let (x, columns) = (&state.ties[self.sources[0]], out.len());
        for (j, cell) in out.iter_mut().enumerate() {
            let value = if self.kind == Kind::Tie { x[i * columns + j] } else { x[j * columns + i] };
            *cell = if self.weighted { value } else { f64::from(u8::from(value > 0.0)) };
        }
    }

    fn value_row(&self, state: &State<'_>, i: usize, out: &mut [f64]) {
        let z = &state.values[self.attributes[0]];
        let y = &state.values[self.attributes[self.attributes.len() - 1]];
        for (j, cell) in out.iter_mut().enumerate() {
            *cell = match self.kind {
                Kind::Same => f64::from(u8::from(z[i] == z[j])),
                Kind::Diff => (z[i] - z[j]).abs(),
                Kind::Sim => -(z[i] - z[j]).abs(),
                _ => z[i] * y[j],
            };
        }
    }

    /// Effects that count intermediaries k: from i to the k, and from each k to the j.
    fn path_row(&self, state: &State<'_>, i: usize, out: &mut [f64]) {
        out.fill(0.0);
        let (a, b) = (self.sources[0], self.sources[self.sources.len() - 1]);
        let (sent, received) = (&state.sent, &state.received);
        let mut add = |first: &[usize], second: &[Vec<usize>]| {
            for k in first {
                for j in &second[*k] {
                    out[*j] += 1.0;
                }
            }
        };
        match self.kind {
            Kind::Trans | Kind::MixedTrans => add(&sent[a][i], &sent[b]),
            Kind::Cycle | Kind::MixedCycle => add(&received[b][i], &received[a]),
            Kind::CommonSender => add(&received[a][i], &sent[a]),
            Kind::CommonReceiver => add(&sent[a][i], &received[a]),
            Kind::MixedCommonSender => {
                add(&received[a][i], &sent[b]);
                add(&received[b][i], &sent[a]);
            }
            Kind::MixedCommonReceiver => {
                add(&sent[a][i], &received[b]);
                add(&sent[b][i], &received[a]);
            }
            _ => {}
        }
    }

    /// Paths i → k ← h → j with h ≠ i and k ≠ j: X X'X − diag(row sums) X − X diag(column sums) + X.
    fn four_row(&self, state: &State<'_>, i: usize, out: &mut [f64]) {
        out.fill(0.0);
        let (sent, received) = (&state.sent[self.sources[0]], &state.received[self.sources[0]]);
        for k in &sent[i] {
            for h in &received[*k] {
                for j in &sent[*h] {
                    out[*j] += 1.0;
                }
            }
        }
        for j in &sent[i] {
            out[*j] += 1.0 - sent[i].len() as f64 - received[*j].len() as f64;
        }
    }

    fn weighted_degrees(&self, state: &State<'_>) -> Vec<f64> {
        let x = &state.ties[self.sources[0]];
        let rows = state.sent[self.sources[0]].len();
        let columns = x.len() / rows.max(1);
        if self.kind == Kind::Indegree {
            (0..columns).map(|j| (0..rows).map(|i| x[i * columns + j]).sum()).collect()
        } else {
            (0..rows).map(|i| x[i * columns..(i + 1) * columns].iter().sum()).collect()
        }
    }

    fn node_trans(&self, state: &State<'_>) -> Vec<f64> {
        let sent = &state.sent[self.sources[0]];
        let count = |own: &Vec<usize>| {
            let closed = |k: &usize| sent[*k].iter().filter(|l| own.binary_search(l).is_ok()).count() as f64;
            own.iter().map(closed).sum()
        };
        sent.iter().map(count).collect()
    }

    fn tertius(&self, state: &State<'_>) -> Vec<f64> {
        let z = &state.values[self.attributes[0]];
        let received = &state.received[self.sources[0]];
        let mean = |list: &Vec<usize>| list.iter().map(|k| z[*k]).sum::<f64>() / list.len() as f64;
        let means: Vec<f64> = received.iter().map(mean).collect();
        let known: Vec<f64> = means.iter().copied().filter(|mean| !mean.is_nan()).collect();
        let overall = if known.is_empty() { 0.0 } else { known.iter().sum::<f64>() / known.len() as f64 };
        means.into_iter().map(|mean| if mean.is_nan() { overall } else { mean }).collect()
    }
}
