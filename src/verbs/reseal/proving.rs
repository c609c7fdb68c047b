//! What proves that a new bundle holds what it was made from: it is opened as it stands on a drive, and read whole.

use crate::formats::index::Record;
use crate::formats::seal::Seal;
use crate::powers::asker::Act;
use crate::powers::identity::Identity;
use crate::things::bundle::deep;
use crate::things::bundle::open::{bundle_identity, open_index};
use crate::things::bundle::proof::Verified;
use crate::things::ledger::state::{BundleState, Standing};
use crate::verbs::fault::Fault;
use crate::verbs::restore::Media;
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, MediumId};

use super::begin::place;
use super::planning::{OldBundle, Part};

/// The bundle that an earlier run sealed for this part: its seal says that it stands in the old one's place, it is
/// under these rules, and its index has these very records.
pub(super) fn standing(
    session: &mut Session<'_, '_>,
    old: &OldBundle,
    part: &Part,
    identities: &[Identity],
) -> Result<Option<BundleId>, Fault> {
    let case = part.ruled.case.as_ref().map(|(tag, _)| *tag);
    let fits = |known: &BundleState| {
        known.standing() == Standing::Kept
            && known.records == part.records.len() as u64
            && known.case == case
            && known.rules.len() == part.ruled.shown.len()
    };
    let bundles = session.vault.state.bundles.iter().filter(|(_, known)| fits(known));
    let candidates: Vec<BundleId> = bundles
        .map(|(id, _)| *id)
        .filter(|id| {
            let seal = session.any_seal(*id);
            seal.is_some_and(|seal| seal.supersedes.contains(&old.id))
        })
        .collect();
    for bundle in candidates {
        // One that can't be opened here proves nothing: the records are sealed again.
        if let Ok(true) = holds(session, part, bundle, identities) {
            return Ok(Some(bundle));
        }
    }
    Ok(None)
}

/// Whether a bundle is under the rules of this part, and has its records.
fn holds(
    session: &mut Session<'_, '_>,
    part: &Part,
    bundle: BundleId,
    identities: &[Identity],
) -> Result<bool, Fault> {
    let opened = Media::new(session).open_now(bundle, identities)?;
    let place = place(session, opened.first, bundle)?;
    let closed = |problem| Fault::Open { label: session.label(opened.first), bundle, problem };
    let mut index = open_index(&opened.seal, &place, &opened.identity).map_err(closed)?;
    let meta = index.meta().map_err(|problem| closed(problem.into()))?;
    let whole = meta.whole_rules(&opened.seal.rules, opened.seal.hides_times());
    if whole.as_ref() != Some(&part.ruled.whole) {
        return Ok(false);
    }
    let records = index.records().collect::<Result<Vec<Record>, _>>();
    let records = records.map_err(|problem| closed(problem.into()))?;
    if !are_the_same(&part.records, &records) {
        return Ok(false);
    }
    let watcher = session.world.watcher;
    let deep = deep::verify(&opened.seal, &place, &opened.identity, watcher).map_err(closed)?;
    Ok(deep.holds())
}

/// Whether these are the same records: bytes, names and times, tags and who could read them.
pub(super) fn are_the_same(old: &[Record], new: &[Record]) -> bool {
    let same = |(n, (old, new)): (usize, (&Record, &Record))| {
        *new == Record { n: n as u64, offset: new.offset, ..old.clone() }
    };
    old.len() == new.len() && old.iter().zip(new).enumerate().all(same)
}

/// Whether all of a bundle comes out of its copy. Its key is the one on the drive where an identity is at hand, and
/// else that of this run: at custody `apart` it lies elsewhere, and was read back there.
pub(super) fn reads_whole(
    session: &mut Session<'_, '_>,
    seal: &Verified<Seal>,
    own: &Identity,
    on: MediumId,
    identities: &[Identity],
) -> Result<bool, Fault> {
    let place = place(session, on, seal.bundle)?;
    let label = session.label(on);
    let keys: Vec<MediumId> = session.contacts.ids();
    let mut identity = None;
    for medium in std::iter::once(on).chain(keys) {
        let at = super::begin::place(session, medium, seal.bundle)?;
        if let Ok(found) = bundle_identity(seal, &at, identities) {
            identity = Some(found);
            break;
        }
    }
    let watcher = session.world.watcher;
    watcher.begin(Act::Verifying, seal.payload.plain_bytes);
    let deep = deep::verify(seal, &place, identity.as_ref().unwrap_or(own), watcher);
    watcher.end();
    if watcher.interrupted() {
        return Err(Fault::Interrupted);
    }
    let bundle = seal.bundle;
    let deep = deep.map_err(|problem| Fault::Open { label, bundle, problem })?;
    Ok(identity.is_some() && deep.holds())
}
