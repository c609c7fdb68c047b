//! `rebuild`: a home again after the PC is gone, from a drive, an identity and the vault's id from paper.
//!
//! The drives are only read: one that is write-protected will do, and nothing is risked on what may be the last
//! one. The drive is proven before anything of it is believed (`things/first_contact`), the home counts only when
//! all of it stands (`things/vault/rebuilding`), and it is a new writer.

mod documents;
mod drives;
mod made;
mod report;
mod request;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::powers::asker::{Question, yes_or_no};
use crate::powers::medium::{self, Storage, StorageProblem};
use crate::powers::random::draw;
use crate::things::settings;
use crate::things::vault::VaultProblem;
use crate::things::vault::config::Config;
use crate::things::vault::rebuilding::{Building, Kept, Open, refuse_taken};
use crate::words::ids::WriterId;

use super::fault::{Fault, Usage};
use super::init::new_passphrase;
use super::medium::here::said;
use super::session::{World, stamp};

use documents::{open_documents, owner};
use drives::{check_roles, joined, prove_all};
use made::Made;

pub use report::Report;
pub use request::Request;

/// Makes the home anew. `place` says where a vault of that name lives.
pub fn run(
    world: &mut World<'_>,
    place: &dyn Fn(&str) -> Result<PathBuf, Usage>,
    request: &Request,
) -> Result<Report, Fault> {
    let open = |path: &Path| -> Result<Arc<dyn Storage>, StorageProblem> {
        // Drives are only read: whatever is written lies in the home.
        Ok(Arc::new(medium::open_native_private(path)?))
    };
    through(world, place, request, &open)
}

/// The same, through storage that the caller opens.
pub fn through(
    world: &mut World<'_>,
    place: &dyn Fn(&str) -> Result<PathBuf, Usage>,
    request: &Request,
    open: Open<'_>,
) -> Result<Report, Fault> {
    let identity_file = world.access.identity.clone().ok_or(Usage::IdentityUnnamed)?;
    let own = WriterId::from_random(draw(world.random));
    let (drives, broken) = prove_all(request, own, open)?;
    let ledger = joined(&drives, request)?;
    let opened = world.access.open_file(&identity_file)?;
    let ((path, newest), others) = open_documents(&drives, &ledger, &opened.identities)?;
    let config = Config::read(&newest.document.config)
        .map_err(|problem| Fault::Vault(VaultProblem::Config { path, problem }))?;
    check_roles(config.custody, &drives)?;
    let root = place(&config.name)?;
    for drive in &drives {
        refuse_overlap(&root, &drive.path)?;
    }
    // Before anything is asked.
    refuse_taken(&root)?;
    accept(world, request, &config)?;
    let (stamp, today) = stamp(world, ledger.state().last_believed)?;
    let owner = owner(&opened.identities, &ledger)?;
    // An identity that is under a passphrase stays under that one.
    let passphrase = match request.passphrase && !opened.under_passphrase {
        true => Some(new_passphrase(world)?),
        false => None,
    };
    let identity = match (&passphrase, request.passphrase) {
        (Some(passphrase), _) => Kept::Under(passphrase, owner),
        (None, true) => Kept::AsGiven(&opened.bytes),
        (None, false) => Kept::Plain(owner),
    };
    let building = Building::begin(&root, open)?;
    let made = Made { drives: &drives, newest: &newest, others: &others, request, stamp, today };
    let report = made.home(world, building, ledger, identity, &opened.identities);
    let opened_by = (!opened.under_passphrase).then(|| said(&identity_file));
    let report = report.map(|report| Report { broken, opened_by, ..report });
    if report.is_err() {
        // It is marked as unfinished: what can't be removed is no vault, and the next run begins again.
        let _ = std::fs::remove_dir_all(&root);
    }
    report
}

/// Asks whether the settings on the drive are the vault's. They say how many copies are wanted and how long records
/// are kept, and whoever has the sealer's key can write others.
fn accept(world: &mut World<'_>, request: &Request, config: &Config) -> Result<(), Usage> {
    if request.accept_settings {
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

/// A home on a drive would hold the identity beside the bundles that it opens.
fn refuse_overlap(root: &Path, drive: &Path) -> Result<(), Fault> {
    let io = |source| Fault::Io { path: root.to_path_buf(), source };
    let absolute = std::path::absolute(root).map_err(io)?;
    // What is there already decides where a new folder lies, links included.
    let there = absolute.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let real = there.canonicalize().map_err(io)?;
    if real.starts_with(drive) || drive.starts_with(&absolute) {
        return Err(Usage::TargetIsOurs(root.to_path_buf()).into());
    }
    Ok(())
}
