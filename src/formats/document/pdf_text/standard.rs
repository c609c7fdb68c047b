//! How wide the glyphs of the standard fonts are, which a file need not say (ISO 32000-2, 9.6.2.2): Helvetica and
//! Times, upright, for the codes of ASCII, in thousandths of the size. Courier's are all of one width.
//!
//! Other fonts look like one of these, and an estimate is made by them.

use unicode_normalization::UnicodeNormalization;

const COURIER: u16 = 600;
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const HELVETICA_BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];
const TIMES_BOLD: [u16; 95] = [
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667,
    611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722,
    722, 667, 333, 278, 333, 581, 500, 333, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556,
    278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520,
];

/// How wide a letter is in the font of this name, or in the one that is most like it.
pub(super) fn width(font: &[u8], letter: char) -> u16 {
    let has = |word: &[u8]| memchr::memmem::find(font, word).is_some();
    let widths = match (has(b"Times") || has(b"Serif"), has(b"Bold")) {
        _ if has(b"Courier") => return COURIER,
        (true, false) => &TIMES,
        (true, true) => &TIMES_BOLD,
        (false, false) => &HELVETICA,
        (false, true) => &HELVETICA_BOLD,
    };
    let other = || match letter {
        '—' | '…' | '‰' | 'Æ' | 'Œ' | '™' => 1_000,
        '‘' | '’' | '‚' | '·' => 300,
        _ => 556,
    };
    // With an accent it is as wide as without.
    let letter = std::iter::once(letter).nfd().next().unwrap_or(letter);
    let at = u32::from(letter).checked_sub(u32::from(' ')).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| widths.get(at)).copied().unwrap_or_else(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_as_wide_as_in_their_font() {
        for (font, letter, wide) in [
            ("Helvetica", ' ', 278),
            ("Helvetica", 'A', 667),
            ("Arial,Bold", 'z', 500),
            ("Helvetica-Bold", '~', 584),
            ("Times-Roman", 'W', 944),
            ("Times-BoldItalic", 'm', 833),
            ("Helvetica", 'é', 556),
            ("Helvetica", '—', 1_000),
            ("Courier-Bold", 'i', 600),
            ("", 'i', 222),
        ] {
            assert_eq!(width(font.as_bytes(), letter), wide, "{font} {letter}");
        }
    }
}
