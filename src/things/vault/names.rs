//! The names of the files in a vault's home, and of those about it elsewhere.

use std::path::{Path, PathBuf};

/// The settings, which a person may edit.
pub const CONFIG: &str = "kluis.toml";

/// Whom bundles are sealed to, one a line.
pub const RECIPIENTS: &str = "recipients.txt";
/// The identity, under the passphrase.
pub const IDENTITY_SEALED: &str = "identity.age";
/// The identity without a passphrase, after `--no-passphrase`.
pub const IDENTITY_PLAIN: &str = "identity.txt";
/// The sealer's private key, OpenSSH.
pub const SEALER: &str = "signing/sealer";
/// The key that is about to take the sealer's place: whether it does is said by the ledger.
pub const SEALER_NEXT: &str = "signing/sealer.next";
/// The sealer's public key.
pub const SEALER_PUBLIC: &str = "signing/sealer.pub";
/// The disposer's private key, encrypted to the owners.
pub const DISPOSER: &str = "signing/disposer.age";
/// The disposer's public key.
pub const DISPOSER_PUBLIC: &str = "signing/disposer.pub";
/// The key of the tags.
pub const TAG_SECRET: &str = "signing/tag.secret";
/// The key of the hashes in `known/`.
pub const KNOWN_SECRET: &str = "known/known.secret";
/// What is sealed already, and where sources were.
pub const KNOWN: &str = "known";
/// The home's own copies of the indexes.
pub const INDEXES: &str = "indexes";
/// The seals of all bundles, with their signatures.
pub const SEALS: &str = "seals";
/// Encrypted free text of ledger entries.
pub const NOTES: &str = "notes";
pub const STATEMENTS: &str = "statements";
/// What was found on drives and counts for nothing.
pub const SET_ASIDE: &str = "set-aside";
/// The lock, with the name of the run that holds it.
pub const LOCK: &str = "lock";
/// Stands in a home that `rebuild` has begun and not finished: whatever else is there, it is no vault.
pub const UNFINISHED: &str = "rebuild-unfinished";

/// The name of a page or list about the vault in this home. No two vaults of a data folder have the same.
pub(crate) fn clients_own(home: &Path, ending: &str) -> PathBuf {
    let mut name = home.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{ending}"));
    name.into()
}
