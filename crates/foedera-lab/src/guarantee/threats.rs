//! Whose threat is whose partner: how intense a threat a state is to each member, and how near the patron and others are to it.
//!
//! Both indices are weighted means of parts from 0 to 1; the weights are judgements, declared here, and the parts are always told. A
//! part whose data do not cover the day is left out of the mean and named, never taken as 0.

use std::collections::BTreeSet;

use foedera_almanac::{Grounds, Subject};
use foedera_atlas::{Atlas, Tie};
use foedera_math::pow;
use foedera_world::{Day, StateId, Status, TreatyId};
use serde::Serialize;

use crate::guarantee::{Facts, patron};

/// The years in which a dispute or a conflict loses half of its weight.
pub const HALF_LIFE: f64 = 5.0;
/// For how many years disputes and conflicts count.
pub const YEARS: i16 = 10;
/// How old the last year of a part may be before the part is no longer covered.
pub const STALE: i16 = 10;

/// The parts of the intensity of a threat with their weights: what each is.
pub const INTENSITY: [(&str, f64, &str); 4] = [
    ("rivalry", 0.35, "1 if the two are strategic rivals (Thompson, Sakuwa and Suhas 2021; Thompson and Dreyer 2012)"),
    (
        "disputes",
        0.20,
        "hostility of militarised disputes of ten years over 5, half-life five years, at most 1 (MID 5)",
    ),
    ("fatal", 0.30, "years of fatal conflict on opposite sides in ten years, half-life five years, at most 1 (UCDP)"),
    (
        "next door",
        0.15,
        "years of conflict inside a state with a common land border, half-life five years, at most 1; 0 for an ally by a duty of defence or \
         offence with whom there is neither rivalry nor a fatal conflict (UCDP; COW, Factbook)",
    ),
];

/// The parts of the nearness of a member to a threat with their weights: what each is.
pub const NEARNESS: [(&str, f64, &str); 4] = [
    ("votes", 0.35, "1 less the distance of UN ideal points over 3, at least 0 (Bailey, Strezhnev and Voeten 2017)"),
    (
        "trade",
        0.25,
        "root of the share of the member's trade that is with the threat (partner shares of the Factbook; COW trade, to 2014)",
    ),
    (
        "alliance",
        0.25,
        "1 if the two are in one alliance with a duty of defence or offence (treaties of the atlas; ATOP, to 2018)",
    ),
    (
        "organisations",
        0.15,
        "share of the member's organisations that the threat is in too (COW IGO, Factbook, to 2014)",
    ),
];

/// The variables of pairs that threats are read from, as panels name them.
pub const THREAT_VARIABLES: [&str; 4] = ["rivalry_td", "rivalry_tss", "mid_hostility", "ucdp_dyad_conflict"];

/// The variables of pairs that say whether an alliance owes defence or offence.
pub(crate) const DUTIES: [&str; 2] = ["defense", "offense"];
/// How many parts an index needs.
const LEAST_PARTS: usize = 2;

/// A part of an index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Its name in [`INTENSITY`] or [`NEARNESS`].
    pub name: &'static str,
    /// From 0 to 1; missing where no data cover the day.
    pub value: Option<f64>,
    /// The last year that it rests on.
    pub year: Option<i16>,
}

/// An index with its parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Index {
    /// The weighted mean of the parts that are known, from 0 to 1; missing if fewer than two are.
    pub value: Option<f64>,
    /// The parts.
    pub parts: Vec<Part>,
}

/// A threat to a member.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Threat {
    /// The member.
    pub member: String,
    /// The state that threatens, or in which the threat is.
    pub threat: String,
    /// How intense it is.
    pub intensity: Index,
}

/// How near a member is to a threat to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nearness {
    /// The member.
    pub member: String,
    /// Whether it is the patron.
    pub patron: bool,
    /// The threat.
    pub threat: String,
    /// How near they are.
    pub nearness: Index,
}

/// A dated tie as the atlas has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatedTie {
    /// The two states.
    pub states: [String; 2],
    /// When.
    pub date: String,
    /// Of what kind.
    pub kind: String,
    /// What happened.
    pub what: String,
    /// Sources.
    pub sources: Vec<String>,
}

/// The mean intensity of a threat to members, and the patron's nearness to it, in a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Year {
    /// The first day of the year.
    pub at: Day,
    /// The threat.
    pub threat: String,
    /// The highest intensity to any member.
    pub intensity: Option<f64>,
    /// The patron's nearness.
    pub patron_nearness: Option<f64>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Threats {
    /// The program's version.
    pub version: &'static str,
    /// SHA-256 of the atlas.
    pub atlas_sha256: String,
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
    /// The patron.
    pub patron: Option<String>,
    /// Whether the patron is `stated`, `computed` or `none`.
    pub patron_ground: &'static str,
    /// Why it is this one, or none.
    pub patron_why: String,
    /// The members.
    pub members: Vec<String>,
    /// The threats to them, the most intense first.
    pub threats: Vec<String>,
    /// Members by threats.
    pub matrix: Vec<Threat>,
    /// The patron and the members by threats.
    pub nearness: Vec<Nearness>,
    /// By year.
    pub history: Vec<Year>,
    /// Dated ties between members and threats, until the day.
    pub ties: Vec<DatedTie>,
    /// What to keep in mind.
    pub cautions: Vec<String>,
}

/// The name of a part, its weight, and what it is.
type Weight = (&'static str, f64, &'static str);

fn index(parts: Vec<Part>, weights: &[Weight]) -> Index {
    let known = || parts.iter().zip(weights).filter_map(|(part, (_, weight, _))| Some((part.value?, *weight)));
    let total: f64 = known().map(|(_, weight)| weight).sum();
    let sum: f64 = known().map(|(value, weight)| value * weight).sum();
    Index { value: (known().count() >= LEAST_PARTS).then(|| sum / total), parts }
}

/// The values of ten years before a day, each with half of its weight lost in five years. `None` where the last year is too old.
fn decayed(yearly: &dyn Fn(i16) -> Option<f64>, day: Day) -> (Option<f64>, Option<i16>) {
    let years: Vec<(i16, f64)> = (1..=YEARS).filter_map(|age| Some((age, yearly(day.year() - age)?))).collect();
    let Some((newest, _)) = years.first().copied() else { return (None, None) };
    let sum: f64 = years.iter().map(|(age, value)| value * pow(0.5, f64::from(age - 1) / HALF_LIFE)).sum();
    (Some(sum.min(1.0)), Some(day.year() - newest))
}

/// How intense a threat a state is to a member on a day.
pub fn intensity(facts: &Facts, member: StateId, threat: StateId, day: Day) -> Index {
    let in_year = |variable: &'static str| {
        let ways = [Subject::Pair(member, threat), Subject::Pair(threat, member)];
        let told = ways.map(|of| facts.timeline().told(variable, of));
        move |year: i16| told.iter().find_map(|told| told.in_year(year))
    };
    let rivalries = [in_year("rivalry_tss"), in_year("rivalry_td")];
    let hostility = in_year("mid_hostility");
    let rivalry = (1..=STALE).find_map(|age| {
        let year = day.year() - age;
        let found = rivalries.each_ref().map(|told| told(year));
        found.into_iter().flatten().reduce(f64::max).map(|value| (value, year))
    });
    let disputes = decayed(&|year| hostility(year).map(|hostility| hostility / 5.0), day);
    let fatal = decayed(&in_year("ucdp_dyad_conflict"), day);
    let border = facts.pair(member, threat, "contiguity", day).map(|known| known.value);
    let internal = facts.timeline().told("ucdp_internal", Subject::State(threat));
    let state_in = |year: i16| internal.in_year(year).map(|n| n.min(1.0));
    // Fighting inside an ally is what its calls for help are about, unless the two are at odds themselves.
    let at_odds = [rivalry.map(|own| own.0), fatal.0].into_iter().flatten().any(|value| value > 0.0);
    let is_ally = || !at_odds && allied(facts, (member, threat), day).is_some_and(|(owes, _)| owes > 0.0);
    let next_door = match border {
        Some(border) if border != 1.0 || is_ally() => (Some(0.0), None),
        Some(_) => decayed(&state_in, day),
        None => (None, None),
    };
    let values = [(rivalry.map(|r| r.0), rivalry.map(|r| r.1)), disputes, fatal, next_door];
    let part = |((name, ..), (value, year)): (&Weight, _)| Part { name, value, year };
    index(INTENSITY.iter().zip(values).map(part).collect(), &INTENSITY)
}

/// Whether two states are allied, that is whether either owes the other defence or offence. Where nothing tells, no alliance of any kind
/// means none, and one of unknown duties is not known.
fn allied(facts: &Facts, (first, second): (StateId, StateId), day: Day) -> Option<(f64, Option<i16>)> {
    let ways = [(first, second), (second, first)];
    let figures = DUTIES.iter().flat_map(|duty| ways.map(|(a, b)| facts.pair(a, b, duty, day)));
    let figures = figures.flatten().map(|known| (known.value, known.year));
    figures.reduce(|a, b| if b.0 > a.0 { b } else { a }).or_else(|| {
        let any = facts.pair(first, second, "alliance", day).filter(|known| known.value == 0.0)?;
        Some((0.0, any.year))
    })
}

/// How near a member is to a state on a day.
pub fn nearness(facts: &Facts, member: StateId, threat: StateId, day: Day) -> Index {
    let state = |state: StateId, variable: &str| facts.state(state, variable, day);
    let votes = state(member, "ideal_point").zip(state(threat, "ideal_point"));
    let votes = votes.map(|(a, b)| ((1.0 - (a.value - b.value).abs() / 3.0).max(0.0), a.year.min(b.year)));
    // A way that nobody names is smaller than those that are; the share is then at least what is known.
    let ways = [(member, threat), (threat, member)].map(|(a, b)| facts.pair(a, b, "imports_from", day));
    let traded = ways.into_iter().flatten().map(|known| (known.value, known.year));
    let traded = traded.reduce(|a, b| (a.0 + b.0, a.1.min(b.1)));
    let all = state(member, "imports").zip(state(member, "exports"));
    let trade = traded.zip(all).map(|((traded, year), (c, d))| {
        let share = traded / (c.value + d.value).max(1e-9);
        (share.clamp(0.0, 1.0).sqrt(), year)
    });
    let alliance = allied(facts, (member, threat), day).map(|(value, year)| (value.min(1.0), year));
    let shared = facts.pair(member, threat, "shared_igos", day).zip(state(member, "igos"));
    let shared = shared.map(|(shared, all)| ((shared.value / all.value.max(1.0)).min(1.0), shared.year));
    let values = [votes, trade, alliance, shared];
    let part = |((name, ..), found): (&Weight, Option<(f64, Option<i16>)>)| Part {
        name,
        value: found.map(|found| found.0),
        year: found.and_then(|found| found.1),
    };
    index(NEARNESS.iter().zip(values).map(part).collect(), &NEARNESS)
}

/// The least intensity that makes a state a threat.
const NOTED: f64 = 0.05;
/// The share of the world's capability that makes a great power: in 2025 by the almanac's index the USA, China, India and Russia.
const GREAT_POWER: f64 = 0.03;
/// The share that makes a regional power.
const REGIONAL_POWER: f64 = 0.005;
/// How many times a member's capability a regional power near it has at least: the old rule of thumb for an attack.
const OUTWEIGHS: f64 = 3.0;
/// How near the capitals of two states without a known border are, in kilometres: a stand-in for borders across water, which the almanac
/// does not tell.
const NEAR: f64 = 800.0;

/// A treaty's members on a day, those asked about among them, and its patron.
struct Around<'a> {
    atlas: &'a Atlas,
    facts: &'a Facts,
    members: Vec<StateId>,
    asked: Vec<StateId>,
    patron: Option<StateId>,
    day: Day,
}

impl Around<'_> {
    fn key(&self, state: StateId) -> String {
        self.atlas.roster().state(state).key.clone()
    }

    /// The states that have a column whether they threaten or not, since whose partner they are is asked: the great powers, and the regional
    /// powers near a member that are much stronger than it. Who is allied with a member is no candidate towards it.
    fn powers(&self) -> BTreeSet<StateId> {
        let all: Vec<StateId> = self.atlas.roster().states().map(|(id, _)| id).collect();
        let measure = self.facts.capability(&all, self.day);
        let capability = |state: StateId| self.facts.state(state, measure.field(), self.day).map(|known| known.value);
        let figure =
            |a: StateId, b: StateId, field: &str| self.facts.pair(a, b, field, self.day).map(|known| known.value);
        let near = |a: StateId, b: StateId| {
            figure(a, b, "contiguity").is_some_and(|border| border != 0.0)
                || figure(a, b, "capital_distance").is_some_and(|distance| distance <= NEAR)
        };
        let apart =
            |a: StateId, b: StateId| a != b && allied(self.facts, (a, b), self.day).is_none_or(|(owes, _)| owes == 0.0);
        let candidate = |other: StateId| {
            let Some(own) = capability(other).filter(|own| *own >= REGIONAL_POWER) else { return false };
            self.asked.iter().any(|member| {
                let outweighs = || capability(*member).is_some_and(|member| own >= OUTWEIGHS * member);
                apart(*member, other) && (own >= GREAT_POWER || (near(*member, other) && outweighs()))
            })
        };
        all.into_iter().filter(|other| candidate(*other)).collect()
    }

    /// The figures that the indices of these threats read.
    fn figures(&self, threats: &[StateId]) -> Grounds {
        let pairs = || threats.iter().flat_map(|threat| self.members.iter().map(move |member| (*member, *threat)));
        let mut asked = Vec::new();
        for (member, threat) in pairs().filter(|(member, threat)| member != threat) {
            let fields =
                ["contiguity", "rivalry_tss", "mid_hostility", "ucdp_dyad_conflict", "imports_from", "shared_igos"];
            asked.extend(fields.map(|field| (field, Subject::Pair(member, threat))));
            asked.push(("imports_from", Subject::Pair(threat, member)));
            asked.extend(["ideal_point", "imports", "exports", "igos"].map(|field| (field, Subject::State(member))));
            asked.extend(["ideal_point", "ucdp_internal"].map(|field| (field, Subject::State(threat))));
        }
        Grounds::new(self.facts.timeline(), asked, self.day)
    }

    /// The threats, the most intense first, and how intense each is to each member asked about.
    fn noted(&self) -> (Vec<StateId>, Vec<Threat>) {
        let (mut found, mut matrix): (Vec<(StateId, f64)>, Vec<Threat>) = (Vec::new(), Vec::new());
        let powers = self.powers();
        for threat in self.facts.second_states(&self.members).union(&powers).copied() {
            let row: Vec<(StateId, Index)> = self
                .asked
                .iter()
                .filter(|member| **member != threat)
                .map(|member| (*member, intensity(self.facts, *member, threat, self.day)))
                .collect();
            let most = row.iter().filter_map(|(_, index)| index.value).fold(0.0, f64::max);
            if most < NOTED && !powers.contains(&threat) {
                continue;
            }
            found.push((threat, most));
            let cell = |(member, intensity): (StateId, Index)| Threat {
                member: self.key(member),
                threat: self.key(threat),
                intensity,
            };
            matrix.extend(row.into_iter().map(cell));
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        (found.into_iter().map(|(threat, _)| threat).collect(), matrix)
    }

    /// How near every member is to a threat.
    fn near(&self, threat: StateId) -> impl Iterator<Item = Nearness> {
        self.members.iter().filter(move |member| **member != threat).map(move |member| Nearness {
            member: self.key(*member),
            patron: self.patron == Some(*member),
            threat: self.key(threat),
            nearness: nearness(self.facts, *member, threat, self.day),
        })
    }

    fn year(&self, threat: StateId, at: Day) -> Year {
        let on = |member: &StateId| intensity(self.facts, *member, threat, at).value;
        let patron = self.patron.filter(|patron| *patron != threat);
        Year {
            at,
            threat: self.key(threat),
            intensity: self.asked.iter().filter(|member| **member != threat).filter_map(on).reduce(f64::max),
            patron_nearness: patron.and_then(|patron| nearness(self.facts, patron, threat, at).value),
        }
    }

    /// Dated ties between members and threats, until the day.
    fn ties(&self, threats: &[StateId]) -> Vec<DatedTie> {
        let told = |tie: &Tie| DatedTie {
            states: tie.states.map(|state| self.key(state)),
            date: tie.when.to_string(),
            kind: tie.kind.clone(),
            what: tie.what.clone(),
            sources: tie.sources.clone(),
        };
        let about = |tie: &&Tie| {
            tie.when.earliest() <= self.day
                && tie.states.iter().any(|state| self.members.contains(state))
                && tie.states.iter().any(|state| threats.contains(state))
        };
        self.atlas.ties.iter().filter(about).map(told).collect()
    }
}

/// The threats to a treaty's members on a day, and since a year.
pub fn threats(atlas: &Atlas, facts: &Facts, treaty: TreatyId, day: Day, since: i16, only: Option<StateId>) -> Threats {
    let world = atlas.history.world_at(day).world;
    let current = world.treaty(treaty).members().filter(|member| member.status != Status::Withdrawn);
    let members: Vec<StateId> = current.map(|member| member.state).collect();
    let asked = members.iter().copied().filter(|member| only.is_none_or(|only| only == *member)).collect();
    let found = patron(atlas, facts, &world, treaty, day);
    let around = Around { atlas, facts, members, asked, patron: found.state, day };
    let (noted, matrix) = around.noted();
    let near: Vec<Nearness> = noted.iter().flat_map(|threat| around.near(*threat)).collect();
    let past = || (since..=day.year()).map(Day::start_of_year);
    let years = noted.iter().flat_map(|threat| past().map(|at| around.year(*threat, at)));
    let key = |state: &StateId| around.key(*state);
    let own = atlas.roster().treaty(treaty);
    Threats {
        version: env!("CARGO_PKG_VERSION"),
        atlas_sha256: atlas.sha256.clone(),
        world: facts.world().map(str::to_owned),
        treaty: own.key.clone(),
        treaty_name: own.name.clone(),
        at: day,
        patron: found.state.as_ref().map(key),
        patron_ground: found.ground.name(),
        patron_why: found.why,
        members: around.asked.iter().map(key).collect(),
        threats: noted.iter().map(key).collect(),
        history: years.collect(),
        figures: around.figures(&noted),
        ties: around.ties(&noted),
        cautions: cautions(&matrix, &near, day),
        matrix,
        nearness: near,
    }
}

/// The oldest years on which parts of indices rest, where they are older than the year before the day.
fn carried<'a>(parts: impl Iterator<Item = &'a Part>, day: Day) -> Option<String> {
    let mut oldest = std::collections::BTreeMap::<&str, i16>::new();
    for (name, year) in parts.filter_map(|part| Some((part.name, part.year?))).filter(|(_, year)| year + 1 < day.year())
    {
        oldest.entry(name).and_modify(|own| *own = year.min(*own)).or_insert(year);
    }
    let list: Vec<String> = oldest.into_iter().map(|(name, year)| format!("{name} ({year})")).collect();
    (!list.is_empty()).then(|| format!("carried forward from the oldest year in brackets: {}", list.join(", ")))
}

fn cautions(matrix: &[Threat], near: &[Nearness], day: Day) -> Vec<String> {
    let parts =
        matrix.iter().flat_map(|row| &row.intensity.parts).chain(near.iter().flat_map(|row| &row.nearness.parts));
    let carried = carried(parts, day);
    let mut cautions = vec![
        "the weights of the parts are judgements (docs/threats.md); a part that no data cover is left out of its index, and an index \
         needs two; indices of different parts are not comparable"
            .to_owned(),
        "rivalries and disputes need a world file, but for the CSTO and its neighbours; rivalries end in 2020, disputes in 2014, \
         organisations in 2014, conflicts in 2024; a great power, and a regional power near a much weaker member, has a column whether it \
         threatens or not"
            .to_owned(),
        "arms are told as dated facts, not in the index; claims to territory and visits are in no dataset at hand".to_owned(),
    ];
    cautions.extend(carried);
    if matrix.is_empty() {
        cautions.push("no threat is known from these figures".to_owned());
    }
    cautions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atlas() -> Atlas {
        Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"))
    }

    #[test]
    fn ten_years_decay_and_no_year_is_no_zero() {
        let day = Day::start_of_year(2020);
        assert_eq!(decayed(&|_| None, day), (None, None));
        let (value, year) = decayed(&|year| (year == 2019).then_some(0.4), day);
        assert!((value.unwrap() - 0.4).abs() < 1e-12 && year == Some(2019));
        let (value, year) = decayed(&|year| (year == 2014).then_some(0.4), day);
        assert!((value.unwrap() - 0.2).abs() < 1e-12 && year == Some(2014));
        assert_eq!(decayed(&|_| Some(1.0), day).0, Some(1.0));
        assert_eq!(decayed(&|year| (year == 2009).then_some(1.0), day), (None, None));
    }

    #[test]
    fn a_part_that_is_not_known_is_left_out_and_the_others_weigh_more() {
        let part = |name, value| Part { name, value, year: None };
        let known =
            index(vec![part("a", Some(1.0)), part("b", None), part("c", Some(0.0)), part("d", None)], &INTENSITY);
        assert!((known.value.unwrap() - 0.35 / 0.65).abs() < 1e-12);
        assert_eq!(index(vec![part("a", None)], &INTENSITY).value, None);
        assert_eq!(index(vec![part("a", Some(1.0)), part("b", None)], &INTENSITY).value, None, "one part is no index");
        for weights in [INTENSITY, NEARNESS] {
            assert!((weights.iter().map(|part| part.1).sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_defence_ally_with_fighting_inside_is_no_threat_and_one_that_fights_the_member_is() {
        let atlas = atlas();
        let facts = Facts::of_atlas(&atlas);
        let state = |key: &str| atlas.roster().find_state(key).unwrap();
        let on: Day = "2026-11-01".parse().unwrap();
        assert_eq!(intensity(&facts, state("CAN"), state("USA"), on).value, Some(0.0));
        assert_eq!(intensity(&facts, state("GRC"), state("TUR"), on).value, Some(0.0));
        assert!(intensity(&facts, state("KGZ"), state("TJK"), on).value.unwrap() > 0.2, "they fought in 2022");
        assert!(intensity(&facts, state("POL"), state("UKR"), on).value.unwrap() > 0.2, "Ukraine is no ally");
    }

    #[test]
    fn great_powers_and_strong_neighbours_have_a_column_and_allies_do_not() {
        let atlas = atlas();
        let facts = Facts::of_atlas(&atlas);
        let of = |treaty: &str| {
            let treaty = atlas.roster().find_treaty(treaty).unwrap();
            threats(&atlas, &facts, treaty, "2026-11-01".parse().unwrap(), 2026, None).threats
        };
        for (treaty, there) in [("CSTO", &["CHN", "IRN", "USA"][..]), ("GCC", &["IRN", "CHN"]), ("AUKUS", &["CHN"])] {
            let threats = of(treaty);
            assert!(there.iter().all(|key| threats.iter().any(|threat| threat == key)), "{treaty}: {threats:?}");
        }
        let nato = of("NATO");
        assert!(!["USA", "DEU", "GBR"].iter().any(|ally| nato.iter().any(|threat| threat == ally)), "{nato:?}");
    }

    #[test]
    fn armenias_first_threat_is_a_state_to_which_the_patron_is_near() {
        let atlas = atlas();
        let facts = Facts::of_atlas(&atlas);
        let treaty = atlas.roster().find_treaty("CSTO").unwrap();
        let armenia = atlas.roster().find_state("ARM");
        let answer = threats(&atlas, &facts, treaty, "2022-11-25".parse().unwrap(), 1995, armenia);
        assert_eq!(answer.patron.as_deref(), Some("RUS"));
        assert_eq!(answer.threats[0], "AZE");
        let russia = answer.nearness.iter().find(|row| row.member == "RUS" && row.threat == "AZE").unwrap();
        assert!(russia.patron && russia.nearness.value.unwrap() > 0.5, "{russia:?}");
        assert!(answer.ties.iter().any(|tie| tie.date == "2022-02-22" && tie.kind == "declaration"));
        assert!(answer.ties.iter().all(|tie| tie.date.as_str() < "2022-11-25"), "nothing after the day");
    }
}
