//! The encodings that simple fonts are said to have by name, for the codes from 20 to FF (ISO 32000-2, annex D.2).
//!
//! Refuses those of symbols and of experts. A space stands for a code without a letter.

/// Those from 20 to 7E of all of them, but for two of the standard encoding.
const FIRST: char = ' ';
const LAST: char = '~';

const WIN_FROM_80: &str = "\
€•‚ƒ„…†‡ˆ‰Š‹Œ•Ž••‘’“”•–—˜™š›œ•žŸ ¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿\
ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";

const MAC_FROM_80: &str = "\
ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø\
¿¡¬√ƒ≈∆«»… ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄¤‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

const STANDARD_FROM_A0: &str = " \
¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ –†‡· ¶•‚„”»…‰ ¿ `´ˆ˜¯˘˙¨ ˚¸ ˝˛ˇ—                \
Æ ª    ŁØŒº     æ   ı  łøœß    ";

const DOCUMENT_FROM_80: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž €";

/// A string that is text by itself, whatever the font (7.9.2.2). None where it is of no encoding that may be.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    if let Some(units) = bytes.strip_prefix(b"\xfe\xff") {
        let units = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        return char::decode_utf16(units).collect::<Result<_, _>>().ok();
    }
    if let Some(text) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return Some(std::str::from_utf8(text).ok()?.to_owned());
    }
    let letter = |byte: &u8| match byte {
        0x80..=0xa0 => DOCUMENT_FROM_80.chars().nth(usize::from(byte - 0x80)),
        byte => Some(char::from(*byte)),
    };
    bytes.iter().map(letter).collect()
}

/// An encoding by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Standard,
    Win,
    Mac,
}

impl Encoding {
    pub(super) fn named(name: &[u8]) -> Option<Encoding> {
        match name {
            b"StandardEncoding" => Some(Encoding::Standard),
            b"WinAnsiEncoding" => Some(Encoding::Win),
            b"MacRomanEncoding" => Some(Encoding::Mac),
            _ => None,
        }
    }

    /// What each code means, from nought on.
    pub(super) fn letters(self) -> Vec<Option<char>> {
        let (from, upper) = match self {
            Encoding::Standard => (0xa0, STANDARD_FROM_A0),
            Encoding::Win => (0x80, WIN_FROM_80),
            Encoding::Mac => (0x80, MAC_FROM_80),
        };
        let mut letters = vec![None; usize::from(b' ')];
        letters.extend((FIRST..=LAST).map(|letter| match (self, letter) {
            (Encoding::Standard, '\'') => Some('’'),
            (Encoding::Standard, '`') => Some('‘'),
            _ => Some(letter),
        }));
        letters.resize(from, None);
        letters.extend(upper.chars().map(Some));
        letters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_text_in_three_encodings() {
        assert_eq!(text(b"\xfe\xff\x20\xac\x00a").unwrap(), "€a");
        assert_eq!(text(b"\xef\xbb\xbf\xc3\xa9").unwrap(), "é");
        assert_eq!(text(b"\xe9\xa0\x80\x92").unwrap(), "é€•™");
        assert_eq!(text(b"\xfe\xff\xd8\x00"), None);
    }

    #[test]
    fn codes_mean_what_their_encoding_says() {
        for (encoding, code, letter) in [
            (Encoding::Win, 0x41, 'A'),
            (Encoding::Win, 0x80, '€'),
            (Encoding::Win, 0x9f, 'Ÿ'),
            (Encoding::Win, 0xe9, 'é'),
            (Encoding::Win, 0xff, 'ÿ'),
            (Encoding::Win, 0x27, '\''),
            (Encoding::Mac, 0x8e, 'é'),
            (Encoding::Mac, 0xd0, '–'),
            (Encoding::Mac, 0xde, 'ﬁ'),
            (Encoding::Mac, 0xff, 'ˇ'),
            (Encoding::Standard, 0x27, '’'),
            (Encoding::Standard, 0xae, 'ﬁ'),
            (Encoding::Standard, 0xb7, '•'),
            (Encoding::Standard, 0xd0, '—'),
            (Encoding::Standard, 0xe1, 'Æ'),
            (Encoding::Standard, 0xe8, 'Ł'),
            (Encoding::Standard, 0xfb, 'ß'),
        ] {
            let letters = encoding.letters();
            assert_eq!(letters.len(), 256);
            assert_eq!(letters[code], Some(letter), "{encoding:?} {code:x}");
        }
    }
}
