//! Which media a destruction still waits for, which of them are lost, and where copies and keys stand.

use super::{BundleState, Copy, Standing, State};
use crate::words::ids::{BundleId, MediumId};

impl BundleState {
    /// The media with a copy, or keys, that are neither destroyed nor lost: a destruction ends once there are none.
    /// What is lost stays readable to whoever finds it and holds an identity; when it is back it stands again.
    pub fn unaccounted(&self) -> impl Iterator<Item = MediumId> {
        let copies = self.standing_copies().filter(|(_, copy)| !copy.lost).map(|(on, _)| on);
        copies.chain(self.standing_keys().filter(|on| !self.keys_on[on].lost))
    }

    /// The media with a copy, or keys, that are lost and were not destroyed.
    pub fn lost_copies(&self) -> impl Iterator<Item = MediumId> {
        let copies = self.standing_copies().filter(|(_, copy)| copy.lost).map(|(on, _)| on);
        copies.chain(self.standing_keys().filter(|on| self.keys_on[on].lost))
    }

    /// Whether lost media hold all that was not destroyed of it, so that there is nothing to erase anywhere.
    pub fn stands_on_lost_media_alone(&self) -> bool {
        self.unaccounted().next().is_none() && self.lost_copies().next().is_some()
    }

    /// The media on which a copy was not destroyed.
    pub fn standing_copies(&self) -> impl Iterator<Item = (MediumId, &Copy)> {
        self.copies
            .iter()
            .filter(|(medium, _)| !self.destroyed_on.contains_key(medium))
            .map(|(medium, copy)| (*medium, copy))
    }

    /// The media that hold keys of this bundle and no copy of it, and are not accounted for.
    pub fn standing_keys(&self) -> impl Iterator<Item = MediumId> {
        self.keys_on
            .keys()
            .copied()
            .filter(|medium| !self.copies.contains_key(medium))
            .filter(|medium| !self.destroyed_on.contains_key(medium))
    }
}

impl State {
    /// The bundles that were destroyed while a medium was lost, so that its copy of them, or its keys, stands there.
    pub fn outlived_on(&self, medium: MediumId) -> Vec<BundleId> {
        let outlived = |bundle: &BundleState| {
            bundle.standing() == Standing::Destroyed && bundle.lost_copies().any(|on| on == medium)
        };
        self.bundles.iter().filter(|(_, bundle)| outlived(bundle)).map(|(id, _)| *id).collect()
    }
}
