//! Rules that the schedule has made longer since a bundle was sealed: the end as it is, the rule, and the new end.

use crate::rules::retention::NewerRule;
use crate::surface::errors::extend_line;
use crate::surface::page::Page;
use crate::surface::voice::{Voice, both};
use crate::verbs::terms::newer::NewerRow;
use crate::words::day::Day;

/// One line a bundle, and the command that takes it over.
pub(super) fn newer(page: &mut Page<'_>, rows: &[NewerRow]) {
    let voice = page.voice;
    for row in rows {
        page.line(said(voice, &row.bundle.to_string(), row.kept_through, &row.newer));
    }
    let mut ending = rows.iter().filter(|row| row.newer.keep_through.is_some());
    match (ending.next(), ending.next()) {
        (Some(_), Some(_)) => page.next(voice.kluis(&["extend", "--all", "--schedule"])),
        (Some(row), None) => page.next(extend_line(voice, row.bundle, &row.newer)),
        (None, _) => {}
    }
    for row in rows.iter().filter(|row| row.newer.keep_through.is_none()) {
        page.next(extend_line(voice, row.bundle, &row.newer));
    }
}

/// The sentence, whoever shows it.
pub(super) fn said(
    voice: &Voice,
    bundle: &str,
    kept_through: Option<Day>,
    newer: &NewerRule,
) -> String {
    let NewerRule { class, was, is, keep_through } = newer;
    let (was, is) = (voice.period(*was), voice.period(*is));
    let old = kept_through.map_or_else(|| "-".to_owned(), |day| voice.day(day));
    match keep_through.map(|day| voice.day(day)) {
        Some(day) => both!(
            voice,
            "{bundle} is kept through {old}: {class} was kept for {was}, and now {is}: through {day}.",
            "{bundle} bewaart u tot en met {old}: voor {class} gold {was}. Dat is nu {is}: tot en met {day}."
        ),
        None => both!(
            voice,
            "{bundle} is kept through {old}: {class} was kept for {was}, and now {is}: with no end.",
            "{bundle} bewaart u tot en met {old}: voor {class} gold {was}. Dat is nu {is}: zonder einddatum."
        ),
    }
}
