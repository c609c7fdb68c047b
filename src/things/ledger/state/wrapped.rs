//! The wrapped keys of bundles: which generation stands on which medium, to whom it was wrapped, and where that is not
//! to those who are recipients now.

use std::collections::{BTreeMap, BTreeSet};

use super::{BundleState, Standing, State};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

impl BundleState {
    /// The generation of the newest key file, and its hash. Entries say which that is by what they have seen: a number
    /// orders only those that have not seen each other, so that no number can be so high that nothing comes behind it.
    pub fn newest_key_file(&self) -> (u64, Digest) {
        (self.newest_generation, self.key_files[&self.newest_generation])
    }

    /// Whether a key file with this hash was right in any generation.
    pub fn had_key_file(&self, sha256: &Digest) -> bool {
        self.key_files.values().any(|known| known == sha256)
    }

    /// The generation of the key files on a medium, and what both must hash to. Where none were wrapped anew they can
    /// only be those that were sealed.
    pub fn key_file_on(&self, medium: MediumId) -> (u64, Digest) {
        let generation = self.rewrapped_on.get(&medium).copied().unwrap_or(1);
        (generation, self.key_files[&generation])
    }

    /// The media on which wrapped keys stand, a copy beside them or not.
    pub fn wrapped_on(&self) -> impl Iterator<Item = MediumId> {
        let standing = self.keys_on.keys().copied();
        standing.filter(|medium| !self.destroyed_on.contains_key(medium))
    }

    /// Whether the key files on a medium may be wrapped anew: the bundle is kept, and nobody has ordered to destroy it.
    pub fn may_be_wrapped_on(&self, medium: MediumId) -> bool {
        self.intended.is_none()
            && self.standing() == Standing::Kept
            && self.keys_on.contains_key(&medium)
            && !self.destroyed_on.contains_key(&medium)
    }

    /// Whether the key files on a medium were wrapped to this recipient, by every entry that speaks of them.
    pub fn opens_on(&self, medium: MediumId, recipient: &Digest) -> bool {
        let mut to = self.to_on(medium).peekable();
        to.peek().is_some() && to.all(|to| to.contains(recipient))
    }

    /// Whether an entry says that the key files on a medium were wrapped to this recipient.
    pub fn may_open_on(&self, medium: MediumId, recipient: &Digest) -> bool {
        self.to_on(medium).any(|to| to.contains(recipient))
    }

    /// Whether the key file of a generation was wrapped to exactly these.
    pub fn is_wrapped_to(&self, generation: u64, recipients: &BTreeSet<Digest>) -> bool {
        let to = self.wrapped_to.get(&generation);
        to.is_some_and(|to| !to.is_empty() && to.iter().all(|one| one == recipients))
    }

    /// To whom the key files on a medium were wrapped, as entries say. Where that is not sure it may be any generation.
    fn to_on(&self, medium: MediumId) -> impl Iterator<Item = &BTreeSet<Digest>> {
        let (apart, on) = (self.wrapped_apart.contains(&medium), self.key_file_on(medium).0);
        let known = self.wrapped_to.iter().filter(move |(one, _)| apart || **one == on);
        known.flat_map(|(_, to)| to)
    }
}

impl State {
    /// The media with a kept bundle that nobody opens there but this recipient. Lost and retired ones are left out.
    pub fn locked_without(&self, recipient: &Digest) -> BTreeSet<MediumId> {
        let kept = self.bundles.values().filter(|bundle| bundle.standing() == Standing::Kept);
        let locked = kept.flat_map(|bundle| {
            let stays = self.recipients.iter().filter(|one| *one != recipient);
            let stays: Vec<&Digest> = stays.collect();
            let is_locked = move |on: &MediumId| !stays.iter().any(|one| bundle.opens_on(*on, one));
            bundle.wrapped_on().filter(is_locked)
        });
        locked.filter(|on| self.media.get(on).is_some_and(|medium| !medium.is_gone())).collect()
    }

    /// The media with a kept bundle of which an earlier key file opened for this recipient and for nobody who stays:
    /// one that was put back to that state is closed to all of them. Lost and retired ones are left out.
    pub fn locked_if_put_back(&self, recipient: &Digest) -> BTreeSet<MediumId> {
        let stays = |to: &BTreeSet<Digest>| {
            to.iter().any(|one| one != recipient && self.recipients.contains(one))
        };
        let kept = self.bundles.values().filter(|bundle| bundle.standing() == Standing::Kept);
        let closed = kept.filter(|bundle| {
            let mut earlier = bundle.wrapped_to.values().flatten();
            earlier.any(|to| to.contains(recipient) && !stays(to))
        });
        let on = closed.flat_map(BundleState::wrapped_on);
        on.filter(|on| self.media.get(on).is_some_and(|medium| !medium.is_gone())).collect()
    }

    /// The kept bundles whose key files on a medium are not wrapped to exactly the recipients of now. What is on a
    /// medium that is lost or retired is left out, and what somebody has ordered to destroy.
    pub fn wraps_pending(&self) -> BTreeMap<MediumId, Vec<BundleId>> {
        let mut pending: BTreeMap<MediumId, Vec<BundleId>> = BTreeMap::new();
        for (id, bundle) in &self.bundles {
            let media = self.media.iter().filter(|(_, medium)| !medium.is_gone());
            for (medium, _) in media.filter(|(medium, _)| bundle.may_be_wrapped_on(**medium)) {
                let generation = bundle.key_file_on(*medium).0;
                let is_right = bundle.is_wrapped_to(generation, &self.recipients);
                if !is_right || bundle.wrapped_apart.contains(medium) {
                    pending.entry(*medium).or_default().push(*id);
                }
            }
        }
        pending
    }
}
