//! The estimation sample of a process of events: cases with the values of effects.

use foedera_likelihood::Response;
use foedera_math::{Draw, Stream};

use crate::{Effect, Process, Scaling};

/// A case: whether its event happened, and what it belongs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// The year; `None` where cases are not dated.
    pub year: Option<i16>,
    /// The cluster in which cases depend on each other, held out together: a dispute, a war.
    pub group: u32,
    /// Whether the event happened.
    pub happened: bool,
}

/// The cases of a process, with the raw values of effects (NaN where missing).
#[derive(Debug, Clone, PartialEq)]
pub struct Cases {
    /// The process.
    pub process: Process,
    /// The effects, in the order of the columns; the intercept comes first.
    pub effects: Vec<Effect>,
    /// The cases.
    pub rows: Vec<Case>,
    /// Values by rows, `rows × effects`; NaN is missing.
    pub values: Vec<f64>,
    /// The share of the cases without the event that are among the rows: 1 unless they were thinned ([`Cases::thinned`]).
    pub share: f64,
}

impl Cases {
    /// The values of a case.
    pub fn x(&self, row: usize) -> &[f64] {
        &self.values[row * self.effects.len()..(row + 1) * self.effects.len()]
    }

    /// How many events there are.
    pub fn events(&self) -> usize {
        self.rows.iter().filter(|row| row.happened).count()
    }

    /// The same cases with these effects alone, which must be among its own.
    ///
    /// # Panics
    /// If one is not.
    #[must_use]
    pub fn select(&self, effects: &[Effect]) -> Self {
        let find = |effect: &Effect| self.effects.iter().position(|own| own == effect).expect("an effect of the cases");
        let columns: Vec<usize> = effects.iter().map(find).collect();
        let values = (0..self.rows.len()).flat_map(|row| columns.iter().map(move |column| self.x(row)[*column]));
        let (values, rows) = (values.collect(), self.rows.clone());
        Self { process: self.process, effects: effects.to_vec(), values, rows, share: self.share }
    }

    /// The cases with the event and one in so many of the others, drawn by group and year, so that neither their order nor what happened
    /// later moves which. Of rare events the others hardly tell more; the intercept is corrected by their share (Prentice and Pyke 1979;
    /// King and Zeng 2001).
    #[must_use]
    pub fn thinned(&self, every: u32) -> Self {
        let kept = |case: &Case| {
            let option = u32::from(case.year.unwrap_or(0).unsigned_abs());
            let draw = Draw { seed: 0, future: case.group, stream: Stream::ThinnedCases, option };
            case.happened || draw.uniform(0) * f64::from(every) < 1.0
        };
        let thinned = self.filter(kept);
        let others = |of: &Self| of.rows.len() - of.events();
        let share = if others(self) == 0 { 1.0 } else { others(&thinned) as f64 / others(self) as f64 };
        Self { share: self.share * share, ..thinned }
    }

    /// The cases of which `keep` holds.
    #[must_use]
    pub fn filter(&self, keep: impl Fn(&Case) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.rows.len()).filter(|row| keep(&self.rows[*row])).collect();
        Self {
            process: self.process,
            effects: self.effects.clone(),
            rows: kept.iter().map(|row| self.rows[*row]).collect(),
            values: kept.iter().flat_map(|row| self.x(*row).iter().copied()).collect(),
            share: self.share,
        }
    }

    /// Centre and scale of each effect; the intercept stays as it is.
    pub fn scalings(&self) -> Vec<Scaling> {
        let of = |(column, effect): (usize, &Effect)| match *effect {
            Effect::INTERCEPT => Scaling::IDENTITY,
            _ => Scaling::of_rows((0..self.rows.len()).map(|row| self.x(row)[column])),
        };
        self.effects.iter().enumerate().map(of).collect()
    }

    /// The rows centred and scaled, without the intercept.
    pub(super) fn design(&self, scalings: &[Scaling]) -> Vec<f64> {
        let own = self.effects.iter().zip(scalings).enumerate().skip(1);
        let own: Vec<(usize, (&Effect, &Scaling))> = own.collect();
        let rows = (0..self.rows.len()).map(|row| self.x(row));
        rows.flat_map(|x| own.iter().map(move |(column, (effect, scaling))| effect.drawn_in(x[*column], scaling)))
            .collect()
    }

    /// The likelihood of the events; parameters are the coefficients, then minus the intercept.
    pub(super) fn response(&self, scalings: &[Scaling]) -> Response {
        let answers = self.rows.iter().map(|row| usize::from(row.happened)).collect();
        let clusters = self.rows.iter().map(|row| row.group).collect();
        Response::new(self.effects.len() - 1, 2, self.design(scalings), answers, clusters)
    }
}
