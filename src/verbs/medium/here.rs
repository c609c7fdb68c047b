//! Which drives of a vault are here now, in whatever state; and the list of all.
//!
//! Only looks: a drive is opened as one that may be out of date, and nothing is written to it. The home keeps what a
//! drive's ledger says that it did not know.

use std::path::{Path, PathBuf};

use crate::powers::medium::{Act, Storage, StorageProblem};
use crate::powers::places::{Look, look_for, places};
use crate::things::copy_to::CopyTo;
use crate::things::device::{self, OwnDisks};
use crate::things::ledger::state::{MediumState, Proven};
use crate::things::medium::lock::DriveLocks;
use crate::things::medium::{Accept, Contact, Contacts, MediumProblem};
use crate::things::outbox;
use crate::things::vault::Vault;
use crate::things::vault::memory::Remembered;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::World;
use crate::words::day::Time;
use crate::words::ids::{BundleId, MediumId};

use super::{Doubtful, ListReport, Row};

/// What was found at the places where drives may be.
pub struct Here {
    pub contacts: Contacts,
    /// Places with this vault's folder that did not hold.
    pub doubtful: Vec<(PathBuf, MediumProblem)>,
}

/// Looks wherever a drive of this vault was seen last, and wherever one may be mounted now. Their ledgers are
/// joined.
pub fn look_around(vault: &mut Vault) -> Here {
    let folder = vault.id.folder();
    let last: Vec<PathBuf> = vault.memory.media.values().map(|m| PathBuf::from(&m.path)).collect();
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut here = Here { contacts: Contacts::default(), doubtful: Vec::new() };
    let own = OwnDisks::of(vault);
    let mut locks = DriveLocks::default();
    let looked = look_for(last.iter().cloned().chain(places()), &folder);
    for (path, look) in looked.unknown {
        if last.contains(&path) && !seen.contains(&path) {
            here.doubtful.push((path.clone(), not_known(&path, look)));
            seen.push(path);
        }
    }
    for path in looked.holding {
        if seen.contains(&path) {
            continue;
        }
        // What another run is writing there can't be told from damage.
        let opened =
            locks.look(&path, vault).and_then(|()| Contact::open(vault, &path, Accept::Older));
        match opened {
            Ok(contact) => match own.refuse(vault, &contact) {
                Ok(()) => here.add(contact),
                Err(problem) => here.doubtful.push((path.clone(), problem)),
            },
            Err(MediumProblem::NotADrive(_) | MediumProblem::OtherVault { .. }) => {}
            Err(problem) => here.doubtful.push((path.clone(), problem)),
        }
        seen.push(path);
    }
    device::remember(vault, &here.contacts);
    here
}

/// Why it is not known whether a drive is where it was last.
fn not_known(path: &Path, look: Look) -> MediumProblem {
    match look {
        Look::Fails(kind) => {
            let problem = StorageProblem::of(Act::Look, path, kind.into());
            MediumProblem::File { path: path.into(), problem: problem.into() }
        }
        Look::NoAnswer | Look::Folder | Look::Nothing => MediumProblem::NoAnswer(path.into()),
    }
}

impl Here {
    /// Of a drive and its clone the newer state is kept.
    fn add(&mut self, contact: Contact) {
        let known = self.contacts.get(contact.label.medium);
        if known.is_none_or(|known| known.label.contact < contact.label.contact) {
            self.contacts.put(contact);
        }
    }

    /// The contact with this medium, in whatever state it is.
    pub fn get(&self, medium: MediumId) -> Option<&Contact> {
        self.contacts.get(medium)
    }
}

pub(super) fn list(world: &mut World<'_>, home: &Path) -> Result<ListReport, Fault> {
    let now = world.clock.now();
    let mut vault = world.look(home, "kluis medium list")?;
    let here = look_around(&mut vault);
    world.unkept = vault.unkept.take();
    let mut media: Vec<Row> =
        vault.state.media.keys().map(|medium| row(&vault, &here, *medium, now)).collect();
    media.sort_by(|a, b| (&a.label, a.medium).cmp(&(&b.label, b.medium)));
    let doubtful =
        here.doubtful.into_iter().map(|(path, problem)| Doubtful { path: said(&path), problem });
    let doubtful = doubtful.collect();
    let waiting = outbox::waiting(&vault).map_err(at_home)?;
    Ok(ListReport {
        copy_to: CopyTo::of(&vault),
        media,
        doubtful,
        copies_wanted: vault.config.copies,
        waiting_bytes: waiting.values().sum(),
        waiting: waiting.into_keys().collect(),
    })
}

fn row(vault: &Vault, here: &Here, medium: MediumId, now: Time) -> Row {
    let known = vault.memory.media.get(&medium);
    let state = vault.state.media.get(&medium);
    let contact = here.get(medium);
    let keys_alone = vault.state.holds_keys_alone(medium);
    let bundles = vault.state.bundles.values().filter(|bundle| match keys_alone {
        true => bundle.standing_keys().any(|on| on == medium),
        false => bundle.standing_copies().any(|(on, _)| on == medium),
    });
    let faulty = bundles.clone().filter(|bundle| bundle.is_faulty_on(medium)).count();
    let due = due(vault, medium, now);
    let gone = state.is_some_and(MediumState::is_gone);
    let cached = if gone { 0 } else { vault.state.cached_on(medium) };
    let (bundles, bytes) =
        bundles.fold((0, 0), |(count, bytes), bundle| (count + 1, bytes + bundle.bytes));
    Row {
        label: known.map_or_else(|| medium.to_string(), |known| known.label.clone()),
        medium,
        drive: state.map(|state| state.drive),
        roles: state.map(|state| state.roles.clone()).unwrap_or_default(),
        path: known.map(|known| known.path.clone()).unwrap_or_default(),
        present: contact.is_some(),
        present_at: contact.map(|contact| said(&contact.path)),
        free_bytes: contact.and_then(|contact| free_bytes(&*contact.storage)),
        older_state: contact.is_some_and(|contact| {
            contact.slot_problem().is_none() && contact.older(vault).is_some()
        }),
        label_damaged: contact.is_some_and(|contact| contact.slot_problem().is_some()),
        to_verify: !gone && vault.state.unsound.contains(&medium),
        ledger_damaged: contact.is_some_and(|contact| !contact.damaged_chains.is_empty()),
        last_seen: known.filter(|known| known.is_seen()).map(|known| known.seen),
        last_verified: state.and_then(|state| state.verified),
        verified_ahead: state.and_then(|state| state.verified).is_some_and(|at| at > now),
        faulty,
        bundles,
        bytes: if keys_alone { 0 } else { bytes },
        fate: state.and_then(|state| state.fate).map(|(_, fate)| fate),
        unverified: due.unverified,
        oldest_unverified: due.oldest,
        overdue: due.overdue,
        cached,
        counts_after: known.filter(|_| cached > 0).map(Remembered::counts_after),
        undestroyed: undestroyed(vault, medium, contact),
    }
}

/// The bundles that are being destroyed and stand there; of a lost drive that is here, those too that were destroyed
/// meanwhile, as far as they are there.
fn undestroyed(vault: &Vault, medium: MediumId, contact: Option<&Contact>) -> Vec<BundleId> {
    let mut bundles = vault.state.undestroyed_on(medium);
    let there = |contact: &Contact, id: BundleId| {
        let facts = contact.bundle_folder(id).and_then(|folder| contact.storage.facts(&folder));
        matches!(facts, Ok(Some(_)))
    };
    let outlived = vault.state.outlived_on(medium).into_iter();
    bundles.extend(outlived.filter(|id| contact.is_some_and(|contact| there(contact, *id))));
    bundles.sort();
    bundles
}

/// The drives that nobody has verified for longer than the settings say, or since a copy was made there over a month
/// ago, by label. Whether a drive was taken out before it was verified is a question for `medium list`.
pub(in crate::verbs) fn not_verified(vault: &Vault, now: Time) -> Vec<String> {
    let lacks = |medium: &&MediumId| {
        let state = vault.state.media.get(medium).filter(|state| !state.is_gone());
        let verified = state.and_then(|state| state.verified);
        let written = vault.state.placed_on(**medium).map(|(_, bundle)| {
            let copy = bundle.copies.get(medium).or_else(|| bundle.keys_on.get(medium));
            copy.map_or(bundle.sealed_at.time, |copy| copy.written)
        });
        let days = |since: Time| (now.unix() - since.unix()) / DAY_SECONDS;
        let every = i64::from(vault.config.verify_every_days);
        let mut written = written.peekable();
        let any = state.is_some() && written.peek().is_some();
        any && (verified.is_some_and(|at| days(at) > every)
            || written
                .any(|at| verified.is_none_or(|last| last < at) && days(at) > FIRST_VERIFY_DAYS))
    };
    let media = vault.state.media.keys().filter(lacks);
    let mut labels: Vec<String> = media.map(|medium| vault.memory.label(*medium)).collect();
    labels.sort();
    labels
}

/// The room on a medium, where its file system says.
pub(super) fn free_bytes(storage: &dyn Storage) -> Option<u64> {
    storage.free_bytes().ok().filter(|free| *free < u64::MAX)
}

/// Within how many days after a copy was made it is to be verified on its drive, taken out and come back.
const FIRST_VERIFY_DAYS: i64 = 31;
const DAY_SECONDS: i64 = 86_400;

/// What there is to verify on a drive.
struct Due {
    unverified: usize,
    oldest: Option<Time>,
    overdue: bool,
}

/// A drive is overdue when a copy waits longer than a month for its verification after re-attachment (keys, for
/// their first), or when the last one is older than the settings say.
fn due(vault: &Vault, medium: MediumId, now: Time) -> Due {
    let Some(state) = vault.state.media.get(&medium).filter(|state| !state.is_gone()) else {
        return Due { unverified: 0, oldest: None, overdue: false };
    };
    // When each was written, and whether it was verified since.
    let there: Vec<(Time, bool)> = vault
        .state
        .placed_on(medium)
        .map(|(_, bundle)| match bundle.copies.get(&medium) {
            Some(copy) => (copy.written, copy.proven() >= Proven::Reattached),
            None => {
                let keys = bundle.keys_on.get(&medium);
                let written = keys.map_or(bundle.sealed_at.time, |keys| keys.written);
                (written, keys.is_some_and(|keys| keys.verified.is_some()))
            }
        })
        .collect();
    let unverified = there.iter().filter(|(_, verified)| !verified).map(|(written, _)| *written);
    let oldest = unverified.clone().min();
    let days = |since: Time| (now.unix() - since.unix()) / DAY_SECONDS;
    // A time that lies ahead says nothing of how long ago it was.
    let overdue_after = |at: Time, bound: i64| !(0..=bound).contains(&days(at));
    let last = state.verified.max(there.iter().map(|(written, _)| *written).min());
    let every = i64::from(vault.config.verify_every_days);
    let overdue = oldest.is_some_and(|at| overdue_after(at, FIRST_VERIFY_DAYS))
        || (!there.is_empty() && last.is_some_and(|at| overdue_after(at, every)));
    Due { unverified: unverified.count(), oldest, overdue }
}

/// A path in a report: what is no UTF-8 in it stands there as U+FFFD.
pub(in crate::verbs) fn said(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
