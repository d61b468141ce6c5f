//! A panel: which rows and columns, filled year by year.

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, nearest, progress};
use foedera_store::WorldFile;
use foedera_world::{Day, Roster, StateId};

use crate::alliance::{ALLIANCE, Alliances, MEMBER};
use crate::catalogue::{Level, PanelKind, Variable};
use crate::dyadic::{Grid, PROVIDERS, Provider, YearView, provider_of};
use crate::monadic;
use crate::source::Yearly;
use crate::units::{System, Units, year_days};
use crate::variables::{VARIABLES, find_variable};

/// What a panel is asked to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What its rows are.
    pub kind: PanelKind,
    /// The state system of its units.
    pub system: System,
    /// First and last year.
    pub years: (i16, i16),
    /// The names of its variables.
    pub with: Vec<String>,
}

/// A column of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutColumn {
    /// Its name.
    pub name: String,
    /// Whether it takes whole numbers only.
    pub whole: bool,
}

/// Rows of one year: one vector for each column; NaN is missing.
pub type Block = Vec<Vec<f64>>;

/// A panel ready to be written.
pub struct Panel {
    request: Request,
    units: Units,
    keys: Vec<OutColumn>,
    columns: Vec<Planned>,
    providers: Vec<Loaded>,
    alliances: Option<Alliances>,
    variables: Vec<Used>,
    among: Option<Among>,
    /// The units whose rows are given; none: all.
    only: Option<Vec<bool>>,
    /// The names of the units over time, if columns with names are asked for.
    names: Option<Vec<Vec<(Day, Day, String)>>>,
    /// What each unit is called at the end of the panel, by its code.
    labels: Vec<(i32, String)>,
}

/// The name of a variable, and the first and last year of its data.
pub type Coverage = (&'static str, Option<(i16, i16)>);

/// The pairs that a panel is kept to.
struct Among {
    /// By unit, whether it is in any of them.
    units: Vec<bool>,
    /// By first and second unit.
    pairs: Vec<bool>,
}

/// The rows of one year, kept from year to year so that its room is asked for once.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) block: Block,
    /// For each row of a panel of pairs, the places of its units among those of the year; empty for other panels.
    pub(crate) places: Vec<[u16; 2]>,
}

/// What a column's values belong to: each to its row, or to the first or the second unit of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    Row,
    First,
    Second,
}

/// A variable of the panel with the years for which there are data.
pub struct Used {
    /// The variable.
    pub variable: &'static Variable,
    /// First and last year covered.
    pub span: (i16, i16),
    /// The columns that it becomes.
    pub columns: Vec<String>,
}

/// Where a column's values come from.
enum Source {
    /// A state's value: whose (0 the first unit of the row, 1 the second), and its place among the loaded ones.
    State(Yearly, usize),
    /// A grid of a provider, as it stands or turned round.
    Pair { provider: usize, grid: usize, reversed: bool },
    /// A value of the alliance.
    Alliance(usize),
    /// A value of the member.
    Member(usize),
}

struct Planned {
    out: OutColumn,
    source: Source,
}

struct Loaded {
    index: usize,
    provider: Box<dyn Provider>,
    grids: Vec<Grid>,
}

impl Panel {
    /// Load what the request needs.
    ///
    /// # Errors
    /// Unknown variables, those that do not fit the panel, datasets that the world does not have, a broken world.
    pub fn new(world: &WorldFile, request: Request) -> Result<Self, Problems> {
        if request.years.0 > request.years.1 {
            let message = format!("the panel ends in {}, before it begins in {}", request.years.1, request.years.0);
            return Err(usage(message, "give --from a year before --to"));
        }
        let units = Units::new(world.roster(), request.system);
        let labels = units.labels(world.roster(), request.years.1);
        let mut panel = Self {
            labels,
            keys: keys(&request),
            units,
            columns: Vec::new(),
            providers: Vec::new(),
            alliances: None,
            variables: Vec::new(),
            among: None,
            only: None,
            names: None,
            request,
        };
        let mut problems = Problems::new();
        if matches!(panel.request.kind, PanelKind::MemberYear | PanelKind::AllianceYear) {
            panel.alliances = Alliances::load(world, &panel.units)?;
            if panel.alliances.is_none() {
                problems.extend(lacking(world, &["atop_member"], "the rows of this panel"));
            }
        }
        for name in panel.request.with.clone() {
            if let Err(found) = panel.plan(world, &name) {
                problems.extend(found);
            }
        }
        problems.or_ok(panel)
    }

    /// Give the rows of these states only: of pairs, those of which both are among them.
    #[must_use]
    pub fn only(mut self, states: &[StateId]) -> Self {
        let mut kept = vec![false; self.units.len()];
        for unit in states.iter().flat_map(|state| self.units.of_state(*state)) {
            kept[*unit] = true;
        }
        self.only = Some(kept);
        self
    }

    /// Give the names of the states, too, in columns behind all others.
    #[must_use]
    pub fn named(mut self, roster: &Roster) -> Self {
        let name = |(from, until, state): &(Day, Day, StateId)| (*from, *until, roster.state(*state).name.clone());
        self.names = Some(self.units.all.iter().map(|unit| unit.spells.iter().map(name).collect()).collect());
        self
    }

    /// The columns of names: what each is called, and the key whose unit it names.
    pub(crate) fn name_columns(&self) -> Vec<(String, usize)> {
        let code = self.request.system.code_name();
        let keys = self.keys.iter().enumerate().filter(|(_, key)| self.names.is_some() && key.name.starts_with(code));
        keys.map(|(index, key)| (key.name.replacen(code, "name", 1), index)).collect()
    }

    /// The name of the unit with a code in a year; empty if there is none.
    pub(crate) fn name_of(&self, code: f64, year: f64) -> &str {
        let (code, year) = (code as i32, year as i16);
        let (Some(names), Some(unit)) = (&self.names, self.units.of_code(code)) else { return "" };
        let (from, until) = year_days(year);
        let spells = &names[unit];
        let here = spells.iter().find(|(first, last, _)| *first <= until && from <= *last);
        here.or(spells.last()).map_or("", |(_, _, name)| name)
    }

    /// The name of the state of each code, that of the last year in which there is one.
    pub(crate) fn state_labels(&self) -> Vec<(i32, String)> {
        self.labels.clone()
    }

    fn keeps(&self, unit: usize) -> bool {
        self.only.as_ref().is_none_or(|kept| kept.get(unit).copied().unwrap_or(false))
    }

    /// The keys and columns in order.
    pub fn columns(&self) -> Vec<OutColumn> {
        self.keys.iter().chain(self.columns.iter().map(|column| &column.out)).cloned().collect()
    }

    /// The variables with their coverage.
    pub fn variables(&self) -> &[Used] {
        &self.variables
    }

    /// What was asked for.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Keep to the rows of pairs of which any states that the units ever were are wanted; what they hold is as in the whole panel.
    pub fn keep_pairs(&mut self, wanted: impl Fn(StateId, StateId) -> bool) {
        let size = self.units.len();
        let mut among = Among { units: vec![false; size], pairs: vec![false; size * size] };
        for (a, first) in self.units.all.iter().enumerate() {
            for (b, second) in self.units.all.iter().enumerate() {
                let states = || first.spells.iter().flat_map(|one| second.spells.iter().map(move |two| (one.2, two.2)));
                if a != b && states().any(|(one, two)| wanted(one, two)) {
                    among.pairs[a * size + b] = true;
                    (among.units[a], among.units[b]) = (true, true);
                }
            }
        }
        self.among = Some(among);
    }

    /// What each column's values belong to.
    pub(crate) fn sharing(&self) -> Vec<Whose> {
        let pairs = matches!(self.request.kind, PanelKind::DyadYear | PanelKind::DirectedDyadYear);
        let whose = |column: &Planned| match column.source {
            Source::State(_, 0) if pairs => Whose::First,
            Source::State(..) if pairs => Whose::Second,
            _ => Whose::Row,
        };
        let keys =
            if pairs { vec![Whose::First, Whose::Second, Whose::First] } else { vec![Whose::Row; self.keys.len()] };
        keys.into_iter().chain(self.columns.iter().map(whose)).collect()
    }

    /// The years that the data of each variable of a kind of panel cover in a world file; none where the file lacks them.
    ///
    /// # Errors
    /// A world file that cannot be read, or has no states.
    pub fn coverage(world: &WorldFile, kind: PanelKind) -> Result<Vec<Coverage>, Problems> {
        let request = Request { kind, system: System::Cow, years: (1946, 2018), with: Vec::new() };
        let mut panel = Self::new(world, request)?;
        let span = |variable: &'static Variable| {
            let planned = panel.plan(world, variable.name).is_ok();
            (variable.name, panel.variables.last().filter(|_| planned).map(|used| used.span))
        };
        Ok(VARIABLES.iter().filter(|variable| variable.fits(kind)).map(span).collect())
    }

    fn plan(&mut self, world: &WorldFile, name: &str) -> Result<(), Problems> {
        let kind = self.request.kind;
        let variable = find_variable(name).ok_or_else(|| unknown(name, kind))?;
        if !variable.fits(kind) {
            let message = format!("`{name}` is no variable of a {} panel", kind.name());
            return Err(usage(message, "see `foedera panel --list` for what each panel can have"));
        }
        if self.variables.iter().any(|used| used.variable.name == name) {
            return Err(usage(format!("`{name}` is asked for twice"), "name each variable once"));
        }
        let from = self.columns.len();
        let span = match provider_of(name) {
            _ if variable.level == Level::State => self.plan_state(world, variable)?,
            Some(place) if matches!(kind, PanelKind::DyadYear | PanelKind::DirectedDyadYear) => {
                self.plan_pair(world, variable, place)?
            }
            _ => self.plan_alliance(variable),
        };
        let columns = self.columns[from..].iter().map(|column| column.out.name.clone()).collect();
        self.variables.push(Used { variable, span, columns });
        Ok(())
    }

    fn push(&mut self, name: String, whole: bool, source: Source) {
        self.columns.push(Planned { out: OutColumn { name, whole }, source });
    }

    fn plan_state(&mut self, world: &WorldFile, variable: &'static Variable) -> Result<(i16, i16), Problems> {
        let loaded = match variable.rule {
            Some(rule) => monadic::load(world, &self.units, rule)?,
            None => None,
        };
        let (values, span) = loaded.ok_or_else(|| lacking(world, variable.frames, variable.name))?;
        if matches!(self.request.kind, PanelKind::DyadYear | PanelKind::DirectedDyadYear) {
            self.push(format!("{}1", variable.name), variable.whole, Source::State(values.clone(), 0));
            self.push(format!("{}2", variable.name), variable.whole, Source::State(values, 1));
        } else {
            self.push(variable.name.to_owned(), variable.whole, Source::State(values, 0));
        }
        Ok(span)
    }

    fn plan_pair(
        &mut self,
        world: &WorldFile,
        variable: &'static Variable,
        (index, grid): (usize, usize),
    ) -> Result<(i16, i16), Problems> {
        let provider = match self.providers.iter().position(|loaded| loaded.index == index) {
            Some(place) => place,
            None => {
                let (names, load) = &PROVIDERS[index];
                let provider =
                    load(world, &self.units)?.ok_or_else(|| lacking(world, variable.frames, variable.name))?;
                let grids = vec![Grid::new(self.units.len(), f64::NAN); names.len()];
                self.providers.push(Loaded { index, provider, grids });
                self.providers.len() - 1
            }
        };
        let both_ways = variable.level == Level::DirectedPair && self.request.kind == PanelKind::DyadYear;
        if both_ways {
            for (suffix, reversed) in [("_12", false), ("_21", true)] {
                let source = Source::Pair { provider, grid, reversed };
                self.push(format!("{}{suffix}", variable.name), variable.whole, source);
            }
        } else {
            self.push(variable.name.to_owned(), variable.whole, Source::Pair { provider, grid, reversed: false });
        }
        Ok(self.providers[provider].provider.span_of(grid))
    }

    fn plan_alliance(&mut self, variable: &'static Variable) -> (i16, i16) {
        let source = match ALLIANCE.iter().position(|name| *name == variable.name) {
            Some(place) => Source::Alliance(place),
            None => Source::Member(MEMBER.iter().position(|name| *name == variable.name).unwrap_or(0)),
        };
        self.push(variable.name.to_owned(), variable.whole, source);
        self.alliances.as_ref().map_or(self.request.years, |alliances| alliances.span)
    }

    /// The place of the column with the year.
    pub(crate) fn year_column(&self) -> usize {
        self.keys.len() - 1
    }

    /// Give the rows year by year, in the order of year, first and second key.
    ///
    /// # Errors
    /// The first error of `write`.
    pub fn each_year<E>(&mut self, mut write: impl FnMut(&Block) -> Result<(), E>) -> Result<(), E> {
        self.each_table(|_, table| write(&table.block))
    }

    /// The same, with the places of the units of each row, and with the panel itself, which knows the names of its units.
    pub(crate) fn each_table<E>(&mut self, mut write: impl FnMut(&Self, &Table) -> Result<(), E>) -> Result<(), E> {
        let (from, to) = self.request.years;
        self.keep_asked();
        // Years of peace depend on all years before the first one asked for.
        let first = self.providers.iter().filter_map(|loaded| loaded.provider.first_year()).min().unwrap_or(from);
        let mut table = Table::default();
        let work = progress::work("years of the panel", (first.min(from)..=to).count());
        for year in first.min(from)..=to {
            work.done();
            let all = self.units.in_year(year);
            let asked = |unit: &usize| self.among.as_ref().is_none_or(|among| among.units[*unit]);
            let live: Vec<usize> = all.iter().copied().filter(asked).collect();
            for loaded in &mut self.providers {
                let needed = year >= from || loaded.provider.first_year().is_some_and(|first| year >= first);
                if needed {
                    let seen = if loaded.provider.needs_all() { &all } else { &live };
                    let pairs = self.among.as_ref().map(|among| among.pairs.as_slice());
                    loaded.provider.fill(&YearView::new(&self.units, year, seen, pairs), &mut loaded.grids);
                }
            }
            if year < from {
                continue;
            }
            let kept =
                |units: &[usize]| -> Vec<usize> { units.iter().copied().filter(|unit| self.keeps(*unit)).collect() };
            match self.request.kind {
                PanelKind::StateYear => table.block = self.states(year, &kept(&all)),
                PanelKind::DyadYear | PanelKind::DirectedDyadYear => self.pairs(year, &kept(&live), &mut table),
                PanelKind::MemberYear | PanelKind::AllianceYear => table.block = self.alliances(year),
            }
            write(self, &table)?;
        }
        Ok(())
    }

    /// Tell every provider which of its variables are in a column.
    fn keep_asked(&mut self) {
        for (place, loaded) in self.providers.iter_mut().enumerate() {
            let mut asked = vec![false; loaded.grids.len()];
            for column in &self.columns {
                match column.source {
                    Source::Pair { provider, grid, .. } if provider == place => asked[grid] = true,
                    _ => {}
                }
            }
            loaded.provider.keep(&asked);
        }
    }

    fn states(&self, year: i16, live: &[usize]) -> Block {
        let mut block: Block = vec![
            live.iter().map(|unit| f64::from(self.units.all[*unit].code)).collect(),
            vec![f64::from(year); live.len()],
        ];
        for column in &self.columns {
            block.push(match &column.source {
                Source::State(values, _) => live.iter().map(|unit| values.get(*unit, year)).collect(),
                _ => vec![f64::NAN; live.len()],
            });
        }
        block
    }

    fn pairs(&self, year: i16, live: &[usize], table: &mut Table) {
        let directed = self.request.kind == PanelKind::DirectedDyadYear;
        let wanted = |a: usize, b: usize| {
            let among = self.among.as_ref();
            (a < b || (directed && a != b)) && among.is_none_or(|among| among.pairs[a * self.units.len() + b])
        };
        let Table { block, places } = table;
        places.clear();
        for (i, a) in live.iter().enumerate() {
            places.extend((0..live.len()).filter(|j| wanted(*a, live[*j])).map(|j| [i as u16, j as u16]));
        }
        block.resize(3 + self.columns.len(), Vec::new());
        let (keys, columns) = block.split_at_mut(3);
        let codes: Vec<f64> = live.iter().map(|unit| f64::from(self.units.all[*unit].code)).collect();
        refill(&mut keys[0], places.iter().map(|place| codes[usize::from(place[0])]));
        refill(&mut keys[1], places.iter().map(|place| codes[usize::from(place[1])]));
        refill(&mut keys[2], places.iter().map(|_| f64::from(year)));
        for (cells, column) in columns.iter_mut().zip(&self.columns) {
            match &column.source {
                Source::State(values, whose) => {
                    let values: Vec<f64> = live.iter().map(|unit| values.get(*unit, year)).collect();
                    refill(cells, places.iter().map(|place| values[usize::from(place[*whose])]));
                }
                Source::Pair { provider, grid, reversed } => {
                    let grid = &self.providers[*provider].grids[*grid];
                    let own = usize::from(*reversed);
                    let unit = |place: &[u16; 2], which: usize| live[usize::from(place[which])];
                    refill(cells, places.iter().map(|place| grid.get(unit(place, own), unit(place, 1 - own))));
                }
                _ => refill(cells, places.iter().map(|_| f64::NAN)),
            }
        }
    }

    fn alliances(&self, year: i16) -> Block {
        let mut block: Block = vec![Vec::new(); self.keys.len() + self.columns.len()];
        let Some(alliances) = self.alliances.as_ref().filter(|all| (all.span.0..=all.span.1).contains(&year)) else {
            return block;
        };
        let members = self.request.kind == PanelKind::MemberYear;
        for alliance in alliances.in_year(&self.units, year) {
            let none = [(usize::MAX, [f64::NAN; 5])];
            for (unit, own) in if members { &alliance.members[..] } else { &none[..] } {
                if members && !self.keeps(*unit) {
                    continue;
                }
                let mut cells = vec![f64::from(alliance.atopid)];
                if members {
                    cells.push(f64::from(self.units.all[*unit].code));
                }
                cells.push(f64::from(year));
                cells.extend(self.columns.iter().map(|column| match &column.source {
                    Source::State(values, _) => values.get(*unit, year),
                    Source::Alliance(place) => alliance.values[*place],
                    Source::Member(place) => own[*place],
                    Source::Pair { .. } => f64::NAN,
                }));
                for (column, cell) in block.iter_mut().zip(cells) {
                    column.push(cell);
                }
            }
        }
        block
    }
}

fn refill(cells: &mut Vec<f64>, values: impl Iterator<Item = f64>) {
    cells.clear();
    cells.extend(values);
}

fn keys(request: &Request) -> Vec<OutColumn> {
    let code = request.system.code_name();
    let names = match request.kind {
        PanelKind::StateYear => vec![code.to_owned()],
        PanelKind::DyadYear | PanelKind::DirectedDyadYear => vec![format!("{code}1"), format!("{code}2")],
        PanelKind::MemberYear => vec!["atopid".to_owned(), code.to_owned()],
        PanelKind::AllianceYear => vec!["atopid".to_owned()],
    };
    names.into_iter().chain(["year".to_owned()]).map(|name| OutColumn { name, whole: true }).collect()
}

fn usage(message: String, remedy: impl Into<String>) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into()
}

fn unknown(name: &str, kind: PanelKind) -> Problems {
    let fitting = VARIABLES.iter().filter(|variable| variable.fits(kind)).map(|variable| variable.name);
    let remedy = nearest(name, fitting)
        .map_or("see `foedera panel --list`".to_owned(), |near| format!("did you mean `{near}`?"));
    Diagnostic::new(Code::UnknownName, Place::CommandLine, format!("unknown variable `{name}`"), remedy).into()
}

fn lacking(world: &WorldFile, frames: &[&str], what: &str) -> Problems {
    let has = |frame: &&&str| world.frames().iter().any(|info| info.name == ***frame);
    let absent: Vec<&str> = frames.iter().filter(|frame| !has(frame)).copied().collect();
    let datasets: Vec<&str> = foedera_sources::DATASETS
        .iter()
        .filter(|dataset| absent.contains(&dataset.frame))
        .map(|dataset| dataset.key)
        .collect();
    let message = format!("`{}` lacks the data for `{what}`: {}", world.name(), datasets.join(", "));
    let remedy = "put the file into the folder and import it again; `foedera data list` says where to get it";
    Diagnostic::new(Code::Missing, Place::File(world.name().to_owned()), message, remedy).into()
}
