//! Numbers, sizes and times as people say them.

use crate::words::day::Time;

/// A size in bytes.
pub fn size(bytes: u64) -> String {
    humansize::format_size(bytes, humansize::DECIMAL)
}

/// `1 bundle`, `2 bundles`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A time without its seconds, in UTC as it is written down.
pub fn time(time: Time) -> String {
    let text = time.to_string();
    format!("{} {}", &text[..10], &text[11..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_to_the_minute() {
        assert_eq!(time("2026-10-31T09:05:59Z".parse().unwrap()), "2026-10-31 09:05");
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(count(1, "bundle", "bundles"), "1 bundle");
        assert_eq!(count(0, "bundle", "bundles"), "0 bundles");
    }
}
