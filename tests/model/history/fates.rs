//! What becomes of drives, of what lies on them, and of clocks.

use kluis::formats::entry::{Event, MediumFound, MediumLost, Role};
use kluis::things::ledger::state::Fate;

use super::{DAY, History};
use crate::reference::What;
use crate::world::Whereabouts;

impl History {
    /// A drive rots, or somebody changed it; nobody knows.
    pub(super) fn harm(&mut self, at: usize) {
        let now = self.now;
        let number = self.chance.below(self.media[at].spots.len().max(1));
        if let Some((bundle, spot)) = self.media[at].spots.iter_mut().nth(number) {
            spot.harmed = spot.harmed.or(Some(now));
            let bundle = *bundle;
            self.say(format!("{bundle} on {at} is harmed"));
        }
    }

    /// Something of a bundle goes wrong that no hash shows.
    pub(super) fn harm_inside(&mut self, at: usize) {
        let now = self.now;
        let number = self.chance.below(self.media[at].spots.len().max(1));
        if !self.media[at].holds(Role::Data) {
            return;
        }
        if let Some((bundle, spot)) = self.media[at].spots.iter_mut().nth(number) {
            spot.inside = spot.inside.or(Some(now));
            let bundle = *bundle;
            self.say(format!("{bundle} on {at} is wrong inside"));
        }
    }

    /// What went wrong is over.
    pub(super) fn heal_inside(&mut self, at: usize) {
        self.media[at].spots.values_mut().for_each(|spot| spot.inside = None);
        self.say(format!("nothing on {at} is wrong inside any more"));
    }

    pub(super) fn plug(&mut self, at: usize) {
        let medium = &mut self.media[at];
        if matches!(medium.at, Whereabouts::Gone { .. }) {
            return;
        }
        medium.at = match self.chance.below(5) {
            0 | 1 => Whereabouts::At(0),
            2 | 3 => Whereabouts::At(1),
            _ => Whereabouts::InTheSafe,
        };
        medium.attached = self.now;
        let place = medium.at;
        self.say(format!("{at} goes to {place:?}"));
    }

    pub(super) fn burn(&mut self, at: usize) {
        self.media[at].at = Whereabouts::Gone { since: self.now };
        self.say(format!("{at} burns"));
    }

    pub(super) fn lose(&mut self, home: usize, at: usize) {
        let here = self.contact(home);
        if !self.signs(home) {
            return;
        }
        let (medium, drive) = (self.media[at].id, self.media[at].drive);
        let since = self.stamp(home).time.day();
        let line = self
            .record(home, Event::MediumLost(MediumLost { destroyed: None, drive, medium, since }));
        self.fact(home, line, at, None, What::Lost);
        self.say(format!("home {home} says that {at} is lost"));
        self.sync(home, &here);
    }

    pub(super) fn find(&mut self, home: usize, at: usize) {
        let here = self.contact(home);
        let (medium, drive) = (self.media[at].id, self.media[at].drive);
        let fate = self.homes[home].state().media[&medium].fate;
        if self.signs(home) && matches!(fate, Some((_, Fate::Lost))) {
            let line = self.record(home, Event::MediumFound(MediumFound { drive, medium }));
            self.fact(home, line, at, None, What::Found);
            self.say(format!("home {home} says that {at} is found"));
            self.sync(home, &here);
        }
    }

    /// A drive is lost and found by the other home, which looks at it; and lost once more by a home that has not heard
    /// of that: neither knew of the other's word.
    pub(super) fn lose_crosswise(&mut self, at: usize) {
        let Whereabouts::At(home) = self.media[at].at else { return };
        self.lose(home, at);
        for to in [1 - home, home] {
            self.now += 1;
            (self.media[at].at, self.media[at].attached) = (Whereabouts::At(to), self.now);
            self.say(format!("{at} goes to home {to}"));
            if to != home {
                self.find(to, at);
                self.now += 1;
                self.verify(to, at);
                self.now += 1;
                self.lose(home, at);
            }
        }
        self.sweep(home);
    }

    pub(super) fn skew(&mut self, home: usize) {
        let days = [-300, -1, 0, 0, 1, 200][self.chance.below(6)];
        self.homes[home].skew = days * DAY + self.chance.below(1200) as i64 - 600;
    }
}
