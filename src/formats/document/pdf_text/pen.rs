//! Where text ended last, and whether what is shown next begins another word.
//!
//! Many files place each glyph, or each part of a word, on its own (ISO 32000-2, 9.4.2 and 9.4.4): so a word goes on as
//! long as the next place lies near the end of the last one, on the same line. Refuses to know letters.

use super::matrix::Matrix;

/// A gap to the right of so many parts of the size parts words; a wider one where widths are estimated.
const GAP: f64 = 0.12;
const ESTIMATED_GAP: f64 = 0.3;
/// So far to the left of the end may the next place lie, as kerning does it.
const BACK: f64 = 0.3;
const ESTIMATED_BACK: f64 = 0.4;
/// So far above or below the line may it lie.
const ASIDE: f64 = 0.4;
/// So near to each other two strings begin of which one makes the other bold.
const SAME: f64 = 0.1;

/// Where the string that was shown last begins and ends.
#[derive(Default)]
pub(super) struct Pen {
    last: Option<Last>,
}

struct Last {
    start: (f64, f64),
    /// Behind the last letter, and behind the space that is between letters.
    ends: [(f64, f64); 2],
    bytes: Vec<u8>,
    is_estimated: bool,
}

impl Pen {
    /// Whether a string that begins here, in text of this matrix and size, begins another word.
    pub(super) fn parts(&self, at: Matrix, size: f64) -> bool {
        let Some(last) = &self.last else { return true };
        let [Some(letter), Some(space)] = last.ends.map(|end| away(end, at, size)) else {
            return true;
        };
        // Some files move on from the one, and some from the other.
        let (right, up) = if letter.0.abs() < space.0.abs() { letter } else { space };
        let (gap, back) = match last.is_estimated {
            true => (ESTIMATED_GAP, ESTIMATED_BACK),
            false => (GAP, BACK),
        };
        right > gap || right < -back || up.abs() > ASIDE
    }

    /// Whether the same string was shown just now, at nearly the same place.
    pub(super) fn repeats(&self, at: Matrix, size: f64, bytes: &[u8]) -> bool {
        let Some(last) = self.last.as_ref().filter(|last| last.bytes == bytes) else {
            return false;
        };
        away(last.start, at, size).is_some_and(|(right, up)| right.abs() < SAME && up.abs() < SAME)
    }

    pub(super) fn shown(
        &mut self,
        start: Matrix,
        ends: [Matrix; 2],
        bytes: &[u8],
        is_estimated: bool,
    ) {
        let (start, ends) = (start.origin(), ends.map(Matrix::origin));
        self.last = Some(Last { start, ends, bytes: bytes.to_vec(), is_estimated });
    }

    /// Forgets the place: what comes next begins another word.
    pub(super) fn lift(&mut self) {
        self.last = None;
    }
}

/// How far a place lies along a line of text and across it, in parts of the size. None where that has no answer.
fn away(from: (f64, f64), at: Matrix, size: f64) -> Option<(f64, f64)> {
    let ((a, b), (c, d)) = at.steps();
    let (x, y) = at.origin();
    let (dx, dy) = (x - from.0, y - from.1);
    // In the coordinates of the text itself.
    let area = a * d - b * c;
    let (right, up) = ((dx * d - dy * c) / area / size, (dy * a - dx * b) / area / size);
    (right.is_finite() && up.is_finite()).then_some((right, up))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_goes_on_near_its_end() {
        for turned in [Matrix::IDENTITY, Matrix([0.0, 2.0, -2.0, 0.0, 7.0, 9.0])] {
            let mut pen = Pen::default();
            assert!(pen.parts(turned, 10.0));
            pen.shown(turned, [turned.moved(30.0, 0.0); 2], b"abc", false);
            for (x, y, parts) in [
                (30.0, 0.0, false),
                (31.0, 0.0, false),
                (32.0, 0.0, true),
                (28.0, 0.0, false),
                (26.0, 0.0, true),
                (30.0, 3.0, false),
                (30.0, -5.0, true),
            ] {
                assert_eq!(pen.parts(turned.moved(x, y), 10.0), parts, "{x} {y}");
            }
            assert!(pen.repeats(turned.moved(0.5, 0.0), 10.0, b"abc"));
            assert!(!pen.repeats(turned.moved(0.5, 0.0), 10.0, b"abd"));
            assert!(pen.parts(turned, 0.0));
        }
    }
}
