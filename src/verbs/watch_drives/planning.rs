//! What waits for the drives that are connected, as far as nobody has to be asked for it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::formats::entry::Role;
use crate::things::ledger::state::{BundleState, Copy, Proven, Standing};
use crate::things::medium::Contact;
use crate::things::vault::Vault;
use crate::verbs::copying;
use crate::verbs::fault::Fault;
use crate::verbs::list::copies_wanting;
use crate::verbs::medium::here::not_verified;
use crate::verbs::session::{Session, World};
use crate::verbs::wanting::{Wanting, to_verify};
use crate::words::ids::{BundleId, MediumId};

use super::stopped::{Act, Stopped};

/// What is to be done, in this order.
pub(super) struct Plan {
    /// Keys are to be wrapped anew on a drive that is here, and no secret is needed for that.
    pub wraps: bool,
    /// By a drive's label, the bundles that it is to get.
    pub copies: BTreeMap<String, Vec<String>>,
    /// Drives whose time has come, or of which nothing counts before, by label.
    pub to_verify: Vec<String>,
    /// What kept something from being planned, while the rest was.
    pub stopped: Vec<Stopped>,
}

impl Plan {
    /// Reads the ledger, and of the drives only whether they lend and take what another one lacks.
    pub fn of(session: &mut Session<'_, '_>) -> Plan {
        let mut stopped = Vec::new();
        let waits = session.vault.state.wraps_pending();
        let here = waits.keys().any(|medium| session.contacts.has(*medium));
        let wraps = here
            && match session.world.access.open_given(&session.vault) {
                Ok(opened) => opened.is_some(),
                Err(problem) => {
                    stopped.push(Stopped { act: Act::Wrap, problem: problem.into() });
                    false
                }
            };
        let copies = copies(session, &mut stopped);
        Plan { wraps, copies, to_verify: verifications(session), stopped }
    }
}

/// A drive that may get copies.
struct Taker<'s> {
    contact: &'s Contact,
    /// Why it takes none at all.
    barred: Option<Fault>,
    free: u64,
    /// How many bytes of it the copies take that it gets.
    taken: u64,
    /// How many more those take that it can't get, and that no other drive gets.
    lacking: Option<u64>,
}

impl<'s> Taker<'s> {
    /// A drive on which something changed, or of which a copy is damaged, gets nothing before a person was there.
    fn of(session: &Session<'_, '_>, contact: &'s Contact) -> Option<Taker<'s>> {
        let (vault, medium) = (&session.vault, contact.label.medium);
        let damaged = |known: &BundleState| {
            known.is_faulty_on(medium)
                && known.standing() == Standing::Kept
                && !known.destroyed_on.contains_key(&medium)
        };
        if session.untouched.contains(&medium) || vault.state.bundles.values().any(damaged) {
            return None;
        }
        let label = || contact.name.clone();
        let free = contact.storage.free_bytes();
        let (free, unread) = free.map_or_else(|problem| (0, Some(problem)), |free| (free, None));
        let barred = match contact.storage.describe().read_only {
            true => Some(Fault::ReadOnly { label: label() }),
            false => unread
                .map(|problem| Fault::Storage { label: label(), problem })
                .or_else(|| contact.lost(vault).map(Fault::from)),
        };
        Some(Taker { contact, barred, free, taken: 0, lacking: None })
    }

    /// Whether it lacks its copy of a bundle, and no secret is needed to make it.
    fn lacks(&self, known: &BundleState) -> bool {
        let first_keys = known.newest_generation == 1;
        !known.destroyed_on.contains_key(&self.contact.label.medium)
            && copying::lacks(known, self.contact)
            && (first_keys || !self.contact.has_role(Role::Keys))
    }

    /// Makes room for a copy; false where it can't.
    fn takes(&mut self, bytes: u64) -> bool {
        let fits = self.barred.is_none() && self.taken.saturating_add(bytes) <= self.free;
        if fits {
            self.taken += bytes;
        }
        fits
    }

    /// Why it can't take what no other drive gets.
    fn stopped(self) -> Option<Stopped> {
        let needed = self.taken.saturating_add(self.lacking?);
        let no_room = Fault::NoRoom { label: self.contact.name.clone(), free: self.free, needed };
        Some(Stopped { act: Act::Copy, problem: self.barred.unwrap_or(no_room) })
    }
}

/// Gives some of the drives a copy of so many bytes, `lacks` in all; the others learn what they kept from being made.
fn share(mut takers: Vec<&mut Taker<'_>>, mut lacks: usize, bytes: u64) -> Vec<String> {
    let mut labels = Vec::new();
    takers.retain_mut(|taker| {
        let takes = lacks > 0 && taker.takes(bytes);
        if takes {
            lacks -= 1;
            labels.push(taker.contact.name.clone());
        }
        !takes
    });
    for taker in takers.into_iter().filter(|_| lacks > 0) {
        taker.lacking = Some(taker.lacking.unwrap_or(0).saturating_add(bytes));
    }
    labels
}

/// What each drive is to get, so that no bundle has more copies than the vault wants. Keys that were wrapped anew are
/// the disposer's to copy: these wait for a person. A drive that can take none leaves them to the next one.
fn copies(session: &Session<'_, '_>, stopped: &mut Vec<Stopped>) -> BTreeMap<String, Vec<String>> {
    let vault = &session.vault;
    let mut takers: Vec<Taker<'_>> =
        session.contacts.iter().filter_map(|contact| Taker::of(session, contact)).collect();
    let mut planned: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, known) in vault.state.bundles.iter().filter(|(id, known)| wants(vault, **id, known)) {
        for (role, copies) in [(Role::Data, &known.copies), (Role::Keys, &known.keys_on)] {
            let standing = copies.iter().filter(|copy| stands(known, *copy)).count();
            let lacks = (vault.config.copies as usize).saturating_sub(standing);
            let is_for = |taker: &&mut Taker<'_>| {
                lacks > 0 && role_of(taker.contact) == role && taker.lacks(known)
            };
            let here: Vec<&mut Taker<'_>> = takers.iter_mut().filter(is_for).collect();
            if here.is_empty() {
                continue;
            }
            match lent(session, *id, role) {
                Ok(Some(bytes)) => {
                    for label in share(here, lacks, bytes) {
                        planned.entry(label).or_default().push(id.to_string());
                    }
                }
                Ok(None) => {}
                Err(problem) => stopped.push(Stopped { act: Act::Copy, problem }),
            }
        }
    }
    stopped.extend(takers.into_iter().filter_map(Taker::stopped));
    planned
}

/// As what a drive gets copies: one for bundles gets their keys with them.
fn role_of(contact: &Contact) -> Role {
    if contact.has_role(Role::Data) { Role::Data } else { Role::Keys }
}

fn wants(vault: &Vault, id: BundleId, known: &BundleState) -> bool {
    known.standing() == Standing::Kept
        && copies_wanting(vault, known)
        && vault.state.heritage(id).is_none()
}

/// Whether a copy stands on a drive that is in use. One that is damaged is repaired, and not replaced by a further one.
fn stands(known: &BundleState, (on, copy): (&MediumId, &Copy)) -> bool {
    !known.destroyed_on.contains_key(on) && copy.proven() != Proven::DriveGone
}

/// About how many bytes a copy of a bundle takes, where a place that is here gives it without a secret.
fn lent(session: &Session<'_, '_>, bundle: BundleId, role: Role) -> Result<Option<u64>, Fault> {
    Ok(match role {
        Role::Data => copying::find(session, bundle)?.map(|source| source.bytes_needed()),
        Role::Keys => crate::verbs::wrapped::find(session, bundle)?.bytes.map(|_| 0),
    })
}

/// The drives that are here and that it is time to verify. One on which something changed waits for a person: what
/// changed it may be at work still, and once it is on record the drive is written to.
fn verifications(session: &Session<'_, '_>) -> Vec<String> {
    let vault = &session.vault;
    let kept = vault.state.bundles.iter().filter(|(id, known)| wants(vault, **id, known));
    let wanting: Vec<BundleId> = kept.map(|(id, _)| *id).collect();
    let mut due = not_verified(vault, session.stamp.time);
    due.extend(to_verify(vault, vault.state.bundles.values()));
    due.extend(Wanting::of(vault, &wanting).to_verify);
    let here = session.contacts.iter();
    let here = here.filter(|contact| !session.untouched.contains(&contact.label.medium));
    here.map(|contact| contact.name.clone()).filter(|name| due.contains(name)).collect()
}

/// How many sources may go from this PC, by what this home knows.
pub(super) fn to_sweep(world: &mut World<'_>, home: &Path) -> Result<u64, Fault> {
    let vault = world.look(home, "kluis watch-drives")?;
    let kept = vault.state.bundles.iter().filter(|(_, b)| b.standing() == Standing::Kept);
    let kept: Vec<BundleId> = kept.map(|(id, _)| *id).collect();
    crate::verbs::to_sweep::to_sweep(&vault, world.users_folder.as_deref(), &kept)
}
