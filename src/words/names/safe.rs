//! The safe path as a type that carries proof: whoever holds one may join it to a folder on any
//! system. The grammar of format §4.6, as a reader checks it; [`super::escape`] is the writer's
//! half.

use std::fmt;

use unicode_normalization::is_nfc;

use super::escape::{ends_badly, is_reserved, stands_escaped};
use crate::words::limits::{PATH_BYTES_MAX, SAFE_COMPONENT_BYTES_MAX};

/// A safe path in bytes: every byte of the longest true path escaped.
const SAFE_PATH_BYTES_MAX: usize = 3 * PATH_BYTES_MAX;

/// A path that every target system can hold, under which stock tools lose nothing; ordered by its
/// bytes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SafePath(Box<str>);

/// Why a text is no safe path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum UnsafePath {
    Long { bytes: usize },
    EmptyComponent,
    LongComponent { bytes: usize },
    Character(char),
    Tilde,
    Edge,
    Reserved,
    NotNormal,
}

impl SafePath {
    /// Reads a foreign path, and demands the whole grammar of it.
    pub fn parse(text: &str) -> Result<SafePath, UnsafePath> {
        if text.len() > SAFE_PATH_BYTES_MAX {
            return Err(UnsafePath::Long { bytes: text.len() });
        }
        text.split('/').try_for_each(check_component)?;
        Ok(SafePath(text.into()))
    }

    /// A path whose components the namer made.
    pub(super) fn made(text: String) -> SafePath {
        SafePath(text.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its folders, joined by `/` and empty where there are none, and its last component.
    pub fn in_parts(&self) -> (&str, &str) {
        self.0.rsplit_once('/').unwrap_or(("", &self.0))
    }

    /// The path of which these are the parts: each as [`SafePath::in_parts`] gave it, of whatever path.
    pub(crate) fn of_parts(folder: &str, last: &str) -> SafePath {
        let slash = if folder.is_empty() { "" } else { "/" };
        SafePath([folder, slash, last].concat().into())
    }

    /// The last component.
    pub fn file_name(&self) -> &str {
        self.in_parts().1
    }

    /// The components under which any system can restore the record, first folder first: never
    /// empty, `.` or `..`.
    pub fn restore_components(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

impl fmt::Display for SafePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SafePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &self.0)
    }
}

impl std::borrow::Borrow<str> for SafePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

fn check_component(part: &str) -> Result<(), UnsafePath> {
    if part.is_empty() {
        return Err(UnsafePath::EmptyComponent);
    }
    if part.len() > SAFE_COMPONENT_BYTES_MAX {
        return Err(UnsafePath::LongComponent { bytes: part.len() });
    }
    let mut rest = part;
    while let Some(at) = rest.find(stands_escaped) {
        rest = match rest[at..].strip_prefix('~') {
            Some(after) => after_tilde(after).ok_or(UnsafePath::Tilde)?,
            None => {
                return Err(rest[at..]
                    .chars()
                    .next()
                    .map_or(UnsafePath::Tilde, UnsafePath::Character));
            }
        };
    }
    if part.starts_with(' ') || part.ends_with(ends_badly) {
        return Err(UnsafePath::Edge);
    }
    if is_reserved(part) {
        return Err(UnsafePath::Reserved);
    }
    if !part.is_ascii() && !is_nfc(part) {
        return Err(UnsafePath::NotNormal);
    }
    Ok(())
}

/// What follows the escape `~XX`, the hash `~` and 16 hex, or the mark `~2` … whose `~` stands
/// before `text`.
fn after_tilde(text: &str) -> Option<&str> {
    let run = |digit: fn(&u8) -> bool| text.bytes().take_while(digit).count();
    let mark = run(u8::is_ascii_digit);
    let hash = run(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let escape = run(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'));
    let ends = |len: usize| matches!(text.as_bytes().get(len), None | Some(b'.' | b'~'));
    if hash == 16 && ends(hash) {
        Some(&text[hash..])
    } else if mark > 0 && mark <= 7 && ends(mark) && !text.starts_with('0') && &text[..mark] != "1"
    {
        Some(&text[mark..])
    } else if escape >= 2 {
        Some(&text[2..])
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_the_grammar_is_read() {
        for text in [
            "a",
            "a/b/c.txt",
            "..a",
            "é",
            "日本/語.pdf",
            "😀",
            "a~3Ab",
            "~43ON",
            "~2E",
            ".~2E",
            "a~2",
            "a~2.txt",
            "a~12.tar.gz",
            "~20a~20",
            "console",
            "COM",
            "com10",
            "a.con",
            "a~0123456789abcdef",
            "a~FF~2",
            "a b",
        ] {
            let path = SafePath::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(path.as_str(), text);
            assert_eq!(path.restore_components().collect::<Vec<_>>().join("/"), text);
        }
        assert_eq!(SafePath::parse("a/b/c.txt").unwrap().file_name(), "c.txt");
        assert_eq!(SafePath::parse("a").unwrap().file_name(), "a");
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_reason() {
        use UnsafePath::*;
        let long = "a".repeat(201);
        let longer = "a/".repeat(3 * PATH_BYTES_MAX);
        for (text, reason) in [
            ("", EmptyComponent),
            ("/a", EmptyComponent),
            ("a/", EmptyComponent),
            ("a//b", EmptyComponent),
            (".", Edge),
            ("..", Edge),
            ("a/../b", Edge),
            ("a.", Edge),
            ("a ", Edge),
            ("a\u{a0}", Edge),
            ("a\u{3000}/b", Edge),
            (" a", Edge),
            ("a:b", Character(':')),
            ("a\\b", Character('\\')),
            ("a\0", Character('\0')),
            ("a\u{85}", Character('\u{85}')),
            ("a\u{2028}", Character('\u{2028}')),
            ("100%", Character('%')),
            ("a?", Character('?')),
            ("a~", Tilde),
            ("a~x", Tilde),
            ("a~3a", Tilde),
            ("a~1", Tilde),
            ("a~1.txt", Tilde),
            ("a~2b", Tilde),
            ("con", Reserved),
            ("x/Nul.txt", Reserved),
            ("COM¹", Reserved),
            ("lpt0.a.b", Reserved),
            ("conin$", Reserved),
            ("aux .txt", Reserved),
            ("e\u{301}", NotNormal),
            ("a~3C\u{327}", NotNormal),
            (&long, LongComponent { bytes: 201 }),
            (&longer, Long { bytes: 6 * PATH_BYTES_MAX }),
        ] {
            assert_eq!(SafePath::parse(text), Err(reason), "{text:.40}");
        }
    }
}
