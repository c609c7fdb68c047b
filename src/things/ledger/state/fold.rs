//! The fold: what all entries together say, taken in causal order ([`Order`]).
//!
//! Three passes, each an exhaustive match over all events: an event that this version knows and a pass forgets does not
//! compile. `ground` takes what others refer to, `facts` what happened, `doubts` what lines that don't count ask for.
//!
//! Of each kind of fact about one thing (a copy, a medium) those are kept that no later fact has seen, and what stands
//! is the worst of them. So the result is the same in whatever order chains are read, and a home that did not know of a
//! loss or of damage can't take it back.

mod bound;
mod doubts;
mod facts;
mod ground;

use std::collections::{BTreeMap, BTreeSet};

use super::answers::Answers;
use super::approvals::Approvals;
use super::doom::{Doom, Intent};
use super::heirs::Heirs;
use super::held::Held;
use super::recipients::Recipients;
use super::shortenings::Shortenings;
use super::spot::{Fates, Spot, highest};
use super::terms::Terms;
use super::{BundleState, Contradiction, State, Stray};
use crate::formats::entry::{Entry, Event, Role, Signer};
use crate::things::ledger::order::{At, Frontier, Order};
use crate::things::ledger::persons::Persons;
use crate::things::ledger::quarantine::{Quarantine, refuses};
use crate::words::day::Time;
use crate::words::ids::{BundleId, MediumId};

/// What is taken together until all entries were seen.
struct Fold<'o> {
    order: &'o Order<'o>,
    state: State,
    fates: BTreeMap<MediumId, Fates>,
    verified: BTreeMap<MediumId, Frontier<Time>>,
    spots: BTreeMap<(BundleId, MediumId), Spot>,
    /// The generations of each bundle's key file that were wrapped anew.
    rewrapped: BTreeMap<BundleId, Frontier<u64>>,
    dooms: BTreeMap<BundleId, Doom>,
    held: Held,
    heirs: Heirs,
    recipients: Recipients,
    terms: Terms,
    shortenings: Shortenings,
    approvals: Approvals,
    answers: Answers,
    persons: &'o Persons,
    quarantine: &'o Quarantine,
    /// Where somebody corrected the clock, and the time that it had then: earlier lines may have a later one.
    corrections: Vec<(&'o At, Time)>,
    /// Where a time stamp by somebody else proved it: what that has seen and has a later time.
    proofs: Vec<(&'o At, Time)>,
    /// Bundles of which only quarantined lines say that they were sealed.
    doubted: BTreeSet<BundleId>,
    /// Whether somebody distrusts lines by number.
    names_any: bool,
}

impl State {
    /// Folds the entries of all chains, whatever order they are given in.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> State {
        fold(entries)
    }
}

fn fold<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> State {
    let quarantine = Quarantine::of(entries.clone());
    let order = Order::of(entries.clone());
    let persons = Persons::by(&order);
    let mut fold = Fold {
        order: &order,
        state: State::default(),
        corrections: Vec::new(),
        proofs: Vec::new(),
        doubted: quarantine.bundles_sealed(entries.clone(), false),
        names_any: quarantine.names_any(),
        fates: BTreeMap::new(),
        verified: BTreeMap::new(),
        spots: BTreeMap::new(),
        rewrapped: BTreeMap::new(),
        dooms: BTreeMap::new(),
        held: Held::default(),
        heirs: Heirs::default(),
        recipients: Recipients::default(),
        terms: Terms::default(),
        shortenings: Shortenings::default(),
        approvals: Approvals::default(),
        answers: Answers::default(),
        persons: &persons,
        quarantine: &quarantine,
    };
    let counts = |(_, entry): &(&At, &Entry)| {
        quarantine.counts(entry) && (!persons.is_fallen(entry) || refuses(&entry.event))
    };
    for (at, entry) in order.walk().filter(counts) {
        fold.answers.take(entry.writer, at);
        if let Event::ClockCorrected(_) = &entry.event {
            fold.corrections.push((at, entry.time));
        }
        if let Event::ClockProven(_) = &entry.event {
            fold.proofs.push((at, entry.time));
        }
        if let Event::SignerReplaced(_) = &entry.event {
            fold.answers.replace(at, persons.who(entry));
        }
    }
    for (at, entry) in order.walk().filter(counts) {
        fold.take_ground(at, entry);
    }
    for (at, entry) in order.walk().filter(counts) {
        fold.take(at, entry);
    }
    // What somebody distrusts by number asks for nothing.
    let doubts = |line: &(&At, &Entry)| !counts(line) && !quarantine.names(line.1);
    for (at, entry) in order.walk().filter(doubts) {
        fold.take_doubt(at, entry);
    }
    let mut state = fold.end();
    state.withheld = quarantine.bundles_sealed(entries.clone(), true);
    state.withheld.retain(|bundle| !state.bundles.contains_key(bundle));
    state.doubted = quarantine.media_added(entries);
    state.doubted.retain(|medium| !state.media.contains_key(medium));
    state.quarantine = quarantine;
    state.persons = persons;
    state
}

impl Fold<'_> {
    /// Something was written on a medium, or erased from it: it was synced with this entry in the same run.
    fn touch(&mut self, entry: &Entry, medium: MediumId) {
        if let Some(known) = self.state.media.get_mut(&medium) {
            let lines = known.touched.entry(entry.writer).or_default();
            *lines = (*lines).max(entry.seq + 1);
        }
    }

    fn doom(&mut self, bundle: BundleId) -> &mut Doom {
        self.dooms.entry(bundle).or_default()
    }

    fn spot(&mut self, bundle: BundleId, medium: MediumId) -> &mut Spot {
        self.spots.entry((bundle, medium)).or_default()
    }

    /// Whether somebody said since what day it was, and this time lay ahead of that. A time stamp says nothing of
    /// entries that it has not seen.
    fn was_corrected(&self, at: &At, time: Time) -> bool {
        let mut corrections = self.corrections.iter();
        let mut proofs = self.proofs.iter();
        corrections.any(|(by, now)| time > *now && *by != at && !at.has_seen(by))
            || proofs.any(|(by, now)| time > *now && by.has_seen(at))
    }

    /// An entry of the sealer's about something that no entry made says nothing; it is told.
    fn stray(&mut self, entry: &Entry, about: String) {
        let (writer, seq, event) = (entry.writer, entry.seq, entry.event.name().to_owned());
        self.state.strays.push(Stray { event, writer, seq, about });
    }

    /// Whether data, or keys, can lie on a medium: nobody looks for what it does not hold, and so a look there proves
    /// nothing of it.
    fn may_lie_on(&mut self, entry: &Entry, medium: MediumId, role: Role) -> bool {
        let may = self.state.media.get(&medium).is_some_and(|known| known.roles.contains(&role));
        if !may {
            self.stray(entry, medium.to_string());
        }
        may
    }

    fn bundle(&mut self, entry: &Entry, id: BundleId) -> Option<&mut BundleState> {
        let known = self.state.bundles.contains_key(&id);
        // Chains that nobody believes any more may have sealed it, and be dropped.
        let may_miss = self.names_any || self.doubted.contains(&id);
        if !known && (entry.event.signer() == Signer::Sealer || may_miss) {
            self.stray(entry, id.to_string());
            return None;
        }
        if !known {
            let event = entry.event.name().to_owned();
            self.state.contradictions.push(Contradiction::NoSuchBundle { bundle: id, event });
        }
        self.state.bundles.get_mut(&id)
    }

    /// What stands of each thing is the worst that is known of it.
    fn end(mut self) -> State {
        for (medium, known) in &mut self.state.media {
            let facts = self.fates.get(medium).into_iter().flat_map(|fates| fates.all.facts());
            known.fate = facts.copied().max_by_key(|(time, fate)| (*fate, *time));
            // Of unordered looks the one that says it was longer ago.
            let looks = self.verified.get(medium).into_iter().flat_map(Frontier::facts);
            known.verified = looks.copied().min();
        }
        let none = Fates::default();
        let mut ended: BTreeMap<BundleId, Vec<At>> = BTreeMap::new();
        let mut bound = self.bind();
        for (id, bundle) in &mut self.state.bundles {
            let blocks = bound.remove(id).unwrap_or_default();
            let known = (&blocks[..], &self.heirs.removals(*id)[..]);
            bundle.approved = self.approvals.of(*id, bundle, known, self.persons);
            let Some(doom) = self.dooms.get_mut(id) else { continue };
            doom.blocks = blocks;
            (bundle.intended, bundle.erased) = (doom.since(), doom.has_erased());
            bundle.voided = doom.is_voided();
            if bundle.intended.is_some() && !bundle.erased {
                let seal = bundle.seal;
                let of = |order: &Intent| {
                    if self.approvals.waive(*id, seal, order, self.persons) {
                        return BTreeSet::new();
                    }
                    // Nobody gets rid of a home by his own word: another person replaced the key, or approved
                    // knowing that it was replaced.
                    self.answers.unheard(order, |one| {
                        let other = one.who.is_some() && one.who != order.who;
                        other || self.approvals.knew(*id, seal, order, &one.at, self.persons)
                    })
                };
                bundle.unheard =
                    doom.standing().map(of).min_by_key(BTreeSet::len).unwrap_or_default();
            }
            ended.insert(*id, doom.ended_by());
        }
        for ((id, medium), spot) in &self.spots {
            let Some(bundle) = self.state.bundles.get_mut(id) else { continue };
            let fates = self.fates.get(medium).unwrap_or(&none);
            let back = &ended.get(id).map_or(&[][..], Vec::as_slice);
            bundle.looks.insert(*medium, spot.looks(fates, back));
            if let Some(copy) = spot.copy(&spot.copied, fates, back) {
                bundle.copies.insert(*medium, copy);
            }
            if let Some(keys) = spot.copy(&spot.wrapped, fates, back) {
                bundle.keys_on.insert(*medium, keys);
            }
            if let Some(generation) = highest(&spot.rewrapped) {
                bundle.rewrapped_on.insert(*medium, generation);
            }
            let generations: BTreeSet<&u64> = spot.generation.facts().collect();
            if generations.len() > 1 {
                bundle.wrapped_apart.insert(*medium);
            }
        }
        for (id, generations) in &self.rewrapped {
            if let (Some(bundle), Some(newest)) =
                (self.state.bundles.get_mut(id), highest(generations))
            {
                bundle.newest_generation = newest;
            }
        }
        self.state.recipients_ever = self.recipients.end();
        let standing = self.state.recipients_ever.iter().filter(|(_, known)| known.stands());
        self.state.recipients = standing.map(|(recipient, _)| *recipient).collect();
        self.state.lists = self.approvals.lists(self.persons);
        self.state.holds = self.held.end();
        for hold in self.state.bundles.values_mut().flat_map(|bundle| &mut bundle.holds) {
            hold.review = self.state.holds.get(&hold.id).and_then(|known| known.review);
        }
        self.state.case_ends = self.terms.of_cases(&self.shortenings.confirmed());
        self.state
    }
}
