//! Media that are lost together: those on one device count for one.

use std::collections::BTreeSet;

use super::State;
use crate::words::ids::MediumId;

impl State {
    /// For how many copies these media count. Those on one device count for one, unless each medium there was added
    /// as one that may lie on the disk of another.
    pub fn apart(&self, media: &BTreeSet<MediumId>) -> usize {
        let mut media = media.clone();
        let meant = |medium: &MediumId| self.media.get(medium).is_some_and(|known| known.same_disk);
        let mut devices = 0;
        for device in self.together.iter().filter(|device| !device.iter().all(meant)) {
            let before = media.len();
            media.retain(|medium| !device.contains(medium));
            devices += usize::from(media.len() < before);
        }
        devices + media.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::entry::Role;
    use crate::things::ledger::state::MediumState;
    use crate::words::ids::{DriveId, WriterId};

    fn medium(id: u8) -> MediumId {
        MediumId([id; 16])
    }

    /// The media 1 to 5, of which these were added as ones that may share a disk.
    fn state(same_disk: &[u8], together: &[&[u8]]) -> State {
        let known = |id: u8| MediumState {
            drive: DriveId([id; 16]),
            roles: vec![Role::Data],
            same_disk: same_disk.contains(&id),
            added: "2026-11-21T00:00:00Z".parse().unwrap(),
            by: WriterId([0; 8]),
            verified: None,
            fate: None,
            touched: Default::default(),
        };
        State {
            media: (1..=5).map(|id| (medium(id), known(id))).collect(),
            together: together
                .iter()
                .map(|ids| ids.iter().map(|id| medium(*id)).collect())
                .collect(),
            ..State::default()
        }
    }

    #[test]
    fn media_on_one_device_count_for_one_unless_each_was_meant_to_lie_there() {
        for (same_disk, together, asked, count) in [
            (&[][..], &[][..], &[1, 2, 3][..], 3),
            (&[], &[&[1, 2][..]], &[1, 2, 3], 2),
            (&[], &[&[1, 2]], &[1, 3], 2),
            (&[], &[&[1, 2], &[3, 4, 5]], &[1, 2, 3, 4, 5], 2),
            (&[1, 2], &[&[1, 2]], &[1, 2], 2),
            (&[1], &[&[1, 2]], &[1, 2], 1),
            // A third one there, without that word, makes both count for one: nobody said which copy is apart.
            (&[1, 2], &[&[1, 2, 3]], &[1, 2], 1),
            (&[], &[&[1, 2]], &[], 0),
        ] {
            let state = state(same_disk, together);
            let found = state.apart(&asked.iter().map(|id| medium(*id)).collect());
            assert_eq!(found, count, "{same_disk:?} {together:?} {asked:?}");
        }
    }
}
