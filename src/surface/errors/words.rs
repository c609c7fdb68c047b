//! What is wrong inside a bundle, in words that go into another sentence: they start small and have no full stop.

use crate::surface::voice::Voice;
use crate::things::bundle::open::{OpenProblem, RecordDamage};

pub fn open_words(_voice: &Voice, problem: &OpenProblem) -> String {
    problem.to_string()
}

pub fn record_words(_voice: &Voice, damage: &RecordDamage) -> String {
    damage.to_string()
}
