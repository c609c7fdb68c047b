//! Recipients: whom a vault is sealed to, and what waits for a change of them.

use crate::surface::errors::say;
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or, tied};
use crate::things::vault::recipients::FIRST_NAMES;
use crate::verbs::key::{
    Changed, ChangedReport, DrillReport, ListReport, NotWrapped, Pending, RecipientRow, Report,
    WrappedOn,
};

use super::{not_on_record, until_it_counts};

/// How much of a recipient's hash is shown.
const SHOWN_CHARS: usize = 16;

/// The recipients, or what changed.
pub fn key(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    match report {
        Report::List(report) => list(&mut page, report),
        Report::Changed(report) => changed(&mut page, report),
        Report::Drilled(report) => drilled(&mut page, report),
    }
    page.into_text()
}

fn list(page: &mut Page<'_>, report: &ListReport) {
    let voice = page.voice;
    let head = [
        both!(voice, "RECIPIENT", "SLEUTELHOUDER"),
        both!(voice, "HASH", "VINGERAFDRUK"),
        both!(voice, "SINCE", "SINDS"),
        both!(voice, "REMOVED", "WEGGEHAALD"),
        both!(voice, "DRILLED", "GEOEFEND"),
    ];
    let row = |row: &RecipientRow| {
        vec![
            voice.recipient(&row.name),
            row.recipient.to_string()[..SHOWN_CHARS].to_owned(),
            voice.day(row.since.day()),
            row.removed.map_or_else(String::new, |time| voice.day(time.day())),
            row.drilled.map_or_else(|| "-".to_owned(), |time| voice.day(time.day())),
        ]
    };
    page.table(&head.map(|title| (title, Lean::Left)), report.recipients.iter().map(row));
    if !report.as_recorded {
        page.gap();
        page.line(both!(
            voice,
            "recipients.txt on this PC does not hold these recipients: nothing is sealed until it does.",
            "recipients.txt op deze pc bevat andere sleutelhouders: zolang dat zo is, wordt er niets verzegeld."
        ));
        page.next(voice.kluis(&["key", "wrap"]));
    }
    let overdue = report.recipients.iter().filter(|row| row.to_drill);
    let overdue: Vec<String> = overdue.map(|row| row.name.clone()).collect();
    if !overdue.is_empty() {
        page.gap();
        to_drill(page, &overdue);
    }
    let doubtful = report.recipients.iter().filter(|row| row.doubted.is_some());
    let doubtful: Vec<String> = doubtful.map(|row| row.name.clone()).collect();
    if !doubtful.is_empty() {
        page.gap();
        doubted(page, &doubtful);
    }
    let waits = report.recipients.iter().filter(|row| !row.on.is_empty());
    let waits: Vec<&RecipientRow> = waits.collect();
    if waits.is_empty() && report.pending.is_empty() {
        return;
    }
    page.gap();
    for row in waits {
        let (name, on) = (voice.recipient(&row.name), places(voice, &row.on));
        page.line(match row.removed {
            None => both!(voice, "{name} does not open yet: {on}.", "{name} opent nog niet: {on}."),
            Some(_) => both!(voice, "{name} opens still: {on}.", "{name} opent nog: {on}."),
        });
    }
    waiting(page, &report.pending);
}

/// Bundles by drive.
fn places(voice: &Voice, on: &[Pending]) -> String {
    voice.all_of(on.iter().map(|row| {
        both!(
            voice,
            "{bundles} on {drive}",
            "{bundles} op {drive}",
            bundles = voice.count(row.bundles, Noun::Bundle),
            drive = row.medium
        )
    }))
}

/// Drives that wait, and what goes on there.
pub(super) fn waiting(page: &mut Page<'_>, pending: &[Pending]) {
    let voice = page.voice;
    if pending.is_empty() {
        return;
    }
    page.line(both!(
        voice,
        "Keys wait to be wrapped anew: {on}. Connect the drive, and then:",
        "Bundelsleutels wachten op een wijziging: {on}. Sluit de schijf aan, en dan:",
        on = places(voice, pending)
    ));
    page.next(voice.kluis(&["key", "wrap"]));
}

/// Recipients that stand, though an entry that does not count removes them.
pub(super) fn doubted(page: &mut Page<'_>, names: &[String]) {
    let voice = page.voice;
    let Some(first) = names.first() else { return };
    page.line(both!(
        voice,
        "By an entry that does not count (its key was replaced, or signs no more) {names} would be no recipient any more.",
        "Volgens een regel die niet telt (de sleutel is vervangen, of tekent niet meer) zou {names} geen sleutelhouder meer zijn.",
        names = voice.all_of(names.iter().map(|name| voice.recipient(name)))
    ));
    let (name, file) = (voice.recipient(first), both!(voice, "FILE", "BESTAND"));
    page.next(both!(
        voice,
        "if that is right: {remove}",
        "als dat klopt: {remove}",
        remove = voice.kluis(&["key", "remove", &name])
    ));
    page.next(both!(
        voice,
        "if not: {add}",
        "als dat niet klopt: {add}",
        add = voice.kluis(&["key", "add", &name, "--recipient-file", &file])
    ));
}

/// Keys of which nobody has shown for long that they open what they must.
pub(super) fn to_drill(page: &mut Page<'_>, names: &[String]) {
    let voice = page.voice;
    if names.is_empty() {
        return;
    }
    page.line(both!(
        voice,
        "It is time to show that these keys open what they must: {names}.",
        "Het is tijd om te tonen dat deze sleutels nog openen wat ze moeten: {names}.",
        names = voice.all_of(names.iter().map(|name| voice.recipient(name)))
    ));
    // This PC has the owner's; every other is a sheet, or a file elsewhere.
    let (owners, others): (Vec<_>, Vec<_>) = names.iter().partition(|name| *name == FIRST_NAMES[0]);
    if !owners.is_empty() {
        page.next(voice.kluis(&["key", "drill"]));
    }
    if !others.is_empty() {
        let file = both!(voice, "FILE", "BESTAND");
        page.next(voice.kluis(&["key", "drill", "--identity", &file]));
    }
}

fn drilled(page: &mut Page<'_>, report: &DrillReport) {
    let voice = page.voice;
    for on in &report.drilled {
        let name = voice.recipient(&on.name);
        page.line(match (on.bundles, on.waiting) {
            (0, 0) => both!(
                voice,
                "{drive}: there is nothing to open.",
                "{drive}: er is niets te openen.",
                drive = on.medium
            ),
            _ => both!(
                voice,
                "{drive}: {name} opened {bundles} of {classes}, and {payloads} to their first records.",
                "{drive}: {name} opende {bundles} van {classes}, en {payloads} tot de eerste stukken.",
                drive = on.medium,
                bundles = voice.count(on.bundles, Noun::Bundle),
                classes = voice.count(on.classes, Noun::Class),
                payloads = voice.number(on.payloads)
            ),
        });
        if on.waiting > 0 {
            page.under(both!(
                voice,
                "{bundles} {wait} to be wrapped to {name} first: {wrap}",
                "{bundles} {wachten} nog op {name}: {wrap}",
                bundles = voice.count(on.waiting, Noun::Bundle),
                wait = one_or(on.waiting, "waits", "wait"),
                wachten = one_or(on.waiting, "wacht", "wachten"),
                wrap = voice.kluis(&["key", "wrap"])
            ));
        }
        failed(page, &on.failed);
    }
    not_on_record(page, &report.who);
}

/// What stays as it is, or did not open, and why.
fn failed(page: &mut Page<'_>, failed: &[NotWrapped]) {
    for one in failed {
        let said = say(page.voice, &one.why);
        page.under(format!("{}: {}", tied(&one.bundle.to_string()), said.message));
        page.next(said.help);
    }
}

fn changed(page: &mut Page<'_>, report: &ChangedReport) {
    let voice = page.voice;
    match &report.what {
        Changed::Added { name, again, .. } => added(page, name, *again),
        Changed::Removed { name, unseen, .. } => removed(page, name, unseen),
        Changed::Wrapped if report.wrapped.is_empty() && report.pending.is_empty() => {
            page.line(both!(
                voice,
                "Each drive that was read has its keys wrapped to the recipients of now.",
                "Op elke schijf die is gelezen, zijn de bundelsleutels voor de sleutelhouders van nu."
            ));
        }
        Changed::Wrapped => {}
    }
    report.wrapped.iter().for_each(|on| wrapped(page, on));
    waiting(page, &report.pending);
    not_on_record(page, &report.who);
}

fn added(page: &mut Page<'_>, name: &str, again: bool) {
    let voice = page.voice;
    page.line(match again {
        false => both!(
            voice,
            "{name} opens what this vault seals from here on, its settings, and the disposer's key.",
            "{name} opent wat deze kluis vanaf nu verzegelt, de instellingen en de sleutel van de beheerder."
        ),
        true => both!(
            voice,
            "{name} is a recipient of this vault already; what was left is done now.",
            "{name} is al sleutelhouder van deze kluis; wat nog moest, is nu gedaan."
        ),
    });
    if !again {
        page.line(both!(
            voice,
            "Notes on what was recorded before stay closed to {name}.",
            "Notities bij wat eerder is vastgelegd, blijven voor {name} gesloten."
        ));
    }
}

fn removed(page: &mut Page<'_>, name: &str, unseen: &[String]) {
    let voice = page.voice;
    let name = voice.recipient(name);
    page.line(both!(
        voice,
        "Nothing is sealed to {name} from here on.",
        "Vanaf nu wordt er niets meer verzegeld voor {name}."
    ));
    page.line(both!(
        voice,
        "Whoever has that key and a copy of a drive, or of its key files from before, still reads what was sealed until \
         now: nothing was encrypted anew. The same key opened the disposer's signing key.",
        "Wie die sleutel heeft en een kopie van een schijf, of van de bundelsleutels van eerder, leest nog wat tot nu \
         toe verzegeld is: er is niets opnieuw versleuteld. Die sleutel opende ook de tekensleutel van de beheerder."
    ));
    let person = both!(voice, "NAME", "NAAM");
    let old = both!(voice, "ID", "NUMMER");
    page.next(both!(
        voice,
        "a new one, where somebody else may have that: {replace}",
        "een nieuwe, als een ander die kan hebben: {replace}",
        replace = voice.kluis(&["signer", "add", "--name", &person, "--replaces", &old])
    ));
    if !unseen.is_empty() {
        page.line(both!(
            voice,
            "Not connected: {drives}. Where an earlier state was put back there, only the key of {name} opens it: keep \
             that key until this was run with the drive connected: {wrap}",
            "Niet aangesloten: {drives}. Is daar een eerdere toestand teruggezet, dan gaat die alleen open met de sleutel \
             van {name}: bewaar die sleutel tot dit is gedaan met de schijf aangesloten: {wrap}",
            drives = voice.all_of(unseen),
            wrap = voice.kluis(&["key", "wrap"])
        ));
    }
}

fn wrapped(page: &mut Page<'_>, on: &WrappedOn) {
    let voice = page.voice;
    let bundles = voice.count(on.bundles, Noun::Bundle);
    match on.counts_after {
        None => page.line(both!(
            voice,
            "{drive}: the keys of {bundles} were wrapped anew and read back.",
            "{drive}: de sleutels van {bundles} zijn opnieuw gemaakt en teruggelezen.",
            drive = on.medium
        )),
        Some(after) => {
            page.line(both!(
                voice,
                "{drive}: the keys of {bundles} were wrapped anew and read back, though perhaps from this PC's memory.",
                "{drive}: de sleutels van {bundles} zijn opnieuw gemaakt en teruggelezen, maar misschien uit het geheugen van \
                 deze pc.",
                drive = on.medium
            ));
            page.next(until_it_counts(voice, &on.medium, after));
        }
    }
    failed(page, &on.failed);
}
