//! `--shock "STATE FIELD xFACTOR"`: what is named is found among what the answer reads, or refused with the list of that.

use foedera_almanac::{Subject, same_figure};
use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, nearest};
use foedera_lab::guarantee::{Facts, PAIR_VARIABLES, STATE_VARIABLES, Shock, ShockWords};
use foedera_world::Day;

use crate::commands::lookup;

/// What an answer reads: fields and subjects.
pub(super) type Reads = [(&'static str, Subject)];

/// The shocks in these words, on figures as they are known on a day.
///
/// # Errors
/// Words that are no shock; an unknown state or field, with the nearest; a field that the answer does not read, with those it reads; a
/// factor on what is not known; a number out of range; two shocks to one figure.
pub(super) fn read(
    texts: &[String],
    atlas: &Atlas,
    facts: &Facts,
    reads: &Reads,
    day: Day,
) -> Result<Vec<Shock>, Problems> {
    let mut shocks: Vec<Shock> = Vec::new();
    for text in texts {
        let words: ShockWords = text.parse().map_err(|message| {
            refused(message, "name one field of one state, and a factor (x0.3) or a value (=0.3)".to_owned())
        })?;
        let of = subject(atlas, &words.of, day)?;
        let field = field(atlas, &words, of, reads)?;
        let shock = Shock { of, field, by: words.by, range: words.range, from: day };
        if let Some((message, remedy)) = shock.wrong(facts.number(field, of, day)) {
            return Err(refused(format!("--shock \"{text}\": {message}"), remedy));
        }
        if shocks.iter().any(|other| other.hits(field, of, day)) {
            let message = format!("--shock \"{text}\": a shock to this figure is stated twice");
            return Err(refused(message, "join the two into one".to_owned()));
        }
        shocks.push(shock);
    }
    Ok(shocks)
}

fn refused(message: String, remedy: String) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into()
}

/// A state, or two with a hyphen between them; names with a hyphen of their own come first.
fn subject(atlas: &Atlas, text: &str, day: Day) -> Result<Subject, Problems> {
    let whole = match lookup::state(atlas.roster(), text, day) {
        Ok(state) => return Ok(Subject::State(state)),
        Err(problems) => problems,
    };
    for (place, _) in text.match_indices('-') {
        let sides = [&text[..place], &text[place + 1..]].map(|side| lookup::state(atlas.roster(), side.trim(), day));
        if let [Ok(first), Ok(second)] = sides {
            return Ok(Subject::Pair(first, second));
        }
    }
    Err(whole)
}

/// The field of the answer that is meant.
fn field(atlas: &Atlas, words: &ShockWords, of: Subject, reads: &Reads) -> Result<&'static str, Problems> {
    let mut of_this: Vec<&str> =
        reads.iter().filter(|(field, other)| same_figure(field, of, *other)).map(|(field, _)| *field).collect();
    of_this.dedup();
    let own = reads.iter().find(|(field, other)| *field == words.field && same_figure(field, of, *other));
    if let Some((field, _)) = own {
        return Ok(field);
    }
    let key = match of {
        Subject::State(state) => atlas.roster().state(state).key.clone(),
        Subject::Pair(a, b) => format!("{}-{}", atlas.roster().state(a).key, atlas.roster().state(b).key),
    };
    let list = if of_this.is_empty() {
        let mut all: Vec<&str> = reads.iter().map(|(field, _)| *field).collect();
        all.sort_unstable();
        all.dedup();
        format!("it reads nothing of {key}; of other states and pairs it reads {}", all.join(", "))
    } else {
        format!("of {key} it reads {}", of_this.join(", "))
    };
    if is_field(&words.field) {
        return Err(refused(format!("this answer does not read `{}` of {key}", words.field), list));
    }
    let near = nearest(&words.field, reads.iter().map(|(field, _)| *field));
    let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
    Err(refused(format!("unknown variable `{}`", words.field), format!("{near}{list}")))
}

/// Whether a field of this name exists, read or not.
fn is_field(name: &str) -> bool {
    name == "usable_force"
        || STATE_VARIABLES.contains(&name)
        || PAIR_VARIABLES.contains(&name)
        || foedera_almanac::COMPUTED.contains(&name)
        || foedera_almanac::find_variable(name).is_some()
        || foedera_panel::find_variable(name).is_some()
}
