//! How a verb ended when it did end with a report: the surface turns this into the exit code.

use super::fault::Fault;

/// From best to worst; a report with several takes the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Outcome {
    /// All was done; what waits for an absent drive is said.
    #[default]
    Done,
    /// Something is due, behind, missing or not found.
    Finding,
    /// Some of it was done, and some could not be.
    PartlyDone,
    /// Bytes are not what was sealed.
    Fixity,
    /// A signature or seal does not hold.
    Seal,
    /// A ledger is broken or contradicts itself.
    Ledger,
}

/// What every verb returns: a value that the surface shows as text or as JSON.
pub trait Reported: serde::Serialize {
    fn outcome(&self) -> Outcome;

    /// What kept the verb from some of the drives, while it did its work on the others: the worst counts.
    fn faults(&self) -> Vec<&Fault> {
        Vec::new()
    }
}
