//! The home's memory after both copies of it were lost: made anew from the home's own chains, and from nothing else.
//!
//! What the home knew of the drives is gone: in which state it left them, which of them it doubted, what they are
//! called. So nothing on any of them counts here until it was verified. The home writes as a new one from here on,
//! since nobody knows any more which of the chains was its own, and how far the drives had it.

use std::path::{Path, PathBuf};

use crate::formats::entry::{Event, WriterJoined};
use crate::powers::medium::{self, MediumPath, Storage, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::powers::signer::Namespace;
use crate::things::ledger::{self, Ledger};
use crate::things::slots;
use crate::words::day::{Stamp, Time};
use crate::words::ids::{VaultId, WriterId};

use super::lock::Lock;
use super::memory::{Memory, Remembered};
use super::sealer_keys::SealerKeys;
use super::{INDEXES, VaultProblem, spares};

/// A home without a memory, and its chains as far as their lines hold.
pub struct Forgetful {
    root: PathBuf,
    home: Box<dyn Storage>,
    keys: SealerKeys,
    vault: VaultId,
    ledger: Ledger,
    _lock: Lock,
}

impl Forgetful {
    /// Reads what is left. None where a memory stands that holds.
    pub fn read(
        root: &Path,
        holder: &str,
        random: &mut dyn Random,
    ) -> Result<Option<Forgetful>, VaultProblem> {
        let lock = Lock::take(root, holder)?;
        let home = medium::open_native_private(root)?;
        spares::check(&home, root)?;
        let keys = SealerKeys::read(&home, root)?;
        let holds = |bytes: &[u8], signature: &[u8]| keys.signed(bytes, signature);
        if slots::read::<Memory>(&home, &MediumPath::root(), &holds)?.in_force.is_some() {
            return Ok(None);
        }
        let folder = MediumPath::parse(ledger::FOLDER).map_err(StorageProblem::from)?;
        let ledger = Ledger::without_heads(WriterId::from_random(draw(random)), &home, &folder)?;
        let damaged =
            |problem| VaultProblem::DamagedLedger { path: root.join(ledger::FOLDER), problem };
        let vault = ledger.vault().ok_or(ledger::LedgerProblem::OtherVault).map_err(damaged)?;
        ledger.check(vault).map_err(damaged)?;
        let root = root.to_path_buf();
        Ok(Some(Forgetful { root, home: Box::new(home), keys, vault, ledger, _lock: lock }))
    }

    /// The latest time that an entry believed.
    pub fn last_believed(&self) -> Option<Time> {
        self.ledger.state().last_believed
    }

    /// Writes the new memory, in which every drive is doubted.
    pub fn begin_anew(mut self, stamp: Stamp) -> Result<(), VaultProblem> {
        let before = self.ledger.heads();
        let joined = Event::WriterJoined(WriterJoined { vault: self.vault });
        self.ledger.has_room_for(stamp, std::slice::from_ref(&joined))?;
        self.ledger.append(stamp, joined, None, None)?;
        let state = self.ledger.state();
        let mut memory = Memory::new(self.vault, self.ledger.own(), self.has_indexes());
        for (medium, known) in &state.media {
            let unseen = Remembered::unseen(*medium, known.drive, known.added);
            memory.media.insert(*medium, Remembered { doubted: true, ..unseen });
        }
        let folder = MediumPath::parse(ledger::FOLDER).map_err(StorageProblem::from)?;
        self.ledger.write_behind(&*self.home, &folder, &before)?;
        memory.heads = self.ledger.heads();
        memory.generation = 1;
        let sealer = self.keys.settle(&*self.home, &state)?;
        let sign = |bytes: &[u8]| sealer.sign(Namespace::Medium, bytes).into_bytes();
        let at = MediumPath::root();
        let slot = slots::write(&*self.home, &at, &memory, &sign, None)?;
        slots::write(&*self.home, &at, &memory, &sign, Some(slot))?;
        Ok(())
    }

    /// Whether the home kept copies of the indexes.
    fn has_indexes(&self) -> bool {
        let names = std::fs::read_dir(self.root.join(INDEXES)).into_iter().flatten().flatten();
        names.into_iter().any(|entry| entry.path().extension().is_some_and(|end| end == "age"))
    }
}
