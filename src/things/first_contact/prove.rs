//! The proof itself, step by step: the first line, the label, and the chains that the label names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::formats::entry::{Entry, Head};
use crate::formats::label::Label;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::signer::VerifyingKey;
use crate::things::files::FileProblem;
use crate::things::ledger::found::Found;
use crate::things::ledger::quarantine::Quarantine;
use crate::things::ledger::sealers::{Sealers, disposers_in, said_in};
use crate::things::ledger::{self, Asides, Ledger, LedgerProblem, chain_there};
use crate::things::medium::{label_of, look, medium_on, names_other, vault_folder};
use crate::words::ids::{DriveId, VaultId, WriterId};

use super::first_line::first_signers;
use super::labels::{Labels, Signed, labels};
use super::unproven::{Unproven, contradicting};

/// A drive whose ledger and label were proven against the vault's id.
pub struct Proven {
    pub path: PathBuf,
    pub storage: Arc<dyn Storage>,
    pub label: Label,
    /// The chains that the label names, whole.
    pub ledger: Ledger,
    pub asides: Asides,
    /// The other slot does not hold the label that this one names: entries may be hidden.
    pub slot_missing: bool,
    /// Its own copy of the ledger is damaged: other drives have lent what it lacks.
    pub damaged: bool,
    /// A key that was replaced signed the label on the drive.
    pub by_replaced: bool,
    /// The label on the drive counts for nothing. `label` is what the ledger says of the drive.
    pub cut_back: bool,
    pub(super) folder: MediumPath,
}

/// Proves a drive. A home that is made from it will write as `own`. Where lines of its ledger are damaged, the drives
/// in `beside` lend theirs: a line proves itself by its hash. While `unsettled`, entries may contradict each other: the
/// caller has lines left out, and then proves the whole again.
pub fn prove(
    path: &Path,
    storage: Arc<dyn Storage>,
    vault: VaultId,
    own: WriterId,
    beside: &[Arc<dyn Storage>],
    unsettled: bool,
) -> Result<Proven, Unproven> {
    let at = || path.to_path_buf();
    let file = |problem: FileProblem| Unproven::File { path: at(), problem };
    let stored = |problem: StorageProblem| file(problem.into());
    let (drive, found) = look(&*storage).map_err(file)?.ok_or_else(|| Unproven::NotADrive(at()))?;
    if !found.contains(&vault.folder()) {
        return Err(Unproven::OtherVault { path: at(), found });
    }
    let folder = vault_folder(vault).map_err(stored)?;
    let chains = folder.join(ledger::FOLDER).map_err(|problem| stored(problem.into()))?;
    let place = Place { path, storage: &storage, vault, own, beside, unsettled, chains: &chains };
    let keys = place.keys()?;
    let Labels { signed, other } = labels(&*storage, &folder, &keys.sealers).map_err(file)?;
    let by_replaced = !matches!(signed, Signed::InUse(_));
    let (label, cut_back) = match signed {
        Signed::InUse(label) => (label, false),
        Signed::Replaced(label) => place.label_by_ledger(&keys, drive, label)?,
        Signed::Nobody => return Err(Unproven::NoLabel { path: at() }),
    };
    if label.vault != vault {
        return Err(Unproven::NoLabel { path: at() });
    }
    if label.drive != drive {
        return Err(Unproven::OtherDrive { path: at() });
    }
    // What the disposer signed counts behind a head. A label that names no chain at all is no home's.
    if label.heads.is_empty() {
        Ledger::new(own).check(vault).map_err(|problem| place.broken(problem))?;
    }
    let found = place.find(&keys, &label.heads)?;
    let slot_missing = !cut_back && !names_other(&label, other);
    if slot_missing && found.unread > 0 {
        return Err(place.broken(LedgerProblem::Crowded { files: found.unread }));
    }
    let Found { ledger, asides, damaged, .. } = found;
    place.check(&ledger)?;
    let damaged = !damaged.is_empty() && !cut_back;
    Ok(Proven {
        path: at(),
        storage,
        label,
        ledger,
        asides,
        slot_missing,
        damaged,
        by_replaced,
        cut_back,
        folder,
    })
}

/// A place that is to be proven.
struct Place<'a> {
    path: &'a Path,
    storage: &'a Arc<dyn Storage>,
    vault: VaultId,
    own: WriterId,
    beside: &'a [Arc<dyn Storage>],
    unsettled: bool,
    /// The folder of the chains.
    chains: &'a MediumPath,
}

/// The disposers' keys, from the one that the vault's first line names on, and what became of the sealer's.
struct Keys {
    disposers: Vec<VerifyingKey>,
    sealers: Sealers,
}

impl Place<'_> {
    fn broken(&self, problem: LedgerProblem) -> Unproven {
        Unproven::Ledger { path: self.path.to_path_buf(), problem }
    }

    /// Finds the first line, here or on a drive beside. Another drive may know that the key by which this label is
    /// signed was replaced: so all of them are asked.
    fn keys(&self) -> Result<Keys, Unproven> {
        let path = || self.path.to_path_buf();
        let other_ledger = || Unproven::OtherLedger { path: path() };
        let signers_on = |on: &dyn Storage| first_signers(on, self.chains, self.vault);
        let signers = signers_on(&**self.storage)
            .map_err(|problem| Unproven::File { path: path(), problem })?
            .or_else(|| self.beside.iter().find_map(|other| signers_on(&**other).ok()?))
            .ok_or_else(other_ledger)?;
        let disposer: VerifyingKey = signers.disposer.parse().map_err(|_| other_ledger())?;
        let places = || std::iter::once(self.storage).chain(self.beside);
        let chains: Vec<(&dyn Storage, &MediumPath)> =
            places().map(|on| (&**on, self.chains)).collect();
        let disposers = disposers_in(&chains, vec![disposer]);
        let said: Vec<Entry> =
            places().flat_map(|on| said_in(&**on, self.chains, &disposers)).collect();
        let quarantine = Quarantine::default().with(said.iter());
        let sealers = Sealers::of(std::slice::from_ref(&signers), quarantine);
        Ok(Keys { disposers, sealers })
    }

    /// Reads the chains up to these heads. No line may be missing but those that don't count.
    fn find(&self, keys: &Keys, heads: &[Head]) -> Result<Found, Unproven> {
        let lend = |head: &Head| {
            let there = self.beside.iter().map(|other| chain_there(&**other, self.chains, head));
            there.filter_map(Result::ok).map(|(bytes, _)| bytes).collect()
        };
        let found = Ledger::new(self.own)
            .find_in(&**self.storage, self.chains, heads, &keys.disposers, &lend)
            .map_err(|problem| self.broken(problem))?;
        match found.lost.iter().all(|head| found.ledger.is_void(head)) {
            true => Ok(found),
            false => Err(Unproven::LostLines { path: self.path.to_path_buf() }),
        }
    }

    /// Proves the ledger as a whole.
    fn check(&self, ledger: &Ledger) -> Result<(), Unproven> {
        match self.unsettled {
            true => ledger.check_signed(self.vault).map_err(|problem| self.broken(problem)),
            false => {
                let check = ledger.check(self.vault);
                check.map(drop).map_err(|problem| contradicting(self.path, ledger, problem))
            }
        }
    }

    /// The label, where a key that was replaced signed it: it counts if it says no more than the ledger does. Otherwise
    /// the ledger says which medium this is, and the drive is cut back. The disposer alone says how far the chains go.
    fn label_by_ledger(
        &self,
        keys: &Keys,
        drive: DriveId,
        label: Option<Label>,
    ) -> Result<(Label, bool), Unproven> {
        let ledger = self.find(keys, &keys.sealers.heads())?.ledger;
        self.check(&ledger)?;
        let media = ledger.state().media;
        let known = label.filter(|label| {
            let known = media.get(&label.medium);
            known.is_some_and(|m| m.drive == label.drive && m.roles == label.roles)
                && !label.heads.is_empty()
                && keys.sealers.reach(&label.heads)
                && ledger.holds_all(&label.heads)
        });
        if let Some(label) = known {
            return Ok((label, false));
        }
        match medium_on(media.iter(), drive, |_| false) {
            Some((medium, state)) => {
                let label = label_of(self.vault, medium, state);
                Ok((Label { heads: ledger.heads(), ..label }, true))
            }
            None => Err(Unproven::OtherDrive { path: self.path.to_path_buf() }),
        }
    }
}
