//! Sources go, and the reference is asked whether they might.

use std::collections::BTreeSet;

use kluis::things::ledger::state::{Proven, State, Witness};
use kluis::words::ids::{BundleId, MediumId};

use super::History;
use crate::reference::{self, Evidence, Heard, Wanted};
use crate::world::{Medium, Whereabouts};

impl History {
    pub(super) fn sweep(&mut self, home: usize) {
        if self.homes[home].sources.is_empty() {
            return;
        }
        let here = self.contact(home);
        let state = self.state(home);
        let facts = self.known_to(home);
        self.nothing_counts_that_should_not(&state, &facts);
        for bundle in std::mem::take(&mut self.homes[home].sources) {
            if self.keeps(home, &state, bundle, &here) {
                self.homes[home].sources.push(bundle);
                self.tally.stayed += 1;
                continue;
            }
            self.tally.went += 1;
            let media: Vec<&Medium> = self.media.iter().collect();
            let counts = self.counts(&facts, &media, bundle, Evidence::Seen);
            let (copies, told) = (self.copies, || self.told.join("\n"));
            assert!(
                self.devices(&counts) >= copies
                    && here.iter().any(|at| counts.contains(&self.media[*at].id)),
                "the source of {bundle} went at home {home}, and {counts:?} count of {copies}:\n{}",
                told()
            );
            let truly = reference::truly_opens(&facts, &self.media, bundle, copies);
            assert!(
                truly >= copies,
                "the source of {bundle} went at home {home}, and {truly} open:\n{}",
                told()
            );
        }
        self.sync(home, &here);
    }

    /// What lets the outbox go, or a drive retire, is what counts, whoever saw it. A thief can put any copy on record.
    fn nothing_counts_that_should_not(&self, state: &State, facts: &[Heard]) {
        if self.was_robbed() {
            return;
        }
        let media: Vec<&Medium> = self.media.iter().collect();
        for (bundle, known) in &state.bundles {
            let counted = state.counted(known, self.least(), self.copies).on;
            let counts = self.counts(facts, &media, *bundle, Evidence::Seen);
            assert!(
                counted.is_subset(&counts),
                "of {bundle} {counted:?} count, and should {counts:?}:\n{}",
                self.told.join("\n")
            );
        }
    }

    /// All drives that are left come to the first home, which names what a thief wrote, says that it found the drives,
    /// and looks.
    pub(super) fn all_that_is_proven_again_goes(&mut self) {
        for _ in 0..2 {
            self.now += 1;
            for medium in &mut self.media {
                if !matches!(medium.at, Whereabouts::Gone { .. }) {
                    (medium.at, medium.attached) = (Whereabouts::At(0), self.now);
                }
            }
            self.contact(0);
            if self.was_robbed() {
                self.replace(0, true);
            }
        }
        let here = self.contact(0);
        for at in &here {
            self.find(0, *at);
        }
        self.now += 1;
        for at in &here {
            self.look(0, *at, true, true);
        }
        let state = self.state(0);
        let facts = self.known_to(0);
        // What a thief says of a drive that is gone nobody can prove again.
        let media: Vec<&Medium> = here.iter().map(|at| &self.media[*at]).collect();
        for bundle in self.homes[0].sources.clone() {
            let counts = self.counts(&facts, &media, bundle, Evidence::SeenAndWritten);
            if self.devices(&counts) >= self.copies {
                assert!(
                    !self.keeps(0, &state, bundle, &here),
                    "{bundle} stays, though {counts:?} count:\n{}",
                    self.told.join("\n")
                );
            }
        }
        self.sweep(0);
    }

    /// The facts that a home has heard of.
    fn known_to(&self, home: usize) -> Vec<Heard> {
        let ledger = self.homes[home].ledger();
        reference::heard(&self.facts, &self.replaced, &self.vouched, |line| ledger.holds(line))
    }

    fn counts(
        &self,
        facts: &[Heard],
        media: &[&Medium],
        bundle: BundleId,
        by: Evidence,
    ) -> BTreeSet<MediumId> {
        reference::counts(facts, media, bundle, self.wanted, self.copies, by)
    }

    fn keeps(&self, home: usize, state: &State, bundle: BundleId, here: &[usize]) -> bool {
        let connected: BTreeSet<MediumId> = here.iter().map(|at| self.media[*at].id).collect();
        let home = &self.homes[home];
        let witness = Witness { writer: home.writer, from_seq: home.from_seq };
        state.keeps_sources(bundle, self.least(), self.copies, &connected, witness).is_some()
    }

    fn least(&self) -> Proven {
        match self.wanted {
            Wanted::ReadBack => Proven::ReadBack,
            Wanted::Reattached => Proven::Reattached,
        }
    }

    /// What a home knows, with the devices that its drives lie on.
    fn state(&mut self, home: usize) -> State {
        let mut state = (*self.homes[home].state()).clone();
        let on = |device| self.media.iter().filter(move |medium| medium.device == device);
        let together = (0..self.media.len()).map(|device| on(device).map(|m| m.id).collect());
        state.together = together.filter(|media: &BTreeSet<MediumId>| media.len() > 1).collect();
        state
    }

    fn devices(&self, media: &BTreeSet<MediumId>) -> usize {
        reference::devices(self.media.iter().filter(|medium| media.contains(&medium.id)))
    }
}
