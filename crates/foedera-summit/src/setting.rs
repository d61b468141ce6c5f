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
    /// The same setting with its actors in the order of their positions, saliences and capabilities.
    pub(crate) fn ordered(&self) -> Self {
        let row = |values: &[f64], actor: usize| values[actor * self.issues..][..self.issues].to_vec();
        let key = |actor: usize| {
            [row(&self.positions, actor), row(&self.saliences, actor), row(&self.capabilities, actor)].concat()
        };
        let mut order: Vec<(Vec<f64>, usize)> = (0..self.actors()).map(|actor| (key(actor), actor)).collect();
        let compare = |a: &[f64], b: &[f64]| {
            a.iter()
                .zip(b)
                .map(|(a, b)| a.total_cmp(b))
                .find(|order| order.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        };
        order.sort_by(|a, b| compare(&a.0, &b.0));
        let take = |values: &[f64]| order.iter().flat_map(|(_, actor)| row(values, *actor)).collect();
        Self {
            positions: take(&self.positions),
            saliences: take(&self.saliences),
            capabilities: take(&self.capabilities),
            ..self.clone()
        }
    }

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
