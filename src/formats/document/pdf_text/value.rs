//! Values of a PDF: numbers, names, strings, arrays, dictionaries and references (ISO 32000-2, 7.3).
//!
//! An array or a dictionary stays what is written of it, and is read again whenever something in it is asked for: so no
//! file makes more of itself here than its bytes. Refuses to know what a reference points at.

use super::lexer::{Lexer, Token};

/// So deep may arrays and dictionaries lie in each other.
const NESTING_MAX: usize = 16;

/// One value, of which nothing is unfolded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Number(f64),
    Name(&'a [u8]),
    Text(&'a [u8]),
    Hex(&'a [u8]),
    Array(&'a [u8]),
    Dict(&'a [u8]),
    Reference(u32),
    /// A word that is no value: in a content stream, an operator.
    Word(&'a [u8]),
}

impl<'a> Value<'a> {
    pub(super) fn number(self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// A whole number that is not below nought.
    pub(super) fn whole(self) -> Option<usize> {
        whole(self.number()?)
    }

    pub(super) fn name(self) -> Option<&'a [u8]> {
        match self {
            Value::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn dict(self) -> Option<&'a [u8]> {
        match self {
            Value::Dict(body) => Some(body),
            _ => None,
        }
    }

    pub(super) fn array(self) -> Option<&'a [u8]> {
        match self {
            Value::Array(body) => Some(body),
            _ => None,
        }
    }
}

/// A whole number from nought to what 32 bits hold.
pub(super) fn whole(number: f64) -> Option<usize> {
    let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    is_whole.then_some(number as usize)
}

impl<'a> Lexer<'a> {
    /// The next value of an object, which may be a reference.
    pub(super) fn value(&mut self) -> Option<Value<'a>> {
        let value = self.operand()?;
        let Some(number) = value.whole().and_then(|number| u32::try_from(number).ok()) else {
            return Some(value);
        };
        let mut ahead = *self;
        let generation = match ahead.token() {
            Some(Token::Number(generation)) => whole(generation),
            _ => None,
        };
        if generation.is_some() && ahead.token() == Some(Token::Word(b"R")) {
            *self = ahead;
            return Some(Value::Reference(number));
        }
        Some(value)
    }

    /// The next value or operator of a content stream, in which there are no references.
    pub(super) fn operand(&mut self) -> Option<Value<'a>> {
        Some(match self.token()? {
            Token::Number(number) => Value::Number(number),
            Token::Name(name) => Value::Name(name),
            Token::Text(text) => Value::Text(text),
            Token::Hex(digits) => Value::Hex(digits),
            Token::ArrayOpens => Value::Array(self.inside()?),
            Token::DictOpens => Value::Dict(self.inside()?),
            Token::Word(b"null") => Value::Null,
            Token::ArrayCloses => Value::Word(b"]"),
            Token::DictCloses => Value::Word(b">>"),
            Token::Word(word) => Value::Word(word),
        })
    }

    /// What stands up to the end of what was opened just now. None where it does not end, or lies too deep.
    fn inside(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        let mut depth = 1;
        loop {
            let end = self.at;
            match self.token()? {
                Token::ArrayOpens | Token::DictOpens => depth += 1,
                Token::ArrayCloses | Token::DictCloses => depth -= 1,
                Token::Word(b"endobj" | b"stream") => return None,
                _ => {}
            }
            match depth {
                0 => return Some(&self.bytes[start..end]),
                1..=NESTING_MAX => {}
                _ => return None,
            }
        }
    }
}

/// The values in an array, in order.
pub(super) fn items(body: &[u8]) -> impl Iterator<Item = Value<'_>> {
    let mut lexer = Lexer::new(body, 0);
    std::iter::from_fn(move || lexer.value())
}

/// What a dictionary says under this name, the first time that it does.
pub(super) fn entry<'a>(body: &'a [u8], name: &[u8]) -> Option<Value<'a>> {
    entries(body).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The names in a dictionary and their values, in order.
pub(super) fn entries(body: &[u8]) -> impl Iterator<Item = (&[u8], Value<'_>)> {
    let mut lexer = Lexer::new(body, 0);
    std::iter::from_fn(move || {
        let Value::Name(key) = lexer.operand()? else { return None };
        Some((key, lexer.value()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_is_read_by_its_names() {
        let body = b"/A 1 /B 12 0 R /C [1 2 0 R <</A 5>>] /D <</A 6>> /E null";
        assert_eq!(entry(body, b"A"), Some(Value::Number(1.0)));
        assert_eq!(entry(body, b"B"), Some(Value::Reference(12)));
        assert_eq!(entry(body, b"E"), Some(Value::Null));
        assert_eq!(entry(body, b"F"), None);
        let array = entry(body, b"C").and_then(Value::array).unwrap();
        let read: Vec<Value<'_>> = items(array).collect();
        let inner = Value::Dict(&b"/A 5"[..]);
        assert_eq!(read, [Value::Number(1.0), Value::Reference(2), inner]);
    }

    #[test]
    fn what_does_not_end_or_lies_too_deep_is_no_value() {
        assert_eq!(Lexer::new(b"[1 2", 0).value(), None);
        assert_eq!(Lexer::new(b"<</A (x", 0).value(), None);
        let deep = |deep: usize| format!("{}{}", "[".repeat(deep), "]".repeat(deep));
        assert!(Lexer::new(deep(NESTING_MAX).as_bytes(), 0).value().is_some());
        assert!(Lexer::new(deep(NESTING_MAX + 1).as_bytes(), 0).value().is_none());
    }
}
