//! The cases of accession and alliance formation, as a backtest reads them.

use foedera_lab::joining::{Key, Sample};
use foedera_process::{Effect, Process, What};
use foedera_world::{Roster, StateId};

use crate::{Case, Cases, Head};

/// The cases of *opens*, *join*, *pact* or *cooperation*.
pub(crate) fn alliance_table(process: Process, sample: &Sample, roster: &Roster, last: i16) -> Cases {
    let (words, classes, relations): (&[&str], _, _) = match process.what {
        What::Open => (&["treaty"], "a duty of defence, or none", "the same treaty"),
        What::Enter => (&["treaty", "state"], "contiguous to a member, or not", "the same treaty, the same state"),
        _ => (&["first", "second"], "a land border, contiguity across water, or neither", "either of the two states"),
    };
    let effects = &sample.rows.effects;
    let place = |effect: Effect| effects.iter().position(|own| *own == effect);
    let (land, water) = (place(Effect::LAND_BORDER), place(Effect::ACROSS_WATER));
    let (defense, near) = (place(Effect::DEFENSE_PACT), place(Effect::BORDERS_MEMBER));
    let head = Head {
        process: process.name().to_owned(),
        unit: process.unit().to_owned(),
        definition: process.definition().to_owned(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        columns: effects[1..].iter().map(|effect| effect.name().to_owned()).collect(),
        horizons: vec![1],
        classes: classes.to_owned(),
        relations: relations.to_owned(),
        last,
    };
    let case = |(source, key): (usize, &Key)| {
        let x = sample.rows.x(source);
        let on = |place: Option<usize>| place.is_some_and(|place| x[place] == 1.0);
        let class = match process.what {
            What::Open if on(defense) => "defence pact",
            What::Open => "other treaty",
            What::Enter if on(near) => "contiguous",
            What::Enter => "not contiguous",
            _ if on(land) => "land border",
            _ if on(water) => "across water",
            _ => "not contiguous",
        };
        let state = |(state, code): (StateId, u16)| format!("{}-{code}", roster.state(state).key);
        let treaty = key.treaty.map(|treaty| sample.treaties[&treaty].clone());
        let of_treaty = key.treaty.map(|treaty| 2 * crate::hazard::index(treaty.index()));
        let of_states = key.first.into_iter().chain(key.second).map(|own| 2 * u32::from(own.1) + 1);
        let happened = sample.rows.rows[source].happened;
        Case {
            key: treaty.iter().cloned().chain(key.first.into_iter().chain(key.second).map(state)).collect(),
            year: key.year,
            // Of pairs of states there are too many to hold them out with every baseline.
            groups: [treaty, None, None],
            class: class.to_owned(),
            related: of_treaty.into_iter().chain(of_states).collect(),
            event: happened.then_some(key.year),
            values: x[1..].iter().map(|value| Some(*value).filter(|value| !value.is_nan())).collect(),
            source,
        }
    };
    Cases::new(head, sample.keys.iter().enumerate().map(case).collect())
}
