//! `passphrase`: another passphrase for the identity in the home, by the old one or the recovery sheet.

use std::path::{Path, PathBuf};

use serde::Serialize;
use zeroize::Zeroizing;

use crate::powers::asker::Question;
use crate::powers::identity::{Identity, seal_identity_file};
use crate::things::vault::keys::NoIdentity;
use crate::things::vault::{IDENTITY_SEALED, Vault};

use super::fault::{Fault, Usage};
use super::init::typed_or_in;
use super::medium::here::said;
use super::outcome::{Outcome, Reported};
use super::session::World;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// A file with the new passphrase, where it is not typed.
    pub new_passphrase_file: Option<PathBuf>,
}

/// What a run of `passphrase` did.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Where the identity lies.
    pub identity: String,
    /// A file with an identity in the clear that opened the vault.
    pub opened_by: Option<String>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }
}

/// Runs the verb on the vault in `home`. No drive is needed: the identity stays the same, or is the one on the sheet,
/// to which everything is encrypted already.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let vault = world.open(home, "kluis passphrase")?;
    let opened = match world.access.identity.clone() {
        Some(path) => world.access.open_file(&path)?,
        None => world.access.open_own(&vault)?,
    };
    let identity = owners(&vault, &opened.identities)?;
    let file = request.new_passphrase_file.as_deref();
    let passphrase = typed_or_in(world, file, &Question::NewPassphrase, Usage::NoNewPassphrase)?;
    vault.save_identity(&Zeroizing::new(seal_identity_file(&passphrase, identity)))?;
    let opened_by = world.access.identity.as_ref().filter(|_| !opened.under_passphrase);
    Ok(Report {
        identity: said(&vault.root.join(IDENTITY_SEALED)),
        opened_by: opened_by.map(|path| said(path)),
    })
}

/// The one of them to which this vault's bundles are encrypted.
fn owners<'a>(vault: &Vault, identities: &'a [Identity]) -> Result<&'a Identity, NoIdentity> {
    let mut identities = identities.iter();
    let is_recipient = |identity: &&Identity| vault.recipients.contains(&identity.recipient());
    identities.find(is_recipient).ok_or(NoIdentity::NotARecipient)
}
