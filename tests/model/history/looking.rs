//! Homes verify what lies on drives, and hear of each other's looks late.

use kluis::formats::entry::{Depth, Event, Finding, Head, ReadBack, Verified};
use kluis::words::ids::BundleId;

use super::History;
use crate::events;
use crate::reference::What;
use crate::world::{Seen, Tick, Whereabouts};

impl History {
    /// What lies there according to this home, each looked at.
    pub(super) fn verify(&mut self, home: usize, at: usize) {
        let here = self.contact(home);
        if here.contains(&at) {
            let deep = self.chance.percent(40);
            self.look(home, at, true, deep);
            self.sync(home, &here);
        }
    }

    /// A home looks at a drive, which is pulled before it hears of that; it rots, the other home finds that, and then
    /// the first hears of it, whose own look is neither before nor after the finding.
    pub(super) fn cross(&mut self, at: usize) {
        let Whereabouts::At(home) = self.media[at].at else { return };
        if !self.contact(home).contains(&at) {
            return;
        }
        let deep = self.chance.percent(50);
        self.look(home, at, true, deep);
        self.now += 1;
        match deep {
            true => self.harm_inside(at),
            false => self.harm(at),
        }
        for to in [1 - home, home] {
            self.now += 1;
            (self.media[at].at, self.media[at].attached) = (Whereabouts::At(to), self.now);
            self.say(format!("{at} goes to home {to}"));
            let here = self.contact(to);
            if to != home && here.contains(&at) {
                self.look(to, at, true, deep);
                self.sync(to, &here);
            }
        }
        match self.chance.below(5) {
            // Neither a shallow look nor a thief takes back what a deep one found.
            0 => self.verify(home, at),
            1 | 2 if !self.is_honest => {
                self.thief(at);
                self.verify(home, at);
            }
            1..=3 => {
                self.now += 1;
                match deep {
                    true => self.heal_inside(at),
                    false => self.mend(home, at),
                }
                self.verify(home, at);
            }
            _ => {}
        }
        self.sweep(home);
    }

    pub(super) fn look(&mut self, home: usize, at: usize, attached: bool, deep: bool) {
        let state = self.homes[home].state();
        let medium = &self.media[at];
        let placed: Vec<BundleId> = state.placed_on(medium.id).map(|(id, _)| id).collect();
        let looks: Vec<(BundleId, Seen)> =
            placed.iter().map(|bundle| (*bundle, medium.seen(*bundle, deep))).collect();
        let findings: Vec<Finding> =
            looks.iter().filter_map(|(bundle, seen)| events::finding(*bundle, *seen)).collect();
        let attachment = self.homes[home].attachments.get(&medium.id).filter(|_| attached);
        let (since, heads): (Option<Tick>, Option<Vec<Head>>) = attachment.cloned().unzip();
        let event = Event::Verified(Verified {
            attached: heads,
            beyond: 0,
            bundles: placed,
            depth: if deep { Depth::Deep } else { Depth::Fixity },
            findings,
            medium: medium.id,
            read_back: if medium.cached { ReadBack::Cached } else { ReadBack::PastCache },
        });
        self.count(at, deep, &looks, &state);
        let line = self.record(home, event);
        let word = if deep { "verifies deep" } else { "verifies" };
        self.say(format!("home {home} {word} {at}: {looks:?}"));
        for (bundle, seen) in looks {
            let what = What::Looked { deep, seen, attached: since };
            self.fact(home, line, at, Some(bundle), what);
        }
    }

    fn count(
        &mut self,
        at: usize,
        deep: bool,
        looks: &[(BundleId, Seen)],
        state: &kluis::things::ledger::state::State,
    ) {
        let id = self.media[at].id;
        for (bundle, seen) in looks {
            let faulty = state.bundles[bundle].is_faulty_on(id);
            self.tally.wrong_inside += u64::from(*seen == Seen::WrongInside);
            self.tally.right_again += u64::from(deep && faulty && *seen == Seen::Whole);
        }
    }
}
