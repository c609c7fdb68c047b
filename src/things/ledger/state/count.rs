//! How many copies of a bundle count: what every rule asks that lets something go.
//!
//! A copy counts where its data was proven and it opens: its keys lie beside it, or as many key copies as the vault
//! wants were proven on other media (design, promise 2).

use std::collections::BTreeSet;

use super::{BundleState, Copy, Look, Opened, Proven, ProvenNow, Standing, State};
use crate::words::ids::{BundleId, MediumId, WriterId};

/// What counts of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    /// The media whose copy counts.
    pub on: BTreeSet<MediumId>,
    /// How many copies these are.
    pub copies: usize,
    /// The media with key copies that were proven.
    pub keys_on: BTreeSet<MediumId>,
    /// How many key copies these are.
    pub keys: usize,
    /// Copies whose data was proven, and which don't count since too few key copies were.
    pub locked_on: BTreeSet<MediumId>,
}

/// Whose eyes it relies on that a source may go, or a bundle in whose place others stand: a home's own, from a line of
/// its chain on.
///
/// Whoever has the sealer's key can put on record copies that nobody made. So another home's word lets nothing go;
/// and lines of its own that this home got back from a drive are nobody's either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness {
    /// The home's chain.
    pub writer: WriterId,
    /// The first line that counts.
    pub from_seq: u64,
}

impl Witness {
    /// How far a home's own looks prove a copy, of those that it took itself.
    fn proves(self, look: Look) -> Proven {
        let reattached = look.reattached_seq.is_some_and(|seq| seq >= self.from_seq);
        match look.seq >= self.from_seq && self.has_opened(look) {
            false => Proven::DoesNotHold,
            true if reattached && look.proven >= Proven::Cached => Proven::Reattached,
            true => look.proven,
        }
    }

    /// Whether this home has looked inside itself, where somebody found something there.
    fn has_opened(self, look: Look) -> bool {
        match look.opened {
            Opened::NotAsked => true,
            Opened::NotSince => false,
            Opened::At(seq) => seq >= self.from_seq,
        }
    }
}

/// What keeps a bundle's sources on the PC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepsSources {
    TooFewCopies,
    /// Enough copies count, and this home has not seen so many itself.
    NotSeenHere,
    /// The same, and in one of them something was found inside: only a deep look of this home's can tell.
    NotOpenedHere,
    /// What this PC alone remembers may be over: another PC may know that the copies were lost, and this home may have
    /// been put back from a backup.
    NoCopyConnected,
}

impl BundleState {
    /// Whether this home has yet to look inside a copy that it has seen.
    fn is_unopened_by(&self, witness: Witness) -> bool {
        let mut looks = self.looks.values().filter_map(|looks| looks.get(&witness.writer));
        looks.any(|look| !witness.has_opened(*look))
    }
}

impl State {
    /// Why the sources of a bundle may not go now; none where they may.
    pub fn keeps_sources(
        &self,
        bundle: BundleId,
        least: Proven,
        wanted: usize,
        connected: &BTreeSet<MediumId>,
        witness: Witness,
    ) -> Option<KeepsSources> {
        let Some(known) = self.bundles.get(&bundle) else {
            return Some(KeepsSources::TooFewCopies);
        };
        let counted = self.counted(known, least, wanted);
        if known.standing() != Standing::Kept || counted.copies < wanted.max(1) {
            return Some(KeepsSources::TooFewCopies);
        }
        let seen = self.counted_by(known, least, wanted, witness);
        if seen.copies < wanted.max(1) {
            Some(match known.is_unopened_by(witness) {
                true => KeepsSources::NotOpenedHere,
                false => KeepsSources::NotSeenHere,
            })
        } else if seen.on.is_disjoint(connected) {
            Some(KeepsSources::NoCopyConnected)
        } else {
            None
        }
    }

    /// Whether as many copies count as are wanted, each of them seen by this home itself.
    pub fn has_seen(
        &self,
        bundle: BundleId,
        least: Proven,
        wanted: usize,
        witness: Witness,
    ) -> bool {
        let known = self.bundles.get(&bundle);
        known.is_some_and(|known| {
            self.counted_by(known, least, wanted, witness).copies >= wanted.max(1)
        })
    }

    fn counted_by(
        &self,
        known: &BundleState,
        least: Proven,
        wanted: usize,
        witness: Witness,
    ) -> Counted {
        self.counted_where(known, least, wanted, &|on| {
            let look = known.looks.get(on).and_then(|looks| looks.get(&witness.writer));
            look.is_some_and(|look| witness.proves(*look) >= least)
        })
    }

    /// What counts of a bundle where copies and keys must be proven at least so far, and so many copies are wanted.
    pub fn counted(&self, bundle: &BundleState, least: Proven, wanted: usize) -> Counted {
        self.counted_without(bundle, None, least, wanted)
    }

    /// The same, as if one medium were gone.
    pub fn counted_without(
        &self,
        bundle: &BundleState,
        without: Option<MediumId>,
        least: Proven,
        wanted: usize,
    ) -> Counted {
        self.counted_where(bundle, least, wanted, &|on| Some(*on) != without)
    }

    /// The same, of such media alone.
    fn counted_where(
        &self,
        bundle: &BundleState,
        least: Proven,
        wanted: usize,
        such: &dyn Fn(&MediumId) -> bool,
    ) -> Counted {
        let stands = |(on, copy): &(&MediumId, &Copy)| {
            copy.proven() >= least
                && such(on)
                && !bundle.destroyed_on.contains_key(on)
                && !self.unsound.contains(on)
        };
        let media = |(on, _): (&MediumId, &Copy)| *on;
        let keys_on: BTreeSet<MediumId> = bundle.keys_on.iter().filter(stands).map(media).collect();
        let data: BTreeSet<MediumId> = bundle.copies.iter().filter(stands).map(media).collect();
        let keys = self.apart(&keys_on);
        let opens = |on: &MediumId| keys_on.contains(on) || keys >= wanted.max(1);
        let (on, locked_on): (BTreeSet<MediumId>, BTreeSet<MediumId>) =
            data.into_iter().partition(opens);
        Counted { copies: self.apart(&on), on, keys_on, keys, locked_on }
    }

    /// What a copy on a medium is worth now.
    pub fn proven_now(&self, medium: MediumId, copy: &Copy) -> ProvenNow {
        match copy.proven() {
            Proven::Written | Proven::Cached | Proven::ReadBack | Proven::Reattached
                if self.unsound.contains(&medium) =>
            {
                ProvenNow::ToBeVerified
            }
            proven => ProvenNow::As(proven),
        }
    }

    /// The media on which a bundle's keys stand, as far as is known, on a drive that is not gone.
    pub fn key_holders(&self, bundle: &BundleState) -> BTreeSet<MediumId> {
        let stands = |(on, copy): &(&MediumId, &Copy)| {
            copy.proven() >= Proven::Written && !bundle.destroyed_on.contains_key(on)
        };
        bundle.keys_on.iter().filter(stands).map(|(on, _)| *on).collect()
    }
}
