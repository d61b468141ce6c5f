//! R's serialisation of objects (`serialize`, versions 2 and 3, XDR): vectors, lists and their attributes; functions
//! and other objects are skipped where they stand.

use std::rc::Rc;

/// An object with its attributes.
#[derive(Debug, Clone, Default)]
pub(super) struct Object {
    pub(super) value: Value,
    pub(super) attributes: Vec<(Rc<str>, Object)>,
}

/// What an object holds.
#[derive(Debug, Clone, Default)]
pub(super) enum Value {
    /// Nothing, or something that is no vector.
    #[default]
    Other,
    Symbol(Rc<str>),
    /// Whole numbers and yes or no; the least is missing.
    Whole(Rc<[i32]>),
    Number(Rc<[f64]>),
    Text(Rc<[Option<Rc<str>>]>),
    List(Rc<[Object]>),
    /// Objects with names.
    Pairs(Vec<(Option<Rc<str>>, Object)>),
}

impl Object {
    pub(super) fn attribute(&self, name: &str) -> Option<&Object> {
        self.attributes.iter().find(|(own, _)| &**own == name).map(|(_, object)| object)
    }

    pub(super) fn texts(&self) -> Option<&[Option<Rc<str>>]> {
        if let Value::Text(texts) = &self.value { Some(texts) } else { None }
    }

    pub(super) fn is_a(&self, class: &str) -> bool {
        let classes = self.attribute("class").and_then(Object::texts).unwrap_or_default();
        classes.iter().flatten().any(|own| &**own == class)
    }
}

type Found<T> = Result<T, &'static str>;

/// Objects within objects beyond this are refused: no table is so deep.
const DEEPEST: usize = 128;

/// Read the object of a file after its first two bytes (`X\n`).
pub(super) fn object(bytes: &[u8]) -> Found<Object> {
    let mut reader = Reader { bytes, known: Vec::new() };
    let version = reader.int()?;
    reader.take(8)?;
    if version == 3 {
        let length = reader.int()?;
        reader.take(usize::try_from(length).map_err(|_| "a length below zero")?)?;
    } else if version != 2 {
        return Err("it is of a version that is not known");
    }
    reader.item(0)
}

struct Reader<'a> {
    bytes: &'a [u8],
    /// Symbols and environments, which later ones refer to.
    known: Vec<Object>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Found<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count).ok_or("it ends too early")?;
        self.bytes = rest;
        Ok(taken)
    }

    fn int(&mut self) -> Found<i32> {
        let bytes = self.take(4)?;
        Ok(i32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// A length, which cannot be more than the bytes that are left.
    fn length(&mut self) -> Found<usize> {
        let length = self.int()?;
        let length = if length == -1 {
            let (high, low) = (self.int()?, self.int()?);
            (i64::from(high) << 32) + i64::from(low.cast_unsigned())
        } else {
            i64::from(length)
        };
        usize::try_from(length).ok().filter(|length| *length <= self.bytes.len()).ok_or("a length is beyond its end")
    }

    fn item(&mut self, depth: usize) -> Found<Object> {
        if depth > DEEPEST {
            return Err("its objects are too deep");
        }
        let flags = self.int()?.cast_unsigned();
        let (kind, has_attributes) = (flags & 0xff, flags & 0x200 != 0);
        let value = match kind {
            1 => {
                let name = self.item(depth + 1)?;
                let name = name.texts().and_then(|texts| texts.first().cloned()).flatten().unwrap_or_default();
                return Ok(self.remember(Value::Symbol(name)));
            }
            2 | 3 | 5 | 6 | 17 => return self.pairs(flags, depth),
            4 => {
                self.int()?;
                let own = self.remember(Value::Other);
                for _ in 0..4 {
                    self.item(depth + 1)?;
                }
                return Ok(own);
            }
            7 | 8 => {
                let length = self.length()?;
                self.take(length)?;
                Value::Other
            }
            9 => self.text(flags >> 12)?,
            10 | 13 => self.whole()?,
            14 => self.numbers()?,
            15 => {
                let length = self.length()?;
                self.take(length.saturating_mul(16))?;
                Value::Other
            }
            16 => self.texts(depth)?,
            19 | 20 => {
                let length = self.length()?;
                let items: Vec<Object> = (0..length).map(|_| self.item(depth + 1)).collect::<Found<_>>()?;
                Value::List(items.into())
            }
            22 => {
                let own = self.remember(Value::Other);
                self.item(depth + 1)?;
                self.item(depth + 1)?;
                own.value
            }
            23 => self.remember(Value::Other).value,
            24 => {
                let length = self.length()?;
                self.take(length)?;
                Value::Other
            }
            25 => Value::Other,
            238 => return self.alternative(depth),
            247..=249 => {
                self.int()?;
                let count = self.length()?;
                for _ in 0..count {
                    self.item(depth + 1)?;
                }
                return Ok(self.remember(Value::Other));
            }
            241 | 242 | 250..=254 => return Ok(Object::default()),
            255 => {
                let index = if flags >> 8 == 0 { self.int()?.cast_unsigned() } else { flags >> 8 };
                let place = usize::try_from(index).unwrap_or(0).checked_sub(1);
                return place.and_then(|place| self.known.get(place)).cloned().ok_or("a reference to nothing");
            }
            _ => return Err("it holds compiled functions or objects of an unknown kind"),
        };
        let attributes = if has_attributes && kind != 9 { self.attributes(depth)? } else { Vec::new() };
        if has_attributes && kind == 9 {
            self.item(depth + 1)?;
        }
        Ok(Object { value, attributes })
    }

    fn remember(&mut self, value: Value) -> Object {
        let object = Object { value, attributes: Vec::new() };
        self.known.push(object.clone());
        object
    }

    fn attributes(&mut self, depth: usize) -> Found<Vec<(Rc<str>, Object)>> {
        let Value::Pairs(pairs) = self.item(depth + 1)?.value else { return Ok(Vec::new()) };
        Ok(pairs.into_iter().filter_map(|(name, object)| Some((name?, object))).collect())
    }

    /// A list of pairs; its tail is read in a loop, because a list can be long.
    fn pairs(&mut self, flags: u32, depth: usize) -> Found<Object> {
        let mut pairs = Vec::new();
        let mut attributes = Vec::new();
        let mut flags = flags;
        loop {
            if flags & 0x200 != 0 {
                attributes = self.attributes(depth)?;
            }
            let mut name = None;
            if flags & 0x400 != 0
                && let Value::Symbol(symbol) = self.item(depth + 1)?.value
            {
                name = Some(symbol);
            }
            pairs.push((name, self.item(depth + 1)?));
            let next = self.bytes;
            flags = self.int()?.cast_unsigned();
            match flags & 0xff {
                254 => return Ok(Object { value: Value::Pairs(pairs), attributes }),
                2 | 3 | 5 | 6 | 17 => {}
                _ => {
                    // A tail that is no list is an object of its own.
                    self.bytes = next;
                    pairs.push((None, self.item(depth + 1)?));
                    return Ok(Object { value: Value::Pairs(pairs), attributes });
                }
            }
        }
    }

    fn text(&mut self, levels: u32) -> Found<Value> {
        let length = self.int()?;
        let Ok(length) = usize::try_from(length) else { return Ok(Value::Text([None].into())) };
        let bytes = self.take(length)?;
        let is_latin = levels & 4 != 0;
        let text = match std::str::from_utf8(bytes) {
            Ok(text) if !is_latin => text.to_owned(),
            _ => bytes.iter().copied().map(char::from).collect(),
        };
        Ok(Value::Text([Some(text.into())].into()))
    }

    fn texts(&mut self, depth: usize) -> Found<Value> {
        let length = self.length()?;
        let mut texts = Vec::new();
        for _ in 0..length {
            texts.push(self.item(depth + 1)?.texts().and_then(|texts| texts.first().cloned()).flatten());
        }
        Ok(Value::Text(texts.into()))
    }

    fn whole(&mut self) -> Found<Value> {
        let length = self.length()?;
        let bytes = self.take(length.saturating_mul(4))?;
        let cell = |chunk: &[u8]| i32::from_be_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]);
        Ok(Value::Whole(bytes.chunks_exact(4).map(cell).collect()))
    }

    fn numbers(&mut self) -> Found<Value> {
        let length = self.length()?;
        let bytes = self.take(length.saturating_mul(8))?;
        let number = |chunk: &[u8]| chunk.try_into().map_or(f64::NAN, f64::from_be_bytes);
        Ok(Value::Number(bytes.chunks_exact(8).map(number).collect()))
    }

    /// A vector in another representation: a sequence by its ends, numbers that are to be texts, a wrapped vector.
    fn alternative(&mut self, depth: usize) -> Found<Object> {
        let (class, state, attributes) = (self.item(depth + 1)?, self.item(depth + 1)?, self.item(depth + 1)?);
        let Value::Pairs(class) = class.value else { return Err("a vector of no class") };
        let Some(Value::Symbol(class)) = class.first().map(|(_, object)| &object.value) else {
            return Err("a vector of no class");
        };
        let value = match (&**class, &state.value) {
            ("compact_intseq", Value::Number(ends)) => {
                Value::Whole(sequence(ends)?.map(|number| number as i32).collect())
            }
            ("compact_realseq", Value::Number(ends)) => Value::Number(sequence(ends)?.collect()),
            ("deferred_string", Value::Pairs(pairs)) => texts_of(pairs.first().map(|(_, object)| &object.value))?,
            (_, Value::List(items)) if class.starts_with("wrap_") => {
                items.first().map(|object| object.value.clone()).unwrap_or_default()
            }
            (_, Value::Pairs(pairs)) if class.starts_with("wrap_") => {
                pairs.first().map(|(_, object)| object.value.clone()).unwrap_or_default()
            }
            _ => return Err("a vector in a representation that is not known"),
        };
        let Value::Pairs(pairs) = attributes.value else { return Ok(Object { value, attributes: Vec::new() }) };
        let attributes = pairs.into_iter().filter_map(|(name, object)| Some((name?, object))).collect();
        Ok(Object { value, attributes })
    }
}

/// The longest sequence that is written out.
const LONGEST: f64 = 1e8;

fn sequence(ends: &[f64]) -> Found<impl Iterator<Item = f64>> {
    let [length, first, step] = *ends else { return Err("a sequence without ends") };
    if !(0.0..=LONGEST).contains(&length) {
        return Err("a sequence without end");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    let length = length as u32;
    Ok((0..length).map(move |index| first + f64::from(index) * step))
}

fn texts_of(value: Option<&Value>) -> Found<Value> {
    let texts: Vec<Option<Rc<str>>> = match value {
        Some(Value::Whole(cells)) => {
            cells.iter().map(|cell| (*cell != i32::MIN).then(|| cell.to_string().into())).collect()
        }
        Some(Value::Number(cells)) => {
            cells.iter().map(|cell| (!cell.is_nan()).then(|| super::number(*cell).into())).collect()
        }
        _ => return Err("texts of an unknown kind"),
    };
    Ok(Value::Text(texts.into()))
}
