//! Bundles that are not listed and may be ours: a sealer's key was replaced before this PC saw what the old key wrote,
//! or a drive that is connected knows more than this PC. Whoever reads a list, or restores all, must not take it for
//! whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Serialize;

use crate::formats::entry::Event;
use crate::powers::places::{ask_for_hints, look_for, places};
use crate::things::ledger::state::MediumState;
use crate::things::medium::ahead::{Asking, says_otherwise};
use crate::things::medium::{Unlisted, unlisted_at};
use crate::things::vault::Vault;
use crate::words::ids::{BundleId, MediumId, WriterId};

use super::signer::{ranges, typed_lines};

/// What may be missing.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Withheld {
    pub bundles: Vec<BundleId>,
    /// The drives on which `ledger join` takes them in: by label, or where they are.
    pub drives: Vec<String>,
    /// The entries of this PC's ledger that speak of them, as `signer replace --distrust` takes them.
    pub entries: Vec<String>,
    /// Bundles on connected drives of which somebody said that they are not ours, and nobody here has confirmed it.
    pub disowned: Vec<BundleId>,
    /// These drives, by label.
    pub disowned_on: Vec<String>,
    /// Bundles that this PC sealed, and whose entries another PC has left out by number.
    pub left_out: Vec<BundleId>,
    /// These entries, as `signer replace --distrust` takes them.
    pub left_out_entries: Vec<String>,
    /// Connected drives with lines about bundles that this PC does not have, by label: `verify` takes them in.
    pub ahead: Vec<String>,
    /// Bundles that a drive told of only while the run went on: they were not asked for.
    pub learned: Vec<BundleId>,
}

impl Withheld {
    /// Whether nothing is missing, as far as is known.
    pub fn is_empty(&self) -> bool {
        self.bundles.is_empty()
            && self.disowned.is_empty()
            && self.left_out.is_empty()
            && self.ahead.is_empty()
            && self.learned.is_empty()
    }

    /// Looks in the ledger, and at the drives that are connected. Nothing is written.
    pub fn find(vault: &Vault) -> Withheld {
        let mut found = Withheld::default();
        let mut bundles: BTreeSet<BundleId> = vault.state.withheld.clone();
        if !bundles.is_empty() {
            let lines = lines(vault, &bundles);
            found.drives.extend(told(vault, &lines));
            found.entries = typed_lines(ranges(lines));
        }
        let mut disowned: BTreeSet<BundleId> = BTreeSet::new();
        if !vault.state.quarantine.replacements().is_empty() {
            let last = vault.memory.media.values().map(|known| PathBuf::from(&known.path));
            let mut seen: Vec<PathBuf> = Vec::new();
            for path in look_for(last.chain(places()), &vault.id.folder()).holding {
                if seen.contains(&path) {
                    continue;
                }
                match unlisted_at(vault, &path) {
                    Some(Unlisted::Unvouched(there)) if !there.is_empty() => {
                        bundles.extend(there);
                        found.drives.push(path.to_string_lossy().into_owned());
                    }
                    Some(Unlisted::Disowned { medium, bundles: mut there }) => {
                        there.retain(|bundle| !vault.memory.declined.contains(bundle));
                        // Lines that this PC knows speak of them: these are vouched for first.
                        there.retain(|bundle| !vault.state.withheld.contains(bundle));
                        if !there.is_empty() {
                            disowned.extend(there);
                            found.disowned_on.push(vault.memory.label(medium));
                        }
                    }
                    Some(Unlisted::Unvouched(_)) | None => {}
                }
                seen.push(path);
            }
        }
        disowned.retain(|bundle| !bundles.contains(bundle));
        if disowned.is_empty() {
            found.disowned_on.clear();
        }
        found.disowned_on.sort();
        found.disowned_on.dedup();
        found.disowned = disowned.into_iter().collect();
        found.bundles = bundles.into_iter().collect();
        found.ahead = ahead(vault);
        let left_out = left_out(vault);
        found.left_out_entries = typed_lines(ranges(lines(vault, &left_out)));
        found.left_out = left_out.into_iter().collect();
        found
    }
}

/// The connected drives that say something else of bundles: this home was put back to an earlier state, or another home
/// wrote there.
fn ahead(vault: &Vault) -> Vec<String> {
    let last = vault.memory.media.values().map(|known| PathBuf::from(&known.path));
    let all: BTreeSet<PathBuf> = last.chain(places()).collect();
    let asking = Asking::of(vault);
    let labels = ask_for_hints(all, move |path| asking.label(path));
    let told = labels.into_iter().filter_map(|(path, label)| Some((path, label??)));
    let ahead = told.filter(|(path, label)| {
        let known = vault.state.media.get(&label.medium);
        known.is_none_or(|known| !known.is_gone()) && says_otherwise(vault, path, label)
    });
    let names: BTreeSet<String> = ahead
        .map(|(path, label)| match vault.memory.media.get(&label.medium) {
            Some(known) => known.label.clone(),
            None => path.to_string_lossy().into_owned(),
        })
        .collect();
    names.into_iter().collect()
}

/// The bundles that this home sealed and that count for nothing here, since another home has distrusted its lines by
/// number; without those of which a person here has said the same.
fn left_out(vault: &Vault) -> BTreeSet<BundleId> {
    let (quarantine, own) = (&vault.state.quarantine, vault.writer());
    if !quarantine.names_any() {
        return BTreeSet::new();
    }
    let held = vault.ledger.entries().filter(|entry| {
        entry.writer == own && quarantine.holds(entry) && quarantine.is_named_by_others(entry, own)
    });
    let sealed = held.filter_map(|entry| match &entry.event {
        Event::Sealed(sealed) => Some(sealed.bundle),
        _ => None,
    });
    let (kept, declined) = (&vault.state.bundles, &vault.memory.declined);
    sealed.filter(|id| !kept.contains_key(id) && !declined.contains(id)).collect()
}

/// The lines that say that these bundles were sealed.
fn lines(vault: &Vault, bundles: &BTreeSet<BundleId>) -> BTreeMap<WriterId, Vec<u64>> {
    let mut lines: BTreeMap<WriterId, Vec<u64>> = BTreeMap::new();
    for entry in vault.ledger.entries() {
        if matches!(&entry.event, Event::Sealed(sealed) if bundles.contains(&sealed.bundle)) {
            lines.entry(entry.writer).or_default().push(entry.seq);
        }
    }
    lines
}

/// A drive that has these lines, by label: any such drive brings them.
fn told(vault: &Vault, lines: &BTreeMap<WriterId, Vec<u64>>) -> Option<String> {
    let gone = |medium: &MediumId| vault.state.media.get(medium).is_none_or(MediumState::is_gone);
    let last = |writer: &WriterId| lines.get(writer).and_then(|lines| lines.last().copied());
    let media = vault.memory.media.iter().filter(|(medium, _)| !gone(medium));
    let told = media.filter(|(_, known)| {
        known.heads.iter().any(|head| last(&head.writer).is_some_and(|seq| seq < head.count))
    });
    told.map(|(_, known)| known.label.clone()).min()
}
