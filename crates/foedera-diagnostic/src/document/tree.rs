//! A TOML document as one list of records, read where it lies.
//!
//! A build script can make the list of a text that is compiled into a program ([`compile`]), so that no start of the program parses
//! it; for any other text it is made after parsing, so that there is one way to read either.
//!
//! The list is of little-endian words of 32 bits: first their number, then the root table, then all other tables and lists, then
//! bytes of texts that do not stand in the source as they are (with escapes, say). A table is the number of its entries and the
//! entries; a list the number of its values and the values. A value is four words: start and length of its span, its kind, and what the
//! kind needs. An entry is seven: start and length of its key, where the key's text is, and the value.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// Words of a value, and of an entry.
const VALUE: usize = 4;
const ENTRY: usize = 7;
/// The place of a text that stands in the source.
const IN_SOURCE: u32 = u32::MAX;

/// The kinds of values, in the low byte of the word of a value's kind; the base of a whole number is in the next byte.
const TEXT: u32 = 0;
const INTEGER: u32 = 1;
const FLOAT: u32 = 2;
const BOOLEAN: u32 = 3;
const DATE: u32 = 4;
const LIST: u32 = 5;
const TABLE: u32 = 6;
/// What TOML calls them, in this order.
const KINDS: [&str; 7] = ["string", "integer", "float", "boolean", "datetime", "array", "table"];

/// The records of a TOML text, for [`Source::compiled`](crate::Source::compiled); `None` if it is not valid TOML.
pub fn compile(text: &str) -> Option<Vec<u8>> {
    DeTable::parse(text).ok().map(|root| records(text, root.get_ref()))
}

/// The records of a parsed text.
pub(super) fn records(text: &str, root: &DeTable<'_>) -> Vec<u8> {
    let mut writer = Writer { text, words: vec![0], texts: Vec::new() };
    writer.table(root);
    writer.words[0] = word(writer.words.len());
    let mut bytes: Vec<u8> = writer.words.iter().flat_map(|word| word.to_le_bytes()).collect();
    bytes.append(&mut writer.texts);
    bytes
}

fn word(count: usize) -> u32 {
    u32::try_from(count).expect("documents are far below 4 GB")
}

struct Writer<'a> {
    text: &'a str,
    words: Vec<u32>,
    texts: Vec<u8>,
}

impl Writer<'_> {
    fn table(&mut self, table: &DeTable<'_>) -> u32 {
        let at = self.open(table.len(), ENTRY);
        for (place, (key, value)) in table.iter().enumerate() {
            let span = key.span();
            let text = self.place_of(key.get_ref(), span.clone());
            let record = self.value(value);
            let entry = &mut self.words[at + 1 + place * ENTRY..][..ENTRY];
            entry[..3].copy_from_slice(&[word(span.start), word(span.len()), text]);
            entry[3..].copy_from_slice(&record);
        }
        word(at)
    }

    fn list(&mut self, list: &DeArray<'_>) -> u32 {
        let at = self.open(list.len(), VALUE);
        for (place, value) in list.iter().enumerate() {
            let record = self.value(value);
            self.words[at + 1 + place * VALUE..][..VALUE].copy_from_slice(&record);
        }
        word(at)
    }

    /// Room for records at the end, after their number.
    fn open(&mut self, count: usize, size: usize) -> usize {
        let at = self.words.len();
        self.words.push(word(count));
        self.words.resize(at + 1 + count * size, 0);
        at
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>) -> [u32; VALUE] {
        let span = value.span();
        let (kind, more) = match value.get_ref() {
            DeValue::String(text) => (TEXT, self.place_of(text, unquoted(&span))),
            DeValue::Integer(number) => (INTEGER | number.radix() << 8, self.place_of(number.as_str(), span.clone())),
            DeValue::Float(number) => (FLOAT, self.place_of(number.as_str(), span.clone())),
            DeValue::Boolean(truth) => (BOOLEAN, u32::from(*truth)),
            DeValue::Datetime(date) => (DATE, self.place_of(&date.to_string(), span.clone())),
            DeValue::Array(list) => (LIST, self.list(list)),
            DeValue::Table(table) => (TABLE, self.table(table)),
        };
        [word(span.start), word(span.len()), kind, more]
    }

    /// Where a text is: in the source at `span`, or among the other texts, to which it is added.
    fn place_of(&mut self, text: &str, span: Range<usize>) -> u32 {
        if self.text.get(span) == Some(text) {
            return IN_SOURCE;
        }
        let at = word(self.texts.len());
        self.texts.extend(word(text.len()).to_le_bytes());
        self.texts.extend(text.as_bytes());
        at
    }
}

/// A span without the quotation marks at its ends.
fn unquoted(span: &Range<usize>) -> Range<usize> {
    span.start + 1..span.end.saturating_sub(1).max(span.start + 1)
}

/// The records of a document beside its text.
pub(super) struct Tree<'a> {
    text: &'a str,
    words: &'a [u8],
    texts: &'a [u8],
}

/// A table of a document.
#[derive(Clone, Copy)]
pub(super) struct Entries<'a> {
    tree: &'a Tree<'a>,
    from: usize,
    count: usize,
}

/// A value of a document.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    tree: &'a Tree<'a>,
    at: usize,
}

impl<'a> Tree<'a> {
    pub(super) fn new(text: &'a str, records: &'a [u8]) -> Self {
        let count = records.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize);
        let (words, texts) = records.split_at(4 * count);
        Self { text, words, texts }
    }

    pub(super) fn root(&'a self) -> Entries<'a> {
        self.entries(1)
    }

    fn word(&self, at: usize) -> usize {
        let bytes = self.words[4 * at..].first_chunk().expect("records are whole");
        u32::from_le_bytes(*bytes) as usize
    }

    fn entries(&'a self, at: usize) -> Entries<'a> {
        Entries { tree: self, from: at + 1, count: self.word(at) }
    }

    fn text_at(&self, place: usize, span: Range<usize>) -> &'a str {
        if place == IN_SOURCE as usize {
            return &self.text[span];
        }
        let length = u32::from_le_bytes(*self.texts[place..].first_chunk().expect("records are whole"));
        std::str::from_utf8(&self.texts[place + 4..][..length as usize]).expect("texts were texts")
    }

    fn span(&self, at: usize) -> Range<usize> {
        let start = self.word(at);
        start..start + self.word(at + 1)
    }
}

impl<'a> Entries<'a> {
    /// The keys with their places, in order.
    pub(super) fn keys(self) -> impl Iterator<Item = (&'a str, Range<usize>)> {
        (0..self.count).map(move |place| {
            let at = self.from + place * ENTRY;
            let span = self.tree.span(at);
            (self.tree.text_at(self.tree.word(at + 2), span.clone()), span)
        })
    }

    pub(super) fn get(self, key: &str) -> Option<Value<'a>> {
        Some(Value { tree: self.tree, at: self.find(key)? + 3 })
    }

    /// A key as the document has it.
    pub(super) fn own_key(self, key: &str) -> Option<&'a str> {
        let at = self.find(key)?;
        Some(self.tree.text_at(self.tree.word(at + 2), self.tree.span(at)))
    }

    /// Where the entry of a key is.
    fn find(self, key: &str) -> Option<usize> {
        // A key in the source is compared by its length first, then by its bytes; only then is it a text.
        let words = &self.tree.words[4 * self.from..][..4 * ENTRY * self.count];
        let is_key = |entry: &[u8]| {
            let word = |at: usize| u32::from_le_bytes(*entry[4 * at..].first_chunk().expect("entries are whole"));
            let (start, length, place) = (word(0) as usize, word(1) as usize, word(2));
            if place != IN_SOURCE {
                return self.tree.text_at(place as usize, start..start + length) == key;
            }
            length == key.len() && self.tree.text.as_bytes()[start..start + length] == *key.as_bytes()
        };
        let place = words.chunks_exact(4 * ENTRY).position(is_key)?;
        Some(self.from + place * ENTRY)
    }
}

impl<'a> Value<'a> {
    pub(super) fn span(self) -> Range<usize> {
        self.tree.span(self.at)
    }

    fn kind(self) -> u32 {
        (self.tree.word(self.at + 2) & 0xff) as u32
    }

    fn more(self) -> usize {
        self.tree.word(self.at + 3)
    }

    /// What TOML calls its type.
    pub(super) fn type_name(self) -> &'static str {
        KINDS[self.kind() as usize]
    }

    pub(super) fn is_integer(self) -> bool {
        self.kind() == INTEGER
    }

    pub(super) fn as_text(self) -> Option<&'a str> {
        (self.kind() == TEXT).then(|| self.tree.text_at(self.more(), unquoted(&self.span())))
    }

    /// A date as TOML writes it.
    pub(super) fn as_date(self) -> Option<&'a str> {
        (self.kind() == DATE).then(|| self.tree.text_at(self.more(), self.span()))
    }

    pub(super) fn as_integer(self) -> Option<i64> {
        let base = (self.tree.word(self.at + 2) >> 8) as u32;
        let text = self.is_integer().then(|| self.tree.text_at(self.more(), self.span()))?;
        i64::from_str_radix(text, base).ok()
    }

    /// A finite number, whole or not.
    pub(super) fn as_number(self) -> Option<f64> {
        let text = matches!(self.kind(), INTEGER | FLOAT).then(|| self.tree.text_at(self.more(), self.span()))?;
        text.parse().ok().filter(|number: &f64| number.is_finite())
    }

    pub(super) fn as_boolean(self) -> Option<bool> {
        (self.kind() == BOOLEAN).then(|| self.more() == 1)
    }

    pub(super) fn as_list(self) -> Option<impl ExactSizeIterator<Item = Self>> {
        let tree = self.tree;
        (self.kind() == LIST).then(|| {
            let from = self.more();
            (0..tree.word(from)).map(move |place| Self { tree, at: from + 1 + place * VALUE })
        })
    }

    pub(super) fn as_table(self) -> Option<Entries<'a>> {
        (self.kind() == TABLE).then(|| self.tree.entries(self.more()))
    }
}
