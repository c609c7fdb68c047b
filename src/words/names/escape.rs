//! One component of a true name into one of a safe path (format, §4.6): escapes, reserved names,
//! length, marks. Refuses to know the other components; that two of them may meet is the namer's
//! business.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::words::digest::{Digest, hex};
use crate::words::limits::SAFE_COMPONENT_BYTES_MAX;

/// What is kept of a component that is too long, in bytes; a hash follows.
const CUT_BYTES: usize = 180;
/// `~` and 16 hex, in bytes.
const HASH_BYTES: usize = 17;

/// Whether the character never stands for itself (`~` starts the escapes).
pub(super) fn stands_escaped(c: char) -> bool {
    matches!(
        c,
        '%' | '~' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{2028}' | '\u{2029}'
    ) || c.is_control()
        || c == '/'
}

/// Whether no component ends in this character: Windows drops dots and spaces there, and readers of a bag's lists drop
/// any white space at the end of a line.
pub(super) fn ends_badly(c: char) -> bool {
    c == '.' || c.is_whitespace()
}

/// Whether Windows keeps the name for a device, whatever follows its first dot.
///
/// Spaces before that dot don't count: Windows drops them.
pub(super) fn is_reserved(part: &str) -> bool {
    const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    let stem = part.split('.').next().unwrap_or(part).trim_end_matches(' ');
    if DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) {
        return true;
    }
    let Some((device, port)) = stem.split_at_checked(3) else {
        return false;
    };
    let mut port = port.chars();
    (device.eq_ignore_ascii_case("COM") || device.eq_ignore_ascii_case("LPT"))
        && matches!(port.next(), Some('0'..='9' | '¹' | '²' | '³'))
        && port.next().is_none()
}

/// A component on its way: its text with all escapes, of any length yet.
pub(super) struct Escaped<'a> {
    truth: &'a [u8],
    text: String,
}

impl Escaped<'_> {
    /// Escapes one component, given as generalised UTF-8. An empty one, which no file system gives,
    /// becomes `_`.
    pub(super) fn of(truth: &[u8]) -> Escaped<'_> {
        let mut text = String::with_capacity(truth.len());
        for chunk in truth.utf8_chunks() {
            push_chunk(chunk.valid(), &mut text);
            chunk.invalid().iter().for_each(|byte| push_escape(*byte, &mut text));
        }
        if is_reserved(&text) {
            // The first byte is an ASCII letter, or the name would not be reserved.
            let rest = text.split_off(1);
            let first = text.as_bytes()[0];
            text.clear();
            push_escape(first, &mut text);
            text.push_str(&rest);
        }
        if let Some(last) = text.chars().next_back().filter(|last| ends_badly(*last)) {
            text.pop();
            push_escaped(last, &mut text);
        }
        if text.is_empty() {
            text.push('_');
        }
        Escaped { truth, text }
    }

    /// The component with mark `number`; 1 is the unmarked one. At most 200 bytes whatever the
    /// number.
    pub(super) fn marked(&self, number: u32) -> String {
        let mark = if number > 1 { format!("~{number}") } else { String::new() };
        if self.text.len() + mark.len() <= SAFE_COMPONENT_BYTES_MAX {
            // A dot in front makes a hidden file, not an extension.
            let stem = self.text.rfind('.').filter(|at| *at > 0).unwrap_or(self.text.len());
            return format!("{}{mark}{}", &self.text[..stem], &self.text[stem..]);
        }
        let room = CUT_BYTES.min(SAFE_COMPONENT_BYTES_MAX - HASH_BYTES - mark.len());
        let hash = hex(&Digest::of(self.truth).0[..8]);
        format!("{}~{hash}{mark}", cut(&self.text, room))
    }
}

/// One stretch of real text, in normal form C, escaped.
fn push_chunk(valid: &str, text: &mut String) {
    let ascii = valid.is_ascii();
    let mut normal = valid.nfc();
    let mut plain = valid.chars();
    let mut next = || if ascii { plain.next() } else { normal.next() };
    while let Some(c) = next() {
        // A mark behind an escape would melt with its last hex digit (`~3C` and a cedilla make
        // `~3Ç`).
        let melts = !c.is_ascii() && ends_in_escape(text) && canonical_combining_class(c) != 0;
        if stands_escaped(c) || melts || (c == ' ' && text.is_empty()) {
            push_escaped(c, text);
        } else {
            text.push(c);
        }
    }
}

/// Each byte of a character, escaped.
fn push_escaped(c: char, text: &mut String) {
    c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| push_escape(byte, text));
}

fn push_escape(byte: u8, text: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    text.push('~');
    text.push(DIGITS[usize::from(byte >> 4)] as char);
    text.push(DIGITS[usize::from(byte & 15)] as char);
}

/// Whether `text`, in which every `~` starts an escape, ends in one.
fn ends_in_escape(text: &str) -> bool {
    text.len() >= 3 && text.as_bytes()[text.len() - 3] == b'~'
}

/// The start of `text` of at most `room` bytes that splits neither a character nor an escape.
fn cut(text: &str, room: usize) -> &str {
    let whole = |len: &usize| text.is_char_boundary(*len);
    let mut end = (0..=room.min(text.len())).rfind(whole).unwrap_or(0);
    if let Some(at) = text[..end].rfind('~')
        && end - at < 3
    {
        end = at;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn safe(truth: &[u8]) -> String {
        Escaped::of(truth).marked(1)
    }

    #[test]
    fn each_evil_component_has_its_spelling() {
        for (truth, expected) in [
            ("factuur 2025-11.pdf", "factuur 2025-11.pdf"),
            ("..", ".~2E"),
            (".", "~2E"),
            ("...", "..~2E"),
            ("a.", "a~2E"),
            ("a ", "a~20"),
            (" a", "~20a"),
            (" ", "~20"),
            (". ", ".~20"),
            ("a\u{a0}", "a~C2~A0"),
            ("a.txt\u{3000}", "a.txt~E3~80~80"),
            ("a\u{2003} ", "a\u{2003}~20"),
            ("\u{a0}a", "\u{a0}a"),
            ("a\u{a0}.txt", "a\u{a0}.txt"),
            ("a\u{200b}", "a\u{200b}"),
            ("CON", "~43ON"),
            ("con.txt", "~63on.txt"),
            ("Con.", "~43on~2E"),
            ("NUL .txt", "~4EUL .txt"),
            ("com¹", "~63om¹"),
            ("COM10", "COM10"),
            ("CONIN$.x", "~43ONIN$.x"),
            ("conx", "conx"),
            ("a:b", "a~3Ab"),
            ("100%~", "100~25~7E"),
            ("\\*?\"<>|", "~5C~2A~3F~22~3C~3E~7C"),
            ("a\u{1}\u{7f}\u{85}", "a~01~7F~C2~85"),
            ("a\u{2028}b\u{2029}", "a~E2~80~A8b~E2~80~A9"),
            ("e\u{301}", "é"),
            ("\u{212b}", "Å"),
            ("😀\u{202e}", "😀\u{202e}"),
            ("<\u{327}\u{301}x", "~3C~CC~A7~CC~81x"),
            ("<\u{338}", "≮"),
            ("", "_"),
        ] {
            assert_eq!(safe(truth.as_bytes()), expected, "{truth:?}");
        }
        assert_eq!(safe(b"caf\xe9\xcc\x88.txt"), "caf~E9~CC~88.txt");
        assert_eq!(safe(b"\xed\xa0\x80"), "~ED~A0~80");
    }

    #[test]
    fn a_mark_stands_before_the_last_extension() {
        for (truth, expected) in [
            ("a.txt", "a~2.txt"),
            ("a.tar.gz", "a.tar~2.gz"),
            ("a", "a~2"),
            (".hidden", ".hidden~2"),
            ("a.", "a~2E~2"),
        ] {
            assert_eq!(Escaped::of(truth.as_bytes()).marked(2), expected);
        }
    }

    #[test]
    fn a_long_component_is_cut_at_a_character_and_hashed() {
        assert_eq!(safe("a".repeat(200).as_bytes()), "a".repeat(200));
        let truth = "é".repeat(127);
        let hash = hex(&Digest::of(truth.as_bytes()).0[..8]);
        assert_eq!(safe(truth.as_bytes()), format!("{}~{hash}", "é".repeat(90)));
        // 179 letters and an escape that would be split: it goes whole.
        let truth = format!("{}:{}", "a".repeat(179), "b".repeat(76));
        assert!(safe(truth.as_bytes()).starts_with(&format!("{}~", "a".repeat(179))));
        assert!(!safe(truth.as_bytes()).contains("~3"));
        for number in [2, 99, 100, u32::MAX] {
            for bytes in [199, 200, 255] {
                let name = Escaped { truth: b"", text: "x".repeat(bytes) }.marked(number);
                assert!(name.len() <= 200 && name.ends_with(&format!("~{number}")));
            }
        }
    }
}
