//! The first home's PC is put back from a backup, and writes before it meets the drives with what came after.

use kluis::things::ledger::moving::{Moved, common_lines, move_branch};

use super::History;
use crate::world::Whereabouts;

impl History {
    /// The PC is backed up, writes, and is put back, with the sources that it had then; it writes again before it meets
    /// any drive.
    pub(super) fn put_back(&mut self) {
        if self.was_put_back || !self.replaced.is_empty() {
            return;
        }
        let backup = self.homes[0].clone();
        self.say("home 0 is backed up".into());
        self.seal(0);
        for at in self.contact(0) {
            self.tell(0, at);
        }
        self.homes[0] = backup;
        self.was_put_back = true;
        self.say("home 0 is put back".into());
        for medium in &mut self.media {
            if medium.at == Whereabouts::At(0) {
                medium.at = Whereabouts::InTheSafe;
            }
        }
        self.seal(0);
    }

    /// Takes a drive's chains in; the home that was put back joins what it has lost, as `ledger join` does.
    pub(super) fn take_in(&mut self, home: usize, at: usize) -> bool {
        if self.homes[home].take_in(&self.media[at].ledger) {
            return true;
        }
        home == 0 && self.was_put_back && self.join_branches(at)
    }

    fn join_branches(&mut self, at: usize) -> bool {
        let (own, theirs) = (self.homes[0].ledger().clone(), self.media[at].ledger.clone());
        let mut moved: Vec<Moved> = Vec::new();
        for head in theirs.heads() {
            let both = own.chain(head.writer).zip(theirs.chain(head.writer));
            let Some((here, there)) = both else { continue };
            let after = common_lines(here, there);
            if after < here.count() && after < there.count() {
                let disposers = [self.disposer.public()];
                let branch = move_branch(there, after, &disposers, &self.disposer);
                moved.push(branch.expect("every line of the disposer's is signed"));
            }
        }
        for branch in &moved {
            self.homes[0].ledger_mut().take_moved(&branch.chain).expect("it is one chain more");
            for event in &branch.events {
                self.record(0, event.clone());
            }
        }
        self.tally.joined += moved.len() as u64;
        self.say(format!("home 0 joins {} branches on {at}", moved.len()));
        !moved.is_empty() && self.homes[0].take_in(&theirs)
    }
}
