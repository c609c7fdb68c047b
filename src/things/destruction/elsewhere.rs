//! A bundle of another vault that holds records of one of this vault: what the other vault's own home on this PC says
//! of it, in this run.
//!
//! Nothing is taken from an entry: the seal is proven by the other vault's sealers and ledger, and its copies count as
//! that vault counts them, by the eyes of its home here.

use std::path::PathBuf;

use crate::formats::entry::Elsewhere;
use crate::formats::seal::Seal;
use crate::powers::asker::Watcher;
use crate::powers::medium::{MediumPath, Storage};
use crate::powers::signer::{Namespace, VerifyingKey};
use crate::rules::retention::End;
use crate::things::bundle::fixity::read_back;
use crate::things::bundle::proof::{Verified, disagreement, files_in_order};
use crate::things::ledger::state::{BundleState, MediumState, Proven, Standing, State, Witness};
use crate::things::medium::{Accept, Contact};
use crate::things::vault::Vault;
use crate::words::ids::{BundleId, MediumId};

/// A bundle that another vault's home was asked for in this run. Only [`StandsThere::of`] makes one.
#[derive(Debug)]
pub struct StandsThere {
    seal: Verified<Seal>,
    /// The public key that the seal was signed with.
    sealer: String,
    known: BundleState,
    /// As many copies as that vault wants were seen by its home here, and one is whole now.
    seen: bool,
}

/// What the home of another vault says.
#[derive(Clone, Copy)]
pub struct There<'a> {
    /// What the chains of that vault say.
    pub state: &'a State,
    /// All sealers of that vault.
    pub sealers: &'a [VerifyingKey],
    /// How many copies that vault wants.
    pub copies: usize,
    /// Whose eyes count there.
    pub witness: Witness,
    /// A copy of the bundle was read whole in this run, on a drive of that vault: what its home remembers may be gone.
    pub whole: bool,
}

impl StandsThere {
    /// Asks another vault for a bundle, and its drives that are connected; none where its home has no such seal, or
    /// nobody keeps that bundle there. The vault is only looked at, and kept by nobody.
    pub fn ask(vault: &mut Vault, bundle: BundleId, watcher: &dyn Watcher) -> Option<StandsThere> {
        let seal = vault.seal_at_home(bundle)?;
        let whole = is_whole_somewhere(vault, &seal, watcher);
        StandsThere::of_home(vault, seal, whole)
    }

    /// The same by what that home remembers alone, which lets nothing go.
    pub fn remembered(vault: &Vault, bundle: BundleId) -> Option<StandsThere> {
        StandsThere::of_home(vault, vault.seal_at_home(bundle)?, false)
    }

    fn of_home(vault: &Vault, seal: Verified<Seal>, whole: bool) -> Option<StandsThere> {
        let (state, sealers) = (&vault.state, &vault.sealers()[..]);
        let (copies, witness) = (vault.config.copies as usize, vault.witness());
        StandsThere::of(There { state, sealers, copies, witness, whole }, seal)
    }

    /// The same of the bundle with this seal, which was proven by that vault's sealers and ledger.
    pub fn of(there: There<'_>, seal: Verified<Seal>) -> Option<StandsThere> {
        let There { state, sealers, copies, witness, whole } = there;
        let known = state.bundles.get(&seal.bundle)?;
        let stands = known.standing() == Standing::Kept && disagreement(known, &seal).is_none();
        let signs = |key: &&VerifyingKey| {
            key.verify(Namespace::Seal, seal.bytes(), seal.signature()).is_ok()
        };
        let sealer = sealers.iter().find(signs)?.to_string();
        let seen = whole && state.has_seen(seal.bundle, Proven::ReadBack, copies, witness);
        stands.then(|| StandsThere { sealer, known: known.clone(), seen, seal })
    }

    /// As an entry of the vault names it whose records it holds.
    pub fn named(&self) -> Elsewhere {
        Elsewhere {
            bundle: self.seal.bundle,
            records: self.seal.counts.records,
            seal: self.seal.sha256(),
            sealer: self.sealer.clone(),
            vault: self.seal.vault,
        }
    }

    /// Whether an entry names this very bundle.
    pub(super) fn is(&self, named: &Elsewhere) -> bool {
        self.seal.vault == named.vault && self.seal.bundle == named.bundle
    }

    /// Whether it is what the entry says, was sealed to stand in the place of `from`, and is kept through that end.
    pub(super) fn holds(&self, from: BundleId, named: &Elsewhere, end: End) -> bool {
        self.named() == *named
            && self.seal.supersedes.contains(&from)
            && self.known.is_kept_as_long(from, end)
    }

    /// Whether the home of that vault here has seen as many copies as that vault wants.
    pub fn is_seen(&self) -> bool {
        self.seen
    }
}

/// Whether a copy that counts there stands whole on a drive that is connected where that home saw it last.
fn is_whole_somewhere(vault: &mut Vault, seal: &Verified<Seal>, watcher: &dyn Watcher) -> bool {
    let Some(known) = vault.state.bundles.get(&seal.bundle) else { return false };
    let media: Vec<MediumId> = known.standing_copies().map(|(medium, _)| medium).collect();
    let gone = |medium: &MediumId| vault.state.media.get(medium).is_none_or(MediumState::is_gone);
    let places = media.into_iter().filter(|medium| !gone(medium));
    let places: Vec<_> = places
        .filter_map(|on| Some((on, PathBuf::from(&vault.memory.media.get(&on)?.path))))
        .collect();
    places.into_iter().any(|(medium, path)| {
        let Ok(contact) = Contact::open(vault, &path, Accept::Older) else { return false };
        let Ok(folder) = contact.bundle_folder(seal.bundle) else { return false };
        contact.label.medium == medium && is_whole(&*contact.storage, &folder, seal, watcher)
    })
}

/// Whether each file that a seal names stands in a folder as it was sealed: all are read.
pub fn is_whole(
    storage: &dyn Storage,
    folder: &MediumPath,
    seal: &Verified<Seal>,
    watcher: &dyn Watcher,
) -> bool {
    let fixity = read_back(storage, folder, &files_in_order(seal), watcher);
    fixity.holds() && fixity.how.is_some()
}
