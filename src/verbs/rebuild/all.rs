//! `rebuild --all`: every vault on the drives that the identity opens and that somebody vouches for, one by one. What
//! is wrong with one keeps no other from coming back, and what is on this PC already stays as it is: so the same
//! command goes on after whatever ended it.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::powers::envelope::Unopened;
use crate::rules::clock::Today;
use crate::things::first_contact::Unproven;
use crate::things::vault::keys::{NoIdentity, Opened};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::medium::here::said;
use crate::verbs::other_homes::OtherHome;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::{Broken, World, stamp};
use crate::words::day::Stamp;
use crate::words::ids::VaultId;

use super::found::{Found, find};
use super::ready::Ready;
use super::report::Report;
use super::request::{AllRequest, Request};
use super::vouching::Vouched;
use super::{accept, open_native, prove, wanted};

/// What came back, and what did not.
#[derive(Debug, Serialize)]
pub struct AllReport {
    /// The homes that were made.
    pub vaults: Vec<Report>,
    /// Vaults that have a home on this PC, by name.
    pub already_here: Vec<String>,
    /// Vaults that did not come back.
    pub failed: Vec<Failed>,
    /// Folders of vaults that the identity does not open: somebody else's, as a rule.
    pub closed: Vec<String>,
    /// Folders of vaults that the list lacks.
    pub unlisted: Vec<String>,
    /// Vaults of the list that lie on none of these drives, by name.
    pub absent: Vec<String>,
    /// The file with an identity in the clear that opened them.
    pub opened_by: Option<String>,
    /// That file was typed from paper.
    #[serde(skip)]
    pub from_paper: bool,
    /// Drives that could not be looked at.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
}

/// A vault that did not come back.
#[derive(Debug, Serialize)]
pub struct Failed {
    /// Its folder on the drive.
    pub folder: String,
    /// What it is called, where that is known.
    pub name: Option<String>,
    /// Why.
    pub why: Fault,
}

impl Reported for AllReport {
    fn outcome(&self) -> Outcome {
        let left_out = [&self.closed, &self.unlisted, &self.absent];
        let finding = left_out.iter().any(|some| !some.is_empty());
        let made = self.vaults.iter().map(Reported::outcome).max().unwrap_or_default();
        let partly = !self.failed.is_empty() && !self.vaults.is_empty();
        made.max(if finding { Outcome::Finding } else { Outcome::Done }).max(if partly {
            Outcome::PartlyDone
        } else {
            Outcome::Done
        })
    }

    fn faults(&self) -> Vec<&Fault> {
        let failed = self.failed.iter().map(|one| &one.why);
        let made = self.vaults.iter().flat_map(Reported::faults);
        failed.chain(made).chain(self.broken.iter().map(|drive| &drive.fault)).collect()
    }
}

/// Makes the homes. `place` says where a vault of a name lives.
pub fn run(
    world: &mut World<'_>,
    place: &dyn Fn(&str) -> Result<PathBuf, Usage>,
    request: &AllRequest,
) -> Result<AllReport, Fault> {
    let identity_file = world.access.identity.clone().ok_or(Usage::IdentityUnnamed)?;
    // Before a person types a number from paper: a key file that is none would have it typed again.
    let opened = world.access.open_file(&identity_file)?;
    let vouched = Vouched::ask(world, request.list.as_ref())?;
    let found = find(&request.from, vouched.listed(), &open_native)?;
    if found.vaults.is_empty() && found.nameless.is_empty() {
        let first = found.broken.into_iter().next().map(|drive| drive.fault);
        return Err(first.unwrap_or_else(|| Unproven::NotADrive(request.from[0].clone()).into()));
    }
    let mut all = All::of(world, &vouched, found);
    let ready = all.look(world, place, (request, &opened, &vouched));
    if ready.is_empty() && all.is_closed() {
        return Err(NoIdentity::NotARecipient.into());
    }
    let ready = all.agree(world, request, &vouched, ready);
    // Once for all of them.
    let passphrase = match ready.is_empty() {
        true => None,
        false => wanted(world, request.passphrase, &opened)?,
    };
    for ((vault, asked, ready), when) in ready {
        let name = Some(ready.config.name.clone());
        let result = match world.watcher.interrupted() {
            true => Err(Fault::Interrupted),
            false => ready.make(world, &asked, (&opened, passphrase.as_ref()), when, &open_native),
        };
        match result {
            Ok(report) => all.report.vaults.push(report),
            Err(why) => all.fails(vault, name, why),
        }
    }
    all.report.opened_by = (!opened.under_passphrase).then(|| said(&identity_file));
    all.report.from_paper = opened.is_from_paper();
    Ok(all.report)
}

/// A vault that is opened, and what was asked about it.
type OneReady = (VaultId, Request, Ready);

/// The run so far.
struct All {
    report: AllReport,
    /// Each vault that is still to be looked at, and its drives.
    vaults: Vec<(VaultId, Vec<PathBuf>)>,
}

impl All {
    fn of(world: &World<'_>, vouched: &Vouched, found: Found) -> All {
        let here: Vec<OtherHome> =
            world.homes.iter().filter_map(|home| OtherHome::read(home)).collect();
        let home_of = |vault: VaultId| here.iter().find(|home| home.memory.vault == vault);
        let nobody = |(path, folder): (PathBuf, String)| Failed {
            folder,
            name: None,
            why: Unproven::OtherLedger { path }.into(),
        };
        let mut report = AllReport {
            vaults: vec![],
            already_here: vec![],
            failed: found.nameless.into_iter().map(nobody).collect(),
            closed: vec![],
            unlisted: vec![],
            absent: vec![],
            opened_by: None,
            from_paper: false,
            broken: found.broken,
        };
        let listed = vouched.listed();
        let there = |vault: &VaultId| found.vaults.iter().any(|(known, _)| known == vault);
        let absent = listed.iter().filter(|one| !there(&one.vault));
        let absent = absent.filter(|one| home_of(one.vault).is_none());
        report.absent = absent.map(|one| one.name.clone()).collect();
        let mut vaults = Vec::new();
        for (vault, on) in found.vaults {
            let on_list = listed.iter().any(|one| one.vault == vault);
            match home_of(vault) {
                Some(home) => report.already_here.push(home.config.name.clone()),
                None if !on_list && matches!(vouched, Vouched::By(_)) => {
                    report.unlisted.push(vault.folder());
                }
                None => vaults.push((vault, on)),
            }
        }
        report.already_here.sort();
        All { report, vaults }
    }

    fn fails(&mut self, vault: VaultId, name: Option<String>, why: Fault) {
        self.report.failed.push(Failed { folder: vault.folder(), name, why });
    }

    /// Nothing there is opened by this identity, and nothing else was found.
    fn is_closed(&self) -> bool {
        let AllReport { closed, failed, already_here, unlisted, .. } = &self.report;
        !closed.is_empty() && failed.is_empty() && already_here.is_empty() && unlisted.is_empty()
    }

    /// Proves each vault, and opens it.
    fn look(
        &mut self,
        world: &mut World<'_>,
        place: &dyn Fn(&str) -> Result<PathBuf, Usage>,
        (request, opened, vouched): (&AllRequest, &Opened, &Vouched),
    ) -> Vec<OneReady> {
        let mut ready = Vec::new();
        for (vault, from) in std::mem::take(&mut self.vaults) {
            let listed = vouched.listed().iter().find(|one| one.vault == vault);
            let asked = Request {
                from,
                vault,
                passphrase: request.passphrase,
                home_index: request.home_index,
                accept_settings: request.accept_settings,
                distrust: vec![],
            };
            let one = prove(world, &asked, &open_native);
            match one.and_then(|proved| proved.ready(opened, listed, place)) {
                Ok(one) => ready.push((vault, asked, one)),
                Err(why) if is_closed(&why) && listed.is_none() => {
                    self.report.closed.push(vault.folder());
                }
                Err(why) => self.fails(vault, listed.map(|one| one.name.clone()), why),
            }
        }
        ready.sort_by(|(_, _, one), (_, _, other)| one.config.name.cmp(&other.config.name));
        ready
    }

    /// Has a person say of each whether it is ours, and whether its settings are right: all of it before the first home
    /// is made, which takes a while.
    fn agree(
        &mut self,
        world: &mut World<'_>,
        request: &AllRequest,
        vouched: &Vouched,
        ready: Vec<OneReady>,
    ) -> Vec<(OneReady, (Stamp, Today))> {
        let mut agreed = Vec::new();
        let mut taken: Vec<PathBuf> = Vec::new();
        for (vault, asked, one) in ready {
            let name = one.config.name.clone();
            world.access.asker.speak_of(&name);
            let said = vouched
                .of(world, &name, vault)
                .and_then(|()| accept(world, request.accept_settings, &one.config))
                .and_then(|()| only_here(&mut taken, one.root(), &name))
                .map_err(Fault::from)
                .and_then(|()| stamp(world, one.ledger().state().last_believed));
            match said {
                Ok(when) => agreed.push(((vault, asked, one), when)),
                Err(why) => self.fails(vault, Some(name), why),
            }
        }
        agreed
    }
}

/// Two vaults of one name would have one home.
fn only_here(taken: &mut Vec<PathBuf>, root: &Path, name: &str) -> Result<(), Usage> {
    if taken.iter().any(|other| other == root) {
        return Err(Usage::VaultExists(name.to_owned()));
    }
    taken.push(root.to_path_buf());
    Ok(())
}

/// The vault is whole, and the identity is none of its recipients.
fn is_closed(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Unproven(Unproven::Closed { problem: Unopened::NoIdentity, .. })
            | Fault::Identity(NoIdentity::NotARecipient)
    )
}
