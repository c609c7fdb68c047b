//! Records that are sealed again: new bundles stand in the place of an old one.

use kluis::formats::entry::{
    Copied, CopyState, Event, KeysWrapped, ReadBack, Succeeded, Successor,
};
use kluis::formats::seal::Seal;
use kluis::things::bundle::proof::Verified;
use kluis::things::destruction::door::Seals;
use kluis::things::ledger::state::Standing;
use kluis::words::ids::{BundleId, MediumId};

use super::History;
use super::ending::Run;
use crate::made::{HERE, ORIGINALS, POOL};
use crate::reference::What;
use crate::world::Whereabouts;

/// The seals of the new bundles: each home has them.
pub struct PoolSeals;

impl Seals for PoolSeals {
    fn seal(&self, bundle: BundleId) -> Option<Verified<Seal>> {
        let made = POOL.bundles.iter().find(|made| made.id == bundle);
        made.map(|made| made.seal.clone())
    }
}

impl History {
    /// Seals the records of a bundle again, and says that the new bundles stand in its place. A run that was cut off
    /// is ended by a later one. Nothing keeps anybody from saying so too early, or under a hold: the door asks.
    pub fn reseal(&mut self, home: usize) {
        // For this a person now and then brings all drives.
        if self.chance.percent(50) {
            self.bring_all(home);
        }
        let mut here = self.contact(home);
        let state = self.state(home);
        let stands = |bundle: usize| {
            let known = state.bundles.get(&POOL.bundles[bundle].id);
            known.is_some_and(|known| known.standing() == Standing::Kept)
        };
        let (view, known) =
            (self.view(home), |heir: &usize| state.bundles.get(&POOL.bundles[*heir].id));
        let may = |(from, into): &&(usize, Vec<usize>)| {
            let unsealed = into.iter().all(|heir| !self.is_sealed(*heir));
            let ready = into.iter().all(|heir| known(heir).is_some()) && !view.is_succeeded(*from);
            stands(*from) && (ready || (unsealed && !here.is_empty()))
        };
        let all: Vec<&(usize, Vec<usize>)> = POOL.resealings.iter().filter(may).collect();
        if all.is_empty() {
            return;
        }
        let (from, into) = all[self.chance.below(all.len())];
        for heir in into.iter().filter(|heir| known(heir).is_none()) {
            let stamp = self.stamp(home);
            self.say(format!("{home} seals {from} again as {heir} onto {here:?}"));
            let event = Event::Sealed(POOL.bundles[*heir].sealed.clone());
            self.record(home, stamp, event, What::Sealed { bundle: *heir });
            for medium in &here {
                self.write(home, *heir, *medium);
            }
        }
        if self.chance.percent(90) {
            self.tally.resealed += 1;
            self.succeed(home, *from, into);
            let stamp = self.stamp(home);
            if self.chance.percent(60)
                && let Run::CutOff = self.destroy_one(home, *from, stamp, &mut here)
            {
                return;
            }
        }
        self.tell(home, &here);
    }

    /// Somebody says so of bundles that nobody meant to stand in its place: what binds it binds them, and it stays.
    pub fn lie_about_heirs(&mut self, home: usize) {
        let mut here = self.contact(home);
        let state = self.state(home);
        let known = |bundle: &usize| state.bundles.contains_key(&POOL.bundles[*bundle].id);
        let all: Vec<usize> = (0..HERE).filter(known).collect();
        let heirs: Vec<usize> = all.iter().copied().filter(|one| *one >= ORIGINALS).collect();
        let into = match heirs.is_empty() {
            true => all[self.chance.below(all.len())],
            false => heirs[self.chance.below(heirs.len())],
        };
        // One of two that it was made into is not all of it.
        let from = match POOL.bundles[into].made_from {
            Some(from) if self.chance.percent(40) => from,
            _ => all[self.chance.below(all.len())],
        };
        if from == into {
            return;
        }
        self.succeed(home, from, &[into]);
        let stamp = self.stamp(home);
        if let Run::Ended = self.destroy_one(home, from, stamp, &mut here) {
            self.tell(home, &here);
        }
    }

    /// Somebody has the sealer's key of this PC, and puts copies of new bundles on record that nobody made. The drives
    /// go to the other PC, where the old ones are to be destroyed: not by these copies.
    pub fn forge_copies(&mut self, home: usize) {
        let here = self.contact(home);
        let state = self.state(home);
        let is_known = |heir: &usize| state.bundles.contains_key(&POOL.bundles[*heir].id);
        let known: Vec<usize> = (ORIGINALS..HERE).filter(is_known).collect();
        let stamp = self.stamp(home);
        for heir in &known {
            self.say(format!("{home} forges copies of {heir}"));
            self.tally.copies_forged += 1;
            for medium in 0..self.media.len() {
                let [keys, copy] = copied(*heir, self.media[medium].id, ReadBack::PastCache);
                self.record(home, stamp, keys, What::Other);
                let what = What::Copied { bundle: *heir, medium, proven: true };
                self.record(home, stamp, copy, what);
            }
        }
        self.tell(home, &here);
        let other = 1 - home;
        here.iter().for_each(|at| self.media[*at].at = Whereabouts::At(other));
        let mut there = self.contact(other);
        let stamp = self.stamp(other);
        for from in known.into_iter().filter_map(|heir| POOL.bundles[heir].made_from) {
            if let Run::CutOff = self.destroy_one(other, from, stamp, &mut there) {
                return;
            }
        }
        self.tell(other, &there);
    }

    fn succeed(&mut self, home: usize, from: usize, into: &[usize]) {
        let named = |heir: &usize| {
            let made = &POOL.bundles[*heir];
            Successor { bundle: made.id, seal: made.sealed.seal }
        };
        let succeeded = Succeeded {
            bundle: POOL.bundles[from].id,
            elsewhere: vec![],
            removed: 0,
            seal: POOL.bundles[from].sealed.seal,
            successors: into.iter().map(named).collect(),
        };
        let stamp = self.stamp(home);
        self.say(format!("{home} says that {into:?} stand in the place of {from}"));
        let what = What::Succeeded { bundle: from, into: into.to_vec(), there: vec![] };
        self.record(home, stamp, Event::Succeeded(succeeded), what);
    }
}

/// What a home puts on record of the keys and the copy of a new bundle on a medium: how many copies open is asked of
/// what stands in another one's place.
pub fn copied(heir: usize, medium: MediumId, read_back: ReadBack) -> [Event; 2] {
    let made = &POOL.bundles[heir];
    let wrapped = KeysWrapped {
        bundle: made.id,
        generation: 1,
        key: made.sealed.key_file,
        key_copy: made.sealed.key_file,
        media: vec![medium],
        read_back: ReadBack::PastCache,
        recipients: vec![],
    };
    let copied = Copied { bundle: made.id, medium, read_back, state: CopyState::ReadBack };
    [Event::KeysWrapped(wrapped), Event::Copied(copied)]
}
