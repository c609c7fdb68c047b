//! A home that came back: what is in it, what is still elsewhere, and what it may not do yet.

use crate::surface::errors::join_line;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::rebuild::Report;

use super::init::opened_by;
use super::{broken_lines, no_passphrase};

/// What came back, from which drives, and the next command.
pub fn rebuild(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    let name = &report.name;
    page.line(both!(
        voice,
        "The home of {name} is back.",
        "De kluis van {name} staat weer op deze pc."
    ));
    page.gap();
    page.facts(&facts(voice, report));
    page.gap();
    if !report.passphrase {
        no_passphrase(&mut page);
    }
    settings(&mut page, report);
    broken_lines(&mut page, &report.broken);
    drives(&mut page, report);
    missing(&mut page, report);
    if let [first, ..] = &report.unseen[..] {
        unseen(&mut page, &report.unseen);
        page.under(both!(
            voice,
            "Was that PC stolen? You may replace its key at once. A drive that is seen later then asks for: {join}",
            "Is die pc gestolen? U mag de sleutel meteen vervangen. Een schijf die later komt, vraagt dan: {join}",
            join = join_line(voice, first)
        ));
    }
    opened_by(&mut page, report.opened_by.as_deref(), report.from_paper);
    page.line(both!(
        voice,
        "Nothing was written on the drives.",
        "Op de schijven is niets geschreven."
    ));
    page.next(voice.kluis(&["verify"]));
    page.into_text()
}

/// Drives that a new home has not seen, and what it does not do until then.
pub(super) fn unseen(page: &mut Page<'_>, labels: &[String]) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "Not seen here yet: {drives}.",
        "Hier nog niet gezien: {drives}.",
        drives = voice.all_of(labels)
    ));
    page.under(both!(
        voice,
        "This home destroys nothing until it has seen them, since a hold may be on one of them alone.",
        "Tot dan wordt hier niets vernietigd: op een daarvan kan een vernietigingsstop staan."
    ));
}

fn facts(voice: &Voice, report: &Report) -> Vec<(String, String)> {
    vec![
        (both!(voice, "Vault id", "Kluisnummer"), report.vault.to_string()),
        (both!(voice, "Home", "Map op deze pc"), report.home.clone()),
        (both!(voice, "Identity", "Sleutel"), report.identity.clone()),
        (both!(voice, "From", "Van"), voice.all_of(&report.from)),
        (both!(voice, "Ledger", "Logboek"), voice.count(report.entries, Noun::Entry)),
        (both!(voice, "Bundles", "Bundels"), voice.number(report.bundles as u64)),
        (both!(voice, "Searchable", "Doorzoekbaar"), voice.number(report.indexes as u64)),
    ]
}

fn settings(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if report.older_settings {
        page.line(both!(
            voice,
            "The last settings were damaged on the drive: these are the ones before. Look at kluis.toml.",
            "De laatste instellingen op de schijf waren beschadigd: dit zijn de vorige. Kijk kluis.toml na."
        ));
    }
    let settings: Vec<String> = report
        .settings_taken
        .iter()
        .map(|setting| format!("{} = {}", setting.name, voice.setting(&setting.value)))
        .collect();
    page.line(both!(
        voice,
        "Settings, as the drive had them: {settings}.",
        "Instellingen, zoals op de schijf: {settings}.",
        settings = settings.join("; ")
    ));
}

/// What is to be mended on the drives that it was made from.
pub(super) fn drives(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    for label in &report.cut_back {
        page.line(both!(
            voice,
            "{label}: its label is signed by a key that was replaced, and counts for nothing.",
            "{label}: het label is ondertekend met een vervangen sleutel, en telt niet."
        ));
        page.under(both!(
            voice,
            "If you or another PC of yours wrote there: {join}",
            "Schreef u daar, of een andere pc van u: {join}",
            join = join_line(voice, label)
        ));
        page.under(both!(
            voice,
            "If not: {repair}",
            "Zo niet: {repair}",
            repair = voice.kluis(&["repair", label])
        ));
    }
    for label in &report.slots_missing {
        page.line(both!(
            voice,
            "One of the two labels of {label} is missing or broken: entries may be hidden.",
            "Een van de twee labels van {label} is weg of beschadigd: er kunnen regels verborgen zijn."
        ));
        page.next(both!(
            voice,
            "before anything counts on it: {verify}",
            "voordat daar iets telt: {verify}",
            verify = voice.kluis(&["verify", label])
        ));
    }
    for label in &report.damaged {
        page.line(both!(
            voice,
            "{label}: its copy of the ledger is damaged, and the other drives had what it lacks.",
            "{label}: het logboek daar is beschadigd; de andere schijven hadden wat daar ontbreekt."
        ));
        page.next(voice.kluis(&["repair", label]));
    }
}

/// What is not in the home yet.
pub(super) fn missing(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let deep = || voice.kluis(&["verify", "--deep"]);
    let unread = report.unread as u64;
    if unread > 0 {
        page.line(both!(
            voice,
            "The index of {bundles} could not be read there.",
            "De inhoudsopgave van {bundles} is daar niet te lezen.",
            bundles = voice.count(unread, Noun::Bundle)
        ));
        page.next(deep());
    }
    let elsewhere = report.elsewhere as u64;
    if elsewhere > 0 {
        page.line(both!(
            voice,
            "{bundles} {are} on other drives only, and can't be searched here yet.",
            "{bundles} {staan} alleen op andere schijven, en {zijn} hier nog niet doorzoekbaar.",
            bundles = voice.count(elsewhere, Noun::Bundle),
            are = one_or(elsewhere, "is", "are"),
            staan = one_or(elsewhere, "staat", "staan"),
            zijn = one_or(elsewhere, "is", "zijn")
        ));
        page.next(both!(
            voice,
            "plug those in, then {deep}: what is on them is not sealed twice then",
            "sluit die aan, dan {deep}: wat erop staat, wordt dan niet nog eens verzegeld",
            deep = deep()
        ));
    }
    let many = report.notes_missing as u64;
    if many > 0 {
        page.line(both!(
            voice,
            "{notes} of the ledger {are} not on these drives as recorded; another drive may have {them}.",
            "{notes} bij het logboek {staan} niet op deze schijven zoals vastgelegd; misschien wel op een andere.",
            notes = voice.count(many, Noun::Note),
            are = one_or(many, "is", "are"),
            them = one_or(many, "it", "them"),
            staan = one_or(many, "staat", "staan")
        ));
    }
    if report.set_aside > 0 {
        page.line(both!(
            voice,
            "What was behind the end of the drives' ledger is set aside: nobody signed for it.",
            "Wat achter het einde van het logboek stond, telt niet: niemand heeft daarvoor getekend."
        ));
    }
}
