//! Where the objects of a PDF lie, and what is in them (ISO 32000-2, 7.3.10, 7.5.7 and 7.5.8).
//!
//! The file is read from its start to its end, and of two objects with one number the later one counts. The
//! cross-reference table is not asked: what it says has to be checked in any case, a damaged file has none, and a file
//! that may be read here is small enough to be looked through. Refuses to know what an object is for, apart from those
//! that have others packed in them and those that name the root.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use memchr::memmem::{find, find_iter};

use super::filters::{Filter, Predictor};
use super::lexer::{Lexer, Token, is_space};
use super::value::{Value, entry, items};

/// So many objects may there be.
const OBJECTS_MAX: usize = 50_000;
/// So many bytes may all streams of one file have together, each as often as it is unpacked.
const UNPACKED_BYTES_MAX: usize = 16 << 20;
/// So many of these may be in streams that have objects packed in them.
const PACKED_BYTES_MAX: usize = 8 << 20;
/// So many bytes are read to find objects and what is in them, each as often as it is read.
const LOOKED_BYTES_MAX: usize = 32 << 20;
/// So much is added to these where an object is damaged: more is never read of a string in vain.
const DAMAGED_BYTES: usize = 64 << 10;
/// So long may a row be to which a predictor was applied.
const ROW_BYTES_MAX: usize = 1 << 16;
/// So many filters may one stream have.
const FILTERS_MAX: usize = 4;
/// So many references may point at each other.
const REFERENCES_MAX: usize = 8;

/// The objects of one file.
pub(super) struct Objects<'a> {
    file: &'a [u8],
    /// The streams that had objects packed in them.
    unpacked: Vec<Vec<u8>>,
    places: HashMap<u32, Place>,
    roots: Roots,
    unpacked_bytes_left: Cell<usize>,
    looked_bytes_left: Cell<usize>,
}

/// Where an object lies.
#[derive(Clone, Copy)]
struct Place {
    /// Where in the file it begins, or the stream does that it is packed in.
    order: usize,
    /// Which unpacked stream it is in; None where it is in the file itself.
    within: Option<usize>,
    at: usize,
    /// Where its stream's bytes begin and end.
    data: Option<(usize, usize)>,
}

/// What may be the root of the document.
#[derive(Default)]
struct Roots {
    /// The last one that a trailer names, or a stream that stands for one.
    named: Option<u32>,
    /// The last object that says so of itself.
    by_type: Option<u32>,
}

/// A dictionary and the bytes that it describes, as they lie in the file.
#[derive(Clone, Copy)]
pub(super) struct Stream<'s> {
    pub(super) dict: &'s [u8],
    data: &'s [u8],
}

/// What an object's own dictionary says while the file is looked through.
#[derive(Default)]
struct Head<'a> {
    kind: &'a [u8],
    long: Option<Value<'a>>,
    root: Option<u32>,
}

impl<'a> Head<'a> {
    /// Reads an object up to its end or to its stream. None where it is damaged.
    fn read(lexer: &mut Lexer<'a>) -> Option<Head<'a>> {
        let mut head = Head::default();
        let mut ahead = *lexer;
        if ahead.token() != Some(Token::DictOpens) {
            return lexer.value().map(|_| head);
        }
        *lexer = ahead;
        loop {
            let key = match lexer.token()? {
                Token::Name(key) => key,
                Token::DictCloses => return Some(head),
                _ => return None,
            };
            match (key, lexer.value()?) {
                (b"Type", Value::Name(kind)) => head.kind = kind,
                (b"Length", long) => head.long = Some(long),
                (b"Root", Value::Reference(root)) => head.root = Some(root),
                _ => {}
            }
        }
    }
}

impl<'a> Objects<'a> {
    /// None where there is too much of them.
    pub(super) fn new(file: &'a [u8]) -> Option<Objects<'a>> {
        let mut objects = Objects {
            file,
            unpacked: Vec::new(),
            places: HashMap::new(),
            roots: Roots::default(),
            unpacked_bytes_left: Cell::new(PACKED_BYTES_MAX),
            looked_bytes_left: Cell::new(LOOKED_BYTES_MAX),
        };
        for (number, order) in objects.look_through()? {
            // One that is damaged, or too long, leaves out what is packed in it.
            objects.unpack_objects(number, order);
        }
        let left = objects.unpacked_bytes_left.get();
        objects.unpacked_bytes_left.set(UNPACKED_BYTES_MAX - PACKED_BYTES_MAX + left);
        (objects.places.len() <= OBJECTS_MAX).then_some(objects)
    }

    /// Finds the objects in the file itself: the numbers of those with others packed in them, and where they begin.
    fn look_through(&mut self) -> Option<Vec<(u32, usize)>> {
        let (file, mut packed, mut from) = (self.file, Vec::new(), 0);
        while let Some((number, order, at)) = next_object(file, from) {
            self.trailers(from, order)?;
            let mut lexer = Lexer::new(file, at);
            let Some(head) = Head::read(&mut lexer) else {
                self.look(lexer.at - at + DAMAGED_BYTES)?;
                from = at;
                continue;
            };
            self.look(lexer.at - at)?;
            let data = self.stream_data(lexer, head.long);
            from = data.map_or(lexer.at, |(_, end)| end);
            match head.kind {
                b"ObjStm" if data.is_some() => packed.push((number, order)),
                b"Catalog" => self.roots.by_type = Some(number),
                b"XRef" => self.roots.named = head.root.or(self.roots.named),
                _ => {}
            }
            self.add(number, Place { order, within: None, at, data });
            if self.places.len() > OBJECTS_MAX {
                return None;
            }
        }
        self.trailers(from, file.len())?;
        Some(packed)
    }

    /// Takes the root out of the trailers between these places.
    fn trailers(&mut self, from: usize, to: usize) -> Option<()> {
        const WORD: &[u8] = b"trailer";
        for at in find_iter(&self.file[from..to], WORD) {
            let at = from + at + WORD.len();
            let mut lexer = Lexer::new(self.file, at);
            let body = lexer.value().and_then(Value::dict);
            self.look(lexer.at - at + if body.is_some() { 0 } else { DAMAGED_BYTES })?;
            if let Some(Value::Reference(root)) = body.and_then(|body| entry(body, b"Root")) {
                self.roots.named = Some(root);
            }
        }
        Some(())
    }

    /// Where the bytes of a stream lie whose dictionary was just read: so many as it says, where its end stands there.
    fn stream_data(&self, mut lexer: Lexer<'_>, long: Option<Value<'_>>) -> Option<(usize, usize)> {
        const END: &[u8] = b"endstream";
        if lexer.token() != Some(Token::Word(b"stream")) {
            return None;
        }
        let start = match &self.file[lexer.at..] {
            [b'\r', b'\n', ..] => lexer.at + 2,
            [b'\r' | b'\n', ..] => lexer.at + 1,
            _ => lexer.at,
        };
        let ends = |end: &usize| {
            let mut lexer = Lexer::new(self.file, *end);
            lexer.skip_space();
            self.file[lexer.at..].starts_with(END)
        };
        let long = long.and_then(|long| self.resolve(long).whole());
        let said =
            long.and_then(|long| start.checked_add(long)).filter(|end| *end <= self.file.len());
        let rest = &self.file[start..];
        let end =
            said.filter(ends).unwrap_or_else(|| start + find(rest, END).unwrap_or(rest.len()));
        Some((start, end))
    }

    /// Adds the objects that are packed in this stream, where it still counts.
    fn unpack_objects(&mut self, number: u32, order: usize) -> Option<()> {
        let stream = self.stream(number)?;
        let (first, count) = (self.get(stream.dict, b"First"), self.get(stream.dict, b"N"));
        let (first, count) = (first.whole()?, count.whole()?.min(OBJECTS_MAX));
        let bytes = self.unpack(stream)?.into_owned();
        let within = self.unpacked.len();
        let heads: Vec<(u32, usize)> = {
            let mut whole = items(bytes.get(..first)?).map_while(Value::whole);
            let pairs = std::iter::from_fn(|| Some((whole.next()?, whole.next()?)));
            pairs.take(count).filter_map(|(n, at)| Some((u32::try_from(n).ok()?, at))).collect()
        };
        for (number, at) in heads {
            if self.places.len() > OBJECTS_MAX {
                break;
            }
            let at = first.saturating_add(at);
            self.add(number, Place { order, within: Some(within), at, data: None });
        }
        self.unpacked.push(bytes);
        Some(())
    }

    /// A later object overrides an earlier one.
    fn add(&mut self, number: u32, place: Place) {
        let known = self.places.entry(number).or_insert(place);
        if place.order >= known.order {
            *known = place;
        }
    }

    /// Counts what is read; None where it is too much.
    fn look(&self, bytes: usize) -> Option<()> {
        self.looked_bytes_left.set(self.looked_bytes_left.get().checked_sub(bytes)?);
        Some(())
    }

    fn object(&self, number: u32) -> Option<Value<'_>> {
        let place = self.places.get(&number)?;
        let bytes = match place.within {
            Some(within) => self.unpacked.get(within)?.as_slice(),
            None => self.file,
        };
        let mut lexer = Lexer::new(bytes, place.at);
        let start = lexer.at;
        let value = lexer.value();
        self.look(lexer.at - start + if value.is_some() { 1 } else { DAMAGED_BYTES })?;
        value
    }

    /// What a value is in the end, where it points at another.
    pub(super) fn resolve<'s>(&'s self, mut value: Value<'s>) -> Value<'s> {
        for _ in 0..REFERENCES_MAX {
            let Value::Reference(number) = value else { return value };
            value = self.object(number).unwrap_or(Value::Null);
        }
        Value::Null
    }

    /// What a dictionary says under this name, as it is written. Null where it says nothing.
    pub(super) fn written<'s>(&'s self, dict: &'s [u8], name: &[u8]) -> Value<'s> {
        match self.look(dict.len()) {
            Some(()) => entry(dict, name).unwrap_or(Value::Null),
            None => Value::Null,
        }
    }

    /// The same, where what it points at is asked for.
    pub(super) fn get<'s>(&'s self, dict: &'s [u8], name: &[u8]) -> Value<'s> {
        self.resolve(self.written(dict, name))
    }

    pub(super) fn stream(&self, number: u32) -> Option<Stream<'_>> {
        let (start, end) = self.places.get(&number)?.data?;
        Some(Stream { dict: self.object(number)?.dict()?, data: self.file.get(start..end)? })
    }

    /// The stream that a value points at.
    pub(super) fn stream_of(&self, value: Value<'_>) -> Option<Stream<'_>> {
        match value {
            Value::Reference(number) => self.stream(number),
            _ => None,
        }
    }

    /// The root of the document: a trailer names it, or else it says so itself.
    pub(super) fn root(&self) -> Option<&[u8]> {
        let dict = |number| self.object(number).and_then(Value::dict);
        let root = self.roots.named.and_then(dict).filter(|root| entry(root, b"Pages").is_some());
        root.or_else(|| self.roots.by_type.and_then(dict))
    }

    /// The bytes that a stream stands for. None where they are packed in a way that is not read here, are damaged, or
    /// are too many together with all others.
    pub(super) fn unpack<'s>(&'s self, stream: Stream<'s>) -> Option<Cow<'s, [u8]>> {
        let filters = self.filters(stream.dict)?;
        let mut bytes = Cow::Borrowed(stream.data);
        for filter in &filters {
            let unpacked = filter.unpack(&bytes, self.unpacked_bytes_left.get());
            self.spend(unpacked.cost_bytes)?;
            bytes = Cow::Owned(unpacked.bytes?);
        }
        if filters.is_empty() {
            self.spend(bytes.len())?;
        }
        Some(bytes)
    }

    fn spend(&self, bytes: usize) -> Option<()> {
        self.unpacked_bytes_left.set(self.unpacked_bytes_left.get().checked_sub(bytes)?);
        Some(())
    }

    fn filters(&self, dict: &[u8]) -> Option<Vec<Filter>> {
        let (filter, parms) = (self.get(dict, b"Filter"), self.get(dict, b"DecodeParms"));
        let named = match filter {
            Value::Null => return Some(Vec::new()),
            Value::Name(_) => return Some(vec![self.filter(filter, parms)?]),
            Value::Array(named) => named,
            _ => return None,
        };
        let mut parms = items(parms.array().unwrap_or_default());
        let mut filters = Vec::new();
        for named in items(named) {
            if filters.len() == FILTERS_MAX {
                return None;
            }
            filters.push(self.filter(named, parms.next().unwrap_or(Value::Null))?);
        }
        Some(filters)
    }

    fn filter(&self, named: Value<'_>, parms: Value<'_>) -> Option<Filter> {
        match self.resolve(named).name()? {
            b"FlateDecode" => Some(Filter::Flate(self.predictor(self.resolve(parms).dict())?)),
            b"ASCIIHexDecode" => Some(Filter::Hex),
            b"ASCII85Decode" => Some(Filter::Base85),
            _ => None,
        }
    }

    fn predictor(&self, parms: Option<&[u8]>) -> Option<Predictor> {
        let Some(parms) = parms else { return Some(Predictor::Nothing) };
        let said = |name: &[u8], else_it_is: usize| match self.get(parms, name) {
            Value::Null => Some(else_it_is),
            said => said.whole().filter(|said| *said <= ROW_BYTES_MAX),
        };
        match said(b"Predictor", 1)? {
            1 => return Some(Predictor::Nothing),
            10..=15 => {}
            _ => return None,
        }
        let colors = said(b"Colors", 1)?;
        let bits = said(b"BitsPerComponent", 8)?;
        let row_bytes = colors.checked_mul(bits)?.checked_mul(said(b"Columns", 1)?)?.div_ceil(8);
        let pixel_bytes = (colors * bits).div_ceil(8);
        let fits = row_bytes <= ROW_BYTES_MAX && pixel_bytes > 0;
        fits.then_some(Predictor::Png { row_bytes, pixel_bytes })
    }
}

/// The next object from here on: its number, where its head begins and where that ends.
fn next_object(file: &[u8], from: usize) -> Option<(u32, usize, usize)> {
    const WORD: &[u8] = b"obj";
    /// So long may a number be that is written before it.
    const DIGITS_MAX: usize = 10;
    let rest = file.get(from..)?;
    find_iter(rest, WORD).find_map(|at| {
        let (before, _) = number_at_end(trim_space_end(&rest[..at]), DIGITS_MAX)?;
        let spaced = Some(trim_space_end(before)).filter(|spaced| spaced.len() < before.len())?;
        let (before, number) = number_at_end(spaced, DIGITS_MAX)?;
        Some((number, from + before.len(), from + at + WORD.len()))
    })
}

fn trim_space_end(bytes: &[u8]) -> &[u8] {
    let long = bytes.iter().rposition(|byte| !is_space(*byte)).map_or(0, |at| at + 1);
    &bytes[..long]
}

/// The number at the end of these bytes, and what stands before it.
fn number_at_end(bytes: &[u8], digits_max: usize) -> Option<(&[u8], u32)> {
    let start = bytes.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
    let digits = Some(&bytes[start..]).filter(|digits| digits.len() <= digits_max)?;
    Some((&bytes[..start], std::str::from_utf8(digits).ok()?.parse().ok()?))
}
