//! What the names of glyphs mean (the Adobe Glyph List, as ISO 32000-2, 9.6.5 and 9.10.2, uses it): letters, digits and
//! signs of Latin scripts, and names that say a code point.
//!
//! A letter with an accent is composed from both of their names. Refuses to guess: a name without a meaning of its own,
//! like `g23`, has none here.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::char::compose;

/// Accents as they end the name of a letter.
const ACCENTS: [(&str, char); 14] = [
    ("grave", '\u{300}'),
    ("acute", '\u{301}'),
    ("circumflex", '\u{302}'),
    ("tilde", '\u{303}'),
    ("macron", '\u{304}'),
    ("breve", '\u{306}'),
    ("dotaccent", '\u{307}'),
    ("dieresis", '\u{308}'),
    ("ring", '\u{30a}'),
    ("hungarumlaut", '\u{30b}'),
    ("caron", '\u{30c}'),
    ("cedilla", '\u{327}'),
    ("commaaccent", '\u{327}'),
    ("ogonek", '\u{328}'),
];

/// Names and what each means, but for the space, which parts them here.
const NAMES: &str = "\
exclam ! quotedbl \" numbersign # dollar $ percent % ampersand & quotesingle ' parenleft ( \
parenright ) asterisk * plus + comma , hyphen - minus \u{2212} period . slash / zero 0 one 1 \
two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 colon : semicolon ; less < equal = \
greater > question ? at @ bracketleft [ backslash \\ bracketright ] asciicircum ^ underscore _ \
grave ` braceleft { bar | braceright } asciitilde ~ nbspace \u{a0} nonbreakingspace \u{a0} \
exclamdown ¡ cent ¢ sterling £ currency ¤ yen ¥ brokenbar ¦ section § dieresis ¨ copyright © \
ordfeminine ª guillemotleft « logicalnot ¬ sfthyphen \u{ad} softhyphen \u{ad} registered ® \
macron ¯ degree ° plusminus ± twosuperior ² threesuperior ³ acute ´ mu µ paragraph ¶ \
periodcentered · middot · cedilla ¸ onesuperior ¹ ordmasculine º guillemotright » onequarter ¼ \
onehalf ½ threequarters ¾ questiondown ¿ AE Æ Eth Ð multiply × Oslash Ø Thorn Þ germandbls ß \
ae æ eth ð divide ÷ oslash ø thorn þ Dcroat Đ Dslash Đ dcroat đ Hbar Ħ hbar ħ dotlessi ı IJ Ĳ \
ij ĳ kgreenlandic ĸ Ldot Ŀ ldot ŀ Lslash Ł lslash ł napostrophe ŉ Eng Ŋ eng ŋ OE Œ oe œ Tbar Ŧ \
tbar ŧ longs ſ florin ƒ Scommaaccent Ș scommaaccent ș Tcommaaccent Ț tcommaaccent ț circumflex ˆ \
caron ˇ breve ˘ dotaccent ˙ ring ˚ ogonek ˛ tilde ˜ hungarumlaut ˝ endash – emdash — quoteleft ‘ \
quoteright ’ quotesinglbase ‚ quotedblleft “ quotedblright ” quotedblbase „ dagger † daggerdbl ‡ \
bullet • ellipsis … perthousand ‰ minute ′ second ″ guilsinglleft ‹ guilsinglright › fraction ⁄ \
Euro € euro € numero № trademark ™ Omega Ω Delta Δ pi π summation ∑ radical √ infinity ∞ \
integral ∫ approxequal ≈ notequal ≠ lessequal ≤ greaterequal ≥ lozenge ◊ partialdiff ∂ product ∏ \
ff ﬀ fi ﬁ fl ﬂ ffi ﬃ ffl ﬄ";

/// What a glyph of this name means.
pub(super) fn meaning(name: &[u8]) -> Option<char> {
    let name = std::str::from_utf8(name).ok()?;
    // What stands behind a full stop says how the glyph looks.
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    alone(name).or_else(|| listed(name)).or_else(|| accented(name)).or_else(|| code_point(name))
}

fn alone(name: &str) -> Option<char> {
    let mut letters = name.chars();
    letters.next().filter(|letter| letters.next().is_none() && letter.is_ascii_alphabetic())
}

fn listed(name: &str) -> Option<char> {
    static LISTED: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
        let mut words = NAMES.split(' ').filter(|word| !word.is_empty());
        let pairs = std::iter::from_fn(|| Some((words.next()?, words.next()?.chars().next()?)));
        pairs.chain([("space", ' ')]).collect()
    });
    LISTED.get(name).copied()
}

fn accented(name: &str) -> Option<char> {
    let (letter, accent) = name.split_at_checked(1)?;
    let (_, accent) = ACCENTS.iter().find(|(known, _)| *known == accent)?;
    compose(alone(letter)?, *accent)
}

/// The one that `uniXXXX` or `uXXXX` to `uXXXXXX` says.
fn code_point(name: &str) -> Option<char> {
    let digits = match name.strip_prefix("uni") {
        Some(digits) => Some(digits).filter(|digits| digits.len() == 4),
        None => name.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len())),
    }?;
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_that_is_listed_means_one_letter() {
        let words: Vec<&str> = NAMES.split(' ').collect();
        for pair in words.chunks(2) {
            assert_eq!(pair[1].chars().count(), 1, "{pair:?}");
            assert_eq!(meaning(pair[0].as_bytes()), pair[1].chars().next());
        }
    }

    #[test]
    fn names_mean_letters() {
        for (name, means) in [
            ("A", Some('A')),
            ("space", Some(' ')),
            ("eacute", Some('é')),
            ("Ccaron", Some('Č')),
            ("scedilla", Some('ş')),
            ("ohungarumlaut", Some('ő')),
            ("edieresis.sc", Some('ë')),
            ("lslash", Some('ł')),
            ("Euro", Some('€')),
            ("fi", Some('ﬁ')),
            ("nine.oldstyle", Some('9')),
            ("numbersign", Some('#')),
            ("uni20AC", Some('€')),
            ("u1F600", Some('\u{1f600}')),
            ("uniD800", None),
            ("uni+123", None),
            ("g23", None),
            ("a", Some('a')),
            ("a65", None),
            (".notdef", None),
            ("", None),
            ("zgrave", None),
        ] {
            assert_eq!(meaning(name.as_bytes()), means, "{name}");
        }
    }
}
