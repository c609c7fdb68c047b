//! Every way in which a verb can end other than well: a closed list. The surface gives each its sentence, its
//! help line and its exit code.

use std::path::PathBuf;

use serde::{Serialize, Serializer};

use crate::formats::entry::Role;
use crate::powers::medium::StorageProblem;
use crate::rules::clock::ClockDoubt;
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::open::OpenProblem;
use crate::things::bundle::proof::SealProblem;
use crate::things::bundle::write::WriteProblem;
use crate::things::copy_to::CopyTo;
use crate::things::destruction::door::Refused;
use crate::things::destruction::erase::EraseProblem;
use crate::things::destruction::neighbours::Harm;
use crate::things::first_contact::Unproven;
use crate::things::ledger::LedgerProblem;
use crate::things::medium::MediumProblem;
use crate::things::reconcile::NotReconciled;
use crate::things::search::patterns::NoPattern;
use crate::things::vault::VaultProblem;
use crate::things::vault::keys::NoIdentity;
use crate::words::ids::BundleId;

mod ends;
mod key;
mod persons;
mod reseal;
mod scan;
mod space;
mod table;
mod token;
mod usage;
mod vaults;

pub(crate) use ends::{EndProblem, ShorteningProblem};
pub(crate) use key::KeyFault;
pub(crate) use persons::PersonProblem;
pub(crate) use reseal::ResealProblem;
pub use scan::ScanFault;
pub use space::SpaceFault;
pub use table::TableProblem;
pub use token::TokenFault;
pub use usage::{SaidNo, Usage};
pub use vaults::VaultsFault;

/// Why a verb did not do what it was asked.
#[expect(missing_docs, reason = "surface/errors says each in words")]
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum Fault {
    Usage(#[from] Usage),
    Vault(#[from] VaultProblem),
    Medium(#[from] MediumProblem),
    /// The same, where something is to be destroyed: a hold may stand on that drive.
    Unheard(MediumProblem),
    /// The drives that hold what is asked for are not here.
    MediaAbsent(Vec<String>),
    /// Of each group one drive is enough, and none is here.
    NoneOfThese(Vec<Vec<String>>),
    /// Every copy of these was on a drive that is lost or out of use, by label, and none of these is here.
    CopiesLost {
        bundles: Vec<BundleId>,
        labels: Vec<String>,
    },
    /// A drive that the ledger says is lost or retired is not written to.
    MediumGone {
        label: String,
        retired: bool,
    },
    /// Other copies of these don't hold now in the number that the vault wants, so that the drive has to stay;
    /// `damaged` are drives whose copy was read, and does not hold.
    TooFewOthers {
        label: String,
        bundles: Vec<BundleId>,
        damaged: Vec<String>,
        copy_to: CopyTo,
    },
    /// A copy that was to be read is not what was sealed.
    Damaged {
        label: String,
        bundle: BundleId,
        file: String,
        fault: FileFault,
    },
    /// The same for a copy that waits in the outbox; `labels` are the drives that hold a good one.
    OutboxDamaged {
        bundle: BundleId,
        file: String,
        fault: FileFault,
        labels: Vec<String>,
    },
    NoMedium,
    NoRoom {
        label: String,
        free: u64,
        needed: u64,
    },
    /// The folder that is written into has no room: this much is free, and this much needed, where that was known
    /// before anything was written.
    TargetFull {
        to: PathBuf,
        room: Option<(u64, u64)>,
    },
    ReadOnly {
        label: String,
    },
    Seal {
        label: String,
        bundle: BundleId,
        problem: SealProblem,
    },
    Open {
        label: String,
        bundle: BundleId,
        problem: OpenProblem,
    },
    Write {
        label: String,
        problem: WriteProblem,
    },
    Storage {
        label: String,
        problem: StorageProblem,
    },
    /// A drive holds an unfinished bundle beside one that is not whole: nothing was erased.
    Unreconciled {
        label: String,
        problem: NotReconciled,
    },
    /// What stands on a drive is not what was left there: nothing was written to it.
    Changed {
        label: String,
        harms: Vec<Harm>,
    },
    Erase {
        label: String,
        bundle: BundleId,
        problem: EraseProblem,
    },
    /// Another home has replaced the sealer's key, and no drive that is connected brings the new one.
    SealerReplaced,
    Identity(#[from] NoIdentity),
    Refused(#[from] Refused),
    /// Something of another vault than the one that the command is about: its client, and how a command names it.
    There {
        client: String,
        spelled: String,
        fault: Box<Fault>,
    },
    Clock(ClockDoubt),
    Scan(#[from] ScanFault),
    Space(#[from] SpaceFault),
    Token(#[from] TokenFault),
    /// A hold may stand on one of these alone.
    MediaUnseen(Vec<String>),
    /// A drive from which a home was to be made again could not be proven.
    Unproven(#[from] Unproven),
    /// What a person wanted on record would contradict what is there: it was not written.
    WouldContradict(LedgerProblem),
    /// Keys and bundles lie apart, and none of the drives named has this role.
    RoleMissing(Role),
    /// The same for a new bundle: `named`, where the drives were; `labels` are those that would do.
    RoleAbsent {
        role: Role,
        named: bool,
        labels: Vec<String>,
    },
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    Interrupted,
}

impl Fault {
    /// Whether it is about one bundle, which its sentence names.
    pub fn names_its_bundle(&self) -> bool {
        match self {
            Fault::Seal { .. } | Fault::Open { .. } | Fault::Erase { .. } => true,
            Fault::Damaged { .. } | Fault::OutboxDamaged { .. } => true,
            Fault::There { fault, .. } => fault.names_its_bundle(),
            Fault::Usage(_)
            | Fault::Vault(_)
            | Fault::Medium(_)
            | Fault::Unheard(_)
            | Fault::MediaAbsent(_)
            | Fault::NoneOfThese(_)
            | Fault::CopiesLost { .. }
            | Fault::MediumGone { .. }
            | Fault::TooFewOthers { .. }
            | Fault::NoMedium
            | Fault::NoRoom { .. }
            | Fault::TargetFull { .. }
            | Fault::ReadOnly { .. }
            | Fault::Write { .. }
            | Fault::Storage { .. }
            | Fault::Unreconciled { .. }
            | Fault::Changed { .. }
            | Fault::SealerReplaced
            | Fault::Identity(_)
            | Fault::Refused(_)
            | Fault::Clock(_)
            | Fault::Scan(_)
            | Fault::Space(_)
            | Fault::Token(_)
            | Fault::MediaUnseen(_)
            | Fault::Unproven(_)
            | Fault::WouldContradict(_)
            | Fault::RoleMissing(_)
            | Fault::RoleAbsent { .. }
            | Fault::Io { .. }
            | Fault::Interrupted => false,
        }
    }
}

impl Fault {
    /// What `--json` calls it where others went well, so that it stands inside a report.
    pub fn word(&self) -> &'static str {
        match self {
            Fault::Usage(_) => "usage",
            Fault::Vault(_) => "vault",
            Fault::Medium(problem) | Fault::Unheard(problem) => problem.word(),
            Fault::MediaAbsent(_) | Fault::NoneOfThese(_) => "absent",
            Fault::CopiesLost { .. } | Fault::MediumGone { retired: false, .. } => "lost",
            Fault::MediumGone { retired: true, .. } => "retired",
            Fault::TooFewOthers { .. } => "too-few-copies",
            Fault::Damaged { .. } => "damaged",
            Fault::OutboxDamaged { .. } => "outbox-damaged",
            Fault::NoMedium => "no-medium",
            Fault::NoRoom { .. } | Fault::TargetFull { .. } => "no-room",
            Fault::ReadOnly { .. } => "read-only",
            Fault::Seal { .. } => "seal",
            Fault::Open { .. } => "closed",
            Fault::Write { .. } => "write",
            Fault::Storage { .. } => "unreadable",
            Fault::Unreconciled { .. } => "unreconciled",
            Fault::Changed { .. } => "changed",
            Fault::Erase { .. } => "erase",
            Fault::There { fault, .. } => fault.word(),
            Fault::SealerReplaced => "sealer-replaced",
            Fault::Identity(_) => "identity",
            Fault::Refused(Refused::LongerBookYear { .. }) => "longer-book-year",
            Fault::Refused(Refused::RulesUnread { .. }) => "rules-unread",
            Fault::Refused(Refused::HomesUnheard { .. }) => "homes-unheard",
            Fault::Refused(Refused::LongerRule { .. }) => "longer-rule",
            Fault::Refused(Refused::ScheduleOlder { .. }) => "schedule-older",
            Fault::Refused(_) => "refused",
            Fault::Clock(_) => "clock",
            Fault::Scan(_) => "scan",
            Fault::Space(_) => "space",
            Fault::Token(_) => "token",
            Fault::MediaUnseen(_) => "unseen",
            Fault::Unproven(_) => "unproven",
            Fault::WouldContradict(_) => "ledger",
            Fault::RoleMissing(_) | Fault::RoleAbsent { .. } => "role",
            Fault::Io { .. } => "io",
            Fault::Interrupted => "interrupted",
        }
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl From<LedgerProblem> for Fault {
    fn from(problem: LedgerProblem) -> Self {
        Fault::Vault(VaultProblem::Ledger(problem))
    }
}

impl Fault {
    /// A storage problem of the drive that is called this.
    pub fn on<P: Into<StorageProblem>>(label: &str) -> impl Fn(P) -> Fault {
        move |problem| Fault::Storage { label: label.into(), problem: problem.into() }
    }
}

/// A problem with a file of the home. There is no `From` for it: whose file it is, only the caller knows, and a message
/// that blames the home for a drive sends people to the wrong place.
pub fn at_home(problem: impl Into<VaultProblem>) -> Fault {
    Fault::Vault(problem.into())
}

impl From<NoPattern> for Fault {
    fn from(problem: NoPattern) -> Self {
        Fault::Usage(problem.into())
    }
}
