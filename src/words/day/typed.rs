//! Dates as people type them: `2025-11-15` and `15-11-2025`, `2025-11` and `11-2025`, `2025`.
//!
//! A document has the first spelling alone (see [`GivenDate`]). Day and month have two digits each and the year has
//! four, so that no text has two readings; one that could be meant in two ways is refused, and [`meant`] gives both.

use super::{Day, GivenDate, NotADate};

/// The date that was typed, in either spelling.
pub fn typed_date(text: &str) -> Result<GivenDate, NotADate> {
    text.parse().or_else(|not| {
        let turned: Vec<&str> = text.rsplit('-').collect();
        // A year alone reads the same in both spellings.
        if turned.len() < 2 {
            return Err(not);
        }
        turned.join("-").parse().map_err(|_| not)
    })
}

/// The day that was typed, in either spelling.
pub fn typed_day(text: &str) -> Result<Day, NotADate> {
    match typed_date(text)? {
        GivenDate::Day(day) => Ok(day),
        GivenDate::Year(_) | GivenDate::Month(..) => Err(NotADate(text.to_owned())),
    }
}

/// The dates that a text in another spelling may mean: `15/11/2025`, `5-11-2025`, `15.11.25`, `6-2022`, `2022/06`,
/// `20251115`. Two where day and month can't be told apart.
pub fn meant(text: &str) -> Vec<GivenDate> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    match parts[..] {
        [a, b, c] => days_meant(a, b, c),
        [year, month] if year.len() == 4 => month_meant(year, month).into_iter().collect(),
        [month, year] if year.len() == 4 => month_meant(year, month).into_iter().collect(),
        [text] if text.len() == 8 => {
            let year_first = days_meant(&text[..4], &text[4..6], &text[6..]);
            let year_last = || days_meant(&text[..2], &text[2..4], &text[4..]);
            if year_first.is_empty() { year_last() } else { year_first }
        }
        [text] if text.len() == 6 => month_meant(&text[..4], &text[4..]).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn month_meant(year: &str, month: &str) -> Option<GivenDate> {
    format!("{year}-{month:0>2}").parse().ok()
}

fn days_meant(a: &str, b: &str, c: &str) -> Vec<GivenDate> {
    let (year, first, second) = match (a.len(), c.len()) {
        (4, 1 | 2) => (a.to_owned(), b, c),
        (1 | 2, 4) => (c.to_owned(), a, b),
        (1 | 2, 2) => (format!("20{c}"), a, b),
        _ => return Vec::new(),
    };
    let mut days: Vec<GivenDate> = Vec::new();
    for (month, day) in [(second, first), (first, second)] {
        let found = format!("{year}-{month:0>2}-{day:0>2}").parse().ok();
        days.extend(found.filter(|found| !days.contains(found)));
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_typed_with_the_year_first_or_last() {
        for (typed, spelled) in [
            ("2025", "2025"),
            ("2025-11", "2025-11"),
            ("11-2025", "2025-11"),
            ("2025-11-15", "2025-11-15"),
            ("15-11-2025", "2025-11-15"),
            ("05-11-2025", "2025-11-05"),
            ("29-02-2024", "2024-02-29"),
        ] {
            assert_eq!(typed_date(typed).unwrap().to_string(), spelled, "{typed}");
        }
        assert_eq!(typed_day("15-11-2025"), typed_day("2025-11-15"));
    }

    #[test]
    fn a_date_that_does_not_exist_or_has_two_readings_is_refused() {
        for wrong in [
            "11-15-2025",
            "31-11-2025",
            "29-02-2025",
            "13-2025",
            "00-2025",
            "5-11-2025",
            "15-11-25",
            "15/11/2025",
            "15.11.2025",
            "11/05/2025",
            "15-2025-11",
            "2025-15-11",
            "-2025",
            "2025-",
            "",
            "15-11-1899",
        ] {
            let read = typed_date(wrong).map(|date| date.to_string());
            assert!(read.is_err(), "{wrong}: {read:?}");
        }
        for wrong in ["2025", "2025-11", "11-2025"] {
            assert!(typed_day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_was_perhaps_meant_is_one_date_or_two() {
        let spelled = |text: &str| meant(text).iter().map(GivenDate::to_string).collect::<Vec<_>>();
        assert_eq!(spelled("15/11/2025"), ["2025-11-15"]);
        assert_eq!(spelled("11-15-2025"), ["2025-11-15"]);
        assert_eq!(spelled("5-11-2025"), ["2025-11-05", "2025-05-11"]);
        assert_eq!(spelled("5-5-2025"), ["2025-05-05"]);
        assert_eq!(spelled("15.11.25"), ["2025-11-15"]);
        assert_eq!(spelled("2025-15-11"), ["2025-11-15"]);
        assert_eq!(spelled("15-6-2022"), ["2022-06-15"]);
        for month in ["6-2022", "2022-6", "06/2022", "2022/06", "2022.6", "202206"] {
            assert_eq!(spelled(month), ["2022-06"], "{month}");
        }
        assert_eq!(spelled("20251115"), ["2025-11-15"]);
        assert_eq!(spelled("15112025"), ["2025-11-15"]);
        for nothing in [
            "",
            "2025",
            "13-2022",
            "99999999",
            "31-11-2025",
            "yesterday",
            "1-2-3-4",
            "99999999999-1-2025",
            "15-11-9999",
        ] {
            assert!(meant(nothing).is_empty(), "{nothing}");
        }
    }
}
