//! A network on its way: ties as a matrix and as lists, so that a step costs what an actor's neighbours are, not the network.

use crate::actor_oriented::{Effect, Network};

/// For each actor the others in a list, in any order.
#[derive(Debug, Clone)]
struct Lists {
    actors: usize,
    length: Vec<u32>,
    members: Vec<u32>,
    /// Where in the list of i the actor j stands, if it does.
    place: Vec<u32>,
}

impl Lists {
    fn new(actors: usize) -> Self {
        let cells = actors * actors;
        Self { actors, length: vec![0; actors], members: vec![0; cells], place: vec![0; cells] }
    }

    fn clear(&mut self) {
        self.length.fill(0);
    }

    fn of(&self, i: usize) -> &[u32] {
        &self.members[i * self.actors..][..self.length[i] as usize]
    }

    fn add(&mut self, i: usize, j: usize) {
        let row = i * self.actors;
        self.members[row + self.length[i] as usize] = j as u32;
        self.place[row + j] = self.length[i];
        self.length[i] += 1;
    }

    fn remove(&mut self, i: usize, j: usize) {
        let row = i * self.actors;
        self.length[i] -= 1;
        let last = self.members[row + self.length[i] as usize];
        let hole = self.place[row + j];
        self.members[row + hole as usize] = last;
        self.place[row + last as usize] = hole;
    }
}

/// The network while it changes, and how far it is from where it started.
#[derive(Debug, Clone)]
pub(crate) struct State {
    actors: usize,
    ties: Vec<bool>,
    out: Lists,
    into: Lists,
    start: Vec<bool>,
    distance: usize,
}

impl State {
    /// An empty network of this many actors.
    pub(crate) fn new(actors: usize) -> Self {
        let ties = vec![false; actors * actors];
        Self { actors, start: ties.clone(), ties, out: Lists::new(actors), into: Lists::new(actors), distance: 0 }
    }

    /// Begin anew from this network of as many actors.
    pub(crate) fn restart(&mut self, network: &Network) {
        self.ties.copy_from_slice(network.matrix());
        self.start.copy_from_slice(network.matrix());
        self.distance = 0;
        self.out.clear();
        self.into.clear();
        for i in 0..self.actors {
            for j in (0..self.actors).filter(|j| network.matrix()[i * self.actors + j]) {
                self.out.add(i, j);
                self.into.add(j, i);
            }
        }
    }

    pub(crate) fn has(&self, i: usize, j: usize) -> bool {
        self.ties[i * self.actors + j]
    }

    /// To whom i has ties.
    pub(crate) fn out(&self, i: usize) -> &[u32] {
        self.out.of(i)
    }

    /// In how many ordered pairs the network differs from its start.
    pub(crate) fn distance(&self) -> usize {
        self.distance
    }

    /// Toggle the tie from i to j.
    pub(crate) fn toggle(&mut self, i: usize, j: usize) {
        let cell = i * self.actors + j;
        self.ties[cell] = !self.ties[cell];
        if self.ties[cell] {
            self.out.add(i, j);
            self.into.add(j, i);
        } else {
            self.out.remove(i, j);
            self.into.remove(j, i);
        }
        if self.ties[cell] == self.start[cell] {
            self.distance -= 1;
        } else {
            self.distance += 1;
        }
    }

    pub(crate) fn network(&self) -> Network {
        Network::from_matrix(self.actors, self.ties.clone())
    }

    /// Visit j once for each thing that a tie from i to j would add one to, in the statistic of i: its change statistic is the
    /// number of visits. i itself may be visited and means nothing.
    pub(crate) fn visit(&self, effect: Effect, i: usize, mut to: impl FnMut(usize)) {
        match effect {
            Effect::Reciprocity => self.into.of(i).iter().for_each(|j| to(*j as usize)),
            // As the one at the end of i → h → j, and as the one between: i → j → h with i → h.
            Effect::TransitiveTriplets => {
                paths(self.out.of(i), &self.out, &mut to);
                paths(self.out.of(i), &self.into, to);
            }
            Effect::ThreeCycles => paths(self.into.of(i), &self.into, to),
            Effect::TransitiveTriads => paths(self.out.of(i), &self.out, to),
            _ => {}
        }
    }

    /// What a tie from i to j adds to the structural statistic of i: as many as [`Self::visit`] visits j.
    pub(crate) fn change(&self, effect: Effect, i: usize, j: usize) -> usize {
        let among = |list: &[u32], is: &dyn Fn(usize) -> bool| list.iter().filter(|h| is(**h as usize)).count();
        match effect {
            Effect::Reciprocity => usize::from(self.has(j, i)),
            Effect::TransitiveTriplets => {
                among(self.out.of(i), &|h| self.has(h, j)) + among(self.out.of(i), &|h| self.has(j, h))
            }
            Effect::ThreeCycles => among(self.into.of(i), &|h| self.has(j, h)),
            Effect::TransitiveTriads => among(self.out.of(i), &|h| self.has(h, j)),
            _ => 0,
        }
    }

    /// Σ_i s_i of a structural effect.
    pub(crate) fn statistic(&self, effect: Effect) -> f64 {
        let mut visits = 0_u32;
        for i in 0..self.actors {
            self.visit(effect, i, |j| visits += u32::from(self.has(i, j)));
        }
        // A triplet is visited from both ties of i in it, a triangle as well.
        let twice = matches!(effect, Effect::TransitiveTriplets | Effect::TransitiveTriads);
        f64::from(visits) / if twice { 2.0 } else { 1.0 }
    }
}

/// Visit those in the lists of those in a list.
fn paths(first: &[u32], second: &Lists, mut to: impl FnMut(usize)) {
    for h in first {
        second.of(*h as usize).iter().for_each(|j| to(*j as usize));
    }
}
