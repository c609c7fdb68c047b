//! Copies are made, and mended.

use kluis::formats::entry::{Event, ReadBack, Repaired, Role};
use kluis::words::ids::BundleId;

use super::History;
use crate::events;
use crate::reference::What;
use crate::world::{Seen, Spot};

impl History {
    pub(super) fn seal(&mut self, home: usize) {
        let here = self.contact(home);
        let holds = |history: &History, role| {
            here.iter().copied().filter(|at| history.media[*at].holds(role)).collect::<Vec<_>>()
        };
        let (data, keys) = (holds(self, Role::Data), holds(self, Role::Keys));
        let Some(first) = data.first().copied() else { return };
        if keys.is_empty() {
            return;
        }
        self.sealed += 1;
        let bundle: BundleId = format!("20251201-{:08x}", self.sealed).parse().unwrap();
        self.say(format!("home {home} seals {bundle} onto {data:?} and {keys:?}"));
        self.record(home, events::sealed(bundle));
        for at in keys {
            if at == first || !self.media[at].holds(Role::Data) {
                self.write(home, at, bundle, Role::Keys, false);
            }
        }
        self.write(home, first, bundle, Role::Data, false);
        self.homes[home].sources.push(bundle);
        self.sync(home, &here);
    }

    /// Writes a bundle's data or keys onto a drive, read back and recorded. Behind a cache the read-back tells nothing;
    /// and what is wrong inside stands there as well.
    fn write(&mut self, home: usize, at: usize, bundle: BundleId, role: Role, wrong: bool) {
        self.now += 1;
        let lost = self.loses_behind_the_cache(at);
        let (now, medium) = (self.now, &mut self.media[at]);
        let (id, cached) = (medium.id, medium.cached);
        let new = Spot { written: now, harmed: None, inside: None };
        let spot = medium.spots.entry(bundle).or_insert(new);
        spot.written = now;
        spot.harmed = spot.harmed.or(lost.then_some(now));
        spot.inside = spot.inside.or(wrong.then_some(now));
        let read_back = if cached { ReadBack::Cached } else { ReadBack::PastCache };
        let line = self.record(home, events::made(bundle, id, role, read_back));
        self.fact(home, line, at, Some(bundle), What::Wrote { role });
    }

    fn loses_behind_the_cache(&mut self, at: usize) -> bool {
        self.media[at].cached && self.chance.percent(30)
    }

    fn known_bundles(&mut self, home: usize) -> Vec<BundleId> {
        self.homes[home].state().bundles.keys().copied().collect()
    }

    /// Whether a drive can give a bundle's data, or its keys.
    fn gives(&self, at: usize, bundle: BundleId, role: Role) -> bool {
        let medium = &self.media[at];
        medium.holds(role) && medium.seen(bundle, false) == Seen::Whole
    }

    pub(super) fn copy(&mut self, home: usize, to: usize) {
        let here = self.contact(home);
        if !here.contains(&to) {
            return;
        }
        for bundle in self.known_bundles(home) {
            let from = |role| here.iter().find(|at| **at != to && self.gives(**at, bundle, role));
            let (data, keys) = (from(Role::Data), from(Role::Keys));
            let wants = |role| self.media[to].holds(role);
            let can =
                (!wants(Role::Data) || data.is_some()) && (!wants(Role::Keys) || keys.is_some());
            if self.media[to].spots.contains_key(&bundle) || !can {
                continue;
            }
            let wrong = |at: &usize| self.media[*at].spots[&bundle].inside.is_some();
            let wrong = data.is_some_and(wrong) && wants(Role::Data);
            self.say(format!("home {home} copies {bundle} onto {to}"));
            for role in self.media[to].roles.clone().into_iter().rev() {
                self.write(home, to, bundle, role, wrong);
            }
        }
        self.sync(home, &here);
    }

    /// Mends what is harmed from another drive or from parity; like `repair` it reads everything then, and says so,
    /// unless it is cut off before.
    pub(super) fn mend(&mut self, home: usize, at: usize) {
        let here = self.contact(home);
        if !here.contains(&at) {
            return;
        }
        for bundle in self.known_bundles(home) {
            let roles = self.media[at].roles.clone();
            let whole = |other: &usize| roles.iter().all(|role| self.gives(*other, bundle, *role));
            let lent = here.iter().any(|other| *other != at && whole(other));
            let there = self.media[at].spots.contains_key(&bundle);
            let harmed = there && self.media[at].seen(bundle, false) == Seen::Damaged;
            if !harmed || !(lent || self.chance.percent(30)) {
                continue;
            }
            let lost = self.loses_behind_the_cache(at);
            let now = self.now;
            let medium = &mut self.media[at];
            let id = medium.id;
            let spot = medium.spots.get_mut(&bundle).unwrap();
            (spot.written, spot.harmed) = (now, lost.then_some(now));
            let event = Repaired { bundle, files: 1, medium: id, parity: 0 };
            let line = self.record(home, Event::Repaired(event));
            self.fact(home, line, at, Some(bundle), What::Mended);
            self.tally.mended += 1;
            self.say(format!("home {home} mends {bundle} on {at}"));
        }
        self.now += 1;
        if self.chance.percent(85) {
            self.look(home, at, false, false);
        }
        self.sync(home, &here);
    }
}
