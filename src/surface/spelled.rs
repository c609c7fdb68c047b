//! Numbers and sizes as people say them.

/// A size in bytes.
pub fn size(bytes: u64) -> String {
    humansize::format_size(bytes, humansize::DECIMAL)
}

/// `1 bundle`, `2 bundles`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular() {
        assert_eq!(count(1, "bundle", "bundles"), "1 bundle");
        assert_eq!(count(0, "bundle", "bundles"), "0 bundles");
    }
}
