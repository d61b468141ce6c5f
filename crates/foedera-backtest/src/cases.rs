//! The cases of a process: who could have had an event in a year, what was known of it on 1 January, and what came.

use sha2::{Digest as _, Sha256};

/// What a case can share with others, so that they depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The treaty.
    Treaty,
    /// The state.
    State,
    /// The war, dispute or call.
    War,
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Treaty, Self::State, Self::War];

    /// The name in files and texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Treaty => "treaty",
            Self::State => "state",
            Self::War => "war",
        }
    }

    /// The name of several.
    pub fn several(self) -> &'static str {
        match self {
            Self::Treaty => "treaties",
            Self::State => "states",
            Self::War => "wars",
        }
    }

    fn place(self) -> usize {
        match self {
            Self::Treaty => 0,
            Self::State => 1,
            Self::War => 2,
        }
    }
}

/// A case: one unit at the beginning of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The words by which it is known, as many as the head has.
    pub key: Vec<String>,
    /// The year on whose 1 January it stands.
    pub year: i16,
    /// Its treaty, state and war, as far as it has them, by their words.
    pub groups: [Option<String>; 3],
    /// Its reference class, by its words.
    pub class: String,
    /// To whom it is related: its treaty, its members. An event of one says something of the others.
    pub related: Vec<u32>,
    /// The year of the first event of its unit from its own year on; `None`: none until the last year of the data.
    pub event: Option<i16>,
    /// What is known of it, column by column.
    pub values: Vec<Option<f64>>,
    /// Its place among the subject's own rows.
    pub source: usize,
}

impl Case {
    /// Its group of a kind.
    pub fn group(&self, group: Group) -> Option<&str> {
        self.groups[group.place()].as_deref()
    }
}

/// What all cases of a process have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The process.
    pub process: String,
    /// What a case is: a member-year, a treaty-year, an answer.
    pub unit: String,
    /// Who is at risk, and what counts as the event.
    pub definition: String,
    /// What the words of a key are.
    pub words: Vec<String>,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// Within how many years an event can be asked for.
    pub horizons: Vec<i16>,
    /// How reference classes are made.
    pub classes: String,
    /// To whom a case is related, in words.
    pub relations: String,
    /// The last year of which it is known what happened.
    pub last: i16,
}

/// The cases of a process, in the order of their years and keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Cases {
    /// What they have in common.
    pub head: Head,
    cases: Vec<Case>,
    /// For each case the events of the five years before it among those to whom it is related.
    lately: Vec<usize>,
}

/// Years before a case in which events of those related count as lately.
pub const LATELY: i16 = 5;

impl Cases {
    /// The cases in their own order, whatever the order in which they were given.
    ///
    /// # Panics
    /// If a case has other words or columns than the head, a known value is no number, or two cases have one key and year.
    pub fn new(head: Head, mut cases: Vec<Case>) -> Self {
        cases.sort_by(|a, b| (a.year, &a.key).cmp(&(b.year, &b.key)));
        for case in &cases {
            assert_eq!((case.key.len(), case.values.len()), (head.words.len(), head.columns.len()), "{:?}", case.key);
            assert!(case.values.iter().flatten().all(|value| value.is_finite()), "{:?} has no number", case.key);
        }
        let twice = cases.windows(2).find(|pair| (pair[0].year, &pair[0].key) == (pair[1].year, &pair[1].key));
        assert!(twice.is_none(), "one case stands twice: {twice:?}");
        let lately = lately(&cases);
        Self { head, cases, lately }
    }

    /// The cases.
    pub fn all(&self) -> &[Case] {
        &self.cases
    }

    /// The events of the five years before a case among those to whom it is related.
    pub fn lately(&self, case: usize) -> usize {
        self.lately[case]
    }

    /// Whether the event of a case happened within so many years from its own on; `None` if they are not over.
    pub fn outcome(&self, case: usize, years: i16) -> Option<bool> {
        let case = &self.cases[case];
        (case.year + years - 1 <= self.head.last)
            .then(|| case.event.is_some_and(|event| (case.year..case.year + years).contains(&event)))
    }

    /// Whether it is known on 1 January of a year whether the event of a case happened within so many years.
    pub fn is_over(&self, case: usize, years: i16, origin: i16) -> bool {
        let year = self.cases[case].year;
        year + years <= origin && year + years - 1 <= self.head.last
    }

    /// The fingerprint (SHA-256) of all that is in them, in hexadecimal.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{:?}\n", self.head));
        for case in &self.cases {
            hash.update(format!("{:?} {} {:?} {:?} ", case.key, case.year, case.groups, case.class));
            hash.update(format!("{:?} {:?}\n", case.related, case.event));
            for value in &case.values {
                hash.update(value.map_or(u64::MAX, f64::to_bits).to_le_bytes());
            }
        }
        crate::store::hexadecimal(&hash.finalize())
    }
}

/// For each case the events of its related of the [`LATELY`] years before. Each event counts once, at the case of its own year.
fn lately(cases: &[Case]) -> Vec<usize> {
    let mut events: std::collections::BTreeMap<u32, Vec<(i16, usize)>> = std::collections::BTreeMap::new();
    for (place, case) in cases.iter().enumerate().filter(|(_, case)| case.event == Some(case.year)) {
        for related in &case.related {
            events.entry(*related).or_default().push((case.year, place));
        }
    }
    let of = |case: &Case| {
        let related = case.related.iter().filter_map(|related| events.get(related)).flatten();
        let before = related.filter(|(year, _)| (case.year - LATELY..case.year).contains(year));
        before.map(|(_, place)| place).collect::<std::collections::BTreeSet<_>>().len()
    };
    cases.iter().map(of).collect()
}
