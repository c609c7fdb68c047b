//! The progress of an interrupted verification: kept in the home, and taken over by the next one
//! of that drive.
//!
//! Only bundles in which nothing was found are kept, so that each finding is seen again by the run
//! that reports it.

use std::collections::BTreeSet;

use crate::things::medium::Contact;
use crate::things::vault::memory::Verifying;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::words::day::ClockState;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::{VERIFY_RESUME_SECONDS_MAX, VERIFY_SAVE_BYTES};

/// What is done of one drive, by this run and the ones before it that were cut off.
pub struct Progress {
    medium: MediumId,
    done: Verifying,
    /// Bytes read since the progress was last saved.
    unsaved_bytes: u64,
    /// Bundles whose reading was taken over.
    pub taken_over: u64,
    /// What was read is nothing to go on from: it may be a clone of the drive.
    of_clone: bool,
}

impl Progress {
    /// Takes over what a run has left that was cut off within the last day, if nothing was written
    /// to the drive since. What may be a clone is read whole, and nothing of that is kept.
    pub fn begin(session: &Session<'_, '_>, contact: &Contact, of_clone: bool) -> Progress {
        let label = &contact.label;
        let known = session.vault.memory.media.get(&label.medium);
        let now = session.stamp.time;
        let left = known.and_then(|known| known.verifying.clone()).filter(|left| {
            let age = now.unix() - left.begun.unix();
            !of_clone
                && left.contact == label.contact
                && (0..=VERIFY_RESUME_SECONDS_MAX).contains(&age)
                && session.stamp.clock == ClockState::Ok
        });
        let done = left.unwrap_or_else(|| Verifying {
            begun: now,
            contact: label.contact,
            cached: false,
            read: BTreeSet::new(),
            opened: BTreeSet::new(),
        });
        let taken_over = done.read.len() as u64;
        Progress { medium: label.medium, done, unsaved_bytes: 0, taken_over, of_clone }
    }

    /// Whether some of what was taken over may have come from a cache.
    pub fn cached(&self) -> bool {
        self.done.cached
    }

    pub fn is_read(&self, bundle: BundleId) -> bool {
        self.done.read.contains(&bundle)
    }

    pub fn is_opened(&self, bundle: BundleId) -> bool {
        self.done.opened.contains(&bundle)
    }

    /// A bundle was read whole, and nothing was found.
    pub fn read(
        &mut self,
        session: &mut Session<'_, '_>,
        bundle: BundleId,
        bytes: u64,
        cached: bool,
    ) -> Result<(), Fault> {
        self.done.read.insert(bundle);
        self.done.cached |= cached;
        self.count(session, bytes)
    }

    /// A bundle's records were opened, and nothing was found.
    pub fn opened(
        &mut self,
        session: &mut Session<'_, '_>,
        bundle: BundleId,
        bytes: u64,
    ) -> Result<(), Fault> {
        self.done.opened.insert(bundle);
        self.count(session, bytes)
    }

    /// Saves the progress now and then, so that little is lost when the run is killed.
    fn count(&mut self, session: &mut Session<'_, '_>, bytes: u64) -> Result<(), Fault> {
        self.unsaved_bytes += bytes;
        if self.unsaved_bytes >= VERIFY_SAVE_BYTES { self.save(session) } else { Ok(()) }
    }

    /// The run ends here, before its end.
    pub fn interrupt(&mut self, session: &mut Session<'_, '_>) -> Fault {
        match self.save(session) {
            Ok(()) => Fault::Interrupted,
            Err(fault) => fault,
        }
    }

    /// Saves in the home that the next run goes on from here.
    pub fn keep(&self, session: &mut Session<'_, '_>) {
        let known = session.vault.memory.media.get_mut(&self.medium);
        if let Some(known) = known.filter(|_| !self.of_clone) {
            known.verifying = Some(self.done.clone());
        }
    }

    fn save(&mut self, session: &mut Session<'_, '_>) -> Result<(), Fault> {
        self.keep(session);
        self.unsaved_bytes = 0;
        session.vault.save().map_err(at_home)
    }

    /// The drive was verified whole.
    pub fn finish(self, session: &mut Session<'_, '_>) {
        let known = session.vault.memory.media.get_mut(&self.medium);
        if let Some(known) = known.filter(|_| !self.of_clone) {
            known.verifying = None;
        }
    }
}
