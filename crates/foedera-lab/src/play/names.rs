//! States as players write them.

use foedera_atlas::Atlas;
use foedera_diagnostic::nearest;
use foedera_world::{Day, StateId};

use super::Wrong;

/// The state of a key, ISO code or name.
pub(super) fn state_named(atlas: &Atlas, text: &str, day: Day) -> Result<StateId, Wrong> {
    let roster = atlas.roster();
    let upper = text.to_ascii_uppercase();
    let sharing = roster.sharing(text, day);
    if sharing.len() > 1 {
        let keys: Vec<&str> = sharing.iter().map(|state| roster.state(*state).key.as_str()).collect();
        return Err((format!("several states may be meant by `{text}`"), format!("say which: {}", keys.join(", "))));
    }
    let found = roster
        .find_state(&upper)
        .or_else(|| sharing.first().copied())
        .or_else(|| roster.find_iso3(&upper, day))
        .or_else(|| roster.find_name(text, day));
    found.ok_or_else(|| {
        let remedy = match nearest(text, roster.names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "give a code of three letters, or a name in quotes".to_owned(),
        };
        (format!("unknown state `{text}`"), remedy)
    })
}
