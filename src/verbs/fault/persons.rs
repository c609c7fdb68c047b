//! Why a signer, or what two persons do together, stays as it is.

use std::path::PathBuf;

use super::Fault;
use crate::words::ids::BundleId;

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
    /// Two persons are wanted, and one signs for this vault.
    NoSecondPerson,
    /// Two persons are wanted for these, and so many have approved this list.
    PersonsLack {
        bundles: Vec<BundleId>,
        /// The review list that was named.
        list: Option<PathBuf>,
        signed: usize,
    },
    /// Two persons are wanted, and this one is the same.
    SamePerson(String),
    /// This person has signed the release, and another must.
    ReleaseSigned {
        hold: String,
        signer: String,
    },
    /// Nobody has approved this list, and none of its destructions is under way.
    NothingToWithdraw,
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
