//! What people put on record: bundles and copies, holds, events and extensions.

use kluis::formats::entry::{
    ClassEnd, Event, EventRecorded, Extended, HoldPlaced, HoldReleased, ReadBack,
};
use kluis::powers::random::draw;
use kluis::rules::retention::ClassShown;
use kluis::rules::scope::{Scope, Years};
use kluis::things::ledger::state::Standing;
use kluis::words::day::Day;
use kluis::words::ids::HoldId;

use super::History;
use super::resealing::copied;
use crate::made::{CASE, HERE, ORIGINALS, POOL};
use crate::reference::{About, On, What};

impl History {
    /// Seals a bundle that nobody has sealed yet, onto the drives that are here.
    pub fn seal(&mut self, home: usize) {
        let here = self.contact(home);
        let left: Vec<usize> = (0..ORIGINALS).filter(|one| !self.is_sealed(*one)).collect();
        if left.is_empty() || here.is_empty() {
            return;
        }
        let bundle = left[self.chance.below(left.len())];
        let stamp = self.stamp(home);
        let event = Event::Sealed(POOL.bundles[bundle].sealed.clone());
        self.say(format!("{home} seals {bundle} onto {here:?}"));
        self.record(home, stamp, event, What::Sealed { bundle });
        for medium in &here {
            self.write(home, bundle, *medium);
        }
        self.tell(home, &here);
    }

    /// Whether any home has sealed it.
    pub fn is_sealed(&self, bundle: usize) -> bool {
        let is = |what: &What| matches!(what, What::Sealed { bundle: one } if *one == bundle);
        self.facts.iter().any(|fact| is(&fact.what))
    }

    pub fn write(&mut self, home: usize, bundle: usize, medium: usize) {
        self.media[medium].content.bundles.insert(bundle);
        // A run that is cut off here leaves a bundle on the drive of which no line speaks.
        if self.chance.percent(3) {
            return;
        }
        let (made, id) = (&POOL.bundles[bundle], self.media[medium].id);
        let stamp = self.stamp(home);
        let proven = made.made_from.is_none() || self.chance.percent(80);
        let read_back = if proven { ReadBack::PastCache } else { ReadBack::Cached };
        let [keys, copied] = copied(bundle, id, read_back);
        if made.made_from.is_some() {
            self.record(home, stamp, keys, What::Other);
        }
        self.record(home, stamp, copied, What::Copied { bundle, medium, proven });
    }

    /// Copies what stands to a drive that is here: nothing that is to go.
    pub fn copy(&mut self, home: usize) {
        let here = self.contact(home);
        let state = self.state(home);
        for medium in &here {
            let gone = state.media[&self.media[*medium].id].is_gone();
            for bundle in 0..POOL.bundles.len() {
                let known = state.bundles.get(&POOL.bundles[bundle].id);
                let stands = known.is_some_and(|known| {
                    known.intended.is_none()
                        && known.standing() == Standing::Kept
                        && !known.destroyed_on.contains_key(&self.media[*medium].id)
                });
                if stands && !gone && !self.media[*medium].content.bundles.contains(&bundle) {
                    self.say(format!("{home} copies {bundle} to {medium}"));
                    self.write(home, bundle, *medium);
                }
            }
        }
        self.tell(home, &here);
    }

    /// Placing a hold needs no drive and no sound clock.
    pub fn place_hold(&mut self, home: usize) {
        let here = self.contact(home);
        let on = match self.chance.below(8) {
            0 => On::All,
            1..=3 => On::Bundle(self.chance.below(HERE)),
            4 => On::Case,
            5 => On::Class(self.a_class()),
            _ => {
                let from = 2016 + self.chance.below(10) as i32;
                On::Years(from, from + self.chance.below(3) as i32)
            }
        };
        let scope = match &on {
            On::All => Scope::default(),
            On::Bundle(bundle) => {
                Scope { bundles: Some(vec![POOL.bundles[*bundle].id]), ..Scope::default() }
            }
            On::Case => Scope { case: Some(CASE), ..Scope::default() },
            On::Class(class) => Scope { classes: Some(vec![class.clone()]), ..Scope::default() },
            On::Years(from, to) => {
                Scope { years: Some(Years { from: *from, to: *to }), ..Scope::default() }
            }
        };
        let hold = HoldId(draw(&mut self.chance));
        let stamp = self.stamp(home);
        let placed = HoldPlaced { ends: None, hold, review: None, scope };
        self.say(format!("{home} holds {on:?} by {hold}, {:?}", stamp.clock));
        self.record(home, stamp, Event::HoldPlaced(placed), What::HoldPlaced { hold, on });
        self.tell(home, &here);
    }

    fn a_class(&mut self) -> ClassShown {
        let bundle = self.chance.below(HERE);
        POOL.bundles[bundle].classes[0].clone()
    }

    pub fn release_hold(&mut self, home: usize) {
        let here = self.contact(home);
        let mut holds: Vec<HoldId> = self.state(home).holds.keys().copied().collect();
        if holds.is_empty() {
            return;
        }
        if self.chance.percent(50) {
            holds = vec![holds[self.chance.below(holds.len())]];
        }
        let stamp = self.stamp(home);
        self.say(format!("{home} releases {holds:?}"));
        self.tally.released += 1;
        let event = Event::HoldReleased(HoldReleased { holds: holds.clone() });
        self.record(home, stamp, event, What::HoldReleased { holds });
        self.tell(home, &here);
    }

    /// The event of a case, or of one bundle, took place: each class that waits for it gets an end.
    pub fn record_event(&mut self, home: usize) {
        let here = self.contact(home);
        let about = self.somebody();
        let state = self.state(home);
        let mut classes: Vec<ClassShown> = POOL
            .bundles
            .iter()
            .enumerate()
            .filter(|(_, made)| state.bundles.contains_key(&made.id))
            .filter(|(number, made)| match about {
                About::Case => made.in_case(),
                About::Bundle(bundle) => bundle == *number,
            })
            .flat_map(|(_, made)| made.open.clone())
            .collect();
        classes.sort();
        classes.dedup();
        if classes.is_empty() {
            return;
        }
        let ends: Vec<(ClassShown, Day)> =
            classes.into_iter().map(|class| (class, self.a_day())).collect();
        self.put_event_on_record(home, about, ends);
        self.tell(home, &here);
    }

    pub fn put_event_on_record(&mut self, home: usize, about: About, ends: Vec<(ClassShown, Day)>) {
        let says = |(class, last): &(ClassShown, Day)| ClassEnd {
            class: class.clone(),
            delete_from: None,
            keep_through: Some(*last),
        };
        let event = self.event(about, ends.iter().map(says).collect());
        let stamp = self.stamp(home);
        self.say(format!("{home} records the event of {about:?}: {ends:?}"));
        self.tally.closed += 1;
        self.record(home, stamp, event, What::Happened { about, ends });
    }

    pub fn reopen(&mut self, home: usize) {
        let here = self.contact(home);
        let about = self.somebody();
        let stamp = self.stamp(home);
        self.say(format!("{home} takes the event of {about:?} back"));
        self.tally.reopened += 1;
        let event = self.event(about, vec![]);
        self.record(home, stamp, event, What::Reopened { about });
        self.tell(home, &here);
    }

    pub fn somebody(&mut self) -> About {
        match self.chance.percent(60) {
            true => About::Case,
            false => About::Bundle(4 + self.chance.below(ORIGINALS - 4)),
        }
    }

    fn event(&self, about: About, ends: Vec<ClassEnd>) -> Event {
        let (bundles, case) = match about {
            About::Case => (None, Some(CASE)),
            About::Bundle(bundle) => (Some(vec![POOL.bundles[bundle].id]), None),
        };
        Event::EventRecorded(EventRecorded { bundles, case, ends })
    }

    pub fn extend(&mut self, home: usize) {
        let here = self.contact(home);
        let bundle = self.chance.below(HERE);
        let id = POOL.bundles[bundle].id;
        if !self.state(home).bundles.contains_key(&id) {
            return;
        }
        let through = self.a_day();
        let stamp = self.stamp(home);
        self.say(format!("{home} keeps {bundle} through {through}"));
        self.tally.extended += 1;
        let event = Event::Extended(Extended { bundles: vec![id], keep_through: through });
        self.record(home, stamp, event, What::Extended { bundle, through });
        self.tell(home, &here);
    }

    /// Between a year before the histories begin and six years after.
    pub fn a_day(&mut self) -> Day {
        let days = self.chance.below(7 * 365) as u64;
        "2025-01-01".parse::<Day>().unwrap() + chrono::Days::new(days)
    }
}
