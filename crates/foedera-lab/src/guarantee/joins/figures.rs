//! What is known of states and pairs before a dispute: figures of the world file, and what earlier disputes tell.

use std::collections::{BTreeMap, BTreeSet};

use foedera_almanac::{Ground, Layer, Timeline};
use foedera_diagnostic::Problems;
use foedera_panel::{PanelKind, put_world};
use foedera_store::WorldFile;
use foedera_world::{Day, Field, StateId, Subject};

use super::risk::{AtRisk, Dispute};

/// The figures of states that are read of a world file.
const OF_STATES: [(Field, &str); 4] = [
    (Field::CINC, "cinc"),
    (Field::POLYARCHY, "polyarchy"),
    (Field::IDEAL_POINT, "ideal_point"),
    (Field::MAJOR_POWER, "major_power"),
];
/// The figures of a first state towards a second.
const OF_PAIRS: [(Field, &str); 3] =
    [(Field::ALLIANCE, "alliance"), (Field::CONTIGUITY, "contiguity"), (Field::CAPITAL_DISTANCE, "capital_distance")];

/// Figures by the day, and the years of earlier disputes.
pub(super) struct Before {
    timeline: Timeline,
    past: BTreeMap<(Field, Subject), Vec<i16>>,
}

impl Before {
    /// What a world file tells of those at risk and of the sides, and what its disputes tell of the past.
    pub(super) fn new(world: &WorldFile, disputes: &[Dispute], rows: &[AtRisk]) -> Result<Self, Problems> {
        let mut pairs: BTreeSet<(StateId, StateId)> = BTreeSet::new();
        for row in rows {
            pairs.extend(row.originators.iter().chain(&row.opponents).map(|other| (row.ally, *other)));
        }
        let years = rows.iter().map(|row| row.day.year());
        let years = (years.clone().min().unwrap_or(1816) - 10, years.max().unwrap_or(1816));
        let (mut layer, from) = (Layer::default(), (&**world.roster(), world));
        put_world(&mut layer, from, (PanelKind::StateYear, &OF_STATES.map(|own| own.1)), years, |_, _| true)?;
        put_world(&mut layer, from, (PanelKind::DirectedDyadYear, &OF_PAIRS.map(|own| own.1)), years, |a, b| {
            pairs.contains(&(a, b))
        })?;
        Ok(Self { timeline: Timeline::default().with(Ground::World, layer), past: past(disputes) })
    }

    /// The fields of states with what is known of one on a day.
    pub(super) fn of_state(&self, state: StateId, day: Day) -> Vec<(Field, Option<f64>)> {
        let of = Subject::State(state);
        let stated = OF_STATES.map(|(field, name)| (field, self.timeline.get(name, of, day).map(|known| known.value)));
        let counted = [(Field::DISPUTES_5_YEARS, 5), (Field::JOINED_10_YEARS, 10)];
        let counted = counted.map(|(field, years)| (field, Some(self.counted(field, of, (day.year(), years)))));
        stated.into_iter().chain(counted).collect()
    }

    /// The same of a first state towards a second.
    pub(super) fn of_pair(&self, first: StateId, second: StateId, day: Day) -> Vec<(Field, Option<f64>)> {
        let of = Subject::Pair(first, second);
        let stated = OF_PAIRS.map(|(field, name)| (field, self.timeline.get(name, of, day).map(|known| known.value)));
        let counted = [Field::DISPUTES_10_YEARS, Field::JOINED_WITH_10_YEARS];
        let counted = counted.map(|field| (field, Some(self.counted(field, of, (day.year(), 10)))));
        stated.into_iter().chain(counted).collect()
    }

    /// How many disputes there were in the years before a year.
    fn counted(&self, field: Field, of: Subject, (year, years): (i16, i16)) -> f64 {
        let within = |began: &&i16| (year - years..year).contains(*began);
        self.past.get(&(field, of)).map_or(0.0, |began| began.iter().filter(within).count() as f64)
    }
}

/// The years in which disputes began that a state or two were in, by what is counted of them.
fn past(disputes: &[Dispute]) -> BTreeMap<(Field, Subject), Vec<i16>> {
    let mut past: BTreeMap<(Field, Subject), Vec<i16>> = BTreeMap::new();
    for dispute in disputes {
        let mut told: BTreeSet<(Field, Subject)> = BTreeSet::new();
        for party in &dispute.parties {
            let own = if party.originator { Field::DISPUTES_5_YEARS } else { Field::JOINED_10_YEARS };
            told.insert((own, Subject::State(party.state)));
            for other in dispute.parties.iter().filter(|other| other.state != party.state) {
                let pair = Subject::Pair(party.state, other.state);
                if other.side_a != party.side_a {
                    told.insert((Field::DISPUTES_10_YEARS, pair));
                } else if other.originator && !party.originator {
                    told.insert((Field::JOINED_WITH_10_YEARS, pair));
                }
            }
        }
        told.into_iter().for_each(|of| past.entry(of).or_default().push(dispute.day.year()));
    }
    past
}
