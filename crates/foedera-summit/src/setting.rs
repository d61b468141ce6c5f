//! One negotiation in numbers.

/// Actors with positions on issues, and what holds if they do not agree. Ranges and distributions have been drawn already.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The number of issues, at least 1.
    pub issues: usize,
    /// What each actor wants, by rows of `issues`, on each issue's own scale.
    pub positions: Vec<f64>,
    /// How much each actor cares, by rows of `issues`, from 0 to 1.
    pub saliences: Vec<f64>,
    /// What each actor can bring to bear, for each actor and issue by rows; not negative.
    pub capabilities: Vec<f64>,
    /// What holds on each issue without an agreement; NaN where it is not known.
    pub reference: Vec<f64>,
    /// The ends of each issue's scale, low then high.
    pub scales: Vec<(f64, f64)>,
}

impl Setting {
    /// The number of actors.
    pub fn actors(&self) -> usize {
        self.positions.len() / self.issues
    }

    /// Where the numbers of an actor on an issue stand in the lists.
    pub fn at(&self, actor: usize, issue: usize) -> usize {
        actor * self.issues + issue
    }

    /// Capability times salience: what an actor puts behind its position on an issue.
    pub fn weight(&self, actor: usize, issue: usize) -> f64 {
        let at = self.at(actor, issue);
        self.capabilities[at] * self.saliences[at]
    }
}
