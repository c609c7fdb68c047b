//! Records that were found, one by one below the bundle that they are in.

use crate::formats::document::{AuditFile, Document, Kind, Mail, Party, Period, Person};
use crate::formats::index::Mtime;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::spreadsheet;
use crate::surface::voice::{Noun, Voice, both};
use crate::things::ledger::state::{Proven, ProvenNow};
use crate::verbs::find::{BundleHits, Hit, Report};
use crate::verbs::show::CopyRow;
use crate::words::csv::cell;
use crate::words::day::{Day, Time};

use super::indication;
use super::list::kept_through;

/// So many clients are named one by one.
const CLIENTS_NAMED_MAX: usize = 12;

/// What stands above them: how many, and what was not found or not looked through.
pub fn find(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "{found} ({size}) in {bundles}; {searched} searched, no drive needed.",
        "{found} ({size}) in {bundles}; {searched} doorzocht, geen schijf nodig.",
        found = voice.count(report.matching, Noun::Record),
        size = voice.size(report.matching_bytes),
        bundles = voice.count(report.bundles.len() as u64, Noun::Bundle),
        searched = voice.number(report.searched)
    ));
    for pattern in &report.not_found {
        page.line(both!(voice, "Not found: {pattern}", "Niet gevonden: {pattern}"));
    }
    if !report.unsearched.is_empty() {
        page.line(both!(
            voice,
            "Not searched, since this PC can't read what is in them:",
            "Niet doorzocht, omdat deze pc niet kan lezen wat erin staat:"
        ));
        let names: Vec<String> = report.unsearched.iter().map(ToString::to_string).collect();
        page.some_of(&names);
        page.next(both!(
            voice,
            "{show}, with a drive plugged in that has it",
            "{show}, met een schijf aangesloten waar hij op staat",
            show = voice.kluis(&["show", &report.unsearched[0].to_string(), "--records"])
        ));
    }
    if report.matching > 0 {
        page.line(indication(voice));
        page.gap();
    }
    page.into_text()
}

/// One record; above the first of a bundle, what that is and where it is.
pub fn hit(voice: &Voice, report: &Report, hit: &Hit) -> Printed {
    let mut page = Page::new(voice);
    let bundle = report.bundles.iter().find(|bundle| bundle.bundle == hit.bundle);
    if let Some(bundle) = bundle.filter(|_| hit.first) {
        head(&mut page, bundle);
    }
    page.inside(|page| {
        page.name(hit.name.display());
        let mut parts = vec![voice.size(hit.bytes)];
        parts.extend(changed(hit.modified).map(|day| voice.day(day)));
        parts.extend(hit.tags.iter().map(|(key, value)| format!("{key}={value}")));
        page.under(parts.join(", "));
        if let Some(document) = &hit.document {
            page.under(said(voice, document));
        }
    });
    page.into_text()
}

/// What a document says of itself, on one line.
pub fn said(voice: &Voice, document: &Document) -> String {
    let name = |party: &Party| {
        party
            .name
            .as_deref()
            .or(party.vat.as_deref())
            .or(party.chamber.as_deref())
            .map(str::to_owned)
    };
    let kind = match document.kind {
        Some(Kind::Invoice) => both!(voice, "invoice", "factuur"),
        Some(Kind::CreditNote) => both!(voice, "credit note", "creditnota"),
        Some(Kind::AuditFile) => both!(voice, "audit file", "auditfile"),
        Some(Kind::BankStatement) => both!(voice, "bank statement", "bankafschrift"),
        Some(Kind::Email) => both!(voice, "e-mail", "e-mail"),
        None if document.encrypted => both!(voice, "encrypted PDF", "versleutelde pdf"),
        None => both!(voice, "document", "document"),
    };
    let version = document.audit_file.as_ref().and_then(|books| books.version.as_deref());
    let number = document.number.as_deref().or(version).map(str::to_owned);
    let named = [Some(kind), number];
    let mut parts = vec![named.into_iter().flatten().collect::<Vec<_>>().join(" ")];
    parts.extend(document.issued.map(|day| voice.day(day)));
    parts.extend(name(&document.supplier).map(|name| both!(voice, "from {name}", "van {name}")));
    parts.extend(name(&document.customer).map(|name| both!(voice, "to {name}", "aan {name}")));
    parts.extend(document.audit_file.iter().flat_map(|books| books_said(voice, books, name)));
    parts.extend(document.mail.iter().flat_map(|mail| mail_said(voice, mail)));
    parts.extend(document.account.as_deref().map(str::to_owned));
    parts.extend(document.period.map(|Period { from, to }| {
        let (from, to) = (voice.day(from), voice.day(to));
        both!(voice, "{from} to {to}", "{from} t/m {to}")
    }));
    parts.extend(document.amount.as_ref().map(|amount| voice.amount(amount)));
    parts.join(", ")
}

/// Whose books an audit file is, of which year, in which currency.
fn books_said(
    voice: &Voice,
    books: &AuditFile,
    name: impl Fn(&Party) -> Option<String>,
) -> Vec<String> {
    let of = name(&books.company).map(|name| both!(voice, "of {name}", "van {name}"));
    let year = books.fiscal_year.as_deref();
    let year = year.map(|year| both!(voice, "book year {year}", "boekjaar {year}"));
    [of, year, books.currency.as_deref().map(str::to_owned)].into_iter().flatten().collect()
}

/// Who wrote to whom about what, with which files.
fn mail_said(voice: &Voice, mail: &Mail) -> Vec<String> {
    let name =
        |person: &Person| person.name.as_deref().or(person.address.as_deref()).map(str::to_owned);
    let from = name(&mail.sender).map(|name| both!(voice, "from {name}", "van {name}"));
    let to: Vec<String> = mail.receivers.iter().filter_map(name).collect();
    let to =
        (!to.is_empty()).then(|| both!(voice, "to {all}", "aan {all}", all = voice.all_of(&to)));
    let about = mail.subject.as_deref();
    let about = about.map(|subject| both!(voice, "about {subject}", "over {subject}"));
    let files = (!mail.attachments.is_empty())
        .then(|| both!(voice, "with {all}", "met {all}", all = voice.all_of(&mail.attachments)));
    [from, to, about, files].into_iter().flatten().collect()
}

fn head(page: &mut Page<'_>, bundle: &BundleHits) {
    let voice = page.voice;
    let mut parts = vec![bundle.bundle.to_string()];
    parts.extend(bundle.classes.iter().flatten().cloned());
    parts.extend(bundle.case.clone());
    parts.push(both!(
        voice,
        "kept through {end}",
        "bewaren t/m {end}",
        end = kept_through(voice, &bundle.end)
    ));
    parts.push(match bundle.holds.is_empty() {
        true => both!(voice, "no hold", "geen stop"),
        false => both!(
            voice,
            "held: {holds}",
            "vernietigingsstop: {holds}",
            holds = voice.all_of(&bundle.holds)
        ),
    });
    page.line(parts.join(", "));
    let good: Vec<&CopyRow> = bundle.copies.iter().filter(|copy| is_good(copy)).collect();
    if good.is_empty() {
        page.under(both!(
            voice,
            "no drive is known to have it whole",
            "van geen schijf is bekend dat hij er goed op staat"
        ));
    }
    for copy in good {
        let seen = copy.verified.unwrap_or(copy.written);
        page.under(both!(
            voice,
            "{label}: last seen whole on {day}",
            "{label}: het laatst goed gezien op {day}",
            label = copy.label,
            day = voice.day(seen.day())
        ));
    }
}

/// Whether the drive itself was read and gave what was sealed: a cache may have answered for it, or nobody asked.
fn is_good(copy: &CopyRow) -> bool {
    let read = matches!(copy.proven, ProvenNow::As(Proven::ReadBack | Proven::Reattached));
    read && copy.age_days.is_some()
}

/// The day on which it was changed last; none where the time is beyond what can be said.
fn changed(at: Mtime) -> Option<Day> {
    Some(Time::from_unix(at.secs())?.day())
}

/// What stands above a table for a spreadsheet; of several clients their names stand first.
pub fn find_csv(voice: &Voice, report: &Report) -> Printed {
    let (said, of_several) = (spreadsheet::said_head(voice, false), report.of_several);
    let client = match of_several {
        true => both!(voice, "client,", "cliënt;"),
        false => String::new(),
    };
    Printed::lines(&both!(
        voice,
        "{client}bundle,path,bytes,modified,sha256,kept through,held,drives,{said}",
        "{client}bundel;pad;bytes;gewijzigd;sha256;bewaren t/m;vernietigingsstop;schijven;{said}"
    ))
}

/// One record as a line of that table.
pub fn hit_csv(voice: &Voice, report: &Report, hit: &Hit) -> Printed {
    let bundle = report.bundles.iter().find(|bundle| bundle.bundle == hit.bundle);
    let (mut end, mut holds, mut drives) = (String::new(), String::new(), String::new());
    if let Some(BundleHits { end: row, holds: held, copies, .. }) = bundle {
        end = row.keep_through.map_or_else(String::new, |day| day.to_string());
        holds = held.join("; ");
        let good = copies.iter().filter(|copy| is_good(copy));
        drives = good.map(|copy| copy.label.as_str()).collect::<Vec<_>>().join("; ");
    }
    let client = report.of_several.then(|| cell(&report.client));
    let cells = [
        hit.bundle.to_string(),
        cell(&hit.name.display()),
        hit.bytes.to_string(),
        hit.modified.to_iso(),
        hit.sha256.to_string(),
        end,
        cell(&holds),
        cell(&drives),
    ];
    let said = spreadsheet::said(voice, hit.document.as_deref());
    let cells: Vec<String> = client.into_iter().chain(cells).chain(said).collect();
    Printed::lines(&spreadsheet::line(voice, &cells))
}

/// At which clients nothing was found, and what was found at none.
pub fn nothing_at(voice: &Voice, clients: &[String], found: bool, not_found: &[String]) -> Printed {
    let mut page = Page::new(voice);
    let all = match clients.len() {
        ..=CLIENTS_NAMED_MAX => voice.all_of(clients),
        many => voice.count(many as u64, Noun::Client),
    };
    match (found, clients) {
        (true, []) => {}
        (true, [_, ..]) => page.line(both!(voice, "Nothing at {all}.", "Niets bij {all}.")),
        (false, _) => page.line(both!(
            voice,
            "Nothing was found at {all}.",
            "Er is niets gevonden bij {all}."
        )),
    }
    for pattern in not_found.iter().filter(|_| found) {
        page.line(both!(
            voice,
            "Not found at any client: {pattern}",
            "Bij geen cliënt gevonden: {pattern}"
        ));
    }
    page.into_text()
}
