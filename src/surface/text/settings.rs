//! Where another home's settings differ from this one's.

use crate::surface::page::Page;
use crate::surface::voice::{Voice, both, tied};
use crate::things::settings::{Difference, OtherSettings};

/// What differs, and what to type to take it.
pub fn settings(voice: &Voice, all: &[OtherSettings]) -> String {
    let mut page = Page::new(voice);
    all.iter().for_each(|other| one(&mut page, other));
    page.into_text()
}

fn one(page: &mut Page<'_>, other: &OtherSettings) {
    let (voice, OtherSettings { medium, file, .. }) = (page.voice, other);
    for Difference { setting, here, there, commands } in &other.differing {
        let (here, there) = (voice.setting(here), voice.setting(there));
        page.line(both!(
            voice,
            "Another home's settings, on {medium}, differ: {setting} is {here} here, and {there} there.",
            "De instellingen van een andere pc, op {medium}, wijken af: {setting} is hier {here} en daar {there}."
        ));
        for command in commands.iter().map(|command| tied(command)) {
            page.line(both!(
                voice,
                "If a person of yours made that so, type: {command}",
                "Heeft iemand van u dat zo ingesteld, typ dan: {command}"
            ));
        }
    }
    if !other.differing.is_empty() {
        page.line(both!(voice, "Nothing of it was changed.", "Er is niets gewijzigd."));
        page.next(both!(
            voice,
            "make them alike, here or in the other home: edit {file}",
            "maak ze gelijk, hier of op de andere pc: pas {file} aan"
        ));
    }
}
