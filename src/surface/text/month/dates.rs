//! What makes the month of files look wrong before they are sealed, and asks nothing.

use crate::powers::asker::{FarOlder, MonthPlan, OtherDate, OtherYears};
use crate::surface::page::Page;
use crate::surface::voice::{Noun, both, one_or, tied};

/// How many lines say what looks wrong in one way.
pub(super) const LINES_MAX: usize = 20;

/// Folders and files whose dates a person may want to look at.
pub(super) fn dates(page: &mut Page<'_>, plan: &MonthPlan) {
    let voice = page.voice;
    for FarOlder { folder, path, modified } in plan.far_older.iter().take(LINES_MAX) {
        page.line(both!(
            voice,
            "Look at {folder} again: the newest file there, {path}, was last changed on {day}.",
            "Kijk {folder} na: het nieuwste bestand daar, {path}, is op {day} voor het laatst gewijzigd.",
            folder = tied(folder),
            path = tied(path),
            day = voice.day(*modified)
        ));
    }
    page.and_more(plan.far_older.len().saturating_sub(LINES_MAX));
    for OtherYears { path, years, files } in plan.other_years.iter().take(LINES_MAX) {
        page.line(both!(
            voice,
            "Look at the names again: the month is {month}, and names in {path} say {years} ({files}).",
            "Kijk de namen na: de maand is {month}, en namen in {path} zeggen {years} ({files}).",
            month = voice.month(plan.month),
            path = tied(path),
            years = voice.all_of(years),
            files = voice.count(*files, Noun::File)
        ));
    }
    page.and_more(plan.other_years.len().saturating_sub(LINES_MAX));
    if !plan.other_dates.is_empty() {
        let number = plan.other_dates.len() as u64;
        page.line(both!(
            voice,
            "Look at the date again: {files} {give} a date in another year than {month}.",
            "Kijk de datum na: {files} {noemen} zelf een datum in een ander jaar dan {month}.",
            files = voice.count(number, Noun::File),
            month = voice.month(plan.month),
            give = one_or(number, "gives", "give"),
            noemen = one_or(number, "noemt", "noemen")
        ));
        let said = |OtherDate { path, own }: &OtherDate| format!("{path} ({})", voice.day(*own));
        page.some_of(&plan.other_dates.iter().map(said).collect::<Vec<_>>());
    }
}
