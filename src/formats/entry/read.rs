//! A ledger line's bytes to an entry and back, exactly.
//!
//! A line is accepted when the entry that it gives is written as the very same bytes. Two ways lead
//! there: straight from bytes to entry to bytes, for the lines that this version writes itself
//! (tens of thousands, at each command); and through JSON values, for lines with names that it does
//! not know, and to say what is wrong with a refused one.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::document::{Unknown, from_value};
use super::head::check_heads;
use super::unreadable::{Fault, Unreadable, capped, ensure, whole, whole_numbers};
use super::{Entry, Event, Signer, Unread};
use crate::words::canonical::{self, NotCanonical};
use crate::words::limits::{LEDGER_LINE_BYTES_MAX, SIGNATURE_BYTES_MAX};
use crate::words::straight::push_line;

impl Entry {
    /// Reads one line with its LF, and demands its canonical bytes, format 1, nothing critical, a
    /// signature where the event is the disposer's and none where it is the sealer's.
    ///
    /// Whether the signature holds, and what lies around the line, is for others to ask.
    pub fn read(line: &[u8]) -> Result<Entry, Unreadable> {
        capped(line, LEDGER_LINE_BYTES_MAX)?;
        let entry = match read_straight(line) {
            Some(entry) => entry,
            None => read_through_values(line)?,
        };
        entry.check()?;
        Ok(entry)
    }

    fn check(&self) -> Result<(), Unreadable> {
        whole(self.seq, "seq")?;
        check_heads(&self.follows, "follows")?;
        let own = self.follows.iter().any(|head| head.writer == self.writer);
        ensure(!own, "follows", Fault::Unexpected)?;
        self.event.check()?;
        self.check_signature()
    }

    fn check_signature(&self) -> Result<(), Unreadable> {
        let Some(text) = &self.signature else {
            let needless = self.event.signer() == Signer::Sealer;
            return ensure(needless, "signature", Fault::Missing);
        };
        let may = self.event.signer() == Signer::Disposer || !self.is_known();
        ensure(may, "signature", Fault::Unexpected)?;
        ensure(text.len() as u64 <= SIGNATURE_BYTES_MAX, "signature", Fault::OutOfRange)?;
        let blob = STANDARD.decode(text).unwrap_or_default();
        ensure(blob.starts_with(b"SSHSIG"), "signature", Fault::Grammar)
    }
}

/// The entry, if nothing in the line is unknown and its bytes are the canonical ones.
fn read_straight(line: &[u8]) -> Option<Entry> {
    let entry: Entry = serde_json::from_slice(line).ok()?;
    // Values of any depth may hide under unknown names; the other way bounds them.
    (entry.is_known() && entry.unread.line.is_empty() && line_straight(&entry) == line)
        .then_some(entry)
}

fn read_through_values(line: &[u8]) -> Result<Entry, Unreadable> {
    let value: Value = canonical::read_line(line)?;
    whole_numbers(&value)?;
    let found = value.get("fields").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut entry: Entry = from_value(value)?;
    if let (true, Value::Object(known)) = (entry.is_known(), entry.all_fields()) {
        entry.unread.fields =
            found.into_iter().filter(|(name, _)| !known.contains_key(name)).collect();
    }
    if entry.line() == line { Ok(entry) } else { Err(NotCanonical::Bytes.into()) }
}

/// The line as serde writes it: canonical, as long as all types keep their fields in the order of
/// the names.
pub(super) fn line_straight(entry: &Entry) -> Vec<u8> {
    let mut line = Vec::with_capacity(1024);
    push_line(entry, &mut line);
    line
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("clock", &self.clock)?;
        map.serialize_entry::<_, [(); 0]>("critical", &[])?;
        map.serialize_entry("event", self.event.name())?;
        if self.unread.fields.is_empty() {
            map.serialize_entry("fields", &self.event)?;
        } else {
            map.serialize_entry("fields", &self.all_fields())?;
        }
        if !self.follows.is_empty() {
            map.serialize_entry("follows", &self.follows)?;
        }
        map.serialize_entry("format", &1)?;
        if let Some(note) = &self.note {
            map.serialize_entry("note", note)?;
        }
        map.serialize_entry("prev", &self.prev)?;
        map.serialize_entry("seq", &self.seq)?;
        if let Some(signature) = &self.signature {
            map.serialize_entry("signature", signature)?;
        }
        map.serialize_entry("time", &self.time)?;
        map.serialize_entry("writer", &self.writer)?;
        for (name, value) in &self.unread.line {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_map(Line)
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Name {
    Clock,
    Critical,
    Event,
    Fields,
    Follows,
    Format,
    Note,
    Prev,
    Seq,
    Signature,
    Time,
    Writer,
    Other(String),
}

/// Reads a line's names in their order: `event` stands before `fields`, and says what they are.
struct Line;

impl<'de> Visitor<'de> for Line {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a ledger line")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        let (mut clock, mut prev, mut seq, mut time, mut writer) = (None, None, None, None, None);
        let (mut word, mut event) = (None, None);
        let (mut follows, mut note, mut signature) = (Vec::new(), None, None);
        let (mut format, mut critical) = (None, None);
        let mut unread = Unknown::new();
        while let Some(name) = map.next_key()? {
            match name {
                Name::Clock => clock = Some(map.next_value()?),
                Name::Critical => critical = Some(map.next_value::<Vec<String>>()?),
                Name::Event => word = Some(map.next_value()?),
                Name::Fields => {
                    let word = word.take().ok_or_else(|| A::Error::missing_field("event"))?;
                    event = Some(Event::read(word, &mut map)?);
                }
                Name::Follows => follows = map.next_value()?,
                Name::Format => format = Some(map.next_value::<u64>()?),
                Name::Note => note = Some(map.next_value()?),
                Name::Prev => prev = Some(map.next_value()?),
                Name::Seq => seq = Some(map.next_value()?),
                Name::Signature => signature = Some(map.next_value()?),
                Name::Time => time = Some(map.next_value()?),
                Name::Writer => writer = Some(map.next_value()?),
                Name::Other(name) => {
                    unread.insert(name, map.next_value()?);
                }
            }
        }
        if format != Some(1) || critical.is_none_or(|names| !names.is_empty()) {
            return Err(A::Error::custom("another format, or something critical"));
        }
        let missing = A::Error::missing_field;
        Ok(Entry {
            seq: seq.ok_or_else(|| missing("seq"))?,
            writer: writer.ok_or_else(|| missing("writer"))?,
            prev: prev.ok_or_else(|| missing("prev"))?,
            time: time.ok_or_else(|| missing("time"))?,
            clock: clock.ok_or_else(|| missing("clock"))?,
            event: event.ok_or_else(|| missing("fields"))?,
            follows,
            note,
            signature,
            unread: Unread { line: unread, fields: Unknown::new() },
        })
    }
}
