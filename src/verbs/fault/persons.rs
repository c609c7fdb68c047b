//! Why a signer, or what two persons do together, stays as it is.

use super::Fault;

/// Why nobody was added, retired, or taken for a second person.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum PersonProblem {
    /// A signer who is not retired is called so.
    NameTaken(String),
    NoSuchSigner(String),
    AlreadyRetired(String),
    /// Without this one nobody could sign.
    LastSigner(String),
    /// Two persons are wanted, and without this one there is one.
    OneLeft(String),
    /// Only its own person replaces a key.
    NotTheirKey {
        replaced: String,
        signer: String,
    },
}

impl From<PersonProblem> for Fault {
    fn from(problem: PersonProblem) -> Self {
        Fault::Usage(problem.into())
    }
}
