//! Every way in which a verb can end other than well: a closed list. The surface gives each its sentence, its
//! help line and its exit code.

use std::path::PathBuf;

use serde::{Serialize, Serializer};

use crate::formats::entry::Role;
use crate::powers::asker::Setting;
use crate::powers::medium::StorageProblem;
use crate::rules::clock::ClockDoubt;
use crate::rules::retention::DateProblem;
use crate::rules::schedule::ClassProblem;
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::open::OpenProblem;
use crate::things::bundle::proof::SealProblem;
use crate::things::bundle::write::WriteProblem;
use crate::things::destruction::door::Refused;
use crate::things::destruction::erase::EraseProblem;
use crate::things::destruction::neighbours::Harm;
use crate::things::first_contact::Unproven;
use crate::things::ledger::LedgerProblem;
use crate::things::medium::MediumProblem;
use crate::things::reconcile::NotReconciled;
use crate::things::vault::VaultProblem;
use crate::things::vault::keys::NoIdentity;
use crate::words::day::{Day, GivenDate};
use crate::words::ids::BundleId;

/// Why a verb did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Usage(#[from] Usage),
    #[error(transparent)]
    Vault(#[from] VaultProblem),
    #[error(transparent)]
    Medium(#[from] MediumProblem),
    /// The drives that hold what is asked for are not here.
    #[error("not here: {0:?}")]
    MediaAbsent(Vec<String>),
    /// Of each group one drive is enough, and none is here.
    #[error("not here: {0:?}")]
    NoneOfThese(Vec<Vec<String>>),
    /// A drive that the ledger says is lost or retired is not written to.
    #[error("{label} is lost or retired")]
    MediumGone { label: String, retired: bool },
    /// Other copies of these don't hold now in the number that the vault wants, so that the drive has to stay; `damaged`
    /// are drives whose copy was read, and does not hold.
    #[error("{} bundles have too few other copies that verify now", bundles.len())]
    TooFewOthers { label: String, bundles: Vec<BundleId>, damaged: Vec<String> },
    /// A copy that was to be read is not what was sealed.
    #[error("{bundle} on {label}: {file}: {fault}")]
    Damaged { label: String, bundle: BundleId, file: String, fault: FileFault },
    /// The same of one that waits in the outbox; `labels` are the drives that hold a good one.
    #[error("{bundle} in the outbox: {file}: {fault}")]
    OutboxDamaged { bundle: BundleId, file: String, fault: FileFault, labels: Vec<String> },
    #[error("no drive of this vault is plugged in")]
    NoMedium,
    #[error("{label} has room for {free} bytes, and {needed} are needed")]
    NoRoom { label: String, free: u64, needed: u64 },
    #[error("{label} is read-only")]
    ReadOnly { label: String },
    #[error("{bundle} on {label}: {problem}")]
    Seal { label: String, bundle: BundleId, problem: SealProblem },
    #[error("{bundle} on {label}: {problem}")]
    Open { label: String, bundle: BundleId, problem: OpenProblem },
    #[error("{label}: {problem}")]
    Write { label: String, problem: WriteProblem },
    #[error("{label}: {problem}")]
    Storage { label: String, problem: StorageProblem },
    /// A drive holds an unfinished bundle beside one that is not whole: nothing was erased.
    #[error("{label}: {problem}")]
    Unreconciled { label: String, problem: NotReconciled },
    /// What stands on a drive is not what was left there: nothing was written to it.
    #[error("{label}: {} bundles are not as they were left", harms.len())]
    Changed { label: String, harms: Vec<Harm> },
    #[error("{bundle} on {label}: {problem}")]
    Erase { label: String, bundle: BundleId, problem: EraseProblem },
    /// Another home has replaced the sealer's key, and no drive that is connected brings the new one.
    #[error("the sealer's key of this home was replaced")]
    SealerReplaced,
    #[error(transparent)]
    Identity(#[from] NoIdentity),
    #[error("refused")]
    Refused(#[from] Refused),
    #[error("the clock is in doubt")]
    Clock(ClockDoubt),
    /// A hold may stand on one of these alone.
    #[error("never seen: {0:?}")]
    MediaUnseen(Vec<String>),
    /// A drive from which a home was to be made again.
    #[error(transparent)]
    Unproven(#[from] Unproven),
    /// Keys and bundles lie apart, and none of the drives named has this role.
    #[error("no drive with {0:?} is named")]
    RoleMissing(Role),
    /// The same for a new bundle: `named`, where the drives were; `labels` are those that would do.
    #[error("no drive with {role:?} is here")]
    RoleAbsent { role: Role, named: bool, labels: Vec<String> },
    #[error("{path}: {source}", path = path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("interrupted")]
    Interrupted,
}

/// A question without an answer, or words that can't be meant.
#[derive(Debug, thiserror::Error)]
pub enum Usage {
    #[error("no vault is named")]
    NoVault,
    #[error("there are {0:?}, and none is named")]
    WhichVault(Vec<String>),
    #[error("no vault is called {0}")]
    NoSuchVault(String),
    #[error("there is a vault {0} already")]
    VaultExists(String),
    #[error("{0} is empty or too long")]
    BadText(&'static str),
    #[error("{0} can't be used as the end of a book year")]
    BadYearEnd(String),
    #[error("{0}")]
    BookYear(#[from] crate::rules::book_year::BookYearProblem),
    #[error("no class is called {0}")]
    NoSuchClass(String),
    #[error("{0}")]
    Class(#[from] ClassProblem),
    #[error("{0}")]
    Date(DateProblem),
    #[error("{0} is no CLASS@DATE")]
    BadAlso(String),
    #[error("{0} is no period")]
    BadPeriod(String),
    #[error("{0} is no time span")]
    BadSpan(String),
    #[error("{0} is no K=V")]
    BadTag(String),
    #[error("{path}: {source}", path = path.display())]
    Source { path: PathBuf, source: std::io::Error },
    #[error("{0} holds the vault or a drive of it")]
    SourceIsOurs(PathBuf),
    /// A source folder belongs to one vault.
    #[error("{path} is a source of {vault}", path = path.display())]
    SourceOfOther { path: PathBuf, place: PathBuf, vault: String },
    #[error("nothing to seal")]
    NothingToSeal,
    /// The end computed is past or within twelve months.
    #[error("kept through {keep_through}")]
    EndIsNear { keep_through: Day },
    /// A rule wants it deleted already.
    #[error("to be deleted from {delete_from}")]
    DeletionIsDue { delete_from: Day },
    /// A record is newer than the date given: a mistyped year is the costliest typo.
    #[error("{path} is newer than {date}", path = path.display())]
    NewerThanDate { path: PathBuf, modified: Day, date: GivenDate },
    /// Nobody can say which end was meant.
    #[error("a duty to delete ends before a duty to keep")]
    Conflict { keep_through: Day, delete_from: Day },
    #[error("no selection")]
    NoSelection,
    #[error("no bundle starts with {0}")]
    NoSuchBundle(String),
    #[error("{0} could be {1:?}")]
    AmbiguousBundle(String, Vec<BundleId>),
    #[error("{0} is no year or range of years")]
    BadYears(String),
    #[error("{pattern}: {why:?}")]
    BadGlob { pattern: String, why: GlobProblem },
    #[error("{0} is not empty")]
    TargetNotEmpty(PathBuf),
    #[error("{0} lies in the vault or on a drive of it")]
    TargetIsOurs(PathBuf),
    /// The target's file system ends a file before this record's end.
    #[error("{name} has {bytes} bytes, and a file in {to} {most}", to = to.display())]
    TooLargeForTarget { to: PathBuf, name: String, bytes: u64, most: u64 },
    #[error("no drive is called {0}")]
    NoSuchMedium(String),
    /// Nobody could tell the drive from a folder of that name.
    #[error("{0} is like a path")]
    LabelLikeAPath(String),
    #[error("a drive is called {0} already")]
    LabelTaken(String),
    #[error("{0} lies in the future")]
    LostInTheFuture(Day),
    #[error("{0} is no folder")]
    NotAFolder(PathBuf),
    /// Two folders of one drive are one drive: both copies would go with it.
    #[error("{path} lies in or around {other}")]
    DriveInDrive { path: PathBuf, other: PathBuf },
    #[error("roles don't fit the vault's custody")]
    Roles,
    #[error("open matters are not answered")]
    OpenMatters,
    #[error("open matters stand in the way")]
    OpenMattersStand,
    #[error("the bundle's id was not typed")]
    NotTyped,
    #[error("{0} is there already")]
    FileExists(PathBuf),
    #[error("the passphrase has fewer than {chars_min} characters")]
    ShortPassphrase { chars_min: usize },
    #[error("no new passphrase")]
    NoNewPassphrase,
    /// Nobody has looked at the settings that a drive brought.
    #[error("the settings on the drive were not accepted")]
    SettingsUnaccepted(Vec<Setting>),
    #[error("the settings on the drive are not the vault's")]
    SettingsRefused,
    #[error("no identity is named")]
    IdentityUnnamed,
    /// No lines of a chain that is known here.
    #[error("{0} names no lines")]
    BadLines(String),
    #[error("{0} is waited for by nobody")]
    NotWaitedFor(String),
    #[error("the recovery sheet was not confirmed")]
    SheetNotConfirmed,
    #[error("the recovery sheet has no place to go")]
    SheetNowhere,
    #[error("a path is no UTF-8")]
    NotUtf8(String),
    #[error("{0} was destroyed before")]
    AlreadyDestroyed(BundleId),
    #[error("{0} is not being destroyed")]
    NotIntended(BundleId),
}

impl Fault {
    /// What `--json` calls it where others went well, so that it stands inside a report.
    pub fn word(&self) -> &'static str {
        match self {
            Fault::Usage(_) => "usage",
            Fault::Vault(_) => "vault",
            Fault::Medium(problem) => problem.word(),
            Fault::MediaAbsent(_) | Fault::NoneOfThese(_) => "absent",
            Fault::MediumGone { retired: false, .. } => "lost",
            Fault::MediumGone { retired: true, .. } => "retired",
            Fault::TooFewOthers { .. } => "too-few-copies",
            Fault::Damaged { .. } => "damaged",
            Fault::OutboxDamaged { .. } => "outbox-damaged",
            Fault::NoMedium => "no-medium",
            Fault::NoRoom { .. } => "no-room",
            Fault::ReadOnly { .. } => "read-only",
            Fault::Seal { .. } => "seal",
            Fault::Open { .. } => "closed",
            Fault::Write { .. } => "write",
            Fault::Storage { .. } => "unreadable",
            Fault::Unreconciled { .. } => "unreconciled",
            Fault::Changed { .. } => "changed",
            Fault::Erase { .. } => "erase",
            Fault::SealerReplaced => "sealer-replaced",
            Fault::Identity(_) => "identity",
            Fault::Refused(Refused::LongerBookYear { .. }) => "longer-book-year",
            Fault::Refused(_) => "refused",
            Fault::Clock(_) => "clock",
            Fault::MediaUnseen(_) => "unseen",
            Fault::Unproven(_) => "unproven",
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

/// Why a pattern over names can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlobProblem {
    /// It is empty, or too long.
    Length,
    /// It has more letters of other alphabets than can be told apart.
    Letters,
    /// `[` without `]`.
    OpenClass,
    /// `[z-a]`.
    Range { from: char, to: char },
    /// `{` without `}`, or the reverse.
    Braces,
    /// `\` at the end.
    DanglingEscape,
    /// It comes to more than can be looked for.
    TooMuch,
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
