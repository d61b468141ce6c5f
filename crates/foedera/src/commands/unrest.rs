//! `foedera invocations --unrest`: the denominator of calls.

use std::fmt::Write as _;

use foedera_atlas::{Atlas, Unrest};
use foedera_diagnostic::Problems;
use foedera_report::Style;
use foedera_world::{Day, TreatyId, Trigger};
use serde::Serialize;

use crate::args::PrintArgs;
use crate::output;

#[derive(Serialize)]
struct Answer {
    atlas_sha256: String,
    treaties: Vec<Count>,
    unrest: Vec<Spell>,
}

/// How much unrest there was in members of a treaty, and how much of it gave rise to a call under it.
#[derive(Serialize)]
struct Count {
    treaty: String,
    spells: usize,
    with_call: usize,
}

#[derive(Serialize)]
struct Spell {
    state: String,
    start: String,
    end: Option<String>,
    kind: String,
    what: String,
    /// Treaties under which it could have called: member on the day, and the register has a call for unrest under it.
    treaties: Vec<String>,
    calls: Vec<String>,
    sources: Vec<String>,
    certainty: String,
}

/// The unrest of the atlas, in members of one treaty or of all, since a day.
pub(crate) fn run(
    atlas: &Atlas,
    treaty: Option<TreatyId>,
    since: Option<Day>,
    print: &PrintArgs,
) -> Result<(), Problems> {
    let rows: Vec<(&Unrest, Vec<TreatyId>)> = atlas
        .unrest
        .iter()
        .filter(|row| since.is_none_or(|since| row.start.latest() >= since))
        .map(|row| (row, callable(atlas, row)))
        .filter(|(_, treaties)| treaty.is_none_or(|treaty| treaties.contains(&treaty)))
        .collect();
    let answer = answer(atlas, &rows);
    let answered = output::Answered { command: "invocations unrest", table: "unrest" };
    output::answer(print, answered, &answer, |style: Style| output::clean(&plain(&answer, style), style))
}

/// The treaties under which a state in unrest could have called: it is a member on the last day on which the unrest can have begun, and
/// the register has a call for unrest under the treaty.
fn callable(atlas: &Atlas, row: &Unrest) -> Vec<TreatyId> {
    let known = |treaty: &TreatyId| {
        atlas.calls().iter().any(|call| call.treaty == *treaty && call.trigger == Trigger::InternalUnrest)
    };
    atlas.memberships_on(row.state, row.start.latest()).into_iter().filter(known).collect()
}

fn answer(atlas: &Atlas, rows: &[(&Unrest, Vec<TreatyId>)]) -> Answer {
    let key = |treaty: TreatyId| atlas.roster().treaty(treaty).key.clone();
    let under = |row: &Unrest, treaty: TreatyId| {
        atlas.calls().iter().any(|call| call.treaty == treaty && row.calls.contains(&call.key))
    };
    let count = |treaty: TreatyId| {
        let of = rows.iter().filter(|(_, treaties)| treaties.contains(&treaty));
        let (spells, with_call) = (of.clone().count(), of.filter(|(row, _)| under(row, treaty)).count());
        (spells > 0).then(|| Count { treaty: key(treaty), spells, with_call })
    };
    let spell = |(row, treaties): &(&Unrest, Vec<TreatyId>)| Spell {
        state: atlas.roster().state(row.state).key.clone(),
        start: row.start.to_string(),
        end: row.end.map(|end| end.to_string()),
        kind: row.kind.clone(),
        what: row.what.clone(),
        treaties: treaties.iter().map(|treaty| key(*treaty)).collect(),
        calls: row.calls.clone(),
        sources: row.sources.clone(),
        certainty: row.certainty.clone(),
    };
    Answer {
        atlas_sha256: atlas.sha256.clone(),
        treaties: atlas.roster().treaties().filter_map(|(treaty, _)| count(treaty)).collect(),
        unrest: rows.iter().map(spell).collect(),
    }
}

fn plain(answer: &Answer, style: Style) -> String {
    let mut text = String::new();
    let with_call = answer.unrest.iter().filter(|spell| !spell.calls.is_empty()).count();
    writeln!(
        text,
        "{} spells of unrest since 1990 in members of treaties under which the register has a call for unrest; {with_call} with a call\n",
        answer.unrest.len()
    )
    .expect("strings grow");
    let mut rows = vec![["treaty", "spells", "with call"].map(str::to_owned).to_vec()];
    let count = |count: &Count| vec![count.treaty.clone(), count.spells.to_string(), count.with_call.to_string()];
    rows.extend(answer.treaties.iter().map(count));
    text.push_str(&output::aligned(&rows, style));
    text.push('\n');
    let row = |spell: &Spell| {
        let calls = if spell.calls.is_empty() { "–".to_owned() } else { spell.calls.join(" ") };
        let what = format!("{} [{}]", spell.what, spell.sources.join(", "));
        let until = spell.end.clone().unwrap_or_default();
        vec![spell.state.clone(), spell.start.clone(), until, spell.kind.replace('_', " "), calls, what]
    };
    text.push_str(&output::aligned(&answer.unrest.iter().map(row).collect::<Vec<_>>(), style));
    text.push_str("\nNo call in the register is not to say that none was made. Wars and conflicts are those over government (UCDP), coups\nthose that succeeded (Powell and Thyne); of protests only a few stand here.\n");
    text
}
