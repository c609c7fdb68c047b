//! Records that go into another client's vault: its home on the PC says whether they stand there.

use kluis::formats::entry::{
    DestructionIntended, Elsewhere, Event, MediumLost, ReadBack, Received, ReceivedFrom, Release,
    Shortened, Succeeded,
};
use kluis::powers::random::draw;
use kluis::things::destruction::door::{StandsThere, There as Said};
use kluis::things::ledger::state::{Standing, Witness};
use kluis::words::digest::Digest;
use kluis::words::ids::DriveId;

use super::earlier::proposed;
use super::ending::Run;
use super::resealing::copied;
use super::{DAY, History};
use crate::made::{HERE, POOL};
use crate::reference::{Change, Kept, Proposal, What};
use crate::world::{MEDIA_THERE, There};

impl History {
    /// Seals a bundle again in the other vault, and says on both sides what went where. Runs are cut off, and people
    /// say what is not so.
    pub fn move_into(&mut self, home: usize) {
        if self.chance.percent(70) {
            self.bring_all(home);
        }
        let mut here = self.contact(home);
        let state = self.state(home);
        let stands = |heir: &usize| {
            let from = POOL.bundles[*heir].made_from.unwrap();
            let known = state.bundles.get(&POOL.bundles[from].id);
            known.is_some_and(|known| known.standing() == Standing::Kept)
        };
        let all: Vec<usize> = (HERE..POOL.bundles.len()).filter(stands).collect();
        if all.is_empty() {
            return;
        }
        let heir = all[self.chance.below(all.len())];
        let from = POOL.bundles[heir].made_from.unwrap();
        self.seal_there(home, heir);
        let end = state.bundles[&POOL.bundles[from].id].end_now();
        let kept = match self.chance.percent(15) {
            true => Some(Some(self.a_day())),
            false => (!end.open).then_some(end.keep_through),
        };
        if self.chance.percent(92) {
            self.receive(home, heir, kept);
        }
        if self.chance.percent(92) {
            self.tally.moved += 1;
            let from = match self.chance.percent(8) {
                true => self.chance.below(HERE),
                false => from,
            };
            if state.bundles.contains_key(&POOL.bundles[from].id) {
                self.say_where_it_went(home, from, heir);
                let stamp = self.stamp(home);
                if let Run::CutOff = self.destroy_one(home, from, stamp, &mut here) {
                    return;
                }
            }
        }
        self.tell(home, &here);
    }

    fn is_sealed_there(&self, heir: usize) -> bool {
        let is = |what: &What| matches!(what, What::Sealed { bundle } if *bundle == heir);
        self.there.facts.iter().any(|fact| is(&fact.what))
    }

    fn seal_there(&mut self, home: usize, heir: usize) {
        if self.is_sealed_there(heir) {
            return self.there.hear(home);
        }
        let stamp = self.stamp(home);
        self.say(format!("{home} seals {heir} in the other vault"));
        let event = Event::Sealed(POOL.bundles[heir].sealed.clone());
        self.there.record(home, stamp, event, What::Sealed { bundle: heir });
        for medium in 0..self.chance.below(MEDIA_THERE + 1) {
            self.write_there(home, heir, medium);
        }
    }

    fn write_there(&mut self, home: usize, heir: usize, medium: usize) {
        let proven = self.chance.percent(80);
        let read_back = if proven { ReadBack::PastCache } else { ReadBack::Cached };
        let stamp = self.stamp(home);
        self.say(format!("{home} writes {heir} to {medium} of the other vault: {proven}"));
        let [keys, copy] = copied(heir, There::medium(medium), read_back);
        self.there.record(home, stamp, keys, What::Other);
        self.there.record(home, stamp, copy, What::Copied { bundle: heir, medium, proven });
    }

    fn receive(&mut self, home: usize, heir: usize, kept: Kept) {
        let from = POOL.bundles[heir].made_from.unwrap();
        let old = &POOL.bundles[from];
        let received = Received {
            bundle: POOL.bundles[heir].id,
            from: ReceivedFrom { bundle: old.id, seal: old.sealed.seal, vault: POOL.vault },
            keep_through: kept.flatten(),
            open: kept.is_none(),
        };
        let stamp = self.stamp(home);
        self.say(format!("{home} receives {heir}, kept through {kept:?}, from {from}"));
        let what = What::Received { bundle: heir, from, kept };
        self.there.record(home, stamp, Event::Received(received), what);
    }

    fn say_where_it_went(&mut self, home: usize, from: usize, heir: usize) {
        let made = &POOL.bundles[heir];
        let mut named = Elsewhere {
            bundle: made.id,
            records: made.sealed.records,
            seal: made.sealed.seal,
            sealer: POOL.other.sealer.public().to_string(),
            vault: POOL.other.vault,
        };
        let lie = self.chance.below(40);
        match lie {
            0 => named.seal = Digest::of(b"another"),
            1 => named.sealer = POOL.sealer.public().to_string(),
            2 => named.vault = POOL.vault,
            3 => named.records += 1,
            _ => {}
        }
        let succeeded = Succeeded {
            bundle: POOL.bundles[from].id,
            elsewhere: vec![named],
            removed: 0,
            seal: POOL.bundles[from].sealed.seal,
            successors: vec![],
        };
        let stamp = self.stamp(home);
        self.say(format!("{home} says that {from} went into {heir} of the other vault, {lie}"));
        let what = What::Succeeded { bundle: from, into: vec![], there: vec![(heir, lie > 3)] };
        self.record(home, stamp, Event::Succeeded(succeeded), what);
    }

    /// What the other vault's home on this PC says of the bundles that one went into; now and then nobody asks it.
    pub fn ask_there(&mut self, home: usize, bundle: usize) -> Vec<StandsThere> {
        let named = self.facts.iter().filter_map(|fact| match &fact.what {
            What::Succeeded { bundle: from, there, .. } if *from == bundle => Some(there),
            _ => None,
        });
        let mut named: Vec<usize> = named.flatten().map(|(heir, _)| *heir).collect();
        named.sort();
        named.dedup();
        if named.is_empty() || self.chance.percent(12) {
            return vec![];
        }
        let state = self.there.state(home);
        let sealers = [POOL.other.sealer.public()];
        let witness = Witness { writer: self.there.homes[home].writer, from_seq: 0 };
        let said = Said { state: &state, sealers: &sealers, copies: 2, witness, whole: true };
        let seals = named.into_iter().map(|heir| POOL.bundles[heir].seal.clone());
        seals.filter_map(|seal| StandsThere::of(said, seal)).collect()
    }

    /// The other vault goes on: homes hear each other, copies are made, forged and lost, bundles are to go there, or to
    /// be kept for less.
    pub fn go_on_there(&mut self, home: usize) {
        let state = self.there.state(home);
        let known = |heir: &usize| state.bundles.contains_key(&POOL.bundles[*heir].id);
        let all: Vec<usize> = (HERE..POOL.bundles.len()).filter(known).collect();
        if all.is_empty() {
            return self.there.hear(home);
        }
        let heir = all[self.chance.below(all.len())];
        let medium = self.chance.below(MEDIA_THERE);
        match self.chance.below(12) {
            0..=1 => self.there.hear(home),
            2..=5 => self.write_there(home, heir, medium),
            // The word of one home alone.
            6 => (0..MEDIA_THERE).for_each(|medium| self.write_there(home, heir, medium)),
            7 => self.lose_there(home, medium),
            8..=10 => self.order_there(home, heir),
            _ => self.shorten_there(home, heir),
        }
        if self.chance.percent(60) {
            let at = if self.chance.percent(50) { home } else { 1 - home };
            self.there.hear(at);
            self.bring_all(at);
            let mut here = self.contact(at);
            let stamp = self.stamp(at);
            let from = POOL.bundles[heir].made_from.unwrap();
            if let Run::Ended = self.destroy_one(at, from, stamp, &mut here) {
                self.tell(at, &here);
            }
        }
    }

    fn lose_there(&mut self, home: usize, medium: usize) {
        let stamp = self.stamp(home);
        let event = Event::MediumLost(MediumLost {
            destroyed: None,
            drive: DriveId(There::medium(medium).0),
            medium: There::medium(medium),
            since: stamp.time.day(),
        });
        self.say(format!("{home} says that {medium} of the other vault is lost"));
        self.there.record(home, stamp, event, What::Lost { medium });
    }

    fn order_there(&mut self, home: usize, heir: usize) {
        let through = self.there.state(home).bundles[&POOL.bundles[heir].id].end_now().keep_through;
        let intent = DestructionIntended {
            bundle: POOL.bundles[heir].id,
            holds_checked: true,
            keep_through: through,
            media: vec![],
            no_open_matters: true,
            release: Release::Ended,
            seal: POOL.bundles[heir].sealed.seal,
        };
        let stamp = self.stamp(home);
        self.say(format!("{home} orders the destruction of {heir} in the other vault"));
        let what = What::Ordered { bundle: heir, through };
        self.there.record(home, stamp, Event::DestructionIntended(intent), what);
    }

    /// What came with the records is to bind them no more: named as it is, or not.
    fn shorten_there(&mut self, home: usize, heir: usize) {
        let Some(left) = self.there.state(home).bundles[&POOL.bundles[heir].id].inherits else {
            return;
        };
        let kept = match self.chance.percent(20) {
            true => Some(Some(self.a_day())),
            false => (!left.open).then_some(left.keep_through),
        };
        let name = Digest(draw(&mut self.chance));
        let from = POOL.bundles[heir].made_from.unwrap();
        let change = Change::Inherited { heir, from, kept };
        let stamp = self.stamp(home);
        self.say(format!("{home} proposes {name} in the other vault: {change:?}"));
        let event = Event::ShorteningProposed(proposed(name, &change));
        self.there.record(home, stamp, event, What::Proposed(Proposal { name, change }));
        self.now += (25 + self.chance.below(10) as i64) * DAY;
        let stamp = self.stamp(home);
        let event = Event::Shortened(Shortened { proposal: name });
        self.there.record(home, stamp, event, What::Confirmed { proposal: name });
    }
}
