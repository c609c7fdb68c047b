//! What is found on a drive that is not as it was left: one closed list, from where it is found to the ledger, the exit
//! code and the screen.
//!
//! [`Found`] has the data. [`What`] is its word: what it weighs, what the ledger calls it, and whether `repair` can
//! mend it. Every question is an exhaustive match, so that a new finding can't be forgotten by one of them.

use serde::Serialize;

use crate::formats::entry::FaultWord;
use crate::powers::medium::StorageProblem;
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::form::Unlike;
use crate::things::bundle::open::OpenProblem;
use crate::things::bundle::parity::NotMended;
use crate::things::bundle::proof::{SealField, SealProblem};
use crate::things::ledger::LedgerProblem;
use crate::words::day::Day;
use crate::words::ids::BundleId;

/// One thing that is not as it was left. Serialized it is what `--json` adds to its word: why, and numbers.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Found {
    /// A file that the seal lists, or the seal's own.
    File(FileFault),
    /// The same, and nothing that is connected mends it.
    NotMended {
        fault: FileFault,
        problem: NotMended,
    },
    Seal(SealProblem),
    /// The seal names heads that the chains contradict.
    Heads(#[serde(skip)] LedgerProblem),
    Disagrees {
        field: SealField,
    },
    Key(KeyFound),
    Parity(ParityFound),
    Text(TextFound),
    Label(LabelFound),
    Chain(ChainFound),
    Note(NoteFound),
    Reserve,
    /// The files are as they were sealed, and the bundle can't be opened.
    Closed(OpenProblem),
    Records {
        lost: u64,
        of: u64,
    },
    Frames {
        lost: u64,
    },
    Length,
    Bag,
    Commitments,
    /// All is as it was sealed, and is not what its seal or the format says.
    Unlike(Unlike),
    Stranger(Stranger),
    Undestroyed {
        bundle: BundleId,
    },
    /// The drive took no word of the run that found all this.
    Untold(#[serde(skip)] StorageProblem),
}

/// What is wrong with a wrapped key.
#[derive(Debug, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum KeyFound {
    Missing,
    Other,
    Earlier,
    Unreadable(#[serde(skip)] StorageProblem),
    /// The same, and there is nothing to mend it from.
    NotMended {
        found: Box<KeyFound>,
    },
    Unproven {
        generation: u64,
    },
    NotWritten(#[serde(skip)] NotMended),
    NoSeal,
    Unopened(#[serde(skip)] OpenProblem),
}

/// What is wrong with a file of parity.
#[derive(Debug, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum ParityFound {
    Missing,
    Spent,
    Damaged { recovery: u64, of: u64 },
    Unreadable(#[serde(skip)] StorageProblem),
}

/// What is wrong with a text for strangers.
#[derive(Debug, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum TextFound {
    NotAsLabelled,
    NotMended,
    NotAsSealed,
    NoneWhole,
    NotWritten(#[serde(skip)] NotMended),
}

/// What is wrong with a slot of the label.
#[derive(Debug, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum LabelFound {
    Broken,
    Missing,
    NoneHolds,
    Blocked,
}

/// What is wrong with a chain of the ledger.
#[derive(Debug, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum ChainFound {
    Damaged,
    Lost { first: u64, last: u64 },
    NotWritten(#[serde(skip)] StorageProblem),
}

/// What is wrong with a note.
#[derive(Debug, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum NoteFound {
    Missing,
    Other,
    NotMended,
}

/// What does not belong where it lies.
#[derive(Debug, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Stranger {
    NoBundleName,
    NoFolder,
    Volume,
    NotSealed,
    NotOurs,
    NoChain,
    NoNote,
    /// A key that was replaced sealed it, and nobody vouched for it. `join`: the drive on which it is taken in.
    ByReplaced {
        join: String,
    },
    /// The same, and somebody distrusts by number every entry that speaks of it.
    LeftOut,
    AnothersKeys,
    Destroyed {
        bundle: BundleId,
        day: Day,
    },
    Unfinished,
    /// `ours`: a run of this home may have left it.
    FolderUnreadable {
        ours: bool,
    },
    LeftNames {
        ours: bool,
    },
    /// Names that no file of kluis can have.
    ForeignNames {
        count: usize,
    },
    /// What is beyond the bound on what is named.
    More {
        count: usize,
    },
}

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

impl Found {
    pub fn what(&self) -> What {
        match self {
            Found::File(fault) | Found::NotMended { fault, .. } => of_file(fault),
            Found::Seal(problem) => of_seal(problem),
            Found::Heads(_) | Found::Disagrees { .. } => What::Ledger,
            Found::Key(KeyFound::Unopened(_)) => What::Closed,
            Found::Key(_) => What::Key,
            Found::Parity(_) => What::Parity,
            Found::Text(_) => What::Text,
            // A signature that does not hold proves nothing: rot can make it.
            Found::Label(LabelFound::Broken | LabelFound::NoneHolds | LabelFound::Blocked) => {
                What::Bytes
            }
            Found::Label(LabelFound::Missing) => What::Label,
            Found::Chain(_) => What::Chain,
            Found::Note(NoteFound::Missing) => What::Missing,
            Found::Note(NoteFound::Other | NoteFound::NotMended) | Found::Reserve => What::Bytes,
            Found::Closed(_) => What::Closed,
            Found::Records { .. } => What::Record,
            Found::Frames { .. } => What::Frame,
            Found::Length => What::Length,
            Found::Bag => What::Bag,
            Found::Commitments => What::Commitments,
            Found::Unlike(_) => What::Unlike,
            Found::Stranger(
                Stranger::Unfinished
                | Stranger::FolderUnreadable { ours: true }
                | Stranger::LeftNames { ours: true },
            ) => What::Unfinished,
            Found::Stranger(_) => What::Unlisted,
            Found::Undestroyed { .. } => What::Undestroyed,
            Found::Untold(_) => What::Untold,
        }
    }
}

fn of_file(fault: &FileFault) -> What {
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

impl What {
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn what_is_known_of_a_finding_is_data() {
        let gone = || StorageProblem::Absent { path: "a".into() };
        let lost = NotMended::BeyondCapacity { lost: 18, recovery: 17 };
        for (found, data) in [
            (Found::File(FileFault::Size { found: 7 }), json!({"why": "size", "found": 7})),
            (Found::File(FileFault::Unreadable(gone())), json!({"why": "unreadable"})),
            (
                Found::NotMended { fault: FileFault::Missing, problem: lost },
                json!({
                    "fault": {"why": "missing"},
                    "problem": {"why": "beyond-capacity", "lost": 18, "recovery": 17},
                }),
            ),
            (Found::Seal(SealProblem::Signature), json!({"why": "signature"})),
            (Found::Key(KeyFound::Unopened(OpenProblem::NoKey)), json!({"why": "unopened"})),
            (
                Found::Key(KeyFound::NotMended { found: Box::new(KeyFound::Other) }),
                json!({"why": "not-mended", "found": {"why": "other"}}),
            ),
            (Found::Closed(OpenProblem::OtherIndex), json!({"why": "other-index"})),
            (Found::Records { lost: 1, of: 3 }, json!({"lost": 1, "of": 3})),
            (Found::Stranger(Stranger::NotOurs), json!({"why": "not-ours"})),
            (Found::Untold(gone()), Value::Null),
            (Found::Reserve, Value::Null),
        ] {
            assert_eq!(serde_json::to_value(&found).unwrap(), data, "{found:?}");
        }
    }
}
