//! A hold that a person is to look at again, wherever that is said.

use crate::surface::page::Page;
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::holds_to_review::ReviewRow;
use crate::words::day::Day;

/// A hold to look at again, and what shows it.
pub(super) fn review(page: &mut Page<'_>, row: &ReviewRow) {
    let voice = page.voice;
    page.line(review_line(voice, &row.name, (row.review, row.ends), row.bundles));
    page.next(voice.kluis(&["hold", "show", &row.name]));
}

/// A hold whose review day is here, or whose legal end has passed: neither releases anything.
pub(super) fn review_line(
    voice: &Voice,
    name: &str,
    (review, ends): (Option<Day>, Option<Day>),
    bundles: u64,
) -> String {
    let kept = voice.count(bundles, Noun::Bundle);
    match (review, ends) {
        (Some(day), _) => both!(
            voice,
            "Hold {name} was to be reviewed on {day}; it keeps {kept}.",
            "Vernietigingsstop {name} was te herbeoordelen op {day}; die houdt {kept} vast.",
            day = voice.day(day)
        ),
        (None, Some(day)) => both!(
            voice,
            "The ground of hold {name} ended on {day}; it keeps {kept} all the same.",
            "De grond van vernietigingsstop {name} liep af op {day}; die houdt {kept} toch vast.",
            day = voice.day(day)
        ),
        (None, None) => both!(
            voice,
            "Hold {name} is to be reviewed; it keeps {kept}.",
            "Vernietigingsstop {name} is te herbeoordelen; die houdt {kept} vast."
        ),
    }
}
