//! What is to be fitted: from the command line, from a SPEC.toml, or from the model that an earlier fit wrote.

use std::path::{Path, PathBuf};

use clap::ValueEnum as _;
use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use foedera_process::relational::{Clusters, Formula, FrailtyKind, ModelKind, Options, Prior, Risk};
use foedera_process::{MODEL_SCHEMA, NetworkOutcome};
use foedera_world::Day;

use super::super::fit::window_day;
use crate::args::{Cluster, FitArgs, Frailty, Sampler};

/// Version of the layout of specifications; models of formulas, which can be fitted again, have that of model files.
pub(super) const SCHEMA: i64 = 1;

const KEYS: [&str; 29] = [
    "process",
    "outcome",
    "version",
    "definition",
    "covariance",
    "controls",
    "history",
    "from",
    "until",
    "schema",
    "formula",
    "events",
    "actors",
    "receivers",
    "presence",
    "undirected",
    "prior",
    "sample",
    "seed",
    "cluster",
    "frailty",
    "profile",
    "marginal",
    "network",
    "attribute",
    "fix",
    "fit",
    "effect",
    "dataset",
];

/// Where the events are from.
#[derive(Clone)]
pub(super) enum Source {
    /// Files of a user; from and until a number or a day, as their times are.
    Files { events: PathBuf, actors: PathBuf, from: Option<String>, until: Option<String> },
    /// A world file, from and until a day.
    World { history: PathBuf, from: Day, until: Day },
}

/// What is to be fitted.
#[derive(Clone)]
pub(crate) struct Spec {
    /// The model around the formula, as it was given.
    pub(super) text: String,
    pub(super) law: ModelKind,
    pub(super) formula: Formula,
    pub(super) source: Source,
    pub(super) receivers: Option<PathBuf>,
    pub(super) presence: Option<PathBuf>,
    pub(super) networks: Vec<(String, PathBuf)>,
    pub(super) attributes: Vec<(String, PathBuf)>,
    pub(super) undirected: Vec<String>,
    pub(super) prior: Prior,
    pub(super) fixed: Vec<(String, f64)>,
    pub(super) controls: Option<u32>,
    pub(super) sample: Option<Sampler>,
    pub(super) seed: u64,
    pub(super) cluster: Option<Cluster>,
    pub(super) frailty: Option<Frailty>,
    pub(super) profile: bool,
    pub(super) marginal: bool,
}

fn usage(message: String, remedy: &str) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into()
}

/// `choice(calls ~ inertia)`: the model around the formula.
fn law_and_formula(text: &str) -> Result<(ModelKind, Formula), String> {
    let (law, rest) = text.trim().split_once('(').ok_or_else(|| format!("`{text}` names no model"))?;
    let known = ModelKind::ALL.into_iter().find(|kind| kind.name() == law.trim());
    let law = known.ok_or_else(|| format!("`{text}` names no model"))?;
    let formula = rest.strip_suffix(')').ok_or_else(|| format!("`{text}` names no model"))?;
    Ok((law, formula.parse().map_err(|error| format!("{error}"))?))
}

/// From when until when a world file is read unless said otherwise: the days that ATOP covers.
fn covered() -> (Day, Day) {
    (Day::start_of_year(1816), Day::start_of_year(2019).plus_days(-1))
}

const MODEL_KINDS: &str =
    "write MODEL(events ~ effect + effect) with the model choice, rate, rem, coordination, response or sets";

fn pair<'t>(given: &'t str, what: &str) -> Result<(&'t str, &'t str), Problems> {
    given.rsplit_once('=').ok_or_else(|| usage(format!("`{given}` is no {what}"), &format!("write {what}")))
}

impl Spec {
    /// From the command line.
    ///
    /// # Errors
    /// A formula, prior or pair that cannot be read.
    pub(crate) fn of_arguments(fit: &FitArgs, text: &str) -> Result<Self, Problems> {
        let args = &fit.network;
        let (law, formula) = law_and_formula(text).map_err(|message| usage(message, MODEL_KINDS))?;
        let (Some(events), Some(actors)) = (&args.events, &args.actors) else {
            return Err(usage("a formula needs --events and --actors".to_owned(), "see `foedera fit --help`"));
        };
        let files = |list: &[String]| {
            list.iter()
                .map(|given| pair(given, "NAME=FILE").map(|(name, file)| (name.to_owned(), PathBuf::from(file))))
                .collect::<Result<Vec<_>, Problems>>()
        };
        let fixed = |given: &String| {
            let (effect, value) = pair(given, "EFFECT=VALUE")?;
            let value = value.parse().map_err(|_| usage(format!("`{value}` is no number"), "write EFFECT=VALUE"))?;
            Ok((effect.trim().to_owned(), value))
        };
        let prior = args.prior.as_deref().map_or(Ok(Prior::Flat), str::parse);
        Ok(Self {
            text: text.to_owned(),
            law,
            formula,
            source: Source::Files {
                events: events.clone(),
                actors: actors.clone(),
                from: fit.from.clone(),
                until: fit.until.clone(),
            },
            receivers: args.receivers.clone(),
            presence: args.presence.clone(),
            networks: files(&args.networks)?,
            attributes: files(&args.attributes)?,
            undirected: args.undirected.clone(),
            prior: prior.map_err(|message: String| usage(message, "for instance --prior 'normal(0, 1)'"))?,
            fixed: args.fixed.iter().map(fixed).collect::<Result<_, Problems>>()?,
            controls: args.controls,
            sample: args.sample,
            seed: args.seed.unwrap_or(1),
            cluster: args.cluster,
            frailty: args.frailty,
            profile: args.profile,
            marginal: args.marginal,
        })
    }

    /// From a SPEC.toml, or from the model of an earlier fit. Paths are as seen from the folder of the file; `history` is a world
    /// file that takes the place of the events that it names.
    ///
    /// # Errors
    /// Every key that is wrong, with its place.
    pub(crate) fn read(source: &foedera_diagnostic::Source, history: Option<&Path>) -> Result<Self, Problems> {
        let folder = Path::new(source.name()).parent().unwrap_or(Path::new("")).to_path_buf();
        read(source, |table| of_table(table, &folder, history))
    }

    /// The model around the formula.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Take the window of the command line in place of that of the specification.
    ///
    /// # Errors
    /// Of a world file, a text that is no day.
    pub(crate) fn limit(&mut self, first: Option<&str>, last: Option<&str>) -> Result<(), Problems> {
        match &mut self.source {
            Source::World { from, until, .. } => {
                *from = first.map_or(Ok(*from), window_day)?;
                *until = last.map_or(Ok(*until), window_day)?;
            }
            Source::Files { from, until, .. } => {
                *from = first.map(str::to_owned).or(from.take());
                *until = last.map(str::to_owned).or(until.take());
            }
        }
        Ok(())
    }

    /// The files that it reads.
    pub(super) fn files(&self) -> Vec<&Path> {
        let (first, second) = match &self.source {
            Source::Files { events, actors, .. } => (events, Some(actors)),
            Source::World { history, .. } => (history, None),
        };
        let named = self.networks.iter().chain(&self.attributes).map(|(_, file)| file);
        let single = [second, self.receivers.as_ref(), self.presence.as_ref()].into_iter().flatten();
        std::iter::once(first).chain(single).chain(named).map(PathBuf::as_path).collect()
    }

    /// The same with each file elsewhere.
    ///
    /// # Errors
    /// Those of `elsewhere`.
    pub(super) fn moved(
        &self,
        mut elsewhere: impl FnMut(&Path) -> Result<PathBuf, Problems>,
    ) -> Result<Self, Problems> {
        let mut spec = self.clone();
        let mut put = |file: &mut PathBuf| elsewhere(file).map(|moved| *file = moved);
        match &mut spec.source {
            Source::Files { events, actors, .. } => {
                put(events)?;
                put(actors)?;
            }
            Source::World { history, .. } => put(history)?,
        }
        let named = spec.networks.iter_mut().chain(&mut spec.attributes).map(|(_, file)| file);
        spec.receivers.iter_mut().chain(&mut spec.presence).chain(named).try_for_each(put)?;
        Ok(spec)
    }

    /// The specification as TOML, without the schema line; paths as seen from a folder.
    pub(super) fn write(&self, folder: &Path) -> String {
        let mut lines = vec![format!("formula = {:?}", self.text)];
        if let Source::World { from, until, .. } = &self.source {
            lines.push(format!("from = \"{from}\"\nuntil = \"{until}\""));
        }
        if let Source::Files { from, until, .. } = &self.source {
            lines.extend(from.iter().map(|from| format!("from = {from:?}")));
            lines.extend(until.iter().map(|until| format!("until = {until:?}")));
        }
        let mut path = |key: &str, path: &Path| lines.push(format!("{key} = {:?}", seen_from(folder, path)));
        match &self.source {
            Source::Files { events, actors, .. } => {
                path("events", events);
                path("actors", actors);
            }
            Source::World { history, .. } => path("history", history),
        }
        self.receivers.iter().for_each(|file| path("receivers", file));
        self.presence.iter().for_each(|file| path("presence", file));
        if !self.undirected.is_empty() {
            lines.push(format!("undirected = {:?}", self.undirected));
        }
        lines.push(format!("prior = {:?}", self.prior.to_string()));
        lines.extend(self.controls.map(|controls| format!("controls = {controls}")));
        lines.extend(self.sample.map(|_| "sample = \"nuts\"".to_owned()));
        lines.push(format!("seed = {}", self.seed));
        let name = |value: Option<clap::builder::PossibleValue>| value.map(|value| format!("{:?}", value.get_name()));
        lines.extend(name(self.cluster.and_then(|own| own.to_possible_value())).map(|own| format!("cluster = {own}")));
        lines.extend(name(self.frailty.and_then(|own| own.to_possible_value())).map(|own| format!("frailty = {own}")));
        lines.push(format!("profile = {}", self.profile));
        lines.extend(self.marginal.then(|| "marginal = true".to_owned()));
        for (key, files) in [("network", &self.networks), ("attribute", &self.attributes)] {
            for (name, file) in files {
                lines.push(format!("\n[[{key}]]\nname = {name:?}\nfile = {:?}", seen_from(folder, file)));
            }
        }
        lines.extend(
            self.fixed.iter().map(|(effect, value)| format!("\n[[fix]]\neffect = {effect:?}\nvalue = {value:?}")),
        );
        lines.join("\n") + "\n"
    }

    /// How the model reads its data.
    pub(super) fn options(&self) -> Options {
        Options {
            risk: self
                .controls
                .map_or(Risk::All, |options| Risk::Sampled { options: options as usize, seed: self.seed }),
            clusters: match self.cluster {
                None => Clusters::None,
                Some(Cluster::Sender) => Clusters::Sender,
                Some(Cluster::Receiver) => Clusters::Receiver,
                Some(Cluster::Event) => Clusters::Event,
            },
            frailty: self.frailty.map(|frailty| match frailty {
                Frailty::Gamma => FrailtyKind::Gamma,
                Frailty::LogNormal => FrailtyKind::LogNormal,
            }),
            ..Options::default()
        }
    }
}

fn of_table(table: &Table<'_>, folder: &Path, history: Option<&Path>) -> Option<Spec> {
    table.only(&KEYS);
    table.schema_within([SCHEMA, MODEL_SCHEMA], "specification of a fit")?;
    let text = table.string("formula")?;
    let of_events = NetworkOutcome::Events.process();
    if let Some(process) = table.string_or_none("process").filter(|process| process.value != of_events) {
        let message = format!("a formula is of the process `{of_events}`, not of `{}`", process.value);
        table.report(Code::Inconsistent, process.span, message, "give the file as `foedera fit` wrote it");
        return None;
    }
    let (law, formula) = match law_and_formula(&text.value) {
        Ok(found) => found,
        Err(message) => {
            table.report(Code::InvalidValue, text.span, message, MODEL_KINDS);
            return None;
        }
    };
    let path = |file: Located<String>| folder.join(file.value);
    let files = |key: &str| -> Option<Vec<(String, PathBuf)>> {
        let file = |table: &Table<'_>| {
            table.only(&["name", "file"]);
            Some((table.string("name")?.value, path(table.string("file")?)))
        };
        table.tables(key).iter().map(file).collect()
    };
    let fixed = |table: &Table<'_>| {
        table.only(&["effect", "value"]);
        Some((table.string("effect")?.value, table.number("value")?.value))
    };
    let whole = |key: &str, most: i64| -> Result<Option<i64>, ()> {
        let Some(number) = table.integer_or_none(key) else { return Ok(None) };
        if (1..=most).contains(&number.value) {
            return Ok(Some(number.value));
        }
        table.report(Code::InvalidValue, number.span, format!("`{key}` is out of range"), "give a whole number from 1");
        Err(())
    };
    let source = match history.map(Path::to_path_buf).or_else(|| table.string_or_none("history").map(path)) {
        Some(history) => {
            Source::World { history, from: day(table, "from", covered().0)?, until: day(table, "until", covered().1)? }
        }
        None => Source::Files {
            events: path(table.string("events")?),
            actors: path(table.string("actors")?),
            from: moment(table, "from").ok()?,
            until: moment(table, "until").ok()?,
        },
    };
    let cluster = choice::<Cluster>(table, "cluster", "sender, receiver or event").ok()?;
    let frailty = choice::<Frailty>(table, "frailty", "gamma or log-normal").ok()?;
    let undirected = if table.has("undirected") { table.strings("undirected") } else { Vec::new() };
    let prior = table.parsed_or_none::<Prior>("prior", "for instance prior = \"normal(0, 1)\"");
    Some(Spec {
        text: text.value,
        law,
        formula,
        source,
        receivers: table.string_or_none("receivers").map(path),
        presence: table.string_or_none("presence").map(path),
        networks: files("network")?,
        attributes: files("attribute")?,
        undirected: undirected.into_iter().map(|own| own.value).collect(),
        prior: prior.map_or(Prior::Flat, |prior| prior.value),
        fixed: table.tables("fix").iter().map(fixed).collect::<Option<_>>()?,
        controls: whole("controls", 1_000_000).ok()?.map(|controls| controls as u32),
        sample: choice::<Sampler>(table, "sample", "nuts").ok()?,
        seed: whole("seed", i64::MAX).ok()?.map_or(1, |seed| seed as u64),
        cluster,
        frailty,
        profile: table.boolean_or_none("profile").is_some_and(|own| own.value),
        marginal: table.boolean_or_none("marginal").is_some_and(|own| own.value),
    })
}

/// A day of the window of a world file.
fn day(table: &Table<'_>, key: &str, otherwise: Day) -> Option<Day> {
    let Some(text) = table.moment_or_none(key) else { return (!table.has(key)).then_some(otherwise) };
    match text.value.parse::<Day>() {
        Ok(day) => Some(day),
        Err(error) => {
            table.report(Code::InvalidValue, text.span, format!("`{key}`: {error}"), "write YYYY-MM-DD");
            None
        }
    }
}

/// A number or a day of a window, as it is written.
fn moment(table: &Table<'_>, key: &str) -> Result<Option<String>, ()> {
    let Some(text) = table.moment_or_none(key) else {
        return if table.has(key) { Err(()) } else { Ok(None) };
    };
    let is_number = text.value.parse::<f64>().is_ok_and(f64::is_finite);
    if is_number || text.value.parse::<Day>().is_ok() {
        return Ok(Some(text.value));
    }
    let message = format!("`{}` is neither a day nor a number", text.value);
    table.report(Code::InvalidValue, text.span, message, "write YYYY-MM-DD, or a number if the times are numbers");
    Err(())
}

/// A path as seen from a folder, so that a model can be read again wherever it was written.
pub(super) fn seen_from(folder: &Path, path: &Path) -> String {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let (Ok(folder), Ok(full)) = (folder.canonicalize(), path.canonicalize()) else {
        return std::path::absolute(path).unwrap_or(path.to_path_buf()).display().to_string();
    };
    if path.is_absolute() {
        return path.display().to_string();
    }
    let common = folder.components().zip(full.components()).take_while(|(one, other)| one == other).count();
    let up = folder.components().skip(common).map(|_| std::path::Component::ParentDir);
    up.chain(full.components().skip(common)).collect::<PathBuf>().display().to_string()
}

fn choice<T: clap::ValueEnum>(table: &Table<'_>, key: &str, known: &str) -> Result<Option<T>, ()> {
    let Some(text) = table.string_or_none(key) else { return Ok(None) };
    T::from_str(&text.value, false).map(Some).map_err(|_| {
        table.report(Code::InvalidValue, text.span, format!("`{}` is no {key}", text.value), format!("give {known}"));
    })
}
