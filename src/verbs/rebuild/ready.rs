//! A vault on drives that were proven: opened with the identity, and made into a home once a person has agreed.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use crate::formats::vault_list::Listed;
use crate::powers::real_path;
use crate::rules::clock::Today;
use crate::things::first_contact::{Proven, Told};
use crate::things::ledger::Ledger;
use crate::things::vault::VaultProblem;
use crate::things::vault::config::Config;
use crate::things::vault::keys::Opened;
use crate::things::vault::rebuilding::{Building, Kept, Open, refuse_taken};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::{Broken, World};
use crate::words::day::Stamp;

use super::documents::{ToldBy, open_documents, owner};
use super::drives::check_roles;
use super::made::Made;
use super::report::Report;
use super::request::Request;

/// The drives that hold a vault, and its ledger.
pub(super) struct Proved {
    pub drives: Vec<Proven>,
    pub broken: Vec<Broken>,
    pub ledger: Ledger,
}

/// The same, opened: nothing but a person's word is wanted before the home is made.
pub(super) struct Ready {
    proved: Proved,
    newest: Told,
    others: Vec<ToldBy>,
    pub config: Config,
    root: PathBuf,
}

impl Proved {
    /// Opens the vault with the identity. `place` says where a vault of that name lives; the name is the one that a
    /// list gives, where there is one: what a drive says of that is foreign.
    pub fn ready(
        self,
        opened: &Opened,
        listed: Option<&Listed>,
        place: &dyn Fn(&str) -> Result<PathBuf, Usage>,
    ) -> Result<Ready, Fault> {
        let ((path, mut newest), others) =
            open_documents(&self.drives, &self.ledger, &opened.identities)?;
        let read = |text: &str| {
            Config::read(text).map_err(|problem| {
                Fault::Vault(VaultProblem::Config { path: path.clone(), problem })
            })
        };
        let mut config = read(&newest.document.config)?;
        if let Some(listed) = listed.filter(|listed| !listed.is_called(&config.name)) {
            newest.document.config = Config::with_name(&newest.document.config, &listed.name);
            config = read(&newest.document.config)?;
        }
        check_roles(config.custody, &self.drives)?;
        owner(&opened.identities, &self.ledger)?;
        let root = place(&config.name)?;
        for drive in &self.drives {
            refuse_overlap(&root, &drive.path)?;
        }
        // Before anything is asked.
        refuse_taken(&root)?;
        Ok(Ready { proved: self, newest, others, config, root })
    }
}

impl Ready {
    /// The ledger, as all drives together have it.
    pub fn ledger(&self) -> &Ledger {
        &self.proved.ledger
    }

    /// Where its home will lie.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the home. Where it fails nothing of it stays.
    pub fn make(
        self,
        world: &mut World<'_>,
        request: &Request,
        (opened, passphrase): (&Opened, Option<&SecretString>),
        (stamp, today): (Stamp, Today),
        open: Open<'_>,
    ) -> Result<Report, Fault> {
        let Proved { drives, broken, ledger } = self.proved;
        let owner = owner(&opened.identities, &ledger)?;
        let identity = match (passphrase, request.passphrase) {
            (Some(passphrase), _) => Kept::Under(passphrase, owner),
            // An identity that is under a passphrase stays under that one.
            (None, true) => Kept::AsGiven(&opened.bytes),
            (None, false) => Kept::Plain(owner),
        };
        let building = Building::begin(&self.root, open)?;
        let (newest, others) = (&self.newest, &self.others[..]);
        let made = Made { drives: &drives, newest, others, request, stamp, today };
        let report = made.home(world, building, ledger, identity, &opened.identities);
        let report = report.map(|report| Report { broken, ..report });
        if report.is_err() {
            // It is marked as unfinished: what can't be removed is no vault, and the next run begins again.
            let _ = std::fs::remove_dir_all(&self.root);
        }
        report
    }
}

/// A home on a drive would hold the identity beside the bundles that it opens.
fn refuse_overlap(root: &Path, drive: &Path) -> Result<(), Fault> {
    let io = |source| Fault::Io { path: root.to_path_buf(), source };
    let absolute = std::path::absolute(root).map_err(io)?;
    // What is there already decides where a new folder lies, links included.
    let there = absolute.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let real = real_path::of(there).map_err(io)?;
    if real.starts_with(drive) || drive.starts_with(&absolute) {
        return Err(Usage::TargetIsOurs(root.to_path_buf()).into());
    }
    Ok(())
}
