//! What was learned of another home's settings.

use crate::things::settings::{Difference, JoinedSettings, Taken};
use crate::words::text::shown;

/// What was taken over, and what contradicts; with `quiet` the latter alone.
pub fn settings(all: &[JoinedSettings], quiet: bool) -> String {
    all.iter().map(|joined| one(joined, quiet)).collect()
}

fn one(joined: &JoinedSettings, quiet: bool) -> String {
    let (medium, file) = (shown(&joined.medium), shown(&joined.file));
    let mut text = String::new();
    if !joined.taken.is_empty() && !quiet {
        let taken: Vec<String> = joined.taken.iter().map(words).collect();
        text.push_str(&format!(
            "Taken over from another home's settings, on {medium}: {}.\n",
            taken.join(", ")
        ));
    }
    for Difference { setting, here, there } in &joined.differing {
        text.push_str(&format!(
            "Another home's settings, on {medium}, differ: {} is {} here, and {} there.\n",
            shown(setting),
            shown(here),
            shown(there)
        ));
    }
    if !joined.differing.is_empty() {
        text.push_str(&format!(
            "Nothing of it was changed. Next: make them alike, here or in the other home: edit {file}\n"
        ));
    }
    text
}

fn words(taken: &Taken) -> String {
    match taken {
        Taken::BookYear(year) => format!("book year {}..{}", year.from(), year.to()),
        Taken::Class(id) => format!("class {id}"),
        Taken::NoParityOn(label) => format!("no parity on {}", shown(label)),
    }
}
