//! Signers: the keys over time.

use crate::surface::errors::join_line;
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or, tied};
use crate::verbs::signer::{
    AddedReport, ListReport, ReplacedReport, Report, RetiredReport, SignerRole, SignerRow,
};

use super::not_on_record;

/// The signers, or what was replaced.
pub fn signer(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    match report {
        Report::List(report) => list(&mut page, report),
        Report::Replaced(report) => replaced(&mut page, report),
        Report::Added(report) => added(&mut page, report),
        Report::Retired(report) => retired(&mut page, report),
    }
    page.into_text()
}

fn list(page: &mut Page<'_>, report: &ListReport) {
    let voice = page.voice;
    let head = [
        both!(voice, "SIGNER", "ONDERTEKENAAR"),
        both!(voice, "NAME", "NAAM"),
        both!(voice, "SINCE", "SINDS"),
        both!(voice, "REPLACED", "VERVANGEN"),
        both!(voice, "THIS PC", "DEZE PC"),
    ];
    let row = |row: &SignerRow| {
        let here = if row.here { both!(voice, "yes", "ja") } else { String::new() };
        vec![
            role(voice, row.role),
            row.name.clone().unwrap_or_else(|| row.id.clone()),
            voice.time(row.since),
            row.replaced.map_or_else(String::new, |time| voice.time(time)),
            here,
        ]
    };
    page.table(&head.map(|title| (title, Lean::Left)), report.signers.iter().map(row));
    page.gap();
    page.line(both!(
        voice,
        "Their keys, in the same order:",
        "Hun sleutels, in dezelfde volgorde:"
    ));
    report.signers.iter().for_each(|row| page.line(tied(&row.key)));
    if report.two_persons {
        page.gap();
        page.line(both!(
            voice,
            "A release or a destruction takes two persons.",
            "Voor opheffen en vernietigen zijn twee personen nodig."
        ));
    }
    if report.quarantined > 0 {
        page.gap();
        quarantined(page, report.quarantined);
    }
}

fn role(voice: &Voice, role: SignerRole) -> String {
    match role {
        SignerRole::Disposer => both!(voice, "disposer", "beheerder"),
        SignerRole::Sealer => both!(voice, "sealer", "verzegelaar"),
    }
}

fn added(page: &mut Page<'_>, report: &AddedReport) {
    let voice = page.voice;
    let (name, id) = (&report.name, &report.id);
    page.line(match &report.replaces {
        None => both!(
            voice,
            "{name} signs as disposer from here on, with key {id}.",
            "{name} tekent voortaan als beheerder, met sleutel {id}."
        ),
        Some(old) => both!(
            voice,
            "{name} signs with key {id} from here on; {old} signs no more. It is the same person.",
            "{name} tekent voortaan met sleutel {id}; {old} tekent niet meer. Het is dezelfde persoon."
        ),
    });
    if let Some(other) = &report.counts_as {
        page.line(both!(
            voice,
            "This vault wants two persons: until another adds {name} too, the key counts as {other}.",
            "Deze kluis vraagt twee personen: tot een ander {name} ook toevoegt, telt de sleutel als {other}."
        ));
        let add = ["signer", "add", "--name", name.as_str(), "--signer", &word(voice)];
        page.next(both!(
            voice,
            "the other person: {add}",
            "de andere persoon: {add}",
            add = voice.kluis(&add)
        ));
    }
    page.line(persons(voice, report.persons));
    page.line(both!(
        voice,
        "Whoever knows the passphrase signs on every PC of this vault: --signer {quoted}",
        "Wie de wachtwoordzin kent, tekent op elke pc van deze kluis: --signer {quoted}",
        quoted = voice.words(&[name])
    ));
    not_on_record(page, &report.who);
}

/// What the second person is asked about a list.
pub(super) fn approve_all(voice: &Voice, bundles: u64) -> String {
    both!(
        voice,
        "Approve that {number} {are} destroyed? Nothing is destroyed now. [y/n]",
        "Goedkeuren dat {number} vernietigd {worden}? Er wordt nu niets vernietigd. [j/n]",
        number = voice.count(bundles, Noun::Bundle),
        are = one_or(bundles, "is", "are"),
        worden = one_or(bundles, "wordt", "worden")
    )
}

fn word(voice: &Voice) -> String {
    both!(voice, "NAME", "NAAM")
}

fn persons(voice: &Voice, number: usize) -> String {
    match number {
        1 => {
            both!(voice, "One person signs for this vault.", "Voor deze kluis tekent één persoon.")
        }
        number => both!(
            voice,
            "{number} persons sign for this vault.",
            "Voor deze kluis tekenen {number} personen."
        ),
    }
}

fn retired(page: &mut Page<'_>, report: &RetiredReport) {
    let voice = page.voice;
    let name = &report.name;
    page.line(both!(
        voice,
        "{name} signs no more. What {name} signed before stands.",
        "{name} tekent niet meer. Wat {name} eerder tekende, blijft gelden."
    ));
    page.line(persons(voice, report.persons));
    if report.too_few {
        page.line(both!(
            voice,
            "This vault wants two persons: nothing can be released or destroyed until another signs.",
            "Deze kluis vraagt twee personen: tot een ander tekent, kan niemand iets opheffen of vernietigen."
        ));
        page.next(voice.kluis(&["signer", "add", "--name", &word(voice)]));
    }
    not_on_record(page, &report.who);
}

/// What lines under a key that was replaced are worth.
fn quarantined(page: &mut Page<'_>, number: u64) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "{entries} under a replaced key {are} quarantined: only what the disposer signed there counts.",
        "{entries} onder een vervangen sleutel {staan} apart: alleen wat de beheerder ondertekende, telt.",
        entries = voice.count(number, Noun::Entry),
        are = one_or(number, "is", "are"),
        staan = one_or(number, "staat", "staan")
    ));
}

fn replaced(page: &mut Page<'_>, report: &ReplacedReport) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "The sealer's key is replaced. New: {new}",
        "De sleutel van de verzegelaar is vervangen. Nieuw: {new}",
        new = report.new
    ));
    page.line(both!(
        voice,
        "What was sealed and recorded before stands. From here on the old key is worth nothing.",
        "Wat eerder verzegeld en vastgelegd is, blijft gelden. De oude sleutel is nu niets meer waard."
    ));
    if report.quarantined > 0 {
        quarantined(page, report.quarantined);
    }
    if !report.bundles_lost.is_empty() {
        page.line(both!(
            voice,
            "Only such entries speak of {bundles}: none of their copies counts.",
            "Alleen zulke regels noemen {bundles}: geen kopie daarvan telt.",
            bundles = voice.all_of(&report.bundles_lost)
        ));
        if !report.bundles_lost_on.is_empty() {
            page.line(both!(
                voice,
                "By those entries they lie on {drives}. Nothing was erased there.",
                "Volgens die regels staan ze op {drives}. Daar is niets overschreven.",
                drives = voice.all_of(&report.bundles_lost_on)
            ));
        }
        page.line(both!(
            voice,
            "If they are not yours, seal the true records again.",
            "Zijn ze niet van u, verzegel dan de echte stukken opnieuw."
        ));
    }
    if !report.media_lost.is_empty() {
        page.line(both!(
            voice,
            "Only such entries speak of the drives {drives}: there may be copies that no destruction reaches.",
            "Alleen zulke regels noemen de schijven {drives}: daar kunnen kopieën staan die u niet kunt vernietigen.",
            drives = voice.all_of(&report.media_lost)
        ));
    }
    for drive in &report.unseen {
        page.line(both!(
            voice,
            "This PC has not seen {drive} yet. What the old key wrote there counts once you vouch for it: {join}",
            "Deze pc heeft {drive} nog niet gezien. Wat de oude sleutel daar schreef, telt als u ervoor instaat: {join}",
            join = join_line(voice, drive)
        ));
    }
    not_on_record(page, &report.who);
    page.line(both!(
        voice,
        "The vault's other PCs take the new key from a drive that was written now: {verify}",
        "De andere pc's van deze kluis krijgen de nieuwe sleutel van een schijf die nu is bijgewerkt: {verify}",
        verify = voice.kluis(&["verify", "--deep"])
    ));
    page.line(both!(
        voice,
        "What the old key wrote and this PC has not seen, does not count. Where a drive brings such entries later, kluis \
         names that drive and the command that takes them in.",
        "Wat de oude sleutel schreef en deze pc niet kent, telt niet. Brengt een schijf later zulke regels mee, dan \
         noemt kluis die schijf, met de opdracht om ze over te nemen."
    ));
}
