//! Reading the files of a specification.

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use foedera_panel::{States, states};
use foedera_relational::{Dependent, EventData, Law, Network, SetEvent};
use foedera_sources::read_file;
use foedera_sources::relational::{read_actors, read_events, read_network, read_presence, read_sets, read_values};
use foedera_store::WorldFile;

use super::Spec;
use super::spec::Source;

/// The data of a specification.
pub(super) fn load(spec: &Spec) -> Result<EventData, Problems> {
    let Source::Files { events, actors } = &spec.source else { return of_world(spec) };
    let (mut senders, mut attributes) = read_actors(&read_file(actors)?, "actors")?;
    let mut receivers = None;
    if let Some(file) = &spec.receivers {
        let (second, more) = read_actors(&read_file(file)?, "receivers")?;
        attributes.extend(more);
        receivers = Some(second);
    }
    if let Some(file) = &spec.presence {
        senders.presence = read_presence(&read_file(file)?, &senders)?;
    }
    for (name, file) in &spec.attributes {
        let changes = read_values(&read_file(file)?, &senders)?;
        let known = attributes.iter_mut().find(|own| own.of == senders.name && own.name.eq_ignore_ascii_case(name));
        let Some(attribute) = known else {
            let message = format!("the actors have no attribute `{name}` that could change");
            return Err(Diagnostic::new(
                Code::UnknownName,
                Place::CommandLine,
                message,
                "add a column of this name to the list of actors, with the values at the start (or empty)",
            )
            .into());
        };
        attribute.changes = changes;
    }
    let both_ways = |name: &str| spec.undirected.iter().any(|own| own == name);
    let mut data = EventData { attributes, ..EventData::default() };
    let file = read_file(events)?;
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
    for (name, file) in &spec.networks {
        let sides = (&senders, receivers.as_ref().unwrap_or(&senders));
        data.networks.push(read_network(&read_file(file)?, name, !both_ways(name), sides)?);
    }
    (data.senders, data.receivers) = (senders, receivers);
    Ok(data)
}

/// States and treaties of a world file.
fn of_world(spec: &Spec) -> Result<EventData, Problems> {
    let Source::World { history, from, until } = &spec.source else { return Ok(EventData::default()) };
    if spec.law != Law::Sets || spec.formula.response != "signings" {
        let message = "of a world file the events are signings: states that enter a treaty on one day";
        let remedy = "write sets(signings ~ …); for other events give --events and --actors";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    }
    let States { data, accessions, outside } = states(&WorldFile::open(history)?, *from, *until)?;
    eprintln!(
        "{}: {} signings from {from} to {until}; left out: {accessions} entries of one state alone, {outside} signings with a state \
         that is not in the COW system on the day",
        history.display(),
        data.counted_sets().count()
    );
    Ok(data)
}
