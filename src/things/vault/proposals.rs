//! Since when this home knows of each earlier end that was proposed. It counts the wait by that day: whoever proposed
//! it may have set a clock back, on a PC that had not heard what day it was.

use crate::rules::clock::after_the_wait;
use crate::words::day::{ClockState, Day, Stamp};
use crate::words::digest::Digest;

use super::Vault;

impl Vault {
    /// Remembers the day for each proposal that waits and that this home did not know, by a clock that nobody had to
    /// vouch for. Says whether there were any.
    pub fn see_proposals(&mut self, stamp: Stamp) -> bool {
        if stamp.clock != ClockState::Ok {
            return false;
        }
        let seen = &mut self.memory.proposals_seen;
        let waits = self.state.shortenings.iter().filter(|(_, one)| one.waits());
        let before = seen.len();
        for (name, _) in waits {
            seen.entry(*name).or_insert_with(|| stamp.time.day());
        }
        seen.len() > before
    }

    /// The first day on which a proposal may be confirmed here. One that no such run has seen yet waits from this day
    /// on.
    pub fn may_confirm_from(&self, proposal: Digest, today: Day) -> Day {
        let seen = self.memory.proposals_seen.get(&proposal).copied().unwrap_or(today);
        let proposed = self.state.shortenings.get(&proposal).map(|one| one.from_day());
        proposed.unwrap_or(Day::MIN).max(after_the_wait(seen))
    }
}
