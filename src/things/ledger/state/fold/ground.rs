//! What other entries refer to: the vault, its media, its bundles, what orders holds and ends. It is taken first, since
//! a home may have heard of a copy before it heard of the medium.

use std::collections::{BTreeMap, BTreeSet};

use super::Fold;
use crate::formats::entry::{Entry, Event, MediumAdded, Sealed};
use crate::things::ledger::order::At;
use crate::things::ledger::state::held::Signed;
use crate::things::ledger::state::{BundleState, Contradiction, MediumState, UnknownEvent};
use crate::words::day::{ClockState, Stamp};

impl Fold<'_> {
    pub(super) fn take_ground(&mut self, at: &At, entry: &Entry) {
        if entry.clock != ClockState::Doubtful && !self.was_corrected(at, entry.time) {
            let mut time = entry.time;
            // A time stamp makes it no later than it proves.
            if let Event::ClockProven(proven) = &entry.event {
                time = time.min(proven.at);
            }
            self.state.last_believed = self.state.last_believed.max(Some(time));
        }
        if let Some(note) = &entry.note
            && *self.state.notes.entry(note.id).or_insert(note.sha256) != note.sha256
        {
            self.state.contradictions.push(Contradiction::TwoNotes(note.id));
        }
        let says_day = matches!(entry.event, Event::ClockCorrected(_) | Event::ClockProven(_));
        if says_day || entry.clock == ClockState::Typed {
            self.shortenings.say_day(at, entry.time);
        }
        match &entry.event {
            Event::VaultCreated(created) => {
                self.state.signers.push(created.signers.clone());
                for recipient in &created.recipients {
                    self.recipients.add(at, entry, *recipient);
                }
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
            Event::HoldReleased(released) => {
                let alone = self.persons.is_enough_alone(entry);
                let who = self.persons.who(entry).cloned();
                self.held.release(at, entry.time, Signed { who, alone }, released);
            }
            Event::Approved(approved) => {
                self.approvals.approve(at, entry.time, self.persons.who(entry), approved);
            }
            Event::ApprovalWithdrawn(withdrawn) => {
                self.approvals.withdraw(at, withdrawn.list);
                self.shortenings.withdraw(at, withdrawn.list);
            }
            Event::ShorteningProposed(proposed) => {
                self.shortenings.propose(at, entry, self.persons, proposed);
            }
            Event::Shortened(fields) => self.shortenings.confirm(at, entry, self.persons, fields),
            Event::EventRecorded(event) => self.terms.record(at, entry.time, event),
            Event::Extended(extended) => self.terms.extend(at, entry.time, extended),
            Event::Succeeded(succeeded) => self.heirs.take(at, entry.time, succeeded),
            Event::Received(received) => self.heirs.receive(at, received),
            Event::Restored(given) => self.state.take_given(entry, given),
            Event::DisclosureClosed(closed) => self.state.take_closed(entry, closed),
            Event::StatementMade(made) => self.state.take_statement(entry, made),
            Event::ClockProven(proven) => {
                let known = self.state.clock_token;
                self.state.clock_token = known.max(Some((proven.at, proven.token)));
            }
            Event::RecipientAdded(added) => self.recipients.add(at, entry, added.recipient),
            Event::KeysDrilled(drilled) => self.recipients.drill(entry, drilled.recipient),
            Event::RecipientRemoved(gone) => {
                let believed = !self.quarantine.holds(entry) && !self.persons.is_fallen(entry);
                self.recipients.remove(at, entry, gone.recipient, believed);
            }
            Event::MediumWaived(waived) => {
                self.state.waived.entry(entry.writer).or_default().insert(waived.medium);
            }
            Event::Unknown { event, .. } => {
                let (writer, seq) = (entry.writer, entry.seq);
                self.state.unknown.push(UnknownEvent { event: event.clone(), writer, seq });
            }
            Event::WriterJoined(_)
            | Event::Scanned(_)
            | Event::SpaceCleared(_)
            | Event::MediumLost(_)
            | Event::MediumFound(_)
            | Event::MediumRetired(_)
            | Event::BookYear(_)
            | Event::Copied(_)
            | Event::KeysWrapped(_)
            | Event::Verified(_)
            | Event::Moved(_)
            | Event::Repaired(_)
            | Event::UnfinishedErased(_)
            | Event::ClockConfirmed(_)
            | Event::ClockCorrected(_)
            | Event::SignerReplaced(_)
            | Event::LinesVouched(_)
            | Event::ChainMoved(_)
            | Event::SignerAdded(_)
            | Event::SignerRetired(_)
            | Event::TwoPersons(_)
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
            newest_generation: 1,
            rewrapped_on: BTreeMap::new(),
            wrapped_apart: BTreeSet::new(),
            wrapped_to: BTreeMap::new(),
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
            successions: Vec::new(),
            received: Vec::new(),
            ancestors: BTreeSet::new(),
            inherits: None,
            freed: BTreeMap::new(),
            approved: BTreeMap::new(),
            unheard: BTreeSet::new(),
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
}
