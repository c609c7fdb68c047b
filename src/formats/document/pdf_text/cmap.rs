//! What the codes of a font mean, as its ToUnicode CMap says (ISO 32000-2, 9.7.5 and 9.10.3).
//!
//! Codes of one and of two bytes. Refuses to know other CMaps: one that uses another is read without that.

use super::lexer::{Lexer, Token, unhexed};

/// So many entries may there be.
const ENTRIES_MAX: usize = 65_536;
/// So many bytes of UTF-16 may one code mean.
const MEANING_BYTES_MAX: usize = 32;

/// The meanings of a font's codes.
pub(super) struct CMap {
    /// By their first code.
    ranges: Vec<Range>,
    /// The first bytes of codes of one byte, where it says so.
    single: Vec<(u8, u8)>,
    /// Whether any code has two bytes.
    has_double: bool,
}

/// Codes in a row. The last letter of the meaning goes up with them.
struct Range {
    first: u16,
    last: u16,
    meaning: Box<str>,
}

impl CMap {
    pub(super) fn read(bytes: &[u8]) -> CMap {
        let mut map = CMap { ranges: Vec::new(), single: Vec::new(), has_double: false };
        let mut lexer = Lexer::new(bytes, 0);
        while let Some(token) = lexer.token() {
            let read = match token {
                Token::Word(b"begincodespacerange") => map.code_space(&mut lexer),
                Token::Word(b"beginbfchar") => map.letters(&mut lexer),
                Token::Word(b"beginbfrange") => map.ranges(&mut lexer),
                _ => Some(()),
            };
            if read.is_none() || map.ranges.len() >= ENTRIES_MAX {
                break;
            }
        }
        map.ranges.sort_by_key(|range| range.first);
        map
    }

    fn code_space(&mut self, lexer: &mut Lexer<'_>) -> Option<()> {
        while let Token::Hex(first) = lexer.token()? {
            let Token::Hex(last) = lexer.token()? else { return None };
            match (&unhexed(first)[..], &unhexed(last)[..]) {
                ([first], [last]) if self.single.len() < 256 => self.single.push((*first, *last)),
                ([_, _], [_, _]) => self.has_double = true,
                _ => {}
            }
        }
        Some(())
    }

    fn letters(&mut self, lexer: &mut Lexer<'_>) -> Option<()> {
        while let Token::Hex(code) = lexer.token()? {
            match lexer.token()? {
                Token::Hex(meaning) => self.add(code_of(code), code_of(code), meaning),
                Token::Name(_) => {}
                _ => return None,
            }
        }
        Some(())
    }

    fn ranges(&mut self, lexer: &mut Lexer<'_>) -> Option<()> {
        while let Token::Hex(first) = lexer.token()? {
            let Token::Hex(last) = lexer.token()? else { return None };
            let (first, last) = (code_of(first), code_of(last));
            match lexer.token()? {
                Token::Hex(meaning) => self.add(first, last, meaning),
                Token::ArrayOpens => {
                    let mut code = first;
                    while let Token::Hex(meaning) = lexer.token()? {
                        if code <= last {
                            self.add(code, code, meaning);
                        }
                        code = code.and_then(|code| code.checked_add(1));
                    }
                }
                _ => return None,
            }
        }
        Some(())
    }

    fn add(&mut self, first: Option<u16>, last: Option<u16>, meaning: &[u8]) {
        let (Some(first), Some(last)) = (first, last) else { return };
        if self.ranges.len() >= ENTRIES_MAX || first > last {
            return;
        }
        if let Some(meaning) = meaning_of(&unhexed(meaning)) {
            self.ranges.push(Range { first, last, meaning });
        }
    }

    /// What a code means.
    pub(super) fn meaning(&self, code: u16) -> Option<String> {
        /// So many ranges are looked at that begin before a code: others may lie within a longer one.
        const BACK_MAX: usize = 4;
        let after = self.ranges.partition_point(|range| range.first <= code);
        let mut before = self.ranges[..after].iter().rev().take(BACK_MAX);
        let range = before.find(|range| code <= range.last)?;
        let mut letters = range.meaning.chars();
        let last = u32::from(letters.next_back()?) + u32::from(code - range.first);
        Some(letters.chain([char::from_u32(last)?]).collect())
    }

    /// Whether a code that begins with this byte has no other.
    pub(super) fn is_single(&self, byte: u8) -> bool {
        match self.has_double {
            true => self.single.iter().any(|(first, last)| (*first..=*last).contains(&byte)),
            false => !self.single.is_empty(),
        }
    }
}

fn code_of(digits: &[u8]) -> Option<u16> {
    match unhexed(digits)[..] {
        [low] => Some(u16::from(low)),
        [high, low] => Some(u16::from_be_bytes([high, low])),
        _ => None,
    }
}

/// The text that these bytes are as UTF-16, or as one byte where there is no more.
fn meaning_of(bytes: &[u8]) -> Option<Box<str>> {
    if let [byte] = bytes {
        return Some(char::from(*byte).to_string().into());
    }
    if bytes.len() > MEANING_BYTES_MAX {
        return None;
    }
    let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units).collect::<Result<_, _>>().ok()?;
    (!text.is_empty()).then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_what_the_map_says() {
        let map = CMap::read(
            b"1 begincodespacerange <00> <7f> <8000> <ffff> endcodespacerange
            2 beginbfchar <05> <0041> <8001> <D83DDE00> endbfchar
            3 beginbfrange <10> <12> <0061> <8010> <8012> [<00660066> <0062> <0063> <0064>]
            <8100> <81ff> <0400> endbfrange 1 beginbfchar <8105> <0078> endbfchar",
        );
        let means = |code| map.meaning(code).unwrap_or_default();
        assert_eq!([5, 0x8001, 0x10, 0x12].map(means), ["A", "\u{1f600}", "a", "c"]);
        assert_eq!([0x8010, 0x8012, 0x8013, 0x13].map(means), ["ff", "c", "", ""]);
        assert_eq!([0x8105, 0x8106, 0x81ff].map(means), ["x", "\u{406}", "\u{4ff}"]);
        assert!(map.is_single(5) && !map.is_single(0x80));
    }

    #[test]
    fn entries_are_bounded() {
        let mut text = String::from("beginbfrange ");
        for _ in 0..ENTRIES_MAX {
            text.push_str("<0000><ffff><0041> <0000><ffff>[<0041>] ");
        }
        let map = CMap::read(text.as_bytes());
        assert_eq!(map.ranges.len(), ENTRIES_MAX);
        assert_eq!(map.meaning(0xd800 - 0x41), None);
    }
}
