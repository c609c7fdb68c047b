//! Untrusted text on a terminal: names, labels and reasons that someone else chose, made harmless
//! and visible.
//!
//! Refuses to know where the text comes from. It changes what is shown, never what is stored.

use std::fmt::{self, Write};

use super::limits::TYPED_BYTES_MAX;

/// Shows untrusted text: what a terminal would obey or hide becomes `\u{..}`.
///
/// That is: control characters (so escape sequences too), bidirectional controls, and characters
/// without a shape of their own. At most 4 KiB are shown; `…` stands for the rest.
pub struct Shown<'a>(pub &'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = TYPED_BYTES_MAX;
        for c in self.0.chars() {
            let escaped = hides(c);
            let bytes = if escaped { c.escape_unicode().len() } else { c.len_utf8() };
            if bytes > left {
                return f.write_char('…');
            }
            left -= bytes;
            if escaped {
                c.escape_unicode().fmt(f)?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

/// The text as [`Shown`] shows it.
pub fn shown(text: &str) -> String {
    Shown(text).to_string()
}

/// Whether a terminal would obey the character, or show nothing where it stands.
fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Soft hyphen, grapheme joiner, the fillers and vowels without a shape.
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{3164}' | '\u{ffa0}'
            // Arabic letter mark, zero-width characters, bidirectional controls, separators.
            | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            // Shorthand and musical format controls, tags.
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_terminal_would_obey_or_hide_is_spelled_out() {
        for (text, seen) in [
            ("factuur 2025-11 één €.pdf", "factuur 2025-11 één €.pdf"),
            ("日本語 😀 \u{fffd}", "日本語 😀 \u{fffd}"),
            ("\u{1b}[2Jgone", "\\u{1b}[2Jgone"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\r\nb\tc\0\u{7f}", "a\\u{d}\\u{a}b\\u{9}c\\u{0}\\u{7f}"),
            ("evil\u{202e}fdp.exe", "evil\\u{202e}fdp.exe"),
            ("a\u{2066}b\u{2069}\u{61c}\u{200f}", "a\\u{2066}b\\u{2069}\\u{61c}\\u{200f}"),
            ("a\u{200b}b\u{feff}\u{2028}", "a\\u{200b}b\\u{feff}\\u{2028}"),
            ("\u{e0041}\u{ad}", "\\u{e0041}\\u{ad}"),
        ] {
            assert_eq!(shown(text), seen);
        }
    }

    #[test]
    fn a_flood_is_cut_at_a_character() {
        let text = shown(&"é".repeat(1_000_000));
        assert_eq!(text.len(), TYPED_BYTES_MAX + '…'.len_utf8());
        assert!(text.ends_with("é…"));
        assert_eq!(shown(&"a".repeat(TYPED_BYTES_MAX)), "a".repeat(TYPED_BYTES_MAX));
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left_and_showing_twice_changes_nothing(text in any::<String>()) {
            let once = shown(&text);
            prop_assert!(!once.chars().any(hides));
            prop_assert_eq!(shown(&once), once);
        }
    }
}
