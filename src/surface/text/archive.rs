//! What a run of `archive` did, or would do.

use crate::powers::medium::ReadBack;
use crate::rules::retention::End;
use crate::surface::errors::{missed_words, open_words, record_words};
use crate::surface::page::Page;
use crate::surface::voice::{Noun, Voice, both, one_or, tied};
use crate::verbs::archive::{
    AlreadyReport, BundleReport, CopyReport, LeftReport, Report, RuleReport, SampleFault,
    SampleReport, WhyLeft,
};
use crate::words::day::Day;
use crate::words::lang::Lang;

use super::medium::one_device;
use super::{broken_lines, indication, to_verify, until_it_counts};

/// How many lines a list of files has before the rest is only counted; `--json` has them all.
const LINES_MAX: usize = 20;

/// The rules and the end first, then what was sealed where, then what was not and why.
pub fn archive(voice: &Voice, report: &Report) -> String {
    let mut page = Page::new(voice);
    report.rules.iter().for_each(|rule| rule_lines(&mut page, rule));
    if report.files > 0 {
        end_lines(&mut page, &report.end, report.due_from);
    }
    if let Some(stale) = &report.stale {
        page.line(both!(
            voice,
            "Look at the date again: the newest of these files, {path}, was last changed on {day}.",
            "Kijk de datum na: het nieuwste van deze bestanden, {path}, is op {day} voor het laatst gewijzigd.",
            path = stale.path,
            day = voice.day(stale.modified)
        ));
    }
    if report.dry_run {
        page.line(both!(
            voice,
            "Would seal {files} ({bytes}). Nothing was written.",
            "Zou {files} ({bytes}) verzegelen. Er is niets geschreven.",
            files = voice.count(report.files, Noun::File),
            bytes = voice.size(report.bytes)
        ));
    }
    for bundle in &report.bundles {
        bundle_lines(&mut page, bundle, report.copies_wanted);
    }
    for bundle in &report.copied {
        page.line(both!(
            voice,
            "Copied {id}, sealed before, onto a drive that lacked it.",
            "{id}, eerder verzegeld, gekopieerd naar een schijf waar die nog niet op stond.",
            id = bundle.bundle
        ));
        bundle.copies.iter().for_each(|copy| copy_line(&mut page, copy));
    }
    for shared in &report.shared {
        page.line(both!(
            voice,
            "Also a source of {vault}: {path}",
            "Ook een bron van {vault}: {path}",
            vault = shared.vault,
            path = shared.path
        ));
    }
    report.already.iter().for_each(|already| already_lines(&mut page, already, report));
    broken_lines(&mut page, &report.broken);
    to_verify(&mut page, &report.to_verify);
    for missed in &report.missed {
        page.line(format!("{}: {}", missed.medium, missed_words(voice, &missed.why)));
    }
    put_in_order(&mut page, report);
    left_lines(&mut page, &both!(voice, "Not sealed", "Niet verzegeld"), &report.left);
    if report.asked_to_move {
        moved_lines(&mut page, report);
    }
    for drives in &report.same_device {
        if let Some((last, others)) = drives.split_last() {
            one_device(&mut page, others, last);
        }
    }
    waiting_lines(&mut page, report);
    away_lines(&mut page, report);
    page.into_text()
}

fn rule_lines(page: &mut Page<'_>, rule: &RuleReport) {
    let voice = page.voice;
    let (name, note) = match voice.lang {
        Lang::En => (&rule.name_en, &rule.note),
        Lang::Nl => (&rule.name_nl, &rule.note_nl),
    };
    let date = match rule.date {
        Some(date) => both!(voice, "date {date}", "datum {date}", date = voice.given(date)),
        None => {
            both!(voice, "open: its event is still to come", "open: de gebeurtenis moet nog komen")
        }
    };
    page.line(format!("{} ({name}), {date}; {}", rule.class, rule.basis));
    if rule.hardly_suits {
        page.line(both!(
            voice,
            "Records of this class must go within weeks: a drive in a safe hardly suits them.",
            "Stukken van deze categorie moeten binnen weken weg: een schijf in een kluis past daar slecht bij."
        ));
    }
    if let Some(note) = note {
        page.line(both!(voice, "Note: {note}", "Let op: {note}"));
    }
}

fn end_lines(page: &mut Page<'_>, end: &End, due_from: Option<Day>) {
    let voice = page.voice;
    match (end.open, end.keep_through) {
        (true, _) => page.line(both!(
            voice,
            "Kept until its end is known. This version of kluis can't record that yet; until a later one does, \
             nothing here can be destroyed.",
            "Bewaren tot het einde bekend is. Deze versie van kluis kan dat nog niet vastleggen; tot een latere \
             dat kan, is hiervan niets te vernietigen."
        )),
        (false, Some(day)) => {
            let day = voice.day(day);
            page.line(match due_from.map(|due| voice.day(due)) {
                Some(due) => both!(
                    voice,
                    "Kept through {day}; may be destroyed from {due}.",
                    "Bewaren tot en met {day}; te vernietigen vanaf {due}."
                ),
                None => both!(voice, "Kept through {day}.", "Bewaren tot en met {day}."),
            });
        }
        (false, None) => {}
    }
    if let Some(day) = end.delete_from.map(|day| voice.day(day)) {
        page.line(both!(voice, "Must be deleted from {day}.", "Verwijderen vanaf {day}."));
    }
    if !end.open {
        page.line(indication(voice));
    }
}

fn bundle_lines(page: &mut Page<'_>, bundle: &BundleReport, wanted: u32) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "Sealed {id}: {records}, {bytes}.",
        "{id} verzegeld: {records}, {bytes}.",
        id = bundle.bundle,
        records = voice.count(bundle.records, Noun::Record),
        bytes = voice.size(bundle.bytes)
    ));
    bundle.copies.iter().for_each(|copy| copy_line(page, copy));
    let verified =
        bundle.copies.iter().filter(|copy| copy.read_back == ReadBack::PastCache).count();
    if verified < wanted as usize {
        page.under(both!(
            voice,
            "{verified} of {wanted} copies that this vault wants.",
            "{verified} van {wanted} kopieën die deze kluis wil."
        ));
    }
    if let Some(sample) = &bundle.sample {
        sample_lines(page, sample);
    }
}

pub(super) fn copy_line(page: &mut Page<'_>, copy: &CopyReport) {
    let (voice, label) = (page.voice, &copy.medium);
    let Some(after) = copy.counts_after else {
        page.under(both!(
            voice,
            "{label}: read back from the drive, and the same.",
            "{label}: teruggelezen van de schijf, gelijk."
        ));
        return;
    };
    page.under(both!(
        voice,
        "{label}: read back, though perhaps from this PC's memory: it lets no source go yet.",
        "{label}: teruggelezen, maar misschien uit het geheugen van deze pc: er kan nog geen bron weg."
    ));
    page.next(until_it_counts(voice, label, after));
}

fn sample_lines(page: &mut Page<'_>, sample: &SampleReport) {
    let (voice, label) = (page.voice, &sample.medium);
    if let Some(fault) = &sample.fault {
        let fault = match fault {
            SampleFault::Closed(problem) => open_words(voice, problem),
            SampleFault::Record { name, damage } => {
                format!("{name}: {}", record_words(voice, damage))
            }
            SampleFault::NotInIndex => {
                both!(voice, "a record is not in its index", "een stuk staat niet in de index")
            }
        };
        page.under(both!(
            voice,
            "Sample from {label}: NOT the same, so this copy does not count: {fault}",
            "Steekproef van {label}: NIET gelijk, dus deze kopie telt niet: {fault}"
        ));
        page.next(both!(
            voice,
            "{repair}, then {verify}: once that finds it whole, it counts.",
            "{repair}, dan {verify}: zodra die alles heel vindt, telt de kopie.",
            repair = voice.kluis(&["repair", label]),
            verify = voice.kluis(&["verify", label, "--deep"])
        ));
        return;
    }
    page.under(both!(
        voice,
        "Sample from {label}: {records} restored, and the same.",
        "Steekproef van {label}: {records} teruggehaald, gelijk.",
        records = voice.count(sample.records, Noun::Record)
    ));
    if !sample.key_opened {
        page.under(both!(
            voice,
            "The key on the drive was not tried: that takes your key file: {verify}",
            "De bundelsleutel is niet geprobeerd: daar is uw sleutel voor nodig: {verify}",
            verify = voice.kluis(&["verify", "--deep"])
        ));
    }
}

/// Where files stand that are not sealed again, until when, and whether the copies there are enough.
fn already_lines(page: &mut Page<'_>, already: &AlreadyReport, report: &Report) {
    let voice = page.voice;
    let end = &already.end;
    let until = match (end.open, end.keep_through, end.delete_from) {
        (true, _, _) => {
            both!(voice, "kept until its end is known", "te bewaren tot het einde bekend is")
        }
        (false, Some(day), _) => {
            both!(voice, "kept through {day}", "te bewaren tot en met {day}", day = voice.day(day))
        }
        (false, None, Some(day)) => both!(
            voice,
            "to be deleted from {day}",
            "te verwijderen vanaf {day}",
            day = voice.day(day)
        ),
        (false, None, None) => both!(voice, "with no end", "zonder einddatum"),
    };
    page.line(both!(
        voice,
        "{files} {stand} in {id} already, {until}: not sealed again.",
        "{files} {staan} al in {id}, {until}: niet opnieuw verzegeld.",
        files = voice.count(already.files, Noun::File),
        stand = one_or(already.files, "stands", "stand"),
        staan = one_or(already.files, "staat", "staan"),
        id = already.bundle
    ));
    if !already.damaged_on.is_empty() {
        page.under(both!(
            voice,
            "{copies} of {wanted} copies that this vault wants; damaged: the one on {drives}.",
            "{copies} van {wanted} kopieën die deze kluis wil; beschadigd: die op {drives}.",
            copies = already.copies,
            wanted = report.copies_wanted,
            drives = voice.all_of(&already.damaged_on)
        ));
    }
}

/// What an earlier run that was cut off had left.
fn put_in_order(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    for bundle in &report.cleared {
        page.line(both!(
            voice,
            "{bundle}: left unfinished by an earlier run, and removed.",
            "{bundle}: door een eerdere opdracht onaf achtergelaten, en verwijderd."
        ));
    }
    if report.set_aside > 0 {
        page.line(both!(
            voice,
            "The last entries of a run that was cut off were set aside: they never counted.",
            "De laatste regels van een afgebroken opdracht zijn opzijgezet: die telden nooit mee."
        ));
    }
}

fn waiting_lines(page: &mut Page<'_>, report: &Report) {
    let (voice, waiting) = (page.voice, report.waiting.len() as u64);
    if waiting == 0 {
        return;
    }
    page.line(both!(
        voice,
        "{bundles} {wait} on this PC, encrypted, for a drive that is not connected.",
        "{bundles} {wachten}, versleuteld, op deze pc tot de andere schijf is aangesloten.",
        bundles = voice.count(waiting, Noun::Bundle),
        wait = one_or(waiting, "waits", "wait"),
        wachten = one_or(waiting, "wacht", "wachten")
    ));
    page.next(both!(
        voice,
        "plug that drive in, by itself if you like, then {command}",
        "sluit die schijf aan, zo nodig alleen die, dan {command}",
        command = voice.kluis(&["copy", "--all", "--to", &both!(voice, "MEDIUM", "SCHIJF")])
    ));
}

/// Which drives to fetch, where this vault wants more copies than there are drives here.
fn away_lines(page: &mut Page<'_>, report: &Report) {
    let few = |bundle: &BundleReport| bundle.copies.len() < report.copies_wanted as usize;
    let wanting = report.dry_run || report.bundles.iter().any(few) || !report.not_moved.is_empty();
    if !wanting || report.away.is_empty() {
        return;
    }
    let (voice, away) = (page.voice, report.away.join(", "));
    let verify = voice.kluis(&["verify", &both!(voice, "PATH", "MAP")]);
    if report.drives_named {
        page.line(both!(
            voice,
            "Not named with --to: {away}. Without --to every connected drive gets its copy.",
            "Niet genoemd met --to: {away}. Zonder --to krijgt elke aangesloten schijf een kopie."
        ));
        return;
    }
    page.line(both!(voice, "Not connected: {away}.", "Niet aangesloten: {away}."));
    if report.dry_run {
        page.next(both!(
            voice,
            "plug it in first, or name where it is with --to PATH",
            "sluit die eerst aan, of noem met --to MAP waar die staat"
        ));
        return;
    }
    if report.waiting.is_empty() {
        page.next(both!(
            voice,
            "plug it in beside one that is, and give the same command again: it makes the missing copies",
            "sluit die aan naast een schijf die er al is, en geef dezelfde opdracht: die maakt de kopieën die nog \
             ontbreken"
        ));
    }
    page.line(both!(
        voice,
        "A drive that is connected all the same is found by its path: {verify}",
        "Een schijf die toch is aangesloten, vindt kluis met de map: {verify}"
    ));
}

pub(super) fn left_lines(page: &mut Page<'_>, title: &str, left: &[LeftReport]) {
    for LeftReport { path, why, detail } in left.iter().take(LINES_MAX) {
        let detail = detail.as_ref().map(|said| format!(" ({said})")).unwrap_or_default();
        let (why, path) = (why_left(page.voice, *why), tied(path));
        page.line(format!("{title}: {path}: {why}{detail}"));
    }
    if left.len() > LINES_MAX {
        let more = page.voice.number((left.len() - LINES_MAX) as u64);
        page.line(both!(
            page.voice,
            "{title}: {more} more; --json lists them.",
            "{title}: nog {more}; --json geeft ze alle."
        ));
    }
}

fn why_left(voice: &Voice, why: WhyLeft) -> String {
    match why {
        WhyLeft::Link => both!(
            voice,
            "a link, and links are not followed",
            "een koppeling, en die worden niet gevolgd"
        ),
        WhyLeft::Special => both!(voice, "no regular file", "geen gewoon bestand"),
        WhyLeft::Litter => both!(
            voice,
            "left behind by a program, no record",
            "achtergelaten door een programma, geen stuk"
        ),
        WhyLeft::EmptyFolder => both!(voice, "a folder without files", "een map zonder bestanden"),
        WhyLeft::StillActive => both!(voice, "used too recently", "te kort geleden gebruikt"),
        WhyLeft::Unreadable => both!(voice, "it can't be read", "niet te lezen"),
        WhyLeft::PathTooLong => both!(voice, "its path is too long", "het pad is te lang"),
        WhyLeft::Ours => both!(
            voice,
            "a drive, a vault or a bundle of kluis",
            "een schijf, een kluis of een bundel van kluis"
        ),
        WhyLeft::Changing => {
            both!(voice, "it kept changing while it was read", "bleef tijdens het lezen veranderen")
        }
        WhyLeft::TooFewCopies => {
            both!(voice, "too few verified copies yet", "nog te weinig gecontroleerde kopieën")
        }
        WhyLeft::NotSeenHere => both!(
            voice,
            "its copies were verified on another PC alone: plug the drives in here, then {command}",
            "de kopieën zijn alleen op een andere pc gecontroleerd: sluit de schijven hier aan, dan {command}",
            command = voice.kluis(&["verify"])
        ),
        WhyLeft::NotOpenedHere => both!(
            voice,
            "a deep look found a record wrong in a copy: plug the drives in here, then {command}",
            "een diepe controle vond een stuk in een kopie beschadigd: sluit de schijven hier aan, dan {command}",
            command = voice.kluis(&["verify", "--deep"])
        ),
        WhyLeft::NoCopyHere => both!(
            voice,
            "no drive that holds it is connected: plug one in, then {command}",
            "er is geen schijf aangesloten waar het op staat: sluit er een aan, dan {command}",
            command = voice.kluis(&["sweep"])
        ),
        WhyLeft::ChangedSince => {
            both!(voice, "it is not what was sealed any more", "is niet meer wat verzegeld is")
        }
        WhyLeft::NotRemovable => both!(voice, "it can't be removed", "niet te verwijderen"),
    }
}

fn moved_lines(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if report.moved > 0 {
        page.line(both!(
            voice,
            "Removed {files} ({bytes}) from this PC, each compared with what was sealed first.",
            "{files} ({bytes}) van deze pc verwijderd, elk na vergelijking met wat verzegeld is.",
            files = voice.count(report.moved, Noun::Source),
            bytes = voice.size(report.moved_bytes)
        ));
    }
    left_lines(page, &both!(voice, "Stays", "Blijft"), &report.not_moved);
    for (path, name) in report.attributes_lost.iter().take(LINES_MAX) {
        page.line(both!(
            voice,
            "{path}: its attribute {name} is not kept.",
            "{path}: het kenmerk {name} wordt niet bewaard."
        ));
    }
}
