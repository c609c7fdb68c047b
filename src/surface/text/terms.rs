//! What became of ends: an event that is on record, or taken back, and extensions.

use crate::powers::asker::EndChange;
use crate::surface::errors::extend_line;
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::second_person;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::list::EndRow;
use crate::verbs::terms::event::Report as EventReport;
use crate::verbs::terms::extend::Report as ExtendReport;
use crate::verbs::terms::shorten::Report as ShortenReport;
use crate::verbs::terms::{ChangeRow, WaitRow};
use crate::words::day::Day;

use super::half_signed::other;
use super::newer::said;
use super::{indication, not_on_record};

/// An event, and what follows from it.
pub fn event(voice: &Voice, report: &EventReport) -> Printed {
    let mut page = Page::new(voice);
    let about = match &report.case {
        Some(case) => both!(voice, "case {case}", "dossier {case}"),
        None => voice.count(report.bundles.len() as u64, Noun::Bundle),
    };
    for row in &report.proposed {
        proposed(&mut page, row);
    }
    if !report.proposed.is_empty() {
        rows(&mut page, &report.bundles);
        ended(&mut page, &report.bundles);
        not_on_record(&mut page, &report.who);
        return page.into_text();
    }
    page.line(match (report.date.map(|date| voice.given(date)), report.recorded) {
        (Some(date), true) => both!(
            voice,
            "The event of {about}, {date}, is on record.",
            "De gebeurtenis van {about}, {date}, is vastgelegd."
        ),
        (Some(date), false) => both!(
            voice,
            "The event of {about}, {date}, gives no other end than is on record. Nothing was written.",
            "De gebeurtenis van {about}, {date}, geeft geen ander einde dan er al staat. Er is niets geschreven."
        ),
        (None, _) => both!(
            voice,
            "The event of {about} is taken back: what waits for it has an open end again.",
            "De gebeurtenis van {about} is teruggenomen: wat erop wacht, heeft weer een open einde."
        ),
    });
    rows(&mut page, &report.bundles);
    if report.case.is_some() && report.date.is_some() {
        page.line(both!(
            voice,
            "What you seal into this case later under these classes ends by it too.",
            "Wat u later onder deze categorieën in dit dossier verzegelt, eindigt er ook door."
        ));
    }
    ended(&mut page, &report.bundles);
    not_on_record(&mut page, &report.who);
    page.into_text()
}

/// An earlier end that waits, and what lets it count or takes it back.
pub fn proposed(page: &mut Page<'_>, row: &WaitRow) {
    let voice = page.voice;
    let (bundles, name) = (voice.count(row.bundles.len() as u64, Noun::Bundle), row.name());
    page.line(both!(
        voice,
        "An earlier end of {bundles} is proposed ({name}, {day}). Until it is confirmed the later one stands.",
        "Voor {bundles} is een eerder einde voorgesteld ({name}, {day}). Tot iemand het bevestigt, blijft het latere staan.",
        day = voice.day(row.proposed)
    ));
    if let (Some(now), Some(end)) = (row.kept_through, row.end) {
        page.line(both!(
            voice,
            "Kept through {now} as it stands, and through {end} once it is confirmed.",
            "Bewaren nu tot en met {now}, en na bevestiging tot en met {end}.",
            now = voice.day(now),
            end = voice.day(end)
        ));
    }
    if row.undone {
        page.line(both!(
            voice,
            "Something came since that it did not know: it can only be taken back.",
            "Er is daarna iets bij gekomen: het voorstel kan alleen nog worden ingetrokken."
        ));
        page.next(voice.kluis(&["shorten", "withdraw", &name]));
        return;
    }
    let from = voice.day(row.from);
    let left = voice.count(row.days_left, Noun::Day);
    let by = row.by.as_deref();
    let but = by.map_or_else(String::new, |by| both!(voice, " than {by}", " dan {by}"));
    page.line(match (row.by_another, row.days_left) {
        (true, 0) => both!(
            voice,
            "Another person{but} may confirm it now.",
            "Iemand anders{but} kan het nu bevestigen."
        ),
        (false, 0) => both!(voice, "It may be confirmed now.", "Bevestigen kan nu."),
        (true, _) => both!(
            voice,
            "It waits {left} more: another person{but} may confirm it from {from}.",
            "Het wacht nog {left}: iemand anders{but} kan het vanaf {from} bevestigen."
        ),
        (false, _) => both!(
            voice,
            "It waits {left} more: it may be confirmed from {from}.",
            "Het wacht nog {left}: bevestigen kan vanaf {from}."
        ),
    });
    match (row.days_left, row.by_another) {
        (0, true) => {
            let confirm = second_person::confirm(voice, &name);
            other(page, &confirm, &second_person::sign_unasked(voice));
        }
        (0, false) => page.next(voice.kluis(&["shorten", "confirm", &name])),
        (_, _) => {}
    }
    page.next(both!(
        voice,
        "to take it back: {withdraw}",
        "intrekken: {withdraw}",
        withdraw = voice.kluis(&["shorten", "withdraw", &name])
    ));
}

/// A proposal that counts from here on, or was taken back.
pub fn shorten(voice: &Voice, report: &ShortenReport) -> Printed {
    let mut page = Page::new(voice);
    let name = report.name();
    page.line(match report.confirmed {
        true => both!(
            voice,
            "Proposal {name} is confirmed: the earlier end counts.",
            "Voorstel {name} is bevestigd: het eerdere einde geldt."
        ),
        false => both!(
            voice,
            "Proposal {name} is taken back: the later end stands.",
            "Voorstel {name} is ingetrokken: het latere einde blijft staan."
        ),
    });
    rows(&mut page, &report.bundles);
    ended(&mut page, &report.bundles);
    not_on_record(&mut page, &report.who);
    page.into_text()
}

/// Bundles that are kept for longer, and those that were already.
pub fn extend(voice: &Voice, report: &ExtendReport) -> Printed {
    let mut page = Page::new(voice);
    let longer = report.bundles.iter().filter(|row| row.changed).count() as u64;
    let Some(through) = report.through.map(|day| voice.day(day)) else {
        by_schedule(&mut page, report, longer);
        return page.into_text();
    };
    if longer > 0 {
        page.line(both!(
            voice,
            "{bundles} {are} kept through {through} at least.",
            "{bundles} bewaart u minstens tot en met {through}.",
            bundles = voice.count(longer, Noun::Bundle),
            are = one_or(longer, "is", "are")
        ));
    }
    let kept: Vec<&ChangeRow> = report.bundles.iter().filter(|row| !row.changed).collect();
    for row in kept {
        let bundle = row.bundle;
        page.line(match row.end.keep_through.map(|day| voice.day(day)) {
            Some(day) => both!(
                voice,
                "{bundle} is kept through {day} as it is: nothing changes there.",
                "{bundle} bewaart u al tot en met {day}: daar verandert niets."
            ),
            None => {
                both!(voice, "{bundle}: nothing changes there.", "{bundle}: daar verandert niets.")
            }
        });
    }
    let changed: Vec<ChangeRow> =
        report.bundles.iter().filter(|row| row.changed).cloned().collect();
    rows(&mut page, &changed);
    ended(&mut page, &changed);
    not_on_record(&mut page, &report.who);
    page.into_text()
}

/// What the schedule of now keeps for longer, rule by rule.
fn by_schedule(page: &mut Page<'_>, report: &ExtendReport, longer: u64) {
    let voice = page.voice;
    page.line(match longer {
        0 => both!(
            voice,
            "The schedule of now keeps none of these through a later day. Nothing was written.",
            "Volgens het bewaarschema van nu bewaart u niets hiervan tot een latere dag. Er is niets geschreven."
        ),
        _ => both!(
            voice,
            "{bundles} {are} kept for longer, as the schedule of now says.",
            "{bundles} bewaart u langer, zoals het bewaarschema van nu zegt.",
            bundles = voice.count(longer, Noun::Bundle),
            are = one_or(longer, "is", "are")
        ),
    });
    for row in &report.newer {
        page.line(said(voice, &row.bundle.to_string(), row.kept_through, &row.newer));
    }
    for row in report.newer.iter().filter(|row| row.newer.keep_through.is_none()) {
        page.next(extend_line(voice, row.bundle, &row.newer));
    }
    rows(page, &report.bundles);
    ended(page, &report.bundles);
    not_on_record(page, &report.who);
}

/// What a person looks at before it goes on record.
pub fn shown(page: &mut Page<'_>, changes: &[EndChange]) {
    let voice = page.voice;
    for change in changes {
        if let Some(newer) = &change.newer {
            page.line(said(voice, &change.bundle, change.before.keep_through, newer));
        }
    }
    let row = |change: &EndChange| {
        let after = (change.after.open, change.after.keep_through, change.after.delete_from);
        let before = (change.before.open, change.before.keep_through, change.before.delete_from);
        cells(voice, &change.bundle, &change.classes, before, after)
    };
    let deletes = changes.iter().any(|change| change.after.delete_from.is_some());
    table(page, deletes, changes.iter().map(row).collect());
    page.line(indication(voice));
}

fn rows(page: &mut Page<'_>, rows: &[ChangeRow]) {
    if rows.is_empty() {
        return;
    }
    let voice = page.voice;
    let days = |end: &EndRow| (end.open, end.keep_through, end.delete_from);
    let row = |row: &ChangeRow| {
        cells(voice, &row.bundle.to_string(), &row.classes, days(&row.before), days(&row.end))
    };
    let deletes = rows.iter().any(|row| row.end.delete_from.is_some());
    table(page, deletes, rows.iter().map(row).collect());
}

/// A column of its own for duties to delete, where there is one.
fn table(page: &mut Page<'_>, deletes: bool, mut rows: Vec<Vec<String>>) {
    let head = head(page.voice);
    let columns = if deletes { head.len() } else { head.len() - 1 };
    rows.iter_mut().for_each(|cells| cells.truncate(columns));
    page.table(&head[..columns], rows);
}

/// Whether it is open, the last day that it is kept, and the first on which it must go.
type Days = (bool, Option<Day>, Option<Day>);

fn head(voice: &Voice) -> [(String, Lean); 5] {
    [
        both!(voice, "BUNDLE", "BUNDEL"),
        both!(voice, "CLASS", "BEWAARCATEGORIE"),
        both!(voice, "WAS", "WAS"),
        both!(voice, "KEPT THROUGH", "BEWAREN T/M"),
        both!(voice, "DELETE FROM", "VERWIJDEREN VANAF"),
    ]
    .map(|title| (title, Lean::Left))
}

fn cells(
    voice: &Voice,
    bundle: &str,
    classes: &[Option<String>],
    before: Days,
    after: Days,
) -> Vec<String> {
    let confidential = || both!(voice, "(confidential)", "(vertrouwelijk)");
    let classes: Vec<String> =
        classes.iter().map(|class| class.clone().unwrap_or_else(confidential)).collect();
    let kept = |(open, keep_through, _): Days| match keep_through.map(|day| voice.day(day)) {
        Some(day) if open => both!(voice, "open, {day} at least", "open, minstens {day}"),
        _ if open => both!(voice, "open", "open einde"),
        Some(day) => day,
        None => "-".into(),
    };
    let delete = after.2.map_or_else(|| "-".into(), |day| voice.day(day));
    vec![bundle.to_owned(), classes.join(" + "), kept(before), kept(after), delete]
}

/// What binds on, what contradicts, and what a date is worth.
fn ended(page: &mut Page<'_>, rows: &[ChangeRow]) {
    let voice = page.voice;
    for row in rows.iter().filter(|row| !row.holds.is_empty()) {
        page.line(both!(
            voice,
            "{bundle} is held by {holds}, whatever its end.",
            "{bundle} staat onder vernietigingsstop {holds}, wat het einde ook is.",
            bundle = row.bundle,
            holds = row.holds.join(", ")
        ));
    }
    for row in rows.iter().filter(|row| row.conflict) {
        page.line(both!(
            voice,
            "{bundle}: one rule wants this deleted while another keeps it: a person has to look at it.",
            "{bundle}: de ene regel wil dit verwijderen en de andere bewaart het: dat moet iemand beoordelen.",
            bundle = row.bundle
        ));
    }
    page.line(indication(voice));
}
