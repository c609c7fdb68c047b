//! What a bundle is made from, what came of it, and why none may.

use crate::formats::entry::{FileFacts, Head};
use crate::formats::index::{Record, Tags};
use crate::formats::seal::Seal;
use crate::powers::asker::Watcher;
use crate::powers::envelope::Unsealed;
use crate::powers::identity::{Identity, Recipient};
use crate::powers::medium::{MediumPath, ReadBack, Storage, StorageProblem};
use crate::powers::signer::SigningKey;
use crate::rules::retention::{End, PinnedRule, Showing};
use crate::things::bundle::Place;
use crate::things::bundle::fixity::{FileFault, Fixity};
use crate::things::bundle::pack::PackProblem;
use crate::things::bundle::parity::write::ParityProblem;
use crate::words::day::Stamp;
use crate::words::ids::{BundleId, Tag, VaultId};

/// All that a bundle is made from, except its files.
pub struct Writing<'a> {
    pub storage: &'a dyn Storage,
    /// The bundle's own folder, `bundles/<id>`, not there yet.
    pub folder: &'a MediumPath,
    /// This bundle's folders on other drives, which get the same volumes meanwhile.
    pub beside: &'a [Beside<'a>],
    /// Where the home keeps its copy of the index, if it does.
    pub home_index: Option<(&'a dyn Storage, &'a MediumPath)>,
    pub vault: VaultId,
    pub bundle: BundleId,
    pub recipients: &'a [Recipient],
    pub sealer: &'a SigningKey,
    pub stamp: Stamp,
    /// The rules as they show on the drive, and as they are.
    pub rules_shown: Vec<Showing>,
    pub rules_whole: Vec<PinnedRule>,
    pub end: End,
    pub case: Option<(Tag, String)>,
    pub tags: &'a Tags,
    pub heads: Vec<Head>,
    /// The bundles in whose place it is to stand.
    pub supersedes: Vec<BundleId>,
    pub report: serde_json::Value,
    pub volume_bytes: u64,
    /// Whether this medium gets parity.
    pub parity: bool,
    /// Where the wrapped keys go: in this bundle's folder, or in its folders on media that hold only keys.
    pub keys_at: Vec<(&'a dyn Storage, MediumPath)>,
    pub readme: &'a dyn Fn(&[FileFacts]) -> String,
    /// Keeps at home what the bundle holds, before there is a bundle: a commit whose end nobody saw may stand all
    /// the same, and its files are not sealed a second time.
    pub remember: &'a dyn Fn(&[Record]) -> Result<(), StorageProblem>,
    pub watcher: &'a dyn Watcher,
}

/// The bundle's folder on a further drive, which is there and empty.
pub struct Beside<'a> {
    pub place: Place<'a>,
    /// Whether that medium gets parity.
    pub parity: bool,
}

/// A bundle that stands on its first medium, committed and read back.
pub struct WrittenBundle {
    pub seal: Seal,
    pub seal_bytes: Vec<u8>,
    pub signature: Vec<u8>,
    pub key_file: Vec<u8>,
    /// The bundle's own identity, to try the copy with before it is forgotten.
    pub identity: Identity,
    pub records: Vec<Record>,
    pub read_back: ReadBack,
    /// Why the seal has no parity, where it should have: the bundle stands without.
    pub unprotected: Option<ParityProblem>,
    /// What was read back of each drive beside this one: all volumes, where that is not none.
    pub beside: Vec<Option<Fixity>>,
    pub left: Vec<(std::path::PathBuf, crate::powers::sources::SourceProblem)>,
}

/// Why no bundle came about. What was written of it is unfinished and carries no seal.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum WriteProblem {
    Pack(#[from] PackProblem),
    Storage(#[from] StorageProblem),
    ReadBack { name: String, fault: FileFault },
    Parity(ParityProblem),
    Recipients(#[from] Unsealed),
    NothingLeft(Vec<(std::path::PathBuf, crate::powers::sources::SourceProblem)>),
}

impl From<ParityProblem> for WriteProblem {
    fn from(problem: ParityProblem) -> Self {
        match problem {
            ParityProblem::Storage(problem) => WriteProblem::Storage(problem),
            ParityProblem::ReadBack { name, fault } => WriteProblem::ReadBack { name, fault },
            other => WriteProblem::Parity(other),
        }
    }
}
