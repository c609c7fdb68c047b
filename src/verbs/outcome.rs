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

/// A report of which a part is read only while it is printed, since nobody knows how long it is.
pub trait Streamed: Reported {
    /// One line of that part, or one element of its JSON list.
    type Item: serde::Serialize;

    /// Gives each item in order, until `take` has had enough.
    fn each(&self, take: &mut dyn FnMut(&Self::Item) -> bool) -> Result<(), Fault>;
}

/// Where the items of a [`Streamed`] report stand in its document: an empty list until it is printed.
pub const STREAMED: [u8; 0] = [];

/// What a search in one vault came to, for an answer about several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// How many records fit.
    pub found: u64,
    /// Words, names and numbers that no record there fits.
    pub not_found: Vec<String>,
    /// Which exit code the report would come to if all of it had been found.
    pub beside: Outcome,
}

/// What every verb returns: a value that the surface shows as text or as JSON.
pub trait Reported: serde::Serialize {
    /// Which exit code the report comes to.
    fn outcome(&self) -> Outcome;

    /// What kept the verb from some of the drives, while it did its work on the others: the worst counts.
    fn faults(&self) -> Vec<&Fault> {
        Vec::new()
    }

    /// What it looked for, where that may just as well lie in another vault; none where it is no search.
    fn sought(&self) -> Option<Sought> {
        None
    }
}
