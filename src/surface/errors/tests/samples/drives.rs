//! One of each problem with a drive, with its exit code.

use crate::formats::chain::ChainProblem;
use crate::powers::envelope::Unopened;
use crate::powers::medium::{Act, StorageProblem};
use crate::things::first_contact::{Unfit, Unproven};
use crate::things::ledger::LedgerProblem;
use crate::things::medium::{Beside, LostLines, MediumProblem};
use crate::words::ids::WriterId;

use super::{bundle, full, io, ledger, path, text};

pub fn media() -> Vec<(MediumProblem, i32)> {
    let chain = ChainProblem::BrokenPrev { seq: 3 };
    let chain = LedgerProblem::Chain { writer: WriterId([1; 8]), problem: chain };
    vec![
        (MediumProblem::NotADrive(path()), 10),
        (MediumProblem::OtherVault { path: path(), found: vec![] }, 10),
        (MediumProblem::NotWhole { path: path(), by_label: true }, 10),
        (MediumProblem::NotWhole { path: path(), by_label: false }, 10),
        (MediumProblem::Renamed { path: path(), found: text(), folder: text() }, 10),
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
        (
            MediumProblem::OwnDisk { path: path(), beside: Beside::Own(path()), new: Some(text()) },
            10,
        ),
        (MediumProblem::OwnDisk { path: path(), beside: Beside::Memory, new: Some(text()) }, 10),
        (MediumProblem::OwnDisk { path: path(), beside: Beside::Unseen, new: None }, 10),
        (MediumProblem::AmongSources { path: path(), source_path: path() }, 10),
        (MediumProblem::AlreadyOurs(path()), 2),
        (MediumProblem::File { path: path(), problem: io().into() }, 20),
    ]
}

pub fn storages() -> Vec<(StorageProblem, i32)> {
    let act = Act::Write;
    vec![
        (StorageProblem::Absent { path: path() }, 11),
        (StorageProblem::Exists { path: path() }, 20),
        (full(), 10),
        (StorageProblem::ReadOnly { act, path: path() }, 10),
        (StorageProblem::Gone { act, path: path() }, 10),
        (StorageProblem::Denied { act, path: path() }, 20),
        (StorageProblem::InUse { act, path: path() }, 20),
        (StorageProblem::TooLarge { act, path: path() }, 20),
        (StorageProblem::NotRegular { path: path() }, 10),
        (StorageProblem::LinkInTheWay { path: path() }, 10),
        (StorageProblem::Shorter { path: path(), bytes: 1, at: 2 }, 11),
        (io(), 20),
    ]
}

fn lost_lines() -> LostLines {
    LostLines { writer: WriterId([4; 8]), first: 3, last: 9 }
}

pub fn unproven() -> Vec<(Unproven, i32)> {
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
