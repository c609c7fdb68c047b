//! What becomes of drives and homes.

use std::rc::Rc;

use kluis::formats::entry::{Event, MediumFound, MediumLost, WriterJoined};
use kluis::things::ledger::Ledger;
use kluis::words::ids::WriterId;

use super::{DAY, History};
use crate::made::POOL;
use crate::reference::What;
use crate::world::{Home, Whereabouts};

impl History {
    pub fn plug(&mut self, medium: usize) {
        let at = match self.chance.below(5) {
            0 => Whereabouts::InTheSafe,
            one => Whereabouts::At(one % 2),
        };
        self.say(format!("{medium} goes to {at:?}"));
        self.media[medium].at = at;
    }

    /// All drives come to one PC.
    pub fn bring_all(&mut self, home: usize) {
        self.media.iter_mut().for_each(|medium| medium.at = Whereabouts::At(home));
    }

    /// A person says so, whether it is lost or not.
    pub fn lose(&mut self, home: usize, medium: usize) {
        self.media[medium].at = Whereabouts::InTheSafe;
        let here = self.contact(home);
        let stamp = self.stamp(home);
        let (id, drive) = (self.media[medium].id, self.media[medium].drive);
        let event = Event::MediumLost(MediumLost {
            destroyed: None,
            drive,
            medium: id,
            since: stamp.time.day(),
        });
        self.say(format!("{home} says that {medium} is lost"));
        self.record(home, stamp, event, What::Lost { medium });
        self.tell(home, &here);
    }

    pub fn find(&mut self, home: usize, medium: usize) {
        let here = self.contact(home);
        let id = self.media[medium].id;
        if !here.contains(&medium) || !self.state(home).media[&id].is_gone() {
            return;
        }
        let stamp = self.stamp(home);
        let event = Event::MediumFound(MediumFound { drive: self.media[medium].drive, medium: id });
        self.say(format!("{home} finds {medium}"));
        self.record(home, stamp, event, What::Other);
        self.tell(home, &here);
    }

    pub fn keep_image(&mut self, medium: usize) {
        self.say(format!("somebody makes an image of {medium}"));
        self.media[medium].image = Some(self.media[medium].content.clone());
    }

    pub fn put_image_back(&mut self, medium: usize) {
        if let Some(image) = self.media[medium].image.clone() {
            self.say(format!("somebody puts the image of {medium} back"));
            self.media[medium].content = image;
        }
    }

    /// The PC burns; the home is made again from a drive that has the vault, as a new writer.
    pub fn lose_home(&mut self, home: usize) {
        let has_vault = |at: &usize| !self.media[*at].content.ledger.heads().is_empty();
        let from: Vec<usize> = (0..self.media.len()).filter(has_vault).collect();
        if from.is_empty() {
            return;
        }
        let medium = from[self.chance.below(from.len())];
        self.writers += 1;
        self.tally.rebuilt += 1;
        self.say(format!("{home} burns, and is made again from {medium}"));
        let writer = WriterId([self.writers; 8]);
        let mut made = Home::new(writer, Ledger::new(writer));
        made.hear(medium, &self.media[medium].content);
        self.homes[home] = made;
        let stamp = self.stamp(home);
        let joined = Event::WriterJoined(WriterJoined { vault: POOL.vault });
        self.record(home, stamp, joined, What::Other);
        assert_eq!(Rc::strong_count(&self.homes[home].ledger), 1);
    }

    /// A clock that is set wrong, by days or by years, or right again.
    pub fn skew(&mut self, home: usize) {
        let days = match self.chance.below(4) {
            0 | 1 => 0,
            2 => self.chance.below(800) as i64,
            _ => -(self.chance.below(800) as i64),
        };
        self.say(format!("the clock of {home} is off by {days} days"));
        self.homes[home].skew = days * DAY;
    }
}
