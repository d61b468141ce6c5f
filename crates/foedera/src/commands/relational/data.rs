//! Reading the files of a specification.

use std::path::Path;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use foedera_panel::{States, states};
use foedera_process::relational::{
    Actors, Attribute, Categories, Dependent, EventData, Formula, ModelKind, Network, SetEvent,
};
use foedera_sources::relational::{
    Clock, Column, Times, Values, read_actors, read_events, read_network, read_presence, read_sets, read_values,
};
use foedera_sources::{RawFile, read_file};
use foedera_store::WorldFile;
use foedera_world::Day;

use super::Spec;
use super::report::Dataset;
use super::spec::Source;

/// The data of a specification, and the files that they are from.
pub(super) struct Loaded {
    pub(super) data: EventData,
    /// The formula in which categories are indicators.
    pub(super) formula: Formula,
    pub(super) files: Vec<Dataset>,
    /// What was decided about the files: what their times are, what is missing, the reference of a factor.
    pub(super) notes: Vec<String>,
}

/// The data of a specification.
pub(super) fn load(spec: &Spec) -> Result<Loaded, Problems> {
    let mut files = Vec::new();
    let mut read = |what: &str, path: &Path| {
        let file = read_file(path)?;
        files.push(Dataset { what: what.to_owned(), file: path.display().to_string(), sha256: file.sha256() });
        Ok::<RawFile, Problems>(file)
    };
    let (mut data, categories, mut notes) = match &spec.source {
        Source::Files { events, actors, from, until } => {
            let mut own = Own::default();
            let mut data = own.load(spec, events, actors, &mut read)?;
            own.limit(&mut data, from.as_deref(), until.as_deref())?;
            (data, own.categories, own.notes)
        }
        Source::World { history, from, until } => {
            read("history", history)?;
            (of_world(spec, history, *from, *until)?, Categories::default(), Vec::new())
        }
    };
    let expanded = categories.expand(&mut data, spec.law, &spec.formula);
    let (formula, more) = expanded.map_err(|error| super::wrong_model(&error, &data))?;
    notes.extend(more);
    Ok(Loaded { data, formula, files, notes })
}

/// A reader of files that keeps their fingerprints.
type ReadFile<'a> = dyn FnMut(&str, &Path) -> Result<RawFile, Problems> + 'a;

fn refused(code: Code, message: String, remedy: &str) -> Problems {
    Diagnostic::new(code, Place::CommandLine, message, remedy).into()
}

/// A user's own files, and what is decided about all of them together.
#[derive(Default)]
struct Own {
    clocks: Vec<(String, Clock)>,
    categories: Categories,
    notes: Vec<String>,
}

impl Own {
    fn load(
        &mut self,
        spec: &Spec,
        events: &Path,
        actors: &Path,
        read: &mut ReadFile<'_>,
    ) -> Result<EventData, Problems> {
        let (mut senders, columns) = read_actors(&read("actors", actors)?, "actors")?;
        let file = read("events", events)?;
        let (mut receivers, mut more) = (None, Vec::new());
        if let Some(path) = &spec.receivers {
            let (second, columns) = read_actors(&read("receivers", path)?, "receivers")?;
            (receivers, more) = (Some(second), columns);
        }
        let mut attributes = self.attributes(&senders, columns, receivers.as_ref().map(|own| (own, more)));
        if let Some(path) = &spec.presence {
            let (presence, clock) = read_presence(&read("presence", path)?, &senders)?;
            senders.presence = presence;
            self.clocks.push((path.display().to_string(), clock));
        }
        let mut data = self.events(spec, &file, events, (&senders, receivers.as_ref()))?;
        self.networks(spec, &mut data, (&senders, receivers.as_ref().unwrap_or(&senders)), read)?;
        for (name, path) in &spec.attributes {
            let file = read(&format!("attribute {name}"), path)?;
            let clock = self.changes(&mut attributes, name, &file, &senders)?;
            self.clocks.push((path.display().to_string(), clock));
        }
        Ok(EventData { senders, receivers, attributes, ..data })
    }

    /// Further networks, each of a name of its own.
    fn networks(
        &mut self,
        spec: &Spec,
        data: &mut EventData,
        sides: (&Actors, &Actors),
        read: &mut ReadFile<'_>,
    ) -> Result<(), Problems> {
        for (name, path) in &spec.networks {
            let file = read(&format!("network {name}"), path)?;
            let directed = !spec.undirected.contains(name);
            let (network, clock) = read_network(&file, name, directed, sides)?;
            if data.networks.iter().any(|own| own.name == *name) {
                let message = format!("two networks are called `{name}`");
                return Err(refused(
                    Code::Duplicate,
                    message,
                    "the events are a network, too: give each a name of its own",
                ));
            }
            data.networks.push(network);
            self.clocks.push((path.display().to_string(), clock));
        }
        if let Some(name) = spec.undirected.iter().find(|name| data.networks.iter().all(|own| own.name != **name)) {
            let message = format!("`{name}` is undirected, but there is no network of this name");
            return Err(refused(
                Code::UnknownName,
                message,
                "name the events or a --network, and repeat --undirected for each",
            ));
        }
        Ok(())
    }

    /// The events, and the network that they make up, which effects mean when they name none.
    fn events(
        &mut self,
        spec: &Spec,
        file: &RawFile,
        path: &Path,
        (senders, receivers): (&Actors, Option<&Actors>),
    ) -> Result<EventData, Problems> {
        let mut data = EventData::default();
        let mut own = Network { name: spec.formula.response.clone(), ..Network::default() };
        let clock;
        if spec.law == ModelKind::Sets {
            (data.sets, clock) = read_sets(file, senders)?;
            // Members of an event meet each other; where somebody sends, he reaches each of them.
            own.directed = !spec.undirected.contains(&own.name) && data.sets.iter().any(|set| set.sender.is_some());
            own.changes = data.sets.iter().flat_map(SetEvent::meetings).collect();
        } else {
            (data.dependent, data.answers, clock) = read_events(file, senders, receivers)?;
            if data.answers.is_some() && spec.law != ModelKind::Response {
                let message =
                    format!("`{}` has a column `answer`, which only the model `response` reads", path.display());
                return Err(refused(Code::Usage, message, "write response(… ~ …), or leave the column out"));
            }
            own.directed = !spec.undirected.contains(&own.name) && spec.law != ModelKind::Coordination;
            own.changes = data.dependent.iter().map(Dependent::change).collect();
        }
        data.networks.push(own);
        self.clocks.push((path.display().to_string(), clock));
        Ok(data)
    }

    /// Columns as attributes: a category's values are places in one sorted list of all names.
    fn attributes(
        &mut self,
        senders: &Actors,
        columns: Vec<Column>,
        second: Option<(&Actors, Vec<Column>)>,
    ) -> Vec<Attribute> {
        let mut all: Vec<(&Actors, usize, Column)> = columns.into_iter().map(|own| (senders, 0, own)).collect();
        if let Some((receivers, columns)) = second {
            all.extend(columns.into_iter().map(|own| (receivers, senders.labels.len(), own)));
        }
        let texts =
            all.iter().filter_map(|(.., own)| if let Values::Texts(texts) = &own.values { Some(texts) } else { None });
        self.categories.names = texts.flatten().flatten().cloned().collect();
        self.categories.names.sort();
        self.categories.names.dedup();
        let mut attributes = Vec::new();
        for (actors, side, column) in all {
            let (missing, count) = (column.missing(), actors.labels.len());
            if missing > 0 {
                self.notes.push(format!("{}${}: {missing} of {count} actors have no value", actors.name, column.name));
            }
            let initial = match column.values {
                Values::Numbers(numbers) => numbers,
                Values::Texts(texts) => {
                    self.categories.attributes.push(attributes.len());
                    let code = |(place, text): (usize, &Option<String>)| {
                        text.as_ref()
                            .and_then(|own| self.categories.code(own))
                            .unwrap_or(Categories::unknown(side + place))
                    };
                    texts.iter().enumerate().map(code).collect()
                }
            };
            attributes.push(Attribute { of: actors.name.clone(), name: column.name, initial, changes: Vec::new() });
        }
        attributes
    }

    /// Changes of an attribute of the actors.
    fn changes(
        &self,
        attributes: &mut [Attribute],
        name: &str,
        file: &RawFile,
        senders: &Actors,
    ) -> Result<Clock, Problems> {
        let known = attributes.iter().position(|own| own.of == senders.name && own.name.eq_ignore_ascii_case(name));
        let Some(place) = known else {
            let message = format!("the actors have no attribute `{name}` that could change");
            let remedy = "add a column of this name to the list of actors, with the values at the start (or empty)";
            return Err(refused(Code::UnknownName, message, remedy));
        };
        if !attributes[place].changes.is_empty() {
            let message = format!("two files give changes of `{name}`");
            return Err(refused(Code::Duplicate, message, "write the changes of an attribute into one file"));
        }
        let levels: Vec<f64> = attributes[place].initial.clone();
        let code = |text: Option<&str>, actor: usize| {
            let Some(text) = text else { return Ok(Categories::unknown(actor)) };
            let names =
                || levels.iter().filter(|own| **own >= 0.0).map(|own| self.categories.names[*own as usize].as_str());
            self.categories.code(text).filter(|code| levels.contains(code)).ok_or_else(|| {
                let near = foedera_diagnostic::nearest(text, names());
                let near = near.map_or(String::new(), |near| format!("; is `{near}` meant?"));
                format!("`{text}` is no category of `{name}` in the list of actors{near}")
            })
        };
        let is_category = self.categories.attributes.contains(&place);
        let (changes, clock) = read_values(file, senders, if is_category { Some(&code) } else { None })?;
        attributes[place].changes = changes;
        Ok(clock)
    }

    /// Decide what all times are, and what of them is observed.
    fn limit(&mut self, data: &mut EventData, from: Option<&str>, until: Option<&str>) -> Result<(), Problems> {
        let timed = || self.clocks.iter().filter_map(|(file, clock)| Some((file, clock.line, clock.times?)));
        let days = timed().find(|(.., times)| *times == Times::Dates);
        let other = timed().find(|(.., times)| *times != Times::Dates);
        if let (Some((dated, ..)), Some((file, line, _))) = (days, other) {
            let message = format!("the times of `{file}` (line {line}) are numbers, and those of `{dated}` dates");
            return Err(refused(Code::Inconsistent, message, "write the times of all files of a fit in the same way"));
        }
        let times = timed().map(|(.., times)| times).max().unwrap_or(Times::Numbers);
        if times == Times::Years {
            in_days(data);
        }
        self.notes.push(
            match times {
                Times::Dates => "times are dates, counted in days",
                Times::Years => "times are years, each its first day, counted in days",
                Times::Numbers | Times::Digits => "times are numbers",
            }
            .to_owned(),
        );
        let moment = |given: Option<&str>| given.map(|text| moment(text, times)).transpose();
        (data.start, data.end) = (moment(from)?, moment(until)?);
        if data.start.zip(data.end).is_some_and(|(start, end)| end < start) {
            let message = "the window ends before it begins".to_owned();
            return Err(refused(Code::Usage, message, "give --from before --until"));
        }
        if data.counted_events().next().is_none() && data.counted_sets().next().is_none() {
            return Err(refused(Code::Usage, "no event lies in the window".to_owned(), "widen --from and --until"));
        }
        Ok(())
    }
}

/// A number or day of --from or --until, as the times of the files are.
fn moment(text: &str, times: Times) -> Result<f64, Problems> {
    let (found, wanted) = match times {
        Times::Numbers | Times::Digits => (text.parse::<f64>().ok().filter(|own| own.is_finite()), "a number"),
        Times::Dates => (text.parse::<Day>().ok().map(|day| f64::from(day.number())), "a day, YYYY-MM-DD"),
        Times::Years => {
            let year = text.parse::<i16>().ok().filter(|year| (1501..3000).contains(year)).map(Day::start_of_year);
            (text.parse::<Day>().ok().or(year).map(|day| f64::from(day.number())), "a year or a day")
        }
    };
    let message = || format!("`{text}` is no end of the window: the times of the files want {wanted}");
    found.ok_or_else(|| refused(Code::Usage, message(), "write --from and --until as the times in the files"))
}

/// Years become their first days; the order stays.
fn in_days(data: &mut EventData) {
    let turn = |time: &mut f64| *time = f64::from(Day::start_of_year(*time as i16).number());
    data.dependent.iter_mut().for_each(|event| turn(&mut event.time));
    data.sets.iter_mut().for_each(|set| turn(&mut set.time));
    data.networks.iter_mut().flat_map(|own| &mut own.changes).for_each(|change| turn(&mut change.time));
    data.senders.presence.iter_mut().for_each(|change| turn(&mut change.0));
    data.attributes.iter_mut().flat_map(|own| &mut own.changes).for_each(|change| turn(&mut change.0));
}

/// States and treaties of a world file.
fn of_world(spec: &Spec, history: &Path, from: Day, until: Day) -> Result<EventData, Problems> {
    if spec.law != ModelKind::Sets || spec.formula.response != "signings" {
        let message = "of a world file the events are signings: states that enter a treaty on one day";
        let remedy = "write sets(signings ~ …); for other events give --events and --actors";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    }
    let States { data, accessions, outside } = states(&WorldFile::open(history)?, from, until)?;
    crate::output::say(&format!(
        "{}: {} signings from {from} to {until}; left out: {accessions} entries of one state alone, {outside} signings with a state \
         that is not in the COW system on the day",
        history.display(),
        data.counted_sets().count()
    ));
    Ok(data)
}
