//! `key paper`: a key as a sheet to print, and the vaults that it opens: of one vault, or with `--each` of an office.
//! Beside it the list of those vaults, whose number the sheet has: `rebuild --all` believes that one.
//!
//! Nothing on a drive and nothing in a home is written. Which vaults the key opens is what their ledgers say.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::formats::vault_list::{self, Listed};
use crate::powers::identity::Identity;
use crate::powers::private;
use crate::things::vault::Vault;
use crate::things::vault::keys::NoIdentity;
use crate::verbs::fault::{Fault, Usage, VaultsFault};
use crate::verbs::medium::here::said;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::restore::check_place;
use crate::verbs::session::World;
use crate::words::day::Day;
use crate::words::digest::Digest;
use crate::words::ids::VaultId;

use super::waits_for;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct PaperRequest {
    /// The vaults' homes.
    pub homes: Vec<PathBuf>,
    /// The homes are those of all vaults on this PC.
    pub each: bool,
    /// A new file for the sheet.
    pub to: PathBuf,
    /// A new file for the list of the vaults.
    pub list: Option<PathBuf>,
}

/// What stands on the sheet.
pub struct Sheet {
    /// The day on which it is made.
    pub made: Day,
    /// It is for all vaults of an office.
    pub office: bool,
    /// The key.
    pub identity: SecretString,
    /// The SHA-256 of its recipient, as `key list` shows it.
    pub recipient: Digest,
    /// What it opens.
    pub vaults: Vec<Opens>,
    /// The SHA-256 of the list's file.
    pub list: Option<Digest>,
}

/// A vault that the key opens.
#[derive(Debug, Clone, Serialize)]
pub struct Opens {
    /// Its client.
    pub name: String,
    /// Its id.
    pub vault: VaultId,
    /// How many bundles' keys, on drives that wait for it, this key does not open yet.
    pub pending: u64,
}

/// The sheet that was made.
#[derive(Debug, Serialize)]
pub struct PaperReport {
    /// The file with the sheet.
    pub page: String,
    /// The file with the list; none where none was asked for.
    pub list: Option<String>,
    /// Its SHA-256.
    pub number: Option<Digest>,
    /// The SHA-256 of the key's recipient.
    pub recipient: Digest,
    /// What it opens.
    pub vaults: Vec<Opens>,
    /// Vaults on this PC that it does not open, by name.
    pub closed: Vec<String>,
    /// Homes that could not be looked at.
    pub failed: Vec<Unread>,
}

/// A home that could not be looked at.
#[derive(Debug, Serialize)]
pub struct Unread {
    /// Its folder.
    pub home: String,
    /// Why.
    pub why: Fault,
}

impl Reported for PaperReport {
    fn outcome(&self) -> Outcome {
        let whole = self.closed.is_empty() && self.vaults.iter().all(|one| one.pending == 0);
        if whole { Outcome::Done } else { Outcome::Finding }
    }

    fn faults(&self) -> Vec<&Fault> {
        self.failed.iter().map(|one| &one.why).collect()
    }
}

/// Makes the sheet; `page` words it.
pub fn run(
    world: &mut World<'_>,
    request: &PaperRequest,
    page: &dyn Fn(&Sheet) -> String,
) -> Result<PaperReport, Fault> {
    if request.each && world.access.identity.is_none() {
        return Err(VaultsFault::OfficeKeyUnnamed.into());
    }
    for path in std::iter::once(&request.to).chain(&request.list) {
        request.homes.iter().try_for_each(|home| check_place(path, home))?;
    }
    let (mut vaults, mut failed) = (Vec::new(), Vec::new());
    for home in &request.homes {
        match world.look(home, "kluis key paper") {
            Ok(vault) => vaults.push(vault),
            Err(problem) if request.each => {
                failed.push(Unread { home: said(home), why: problem.into() });
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    let identity = chosen(world, &vaults)?;
    let recipient = identity.recipient().digest();
    let opens = |vault: &&Vault| vault.state.recipients.contains(&recipient);
    let pending = |vault: &Vault| {
        let waits = waits_for(vault, &recipient, true);
        waits.iter().map(|on| on.bundles).sum()
    };
    let mut opened: Vec<Opens> = vaults
        .iter()
        .filter(opens)
        .map(|vault| Opens {
            name: vault.config.name.clone(),
            vault: vault.id,
            pending: pending(vault),
        })
        .collect();
    opened.sort_by(|one, other| one.name.cmp(&other.name));
    let closed = vaults.iter().filter(|vault| !opens(vault));
    let closed = closed.map(|vault| vault.config.name.clone()).collect();
    let list = request.list.as_ref().map(|path| write_list(path, &opened)).transpose()?;
    let sheet = Sheet {
        made: world.clock.today(),
        office: request.each,
        identity: identity.to_secret_string(),
        recipient,
        vaults: opened,
        list,
    };
    let html = Zeroizing::new(page(&sheet));
    if let Err(fault) = write(&request.to, html.as_bytes(), "--to") {
        // A list whose number no sheet has helps nobody.
        if let Some(path) = &request.list {
            let _ = std::fs::remove_file(path);
        }
        return Err(fault);
    }
    let Sheet { vaults, .. } = sheet;
    Ok(PaperReport {
        page: said(&request.to),
        list: request.list.as_deref().map(said),
        number: list,
        recipient,
        vaults,
        closed,
        failed,
    })
}

/// The identity that the sheet is of: of those in the file that was named, or else the vault's own, the first that some
/// vault is sealed to.
fn chosen(world: &mut World<'_>, vaults: &[Vault]) -> Result<Identity, Fault> {
    let opened = match (world.access.identity.clone(), vaults) {
        (Some(path), _) => world.access.open_file(&path)?,
        (None, [vault, ..]) => world.access.open_own(vault)?,
        (None, []) => return Err(NoIdentity::NoneHere.into()),
    };
    let is_named = |identity: &Identity| {
        let digest = identity.recipient().digest();
        vaults.iter().any(|vault| vault.state.recipients.contains(&digest))
    };
    let chosen = opened.identities.into_iter().find(is_named);
    chosen.ok_or_else(|| NoIdentity::NotARecipient.into())
}

/// Writes the list; gives its number.
fn write_list(path: &Path, vaults: &[Opens]) -> Result<Digest, Fault> {
    let listed = |one: &Opens| Listed { vault: one.vault, name: one.name.clone() };
    let listed: Vec<Listed> = vaults.iter().map(listed).collect();
    let text = vault_list::write(&listed);
    write(path, text.as_bytes(), "--vaults")?;
    Ok(Digest::of(text.as_bytes()))
}

/// Writes a new file for this user alone.
fn write(path: &Path, bytes: &[u8], option: &'static str) -> Result<(), Fault> {
    let io = |source| Fault::Io { path: path.to_path_buf(), source };
    let mut file = private::new_file(path).map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => Usage::FileExists { path: path.to_path_buf(), option }.into(),
        _ => io(source),
    })?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io)
}
