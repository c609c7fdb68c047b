//! Bringing media into contact: those that were named, all that are connected, or those that hold.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::PathBuf;

use serde::Serialize;

use crate::powers::places::{Look, look};
use crate::things::destruction::neighbours::doubt;
use crate::things::medium::{Accept, Contact, MediumProblem};
use crate::things::vault::Vault;
use crate::words::ids::MediumId;

use crate::verbs::fault::{Fault, Usage};
use crate::verbs::named::{Named, drive_folder};

use super::Session;

/// A drive that could not be used, while others could.
#[derive(Debug, Serialize)]
pub struct Broken {
    /// What the drive is called, where that is known.
    #[serde(rename = "medium")]
    pub label: Option<String>,
    /// Why it could not be used.
    #[serde(rename = "problem")]
    pub fault: Fault,
}

/// A fault that is one drive's alone, and keeps nobody from the others; any other ends the run. Whoever reads beside
/// another run reads the drives that that one does not use.
fn only_of_one(fault: Fault, beside: bool) -> Result<Fault, Fault> {
    match fault {
        Fault::Medium(MediumProblem::InUse(_)) if !beside => Err(fault),
        Fault::Medium(_) | Fault::MediaAbsent(_) => Ok(fault),
        _ => Err(fault),
    }
}

impl Session<'_, '_> {
    /// Brings the named media into contact; a name is a path or a label.
    pub fn contact(&mut self, names: &[impl AsRef<OsStr>], accept: Accept) -> Result<(), Fault> {
        for name in names {
            self.contact_named(name.as_ref(), accept)?;
        }
        self.refuse_older(accept)
    }

    /// The same for media that are only read; gives those that are absent or don't hold, as they were named.
    pub fn contact_named_to_read(
        &mut self,
        names: &[impl AsRef<OsStr>],
    ) -> Result<Vec<Broken>, Fault> {
        let mut broken = Vec::new();
        for name in names {
            let Err(fault) = self.contact_named(name.as_ref(), Accept::Older) else { continue };
            let label = match Named::read(name.as_ref())? {
                Named::Label(label) => Some(label.to_owned()),
                Named::Path(path) => self.last_at(path).map(|medium| self.label(medium)),
            };
            broken.push(Broken { label, fault: only_of_one(fault, self.vault.is_beside())? });
        }
        self.take_sealer()?;
        Ok(broken)
    }

    pub(super) fn contact_named(&mut self, name: &OsStr, accept: Accept) -> Result<(), Fault> {
        let label = match Named::read(name)? {
            Named::Label(label) => label,
            Named::Path(path) => {
                return match look(path) {
                    Look::Folder => self.contact_at(path, accept),
                    Look::NoAnswer => Err(MediumProblem::NoAnswer(path.into()).into()),
                    Look::Nothing => Err(Usage::NotAFolder(path.into()).into()),
                    Look::Fails(kind) => Err(Fault::Io { path: path.into(), source: kind.into() }),
                };
            }
        };
        let Some((medium, _)) = self.vault.memory.by_label(label) else {
            if let Some(folder) = drive_folder(name) {
                return self.contact_at(folder, accept);
            }
            return Err(Usage::NoSuchMedium(label.into()).into());
        };
        if accept.is_current() {
            self.refuse_gone(medium)?;
        }
        match self.find(medium, accept)? {
            true => Ok(()),
            false => Err(self.absent(medium, label)),
        }
    }

    /// Why a medium is not in contact: it is not plugged in, or its place does not answer.
    pub(super) fn absent(&self, medium: MediumId, label: &str) -> Fault {
        let last = self.vault.memory.media.get(&medium).map(|known| PathBuf::from(&known.path));
        match last.filter(|path| look(path) == Look::NoAnswer) {
            Some(path) => MediumProblem::NoAnswer(path).into(),
            None => Fault::MediaAbsent(vec![label.into()]),
        }
    }

    /// A medium that was joined later may tell that one before it is in an older state.
    pub(super) fn refuse_older(&mut self, accept: Accept) -> Result<(), Fault> {
        self.take_sealer()?;
        if !accept.is_current() {
            return Ok(());
        }
        let mended = |problem: &MediumProblem| {
            accept == Accept::ToMend
                && matches!(
                    problem,
                    MediumProblem::SlotMissing { .. }
                        | MediumProblem::SlotDamaged { .. }
                        | MediumProblem::LabelDamaged { .. }
                )
        };
        let mut problems = self.contacts.iter().filter_map(|contact| contact.older(&self.vault));
        match problems.find(|problem| !mended(problem)) {
            Some(problem) => Err(problem.into()),
            None => Ok(()),
        }
    }

    /// Brings every medium into contact that can be found. One that is found and does not hold is an error.
    pub fn contact_all(&mut self, accept: Accept) -> Result<(), Fault> {
        for medium in self.all_media() {
            self.find(medium, accept)?;
        }
        self.refuse_older(accept)
    }

    /// Brings every medium into contact that can be found and holds; gives those that don't. A drive that is broken
    /// keeps nobody from the others, and nothing on it counts in this run.
    pub fn contact_those_that_hold(&mut self, accept: Accept) -> Result<Vec<Broken>, Fault> {
        let beside = self.vault.is_beside();
        let mut broken = self.find_all(accept, |fault| only_of_one(fault, beside))?;
        self.take_sealer()?;
        if accept.is_current() {
            let older =
                self.leave_out(|vault, contact| Ok(contact.older(vault).map(Fault::from)))?;
            broken.extend(older);
        }
        Ok(broken)
    }

    /// Looks for every medium; gives those that are broken. `of_one` says which fault is one drive's alone, and which
    /// ends the run.
    pub fn find_all(
        &mut self,
        accept: Accept,
        of_one: impl Fn(Fault) -> Result<Fault, Fault>,
    ) -> Result<Vec<Broken>, Fault> {
        let mut broken: Vec<Broken> = Vec::new();
        let mut places: BTreeSet<PathBuf> = BTreeSet::new();
        for medium in self.all_media() {
            let Err(fault) = self.find(medium, accept) else { continue };
            let fault = of_one(fault)?;
            // Whoever looks for an absent drive may meet a broken one: that is told once, and by its own label.
            let place = match &fault {
                Fault::Medium(problem) => problem.path().to_path_buf(),
                _ => PathBuf::new(),
            };
            let there = self.last_at(&place);
            // Where nothing tells which drive that is, it may be the one that was looked for.
            self.vault.count_nothing_on(there.unwrap_or(medium));
            let label = there.map(|there| self.label(there));
            if places.insert(place) {
                broken.push(Broken { label, fault });
            }
        }
        Ok(broken)
    }

    /// Leaves drives out of this run for what is wrong with them, and gives them. Nothing is written to them, and
    /// nothing on them counts.
    pub fn leave_out(
        &mut self,
        wrong: impl Fn(&Vault, &Contact) -> Result<Option<Fault>, Fault>,
    ) -> Result<Vec<Broken>, Fault> {
        let mut left_out = Vec::new();
        for medium in self.contacts.ids() {
            let Some(contact) = self.contacts.get(medium) else { continue };
            let Some(fault) = wrong(&self.vault, contact)? else { continue };
            let label = Some(contact.name.clone());
            self.contacts.remove(medium);
            self.vault.count_nothing_on(medium);
            if let Fault::Changed { harms, .. } = &fault {
                doubt(&mut self.vault, medium, harms);
            }
            left_out.push(Broken { label, fault });
        }
        Ok(left_out)
    }
}
