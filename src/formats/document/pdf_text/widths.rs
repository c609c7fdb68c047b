//! How far the glyphs of a font go, in parts of its size (ISO 32000-2, 9.2.4, 9.6.2 and 9.7.4.3).
//!
//! Where the file doesn't say it and the font is no standard one, it is estimated, and who asks is told so.

use super::objects::Objects;
use super::standard;
use super::value::{Value, items};

/// So many entries may the widths of a composite font have.
const ENTRIES_MAX: usize = 16_384;
/// A glyph of which nothing is known is half as wide as it is high.
const ESTIMATE: f64 = 0.5;
/// The fonts of which the widths are known although no file need say them.
const KNOWN: [&[u8]; 10] = [
    b"Helvetica",
    b"Helvetica-Oblique",
    b"Helvetica-Bold",
    b"Helvetica-BoldOblique",
    b"Times-Roman",
    b"Times-Bold",
    b"Courier",
    b"Courier-Oblique",
    b"Courier-Bold",
    b"Courier-BoldOblique",
];
const THOUSANDTH: f64 = 0.001;

/// The widths of one font.
pub(super) struct Widths {
    /// Codes in a row and how wide each is, by the first one.
    ranges: Vec<(u16, u16, f32)>,
    /// How wide all others are.
    other: f64,
    pub(super) are_estimated: bool,
}

impl Widths {
    /// Those of a simple font, whose codes mean these letters.
    pub(super) fn of_simple(
        objects: &Objects<'_>,
        dict: &[u8],
        letters: &[Option<char>],
    ) -> Widths {
        let Value::Array(said) = objects.get(dict, b"Widths") else {
            return Widths::unsaid(objects, dict, letters);
        };
        let matrix = objects.get(dict, b"FontMatrix").array();
        let matrix = matrix.and_then(|matrix| objects.resolve(items(matrix).next()?).number());
        let unit = matrix.unwrap_or(THOUSANDTH);
        let first = objects.get(dict, b"FirstChar").whole().unwrap_or(0);
        let codes = (0..256_u16).skip(first);
        let read = codes.zip(items(said)).filter_map(|(code, width)| {
            Some((code, code, (objects.resolve(width).number()? * unit) as f32))
        });
        let ranges = read.collect();
        let descriptor = objects.get(dict, b"FontDescriptor").dict();
        let missing = descriptor.map(|descriptor| objects.get(descriptor, b"MissingWidth"));
        let other = missing.and_then(Value::number).unwrap_or(0.0) * unit;
        Widths { ranges, other, are_estimated: false }
    }

    fn unsaid(objects: &Objects<'_>, dict: &[u8], letters: &[Option<char>]) -> Widths {
        let name = objects.get(dict, b"BaseFont").name().unwrap_or_default();
        let read = (0..256_u16).zip(letters).filter_map(|(code, letter)| {
            let wide = f64::from(standard::width(name, (*letter)?)) * THOUSANDTH;
            Some((code, code, wide as f32))
        });
        let are_estimated = !KNOWN.contains(&name);
        Widths { ranges: read.collect(), other: ESTIMATE, are_estimated }
    }

    /// Those of a composite font, as the one below it says.
    pub(super) fn of_composite(objects: &Objects<'_>, below: &[u8]) -> Widths {
        let other = objects.get(below, b"DW").number().unwrap_or(1000.0) * THOUSANDTH;
        let mut ranges = Vec::new();
        let mut said = items(objects.get(below, b"W").array().unwrap_or_default());
        let mut next = || said.next().map(|value| objects.resolve(value));
        let code = |value: Value<'_>| value.whole().and_then(|code| u16::try_from(code).ok());
        while let (Some(first), Some(then)) = (next(), next()) {
            let Some(first) = code(first) else { break };
            if let Value::Array(each) = then {
                for (code, width) in (first..=u16::MAX).zip(items(each)) {
                    let Some(width) = objects.resolve(width).number() else { break };
                    if ranges.len() < ENTRIES_MAX {
                        ranges.push((code, code, (width * THOUSANDTH) as f32));
                    }
                }
            } else if let (Some(last), Some(Value::Number(width))) = (code(then), next()) {
                ranges.push((first, last, (width * THOUSANDTH) as f32));
            } else {
                break;
            }
            if ranges.len() >= ENTRIES_MAX {
                break;
            }
        }
        ranges.sort_by_key(|(first, _, _)| *first);
        Widths { ranges, other, are_estimated: false }
    }

    pub(super) fn of(&self, code: u16) -> f64 {
        let after = self.ranges.partition_point(|(first, _, _)| *first <= code);
        match self.ranges[..after].last() {
            Some((_, last, width)) if code <= *last => f64::from(*width),
            _ => self.other,
        }
    }
}
