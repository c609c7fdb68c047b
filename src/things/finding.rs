//! What is found on a drive that is not as it was left: one closed list, from where it is found to the ledger, the exit
//! code and the screen.
//!
//! [`Found`] has the data. [`What`] is its word. Every question is an exhaustive match, so that a new finding can't be
//! forgotten by one of them.

mod what;

use serde::Serialize;

use crate::powers::medium::StorageProblem;
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::form::Unlike;
use crate::things::bundle::open::OpenProblem;
use crate::things::bundle::parity::NotMended;
use crate::things::bundle::proof::{SealField, SealProblem};
use crate::things::ledger::LedgerProblem;
use crate::words::day::Day;
use crate::words::ids::BundleId;

use what::of_file;

pub use what::{Weight, What, of_seal};

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
        /// It was destroyed everywhere else, while this drive was lost.
        #[serde(skip)]
        outlived: bool,
    },
    /// The drive could not be synced by the run that found all this.
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

impl Found {
    /// Its word.
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
