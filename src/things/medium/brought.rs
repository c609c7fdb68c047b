//! What a drive brings that this home does not take in by itself: lines of its own chain under numbers under which this
//! home has others (a home was put back to an earlier state, and has written since), and lines by a key that was
//! replaced before this home saw them.
//!
//! Both are read here as the drive's label names them. Whether they are taken in is the disposer's word. Implements
//! format §3.4 and §3.5.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::formats::chain::Chain;
use crate::formats::entry::{Event, Head, LinesVouched, NoteRef, WriterJoined};
use crate::formats::label::Label;
use crate::powers::medium::{self, MediumPath, Storage, StorageProblem};
use crate::powers::signer::SigningKey;
use crate::things::files::FileProblem;
use crate::things::ledger::found::Found;
use crate::things::ledger::moved::{Moves, moves_in};
use crate::things::ledger::moving::{Moved, common_lines};
use crate::things::ledger::{self, Ledger, LedgerProblem, chain_there};
use crate::things::vault::Vault;
use crate::words::day::Stamp;
use crate::words::ids::{MediumId, WriterId};

use super::label::label_to_vouch;
use super::problem::LostLines;
use super::{MediumProblem, look, vault_folder};

/// Two branches of one chain.
pub struct Fork {
    pub here: Chain,
    pub there: Chain,
    /// How many lines both have in common.
    pub after: u64,
}

/// A drive that is read for the lines that it brings.
pub struct Brought {
    path: PathBuf,
    storage: Arc<dyn Storage>,
    chains: MediumPath,
    label: Label,
    pub forks: Vec<Fork>,
    /// What moved by the word of that drive.
    pub moves: Moves,
}

/// The home's ledger with what a drive brings.
pub struct Joined {
    pub ledger: Ledger,
    /// From which line on this home's own chain is of its own hand again, where lines of it came back.
    pub own_from: Option<u64>,
    /// How many lines count now that were quarantined, or would be.
    pub vouched: u64,
}

/// Branches that move before the drive's lines are taken in.
#[derive(Default)]
pub struct Moving {
    pub branches: Vec<Moved>,
    /// This home's own branch is among them: it goes on as this writer.
    pub fresh: Option<WriterId>,
}

impl Brought {
    /// Reads the label and the branches there; nothing where no label holds.
    pub fn read(vault: &Vault, path: &Path) -> Result<Option<Brought>, MediumProblem> {
        let at = || path.to_path_buf();
        let file = |problem: FileProblem| MediumProblem::File { path: at(), problem };
        let stored = |problem: StorageProblem| file(problem.into());
        let storage: Arc<dyn Storage> = Arc::new(medium::open_native(path).map_err(stored)?);
        let folder = vault_folder(vault.id).map_err(stored)?;
        let chains = folder.join(ledger::FOLDER).map_err(|problem| stored(problem.into()))?;
        let moves = moves_in(&*storage, &chains, &vault.disposers());
        let Some(label) = label_to_vouch(vault, &*storage, &folder, path)? else { return Ok(None) };
        let drive = look(&*storage).map_err(file)?.map(|(drive, _)| drive);
        if drive != Some(label.drive) {
            return Err(MediumProblem::OtherDrive { path: at() });
        }
        let mut brought = Brought { path: at(), storage, chains, label, forks: vec![], moves };
        brought.forks = brought.find_forks(vault)?;
        Ok(Some(brought))
    }

    fn find_forks(&self, vault: &Vault) -> Result<Vec<Fork>, MediumProblem> {
        let mut forks = Vec::new();
        for head in self.label.heads.iter().filter(|head| !vault.ledger.holds(head)) {
            let Some(here) = vault.ledger.chain(head.writer) else { continue };
            let there = chain_there(&*self.storage, &self.chains, head);
            let (bytes, _) = there.map_err(|problem| self.broken(problem))?;
            let Ok((there, _)) = Chain::read(&bytes, Some(head)) else { continue };
            let after = common_lines(here, &there);
            if 0 < after && after < here.count() && after < there.count() {
                forks.push(Fork { here: here.clone(), there, after });
            }
        }
        Ok(forks)
    }

    /// The medium that its label names.
    pub fn medium(&self) -> MediumId {
        self.label.medium
    }

    /// Whether lines under its label are quarantined, or this home's own are.
    pub fn has_withheld(&self, vault: &Vault) -> bool {
        let mut under = vault.ledger.resolve(&self.label.heads);
        under.extend(vault.ledger.chain(vault.writer()).and_then(Chain::head));
        !vault.ledger.withheld(&under, &vault.ledger).is_empty()
    }

    /// Why what the drive brings can't be taken in.
    pub fn broken(&self, problem: LedgerProblem) -> MediumProblem {
        MediumProblem::Unjoined { path: self.path.clone(), problem }
    }

    /// The home's ledger with all that the drive brings, and the disposer's word for it, proven as a whole. The home is
    /// as it was.
    pub fn joined(
        &self,
        vault: &Vault,
        moving: &Moving,
        stamp: Stamp,
        note: Option<NoteRef>,
        disposer: &SigningKey,
    ) -> Result<Joined, MediumProblem> {
        let broken = |problem| self.broken(problem);
        let mut ledger = vault.ledger.clone();
        move_all(&mut ledger, vault, moving, stamp, note, disposer).map_err(broken)?;
        let found = self.find(vault, &ledger)?;
        let mut under = ledger.resolve(&found.reached);
        under.extend(moving.branches.iter().filter_map(|one| one.chain.head()));
        let before = ledger.clone();
        ledger.take_in(found.ledger).map_err(broken)?;
        let own_from = ledger.regained(&before);
        under.extend(ledger.chain(ledger.own()).and_then(Chain::head));
        let heads = ledger.withheld(&under, &vault.ledger);
        let counted = ledger.counting();
        if !heads.is_empty() {
            let vouched = Event::LinesVouched(LinesVouched { heads, medium: self.label.medium });
            ledger.append(stamp, vouched, note, Some(disposer)).map_err(broken)?;
        }
        ledger.end_taking(vault.id).map_err(broken)?;
        // The entry that says so counts too.
        let vouched = (ledger.counting() - counted).saturating_sub(1);
        Ok(Joined { ledger, own_from, vouched })
    }

    /// Finds the chains that the label names; a line that can't be read there must be known here.
    fn find(&self, vault: &Vault, ledger: &Ledger) -> Result<Found, MediumProblem> {
        let (heads, disposers) = (&self.label.heads, vault.disposers());
        let found = ledger
            .find_in(&*self.storage, &self.chains, heads, &disposers, &|_| vec![])
            .map_err(|problem| self.broken(problem))?;
        let lines = |head: &Head| LostLines {
            writer: head.writer,
            first: ledger.count_of(head.writer),
            last: head.count - 1,
        };
        let lost: Vec<LostLines> =
            found.lost.iter().filter(|head| !ledger.is_void(head)).map(lines).collect();
        if !lost.is_empty() {
            let (path, label) = (self.path.clone(), vault.memory.label(self.label.medium));
            return Err(MediumProblem::LostChains { path, label, lost });
        }
        Ok(found)
    }
}

/// Puts the branches that move into chains of their own.
fn move_all(
    ledger: &mut Ledger,
    vault: &Vault,
    moving: &Moving,
    stamp: Stamp,
    note: Option<NoteRef>,
    disposer: &SigningKey,
) -> Result<(), LedgerProblem> {
    if let Some(own) = moving.fresh {
        ledger.write_as(own);
        let joined = Event::WriterJoined(WriterJoined { vault: vault.id });
        ledger.append(stamp, joined, None, None)?;
    }
    for one in &moving.branches {
        ledger.take_moved(&one.chain)?;
    }
    for event in moving.branches.iter().flat_map(|one| &one.events) {
        ledger.append(stamp, event.clone(), note, Some(disposer))?;
    }
    ledger.cut_moved();
    Ok(())
}
