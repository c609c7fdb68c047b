//! Where unpredictable bytes come from: ids, nonces, secrets and signing keys are drawn here
//! (`docs/format.md`, §1, §2).
//!
//! Refuses to know what the bytes are for. age draws its own file keys, nonces and identities.

/// A source of random bytes, given as an argument so that a test can set what is drawn.
pub trait Random {
    /// Fills `bytes` whole.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The operating system's source.
#[derive(Debug, Default, Clone, Copy)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect(
            "the system's random source does not fail once booted, and nothing may replace it",
        );
    }
}

/// An array drawn from `random`: what the ids in `words::ids` are made of.
pub fn draw<const N: usize>(random: &mut dyn Random) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        assert_ne!(draw::<32>(&mut OsRandom), draw::<32>(&mut OsRandom));
    }

    #[test]
    fn a_given_source_is_the_one_that_is_asked() {
        struct Sevens;
        impl Random for Sevens {
            fn fill(&mut self, bytes: &mut [u8]) {
                bytes.fill(7);
            }
        }
        assert_eq!(draw::<4>(&mut Sevens), [7; 4]);
    }
}
