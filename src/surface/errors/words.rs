//! What is wrong inside a bundle, in words that go into another sentence: they start small and have no full stop.

use crate::powers::medium::StorageProblem;
use crate::surface::voice::Voice;
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::open::{OpenProblem, RecordDamage};
use crate::things::bundle::parity::NotMended;
use crate::things::bundle::proof::SealProblem;
use crate::things::ledger::LedgerProblem;

pub fn open_words(_voice: &Voice, problem: &OpenProblem) -> String {
    problem.to_string()
}

pub fn record_words(_voice: &Voice, damage: &RecordDamage) -> String {
    damage.to_string()
}

pub fn storage_words(_voice: &Voice, problem: &StorageProblem) -> String {
    problem.to_string()
}

pub fn seal_words(_voice: &Voice, problem: &SealProblem) -> String {
    problem.to_string()
}

pub fn not_mended_words(_voice: &Voice, problem: &NotMended) -> String {
    problem.to_string()
}

pub fn ledger_words(_voice: &Voice, problem: &LedgerProblem) -> String {
    problem.to_string()
}

pub fn file_fault_words(_voice: &Voice, fault: &FileFault) -> String {
    fault.to_string()
}
