//! What the program says, held against the reference: which holds bind, how long each bundle is kept, and which are
//! destroyed on every copy.

use std::collections::BTreeSet;
use std::rc::Rc;

use kluis::rules::retention::End;
use kluis::things::ledger::Ledger;
use kluis::things::ledger::state::State;
use kluis::words::ids::{HoldId, WriterId};

use super::History;
use crate::made::POOL;
use crate::reference::View;

impl History {
    /// After each step, for one home.
    pub fn agrees(&mut self, home: usize) {
        // What has not heard anything new says the same.
        let heads = self.homes[home].ledger.heads();
        if self.homes[home].agreed == heads {
            return;
        }
        self.homes[home].agreed = heads;
        let state = self.state(home);
        let view = self.view(home);
        self.says_as_much(&state, &view, &format!("home {home}"));
        let mut ends = vec![];
        for (number, made) in POOL.bundles.iter().enumerate() {
            let Some(known) = state.bundles.get(&made.id) else { continue };
            let end = known.end_now();
            // An end moves one way, unless what was open got one, or an earlier one was confirmed, or what gave it
            // counts no more.
            if let Some(before) = self.homes[home].ends.get(&number)
                && !before.open
                && !end.open
                && end.keep_through < before.keep_through
                && !view.is_shortened(number)
                && !view.lost_a_ground()
            {
                self.fails(&format!("{home}: the end of {number} fell: {before:?}, {end:?}"));
            }
            ends.push((number, end));
        }
        self.homes[home].ends.extend(ends);
    }

    /// What the homes of the other vault say of their own.
    pub fn agrees_there(&mut self, home: usize) {
        let heads = self.there.homes[home].ledger.heads();
        if self.there.homes[home].agreed != heads {
            let (state, view) = (self.there.state(home), self.there.view(home));
            self.says_as_much(&state, &view, &format!("home {home} of the other vault"));
            self.there.homes[home].agreed = heads;
        }
    }

    fn says_as_much(&self, state: &State, view: &View<'_>, who: &str) {
        if !state.contradictions.is_empty() {
            self.fails(&format!("{who}: {:?}", state.contradictions));
        }
        if state.persons.two_wanted() != view.wants_two() {
            self.fails(&format!("{who}: two wanted: {}", view.wants_two()));
        }
        for (number, made) in POOL.bundles.iter().enumerate() {
            let Some(known) = state.bundles.get(&made.id) else {
                if view.is_sealed(number) {
                    self.fails(&format!("{who} does not know {number}"));
                }
                continue;
            };
            if known.persons() > 0 && known.persons() > view.persons_for(number) {
                let persons = known.persons();
                self.fails(&format!("{who} says that {persons} persons approve {number}"));
            }
            let held: BTreeSet<HoldId> = known.holds.iter().map(|hold| hold.id).collect();
            let binding = view.holds_on(number);
            if held != binding {
                self.fails(&format!("{who} says of {number} {held:?}, and {binding:?} bind it"));
            }
            let End { keep_through, open, .. } = known.end_now();
            let early = match view.kept_through(number) {
                None => !open,
                Some(last) => !open && keep_through < last,
            };
            if early {
                let last = view.kept_through(number);
                self.fails(&format!("{who} keeps {number} through {keep_through:?}, not {last:?}"));
            }
            if History::says_destroyed(state, number) && !view.is_accounted(number) {
                self.fails(&format!("{who} says that {number} is destroyed on every copy"));
            }
        }
    }

    /// The order in which chains are joined, and how often, changes nothing of what they say, once each place was met
    /// again: a chain is dropped of which nothing counts by what is known so far, and counts where the replacement that
    /// doubted it turns out to be by a key that nobody has any more.
    pub fn any_order_of_joining_says_the_same(&mut self) {
        let mut ledgers: Vec<Rc<Ledger>> =
            self.homes.iter().map(|home| home.ledger.clone()).collect();
        ledgers.extend(self.media.iter().map(|medium| medium.content.ledger.clone()));
        let mut said = Vec::new();
        for _ in 0..2 {
            let mut joined = Ledger::new(WriterId([99; 8]));
            for _ in 0..2 {
                let mut order: Vec<usize> = (0..ledgers.len()).collect();
                while !order.is_empty() {
                    let next = order.swap_remove(self.chance.below(order.len()));
                    joined.join((*ledgers[next]).clone()).unwrap();
                }
            }
            joined.check(POOL.vault).unwrap_or_else(|problem| panic!("{problem}"));
            let State { bundles, holds, case_ends, media, last_believed, shortenings, .. } =
                joined.state();
            let ends = format!("{case_ends:?}{shortenings:?}");
            said.push(format!("{bundles:?}{holds:?}{ends}{media:?}{last_believed:?}"));
        }
        if said[0] != said[1] {
            self.fails(&format!("two orders of joining:\n{}\n{}", said[0], said[1]));
        }
    }

    /// What a drive heard is there for whoever has that drive alone.
    pub fn each_drive_alone_says_what_it_heard(&self) {
        for (number, medium) in self.media.iter().enumerate() {
            if medium.content.ledger.heads().is_empty() {
                continue;
            }
            let view = View::new(&self.facts, &medium.content.knows);
            let mut ledger = Ledger::new(WriterId([98; 8]));
            ledger.join((*medium.content.ledger).clone()).unwrap();
            self.says_as_much(&ledger.state(), &view, &format!("drive {number}"));
        }
    }
}
