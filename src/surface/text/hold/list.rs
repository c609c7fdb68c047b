//! All holds, and which of them a person has to look at again.

use crate::surface::page::{Lean, Page};
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::hold::{ListReport, Row};
use crate::words::day::ClockState;

use super::parts::{hidden, kind};
use crate::surface::text::half_signed::release;
use crate::surface::text::review::review_line;

pub(super) fn list(page: &mut Page<'_>, report: &ListReport) {
    let voice = page.voice;
    if report.holds.is_empty() {
        page.line(both!(voice, "No hold is in force.", "Er geldt geen vernietigingsstop."));
    } else {
        let several = report.holds.iter().any(|row| row.needs_number);
        page.table(
            &head(voice, several),
            report.holds.iter().map(|row| cells(voice, row, several)),
        );
        page.gap();
        if let Some(row) = report.holds.iter().find(|row| row.needs_number) {
            page.line(both!(
                voice,
                "{name} stands for several holds: hold release and hold review take the number.",
                "{name} staat voor meer dan een stop: hold release en hold review vragen het nummer.",
                name = row.name
            ));
        }
        if report.holds.iter().any(|row| row.clock == ClockState::Doubtful) {
            page.line(both!(
                voice,
                "(?) by a clock in doubt: the hold is in force all the same.",
                "(?) volgens een klok die onzeker was: de stop geldt toch."
            ));
        }
        report.holds.iter().for_each(|row| asks(page, row));
    }
    let more = report.released_too as u64;
    if more > 0 {
        page.line(both!(
            voice,
            "{more} more {are} released: {list}",
            "Nog {more} {zijn} opgeheven: {list}",
            are = one_or(more, "is", "are"),
            zijn = one_or(more, "is", "zijn"),
            more = voice.number(more),
            list = voice.kluis(&["hold", "list", "--released"])
        ));
    }
    if report.hidden {
        let unread = report.holds.iter().find(|row| row.kind.is_none() || row.reference.is_none());
        hidden(page, unread.map(|row| row.name.as_str()));
    }
}

/// With the numbers, where a reference alone does not say which hold is meant.
fn head(voice: &Voice, several: bool) -> Vec<(String, Lean)> {
    let mut head = vec![(both!(voice, "REFERENCE", "KENMERK"), Lean::Left)];
    head.extend(several.then(|| (both!(voice, "NUMBER", "NUMMER"), Lean::Left)));
    head.extend([
        (both!(voice, "SINCE", "SINDS"), Lean::Left),
        (both!(voice, "REVIEW", "HERBEOORDELEN"), Lean::Left),
        (both!(voice, "BUNDLES", "BUNDELS"), Lean::Right),
        (both!(voice, "GROUND", "GROND"), Lean::Left),
    ]);
    head
}

fn cells(voice: &Voice, row: &Row, several: bool) -> Vec<String> {
    let ground = row.kind.map(|of| kind(voice, of));
    let ground = ground.into_iter().chain(row.reason.clone()).collect::<Vec<_>>().join(": ");
    let ground = match row.kind {
        Some(_) => ground,
        None => both!(voice, "(encrypted)", "(versleuteld)"),
    };
    let review = match row.released {
        Some(time) => {
            both!(voice, "released {day}", "opgeheven {day}", day = voice.day(time.day()))
        }
        None => row.review.map_or_else(String::new, |day| voice.day(day)),
    };
    let bundles = voice.number(row.bundles as u64);
    let mark = if row.clock == ClockState::Doubtful { " (?)" } else { "" };
    let mut cells = vec![row.name.clone()];
    cells.extend(several.then(|| row.number.clone()));
    cells.extend([format!("{}{mark}", voice.day(row.since)), review, bundles, ground]);
    cells
}

/// What a person has to do about it.
pub(super) fn asks(page: &mut Page<'_>, row: &Row) {
    let voice = page.voice;
    let name = &row.name;
    if row.binds_in_spite() {
        let reason = both!(voice, "TEXT", "TEKST");
        page.line(both!(
            voice,
            "{name} is released, and binds {bundles} that the release did not know of: {release}",
            "{name} is opgeheven, maar geldt nog voor {bundles} die toen niet bekend {waren}: {release}",
            bundles = voice.count(row.bundles as u64, Noun::Bundle),
            waren = one_or(row.bundles as u64, "was", "waren"),
            release = voice.kluis(&["hold", "release", row.typed(), "--reason", &reason])
        ));
    }
    if let Some(signature) = &row.release_signed {
        release(page, row.typed(), signature, &row.told_before);
    }
    if row.overdue {
        page.line(review_line(voice, name, (row.past_review, row.ends), row.bundles as u64));
    }
}
