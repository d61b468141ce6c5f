//! What a negotiation comes to: settlements by every model, who would sign, and how sure that is.

use foedera_diagnostic::progress;
use foedera_math::{mean, quantile};
use rayon::prelude::*;
use serde::Serialize;

use crate::nash::NoAgreement;
use crate::{
    Ballot, Drawn, Flag, Model, Problem, Rule, Signing, bridges, consensus_text, settle, settle_each, signatures,
};

/// A number with its 90 % interval over draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// At central values of all inputs.
    pub central: f64,
    /// The mean over draws.
    pub mean: f64,
    /// The 5 % quantile.
    pub low: f64,
    /// The 95 % quantile.
    pub high: f64,
}

/// What a model says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelAnswer {
    /// The model.
    pub model: &'static str,
    /// The settlement on each issue.
    pub text: Vec<Spread>,
    /// Shares of draws in which texts tied, positions cycled, or rounds did not end; 0 where that is so at central values
    /// only. They say why a text is missing.
    pub flags: Vec<(&'static str, f64)>,
}

/// What an actor does with the text on the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorAnswer {
    /// The actor.
    pub actor: String,
    /// Its name.
    pub name: String,
    /// What the text is worth to it over the reversion point, costs and payments included.
    pub gain: Spread,
    /// The probability that it signs.
    pub sign: Spread,
    /// Whether its stand turns the outcome at central values.
    pub pivotal: bool,
    /// What it did, if that is known.
    pub happened: Option<String>,
    /// What would bring it in, at central values, if it would not sign.
    pub bridge: Option<BridgeAnswer>,
}

/// What would bring a holdout in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BridgeAnswer {
    /// The least side payment (an issue of salience 1 from end to end of its scale is worth 1).
    pub payment: f64,
    /// The nearest text on the way to its own position; missing if not even that suffices.
    pub text: Option<Vec<f64>>,
    /// How far it is, in shares of scales, as the mean over issues.
    pub shift: Option<f64>,
    /// Who would then leave.
    pub loses: Vec<String>,
    /// Whether the rule would pass then.
    pub passes: bool,
}

/// An uncertain input and what it does to the answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SwingAnswer {
    /// The input.
    pub input: String,
    /// Its 5 % and 95 % quantiles.
    pub values: (f64, f64),
    /// The probability that the text passes with it at either.
    pub passes: (f64, f64),
}

/// An issue as the answer tells it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IssueAnswer {
    /// Its key.
    pub id: String,
    /// What the scale measures.
    pub name: String,
    /// Its ends.
    pub scale: (f64, f64),
    /// What values mean.
    pub labels: Vec<(f64, String)>,
    /// What holds without an agreement, at central values.
    pub reversion: Option<f64>,
    /// The text on the table, at central values.
    pub draft: Option<f64>,
    /// Each actor's position and weight (capability times salience), at central values.
    pub positions: Vec<(String, f64, f64)>,
    /// The weighted standard deviation of the positions.
    pub deviation: f64,
    /// The zone of agreement: values with which, all else as in the text on the table, the rule would pass with the likeliest stands at
    /// central values. Read off 401 points of the scale.
    pub zone: Vec<(f64, f64)>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summit {
    /// The program's version.
    pub version: &'static str,
    /// The seed of the draws.
    pub seed: u64,
    /// Draws.
    pub draws: u32,
    /// The negotiation.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its day, if it has one.
    pub date: Option<String>,
    /// Background.
    pub note: String,
    /// The rule, as the file or the command line writes it.
    pub rule: String,
    /// The issues.
    pub issues: Vec<IssueAnswer>,
    /// What every model says.
    pub models: Vec<ModelAnswer>,
    /// What each actor does with the text on the table; empty without a text, or without a reference.
    pub actors: Vec<ActorAnswer>,
    /// The probability that the text passes.
    pub passes: Option<Spread>,
    /// The text that the most reluctant actor likes best, and its gain there, at central values.
    pub consensus: Option<(Vec<f64>, f64)>,
    /// The inputs that move the probability of passing most, the largest first.
    pub swings: Vec<SwingAnswer>,
    /// What to keep in mind.
    pub cautions: Vec<String>,
}

/// What is asked of a negotiation.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The negotiation.
    pub problem: &'a Problem,
    /// The rule with its name.
    pub rule: (Rule, String),
    /// The models.
    pub models: Vec<Model>,
    /// Amendments to the text: issue and value.
    pub amendments: Vec<(usize, f64)>,
    /// Draws and their seed.
    pub draws: (u32, u64),
    /// Noise, reservation and absence.
    pub signing: (f64, f64, f64),
}

fn spread(central: f64, draws: impl Iterator<Item = f64>) -> Spread {
    let mut values: Vec<f64> = draws.filter(|value| !value.is_nan()).collect();
    values.sort_by(f64::total_cmp);
    Spread { central, mean: mean(&values), low: quantile(&values, 0.05), high: quantile(&values, 0.95) }
}

/// The text on the table with its amendments; `None` if it is not known on some issue.
fn text_of(question: &Question<'_>, drawn: &Drawn) -> Option<Vec<f64>> {
    let mut text = drawn.draft.clone();
    for (issue, value) in &question.amendments {
        text[*issue] = *value;
    }
    text.iter().all(|value| !value.is_nan()).then_some(text)
}

fn signing_of(question: &Question<'_>, drawn: &Drawn) -> Signing {
    // What is not stated costs and pays nothing.
    let stated = |list: &[f64]| list.iter().map(|value| if value.is_nan() { 0.0 } else { *value }).collect();
    let (noise, reservation, absence) = question.signing;
    Signing { reservation, noise, absence, costs: stated(&drawn.signing_costs), payments: stated(&drawn.side_payments) }
}

/// Gains, probabilities of signing, and that of passing.
type Weighed = (Vec<f64>, Vec<f64>, f64);

/// The words for flags.
const FLAGS: [&str; 7] = [
    "tie",
    "cycle",
    "unsettled",
    "no agreement",
    "one issue",
    "nobody",
    "needs what holds without agreement: give --reversion",
];

fn word(flag: &Flag) -> &'static str {
    match flag {
        Flag::Tie => FLAGS[0],
        Flag::Cycle(..) => FLAGS[1],
        Flag::Unsettled(_) => FLAGS[2],
        Flag::NoAgreement(NoAgreement::ReferenceUnknown) => FLAGS[6],
        Flag::NoAgreement(_) => FLAGS[3],
        Flag::SingleIssue => FLAGS[4],
        Flag::Nobody(_) => FLAGS[5],
    }
}

/// One draw weighed.
struct Run {
    texts: Vec<(Vec<f64>, Vec<Flag>)>,
    signed: Option<Weighed>,
}

fn run(question: &Question<'_>, drawn: &Drawn) -> Run {
    foedera_diagnostic::watch::check();
    let signed =
        text_of(question, drawn).filter(|_| drawn.setting.reference.iter().any(|old| !old.is_nan())).map(|text| {
            let found =
                signatures(&drawn.setting, &question.rule.0, &signing_of(question, drawn), &text, question.draws.1);
            (found.gains, found.sign, found.passes)
        });
    let settled = settle_each(&question.models, &drawn.setting);
    Run { texts: settled.into_iter().map(|settled| (settled.text, settled.flags)).collect(), signed }
}

/// What a negotiation comes to. All is computed with the actors in the order of their keys, so that the order of rows bears
/// on no number, drawn or summed; actors are listed in the order of the problem.
pub fn summit(question: &Question<'_>) -> Summit {
    let actors = &question.problem.actors;
    let mut order: Vec<usize> = (0..actors.len()).collect();
    order.sort_by(|a, b| actors[*a].id.cmp(&actors[*b].id));
    let problem = question.problem.in_order(&order);
    let rule = (question.rule.0.in_order(&order), question.rule.1.clone());
    let mut answer = answer(&Question { problem: &problem, rule, ..question.clone() });
    let mut places = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, actor)| places[*actor] = place);
    if !answer.actors.is_empty() {
        answer.actors = places.iter().map(|place| answer.actors[*place].clone()).collect();
    }
    for issue in &mut answer.issues {
        issue.positions = places.iter().map(|place| issue.positions[*place].clone()).collect();
    }
    answer
}

fn answer(question: &Question<'_>) -> Summit {
    let problem = question.problem;
    let central = problem.central();
    let middle = run(question, &central);
    let work = progress::work("draws of the negotiation", question.draws.0 as usize);
    let runs: Vec<Run> = (0..question.draws.0)
        .into_par_iter()
        // A run that shall stop does so once, and not in each of the many pieces that are left.
        .panic_fuse()
        .map(|index| run(question, &problem.draw(question.draws.1, index)))
        .inspect(|_| work.done())
        .collect();
    drop(work);
    let models = question.models.iter().enumerate().map(|(place, model)| ModelAnswer {
        model: model.name(),
        text: (0..problem.issues.len())
            .map(|issue| spread(middle.texts[place].0[issue], runs.iter().map(|run| run.texts[place].0[issue])))
            .collect(),
        flags: FLAGS
            .into_iter()
            .map(|name| {
                let with = runs.iter().filter(|run| run.texts[place].1.iter().any(|flag| word(flag) == name)).count();
                let central = middle.texts[place].1.iter().any(|flag| word(flag) == name);
                (name, with as f64 / f64::from(question.draws.0.max(1)), central)
            })
            .filter(|(_, share, central)| *share > 0.0 || *central)
            .map(|(name, share, _)| (name, share))
            .collect(),
    });
    let models = models.collect();
    let text = text_of(question, &central);
    let (actors, passes, consensus) = signed(question, &central, &middle, &runs, text.as_deref());
    let mut swings: Vec<SwingAnswer> = Vec::new();
    if passes.is_some() {
        let at = |drawn: &Drawn| run(question, drawn).signed.map_or(f64::NAN, |signed| signed.2);
        swings = problem
            .swings()
            .par_iter()
            .map(|swing| SwingAnswer {
                input: problem.name_of(swing.address),
                values: swing.values,
                passes: (at(&swing.low), at(&swing.high)),
            })
            .collect();
        swings.sort_by(|a, b| (b.passes.1 - b.passes.0).abs().total_cmp(&(a.passes.1 - a.passes.0).abs()));
        swings.truncate(12);
    }
    Summit {
        version: env!("CARGO_PKG_VERSION"),
        seed: question.draws.1,
        draws: question.draws.0,
        id: problem.id.clone(),
        title: problem.title.clone(),
        date: problem.date.map(|day| day.to_string()),
        note: problem.note.clone(),
        rule: question.rule.1.clone(),
        issues: issues(question, &central),
        models,
        cautions: cautions(question, &actors),
        actors,
        passes,
        consensus,
        swings,
    }
}

type Signed = (Vec<ActorAnswer>, Option<Spread>, Option<(Vec<f64>, f64)>);

fn signed(question: &Question<'_>, central: &Drawn, middle: &Run, runs: &[Run], text: Option<&[f64]>) -> Signed {
    let problem = question.problem;
    let (Some(text), Some(now)) = (text, &middle.signed) else { return (Vec::new(), None, None) };
    let signing = signing_of(question, central);
    let rule = &question.rule.0;
    let found = signatures(&central.setting, rule, &signing, text, question.draws.1);
    let bridges = bridges(&central.setting, rule, &signing, text);
    let key = |actor: &usize| problem.actors[*actor].id.clone();
    let actor = |place: usize| {
        let of = |pick: fn(&Weighed) -> &Vec<f64>| {
            spread(
                pick(now)[place],
                runs.iter().filter_map(|run| run.signed.as_ref()).map(|signed| pick(signed)[place]),
            )
        };
        let conduct = problem.happened.as_ref().and_then(|happened| happened.conduct[place]);
        ActorAnswer {
            actor: problem.actors[place].id.clone(),
            name: problem.actors[place].name.clone(),
            gain: of(|signed| &signed.0),
            sign: of(|signed| &signed.1),
            pivotal: found.pivotal.contains(&place),
            happened: conduct.map(|conduct| format!("{conduct:?}").to_lowercase()),
            bridge: bridges.iter().find(|bridge| bridge.actor == place).map(|bridge| BridgeAnswer {
                payment: bridge.payment,
                text: bridge.text.clone(),
                shift: bridge.text.as_ref().map(|_| bridge.shift),
                loses: bridge.loses.iter().map(key).collect(),
                passes: bridge.passes,
            }),
        }
    };
    let actors = (0..problem.actors.len()).map(actor).collect();
    let passes = spread(now.2, runs.iter().filter_map(|run| run.signed.as_ref()).map(|signed| signed.2));
    let consensus =
        central.setting.reference.iter().all(|old| !old.is_nan()).then(|| consensus_text(&central.setting, &signing));
    (actors, Some(passes), consensus)
}

fn issues(question: &Question<'_>, central: &Drawn) -> Vec<IssueAnswer> {
    let problem = question.problem;
    let known = |value: f64| (!value.is_nan()).then_some(value);
    let issue = |place: usize| {
        let of = &problem.issues[place];
        let setting = &central.setting;
        let amended = question.amendments.iter().find(|(issue, _)| *issue == place).map(|(_, value)| *value);
        let positions = (0..setting.actors()).map(|actor| {
            (
                problem.actors[actor].id.clone(),
                setting.positions[setting.at(actor, place)],
                setting.weight(actor, place),
            )
        });
        let (low, high) = of.scale;
        IssueAnswer {
            id: of.id.clone(),
            name: of.name.clone(),
            scale: of.scale,
            labels: of.labels.iter().map(|label| (label.at, label.text.clone())).collect(),
            reversion: known(setting.reference[place]),
            draft: amended.or_else(|| known(central.draft[place])),
            positions: positions.collect(),
            zone: zone(question, central, place),
            deviation: settle::Voices::new(setting, place).deviation() * (high - low),
        }
    };
    (0..problem.issues.len()).map(issue).collect()
}

/// Points of a scale at which the zone of agreement is looked for.
const POINTS: u32 = 400;

fn zone(question: &Question<'_>, central: &Drawn, issue: usize) -> Vec<(f64, f64)> {
    let Some(mut text) = text_of(question, central) else { return Vec::new() };
    let signing = signing_of(question, central);
    let (low, high) = central.setting.scales[issue];
    let mut found: Vec<(f64, f64)> = Vec::new();
    let mut open = false;
    for point in 0..=POINTS {
        let value = low + (high - low) * f64::from(point) / f64::from(POINTS);
        text[issue] = value;
        let gains = crate::gains(&central.setting, &signing, &text);
        let stands: Vec<Ballot> = gains
            .iter()
            .map(|gain| if *gain >= signing.reservation { Ballot::Signs } else { Ballot::Objects })
            .collect();
        let passes = question.rule.0.passes(&stands);
        match (passes, open) {
            (true, true) => found.last_mut().expect("opened before").1 = value,
            (true, false) => found.push((value, value)),
            _ => {}
        }
        open = passes;
    }
    found
}

fn cautions(question: &Question<'_>, actors: &[ActorAnswer]) -> Vec<String> {
    let mut cautions = vec![
        format!(
            "no model is believed alone: on the one open benchmark with outcomes (EU legislation) the weighted mean errs by {:.1} \
             points of 100, `pce-uniform` by {:.1}; the spread between models is part of the answer",
            crate::benchmark::MEAN_ERROR,
            crate::benchmark::UNIFORM_ERROR
        ),
        "beside that spread outcomes lay within 0.50, 1.00, 1.31, 1.51 weighted standard deviations of the settlement on 50, 80, 90, 95 % \
         of those issues; that is EU legislation, not crises"
            .to_owned(),
        format!(
            "signatures rest on stated priors (noise {}, reservation {}): refusals of whole summits are too few to fit",
            question.signing.0, question.signing.1
        ),
    ];
    if question.models.iter().any(|model| matches!(model, Model::EumA | Model::EumB)) {
        cautions.push(
            "the expected utility model is here for replication: it cycles, and 1 % of noise in its inputs moves its answer by up to half \
             of the scale"
                .to_owned(),
        );
    }
    if actors.is_empty() {
        cautions.push(
            "without a text on the table and what holds without it, nobody is asked to sign; --amend names a text"
                .to_owned(),
        );
    }
    let wrong = actors.iter().filter(|actor| {
        let signs = matches!(actor.happened.as_deref(), Some("signed" | "ready"));
        actor.happened.is_some() && signs != (actor.sign.central >= 0.5)
    });
    let wrong: Vec<&str> = wrong.map(|actor| actor.actor.as_str()).collect();
    if !wrong.is_empty() {
        cautions.push(format!("what happened is another thing than the likeliest stand for {}", wrong.join(", ")));
    }
    cautions
}
