//! A binary network of one set of actors.

use crate::actor_oriented::Error;

/// A binary network: who has a tie to whom. Without loops. A non-directed one has both halves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    actors: usize,
    ties: Vec<bool>,
}

impl Network {
    /// A network of this many actors from its matrix by rows: cell `i * actors + j` says whether i has a tie to j.
    ///
    /// # Errors
    /// [`Error::Cells`] if the matrix is not square, [`Error::Loop`] if its diagonal has a tie.
    pub fn new(actors: usize, ties: Vec<bool>) -> Result<Self, Error> {
        if ties.len() != actors * actors {
            return Err(Error::Cells { actors, cells: ties.len() });
        }
        match (0..actors).find(|actor| ties[actor * actors + actor]) {
            Some(actor) => Err(Error::Loop { actor }),
            None => Ok(Self { actors, ties }),
        }
    }

    /// From a matrix whose form is known to be right.
    pub(crate) fn from_matrix(actors: usize, ties: Vec<bool>) -> Self {
        Self { actors, ties }
    }

    /// The number of actors.
    pub fn actors(&self) -> usize {
        self.actors
    }

    /// Whether `from` has a tie to `to` (actors from 0).
    ///
    /// # Panics
    /// If there is no such actor.
    pub fn has(&self, from: usize, to: usize) -> bool {
        assert!(from < self.actors && to < self.actors, "an actor of the network");
        self.ties[from * self.actors + to]
    }

    /// The same network with the tie from `from` to `to` there or not.
    ///
    /// # Panics
    /// If there is no such actor, or they are the same.
    #[must_use]
    pub fn with(mut self, from: usize, to: usize, there: bool) -> Self {
        assert!(from < self.actors && to < self.actors && from != to, "two actors of the network");
        self.ties[from * self.actors + to] = there;
        self
    }

    /// Whether every tie is there in both directions.
    pub fn is_symmetric(&self) -> bool {
        (0..self.actors).all(|i| (0..i).all(|j| self.has(i, j) == self.has(j, i)))
    }

    /// The share of ordered pairs that have a tie, 0 to 1; 0 below two actors.
    pub fn density(&self) -> f64 {
        let pairs = self.actors * self.actors.saturating_sub(1);
        if pairs == 0 { 0.0 } else { self.ties.iter().filter(|tie| **tie).count() as f64 / pairs as f64 }
    }

    /// The number of ordered pairs in which the two networks differ: their Hamming distance.
    ///
    /// # Panics
    /// If they do not have the same number of actors.
    pub fn distance(&self, other: &Self) -> usize {
        assert_eq!(self.actors, other.actors, "networks of the same actors");
        self.ties.iter().zip(&other.ties).filter(|(own, their)| own != their).count()
    }

    /// The matrix by rows.
    pub(crate) fn matrix(&self) -> &[bool] {
        &self.ties
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_that_is_no_network_is_refused() {
        assert_eq!(Network::new(2, vec![false; 3]), Err(Error::Cells { actors: 2, cells: 3 }));
        assert_eq!(Network::new(2, vec![false, true, true, true]), Err(Error::Loop { actor: 1 }));
    }

    #[test]
    fn distance_density_and_symmetry_are_counted() {
        let empty = Network::new(3, vec![false; 9]).unwrap();
        let one = empty.clone().with(0, 2, true);
        assert_eq!((empty.distance(&one), one.is_symmetric()), (1, false));
        let both = one.with(2, 0, true);
        assert_eq!((empty.distance(&both), both.is_symmetric()), (2, true));
        assert!((both.density() - 1.0 / 3.0).abs() < 1e-15);
    }
}
