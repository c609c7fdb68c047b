//! A QR code (ISO/IEC 18004) as the one path of an SVG: nothing is fetched, and any phone reads it from paper.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

use std::fmt::Write;

/// The quiet zone that the standard asks for, in modules.
const QUIET: usize = 4;

/// A code as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Qr {
    /// How many modules wide and high it is, with its quiet zone.
    side: usize,
    /// The dark modules, as an SVG path: digits and the letters `M`, `h`, `v` and `z` alone.
    path: String,
}

impl Qr {
    /// The code of a text; none where it is too long for one. A quarter of it may be torn or stained.
    pub fn of(text: &str) -> Option<Qr> {
        let code = QrCode::with_error_correction_level(text, EcLevel::Q).ok()?;
        let width = code.width();
        let colors = code.into_colors();
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, next| one == next) {
                if run[0] == Color::Dark {
                    let (across, down, wide) = (x + QUIET, y + QUIET, run.len());
                    let _ = write!(path, "M{across} {down}h{wide}v1h-{wide}z");
                }
                x += run.len();
            }
        }
        Some(Qr { side: width + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a code, as its path draws them.
    fn drawn(qr: &Qr) -> Vec<String> {
        let mut rows = vec![vec![' '; qr.side]; qr.side];
        for run in qr.path.split('M').skip(1) {
            let numbers: Vec<usize> = run
                .split([' ', 'h', 'v', '-', 'z'])
                .filter_map(|number| number.parse().ok())
                .collect();
            let [x, y, wide, 1, back] = numbers[..] else { panic!("{run}") };
            assert_eq!(wide, back);
            rows[y][x..x + wide].fill('#');
        }
        rows.into_iter().map(|row| row.into_iter().collect()).collect()
    }

    #[test]
    fn a_code_has_its_three_finders_and_a_quiet_zone() {
        let key = format!("AGE-SECRET-KEY-1{}", "Q".repeat(58));
        let qr = Qr::of(&key).unwrap();
        let rows = drawn(&qr);
        let finder = ["#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"];
        let far = qr.side - QUIET - finder.len();
        for (across, down) in [(QUIET, QUIET), (far, QUIET), (QUIET, far)] {
            let found: Vec<&str> = (0..7).map(|at| &rows[down + at][across..across + 7]).collect();
            assert_eq!(found, finder);
        }
        for at in (0..QUIET).chain(qr.side - QUIET..qr.side) {
            assert!(rows[at].trim().is_empty());
            assert!(rows.iter().all(|row| row.as_bytes()[at] == b' '));
        }
        // Capitals and digits take less room than a text does.
        assert_eq!(qr.side, 33 + 2 * QUIET + 4);
    }

    #[test]
    fn what_is_too_long_for_a_code_has_none() {
        assert_eq!(Qr::of(&"x".repeat(5_000)), None);
    }
}
