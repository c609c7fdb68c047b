//! Which recovery slices give lost input slices back, and by which constants.

use super::field::{invert, multiply, raise};

/// How lost slices follow from recovery slices: `rows[lost][n]` is the constant of the recovery slice `chosen[n]`
/// (a place in the list of exponents), once the input slices that are there have been taken off it.
#[derive(Debug, PartialEq, Eq)]
pub struct Solution {
    pub chosen: Vec<usize>,
    pub rows: Vec<Vec<u16>>,
}

/// A row of the system, and what of the chosen recovery slices it is made of.
struct Row {
    pivot: usize,
    left: Vec<u16>,
    right: Vec<u16>,
}

/// Solves for the lost slices with these constants, by as few of the recovery slices with these exponents; none if
/// there are too few that say different things.
pub fn solve(lost: &[u16], exponents: &[u32]) -> Option<Solution> {
    let count = lost.len();
    let (mut rows, mut chosen) = (Vec::<Row>::with_capacity(count), Vec::with_capacity(count));
    for (place, exponent) in exponents.iter().enumerate() {
        if rows.len() == count {
            break;
        }
        let mut left: Vec<u16> = lost.iter().map(|constant| raise(*constant, *exponent)).collect();
        let mut right = vec![0; count];
        right[rows.len()] = 1;
        for row in &rows {
            let factor = left[row.pivot];
            take_off(&mut left, &row.left, factor);
            take_off(&mut right, &row.right, factor);
        }
        // Rows of a Vandermonde matrix over this field may depend on each other: then the next one is tried.
        let Some(pivot) = left.iter().position(|value| *value != 0) else { continue };
        let inverse = invert(left[pivot]);
        for value in left.iter_mut().chain(&mut right) {
            *value = multiply(*value, inverse);
        }
        for row in &mut rows {
            let factor = row.left[pivot];
            take_off(&mut row.left, &left, factor);
            take_off(&mut row.right, &right, factor);
        }
        rows.push(Row { pivot, left, right });
        chosen.push(place);
    }
    if rows.len() < count {
        return None;
    }
    rows.sort_by_key(|row| row.pivot);
    Some(Solution { chosen, rows: rows.into_iter().map(|row| row.right).collect() })
}

fn take_off(row: &mut [u16], other: &[u16], factor: u16) {
    if factor == 0 {
        return;
    }
    for (value, other) in row.iter_mut().zip(other) {
        *value ^= multiply(*other, factor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::parity::field::constants;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn lost_values_come_back(
            all in proptest::collection::vec(any::<u16>(), 1..40),
            lost in proptest::sample::subsequence((0..40usize).collect::<Vec<_>>(), 0..12),
            first in 0u32..500,
        ) {
            let constants: Vec<u16> = constants().take(all.len()).collect();
            let lost: Vec<usize> = lost.into_iter().filter(|at| *at < all.len()).collect();
            let exponents: Vec<u32> = (first..first + lost.len() as u32 + 2).collect();
            let of = |exponent: u32, at: usize| multiply(all[at], raise(constants[at], exponent));
            let unknown: Vec<u16> = lost.iter().map(|at| constants[*at]).collect();
            let solution = solve(&unknown, &exponents).expect("two to spare");
            let rest: Vec<u16> = solution.chosen.iter().map(|place| {
                let sum = (0..all.len()).fold(0, |sum, at| sum ^ of(exponents[*place], at));
                let there = (0..all.len()).filter(|at| !lost.contains(at));
                there.fold(sum, |sum, at| sum ^ of(exponents[*place], at))
            }).collect();
            for (row, at) in solution.rows.iter().zip(&lost) {
                let value = row.iter().zip(&rest).fold(0, |sum, (c, v)| sum ^ multiply(*c, *v));
                prop_assert_eq!(value, all[*at]);
            }
        }
    }

    #[test]
    fn too_few_or_equal_recovery_slices_solve_nothing() {
        let lost: Vec<u16> = constants().take(3).collect();
        assert_eq!(solve(&lost, &[0, 1]), None);
        assert_eq!(solve(&lost, &[4, 4, 4, 4]), None);
        assert_eq!(
            solve(&lost, &[4, 4, 5, 9]).map(|solution| solution.chosen),
            Some(vec![0, 2, 3])
        );
        assert_eq!(solve(&[], &[]), Some(Solution { chosen: vec![], rows: vec![] }));
    }
}
