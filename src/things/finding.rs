//! What is found on a drive that is not as it was left: one closed list, from where it is found to the ledger, the exit
//! code and the screen.
//!
//! [`Found`] has the data. [`What`] is its word: what it weighs, what the ledger calls it, and whether `repair` can mend
//! it. Every question is an exhaustive match, so that a new finding can't be forgotten by one of them.

use serde::Serialize;

use crate::formats::entry::FaultWord;
use crate::powers::medium::StorageProblem;
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::open::OpenProblem;
use crate::things::bundle::parity::NotMended;
use crate::things::bundle::proof::SealProblem;
use crate::things::ledger::LedgerProblem;
use crate::words::day::Day;
use crate::words::ids::BundleId;

/// One thing that is not as it was left.
#[derive(Debug, thiserror::Error)]
pub enum Found {
    /// A file that the seal lists, or the seal's own.
    #[error("{0}")]
    File(FileFault),
    /// The same, and nothing that is connected mends it.
    #[error("{fault}; {problem}")]
    NotMended { fault: FileFault, problem: NotMended },
    #[error("{0}")]
    Seal(SealProblem),
    /// The seal names heads that the chains contradict.
    #[error("{0}")]
    Heads(LedgerProblem),
    #[error("the ledger's {field} of this bundle is not its seal's")]
    Disagrees { field: &'static str },
    #[error("{0}")]
    Key(KeyFound),
    #[error("{0}")]
    Parity(ParityFound),
    #[error("{0}")]
    Text(TextFound),
    #[error("{0}")]
    Label(LabelFound),
    #[error("{0}")]
    Chain(ChainFound),
    #[error("{0}")]
    Note(NoteFound),
    #[error("it is not all its zeros")]
    Reserve,
    /// The files are as they were sealed, and the bundle can't be opened.
    #[error("{0}")]
    Closed(OpenProblem),
    #[error("{}", records(*lost, *of))]
    Records { lost: u64, of: u64 },
    #[error("{}", frames(*lost))]
    Frames { lost: u64 },
    #[error("the payload is not as long as was sealed")]
    Length,
    #[error("the lists of files sealed beside the records are not what they must be")]
    Bag,
    #[error("records.commit, which proves single records, does not fit them")]
    Commitments,
    #[error("{0}")]
    Stranger(Stranger),
    #[error("it is being destroyed, and stands here still: kluis destroy {bundle} ends it")]
    Undestroyed { bundle: BundleId },
    /// The drive took no word of the run that found all this.
    #[error("it could not be told of this verification: {0}")]
    Untold(StorageProblem),
}

/// What is wrong with a wrapped key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFound {
    #[error("it is not there")]
    Missing,
    #[error("it is not the one that was written")]
    Other,
    #[error("it is not of the generation that was written here last")]
    Earlier,
    #[error("{0}")]
    Unreadable(StorageProblem),
    /// The same, and there is nothing to mend it from.
    #[error("{0}, and no whole one is here")]
    NotMended(Box<KeyFound>),
    #[error(
        "it was right in an earlier generation, and no identity has opened the one of generation {generation} that is \
         to replace it"
    )]
    Unproven { generation: u64 },
    #[error("{0}")]
    NotWritten(NotMended),
    #[error("its seal is neither on this PC nor on a drive that is here")]
    NoSeal,
    #[error("{0}")]
    Unopened(OpenProblem),
}

/// What is wrong with a file of parity.
#[derive(Debug, thiserror::Error)]
pub enum ParityFound {
    #[error("this parity is not there")]
    Missing,
    #[error("this parity is damaged, and mends nothing any more")]
    Spent,
    #[error("this parity is damaged: it mends {recovery} slices, of {of} when it was made")]
    Damaged { recovery: u64, of: u64 },
    #[error("{0}")]
    Unreadable(StorageProblem),
}

/// What is wrong with a text for strangers.
#[derive(Debug, thiserror::Error)]
pub enum TextFound {
    #[error("it is not what the signed label names")]
    NotAsLabelled,
    #[error("it is not what the signed label names, and nothing gives it")]
    NotMended,
    #[error("it is not what the seal names")]
    NotAsSealed,
    #[error("it is not what the seal names, and no whole one is here")]
    NoneWhole,
    #[error("{0}")]
    NotWritten(NotMended),
}

/// What is wrong with a slot of the label.
#[derive(Debug, thiserror::Error)]
pub enum LabelFound {
    #[error("its signature does not hold; the other slot is true, and this one is written anew")]
    Broken,
    #[error(
        "it is missing, or older than the other one says: whoever removed it may have hidden entries of another PC; it \
         is written anew"
    )]
    Missing,
    #[error(
        "no label here holds: kluis repair writes it anew from what this PC knows; what another PC wrote here last may \
         be hidden"
    )]
    NoneHolds,
    #[error(
        "what stands there is no file, and kluis did not put it there: move it away, and run kluis repair"
    )]
    Blocked,
}

/// What is wrong with a chain of the ledger.
#[derive(Debug, thiserror::Error)]
pub enum ChainFound {
    #[error("its bytes are not what the signed label names; this PC has it whole")]
    Damaged,
    #[error(
        "entries {first} to {last} can't be read, and neither this PC nor another drive here has them: one may be a \
         hold, so nothing is destroyed before they are heard, and nothing is written to this drive"
    )]
    Lost { first: u64, last: u64 },
    #[error("{0}")]
    NotWritten(StorageProblem),
}

/// What is wrong with a note.
#[derive(Debug, thiserror::Error)]
pub enum NoteFound {
    #[error("it is not there")]
    Missing,
    #[error("it is not the note that was recorded")]
    Other,
    #[error("it is not the note that was recorded, and no right one is here")]
    NotMended,
}

/// What does not belong where it lies.
#[derive(Debug, thiserror::Error)]
pub enum Stranger {
    #[error("it is no bundle's name")]
    NoBundleName,
    #[error("it is no folder")]
    NoFolder,
    #[error("the seal lists no such volume: leave it out when you join them by hand")]
    Volume,
    #[error("the seal lists no such file")]
    NotSealed,
    #[error("kluis did not put it there")]
    NotOurs,
    #[error("no label names such a chain")]
    NoChain,
    #[error("no entry of the ledger has such a note")]
    NoNote,
    #[error(
        "it is sealed under a sealer's key that was replaced, and no line that counts names it: if another PC of yours \
         made it, run kluis signer replace there"
    )]
    ByReplaced,
    #[error(
        "it holds keys of a bundle that no line that counts names: if another PC of yours sealed it, connect the drives \
         that it wrote on, or run kluis signer replace there; kluis does not erase these keys"
    )]
    AnothersKeys,
    #[error("it was destroyed here on {day}, and is here again: kluis destroy {bundle} erases it")]
    Destroyed { bundle: BundleId, day: Day },
    #[error(
        "the ledger does not place it here; if a run was cut off, the next archive onto this drive puts it in order"
    )]
    Unfinished,
    /// `ours`: a run of this home may have left it.
    #[error("the system can't read this folder: let it check the drive for errors")]
    FolderUnreadable { ours: bool },
    #[error("what is left in it has names that kluis does not give: look at it, and remove it")]
    LeftNames { ours: bool },
    /// Names that no file of kluis can have.
    #[error("{count} names there are none that kluis gives")]
    ForeignNames { count: usize },
    /// What is beyond the bound on what is named.
    #[error("{count} more names there don't belong there")]
    More { count: usize },
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
            What::Seal | What::Label => Weight::Seal,
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
            | What::Unlisted
            | What::Unfinished
            | What::Undestroyed
            | What::Untold => false,
        }
    }
}

/// How many independently packed pieces can't be read.
fn frames(lost: u64) -> String {
    match lost {
        1 => "one piece of its packed records can't be read".into(),
        many => format!("{many} pieces of its packed records can't be read"),
    }
}

fn records(lost: u64, of: u64) -> String {
    match of {
        1 => "its one record can't be had".into(),
        many => format!("{lost} of its {many} records can't be had"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_said_as_many() {
        assert!(frames(1).starts_with("one piece of"));
        assert!(frames(2).starts_with("2 pieces of"));
        assert_eq!(records(1, 1), "its one record can't be had");
        assert_eq!(records(1, 3), "1 of its 3 records can't be had");
    }
}
