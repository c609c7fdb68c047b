//! What a home does not count: media whose lines it has never read whole, that don't hold, or that lie on one device.

use super::Vault;
use super::memory::Remembered;
use crate::things::ledger::state::MediumState;
use crate::words::ids::MediumId;

impl Vault {
    /// Finds again which media this home has neither read whole nor waived: it has never seen them, and did not take
    /// them in itself; or entries there could not be read, and have come from nowhere else since; or only quarantined
    /// lines speak of them.
    pub fn look_for_unseen(&mut self) {
        let writer = self.writer();
        let waived = self.state.waived.get(&writer);
        let is_waived = |medium: &MediumId| waived.is_some_and(|waived| waived.contains(medium));
        let unseen = |medium: &MediumId, state: &MediumState| {
            let known = self.memory.media.get(medium);
            let strange = state.by != writer && !known.is_some_and(Remembered::is_seen);
            let unheard = known.is_some_and(|known| !self.ledger.holds_all(&known.unheard));
            (strange || unheard) && !state.is_gone() && !is_waived(medium)
        };
        let media = self.state.media.iter().filter(|(medium, state)| unseen(medium, state));
        let doubted = self.state.doubted.iter().filter(|medium| !is_waived(medium));
        self.state.unseen = media.map(|(medium, _)| medium).chain(doubted).copied().collect();
    }

    /// Finds again which media lie on one device, as far as this home remembers.
    pub fn look_for_together(&mut self) {
        let gone = |medium| self.state.media.get(&medium).is_some_and(MediumState::is_gone);
        self.state.together = self.memory.devices(gone);
    }

    /// Puts into the state what a person calls each hold, as far as this home has read it.
    pub fn name_holds(&mut self) {
        self.state.name_holds(&self.memory.hold_references);
    }

    /// Counts nothing on a medium in this run: it is connected, and does not hold.
    pub fn count_nothing_on(&mut self, medium: MediumId) {
        self.unsound.insert(medium);
        self.state.unsound.insert(medium);
    }

    /// Counts nothing on a medium until `verify` or `repair` has read it whole: a run has seen something wrong there.
    /// The home remembers it, so that nothing is forgotten when the medium is unplugged.
    pub fn doubt(&mut self, medium: MediumId) {
        self.state.unsound.insert(medium);
        if let Some(known) = self.memory.media.get_mut(&medium).filter(|known| !known.doubted) {
            known.doubted = true;
            self.keep_heard();
        }
    }

    /// A verification has read a medium whole: what it found is in the ledger.
    pub fn was_verified(&mut self, medium: MediumId) {
        if let Some(known) = self.memory.media.get_mut(&medium) {
            known.doubted = false;
        }
        self.look_for_unsound();
    }

    pub(super) fn look_for_unsound(&mut self) {
        let doubted = self.memory.media.iter().filter(|(_, known)| known.doubted);
        let doubted = doubted.map(|(medium, _)| *medium);
        self.state.unsound = self.unsound.iter().copied().chain(doubted).collect();
    }
}
