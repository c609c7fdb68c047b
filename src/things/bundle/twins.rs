//! The two key files of a bundle on one medium, held against the seal by what they open to.

use std::collections::BTreeSet;

use crate::formats::seal::Seal;
use crate::powers::envelope::open_key_file;
use crate::powers::identity::Identity;
use crate::things::files;
use crate::words::digest::Digest;
use crate::words::limits::KEY_FILE_BYTES;

use super::open::BundlePlace;
use super::proof::Verified;
use super::{KEY, KEY_COPY};

/// The SHA-256 of each key file there that one of these identities opens and that holds the bundle's own identity: that
/// proves whose it is, whoever wrapped it.
pub fn own_twins(
    seal: &Verified<Seal>,
    keys: &BundlePlace,
    identities: &[Identity],
) -> BTreeSet<Digest> {
    let own = |name: &&str| {
        let path = keys.folder.join(name).ok()?;
        let bytes = files::read_bounded(&*keys.storage, &path, KEY_FILE_BYTES).ok()??;
        let opened = open_key_file(&bytes, identities).ok()?;
        (opened.recipient().digest() == seal.recipient).then(|| Digest::of(&bytes))
    };
    [KEY, KEY_COPY].iter().filter_map(own).collect()
}
