//! A bundle on a medium: written in the order that is law, read, checked, copied.
//!
//! `pack` is the pipeline (source, tar, frames, age, volumes); `write` puts the rest around it and commits by
//! the seal; `fixity` reads back; `replicate` makes the next copy; `open`, `deep` and `form` read it again; `parity` is
//! what damage is mended from.
//! Refuses to know retention: what may be destroyed is decided in `destruction`.

pub mod bag_rule;
pub(crate) mod begun;
pub mod deep;
pub mod fixity;
pub(crate) mod form;
pub(crate) mod frame;
pub(crate) mod in_order;
pub(crate) mod once;
pub mod open;
pub mod pack;
pub mod parity;
pub mod proof;
pub(crate) mod replicate;
pub(crate) mod twins;
pub mod volumes;
pub(crate) mod write;

use crate::formats::entry::FileFacts;
use crate::powers::medium::{MediumPath, Storage};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;
use crate::words::limits::KEY_FILE_BYTES;

/// The manifest; with its signature it is the commit.
pub const SEAL: &str = "seal.json";
/// The sealer's signature over the seal.
pub const SEAL_SIGNATURE: &str = "seal.json.sig";
/// The bundle's own identity, wrapped to the recipients.
pub const KEY: &str = "key.age";
/// The same bytes again, in case the first are hit.
pub const KEY_COPY: &str = "key-copy.age";
/// The encrypted list of records.
pub const INDEX: &str = "index.age";
/// A salted commitment a record.
pub const COMMITMENTS: &str = "records.commit";
/// The payload's first volume.
pub const FIRST_VOLUME: &str = "payload-00000.age";
/// The sums of payload, index and commitments.
pub const SUMS: &str = "SHA256SUMS";
/// How to recover the bundle with stock tools.
pub const README: &str = "README.txt";

/// A bundle's folder on some medium.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The medium.
    pub storage: &'a dyn Storage,
    /// The folder on it.
    pub folder: &'a MediumPath,
}

/// The name of a payload volume, counted from 0.
pub fn volume_name(number: u64) -> String {
    format!("payload-{number:05}.age")
}

/// The key twins, by the hash that both must have.
pub fn key_files(sha256: Digest) -> [FileFacts; 2] {
    [KEY, KEY_COPY].map(|name| FileFacts { bytes: KEY_FILE_BYTES, name: name.into(), sha256 })
}

/// A bundle's folder below the vault's folder on a medium.
pub fn folder_name(bundle: BundleId) -> String {
    format!("bundles/{bundle}")
}

/// What a file with these bytes must be found to be.
pub fn file_of(name: &str, bytes: &[u8]) -> FileFacts {
    FileFacts { bytes: bytes.len() as u64, name: name.into(), sha256: Digest::of(bytes) }
}
