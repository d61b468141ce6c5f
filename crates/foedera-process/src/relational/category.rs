//! Categories of actors in formulas: `same(actors$region)`, `alter(actors$region == "Asia")`, `factor(actors$region)`.
//!
//! A category has no order and no distance, so it is never a number. Its indicators (dummy variables) are.

use crate::relational::catalogue::{self, Entry};
use crate::relational::data::{Attribute, EventData};
use crate::relational::effect::Kind;
use crate::relational::formula::{Formula, Term};
use crate::relational::model_kind::{ModelError, ModelKind};

/// What is added to the name of an attribute whose missing values equal nobody's.
pub(crate) const MATCHED: &str = " (a missing value equals nobody's)";
/// The most levels of a factor.
const MOST_LEVELS: usize = 50;

/// The names of the categories of all attributes, and which attributes are categories.
///
/// The values of a category are the places of its names in one list in the order of the alphabet, the same for senders and
/// receivers; who has none has a negative number of his own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Categories {
    /// All names, sorted.
    pub names: Vec<String>,
    /// Places of attributes that are categories.
    pub attributes: Vec<usize>,
}

impl Categories {
    /// The number of a name; `None` if no category has it.
    pub fn code(&self, name: &str) -> Option<f64> {
        self.names.binary_search_by(|own| own.as_str().cmp(name)).ok().map(|place| place as f64)
    }

    /// The number of an actor whose category is not known: it equals no other.
    pub fn unknown(actor: usize) -> f64 {
        -1.0 - actor as f64
    }

    /// The levels of an attribute at any time: what each is called, and its value. Sorted by name, or by number.
    fn levels(&self, place: usize, attribute: &Attribute) -> Vec<(String, f64)> {
        let is_category = self.attributes.contains(&place);
        let all = attribute.initial.iter().copied().chain(attribute.changes.iter().map(|change| change.2));
        let mut values: Vec<f64> =
            all.filter(|value| if is_category { *value >= 0.0 } else { !value.is_nan() }).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let name =
            |value: f64| if is_category { format!("{:?}", self.names[value as usize]) } else { value.to_string() };
        values.into_iter().map(|value| (name(value), value)).collect()
    }

    /// Make the indicators that a formula asks for attributes of the data, and a `factor` the sum of its indicators. Gives the
    /// formula of numbers, and for each factor a sentence with its reference level.
    ///
    /// # Errors
    /// [`ModelError::Category`] where a category stands for a number, [`ModelError::NoLevel`] where a level is not there.
    pub fn expand(
        &self,
        data: &mut EventData,
        law: ModelKind,
        formula: &Formula,
    ) -> Result<(Formula, Vec<String>), ModelError> {
        let mut expanded = Formula { terms: Vec::new(), ..formula.clone() };
        let mut notes = Vec::new();
        for term in &formula.terms {
            let mut products: Vec<Vec<Term>> = vec![Vec::new()];
            for factor in std::iter::once(&Term { times: Vec::new(), ..term.clone() }).chain(&term.times) {
                let choices = self.terms_of(data, law, factor, &mut notes)?;
                let with = |product: Vec<Term>| {
                    choices.clone().into_iter().map(move |choice| product.iter().cloned().chain([choice]).collect())
                };
                products = products.into_iter().flat_map(with).collect();
            }
            for product in products {
                let mut product = product.into_iter();
                if let Some(first) = product.next() {
                    expanded.terms.push(Term { times: product.collect(), ..first });
                }
            }
        }
        Ok((expanded, notes))
    }

    /// One term of numbers, or as many as a factor has levels beside its reference.
    fn terms_of(
        &self,
        data: &mut EventData,
        law: ModelKind,
        term: &Term,
        notes: &mut Vec<String>,
    ) -> Result<Vec<Term>, ModelError> {
        if term.name == "factor" {
            return self.factor(data, law, term, notes);
        }
        let Some(entry) = catalogue::find(&term.name) else { return Ok(vec![term.clone()]) };
        let mut own = term.clone();
        for name in &mut own.of {
            if let Some((column, level)) = name.split_once("==") {
                *name = self.indicator(data, (&term.name, column.trim()), level.trim())?;
            } else {
                self.check(data, entry, name)?;
            }
        }
        Ok(vec![own])
    }

    /// Whether an attribute may stand as it is in an effect; where values are matched, missing ones are made to equal nobody's.
    fn check(&self, data: &mut EventData, entry: &Entry, name: &str) -> Result<(), ModelError> {
        let Some(place) = find(data, name) else { return Ok(()) };
        let attribute = &data.attributes[place];
        if entry.kind == Kind::Same {
            if !self.attributes.contains(&place) {
                let side = if attribute.of == data.senders.name { 0 } else { data.senders.labels.len() };
                let matched = matched(attribute, side);
                data.attributes.extend(matched.filter(|own| find(data, &format!("{}${}", own.of, own.name)).is_none()));
            }
            return Ok(());
        }
        if !self.attributes.contains(&place) {
            return Ok(());
        }
        let level = self.levels(place, attribute).first().map_or_else(|| "\"…\"".to_owned(), |level| level.0.clone());
        Err(ModelError::Category {
            what: format!("`{}` is of a number, and `{name}` holds names of categories", entry.name),
            remedy: format!("write same({name}), alter({name} == {level}) (or ego), or factor({name})"),
        })
    }

    /// The name of the attribute that is 1 where another has a level, added to the data if it is new.
    fn indicator(
        &self,
        data: &mut EventData,
        (effect, column): (&str, &str),
        level: &str,
    ) -> Result<String, ModelError> {
        let unknown = || ModelError::UnknownName { effect: effect.to_owned(), name: column.to_owned() };
        let place = find(data, column).ok_or_else(unknown)?;
        let attribute = &data.attributes[place];
        let levels = self.levels(place, attribute);
        let plain = level.trim_matches(['"', '\'']);
        let is = |own: &&(String, f64)| {
            own.0.trim_matches('"') == plain || plain.parse() == Ok(own.1) && !self.attributes.contains(&place)
        };
        let Some((called, value)) = levels.iter().find(is) else {
            return Err(no_level(column, plain, &levels));
        };
        let is_category = self.attributes.contains(&place);
        let indicate = |own: f64| match own {
            own if own.is_nan() || (is_category && own < 0.0) => f64::NAN,
            own => f64::from(u8::from(own == *value)),
        };
        let name = format!("{} == {called}", attribute.name);
        let full = format!("{}${name}", attribute.of);
        let derived = Attribute {
            of: attribute.of.clone(),
            name,
            initial: attribute.initial.iter().copied().map(indicate).collect(),
            changes: attribute.changes.iter().map(|(time, actor, own)| (*time, *actor, indicate(*own))).collect(),
        };
        if find(data, &full).is_none() {
            data.attributes.push(derived);
        }
        Ok(full)
    }

    fn factor(
        &self,
        data: &mut EventData,
        law: ModelKind,
        term: &Term,
        notes: &mut Vec<String>,
    ) -> Result<Vec<Term>, ModelError> {
        let [column] = &term.of[..] else {
            return Err(ModelError::Wants { effect: "factor".to_owned(), wanted: "one attribute, actors$name" });
        };
        for (key, value) in &term.options {
            if !(key == "ref" || key == "type" && matches!(value.as_str(), "ego" | "alter")) {
                let argument = format!("{key} = {value}");
                return Err(ModelError::Argument { effect: "factor".to_owned(), argument });
            }
        }
        let unknown = || ModelError::UnknownName { effect: "factor".to_owned(), name: column.clone() };
        let place = find(data, column).ok_or_else(unknown)?;
        let levels = self.levels(place, &data.attributes[place]);
        let refuse = |what: String, remedy: &str| Err(ModelError::Category { what, remedy: remedy.to_owned() });
        if !(2..=MOST_LEVELS).contains(&levels.len()) {
            let what = format!("`{column}` has {} levels, and a factor 2 to {MOST_LEVELS}", levels.len());
            return refuse(what, "name the levels that matter: alter(actors$NAME == \"LEVEL\")");
        }
        let reference = match term.option("ref") {
            None => 0,
            Some(wanted) => match levels.iter().position(|own| own.0.trim_matches('"') == wanted) {
                Some(place) => place,
                None => return Err(no_level(column, wanted, &levels)),
            },
        };
        let ego = term.option("type").map_or(law == ModelKind::Rate, |side| side == "ego");
        notes.push(format!("factor({column}): each level against {}", levels[reference].0));
        let others = levels.iter().enumerate().filter(|(place, _)| *place != reference);
        let of = |(_, level): (usize, &(String, f64))| {
            let name = self.indicator(data, ("factor", column), &level.0)?;
            Ok(Term { name: if ego { "ego" } else { "alter" }.to_owned(), of: vec![name], ..Term::default() })
        };
        others.map(of).collect()
    }
}

/// Why a level is refused that an attribute never has.
fn no_level(column: &str, wanted: &str, levels: &[(String, f64)]) -> ModelError {
    let levels = levels.iter().map(|own| own.0.clone()).collect();
    ModelError::NoLevel { column: column.to_owned(), wanted: wanted.to_owned(), levels }
}

/// The place of `actors$name`.
fn find(data: &EventData, name: &str) -> Option<usize> {
    let (of, column) = name.split_once('$')?;
    data.attributes.iter().position(|own| own.of == of && own.name.eq_ignore_ascii_case(column))
}

/// A copy of numbers in which each is its rank among those known, and each missing one equals no other: what `same` compares is only
/// whether two are equal. `None` where none is missing.
fn matched(attribute: &Attribute, side: usize) -> Option<Attribute> {
    let all = attribute.initial.iter().copied().chain(attribute.changes.iter().map(|change| change.2));
    let (missing, mut known): (Vec<f64>, Vec<f64>) = all.partition(|value| value.is_nan());
    if missing.is_empty() {
        return None;
    }
    known.sort_by(f64::total_cmp);
    known.dedup();
    let own = |actor: usize, value: f64| match value {
        value if value.is_nan() => Categories::unknown(side + actor),
        value => known.partition_point(|other| *other < value) as f64,
    };
    Some(Attribute {
        of: attribute.of.clone(),
        name: format!("{}{MATCHED}", attribute.name),
        initial: attribute.initial.iter().enumerate().map(|(actor, value)| own(actor, *value)).collect(),
        changes: attribute.changes.iter().map(|(time, actor, value)| (*time, *actor, own(*actor, *value))).collect(),
    })
}
