//! Homes that came back, a row each; what did not come back, and why; and what is to be done for all of them.

use std::collections::BTreeSet;

use crate::surface::errors::say;
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::rebuild::{AllReport, Failed, Report};

use super::rebuild::{drives, missing, unseen};
use super::{broken_lines, no_passphrase, problem_lines};

/// What came back, what did not, and the next command.
pub fn rebuild_all(voice: &Voice, report: &AllReport) -> Printed {
    let mut page = Page::new(voice);
    if !report.vaults.is_empty() {
        page.table(&head(voice), report.vaults.iter().map(|one| row(voice, one)));
    }
    page.line(both!(
        voice,
        "{vaults} came back on this PC.",
        "Terug op deze pc: {vaults}.",
        vaults = voice.count(report.vaults.len() as u64, Noun::Vault)
    ));
    left_out(&mut page, report);
    report.failed.iter().for_each(|one| failed(&mut page, one));
    broken_lines(&mut page, &report.broken);
    report.vaults.iter().for_each(|one| odd(voice, &mut page, one));
    let labels: BTreeSet<&String> = report.vaults.iter().flat_map(|one| &one.unseen).collect();
    if !labels.is_empty() {
        let labels: Vec<String> = labels.into_iter().cloned().collect();
        unseen(&mut page, &labels);
    }
    if report.vaults.iter().any(|one| !one.passphrase) {
        no_passphrase(&mut page);
    }
    if let Some(file) = report.opened_by.as_ref().filter(|_| !report.vaults.is_empty()) {
        page.line(match report.from_paper {
            true => both!(
                voice,
                "Remove {file} now: whoever has it opens all of these.",
                "Verwijder {file} nu: wie het heeft, opent al deze kluizen."
            ),
            false => both!(
                voice,
                "Keep {file} off this PC, on paper or on a stick in the safe: whoever has it opens all of these.",
                "Laat {file} niet op deze pc staan, maar op papier of op een stick in de kluis: wie het heeft, opent al \
                 deze kluizen."
            ),
        });
    }
    page.line(both!(
        voice,
        "Nothing was written on the drives.",
        "Op de schijven is niets geschreven."
    ));
    if !report.vaults.is_empty() {
        page.next(voice.kluis(&["verify", "--each"]));
        let (name, text) = (both!(voice, "NAME", "NAAM"), both!(voice, "TEXT", "TEKST"));
        page.line(both!(
            voice,
            "Was that PC stolen? Then make the keys worthless with which it sealed, right after that: {replace}",
            "Is die pc gestolen? Maak meteen daarna de sleutels waardeloos waarmee die verzegelde: {replace}",
            replace =
                voice.kluis(&["signer", "replace", "--each", "--by", &name, "--reason", &text])
        ));
    }
    page.into_text()
}

fn head(voice: &Voice) -> Vec<(String, Lean)> {
    vec![
        (both!(voice, "CLIENT", "CLIËNT"), Lean::Left),
        (both!(voice, "BUNDLES", "BUNDELS"), Lean::Right),
        (both!(voice, "SEARCHABLE", "DOORZOEKBAAR"), Lean::Right),
        (both!(voice, "FROM", "VAN"), Lean::Left),
    ]
}

fn row(voice: &Voice, one: &Report) -> Vec<String> {
    let numbers = [one.bundles, one.indexes].map(|number| voice.number(number as u64));
    let [bundles, searchable] = numbers;
    vec![one.name.clone(), bundles, searchable, one.from.join(", ")]
}

/// Vaults that have a home here, and that a run over all left alone.
pub(super) fn already_here(page: &mut Page<'_>, vaults: &[String]) {
    if !vaults.is_empty() {
        page.line(both!(
            page.voice,
            "On this PC already, and left as they are: {vaults}.",
            "Al op deze pc, en gebleven zoals ze zijn: {vaults}.",
            vaults = page.voice.all_of(vaults)
        ));
    }
}

/// What was not asked for, or is not there.
fn left_out(page: &mut Page<'_>, report: &AllReport) {
    let voice = page.voice;
    already_here(page, &report.already_here);
    if !report.absent.is_empty() {
        page.line(both!(
            voice,
            "On the list, and on none of these drives: {vaults}.",
            "Wel in de lijst, en op geen van deze schijven: {vaults}.",
            vaults = voice.all_of(&report.absent)
        ));
        page.under(both!(
            voice,
            "name another drive too: --from PATH",
            "noem ook een andere schijf: --from MAP"
        ));
    }
    if !report.unlisted.is_empty() {
        page.line(both!(
            voice,
            "Not on the list, and not brought back: {folders}.",
            "Niet in de lijst, en niet teruggehaald: {folders}.",
            folders = voice.all_of(&report.unlisted)
        ));
        page.under(both!(
            voice,
            "yours, and newer than the list? By its own id: {rebuild}",
            "van u, en nieuwer dan de lijst? Met het eigen kluisnummer: {rebuild}",
            rebuild = one(voice)
        ));
    }
    if !report.closed.is_empty() {
        page.line(both!(
            voice,
            "Not opened by this identity, and not brought back: {folders}.",
            "Niet te openen met deze sleutel, en niet teruggehaald: {folders}.",
            folders = voice.all_of(&report.closed)
        ));
        page.under(both!(
            voice,
            "with the sheet of that vault: {rebuild}",
            "met het blad van die kluis: {rebuild}",
            rebuild = one(voice)
        ));
    }
}

/// The command that brings one vault back.
fn one(voice: &Voice) -> String {
    let (path, hex) = (both!(voice, "PATH", "MAP"), both!(voice, "HEX", "NUMMER"));
    let file = both!(voice, "FILE", "BESTAND");
    voice.kluis(&["rebuild", "--from", &path, "--vault-id", &hex, "--identity", &file])
}

fn failed(page: &mut Page<'_>, failed: &Failed) {
    let voice = page.voice;
    let called = failed.name.as_ref().unwrap_or(&failed.folder);
    page.line(both!(voice, "{called} did not come back:", "{called} is niet teruggekomen:"));
    let said = say(voice, &failed.why);
    page.inside(|page| problem_lines(page, said));
}

/// What is to be said of one home beside its row.
fn odd(voice: &Voice, page: &mut Page<'_>, one: &Report) {
    if one.outcome() == Outcome::Done && one.broken.is_empty() && one.elsewhere == 0 {
        return;
    }
    let of_it = voice.of_vault(&one.name);
    let mut below = Page::new(&of_it);
    below.line(&one.name);
    below.inside(|below| {
        broken_lines(below, &one.broken);
        drives(below, one);
        missing(below, one);
    });
    page.push(&below.into_text());
}
