//! Commands of a game, as players write them.

use foedera_diagnostic::nearest;
use foedera_futures::membership::{Around, Decided, Happening};
use foedera_world::{AnswerLevel, Day, StateId};

use super::follow::level;
use super::names::state_named;
use super::{Game, Wrong};

/// What allies answer; `None` is nothing.
pub(super) type Answers = Vec<(StateId, Option<AnswerLevel>)>;

/// A command.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// An empty line, or a comment after `#`.
    Nothing,
    /// Let the future go on to its next event.
    Next,
    /// Let it go on to the end of the turn.
    Turn,
    /// Make something happen.
    Act(Act),
    /// Decide what allies answer to the last call.
    Answer(Vec<(StateId, Option<AnswerLevel>)>),
    /// Show the odds, or all of them.
    Odds(bool),
    /// Explain the rate of a number among the odds.
    Explain(usize),
    /// Take steps back.
    Undo(usize),
    /// Show the log.
    Log,
    /// Save the game as a scenario.
    Save(String),
    /// Show the sides.
    Sides,
    /// Give the move to the next side.
    Pass,
    /// Show the commands.
    Help,
    /// End the game.
    Quit,
}

/// Something that a player makes happen.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    pub(super) order: Order,
    /// On which day; today unless given.
    pub(super) day: Option<Day>,
}

/// What shall happen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Order {
    pub(super) clock: usize,
    pub(super) decided: Decided,
    /// The state that does it, where a state does.
    pub(super) by: Option<StateId>,
}

/// The commands with what each does, in the order of the help.
pub const COMMANDS: [(&str, &str); 14] = [
    ("next", "let the future go on to its next event, whenever that is"),
    ("turn", "let it go on to the end of the turn"),
    ("choose K [DATE] …", "number K of the odds happens, today or on a day; … as with inject"),
    ("inject EVENT [DATE] …", "leave, freeze, thaw ARM · ends · replaced · coup, conflict, unrest KGZ"),
    ("", "dispute ARM by AZE [threat|display|force|war] · call ARM by AZE [attack|war] · call KGZ coup"),
    ("", "pact ARM with FRA · then: calls, or silent · answers RUS=troops,BLR=none"),
    ("answer RUS=troops,…", "decide what allies answer to the call of the last event"),
    ("odds [all]", "what could happen next, with probabilities to the end of the turn"),
    ("explain K", "what the rate of number K is made of"),
    ("undo [N]", "take the last step back, or the last N"),
    ("log", "what was done and what happened"),
    ("save FILE.toml", "a scenario that goes on from here: foedera play FILE.toml, foedera forecast FILE.toml"),
    ("sides · pass", "who plays whom and whose move it is · give the move to the next side"),
    ("help · quit", "these lines · the end; an empty line and what follows # do nothing"),
];

/// The first words of commands.
const WORDS: [&str; 14] = [
    "next", "turn", "choose", "inject", "answer", "odds", "explain", "undo", "log", "save", "sides", "pass", "help",
    "quit",
];
/// The events that can be made to happen.
const EVENTS: [&str; 11] =
    ["leave", "freeze", "thaw", "ends", "replaced", "dispute", "call", "coup", "conflict", "unrest", "pact"];

fn wrong<T>(message: impl Into<String>, remedy: impl Into<String>) -> Result<T, Wrong> {
    Err((message.into(), remedy.into()))
}

/// The words of a line; what stands in quotes is one.
fn words(line: &str) -> Result<Vec<String>, Wrong> {
    let mut found = Vec::new();
    let (mut word, mut quoted, mut begun) = (String::new(), false, false);
    for letter in line.chars() {
        match letter {
            '"' => (quoted, begun) = (!quoted, true),
            '#' if !quoted && !begun => break,
            letter if letter.is_whitespace() && !quoted => {
                if std::mem::take(&mut begun) {
                    found.push(std::mem::take(&mut word));
                }
            }
            letter => {
                word.push(letter);
                begun = true;
            }
        }
    }
    if quoted {
        return wrong("a quotation mark is not closed", "write \"United States\", or a code without quotes: USA");
    }
    if begun {
        found.push(word);
    }
    Ok(found)
}

/// The command of a line.
pub(super) fn read(line: &str, game: &Game<'_>) -> Result<Command, Wrong> {
    let words = words(line)?;
    let Some((first, rest)) = words.split_first() else { return Ok(Command::Nothing) };
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let name = first.to_lowercase();
    let alone = |command: Command| match rest.first() {
        None => Ok(command),
        Some(more) => wrong(format!("`{name}` takes nothing after it, and there is `{more}`"), format!("write {name}")),
    };
    match name.as_str() {
        "next" => alone(Command::Next),
        "turn" => alone(Command::Turn),
        "log" => alone(Command::Log),
        "sides" => alone(Command::Sides),
        "pass" => alone(Command::Pass),
        "help" | "?" => alone(Command::Help),
        "quit" | "exit" => alone(Command::Quit),
        "odds" => match rest[..] {
            [] => Ok(Command::Odds(false)),
            ["all"] => Ok(Command::Odds(true)),
            _ => wrong(format!("`odds {}` is not understood", rest.join(" ")), "write odds, or odds all"),
        },
        "explain" => Ok(Command::Explain(only_number(&rest, "explain 1")?)),
        "undo" if rest.is_empty() => Ok(Command::Undo(1)),
        "undo" => Ok(Command::Undo(only_number(&rest, "undo, or undo 3")?)),
        "save" => match rest[..] {
            [file] if file.to_lowercase().ends_with(".toml") => Ok(Command::Save(file.to_owned())),
            [file] => wrong(format!("`{file}` does not end in .toml"), "write save game.toml"),
            _ => wrong("`save` takes one file", "write save game.toml"),
        },
        "choose" => game.choose(&rest),
        "inject" => game.inject(&rest),
        "answer" => match rest[..] {
            [list] => Ok(Command::Answer(game.answers(list)?)),
            _ => wrong("`answer` takes one list without blanks", "write answer RUS=troops,BLR=none"),
        },
        _ => {
            let near = nearest(&name, WORDS).map_or(String::new(), |near| format!("did you mean `{near}`? "));
            wrong(format!("there is no command `{first}`"), format!("{near}`help` lists the commands"))
        }
    }
}

fn only_number(rest: &[&str], example: &str) -> Result<usize, Wrong> {
    match rest {
        [text] => number(text, example),
        _ => wrong("a number is wanted, and one only", format!("write {example}")),
    }
}

fn number(text: &str, example: &str) -> Result<usize, Wrong> {
    match text.parse::<usize>() {
        Ok(number) if number > 0 => Ok(number),
        _ => wrong(format!("`{text}` is not a number from 1 on"), format!("write {example}")),
    }
}

/// What may follow an event: a date, whether the state calls, how hostile it is, who answers what.
#[derive(Default)]
struct Tail {
    day: Option<Day>,
    calls: Option<bool>,
    hostility: Option<u8>,
    answers: Answers,
}

impl Tail {
    /// Set what was not set before.
    fn once<T>(place: &mut Option<T>, value: T, word: &str) -> Result<(), Wrong> {
        if place.replace(value).is_some() {
            return wrong(format!("`{word}` says again what was said before"), "say each thing once");
        }
        Ok(())
    }
}

impl Game<'_> {
    fn tail(&self, words: &[&str]) -> Result<Tail, Wrong> {
        let mut tail = Tail::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "calls" => Tail::once(&mut tail.calls, true, word)?,
                "silent" => Tail::once(&mut tail.calls, false, word)?,
                "threat" => Tail::once(&mut tail.hostility, 2, word)?,
                "display" => Tail::once(&mut tail.hostility, 3, word)?,
                "force" | "attack" => Tail::once(&mut tail.hostility, 4, word)?,
                "war" => Tail::once(&mut tail.hostility, 5, word)?,
                "answers" => {
                    let Some(list) = words.next() else {
                        return wrong("`answers` has no list", "write answers RUS=troops,BLR=none");
                    };
                    tail.answers.extend(self.answers(list)?);
                }
                other => match other.parse::<Day>() {
                    Ok(day) => Tail::once(&mut tail.day, day, word)?,
                    Err(_) => {
                        let remedy = "after the event may stand a date (2024-03-01), threat, display, force or war, calls or silent, \
                                      answers RUS=troops,BLR=none";
                        return wrong(format!("`{other}` is not understood here"), remedy);
                    }
                },
            }
        }
        if !tail.answers.is_empty() {
            if tail.calls == Some(false) {
                return wrong("who is silent gets no answers", "leave out silent, or answers");
            }
            tail.calls = Some(true);
        }
        Ok(tail)
    }

    /// Answers of allies as written: `RUS=troops,BLR=none`.
    fn answers(&self, list: &str) -> Result<Answers, Wrong> {
        let mut found = Answers::new();
        for part in list.split(',') {
            let Some((state, word)) = part.split_once('=') else {
                return wrong(format!("`{part}` has no `=`"), "write RUS=troops,BLR=none");
            };
            let (state, level) = (self.state_named(state)?, level(word)?);
            if found.iter().any(|(own, _)| *own == state) {
                return wrong(format!("{part}: this state answers twice"), "give each one answer");
            }
            found.push((state, level));
        }
        Ok(found)
    }

    fn state_named(&self, text: &str) -> Result<StateId, Wrong> {
        state_named(self.atlas, text, self.today())
    }

    fn choose(&self, rest: &[&str]) -> Result<Command, Wrong> {
        let Some((first, rest)) = rest.split_first() else {
            return wrong("`choose` wants a number of the odds", "write choose 1, or choose 1 2024-03-01");
        };
        let odds = self.numbered(number(first, "choose 1, or choose 1 2024-03-01")?)?;
        let tail = self.tail(rest)?;
        let clock = odds.clock;
        let by = match self.of.happening(clock) {
            Happening::Around(Around::DisputeBy | Around::Pact, place) => self.at_place(place),
            other => other.member().and_then(|place| self.at_place(place)),
        };
        self.act_of(clock, None, by, tail)
    }

    fn at_place(&self, place: usize) -> Option<StateId> {
        self.plan.at_place(place)
    }

    /// An act on a clock with what was said of it; what the event does not have is refused.
    fn act_of(&self, clock: usize, other: Option<StateId>, by: Option<StateId>, tail: Tail) -> Result<Command, Wrong> {
        let happening = self.of.happening(clock);
        let disputed = matches!(happening, Happening::Around(Around::DisputeAgainst | Around::DisputeBy, _));
        let may_call = matches!(
            happening,
            Happening::Around(Around::DisputeAgainst | Around::Coup | Around::Conflict | Around::Protest, _)
        );
        if tail.hostility.is_some() && !disputed {
            return wrong("only a dispute is a threat, a display, a use of force or a war", "leave the word out");
        }
        if tail.calls.is_some() && !may_call {
            let remedy = "calls follow an attack on a member, a coup, an armed conflict or unrest";
            return wrong(format!("nobody calls for help after this ({})", happening.name()), remedy);
        }
        if tail.calls == Some(false) && matches!(happening, Happening::Around(Around::Protest, _)) {
            return wrong("unrest of this kind is a call", "leave out silent");
        }
        let attacked = tail.calls == Some(true) && disputed;
        if attacked && tail.hostility.is_some_and(|level| level < 4) {
            return wrong("nobody calls for help against a threat or a display of force", "write force or war");
        }
        let hostility = tail.hostility.or(attacked.then_some(4));
        let decided = Decided { other, hostility, calls: tail.calls, answers: tail.answers };
        Ok(Command::Act(Act { order: Order { clock, decided, by }, day: tail.day }))
    }

    fn inject(&self, rest: &[&str]) -> Result<Command, Wrong> {
        let Some((event, rest)) = rest.split_first() else {
            return wrong("`inject` wants an event", "write inject leave ARM 2024-03-01; `help` lists the events");
        };
        let event = event.to_lowercase();
        if let "ends" | "replaced" = event.as_str() {
            let happening = if event == "ends" { Happening::Ends } else { Happening::Replaced };
            return self.act_of(self.clock_of(happening)?, None, None, self.tail(rest)?);
        }
        if !EVENTS.contains(&event.as_str()) {
            let near = nearest(&event, EVENTS).map_or(String::new(), |near| format!("did you mean `{near}`? "));
            return wrong(format!("there is no event `{event}`"), format!("{near}there are {}", EVENTS.join(", ")));
        }
        let Some((state, rest)) = rest.split_first() else {
            return wrong(
                format!("`inject {event}` wants a state"),
                format!("write inject {event} {}", example(&event)),
            );
        };
        let state = self.state_named(state)?;
        match event.as_str() {
            "dispute" | "call" => self.inject_dispute(&event, state, rest),
            "pact" => self.inject_pact(state, rest),
            "coup" | "conflict" | "unrest" => {
                let around = self.unrest(&event, state)?;
                self.act_of(self.clock_of(around)?, None, None, self.tail(rest)?)
            }
            _ => {
                let place = self.member(state)?;
                let happening = match event.as_str() {
                    "leave" => Happening::Leaves(place),
                    "freeze" => Happening::Freezes(place),
                    _ => Happening::Thaws(place),
                };
                self.act_of(self.clock_of(happening)?, None, Some(state), self.tail(rest)?)
            }
        }
    }

    fn unrest(&self, event: &str, state: StateId) -> Result<Happening, Wrong> {
        let around = match event {
            "coup" => Around::Coup,
            "conflict" => Around::Conflict,
            _ => Around::Protest,
        };
        Ok(Happening::Around(around, self.place_around(state)?))
    }

    /// `dispute ARM by AZE`, `call ARM by AZE`, and `call KGZ coup`.
    fn inject_dispute(&self, event: &str, state: StateId, rest: &[&str]) -> Result<Command, Wrong> {
        let example = format!("write inject {event} {}", example(event));
        if let ("call", Some((kind @ ("coup" | "conflict" | "unrest"), rest))) =
            (event, rest.split_first().map(|(kind, rest)| (*kind, rest)))
        {
            let mut tail = self.tail(rest)?;
            tail.calls = Some(true);
            return self.act_of(self.clock_of(self.unrest(kind, state)?)?, None, None, tail);
        }
        let ["by", other, rest @ ..] = rest else {
            return wrong("it is not said by whom", example);
        };
        let (other, mut tail) = (self.state_named(other)?, self.tail(rest)?);
        let own = self.place_around(state);
        let (around, place, second) = match own {
            Ok(place) => (Around::DisputeAgainst, place, other),
            Err(_) if event == "dispute" => (Around::DisputeBy, self.place_around(other)?, state),
            Err(refused) => return Err(refused),
        };
        if event == "call" {
            if tail.calls == Some(false) {
                return wrong("a call is not silent", example);
            }
            tail.calls = Some(true);
        }
        self.may_dispute(place, second)?;
        self.act_of(self.clock_of(Happening::Around(around, place))?, Some(second), Some(other), tail)
    }

    fn inject_pact(&self, state: StateId, rest: &[&str]) -> Result<Command, Wrong> {
        let ["with", other, rest @ ..] = rest else {
            return wrong("it is not said with whom", format!("write inject pact {}", example("pact")));
        };
        let (other, place) = (self.state_named(other)?, self.place_around(state)?);
        let roster = self.atlas.roster();
        let members = self.plan.world.treaty(self.of.treaty).member_states().collect::<Vec<_>>();
        if members.contains(&other) || !roster.exists(other, self.plan.scenario.date) {
            let message =
                format!("{} is a member, or no state then: a pact outside is with another", roster.state(other).key);
            return wrong(message, "name a state outside of the treaty");
        }
        self.act_of(self.clock_of(Happening::Around(Around::Pact, place))?, Some(other), Some(state), self.tail(rest)?)
    }

    /// The model of disputes has those with neighbours and major powers only.
    fn may_dispute(&self, place: usize, other: StateId) -> Result<(), Wrong> {
        let around = self.of.surroundings().map(|around| &around.states[place]);
        let Some(own) = around else { return Ok(()) };
        if own.opponents.contains(&other) {
            return Ok(());
        }
        let roster = self.atlas.roster();
        let keys: Vec<&str> = own.opponents.iter().map(|state| roster.state(*state).key.as_str()).collect();
        let message = format!(
            "{} is neither a neighbour of {} nor a major power, and disputes with others are not in the model",
            roster.state(other).key,
            roster.state(own.state).key
        );
        wrong(message, format!("name one of {}", keys.join(", ")))
    }

    /// The place of a member at risk.
    fn member(&self, state: StateId) -> Result<usize, Wrong> {
        let key = &self.atlas.roster().state(state).key;
        if Some(state) == self.plan.patron {
            let remedy = "the model has no rate for it; a scenario may name another patron";
            return wrong(format!("{key} is the patron, who neither leaves nor freezes"), remedy);
        }
        let place = self.plan.members.iter().position(|own| *own == state);
        place.ok_or_else(|| self.no_member(key))
    }

    /// The place of a state around the treaty: a member, or the patron.
    fn place_around(&self, state: StateId) -> Result<usize, Wrong> {
        if self.of.surroundings().is_none() {
            let remedy = "leave out --process …=off, or let members leave, freeze or thaw";
            return wrong("nothing happens around the treaty in this scenario", remedy);
        }
        self.plan.place(state).ok_or_else(|| self.no_member(&self.atlas.roster().state(state).key))
    }

    fn no_member(&self, key: &str) -> Wrong {
        let keys: Vec<&str> = self.names.iter().map(|(key, _)| key.as_str()).collect();
        (format!("{key} is no member on the scenario's date"), format!("members are {}", keys.join(", ")))
    }

    fn clock_of(&self, happening: Happening) -> Result<usize, Wrong> {
        let found = (0..self.of.clocks()).find(|clock| self.of.happening(*clock) == happening);
        found.ok_or_else(|| ("this cannot happen in the scenario".to_owned(), "`odds all` lists what can".to_owned()))
    }
}

fn example(event: &str) -> &'static str {
    match event {
        "dispute" => "ARM by AZE force",
        "call" => "ARM by AZE attack, or inject call KGZ coup",
        "pact" => "ARM with FRA",
        "coup" | "conflict" | "unrest" => "KGZ",
        _ => "ARM 2024-03-01",
    }
}
