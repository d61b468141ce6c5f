//! Actors, networks, attributes and events, as they are given.

/// A set of actors.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Actors {
    /// The name by which formulas call the set (`actors$floor`).
    pub name: String,
    /// Labels, in index order.
    pub labels: Vec<String>,
    /// Who is present at the start.
    pub present: Vec<bool>,
    /// Comings and goings: time, actor, present. In the order of time.
    pub presence: Vec<(f64, usize, bool)>,
}

/// A change of a tie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// When; an event at this time does not see it yet.
    pub time: f64,
    /// From whom.
    pub from: usize,
    /// To whom.
    pub to: usize,
    /// The amount added, or the new value.
    pub value: f64,
    /// Whether the value takes the place of the old one.
    pub replace: bool,
}

/// Which set of actors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// Those who send.
    #[default]
    Senders,
    /// Those who receive; in data of one mode the same actors.
    Receivers,
}

/// A network with its history.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Network {
    /// The name by which formulas call it.
    pub name: String,
    /// From whom to whom ties go; `None`: from senders to receivers, as the events.
    pub sides: Option<(Side, Side)>,
    /// If not, each change holds both ways.
    pub directed: bool,
    /// The ties at the start that are not zero: from, to, value.
    pub initial: Vec<(usize, usize, f64)>,
    /// In the order of time; changes at one time in the order given.
    pub changes: Vec<Change>,
}

/// A change of a value: time, actor, new value (NaN: missing).
pub(crate) type ValueChange = (f64, usize, f64);

/// A number for each actor, with its history.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// The set of actors it belongs to.
    pub of: String,
    /// Its name.
    pub name: String,
    /// At the start; NaN is missing and takes the mean of the others. If all are, each takes the mean of those who have a value by
    /// then until it has its own.
    pub initial: Vec<f64>,
    /// Time, actor, new value (NaN: missing, takes the mean of all others then).
    pub changes: Vec<(f64, usize, f64)>,
}

impl Attribute {
    /// Whether nobody has a value at the start.
    pub(crate) fn is_unknown_at_start(&self) -> bool {
        self.initial.iter().all(|value| value.is_nan())
    }

    /// Of an attribute that nobody has at the start, what those without a value take meanwhile: the mean of those who have one,
    /// taken anew whenever it changes. Time, actor, value; otherwise nothing.
    pub(crate) fn meanwhile(&self) -> Vec<ValueChange> {
        let mut list = Vec::new();
        if !self.is_unknown_at_start() {
            return list;
        }
        let mut known = self.initial.clone();
        for instant in self.changes.chunk_by(|one, other| one.0 == other.0) {
            for (_, actor, value) in instant.iter().filter(|change| !change.2.is_nan()) {
                known[*actor] = *value;
            }
            let (sum, count) = known
                .iter()
                .filter(|value| !value.is_nan())
                .fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
            if count > 0.0 {
                let unknown = known.iter().enumerate().filter(|(_, value)| value.is_nan());
                list.extend(unknown.map(|(actor, _)| (instant[0].0, actor, sum / count)));
            }
        }
        list
    }
}

/// An event to be explained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dependent {
    /// When.
    pub time: f64,
    /// Who acts; for coordination one of the two.
    pub sender: usize,
    /// Towards whom.
    pub receiver: usize,
}

impl Dependent {
    /// What it adds to the network that the events make up: one to the tie from sender to receiver.
    pub fn change(&self) -> Change {
        Change { time: self.time, from: self.sender, to: self.receiver, value: 1.0, replace: false }
    }
}

/// An event of several at once: a treaty that they sign, or a message of one to several.
#[derive(Debug, Clone, PartialEq)]
pub struct SetEvent {
    /// When.
    pub time: f64,
    /// Who acts towards the members, if somebody does.
    pub sender: Option<u32>,
    /// The members, each once.
    pub members: Vec<u32>,
}

impl SetEvent {
    /// The ties that it makes: from the sender to each member, or between members (each pair once).
    pub fn meetings(&self) -> Vec<Change> {
        let change = |from: u32, to: u32| Change {
            time: self.time,
            from: from as usize,
            to: to as usize,
            value: 1.0,
            replace: false,
        };
        match self.sender {
            Some(sender) => self.members.iter().map(|member| change(sender, *member)).collect(),
            None => {
                let later = |place: usize| self.members[place + 1..].iter();
                let pairs = self.members.iter().enumerate();
                pairs.flat_map(|(place, one)| later(place).map(move |other| change(*one, *other))).collect()
            }
        }
    }
}

/// All that a model is made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventData {
    /// The actors who send.
    pub senders: Actors,
    /// The second mode, if receivers are others than senders.
    pub receivers: Option<Actors>,
    /// The networks.
    pub networks: Vec<Network>,
    /// The network that an effect means that names none.
    pub default_network: usize,
    /// The attributes.
    pub attributes: Vec<Attribute>,
    /// The events, in the order of time.
    pub dependent: Vec<Dependent>,
    /// For each event the receivers that could be chosen, if not all.
    pub opportunities: Option<Vec<Vec<usize>>>,
    /// The events of several at once, in the order of time, for the model of sets.
    pub sets: Vec<SetEvent>,
    /// For each event the answer to it, for the model of responses: a level from 0.
    pub answers: Option<Vec<usize>>,
    /// Events before this time only build the state.
    pub start: Option<f64>,
    /// Nothing is observed after this time; `None`: after the last event or change.
    pub end: Option<f64>,
}

impl EventData {
    /// The number of actors of a side.
    pub fn actors(&self, side: Side) -> usize {
        let (senders, receivers) = self.size();
        if side == Side::Senders { senders } else { receivers }
    }

    /// The events that count, with their places among all: those from the start to the end.
    pub fn counted_events(&self) -> impl Iterator<Item = (usize, Dependent)> + use<'_> {
        let start = self.start.unwrap_or(f64::NEG_INFINITY);
        let end = self.end.unwrap_or(f64::INFINITY);
        self.dependent.iter().copied().enumerate().filter(move |(_, event)| (start..=end).contains(&event.time))
    }

    /// The sets that count, with their places among all: those from the start to the end.
    pub fn counted_sets(&self) -> impl Iterator<Item = (usize, &SetEvent)> {
        let start = self.start.unwrap_or(f64::NEG_INFINITY);
        let end = self.end.unwrap_or(f64::INFINITY);
        self.sets.iter().enumerate().filter(move |(_, set)| (start..=end).contains(&set.time))
    }

    /// Whether senders and receivers are the same actors.
    pub fn is_one_mode(&self) -> bool {
        self.receivers.is_none()
    }

    /// Whether the events are of unordered pairs: the network that they make up has no direction.
    pub fn is_undirected(&self) -> bool {
        self.networks.get(self.default_network).is_some_and(|network| !network.directed)
    }

    /// Actors on the side that sends and on the side that receives.
    pub fn size(&self) -> (usize, usize) {
        let senders = self.senders.labels.len();
        (senders, self.receivers.as_ref().map_or(senders, |receivers| receivers.labels.len()))
    }
}
