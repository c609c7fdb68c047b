//! How texts are compared with what somebody asks for: whoever asks has a name or a number in mind, not its spelling.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::words::typed::folded;

/// Shorter words stand in too many texts that a document shows by chance: letters and digits.
pub const SHOWN_CHARS_MIN: usize = 6;

/// Letters without accents and capitals.
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    folded(&bare)
}

/// Letters and digits alone: numbers are spelled with dots, spaces and dashes between them.
pub fn signs(text: &str) -> String {
    plain(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The words of a text, whatever stands between them.
pub fn words_of(text: &str) -> Vec<String> {
    let plain = plain(text);
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The same with a space between each two.
pub fn in_a_row(text: &str) -> String {
    words_of(text).join(" ")
}

/// Whether these words stand in a text in a row and whole, where they are long enough to mean something there.
pub fn is_shown(asked: &str, text: &str) -> bool {
    signs(asked).chars().count() >= SHOWN_CHARS_MIN
        && format!(" {} ", in_a_row(text)).contains(&format!(" {} ", in_a_row(asked)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_found_in_whole_words_and_in_a_row() {
        let text = "Café Zon B.V. Factuur nr. 2025-0412 Totaal \u{20ac} 1.210,00";
        for (asked, found) in [
            ("cafe zon", true),
            ("zon café", false),
            ("2025/0412", true),
            ("20250412", false),
            ("2025-041", false),
            ("1210,00", false),
            ("1.210,00", true),
            ("factuur", true),
            ("nr.", false),
            ("", false),
        ] {
            assert_eq!(is_shown(asked, text), found, "{asked:?}");
        }
    }
}
