//! What a search of a bare drive found of what was destroyed there: what was looked for, where, and no more than that.

use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Voice, both, one_or};
use crate::verbs::destroy::scan::{FoundReport, Report};

use super::not_on_record;

/// Bundle by bundle, then what the search can't say.
pub fn scan(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "{source}: {bytes} searched, as {drive}.",
        "{source}: {bytes} doorzocht, als {drive}.",
        source = report.source,
        bytes = voice.size(report.bytes),
        drive = report.medium
    ));
    report.bundles.iter().for_each(|bundle| found(&mut page, bundle));
    for bundle in &report.unnoted {
        page.line(both!(
            voice,
            "{bundle}: not looked for, since this PC noted no sectors of it.",
            "{bundle}: niet gezocht: deze pc heeft er geen sectoren van genoteerd."
        ));
    }
    if report.unread > 0 {
        page.line(both!(
            voice,
            "{bytes} could not be read: what stands there is not known.",
            "{bytes} was niet te lezen: wat daar staat, is niet bekend.",
            bytes = voice.size(report.unread)
        ));
    }
    if !report.recognised {
        page.line(both!(
            voice,
            "No file of {drive} was seen there: look whether it is that drive.",
            "Daar is geen bestand van {drive} gezien: kijk of het die schijf is.",
            drive = report.medium
        ));
    }
    page.line(both!(
        voice,
        "Of a bundle all sectors of its keys are looked for, and of the rest a sample: whole sectors, each from a border of \
         512 bytes on. What stands elsewhere, as in a file system's tables or in something packed, is not found. \
         What a drive keeps for itself, as old blocks of flash, no search reaches.",
        "Van een bundel worden alle sectoren van de sleutels gezocht, en van de rest een steekproef: hele sectoren, elk vanaf \
         een grens van 512 bytes. Wat anders staat, zoals in de tabellen van een bestandssysteem of in iets \
         ingepakts, wordt niet gevonden. Wat een schijf voor zichzelf houdt, zoals oude blokken van flash, is niet te doorzoeken."
    ));
    not_on_record(&mut page, &report.who);
    page.into_text()
}

fn found(page: &mut Page<'_>, bundle: &FoundReport) {
    let (voice, id, found) = (page.voice, bundle.bundle, &bundle.found);
    let (some, all) = (voice.number(found.found), voice.number(found.sectors));
    page.line(both!(
        voice,
        "{id}: {some} of {all} sectors found.",
        "{id}: {some} van {all} sectoren gevonden."
    ));
    if found.places.is_empty() {
        return;
    }
    page.under(both!(
        voice,
        "at {byte} {places}",
        "op {byte} {places}",
        byte = one_or(found.places.len() as u64, "byte", "bytes"),
        places = voice.all_of(&found.places)
    ));
}
