//! Unpacks a stream: FlateDecode with the predictors of PNG, ASCIIHexDecode and ASCII85Decode (ISO 32000-2, 7.4).
//!
//! Refuses every other filter, what is longer than it may be, and what is damaged: half a stream is none.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit as inflate;

use super::lexer::{is_space, unhexed};

/// A way in which a stream is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    Flate(Predictor),
    Hex,
    Base85,
}

/// What was done to the bytes before they were packed (7.4.4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Predictor {
    Nothing,
    /// That of PNG: so many bytes are in a row, and so many in a pixel.
    Png {
        row_bytes: usize,
        pixel_bytes: usize,
    },
}

/// What was unpacked, and how many bytes that took even where it was for nothing.
pub(super) struct Unpacked {
    pub(super) bytes: Option<Vec<u8>>,
    pub(super) cost_bytes: usize,
}

impl Filter {
    pub(super) fn unpack(self, packed: &[u8], bytes_max: usize) -> Unpacked {
        match self {
            Filter::Flate(predictor) => match inflate(packed, bytes_max) {
                Ok(bytes) => {
                    let cost_bytes = bytes.len();
                    Unpacked { bytes: predictor.undone(bytes), cost_bytes }
                }
                Err(error) => Unpacked { bytes: None, cost_bytes: error.output.len() },
            },
            Filter::Hex => {
                let end = memchr::memchr(b'>', packed).unwrap_or(packed.len());
                let bytes = (end <= bytes_max).then(|| unhexed(&packed[..end]));
                Unpacked { bytes, cost_bytes: end.min(bytes_max) }
            }
            Filter::Base85 => {
                // A `z` alone stands for four bytes.
                let fits = packed.len() <= bytes_max / 4;
                let bytes = fits.then(|| base85(packed)).flatten();
                Unpacked { cost_bytes: bytes.as_ref().map_or(packed.len(), Vec::len), bytes }
            }
        }
    }
}

impl Predictor {
    fn undone(self, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let Predictor::Png { row_bytes, pixel_bytes } = self else { return Some(bytes) };
        let mut plain: Vec<u8> = Vec::with_capacity(bytes.len());
        for row in bytes.chunks(row_bytes.checked_add(1)?) {
            let (kind, row) = row.split_first()?;
            let start = plain.len();
            for (at, byte) in row.iter().enumerate() {
                let before = |back: usize| match (start + at).checked_sub(back) {
                    Some(place) => plain.get(place).copied().unwrap_or(0),
                    None => 0,
                };
                let (left, above_left) = match at >= pixel_bytes {
                    true => (before(pixel_bytes), before(row_bytes + pixel_bytes)),
                    false => (0, 0),
                };
                let above = before(row_bytes);
                let guess = match kind {
                    0 => 0,
                    1 => left,
                    2 => above,
                    3 => left.midpoint(above),
                    4 => nearest(left, above, above_left),
                    _ => return None,
                };
                plain.push(byte.wrapping_add(guess));
            }
        }
        Some(plain)
    }
}

/// Which of three neighbours lies nearest to what they let one expect (PNG, 9.4).
fn nearest(left: u8, above: u8, above_left: u8) -> u8 {
    let [a, b, c] = [left, above, above_left].map(i16::from);
    let far = |from: i16| (a + b - c - from).abs();
    match (far(a), far(b), far(c)) {
        (to_a, to_b, to_c) if to_a <= to_b && to_a <= to_c => left,
        (_, to_b, to_c) if to_b <= to_c => above,
        _ => above_left,
    }
}

/// Four bytes out of five letters, up to `~>` (7.4.3).
fn base85(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(packed.len());
    let (mut group, mut long) = (0_u32, 0);
    for letter in packed.iter().copied().filter(|letter| !is_space(*letter)) {
        match letter {
            b'~' => break,
            b'z' if long == 0 => bytes.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.checked_mul(85)?.checked_add(u32::from(letter - b'!'))?;
                long += 1;
                if long == 5 {
                    bytes.extend(group.to_be_bytes());
                    (group, long) = (0, 0);
                }
            }
            _ => return None,
        }
    }
    match long {
        0 => {}
        1 => return None,
        _ => {
            for _ in long..5 {
                group = group.checked_mul(85)?.checked_add(84)?;
            }
            bytes.extend(&group.to_be_bytes()[..long - 1]);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_what_they_were_before_the_predictor() {
        let predictor = Predictor::Png { row_bytes: 3, pixel_bytes: 1 };
        let rows =
            b"\x00\x01\x02\x03\x01\x01\x01\x01\x02\x01\x01\x01\x03\x01\x01\x01\x04\x01\x01\x01";
        let plain = [1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5];
        assert_eq!(predictor.undone(rows.to_vec()).unwrap(), plain);
        assert_eq!(predictor.undone(b"\x05abc".to_vec()), None);
    }

    #[test]
    fn letters_become_bytes() {
        assert_eq!(base85(b"87cUR D]i,\"Ebo80~>").unwrap(), b"Hello World!");
        assert_eq!(base85(b"87cURDZ~>").unwrap(), b"Hello");
        assert_eq!(base85(b"z~>").unwrap(), [0; 4]);
        assert_eq!(base85(b"uuuuu"), None);
    }

    #[test]
    fn what_is_longer_than_it_may_be_is_not_unpacked() {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&[b'a'; 5_000], 6);
        let flate = Filter::Flate(Predictor::Nothing);
        assert_eq!(flate.unpack(&packed, 5_000).bytes.unwrap().len(), 5_000);
        let refused = flate.unpack(&packed, 4_999);
        assert_eq!(refused.bytes, None);
        assert!(refused.cost_bytes <= 4_999);
    }
}
