//! The page of how a vault stands, for its owner: what ends when, copies and drives, holds, what waits, how it grew,
//! and the terms by class for a record of processing.

use super::page::Lean;
use super::paper::Paper;
use super::text::{indication, report_facts};
use super::voice::{Voice, both};
use crate::formats::entry::Role;
use crate::rules::class::Period;
use crate::things::ledger::state::Fate;
use crate::verbs::report::{DrillShown, EndsIn, MediumHealth, Report, Term};
use crate::words::day::{Day, Time};
use crate::words::ids::BundleId;
use crate::words::lang::Lang;

/// How many bundles that wait for the same the page names.
const NAMED_MOST: usize = 20;

/// The whole page, escaped.
pub(super) fn page(voice: &Voice, report: &Report) -> String {
    let title = both!(voice, "REPORT", "RAPPORT");
    let made = format!("{}, {}", report.vault, voice.day(report.today));
    let mut paper = Paper::new(voice, &title, &[made]);
    paper.facts(&report_facts(voice, report));
    paper.facts(&[(both!(voice, "Vault id", "Kluisnummer"), report.id.to_string())]);
    waits(&mut paper, voice, report);
    ends(&mut paper, voice, report);
    media(&mut paper, voice, report);
    drills(&mut paper, voice, report);
    holds(&mut paper, voice, report);
    growth(&mut paper, voice, report);
    terms(&mut paper, voice, report);
    paper.text(both!(
        voice,
        "As this PC knows it. What lies outside of the vault (PC, mail, cloud, paper) is not in it.",
        "Zoals deze pc het weet. Wat buiten de kluis ligt (pc, e-mail, cloud, papier) staat hier niet in."
    ));
    paper.into_html()
}

fn waits(paper: &mut Paper, voice: &Voice, report: &Report) {
    let mut facts = Vec::new();
    let mut some = |name: String, bundles: Vec<String>| {
        let more = bundles.len().saturating_sub(NAMED_MOST);
        let named = bundles[..bundles.len() - more].join(", ");
        match (bundles.len(), more) {
            (0, _) => {}
            (_, 0) => facts.push((name, named)),
            _ => {
                let said = both!(voice, "{named}, and {more} more", "{named}, en nog {more}");
                facts.push((name, said));
            }
        }
    };
    let ids =
        |bundles: &[BundleId]| -> Vec<String> { bundles.iter().map(ToString::to_string).collect() };
    some(both!(voice, "To destroy", "Te vernietigen"), ids(&report.due));
    some(both!(voice, "Lost, no copy is left", "Verloren, geen kopie meer"), ids(&report.lost));
    some(both!(voice, "Too few copies", "Te weinig kopieën"), ids(&report.copies_wanting));
    let late = report.overdue.iter().map(|row| {
        let day = voice.day(row.delete_from);
        both!(voice, "{bundle} from {day} on", "{bundle} vanaf {day}", bundle = row.bundle)
    });
    some(both!(voice, "Late to delete", "Te laat met verwijderen"), late.collect());
    let begun = report.begun.iter().map(|row| {
        let drives = voice.all_of(&row.remaining);
        both!(voice, "{bundle} (left: {drives})", "{bundle} (nog: {drives})", bundle = row.bundle)
    });
    some(both!(voice, "Partly destroyed", "Deels vernietigd"), begun.collect());
    let given = report
        .disclosures
        .iter()
        .map(|row| format!("{} ({})", row.name, voice.day(row.given.day())));
    some(
        both!(voice, "Given to others, not closed", "Verstrekt, niet afgesloten"),
        given.collect(),
    );
    if facts.is_empty() {
        return;
    }
    paper.heading(both!(voice, "What waits", "Wat er te doen is"));
    paper.facts(&facts);
}

fn ends(paper: &mut Paper, voice: &Voice, report: &Report) {
    if report.ends.is_empty() {
        return;
    }
    paper.heading(both!(voice, "What ends when", "Wat wanneer eindigt"));
    let head = [
        (both!(voice, "From", "Vanaf"), Lean::Left),
        (both!(voice, "Bundles", "Bundels"), Lean::Right),
        (both!(voice, "Records", "Stukken"), Lean::Right),
        (both!(voice, "Size", "Grootte"), Lean::Right),
        (both!(voice, "Held", "Onder stop"), Lean::Right),
    ];
    let row = |ends: &EndsIn| {
        let year = ends.year.map(|year| year.to_string());
        let row = vec![
            year.unwrap_or_else(|| both!(voice, "no end yet", "nog geen einde")),
            voice.number(ends.bundles),
            voice.number(ends.records),
            voice.size(ends.bytes),
            none_or(voice, ends.held),
        ];
        (row, ends.bundles)
    };
    paper.bars(&head, &report.ends.iter().map(row).collect::<Vec<_>>());
    paper.text(indication(voice));
}

fn none_or(voice: &Voice, number: u64) -> String {
    if number == 0 { "-".into() } else { voice.number(number) }
}

fn media(paper: &mut Paper, voice: &Voice, report: &Report) {
    if report.media.is_empty() {
        return;
    }
    paper.heading(both!(voice, "Drives", "Schijven"));
    let head = [
        (both!(voice, "Drive", "Schijf"), Lean::Left),
        (both!(voice, "State", "Staat"), Lean::Left),
        (both!(voice, "Last seen", "Laatst gezien"), Lean::Left),
        (both!(voice, "Last verified", "Laatst gecontroleerd"), Lean::Left),
        (both!(voice, "Bundles", "Bundels"), Lean::Right),
        (both!(voice, "Size", "Grootte"), Lean::Right),
        (both!(voice, "Findings", "Bevindingen"), Lean::Right),
    ];
    paper.table(&head, report.media.iter().map(|medium| drive(voice, report, medium)));
}

fn drive(voice: &Voice, report: &Report, medium: &MediumHealth) -> Vec<String> {
    let day = |time: Option<Time>| time.map_or_else(|| "-".into(), |time| voice.day(time.day()));
    let mut state = match medium.fate {
        None | Some(Fate::Found) => both!(voice, "in use", "in gebruik"),
        Some(Fate::Retired) => both!(voice, "out of use", "uit gebruik"),
        Some(Fate::Lost) => both!(voice, "lost", "vermist"),
    };
    if !medium.roles.contains(&Role::Data) {
        state = both!(voice, "{state}, keys alone", "{state}, alleen bundelsleutels");
    }
    if report.to_verify.contains(&medium.label) {
        state = both!(voice, "{state}, to be verified", "{state}, te controleren");
    }
    vec![
        medium.label.clone(),
        state,
        day(medium.last_seen),
        day(medium.last_verified),
        voice.number(medium.bundles),
        voice.size(medium.bytes),
        none_or(voice, medium.faulty),
    ]
}

fn drills(paper: &mut Paper, voice: &Voice, report: &Report) {
    paper.heading(both!(voice, "Keys, and their drills", "Sleutels, en hun oefeningen"));
    let head = [
        (both!(voice, "Recipient", "Sleutelhouder"), Lean::Left),
        (both!(voice, "Last drill", "Laatst geoefend"), Lean::Left),
        (both!(voice, "Next from", "Weer vanaf"), Lean::Left),
        (both!(voice, "To do", "Te doen"), Lean::Left),
    ];
    let row = |drill: &DrillShown| {
        let to_do = match drill.overdue {
            true => both!(voice, "to be drilled", "nu oefenen"),
            false => "-".into(),
        };
        vec![
            voice.recipient(&drill.name),
            drill.drilled.map_or_else(|| "-".into(), |time| voice.day(time.day())),
            drill.due_from.map_or_else(|| "-".into(), |day| voice.day(day)),
            to_do,
        ]
    };
    paper.table(&head, report.drills.iter().map(row));
}

fn holds(paper: &mut Paper, voice: &Voice, report: &Report) {
    if report.holds.is_empty() {
        return;
    }
    paper.heading(both!(voice, "Holds", "Vernietigingsstops"));
    let day = |day: Option<Day>| day.map_or_else(|| "-".into(), |day| voice.day(day));
    let head = [
        (both!(voice, "Hold", "Stop"), Lean::Left),
        (both!(voice, "Since", "Sinds"), Lean::Left),
        (both!(voice, "Review", "Herbeoordelen"), Lean::Left),
        (both!(voice, "Legal end", "Wettelijk einde"), Lean::Left),
        (both!(voice, "Bundles", "Bundels"), Lean::Right),
        (both!(voice, "To do", "Te doen"), Lean::Left),
    ];
    let rows = report.holds.iter().map(|hold| {
        let to_do = match hold.overdue {
            true => both!(voice, "to be reviewed", "nu herbeoordelen"),
            false => "-".into(),
        };
        vec![
            hold.name.clone(),
            voice.day(hold.since),
            day(hold.review),
            day(hold.ends),
            voice.number(hold.bundles),
            to_do,
        ]
    });
    paper.table(&head, rows);
}

fn growth(paper: &mut Paper, voice: &Voice, report: &Report) {
    if report.growth.is_empty() {
        return;
    }
    paper.heading(both!(voice, "Sealed by year", "Verzegeld per jaar"));
    let head = [
        (both!(voice, "Year", "Jaar"), Lean::Left),
        (both!(voice, "Bundles", "Bundels"), Lean::Right),
        (both!(voice, "Records", "Stukken"), Lean::Right),
        (both!(voice, "Size", "Grootte"), Lean::Right),
        (both!(voice, "Destroyed", "Vernietigd"), Lean::Right),
    ];
    let rows = report.growth.iter().map(|year| {
        let row = vec![
            year.year.to_string(),
            voice.number(year.bundles),
            voice.number(year.records),
            voice.size(year.bytes),
            none_or(voice, year.destroyed),
        ];
        (row, year.bytes)
    });
    paper.bars(&head, &rows.collect::<Vec<_>>());
}

fn terms(paper: &mut Paper, voice: &Voice, report: &Report) {
    if report.terms.is_empty() {
        return;
    }
    paper.heading(both!(
        voice,
        "Terms by class, for the record of processing (AVG art. 30(1)(f))",
        "Bewaartermijnen per categorie, voor het verwerkingsregister (AVG art. 30 lid 1 onder f)"
    ));
    let head = [
        (both!(voice, "Class", "Bewaarcategorie"), Lean::Left),
        (both!(voice, "Term", "Termijn"), Lean::Left),
        (both!(voice, "Ground", "Grondslag"), Lean::Left),
        (both!(voice, "Bundles", "Bundels"), Lean::Right),
        (both!(voice, "Records", "Stukken"), Lean::Right),
        (both!(voice, "May go from", "Mag weg vanaf"), Lean::Left),
    ];
    paper.table(&head, report.terms.iter().map(|term| of_class(voice, term)));
}

/// How long, from when, and which duty that is.
fn how_long(voice: &Voice, term: &Term) -> String {
    let periods = voice.any_of(term.periods.iter().map(|period| voice.period(*period)));
    let counts = !term.periods.is_empty() && !term.periods.contains(&Period::Review);
    let periods = match term.starts.filter(|_| counts) {
        Some(starts) => both!(
            voice,
            "{periods} after {start}",
            "{periods} na {start}",
            start = voice.starts(starts)
        ),
        None => periods,
    };
    let duty = term.nature.map(|nature| voice.duty(nature));
    let parts = [Some(periods).filter(|text| !text.is_empty()), duty];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn of_class(voice: &Voice, term: &Term) -> Vec<String> {
    let name = match (&term.names, &term.class, voice.lang) {
        (Some((name, _)), Some(class), Lang::En) | (Some((_, name)), Some(class), Lang::Nl) => {
            format!("{name} ({class})")
        }
        (None, Some(class), _) => class.clone(),
        (_, None, _) => {
            both!(voice, "confidential, not known here", "vertrouwelijk, hier niet bekend")
        }
    };
    let name = match term.confidential && term.class.is_some() {
        true => both!(voice, "{name}, confidential", "{name}, vertrouwelijk"),
        false => name,
    };
    let days: Vec<String> =
        [term.earliest, term.latest].into_iter().flatten().map(|day| voice.day(day)).collect();
    let ends = match &days[..] {
        [first, last] if first != last => {
            both!(voice, "{first} to {last}", "{first} tot en met {last}")
        }
        [day, ..] => day.clone(),
        [] => "-".to_owned(),
    };
    let open = both!(voice, "{n} without an end", "{n} zonder einde", n = voice.number(term.open));
    let ends = match (term.open, days.is_empty()) {
        (0, _) => ends,
        (_, true) => open,
        (_, false) => format!("{ends}; {open}"),
    };
    vec![
        name,
        how_long(voice, term),
        term.basis.as_ref().map_or_else(|| "-".into(), |basis| voice.basis(basis)),
        voice.number(term.bundles),
        voice.number(term.records),
        ends,
    ]
}
