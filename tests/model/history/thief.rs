//! Somebody who has the sealer's key and a drive for a night, and what helps against him: that the key is replaced.
//!
//! Which labels a home believes is written out here once more, as the format says it (§3.4).

use std::rc::Rc;

use kluis::formats::entry::{
    Depth, Distrusted, Event, Finding, LinesVouched, ReadBack, Repaired, Role, SignerReplaced,
    UnfinishedErased, Verified, WriterJoined,
};
use kluis::powers::signer::SigningKey;
use kluis::things::ledger::Ledger;
use kluis::things::ledger::quarantine::Quarantine;
use kluis::words::ids::{BundleId, MediumId, WriterId};

use super::{History, head_of};
use crate::events;
use crate::reference::{Replaced, Vouched, counting_words, known_replacements, latest};
use crate::world::{Seen, Whereabouts};

impl History {
    /// He writes what never was, into a chain of his own or into a home's: copies that nobody made, and looks that
    /// nobody took.
    pub(super) fn thief(&mut self, at: usize) {
        if matches!(self.media[at].at, Whereabouts::Gone { .. }) {
            return;
        }
        if self.chance.percent(25) {
            self.stolen = self.homes[self.chance.below(2)].key;
        }
        let there = self.media[at].ledger.clone();
        let homes = self.homes.each_ref().map(|home| home.writer);
        let known = homes.iter().filter(|writer| there.count_of(**writer) > 0).count();
        let own = self.chance.percent(30) || known == 0;
        let writer = match own {
            true => WriterId([3 + self.thieves; 8]),
            false => homes[self.chance.below(known)],
        };
        let mut forged = Ledger::new(writer);
        forged.join((*there).clone()).unwrap();
        if own {
            self.thieves += 1;
            self.forge(&mut forged, Event::WriterJoined(WriterJoined { vault: self.vault }));
        }
        let bundles: Vec<BundleId> = forged.state().bundles.into_keys().collect();
        let praises = self.chance.percent(60);
        for number in 0..self.media.len() {
            if self.chance.percent(80) {
                self.lie(&mut forged, number, &bundles, praises);
            }
        }
        let medium = &mut self.media[at];
        (medium.ledger, medium.key, medium.forged) = (Rc::new(forged), self.stolen, true);
        medium.attached = self.now;
        self.say(format!("a thief has {at} and writes into chain {writer}"));
        if self.chance.percent(40) {
            self.harm(at);
        }
    }

    /// Says of one drive what he likes: that all is well there, or anything.
    fn lie(&mut self, forged: &mut Ledger, number: usize, bundles: &[BundleId], praises: bool) {
        let medium = self.media[number].id;
        // He need not say what the drive is for.
        let roles = match self.chance.percent(80) {
            true => self.media[number].roles.clone(),
            false => vec![Role::Data, Role::Keys],
        };
        for bundle in bundles.iter().copied() {
            for role in &roles {
                let made = events::made(bundle, medium, *role, ReadBack::PastCache);
                self.forge(forged, made);
            }
        }
        let seen = match self.chance.below(4) {
            _ if praises => Seen::Whole,
            0 => Seen::Damaged,
            1 => Seen::WrongInside,
            2 => return self.say_it_was_touched(forged, medium, bundles),
            _ => Seen::Whole,
        };
        let found = bundles.iter().filter_map(|bundle| events::finding(*bundle, seen));
        let findings: Vec<Finding> = found.collect();
        let attached = self.chance.percent(50).then(|| forged.heads());
        let (bundles, beyond, read_back) = (bundles.to_vec(), 0, ReadBack::PastCache);
        let depth = if praises || self.chance.percent(50) { Depth::Deep } else { Depth::Fixity };
        let looked = Verified { attached, beyond, bundles, depth, findings, medium, read_back };
        self.forge(forged, Event::Verified(looked));
    }

    fn say_it_was_touched(&mut self, forged: &mut Ledger, medium: MediumId, all: &[BundleId]) {
        for bundle in all.iter().copied() {
            let event = match self.chance.percent(50) {
                true => Event::Repaired(Repaired { bundle, files: 1, medium, parity: 0 }),
                false => {
                    let key_written = true;
                    Event::UnfinishedErased(UnfinishedErased { bundle, key_written, medium })
                }
            };
            self.forge(forged, event);
        }
    }

    fn forge(&mut self, forged: &mut Ledger, event: Event) {
        forged.append(self.stamp(0), event, None, None).unwrap();
        self.forged.push(head_of(forged));
    }

    pub(super) fn was_robbed(&self) -> bool {
        !self.forged.is_empty()
    }

    pub(super) fn replace_after_a_theft(&mut self, home: usize) {
        if self.was_robbed() {
            let named = self.chance.percent(70);
            self.replace(home, named);
            if self.chance.percent(50) {
                self.now += 1;
                let by = self.chance.below(2);
                self.vouch(by);
            }
        }
    }

    /// A home looks at a drive, which is pulled before it hears of that; the other home replaces the key, to be
    /// careful, and then the first hears of it, whose own look does not count any more.
    pub(super) fn replace_crosswise(&mut self, at: usize) {
        // Which lines of a branch count under a key that was replaced is no part of this model.
        if self.was_put_back {
            return;
        }
        let Whereabouts::At(home) = self.media[at].at else { return };
        if !self.contact(home).contains(&at) {
            return;
        }
        let deep = self.chance.percent(50);
        self.look(home, at, true, deep);
        for to in [1 - home, home] {
            self.now += 1;
            (self.media[at].at, self.media[at].attached) = (Whereabouts::At(to), self.now);
            self.say(format!("{at} goes to home {to}"));
            if to != home {
                self.replace(to, true);
                self.now += 1;
            }
        }
        if self.chance.percent(50) {
            self.vouch(home);
        }
        self.sweep(home);
    }

    /// The sealer's key is replaced; the lines that the thief wrote may be named by number. A drive that he labelled
    /// gets what this home knows in the place of his.
    pub(super) fn replace(&mut self, home: usize, named: bool) {
        let here = self.contact(home);
        if !self.signs(home) {
            return;
        }
        let (distrusted, quarantined) = self.distrusted(home, named);
        let new = SigningKey::generate(&mut self.chance).public().to_string();
        let (old, heads) = (self.homes[home].key, self.homes[home].ledger().heads());
        let fields = SignerReplaced {
            distrusted: distrusted.clone(),
            heads: heads.clone(),
            new: new.clone(),
            old: self.keys[old].clone(),
            quarantined: quarantined.clone(),
        };
        let knew = self.replacements_known_to(home);
        let line = self.record(home, Event::SignerReplaced(fields));
        self.replaced.push(Replaced { line, knew, old, heads, distrusted, quarantined });
        self.homes[home].key = self.keys.len();
        self.keys.push(new);
        self.tally.replaced += 1;
        self.say(format!("home {home} replaces key {old}; his lines are named: {named}"));
        for at in 0..self.media.len() {
            if self.media[at].at == Whereabouts::At(home) && self.media[at].forged {
                self.tell(home, at);
            }
        }
        self.sync(home, &here);
    }

    /// The disposer vouches for all that this home knows, whoever wrote it: a person may take the thief's lines for
    /// true.
    pub(super) fn vouch(&mut self, home: usize) {
        let here = self.contact(home);
        if !self.signs(home) || self.replaced.is_empty() {
            return;
        }
        let (heads, medium) = (self.homes[home].ledger().heads(), self.media[0].id);
        let knew = self.replacements_known_to(home);
        let event = Event::LinesVouched(LinesVouched { heads: heads.clone(), medium });
        let line = self.record(home, event);
        self.vouched.push(Vouched { line, knew, heads });
        self.tally.vouched += 1;
        self.say(format!("home {home} vouches for all that it knows"));
        self.sync(home, &here);
    }

    /// What does not count from here on, as `signer replace` has it: lines that were named before, and the thief's
    /// where somebody knows them; and those of others that are quarantined.
    fn distrusted(&self, home: usize, named: bool) -> (Vec<Distrusted>, Vec<Distrusted>) {
        let home = &self.homes[home];
        let quarantine = Quarantine::of(home.ledger().entries());
        let his = self.forged.iter().filter(|line| named && home.ledger().holds(line));
        let his: Vec<(WriterId, u64)> = his.map(|line| (line.writer, line.count - 1)).collect();
        let (mut named, mut held): (Vec<Distrusted>, Vec<Distrusted>) = (vec![], vec![]);
        for entry in home.ledger().entries() {
            let (writer, seq) = (entry.writer, entry.seq);
            let lines = if quarantine.names(entry) || his.contains(&(writer, seq)) {
                &mut named
            } else if writer != home.writer && quarantine.holds(entry) {
                &mut held
            } else {
                continue;
            };
            match lines.last_mut() {
                Some(last) if last.writer == writer && last.to + 1 == seq => last.to = seq,
                _ => lines.push(Distrusted { from: seq, to: seq, writer }),
            }
        }
        (named, held)
    }

    /// Whether this home takes what a drive's label names: it is signed by a key that nobody replaced, as far as this
    /// home and that drive know, or names nothing behind what counts under it.
    pub(super) fn believes_label(&self, home: usize, at: usize) -> bool {
        let (ledger, medium) = (self.homes[home].ledger(), &self.media[at]);
        let holds = |line: &_| ledger.holds(line) || medium.ledger.holds(line);
        let known = known_replacements(&self.replaced, &holds);
        let replaced = known.iter().any(|(_, one)| one.old == medium.key);
        let heads = medium.ledger.heads();
        let words = counting_words(&self.vouched, &known, &holds);
        let within = |(bit, one): &(u64, &Replaced)| {
            heads.iter().all(|head| {
                head.count <= one.lines_of(head) || words.iter().any(|word| word.covers(*bit, head))
            })
        };
        !replaced || latest(&known).iter().all(within)
    }

    fn is_replaced(&self, home: usize, key: usize) -> bool {
        let ledger = self.homes[home].ledger();
        let known = known_replacements(&self.replaced, &|line| ledger.holds(line));
        known.iter().any(|(_, one)| one.old == key)
    }

    /// Whether the key that this home signs with was not replaced, as far as it knows.
    pub(super) fn signs(&self, home: usize) -> bool {
        !self.is_replaced(home, self.homes[home].key)
    }

    /// A home whose key was replaced takes the new one from a drive of whoever replaced it.
    pub(super) fn learn_key(&mut self, home: usize, here: &[usize]) {
        if self.signs(home) {
            return;
        }
        let keys = here.iter().filter(|at| !self.media[**at].forged).map(|at| self.media[*at].key);
        if let Some(key) = keys.into_iter().find(|key| !self.is_replaced(home, *key)) {
            self.homes[home].key = key;
        }
    }
}
