//! What stands beside a bundle that is to be destroyed: looked at before anything is written, and compared again
//! after the erasure, so that old damage is not blamed on it.
//!
//! A change that nobody has put on record refuses the run: what made it may be at work still. Damage that a
//! verification has recorded is said and bars nothing, or one bundle beyond repair would keep all others for ever.

use std::collections::BTreeSet;

use crate::formats::entry::{FaultWord, Finding, Neighbours};
use crate::things::destruction::neighbours::{Harm, Neighbourhood, doubt};
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::ids::BundleId;
use crate::words::limits::LINE_FINDINGS_MAX;

/// Looks at what stands on each drive that is here, but for what is to go. Gives, by drive, the bundles that are known
/// not to hold.
pub fn look_first(
    session: &mut Session<'_, '_>,
    doomed: &[BundleId],
) -> Result<Vec<(String, BundleId)>, Fault> {
    let mut known = Vec::new();
    for contact in &session.contacts {
        let label = || contact.name.clone();
        let standing = Neighbourhood::of(&session.vault, contact)
            .map_err(|problem| Fault::Storage { label: label(), problem })?;
        let mut harms = standing.check(None);
        harms.retain(|harm| !doomed.contains(&harm.bundle));
        let (recorded, new): (Vec<_>, Vec<_>) =
            harms.into_iter().partition(|harm| standing.is_on_record(harm.bundle));
        if !new.is_empty() {
            let label = label();
            doubt(&mut session.vault, contact.label.medium, &new);
            return Err(Fault::Changed { label, harms: new });
        }
        known.extend(recorded.into_iter().map(|harm| (label(), harm.bundle)));
    }
    known.dedup();
    Ok(known)
}

/// The most that an entry says of neighbours: none of them holds.
pub fn most_neighbours(bundle: BundleId) -> (Neighbours, u64) {
    let longest = FaultWord::ALL.iter().max_by_key(|fault| fault.word().len());
    let fault = longest.cloned().unwrap_or(FaultWord::Unreadable);
    let faults = vec![Finding { as_before: true, bundle, fault }; LINE_FINDINGS_MAX];
    (Neighbours::Faults(faults), u64::from(u32::MAX))
}

/// What is wrong with a copy's neighbours after it was erased.
pub struct Since {
    /// Worse than just before.
    pub new: Vec<Harm>,
    /// As it was just before.
    pub old: Vec<Harm>,
}

impl Since {
    /// Looks again, and tells what the first look had found from what is new.
    pub fn look(standing: &Neighbourhood<'_>, erased: BundleId, before: &[Harm]) -> Since {
        let was = |harm: &Harm| before.iter().any(|old| old.is_like(harm));
        let (old, new) = standing.check(Some(erased)).into_iter().partition(was);
        Since { new, old }
    }

    /// As the ledger says it: one finding a bundle, what is new first; and how many more bundles there are.
    pub fn neighbours(&self) -> (Neighbours, u64) {
        let mut named = BTreeSet::new();
        let mut faults = Vec::new();
        let new = self.new.iter().map(|harm| (harm, false));
        for (harm, as_before) in new.chain(self.old.iter().map(|harm| (harm, true))) {
            if named.insert(harm.bundle) && faults.len() < LINE_FINDINGS_MAX {
                let (bundle, fault) = (harm.bundle, harm.what.word());
                faults.push(Finding { as_before, bundle, fault });
            }
        }
        let more = (named.len() - faults.len()) as u64;
        match faults.is_empty() {
            true => (Neighbours::Intact, 0),
            false => (Neighbours::Faults(faults), more),
        }
    }
}

/// The bundles that these are about, each once.
pub fn bundles(harms: &[Harm]) -> Vec<String> {
    let mut ids: Vec<String> = harms.iter().map(|harm| harm.bundle.to_string()).collect();
    ids.dedup();
    ids
}
