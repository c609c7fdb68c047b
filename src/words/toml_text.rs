//! Text that a person writes as TOML, read into values. What is wrong with it is said by line and kind: the reader's
//! own sentences are in one language.

use std::ops::Range;

use serde::de::DeserializeOwned;

/// Why a text is not the TOML that was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub struct NotToml {
    /// Counted from 1; none where the reader names no place.
    pub line: Option<usize>,
    pub fault: TomlFault,
}

/// What is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TomlFault {
    /// The line is no TOML.
    Syntax { text: String },
    /// Nothing has this name there: below this line in brackets, if any.
    Unknown { name: String, below: Option<String> },
    /// The value is of another kind than what it is for, or of another form.
    Value { text: String },
    /// Something that is needed is not there, below this line.
    Missing { text: String },
}

/// Reads a text.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, NotToml> {
    let place = |problem: &toml::de::Error| problem.span();
    if let Err(problem) = text.parse::<toml::Table>() {
        return Err(not_toml(text, place(&problem), |text, _| TomlFault::Syntax { text }));
    }
    toml::from_str(text).map_err(|problem| not_toml(text, place(&problem), misfit))
}

/// A fault and its line.
fn not_toml(
    text: &str,
    place: Option<Range<usize>>,
    fault: impl Fn(String, Spot<'_>) -> TomlFault,
) -> NotToml {
    let span = place.clone().unwrap_or_default();
    let start = boundary(text, span.start);
    let end = boundary(text, span.end.max(start));
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[from..].lines().next().unwrap_or_default().trim().to_owned();
    let below = text[..from].lines().rev().map(str::trim).find(|line| line.starts_with('['));
    let spot = Spot { below, here: &text[start..end], after: &text[end..] };
    let number = text[..start].matches('\n').count() + 1;
    NotToml { line: place.map(|_| number), fault: fault(line, spot) }
}

/// The start of the character that has this byte.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// What the reader points at, and what follows.
struct Spot<'t> {
    below: Option<&'t str>,
    here: &'t str,
    after: &'t str,
}

/// What doesn't fit in a text that is TOML: a name, a value, or something that is not there. The reader points at a
/// name before its `=`, at a value behind it, and at a whole table that lacks something.
fn misfit(text: String, spot: Spot<'_>) -> TomlFault {
    let here = spot.here.trim();
    if here.is_empty() || here.starts_with('[') && here.contains('\n') {
        return TomlFault::Missing { text };
    }
    let named = spot.after.trim_start_matches([' ', '\t']).starts_with(['=', ']', '.']);
    match named {
        true => {
            let below = spot.below.filter(|_| !here.starts_with('[')).map(str::to_owned);
            TomlFault::Unknown { name: here.to_owned(), below }
        }
        false if here.starts_with("[[") => TomlFault::Missing { text },
        false => TomlFault::Value { text },
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Settings {
        copies: u32,
        #[serde(default)]
        class: Vec<Class>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Class {
        id: String,
    }

    #[test]
    fn each_mistake_is_named_by_its_line_and_kind() {
        let fault = |text: &str| {
            let NotToml { line, fault } = read::<Settings>(text).unwrap_err();
            (line, fault)
        };
        let text = |text: &str| text.to_owned();
        assert_eq!(
            fault("copies = 2\n\ncopies = = 3\n"),
            (Some(3), TomlFault::Syntax { text: text("copies = = 3") })
        );
        assert_eq!(
            fault("# mine\ncopies = 2\ncopis = 2\n"),
            (Some(3), TomlFault::Unknown { name: text("copis"), below: None })
        );
        assert_eq!(
            fault("copies = 2\n[[clas]]\nid = 'x'\n"),
            (Some(2), TomlFault::Unknown { name: text("clas"), below: None })
        );
        assert_eq!(
            fault("copies = 2\n[[class]]\nid = 'x'\n\ncopies = 3\n"),
            (Some(5), TomlFault::Unknown { name: text("copies"), below: Some(text("[[class]]")) })
        );
        assert_eq!(
            fault("# één\ncopies = \"two\"\n"),
            (Some(2), TomlFault::Value { text: text("copies = \"two\"") })
        );
        assert_eq!(
            fault("copies = 2\n[[class]]\n"),
            (Some(2), TomlFault::Missing { text: text("[[class]]") })
        );
        assert!(matches!(fault(""), (_, TomlFault::Missing { .. })));
        assert!(matches!(fault("\u{e9}"), (Some(1), TomlFault::Syntax { .. })));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,80}", more in "[a-z\\[\\]=\"'\n é]{0,40}") {
            let _ = read::<Settings>(&text);
            let _ = read::<Settings>(&more);
        }
    }
}
