//! Why foreign bytes are no document or line of ours, and the checks that say so.
//!
//! One closed error for every reader of canonical JSON in this floor: what a caller can do about it
//! is the same for all of them. Refuses to know which document it was, and what becomes of it.
//! Format §1 and §7.

use serde_json::Value;

use crate::words::canonical::NotCanonical;

/// Why bytes were refused; what they say is then believed by nobody.
#[expect(missing_docs, reason = "the variants' fields are what their lines speak of")]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum Unreadable {
    /// More bytes than the format allows; not read further.
    TooLarge { bytes: u64, bytes_max: u64 },
    /// No canonical JSON.
    NotCanonical(#[from] NotCanonical),
    /// One field is wrong.
    Unfit { field: &'static str, fault: Fault },
}

/// What is wrong with a field that has the right shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum Fault {
    /// It is required, and not there.
    Missing,
    /// It must not stand there.
    Unexpected,
    /// It is not spelled as its kind is.
    Grammar,
    /// Its value is beyond a limit.
    OutOfRange,
    /// A list that must be in order and without doubles is not.
    Unsorted,
    /// Another field of the same document contradicts it.
    Disagrees,
}

/// The largest integer that every JSON reader holds exactly: 2^53.
const WHOLE_MAX: u64 = 1 << 53;

/// Refuses more than `bytes_max` bytes, before anything is parsed.
pub(in crate::formats) fn capped(bytes: &[u8], bytes_max: u64) -> Result<(), Unreadable> {
    let bytes = bytes.len() as u64;
    if bytes > bytes_max {
        return Err(Unreadable::TooLarge { bytes, bytes_max });
    }
    Ok(())
}

pub(in crate::formats) fn ensure(
    holds: bool,
    field: &'static str,
    fault: Fault,
) -> Result<(), Unreadable> {
    if holds { Ok(()) } else { Err(Unreadable::Unfit { field, fault }) }
}

/// Refuses an integer beyond 2^53.
pub(in crate::formats) fn whole(number: u64, field: &'static str) -> Result<(), Unreadable> {
    ensure(number <= WHOLE_MAX, field, Fault::OutOfRange)
}

/// Refuses a counter above 2^52. Each writing adds one to it, and what is written must be readable.
pub(in crate::formats) fn counter(number: u64, field: &'static str) -> Result<(), Unreadable> {
    ensure(number <= WHOLE_MAX / 2, field, Fault::OutOfRange)
}

/// Refuses a list that does not rise strictly.
pub(in crate::formats) fn rising<T: Ord>(
    items: impl IntoIterator<Item = T>,
    field: &'static str,
) -> Result<(), Unreadable> {
    ensure(items.into_iter().is_sorted_by(|a, b| a < b), field, Fault::Unsorted)
}

/// Refuses floating-point numbers and integers beyond ±2^53, wherever they stand in `value`.
pub(in crate::formats) fn whole_numbers(value: &Value) -> Result<(), Unreadable> {
    match value {
        Value::Number(number) => {
            let within = match (number.as_u64(), number.as_i64()) {
                (Some(n), _) => n <= WHOLE_MAX,
                (None, Some(n)) => n.unsigned_abs() <= WHOLE_MAX,
                (None, None) => false,
            };
            ensure(within, "number", Fault::OutOfRange)
        }
        Value::Array(items) => items.iter().try_for_each(whole_numbers),
        Value::Object(map) => map.values().try_for_each(whole_numbers),
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

/// Whether `name` can be one file's name on a medium: letters, digits, `.`, `_`, `-`, no dot in
/// front.
pub(in crate::formats) fn is_plain_name(name: &str) -> bool {
    (1..=255).contains(&name.len())
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_integers_that_every_reader_holds_are_let_in() {
        let most = 1i64 << 53;
        for good in [json!(0), json!(most), json!(-most), json!({"a": [1, {"b": null}]})] {
            assert_eq!(whole_numbers(&good), Ok(()), "{good}");
        }
        for bad in [json!(most + 1), json!(-most - 1), json!(u64::MAX), json!([{"a": 1.5}])] {
            assert!(whole_numbers(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_name_that_could_lead_elsewhere_is_not_plain() {
        assert!(is_plain_name("payload-00000.age"));
        for name in ["", ".", "..", ".hidden", "a/b", "a\\b", "a b", "é", "a\0"] {
            assert!(!is_plain_name(name), "{name:?}");
        }
    }

    #[test]
    fn a_list_must_rise_strictly() {
        assert_eq!(rising([1, 2, 3], "x"), Ok(()));
        assert!(rising([1, 1], "x").is_err());
        assert!(rising([2, 1], "x").is_err());
    }
}
