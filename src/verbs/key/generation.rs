//! The numbers of key files: each wrapping of a bundle's identity has one of its own.

use std::collections::BTreeMap;

use crate::formats::entry::GENERATION_MAX;
use crate::powers::random::{Random, draw};
use crate::words::digest::Digest;

/// Two homes that wrap one bundle anew without knowing of each other must not give one number to two files. So a home
/// goes on behind the next multiple of this, by a number that is drawn.
const GENERATIONS_APART: u64 = 1 << 32;

/// A number that no key file has yet: behind all of them, or any one where somebody has left none behind.
pub(super) fn next_generation(taken: &BTreeMap<u64, Digest>, random: &mut dyn Random) -> u64 {
    let highest = taken.last_key_value().map_or(1, |(generation, _)| *generation);
    let drawn = u64::from(u32::from_le_bytes(draw::<4>(random)));
    let next = (highest / GENERATIONS_APART + 1) * GENERATIONS_APART + drawn % GENERATIONS_APART;
    if next <= GENERATION_MAX {
        return next;
    }
    loop {
        let drawn = u64::from_le_bytes(draw::<8>(random)) % GENERATION_MAX + 1;
        if !taken.contains_key(&drawn) {
            return drawn;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives the same bytes each time.
    struct Fixed(u8);

    impl Random for Fixed {
        fn fill(&mut self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn taken(generations: &[u64]) -> BTreeMap<u64, Digest> {
        generations.iter().map(|generation| (*generation, Digest::ZERO)).collect()
    }

    #[test]
    fn a_generation_rises_and_two_homes_give_it_other_numbers() {
        let mut generation = 1;
        for drawn in [0, 0xff, 0, 7] {
            let next = next_generation(&taken(&[1, generation]), &mut Fixed(drawn));
            assert!(next > generation, "{next} {generation}");
            assert!(next < generation + 2 * GENERATIONS_APART);
            generation = next;
        }
        let next = |drawn| next_generation(&taken(&[1]), &mut Fixed(drawn));
        assert_ne!(next(0), next(1));
    }

    /// Counts up from what it gave last.
    struct Rising(u8);

    impl Random for Rising {
        fn fill(&mut self, bytes: &mut [u8]) {
            bytes.fill(0);
            bytes[0] = self.0;
            self.0 += 1;
        }
    }

    #[test]
    fn behind_the_highest_number_that_a_line_can_have_another_one_is_found() {
        for highest in [GENERATION_MAX, GENERATION_MAX - 1, GENERATION_MAX - GENERATIONS_APART] {
            let taken = taken(&[1, 2, 3, highest]);
            let next = next_generation(&taken, &mut Rising(0));
            assert!((2..=GENERATION_MAX).contains(&next), "{next}");
            assert!(!taken.contains_key(&next), "{next}");
        }
    }
}
