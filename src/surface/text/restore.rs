//! What `restore` gave back, and what it could not.

use crate::surface::errors::{glob_words, record_words, say};
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::search::patterns::NoPattern;
use crate::verbs::restore::{DamagedReport, KeptBack, Report};

use super::not_given::{failed_words, names, not_given, repairs};
use super::subject::about_the_person;
use super::withheld::withheld;
use super::{not_told, problem_lines, to_verify, without_seal};

/// How many renamed records are shown; `--json` and `proof.json` have them all.
const LINES_MAX: usize = 20;

/// The sum first, then every record that did not come back as it was.
pub fn restore(voice: &Voice, report: &Report) -> Printed {
    laid_out(voice, report, Ends::Restore)
}

/// As the end of what it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    Restore,
    /// Whoever gets the records is told what they prove.
    Audit,
    /// A person gets what names them.
    Subject,
}

pub(super) fn laid_out(voice: &Voice, report: &Report, ends: Ends) -> Printed {
    let mut page = Page::new(voice);
    if let Some(placed) = &report.hold {
        super::hold::placed(&mut page, placed);
    }
    if let Some(stands) = &report.hold_stands {
        super::hold::stands(&mut page, stands);
    }
    given(&mut page, report);
    times_lost(&mut page, report);
    private(&mut page, report);
    let what = both!(voice, "not given back", "niet teruggehaald");
    damaged_lines(&mut page, &report.damaged, &what);
    let what = both!(
        voice,
        "damaged there, given back from another drive",
        "daar beschadigd, teruggehaald van een andere schijf"
    );
    damaged_lines(&mut page, &report.healed, &what);
    for failed in &report.failed {
        page.line(failed_words(voice, failed.bundle, &failed.why));
        page.under(say(voice, &failed.why).help);
        let missing = report.not_given.iter().find(|missing| missing.bundle == failed.bundle);
        missing.into_iter().for_each(|missing| names(&mut page, missing));
    }
    not_given(&mut page, report);
    repairs(&mut page, report);
    without_seal(&mut page, &report.without_seal);
    for copy in &report.faulty_copies {
        page.line(both!(
            voice,
            "A copy can't be read, and another was: {problem}",
            "Een kopie is niet te lezen, en een andere wel: {problem}",
            problem = failed_words(voice, copy.bundle, &copy.why)
        ));
        page.under(say(voice, &copy.why).help);
    }
    for bundle in &report.without_commitments {
        page.line(both!(
            voice,
            "{bundle}: its records.commit is damaged, and not beside the seal.",
            "{bundle}: records.commit is beschadigd, en zit niet bij de verzegeling."
        ));
    }
    for bundle in &report.gone {
        page.line(both!(
            voice,
            "{bundle}: destroyed, or being destroyed.",
            "{bundle}: vernietigd, of deels vernietigd."
        ));
    }
    not_found(&mut page, report);
    withheld(&mut page, &report.withheld);
    to_verify(&mut page, &report.to_verify);
    not_told(&mut page, &report.untold, &[], &report.changed);
    if let Some(fault) = &report.stopped {
        problem_lines(&mut page, say(voice, fault));
    }
    // The disclosure goes on record with the first record that comes.
    if report.records > 0 {
        match report.stopped {
            Some(_) => page.line(both!(
                voice,
                "The folder is not complete, and has no lists that prove it. The same command goes on there: what it \
                 holds is not written again.",
                "De map is niet compleet, en de bewijslijsten ontbreken. Dezelfde opdracht gaat daar verder: wat er al \
                 staat, wordt niet opnieuw geschreven."
            )),
            None => {
                match ends {
                    Ends::Restore => {}
                    Ends::Audit => proven(&mut page, report.audit_files),
                    Ends::Subject => about_the_person(&mut page, report),
                }
                if report.for_others {
                    page.line(both!(
                        voice,
                        "The delivery list: {name}.csv, and {name}.html to print.",
                        "De verstrekkingslijst: {name}.csv, en {name}.html om af te drukken.",
                        name = both!(voice, "delivery-list", "verstrekkingslijst")
                    ));
                }
                page.line(both!(
            voice,
            "Beside the records: SHA256SUMS, the seals, proof.json, and README.txt, which says how anyone checks them.",
            "Bij de stukken: SHA256SUMS, de verzegelingen, proof.json, en LEESMIJ.txt, waarin staat hoe iedereen ze \
             controleert."
        ));
            }
        }
        on_record(&mut page, report);
    }
    page.into_text()
}

/// What the records prove, and what they don't.
fn proven(page: &mut Page<'_>, audit_files: bool) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "Proven: unchanged since they were sealed. Not proven: right and complete before that.",
        "Bewezen: ongewijzigd sinds de verzegeling. Niet bewezen: juist en volledig daarvóór."
    ));
    if audit_files {
        page.line(both!(
            voice,
            "An audit file (XAF) alone may not do: whoever audits may ask for the records behind it.",
            "Een auditfile (XAF) alleen kan te weinig zijn: wie controleert, mag ook de stukken erachter vragen."
        ));
    }
}

/// What went on record, and what ends it.
fn on_record(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if !report.for_others {
        page.line(both!(
            voice,
            "On record, as a look for yourself. For somebody else: --for WHOM --ref REF.",
            "Vastgelegd, als inzage voor uzelf. Voor een ander: --for WIE --ref KENMERK."
        ));
        return;
    }
    for kept in &report.kept_back {
        let KeptBack { pattern, why, .. } = kept;
        page.line(match kept.met {
            true => {
                both!(voice, "Not given: {pattern} ({why})", "Niet verstrekt: {pattern} ({why})")
            }
            false => both!(
                voice,
                "Not given: {pattern} ({why}); no record fits that.",
                "Niet verstrekt: {pattern} ({why}); daar past geen stuk bij."
            ),
        });
    }
    page.line(both!(
        voice,
        "The disclosure is on record.",
        "De verstrekking staat in het logboek."
    ));
    let id = report.disclosure.map(|id| id.to_string()[..8].to_owned());
    let name = report.reference.as_ref().map(ToString::to_string).or(id);
    if let Some(name) = name {
        page.line(both!(
            voice,
            "These records are outside the vault until you close it: {close}",
            "De stukken staan buiten de kluis tot u de verstrekking afsluit: {close}",
            close = voice.kluis(&["restore", "close", &name])
        ));
    }
}

/// What came back, from where, and under which other names.
fn given(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let Some(target) = &report.target else {
        page.line(both!(voice, "Nothing was given back.", "Er is niets teruggehaald."));
        page.next(both!(
            voice,
            "{list} shows the bundles there are, with the dates that were given for their records",
            "{list} toont welke bundels er zijn, met de datums die bij de stukken zijn opgegeven",
            list = voice.kluis(&["list"])
        ));
        return;
    };
    if report.records == 0 {
        page.line(both!(
            voice,
            "No record could be given back.",
            "Geen enkel stuk kon worden teruggehaald."
        ));
        return;
    }
    let (records, bytes) = (voice.count(report.records, Noun::Record), voice.size(report.bytes));
    let staan = one_or(report.records, "staat", "staan");
    match report.stood < report.records {
        true => page.line(both!(
            voice,
            "Gave back {records} ({bytes}) from {media} into {target}, each the same as when it was sealed.",
            "{records} ({bytes}) van {media} {staan} in {target}, byte voor byte zoals verzegeld.",
            media = voice.all_of(&report.media)
        )),
        false => page.line(both!(
            voice,
            "{records} ({bytes}) {stand} in {target}, each the same as when it was sealed.",
            "{records} ({bytes}) {staan} in {target}, byte voor byte zoals verzegeld.",
            stand = one_or(report.records, "stands", "stand")
        )),
    }
    if report.stood > 0 {
        page.under(both!(
            voice,
            "{stood} of {them} stood there whole since an earlier run",
            "{stood} daarvan {stonden} er al, sinds een eerdere keer",
            stood = voice.number(report.stood),
            them = one_or(report.records, "it", "them"),
            stonden = one_or(report.stood, "stond", "stonden")
        ));
    }
    for renamed in report.renamed.iter().take(LINES_MAX) {
        page.under(both!(
            voice,
            "{name} is there as {other}",
            "{name} staat er als {other}",
            name = renamed.name.display(),
            other = renamed.written_as.display()
        ));
    }
    if report.renamed.len() > LINES_MAX {
        page.under(both!(
            voice,
            "and {more} more under another name; --json lists them.",
            "en nog {more} onder een andere naam; --json geeft ze alle.",
            more = voice.number((report.renamed.len() - LINES_MAX) as u64)
        ));
    }
}

/// Records whose time the target does not keep.
fn times_lost(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if report.times_lost.is_empty() {
        return;
    }
    page.line(both!(
        voice,
        "The bytes are the same; the time of {records} could not be kept there:",
        "De bytes zijn gelijk; de tijd van {records} was daar niet te bewaren:",
        records = voice.count(report.times_lost.len() as u64, Noun::Record)
    ));
    let names: Vec<String> = report.times_lost.iter().map(|lost| lost.name.display()).collect();
    page.some_of(&names);
}

/// Records that others can't read though the folder is shared.
fn private(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if report.private.is_empty() {
        return;
    }
    page.line(both!(
        voice,
        "Others can't read {records}: only the owner could read the source.",
        "Anderen kunnen {records} niet lezen: de bron was alleen voor de eigenaar te lezen.",
        records = voice.count(report.private.len() as u64, Noun::Record)
    ));
    let names: Vec<String> = report.private.iter().map(|it| it.name.display()).collect();
    page.some_of(&names);
}

/// The first of them, and how many more there are.
fn damaged_lines(page: &mut Page<'_>, damaged: &[DamagedReport], what: &str) {
    damaged.iter().take(LINES_MAX).for_each(|damaged| damaged_line(page, damaged, what));
    page.and_more(damaged.len().saturating_sub(LINES_MAX));
}

fn damaged_line(page: &mut Page<'_>, damaged: &DamagedReport, what: &str) {
    let DamagedReport { bundle, name, medium, why, .. } = damaged;
    let (name, why) = (name.display(), record_words(page.voice, why));
    page.line(format!("{medium}, {bundle}: {name}: {what} ({why})"));
}

/// Patterns that no record fits.
fn not_found(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let (patterns, names) = report.not_found.split_at(report.patterns_not_found);
    if !names.is_empty() {
        page.line(both!(voice, "Not found:", "Niet gevonden:"));
        page.some_of(names);
    }
    for pattern in patterns {
        page.line(both!(
            voice,
            "Not found: {pattern} (* stands for any part of a name, ** for any folders: 'factuur*2025*.pdf')",
            "Niet gevonden: {pattern} (* staat voor elk deel van een naam, ** voor alle mappen: 'factuur*2025*.pdf')"
        ));
        let malformed = report.malformed.iter().find(|known| known.pattern == *pattern);
        if let Some(NoPattern { why, .. }) = malformed {
            page.under(both!(
                voice,
                "It was looked for letter by letter, since it is no pattern: {why}",
                "Er is letterlijk naar gezocht, want een patroon is het niet: {why}",
                why = glob_words(voice, *why)
            ));
        }
    }
}
