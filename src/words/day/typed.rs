//! Dates as people type them: `2025-11-15` and `15-11-2025`, `2025-11` and `11-2025`, `2025`.
//!
//! A document has the first spelling alone (see [`GivenDate`]). Day and month have two digits each and the year has
//! four, so that no text has two readings; one that could be meant in two ways is refused, and [`meant`] gives both.

use super::{Day, GIVEN_YEARS, GivenDate, NotADate};

/// The date that was typed, in either spelling.
pub fn typed_date(text: &str) -> Result<GivenDate, NotADate> {
    text.parse().or_else(|not| {
        let turned: Vec<&str> = text.rsplit('-').collect();
        // A year alone has one spelling, and what was read already is not turned.
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

/// The days that somebody may have meant who typed them in another way: `15/11/2025`, `5-11-2025`, `15.11.25`. Two
/// where day and month can't be told apart.
pub fn meant(text: &str) -> Vec<Day> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    let [a, b, c] = parts[..] else { return Vec::new() };
    let (year, first, second) = match (a.len(), c.len()) {
        (4, 1 | 2) => (a.to_owned(), b, c),
        (1 | 2, 4) => (c.to_owned(), a, b),
        (1 | 2, 2) => (format!("20{c}"), a, b),
        _ => return Vec::new(),
    };
    let number = |text: &str| text.parse::<u32>().ok();
    let (Some(first), Some(second), Ok(year)) = (number(first), number(second), year.parse())
    else {
        return Vec::new();
    };
    let mut days = Vec::new();
    for (month, day) in [(second, first), (first, second)] {
        let found = Day::from_ymd_opt(year, month, day).filter(|_| GIVEN_YEARS.contains(&year));
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
    fn what_was_perhaps_meant_is_one_day_or_two() {
        let spelled = |text: &str| meant(text).iter().map(Day::to_string).collect::<Vec<_>>();
        assert_eq!(spelled("15/11/2025"), ["2025-11-15"]);
        assert_eq!(spelled("11-15-2025"), ["2025-11-15"]);
        assert_eq!(spelled("5-11-2025"), ["2025-11-05", "2025-05-11"]);
        assert_eq!(spelled("5-5-2025"), ["2025-05-05"]);
        assert_eq!(spelled("15.11.25"), ["2025-11-15"]);
        assert_eq!(spelled("2025-15-11"), ["2025-11-15"]);
        for nothing in
            ["", "2025", "31-11-2025", "yesterday", "1-2-3-4", "99999999999-1-2025", "15-11-9999"]
        {
            assert!(meant(nothing).is_empty(), "{nothing}");
        }
    }
}
