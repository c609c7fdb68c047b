//! The vault documents on the proven drives: which one the new home is made from, and whose identity opened it.

use std::path::PathBuf;

use crate::powers::identity::Identity;
use crate::things::first_contact::{Proven, Told, Unfit, Unproven};
use crate::things::ledger::Ledger;
use crate::things::ledger::sealers::Sealers;
use crate::things::vault::keys::NoIdentity;

/// A drive's vault document, and where that drive is.
pub(super) type ToldBy = (PathBuf, Told);

/// The vault document that knows most, opens and has a sealer's key in force, and the others. A drive that was away
/// when the key was replaced still has the old one: whether it was can be known from another drive alone.
pub(super) fn open_documents(
    drives: &[Proven],
    ledger: &Ledger,
    identities: &[Identity],
) -> Result<(ToldBy, Vec<ToldBy>), Unproven> {
    let state = ledger.state();
    let sealers = Sealers::of(&state.signers, state.quarantine.clone());
    let (mut told, mut problem) = (Vec::new(), None);
    for drive in drives {
        match drive.open_document(identities) {
            Ok(one) => told.push((drive.path.clone(), one)),
            Err(found) => problem = problem.or(Some(found)),
        }
    }
    let in_force = |(_, told): &ToldBy| sealers.current().contains(&told.sealer.public());
    match told.iter().position(in_force) {
        Some(at) => Ok((told.remove(at), told)),
        None => Err(problem.unwrap_or_else(|| Unproven::Unfit {
            path: drives[0].path.clone(),
            what: Unfit::OtherSigners,
        })),
    }
}

/// Of the identities that were given, the one that is a recipient of this vault. One that was removed may still open
/// what lies on a drive, and makes no home.
pub(super) fn owner<'a>(
    identities: &'a [Identity],
    ledger: &Ledger,
) -> Result<&'a Identity, NoIdentity> {
    let recipients = ledger.state().recipients;
    let mut owners = identities.iter();
    owners
        .find(|identity| recipients.contains(&identity.recipient().digest()))
        .ok_or(NoIdentity::NotARecipient)
}
