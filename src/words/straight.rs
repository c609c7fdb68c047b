//! Canonical JSON lines (format, §1) written straight from a value, without building a tree first:
//! an index has up to a million of them, and each command writes the whole ledger again to compare.
//!
//! The value's type must name its fields in sorted order; a test per type compares with
//! [`crate::words::canonical`].

use std::io;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;
use serde_json::ser::Formatter;

/// Appends the value's line, with its LF.
pub(crate) fn push_line<T: Serialize>(value: &T, out: &mut Vec<u8>) {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Ascii);
    value
        .serialize(&mut serializer)
        .expect("our own types have string keys, and writing to a Vec never fails");
    out.push(b'\n');
}

/// Compact JSON, in which what is not printable ASCII is `\uXXXX`.
struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        mut text: &str,
    ) -> io::Result<()> {
        // Quotes, backslashes and controls under U+0020 never come here: serde_json escapes them.
        if text.is_ascii() && !text.contains('\u{7f}') {
            return out.write_all(text.as_bytes());
        }
        while let Some(at) = text.bytes().position(|b| !matches!(b, b' '..=b'~')) {
            out.write_all(&text.as_bytes()[..at])?;
            let mut rest = text[at..].chars();
            for unit in rest.next().into_iter().flat_map(|c| {
                let mut units = [0; 2];
                let len = c.encode_utf16(&mut units).len();
                units.into_iter().take(len)
            }) {
                write!(out, "\\u{unit:04x}")?;
            }
            text = rest.as_str();
        }
        out.write_all(text.as_bytes())
    }
}

/// Serializes a tree with sorted keys, whatever order its maps have.
pub(crate) struct Sorted<'a>(pub(crate) &'a Value);

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(map) => {
                let mut pairs: Vec<_> = map.iter().collect();
                pairs.sort_by(|a, b| a.0.cmp(b.0));
                let mut out = s.serialize_map(Some(pairs.len()))?;
                for (key, item) in pairs {
                    out.serialize_entry(key, &Sorted(item))?;
                }
                out.end()
            }
            Value::Array(items) => {
                let mut out = s.serialize_seq(Some(items.len()))?;
                for item in items {
                    out.serialize_element(&Sorted(item))?;
                }
                out.end()
            }
            plain => plain.serialize(s),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::canonical;
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn a_line_is_the_canonical_one(
            text in any::<String>(),
            key in any::<String>(),
            n in any::<i32>(),
        ) {
            let odd = "\u{7f}\u{1}😀";
            let value = json!({ key: [text, n, null, true, {}], odd: {"b": 1, "a": []} });
            let mut line = Vec::new();
            push_line(&Sorted(&value), &mut line);
            prop_assert_eq!(line, canonical::line(&value));
        }
    }
}
