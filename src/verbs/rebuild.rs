//! `rebuild`: a home again after the PC is gone, from a drive, an identity and the vault's id from paper. With `--all`
//! every home that the identity opens (`all`).
//!
//! The drives are only read: one that is write-protected will do, and nothing is risked on what may be the last
//! one. The drive is proven before anything of it is believed (`things/first_contact`), the home counts only when
//! all of it stands (`things/vault/rebuilding`), and it is a new writer.

mod all;
mod documents;
mod drives;
mod found;
mod made;
mod ready;
mod report;
mod request;
mod vouching;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::SecretString;

use crate::powers::asker::{Question, yes_or_no};
use crate::powers::medium::{self, Storage, StorageProblem};
use crate::powers::random::draw;
use crate::things::settings;
use crate::things::vault::config::Config;
use crate::things::vault::keys::Opened;
use crate::things::vault::rebuilding::Open;
use crate::words::ids::WriterId;

use super::fault::{Fault, Usage};
use super::init::new_passphrase;
use super::medium::here::said;
use super::session::{World, stamp};

use drives::{joined, prove_all};
use ready::Proved;

pub use all::{AllReport, Failed, run as run_all};
pub use report::Report;
pub use request::{AllRequest, ListGiven, Request};

/// Makes the home anew. `place` says where a vault of that name lives.
pub fn run(
    world: &mut World<'_>,
    place: &dyn Fn(&str) -> Result<PathBuf, Usage>,
    request: &Request,
) -> Result<Report, Fault> {
    through(world, place, request, &open_native)
}

/// Drives are only read: whatever is written lies in the home.
fn open_native(path: &Path) -> Result<Arc<dyn Storage>, StorageProblem> {
    Ok(Arc::new(medium::open_native_private(path)?))
}

/// The same, through storage that the caller opens.
pub fn through(
    world: &mut World<'_>,
    place: &dyn Fn(&str) -> Result<PathBuf, Usage>,
    request: &Request,
    open: Open<'_>,
) -> Result<Report, Fault> {
    let identity_file = world.access.identity.clone().ok_or(Usage::IdentityUnnamed)?;
    let proved = prove(world, request, open)?;
    let opened = world.access.open_file(&identity_file)?;
    let ready = proved.ready(&opened, None, place)?;
    accept(world, request.accept_settings, &ready.config)?;
    let when = stamp(world, ready.ledger().state().last_believed)?;
    let passphrase = wanted(world, request.passphrase, &opened)?;
    let report = ready.make(world, request, (&opened, passphrase.as_ref()), when, open)?;
    let opened_by = (!opened.under_passphrase).then(|| said(&identity_file));
    Ok(Report { opened_by, from_paper: opened.is_from_paper(), ..report })
}

/// Proves the drives, and joins what their ledgers say.
fn prove(world: &mut World<'_>, request: &Request, open: Open<'_>) -> Result<Proved, Fault> {
    let own = WriterId::from_random(draw(world.random));
    let (drives, broken) = prove_all(request, own, open)?;
    let ledger = joined(&drives, request)?;
    Ok(Proved { drives, broken, ledger })
}

/// A new passphrase, where one is wanted and the identity has none.
fn wanted(
    world: &mut World<'_>,
    passphrase: bool,
    opened: &Opened,
) -> Result<Option<SecretString>, Fault> {
    let wanted = passphrase && !opened.under_passphrase;
    wanted.then(|| new_passphrase(world)).transpose()
}

/// Asks whether the settings on the drive are the vault's. They say how many copies are wanted and how long records
/// are kept, and whoever has the sealer's key can write others.
fn accept(world: &mut World<'_>, accepted: bool, config: &Config) -> Result<(), Usage> {
    if accepted {
        return Ok(());
    }
    let settings = settings::to_accept(config);
    world.access.asker.show_settings(&settings);
    let answer = world.access.asker.ask(&Question::Settings);
    match answer.as_ref().map(yes_or_no) {
        Some(Some(true)) => Ok(()),
        Some(Some(false) | None) => Err(Usage::SettingsRefused),
        None => Err(Usage::SettingsUnaccepted(settings)),
    }
}
