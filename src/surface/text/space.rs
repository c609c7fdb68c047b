//! What was done about the free space of a drive: how much was reached, and what can't be.

use crate::formats::entry::SpaceMethod;
use crate::powers::medium::ReadBack;
use crate::surface::errors::say;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Voice, both};
use crate::verbs::destroy::space::{Report, SpaceReport};

use super::not_on_record;

/// What `destroy --fill` and `--trim` did on one drive.
pub fn space(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    space_lines(&mut page, &report.space);
    not_on_record(&mut page, &report.who);
    page.into_text()
}

/// Act by act, then once what neither reaches.
pub(super) fn space_lines(page: &mut Page<'_>, space: &[SpaceReport]) {
    let voice = page.voice;
    space.iter().for_each(|done| one(page, done));
    let did = |method| {
        space.iter().any(|done: &SpaceReport| done.method == method && done.problem.is_none())
    };
    if did(SpaceMethod::Filled) {
        page.line(both!(
            voice,
            "Not reached by filling: the ends of blocks behind living files, the journal and tables of the file system, \
             what the drive keeps for itself (old blocks of flash, spare sectors).",
            "Niet bereikt met volschrijven: het eind van blokken achter gewone bestanden, journaal en tabellen van het \
             bestandssysteem, wat de schijf voor zichzelf houdt (oude blokken van flash, reservesectoren)."
        ));
    }
    if did(SpaceMethod::Trimmed) {
        page.line(both!(
            voice,
            "What a drive does after a trim, and when, it alone knows: nothing is proven by it.",
            "Wat een schijf na een trim doet, en wanneer, weet alleen de schijf: bewezen is er niets mee."
        ));
    }
}

fn one(page: &mut Page<'_>, done: &SpaceReport) {
    let (voice, label) = (page.voice, &done.medium);
    if let Some(why) = &done.problem {
        let said = say(voice, why);
        let why = said.message;
        page.line(match done.method {
            SpaceMethod::Filled => both!(
                voice,
                "The free space was not filled: {why}",
                "De vrije ruimte is niet volgeschreven: {why}"
            ),
            SpaceMethod::Trimmed => both!(
                voice,
                "The free space was not trimmed: {why}",
                "De vrije ruimte is niet vrijgegeven (trim): {why}"
            ),
        });
        page.next(said.help);
        return;
    }
    let (bytes, fs) = (voice.size(done.bytes), &done.file_system);
    page.line(match (done.method, done.read_back) {
        (SpaceMethod::Filled, Some(ReadBack::PastCache)) => both!(
            voice,
            "{label} ({fs}): {bytes} of free space written over, read back from the drive, given free again.",
            "{label} ({fs}): {bytes} vrije ruimte overschreven, teruggelezen van de schijf, weer vrijgegeven."
        ),
        (SpaceMethod::Filled, _) => both!(
            voice,
            "{label} ({fs}): {bytes} of free space written over, read back (though perhaps from this PC's memory), \
             given free again.",
            "{label} ({fs}): {bytes} vrije ruimte overschreven, teruggelezen (misschien uit het geheugen van deze pc), \
             weer vrijgegeven."
        ),
        (SpaceMethod::Trimmed, _) => both!(
            voice,
            "{label} ({fs}): the drive was told that {bytes} hold nothing (trim).",
            "{label} ({fs}): de schijf weet nu dat {bytes} leeg zijn (trim)."
        ),
    });
    if let Some(left) = done.left.filter(|left| *left > 0) {
        page.under(both!(
            voice,
            "{left} of free space took nothing: the file system keeps it back",
            "{left} vrije ruimte nam niets aan: het bestandssysteem houdt die achter",
            left = voice.size(left)
        ));
    }
}
