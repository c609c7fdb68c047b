//! Gathers letters into words, and words into the text that is kept: one space between them, NFC, and an end at a
//! word's end.
//!
//! Refuses to know where on a page a letter stands.

use unicode_normalization::UnicodeNormalization;

use crate::words::limits::SHOWN_BYTES_MAX;

/// The words so far, and the one that is not over.
#[derive(Default)]
pub(super) struct Words {
    text: String,
    word: String,
    full: bool,
}

impl Words {
    pub(super) fn add(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                // A soft hyphen, and what joins, parts or turns letters without being seen.
                '\u{ad}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'
                | '\u{feff}' => {}
                letter if letter.is_whitespace() || !is_sure(letter) => self.part(),
                letter if letter.is_control() => {}
                '\u{fb00}'..='\u{fb06}' => self.word.extend(letter.nfkc()),
                letter => self.word.push(letter),
            }
        }
        // One that is too long already is not read to its end.
        self.full |= self.word.len() > SHOWN_BYTES_MAX;
    }

    /// Ends the word.
    pub(super) fn part(&mut self) {
        if self.word.is_empty() || self.full {
            return;
        }
        let word: String = self.word.nfc().collect();
        self.word.clear();
        let space = usize::from(!self.text.is_empty());
        if self.text.len() + space + word.len() > SHOWN_BYTES_MAX {
            self.full = true;
            return;
        }
        if space > 0 {
            self.text.push(' ');
        }
        self.text.push_str(&word);
    }

    /// How many bytes the words have that are over.
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Whether no more words are taken.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// The text, where there is any.
    pub(super) fn finish(mut self) -> Option<Box<str>> {
        self.part();
        (!self.text.is_empty()).then(|| self.text.into_boxed_str())
    }
}

/// Whether a letter means the same in every font: none does for private use, and none that replaces another.
fn is_sure(letter: char) -> bool {
    !matches!(letter, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(parts: &[&str]) -> Option<String> {
        let mut words = Words::default();
        parts.iter().for_each(|part| words.add(part));
        words.finish().map(String::from)
    }

    #[test]
    fn words_are_parted_by_one_space() {
        assert_eq!(gathered(&[" a", "b \n\u{a0} c", "\u{7}d\u{ad}e "]).unwrap(), "ab cde");
        assert_eq!(
            gathered(&["\u{fb01}x o\u{fb04}", "\u{f0b7}u", "e\u{301}"]).unwrap(),
            "fix offl ué"
        );
        assert_eq!(gathered(&[" ", "\u{fffd}", "\u{200b}"]), None);
    }

    #[test]
    fn the_text_ends_at_a_words_end() {
        let text = gathered(&["abc é ".repeat(1_000).as_str()]).unwrap();
        assert!((SHOWN_BYTES_MAX - 4..=SHOWN_BYTES_MAX).contains(&text.len()));
        assert!(text.ends_with('é') || text.ends_with("abc"));
        assert_eq!(gathered(&["a".repeat(SHOWN_BYTES_MAX + 1).as_str()]), None);
        assert_eq!(gathered(&["x ", "a".repeat(9_999).as_str(), " y"]).unwrap(), "x");
    }
}
