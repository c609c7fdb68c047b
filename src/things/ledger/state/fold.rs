//! The fold: what all entries together say, taken in causal order ([`Order`]).
//!
//! Of each kind of fact about one thing (a copy, a medium) those are kept that no later fact has seen, and what stands
//! is the worst of them. So that the result is the same in whatever order chains are read, and a home that did not
//! know of a loss or of damage can't take it back.

use std::collections::{BTreeMap, BTreeSet};

use super::doom::Doom;
use super::held::Held;
use super::spot::{Doubt, Found, Spot, Written, keep_widest};
use super::terms::Terms;
use super::{BundleState, Contradiction, Fate, MediumState, State, Stray, UnknownEvent};
use crate::formats::entry::{
    CopyState, Depth, Entry, Event, KeysWrapped, MediumAdded, ReadBack, Role, Sealed, Signer,
    Verified,
};
use crate::things::ledger::order::{At, Frontier, Order};
use crate::things::ledger::quarantine::Quarantine;
use crate::words::day::{ClockState, Stamp, Time};
use crate::words::ids::{BundleId, MediumId};

/// What is taken together until all entries were seen.
struct Fold<'o> {
    order: &'o Order<'o>,
    state: State,
    fates: BTreeMap<MediumId, Frontier<(Time, Fate)>>,
    verified: BTreeMap<MediumId, Frontier<Time>>,
    spots: BTreeMap<(BundleId, MediumId), Spot>,
    dooms: BTreeMap<BundleId, Doom>,
    held: Held,
    terms: Terms,
    /// When somebody said what day it was, since a later time stood in the ledger.
    corrections: Vec<(&'o At, Time)>,
    /// Bundles of which only quarantined lines say that they were sealed.
    doubted: BTreeSet<BundleId>,
    /// Lines are distrusted by number.
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
    let mut fold = Fold {
        order: &order,
        state: State::default(),
        corrections: Vec::new(),
        doubted: quarantine.bundles_sealed(entries.clone(), false),
        names_any: quarantine.names_any(),
        fates: BTreeMap::new(),
        verified: BTreeMap::new(),
        spots: BTreeMap::new(),
        dooms: BTreeMap::new(),
        held: Held::default(),
        terms: Terms::default(),
    };
    // What others refer to comes first: a home may have heard of a copy before it heard of the medium.
    let counts = |(_, entry): &(&At, &Entry)| quarantine.counts(entry);
    for (at, entry) in order.walk().filter(counts) {
        if let Event::ClockCorrected(_) = &entry.event {
            fold.corrections.push((at, entry.time));
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
    state
}

impl Fold<'_> {
    fn take_ground(&mut self, at: &At, entry: &Entry) {
        if entry.clock != ClockState::Doubtful && !self.was_corrected(at, entry.time) {
            self.state.last_believed = self.state.last_believed.max(Some(entry.time));
        }
        if let Some(note) = &entry.note
            && *self.state.notes.entry(note.id).or_insert(note.sha256) != note.sha256
        {
            self.state.contradictions.push(Contradiction::TwoNotes(note.id));
        }
        match &entry.event {
            Event::VaultCreated(created) => {
                self.state.signers.push(created.signers.clone());
                self.state.recipients.extend(created.recipients.iter().copied());
            }
            Event::MediumAdded(added) => self.take_medium(entry, added),
            Event::Sealed(sealed) => {
                self.held.seal(at, sealed.bundle);
                self.take_seal(entry, sealed);
            }
            Event::HoldPlaced(placed) => {
                let contradiction = self.held.place(at, entry, placed);
                self.state.contradictions.extend(contradiction);
            }
            Event::HoldReviewed(reviewed) => self.held.review(at, reviewed),
            Event::HoldReleased(released) => self.held.release(at, entry.time, released),
            Event::EventRecorded(event) => self.terms.record(at, event),
            Event::Extended(extended) => self.terms.extend(extended),
            Event::MediumWaived(waived) => {
                self.state.waived.entry(entry.writer).or_default().insert(waived.medium);
            }
            Event::Unknown { event, .. } => {
                let (writer, seq) = (entry.writer, entry.seq);
                self.state.unknown.push(UnknownEvent { event: event.clone(), writer, seq });
            }
            Event::WriterJoined(_)
            | Event::MediumLost(_)
            | Event::MediumFound(_)
            | Event::MediumRetired(_)
            | Event::BookYear(_)
            | Event::Copied(_)
            | Event::KeysWrapped(_)
            | Event::Verified(_)
            | Event::Restored(_)
            | Event::Moved(_)
            | Event::Repaired(_)
            | Event::UnfinishedErased(_)
            | Event::ClockConfirmed(_)
            | Event::ClockCorrected(_)
            | Event::SignerReplaced(_)
            | Event::LinesVouched(_)
            | Event::ChainMoved(_)
            | Event::DestructionIntended(_)
            | Event::DestructionWithdrawn(_)
            | Event::CopyDestroyed(_)
            | Event::BundleDestroyed(_) => {}
        }
    }

    fn take_medium(&mut self, entry: &Entry, added: &MediumAdded) {
        if let Some(known) = self.state.media.get_mut(&added.medium) {
            if known.drive != added.drive || known.roles != added.roles {
                self.state.contradictions.push(Contradiction::TwoMedia(added.medium));
            }
            known.same_disk &= added.same_disk;
            return;
        }
        self.state.media.insert(
            added.medium,
            MediumState {
                drive: added.drive,
                roles: added.roles.clone(),
                same_disk: added.same_disk,
                added: entry.time,
                by: entry.writer,
                verified: None,
                fate: None,
                touched: BTreeMap::new(),
            },
        );
    }

    /// Two entries about one bundle must say the same, but for the run and the time: a second home may have taken
    /// the same seal in.
    fn take_seal(&mut self, entry: &Entry, sealed: &Sealed) {
        let stamp = Stamp { clock: entry.clock, time: entry.time };
        let bundle = BundleState {
            seal: sealed.seal,
            sealed_at: stamp,
            rules: sealed.rules.clone(),
            end: sealed.end,
            case: sealed.case,
            records: sealed.records,
            bytes: sealed.bytes,
            copies: BTreeMap::new(),
            key_files: BTreeMap::from([(1, sealed.key_file)]),
            rewrapped_on: BTreeMap::new(),
            looks: BTreeMap::new(),
            keys_on: BTreeMap::new(),
            intended: None,
            erased: false,
            destroyed_on: BTreeMap::new(),
            destroyed: None,
            voided: false,
            holds: Vec::new(),
            closed: Vec::new(),
            extended: None,
        };
        let Some(known) = self.state.bundles.get_mut(&sealed.bundle) else {
            self.state.bundles.insert(sealed.bundle, bundle);
            return;
        };
        if known.seal != bundle.seal {
            self.state.contradictions.push(Contradiction::TwoSeals(sealed.bundle));
        } else if !known.says_the_same(&bundle) {
            self.state.contradictions.push(Contradiction::TwoAccounts(sealed.bundle));
        }
        if stamp.time < known.sealed_at.time {
            known.sealed_at = stamp;
        }
    }

    fn take(&mut self, at: &At, entry: &Entry) {
        match &entry.event {
            Event::Copied(copied) => {
                self.touch(entry, copied.medium);
                if self.bundle(entry, copied.bundle).is_some()
                    && self.may_lie_on(entry, copied.medium, Role::Data)
                {
                    let spot = self.spot(copied.bundle, copied.medium);
                    let (state, read_back) = (copied.state, copied.read_back);
                    spot.copied.put(at, Written { state, read_back, time: entry.time });
                    spot.writes.put(at, ());
                    spot.files.put(at, Found::Whole);
                    spot.look_of(entry, at).wrote(read_back);
                }
            }
            Event::KeysWrapped(wrapped) => {
                wrapped.media.iter().for_each(|medium| self.touch(entry, *medium));
                if self.bundle(entry, wrapped.bundle).is_some() {
                    self.take_key_file(wrapped);
                    for medium in &wrapped.media {
                        if self.may_lie_on(entry, *medium, Role::Keys) {
                            self.take_keys(at, entry, wrapped.bundle, *medium, wrapped.read_back);
                        }
                    }
                }
            }
            Event::Verified(verified) => self.take_verified(at, entry, verified),
            Event::Repaired(repaired) => {
                self.spot(repaired.bundle, repaired.medium).writes.put(at, ());
            }
            Event::MediumLost(lost) => self.take_fate(at, lost.medium, entry.time, Fate::Lost),
            Event::MediumFound(found) => self.take_fate(at, found.medium, entry.time, Fate::Found),
            Event::MediumRetired(gone) => {
                self.take_fate(at, gone.medium, entry.time, Fate::Retired);
            }
            Event::DestructionIntended(intended) => {
                if self.bundle(entry, intended.bundle).is_some() {
                    self.doom(intended.bundle).intents.push((at.clone(), entry.time));
                }
            }
            Event::DestructionWithdrawn(back) => {
                if self.bundle(entry, back.bundle).is_some() {
                    self.doom(back.bundle).withdrawals.push(at.clone());
                }
            }
            Event::CopyDestroyed(gone) => {
                self.touch(entry, gone.medium);
                if let Some(bundle) = self.bundle(entry, gone.bundle) {
                    let time = bundle.destroyed_on.entry(gone.medium).or_insert(entry.time);
                    *time = (*time).min(entry.time);
                    self.doom(gone.bundle).erasures.push(at.clone());
                }
            }
            Event::BundleDestroyed(gone) => {
                if let Some(bundle) = self.bundle(entry, gone.bundle) {
                    bundle.destroyed =
                        Some(bundle.destroyed.map_or(entry.time, |at| at.min(entry.time)));
                    self.doom(gone.bundle).erasures.push(at.clone());
                }
            }
            Event::MediumAdded(added) => self.touch(entry, added.medium),
            Event::UnfinishedErased(erased) => {
                self.touch(entry, erased.medium);
                // Another home may have taken what was there for finished.
                let spot = self.spot(erased.bundle, erased.medium);
                spot.files.put(at, Found::Faulty);
                spot.faults.put(at, ());
                spot.look_of(entry, at).faulty = true;
            }
            Event::VaultCreated(_)
            | Event::WriterJoined(_)
            | Event::MediumWaived(_)
            | Event::BookYear(_)
            | Event::Sealed(_)
            | Event::Restored(_)
            | Event::Moved(_)
            | Event::ClockConfirmed(_)
            | Event::ClockCorrected(_)
            | Event::SignerReplaced(_)
            | Event::LinesVouched(_)
            | Event::ChainMoved(_)
            | Event::HoldPlaced(_)
            | Event::HoldReviewed(_)
            | Event::HoldReleased(_)
            | Event::EventRecorded(_)
            | Event::Extended(_)
            | Event::Unknown { .. } => {}
        }
    }

    /// Each generation has one key file; on a medium the generation only rises.
    fn take_key_file(&mut self, wrapped: &KeysWrapped) {
        let generation = wrapped.generation;
        let Some(bundle) = self.state.bundles.get_mut(&wrapped.bundle) else { return };
        if *bundle.key_files.entry(generation).or_insert(wrapped.key) != wrapped.key {
            let bundle = wrapped.bundle;
            self.state.contradictions.push(Contradiction::TwoKeyFiles { bundle, generation });
        } else if generation > 1 {
            for medium in &wrapped.media {
                let latest = bundle.rewrapped_on.entry(*medium).or_insert(generation);
                *latest = generation.max(*latest);
            }
        }
    }

    fn take_keys(
        &mut self,
        at: &At,
        entry: &Entry,
        bundle: BundleId,
        medium: MediumId,
        read_back: ReadBack,
    ) {
        let alone = self.state.holds_keys_alone(medium);
        let (spot, time) = (self.spot(bundle, medium), entry.time);
        spot.wrapped.put(at, Written { state: CopyState::ReadBack, read_back, time });
        spot.writes.put(at, ());
        // Where a copy lies beside them, more was found than the keys.
        if alone {
            spot.files.put(at, Found::Whole);
            spot.look_of(entry, at).wrote(read_back);
        }
    }

    fn take_verified(&mut self, at: &At, entry: &Entry, verified: &Verified) {
        let time = entry.time;
        if self.state.media.contains_key(&verified.medium) {
            self.verified.entry(verified.medium).or_default().put(at, time);
        }
        let deep = verified.depth == Depth::Deep;
        let attached = verified.attached.as_ref().map(|heads| self.order.past_under(heads, at));
        // Something wrong with a bundle counts whether the entry lists the bundle or not.
        let known = |id: &BundleId| self.state.bundles.contains_key(id);
        let named = verified.findings.iter().map(|finding| finding.bundle).filter(known);
        let ids: BTreeSet<BundleId> = verified.bundles.iter().copied().chain(named).collect();
        for id in ids {
            let mut findings = verified.findings.iter().filter(|found| found.bundle == id);
            // Files that are as sealed, and hold other records than they must: only a deep look can tell, and only
            // a deep look that finds nothing at all can take it back.
            let faulty = findings.clone().next().is_some();
            let inside = deep && faulty && findings.all(|finding| finding.fault.is_inside());
            let found = |faulty| if faulty { Found::Faulty } else { Found::Whole };
            let spot = self.spot(id, verified.medium);
            spot.looked.put(at, time);
            spot.files.put(at, found(faulty && !inside));
            if faulty {
                spot.faults.put(at, ());
            }
            if inside {
                spot.faults_inside.put(at, ());
            }
            if inside || (deep && !faulty) {
                spot.inside.put(at, found(inside));
            }
            if let Some(past) = attached.as_ref().filter(|_| !faulty) {
                keep_widest(&mut spot.attached, past);
            }
            let attached = attached.as_ref().filter(|_| !faulty);
            let look = spot.look_of(entry, at);
            look.faulty = faulty && !inside;
            if inside || (deep && !faulty) {
                (look.inside, look.deep) = (inside, Some(at.clone()));
            }
            look.cached = verified.read_back == ReadBack::Cached;
            look.attach(at, attached);
        }
    }

    /// What a quarantined line found, or did, may be true: it takes nothing away for good, and asks for a look.
    fn take_doubt(&mut self, at: &At, entry: &Entry) {
        match &entry.event {
            Event::Verified(verified) => {
                for found in &verified.findings {
                    let inside = verified.depth == Depth::Deep && found.fault.is_inside();
                    self.doubt(at, found.bundle, verified.medium, inside);
                }
            }
            Event::Repaired(repaired) => {
                self.doubt(at, repaired.bundle, repaired.medium, false);
                self.spot(repaired.bundle, repaired.medium).writes.put(at, ());
            }
            Event::UnfinishedErased(erased) => {
                self.doubt(at, erased.bundle, erased.medium, false);
            }
            Event::VaultCreated(_)
            | Event::WriterJoined(_)
            | Event::MediumAdded(_)
            | Event::MediumLost(_)
            | Event::MediumFound(_)
            | Event::MediumRetired(_)
            | Event::MediumWaived(_)
            | Event::BookYear(_)
            | Event::Sealed(_)
            | Event::Copied(_)
            | Event::KeysWrapped(_)
            | Event::Restored(_)
            | Event::Moved(_)
            | Event::ClockConfirmed(_)
            | Event::ClockCorrected(_)
            | Event::SignerReplaced(_)
            | Event::LinesVouched(_)
            | Event::ChainMoved(_)
            | Event::DestructionIntended(_)
            | Event::DestructionWithdrawn(_)
            | Event::CopyDestroyed(_)
            | Event::BundleDestroyed(_)
            | Event::HoldPlaced(_)
            | Event::HoldReviewed(_)
            | Event::HoldReleased(_)
            | Event::EventRecorded(_)
            | Event::Extended(_)
            | Event::Unknown { .. } => {}
        }
    }

    fn doubt(&mut self, at: &At, bundle: BundleId, medium: MediumId, inside: bool) {
        self.spot(bundle, medium).doubts.push(Doubt { at: at.clone(), inside });
    }

    fn take_fate(&mut self, at: &At, medium: MediumId, time: Time, fate: Fate) {
        if self.state.media.contains_key(&medium) {
            self.fates.entry(medium).or_default().put(at, (time, fate));
        }
    }

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

    /// Whether somebody said since what day it was, and this time lay ahead of that.
    fn was_corrected(&self, at: &At, time: Time) -> bool {
        let mut corrections = self.corrections.iter();
        corrections.any(|(by, now)| time > *now && *by != at && !at.has_seen(by))
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
            let facts = self.fates.get(medium).into_iter().flat_map(Frontier::facts);
            known.fate = facts.copied().max_by_key(|(time, fate)| (*fate, *time));
            // Of unordered looks the one that says it was longer ago.
            let looks = self.verified.get(medium).into_iter().flat_map(Frontier::facts);
            known.verified = looks.copied().min();
        }
        let none = Frontier::default();
        let mut ended: BTreeMap<BundleId, Vec<At>> = BTreeMap::new();
        for (id, bundle) in &mut self.state.bundles {
            bundle.holds = self.held.on(*id, bundle);
            bundle.closed = self.terms.closed(*id, bundle);
            bundle.extended = self.terms.extended(*id);
            let Some(doom) = self.dooms.get_mut(id) else { continue };
            doom.blocks = self.held.blocks(*id, bundle);
            (bundle.intended, bundle.erased) = (doom.since(), doom.has_erased());
            bundle.voided = doom.is_voided();
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
        }
        self.state.holds = self.held.end();
        self.state
    }
}
