//! Writing what a run put on record to the home and to every drive that is connected, where the run is not about the
//! drives themselves.

use crate::things::ledger::state::MediumState;
use crate::things::medium::Accept;

use super::copying::{self, ChangedReport};
use super::fault::Fault;
use super::session::{Broken, Session};

/// Who heard of it, by label.
#[derive(Default)]
pub(super) struct Who {
    pub told: Vec<String>,
    pub waiting: Vec<String>,
    pub changed: Vec<ChangedReport>,
    /// Drives that are here and don't hold.
    pub broken: Vec<Broken>,
}

/// Tells the home and each drive that is here. A drive that is away, does not hold, or has changed, hears at its next
/// contact: it can't keep the others from hearing.
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
    // What is lost or retired is not waited for; should it come back, it hears then.
    let state = &session.vault.state;
    let gone = |medium| state.media.get(medium).is_some_and(MediumState::is_gone);
    let media = session.vault.memory.media.keys().filter(|medium| !gone(*medium));
    let labels = media.map(|medium| session.label(*medium));
    let mut waiting: Vec<String> = labels.filter(|label| !told.contains(label)).collect();
    told.sort();
    waiting.sort();
    Ok(Who { told, waiting, changed, broken })
}
