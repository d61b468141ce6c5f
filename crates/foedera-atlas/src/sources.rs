//! `sources*.toml`: what the facts rest on.

use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Problems, Source, nearest};

use crate::ATLAS_SCHEMA;
use crate::load::Loading;

/// A source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEntry {
    /// Its title.
    pub title: String,
    /// Its address, if it has one.
    pub url: Option<String>,
}

pub(crate) fn read_sources(file: &Source, loading: &mut Loading) -> Result<(), Problems> {
    read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the list of sources")?;
        root.only(&["schema", "source"]);
        for table in root.tables("source") {
            table.only(&["id", "title", "url", "note"]);
            let (Some(id), Some(title)) = (table.string("id"), table.string("title")) else { continue };
            let url = table.string_or_none("url").map(|url| url.value);
            let entry = SourceEntry { title: title.value, url };
            if loading.sources.insert(id.value.clone(), entry).is_some() {
                let message = format!("source `{}` stands twice", id.value);
                table.report(Code::Duplicate, id.span, message, "remove one, or rename it");
            }
        }
        Some(())
    })
}

/// The required list of sources of a row; an unknown one is reported with the nearest known.
pub(crate) fn sources_of(table: &Table<'_>, loading: &Loading) -> Option<Vec<String>> {
    let list = table.some_strings("sources")?;
    let known = |source: &Located<String>| {
        let found = loading.sources.contains_key(&source.value);
        if !found {
            let remedy = match nearest(&source.value, loading.sources.keys().map(String::as_str)) {
                Some(candidate) => format!("did you mean `{candidate}`?"),
                None => "declare it in atlas/sources.toml".to_owned(),
            };
            table.report(Code::UnknownName, source.span.clone(), format!("unknown source `{}`", source.value), remedy);
        }
        found
    };
    let all = list.iter().map(known).fold(true, |all, one| all & one);
    all.then(|| list.into_iter().map(|source| source.value).collect())
}

/// How well the sources support a row: `high`, `medium` or `low`.
pub(crate) fn certainty_of(table: &Table<'_>) -> Option<String> {
    let certainty = table.string("certainty")?;
    if ["high", "medium", "low"].contains(&certainty.value.as_str()) {
        return Some(certainty.value);
    }
    let message = format!("`{}` is not a certainty", certainty.value);
    table.report(Code::InvalidValue, certainty.span, message, "write high, medium or low");
    None
}
