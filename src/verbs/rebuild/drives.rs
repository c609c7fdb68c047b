//! The drives that were named: proven one by one, put in order, and their chains joined.

use std::cmp::Ordering;
use std::path::PathBuf;
use std::sync::Arc;

use crate::formats::chain::Contradiction;
use crate::formats::entry::Role;
use crate::formats::label::Label;
use crate::powers::medium::Storage;
use crate::powers::places::{Look, look};
use crate::powers::real_path;
use crate::things::first_contact::{Proven, Unproven, contradicting, prove};
use crate::things::ledger::{Ledger, LedgerProblem};
use crate::things::medium::MediumProblem;
use crate::things::vault::config::Custody;
use crate::things::vault::rebuilding::Open;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::Broken;
use crate::words::ids::WriterId;

use super::request::Request;

/// A drive that was opened, and where it is.
pub(super) type OpenedDrive = (PathBuf, Arc<dyn Storage>);

/// Opens every drive that is named. One that can't be opened keeps nobody from the others.
pub(super) fn open_all(
    from: &[PathBuf],
    open: Open<'_>,
) -> Result<(Vec<OpenedDrive>, Vec<Broken>), Fault> {
    let mut opened: Vec<OpenedDrive> = Vec::new();
    let mut broken: Vec<Broken> = Vec::new();
    for path in from {
        match look(path) {
            Look::Folder => {}
            Look::NoAnswer => {
                let fault = MediumProblem::NoAnswer(path.clone()).into();
                broken.push(Broken { label: None, fault });
                continue;
            }
            Look::Nothing | Look::Fails(_) => return Err(Usage::NotAFolder(path.clone()).into()),
        }
        let path =
            real_path::of(path).map_err(|source| Fault::Io { path: path.clone(), source })?;
        match open(&path) {
            Ok(storage) => opened.push((path, storage)),
            Err(problem) => {
                let fault = Unproven::File { path, problem: problem.into() }.into();
                broken.push(Broken { label: None, fault });
            }
        }
    }
    Ok((opened, broken))
}

/// Proves every drive that is named against the vault's id; the one that knows most comes first. One that does not
/// hold keeps nobody from the others, and is given too; where none holds the fault of the first is the run's. A place
/// that is no folder is a word that can't be meant: then nothing is made.
pub(super) fn prove_all(
    request: &Request,
    own: WriterId,
    open: Open<'_>,
) -> Result<(Vec<Proven>, Vec<Broken>), Fault> {
    let (opened, mut broken) = open_all(&request.from, open)?;
    let beside: Vec<Arc<dyn Storage>> = opened.iter().map(|(_, storage)| storage.clone()).collect();
    let mut drives: Vec<Proven> = Vec::new();
    for (path, storage) in opened {
        let drive = match prove(
            &path,
            storage,
            request.vault,
            own,
            &beside,
            !request.distrust.is_empty(),
        ) {
            Ok(drive) => drive,
            Err(problem) => {
                broken.push(Broken { label: None, fault: problem.into() });
                continue;
            }
        };
        // A drive is one drive however often it is named.
        if !drives.iter().any(|known| known.label.medium == drive.label.medium) {
            drives.push(drive);
        }
    }
    if drives.is_empty() {
        let first = broken.into_iter().next();
        return Err(first.map_or(Fault::NoMedium, |first| first.fault));
    }
    drives.sort_by(|one, other| knows_more(&other.label, &one.label));
    drives.sort_by_key(|drive| drive.cut_back);
    Ok((drives, broken))
}

/// Which of two labels knows more of the vault. One that has all of the other's lines and some of its own has more
/// lines in total, whatever the clocks said. Of two homes that did not know of each other the one with more lines goes
/// first, and the other's lines are joined to it. The clock decides only between labels with equally many lines.
fn knows_more(one: &Label, other: &Label) -> Ordering {
    let lines =
        |label: &Label| label.heads.iter().map(|head| head.count).fold(0, u64::saturating_add);
    let rank = |label: &Label| (lines(label), label.written_at.time, label.medium);
    rank(one).cmp(&rank(other))
}

/// The chains of all drives together, proven again as a whole.
pub(super) fn joined(drives: &[Proven], request: &Request) -> Result<Ledger, Fault> {
    let mut ledger = drives[0].ledger.clone();
    for drive in &drives[1..] {
        match ledger.join(drive.ledger.clone()) {
            Err(LedgerProblem::Contradiction(Contradiction::TwoLines { .. })) => {
                let (path, first) = (drive.path.clone(), drives[0].path.clone());
                return Err(Unproven::Forked { path, first }.into());
            }
            joined => joined?,
        };
    }
    ledger.drop_void();
    // Where lines are to be left out the whole is proven without them.
    if request.distrust.is_empty() {
        let check = ledger.check(request.vault);
        check.map_err(|problem| contradicting(&drives[0].path, &ledger, problem))?;
    }
    Ok(ledger)
}

/// Where keys lie apart, a home needs both kinds of drive: without the keys no index opens.
pub(super) fn check_roles(custody: Custody, drives: &[Proven]) -> Result<(), Fault> {
    let has = |role| drives.iter().any(|drive| drive.label.roles.contains(&role));
    match [Role::Data, Role::Keys].into_iter().find(|role| !has(*role)) {
        Some(role) if custody == Custody::Apart => Err(Fault::RoleMissing(role)),
        _ => Ok(()),
    }
}
