//! How the names begin that a pattern can fit, so that an index is read only where they can stand.

use crate::formats::index::Record;
use crate::words::names::SafePath;

use super::letters::{is_plain, normal};

/// What a glob gives a meaning to.
const MEANINGFUL: [char; 5] = ['*', '?', '[', '{', '\\'];

/// How the names begin that a pattern can fit, as far as the safe path says the same.
///
/// ASCII only: other letters have two normal forms, under which a folder may stand twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// Whole folders, each with its `/`.
    pub folders: String,
    /// How the next component begins.
    pub partial: String,
}

impl Prefix {
    pub fn of(pattern: &str) -> Option<Prefix> {
        let literal = pattern.split(MEANINGFUL).next().unwrap_or("");
        let (mut folders, mut partial) = (String::new(), "");
        for part in literal.split_inclusive('/') {
            match part.strip_suffix('/') {
                Some(folder) if is_itself(folder) => folders.push_str(part),
                other => {
                    partial = beginning(other.unwrap_or(part));
                    break;
                }
            }
        }
        let prefix = Prefix { folders, partial: partial.into() };
        (!prefix.text().is_empty()).then_some(prefix)
    }

    /// What the safe paths begin with, unless a mark tells one of the folders from another.
    pub fn text(&self) -> String {
        format!("{}{}", self.folders, self.partial)
    }

    /// Whether the record lies in these very folders.
    pub fn holds(&self, record: &Record) -> bool {
        normal(record).starts_with(&self.folders)
    }

    /// What safe paths begin with where one of the folders carries a mark.
    pub fn marked(&self) -> Vec<String> {
        let mut above = String::new();
        let mut marked = Vec::new();
        for part in self.folders.split_inclusive('/') {
            let folder = part.trim_end_matches('/');
            let stem = folder.rfind('.').filter(|at| *at > 0).map_or(folder, |at| &folder[..at]);
            marked.push(format!("{above}{stem}~"));
            above.push_str(part);
        }
        marked
    }
}

/// Whether the component stands in a safe path as it is, but for a mark.
fn is_itself(component: &str) -> bool {
    component.chars().all(|c| is_plain(c) && c != '~') && SafePath::parse(component).is_ok()
}

/// How a component begins in the safe path too, whatever follows.
fn beginning(part: &str) -> &str {
    /// Longer names are cut and hashed.
    const BYTES_MAX: usize = 100;
    /// The first bytes of names that Windows keeps, whose first byte is escaped.
    const KEPT: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];
    let odd = |c: char| !is_plain(c) || SafePath::parse(c.encode_utf8(&mut [0; 4])).is_err();
    let end = part.find(|c| odd(c) && !matches!(c, ' ' | '.')).unwrap_or(part.len());
    let part = &part[..end.min(BYTES_MAX)];
    // A mark would stand before the last dot; a dot or a space at the end would be escaped.
    let part = part.rfind('.').map_or(part, |dot| &part[..dot]).trim_end_matches([' ', '.']);
    let start = part.get(..3).unwrap_or(part).to_ascii_uppercase();
    let kept = KEPT.iter().any(|kept| kept.starts_with(&start));
    if kept || part.starts_with(' ') { "" } else { part }
}
