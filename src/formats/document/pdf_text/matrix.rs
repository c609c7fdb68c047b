//! Places on a page, and the matrices that take them to others (ISO 32000-2, 8.3.3).

/// The six numbers of a matrix, as a file writes them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This one, and then another.
    pub(super) fn then(self, other: Matrix) -> Matrix {
        let [a, b, c, d, e, f] = self.0;
        let [p, q, r, s, t, u] = other.0;
        Matrix([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    /// A move by so much, and then this one.
    pub(super) fn moved(self, x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }

    /// Where the origin comes to lie.
    pub(super) fn origin(self) -> (f64, f64) {
        (self.0[4], self.0[5])
    }

    /// What becomes of a step to the right and of one upwards.
    pub(super) fn steps(self) -> ((f64, f64), (f64, f64)) {
        let [a, b, c, d, ..] = self.0;
        ((a, b), (c, d))
    }
}
