//! What the bytes of a string mean in a font, and how far they go (ISO 32000-2, 9.5 to 9.10).
//!
//! A ToUnicode CMap comes first, then the encoding of a simple font. A composite font without that CMap means nothing
//! here. Refuses to know the programs of fonts, but for the encoding at the head of one of Type 1.

use memchr::memmem::find;

use super::cmap::CMap;
use super::encoding::Encoding;
use super::glyphs;
use super::lexer::{Lexer, Token};
use super::objects::Objects;
use super::value::{Value, items, whole};
use super::widths::Widths;
use super::words::Words;

/// The flags of a font that is, and that is not, one of symbols (9.8.2).
const SYMBOLIC: usize = 1 << 2;
const NOT_SYMBOLIC: usize = 1 << 5;
const CODES: usize = 256;
/// So many entries may the differences from an encoding have.
const DIFFERENCES_MAX: usize = 1_024;

/// A font, as far as its text is concerned.
pub(super) struct Font {
    map: Option<CMap>,
    /// What the codes of a simple font mean by its encoding, where the map says nothing.
    letters: Vec<Option<char>>,
    lengths: Lengths,
    pub(super) widths: Widths,
}

/// How many bytes a code has.
enum Lengths {
    One,
    Two,
    /// As the map says.
    Mixed,
}

/// One code of a string, and how many bytes it had there.
#[derive(Clone, Copy)]
pub(super) struct Code {
    pub(super) code: u16,
    pub(super) bytes: usize,
}

impl Font {
    /// None where nothing is known of what its codes mean.
    pub(super) fn read(objects: &Objects<'_>, dict: &[u8]) -> Option<Font> {
        let map = objects.stream_of(objects.written(dict, b"ToUnicode"));
        let map = map.and_then(|stream| objects.unpack(stream)).map(|bytes| CMap::read(&bytes));
        if objects.get(dict, b"Subtype") == Value::Name(b"Type0") {
            let below = objects.get(dict, b"DescendantFonts").array()?;
            let below = objects.resolve(items(below).next()?).dict()?;
            let is_two = matches!(
                objects.get(dict, b"Encoding"),
                Value::Name(b"Identity-H" | b"Identity-V")
            );
            return Some(Font {
                map: Some(map?),
                letters: Vec::new(),
                lengths: if is_two { Lengths::Two } else { Lengths::Mixed },
                widths: Widths::of_composite(objects, below),
            });
        }
        let letters = letters(objects, dict);
        if map.is_none() && letters.iter().all(Option::is_none) {
            return None;
        }
        let widths = Widths::of_simple(objects, dict, &letters);
        Some(Font { map, letters, lengths: Lengths::One, widths })
    }

    /// The codes that a string is made of. Half a code at its end is none.
    pub(super) fn codes(&self, bytes: &[u8]) -> impl Iterator<Item = Code> {
        let mut rest = bytes;
        std::iter::from_fn(move || {
            let (first, behind) = rest.split_first()?;
            let is_single = match self.lengths {
                Lengths::One => true,
                Lengths::Two => false,
                Lengths::Mixed => self.map.as_ref().is_some_and(|map| map.is_single(*first)),
            };
            if is_single {
                rest = behind;
                return Some(Code { code: u16::from(*first), bytes: 1 });
            }
            let (second, behind) = behind.split_first()?;
            rest = behind;
            Some(Code { code: u16::from_be_bytes([*first, *second]), bytes: 2 })
        })
    }

    /// Adds what a code means. One that means nothing ends the word: mostly it is a space that nobody wrote down.
    pub(super) fn say(&self, code: Code, words: &mut Words) {
        if let Some(meaning) = self.map.as_ref().and_then(|map| map.meaning(code.code)) {
            words.add(&meaning);
            return;
        }
        match self.letters.get(usize::from(code.code)).copied().flatten() {
            Some(letter) => words.add(letter.encode_utf8(&mut [0; 4])),
            None => words.part(),
        }
    }
}

/// What the codes of a simple font mean by its encoding (9.6.5).
fn letters(objects: &Objects<'_>, dict: &[u8]) -> Vec<Option<char>> {
    let encoding = objects.get(dict, b"Encoding");
    let named = |value: Value<'_>| Some(Encoding::named(value.name()?)?.letters());
    let said = match encoding {
        Value::Dict(body) => named(objects.get(body, b"BaseEncoding")),
        other => named(other),
    };
    let mut letters = said.unwrap_or_else(|| own(objects, dict));
    let differences = match encoding {
        Value::Dict(body) => objects.get(body, b"Differences").array(),
        _ => None,
    };
    let mut code = 0;
    for difference in items(differences.unwrap_or_default()).take(DIFFERENCES_MAX) {
        match objects.resolve(difference) {
            Value::Number(number) => code = Value::Number(number).whole().unwrap_or(CODES),
            Value::Name(name) => {
                if let Some(letter) = letters.get_mut(code) {
                    *letter = glyphs::meaning(name);
                }
                code = code.saturating_add(1);
            }
            _ => break,
        }
    }
    letters
}

/// What the codes mean by the font's own encoding, where that can be known.
fn own(objects: &Objects<'_>, dict: &[u8]) -> Vec<Option<char>> {
    let nothing = vec![None; CODES];
    let Value::Dict(descriptor) = objects.get(dict, b"FontDescriptor") else {
        return match objects.get(dict, b"BaseFont") {
            Value::Name(b"Symbol" | b"ZapfDingbats") => nothing,
            _ => Encoding::Standard.letters(),
        };
    };
    let program = objects.stream_of(objects.written(descriptor, b"FontFile"));
    if let Some(program) = program.and_then(|stream| objects.unpack(stream)) {
        return of_program(&program).unwrap_or(nothing);
    }
    let flags = objects.get(descriptor, b"Flags").whole().unwrap_or(SYMBOLIC);
    if flags & SYMBOLIC == 0 || flags & NOT_SYMBOLIC != 0 {
        return Encoding::Standard.letters();
    }
    let is_true_type = objects.get(dict, b"Subtype") == Value::Name(b"TrueType");
    match is_true_type && objects.get(dict, b"FirstChar").whole() == Some(usize::from(b' ')) {
        true => likely(),
        false => nothing,
    }
}

/// What codes mean in a TrueType font that says nothing of them, but begins with that of a space: it has kept those
/// that its text had before. Codes from 80 on it may have given out anew, as far as it needed them.
fn likely() -> Vec<Option<char>> {
    let mut letters = Encoding::Win.letters();
    letters[0x80..0xc0].fill(None);
    letters
}

/// The encoding at the head of a program of Type 1: the standard one by name, or glyphs that are put one by one.
fn of_program(program: &[u8]) -> Option<Vec<Option<char>>> {
    let head = &program[..find(program, b"eexec").unwrap_or(program.len())];
    let mut lexer = Lexer::new(head, find(head, b"/Encoding")?);
    lexer.token()?;
    let mut letters = vec![None; CODES];
    let (mut code, mut name) = (None, None);
    while let Some(token) = lexer.token() {
        match token {
            Token::Word(b"StandardEncoding") => return Some(Encoding::Standard.letters()),
            Token::Word(b"def" | b"readonly") => break,
            Token::Number(number) => code = whole(number),
            Token::Name(read) => name = Some(read),
            Token::Word(b"put") => {
                if let (Some(code), Some(name)) = (code.take(), name.take())
                    && let Some(letter) = letters.get_mut(code)
                {
                    *letter = glyphs::meaning(name);
                }
            }
            _ => {}
        }
    }
    Some(letters)
}
