//! Where another home's settings differ from this one's.

use crate::things::settings::{Difference, OtherSettings};
use crate::words::text::shown;

/// What differs, and what to type to take it.
pub fn settings(all: &[OtherSettings]) -> String {
    all.iter().map(one).collect()
}

fn one(other: &OtherSettings) -> String {
    let (medium, file) = (shown(&other.medium), shown(&other.file));
    let mut text = String::new();
    for Difference { setting, here, there, commands } in &other.differing {
        text.push_str(&format!(
            "Another home's settings, on {medium}, differ: {} is {} here, and {} there.\n",
            shown(setting),
            shown(here),
            shown(there)
        ));
        for command in commands {
            text.push_str(&format!("If a person of yours made that so, type: {command}\n"));
        }
    }
    if !other.differing.is_empty() {
        text.push_str(&format!(
            "Nothing of it was changed. Next: make them alike, here or in the other home: edit {file}\n"
        ));
    }
    text
}
