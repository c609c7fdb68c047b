//! From which drives the bundles come: those that are connected, or else the fewest to fetch; and the
//! keys to each bundle. All of it before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::formats::seal::Seal;
use crate::powers::envelope::{KeyProblem, Unopened};
use crate::powers::identity::Identity;
use crate::powers::places::holding;
use crate::things::bundle::open::{BundlePlace, OpenProblem, bundle_identity};
use crate::things::bundle::proof::{Against, Verified, prove};
use crate::things::destruction::door::Refused;
use crate::things::ledger::state::{BundleState, Proven, Standing};
use crate::things::medium::Accept;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, MediumId};

/// A bundle whose seal was proven and whose key is open.
pub struct Opened {
    pub bundle: BundleId,
    pub seal: Verified<Seal>,
    pub identity: Identity,
    pub first: MediumId,
    /// What other media that are here had in its place.
    pub faults: Vec<Fault>,
}

/// What came of opening the bundles.
#[derive(Default)]
pub struct Openings {
    pub opened: Vec<Opened>,
    /// Destroyed, or being destroyed.
    pub gone: Vec<BundleId>,
    /// A drive is here, and the bundle on it can't be opened.
    pub failed: Vec<(BundleId, Fault)>,
    /// No drive that is here has them; any of these drives would do.
    pub missing: Vec<(BundleId, Vec<String>)>,
}

/// The drives of this run.
pub struct Media<'s, 'a, 'w> {
    pub session: &'s mut Session<'a, 'w>,
    absent: BTreeSet<MediumId>,
}

impl<'s, 'a, 'w> Media<'s, 'a, 'w> {
    pub fn new(session: &'s mut Session<'a, 'w>) -> Self {
        Media { session, absent: BTreeSet::new() }
    }

    /// Opens every bundle of which a drive is here.
    pub fn open(&mut self, bundles: &[BundleId], identities: &[Identity]) -> Openings {
        let mut openings = Openings::default();
        for bundle in bundles {
            match self.open_one(*bundle, identities) {
                Ok(None) => openings.gone.push(*bundle),
                Ok(Some(opened)) => openings.opened.push(opened),
                Err(Fault::MediaAbsent(labels)) => {
                    openings.missing.push((*bundle, labels));
                }
                Err(fault) => openings.failed.push((*bundle, fault)),
            }
        }
        // A drive that came into contact later may have told of a destruction.
        let state = &self.session.vault.state;
        let (kept, gone): (Vec<_>, Vec<_>) = openings
            .opened
            .into_iter()
            .partition(|opened| state.bundles.get(&opened.bundle).is_some_and(is_kept));
        openings.opened = kept;
        openings.gone.extend(gone.iter().map(|opened| opened.bundle));
        openings
    }

    /// Opens one bundle that is kept, or says which drives to fetch.
    pub fn open_now(&mut self, bundle: BundleId, identities: &[Identity]) -> Result<Opened, Fault> {
        match self.open_one(bundle, identities) {
            Ok(opened) => Ok(opened.ok_or(Refused::UnderDestruction(bundle))?),
            Err(Fault::MediaAbsent(labels)) => Err(self.none_here(vec![(bundle, labels)])),
            Err(fault) => Err(fault),
        }
    }

    /// Says which drives to fetch where a bundle has no copy here at all. Takes no identity, so that nobody is asked
    /// for a passphrase in vain.
    pub fn check_here(&mut self, bundles: &[BundleId]) -> Result<(), Fault> {
        let mut missing = Vec::new();
        for bundle in bundles {
            if !self.session.vault.state.bundles.get(bundle).is_some_and(is_kept) {
                continue;
            }
            let media = self.with_copy(*bundle);
            // What is wrong with a drive that is here is said when its bundle is opened.
            if !media.iter().any(|medium| !matches!(self.find(*medium), Ok(false))) {
                let labels = media.iter().map(|medium| self.session.label(*medium)).collect();
                missing.push((*bundle, labels));
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(self.none_here(missing)) }
    }

    /// Why these are given back by no drive that is here: no copy is known to be left, or one has to be fetched.
    pub fn none_here(&self, missing: Vec<(BundleId, Vec<String>)>) -> Fault {
        let (lost, absent): (Vec<_>, Vec<_>) =
            missing.into_iter().partition(|(id, _)| self.is_lost(*id));
        if lost.iter().all(|(_, labels)| labels.is_empty()) {
            let groups: Vec<Vec<String>> =
                lost.into_iter().chain(absent).map(|(_, labels)| labels).collect();
            return Fault::NoneOfThese(fewest(&groups));
        }
        let labels: BTreeSet<String> =
            lost.iter().flat_map(|(_, labels)| labels).cloned().collect();
        let bundles = lost.into_iter().map(|(bundle, _)| bundle).collect();
        Fault::CopiesLost { bundles, labels: labels.into_iter().collect() }
    }

    /// Whether every copy was on a drive that is lost or out of use.
    pub fn is_lost(&self, bundle: BundleId) -> bool {
        let copies = self.session.vault.state.bundles.get(&bundle);
        let mut copies = copies.into_iter().flat_map(BundleState::standing_copies);
        copies.all(|(_, copy)| copy.proven() == Proven::DriveGone)
    }

    /// The media with a copy, the likeliest first: here, not known to be faulty, not doubted, verified; of equal ones
    /// by label, so that the same drives give the same report.
    pub fn with_copy(&self, bundle: BundleId) -> Vec<MediumId> {
        let vault = &self.session.vault;
        let Some(state) = vault.state.bundles.get(&bundle) else {
            return vec![];
        };
        let mut copies: Vec<_> = state
            .standing_copies()
            .map(|(medium, copy)| {
                let label = self.session.label(medium);
                let doubted = vault.state.unsound.contains(&medium);
                let verified = copy.is_verified();
                (!self.seems_here(medium), copy.faulty, doubted, !verified, label, medium)
            })
            .collect();
        copies.sort();
        copies.into_iter().map(|(.., medium)| medium).collect()
    }

    /// Whether a drive with the bundle seems to be here.
    pub fn has_copy_here(&self, bundle: BundleId) -> bool {
        self.with_copy(bundle).first().is_some_and(|medium| self.seems_here(*medium))
    }

    fn seems_here(&self, medium: MediumId) -> bool {
        let folder = self.session.vault.id.folder();
        let remembered = self.session.vault.memory.media.get(&medium);
        self.session.contacts.has(medium)
            || !holding(remembered.map(|known| PathBuf::from(&known.path)), &folder).is_empty()
    }

    /// Finds a medium; one that was looked for before and is not here is not looked for again.
    pub fn find(&mut self, medium: MediumId) -> Result<bool, Fault> {
        if self.absent.contains(&medium) {
            return Ok(false);
        }
        let found = self.session.find(medium, Accept::Current);
        if matches!(found, Ok(false)) {
            self.absent.insert(medium);
        }
        found
    }

    /// A bundle's place on a medium in contact, and what a person calls the medium.
    pub fn place(
        &self,
        medium: MediumId,
        bundle: BundleId,
    ) -> Result<(BundlePlace, String), Fault> {
        let contact = self.session.contacts.get(medium);
        let contact = contact.ok_or(Fault::NoMedium)?;
        let folder = contact.bundle_folder(bundle).map_err(Fault::on(&contact.name))?;
        let storage = contact.storage.clone();
        Ok((BundlePlace { storage, folder }, contact.name.clone()))
    }

    /// None for a bundle that is gone; [`Fault::MediaAbsent`] when no medium with it is here.
    fn open_one(
        &mut self,
        bundle: BundleId,
        identities: &[Identity],
    ) -> Result<Option<Opened>, Fault> {
        if !self.session.vault.state.bundles.get(&bundle).is_some_and(is_kept) {
            return Ok(None);
        }
        let media = self.with_copy(bundle);
        let mut faults = Vec::new();
        for medium in &media {
            let opened = match self.find(*medium) {
                Ok(false) => continue,
                Ok(true) => self.open_on(*medium, bundle, identities),
                Err(fault) => Err(fault),
            };
            if let Err(fault) = &opened
                && is_about_the_copy(fault)
            {
                self.session.doubt(*medium);
            }
            match opened {
                Ok(opened) => {
                    if !opened.faults.is_empty() {
                        self.session.doubt(*medium);
                    }
                    faults.extend(opened.faults);
                    return Ok(Some(Opened { faults, ..opened }));
                }
                Err(fault) => faults.push(fault),
            }
        }
        let first = faults.into_iter().next();
        Err(first.unwrap_or_else(|| self.absent_fault(&media)))
    }

    fn absent_fault(&self, media: &[MediumId]) -> Fault {
        Fault::MediaAbsent(media.iter().map(|medium| self.session.label(*medium)).collect())
    }

    fn open_on(
        &mut self,
        medium: MediumId,
        bundle: BundleId,
        identities: &[Identity],
    ) -> Result<Opened, Fault> {
        let (place, label) = self.place(medium, bundle)?;
        let vault = &self.session.vault;
        let against = Against {
            vault: vault.id,
            sealers: &vault.sealers(),
            known: vault.state.bundles.get(&bundle),
        };
        let mut faults = Vec::new();
        let seal = match prove(&*place.storage, &place.folder, bundle, &against) {
            Ok(seal) => seal,
            Err(problem) => {
                // The home keeps the seal too: where the drive's is damaged, it says as much.
                let kept = problem.is_damage().then(|| self.session.seal_at_home(bundle)).flatten();
                let fault = Fault::Seal { label: label.clone(), bundle, problem };
                match kept {
                    None => return Err(fault),
                    Some(seal) => {
                        faults.push(fault);
                        seal
                    }
                }
            }
        };
        match bundle_identity(&seal, &place, identities) {
            Ok(identity) => Ok(Opened { bundle, seal, identity, first: medium, faults }),
            Err(OpenProblem::NoKey) => {
                let identity = self.key_elsewhere(&seal, identities)?;
                Ok(Opened { bundle, seal, identity, first: medium, faults })
            }
            Err(problem) => Err(Fault::Open { label, bundle, problem }),
        }
    }

    /// The key on any medium that it was written on and that is here; else those are the ones to
    /// fetch.
    fn key_elsewhere(
        &mut self,
        seal: &Verified<Seal>,
        identities: &[Identity],
    ) -> Result<Identity, Fault> {
        let vault = &self.session.vault;
        let state = vault.state.bundles.get(&seal.bundle);
        let mut media: Vec<MediumId> = state.map_or_else(Vec::new, |bundle| {
            let gone = |medium: &&MediumId| bundle.destroyed_on.contains_key(medium);
            bundle.keys_on.keys().filter(|medium| !gone(medium)).copied().collect()
        });
        media.sort_by_key(|medium| {
            let faulty = state.is_some_and(|bundle| bundle.keys_on[medium].faulty);
            (faulty, vault.state.unsound.contains(medium))
        });
        let mut absent = Vec::new();
        let mut fault = None;
        for medium in media {
            match self.find(medium) {
                Ok(true) => {}
                Ok(false) => {
                    absent.push(medium);
                    continue;
                }
                // Another one may hold the key too.
                Err(problem) => {
                    fault.get_or_insert(problem);
                    continue;
                }
            }
            let (place, label) = self.place(medium, seal.bundle)?;
            match bundle_identity(seal, &place, identities) {
                Ok(identity) => return Ok(identity),
                Err(problem) => {
                    fault.get_or_insert(Fault::Open { label, bundle: seal.bundle, problem });
                }
            }
        }
        match fault {
            Some(fault) if absent.is_empty() => Err(fault),
            _ => Err(self.absent_fault(&absent)),
        }
    }
}

/// Whether a fault is a copy's, and not for want of a drive or of a key.
fn is_about_the_copy(fault: &Fault) -> bool {
    match fault {
        Fault::Seal { .. } => true,
        Fault::Open { problem, .. } => !matches!(
            problem,
            OpenProblem::NoKey | OpenProblem::Key(KeyProblem::Unopened(Unopened::NoIdentity))
        ),
        _ => false,
    }
}

fn is_kept(bundle: &BundleState) -> bool {
    bundle.standing() == Standing::Kept
}

/// The fewest drives that give all that is missing, or nearly: each time the one that most lists name, and with
/// it those that would do as well.
fn fewest(missing: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut left: Vec<&Vec<String>> = missing.iter().collect();
    let mut groups = Vec::new();
    while !left.is_empty() {
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        left.iter().flat_map(|list| list.iter()).for_each(|l| *counts.entry(l).or_default() += 1);
        let Some(most) = counts.values().copied().max() else {
            break;
        };
        let Some(first) = counts.iter().find(|(_, n)| **n == most).map(|(label, _)| *label) else {
            break;
        };
        let (with, without): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|list| list.contains(first));
        let as_good = counts.into_keys().filter(|l| with.iter().all(|list| list.contains(l)));
        groups.push(as_good.cloned().collect());
        left = without;
    }
    groups.sort();
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_drives_are_asked_for() {
        let list = |labels: &[&str]| labels.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        for (missing, asked) in [
            (vec![list(&["A", "B"]), list(&["B"]), list(&["B", "C"])], vec![list(&["B"])]),
            (vec![list(&["B", "A"])], vec![list(&["A", "B"])]),
            (vec![list(&["A", "B", "C"]), list(&["C", "B"])], vec![list(&["B", "C"])]),
            (vec![list(&["A"]), list(&["C"])], vec![list(&["A"]), list(&["C"])]),
            (vec![list(&[])], vec![]),
        ] {
            assert_eq!(fewest(&missing), asked);
        }
    }
}
