//! Which names Windows has as they stand: its file systems take nearly every character, but the system drops, changes
//! or gives a meaning to some before they get there.
//!
//! It is also asked on other systems, of a drive that Windows will read.

use super::escape::is_reserved;

/// The most units of UTF-16 in one component, on NTFS, exFAT and FAT alike.
const UNITS_MAX: usize = 255;

/// Whether Windows has each component of this path, which are joined by `/`, under just this name.
pub fn is_plain_on_windows(path: &str) -> bool {
    path.split('/').all(is_plain)
}

fn is_plain(component: &str) -> bool {
    !component.is_empty()
        && !component.contains(has_a_meaning)
        && !component.ends_with(['.', ' '])
        && !is_reserved(component)
        && component.encode_utf16().count() <= UNITS_MAX
}

fn has_a_meaning(c: char) -> bool {
    matches!(c, '\0'..='\x1f' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_would_change_are_known() {
        let long = "é".repeat(UNITS_MAX);
        for plain in [
            "a.txt",
            "2025/é.pdf",
            "50% ~ok.txt",
            "e\u{301}.txt",
            ".hidden",
            "contract",
            " a",
            "a\u{a0}",
            &long,
            &format!("{long}/{long}"),
            &"😀".repeat(UNITS_MAX / 2),
        ] {
            assert!(is_plain_on_windows(plain), "{plain}");
        }
        for changed in [
            "", "a:b", "a\\b", "CON", "con.txt", "a.", "a ", "a?", "x/LPT1", "tab\t", ".", "..",
            "a//b", "/a", "C:/x",
        ] {
            assert!(!is_plain_on_windows(changed), "{changed:?}");
        }
        assert!(!is_plain_on_windows(&format!("{long}x")));
        assert!(!is_plain_on_windows(&"😀".repeat(UNITS_MAX / 2 + 1)));
    }
}
