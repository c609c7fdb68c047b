//! Cells of a table that a spreadsheet reads (RFC 4180).

/// A text as a cell: quoted, so that neither comma nor quote breaks the line; what a spreadsheet would reckon with
/// becomes text.
pub fn cell(text: &str) -> String {
    let reckoned = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if reckoned { "'" } else { "" }, text.replace('"', "\"\""))
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
