//! Text that a person typed, in the one form in which it is kept and compared: NFC (Unicode Standard Annex #15).
//! What a Mac typed as two code points and Linux as one is then the same passphrase, case or label.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Windows editors put it before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Why a file does not begin with a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum NotTyped {
    /// Read in any other way, it would be another passphrase than the one that was meant.
    NotUtf8,
    Nul,
    BlankFirstLine,
}

/// The text in NFC.
pub fn normal(text: &str) -> String {
    text.nfc().collect()
}

/// What is the same for a person who reads two texts aloud: NFC, whatever the letters' case.
pub fn folded(text: &str) -> String {
    normal(&text.to_lowercase())
}

/// The first line of a file as a person typed it: UTF-8, without its byte order mark, in NFC.
pub fn first_line(bytes: &[u8]) -> Result<Zeroizing<String>, NotTyped> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotTyped::NotUtf8)?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let line = text.split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.contains('\0') {
        return Err(NotTyped::Nul);
    }
    if line.trim().is_empty() {
        return Err(NotTyped::BlankFirstLine);
    }
    Ok(Zeroizing::new(normal(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_the_first_line_in_one_form() {
        for (bytes, line) in [
            ("café crème\n".as_bytes(), "café crème"),
            ("cafe\u{301} cre\u{300}me".as_bytes(), "café crème"),
            (b"\xef\xbb\xbffour words\r\nand more", "four words"),
            (b" spaces count \n", " spaces count "),
        ] {
            assert_eq!(first_line(bytes).unwrap().as_str(), line);
        }
    }

    #[test]
    fn two_texts_that_sound_alike_are_folded_to_one() {
        assert_eq!(folded("SCHIJF E\u{301}E\u{301}N"), folded("schijf één"));
        assert_ne!(folded("Schijf A"), folded("Schijf B"));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        for (bytes, why) in [
            (&b"caf\xe9-cr\xe8me\n"[..], NotTyped::NotUtf8),
            (b"\xff\xfec\0a\0f\0", NotTyped::NotUtf8),
            (b"c\0a\0f\0", NotTyped::Nul),
            (b"", NotTyped::BlankFirstLine),
            (b"\nfour words", NotTyped::BlankFirstLine),
            (b"\xef\xbb\xbf  \r\nfour words", NotTyped::BlankFirstLine),
        ] {
            assert_eq!(first_line(bytes).unwrap_err(), why, "{bytes:?}");
        }
    }
}
