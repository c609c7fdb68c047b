//! Reports as a person reads them, each sentence in both languages side by side. The page lays them out, and makes
//! harmless what somebody else could have chosen (names, labels, cases).

mod archive;
pub(crate) mod asked;
mod audit;
mod book_year;
mod cached;
mod class;
mod clock;
mod copy;
mod destroy;
mod disclosed;
mod disclosures;
mod due;
mod find;
mod finding;
mod half_signed;
mod hold;
mod incident;
mod init;
mod init_all;
mod key;
mod key_paper;
mod ledger;
mod list;
mod lost;
mod medium;
mod month;
mod newer;
mod not_given;
mod rebuild;
mod rebuild_all;
mod records;
mod repair;
mod repair_home;
mod report;
mod reseal;
mod restore;
mod review;
mod scan;
mod settings;
mod show;
mod signer;
mod space;
mod statement;
mod status;
mod subject;
mod sweep;
mod terms;
mod unplug;
mod verify;
mod watch_drives;
mod withheld;

pub use archive::{archive, archive_by_document};
pub(crate) use audit::audit;
pub(crate) use book_year::book_year;
use cached::until_it_counts;
pub(crate) use class::class;
pub use clock::{clock, clock_request, clock_token};
pub use copy::copy;
pub use destroy::destroy;
pub(crate) use disclosed::{close, disclosed};
pub(crate) use disclosures::disclosures;
pub(crate) use due::{DUE, calendar, due, due_list, due_row, occasion};
pub(crate) use find::{find, find_csv, hit, hit_csv, nothing_at, said};
pub use hold::hold;
pub(crate) use incident::{incident, incident_facts, incident_next};
pub(crate) use init::{init, passphrase};
pub(crate) use init_all::init_all;
pub(crate) use key::key;
pub(crate) use key_paper::key_paper;
pub use ledger::ledger;
pub(crate) use list::{list, list_wide};
pub(crate) use lost::{home_mended, lost_here, notes_unread, unkept};
pub use medium::medium;
pub(crate) use medium::{ADDED, added_more, added_row, medium_wide};
pub use month::month;
pub(crate) use month::{MONTHS, PLANS, month_details, month_row, plan_row};
pub(crate) use not_given::not_given_lines;
pub use rebuild::rebuild;
pub(crate) use rebuild_all::rebuild_all;
pub use records::{archive_listing, item, record, show_records};
pub use repair::repair;
pub(crate) use repair_home::repair_home;
pub(crate) use report::{report, report_facts};
pub(crate) use reseal::reseal;
pub(crate) use restore::restore;
pub use scan::scan;
pub(crate) use settings::{loosened, settings};
pub(crate) use show::show;
pub use signer::signer;
pub use space::space;
pub use statement::statement;
pub(crate) use status::{STATUS, status, status_next, status_row};
pub use sweep::sweep;
pub(crate) use terms::{event, extend, shorten};
pub(crate) use unplug::{
    archive_then_unplug, copy_then_unplug, month_then_unplug, sweep_then_unplug, unplug,
};
pub use verify::verify;
pub(crate) use watch_drives::{
    nothing_waited, silent_places, waits_for_drives, waits_for_vaults, watch_drives,
};

use super::page::Page;
use super::voice::{Voice, both, one_or};

use crate::surface::errors::{Said, changed_help, harm_words, lost_help, say};
pub(crate) use crate::surface::errors::{copy_all, copy_all_lines};
use crate::verbs::copying::ChangedReport;
use crate::verbs::session::Broken;
use crate::verbs::telling::Who;
use crate::verbs::wanting::NoCopy;
use crate::verbs::without_seal::WithoutSeal;
use crate::words::ids::BundleId;

/// Said wherever a computed date is shown.
pub fn indication(voice: &Voice) -> String {
    both!(
        voice,
        "The dates are an indication, not legal advice.",
        "De datums zijn een indicatie, geen juridisch advies."
    )
}

/// What goes on with a destruction that was not ended.
pub fn destroy_line(voice: &Voice, bundle: BundleId) -> String {
    let (name, role) = (both!(voice, "NAME", "NAAM"), both!(voice, "ROLE", "FUNCTIE"));
    voice.kluis(&["destroy", &bundle.to_string(), "--by", &name, "--role", &role])
}

/// What goes on with all destructions, also on a lost drive that is back.
pub fn resume(voice: &Voice) -> String {
    let (name, role) = (both!(voice, "NAME", "NAAM"), both!(voice, "ROLE", "FUNCTIE"));
    voice.kluis(&["destroy", "--resume", "--by", &name, "--role", &role])
}

/// What adds the first drive.
pub fn first_drive(voice: &Voice) -> String {
    let (path, label) = (both!(voice, "PATH", "MAP"), both!(voice, "Drive A", "Schijf A"));
    voice.kluis(&["medium", "add", &path, "--label", &label])
}

/// What seals the first files: the classes first, since nobody knows their ids.
pub fn first_archive(voice: &Voice) -> String {
    let (path, class) = (both!(voice, "PATH", "MAP"), both!(voice, "CLASS", "CATEGORIE"));
    let date = both!(voice, "DATE", "DATUM");
    both!(
        voice,
        "{archive}; {classes} shows the classes",
        "{archive}; {classes} toont de categorieën",
        archive = voice.kluis(&["archive", &path, "--class", &class, "--date", &date]),
        classes = voice.kluis(&["class", "list"])
    )
}

/// Bundles of which no copy is known to hold: nothing that is known here gives them back.
pub fn no_copy_lines(page: &mut Page<'_>, bundles: &[NoCopy]) {
    let voice = page.voice;
    for NoCopy { bundle, class, date } in bundles {
        let path = both!(voice, "PATH", "MAP");
        let class = class.as_ref().map(ToString::to_string);
        let class = class.unwrap_or_else(|| both!(voice, "CLASS", "CATEGORIE"));
        let date = date.map(|date| date.to_string());
        let date = date.unwrap_or_else(|| both!(voice, "DATE", "DATUM"));
        page.line(both!(
            voice,
            "{bundle}: no copy is known that is whole. Do you still have the files, or another drive with them?",
            "{bundle}: er is geen kopie bekend die heel is. Hebt u de bestanden nog, of een andere schijf ermee?"
        ));
        page.next(both!(
            voice,
            "seal the files again: {archive}",
            "verzegel de bestanden opnieuw: {archive}",
            archive = voice.kluis(&["archive", &path, "--class", &class, "--date", &date])
        ));
    }
}

/// Bundles of which no copy is known to be left: no command makes one, unless a drive turns up.
pub fn lost(page: &mut Page<'_>, bundles: &[BundleId]) {
    let voice = page.voice;
    if bundles.is_empty() {
        return;
    }
    page.line(both!(
        voice,
        "Lost: {bundles}. Every copy was on a drive that is lost or out of use: no copy is known to be left.",
        "Verloren: {bundles}. Elke kopie stond op een schijf die vermist of uit gebruik is: er is geen kopie meer bekend.",
        bundles = voice.all_of(bundles)
    ));
    page.next(lost_help(voice));
}

/// What it means that the identity lies on the PC in the clear.
pub fn no_passphrase(page: &mut Page<'_>) {
    page.line(both!(
        page.voice,
        "The identity is on this PC without a passphrase.",
        "De sleutel staat zonder wachtwoordzin op deze pc."
    ));
    page.line(both!(
        page.voice,
        "Whoever can read this PC's disk and one of the drives can read the records.",
        "Wie bij deze pc en een van de schijven kan, kan de stukken lezen."
    ));
}

/// Drives that were not written to in this run, and will be.
pub fn follow(page: &mut Page<'_>, labels: &[String]) {
    if labels.is_empty() {
        return;
    }
    let (voice, many) = (page.voice, labels.len() as u64);
    page.line(both!(
        voice,
        "{drives} {follow} the next time {it} connected.",
        "{drives} {volgt} zodra u die weer aansluit.",
        drives = voice.all_of(labels),
        follow = one_or(many, "follows", "follow"),
        it = one_or(many, "it is", "they are"),
        volgt = one_or(many, "volgt", "volgen")
    ));
}

/// Drives on which a run saw something wrong, and what ends the doubt.
pub fn to_verify(page: &mut Page<'_>, labels: &[String]) {
    let voice = page.voice;
    for label in labels {
        page.line(both!(
            voice,
            "{label}: to be verified first; nothing on it counts until then.",
            "{label}: eerst te controleren; tot dan telt er niets van mee."
        ));
        page.next(voice.kluis(&["verify", label]));
    }
}

/// Drives that don't have on record what a run did.
pub fn not_on_record(page: &mut Page<'_>, who: &Who) {
    not_told(page, &who.waiting, &who.broken, &who.changed);
}

/// Drives that were not told of what a run did: first what is wrong with each that is here, then those that follow.
pub fn not_told(
    page: &mut Page<'_>,
    labels: &[String],
    broken: &[Broken],
    changed: &[ChangedReport],
) {
    broken_lines(page, broken);
    changed_lines(page, changed);
    let broken = broken.iter().filter_map(|drive| drive.label.as_ref());
    let said: Vec<&String> = broken.chain(changed.iter().map(|there| &there.medium)).collect();
    let follows = labels.iter().filter(|label| !said.contains(label));
    follow(page, &follows.cloned().collect::<Vec<_>>());
}

/// How to end the search for bundles of which nobody here has a seal.
fn without_seal(page: &mut Page<'_>, bundles: &[WithoutSeal]) {
    let voice = page.voice;
    for WithoutSeal { bundle, on, absent, entries } in bundles {
        page.line(both!(
            voice,
            "{bundle}: no drive that is connected has a seal of it that holds, and this PC never had one. By {entries} it \
             lies on {drives}.",
            "{bundle}: geen aangesloten schijf heeft er een geldige verzegeling van, en deze pc had die nooit. Volgens \
             {entries} staat hij op {drives}.",
            entries = voice.all_of(entries),
            drives = voice.all_of(on)
        ));
        if !absent.is_empty() {
            page.next(both!(
                voice,
                "connect {drives} first: it may be there",
                "sluit eerst {drives} aan: misschien staat hij daar",
                drives = voice.all_of(absent)
            ));
            continue;
        }
        let (name, text) = (both!(voice, "NAME", "NAAM"), both!(voice, "TEXT", "TEKST"));
        let mut words = vec!["signer", "replace"];
        entries.iter().for_each(|lines| words.extend(["--distrust", lines.as_str()]));
        words.extend(["--by", name.as_str(), "--reason", text.as_str()]);
        page.next(both!(
            voice,
            "if nobody on your side sealed it, these entries can be left out: {replace}",
            "heeft niemand bij u hem verzegeld, laat die regels dan weg: {replace}",
            replace = voice.kluis(&words)
        ));
    }
}

/// Drives that could not be used while others could, each with what to do about it.
fn broken_lines(page: &mut Page<'_>, drives: &[Broken]) {
    for drive in drives {
        problem_lines(page, say(page.voice, &drive.fault));
    }
}

/// What is wrong somewhere, and what to do about it below.
fn problem_lines(page: &mut Page<'_>, said: Said) {
    said.message.lines().for_each(|line| page.line(line));
    page.under(said.help);
}

/// Drives that are only read, since something on them is not as it was left: the first thing of each, and what to do.
pub fn changed_lines(page: &mut Page<'_>, changed: &[ChangedReport]) {
    let voice = page.voice;
    for (at, first) in changed.iter().enumerate() {
        if changed[..at].iter().any(|said| said.medium == first.medium) {
            continue;
        }
        let more = changed.iter().filter(|other| other.medium == first.medium).count() as u64 - 1;
        let (label, bundle, what) = (&first.medium, first.bundle, harm_words(voice, &first.what));
        page.line(match more {
            0 => both!(
                voice,
                "{label}, {bundle}: {what}. Nothing is written to this drive.",
                "{label}, {bundle}: {what}. Op deze schijf wordt niets geschreven."
            ),
            more => both!(
                voice,
                "{label}, {bundle}: {what}, and {more} more. Nothing is written to this drive.",
                "{label}, {bundle}: {what}, en nog {more}. Op deze schijf wordt niets geschreven."
            ),
        });
        page.under(changed_help(voice, label));
    }
}
