//! Reading the files of a specification.

use std::path::Path;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use foedera_panel::{States, states};
use foedera_relational::{Dependent, EventData, Law, Network, SetEvent};
use foedera_sources::relational::{read_actors, read_events, read_network, read_presence, read_sets, read_values};
use foedera_sources::{RawFile, read_file};
use foedera_store::WorldFile;
use foedera_world::Day;

use super::Spec;
use super::report::Dataset;
use super::spec::Source;

/// The data of a specification, and the files that they are from.
pub(super) struct Loaded {
    pub(super) data: EventData,
    pub(super) files: Vec<Dataset>,
}

/// The data of a specification.
pub(super) fn load(spec: &Spec) -> Result<Loaded, Problems> {
    let mut files = Vec::new();
    let mut read = |what: &str, path: &Path| {
        let file = read_file(path)?;
        files.push(Dataset { what: what.to_owned(), file: path.display().to_string(), sha256: file.sha256() });
        Ok::<RawFile, Problems>(file)
    };
    let data = match &spec.source {
        Source::Files { events, actors } => of_files(spec, events, actors, &mut read)?,
        Source::World { history, from, until } => {
            read("history", history)?;
            of_world(spec, history, *from, *until)?
        }
    };
    Ok(Loaded { data, files })
}

/// Actors, events and networks of a user's files.
fn of_files(
    spec: &Spec,
    events: &Path,
    actors: &Path,
    read: &mut dyn FnMut(&str, &Path) -> Result<RawFile, Problems>,
) -> Result<EventData, Problems> {
    let (mut senders, mut attributes) = read_actors(&read("actors", actors)?, "actors")?;
    let file = read("events", events)?;
    let mut receivers = None;
    if let Some(path) = &spec.receivers {
        let (second, more) = read_actors(&read("receivers", path)?, "receivers")?;
        attributes.extend(more);
        receivers = Some(second);
    }
    if let Some(path) = &spec.presence {
        senders.presence = read_presence(&read("presence", path)?, &senders)?;
    }
    let both_ways = |name: &str| spec.undirected.iter().any(|own| own == name);
    let mut data = EventData::default();
    let mut own = Network { name: spec.formula.response.clone(), ..Network::default() };
    if spec.law == Law::Sets {
        data.sets = read_sets(&file, &senders)?;
        // Members of an event meet each other; where somebody sends, he reaches each of them.
        own.directed = data.sets.iter().any(|set| set.sender.is_some());
        own.changes = data.sets.iter().flat_map(SetEvent::meetings).collect();
    } else {
        (data.dependent, data.answers) = read_events(&file, &senders, receivers.as_ref())?;
        // The events make up the network that effects mean when they name none.
        own.directed = !both_ways(&own.name) && spec.law != Law::Coordination;
        own.changes = data.dependent.iter().map(Dependent::change).collect();
    }
    data.networks.push(own);
    for (name, path) in &spec.networks {
        let sides = (&senders, receivers.as_ref().unwrap_or(&senders));
        let file = read(&format!("network {name}"), path)?;
        data.networks.push(read_network(&file, name, !both_ways(name), sides)?);
    }
    for (name, path) in &spec.attributes {
        let changes = read_values(&read(&format!("attribute {name}"), path)?, &senders)?;
        let known = attributes.iter_mut().find(|own| own.of == senders.name && own.name.eq_ignore_ascii_case(name));
        let Some(attribute) = known else {
            let message = format!("the actors have no attribute `{name}` that could change");
            let remedy = "add a column of this name to the list of actors, with the values at the start (or empty)";
            return Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into());
        };
        attribute.changes = changes;
    }
    Ok(EventData { senders, receivers, attributes, ..data })
}

/// States and treaties of a world file.
fn of_world(spec: &Spec, history: &Path, from: Day, until: Day) -> Result<EventData, Problems> {
    if spec.law != Law::Sets || spec.formula.response != "signings" {
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
