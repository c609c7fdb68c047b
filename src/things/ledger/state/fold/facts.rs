//! What happened to bundles and media: copies, keys, looks, fates and destructions.

use std::collections::BTreeSet;

use super::Fold;
use crate::formats::entry::{
    CopyState, Depth, Entry, Event, KeysWrapped, ReadBack, Role, Verified,
};
use crate::things::ledger::order::At;
use crate::things::ledger::state::doom::Intent;
use crate::things::ledger::state::spot::{Found, Written, keep_widest};
use crate::things::ledger::state::{Contradiction, Fate};
use crate::words::ids::{BundleId, MediumId};

impl Fold<'_> {
    pub(super) fn take(&mut self, at: &At, entry: &Entry) {
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
                    self.take_key_file(at, wrapped);
                    for medium in &wrapped.media {
                        if self.may_lie_on(entry, *medium, Role::Keys) {
                            self.take_keys(at, entry, wrapped, *medium);
                        }
                    }
                }
            }
            Event::Verified(verified) => self.take_verified(at, entry, verified),
            Event::Repaired(repaired) => {
                self.spot(repaired.bundle, repaired.medium).writes.put(at, ());
            }
            Event::MediumLost(lost) => self.take_fate(at, entry, lost.medium, Fate::Lost),
            Event::MediumFound(found) => self.take_fate(at, entry, found.medium, Fate::Found),
            Event::MediumRetired(gone) => self.take_fate(at, entry, gone.medium, Fate::Retired),
            Event::DestructionIntended(intended) => {
                if self.bundle(entry, intended.bundle).is_some() {
                    let (at, time, keep_through) = (at.clone(), entry.time, intended.keep_through);
                    let who = self.persons.who(entry).cloned();
                    let order = Intent { at, time, keep_through, who };
                    self.doom(intended.bundle).intents.push(order);
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
            Event::Succeeded(succeeded) => {
                // Whether there is such a bundle: what follows was taken with the ground.
                self.bundle(entry, succeeded.bundle);
            }
            Event::Received(received) => {
                self.bundle(entry, received.bundle);
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
            | Event::DisclosureClosed(_)
            | Event::Moved(_)
            | Event::ClockConfirmed(_)
            | Event::ClockCorrected(_)
            | Event::ClockProven(_)
            | Event::SignerReplaced(_)
            | Event::LinesVouched(_)
            | Event::ChainMoved(_)
            | Event::HoldPlaced(_)
            | Event::HoldReviewed(_)
            | Event::HoldReleased(_)
            | Event::Scanned(_)
            | Event::SpaceCleared(_)
            | Event::EventRecorded(_)
            | Event::Extended(_)
            | Event::SignerAdded(_)
            | Event::SignerRetired(_)
            | Event::RecipientAdded(_)
            | Event::RecipientRemoved(_)
            | Event::KeysDrilled(_)
            | Event::TwoPersons(_)
            | Event::Approved(_)
            | Event::ApprovalWithdrawn(_)
            | Event::StatementMade(_)
            | Event::ShorteningProposed(_)
            | Event::Shortened(_)
            | Event::Unknown { .. } => {}
        }
    }

    /// Each generation has one key file.
    fn take_key_file(&mut self, at: &At, wrapped: &KeysWrapped) {
        let generation = wrapped.generation;
        let Some(bundle) = self.state.bundles.get_mut(&wrapped.bundle) else { return };
        let to = bundle.wrapped_to.entry(generation).or_default();
        to.insert(wrapped.recipients.iter().copied().collect());
        if *bundle.key_files.entry(generation).or_insert(wrapped.key) != wrapped.key {
            let bundle = wrapped.bundle;
            self.state.contradictions.push(Contradiction::TwoKeyFiles { bundle, generation });
        } else if generation > 1 {
            self.rewrapped.entry(wrapped.bundle).or_default().put(at, generation);
        }
    }

    fn take_keys(&mut self, at: &At, entry: &Entry, wrapped: &KeysWrapped, medium: MediumId) {
        let alone = self.state.holds_keys_alone(medium);
        let read_back = wrapped.read_back;
        let (spot, time) = (self.spot(wrapped.bundle, medium), entry.time);
        spot.generation.put(at, wrapped.generation);
        if wrapped.generation > 1 {
            spot.rewrapped.put(at, wrapped.generation);
        }
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

    fn take_fate(&mut self, at: &At, entry: &Entry, medium: MediumId, fate: Fate) {
        if !self.state.media.contains_key(&medium) {
            return;
        }
        let believed = !self.quarantine.holds(entry) && !self.persons.is_fallen(entry);
        let fates = self.fates.entry(medium).or_default();
        fates.all.put(at, (entry.time, fate));
        if believed || fate != Fate::Lost {
            fates.believed.put(at, fate);
        }
    }
}
