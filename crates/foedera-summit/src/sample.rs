//! From a negotiation as data to negotiations in numbers: at central values, drawn, or with one number moved.

use foedera_math::{Draw, Stream};
use rayon::prelude::*;

use crate::Setting;
use crate::problem::{Bounds, Problem, Quantity};

/// What a quantity measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What an actor wants on an issue.
    Position,
    /// How much it cares.
    Salience,
    /// What it can bring to bear.
    Capability,
    /// What holds on an issue without an agreement.
    Reference,
    /// The text on the table.
    Draft,
    /// What signing costs an actor at home.
    SigningCost,
    /// What it is given for signing.
    SidePayment,
}

impl Kind {
    /// The random stream of such quantities.
    fn stream(self) -> Stream {
        match self {
            Self::Position => Stream::Positions,
            Self::Salience => Stream::Saliences,
            Self::Capability => Stream::Capabilities,
            Self::Reference => Stream::References,
            Self::Draft => Stream::Drafts,
            Self::SigningCost => Stream::SigningCosts,
            Self::SidePayment => Stream::SidePayments,
        }
    }
}

/// Which quantity of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// What it measures.
    pub kind: Kind,
    /// The actor's place, if it is an actor's.
    pub actor: Option<usize>,
    /// The issue's place, if it is on an issue.
    pub issue: Option<usize>,
}

/// A problem in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Positions, saliences, capabilities and the reference.
    pub setting: Setting,
    /// The text on the table, for each issue; NaN where it is not known.
    pub draft: Vec<f64>,
    /// What signing costs each actor; NaN where nothing is stated.
    pub signing_costs: Vec<f64>,
    /// What each actor is given for signing; NaN where nothing is stated.
    pub side_payments: Vec<f64>,
}

/// A problem with one uncertain quantity at either side and all others central: a bar of a tornado diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct Swing {
    /// The quantity that moves.
    pub address: Address,
    /// Its 5 % and its 95 % quantile.
    pub values: (f64, f64),
    /// With it at its 5 % quantile.
    pub low: Drawn,
    /// With it at its 95 % quantile.
    pub high: Drawn,
}

/// Where there is no actor.
const NOBODY: u32 = u32::MAX;

impl Problem {
    /// The problem at central values: numbers themselves, middles of ranges, modes of distributions.
    pub fn central(&self) -> Drawn {
        self.assemble(|_, quantity, _| quantity.central())
    }

    /// The `index`-th draw of this seed. Each quantity has its own random number, which depends on nothing but the
    /// seed, `index`, what it measures, and the places of its actor and issue.
    pub fn draw(&self, seed: u64, index: u32) -> Drawn {
        self.assemble(|address, quantity, bounds| {
            let option = address.actor.map_or(NOBODY, |actor| actor as u32);
            let draw = Draw { seed, future: index, stream: address.kind.stream(), option };
            quantity.quantile(draw.uniform(address.issue.map_or(0, |issue| issue as u32)), bounds)
        })
    }

    /// The draws from 0 to `count` of this seed, in order, on all threads.
    pub fn draws(&self, seed: u64, count: u32) -> Vec<Drawn> {
        (0..count).into_par_iter().map(|index| self.draw(seed, index)).collect()
    }

    /// For each uncertain quantity, the problem with it at its 5 % and at its 95 % quantile.
    pub fn swings(&self) -> Vec<Swing> {
        let at = |moved: Address, value: f64| {
            self.assemble(|address, quantity, _| if address == moved { value } else { quantity.central() })
        };
        let uncertain = self.quantities().into_iter().filter(|(_, quantity, _)| quantity.uncertain());
        uncertain
            .map(|(address, quantity, bounds)| {
                let values = (quantity.quantile(0.05, bounds), quantity.quantile(0.95, bounds));
                Swing { address, values, low: at(address, values.0), high: at(address, values.1) }
            })
            .collect()
    }

    /// A quantity in words: `ARM, aid: position`.
    pub fn name_of(&self, address: Address) -> String {
        let kind = match address.kind {
            Kind::Position => "position",
            Kind::Salience => "salience",
            Kind::Capability => "capability",
            Kind::Reference => "reversion point",
            Kind::Draft => "draft",
            Kind::SigningCost => "signing cost",
            Kind::SidePayment => "side payment",
        };
        let actor = address.actor.map(|actor| self.actors[actor].id.as_str());
        let issue = address.issue.map(|issue| self.issues[issue].id.as_str());
        let whose: Vec<&str> = actor.into_iter().chain(issue).collect();
        format!("{}: {kind}", whose.join(", "))
    }

    /// All quantities that a draw needs, in a fixed order, with the bounds that cut them.
    pub fn quantities(&self) -> Vec<(Address, Quantity, Bounds)> {
        use crate::problem::Capability;
        let mut list = Vec::new();
        for (issue, of) in self.issues.iter().enumerate() {
            for (kind, stated) in [(Kind::Reference, &of.reference), (Kind::Draft, &of.draft)] {
                let address = Address { kind, actor: None, issue: Some(issue) };
                list.extend(stated.as_ref().map(|stated| (address, stated.quantity, of.scale)));
            }
        }
        let open = (0.0, f64::INFINITY);
        for (actor, of) in self.actors.iter().enumerate() {
            let at = |kind, issue| Address { kind, actor: Some(actor), issue };
            for (issue, stance) in of.stances.iter().enumerate() {
                let scale = self.issues[issue].scale;
                list.push((at(Kind::Position, Some(issue)), stance.position.quantity, scale));
                list.push((at(Kind::Salience, Some(issue)), stance.salience.quantity, (0.0, 1.0)));
            }
            match &of.capability {
                Capability::Same(stated) => list.push((at(Kind::Capability, None), stated.quantity, open)),
                Capability::ByIssue(each) => list.extend(
                    each.iter().enumerate().map(|(issue, s)| (at(Kind::Capability, Some(issue)), s.quantity, open)),
                ),
            }
            for (kind, stated) in [(Kind::SigningCost, &of.signing_cost), (Kind::SidePayment, &of.side_payment)] {
                list.extend(stated.as_ref().map(|stated| (at(kind, None), stated.quantity, open)));
            }
        }
        list
    }

    fn assemble(&self, value: impl Fn(Address, &Quantity, Bounds) -> f64) -> Drawn {
        let (actors, issues) = (self.actors.len(), self.issues.len());
        let unknown = |count: usize| vec![f64::NAN; count];
        let mut drawn = Drawn {
            setting: Setting {
                issues,
                positions: unknown(actors * issues),
                saliences: unknown(actors * issues),
                capabilities: unknown(actors * issues),
                reference: unknown(issues),
                scales: self.issues.iter().map(|issue| issue.scale).collect(),
            },
            draft: unknown(issues),
            signing_costs: unknown(actors),
            side_payments: unknown(actors),
        };
        for (address, quantity, bounds) in self.quantities() {
            let number = value(address, &quantity, bounds);
            let (actor, issue) = (address.actor.unwrap_or(0), address.issue.unwrap_or(0));
            let cell = actor * issues + issue;
            match (address.kind, address.issue) {
                (Kind::Position, _) => drawn.setting.positions[cell] = number,
                (Kind::Salience, _) => drawn.setting.saliences[cell] = number,
                (Kind::Capability, Some(_)) => drawn.setting.capabilities[cell] = number,
                (Kind::Capability, None) => {
                    drawn.setting.capabilities[actor * issues..(actor + 1) * issues].fill(number);
                }
                (Kind::Reference, _) => drawn.setting.reference[issue] = number,
                (Kind::Draft, _) => drawn.draft[issue] = number,
                (Kind::SigningCost, _) => drawn.signing_costs[actor] = number,
                (Kind::SidePayment, _) => drawn.side_payments[actor] = number,
            }
        }
        drawn
    }
}
