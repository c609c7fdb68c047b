//! Writing what a run put on record to the home and to every drive that is connected, where the run is not about the
//! drives themselves.

use serde::Serialize;

use crate::things::ledger::state::MediumState;
use crate::things::medium::Accept;

use super::copying::{self, ChangedReport};
use super::fault::Fault;
use super::outcome::Outcome;
use super::session::{Broken, Session};

/// Which drives have what the run put on record, by label.
#[derive(Debug, Default, Serialize)]
pub struct Who {
    /// Drives that have it.
    pub told: Vec<String>,
    /// Drives that get it at their next contact.
    pub waiting: Vec<String>,
    /// What is not as it was left on connected drives: these were only read, and wait too.
    pub changed: Vec<ChangedReport>,
    /// Connected drives that could not be used, so that nothing was written there.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
}

impl Who {
    /// A connected drive that did not get it is a finding; one that is absent is none.
    pub fn outcome(&self) -> Outcome {
        match self.changed.is_empty() && self.broken.is_empty() {
            true => Outcome::Done,
            false => Outcome::Finding,
        }
    }
}

/// Syncs the home and each connected drive. A drive that is absent, does not hold, or has changed, gets it at its next
/// contact, and does not keep it from the others.
pub(super) fn tell_who_is_here(session: &mut Session<'_, '_>) -> Result<Who, Fault> {
    let broken = session.find_all(Accept::Current, Ok)?;
    let changed = copying::leave_changed_untouched(session, None)?;
    let untold = session.tell()?;
    let mut told: Vec<String> = session
        .contacts
        .iter()
        .filter(|contact| !session.untouched.contains(&contact.label.medium))
        .map(|contact| contact.name.clone())
        .filter(|name| untold.iter().all(|(other, _)| other != name))
        .collect();
    // A lost or retired drive is not waited for; should it come back, it gets it then.
    let state = &session.vault.state;
    let gone = |medium| state.media.get(medium).is_some_and(MediumState::is_gone);
    let media = session.vault.memory.media.keys().filter(|medium| !gone(*medium));
    let labels = media.map(|medium| session.label(*medium));
    let mut waiting: Vec<String> = labels.filter(|label| !told.contains(label)).collect();
    told.sort();
    waiting.sort();
    Ok(Who { told, waiting, changed, broken })
}
