//! Characters of names and patterns: their normal form, and a spelling in one byte each, which is what `globset` can
//! match.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::formats::index::Record;
use crate::words::names::TrueName;

/// One byte for each character: printable ASCII is itself, each other character of the pattern has
/// a control character, and one more stands for all the rest.
pub struct Letters(Vec<char>);

impl Letters {
    const REST: char = '\u{1f}';

    pub fn of(pattern: &str) -> Option<Letters> {
        let mut special: Vec<char> = pattern.chars().filter(|c| !is_plain(*c)).collect();
        special.sort_unstable();
        special.dedup();
        (special.len() < Letters::REST as usize).then_some(Letters(special))
    }

    pub fn spell<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if text.chars().all(is_plain) {
            return text.into();
        }
        text.chars()
            .map(|c| if is_plain(c) { c } else { self.letter(c) })
            .collect::<String>()
            .into()
    }

    /// Sorted as the characters are, so that a range in a pattern stays a range.
    fn letter(&self, c: char) -> char {
        let at = self.0.binary_search(&c).ok();
        at.and_then(|at| char::from_u32(at as u32 + 1)).unwrap_or(Letters::REST)
    }
}

pub fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~')
}

/// A record's true name as text in normal form C; what is no text is U+FFFD.
pub fn normal(record: &Record) -> Cow<'_, str> {
    match &record.name {
        None => record.path.as_str().into(),
        Some(TrueName::Text(text)) if text.is_ascii() => (&**text).into(),
        Some(TrueName::Text(text)) => text.nfc().collect::<String>().into(),
        Some(TrueName::Bytes(bytes)) => {
            String::from_utf8_lossy(bytes).nfc().collect::<String>().into()
        }
        Some(TrueName::Utf16(units)) => {
            String::from_utf16_lossy(units).nfc().collect::<String>().into()
        }
    }
}
