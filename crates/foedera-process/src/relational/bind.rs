//! From the terms of a formula to effects over the data.

use crate::relational::catalogue::{self, Entry, Needs, can_be_weighted, has_meaning, has_type};
use crate::relational::category::MATCHED;
use crate::relational::data::{EventData, Side};
use crate::relational::effect::{Effect, Kind, Legs, Scope, Transform};
use crate::relational::formula::{Formula, Term};
use crate::relational::model_kind::{ModelError, ModelKind};
use crate::relational::state::Source;

/// The effects of a formula, and what they read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bound {
    pub(crate) law: ModelKind,
    /// Whether an option is a pair without order: rates of pairs in a network without direction.
    pub(crate) unordered: bool,
    pub(crate) intercept: bool,
    pub(crate) effects: Vec<Effect>,
    /// For each term the effects whose product it is.
    pub(crate) terms: Vec<Vec<usize>>,
    pub(crate) names: Vec<String>,
    pub(crate) sources: Vec<Source>,
    pub(crate) attributes: Vec<usize>,
}

impl Bound {
    pub(crate) fn new(data: &EventData, law: ModelKind, formula: &Formula) -> Result<Self, ModelError> {
        if formula.intercept && !matches!(law, ModelKind::Rate | ModelKind::Rem) {
            return Err(ModelError::NotInLaw("1".to_owned()));
        }
        let mut bound = Self {
            law,
            unordered: law == ModelKind::Rem && data.is_undirected(),
            intercept: formula.intercept,
            effects: Vec::new(),
            terms: Vec::new(),
            names: formula.intercept.then(|| "(intercept)".to_owned()).into_iter().collect(),
            sources: Vec::new(),
            attributes: Vec::new(),
        };
        for term in &formula.terms {
            let mut product = Vec::new();
            for factor in std::iter::once(term).chain(&term.times) {
                let effect = bound.bind(data, factor)?;
                let known = bound.effects.iter().position(|own| *own == effect);
                product.push(known.unwrap_or(bound.effects.len()));
                if known.is_none() {
                    bound.effects.push(effect);
                }
            }
            let of_sender = product.iter().all(|effect| bound.effects[*effect].scope() == Scope::Sender);
            let kinds: Vec<Kind> = product.iter().map(|effect| bound.effects[*effect].kind).collect();
            // The last event has a sender and a receiver only where events have a direction.
            let shifts = kinds.iter().any(|kind| matches!(kind, Kind::Shift(_)));
            if bound.unordered && (of_sender || shifts) || law == ModelKind::Coordination && shifts {
                return Err(ModelError::Unordered(term.to_string()));
            }
            if !has_meaning(law, &kinds, of_sender) {
                return Err(ModelError::NotInLaw(term.name.clone()));
            }
            bound.terms.push(product);
            bound.names.push(term.to_string());
        }
        bound.attributes = bound.effects.iter().flat_map(|effect| effect.attributes.clone()).collect();
        bound.attributes.sort_unstable();
        bound.attributes.dedup();
        Ok(bound)
    }

    /// The option of an event of these two: its row and its column.
    pub(crate) fn option(&self, sender: usize, receiver: usize) -> (usize, usize) {
        match self.law {
            ModelKind::Rate => (sender, 0),
            _ if self.unordered => (sender.min(receiver), sender.max(receiver)),
            _ => (sender, receiver),
        }
    }

    /// The number of parameters.
    pub(crate) fn parameters(&self) -> usize {
        self.names.len()
    }

    /// Whether an effect asks for the last event.
    pub(crate) fn asks_events(&self) -> bool {
        self.effects.iter().any(|effect| matches!(effect.kind, Kind::Shift(_)))
    }

    fn bind(&mut self, data: &EventData, term: &Term) -> Result<Effect, ModelError> {
        let entry = catalogue::find(&term.name).ok_or_else(|| ModelError::UnknownEffect(term.name.clone()))?;
        let arguments = Arguments::read(entry, term, self.law)?;
        let mut effect = Effect {
            kind: arguments.order.map_or(entry.kind, Kind::Repetition),
            sources: Vec::new(),
            attributes: Vec::new(),
            weighted: arguments.weighted,
            smaller: entry.preset.smaller,
            legs: arguments.legs,
            ego: arguments.ego,
            transform: arguments.transform,
            only_new: None,
        };
        for name in &term.of {
            let unknown = || ModelError::UnknownName { effect: term.name.clone(), name: name.clone() };
            if let Some((of, attribute)) = name.split_once('$') {
                let find = |name: &str| {
                    let same = |own: &crate::relational::Attribute| own.of == of && own.name.eq_ignore_ascii_case(name);
                    data.attributes.iter().position(same)
                };
                // Where values are matched, a missing one equals nobody's and is not the mean.
                let matched = find(&format!("{attribute}{MATCHED}")).filter(|_| entry.kind == Kind::Same);
                effect.attributes.push(matched.or_else(|| find(attribute)).ok_or_else(unknown)?);
            } else {
                let network = data.networks.iter().position(|own| own.name == *name).ok_or_else(unknown)?;
                effect.sources.push(self.source(arguments.source(network)));
            }
        }
        let default = data.default_network;
        let takes_network = matches!(entry.needs, Needs::Network | Needs::TwoNetworks | Needs::NetworkAndValue);
        if takes_network && effect.sources.is_empty() && default < data.networks.len() {
            effect.sources.push(self.source(arguments.source(default)));
        }
        if arguments.only_new {
            let source = Source { network: default, window: None, half_life: None, dated: false };
            effect.only_new = Some(self.source(source));
        }
        count(entry, &effect, term)?;
        fits(data, &self.sources, &effect, term)?;
        if arguments.two_mode == Some(false) && !data.is_one_mode() {
            let why = "the data have two modes, so that is_two_mode = FALSE is not so; leave it out".to_owned();
            return Err(ModelError::Sides { effect: term.name.clone(), why });
        }
        Ok(effect)
    }

    /// The place of a source, added if it is new.
    fn source(&mut self, wanted: Source) -> usize {
        self.sources.iter().position(|own| *own == wanted).unwrap_or_else(|| {
            self.sources.push(wanted);
            self.sources.len() - 1
        })
    }
}

struct Arguments {
    window: Option<f64>,
    half_life: Option<f64>,
    weighted: bool,
    ego: bool,
    legs: Legs,
    /// What is said of the data; there are no ties to oneself for it to matter with one mode.
    two_mode: Option<bool>,
    only_new: bool,
    transform: Transform,
    order: Option<u32>,
}

impl Arguments {
    fn read(entry: &Entry, term: &Term, law: ModelKind) -> Result<Self, ModelError> {
        let mut own = Self {
            window: None,
            half_life: None,
            weighted: entry.preset.weighted,
            ego: entry.preset.ego.unwrap_or(law == ModelKind::Rate && has_type(entry.kind)),
            legs: Legs::default(),
            two_mode: None,
            only_new: false,
            order: None,
            transform: match entry.kind {
                Kind::Diff | Kind::Sim | Kind::TertiusDiff => Transform::Abs,
                _ => Transform::Identity,
            },
        };
        for (key, value) in &term.options {
            let wrong = || ModelError::Argument { effect: term.name.clone(), argument: format!("{key} = {value}") };
            let length = || value.parse().ok().filter(|length: &f64| *length > 0.0 && length.is_finite());
            let key = if key == "transformer" { "transformer_fn" } else { key };
            if !entry.arguments().contains(&key) {
                return Err(wrong());
            }
            match (key, value.as_str()) {
                ("window", "Inf" | "NULL") => {}
                ("window", _) => own.window = Some(length().ok_or_else(wrong)?),
                ("half_life", _) => own.half_life = Some(length().ok_or_else(wrong)?),
                ("weighted", _) if can_be_weighted(entry.kind) => own.weighted = truth(value).ok_or_else(wrong)?,
                ("order", text) => {
                    own.order = Some(text.parse().ok().filter(|order| (1..=6).contains(order)).ok_or_else(wrong)?);
                }
                ("type", "ego") => own.ego = true,
                ("type", "alter") => own.ego = false,
                ("ignore_repetitions", _) => own.only_new = truth(value).ok_or_else(wrong)?,
                ("is_two_mode", _) => own.two_mode = Some(truth(value).ok_or_else(wrong)?),
                ("history", name) => own.legs = Legs::of_name(name).ok_or_else(wrong)?,
                ("transformer_fn", name) => own.transform = Transform::of_name(name).ok_or_else(wrong)?,
                _ => return Err(wrong()),
            }
        }
        Ok(own)
    }

    fn source(&self, network: usize) -> Source {
        Source { network, window: self.window, half_life: self.half_life, dated: self.legs != Legs::Pooled }
    }
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "TRUE" | "T" | "true" => Some(true),
        "FALSE" | "F" | "false" => Some(false),
        _ => None,
    }
}

/// Whether as many networks and attributes are named as the effect needs.
fn count(entry: &Entry, effect: &Effect, term: &Term) -> Result<(), ModelError> {
    let (networks, attributes) = match entry.needs {
        Needs::Network => (1..=1, 0..=0),
        Needs::TwoNetworks => (2..=2, 0..=0),
        Needs::Value => (0..=0, 1..=1),
        Needs::TwoValues => (0..=0, 1..=2),
        Needs::NetworkAndValue => (1..=1, 1..=1),
        Needs::Events => (0..=0, 0..=0),
    };
    if networks.contains(&effect.sources.len()) && attributes.contains(&effect.attributes.len()) {
        return Ok(());
    }
    let wanted = match entry.needs {
        Needs::Network => "one network",
        Needs::TwoNetworks => "two networks, list(a, b)",
        Needs::Value => "one attribute, actors$name",
        Needs::TwoValues => "one attribute, actors$name, or one of each side",
        Needs::NetworkAndValue => "a network and an attribute, (network, actors$name)",
        Needs::Events => "nothing",
    };
    Err(ModelError::Wants { effect: term.name.clone(), wanted })
}

/// Whether networks and attributes join the sides that the effect joins. With one mode they always do.
fn fits(data: &EventData, sources: &[Source], effect: &Effect, term: &Term) -> Result<(), ModelError> {
    let second = data.receivers.as_ref().unwrap_or(&data.senders);
    let name = |side: Side| if side == Side::Senders { &data.senders.name } else { &second.name };
    let wrong = |why: String| ModelError::Sides { effect: term.name.clone(), why };
    let actor = if effect.ego || effect.kind == Kind::Ego { Side::Senders } else { Side::Receivers };
    let last = effect.attributes.len().saturating_sub(1);
    for (place, attribute) in effect.attributes.iter().enumerate() {
        let attribute = &data.attributes[*attribute];
        let ego = Side::Senders;
        let sides: &[Side] = match effect.kind {
            Kind::Ego | Kind::Alter => &[actor],
            Kind::Tertius | Kind::TertiusDiff => &[ego],
            _ if last == 0 => &[ego, Side::Receivers],
            _ if place == 0 => &[ego],
            _ => &[Side::Receivers],
        };
        if let Some(side) = sides.iter().find(|side| *name(**side) != attribute.of) {
            return Err(wrong(format!("{}${} is no attribute of {}", attribute.of, attribute.name, name(*side))));
        }
    }
    if data.is_one_mode() || effect.sources.is_empty() {
        return Ok(());
    }
    let of = |index: usize| {
        let source = &sources[effect.sources[index.min(effect.sources.len() - 1)]];
        data.networks[source.network].sides.unwrap_or((Side::Senders, Side::Receivers))
    };
    let (s, r) = (Side::Senders, Side::Receivers);
    let (a, b) = (of(0), of(1));
    let fit = match effect.kind {
        Kind::Tie | Kind::Four => a == (s, r),
        Kind::Recip => a == (r, s),
        Kind::Indegree => a.1 == actor,
        Kind::Outdegree => a.0 == actor,
        Kind::TotalDegree | Kind::NodeTrans => a == (actor, actor),
        Kind::Tertius => a == (s, actor),
        Kind::TertiusDiff => a == (s, r),
        Kind::Trans => a.0 == s && a.1 == b.0 && b.1 == r,
        Kind::Cycle => a.0 == r && a.1 == b.0 && b.1 == s,
        // Both orders: a third stands in the same relation to both sides.
        _ => false,
    };
    if fit { Ok(()) } else { Err(wrong("its networks do not join the sides that it joins".to_owned())) }
}
