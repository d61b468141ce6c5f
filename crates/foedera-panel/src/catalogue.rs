//! Every variable that a panel can have: what it is, its unit, its source.

use foedera_store::WorldFile;

use crate::alliance::{ALLIANCE, MEMBER};
use crate::dyadic::provider_of;
use crate::monadic::{Party, Rule};

/// What the rows of a panel are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelKind {
    /// A state in a year.
    StateYear,
    /// A pair of states in a year, once.
    DyadYear,
    /// A pair of states in a year, in both orders.
    DirectedDyadYear,
    /// A member of an alliance in a year.
    MemberYear,
    /// An alliance in a year.
    AllianceYear,
}

impl PanelKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::StateYear, Self::DyadYear, Self::DirectedDyadYear, Self::MemberYear, Self::AllianceYear];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::StateYear => "state-year",
            Self::DyadYear => "dyad-year",
            Self::DirectedDyadYear => "directed-dyad-year",
            Self::MemberYear => "member-year",
            Self::AllianceYear => "alliance-year",
        }
    }
}

impl std::str::FromStr for PanelKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.map(Self::name).join(", ");
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| format!("use one of {known}"))
    }
}

/// What a variable belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A state: in panels of pairs it becomes two columns, `…1` and `…2`.
    State,
    /// A pair, the same both ways.
    Pair,
    /// A pair, from the first to the second: in panels of undirected pairs two columns, `…_12` and `…_21`.
    DirectedPair,
    /// An alliance.
    Alliance,
    /// A member of an alliance.
    Member,
}

/// A variable.
pub struct Variable {
    /// Its name: the column.
    pub name: &'static str,
    /// What it is, with its definition and paper where it is derived.
    pub what: &'static str,
    /// Its unit or values.
    pub unit: &'static str,
    /// The tables of the world file that it is made of.
    pub frames: &'static [&'static str],
    /// What it belongs to.
    pub level: Level,
    /// Whether it takes whole numbers only.
    pub whole: bool,
    pub(crate) rule: Option<Rule>,
}

const fn state(
    name: &'static str,
    what: &'static str,
    unit: &'static str,
    frames: &'static [&'static str],
    whole: bool,
    rule: Rule,
) -> Variable {
    Variable { name, what, unit, frames, level: Level::State, whole, rule: Some(rule) }
}

const fn pair(
    name: &'static str,
    what: &'static str,
    unit: &'static str,
    frames: &'static [&'static str],
    level: Level,
    whole: bool,
) -> Variable {
    Variable { name, what, unit, frames, level, whole, rule: None }
}

use Level::{DirectedPair, Pair};

const ATOP: &[&str] = &["atop_member"];
const MID: &[&str] = &["mid_participant"];
const GML: &[&str] = &["gml_participant"];
const VOTES: &[&str] = &["un_vote", "un_roll_call"];
const GDP: &[&str] = &["gdp_population"];
const UCDP: &[&str] = &["ucdp_party"];

/// All variables, in the order in which they are listed.
pub static VARIABLES: &[Variable] = &[
    state(
        "cinc",
        "Composite Index of National Capability",
        "share of the system, 0 to 1",
        &["capability"],
        false,
        Rule::Column(&[("capability", "cinc")]),
    ),
    state(
        "milex",
        "military expenditure (NMC)",
        "thousands of current US$ (British pounds before 1914)",
        &["capability"],
        false,
        Rule::Column(&[("capability", "milex")]),
    ),
    state(
        "milper",
        "military personnel (NMC)",
        "thousands",
        &["capability"],
        false,
        Rule::Column(&[("capability", "milper")]),
    ),
    state(
        "irst",
        "iron and steel production (NMC)",
        "thousands of tons",
        &["capability"],
        false,
        Rule::Column(&[("capability", "irst")]),
    ),
    state(
        "pec",
        "primary energy consumption (NMC)",
        "thousands of coal-ton equivalents",
        &["capability"],
        false,
        Rule::Column(&[("capability", "pec")]),
    ),
    state(
        "tpop",
        "total population (NMC)",
        "thousands",
        &["capability"],
        false,
        Rule::Column(&[("capability", "tpop")]),
    ),
    state(
        "upop",
        "urban population (NMC)",
        "thousands",
        &["capability"],
        false,
        Rule::Column(&[("capability", "upop")]),
    ),
    state(
        "polyarchy",
        "V-Dem electoral democracy index",
        "0 to 1",
        &["democracy"],
        false,
        Rule::Column(&[("democracy", "polyarchy")]),
    ),
    state(
        "polity2",
        "Polity 5 combined score",
        "-10 to 10",
        &["democracy"],
        true,
        Rule::Column(&[("democracy", "polity2")]),
    ),
    state(
        "uds",
        "extended Unified Democracy Score",
        "standard deviations",
        &["democracy"],
        false,
        Rule::Column(&[("democracy", "uds")]),
    ),
    state(
        "ideal_point",
        "ideal point in the UN General Assembly (Bailey, Strezhnev and Voeten 2017)",
        "about -3 to 3",
        &["ideal_point"],
        false,
        Rule::Column(&[("ideal_point", "ideal_point")]),
    ),
    state(
        "gdp_per_head",
        "GDP per head, mean of simulations (Fariss et al. 2022)",
        "unit as in the copy",
        GDP,
        false,
        Rule::Column(&[("gdp_population", "mrgdppc")]),
    ),
    state(
        "gdp",
        "GDP, mean of simulations (Fariss et al. 2022)",
        "billions, as in the copy",
        GDP,
        false,
        Rule::Column(&[("gdp_population", "pwtrgdp")]),
    ),
    state(
        "population",
        "population, mean of simulations (Fariss et al. 2022)",
        "millions, as in the copy",
        GDP,
        false,
        Rule::Column(&[("gdp_population", "pwtpop")]),
    ),
    state(
        "wb_gdp",
        "GDP (World Bank)",
        "current US$",
        &["world_bank_gdp"],
        false,
        Rule::Column(&[("world_bank_gdp", "gdp")]),
    ),
    state(
        "wb_population",
        "population (World Bank)",
        "persons",
        &["world_bank_population"],
        false,
        Rule::Column(&[("world_bank_population", "population")]),
    ),
    state(
        "sipri_milex",
        "military expenditure (SIPRI)",
        "millions of constant US$",
        &["sipri_milex_constant", "sipri_milex_long"],
        false,
        Rule::Column(&[("sipri_milex_constant", "value"), ("sipri_milex_long", "constant")]),
    ),
    state(
        "sipri_milex_share",
        "military expenditure (SIPRI)",
        "share of GDP, 0 to 1",
        &["sipri_milex_share", "sipri_milex_long"],
        false,
        Rule::Column(&[("sipri_milex_share", "value"), ("sipri_milex_long", "share")]),
    ),
    state(
        "imports",
        "imports (COW)",
        "millions of current US$",
        &["trade_national"],
        false,
        Rule::Column(&[("trade_national", "imports")]),
    ),
    state(
        "exports",
        "exports (COW)",
        "millions of current US$",
        &["trade_national"],
        false,
        Rule::Column(&[("trade_national", "exports")]),
    ),
    state(
        "igos",
        "memberships in intergovernmental organisations",
        "full memberships",
        &["igo_state"],
        true,
        Rule::Column(&[("igo_state", "igo_full")]),
    ),
    state(
        "major_power",
        "major power (COW) on some day of the year",
        "0 or 1",
        &["major_power"],
        true,
        Rule::Spell("major_power"),
    ),
    state(
        "coup_attempts",
        "coup attempts of the year",
        "count",
        &["coup"],
        true,
        Rule::Count("coup", "state", "date", None),
    ),
    state(
        "coups",
        "successful coups of the year",
        "count",
        &["coup"],
        true,
        Rule::Count("coup", "state", "date", Some(("success", 2))),
    ),
    state(
        "leader_changes",
        "leaders who entered office in the year (Archigos)",
        "count",
        &["leader"],
        true,
        Rule::LeaderChanges,
    ),
    state(
        "mids_begun",
        "militarized disputes that the state entered in the year",
        "count",
        MID,
        true,
        Rule::Disputes("mid_participant", true),
    ),
    state("mids", "militarized disputes of the year", "count", MID, true, Rule::Disputes("mid_participant", false)),
    state(
        "gml_begun",
        "militarized disputes entered in the year, GML",
        "count",
        GML,
        true,
        Rule::Disputes("gml_participant", true),
    ),
    state(
        "wars",
        "inter-state wars of the year (COW)",
        "count",
        &["war_participant"],
        true,
        Rule::Disputes("war_participant", false),
    ),
    state(
        "ucdp_interstate",
        "interstate conflicts of the year as a first party, either side",
        "count",
        UCDP,
        true,
        Rule::Conflicts(Party::Interstate),
    ),
    state("ucdp_internal", "conflicts within the state", "count", UCDP, true, Rule::Conflicts(Party::Internal)),
    state(
        "ucdp_second",
        "conflicts of the year in which the state sent troops as a second party",
        "count",
        UCDP,
        true,
        Rule::Conflicts(Party::Second),
    ),
    state(
        "crises_triggered",
        "international crises triggered by the state in the year (ICB)",
        "count",
        &["crisis"],
        true,
        Rule::Count("crisis", "trigger_state", "start", None),
    ),
    state(
        "territory_gained",
        "territorial changes in its favour",
        "count",
        &["territorial_change"],
        true,
        Rule::Count("territorial_change", "gainer", "date", None),
    ),
    state(
        "territory_lost",
        "territorial changes against it",
        "count",
        &["territorial_change"],
        true,
        Rule::Count("territorial_change", "loser", "date", None),
    ),
    state(
        "arms_imports",
        "arms received (SIPRI), spread evenly over the years of delivery",
        "TIV, millions",
        &["arms_delivery"],
        false,
        Rule::Sum("arms_delivery", "recipient", "tiv"),
    ),
    state(
        "arms_exports",
        "arms supplied (SIPRI), spread evenly over the years of delivery",
        "TIV, millions",
        &["arms_delivery"],
        false,
        Rule::Sum("arms_delivery", "supplier", "tiv"),
    ),
    state(
        "alliances",
        "alliances of any kind on some day of the year (ATOP)",
        "count",
        ATOP,
        true,
        Rule::Alliances(None),
    ),
    state(
        "defense_pacts",
        "alliances in which the state owes defence (ATOP)",
        "count",
        ATOP,
        true,
        Rule::Alliances(Some("defense")),
    ),
    pair(
        "defense",
        "1 owes 2 defence on some day of the year (ATOP; by signature)",
        "0 or 1",
        ATOP,
        DirectedPair,
        true,
    ),
    pair("offense", "1 owes 2 offence", "0 or 1", ATOP, DirectedPair, true),
    pair("neutrality", "1 owes 2 neutrality", "0 or 1", ATOP, DirectedPair, true),
    pair("nonaggression", "1 owes 2 nonaggression", "0 or 1", ATOP, DirectedPair, true),
    pair("consultation", "1 owes 2 consultation", "0 or 1", ATOP, DirectedPair, true),
    pair("alliance", "both are in one alliance on some day of the year", "0 or 1", ATOP, Pair, true),
    pair(
        "alliance_s",
        "S of alliance portfolios, absolute distance, unweighted (Signorino and Ritter 1999)",
        "-1 to 1",
        ATOP,
        Pair,
        false,
    ),
    pair(
        "alliance_kappa",
        "Cohen's kappa of alliance portfolios, squared distance (Häge 2011)",
        "at most 1",
        ATOP,
        Pair,
        false,
    ),
    pair(
        "alliance_pi",
        "Scott's pi of alliance portfolios, squared distance (Häge 2011)",
        "at most 1",
        ATOP,
        Pair,
        false,
    ),
    pair(
        "mid_onset",
        "a militarized dispute between the two begins, or begins again, in the year",
        "0 or 1",
        MID,
        Pair,
        true,
    ),
    pair("mid_ongoing", "a militarized dispute between the two goes on in the year", "0 or 1", MID, Pair, true),
    pair("mid_hostility", "highest hostility of either in their disputes of the year", "0 to 5", MID, Pair, true),
    pair("mid_peace_years", "years since the dyad's last year of dispute, or since it began", "years", MID, Pair, true),
    pair("mid_peace_years2", "its square (Carter and Signorino 2010)", "years squared", MID, Pair, true),
    pair("mid_peace_years3", "its cube", "years cubed", MID, Pair, true),
    pair("mid_spell", "the number of the present spell of peace, from 1", "count", MID, Pair, true),
    pair("gml_onset", "as mid_onset, by the GML corrections", "0 or 1", GML, Pair, true),
    pair("gml_ongoing", "as mid_ongoing, by the GML corrections", "0 or 1", GML, Pair, true),
    pair("gml_peace_years", "as mid_peace_years, by the GML corrections", "years", GML, Pair, true),
    pair("gml_peace_years2", "its square", "years squared", GML, Pair, true),
    pair("gml_peace_years3", "its cube", "years cubed", GML, Pair, true),
    pair("gml_spell", "as mid_spell, by the GML corrections", "count", GML, Pair, true),
    pair(
        "war_onset",
        "the two begin to fight each other in an inter-state war (COW)",
        "0 or 1",
        &["war_participant"],
        Pair,
        true,
    ),
    pair(
        "war_ongoing",
        "the two fight each other in an inter-state war (COW)",
        "0 or 1",
        &["war_participant"],
        Pair,
        true,
    ),
    pair(
        "ucdp_dyad_conflict",
        "on opposite sides of an armed conflict of any type, second parties included (UCDP)",
        "0 or 1",
        UCDP,
        Pair,
        true,
    ),
    pair(
        "contiguity",
        "direct contiguity, the closest of the year (COW)",
        "0 none, 1 land, 2 to 5 water",
        &["contiguity"],
        Pair,
        true,
    ),
    pair(
        "politically_relevant",
        "contiguous, or one is a major power (Maoz and Russett 1993)",
        "0 or 1",
        &["contiguity", "major_power"],
        Pair,
        true,
    ),
    pair("rivalry_td", "strategic rivals (Thompson and Dreyer 2012)", "0 or 1", &["rivalry_td"], Pair, true),
    pair("rivalry_tss", "strategic rivals (Thompson, Sakuwa and Suhas 2021)", "0 or 1", &["rivalry_tss"], Pair, true),
    pair("imports_from", "imports of 1 from 2 (COW)", "millions of current US$", &["trade_dyad"], DirectedPair, false),
    pair(
        "shared_igos",
        "intergovernmental organisations of which both are full members (COW)",
        "count",
        &["igo_dyad"],
        Pair,
        true,
    ),
    pair(
        "capital_distance",
        "great-circle distance of the capitals at the end of the year",
        "kilometres",
        &["capital"],
        Pair,
        false,
    ),
    pair(
        "defense_cooperation",
        "a defence cooperation agreement is in force (DCAD, its own or estimated end)",
        "0 or 1",
        &["defense_cooperation"],
        Pair,
        true,
    ),
    pair(
        "arms_tiv",
        "arms delivered by 1 to 2 (SIPRI), spread evenly over the years of delivery",
        "TIV, millions",
        &["arms_delivery"],
        DirectedPair,
        false,
    ),
    pair(
        "sanctions",
        "sanction cases of 1 against 2 in force (GSDB, only those in force in 2013 or later)",
        "count",
        &["sanction"],
        DirectedPair,
        true,
    ),
    pair("vote_s", "S of votes in the UN General Assembly (Signorino and Ritter 1999)", "-1 to 1", VOTES, Pair, false),
    pair("vote_kappa", "Cohen's kappa of votes, squared distance (Häge 2011)", "at most 1", VOTES, Pair, false),
    pair("vote_pi", "Scott's pi of votes, squared distance (Häge 2011)", "at most 1", VOTES, Pair, false),
    pair("vote_agreement", "share of equal votes where both voted", "0 to 1", VOTES, Pair, false),
    pair("capability_share", "cinc of 1 over the sum of both", "0 to 1", &["capability"], DirectedPair, false),
    pair(
        "capability_ratio",
        "cinc of the weaker over the stronger (after Bremer 1992, Journal of Conflict Resolution 36)",
        "0 to 1",
        &["capability"],
        Pair,
        false,
    ),
    pair(
        "joint_democracy",
        "both have polity2 of 6 or more (Jaggers and Gurr 1995)",
        "0 or 1",
        &["democracy"],
        Pair,
        true,
    ),
    pair(
        "polyarchy_min",
        "the lower polyarchy of the two (the weak link: Dixon 1994, American Political Science Review 88)",
        "0 to 1",
        &["democracy"],
        Pair,
        false,
    ),
    pair(
        "ideal_point_distance",
        "absolute distance of ideal points (Bailey, Strezhnev and Voeten 2017)",
        "0 to about 6",
        &["ideal_point"],
        Pair,
        false,
    ),
    pair("members", "members on some day of the year", "count", ATOP, Level::Alliance, true),
    pair("entered", "members who entered in the year", "count", ATOP, Level::Alliance, true),
    pair("left", "members who left in the year, also with the alliance", "count", ATOP, Level::Alliance, true),
    pair("ended", "the alliance ended in the year", "0 or 1", ATOP, Level::Alliance, true),
    pair("years_open", "years since the first signature", "years", ATOP, Level::Alliance, true),
    pair(
        "total_cinc",
        "sum of the members' cinc, those without a value left out",
        "0 to 1",
        &["atop_member", "capability"],
        Level::Alliance,
        false,
    ),
    pair(
        "patron",
        "code of the member with the largest cinc",
        "code",
        &["atop_member", "capability"],
        Level::Alliance,
        true,
    ),
    pair(
        "patron_share",
        "its share of the members' cinc",
        "0 to 1",
        &["atop_member", "capability"],
        Level::Alliance,
        false,
    ),
    pair("years_in", "years since the member's signature, phases joined", "years", ATOP, Level::Member, true),
    pair("exit", "the member left in the year, for whatever reason", "0 or 1", ATOP, Level::Member, true),
    pair("own_share", "its share of the members' cinc", "0 to 1", &["atop_member", "capability"], Level::Member, false),
    pair("exits_lately", "exits from the alliance in the three years before", "count", ATOP, Level::Member, true),
    pair(
        "is_patron",
        "it has the largest cinc of the members",
        "0 or 1",
        &["atop_member", "capability"],
        Level::Member,
        true,
    ),
];

impl Variable {
    /// What it is in a panel of this kind: an obligation of a pair is one of some member in panels of alliances.
    pub fn meaning(&self, kind: PanelKind) -> String {
        let alliances = matches!(kind, PanelKind::MemberYear | PanelKind::AllianceYear);
        if alliances && self.level == DirectedPair {
            return format!("some member owes the others {} (ATOP)", self.name);
        }
        self.what.to_owned()
    }

    /// Whether a world has the data for it: one of the tables of a value that several give, else all.
    pub fn available(&self, world: &WorldFile) -> bool {
        match self.rule {
            Some(Rule::Column(_)) => !self.used_frames(world).is_empty(),
            _ => self.used_frames(world).len() == self.frames.len(),
        }
    }

    /// The tables of a world that it is made of: of several that give one value, the first.
    pub fn used_frames(&self, world: &WorldFile) -> Vec<&'static str> {
        let has = |frame: &&str| world.frames().iter().any(|info| info.name == **frame);
        let most = if matches!(self.rule, Some(Rule::Column(_))) { 1 } else { self.frames.len() };
        self.frames.iter().copied().filter(has).take(most).collect()
    }

    /// Whether a panel of this kind can have it.
    pub fn fits(&self, kind: PanelKind) -> bool {
        match kind {
            PanelKind::StateYear => self.level == Level::State,
            PanelKind::DyadYear | PanelKind::DirectedDyadYear => {
                self.level == Level::State || provider_of(self.name).is_some()
            }
            PanelKind::MemberYear => {
                self.level == Level::State || ALLIANCE.contains(&self.name) || MEMBER.contains(&self.name)
            }
            PanelKind::AllianceYear => ALLIANCE.contains(&self.name),
        }
    }
}

/// The variable of this name.
pub fn find_variable(name: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|variable| variable.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dyadic::PROVIDERS;

    #[test]
    fn every_variable_is_made_by_something_and_stands_once() {
        for (index, variable) in VARIABLES.iter().enumerate() {
            assert!(VARIABLES[index + 1..].iter().all(|other| other.name != variable.name), "{}", variable.name);
            assert!(PanelKind::ALL.into_iter().any(|kind| variable.fits(kind)), "{}", variable.name);
        }
        for name in PROVIDERS.iter().flat_map(|(names, _)| *names).chain(&ALLIANCE).chain(&MEMBER) {
            assert!(find_variable(name).is_some(), "{name} is made and not listed");
        }
    }
}
