//! Drives that are connected although they are lost on record.

use std::collections::BTreeSet;

use crate::surface::page::Page;
use crate::surface::voice::{Voice, both};

/// That they don't count, and what finds each of them again.
pub fn lost_here(voice: &Voice, labels: &BTreeSet<String>) -> String {
    let mut page = Page::new(voice);
    for label in labels {
        page.line(both!(
            voice,
            "{label} is connected, and is lost on record: its copies don't count.",
            "{label} is aangesloten, maar staat als vermist te boek: de kopieën daarop tellen niet."
        ));
        page.next(both!(
            voice,
            "if it is back: {found}, then {verify}",
            "als die terug is: {found}, dan {verify}",
            found = voice.kluis(&["medium", "found", label]),
            verify = voice.kluis(&["verify", label])
        ));
    }
    page.into_text()
}
