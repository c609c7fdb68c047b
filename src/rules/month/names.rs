//! Which month a name says: `2026-10`, `2026-10 Facturen`, `10-2026`, `oktober 2026`, `10` or `oktober` within `2026`;
//! and of a file `2026-10-05 bon.pdf`, `bon 05-10-2026.pdf`, `20261005.pdf`.

use std::collections::BTreeSet;

use super::Month;
use crate::words::day::Day;

/// The months as folders are called after them, in Dutch and in English.
const NAMES: [[&str; 2]; 12] = [
    ["januari", "january"],
    ["februari", "february"],
    ["maart", "march"],
    ["april", "april"],
    ["mei", "may"],
    ["juni", "june"],
    ["juli", "july"],
    ["augustus", "august"],
    ["september", "september"],
    ["oktober", "october"],
    ["november", "november"],
    ["december", "december"],
];

/// Of the folders on the way to a file, the outermost first: the month of the first that says one, and how many
/// folders lead to it, itself among them.
pub fn of_folders(folders: &[&str]) -> Option<(Month, usize)> {
    (0..folders.len()).find_map(|at| {
        let above = at.checked_sub(1).and_then(|above| year(folders[above]));
        let month = of_folder(folders[at]).or_else(|| within_year(above?, folders[at]));
        month.map(|month| (month, at + 1))
    })
}

/// The month of a file by its name; none where it says two, or none.
pub fn of_file(name: &str) -> Option<Month> {
    let mut months = said(name).into_iter();
    months.next().filter(|_| months.next().is_none())
}

/// The months of all dates in figures that a name has.
fn said(name: &str) -> BTreeSet<Month> {
    let parts = parts(name);
    let mut months = BTreeSet::new();
    let mut at = 0;
    while at < parts.len() {
        let (month, taken) = date_at(&parts[at..]).map_or((None, 1), |(m, taken)| (Some(m), taken));
        months.extend(month);
        at += taken;
    }
    months
}

/// The month that a folder's name begins with; none where another one stands behind it.
fn of_folder(name: &str) -> Option<Month> {
    let parts = parts(name);
    let begins = |count: usize| parts.len() >= count && parts[..count].iter().all(|p| p.joined);
    let numbers = match &parts[..] {
        [first, second, ..] if begins(2) => match (first.digits.len(), second.digits.len()) {
            (4, 2) => month(first.digits, second.digits),
            (2, 4) => month(second.digits, first.digits),
            _ => None,
        },
        _ => None,
    };
    let spelled = || {
        let (word, rest) = name.split_once([' ', '-', '_'])?;
        month(rest.get(..4).filter(|_| ends(&rest[4..]))?, &named(word)?.to_string())
    };
    let turned = || {
        let year = name.get(..4)?;
        let rest = name[4..].strip_prefix([' ', '-', '_'])?;
        month(year, &named(word(rest))?.to_string())
    };
    let month = numbers.or_else(spelled).or_else(turned)?;
    let words = name.split(|c: char| !c.is_alphabetic()).filter_map(named);
    let other = said(name).into_iter().any(|other| other != month)
        || words.map(|number| Month::new(month.year(), number)).any(|one| one != Some(month));
    (!other).then_some(month)
}

/// The month of a folder in the folder of a year: `10`, `10 oktober`, `oktober`. What has more words may be called
/// after something else.
fn within_year(year: i32, name: &str) -> Option<Month> {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = name.split_at(digits);
    let number: Option<u32> = number.parse().ok().filter(|_| digits == 2);
    let spelled = rest.trim_start_matches([' ', '-', '_', '.']);
    let month = match (number, named(spelled)) {
        (Some(number), Some(named)) if number == named => number,
        (Some(number), None) if spelled.is_empty() => number,
        (None, Some(named)) if digits == 0 => named,
        _ => return None,
    };
    Month::new(year, month)
}

/// The year after which a folder is called.
fn year(name: &str) -> Option<i32> {
    let digits = name.len() == 4 && name.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| name.parse().ok()).flatten()
}

/// The number of a month by its name.
fn named(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let at = NAMES.iter().position(|names| names.contains(&word.as_str()))?;
    u32::try_from(at + 1).ok()
}

/// The letters with which a name begins.
fn word(name: &str) -> &str {
    name.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
}

/// Whether no digit follows that would make another number of those before.
fn ends(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_ascii_digit())
}

fn month(year: &str, month: &str) -> Option<Month> {
    Month::new(year.parse().ok()?, month.parse().ok()?)
}

/// Digits in a row.
struct Part<'n> {
    digits: &'n str,
    /// They stand at the name's start, or one sign of a date stands between them and the digits before.
    joined: bool,
}

/// All digits of a name.
fn parts(name: &str) -> Vec<Part<'_>> {
    let (mut parts, mut end, mut at) = (Vec::new(), 0, 0);
    let bytes = name.as_bytes();
    while at < bytes.len() {
        let count = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if count == 0 {
            at += 1;
            continue;
        }
        let between = &name[end..at];
        let joined = match parts.is_empty() {
            true => between.is_empty(),
            false => matches!(between, "-" | "_" | "."),
        };
        parts.push(Part { digits: &name[at..at + count], joined });
        at += count;
        end = at;
    }
    parts
}

/// A date of which these are the first digits, and how many of them it takes.
fn date_at(parts: &[Part<'_>]) -> Option<(Month, usize)> {
    let joined = |at: usize| parts.get(at).filter(|part| part.joined).map(|part| part.digits);
    let first = parts.first()?.digits;
    let (second, third) = (joined(1), joined(2).filter(|_| joined(1).is_some()));
    match (first.len(), second.map(str::len), third.map(str::len)) {
        (8, ..) => Some((day(&first[..4], &first[4..6], &first[6..])?, 1)),
        (4, Some(2), Some(2)) => Some((day(first, second?, third?)?, 3)),
        (2, Some(2), Some(4)) => Some((day(third?, second?, first)?, 3)),
        (4, Some(2), _) => Some((month(first, second?)?, 2)),
        (2, Some(4), _) => Some((month(second?, first)?, 2)),
        _ => None,
    }
}

/// The month of a day that exists.
fn day(year: &str, month_of: &str, day: &str) -> Option<Month> {
    let month = month(year, month_of)?;
    Day::from_ymd_opt(month.year, month.month, day.parse().ok()?)?;
    Some(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_says_its_month_in_the_ways_that_people_write_it() {
        for (path, says) in [
            ("2026-10", Some(("2026-10", 1))),
            ("2026-10 Facturen", Some(("2026-10", 1))),
            ("2026_10", Some(("2026-10", 1))),
            ("2026-10-05 brief", Some(("2026-10", 1))),
            ("10-2026", Some(("2026-10", 1))),
            ("oktober 2026", Some(("2026-10", 1))),
            ("October-2026", Some(("2026-10", 1))),
            ("2026 oktober", Some(("2026-10", 1))),
            ("Facturen/2026-10/bijlagen 2019-03", Some(("2026-10", 2))),
            ("2026/10", Some(("2026-10", 2))),
            ("Loon/2026/10 oktober", Some(("2026-10", 3))),
            ("2026/oktober", Some(("2026-10", 2))),
            ("2026/2026-10", Some(("2026-10", 2))),
            ("2026", None),
            ("10", None),
            ("oktober", None),
            ("2026-13", None),
            ("2026-101", None),
            ("202610", None),
            ("Project 2026-10", None),
            ("oktober 20261", None),
            ("2025-12 tm 2026-01", None),
            ("november december 2025", None),
            ("2026/Mei Lin", None),
            ("2026/10 Jansen", None),
            ("2026/10 november", None),
            ("2026/100", None),
            ("Diversen", None),
            ("é/ü", None),
            ("", None),
        ] {
            let folders: Vec<&str> = path.split('/').collect();
            let found = of_folders(&folders).map(|(month, deep)| (month.to_string(), deep));
            assert_eq!(found, says.map(|(month, deep)| (month.to_owned(), deep)), "{path}");
        }
    }

    #[test]
    fn a_file_says_one_month_or_none() {
        for (name, says) in [
            ("2026-10-05 bon.pdf", Some("2026-10")),
            ("bon 05-10-2026.pdf", Some("2026-10")),
            ("bank_20261005.mt940", Some("2026-10")),
            ("afschrift 2026-10.pdf", Some("2026-10")),
            ("afschrift 10-2026.pdf", Some("2026-10")),
            ("2026-10-01 tot 2026-10-31.csv", Some("2026-10")),
            ("20261001-20261031.csv", Some("2026-10")),
            ("2026-09-28 tot 2026-10-04.csv", None),
            ("factuur 20269905.pdf", None),
            ("2026-02-30 bon.pdf", None),
            ("factuur 4711.pdf", None),
            ("bon.pdf", None),
            ("", None),
        ] {
            let found = of_file(name).map(|month| month.to_string());
            assert_eq!(found.as_deref(), says, "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_name_panics(name in "\\PC{0,20}", more in "[0-9 _.-]{0,24}") {
            let _ = (of_file(&name), of_file(&more));
            let _ = (of_folders(&["2026", &name]), of_folders(&["2026", &more]));
        }
    }
}
