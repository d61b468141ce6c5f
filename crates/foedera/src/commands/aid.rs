//! `foedera aid`.

use std::collections::BTreeSet;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_lab::guarantee::aid::{Means, aid, known_world, needs_attacker};
use foedera_lab::guarantee::answers::{Predictor, embedded_answers};
use foedera_lab::guarantee::{Facts, Record, Request, Situation};
use foedera_process::response::AnswerModel;
use foedera_report::{aid_html, aid_terminal};
use foedera_store::WorldFile;
use foedera_world::{Day, StateId, TreatyId, Trigger};

use crate::args::{AidArgs, DrawArgs};
use crate::commands::{Asked, lookup, shock};
use crate::ground::Ground;
use crate::output;
use crate::target::Page;

pub(crate) fn run(args: &AidArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let treaty = lookup::treaty(atlas.roster(), &args.treaty)?;
    let asked = Asked::new(args.at)?;
    let at = asked.day;
    let state = lookup::state(atlas.roster(), &args.state, at)?;
    let attackers = args.by.iter().map(|name| lookup::state(atlas.roster(), name, at));
    let mut attackers: Vec<StateId> = attackers.collect::<Result<_, _>>()?;
    attackers.sort_unstable();
    attackers.dedup();
    check(&atlas, treaty, state, &attackers, (at, args))?;
    super::start_threads(args.draw.threads)?;
    let world = lookup::world(&args.world)?;
    let page = Page::new(&args.page, "aid", &lookup::read_with(world.as_ref(), None))?;
    let mut kit = Kit::new(&atlas, world.as_ref(), treaty, &[state], &attackers, (at.year(), at.year()))?;
    let trigger = args.trigger.trigger();
    let request = Request {
        treaty,
        day: at,
        in_need: vec![state],
        unknown_attacker: needs_attacker(trigger) && attackers.is_empty(),
        attackers,
        trigger,
    };
    kit.suppose(&args.shock, &atlas, &request)?;
    let predictor = predictor(&kit.model, &args.draw)?;
    let answer = aid(kit.means(&atlas, &predictor, &args.draw), &request);
    page.write(&answer, |json| aid_html(&answer, &atlas, json))?;
    let text = |style| asked.line() + &aid_terminal(&answer, args.explain, style);
    output::answer(&args.print, output::Answered { command: "aid", table: "allies" }, &answer, text)?;
    Ok(ExitCode::Success)
}

/// A member calls, and nobody is attacked by himself.
fn check(
    atlas: &Atlas,
    treaty: TreatyId,
    state: StateId,
    attackers: &[StateId],
    (at, args): (Day, &AidArgs),
) -> Result<(), Problems> {
    let world = atlas.history.treaty_at(treaty, Some(at));
    let key = |state: StateId| atlas.roster().state(state).key.as_str();
    let members: Vec<&str> = world.treaty(treaty).members().map(|membership| key(membership.state)).collect();
    let usage = |message: String, remedy: String| {
        Problems::from(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy))
    };
    if !members.contains(&key(state)) {
        let name = &atlas.roster().treaty(treaty).key;
        let message = format!("{} is no member of {name} on {at}", key(state));
        let remedy = if members.is_empty() {
            format!("the treaty has no members on that day; see `foedera treaty {name}`")
        } else {
            format!("members on that day: {}", members.join(", "))
        };
        return Err(usage(message, remedy));
    }
    let trigger = args.trigger.trigger();
    if trigger == Trigger::InternalUnrest && !attackers.is_empty() {
        let message = "unrest at home has no attacking state".to_owned();
        return Err(usage(message, "leave --by out, or ask with --trigger attack".to_owned()));
    }
    let outside = attackers.iter().find(|other| !members.contains(&key(**other)));
    if let Some(outside) = outside.filter(|_| trigger == Trigger::MemberVsMember) {
        let message = format!("{} is no member of {} on {at}", key(*outside), args.treaty);
        return Err(usage(message, "name a member with --by, or ask with --trigger attack".to_owned()));
    }
    if let Some(gone) = attackers.iter().find(|other| !exists(atlas, **other, at)) {
        let message = format!("{} does not exist on {at}", key(*gone));
        return Err(usage(
            message,
            "name a state of that day with --by; `foedera state` gives a state's days".to_owned(),
        ));
    }
    if attackers.contains(&state) {
        let message = format!("{} cannot be attacked by itself", key(state));
        return Err(usage(message, "name another state with --by, or ask with --trigger unrest".to_owned()));
    }
    Ok(())
}

/// Whether a state exists on a day in either state system.
fn exists(atlas: &Atlas, state: StateId, day: Day) -> bool {
    let covers = |days: &Option<(Day, Option<Day>)>| {
        days.is_some_and(|(from, until)| from <= day && until.is_none_or(|until| day <= until))
    };
    let spells = &atlas.roster().state(state).spells;
    spells.iter().any(|spell| covers(&spell.cow_days) || covers(&spell.gw_days))
}

/// The model, the record and the figures for some questions.
pub(super) struct Kit {
    pub(super) model: AnswerModel,
    sha256: String,
    record: Record,
    facts: Facts,
}

impl Kit {
    /// For calls of `callers` under a treaty in some years.
    pub(super) fn new(
        atlas: &Atlas,
        world: Option<&WorldFile>,
        treaty: TreatyId,
        callers: &[StateId],
        attackers: &[StateId],
        years: (i16, i16),
    ) -> Result<Self, Problems> {
        let (model, sha256) = embedded_answers()?;
        let record = Record::of_atlas(atlas);
        let facts = match world {
            None => Facts::of_atlas(atlas),
            Some(world) => {
                let mut pairs = BTreeSet::new();
                for year in years.0..=years.1 {
                    let on = atlas.history.treaty_at(treaty, Some(Day::start_of_year(year + 1)));
                    for member in on.treaty(treaty).memberships().map(|membership| membership.state) {
                        pairs.extend(callers.iter().chain(attackers).map(|other| (member, *other)));
                    }
                }
                Facts::of_world(atlas, world, &pairs, (years.0 - foedera_lab::guarantee::CARRIED_YEARS, years.1))?
            }
        };
        Ok(Self { model, sha256, record, facts })
    }

    /// The figures.
    pub(super) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Lay shocks on the figures of one call; each must be one number, so that one answer is given.
    fn suppose(&mut self, texts: &[String], atlas: &Atlas, request: &Request) -> Result<(), Problems> {
        if texts.is_empty() {
            return Ok(());
        }
        let world = atlas.history.world_at(request.day).world;
        let known = known_world(atlas, world, &self.facts, &self.record, request);
        let situation = Situation::new(atlas, &known, request);
        let reads = situation.reads(self.model.effects.iter().map(|fitted| fitted.effect));
        let shocks = shock::read(texts, atlas, &self.facts, &reads, request.day)?;
        if let Some((text, _)) = texts.iter().zip(&shocks).find(|(_, shock)| shock.range.0 < shock.range.1) {
            let message = format!("--shock \"{text}\" has a range, and the answer to a call takes one number");
            let remedy = "give one number here; `foedera credibility --shock` takes a range";
            return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
        }
        self.facts = self.facts.shocked(shocks);
        Ok(())
    }

    /// What the questions need.
    pub(super) fn means<'a>(&'a self, atlas: &'a Atlas, predictor: &'a Predictor<'a>, draw: &DrawArgs) -> Means<'a> {
        Means {
            atlas,
            facts: &self.facts,
            record: &self.record,
            model: &self.model,
            model_sha256: &self.sha256,
            predictor,
            draws: (draw.draws as usize, draw.seed),
        }
    }
}

/// Draws of the parameters.
pub(super) fn predictor<'a>(model: &'a AnswerModel, draw: &DrawArgs) -> Result<Predictor<'a>, Problems> {
    Predictor::new(model, draw.draws as usize, draw.seed).ok_or_else(|| {
        let message = "the covariance of the model of answers is not positive definite".to_owned();
        Diagnostic::new(Code::Estimation, Place::File("models/answers.toml".to_owned()), message, "fit it again").into()
    })
}
