//! One of each problem, with its exit code.

mod bundles;
mod drives;
mod usages;

use std::io::{Error, ErrorKind};
use std::path::PathBuf;

use crate::formats::entry::Role;
use crate::powers::envelope::Unsealed;
use crate::powers::identity::{IdentityProblem, NotARecipient};
use crate::powers::medium::{Act, StorageProblem};
use crate::rules::book_year::BookYearProblem;
use crate::rules::clock::ClockDoubt;
use crate::rules::schedule::ClassProblem;
use crate::things::destruction::neighbours::{Harm, HarmKind};
use crate::things::ledger::LedgerProblem;
use crate::things::medium::MediumProblem;
use crate::things::reconcile::NotReconciled;
use crate::things::vault::VaultProblem;
use crate::things::vault::config::ConfigProblem;
use crate::things::vault::keys::NoIdentity;
use crate::things::vault::source_setting::SourceProblem;
use crate::verbs::fault::{Fault, Usage};
use crate::words::day::Day;
use crate::words::ids::{BundleId, WriterId};
use crate::words::toml_text::{NotToml, TomlFault};
use crate::words::typed::NotTyped;

pub(super) use bundles::{on_bundles, refusals};
pub(super) use drives::{media, storages, unproven};
pub(super) use usages::usages;

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

pub(super) fn not_toml() -> NotToml {
    NotToml { line: Some(3), fault: TomlFault::Value { text: text() } }
}

fn unknown_class() -> SourceProblem {
    SourceProblem::UnknownClass { folder: path(), class: "nl-none".parse().unwrap() }
}

fn not_by_document() -> SourceProblem {
    let class = "nl-contract".parse().unwrap();
    let (event, event_nl) = ("contract end".into(), "einde contract".into());
    SourceProblem::NotByDocument { folder: path(), class, event, event_nl }
}

pub(super) fn vaults() -> Vec<(VaultProblem, i32)> {
    let config = |problem| VaultProblem::Config { path: path(), problem };
    vec![
        (VaultProblem::NoVault(path()), 2),
        (VaultProblem::NotEmpty(path()), 2),
        (VaultProblem::InUse { by: text() }, 16),
        (config(ConfigProblem::Toml(not_toml())), 2),
        (config(ConfigProblem::Copies(12)), 2),
        (config(ConfigProblem::Sources(SourceProblem::NoFolder)), 2),
        (config(ConfigProblem::Sources(SourceProblem::Escaped("C:\tuin".into()))), 2),
        (config(ConfigProblem::Sources(SourceProblem::Twice(path()))), 2),
        (config(ConfigProblem::Sources(SourceProblem::Ignored(path()))), 2),
        (config(ConfigProblem::Sources(SourceProblem::NoClass(path()))), 2),
        (config(ConfigProblem::Sources(unknown_class())), 2),
        (config(ConfigProblem::Sources(not_by_document())), 2),
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
    faults.extend(super::ends::usages().into_iter().map(|(usage, exit)| (usage.into(), exit)));
    let keys = super::keys::usages();
    faults.extend(super::keys::of_vaults().into_iter().map(|(fault, exit)| (fault.into(), exit)));
    faults.extend(keys.into_iter().map(|(fault, exit)| (fault.into(), exit)));
    let persons = super::persons::usages();
    faults.extend(persons.into_iter().map(|(usage, exit)| (usage.into(), exit)));
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
        (Fault::CopiesLost { bundles: vec![bundle()], labels: vec![text()] }, 10),
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
        (Fault::Identity(NoIdentity::NoSuchSigner(text())), 2),
        (Fault::Identity(NoIdentity::SignerRetired(text())), 13),
        (Fault::Identity(NoIdentity::SignerElsewhere(text())), 13),
        (Fault::Identity(NoIdentity::WhichSigner(vec![])), 13),
        (Fault::Identity(NoIdentity::WhichSigner(vec![text(), text()])), 2),
        (Fault::Identity(NoIdentity::SignerPassphraseNeeded(text())), 2),
        (Fault::Identity(NoIdentity::ApproverPassphraseNeeded(text())), 2),
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
