//! Where another home's settings differ from this one's, and where this one's are looser than they were.

use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Voice, both, tied};
use crate::things::settings::{Difference, OtherSettings};
use crate::things::vault::CONFIG;
use crate::things::vault::loosened::Loosened;

/// What differs, and what to type to take it.
pub fn settings(voice: &Voice, all: &[OtherSettings]) -> Printed {
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
                "If somebody on your side made that so, type: {command}",
                "Heeft iemand bij u dat zo ingesteld, typ dan: {command}"
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

/// What `kluis.toml` says now and said before, and how a person says which was meant.
pub fn loosened(voice: &Voice, all: &[Loosened]) -> Printed {
    let mut page = Page::new(voice);
    for Loosened { setting, now, before } in all {
        page.line(both!(
            voice,
            "{file} says {setting} = {now}, and said {before} when it was read last: {before} counts until you accept this.",
            "In {file} staat {setting} = {now}, en bij de vorige keer {before}: {before} telt tot u dit aanvaardt.",
            file = CONFIG,
            now = voice.setting(now),
            before = voice.setting(before)
        ));
    }
    if !all.is_empty() {
        page.next(both!(
            voice,
            "if you changed it: {accept}; if not, put it back in {file}",
            "hebt u dit gewijzigd: {accept}; zo niet, zet het terug in {file}",
            accept = voice.kluis(&["repair", "--accept-settings"]),
            file = CONFIG
        ));
    }
    page.into_text()
}
