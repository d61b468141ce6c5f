//! The sources that an answer names.

use std::collections::BTreeSet;

use foedera_atlas::Atlas;
use foedera_lab::SourceCard;

/// The cards of sources, each once, by key.
pub(crate) fn cards<'a>(atlas: &Atlas, keys: impl IntoIterator<Item = &'a String>) -> Vec<SourceCard> {
    let keys: BTreeSet<&String> = keys.into_iter().collect();
    let card = |key: &&String| {
        let entry = atlas.sources.get(*key)?;
        Some(SourceCard { id: (*key).clone(), title: entry.title.clone(), url: entry.url.clone() })
    };
    keys.iter().filter_map(card).collect()
}
