//! `foedera play`.

mod input;
mod text;

pub(crate) use text::LOG_HEAD;

use std::path::{Path, PathBuf};

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source};
use foedera_lab::play::{Entry, Game, Odds, Played, Reply, Rules, Scene, Sides, Switched, Turn, play, save};
use foedera_lab::{Models, Scenario, Settings, shell_word, with_settings};
use foedera_report::Style;
use foedera_world::Day;
use serde::Serialize;

use self::input::{Input, Line};
use super::forecast::{find, named, switch, switched};
use super::future::Provenance;
use crate::args::{Format, PlayArgs, SwitchArgs};
use crate::ground::Ground;
use crate::target::{Kind, Target};
use crate::{held, output};

/// A game as it stands when it ends.
#[derive(Serialize)]
struct GameAnswer {
    title: String,
    /// The scenario's date.
    date: Day,
    /// The last day that can be reached.
    until: Day,
    branch: String,
    /// The number of the future, and the draw of parameters that it belongs to.
    future: u32,
    draw: u32,
    turn: String,
    sides: Vec<Side>,
    run: Provenance,
    log: Vec<Entry>,
    scene: Scene,
    /// The probability that nothing happens to the end of the turn.
    quiet: f64,
    odds: Vec<Odds>,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct Side {
    name: String,
    states: Vec<String>,
}

/// A command that was refused.
#[derive(Serialize)]
struct Refused {
    /// Its line in the input, from 1.
    line: usize,
    command: String,
    message: String,
    remedy: String,
}

/// A table around the game: from where commands come and where things go.
struct Table<'a> {
    args: &'a PlayArgs,
    source: &'a Source,
    switched: Switched,
    input: Input,
    log: Option<Target>,
    style: Style,
    /// Whether what is said is printed as it is said.
    live: bool,
    transcript: String,
    refused: Vec<Refused>,
    /// What the log begins with.
    head: String,
}

pub(crate) fn run(args: &PlayArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (atlas, models) = (ground.atlas()?, Models::embedded()?);
    let source = with_settings(&find(&args.scenario, args.at, &atlas)?, &args.set)?;
    let inputs: Vec<&Path> = std::iter::once(Path::new(&args.scenario))
        .chain(ground.files().iter().map(PathBuf::as_path))
        .chain(args.script.as_deref())
        .collect();
    let target = |path: &PathBuf| Target::new(path, Kind::Game, &inputs, args.force);
    let log = args.log.as_ref().map(target).transpose()?;
    output::check(&args.print)?;
    let input = Input::open(args.script.as_deref())?;
    let (scenario, atlas) = Scenario::open(&source, &atlas)?;
    let (mut began, rules, played) = begin(args, scenario, &atlas)?;
    let switched = played.as_ref().map_or_else(|| switched_by(args), |played| played.switched.clone());
    if played.is_none() {
        switch(&mut began, &args.switches, &atlas)?;
        if let Some(until) = &args.until {
            began.until(until).map_err(|(message, remedy)| refused(format!("--until {until}: {message}"), remedy))?;
        }
    }
    super::start_threads(args.threads)?;
    let style = output::style(&args.print);
    let live = args.print.format == Format::Text && !held::is_on();
    let (transcript, head) = (String::new(), String::new());
    let mut table =
        Table { args, source: &source, switched, input, log, style, live, transcript, refused: Vec::new(), head };
    let command = command(args, began.date, ground);
    let run = Provenance::new(&args.scenario, (&atlas, &models), rules.settings, command);
    let done = play(&began, rules, (&atlas, &models), |game| {
        for command in played.iter().flat_map(|played| &played.commands) {
            // It was played once when the file was read.
            game.obey(command).map_err(|(message, remedy)| refused(message, remedy))?;
        }
        table.head = text::title(game, &began, &run);
        table.sit(game, &inputs)?;
        Ok::<_, Problems>(table.answer(game, &began, run))
    })??;
    table.close(done)
}

/// The scenario that the game begins with, how it is played, and what was played before.
fn begin(
    args: &PlayArgs,
    scenario: Scenario,
    atlas: &Atlas,
) -> Result<(Scenario, Rules, Option<std::sync::Arc<Played>>), Problems> {
    if let Some(played) = scenario.played.clone() {
        let given = [
            ("--n", args.n.is_some()),
            ("--seed", args.seed.is_some()),
            ("--futures", args.futures.is_some()),
            ("--branch", args.branch.is_some()),
            ("--turn", args.turn.is_some()),
            ("--sides", args.sides.is_some()),
            ("--until", args.until.is_some()),
            ("--process", !args.switches.process.is_empty()),
            ("--assume", !args.switches.assume.is_empty()),
            ("--without-call", !args.switches.without_call.is_empty()),
        ];
        if let Some((option, _)) = given.iter().find(|(_, given)| *given) {
            let message =
                format!("`{}` holds a game with rules of its own, so {option} would change nothing", args.scenario);
            return Err(refused(message, "leave the option out, or take the table [game] out of the file".to_owned()));
        }
        return Ok((played.began.clone(), played.rules.clone(), Some(played)));
    }
    let wrong = |option: &str, (message, remedy): (String, String)| refused(format!("{option}: {message}"), remedy);
    let sides = args.sides.as_deref().unwrap_or("");
    let rules = Rules {
        branch: args.branch.clone().unwrap_or_else(|| scenario.branches[0].id.clone()),
        future: args.n.unwrap_or(0),
        settings: Settings { futures: args.futures.unwrap_or(10_000), seed: args.seed.unwrap_or(1) },
        turn: args.turn.unwrap_or(Turn::Months(6)),
        sides: Sides::read(sides, atlas, scenario.date).map_err(|told| wrong("--sides", told))?,
    };
    Ok((scenario, rules, None))
}

fn refused(message: String, remedy: String) -> Problems {
    Diagnostic::new(Code::InvalidValue, Place::CommandLine, message, remedy).into()
}

/// What switches the scenario beside its file.
fn switched_by(args: &PlayArgs) -> Switched {
    let SwitchArgs { process, assume, without_call } = args.switches.clone();
    Switched { until: args.until.clone(), process, assume, without_calls: without_call }
}

/// The words that make the game again.
fn command(args: &PlayArgs, date: Day, ground: &Ground) -> String {
    let mut words = vec!["foedera".to_owned(), "play".to_owned()];
    words.extend(named(&args.scenario, args.at.unwrap_or(date)));
    let mut option =
        |name: &str, value: Option<String>| words.extend(value.into_iter().flat_map(|value| [name.to_owned(), value]));
    option("--n", args.n.map(|n| n.to_string()));
    option("--seed", args.seed.map(|seed| seed.to_string()));
    option("--futures", args.futures.map(|futures| futures.to_string()));
    option("--branch", args.branch.clone());
    option("--until", args.until.clone());
    option("--turn", args.turn.map(|turn| turn.to_string()));
    option("--sides", args.sides.clone());
    args.set.iter().for_each(|setting| option("--set", Some(setting.clone())));
    ground.files().iter().for_each(|path| option("--facts", Some(path.display().to_string())));
    option("--script", args.script.as_ref().map(|path| path.display().to_string()));
    words.extend(switched(&args.switches));
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}

impl Table<'_> {
    /// Play until the input ends or the player does.
    fn sit(&mut self, game: &mut Game<'_>, inputs: &[&Path]) -> Result<(), Problems> {
        let opening = format!("{}{}{}", self.head, text::scene(game), text::odds(game, self.style.full));
        self.say(&opening)?;
        self.keep(game)?;
        loop {
            let prompt = game.mover().map_or("> ".to_owned(), |side| format!("{side}> "));
            let Some(Line { number, text: line, echo }) = self.input.next(&prompt, self.live)? else { return Ok(()) };
            if echo {
                self.say(&format!("{prompt}{line}\n"))?;
            }
            match game.obey(&line) {
                Ok(Reply::Quit) => return Ok(()),
                Ok(reply) => self.reply(game, &reply, (number, &line), inputs)?,
                Err((message, remedy)) => self.refuse((number, &line), message, remedy)?,
            }
        }
    }

    fn reply(
        &mut self,
        game: &mut Game<'_>,
        reply: &Reply,
        line: (usize, &str),
        inputs: &[&Path],
    ) -> Result<(), Problems> {
        let said = match reply {
            Reply::Nothing | Reply::Quit => return Ok(()),
            Reply::Moved => text::moved(game) + &text::scene(game) + &text::odds(game, self.style.full),
            Reply::Undone(steps) => text::undone(*steps) + &text::scene(game) + &text::odds(game, self.style.full),
            Reply::Answered(event) => text::event(event) + &text::scene(game) + &text::odds(game, self.style.full),
            Reply::Odds(all) => text::odds(game, *all || self.style.full),
            Reply::Explained(explained) => text::explained(explained),
            Reply::Log => text::log(game),
            Reply::Sides => text::sides(game),
            Reply::Help => text::help(),
            Reply::Save(path) => return self.save(game, path, line, inputs),
        };
        self.say(&said)?;
        self.keep(game)
    }

    /// Save the game; what is in the way is told, and the game goes on.
    fn save(&mut self, game: &Game<'_>, path: &str, line: (usize, &str), inputs: &[&Path]) -> Result<(), Problems> {
        let text = save(game, self.source.text(), &self.switched);
        let written = Target::new(Path::new(path), Kind::SavedGame, inputs, self.args.force)
            .and_then(|target| target.write(text));
        match written {
            Ok(()) => self.say(&format!("saved: foedera play {path}, foedera forecast {path}\n")),
            Err(problems) => {
                let first = problems.0.first();
                let told = first.map(|problem| (problem.message.clone(), problem.remedy.clone()));
                let (message, remedy) = told.unwrap_or_default();
                self.refuse(line, message, remedy)
            }
        }
    }

    fn refuse(&mut self, (number, line): (usize, &str), message: String, remedy: String) -> Result<(), Problems> {
        self.say(&format!("! {message}\n  {remedy}\n"))?;
        if !self.live {
            let place = self.input.place(number);
            output::tell(&Diagnostic::new(Code::InvalidValue, place, message.clone(), remedy.clone()));
        }
        self.refused.push(Refused { line: number, command: line.to_owned(), message, remedy });
        Ok(())
    }

    fn say(&mut self, text: &str) -> Result<(), Problems> {
        let text = output::clean(text, Style { full: true, ..self.style });
        if self.live {
            return output::print(&text);
        }
        self.transcript.push_str(&text);
        Ok(())
    }

    /// Write the log as it stands, so that it is there however the game ends.
    fn keep(&self, game: &Game<'_>) -> Result<(), Problems> {
        let Some(target) = &self.log else { return Ok(()) };
        target.write(format!("{}{}{}", self.head, text::log(game), text::scene(game)))
    }

    fn answer(&mut self, game: &Game<'_>, began: &Scenario, run: Provenance) -> GameAnswer {
        let rules = game.rules();
        let side = |(name, states): (&str, Vec<&str>)| Side {
            name: name.to_owned(),
            states: states.into_iter().map(str::to_owned).collect(),
        };
        GameAnswer {
            title: began.title.clone(),
            date: began.date,
            until: game.last(),
            branch: rules.branch.clone(),
            future: rules.future,
            draw: game.draw(),
            turn: rules.turn.to_string(),
            sides: game.sides().into_iter().map(side).collect(),
            run,
            log: game.log().to_vec(),
            scene: game.scene().clone(),
            quiet: game.quiet(),
            odds: game.odds().to_vec(),
            refused: std::mem::take(&mut self.refused),
        }
    }

    /// The end: the answer where it is not text, and what was refused.
    fn close(self, answer: GameAnswer) -> Result<ExitCode, Problems> {
        if !self.live {
            let transcript = self.transcript;
            let answered = output::Answered { command: "play", table: "log.events" };
            output::answer(&self.args.print, answered, &answer, |_| transcript)?;
        }
        let refused = answer.refused.len();
        if refused == 0 || self.input.is_terminal() {
            return Ok(ExitCode::Success);
        }
        let told = if refused == 1 { "1 command was".to_owned() } else { format!("{refused} commands were") };
        output::say(&format!("{told} refused"));
        Ok(ExitCode::NegativeFinding)
    }
}
