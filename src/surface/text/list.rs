//! The bundles of a vault.

use std::collections::BTreeMap;

use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::copy_to::CopyTo;
use crate::verbs::list::{EndRow, Report, Row, RuleRow, StandingRow};
use crate::words::lang::Lang;

use super::review::review;
use super::withheld::withheld;
use super::{copy_all, destroy_line, first_archive, indication, lost, to_verify};

/// How much of a tag tells cases apart, in characters.
const CASE_MARK: usize = 8;
/// How many bundles of one standing are named below the table.
const GROUP_MOST: usize = 8;

/// One line a bundle, what is out of the ordinary, and their sum.
pub fn list(voice: &Voice, report: &Report) -> Printed {
    said(voice, report, |page, report| {
        // A case names a bundle better than its number of records.
        let cases = report.bundles.iter().any(|bundle| bundle.case.is_some());
        let rows = report.bundles.iter().map(|bundle| row(voice, bundle, report, cases));
        page.table_over(&head(voice, cases), rows, 1);
        page.gap();
        out_of_the_ordinary(page, report);
    })
}

/// The same with all that is known of each, in lines as long as that takes.
pub fn list_wide(voice: &Voice, report: &Report) -> Printed {
    said(voice, report, |page, report| {
        page.table(
            &wide_head(voice),
            report.bundles.iter().map(|bundle| wide_row(voice, bundle, report.copies_wanted)),
        );
        page.gap();
    })
}

fn said(voice: &Voice, report: &Report, bundles: impl Fn(&mut Page<'_>, &Report)) -> Printed {
    let mut page = Page::new(voice);
    if report.nothing_fits {
        page.line(both!(
            voice,
            "No bundle fits. Destroyed ones are left out: --destroyed adds them.",
            "Geen bundel past hierbij. Vernietigde bundels staan er niet bij: met --destroyed wel."
        ));
        withheld(&mut page, &report.withheld);
        return page.into_text();
    }
    if report.bundles.is_empty() && !report.withheld.is_empty() {
        page.line(both!(voice, "No bundle counts.", "Er telt geen bundel."));
        withheld(&mut page, &report.withheld);
        return page.into_text();
    }
    if report.bundles.is_empty() {
        page.line(both!(voice, "No bundles yet.", "Er zijn nog geen bundels."));
        page.next(first_archive(voice));
        return page.into_text();
    }
    bundles(&mut page, report);
    lost(&mut page, &report.lost);
    sum(&mut page, report);
    withheld(&mut page, &report.withheld);
    next_steps(&mut page, report);
    page.into_text()
}

fn head(voice: &Voice, cases: bool) -> [(String, Lean); 6] {
    [
        (both!(voice, "BUNDLE", "BUNDEL"), Lean::Left),
        (both!(voice, "CLASS", "BEWAARCATEGORIE"), Lean::Left),
        (both!(voice, "DATE", "PERIODE"), Lean::Left),
        match cases {
            true => (both!(voice, "CASE", "DOSSIER"), Lean::Left),
            false => (both!(voice, "RECORDS", "STUKKEN"), Lean::Right),
        },
        (both!(voice, "KEPT THROUGH", "BEWAREN T/M"), Lean::Left),
        (both!(voice, "COPIES", "KOPIEËN"), Lean::Left),
    ]
}

fn row(voice: &Voice, bundle: &Row, report: &Report, cases: bool) -> Vec<String> {
    let mark = if bundle.uncounted.is_empty() { "" } else { " (!)" };
    vec![
        bundle.bundle.to_string(),
        classes(voice, &bundle.rules),
        dates(voice, &bundle.rules),
        match cases {
            true => case(voice, bundle),
            false => voice.number(bundle.records),
        },
        kept_through(voice, &bundle.end),
        format!("{}/{}{mark}", bundle.copies_verified, report.copies_wanted),
    ]
}

/// Bundles that do not simply stand there kept, by what is the matter. The copies stand in the table.
fn out_of_the_ordinary(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for bundle in &report.bundles {
        let keys = bundle.copies_wanting && bundle.keys_wanting;
        let wanting = keys.then(|| wanting(voice, bundle, report.copies_wanted)).flatten();
        let ordinary = bundle.standing == StandingRow::Kept
            && bundle.holds.is_empty()
            && !bundle.end.due
            && wanting.is_none();
        if !ordinary {
            let words = standing(voice, bundle.standing, &bundle.holds, &bundle.end, wanting);
            groups.entry(words).or_default().push(bundle.bundle.to_string());
        }
    }
    for (words, bundles) in groups {
        page.line(format!("{}: {}", capital(&words), some(voice, &bundles)));
    }
    let wants = |bundle: &&Row| bundle.copies_wanting && !report.lost.contains(&bundle.bundle);
    let few = report.bundles.iter().filter(wants).count() as u64;
    if few > 0 {
        page.line(both!(
            voice,
            "{bundles} {have} fewer than the {wanted} copies that this vault wants.",
            "{bundles} {hebben} minder dan de {wanted} kopieën die deze kluis wil.",
            bundles = voice.count(few, Noun::Bundle),
            have = one_or(few, "has", "have"),
            hebben = one_or(few, "heeft", "hebben"),
            wanted = report.copies_wanted
        ));
    }
}

/// The first of them, and how many more there are.
fn some(voice: &Voice, bundles: &[String]) -> String {
    match bundles.len().checked_sub(GROUP_MOST).filter(|more| *more > 0) {
        None => bundles.join(", "),
        Some(more) => both!(
            voice,
            "{bundles}, and {more} more",
            "{bundles}, en nog {more}",
            bundles = bundles[..GROUP_MOST].join(", ")
        ),
    }
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn wide_head(voice: &Voice) -> [(String, Lean); 11] {
    [
        (both!(voice, "BUNDLE", "BUNDEL"), Lean::Left),
        (both!(voice, "CLASS", "BEWAARCATEGORIE"), Lean::Left),
        (both!(voice, "DATE", "PERIODE"), Lean::Left),
        (both!(voice, "CASE", "DOSSIER"), Lean::Left),
        (both!(voice, "RECORDS", "STUKKEN"), Lean::Right),
        (both!(voice, "SIZE", "GROOTTE"), Lean::Right),
        (both!(voice, "KEPT THROUGH", "BEWAREN T/M"), Lean::Left),
        (both!(voice, "DUE FROM", "TE VERNIETIGEN"), Lean::Left),
        (both!(voice, "COPIES", "KOPIEËN"), Lean::Left),
        (both!(voice, "DRIVES", "SCHIJVEN"), Lean::Left),
        (both!(voice, "STANDING", "STAND"), Lean::Left),
    ]
}

fn sum(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    let records = report.bundles.iter().map(|bundle| bundle.records).sum();
    let bytes = report.bundles.iter().map(|bundle| bundle.bytes).sum();
    page.line(format!(
        "{}, {}, {}. {}",
        voice.count(report.bundles.len() as u64, Noun::Bundle),
        voice.count(records, Noun::Record),
        voice.size(bytes),
        indication(voice)
    ));
    let waiting = report.waiting.len() as u64;
    if waiting > 0 {
        waits(page, waiting, &report.copy_to);
    }
}

/// That a duty to delete is late, since something keeps the records.
pub(super) fn overdue(voice: &Voice) -> String {
    both!(
        voice,
        "to be deleted by now, and still kept by another rule, a person or a hold: somebody has to look at it.",
        "had al verwijderd moeten zijn, en een andere regel, iemand of een stop bewaart het: dat moet iemand beoordelen."
    )
}

/// So many bundles wait in the outbox, and what brings them onto a drive.
pub(super) fn waits(page: &mut Page<'_>, waiting: u64, to: &CopyTo) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "{bundles} {wait} on this PC, encrypted, for a further drive: {command}",
        "{bundles} {wachten}, versleuteld, op deze pc op nog een schijf: {command}",
        bundles = voice.count(waiting, Noun::Bundle),
        wait = one_or(waiting, "waits", "wait"),
        wachten = one_or(waiting, "wacht", "wachten"),
        command = copy_all(voice, to)
    ));
}

/// The drives, with a mark at each whose copy does not count as it stands.
fn media(bundle: &Row) -> String {
    let marked = |label: &String| match bundle.uncounted.contains(label) {
        true => format!("{label} (!)"),
        false => label.clone(),
    };
    bundle.media.iter().map(marked).collect::<Vec<_>>().join(", ")
}

/// Said where a case is shown by its tag.
pub(super) fn cases_hidden(voice: &Voice) -> String {
    both!(
        voice,
        "Codes of cases are encrypted; the mark behind it is the same for one case. --passphrase-file FILE or \
         --identity FILE shows them; --case CODE finds them without.",
        "Dossiercodes zijn versleuteld; het merkteken erachter is per dossier gelijk. --passphrase-file BESTAND of \
         --identity BESTAND toont ze; --case CODE vindt ze ook zonder."
    )
}

/// What the marks mean, and what goes on with a destruction that was not ended.
fn next_steps(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    if let Some(bundle) = report.bundles.iter().find(|bundle| !bundle.uncounted.is_empty()) {
        page.line(both!(
            voice,
            "(!) this copy does not count as it stands; why: {show}",
            "(!) deze kopie telt zo niet mee; waarom: {show}",
            show = voice.kluis(&["show", &bundle.bundle.to_string()])
        ));
    }
    for bundle in report.bundles.iter().filter(|bundle| bundle.end.overdue) {
        page.line(format!("{}: {}", bundle.bundle, overdue(voice)));
    }
    to_verify(page, &report.to_verify);
    report.holds_to_review.iter().for_each(|row| review(page, row));
    if report.cases_hidden {
        page.line(cases_hidden(voice));
    }
    let begun = |bundle: &&Row| bundle.standing == StandingRow::PartlyDestroyed;
    if let Some(bundle) = report.bundles.iter().find(begun) {
        page.line(both!(
            voice,
            "Partly destroyed: connect the drives that still hold it, then {destroy}",
            "Deels vernietigd: sluit de schijven aan waar het nog op staat, dan {destroy}",
            destroy = destroy_line(voice, bundle.bundle)
        ));
    }
}

fn wide_row(voice: &Voice, bundle: &Row, wanted: u32) -> Vec<String> {
    vec![
        bundle.bundle.to_string(),
        classes(voice, &bundle.rules),
        dates(voice, &bundle.rules),
        case(voice, bundle),
        voice.number(bundle.records),
        voice.size(bundle.bytes),
        kept_through(voice, &bundle.end),
        due_from(voice, &bundle.end),
        format!("{}/{wanted}", bundle.copies_verified),
        media(bundle),
        standing(
            voice,
            bundle.standing,
            &bundle.holds,
            &bundle.end,
            wanting(voice, bundle, wanted),
        ),
    ]
}

pub(super) fn classes(voice: &Voice, rules: &[RuleRow]) -> String {
    let class = |class: &Option<String>| {
        class.clone().unwrap_or_else(|| both!(voice, "(confidential)", "(vertrouwelijk)"))
    };
    rules.iter().map(|rule| class(&rule.class)).collect::<Vec<_>>().join(" + ")
}

/// The same by what people call them.
pub(super) fn class_names(voice: &Voice, bundle: &Row) -> String {
    let name = |rule: &RuleRow| match (&rule.names, voice.lang) {
        (Some((en, _)), Lang::En) => en.clone(),
        (Some((_, nl)), Lang::Nl) => nl.clone(),
        (None, _) => both!(voice, "(confidential)", "(vertrouwelijk)"),
    };
    bundle.rules.iter().map(name).collect::<Vec<_>>().join(" + ")
}

pub(super) fn dates(voice: &Voice, rules: &[RuleRow]) -> String {
    let dates = rules.iter().filter_map(|rule| Some(voice.given(rule.date?)));
    let dates = dates.collect::<Vec<_>>().join(" + ");
    if dates.is_empty() { "-".into() } else { dates }
}

/// The case's code; where that is encrypted, a mark by which bundles of one case are known.
fn case(voice: &Voice, bundle: &Row) -> String {
    match &bundle.case {
        None => String::new(),
        Some(tag) if bundle.case_hidden => {
            let mark: String = tag.chars().take(CASE_MARK).collect();
            both!(voice, "(encrypted, {mark})", "(versleuteld, {mark})")
        }
        Some(code) => code.clone(),
    }
}

fn wanting(voice: &Voice, bundle: &Row, wanted: u32) -> Option<String> {
    copies_wanting(voice, bundle.copies_wanting, bundle.keys_wanting, bundle.keys_verified, wanted)
}

/// What a bundle lacks to have the copies that are wanted.
pub(super) fn copies_wanting(
    voice: &Voice,
    copies: bool,
    keys_wanting: bool,
    keys: usize,
    wanted: u32,
) -> Option<String> {
    match (copies, keys_wanting) {
        (true, true) => Some(both!(
            voice,
            "key copies missing ({keys} of {wanted})",
            "kopieën van de bundelsleutel ontbreken ({keys} van {wanted})"
        )),
        (true, false) => Some(both!(voice, "copies missing", "kopieën ontbreken")),
        (false, _) => None,
    }
}

pub(super) fn kept_through(voice: &Voice, end: &EndRow) -> String {
    match (end.open, end.keep_through) {
        (true, _) => both!(voice, "open", "open einde"),
        (false, Some(day)) => voice.day(day),
        (false, None) => "-".into(),
    }
}

pub(super) fn due_from(voice: &Voice, end: &EndRow) -> String {
    end.due_from.map_or_else(|| "-".into(), |day| voice.day(day))
}

/// Where a bundle stands, in the words of `list` and `show` alike.
pub(super) fn standing(
    voice: &Voice,
    standing: StandingRow,
    holds: &[String],
    end: &EndRow,
    wanting: Option<String>,
) -> String {
    match standing {
        StandingRow::Destroyed => return both!(voice, "destroyed", "vernietigd"),
        StandingRow::PartlyDestroyed => {
            return both!(voice, "partly destroyed", "deels vernietigd");
        }
        StandingRow::Kept => {}
    }
    let mut words = Vec::new();
    if !holds.is_empty() {
        let holds = holds.join(", ");
        words.push(both!(voice, "held by {holds}", "onder stop {holds}"));
    }
    if end.due {
        words.push(both!(voice, "due", "te vernietigen"));
    }
    words.extend(wanting);
    if words.is_empty() { both!(voice, "kept", "bewaard") } else { words.join(", ") }
}
