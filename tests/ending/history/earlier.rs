//! Earlier ends: a person proposes one, and after a wait it is confirmed. Nothing keeps anybody from doing that too
//! early, under a hold, alone, or by a clock that is wrong: the fold asks.

use kluis::formats::entry::{
    ApprovalWithdrawn, ClassEnd, ClockCorrected, Event, InheritedEnd, Shortened, ShorteningProposed,
};
use kluis::powers::random::draw;
use kluis::rules::retention::ClassShown;
use kluis::words::day::{ClockState, Day, Stamp};
use kluis::words::digest::Digest;

use super::ending::Run;
use super::{DAY, History};
use crate::made::{CASE, HERE, ORIGINALS, POOL};
use crate::reference::{About, Change, Proposal, What};

type Ends = Vec<(ClassShown, Day)>;

impl History {
    pub fn propose(&mut self, home: usize) {
        let here = self.contact(home);
        let change = match self.chance.percent(60) {
            true => self.a_corrected_event(home),
            false => self.an_inherited_end(home),
        };
        if let Some(change) = change {
            self.put_forward(home, change);
        }
        self.tell(home, &here);
    }

    /// The event took place earlier: each end that somebody gave is named, or nearly each.
    fn a_corrected_event(&mut self, home: usize) -> Option<Change> {
        let about = self.somebody();
        let mut given = self.given(home, about);
        let mut ends: Ends = vec![];
        for (class, _) in &given {
            if ends.iter().all(|(known, _)| known != class) {
                let day = match self.chance.percent(60) {
                    true => "2025-06-30".parse().unwrap(),
                    false => self.a_day(),
                };
                let of_class = given.iter().filter(|(of, _)| of == class);
                let latest = of_class.map(|(_, last)| *last).max().unwrap();
                // A later one is recorded, and not proposed.
                ends.push((class.clone(), latest.min(day)));
            }
        }
        given.retain(|end| !ends.contains(end));
        if given.len() > 1 && self.chance.percent(15) {
            given.remove(self.chance.below(given.len()));
        }
        (!given.is_empty()).then_some(Change::Event { about, ends, replaces: given })
    }

    /// The ends that entries gave which this home knows, each once.
    fn given(&self, home: usize, about: About) -> Ends {
        let is_near = |other: About| match (about, other) {
            (About::Case, About::Case) => true,
            (About::Bundle(one), About::Bundle(other)) => one == other,
            (About::Case, About::Bundle(one)) | (About::Bundle(one), About::Case) => {
                POOL.bundles[one].in_case()
            }
        };
        let mut given: Ends = vec![];
        for id in &self.homes[home].knows {
            match &self.facts[*id].what {
                What::Happened { about, ends }
                | What::Proposed(Proposal { change: Change::Event { about, ends, .. }, .. })
                    if is_near(*about) =>
                {
                    given.extend(ends.clone());
                }
                _ => {}
            }
        }
        given.sort();
        given.dedup();
        given
    }

    /// A bundle was made of another one under a shorter rule: what that one leaves is named, or a little of it.
    fn an_inherited_end(&mut self, home: usize) -> Option<Change> {
        let state = self.state(home);
        let inherits = |heir: &usize| {
            let from = POOL.bundles[*heir].made_from?;
            let left = state.bundles.get(&POOL.bundles[*heir].id)?.inherits?;
            let kept = (!left.open).then_some(left.keep_through);
            self.view(home).is_succeeded(from).then_some((*heir, from, kept))
        };
        let all: Vec<_> = (ORIGINALS..HERE).filter_map(|heir| inherits(&heir)).collect();
        if all.is_empty() {
            return None;
        }
        let (heir, from, mut kept) = all[self.chance.below(all.len())];
        if self.chance.percent(12) {
            kept = Some(Some(self.a_day()));
        }
        Some(Change::Inherited { heir, from, kept })
    }

    fn put_forward(&mut self, home: usize, change: Change) {
        let name = Digest(draw(&mut self.chance));
        let stamp = self.stamp(home);
        self.say(format!(
            "{home}, key {}, {:?}, proposes {name}: {change:?}",
            self.hand, stamp.clock
        ));
        self.tally.proposed += 1;
        let event = Event::ShorteningProposed(proposed(name, &change));
        self.record(home, stamp, event, What::Proposed(Proposal { name, change }));
        self.proposals.push(name);
    }

    /// Somebody confirms one of them. Hardly anybody knows the name of one that this home has not heard of.
    pub fn confirm(&mut self, home: usize) {
        let here = self.contact(home);
        let Some(last) = self.proposals.len().checked_sub(1) else { return };
        let number = if self.chance.percent(70) { last } else { self.chance.below(last + 1) };
        let name = self.proposals[number];
        if self.state(home).shortenings.contains_key(&name) || self.chance.percent(10) {
            self.confirm_this(home, name);
        }
        self.tell(home, &here);
    }

    fn confirm_this(&mut self, home: usize, name: Digest) {
        let stamp = self.stamp(home);
        self.say(format!("{home}, key {}, {:?}, confirms {name}", self.hand, stamp.clock));
        self.tally.confirmed += 1;
        let event = Event::Shortened(Shortened { proposal: name });
        self.record(home, stamp, event, What::Confirmed { proposal: name });
    }

    pub fn take_proposal_back(&mut self, home: usize) {
        if self.proposals.is_empty() {
            return;
        }
        let here = self.contact(home);
        let list = self.proposals[self.chance.below(self.proposals.len())];
        let stamp = self.stamp(home);
        self.say(format!("{home} takes {list} back"));
        let event = Event::ApprovalWithdrawn(ApprovalWithdrawn { list });
        self.record(home, stamp, event, What::Withdrawn { list });
        self.tell(home, &here);
    }

    /// A person says what day it is.
    pub fn correct_clock(&mut self, home: usize) {
        let here = self.contact(home);
        let stamp = Stamp { clock: ClockState::Typed, time: self.time(home) };
        let day = stamp.time.day();
        self.say(format!("{home} says that it is {day}"));
        self.record(home, stamp, Event::ClockCorrected(ClockCorrected { day }), What::DaySaid);
        self.tell(home, &here);
    }

    /// All the way: proposed where all drives are, and confirmed there about thirty days later, while the other home
    /// may have put something on record that nobody here has heard of; and what may go by it is destroyed.
    pub fn shorten(&mut self, home: usize) {
        self.bring_all(home);
        if self.chance.percent(50) {
            self.record_event(home);
        }
        // Somebody is told by telephone, and confirms what no drive has brought.
        let unheard = self.chance.percent(12);
        if unheard {
            self.bring_all(1 - home);
        }
        let before = self.proposals.len();
        self.propose(home);
        let Some(name) = self.proposals.get(before).copied() else { return };
        self.now += (15 + self.chance.below(40) as i64) * DAY;
        if self.chance.percent(35) {
            self.something_comes_between(1 - home);
        }
        if self.two && self.chance.percent(80) {
            let other = [1, 0, 0, 0, 0, 1][self.hand];
            self.hand = self.key_of(home, other);
        }
        if unheard {
            self.confirm_this(1 - home, name);
            let here = self.contact(1 - home);
            self.tell(1 - home, &here);
            self.bring_all(home);
        } else {
            self.confirm(home);
        }
        if self.chance.percent(20) {
            self.record_as_before(home, name);
        }
        if self.chance.percent(50) {
            self.bring_all(1 - home);
            let here = self.contact(1 - home);
            self.tell(1 - home, &here);
            self.bring_all(home);
        }
        let about = self.bundles_of(name);
        let mut here = self.contact(home);
        if self.two {
            self.both_sign(home);
        }
        let stamp = self.stamp(home);
        for bundle in about {
            if let Run::CutOff = self.destroy_one(home, bundle, stamp, &mut here) {
                return;
            }
        }
        self.tell(home, &here);
    }

    /// The later day was right after all: the event is recorded anew as it was before.
    fn record_as_before(&mut self, home: usize, name: Digest) {
        let Some(Change::Event { about, replaces, .. }) = self.change(name).cloned() else {
            return;
        };
        let mut ends: Ends = vec![];
        for (class, last) in replaces {
            match ends.iter_mut().find(|(known, _)| *known == class) {
                Some(end) => end.1 = end.1.max(last),
                None => ends.push((class, last)),
            }
        }
        let here = self.contact(home);
        self.put_event_on_record(home, about, ends);
        self.tell(home, &here);
    }

    fn something_comes_between(&mut self, home: usize) {
        match self.chance.below(8) {
            0..=2 => self.place_hold(home),
            3 => self.extend(home),
            4 => self.record_event(home),
            5 => self.reopen(home),
            _ => self.take_proposal_back(home),
        }
    }

    fn change(&self, name: Digest) -> Option<&Change> {
        self.facts.iter().find_map(|fact| match &fact.what {
            What::Proposed(one) if one.name == name => Some(&one.change),
            _ => None,
        })
    }

    /// The bundles that a proposal is about, and one whose end it lifts.
    fn bundles_of(&self, name: Digest) -> Vec<usize> {
        let named = self.change(name);
        let is_about = |bundle: &usize| match named {
            Some(Change::Event { about, .. }) => about.is(*bundle),
            Some(Change::Inherited { heir, from, .. }) => [heir, from].contains(&bundle),
            None => false,
        };
        (0..HERE).filter(is_about).collect()
    }
}

pub fn proposed(proposal: Digest, change: &Change) -> ShorteningProposed {
    let named = |bundle: usize| Some(vec![POOL.bundles[bundle].id]);
    let as_listed = |ends: &Ends| {
        let end = |(class, last): &(ClassShown, Day)| ClassEnd {
            class: class.clone(),
            delete_from: None,
            keep_through: Some(*last),
        };
        let mut ends: Vec<ClassEnd> = ends.iter().map(end).collect();
        ends.sort();
        ends
    };
    match change {
        Change::Event { about, ends, replaces } => {
            let (bundles, case) = match about {
                About::Case => (None, Some(CASE)),
                About::Bundle(bundle) => (named(*bundle), None),
            };
            let (ends, replaces) = (as_listed(ends), as_listed(replaces));
            ShorteningProposed { bundles, case, ends, inherited: vec![], proposal, replaces }
        }
        Change::Inherited { heir, from, kept } => {
            let bundle = POOL.bundles[*from].id;
            let (keep_through, open) = (kept.flatten(), kept.is_none());
            ShorteningProposed {
                bundles: named(*heir),
                case: None,
                ends: vec![],
                inherited: vec![InheritedEnd { bundle, keep_through, open }],
                proposal,
                replaces: vec![],
            }
        }
    }
}
