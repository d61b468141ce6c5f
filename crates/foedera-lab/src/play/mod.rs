//! A wargame on a scenario: one future, step by step. A player lets it happen, chooses among what could happen next, makes something happen,
//! takes it back.
//!
//! A game is a future of a number with what players have made happen in it (forced events, as an intervention of `foedera given`), and how
//! far it has been told. Nothing else is kept: each step runs the future from its start again, so following is the future itself, taking
//! back is exact, and a saved game is its commands.

mod command;
mod follow;
mod names;
mod odds;
mod saved;
mod scene;
mod sides;
mod turn;

use foedera_atlas::Atlas;
use foedera_diagnostic::Problems;
use foedera_futures::Forced;
use foedera_futures::membership::{Decision, Membership};
use foedera_world::{DAYS_PER_YEAR, Day};
use serde::Serialize;

pub use command::{COMMANDS, Command};
pub use odds::{Explained, Odds};
pub(crate) use saved::read as read_saved;
pub use saved::{Played, SAVED_HEAD, Switched, save};
pub use scene::Scene;
pub use sides::Sides;
pub use turn::Turn;

use crate::models::Models;
use crate::plan::{Plan, Settings};
use crate::run::{Intervention, Worker};
use crate::scenario::Scenario;
use crate::story::{check_number, names};
use command::Act;
use follow::Reached;

/// What is wrong with a command, and what would be right.
pub type Wrong = (String, String);

/// How a game is played.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// The branch.
    pub branch: String,
    /// The number of the future.
    pub future: u32,
    /// Futures and seed of the forecast that it is a future of.
    pub settings: Settings,
    /// How long a turn is.
    pub turn: Turn,
    /// Who plays whom.
    pub sides: Sides,
}

/// An event of a game.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GameEvent {
    /// The day.
    pub date: Day,
    /// `drawn`, or `made` by a player.
    pub how: &'static str,
    /// The process, as in `foedera future`.
    pub process: &'static str,
    /// The member's key; `None` of an event of the treaty.
    pub state: Option<String>,
    /// What happens, in words.
    pub what: String,
    /// Its rate per year just before.
    pub rate: f64,
    /// The probability that it is this event and no other, given that one happens then.
    pub share: f64,
    /// How many take part after it.
    pub participants: u32,
}

/// A step of a game.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// The turn, from 1, in which the step began.
    pub turn: u32,
    /// The side that made it; `None` where there are no sides, or all had acted.
    pub side: Option<String>,
    /// The command.
    pub command: String,
    /// How far the game had come then.
    pub date: Day,
    /// What happened on the way.
    pub events: Vec<GameEvent>,
}

/// What a game is at a moment; all else follows from it.
#[derive(Debug, Clone, PartialEq, Default)]
struct State {
    /// What players made happen, and what of it they decided.
    intervention: Intervention,
    /// How far it has been told, in years from the start.
    time: f64,
    /// The place of the side whose move it is; beyond the last: all have acted.
    mover: usize,
    entries: Vec<Entry>,
}

/// What a command came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// The game went on: the last entry of the log says how.
    Moved,
    /// The event whose answers were decided, as it came to be.
    Answered(GameEvent),
    /// The odds are asked for; whether all of them.
    Odds(bool),
    /// A rate is explained.
    Explained(Explained),
    /// So many steps were taken back.
    Undone(usize),
    /// The log is asked for.
    Log,
    /// The game shall be saved to a file.
    Save(String),
    /// The sides are asked for, or the move went to the next.
    Sides,
    /// Help is asked for.
    Help,
    /// An empty line or a comment.
    Nothing,
    /// The game shall end.
    Quit,
}

/// A game.
pub struct Game<'p> {
    plan: &'p Plan<'p>,
    of: &'p Membership<'p>,
    atlas: &'p Atlas,
    worker: Worker<'p>,
    names: Vec<(String, String)>,
    rules: Rules,
    state: State,
    past: Vec<State>,
    reached: Reached,
}

/// Play a game on a scenario.
///
/// # Errors
/// A branch that the scenario does not have, or a number that the forecast does not reach.
pub fn play<T>(
    scenario: &Scenario,
    rules: Rules,
    (atlas, models): (&Atlas, &Models),
    work: impl FnOnce(&mut Game<'_>) -> T,
) -> Result<T, Problems> {
    check_number(rules.future, rules.settings)?;
    let own = crate::ask::prepared(scenario, &[], &[&rules.branch])?;
    let plan = Plan::new(&own, atlas, models, rules.settings);
    let membership = plan.membership();
    let worker = Worker::new(&plan, &membership);
    let names = names(&plan, atlas);
    let (state, past) = (State::default(), Vec::new());
    let mut game =
        Game { plan: &plan, of: &membership, atlas, worker, names, rules, state, past, reached: Reached::default() };
    game.reached = game.told(&State::default(), 0.0);
    Ok(work(&mut game))
}

impl Game<'_> {
    /// The rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The draw of parameters.
    pub fn draw(&self) -> u32 {
        self.plan.settings.draw_of(self.rules.future)
    }

    /// The steps so far, without those that were taken back.
    pub fn log(&self) -> &[Entry] {
        &self.state.entries
    }

    /// The day to which the game has come.
    pub fn today(&self) -> Day {
        self.of.day(self.state.time)
    }

    /// The last day.
    pub fn last(&self) -> Day {
        self.of.day(self.plan.end())
    }

    /// Whether the last day is reached.
    pub fn is_at_end(&self) -> bool {
        self.state.time >= self.plan.end()
    }

    /// Whether the treaty is over.
    pub fn is_over(&self) -> bool {
        self.reached.scene.over.is_some()
    }

    /// The world as it stands.
    pub fn scene(&self) -> &Scene {
        &self.reached.scene
    }

    /// What could happen next, the likeliest first.
    pub fn odds(&self) -> &[Odds] {
        &self.reached.odds
    }

    /// The probability that nothing happens to the end of the turn.
    pub fn quiet(&self) -> f64 {
        self.reached.quiet
    }

    /// The side whose move it is; `None`: there are no sides, or all have acted.
    pub fn mover(&self) -> Option<&str> {
        self.rules.sides.name(self.state.mover)
    }

    /// Obey a command. One that is wrong changes nothing.
    ///
    /// # Errors
    /// What is wrong, and what would be right.
    pub fn obey(&mut self, line: &str) -> Result<Reply, Wrong> {
        match command::read(line, self)? {
            Command::Nothing => Ok(Reply::Nothing),
            Command::Help => Ok(Reply::Help),
            Command::Quit => Ok(Reply::Quit),
            Command::Log => Ok(Reply::Log),
            Command::Sides => Ok(Reply::Sides),
            Command::Odds(all) => Ok(Reply::Odds(all)),
            Command::Save(path) => self.may_be_saved().map(|()| Reply::Save(path)),
            Command::Explain(number) => self.explain(number).map(Reply::Explained),
            Command::Undo(steps) => self.undo(steps),
            Command::Pass => self.pass(line),
            Command::Next => self.next(line),
            Command::Turn => self.turn(line),
            Command::Act(act) => self.act(line, &act),
            Command::Answer(answers) => self.answer(line, answers),
        }
    }

    /// Refuse what lets time pass once the last day is reached.
    fn may_go_on(&self) -> Result<(), Wrong> {
        if !self.is_at_end() {
            return Ok(());
        }
        let message = format!("the game has come to its last day, {}", self.last());
        Err((message, "`undo` goes back, `log` tells it; a later end is given with --until".to_owned()))
    }

    fn may_be_saved(&self) -> Result<(), Wrong> {
        let why = if self.is_over() {
            "the treaty is over".to_owned()
        } else if self.is_at_end() {
            format!("the game has come to its last day, {}", self.last())
        } else {
            return Ok(());
        };
        let message = format!("{why}: there is nothing that a scenario could go on from");
        Err((message, "`undo` goes back; --log keeps what happened".to_owned()))
    }

    fn pass(&mut self, line: &str) -> Result<Reply, Wrong> {
        if self.rules.sides.count() == 0 {
            let message = "there are no sides, so there is no move to pass".to_owned();
            return Err((message, "name them at the start: --sides \"alliance=RUS,BLR;rivals=AZE\"".to_owned()));
        }
        if self.state.mover >= self.rules.sides.count() {
            return Err(("all sides have acted".to_owned(), "`turn` or `next` lets the world move".to_owned()));
        }
        let mut state = self.state.clone();
        state.mover += 1;
        let reached = self.reached.clone();
        self.enter(line, state, reached);
        Ok(Reply::Sides)
    }

    fn next(&mut self, line: &str) -> Result<Reply, Wrong> {
        self.may_go_on()?;
        let state = self.state.clone();
        let all = self.told(&state, self.plan.end());
        let next = all.told.iter().map(|told| told.time).find(|time| *time > state.time);
        self.move_to(line, state, next.unwrap_or(self.plan.end()));
        Ok(Reply::Moved)
    }

    fn turn(&mut self, line: &str) -> Result<Reply, Wrong> {
        self.may_go_on()?;
        let (state, end) = (self.state.clone(), self.turn_end(self.state.time));
        self.move_to(line, state, end);
        Ok(Reply::Moved)
    }

    /// The end of the turn in which a time lies.
    fn turn_end(&self, time: f64) -> f64 {
        let (_, _, until) = self.rules.turn.of(self.plan.scenario.start(), self.of.day(time));
        until.years_since(self.plan.scenario.start()).min(self.plan.end())
    }

    /// Make an event happen.
    fn act(&mut self, line: &str, act: &Act) -> Result<Reply, Wrong> {
        self.may_go_on()?;
        let day = act.day.unwrap_or(self.today());
        if day < self.today() || day >= self.last() {
            let message = format!("{day} is not between {} and the day before {}", self.today(), self.last());
            return Err((message, "what is past is past: `undo` goes back".to_owned()));
        }
        self.may_act(act.order.by)?;
        // On the evening of the day: what the day brings by itself comes before.
        let start = self.plan.scenario.start();
        let time = (day.years_since(start) + 0.999 / DAYS_PER_YEAR).max(self.state.time);
        let clock = act.order.clock;
        let mut state = self.state.clone();
        let before = state.intervention.forced.iter().filter(|forced| forced.clock == clock).count();
        let count = foedera_futures::FORCED_COUNTS + before as u32;
        state.intervention.forced.push(Forced { time, clock });
        state.intervention.decisions.push(Decision { clock, count, decided: act.order.decided.clone() });
        let reached = self.told(&state, time);
        let happened = reached.told.last().filter(|told| told.clock == clock && told.count == count);
        let Some(happened) = happened else { return Err(self.impossible(&reached, clock, day)) };
        self.were_asked(happened, &act.order.decided.answers)?;
        self.settle(line, state, reached, time);
        Ok(Reply::Moved)
    }

    /// Decide what allies answer to the call of the last event.
    fn answer(&mut self, line: &str, answers: command::Answers) -> Result<Reply, Wrong> {
        let wrong = |message: &str, remedy: &str| Err((message.to_owned(), remedy.to_owned()));
        let Some(last) = self.reached.told.last().cloned() else {
            return wrong("nothing has happened yet", "`next` lets something happen");
        };
        if !last.called {
            return wrong(
                "in the last event nobody called for help",
                "`log` tells what happened; `inject call` makes one",
            );
        }
        let mut state = self.state.clone();
        let same = |own: &&mut Decision| own.clock == last.clock && own.count == last.count;
        if let Some(decision) = state.intervention.decisions.iter_mut().find(same) {
            for (ally, level) in &answers {
                decision.decided.answers.retain(|(own, _)| own != ally);
                decision.decided.answers.push((*ally, *level));
            }
        } else {
            let decided = foedera_futures::membership::Decided { answers: answers.clone(), ..Default::default() };
            state.intervention.decisions.push(Decision { clock: last.clock, count: last.count, decided });
        }
        let reached = self.told(&state, state.time);
        let number = self.reached.told.len() - 1;
        self.were_asked(&reached.told[number], &answers)?;
        // Where the event stands in the log it is as it came to be; what then came after it is of this step.
        let changed = reached.events[number].clone();
        if let Some(told) = state.entries.iter_mut().rev().find_map(|entry| entry.events.last_mut()) {
            *told = changed.clone();
        }
        let events = reached.events[number + 1..].to_vec();
        self.past.push(self.state.clone());
        let entry = self.entry(line, events, self.of.day(state.time));
        state.entries.push(entry);
        (self.state, self.reached) = (state, reached);
        Ok(Reply::Answered(changed))
    }

    /// Take steps back.
    fn undo(&mut self, steps: usize) -> Result<Reply, Wrong> {
        if steps > self.past.len() {
            let message = format!("there are {} steps to take back", self.past.len());
            return Err((message, "`undo` takes back the last one, `undo 3` three; `log` lists them".to_owned()));
        }
        let state = self.past[self.past.len() - steps].clone();
        self.past.truncate(self.past.len() - steps);
        self.reached = self.told(&state, state.time);
        self.state = state;
        Ok(Reply::Undone(steps))
    }

    fn explain(&mut self, number: usize) -> Result<Explained, Wrong> {
        let odds = self.numbered(number)?.clone();
        Ok(self.explained(&odds))
    }

    /// What is numbered so among the odds.
    fn numbered(&self, number: usize) -> Result<&Odds, Wrong> {
        number.checked_sub(1).and_then(|place| self.odds().get(place)).ok_or_else(|| {
            let message = format!("there is no number {number} among what could happen");
            let remedy = match self.odds().len() {
                0 => "nothing can happen any more; `undo` goes back".to_owned(),
                count => format!("they have 1 to {count}: `odds all`"),
            };
            (message, remedy)
        })
    }

    fn move_to(&mut self, line: &str, state: State, time: f64) {
        let reached = self.told(&state, time);
        self.settle(line, state, reached, time);
    }

    /// The game has come to a time.
    fn settle(&mut self, line: &str, mut state: State, reached: Reached, time: f64) {
        let turn = |time: f64| self.rules.turn.of(self.plan.scenario.start(), self.of.day(time)).0;
        if turn(time) != turn(state.time) {
            state.mover = 0;
        }
        state.time = time;
        self.enter(line, state, reached);
    }

    fn enter(&mut self, line: &str, mut state: State, reached: Reached) {
        let events = reached.events[self.reached.events.len().min(reached.events.len())..].to_vec();
        self.past.push(self.state.clone());
        let entry = self.entry(line, events, self.of.day(state.time));
        state.entries.push(entry);
        (self.state, self.reached) = (state, reached);
        let side = self.mover().map(str::to_owned);
        self.reached.scene.side = side;
    }

    fn entry(&self, line: &str, events: Vec<GameEvent>, date: Day) -> Entry {
        let turn = self.rules.turn.of(self.plan.scenario.start(), self.today()).0;
        let command = line.split_whitespace().collect::<Vec<_>>().join(" ");
        Entry { turn, side: self.mover().map(str::to_owned), command, date, events }
    }
}
