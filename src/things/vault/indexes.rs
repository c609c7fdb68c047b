//! The home's own copies of the bundles' indexes, encrypted to the vault's recipients and erased with their bundles.
//! What only they say at home: names of records, and the codes of cases.

use std::io::{self, BufReader, Read, Seek, Write};

use crate::formats::index::IndexReader;
use crate::powers::envelope;
use crate::powers::identity::Identity;
use crate::powers::medium::{Act, MediumPath, StorageProblem};
use crate::rules::retention::PinnedRule;
use crate::things::files;
use crate::words::ids::{BundleId, Tag};

use super::{INDEXES, Vault};

/// Opens the home's copy of a bundle's index; none where there is none, or nothing opens it.
pub fn open(
    vault: &Vault,
    bundle: BundleId,
    identities: &[Identity],
) -> Option<IndexReader<impl Read + Seek + use<>>> {
    let path = MediumPath::parse(&format!("{INDEXES}/{bundle}.age")).ok()?;
    let bytes = vault.home.facts(&path).ok()??.bytes;
    let mut file = vault.home.open(&path).ok()?;
    let header = envelope::read_header(&mut file).ok()?;
    let plain = envelope::plain_bytes(bytes.checked_sub(header.len() as u64)?)?;
    let reader = envelope::decrypting(identities, &header, file, plain).ok()?;
    let mut index = IndexReader::open(BufReader::new(reader), plain).ok()?;
    let meta = index.meta().ok()?;
    (meta.bundle == bundle && meta.vault == vault.id).then_some(index)
}

/// Encrypts the home's copy of a bundle's index to the recipients of now, beside it and then in its place. One that
/// nothing opens stays; one that a run was cut off in is damaged, and a drive brings it again.
pub(super) fn wrap(
    vault: &Vault,
    bundle: BundleId,
    identities: &[Identity],
) -> Result<(), StorageProblem> {
    let path = MediumPath::parse(&format!("{INDEXES}/{bundle}.age"))?;
    let beside = MediumPath::parse(&format!("{INDEXES}/{bundle}.next"))?;
    let home = &*vault.home;
    let trouble = |source| StorageProblem::of(Act::Write, path.as_str(), source);
    let Some(facts) = home.facts(&path)? else { return Ok(()) };
    let mut file = home.open(&path)?;
    let Ok(header) = envelope::read_header(&mut file) else { return Ok(()) };
    let plain = facts.bytes.checked_sub(header.len() as u64).and_then(envelope::plain_bytes);
    let Some(Ok(mut reader)) =
        plain.map(|plain| envelope::decrypting(identities, &header, file, plain))
    else {
        return Ok(());
    };
    let out = files::Over::open(home, &beside)?;
    let mut out = envelope::encrypting(&vault.named_recipients(), out)
        .map_err(|problem| trouble(io::Error::other(problem)))?;
    let copied = io::copy(&mut reader, &mut out).is_ok();
    out.finish().map_err(trouble)?.finish()?;
    if copied {
        let mut over = files::Over::open(home, &path)?;
        io::copy(&mut home.open(&beside)?, &mut over).map_err(trouble)?;
        over.flush().map_err(trouble)?;
        over.finish()?;
    }
    files::erase(home, &beside)
}

/// Whether the home has a copy of a bundle's index, in whatever state.
pub fn is_there(vault: &Vault, bundle: BundleId) -> bool {
    let path = MediumPath::parse(&format!("{INDEXES}/{bundle}.age"));
    path.is_ok_and(|path| vault.home.facts(&path).is_ok_and(|facts| facts.is_some()))
}

/// The whole rules of a bundle of which some are sealed, if the home's copy of its index has those that show.
pub fn whole_rules(
    vault: &Vault,
    bundle: BundleId,
    identities: &[Identity],
) -> Option<Vec<PinnedRule>> {
    let shown = &vault.state.bundles.get(&bundle)?.rules;
    if shown.iter().all(|rule| rule.open().is_some()) {
        return None;
    }
    // One rule of a confidential class hides the dates of all.
    open(vault, bundle, identities)?.meta().ok()?.whole_rules(shown, true)
}

/// The code of a bundle's case, if the home's copy of its index says the one that belongs to the tag.
pub fn case_code(
    vault: &Vault,
    bundle: BundleId,
    tag: Tag,
    identities: &[Identity],
) -> Option<String> {
    let code = open(vault, bundle, identities)?.meta().ok()?.case?;
    (vault.tag("case", &code) == tag).then_some(code)
}
