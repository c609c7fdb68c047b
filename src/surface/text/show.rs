//! One bundle.

use crate::rules::hold::names_of;
use crate::rules::retention::{HasEnd, PinnedRule, ShownRule};
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::things::ledger::state::{Proven, ProvenNow};
use crate::verbs::list::{EndRow, StandingRow};
use crate::verbs::show::{CopyRow, Report, RuleRow};
use crate::words::day::ClockState;
use crate::words::lang::Lang;

use super::list::{copies_wanting, due_from, kept_through, overdue, standing, waits};
use super::{copy_all, destroy_line, indication};

/// Its rules, its end, its copies.
pub fn show(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    page.facts(&bundle_facts(voice, report));
    for rule in &report.rules {
        page.gap();
        page.line(both!(voice, "Rule", "Regel"));
        page.inside(|page| page.facts(&rule_facts(voice, rule)));
    }
    if report.end.overdue {
        page.gap();
        page.line(overdue(voice));
    }
    if report.conflict {
        page.gap();
        page.line(both!(
            voice,
            "One rule wants this deleted while another keeps it: a person has to look at it.",
            "De ene regel wil dit verwijderen en de andere bewaart het: dat moet iemand beoordelen."
        ));
    }
    let wanted = report.copies_wanted;
    page.gap();
    page.line(both!(voice, "Copies ({wanted} wanted)", "Kopieën ({wanted} gewenst)"));
    copies(&mut page, &report.copies);
    let alone = |keys: &&CopyRow| !report.copies.iter().any(|copy| copy.medium == keys.medium);
    let keys: Vec<CopyRow> = report.keys.iter().filter(alone).cloned().collect();
    if !keys.is_empty() {
        page.gap();
        page.line(both!(
            voice,
            "Keys on other drives ({wanted} wanted)",
            "Bundelsleutel op andere schijven ({wanted} gewenst)"
        ));
        copies(&mut page, &keys);
    }
    if report.keys_wanting {
        page.under(both!(
            voice,
            "A copy counts only with enough copies of its keys: plug in a drive for keys, then {command}",
            "Een kopie telt pas met genoeg kopieën van de bundelsleutel: sluit een schijf voor sleutels aan, dan \
             {command}",
            command = copy_all(voice, &report.copy_to)
        ));
    }
    if report.waiting {
        page.inside(|page| waits(page, 1, &report.copy_to));
    }
    page.gap();
    page.line(indication(voice));
    page.into_text()
}

fn bundle_facts(voice: &Voice, report: &Report) -> Vec<(String, String)> {
    let at = report.sealed_at;
    let records = voice.number(report.records);
    let mut rows = vec![
        (both!(voice, "Bundle", "Bundel"), report.bundle.to_string()),
        (both!(voice, "Standing", "Stand"), how_it_stands(voice, report)),
        (
            both!(voice, "Sealed", "Verzegeld"),
            format!("{}{}", voice.time(at.time), clock(voice, at.clock)),
        ),
        (both!(voice, "Seal (SHA-256)", "Verzegeling (SHA-256)"), report.seal.to_string()),
        (both!(voice, "Records", "Stukken"), format!("{records}, {}", voice.size(report.bytes))),
        (both!(voice, "Kept through", "Bewaren t/m"), last_day(voice, &report.end)),
        (both!(voice, "Due from", "Te vernietigen vanaf"), due_from(voice, &report.end)),
    ];
    if let Some(day) = report.end.delete_from {
        rows.push((both!(voice, "To be deleted from", "Verwijderen vanaf"), voice.day(day)));
    }
    if let Some(longer) = &report.extended {
        rows.push((
            both!(voice, "Extended", "Verlengd"),
            both!(
                voice,
                "through {day}, put on record {recorded}",
                "tot en met {day}, vastgelegd {recorded}",
                day = voice.day(longer.keep_through),
                recorded = voice.time(longer.recorded)
            ),
        ));
    }
    if !report.succeeds.is_empty() {
        let before = voice.all_of(&report.succeeds);
        rows.push((both!(voice, "Stands in the place of", "In de plaats van"), before));
    }
    if !report.succeeded_by.is_empty() {
        let now = voice.all_of(&report.succeeded_by);
        rows.push((both!(voice, "Its records stand in", "De stukken staan in"), now));
    }
    if let Some(case) = &report.case {
        let hidden = match report.case_hidden {
            true => both!(
                voice,
                " (its code is encrypted; a file with your passphrase shows it: --passphrase-file FILE)",
                " (de code is versleuteld; een bestand met uw wachtwoordzin toont die: --passphrase-file BESTAND)"
            ),
            false => String::new(),
        };
        rows.push((both!(voice, "Case", "Dossier"), format!("{case}{hidden}")));
    }
    if !report.disclosures.is_empty() {
        rows.push((
            both!(voice, "Disclosed", "Verstrekt"),
            super::disclosed(voice, &report.disclosures),
        ));
    }
    for hold in &report.holds {
        let (name, since) = (hold.name(), voice.day_by(hold.since, hold.clock));
        let held = both!(voice, "{name} since {since}", "{name} sinds {since}");
        let review = hold.review.map(|day| {
            let day = voice.day(day);
            both!(voice, ", to be reviewed on {day}", ", herbeoordelen op {day}")
        });
        rows.push((
            both!(voice, "Hold", "Vernietigingsstop"),
            format!("{held}{}", review.unwrap_or_default()),
        ));
    }
    rows
}

/// The last day, and that the book years of now give it where the ledger has an earlier one.
fn last_day(voice: &Voice, end: &EndRow) -> String {
    let day = kept_through(voice, end);
    match end.by_book_year {
        true => {
            both!(voice, "{day}, by the book years of now", "{day}, volgens de boekjaren van nu")
        }
        false => day,
    }
}

fn how_it_stands(voice: &Voice, report: &Report) -> String {
    let holds = names_of(&report.holds);
    let wanting = copies_wanting(
        voice,
        report.copies_wanting,
        report.keys_wanting,
        report.keys_verified,
        report.copies_wanted,
    );
    let words = standing(voice, report.standing, &holds, &report.end, wanting);
    match report.destroyed {
        Some(at) if report.standing == StandingRow::Destroyed => {
            let day = voice.day(at.day());
            both!(voice, "{words} on {day}", "{words} op {day}")
        }
        _ if report.standing == StandingRow::PartlyDestroyed => {
            let there = report.copies.iter().filter(|copy| copy.destroyed.is_none());
            let there: Vec<&str> = there.map(|copy| copy.label.as_str()).collect();
            let (next, drives) = (destroy_line(voice, report.bundle), voice.all_of(&there));
            match there.is_empty() {
                true => both!(
                    voice,
                    "{words}; its end is not on record yet: {next}",
                    "{words}; het einde staat nog niet in het logboek: {next}"
                ),
                false => both!(
                    voice,
                    "{words}; still on {drives}: {next}",
                    "{words}; staat nog op {drives}: {next}"
                ),
            }
        }
        _ => words,
    }
}

fn clock(voice: &Voice, clock: ClockState) -> String {
    match clock {
        ClockState::Ok => String::new(),
        ClockState::Typed => both!(
            voice,
            ", by a clock that a person confirmed",
            ", volgens een klok die iemand heeft bevestigd"
        ),
        ClockState::Doubtful => both!(voice, " (clock in doubt)", " (klok onzeker)"),
    }
}

fn rule_facts(voice: &Voice, row: &RuleRow) -> Vec<(String, String)> {
    let class = row.class_id.clone().unwrap_or_else(|| {
        both!(voice, "confidential, and not known here", "vertrouwelijk, en hier niet bekend")
    });
    let name = match voice.lang {
        Lang::En => row.name_en.as_ref(),
        Lang::Nl => row.name_nl.as_ref(),
    };
    let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
    let mut rows = vec![(both!(voice, "Class", "Bewaarcategorie"), format!("{class}{name}"))];
    let ends = match &row.shown {
        ShownRule::Open(rule) => {
            rows.extend(start_facts(voice, rule));
            (rule.keep_through, rule.delete_from)
        }
        ShownRule::Sealed(rule) => {
            let rest = both!(
                voice,
                "confidential: date and period are in the encrypted index alone",
                "vertrouwelijk: datum en termijn staan alleen in de versleutelde inhoudsopgave"
            );
            rows.push((both!(voice, "Rule", "Regel"), rest));
            (rule.keep_through, rule.delete_from)
        }
    };
    if let Some(event) = &row.event {
        let recorded = voice.time(event.recorded);
        rows.push((
            both!(voice, "Event", "Gebeurtenis"),
            both!(voice, "put on record {recorded}", "vastgelegd {recorded}"),
        ));
    } else if waits_for_an_event(&row.shown) {
        rows.push((both!(voice, "Event", "Gebeurtenis"), both!(voice, "none yet", "nog geen")));
    }
    let given = row.event.as_ref().map(|event| (event.keep_through, event.delete_from));
    let ends = given.unwrap_or(ends);
    if let Some(day) = ends.0 {
        rows.push((both!(voice, "Kept through", "Bewaren t/m"), voice.day(day)));
    }
    if let Some(day) = ends.1 {
        rows.push((both!(voice, "Deleted from", "Verwijderen vanaf"), voice.day(day)));
    }
    if let ShownRule::Open(rule) = &row.shown {
        rows.extend(basis_facts(voice, rule));
    }
    rows
}

/// Whether an event may give it an end yet.
fn waits_for_an_event(rule: &ShownRule) -> bool {
    rule.open().map_or(rule.later_end().open, PinnedRule::waits_for_an_event)
}

fn start_facts(voice: &Voice, pinned: &PinnedRule) -> Vec<(String, String)> {
    let rule = &pinned.rule;
    let date =
        pinned.date.map_or_else(|| both!(voice, "none yet", "nog geen"), |date| voice.given(date));
    let period =
        format!("{}, {}", voice.period(rule.period), super::class::nature(voice, rule.nature));
    let mut rows = vec![
        (both!(voice, "Date given", "Opgegeven datum"), date),
        (both!(voice, "Period", "Bewaartermijn"), period),
    ];
    if let Some(start) = pinned.clock_start {
        let from = voice.starts(rule.starts);
        let start = voice.day(start);
        rows.push((both!(voice, "Counted from", "Geteld vanaf"), format!("{start}, {from}")));
    }
    rows
}

fn basis_facts(voice: &Voice, pinned: &PinnedRule) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    if let Some(naming) = &pinned.rule.naming {
        rows.push((both!(voice, "Basis", "Grondslag"), voice.basis(&naming.basis)));
        if let Some(ground) = &naming.ground {
            rows.push((both!(voice, "Ground", "Grond"), ground.clone()));
        }
    }
    rows.push((both!(voice, "Schedule", "Bewaarschema"), pinned.schedule.clone()));
    rows
}

fn copies(page: &mut Page<'_>, copies: &[CopyRow]) {
    let voice = page.voice;
    if copies.is_empty() {
        page.under(both!(voice, "none", "geen"));
        return;
    }
    let head = [
        both!(voice, "DRIVE", "SCHIJF"),
        both!(voice, "STATE", "TOESTAND"),
        both!(voice, "WRITTEN", "GESCHREVEN"),
        both!(voice, "VERIFIED", "GECONTROLEERD"),
        both!(voice, "LAST SEEN TO HOLD", "LAATST IN ORDE"),
    ];
    let head = head.map(|title| (title, Lean::Left));
    let row = |copy: &CopyRow| {
        vec![
            copy.label.clone(),
            state(voice, copy),
            voice.day(copy.written.day()),
            copy.verified.map_or_else(|| "-".into(), |at| voice.day(at.day())),
            seen(voice, copy),
        ]
    };
    page.inside(|page| {
        page.table(&head, copies.iter().map(row));
        for copy in copies {
            if let Some(why) = why(voice, copy) {
                page.line(format!("{}: {why}", copy.label));
            }
        }
    });
}

/// How long ago it was last seen to hold.
fn seen(voice: &Voice, copy: &CopyRow) -> String {
    match copy.age_days {
        None => "-".into(),
        Some(_) if copy.seen_ahead => {
            both!(voice, "ahead of the clock", "later dan de klok")
        }
        Some(0) => both!(voice, "today", "vandaag"),
        Some(days) => {
            let days = voice.count(days.unsigned_abs(), Noun::Day);
            both!(voice, "{days} ago", "{days} geleden")
        }
    }
}

fn state(voice: &Voice, copy: &CopyRow) -> String {
    if let Some(at) = copy.destroyed {
        let day = voice.day(at.day());
        return both!(voice, "destroyed on {day}", "vernietigd op {day}");
    }
    let proven = match copy.proven {
        ProvenNow::As(proven) => proven,
        ProvenNow::ToBeVerified => {
            return both!(voice, "to be verified first", "eerst te controleren");
        }
    };
    match proven {
        Proven::DoesNotHold => both!(voice, "damaged", "beschadigd"),
        Proven::DriveGone => both!(voice, "lost or retired", "vermist of uit gebruik"),
        Proven::DriveBack => both!(voice, "not verified", "niet gecontroleerd"),
        Proven::Written => both!(voice, "written", "geschreven"),
        Proven::Cached => both!(voice, "read back (cache?)", "teruggelezen (cache?)"),
        Proven::ReadBack => both!(voice, "read back", "teruggelezen"),
        Proven::Reattached => both!(voice, "re-attached, verified", "opnieuw gecontroleerd"),
    }
}

/// Why a copy does not count as it stands, where that is not said by its state alone.
fn why(voice: &Voice, copy: &CopyRow) -> Option<String> {
    if copy.destroyed.is_some() {
        return None;
    }
    let proven = match copy.proven {
        ProvenNow::As(proven) => proven,
        ProvenNow::ToBeVerified => {
            return Some(both!(
                voice,
                "to be verified first: {command}",
                "eerst te controleren: {command}",
                command = voice.kluis(&["verify", &copy.label])
            ));
        }
    };
    match proven {
        Proven::DriveGone => Some(both!(
            voice,
            "its drive is lost or retired",
            "de schijf is vermist of uit gebruik"
        )),
        Proven::DriveBack => Some(both!(
            voice,
            "to be verified again: {command}",
            "opnieuw te controleren: {command}",
            command = voice.kluis(&["verify", &copy.label, "--deep"])
        )),
        Proven::Written => {
            Some(both!(voice, "written, not read back", "geschreven, niet teruggelezen"))
        }
        Proven::Cached => Some(both!(
            voice,
            "read back, perhaps from a cache: counts for nothing yet",
            "teruggelezen, misschien uit het geheugen van de pc: telt nog niet"
        )),
        Proven::DoesNotHold => Some(both!(
            voice,
            "damaged: {command}",
            "beschadigd: {command}",
            command = voice.kluis(&["repair", &copy.label])
        )),
        Proven::ReadBack | Proven::Reattached => None,
    }
}
