//! On what an answer rests: which ground gave how many of the figures that it asked for, and which are missing.

use std::collections::BTreeMap;

use foedera_world::Day;
use serde::Serialize;

use foedera_world::Subject;

use crate::timeline::{Ground, Timeline};

/// The figures of one field that an answer asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct FieldGround {
    /// The field.
    pub field: String,
    /// Of how many subjects it was asked.
    pub asked: usize,
    /// Of how many it is missing.
    pub missing: usize,
    /// How many each ground gave.
    pub by_ground: Vec<(&'static str, usize)>,
    /// The oldest and newest year among them.
    pub years: Option<(i16, i16)>,
    /// Their sources.
    pub sources: Vec<String>,
}

/// The figures that an answer asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Grounds {
    /// How many.
    pub asked: usize,
    /// How many of them are missing.
    pub missing: usize,
    /// How many each ground gave, and the newest year among those.
    pub by_ground: Vec<(&'static str, usize, Option<i16>)>,
    /// By field.
    pub fields: Vec<FieldGround>,
}

#[derive(Default)]
struct Count {
    asked: usize,
    grounds: BTreeMap<Ground, usize>,
    years: Option<(i16, i16)>,
    sources: Vec<String>,
}

impl Grounds {
    /// Ask a timeline for figures on a day, each figure once.
    pub fn new<'a>(timeline: &Timeline, asked: impl IntoIterator<Item = (&'a str, Subject)>, at: Day) -> Self {
        let mut asked: Vec<(&str, Subject)> = asked.into_iter().collect();
        asked.sort_unstable();
        asked.dedup();
        let mut fields: BTreeMap<&str, Count> = BTreeMap::new();
        let mut newest: BTreeMap<Ground, (usize, Option<i16>)> = BTreeMap::new();
        for (field, of) in &asked {
            let count = fields.entry(field).or_default();
            count.asked += 1;
            let Some(known) = timeline.get(field, *of, at) else { continue };
            *count.grounds.entry(known.ground).or_default() += 1;
            let own = newest.entry(known.ground).or_default();
            (own.0, own.1) = (own.0 + 1, own.1.max(known.year));
            if let Some(year) = known.year {
                count.years = Some(count.years.map_or((year, year), |(low, high)| (low.min(year), high.max(year))));
            }
            for source in known.sources.iter() {
                if !count.sources.contains(source) {
                    count.sources.push(source.clone());
                }
            }
        }
        let known = |count: &Count| count.grounds.values().sum::<usize>();
        let missing = fields.values().map(|count| count.asked - known(count)).sum();
        Self {
            asked: asked.len(),
            missing,
            by_ground: newest.into_iter().map(|(ground, (number, year))| (ground.name(), number, year)).collect(),
            fields: fields
                .into_iter()
                .map(|(field, count)| FieldGround {
                    field: field.to_owned(),
                    asked: count.asked,
                    missing: count.asked - known(&count),
                    by_ground: count.grounds.iter().map(|(ground, number)| (ground.name(), *number)).collect(),
                    years: count.years,
                    sources: count.sources,
                })
                .collect(),
        }
    }

    /// One line for the head of an answer: `figures: almanac to 2025; 2 of 96 missing`.
    pub fn line(&self) -> String {
        if self.asked == 0 {
            return "figures: none asked for".to_owned();
        }
        let ground = |(name, number, year): &(&str, usize, Option<i16>)| {
            let to = year.map_or(String::new(), |year| format!(" to {year}"));
            let of = if self.by_ground.len() > 1 { format!(" ({number})") } else { String::new() };
            format!("{name}{to}{of}")
        };
        let grounds: Vec<String> = self.by_ground.iter().map(ground).collect();
        let grounds = if grounds.is_empty() { "none known".to_owned() } else { grounds.join(", ") };
        let missing = if self.missing == 0 { "none".to_owned() } else { self.missing.to_string() };
        format!("figures: {grounds}; {missing} of {} missing", self.asked)
    }

    /// A line a field for the foot of an answer.
    pub fn details(&self) -> Vec<String> {
        let detail = |field: &FieldGround| {
            let grounds: Vec<String> =
                field.by_ground.iter().map(|(name, number)| format!("{name} {number}")).collect();
            let years = match field.years {
                None => String::new(),
                Some((low, high)) if low == high => format!(", {low}"),
                Some((low, high)) => format!(", {low}-{high}"),
            };
            let sources =
                if field.sources.is_empty() { String::new() } else { format!(" [{}]", field.sources.join(", ")) };
            let missing = if field.missing == 0 {
                String::new()
            } else {
                format!("; {} of {} missing", field.missing, field.asked)
            };
            let grounds = if grounds.is_empty() { "none".to_owned() } else { grounds.join(", ") };
            format!("{}: {grounds}{years}{missing}{sources}", field.field)
        };
        self.fields.iter().map(detail).collect()
    }
}
