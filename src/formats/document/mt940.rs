//! Statements of an account as MT940 (SWIFT): lines that begin with a tag, one statement behind the other, with or
//! without the envelope of SWIFT and lines of the bank's own above.
//!
//! No crate that is kept up reads it. All that is read here is ASCII, so no encoding matters.

use super::draft::Draft;
use super::sure::{compact_day, iban};
use super::value::{Document, Kind};
use crate::words::day::Day;

/// The first tag stands within so many bytes.
const AHEAD_BYTES_MAX: usize = 1_024;

/// What of a statement has come, in the order in which it has to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Came {
    Reference,
    Account,
    Number,
    Opening,
    Closing,
}

pub(super) fn read(bytes: &[u8]) -> Option<Document> {
    let ahead = &bytes[..bytes.len().min(AHEAD_BYTES_MAX)];
    memchr::memmem::find(ahead, b":20:")?;
    let mut draft = Draft::default();
    draft.kind.put(Some(Kind::BankStatement));
    let (mut first, mut last): (Option<Day>, Option<Day>) = (None, None);
    let mut came = None;
    for line in bytes.split(|c| *c == b'\n') {
        let Some((tag, rest)) = tagged(line) else { continue };
        came = match (tag, came) {
            (b"20", None | Some(Came::Closing)) => Some(Came::Reference),
            (b"25" | b"25P", Some(Came::Reference)) => {
                draft.account.put(ascii(rest).and_then(account));
                Some(Came::Account)
            }
            (b"28" | b"28C", Some(Came::Account)) => {
                draft.number.put(ascii(rest).and_then(number));
                Some(Came::Number)
            }
            (b"60F" | b"60M", Some(Came::Number)) => {
                let day = balance_day(rest)?;
                first = Some(first.map_or(day, |first| first.min(day)));
                Some(Came::Opening)
            }
            (b"62F" | b"62M", Some(Came::Opening)) => {
                let day = balance_day(rest)?;
                draft.issued.put(Some(day));
                last = Some(last.map_or(day, |last| last.max(day)));
                Some(Came::Closing)
            }
            (b"20" | b"25" | b"25P" | b"28" | b"28C" | b"60F" | b"60M" | b"62F" | b"62M", _) => {
                return None;
            }
            // Nothing but these comes before a statement's number.
            (_, came) => came,
        };
    }
    if came != Some(Came::Closing) {
        return None;
    }
    draft.from.put(first);
    draft.to.put(last);
    Some(draft.finish())
}

/// A line's tag and what stands behind it. The envelope may stand before the first one.
fn tagged(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let at = match line.starts_with(b"{") {
        true => memchr::memmem::rfind(line, b"{4:").map(|at| at + 3)?,
        false => 0,
    };
    let behind = line[at..].strip_prefix(b":")?;
    let end = memchr::memchr(b':', &behind[..behind.len().min(4)])?;
    Some((&behind[..end], &behind[end + 1..]))
}

fn ascii(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii()).map(str::trim)
}

/// The IBAN, behind which some banks write the currency. A number that a bank has of its own is left out.
fn account(text: &str) -> Option<Box<str>> {
    let bare = text.trim_end_matches(|c: char| c.is_ascii_uppercase());
    match text.len() - bare.len() {
        3 => iban(bare),
        _ => iban(text),
    }
}

/// The statement's number; the number of its part may follow. Banks that number none write zeros.
fn number(text: &str) -> Option<Box<str>> {
    let (number, part) = text.split_once('/').unwrap_or((text, "1"));
    let digits = |text: &str| {
        (1..=7).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit())
    };
    let numbered = number.bytes().any(|digit| digit != b'0');
    (digits(number) && digits(part) && numbered).then(|| number.into())
}

/// The day of a balance: `C` or `D`, then `YYMMDD`. Years from 80 on are of the last century.
fn balance_day(text: &[u8]) -> Option<Day> {
    let [b'C' | b'D', day @ ..] = text else { return None };
    let day = ascii(day.get(..6)?)?;
    let century = if day >= "80" { "19" } else { "20" };
    compact_day(&format!("{century}{day}"))
}
