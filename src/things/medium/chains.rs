//! A medium's copies of the chains, where they are not what its signed label names: written again
//! from this home, or lost here and waited for.

use std::io::Read;
use std::path::Path;

use crate::formats::entry::Head;
use crate::powers::medium::{Act, Storage, StorageProblem};
use crate::things::files;
use crate::things::ledger::{self, chain_path};
use crate::things::vault::Vault;
use crate::words::ids::WriterId;

use super::problem::LostLines;
use super::{Contact, MediumProblem};

/// A chain that was written again, or why it could not be.
pub type Mended = (WriterId, Result<(), StorageProblem>);

impl Contact {
    /// The heads that its label names and that no chain here reaches.
    pub fn lost_heads(&self, vault: &Vault) -> Vec<Head> {
        self.named.iter().filter(|head| !vault.ledger.holds(head)).copied().collect()
    }

    /// The lines that can't be read there and that nobody here knows.
    pub fn lost_lines(&self, vault: &Vault) -> Vec<LostLines> {
        let lines = |head: &Head| LostLines {
            writer: head.writer,
            first: vault.ledger.count_of(head.writer),
            last: head.count - 1,
        };
        self.lost_heads(vault).iter().map(lines).collect()
    }

    /// Why this medium is read and not written to: a label that this home signs would forget the
    /// lines that can't be read.
    pub fn lost(&self, vault: &Vault) -> Option<MediumProblem> {
        let lost = self.lost_lines(vault);
        let (path, label) = (self.path.clone(), self.name.clone());
        (!lost.is_empty()).then_some(MediumProblem::LostChains { path, label, lost })
    }

    pub(super) fn refuse_lost(&self, vault: &Vault) -> Result<(), StorageProblem> {
        match self.lost_heads(vault).first() {
            None => Ok(()),
            Some(head) => {
                let path = Path::new(self.folder.as_str()).join(ledger::FOLDER);
                let why = files::OwnCause::EntriesLost.into();
                let path = path.join(format!("{}.jsonl", head.writer));
                Err(StorageProblem::of(Act::Read, path, why))
            }
        }
    }

    /// Looks at the chains again, since another medium may have brought what was lost there.
    pub fn hear_again(&mut self, vault: &mut Vault) {
        if self.lost_heads(vault).is_empty() {
            return;
        }
        let Ok(folder) = self.folder.join(ledger::FOLDER) else { return };
        let found = vault.ledger.find_in(
            &*self.storage,
            &folder,
            &self.named,
            &vault.disposers(),
            &|_| vec![],
        );
        // What does not join is still lost, and the medium stays as it is.
        let Ok(found) = found else { return };
        if let Ok(true) = vault.join(found.ledger) {
            vault.keep_heard();
        }
    }

    /// Writes the damaged chains again as the label names them, and reads each back. What this home
    /// does not have whole is left.
    pub fn mend_chains(&mut self, vault: &Vault) -> Result<Vec<Mended>, StorageProblem> {
        let mut done = Vec::new();
        let folder = self.folder.join(ledger::FOLDER)?;
        for head in self.named.clone() {
            let Some(bytes) = vault.ledger.bytes_to(&head) else { continue };
            if !self.damaged_chains.contains(&head.writer) {
                continue;
            }
            let path = chain_path(&folder, head.writer)?;
            let put = self
                .storage
                .make_folders(&folder)
                .and_then(|()| files::write_over(&*self.storage, &path, bytes))
                .and_then(|()| self.storage.sync_folder(&folder))
                .and_then(|()| reads_as(&*self.storage, &path, bytes));
            if put.is_ok() {
                self.damaged_chains.retain(|writer| *writer != head.writer);
                self.label.heads.retain(|known| known.writer != head.writer);
                self.label.heads.push(head);
                self.label.heads.sort_by_key(|head| head.writer);
            }
            done.push((head.writer, put));
        }
        Ok(done)
    }
}

fn reads_as(
    storage: &dyn Storage,
    path: &crate::powers::medium::MediumPath,
    bytes: &[u8],
) -> Result<(), StorageProblem> {
    let problem = |source| StorageProblem::of(Act::ReadBack, path.as_str(), source);
    let (reader, _) = storage.read_back(path)?;
    let mut found = Vec::new();
    reader.take(bytes.len() as u64 + 1).read_to_end(&mut found).map_err(problem)?;
    match found == bytes {
        true => Ok(()),
        false => Err(problem(files::OwnCause::ReadsOtherwise.into())),
    }
}
