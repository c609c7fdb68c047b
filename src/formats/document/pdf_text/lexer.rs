//! The words of a PDF's language, as they stand in its objects, its content streams and its CMaps (ISO 32000-2, 7.2).
//!
//! Each word is a part of the bytes that were given, and nothing is copied until a string is asked for. Refuses to know
//! what any word means.

/// So long may a string be as it is written.
const STRING_BYTES_MAX: usize = 64 << 10;

/// One word of the language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    /// Without its solidus.
    Name(&'a [u8]),
    /// What stands between the parentheses, with its escapes.
    Text(&'a [u8]),
    /// What stands between the angle brackets.
    Hex(&'a [u8]),
    ArrayOpens,
    ArrayCloses,
    DictOpens,
    DictCloses,
    /// An operator, or another word without a sign before it.
    Word(&'a [u8]),
}

/// A place in some bytes, from which words are read.
#[derive(Clone, Copy)]
pub(super) struct Lexer<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Lexer<'a> {
        Lexer { bytes, at: at.min(bytes.len()) }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Passes over white space and comments.
    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    let rest = &self.bytes[self.at..];
                    self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                }
                byte if is_space(byte) => self.at += 1,
                _ => return,
            }
        }
    }

    /// The bytes up to the next one that ends a word.
    fn regular(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let long = rest.iter().position(|byte| !is_regular(*byte)).unwrap_or(rest.len());
        self.at += long;
        &rest[..long]
    }

    /// The next word. None at the end, and where a string does not end or is too long.
    pub(super) fn token(&mut self) -> Option<Token<'a>> {
        self.skip_space();
        let first = self.peek()?;
        if is_regular(first) {
            let word = self.regular();
            return Some(number(word).map_or(Token::Word(word), Token::Number));
        }
        let start = self.at;
        self.at += 1;
        Some(match first {
            b'/' => Token::Name(self.regular()),
            b'[' => Token::ArrayOpens,
            b']' => Token::ArrayCloses,
            b'(' => Token::Text(self.text()?),
            b'<' if self.peek() == Some(b'<') => {
                self.at += 1;
                Token::DictOpens
            }
            b'<' => Token::Hex(self.hex()?),
            b'>' if self.peek() == Some(b'>') => {
                self.at += 1;
                Token::DictCloses
            }
            _ => Token::Word(&self.bytes[start..self.at]),
        })
    }

    /// The rest of a string whose parenthesis was read: those inside are balanced or escaped.
    fn text(&mut self) -> Option<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        let rest = &rest[..rest.len().min(STRING_BYTES_MAX)];
        let (mut depth, mut escaped) = (1_usize, false);
        for (at, byte) in rest.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at += at + 1;
                return Some(&rest[..at]);
            }
        }
        None
    }

    fn hex(&mut self) -> Option<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        let rest = &rest[..rest.len().min(STRING_BYTES_MAX)];
        let end = memchr::memchr(b'>', rest)?;
        self.at += end + 1;
        Some(&rest[..end])
    }
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// Whether a byte may stand inside a word.
fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}

/// The number that is written so: never one with an exponent (7.3.3).
fn number(word: &[u8]) -> Option<f64> {
    let (sign, digits) = match word {
        [b'-', digits @ ..] => (-1.0, digits),
        [b'+', digits @ ..] => (1.0, digits),
        digits => (1.0, digits),
    };
    let (mut whole, mut unit, mut any) = (0.0, None, false);
    for byte in digits {
        match (byte, unit) {
            (b'.', None) => unit = Some(1.0),
            (b'0'..=b'9', _) => {
                any = true;
                whole = whole * 10.0 + f64::from(byte - b'0');
                unit = unit.map(|unit| unit * 10.0);
            }
            _ => return None,
        }
    }
    let number = sign * whole / unit.unwrap_or(1.0);
    (any && number.is_finite()).then_some(number)
}

/// The bytes of a string in parentheses (7.3.4.2).
pub(super) fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, behind @ ..] = rest {
        rest = behind;
        if *first != b'\\' {
            bytes.push(*first);
            continue;
        }
        let Some((escaped, behind)) = rest.split_first() else { break };
        rest = behind;
        match escaped {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\r' => rest = rest.strip_prefix(b"\n").unwrap_or(rest),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut octal = u16::from(escaped - b'0');
                for _ in 0..2 {
                    let [digit @ b'0'..=b'7', behind @ ..] = rest else { break };
                    octal = octal * 8 + u16::from(digit - b'0');
                    rest = behind;
                }
                bytes.push(octal.to_le_bytes()[0]);
            }
            other => bytes.push(*other),
        }
    }
    bytes
}

/// The bytes that hexadecimal digits stand for; a last one alone has a nought behind it (7.3.4.3).
pub(super) fn unhexed(digits: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(digits.len() / 2 + 1);
    let mut high = None;
    let values = digits.iter().filter_map(|digit| char::from(*digit).to_digit(16));
    for value in values.filter_map(|value| u8::try_from(value).ok()) {
        match high.take() {
            None => high = Some(value << 4),
            Some(high) => bytes.push(high | value),
        }
    }
    bytes.extend(high);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        let mut lexer = Lexer::new(b"/A#20B -1.5 .25 +3(a\\)(b))<4 1>[<</K--1>>]T* % c\n1e3", 0);
        let read: Vec<Token<'_>> = std::iter::from_fn(|| lexer.token()).collect();
        assert_eq!(
            read,
            [
                Token::Name(b"A#20B"),
                Token::Number(-1.5),
                Token::Number(0.25),
                Token::Number(3.0),
                Token::Text(b"a\\)(b)"),
                Token::Hex(b"4 1"),
                Token::ArrayOpens,
                Token::DictOpens,
                Token::Name(b"K--1"),
                Token::DictCloses,
                Token::ArrayCloses,
                Token::Word(b"T*"),
                Token::Word(b"1e3"),
            ]
        );
    }

    #[test]
    fn strings_lose_their_escapes() {
        assert_eq!(unescaped(b"a\\)\\101\\7b\\\r\nc\\\nd\\n\\"), b"a)A\x07bcd\n");
        assert_eq!(unescaped(b"\\777"), b"\xff");
        assert_eq!(unhexed(b"4 1 4a7"), b"\x41\x4a\x70");
    }
}
