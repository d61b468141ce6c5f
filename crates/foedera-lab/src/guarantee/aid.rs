//! If this member calls, for this reason, on this day: who comes, how sure that is, and why.

use std::collections::BTreeMap;

use foedera_almanac::{Grounds, Subject};
use foedera_atlas::Atlas;
use foedera_math::share_interval;
use foedera_process::Effect;
use foedera_process::response::AnswerModel;
use foedera_world::{Day, StateId, Status, Trigger, World};
use serde::Serialize;

use crate::guarantee::answers::{AllyAnswer, Prediction, Predictor};
pub use crate::guarantee::probability::Probability;

use crate::guarantee::choice::AnswerRates;
use crate::guarantee::ranking;
use crate::guarantee::rates::CallRates;
use crate::guarantee::record::{sent_troops, was_asked};
use crate::guarantee::{By, Candidate, Facts, KnownWorld, LEVELS, Record, Request, Shock, Situation};

/// What intervals hold.
const LEVEL: f64 = 0.9;

/// A share of past cases.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BaseRate {
    /// What was counted.
    pub name: String,
    /// How often it happened.
    pub happened: u32,
    /// Of how many cases.
    pub cases: u32,
    /// Further cases of which it is not known whether it happened; none of them is counted.
    pub unknown: u32,
    /// The share with its 90 % interval (Jeffreys).
    pub share: Probability,
    /// Where the count is from.
    pub source: String,
}

/// Part of an ally's log-odds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// The effect, `treaty`, `ally` or `baseline`.
    pub name: &'static str,
    /// What it is.
    pub what: &'static str,
    /// Its value; missing where it is not known.
    pub value: Option<f64>,
    /// What it adds to the log-odds of troops.
    pub log_odds: f64,
}

/// What one ally is expected to give.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AidAlly {
    /// Its key.
    pub state: String,
    /// Its name.
    pub name: String,
    /// Whether it is the treaty's patron.
    pub patron: bool,
    /// The probabilities of nothing, words, materiel, troops: troops as given, the others in the proportions of the model.
    pub levels: [f64; 4],
    /// The probability of troops that is given: by the forecast of [`Aid::ally_forecast`].
    pub troops: Probability,
    /// The same without the shocks; missing where there are none.
    pub without_shocks: Option<Probability>,
    /// The probability of troops by the model, whose parts are told.
    pub model_troops: Probability,
    /// What makes its log-odds of troops at the mode; adds up to `log_odds`.
    pub parts: Vec<Part>,
    /// The log-odds of troops at the mode.
    pub log_odds: f64,
    /// Effects that are not known, and were taken as the mean of the calls fitted on.
    pub missing: Vec<&'static str>,
    /// Its answers that the model was fitted on; 0 if too few for an intercept of its own.
    pub answers: u32,
    /// What it did in the call of the register that this is, if there is one.
    pub happened: Option<String>,
    /// What the model said of it with that call left out.
    pub held_out: Option<f64>,
}

/// A shock as it is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShockTold {
    /// The state, or a first and a second.
    pub states: Vec<String>,
    /// The field.
    pub field: &'static str,
    /// Whether the range is of factors; else of values.
    pub factor: bool,
    /// The range.
    pub range: (f64, f64),
    /// The figure before.
    pub before: Option<f64>,
    /// The figure after, at the middle of the range.
    pub after: Option<f64>,
}

impl ShockTold {
    /// A shock to some facts on a day; what the earlier ones of the facts changed is what it finds.
    pub(crate) fn new(atlas: &Atlas, facts: &Facts, shock: Shock, day: Day) -> Self {
        let key = |state: StateId| atlas.roster().state(state).key.clone();
        let states = match shock.of {
            Subject::State(state) => vec![key(state)],
            Subject::Pair(first, second) => vec![key(first), key(second)],
        };
        let before = facts.number(shock.field, shock.of, day);
        Self {
            states,
            field: shock.field,
            factor: shock.by == By::Factor,
            range: shock.range,
            before,
            after: shock.number(before),
        }
    }

    /// It in words: `USA usable_force ×0.3`.
    pub fn words(&self) -> String {
        let (low, high) = self.range;
        let sign = if self.factor { "×" } else { "= " };
        let range = if low == high { low.to_string() } else { format!("{low}–{high}") };
        format!("{} {} {sign}{range}", self.states.join("–"), self.field)
    }
}

/// A call of the register.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PastCall {
    /// Its key.
    pub id: String,
    /// Its date.
    pub date: String,
    /// Who called.
    pub requester: Option<String>,
    /// Why.
    pub trigger: &'static str,
    /// What was asked for, where a source says.
    pub asked: Vec<&'static str>,
    /// What gave rise to it.
    pub what: String,
    /// What was decided together.
    pub outcome: String,
    /// Who is known to have sent troops.
    pub troops: Vec<String>,
    /// Whether anyone sent troops; missing where the answers are not known.
    pub sent: Option<bool>,
    /// The probability of troops from anyone of whom an answer is known, by a fit without the call; missing where none is known.
    pub held_out: Vec<(String, f64)>,
    /// Sources.
    pub sources: Vec<String>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Aid {
    /// The program's version.
    pub version: &'static str,
    /// The seed of the draws.
    pub seed: u64,
    /// Draws of the parameters.
    pub draws: usize,
    /// SHA-256 of the atlas.
    pub atlas_sha256: String,
    /// SHA-256 of the model file.
    pub model_sha256: String,
    /// The world file among the grounds of the figures.
    pub world: Option<String>,
    /// On what the figures that were asked for rest, and which are missing.
    pub figures: Grounds,
    /// The treaty.
    pub treaty: String,
    /// Its name.
    pub treaty_name: String,
    /// The day.
    pub at: Day,
    /// What was changed before the answer was made; empty without shocks.
    pub shocks: Vec<ShockTold>,
    /// The patron without the shocks; missing without shocks, or where it has none then.
    pub patron_without_shocks: Option<String>,
    /// What gives rise to the call.
    pub trigger: &'static str,
    /// Who needs help.
    pub in_need: Vec<String>,
    /// The attackers.
    pub attackers: Vec<String>,
    /// Whether the treaty's text on that day owes help for it.
    pub covered: bool,
    /// The patron.
    pub patron: Option<String>,
    /// Whether the patron is `stated`, `computed` or `none`.
    pub patron_ground: &'static str,
    /// Why it is this one, or none.
    pub patron_why: String,
    /// Which forecast is given of each ally: `overall_rate`, `rate_by_kind`, `shrunk_rate`, `model` or the mean of the last two.
    pub ally_forecast: &'static str,
    /// The allies, the likeliest first.
    pub allies: Vec<AidAlly>,
    /// Where the order of allies is not what a reader expects, and which terms make it so.
    pub order_notes: Vec<String>,
    /// What the treaty's own record has of such calls before the day, in a sentence.
    pub own_record: String,
    /// Troops from anyone.
    pub anyone: Probability,
    /// Troops from the patron.
    pub from_patron: Option<Probability>,
    /// The same call for other reasons: the trigger, troops from anyone, troops from each ally.
    pub by_trigger: Vec<TriggerAid>,
    /// What the past alone says, by several classes.
    pub base_rates: Vec<BaseRate>,
    /// The call of the register that this is.
    pub call: Option<PastCall>,
    /// Every call under the treaty until today, with what was said of it when it was left out.
    pub past: Vec<PastCall>,
    /// Answers fitted on: all, troops among them, calls, treaties.
    pub fitted_on: [u32; 4],
    /// What to keep in mind.
    pub cautions: Vec<String>,
}

/// Who would come if the call had another reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TriggerAid {
    /// The trigger.
    pub trigger: &'static str,
    /// Troops from anyone.
    pub anyone: Probability,
    /// Troops from each ally, in the order of [`Aid::allies`].
    pub allies: Vec<Probability>,
}

/// The triggers that calls of the register have.
pub const TRIGGERS: [Trigger; 5] = [
    Trigger::ExternalAttack,
    Trigger::InternalUnrest,
    Trigger::BorderSpillover,
    Trigger::DisputedTerritory,
    Trigger::MemberVsMember,
];

/// What [`aid`] needs beside the question.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    /// The atlas.
    pub atlas: &'a Atlas,
    /// Figures.
    pub facts: &'a Facts,
    /// The register's answers.
    pub record: &'a Record,
    /// The model.
    pub model: &'a AnswerModel,
    /// SHA-256 of its file.
    pub model_sha256: &'a str,
    /// Its draws.
    pub predictor: &'a Predictor<'a>,
    /// Their number and seed.
    pub draws: (usize, u64),
}

impl Means<'_> {
    /// Troops from anyone: the shrunk rate of calls without the call that this is.
    pub(crate) fn anyone(&self, rates: &CallRates, situation: &Situation<'_>) -> Probability {
        if situation.allies.is_empty() {
            return Probability { mean: 0.0, low: 0.0, high: 0.0 };
        }
        rates.of_treaty(situation.request.treaty, situation.request.trigger)
    }

    /// Which figures that were read are older than the year before the day.
    fn carried(&self, request: &Request, situation: &Situation<'_>) -> Option<String> {
        let mut oldest = BTreeMap::<&str, i16>::new();
        for (field, of) in situation.figures() {
            if let Some(year) = self.facts.timeline().get(field, of, request.day).and_then(|known| known.year) {
                oldest.entry(field).and_modify(|own| *own = year.min(*own)).or_insert(year);
            }
        }
        oldest.retain(|_, year| *year + 1 < request.day.year());
        let list: Vec<String> = oldest.into_iter().map(|(field, year)| format!("{field} ({year})")).collect();
        (!list.is_empty()).then(|| format!("carried forward from the oldest year in brackets: {}", list.join(", ")))
    }

    /// Troops from an ally by the forecast that nested selection chose.
    fn given(&self, rates: &AnswerRates, request: &Request, answer: &AllyAnswer) -> Probability {
        let unrest = request.trigger == Trigger::InternalUnrest;
        let ally = &self.atlas.roster().state(answer.ally).key;
        rates.given(self.model.card.choices.ally.given, ally, unrest, answer.troops.into())
    }
}

/// What is asked, seen once: the world of the day, the rates without the call that this is, and that call.
struct Question<'a> {
    means: Means<'a>,
    request: &'a Request,
    known: KnownWorld<'a>,
    calls: CallRates,
    answers: AnswerRates,
    call: Option<usize>,
    held: Option<PastCall>,
}

/// The world of a request's day with the figures known of the treaty's members and of those with whom the request has to do.
pub fn known_world<'a>(
    atlas: &Atlas,
    world: World,
    facts: &'a Facts,
    record: &Record,
    request: &Request,
) -> KnownWorld<'a> {
    let others = request.in_need.iter().chain(&request.attackers).copied();
    KnownWorld::new(atlas, world, facts, record, (request.treaty, request.day), others)
}

impl<'a> Question<'a> {
    fn new(means: Means<'a>, request: &'a Request) -> Self {
        let Means { atlas, facts, record, .. } = means;
        let call = same_call(atlas, request);
        let world = atlas.history.world_at(request.day).world;
        Self {
            known: known_world(atlas, world, facts, record, request),
            calls: CallRates::new(atlas, |place| call != Some(place)),
            answers: AnswerRates::new(atlas, means.record, |place| call != Some(place)),
            held: call.map(|place| register(atlas, means.model, place)),
            call,
            means,
            request,
        }
    }

    fn key(&self, state: StateId) -> String {
        self.means.atlas.roster().state(state).key.clone()
    }

    fn ally(&self, situation: &Situation<'_>, answer: AllyAnswer) -> AidAlly {
        let atlas = self.means.atlas;
        let happened = self.call.and_then(|place| crate::guarantee::answer_of(&atlas.calls()[place], answer.ally));
        let state = self.key(answer.ally);
        let held_out = self.held.as_ref().and_then(|call| call.held_out.iter().find(|(ally, _)| *ally == state));
        let troops = self.means.given(&self.answers, self.request, &answer);
        AidAlly {
            name: atlas.roster().state(answer.ally).name.clone(),
            patron: situation.patron().state == Some(answer.ally),
            levels: with_troops(answer.levels, troops.mean),
            troops,
            without_shocks: None,
            model_troops: answer.troops.into(),
            parts: answer.contributions.iter().map(part).collect(),
            log_odds: answer.log_odds,
            missing: answer.missing.iter().map(|effect| effect.name()).collect(),
            answers: answer.record.unwrap_or(0),
            happened: happened.map(|(low, high)| {
                if low == high { LEVELS[low].to_owned() } else { "no troops; more is not known".to_owned() }
            }),
            held_out: held_out.map(|(_, p)| *p),
            state,
        }
    }

    /// Who comes without the shocks on the facts: troops from each ally, and the patron; `None` where there are no shocks.
    fn unshocked(&self) -> Option<(BTreeMap<String, Probability>, Option<String>)> {
        let Means { atlas, facts, record, predictor, .. } = self.means;
        if facts.shocks().is_empty() {
            return None;
        }
        let plain = facts.unshocked();
        let known = known_world(atlas, self.known.world().clone(), &plain, record, self.request);
        let situation = Situation::new(atlas, &known, self.request);
        let prediction = predictor.predict(atlas.roster(), &situation);
        let given =
            |answer: &AllyAnswer| (self.key(answer.ally), self.means.given(&self.answers, self.request, answer));
        Some((prediction.allies.iter().map(given).collect(), situation.patron().state.map(|patron| self.key(patron))))
    }

    /// The shocks on the facts, as they are told.
    fn shocks(&self) -> Vec<ShockTold> {
        let Means { atlas, facts, .. } = self.means;
        let plain = facts.unshocked();
        facts.shocks().iter().map(|shock| ShockTold::new(atlas, &plain, *shock, self.request.day)).collect()
    }

    /// The same call for another reason.
    fn other(&self, trigger: Trigger, allies: &[AidAlly]) -> TriggerAid {
        let Means { atlas, predictor, .. } = self.means;
        let attacked = trigger != Trigger::InternalUnrest;
        let attackers = if attacked { self.request.attackers.clone() } else { Vec::new() };
        let unknown_attacker = needs_attacker(trigger) && attackers.is_empty();
        let other = Request { trigger, attackers, unknown_attacker, ..self.request.clone() };
        let situation = Situation::new(atlas, &self.known, &other);
        let prediction = predictor.predict(atlas.roster(), &situation);
        let of = |ally: &AidAlly| prediction.allies.iter().find(|own| self.key(own.ally) == ally.state);
        TriggerAid {
            trigger: trigger.name(),
            anyone: self.means.anyone(&self.calls, &situation),
            allies: allies.iter().filter_map(|ally| Some(self.means.given(&self.answers, &other, of(ally)?))).collect(),
        }
    }
}

/// Probabilities of levels with another one of troops, the others in their proportions.
fn with_troops(levels: [f64; 4], troops: f64) -> [f64; 4] {
    let rest = 1.0 - levels[3];
    let factor = if rest > 0.0 { (1.0 - troops) / rest } else { 0.0 };
    [levels[0] * factor, levels[1] * factor, levels[2] * factor, troops]
}

/// Answer.
pub fn aid(means: Means<'_>, request: &Request) -> Aid {
    let Means { atlas, facts, model, .. } = means;
    let question = Question::new(means, request);
    let situation = Situation::new(atlas, &question.known, request);
    let Prediction { allies, .. } = means.predictor.predict(atlas.roster(), &situation);
    let anyone = means.anyone(&question.calls, &situation);
    let mut allies: Vec<AidAlly> = allies.into_iter().map(|answer| question.ally(&situation, answer)).collect();
    allies.sort_by(|a, b| b.troops.mean.total_cmp(&a.troops.mean));
    let mut unshocked = question.unshocked();
    for ally in &mut allies {
        ally.without_shocks = unshocked.as_ref().and_then(|(troops, _)| troops.get(&ally.state).copied());
    }
    let treaty = atlas.roster().treaty(request.treaty);
    let under = (0..atlas.calls().len()).filter(|place| atlas.calls()[*place].treaty == request.treaty);
    let key = |state: &StateId| question.key(*state);
    let answers = model.card.answers;
    Aid {
        version: env!("CARGO_PKG_VERSION"),
        seed: means.draws.1,
        draws: means.draws.0,
        atlas_sha256: atlas.sha256.clone(),
        model_sha256: means.model_sha256.to_owned(),
        world: facts.world().map(str::to_owned),
        figures: Grounds::new(facts.timeline(), situation.figures(), request.day),
        treaty: treaty.key.clone(),
        treaty_name: treaty.name.clone(),
        at: request.day,
        shocks: question.shocks(),
        patron_without_shocks: unshocked.take().and_then(|(_, patron)| patron),
        trigger: request.trigger.name(),
        in_need: request.in_need.iter().map(key).collect(),
        attackers: request.attackers.iter().map(key).collect(),
        covered: situation.covered,
        patron: situation.patron().state.as_ref().map(key),
        patron_ground: situation.patron().ground.name(),
        patron_why: situation.patron().why.clone(),
        ally_forecast: model.card.choices.ally.given.name(),
        order_notes: ranking::notes(&allies),
        own_record: own_record(atlas, request),
        anyone,
        from_patron: allies.iter().find(|ally| ally.patron).map(|ally| ally.troops),
        by_trigger: TRIGGERS.into_iter().map(|trigger| question.other(trigger, &allies)).collect(),
        base_rates: base_rates(means, request, situation.patron().state),
        past: under.map(|place| register(atlas, model, place)).collect(),
        fitted_on: [answers.iter().sum(), answers[3], model.card.calls.0, model.treaties.len() as u32],
        cautions: cautions(means, request, &situation, &allies),
        call: question.held.clone(),
        allies,
    }
}

fn part(contribution: &foedera_process::response::Contribution) -> Part {
    let effect = contribution.name.parse::<Effect>();
    let what = match (&effect, contribution.name) {
        (Ok(effect), _) => effect.entry().definition,
        (_, "treaty") => "what the treaty's own record adds (partial pooling)",
        (_, "ally") => "what the ally's own record adds (partial pooling)",
        _ => "an average ally facing an average call",
    };
    Part { name: contribution.name, what, value: contribution.value, log_odds: contribution.log_odds }
}

/// Whether a call for this reason is against a state, so that without one named the attacker is not known.
pub fn needs_attacker(trigger: Trigger) -> bool {
    matches!(trigger, Trigger::ExternalAttack | Trigger::MemberVsMember)
}

/// The call of the register that a request is: same treaty and trigger, for the same state, against the same states (if the request
/// names any), on the day, or in the month or year if no more is known of the call.
fn same_call(atlas: &Atlas, request: &Request) -> Option<usize> {
    let near = |call: &foedera_world::Call| call.when.earliest() <= request.day && request.day <= call.when.latest();
    let against = |call: &foedera_world::Call| {
        request.unknown_attacker
            || (call.attackers.len() == request.attackers.len()
                && call.attackers.iter().all(|state| request.attackers.contains(state)))
    };
    atlas.calls().iter().position(|call| {
        call.treaty == request.treaty
            && call.trigger == request.trigger
            && call.in_need.iter().any(|state| request.in_need.contains(state))
            && near(call)
            && against(call)
    })
}

/// A call of the atlas's register, with what the model said of it when it was left out.
pub fn register(atlas: &Atlas, model: &AnswerModel, place: usize) -> PastCall {
    let call = &atlas.calls()[place];
    let key = |state: StateId| atlas.roster().state(state).key.clone();
    let held = model.card.held_out.iter().find(|held| held.call == call.key);
    let troops = call.answers.iter().filter(|answer| crate::guarantee::level(answer.level) == 3);
    PastCall {
        id: call.key.clone(),
        date: call.when.to_string(),
        requester: call.requester.map(key),
        trigger: call.trigger.name(),
        asked: call.asked_for.iter().map(|asked| asked.name()).collect(),
        what: call.what.clone(),
        outcome: call.outcome.clone(),
        troops: troops.map(|answer| key(answer.state)).collect(),
        sent: sent_troops(call),
        held_out: held
            .map_or(Vec::new(), |held| held.allies.iter().cloned().zip(held.troops.iter().copied()).collect()),
        sources: call.sources.clone(),
    }
}

/// The share of cases with its interval.
pub(crate) fn base_rate(name: String, cases: &[bool], source: &str) -> BaseRate {
    let (happened, n) = (cases.iter().filter(|case| **case).count() as u32, cases.len() as u32);
    let (low, high) = share_interval(happened, n, LEVEL);
    let mean = if n == 0 { f64::NAN } else { f64::from(happened) / f64::from(n) };
    BaseRate { name, happened, cases: n, unknown: 0, share: Probability { mean, low, high }, source: source.to_owned() }
}

/// What the register says before the day, by several classes, and what experts count in wars.
fn base_rates(means: Means<'_>, request: &Request, patron: Option<StateId>) -> Vec<BaseRate> {
    let Means { atlas, record, .. } = means;
    let key = &atlas.roster().treaty(request.treaty).key;
    let trigger = words(request.trigger);
    let register = "the register of invocations, before the day asked";
    let answers: Vec<_> = record.answers.iter().filter(|answer| answer.day < request.day).collect();
    let by_answer = |keep: &dyn Fn(&crate::guarantee::Answer) -> bool| -> Vec<bool> {
        answers.iter().filter(|answer| keep(answer)).map(|answer| answer.level.0 == 3).collect()
    };
    let by_call = |name: String, keep: &dyn Fn(&foedera_world::Call) -> bool| -> BaseRate {
        let asked =
            atlas.calls().iter().filter(|call| was_asked(call) && call.when.latest() < request.day && keep(call));
        let sent: Vec<Option<bool>> = asked.map(sent_troops).collect();
        let known: Vec<bool> = sent.iter().copied().flatten().collect();
        BaseRate { unknown: (sent.len() - known.len()) as u32, ..base_rate(name, &known, register) }
    };
    let mut rates = vec![
        by_call(format!("calls under {key} that anyone answered with troops"), &|call| call.treaty == request.treaty),
        by_call(format!("calls for {trigger}, any treaty, that anyone answered with troops"), &|call| {
            call.trigger == request.trigger
        }),
        base_rate(
            format!("answers of an ally under {key} that were troops"),
            &by_answer(&|answer| answer.treaty == request.treaty),
            register,
        ),
        base_rate(
            format!("answers of an ally to calls for {trigger}, any treaty, that were troops"),
            &by_answer(&|answer| answer.trigger == request.trigger),
            register,
        ),
    ];
    if let Some(patron) = patron {
        let name = &atlas.roster().state(patron).key;
        rates.push(base_rate(
            format!("answers of {name} under {key} that were troops"),
            &by_answer(&|answer| answer.treaty == request.treaty && answer.ally == patron),
            register,
        ));
    }
    // Published counts of another unit: a treaty's commitment in a war, not an ally's answer.
    let published = "Berkemeier and Fuhrmann 2018: another unit, the treaty in a war; shown for comparison, not used";
    for (name, happened, cases) in crate::guarantee::honours::PUBLISHED_SINCE_1945 {
        let all: Vec<bool> = (0..cases).map(|case| case < happened).collect();
        rates.push(base_rate(name.to_owned(), &all, published));
    }
    rates
}

/// How many calls of this kind, and of any, were made under the treaty before the day: where there is none, an answer rests on other
/// treaties.
fn own_record(atlas: &Atlas, request: &Request) -> String {
    let key = &atlas.roster().treaty(request.treaty).key;
    let before = || {
        let calls = atlas.calls().iter().filter(|call| was_asked(call) && call.treaty == request.treaty);
        calls.filter(|call| call.when.latest() < request.day)
    };
    let (all, kind) = (before().count(), before().filter(|call| call.trigger == request.trigger).count());
    let for_what = words(request.trigger);
    match (all, kind) {
        (0, _) => format!("No call under {key} before that day: the answer rests on calls under other treaties."),
        (all, 0) => {
            format!(
                "No call for {for_what} under {key} before that day ({all} of other kinds): the answer rests on those and on other treaties."
            )
        }
        (all, kind) => format!("Calls under {key} before that day: {kind} for {for_what}, {all} in all."),
    }
}

/// A trigger in words.
pub fn words(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::ExternalAttack => "attack by a state",
        Trigger::InternalUnrest => "unrest at home",
        Trigger::MemberVsMember => "fighting between members",
        Trigger::BorderSpillover => "a war that comes over the border",
        Trigger::DisputedTerritory => "fighting over disputed land",
        Trigger::PatronOffensiveWar => "a war that the patron began",
    }
}

fn cautions(means: Means<'_>, request: &Request, situation: &Situation<'_>, allies: &[AidAlly]) -> Vec<String> {
    let Means { atlas, record, model, .. } = means;
    let key = &atlas.roster().treaty(request.treaty).key;
    let own: Vec<&crate::guarantee::Answer> =
        record.answers.iter().filter(|answer| answer.treaty == request.treaty).collect();
    let mut cautions = Vec::new();
    let calls: std::collections::BTreeSet<usize> = own.iter().map(|answer| answer.call).collect();
    cautions.push(format!(
        "{} answers to {} calls under {key} stand behind its own intercept; {} answers in all",
        own.len(),
        calls.len(),
        model.card.answers.iter().sum::<u32>()
    ));
    let last = model.card.years.1;
    if request.day.year() <= last {
        cautions.push(format!(
            "the parameters were fitted on calls to {last}, later ones than the day asked included; the record and the figures are of \
             the day"
        ));
    }
    cautions.extend(crate::models::other_atlas(&model.card.atlas_sha256));
    if request.trigger == Trigger::PatronOffensiveWar {
        cautions.push("no call of this kind was ever made in the register: the answer extrapolates".to_owned());
    }
    if !means.facts.shocks().is_empty() {
        cautions.push("troops from anyone is a rate of past calls, which no figure moves: the shocks change allies' figures alone".to_owned());
    }
    cautions.extend(standing(means, request));
    if request.unknown_attacker {
        cautions.push("no attacker is named (--by): ties to it and its force are taken as average".to_owned());
    }
    if situation.allies.is_empty() {
        cautions.push("nobody can be asked: the treaty has no other member taking part on that day".to_owned());
    }
    if !situation.covered {
        cautions.push(format!("the text of {key} on that day owes no help for {}", words(request.trigger)));
    }
    let missing: std::collections::BTreeSet<&str> =
        allies.iter().flat_map(|ally| ally.missing.iter().copied()).collect();
    if !missing.is_empty() {
        let list: Vec<&str> = missing.into_iter().collect();
        cautions.push(format!("not known for some ally, and taken as average: {}", list.join(", ")));
    }
    cautions.extend(means.carried(request, situation));
    cautions.extend(conditional(model));
    cautions.extend(model.card.choices.words());
    cautions
}

/// What an ally's figure is a figure of, where it is a rate.
fn conditional(model: &AnswerModel) -> Option<String> {
    let given = model.card.choices.ally.given;
    (given != Candidate::Model).then(|| {
        format!(
            "an ally's figure is {}; rates are over the calls whose list of senders is complete, whether or not a source names the ally; \
             lists are less often complete where many sent troops, so it is rather low",
            given.what()
        )
    })
}

/// What is to be said of who calls, who attacks and when.
fn standing(means: Means<'_>, request: &Request) -> Vec<String> {
    let atlas = means.atlas;
    let world = atlas.history.world_at(request.day).world;
    let treaty = world.treaty(request.treaty);
    let key = |state: StateId| atlas.roster().state(state).key.as_str();
    let name = &atlas.roster().treaty(request.treaty).key;
    let mut notes = Vec::new();
    for state in &request.in_need {
        if treaty.membership(*state).is_some_and(|membership| membership.status == Status::Frozen) {
            notes.push(format!("{} takes no part in {name} on that day: its membership is frozen", key(*state)));
        }
    }
    if request.trigger == Trigger::ExternalAttack {
        for state in request.attackers.iter().filter(|state| treaty.members().any(|member| member.state == **state)) {
            notes.push(format!(
                "{} is a member of {name}: for fighting between members ask with --trigger member",
                key(*state)
            ));
        }
    }
    let last = atlas.history.events().iter().map(|event| event.when.latest()).max();
    if let Some(last) = last.filter(|last| *last < request.day) {
        notes.push(format!(
            "the day is beyond the atlas, whose last fact is of {last}: members and texts are those of then"
        ));
    }
    notes
}
