//! A value of which there must be one, and how its text is read: what is in doubt stays away.

use crate::words::day::{Day, parse_day};

/// Characters of one field: longer ones are left out, since no name or number is cut.
const CHARACTERS_MAX: usize = 200;

/// A value that stands in a document once, or more than once and always the same.
#[derive(Debug, Default)]
pub(super) enum Sure<T> {
    /// It has not come yet.
    #[default]
    Nothing,
    /// This one.
    One(T),
    /// It can't be read, or is not always the same.
    Doubt,
}

impl<T: PartialEq> Sure<T> {
    /// Takes what was read; none is what can't be read.
    pub(super) fn put(&mut self, read: Option<T>) {
        *self = match (std::mem::take(self), read) {
            (Sure::Nothing, Some(read)) => Sure::One(read),
            (Sure::One(one), Some(read)) if one == read => Sure::One(one),
            _ => Sure::Doubt,
        };
    }

    pub(super) fn get(self) -> Option<T> {
        match self {
            Sure::One(one) => Some(one),
            Sure::Nothing | Sure::Doubt => None,
        }
    }

    /// This one, or the other where this one never came.
    pub(super) fn or(self, other: Sure<T>) -> Option<T> {
        match self {
            Sure::Nothing => other.get(),
            came => came.get(),
        }
    }
}

/// The text on one line, without what stands around it.
pub(super) fn words(text: &str) -> Option<Box<str>> {
    if text.len() > 4 * CHARACTERS_MAX {
        return None;
    }
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let line = words.join(" ");
    let fits = !line.is_empty() && line.chars().count() <= CHARACTERS_MAX;
    (fits && !line.contains(char::is_control)).then(|| line.into())
}

/// A day as XML has it: the day as it is written, with a zone or without.
pub(super) fn day(text: &str) -> Option<Day> {
    let (day, zone) = text.trim_ascii().split_at_checked(10)?;
    let known = match zone.as_bytes() {
        b"" | b"Z" => true,
        [b'+' | b'-', hours @ .., b':', _, _] => hours.len() == 2,
        _ => false,
    };
    parse_day(day).ok().filter(|_| known)
}

/// The day of a time as XML has it, as it is written.
pub(super) fn day_of_time(text: &str) -> Option<Day> {
    let (day, time) = text.trim_ascii().split_once('T')?;
    let [h1, h2, b':', m1, m2, b':', ..] = time.as_bytes() else { return None };
    let digits = [h1, h2, m1, m2].iter().all(|digit| digit.is_ascii_digit());
    parse_day(day).ok().filter(|_| digits)
}

/// A day as `20251130`.
pub(super) fn compact_day(text: &str) -> Option<Day> {
    let text = text.trim_ascii();
    let digits = text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_digit());
    let spelled = |text: &str| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
    digits.then(|| parse_day(&spelled(text)).ok()).flatten()
}

/// A decimal number, as it is spelled.
pub(super) fn decimal(text: &str) -> Option<Box<str>> {
    let text = text.trim_ascii();
    millionths(text).map(|_| text.into())
}

/// A decimal number in millionths.
pub(crate) fn millionths(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let digits = |text: &str, most| {
        (1..=most).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit())
    };
    if !digits(whole, 12) || !digits(part, 6) {
        return None;
    }
    let number = whole.parse::<i64>().ok()?.checked_mul(1_000_000)?;
    let number = number.checked_add(format!("{part:0<6}").parse().ok()?)?;
    Some(if negative { -number } else { number })
}

/// Three letters that name a currency.
pub(super) fn currency(text: &str) -> Option<Box<str>> {
    let text = text.trim_ascii();
    (text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase())).then(|| text.into())
}

/// An account's number as ISO 13616 has it, with the two digits that prove it.
pub(super) fn iban(text: &str) -> Option<Box<str>> {
    let compact: String = text.split_ascii_whitespace().collect();
    let bytes = compact.as_bytes();
    let [c1, c2, d1, d2, rest @ ..] = bytes else { return None };
    let form = c1.is_ascii_uppercase() && c2.is_ascii_uppercase();
    let form = form && d1.is_ascii_digit() && d2.is_ascii_digit();
    let rest_fits = (11..=30).contains(&rest.len())
        && rest.iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    if !form || !rest_fits {
        return None;
    }
    let value = |c: u8| if c.is_ascii_digit() { c - b'0' } else { c - b'A' + 10 };
    let moved = rest.iter().chain(&bytes[..4]);
    let left = moved.map(|c| u32::from(value(*c))).fold(0, |left, value| {
        let shifted = if value < 10 { left * 10 } else { left * 100 };
        (shifted + value) % 97
    });
    (left == 1).then(|| compact.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_values_for_one_are_a_doubt_that_stays() {
        let mut sure = Sure::default();
        sure.put(Some(1));
        sure.put(Some(1));
        assert_eq!(std::mem::take(&mut sure).get(), Some(1));
        for second in [Some(2), None] {
            let mut sure = Sure::One(1);
            sure.put(second);
            sure.put(Some(1));
            assert_eq!(sure.or(Sure::One(3)), None);
        }
        assert_eq!(Sure::Nothing.or(Sure::One(3)), Some(3));
    }

    #[test]
    fn a_day_is_one_of_the_calendar_in_a_known_spelling() {
        let spelled = |day: Option<Day>| day.map(|day| day.to_string());
        for (text, expected) in [
            (" 2025-11-30\n", true),
            ("2025-11-30Z", true),
            ("2025-11-30+01:00", true),
            ("2025-11-31", false),
            ("2025-11-30 or later", false),
            ("30-11-2025", false),
            ("0025-11-30", false),
            ("2025-11-3é", false),
            ("", false),
        ] {
            let expected = expected.then(|| "2025-11-30".to_owned());
            assert_eq!(spelled(day(text)), expected, "{text:?}");
        }
        assert_eq!(spelled(compact_day("20251130")).as_deref(), Some("2025-11-30"));
        for text in ["20251131", "2025113", "202511300000", "+2025113", "２０２5", ""] {
            assert_eq!(compact_day(text), None, "{text:?}");
        }
        let at = day_of_time("2025-11-30T23:59:59+01:00");
        assert_eq!(spelled(at).as_deref(), Some("2025-11-30"));
        for text in ["2025-11-30", "2025-11-30T", "2025-11-30T9:00", "2025-02-30T00:00:00"] {
            assert_eq!(day_of_time(text), None, "{text:?}");
        }
    }

    #[test]
    fn amounts_are_equal_however_they_are_spelled() {
        for (text, expected) in [
            ("119", Some(119_000_000)),
            ("119.00", Some(119_000_000)),
            ("-0.5", Some(-500_000)),
            ("0.000001", Some(1)),
            ("0.0000001", None),
            ("1,19", None),
            ("1.2.3", None),
            ("1e5", None),
            ("+1", None),
            ("", None),
            ("-", None),
            (".5", None),
            ("999999999999", Some(999_999_999_999_000_000)),
            ("9999999999999", None),
        ] {
            assert_eq!(millionths(text), expected, "{text:?}");
        }
        assert_eq!(decimal(" 12.50 ").as_deref(), Some("12.50"));
        assert_eq!(currency("EUR").as_deref(), Some("EUR"));
        assert!(currency("eur").is_none() && currency("EURO").is_none());
    }

    #[test]
    fn an_account_is_proven_by_its_digits() {
        assert_eq!(iban("NL91 ABNA 0417 1643 00").as_deref(), Some("NL91ABNA0417164300"));
        for text in ["NL92ABNA0417164300", "NL91ABNA04", "1234567", "nl91abna0417164300", "é", ""]
        {
            assert_eq!(iban(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_field_is_one_line_or_left_out() {
        assert_eq!(words("  Bakker \n  & Zn. ").as_deref(), Some("Bakker & Zn."));
        assert_eq!(words(&"é".repeat(200)).map(|text| text.chars().count()), Some(200));
        for text in ["", " \n", "a\u{7}b", "a\u{85}b", &"é".repeat(201), &"é".repeat(9_999)] {
            assert_eq!(words(text), None, "{text:?}");
        }
    }
}
