//! A calendar file (iCalendar, RFC 5545): days, and what is on them, for whatever calendar a person keeps. Lines end in
//! CR LF, none has more than 75 bytes, and text is escaped.

use std::collections::BTreeSet;

use crate::words::day::{Day, Time};

/// Bytes of a line at most, without its end (RFC 5545, §3.1).
const LINE_BYTES_MAX: usize = 75;

/// One day, and what is on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub day: Day,
    /// The same for the same thing in a later file, also where that shows it on a later day, so that a calendar takes
    /// it once.
    pub uid: String,
    pub summary: String,
}

/// The file, made at this time. Of entries with one id the first is written: an id names one event (RFC 5545,
/// §3.8.4.7).
pub fn calendar(entries: &[Entry], made: Time) -> String {
    let stamp: String = made.to_string().chars().filter(|c| !matches!(c, '-' | ':')).collect();
    let mut text = String::new();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kluis//kluis//EN"] {
        fold(&mut text, line);
    }
    let mut written = BTreeSet::new();
    for Entry { day, uid, summary } in entries.iter().filter(|entry| written.insert(&entry.uid)) {
        fold(&mut text, "BEGIN:VEVENT");
        fold(&mut text, &format!("UID:{}", escaped(uid)));
        fold(&mut text, &format!("DTSTAMP:{stamp}"));
        fold(&mut text, &format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d")));
        fold(&mut text, &format!("SUMMARY:{}", escaped(summary)));
        fold(&mut text, "TRANSP:TRANSPARENT");
        fold(&mut text, "END:VEVENT");
    }
    fold(&mut text, "END:VCALENDAR");
    text
}

/// Text as a property has it (RFC 5545, §3.3.11). A control character has no meaning there.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Adds a line; what is too long for it goes on behind a space on the next, and no character is cut.
fn fold(text: &mut String, line: &str) {
    let mut bytes = 0;
    for c in line.chars() {
        if bytes + c.len_utf8() > LINE_BYTES_MAX {
            text.push_str("\r\n ");
            bytes = 1;
        }
        text.push(c);
        bytes += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::day::parse_day;

    #[test]
    fn an_entry_is_an_event_of_a_whole_day() {
        let entry = Entry {
            day: parse_day("2034-01-01").unwrap(),
            uid: "a@kluis".into(),
            summary: "De Aar; 5, \\ en\nmeer".into(),
        };
        let text = calendar(&[entry], "2026-10-31T09:05:59Z".parse().unwrap());
        assert_eq!(
            text,
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//kluis//kluis//EN\r\nBEGIN:VEVENT\r\nUID:a@kluis\r\n\
             DTSTAMP:20261031T090559Z\r\nDTSTART;VALUE=DATE:20340101\r\n\
             SUMMARY:De Aar\\; 5\\, \\\\ en\\nmeer\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
    }

    #[test]
    fn an_id_is_written_once() {
        let entry = |uid: &str, summary: &str| Entry {
            day: parse_day("2034-01-01").unwrap(),
            uid: uid.into(),
            summary: summary.into(),
        };
        let entries = [entry("a", "first"), entry("b", "other"), entry("a", "again")];
        let text = calendar(&entries, "2026-10-31T09:05:59Z".parse().unwrap());
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
        assert!(text.contains("first") && text.contains("other") && !text.contains("again"));
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_long_and_unfolding_gives_it_back(summary in "[ -~é€😀]{0,200}") {
            let day = parse_day("2034-01-01").unwrap();
            let entry = Entry { day, uid: "u".into(), summary: summary.clone() };
            let text = calendar(&[entry], "2026-10-31T09:05:59Z".parse().unwrap());
            proptest::prop_assert!(text.split("\r\n").all(|line| line.len() <= LINE_BYTES_MAX));
            let whole = text.replace("\r\n ", "");
            let line = format!("SUMMARY:{}\r\n", escaped(&summary));
            proptest::prop_assert!(whole.contains(&line));
        }
    }
}
