//! What was given to somebody else, as several verbs tell it: what it is called, when it was, and whether it stands
//! outside the vault still.

use serde::Serialize;

use crate::things::vault::Vault;
use crate::words::day::Time;
use crate::words::ids::{BundleId, DisclosureId};

/// How many letters of a disclosure's id are shown where its reference is not known.
pub(super) const SHOWN_CHARS: usize = 8;

/// A disclosure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DisclosureRow {
    /// Its id.
    pub disclosure: DisclosureId,
    /// Its reference, or the start of its id.
    pub name: String,
    /// When it was given.
    pub given: Time,
    /// How many records were given.
    pub records: u64,
    /// From how many bundles.
    pub bundles: u64,
    /// How many of the names that were asked for no record fits.
    pub not_found: u64,
    /// When it was closed; none while it is not.
    pub closed: Option<Time>,
    /// Where it stands; none where it is closed, or was made on another PC.
    pub folder: Option<String>,
}

impl DisclosureRow {
    pub(super) fn of(vault: &Vault, id: DisclosureId) -> Option<DisclosureRow> {
        let known = vault.state.disclosures.get(&id)?;
        let here = vault.memory.disclosures.get(&id);
        Some(DisclosureRow {
            disclosure: id,
            name: name_of(vault, id),
            given: known.given,
            records: known.records,
            bundles: known.bundles.len() as u64,
            not_found: known.not_found,
            closed: known.closed.map(|closed| closed.time),
            folder: here.and_then(|given| given.folder.clone()),
        })
    }
}

/// What a person may type to name a disclosure.
pub(super) fn name_of(vault: &Vault, id: DisclosureId) -> String {
    let known = vault.memory.disclosures.get(&id);
    match known.and_then(|given| given.reference.as_ref()) {
        Some(reference) => reference.to_string(),
        None => id.to_string()[..SHOWN_CHARS].to_owned(),
    }
}

/// What was disclosed of a bundle, the earliest first.
pub(super) fn of_bundle(vault: &Vault, bundle: BundleId) -> Vec<DisclosureRow> {
    let ids = vault.state.disclosures_of(bundle).into_iter();
    ids.filter_map(|(id, _)| DisclosureRow::of(vault, id)).collect()
}

/// What stands outside the vault still, the earliest first.
pub(super) fn open(vault: &Vault) -> Vec<DisclosureRow> {
    let open = vault.state.disclosures.iter().filter(|(_, known)| known.closed.is_none());
    let mut rows: Vec<_> = open.filter_map(|(id, _)| DisclosureRow::of(vault, *id)).collect();
    rows.sort_by_key(|row| (row.given, row.disclosure));
    rows
}
