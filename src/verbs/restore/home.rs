//! Asks the home's own copies of the indexes which bundles can have what is asked for, so that only
//! the drives that are needed are asked for.
//!
//! A copy only ever spares a drive: records are read from the drive's own index, which the seal
//! covers. Where there is no copy, or it can't be read, the drive is asked.

use std::io::{BufReader, Cursor, Read, Seek};

use crate::formats::index::IndexReader;
use crate::powers::envelope;
use crate::powers::identity::Identity;
use crate::powers::medium::MediumPath;
use crate::things::files;
use crate::things::vault::{INDEXES, Vault};
use crate::words::ids::BundleId;
use crate::words::limits::GIB;

use super::patterns::Patterns;
use super::scan;

/// An index of a million records is far below; more is not read into memory.
const INDEX_BYTES_MAX: u64 = GIB;

/// Whether the bundle can have a record that is asked for.
pub fn may_hold(
    vault: &Vault,
    bundle: BundleId,
    identities: &[Identity],
    patterns: &Patterns,
) -> bool {
    patterns.is_empty() || has(vault, bundle, identities, patterns).unwrap_or(true)
}

/// Shows all records of the home's copy to the patterns; says whether there is one that can be read.
pub fn meet(vault: &Vault, bundle: BundleId, identities: &[Identity], patterns: &Patterns) -> bool {
    let index = index(vault, bundle, identities);
    index.is_some_and(|mut index| scan::meet(&mut index, patterns).is_ok())
}

/// None where the home can't say.
fn has(
    vault: &Vault,
    bundle: BundleId,
    identities: &[Identity],
    patterns: &Patterns,
) -> Option<bool> {
    scan::any(&mut index(vault, bundle, identities)?, patterns).ok()
}

fn index(
    vault: &Vault,
    bundle: BundleId,
    identities: &[Identity],
) -> Option<IndexReader<impl Read + Seek>> {
    let path = MediumPath::parse(&format!("{INDEXES}/{bundle}.age")).ok()?;
    let bytes = files::read_bounded(&*vault.home, &path, INDEX_BYTES_MAX).ok()??;
    let header = envelope::read_header(&mut Cursor::new(&bytes)).ok()?;
    let body = (bytes.len() as u64).checked_sub(header.len() as u64)?;
    let plain = envelope::plain_bytes(body)?;
    let reader = envelope::decrypting(identities, &header, Cursor::new(bytes), plain).ok()?;
    let mut index = IndexReader::open(BufReader::new(reader), plain).ok()?;
    let meta = index.meta().ok()?;
    (meta.bundle == bundle && meta.vault == vault.id).then_some(index)
}
