//! Whose signature an entry carries.

use crate::formats::entry::Entry;
use crate::powers::signer::{Namespace, VerifyingKey};

/// Whether an entry carries a signature of one of these disposers that holds.
pub fn signed_by(entry: &Entry, disposers: &[VerifyingKey]) -> bool {
    entry.signature_blob().is_some_and(|blob| {
        let bytes = entry.signed_bytes();
        disposers.iter().any(|key| key.verify_blob(Namespace::Ledger, &bytes, &blob).is_ok())
    })
}
