//! Who plays whom.

use foedera_atlas::Atlas;
use foedera_world::{Day, StateId};

use super::names::state_named;
use super::{Game, Wrong};

/// The sides of a game, in the order in which they act.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sides {
    /// Names, and the states that each plays.
    sides: Vec<(String, Vec<StateId>)>,
    /// As written.
    text: String,
}

impl Sides {
    /// Sides as written: `alliance=RUS,BLR;rivals=AZE`.
    ///
    /// # Errors
    /// What is wrong, and what would be right.
    pub fn read(text: &str, atlas: &Atlas, day: Day) -> Result<Self, Wrong> {
        const EXAMPLE: &str = "write NAME=STATE,STATE and a semicolon between sides: alliance=RUS,BLR;rivals=AZE";
        let mut sides: Vec<(String, Vec<StateId>)> = Vec::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, list) =
                part.split_once('=').ok_or_else(|| (format!("`{part}` has no `=`"), EXAMPLE.to_owned()))?;
            let name = name.trim();
            if name.is_empty() || sides.iter().any(|(own, _)| own == name) {
                return Err((format!("the name `{name}` is empty or stands twice"), EXAMPLE.to_owned()));
            }
            let mut states = Vec::new();
            for word in list.split(',').map(str::trim) {
                let state = state_named(atlas, word, day)?;
                if states.contains(&state) || sides.iter().any(|(_, own)| own.contains(&state)) {
                    return Err((format!("{word} is played twice"), "give each state to one side".to_owned()));
                }
                states.push(state);
            }
            sides.push((name.to_owned(), states));
        }
        if sides.is_empty() && !text.trim().is_empty() {
            return Err((format!("`{text}` names no side"), EXAMPLE.to_owned()));
        }
        Ok(Self { sides, text: text.trim().to_owned() })
    }

    /// As written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.sides.len()
    }

    /// The name of the side at a place.
    pub fn name(&self, place: usize) -> Option<&str> {
        self.sides.get(place).map(|(name, _)| name.as_str())
    }

    /// Names, and the keys of the states that each plays.
    pub fn told<'a>(&'a self, atlas: &'a Atlas) -> impl Iterator<Item = (&'a str, Vec<&'a str>)> {
        let keys = |states: &[StateId]| states.iter().map(|state| atlas.roster().state(*state).key.as_str()).collect();
        self.sides.iter().map(move |(name, states)| (name.as_str(), keys(states)))
    }

    fn of(&self, state: StateId) -> Option<usize> {
        self.sides.iter().position(|(_, states)| states.contains(&state))
    }
}

impl Game<'_> {
    /// Refuse what a side would do for another. What nobody plays is the umpire's; an answer to a call is no move, so all may give it.
    pub(super) fn may_act(&self, state: Option<StateId>) -> Result<(), Wrong> {
        let owned = state.and_then(|state| Some((state, self.rules.sides.of(state)?)));
        let Some((state, side)) = owned.filter(|(_, side)| *side != self.state.mover) else { return Ok(()) };
        let key = &self.atlas.roster().state(state).key;
        let owner = self.rules.sides.name(side).unwrap_or_default();
        let message = match self.mover() {
            Some(mover) => format!("{key} is played by {owner}, and it is the move of {mover}"),
            None => format!("{key} is played by {owner}, and all sides have acted"),
        };
        let remedy = if side > self.state.mover {
            "`pass` gives the move to the next side".to_owned()
        } else {
            format!("{owner} acts again in the next turn; `undo` takes the pass back")
        };
        Err((message, remedy))
    }

    /// The sides with the keys of their states.
    pub fn sides(&self) -> Vec<(&str, Vec<&str>)> {
        self.rules.sides.told(self.atlas).collect()
    }
}
