//! Cells of a table that a spreadsheet reads (RFC 4180).

use std::borrow::Cow;

/// A text as a cell: quoted, so that neither comma nor quote breaks the line.
pub fn cell(given: &str) -> String {
    format!("\"{}\"", text(given).replace('"', "\"\""))
}

/// What stands in a cell for this text: what a spreadsheet would reckon with becomes text.
pub fn text(given: &str) -> Cow<'_, str> {
    match given.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{given}").into(),
        false => given.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_cell_ends_it_or_is_reckoned_with() {
        for (text, is) in [
            ("a,b", "\"a,b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("@x", "\"'@x\""),
            ("-1", "\"'-1\""),
        ] {
            assert_eq!(cell(text), is);
        }
    }
}
