//! One of each problem, with its exit code.

use std::io::{Error, ErrorKind};
use std::path::PathBuf;

use crate::formats::chain::ChainProblem;
use crate::formats::entry::Role;
use crate::powers::asker::{Incoming, Setting};
use crate::powers::envelope::{KeyProblem, Unopened, Unsealed};
use crate::powers::identity::{IdentityProblem, NotARecipient};
use crate::powers::medium::{Act, StorageProblem};
use crate::powers::sources::SourceProblem;
use crate::rules::book_year::BookYearProblem;
use crate::rules::clock::ClockDoubt;
use crate::rules::retention::{Bar, DateProblem};
use crate::rules::schedule::ClassProblem;
use crate::rules::setting::SettingValue;
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::open::OpenProblem;
use crate::things::bundle::pack::PackProblem;
use crate::things::bundle::parity::write::ParityProblem;
use crate::things::bundle::proof::{SealField, SealProblem};
use crate::things::bundle::write::WriteProblem;
use crate::things::destruction::door::Refused;
use crate::things::destruction::erase::EraseProblem;
use crate::things::destruction::neighbours::{Harm, HarmKind};
use crate::things::first_contact::{Unfit, Unproven};
use crate::things::ledger::LedgerProblem;
use crate::things::ledger::state::UnknownEvent;
use crate::things::medium::{Beside, LostLines, MediumProblem};
use crate::things::reconcile::NotReconciled;
use crate::things::search::patterns::GlobProblem;
use crate::things::vault::VaultProblem;
use crate::things::vault::config::ConfigProblem;
use crate::things::vault::keys::NoIdentity;
use crate::verbs::fault::{Fault, Usage};
use crate::words::day::Day;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId, WriterId};
use crate::words::toml_text::{NotToml, TomlFault};
use crate::words::typed::NotTyped;

/// A name that would move the cursor, and fake a line.
pub(super) const HOSTILE: &str = "a\u{1b}[2J\nkluis: help: x";

pub(super) fn bundle() -> BundleId {
    "20261031-7f3ca2b1".parse().unwrap()
}

pub(super) fn day(text: &str) -> Day {
    crate::words::day::parse_day(text).unwrap()
}

pub(super) fn path() -> PathBuf {
    HOSTILE.into()
}

pub(super) fn cause() -> Error {
    Error::new(ErrorKind::PermissionDenied, "no permission")
}

pub(super) fn text() -> String {
    HOSTILE.into()
}

pub(super) fn io() -> StorageProblem {
    StorageProblem::Io { act: Act::Read, path: path(), source: cause() }
}

pub(super) fn full() -> StorageProblem {
    StorageProblem::Full { act: Act::Write, path: path() }
}

pub(super) fn ledger() -> LedgerProblem {
    LedgerProblem::Missing { writer: WriterId([1; 8]) }
}

fn newer(count: u64, of: u64) -> Usage {
    let (limit, modified) = (day("2025-12-31"), day("2026-02-19"));
    let some = vec![(path(), modified), ("b.pdf".into(), modified)];
    Usage::NewerThanDate { some, count, of, limit, date: "2025".parse().unwrap() }
}

pub(super) fn usages() -> Vec<Usage> {
    let (date, keep) = ("2025".parse().unwrap(), day("2030-12-31"));
    let glob = |why| Usage::BadGlob { pattern: text(), why };
    vec![
        Usage::NoVault,
        Usage::WhichVault(vec![text(), "B".into()]),
        Usage::NoSuchVault(text()),
        Usage::VaultExists(text()),
        Usage::BadText("--label"),
        Usage::BadYearEnd(text()),
        Usage::BookYear(BookYearProblem::TooLong { from: keep, to: keep }),
        Usage::NoSuchClass(text()),
        Usage::NoSuchCountry { country: text(), known: vec![text()] },
        Usage::Class(ClassProblem::NotToml(not_toml())),
        Usage::Date(DateProblem::InFuture { date, today: keep }),
        Usage::BadAlso(text()),
        Usage::BadPeriod(text()),
        Usage::BadSpan(text()),
        Usage::BadTag(text()),
        Usage::Source { path: path(), source: cause() },
        Usage::SourceIsOurs(path()),
        Usage::SourceOfOther { path: path(), place: path(), vault: "De Wit".into() },
        Usage::NothingToSeal,
        Usage::EndIsNear { keep_through: keep },
        newer(2, 12),
        newer(9, 12),
        Usage::Conflict { keep_through: keep, delete_from: keep },
        Usage::NoSelection,
        Usage::NoSuchBundle(text()),
        Usage::AmbiguousBundle(text(), vec![bundle(), bundle()]),
        Usage::BadYears(text()),
        glob(GlobProblem::Length),
        glob(GlobProblem::Letters),
        glob(GlobProblem::OpenClass),
        glob(GlobProblem::Range { from: 'z', to: 'a' }),
        glob(GlobProblem::Braces),
        glob(GlobProblem::DanglingEscape),
        glob(GlobProblem::TooMuch),
        Usage::TargetNotEmpty(path()),
        Usage::TargetHolds(path()),
        Usage::TargetIsOurs(path()),
        Usage::TooLargeForTarget { to: path(), name: text(), bytes: 2, most: 1 },
        Usage::NoSuchMedium(text()),
        Usage::LabelLikeAPath(text()),
        Usage::LabelTaken(text()),
        Usage::NotAFolder(path()),
        Usage::Roles,
        Usage::OpenMatters,
        Usage::NotTyped,
        Usage::FileExists(path()),
        Usage::IdentityUnnamed,
        Usage::NotWaitedFor(text()),
        Usage::SheetNotConfirmed,
        Usage::SheetNowhere,
        Usage::NotUtf8(text()),
        Usage::AlreadyDestroyed(bundle()),
        Usage::NotIntended(bundle()),
        Usage::LostInTheFuture(keep),
        Usage::ShortPassphrase { chars_min: 8 },
        Usage::NoNewPassphrase,
        Usage::SettingsUnaccepted(vec![Setting {
            name: text(),
            value: SettingValue::Word(text()),
        }]),
        Usage::SettingsRefused,
        Usage::Unvouched(Box::new(incoming())),
        Usage::VouchRefused(Box::new(incoming())),
        Usage::BadLines(text()),
        Usage::DeletionIsDue { delete_from: keep },
        Usage::DriveInDrive { path: path(), other: path() },
    ]
}

pub(super) fn not_toml() -> NotToml {
    NotToml { line: Some(3), fault: TomlFault::Value { text: text() } }
}

fn incoming() -> Incoming {
    Incoming { medium: text(), entries: 4, bundles: vec![], media: vec![text()] }
}

pub(super) fn vaults() -> Vec<(VaultProblem, i32)> {
    let config = |problem| VaultProblem::Config { path: path(), problem };
    vec![
        (VaultProblem::NoVault(path()), 2),
        (VaultProblem::NotEmpty(path()), 2),
        (VaultProblem::InUse { by: text() }, 16),
        (config(ConfigProblem::Toml(not_toml())), 2),
        (config(ConfigProblem::Copies(12)), 2),
        (config(BookYearProblem::TooLong { from: Day::MAX, to: Day::MAX }.into()), 2),
        (config(ClassProblem::NotToml(not_toml()).into()), 2),
        (VaultProblem::Recipients { path: path(), line: 3, problem: NotARecipient::Malformed }, 2),
        (VaultProblem::TooManyRecipients(Unsealed::NoRecipients), 2),
        (VaultProblem::DamagedLedger { path: path(), problem: ledger() }, 11),
        (VaultProblem::RecipientsDiffer, 15),
        (VaultProblem::Broken(path()), 11),
        (VaultProblem::MemoryLost(path()), 11),
        (VaultProblem::MarksLost { bundles: vec![bundle()] }, 11),
        (VaultProblem::Ledger(ledger()), 15),
        (VaultProblem::DamagedLedger { path: path(), problem: ledger() }, 11),
        (VaultProblem::File(full().into()), 10),
        (VaultProblem::Io { path: path(), source: cause() }, 20),
    ]
}

pub(super) fn media() -> Vec<(MediumProblem, i32)> {
    let chain = ChainProblem::BrokenPrev { seq: 3 };
    let chain = LedgerProblem::Chain { writer: WriterId([1; 8]), problem: chain };
    vec![
        (MediumProblem::NotADrive(path()), 10),
        (MediumProblem::OtherVault { path: path(), found: vec![] }, 10),
        (MediumProblem::NotWhole { path: path(), by_label: true }, 10),
        (MediumProblem::NotWhole { path: path(), by_label: false }, 10),
        (MediumProblem::TwoDrives(path()), 10),
        (MediumProblem::LabelBroken { path: path() }, 12),
        (MediumProblem::LabelDamaged { path: path(), label: text() }, 11),
        (MediumProblem::SlotDamaged { path: path(), label: text(), file: text() }, 11),
        (MediumProblem::SlotBlocked { path: path(), label: text(), file: text() }, 11),
        (MediumProblem::DamagedChains { path: path(), label: text(), chains: vec![] }, 11),
        (MediumProblem::LostChains { path: path(), label: text(), lost: vec![lost_lines()] }, 11),
        (MediumProblem::OtherDrive { path: path() }, 10),
        (MediumProblem::InUse(path()), 16),
        (MediumProblem::NoAnswer(path()), 10),
        (MediumProblem::Twice { path: path(), other: path(), label: text() }, 10),
        (MediumProblem::RolledBack { path: path(), label: text(), known: 3, found: 2 }, 10),
        (MediumProblem::LabelReplaced { path: path(), known: true }, 12),
        (MediumProblem::LabelReplaced { path: path(), known: false }, 12),
        (MediumProblem::SlotMissing { path: path(), label: text() }, 10),
        (MediumProblem::Overtaken { path: path(), label: text() }, 10),
        (MediumProblem::Ledger { path: path(), problem: chain }, 15),
        (MediumProblem::Unjoined { path: path(), problem: ledger() }, 15),
        (MediumProblem::Unvouched { path: path(), bundles: vec![bundle()], more: 3 }, 12),
        (MediumProblem::OwnDisk { path: path(), beside: Beside::Own(path()), new: true }, 10),
        (MediumProblem::OwnDisk { path: path(), beside: Beside::Memory, new: true }, 10),
        (MediumProblem::OwnDisk { path: path(), beside: Beside::Unseen, new: false }, 10),
        (MediumProblem::AmongSources { path: path(), source_path: path() }, 10),
        (MediumProblem::AlreadyOurs(path()), 2),
        (MediumProblem::File { path: path(), problem: io().into() }, 20),
    ]
}

pub(super) fn storages() -> Vec<(StorageProblem, i32)> {
    let act = Act::Write;
    vec![
        (StorageProblem::Absent { path: path() }, 11),
        (StorageProblem::Exists { path: path() }, 20),
        (full(), 10),
        (StorageProblem::ReadOnly { act, path: path() }, 10),
        (StorageProblem::Gone { act, path: path() }, 10),
        (StorageProblem::Denied { act, path: path() }, 20),
        (StorageProblem::TooLarge { act, path: path() }, 20),
        (StorageProblem::NotRegular { path: path() }, 10),
        (StorageProblem::LinkInTheWay { path: path() }, 10),
        (StorageProblem::Shorter { path: path(), bytes: 1, at: 2 }, 11),
        (io(), 20),
    ]
}

pub(super) fn lost_lines() -> LostLines {
    LostLines { writer: WriterId([4; 8]), first: 3, last: 9 }
}

pub(super) fn on_bundles() -> Vec<(Fault, i32)> {
    let label = text;
    let seal = |problem| Fault::Seal { label: label(), bundle: bundle(), problem };
    let open = |problem| Fault::Open { label: label(), bundle: bundle(), problem };
    let write = |problem| Fault::Write { label: label(), problem };
    let erase = |problem| Fault::Erase { label: label(), bundle: bundle(), problem };
    let changed = |what| {
        let harms = vec![Harm { bundle: bundle(), what }];
        Fault::Changed { label: label(), harms }
    };
    let fault = || FileFault::Bytes { found: Digest::ZERO };
    let outbox = |labels| {
        let (file, fault) = (text(), FileFault::Missing);
        Fault::OutboxDamaged { bundle: bundle(), file, fault, labels }
    };
    vec![
        (seal(SealProblem::Signature), 11),
        (seal(SealProblem::OtherSeal { known: Digest::ZERO, found: Digest::ZERO }), 12),
        (seal(SealProblem::File(io().into())), 20),
        (open(OpenProblem::NoKey), 10),
        (open(OpenProblem::Key(KeyProblem::Unopened(Unopened::NoIdentity))), 13),
        (open(OpenProblem::Key(KeyProblem::Size { expected: 1, found: 2 })), 11),
        (open(OpenProblem::OtherKey), 12),
        (open(OpenProblem::NotAsSealed { name: "index.age" }), 11),
        (open(OpenProblem::Unopened(Unopened::Damaged)), 11),
        (write(WriteProblem::Pack(PackProblem::Unstable(path()))), 20),
        (write(WriteProblem::Pack(PackProblem::Interrupted)), 130),
        (write(WriteProblem::Storage(full())), 10),
        (write(WriteProblem::ReadBack { name: text(), fault: fault() }), 11),
        (write(WriteProblem::NothingLeft(vec![])), 20),
        (write(WriteProblem::NothingLeft(vec![(path(), SourceProblem::Changed)])), 20),
        (write(WriteProblem::Recipients(Unsealed::NoRecipients)), 2),
        (write(WriteProblem::Parity(ParityProblem::Changed { name: text() })), 11),
        (write(WriteProblem::Pack(PackProblem::Compression(cause()))), 20),
        (erase(EraseProblem::Interrupted), 130),
        (Fault::MediumGone { label: text(), retired: false }, 10),
        (Fault::TooFewOthers { label: label(), bundles: vec![bundle()], damaged: vec![] }, 14),
        (
            Fault::TooFewOthers { label: label(), bundles: vec![bundle()], damaged: vec![label()] },
            14,
        ),
        (Fault::Damaged { label: label(), bundle: bundle(), file: text(), fault: fault() }, 11),
        (outbox(vec![]), 11),
        (outbox(vec![label()]), 11),
        (changed(HarmKind::File(text())), 11),
        (changed(HarmKind::Seal(SealProblem::Signature)), 11),
        (changed(HarmKind::Seal(SealProblem::Unsealed)), 11),
        (erase(EraseProblem::NotItsOwn { name: text() }), 14),
        (erase(EraseProblem::Differs { name: text() }), 11),
        (erase(EraseProblem::StillThere { name: text() }), 11),
        (erase(EraseProblem::ReadsOtherwise { name: text() }), 11),
        (erase(EraseProblem::AnotherBundles { name: text() }), 14),
        (erase(EraseProblem::Moved { name: Some(text()) }), 14),
        (erase(EraseProblem::Moved { name: None }), 14),
        (erase(EraseProblem::OtherMedium), 14),
        (Fault::MediumGone { label: text(), retired: true }, 10),
        (changed(HarmKind::Key("key.age")), 11),
        (changed(HarmKind::Unreadable(io())), 11),
    ]
}

pub(super) fn refusals() -> Vec<(Refused, i32)> {
    let bars = vec![Bar::OpenEnd];
    vec![
        (Refused::Unknown(bundle()), 14),
        (Refused::Barred { bundle: bundle(), bars }, 14),
        (
            Refused::UnknownEvents(vec![UnknownEvent {
                event: text(),
                writer: WriterId([7; 8]),
                seq: 3,
            }]),
            14,
        ),
        (Refused::MediaUnseen(vec![MediumId([3; 16])]), 14),
        (Refused::LongerBookYear { bundle: bundle(), kept_through: Day::MAX }, 14),
        (Refused::RulesUnread { bundle: bundle(), kept_through: Day::MAX }, 14),
        (Refused::ClockInDoubt, 17),
        (Refused::UnderDestruction(bundle()), 14),
        (Refused::Needed(bundle()), 14),
        (Refused::OtherSeal(bundle()), 12),
        (Refused::PartlyErased(bundle()), 14),
        (Refused::Disagrees { bundle: bundle(), field: SealField::Rules }, 12),
    ]
}

pub(super) fn unproven() -> Vec<(Unproven, i32)> {
    vec![
        (Unproven::NotADrive(path()), 10),
        (Unproven::OtherVault { path: path(), found: vec![text()] }, 10),
        (Unproven::OtherLedger { path: path() }, 15),
        (Unproven::NoLabel { path: path() }, 12),
        (Unproven::OtherDrive { path: path() }, 10),
        (Unproven::Ledger { path: path(), problem: ledger() }, 15),
        (Unproven::Forked { path: path(), first: path() }, 15),
        (Unproven::LostLines { path: path() }, 11),
        (Unproven::OtherDocument { path: path() }, 11),
        (Unproven::Closed { path: path(), problem: Unopened::NoIdentity }, 13),
        (Unproven::Closed { path: path(), problem: Unopened::Damaged }, 11),
        (Unproven::Unfit { path: path(), what: Unfit::OtherRecipients }, 12),
        (Unproven::File { path: path(), problem: full().into() }, 10),
    ]
}

pub(super) fn faults() -> Vec<(Fault, i32)> {
    let time = |text: &str| text.parse().unwrap();
    let (now, last) = (time("2026-10-31T09:00:00Z"), time("2026-11-01T09:00:00Z"));
    let label = text;
    let wrong = IdentityProblem::WrongPassphrase;
    let harm = Harm { bundle: bundle(), what: HarmKind::File(text()) };
    let harmed = NotReconciled::Harmed(harm);
    let mut faults: Vec<(Fault, i32)> =
        usages().into_iter().map(|usage| (Fault::Usage(usage), 2)).collect();
    faults.push((Fault::Usage(Usage::OpenMattersStand), 14));
    faults.extend(vaults().into_iter().map(|(problem, exit)| (Fault::Vault(problem), exit)));
    faults.extend(media().into_iter().map(|(problem, exit)| (Fault::Medium(problem), exit)));
    let stored = |(problem, exit)| (Fault::Storage { label: label(), problem }, exit);
    faults.extend(storages().into_iter().map(stored));
    faults.extend(on_bundles());
    faults.extend(refusals().into_iter().map(|(refused, exit)| (Fault::Refused(refused), exit)));
    faults.extend(unproven().into_iter().map(|(problem, exit)| (Fault::Unproven(problem), exit)));
    faults.extend([
        (Fault::MediaUnseen(vec![text(), text()]), 14),
        (Fault::RoleMissing(Role::Keys), 10),
        (Fault::RoleAbsent { role: Role::Keys, named: true, labels: vec![text()] }, 10),
        (Fault::RoleAbsent { role: Role::Data, named: false, labels: vec![] }, 10),
        (Fault::MediaAbsent(vec![text(), text()]), 10),
        (Fault::NoneOfThese(vec![vec![text(), text()], vec![text()]]), 10),
        (Fault::Unheard(MediumProblem::LabelBroken { path: path() }), 12),
        (Fault::SealerReplaced, 12),
        (Fault::NoMedium, 10),
        (Fault::NoRoom { label: label(), free: 1, needed: 2 }, 10),
        (Fault::TargetFull { to: path(), room: Some((1, 2)) }, 10),
        (Fault::TargetFull { to: path(), room: None }, 10),
        (Fault::ReadOnly { label: label() }, 10),
        (Fault::Unreconciled { label: label(), problem: NotReconciled::Ledger(ledger()) }, 15),
        (Fault::Unreconciled { label: label(), problem: NotReconciled::Storage(full()) }, 10),
        (Fault::Unreconciled { label: label(), problem: harmed }, 11),
        (Fault::Vault(VaultProblem::Ledger(LedgerProblem::TooManyHomes)), 14),
        (Fault::Vault(LedgerProblem::NoRoom { bytes: 2, bytes_max: 1 }.into()), 14),
        (Fault::Vault(LedgerProblem::Crowded { files: 2 }.into()), 15),
        (Fault::Identity(NoIdentity::Unreadable { path: path(), source: cause() }), 20),
        (Fault::Identity(NoIdentity::Problem { path: path(), problem: wrong }), 13),
        (Fault::Identity(NoIdentity::PassphraseNeeded), 2),
        (Fault::Identity(NoIdentity::NoneHere), 13),
        (Fault::Identity(NoIdentity::NotARecipient), 13),
        (Fault::Identity(NoIdentity::WrongPassphrase { path: path(), tries: 1 }), 13),
        (Fault::Identity(NoIdentity::WrongPassphrase { path: path(), tries: 3 }), 13),
        (Fault::Identity(NoIdentity::PassphraseFile { path: path(), why: NotTyped::NotUtf8 }), 2),
        (Fault::Identity(NoIdentity::PassphraseFile { path: path(), why: NotTyped::Nul }), 2),
        (
            Fault::Identity(NoIdentity::PassphraseFile {
                path: path(),
                why: NotTyped::BlankFirstLine,
            }),
            2,
        ),
        (Fault::Identity(NoIdentity::NotTheOwners), 13),
        (Fault::Clock(ClockDoubt::Behind { now, last }), 17),
        (Fault::Clock(ClockDoubt::Ahead { now: last, last: now }), 17),
        (Fault::Clock(ClockDoubt::OtherDate { today: now.day(), confirmed: last.day() }), 17),
        (Fault::Io { path: path(), source: cause() }, 20),
        (Fault::Io { path: path(), source: ErrorKind::FileTooLarge.into() }, 20),
        (Fault::WouldContradict(ledger()), 15),
        (Fault::Interrupted, 130),
    ]);
    faults
}
