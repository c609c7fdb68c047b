//! The second person, and the thief who has one person's key, or the sealer's.

use std::rc::Rc;

use kluis::formats::entry::{
    ApprovalWithdrawn, Approved, ApprovedBundle, DestructionIntended, Event, HoldReleased, Release,
    SignerAdded, TwoPersons,
};
use kluis::words::day::Day;
use kluis::words::digest::Digest;
use kluis::words::ids::HoldId;

use super::{DAY, History};
use crate::made::{POOL, begin};
use crate::reference::What;

/// A list that was made for persons to approve.
pub type List = (Digest, Vec<(usize, Option<Day>)>);

/// The thief's own key, which only the stolen one vouches for.
pub const THIEFS: usize = 2;

impl History {
    /// There is a second person from the start; that two are wanted is said then, or later.
    pub fn add_a_person(&mut self) {
        self.two = true;
        let added = SignerAdded { key: POOL.keys[1].public().to_string(), replaces: None };
        let what = What::KeyAdded { key: 1, replaces: None };
        self.record(0, begin(), Event::SignerAdded(added), what);
        if self.chance.percent(80) {
            let wanted = Event::TwoPersons(TwoPersons { wanted: true });
            self.record(0, begin(), wanted, What::TwoWanted);
        }
        let first = self.homes[0].ledger.clone();
        Rc::make_mut(&mut self.homes[1].ledger).join((*first).clone()).unwrap();
        let known = self.homes[0].knows.clone();
        self.homes[1].knows.extend(known);
    }

    /// Each person sits at a PC, and now and then at the other one.
    pub fn somebody_signs(&mut self, home: usize) {
        let person = match self.two {
            true if self.chance.percent(75) => home,
            true => 1 - home,
            false => 0,
        };
        self.hand = self.key_of(home, person);
    }

    pub fn second_person(&mut self, home: usize) {
        match self.chance.below(20) {
            0..=3 => self.two_agree(home),
            4..=10 => self.approve(home),
            11 => self.withdraw(home),
            12..=13 => self.want_two(home),
            _ => self.the_thief_signs(home),
        }
    }

    fn want_two(&mut self, home: usize) {
        if self.view(home).wants_two() {
            return;
        }
        let here = self.contact(home);
        let stamp = self.stamp(home);
        self.say(format!("{home} wants two persons"));
        let wanted = Event::TwoPersons(TwoPersons { wanted: true });
        self.record(home, stamp, wanted, What::TwoWanted);
        self.tell(home, &here);
    }

    /// A person approves the list that was made last, or one of all there is now. Nothing keeps anybody from putting
    /// on it what is not due.
    pub fn approve(&mut self, home: usize) {
        let here = self.contact(home);
        let list = match self.lists.last() {
            Some(last) if self.chance.percent(65) => last.clone(),
            _ => self.a_list(home),
        };
        self.sign_list(home, list);
        self.tell(home, &here);
    }

    /// Both persons sign a list at one PC, with all drives there, and the destruction begins; the drives go to the
    /// other PC and come back, and it goes on.
    fn two_agree(&mut self, home: usize) {
        self.bring_all(home);
        let here = self.contact(home);
        self.both_sign(home);
        self.tell(home, &here);
        self.destroy(home);
        self.bring_all(1 - home);
        self.approve(1 - home);
        self.bring_all(home);
        self.destroy(home);
    }

    pub fn both_sign(&mut self, home: usize) {
        let list = self.a_list(home);
        for person in [1, 0] {
            self.hand = self.key_of(home, person);
            self.sign_list(home, list.clone());
        }
    }

    fn a_list(&mut self, home: usize) -> List {
        let state = self.state(home);
        let kept = POOL.bundles.iter().enumerate().filter_map(|(number, made)| {
            Some((number, state.bundles.get(&made.id)?.end_now().keep_through))
        });
        let bundles: Vec<(usize, Option<Day>)> = kept.collect();
        let list = (Digest::of(format!("{} {bundles:?}", self.now).as_bytes()), bundles);
        self.lists.push(list.clone());
        list
    }

    fn sign_list(&mut self, home: usize, (list, bundles): List) {
        let state = self.state(home);
        let named = bundles.iter().map(|(bundle, keep_through)| {
            let made = &POOL.bundles[*bundle];
            ApprovedBundle { bundle: made.id, keep_through: *keep_through, seal: made.sealed.seal }
        });
        let approved = Approved { bundles: named.collect(), list };
        // Who approves a list has the vault in which its bundles are.
        if bundles.is_empty()
            || !approved.bundles.iter().all(|one| state.bundles.contains_key(&one.bundle))
        {
            return;
        }
        let stamp = self.stamp(home);
        self.say(format!("{home}, key {}, approves {list}: {bundles:?}", self.hand));
        self.tally.approved += 1;
        self.record(home, stamp, Event::Approved(approved), What::Approved { list, bundles });
    }

    fn withdraw(&mut self, home: usize) {
        let here = self.contact(home);
        let lists: Vec<Digest> = self.state(home).lists.keys().copied().collect();
        if lists.is_empty() {
            return;
        }
        let list = lists[self.chance.below(lists.len())];
        let stamp = self.stamp(home);
        self.say(format!("{home} withdraws {list}"));
        self.tally.approval_withdrawn += 1;
        let event = Event::ApprovalWithdrawn(ApprovalWithdrawn { list });
        self.record(home, stamp, event, What::Withdrawn { list });
        self.tell(home, &here);
    }

    /// He has one person's key, and puts on record what that can sign; with a key of his own, too.
    fn the_thief_signs(&mut self, home: usize) {
        if !self.view(home).wants_two() {
            return;
        }
        let here = self.contact(home);
        let own = POOL.keys[THIEFS].public().to_string();
        let has_own = self.state(home).persons.keys().any(|(key, _)| key == own);
        self.hand = self.stolen;
        self.tally.stolen_words += 1;
        self.say(format!("a thief is at {home}, with key {}", self.stolen));
        let stamp = self.stamp(home);
        if !has_own {
            // Or in the other person's place.
            let replaces = self.chance.percent(30).then_some(1 - self.stolen);
            self.add_key(home, stamp, THIEFS, replaces);
        }
        match self.chance.below(5) {
            0 => {
                let holds: Vec<_> = self.state(home).holds.keys().copied().collect();
                for key in [self.stolen, THIEFS] {
                    self.hand = key;
                    let event = Event::HoldReleased(HoldReleased { holds: holds.clone() });
                    if !holds.is_empty() {
                        let what = What::HoldReleased { holds: holds.clone() };
                        self.record(home, stamp, event, what);
                    }
                }
            }
            1 => {
                for key in [self.stolen, THIEFS] {
                    self.hand = key;
                    let wanted = Event::TwoPersons(TwoPersons { wanted: false });
                    self.record(home, stamp, wanted, What::Other);
                }
            }
            2 => {
                self.hand = self.stolen;
                self.propose(home);
                self.now += 31 * DAY;
                self.hand = THIEFS;
                self.confirm(home);
            }
            _ => {
                let list = self.a_list(home);
                for key in [self.stolen, THIEFS] {
                    self.hand = key;
                    self.sign_list(home, list.clone());
                }
                self.order_unasked(home, &list);
            }
        }
        self.tell(home, &here);
    }

    /// An order that no door was asked for.
    fn order_unasked(&mut self, home: usize, (_, bundles): &List) {
        if bundles.is_empty() {
            return;
        }
        let (bundle, through) = bundles[self.chance.below(bundles.len())];
        let intent = DestructionIntended {
            bundle: POOL.bundles[bundle].id,
            holds_checked: true,
            keep_through: through,
            media: self.media.iter().map(|medium| medium.id).collect(),
            no_open_matters: true,
            release: Release::Ended,
            seal: POOL.bundles[bundle].sealed.seal,
        };
        let stamp = self.stamp(home);
        self.say(format!("the thief orders the destruction of {bundle}"));
        let event = Event::DestructionIntended(intent);
        self.record(home, stamp, event, What::Ordered { bundle, through });
    }

    /// Whoever has the sealer's key alone can sign none of it: no home takes such a chain in.
    pub fn forge(&mut self, home: usize) {
        let mut holds: Vec<HoldId> = self.state(home).holds.keys().copied().collect();
        if holds.is_empty() {
            holds.push(HoldId([1; 16]));
        }
        let event = match self.chance.below(3) {
            0 => Event::HoldReleased(HoldReleased { holds }),
            1 => Event::TwoPersons(TwoPersons { wanted: false }),
            _ => {
                let added = SignerAdded { key: POOL.sealer.public().to_string(), replaces: None };
                Event::SignerAdded(added)
            }
        };
        let mut ledger = (*self.homes[home].ledger).clone();
        let stamp = self.stamp(home);
        ledger.append(stamp, event, None, Some(&POOL.sealer)).unwrap();
        self.tally.forged += 1;
        if ledger.check(POOL.vault).is_ok() {
            self.fails(&format!("{home} believes what the sealer's key alone has signed"));
        }
    }
}
