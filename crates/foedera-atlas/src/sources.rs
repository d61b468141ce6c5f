//! `sources*.toml`: what the facts rest on.

use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Problems, Source, nearest};

use crate::ATLAS_SCHEMA;
use crate::loading::{Checked, Loading};

/// A source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEntry {
    /// Its title.
    pub title: String,
    /// Its address, if it has one.
    pub url: Option<String>,
    /// A remark; a source without an address says here why, and where else it is.
    pub note: Option<String>,
    /// The last year of which it can speak, where its name does not tell: a dataset's end, the day on which a page was read.
    pub reaches: Option<i16>,
}

impl SourceEntry {
    /// The last year of which the source can speak: `reaches`, else the latest year that its key, title or address names; `None`: none
    /// does, as of a treaty's text.
    pub fn last_year(&self, key: &str) -> Option<i16> {
        let texts =
            [key, &self.title, self.url.as_deref().unwrap_or_default(), self.note.as_deref().unwrap_or_default()];
        self.reaches.or_else(|| texts.into_iter().flat_map(years).max())
    }
}

/// The years from 1800 to 2099 in a text: groups of digits that begin with one (`2021`, `20210615`).
fn years(text: &str) -> impl Iterator<Item = i16> {
    let groups = text.split(|letter: char| !letter.is_ascii_digit()).filter(|group| matches!(group.len(), 4 | 6 | 8));
    groups.filter_map(|group| group[..4].parse().ok()).filter(|year| (1800..2100).contains(year))
}

pub(crate) fn read_sources(file: &Source, loading: &mut Loading) -> Result<Vec<(String, SourceEntry)>, Problems> {
    read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the list of sources")?;
        root.only(&["schema", "source"]);
        Some(root.tables("source").iter().filter_map(|table| read_source(table, loading)).collect())
    })
}

pub(crate) fn read_source(table: &Table<'_>, loading: &mut Loading) -> Option<(String, SourceEntry)> {
    table.only(&["id", "title", "url", "note", "reaches"]);
    let (id, title) = (table.string("id"), table.string("title"));
    let (id, title) = (id?, title?);
    let (url, note) = (table.string_or_none("url"), table.string_or_none("note"));
    let reaches = table.integer_or_none("reaches").and_then(|year| i16::try_from(year.value).ok());
    let [url, note] = [url, note].map(|text| text.map(|text| text.value));
    if !loading.sources.insert(id.value.clone()) {
        let message = format!("source `{}` stands twice", id.value);
        table.report(Code::Duplicate, id.span, message, "remove one, or rename it");
    }
    Some((id.value, SourceEntry { title: title.value, url, note, reaches }))
}

/// The certainty of a row that a user states without one.
const STATED: &str = "stated";

/// The required list of sources of a row; an unknown one is reported with the nearest known.
///
/// A row of the user's own facts may leave it out: it then rests on its file.
pub(crate) fn sources_of(table: &Table<'_>, loading: &Loading) -> Option<Vec<String>> {
    if let Some(own) = loading.own_source.as_ref().filter(|_| !table.has("sources")) {
        return Some(vec![own.clone()]);
    }
    let list = table.some_strings("sources")?;
    if loading.checked == Checked::Before {
        return Some(list.into_iter().map(|source| source.value).collect());
    }
    let known = |source: &Located<String>| {
        let found = loading.has_source(&source.value);
        if !found {
            let remedy = match nearest(&source.value, loading.sources.iter().map(String::as_str)) {
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

/// How well the sources support a row: `high`, `medium` or `low`; a row of the user's own facts may leave it out.
pub(crate) fn certainty_of(table: &Table<'_>, loading: &Loading) -> Option<String> {
    if loading.own_source.is_some() && !table.has("certainty") {
        return Some(STATED.to_owned());
    }
    let certainty = table.string("certainty")?;
    if ["high", "medium", "low"].contains(&certainty.value.as_str()) {
        return Some(certainty.value);
    }
    let message = format!("`{}` is not a certainty", certainty.value);
    table.report(Code::InvalidValue, certainty.span, message, "write high, medium or low");
    None
}
