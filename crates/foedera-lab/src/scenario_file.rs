//! Reading a scenario file: everything that is wrong with it, with its place and what to do.

use std::path::Path;

use foedera_atlas::{Atlas, FACT_TABLES};
use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Problems, Source, nearest};
use foedera_math::Stream;
use foedera_world::{Day, StateId, TreatyId, TreatyStatus, Variable};

use crate::copula::Ranks;
use crate::occurrence::Occurrence;
use crate::scenario::{Assumption, Branch, Correlation, Scenario, Series, Shock, drawn_number};
use crate::scheduled::LATER_FORCES;
use crate::switches::Switches;
use crate::{bounds, figures};

/// Version of the scenario file's layout. Version 1 says `[[arm]]` where 2 says `[[branch]]`.
pub const SCENARIO_SCHEMA: i64 = 2;
/// The oldest version that is read.
const OLDEST_SCHEMA: i64 = 1;

/// Assumptions that the membership model needs; every scenario states each of them.
pub(crate) const ASSUMPTIONS: [&str; 4] = ["freeze_rate", "thaw_rate", "freeze_elasticity", "frozen_exit_ratio"];

/// "Fewer than this many take part" unless the scenario says otherwise.
const DEFAULT_THRESHOLD: u32 = 4;
/// How long after the last event of the atlas a scenario may begin.
const BEYOND_ATLAS_YEARS: i16 = 5;

const DAY: &str = "write \"YYYY-MM-DD\"";

/// The keys of a scenario beside the facts that it may hold.
const KEYS: [&str; 18] = [
    "schema",
    "id",
    "title",
    "date",
    "treaty",
    "patron",
    "note",
    "horizons",
    "threshold",
    "questions",
    "series",
    "assumption",
    "correlation",
    "branch",
    "process",
    "assume",
    "without_calls",
    "game",
];

impl Scenario {
    /// Read and check a scenario; gives the atlas with the facts that the scenario holds (its own treaty, states, events) too.
    ///
    /// # Errors
    /// As [`Scenario::read`], and everything that is wrong with the facts.
    pub fn open(source: &Source, atlas: &Atlas) -> Result<(Self, Atlas), Problems> {
        let atlas = atlas.with_scenario(source)?;
        Ok((Self::read(source, &atlas)?, atlas))
    }

    /// Read and check a scenario against an atlas that holds the scenario's own facts ([`Atlas::with_scenario`]).
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place and what to do.
    pub fn read(source: &Source, atlas: &Atlas) -> Result<Self, Problems> {
        let (mut scenario, has_game) = read(source, |root| {
            root.schema_within([OLDEST_SCHEMA, SCENARIO_SCHEMA], "the scenario")?;
            root.only(&[KEYS.as_slice(), &["arm"], &FACT_TABLES].concat());
            let reader = Reader { root, atlas };
            let date = root.parsed::<Day>("date", DAY);
            let known = date.as_ref().map(|date| date.value);
            let treaty = reader.treaty();
            let horizons = reader.horizons(known);
            let series = reader.all_series(known);
            let assumptions = reader.assumptions();
            let branches = reader.branches(known);
            let patron = match root.string_or_none("patron") {
                Some(name) => Some(reader.state(root, &name)?),
                None => None,
            };
            let threshold = reader.threshold();
            let (id, title, note) = (bounds::text(root, "id"), bounds::text(root, "title"), root.string("note"));
            let mut scenario = Self {
                id: id?,
                title: title?,
                date: date?.value,
                treaty: treaty?,
                patron,
                note: note?.value,
                horizons: horizons?,
                threshold: threshold?,
                series: series?,
                assumptions: assumptions?,
                correlations: Vec::new(),
                branches: branches?,
                questions: Vec::new(),
                switches: Switches::default(),
                played: None,
            };
            let members = reader.members(&scenario)?;
            figures::fill(&mut scenario, &members, atlas);
            reader.switches(&mut scenario);
            reader.correlations(&mut scenario);
            reader.any_figure(&scenario);
            reader.used(&scenario, &members);
            reader.shocked_series(&scenario);
            scenario.questions = asked_questions(root, &scenario, atlas);
            Some((scenario, root.has("game")))
        })?;
        // A game is played again on a scenario without a fault.
        if has_game {
            read(source, |root| crate::play::read_saved(root, &mut scenario, atlas))?;
        }
        Ok(scenario)
    }
}

struct Reader<'a, 'b> {
    root: &'a Table<'b>,
    atlas: &'a Atlas,
}

impl Reader<'_, '_> {
    fn treaty(&self) -> Option<TreatyId> {
        let own = if self.root.is_table("treaty") { self.root.table_or_none("treaty") } else { None };
        let name = own.map_or_else(|| self.root.string("treaty"), |own| own.string("id"))?;
        let roster = self.atlas.roster();
        let found = roster.find_treaty(&name.value);
        if found.is_none() {
            let keys: Vec<&str> = roster.treaties().map(|(_, treaty)| treaty.key.as_str()).collect();
            let remedy = match nearest(&name.value, keys.iter().copied()) {
                Some(key) => format!("did you mean `{key}`?"),
                None => format!("use one of {}", keys.join(", ")),
            };
            self.root.report(Code::UnknownName, name.span, format!("unknown treaty `{}`", name.value), remedy);
        }
        found
    }

    fn state(&self, table: &Table<'_>, name: &Located<String>) -> Option<StateId> {
        let roster = self.atlas.roster();
        let found = roster.find_state(&name.value);
        if found.is_none() {
            let same = |text: &String| text.eq_ignore_ascii_case(&name.value);
            let named =
                roster.states().find(|(_, state)| same(&state.key) || same(&state.name) || state.also.iter().any(same));
            let named = named.map(|(_, state)| state.key.as_str());
            let remedy =
                match named.or_else(|| nearest(&name.value, roster.states().map(|(_, state)| state.key.as_str()))) {
                    Some(key) => format!("did you mean `{key}`?"),
                    None => "use an ISO alpha-3 code of atlas/states.csv".to_owned(),
                };
            table.report(Code::UnknownName, name.span.clone(), format!("unknown state `{}`", name.value), remedy);
        }
        found
    }

    fn threshold(&self) -> Option<u32> {
        let Some(found) = self.root.integer_or_none("threshold") else {
            return if self.root.has("threshold") { None } else { Some(DEFAULT_THRESHOLD) };
        };
        let threshold = u32::try_from(found.value).ok().filter(|threshold| *threshold >= 1);
        if threshold.is_none() {
            let remedy = "give a whole number from 1 to the number of members";
            self.root.report(Code::InvalidValue, found.span, "the threshold is not a number of members", remedy);
        }
        threshold
    }

    fn horizons(&self, date: Option<Day>) -> Option<Vec<Day>> {
        let mut days: Vec<Day> = Vec::new();
        let texts = self.root.some_strings("horizons")?;
        if texts.len() > bounds::HORIZONS {
            let message = format!("{} horizons", texts.len());
            let remedy = format!("ask for at most {} days", bounds::HORIZONS);
            self.root.report(Code::InvalidValue, texts[bounds::HORIZONS].span.clone(), message, remedy);
            return None;
        }
        for text in texts {
            let problem = match text.value.parse::<Day>() {
                Ok(day) if date.is_some_and(|date| day <= date) => Some(format!("{day} is not after the date")),
                Ok(day) if date.is_some_and(|date| day > date.plus_years(bounds::HORIZON_YEARS)) => {
                    Some(format!("{day} is more than {} years ahead", bounds::HORIZON_YEARS))
                }
                Ok(day) if days.last().is_some_and(|last| day <= *last) => {
                    Some(format!("{day} does not come after the horizon before it"))
                }
                Ok(day) => {
                    days.push(day);
                    None
                }
                Err(error) => Some(error.to_string()),
            };
            if let Some(message) = problem {
                self.root.report(Code::InvalidValue, text.span, message, "list days after the date, in order");
            }
        }
        (!days.is_empty()).then_some(days)
    }

    /// `[process.NAME] run = …`, `[assume] LINK = …` and `without_calls = […]`.
    fn switches(&self, scenario: &mut Scenario) {
        let root = self.root;
        if let Some(processes) = root.table_or_none("process") {
            for name in processes.keys() {
                let Some(own) = processes.table_or_none(&name) else { continue };
                own.only(&["run"]);
                let Some(run) = own.string("run") else { continue };
                let folder = self.root.source().name();
                let folder = Path::new(folder).parent().unwrap_or(Path::new(""));
                if let Err((message, remedy)) = scenario.switches.process_in(&name, &run.value, folder) {
                    own.report(Code::InvalidValue, run.span, message, remedy);
                }
            }
        }
        if let Some(assume) = root.table_or_none("assume") {
            for name in assume.keys() {
                let Some(range) = assume.string(&name) else { continue };
                if let Err((message, remedy)) = scenario.switches.assume(&name, &range.value) {
                    assume.report(Code::InvalidValue, range.span, message, remedy);
                }
            }
        }
        let keys = if root.has("without_calls") { root.some_strings("without_calls") } else { None };
        for key in keys.unwrap_or_default() {
            if let Err((message, remedy)) = scenario.without_call(&key.value, self.atlas) {
                root.report(Code::UnknownName, key.span, message, remedy);
            }
        }
    }

    /// A scenario without any figure would answer with the average of all alliances.
    fn any_figure(&self, scenario: &Scenario) {
        if scenario.series.is_empty() {
            let remedy = "add `[[series]]` with capability, polyarchy and ideal_point of the members, as in `foedera scenario show csto-2022`";
            let message = "no figure of any member is known: the answer would be the average of all alliances";
            self.root.report(Code::Missing, 0..0, message, remedy);
        }
    }

    /// The series of the file, one for each state and variable.
    fn all_series(&self, date: Option<Day>) -> Option<Vec<Series>> {
        let tables = self.root.tables("series");
        let found: Vec<Option<Series>> = tables.iter().map(|table| self.series(table, date)).collect();
        for (index, series) in found.iter().enumerate() {
            let Some(series) = series else { continue };
            let same = |other: &Option<Series>| {
                other.as_ref().is_some_and(|other| (other.state, other.variable) == (series.state, series.variable))
            };
            if found[..index].iter().any(same) {
                let key = &self.atlas.roster().state(series.state).key;
                let message = format!("the {} of {key} is given twice", series.variable.words());
                tables[index].report(Code::Duplicate, tables[index].span(), message, "join the two series");
            }
        }
        found.into_iter().collect()
    }

    fn series(&self, table: &Table<'_>, date: Option<Day>) -> Option<Series> {
        table.only(&["state", "variable", "years", "values", "sources"]);
        let state = self.state(table, &table.string("state")?)?;
        let variable = figure_of(table)?;
        let (years, values) = (table.numbers("years")?, table.numbers("values")?);
        if years.len() != values.len() || years.is_empty() {
            let message = format!("{} years but {} values", years.len(), values.len());
            table.report(Code::Inconsistent, table.span(), message, "give one value for each year");
            return None;
        }
        let mut pairs: Vec<(i16, f64)> = Vec::new();
        for (year, value) in years.iter().zip(&values) {
            let whole = year.value.fract() == 0.0 && (1800.0..=2100.0).contains(&year.value);
            if !whole || pairs.last().is_some_and(|(last, _)| f64::from(*last) >= year.value) {
                let message = format!("{} is not a year after the one before it", year.value);
                table.report(Code::InvalidValue, year.span.clone(), message, "list whole years in order");
                return None;
            }
            if date.is_some_and(|date| year.value >= f64::from(date.year())) {
                let message = format!("the value of {} is not known on the scenario's date", year.value);
                let remedy =
                    "a year's value is known from the next 1 January: end the series in the year before the date";
                table.report(Code::InvalidValue, year.span.clone(), message, remedy);
                return None;
            }
            let bounds = bounds::values(variable);
            if !bounds.contains(&value.value) {
                let message = format!("{} is out of the range of {}", value.value, variable.words());
                let remedy = format!("{} lies between {} and {}", variable.words(), bounds.start(), bounds.end());
                table.report(Code::InvalidValue, value.span.clone(), message, remedy);
                return None;
            }
            pairs.push((year.value as i16, value.value));
        }
        Some(Series { state, variable, values: pairs, sources: self.sources(table)?, stated: true })
    }

    fn sources(&self, table: &Table<'_>) -> Option<Vec<String>> {
        let sources = table.some_strings("sources")?;
        for source in &sources {
            if !self.atlas.sources.contains_key(&source.value) {
                let remedy = match nearest(&source.value, self.atlas.sources.keys().map(String::as_str)) {
                    Some(key) => format!("did you mean `{key}`?"),
                    None => "declare it in atlas/sources.toml".to_owned(),
                };
                table.report(
                    Code::UnknownName,
                    source.span.clone(),
                    format!("unknown source `{}`", source.value),
                    remedy,
                );
            }
        }
        Some(sources.into_iter().map(|source| source.value).collect())
    }

    fn assumptions(&self) -> Option<Vec<Assumption>> {
        let tables = self.root.tables("assumption");
        let found: Vec<Option<Assumption>> = tables.iter().map(|table| self.assumption(table)).collect();
        let found: Vec<Assumption> = found.into_iter().collect::<Option<_>>()?;
        for id in ASSUMPTIONS {
            let mut stated = found.iter().zip(&tables).filter(|(assumption, _)| assumption.id == id);
            if stated.next().is_none() {
                let message = format!("the assumption `{id}` is missing");
                let remedy = "state it: `[[assumption]] id = …, range = […], why = …`";
                self.root.report(Code::Missing, 0..0, message, remedy);
            }
            for (_, table) in stated {
                let message = format!("the assumption `{id}` is stated twice");
                table.report(Code::Duplicate, table.span(), message, "keep one");
            }
        }
        Some(found)
    }

    fn assumption(&self, table: &Table<'_>) -> Option<Assumption> {
        let id = table.string("id")?;
        if !ASSUMPTIONS.contains(&id.value.as_str()) {
            let remedy = match nearest(&id.value, ASSUMPTIONS) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("known: {}", ASSUMPTIONS.join(", ")),
            };
            table.report(Code::UnknownName, id.span, format!("unknown assumption `{}`", id.value), remedy);
            return None;
        }
        let (distribution, why) = (bounds::distribution(table, &id.value), bounds::text(table, "why"));
        Some(Assumption { id: id.value, why: why?, distribution: distribution? })
    }

    /// The tables of branches; `[[arm]]` is the word of version 1.
    fn branch_tables(&self) -> Vec<Table<'_>> {
        let key = if self.root.has("branch") { "branch" } else { "arm" };
        self.root.tables(key)
    }

    fn branches(&self, date: Option<Day>) -> Option<Vec<Branch>> {
        let tables = self.branch_tables();
        if self.root.has("branch") && self.root.has("arm") {
            let message = "the scenario has both `[[branch]]` and `[[arm]]`";
            self.root.report(Code::Duplicate, tables[0].span(), message, "write `[[branch]]` for all of them");
        }
        if tables.is_empty() {
            let remedy = "add at least `[[branch]] id = \"as-it-is\"`";
            self.root.report(Code::Missing, 0..0, "the scenario has no branches", remedy);
            return None;
        }
        if tables.len() > bounds::BRANCHES {
            let message = format!("the scenario has {} branches", tables.len());
            let remedy = format!("keep at most {}", bounds::BRANCHES);
            tables[bounds::BRANCHES].report(Code::InvalidValue, tables[bounds::BRANCHES].span(), message, remedy);
            return None;
        }
        let mut branches: Vec<Branch> = Vec::new();
        for table in &tables {
            table.only(&["id", "name", "description", "shock"]);
            let (id, name) = (bounds::text(table, "id"), bounds::text(table, "name"));
            let (description, shocks) = (bounds::text(table, "description"), self.shocks(table, date));
            let (force_shocks, shocks) =
                shocks?.into_iter().partition(|shock: &Shock| shock.variable == Variable::UsableForce);
            let branch = Branch { id: id?, name: name?, description: description?, shocks, force_shocks };
            // Tables and figures are read by name, so names must differ as ids do.
            if branches.iter().any(|other| other.id == branch.id || other.name == branch.name) {
                let span = table.string("id")?.span;
                table.report(Code::Duplicate, span, format!("branch `{}` stands twice", branch.id), "rename one");
                continue;
            }
            branches.push(branch);
        }
        Some(branches)
    }

    fn shocks(&self, table: &Table<'_>, date: Option<Day>) -> Option<Vec<Shock>> {
        let tables = table.tables("shock");
        let found: Vec<Option<Shock>> = tables.iter().map(|shock| self.shock(shock, date)).collect();
        let found: Vec<Shock> = found.into_iter().collect::<Option<_>>()?;
        for (index, shock) in found.iter().enumerate() {
            let same = |other: &Shock| (other.state, other.variable) == (shock.state, shock.variable);
            if found[..index].iter().any(same) {
                let key = &self.atlas.roster().state(shock.state).key;
                let message = format!("the branch shocks the {} of {key} twice", shock.variable.words());
                tables[index].report(Code::Duplicate, tables[index].span(), message, "join the two into one factor");
            }
        }
        Some(found)
    }

    fn shock(&self, table: &Table<'_>, date: Option<Day>) -> Option<Shock> {
        table.only(&["state", "variable", "factor", "from", "after", "why"]);
        let state = self.state(table, &table.string("state")?)?;
        let variable = table.parsed::<Variable>("variable", "use one of the listed words")?.value;
        let factor = bounds::factor(table)?;
        let (from, after) = self.starts(table, date)?;
        Some(Shock { state, variable, factor, from, after, why: bounds::text(table, "why")? })
    }

    /// When a shock comes: on a day, or after the first such event on that day (the scenario's date unless given) or later.
    fn starts(&self, table: &Table<'_>, date: Option<Day>) -> Option<(Day, Option<Occurrence>)> {
        let after = match table.string_or_none("after") {
            Some(name) => match Occurrence::find(&name.value, self.atlas.roster()) {
                Ok(found) => Some(found),
                Err((message, remedy)) => {
                    table.report(Code::UnknownName, name.span, message, remedy);
                    return None;
                }
            },
            None => None,
        };
        let from = if after.is_some() && !table.has("from") {
            return Some((date?, after));
        } else {
            table.parsed::<Day>("from", DAY)?
        };
        let last = date.map(|date| date.plus_years(bounds::HORIZON_YEARS));
        if date.is_some_and(|date| from.value < date) || last.is_some_and(|last| from.value > last) {
            let message = format!(
                "the shock starts on {}, before the scenario's date or after the last day that can be asked",
                from.value
            );
            table.report(Code::InvalidValue, from.span, message, "give the scenario's date or a later day");
            return None;
        }
        Some((from.value, after))
    }

    /// `[[correlation]] of = [A, B], rank = …, why = …`.
    fn correlations(&self, scenario: &mut Scenario) {
        let tables = self.root.tables("correlation");
        for table in &tables {
            let Some(found) = self.correlation(table, scenario) else { continue };
            let same = |other: &Correlation| found.numbers.iter().all(|number| other.numbers.contains(number));
            if scenario.correlations.iter().any(same) {
                table.report(Code::Duplicate, table.span(), "this pair has a correlation already", "keep one");
                continue;
            }
            scenario.correlations.push(found);
        }
        let ranks = Ranks(scenario.correlations.iter().map(|own| (own.numbers, own.rank)).collect());
        if let (Err(by), Some(table)) = (ranks.copula(), tables.first()) {
            let message = "these correlations contradict each other: their matrix is not positive definite";
            let remedy = format!("multiply every rank by {by} or less, or drop one of them");
            table.report(Code::Inconsistent, table.span(), message, remedy);
            scenario.correlations.clear();
        }
    }

    fn correlation(&self, table: &Table<'_>, scenario: &Scenario) -> Option<Correlation> {
        table.only(&["of", "rank", "why"]);
        let names = table.some_strings("of")?;
        let (rank, why) = (table.number("rank")?, bounds::text(table, "why")?);
        let [first, second] = names.as_slice() else {
            let message = format!("a correlation is of two, not of {}", names.len());
            table.report(
                Code::InvalidValue,
                table.span_of("of")?,
                message,
                "write of = [\"freeze_rate\", \"thaw_rate\"]",
            );
            return None;
        };
        if !(rank.value > -1.0 && rank.value < 1.0) {
            let message = format!("{} is no rank correlation of two different things", rank.value);
            table.report(Code::InvalidValue, rank.span, message, "give a number between −1 and 1, both excluded");
            return None;
        }
        let mut numbers = Vec::new();
        for name in [first, second] {
            match drawn_number(&name.value, scenario, self.atlas) {
                Ok(number) => numbers.push(number),
                Err((message, remedy)) => {
                    table.report(Code::UnknownName, name.span.clone(), message, remedy);
                    return None;
                }
            }
        }
        let [a, b] = <[(Stream, u32); 2]>::try_from(numbers).ok()?;
        if a == b {
            let message = format!("`{}` and `{}` are drawn by one number", first.value, second.value);
            table.report(Code::Duplicate, second.span.clone(), message, "they go together as it is: name two others");
            return None;
        }
        Some(Correlation { of: [first.value.clone(), second.value.clone()], numbers: [a, b], rank: rank.value, why })
    }

    /// The tables of shocks to usable force, or of all others, branch by branch.
    fn shock_tables(&self, of_force: bool) -> Vec<Table<'_>> {
        let name = Variable::UsableForce.name();
        let tables = self.branch_tables().into_iter().flat_map(|branch| branch.tables("shock"));
        tables.filter(|table| table.string_or_none("variable").is_some_and(|v| v.value == name) == of_force).collect()
    }

    /// A shocked figure must be known on the date and stay in its range, and the capability of the patron is read against the
    /// five years before each day, so it must be known without a gap.
    fn shocked_series(&self, scenario: &Scenario) {
        let year = scenario.date.year();
        let shocks = scenario.branches.iter().flat_map(|branch| &branch.shocks);
        for (shock, table) in shocks.zip(self.shock_tables(false)) {
            let (name, key) = (shock.variable.words(), &self.atlas.roster().state(shock.state).key);
            let series = scenario.series.iter().find(|s| s.state == shock.state && s.variable == shock.variable);
            let Some((_, last)) = series.and_then(|series| series.values.last()) else {
                let message = format!("the scenario has no {name} of {key} to multiply");
                table.report(Code::Missing, table.span(), message, "give it as a `[[series]]`");
                continue;
            };
            if *last == 0.0 {
                let message = format!("{name} of {key} is 0 on the date, and any multiple of it too");
                table.report(
                    Code::InvalidValue,
                    table.span(),
                    message,
                    "give a figure other than 0, or drop the shock",
                );
                continue;
            }
            let allowed = bounds::values(shock.variable);
            // What a factor may be with a probability of less than one in ten thousand is no reason to refuse it.
            let (low, high) = shock.factor.ends();
            if let Some(value) = [last * low, last * high].into_iter().find(|value| !allowed.contains(value)) {
                let message = format!("{name} of {key} would be {value} instead of {last}");
                let remedy = format!("{name} lies between {} and {}", allowed.start(), allowed.end());
                let span = table.span_of("factor").unwrap_or_else(|| table.span());
                table.report(Code::InvalidValue, span, message, remedy);
            }
            // The change over five years is a logarithm, so a 0 tells no more than a gap.
            let has = |year: &i16| series.and_then(|series| series.of_year(*year)).is_some_and(|value| value > 0.0);
            let missing: Vec<String> =
                (year - 6..year).filter(|year| !has(year)).map(|year| year.to_string()).collect();
            if shock.variable == Variable::Cinc && !missing.is_empty() {
                let message = format!("the capability of {key} is not given, or 0, for {}", missing.join(", "));
                let remedy = "give `[[series]]` values for the six years before the date: a shock is read against them";
                table.report(Code::Missing, table.span(), message, remedy);
            }
        }
    }

    /// What is given of a state that is no member would not be used.
    fn used(&self, scenario: &Scenario, members: &[StateId]) {
        let remedy = "remove it: figures are read of members only";
        for (series, table) in scenario.series.iter().zip(self.root.tables("series")) {
            self.member(series.state, members, &table, remedy);
        }
        let shocks = scenario.branches.iter().flat_map(|branch| &branch.shocks).zip(self.shock_tables(false));
        let of_force = scenario.branches.iter().flat_map(|branch| &branch.force_shocks).zip(self.shock_tables(true));
        for (shock, table) in shocks.chain(of_force) {
            self.member(shock.state, members, &table, "shock a member: nothing reads the figures of others");
            if let Some(state) = shock.after.and_then(|after| after.state) {
                self.member(state, members, &table, "name an event of a member: futures have no other");
            }
            if shock.is_later(scenario.date) && scenario.horizons.last().is_some_and(|last| shock.from > *last) {
                let message = "the shock comes after the last horizon, so nothing would read it";
                table.report(Code::Inconsistent, table.span(), message, "give an earlier `from`, or a later horizon");
            }
        }
        for (branch, table) in scenario.branches.iter().zip(self.branch_tables()) {
            let later = branch.force_shocks.iter().filter(|shock| shock.is_later(scenario.date)).count();
            if later > LATER_FORCES {
                let message = format!("{later} shocks to usable force come later in one branch");
                table.report(Code::InvalidValue, table.span(), message, format!("keep at most {LATER_FORCES}"));
            }
        }
    }

    fn member(&self, state: StateId, members: &[StateId], table: &Table<'_>, remedy: &str) {
        if !members.contains(&state) {
            let message = format!("{} is not a member on the date", self.atlas.roster().state(state).key);
            let span = table.string("state").map_or(table.span(), |name| name.span);
            table.report(Code::Inconsistent, span, message, remedy);
        }
    }

    /// The members: the treaty must be in force at the date, with at least two members, the patron among them.
    fn members(&self, scenario: &Scenario) -> Option<Vec<StateId>> {
        let world = self.atlas.history.world_at(scenario.date).world;
        let members: Vec<StateId> = world.treaty(scenario.treaty).member_states().collect();
        let span = self.root.string("date")?.span;
        let last = last_event(self.atlas)?;
        if scenario.date > last.plus_years(BEYOND_ATLAS_YEARS) {
            let message = format!("the atlas ends on {last}, more than {BEYOND_ATLAS_YEARS} years before the date");
            self.root.report(Code::Inconsistent, span, message, "choose an earlier date");
            return None;
        }
        if world.treaty(scenario.treaty).status() == TreatyStatus::Signed {
            let message = format!("the treaty is signed and not in force on {}", scenario.date);
            self.root.report(Code::Inconsistent, span, message, "choose a date after its entry into force");
            return None;
        }
        if members.len() < 2 {
            let message = format!("the treaty has {} members on {}", members.len(), scenario.date);
            self.root.report(Code::Inconsistent, span, message, "choose a date at which it has two or more");
            return None;
        }
        if scenario.threshold as usize > members.len() {
            let message =
                format!("the threshold is {}, and the treaty has {} members", scenario.threshold, members.len());
            let span = self.root.integer_or_none("threshold").map_or(span, |threshold| threshold.span);
            let remedy = format!("give `threshold` from 1 to {}: fewer than that always take part", members.len());
            self.root.report(Code::InvalidValue, span, message, remedy);
            return None;
        }
        if let Some(patron) = scenario.patron.filter(|patron| !members.contains(patron)) {
            let key = &self.atlas.roster().state(patron).key;
            let span = self.root.string("patron")?.span;
            self.root.report(Code::Inconsistent, span, format!("{key} is not a member then"), "name a member");
            return None;
        }
        Some(members)
    }
}

/// The questions that a file names in `questions`, by id; what cannot be asked of the scenario is refused, and what is named twice.
pub fn asked_questions(root: &Table<'_>, scenario: &Scenario, atlas: &Atlas) -> Vec<String> {
    if !root.has("questions") {
        return Vec::new();
    }
    let known = crate::ask::questions(scenario, atlas);
    let mut found: Vec<String> = Vec::new();
    for name in root.some_strings("questions").unwrap_or_default() {
        match crate::question::find(&known, &name.value) {
            Ok(question) if found.contains(&question.id) => {
                let message = format!("`{}` is asked twice", question.id);
                root.report(Code::Duplicate, name.span, message, "name each question once");
            }
            Ok(question) => found.push(question.id),
            Err((message, remedy)) => root.report(Code::UnknownName, name.span, message, remedy),
        }
    }
    found
}

/// The last day on which the atlas says that something happened.
pub(crate) fn last_event(atlas: &Atlas) -> Option<Day> {
    atlas.history.events().iter().map(|event| event.when.day()).max()
}

/// The variable of a series. Usable force is a figure of its own in the world, but nothing in a forecast reads it yet.
fn figure_of(table: &Table<'_>) -> Option<Variable> {
    let variable = table.parsed::<Variable>("variable", "use one of the listed words")?;
    if variable.value == Variable::UsableForce {
        let remedy = "leave the series out: `aid` and `credibility` read usable force from the atlas and the almanac";
        table.report(Code::InvalidValue, variable.span, "no process of a forecast reads `usable_force`", remedy);
        return None;
    }
    Some(variable.value)
}
