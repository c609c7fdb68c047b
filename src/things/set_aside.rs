//! What was found on a drive and counts for nothing is kept in the home, for whoever asks later what was done there.
//! It may be a thief's, so that it is bounded: of each kind so many files, and so much of each.

use crate::formats::entry::Entry;
use crate::powers::medium::{self, MediumPath, Storage, StorageProblem};
use crate::things::files;
use crate::words::digest::Digest;
use crate::words::limits::{ASIDE_BYTES_MAX, ASIDE_FILES_MAX};

use super::vault::{SET_ASIDE, Vault};

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Lines of a chain.
    Chain,
    /// A label, or its signature.
    Label,
}

impl Evidence {
    fn word(self) -> &'static str {
        match self {
            Evidence::Chain => "chain",
            Evidence::Label => "label",
        }
    }
}

/// The lines of chains that were set aside, as far as they can be read. They count for nothing.
pub fn lines(vault: &Vault) -> Result<Vec<Entry>, StorageProblem> {
    let folder = MediumPath::parse(SET_ASIDE)?;
    let listing = match vault.home.list(&folder) {
        Err(StorageProblem::Absent { .. }) => return Ok(vec![]),
        listing => listing?,
    };
    let mut lines = Vec::new();
    let of_chains = |entry: &&medium::Entry| entry.name.starts_with(Evidence::Chain.word());
    for file in listing.entries.iter().filter(of_chains) {
        let read = files::read_start(&*vault.home, &folder.join(&file.name)?, ASIDE_BYTES_MAX);
        let Ok(Some((bytes, _))) = read else { continue };
        let whole = bytes.split_inclusive(|byte| *byte == b'\n');
        lines.extend(whole.filter_map(|line| Entry::read(line).ok()));
    }
    Ok(lines)
}

/// What one run has set aside.
pub struct SetAside<'a> {
    home: &'a dyn Storage,
    folder: MediumPath,
    /// The files in the home's folder that have it, new or from before.
    pub kept: Vec<String>,
    /// How many more there were than are kept.
    pub dropped: u64,
}

impl<'a> SetAside<'a> {
    /// Nothing set aside yet, in this vault's home.
    pub fn of(vault: &'a Vault) -> Result<SetAside<'a>, StorageProblem> {
        let folder = MediumPath::parse(SET_ASIDE)?;
        Ok(SetAside { home: &*vault.home, folder, kept: vec![], dropped: 0 })
    }

    /// Keeps these bytes once, under a name that has their hash; counts them where enough of this kind are kept.
    pub fn keep(&mut self, kind: Evidence, name: &str, bytes: &[u8]) -> Result<(), StorageProblem> {
        let (word, sha256) = (kind.word(), Digest::of(bytes).to_string());
        let name = format!("{word}-{}-{name}", &sha256[..16]);
        let path = self.folder.join(&name)?;
        if self.home.facts(&path)?.is_none() {
            self.home.make_folders(&self.folder)?;
            let listing = self.home.list(&self.folder)?;
            let of_kind = listing.entries.iter().filter(|entry| entry.name.starts_with(word));
            if of_kind.count() >= ASIDE_FILES_MAX {
                self.dropped += 1;
                return Ok(());
            }
            files::write_new(self.home, &path, bytes)?;
            self.home.sync_folder(&self.folder)?;
        }
        self.kept.push(format!("{SET_ASIDE}/{name}"));
        Ok(())
    }
}
