//! Reads the small files of a home: its secrets and its recipients.

use std::path::Path;

use zeroize::Zeroizing;

use super::names::{INDEXES, KNOWN, KNOWN_SECRET, RECIPIENTS};
use super::problem::VaultProblem;
use crate::powers::identity::Recipient;
use crate::powers::medium::{Kind, MediumPath, Storage, StorageProblem};
use crate::powers::random::{OsRandom, draw};
use crate::things::files;
use crate::words::digest::{hex, unhex};
use crate::words::ids::BundleId;
use crate::words::limits::MIB;

pub(super) fn read_text(
    home: &dyn Storage,
    root: &Path,
    name: &str,
) -> Result<String, VaultProblem> {
    let path = MediumPath::parse(name).map_err(StorageProblem::from)?;
    files::read_bounded(home, &path, MIB)?
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| VaultProblem::Broken(root.join(name)))
}

pub(super) fn read_secret(
    home: &dyn Storage,
    root: &Path,
    name: &str,
) -> Result<Zeroizing<[u8; 32]>, VaultProblem> {
    let text = Zeroizing::new(read_text(home, root, name)?);
    let bytes = unhex(text.trim()).ok().map(Zeroizing::new);
    let secret = bytes.and_then(|bytes| <[u8; 32]>::try_from(&bytes[..]).ok());
    secret.map(Zeroizing::new).ok_or_else(|| VaultProblem::Broken(root.join(name)))
}

/// The secret of the marks. A home that was put back from a backup without its caches gets a new one, and loses the
/// marks that it can't read any more: what they said is learned again from the drives.
pub(super) fn known_secret(
    home: &dyn Storage,
    root: &Path,
) -> Result<Zeroizing<[u8; 32]>, VaultProblem> {
    let path = MediumPath::parse(KNOWN_SECRET).map_err(StorageProblem::from)?;
    if home.facts(&path)?.is_none() {
        for folder in [INDEXES, KNOWN] {
            home.make_folders(&MediumPath::parse(folder).map_err(StorageProblem::from)?)?;
        }
        let known = MediumPath::parse(KNOWN).map_err(StorageProblem::from)?;
        for entry in home.list(&known)?.entries {
            if entry.facts.kind == Kind::File && entry.name.parse::<BundleId>().is_ok() {
                files::erase(home, &known.join(&entry.name).map_err(StorageProblem::from)?)?;
            }
        }
        let secret = Zeroizing::new(hex(&draw::<32>(&mut OsRandom)));
        files::write_over(home, &path, secret.as_bytes())?;
        home.sync_folder(&known)?;
    }
    read_secret(home, root, KNOWN_SECRET)
}

pub(super) fn read_recipients(
    home: &dyn Storage,
    root: &Path,
) -> Result<Vec<Recipient>, VaultProblem> {
    let text = read_text(home, root, RECIPIENTS)?;
    text.lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, text)| {
            text.parse().map_err(|problem| {
                let path = root.join(RECIPIENTS);
                VaultProblem::Recipients { path, line, problem }
            })
        })
        .collect()
}
