//! The word of a finding: what it weighs, what the ledger calls it, and whether `repair` can mend it.

use serde::Serialize;

use crate::formats::entry::FaultWord;
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::proof::SealProblem;

/// A finding's word, as `--json` spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    Missing,
    Bytes,
    Unreadable,
    Seal,
    Ledger,
    Key,
    Parity,
    Text,
    Label,
    Chain,
    Closed,
    Record,
    Frame,
    Length,
    Bag,
    Commitments,
    Unlike,
    Unlisted,
    Unfinished,
    Undestroyed,
    Untold,
}

/// What a finding makes of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Said, and no more: the copy is as good with it.
    Notice,
    /// Bytes are not what was sealed.
    Fixity,
    /// A signature vouches for something else.
    Seal,
    /// The ledger contradicts itself or a seal.
    Ledger,
}

impl What {
    /// What it makes of a run.
    pub fn weight(self) -> Weight {
        match self {
            What::Seal | What::Label | What::Unlike => Weight::Seal,
            What::Ledger => Weight::Ledger,
            What::Unlisted | What::Unfinished | What::Undestroyed | What::Untold => Weight::Notice,
            What::Missing
            | What::Bytes
            | What::Unreadable
            | What::Key
            | What::Parity
            | What::Text
            | What::Chain
            | What::Closed
            | What::Record
            | What::Frame
            | What::Length
            | What::Bag
            | What::Commitments => Weight::Fixity,
        }
    }

    /// How the ledger says it of a bundle. Parity is no part of one, nor is what strangers put beside it: the copy is
    /// as good without.
    pub fn in_ledger(self) -> Option<FaultWord> {
        Some(match self {
            What::Missing => FaultWord::Missing,
            What::Bytes => FaultWord::Bytes,
            What::Unreadable => FaultWord::Unreadable,
            What::Seal => FaultWord::Seal,
            What::Ledger => FaultWord::Ledger,
            What::Key => FaultWord::Key,
            What::Text => FaultWord::Text,
            What::Closed => FaultWord::Closed,
            What::Record => FaultWord::Record,
            What::Frame => FaultWord::Frame,
            What::Length => FaultWord::Length,
            What::Bag => FaultWord::Bag,
            What::Commitments => FaultWord::Commitments,
            What::Unlike => FaultWord::Unlike,
            What::Unfinished => FaultWord::Unfinished,
            What::Undestroyed => FaultWord::Undestroyed,
            What::Parity | What::Label | What::Chain | What::Unlisted | What::Untold => {
                return None;
            }
        })
    }

    /// Whether something of a bundle, or of the drive's documents, is lost there.
    pub fn is_loss(self) -> bool {
        match self {
            What::Parity | What::Unlisted => false,
            What::Missing
            | What::Bytes
            | What::Unreadable
            | What::Seal
            | What::Ledger
            | What::Key
            | What::Text
            | What::Label
            | What::Chain
            | What::Closed
            | What::Record
            | What::Frame
            | What::Length
            | What::Bag
            | What::Commitments
            | What::Unlike
            | What::Unfinished
            | What::Undestroyed
            | What::Untold => true,
        }
    }

    /// Whether `repair` may be able to mend it.
    pub fn is_mendable(self) -> bool {
        match self {
            What::Missing
            | What::Bytes
            | What::Unreadable
            | What::Seal
            | What::Key
            | What::Parity
            | What::Text
            | What::Label
            | What::Chain => true,
            What::Ledger
            | What::Closed
            | What::Record
            | What::Frame
            | What::Length
            | What::Bag
            | What::Commitments
            | What::Unlike
            | What::Unlisted
            | What::Unfinished
            | What::Undestroyed
            | What::Untold => false,
        }
    }
}

/// The word for what is wrong with a file that a seal lists.
pub(super) fn of_file(fault: &FileFault) -> What {
    match fault {
        FileFault::Missing => What::Missing,
        FileFault::NotAFile | FileFault::Size { .. } | FileFault::Bytes { .. } => What::Bytes,
        FileFault::Unreadable(_) => What::Unreadable,
    }
}

/// A signature that does not hold, and a seal that is gone, are damage; one that holds over something else is not.
pub fn of_seal(problem: &SealProblem) -> What {
    match problem {
        SealProblem::Unsealed => What::Missing,
        SealProblem::Signature => What::Bytes,
        SealProblem::File(_) => What::Unreadable,
        SealProblem::Unreadable(_)
        | SealProblem::OtherVault
        | SealProblem::OtherBundle { .. }
        | SealProblem::OtherSeal { .. }
        | SealProblem::NotInLedger => What::Seal,
    }
}
