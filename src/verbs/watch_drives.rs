//! `watch-drives`: does on the drives that are connected what waits for them, and asks nobody: it runs where no person
//! looks. Missing copies, keys to wrap anew, a verification whose time has come, sources that may go.
//!
//! Each act goes through the verb that a person would type, in a run of its own, so that one that fails keeps nobody
//! from the next. What takes a yes or a secret is left, and told; so is all that destroys. `arrivals` says where drives
//! are looked for.

mod arrivals;
mod planning;
mod stopped;

use std::path::Path;

use serde::Serialize;

use crate::things::medium::MediumProblem;
use crate::things::vault::VaultProblem;

use super::copy;
use super::fault::Fault;
use super::key;
use super::outcome::{Outcome, Reported};
use super::select::Selection;
use super::session::{Session, World};
use super::status;
use super::sweep;
use super::telling::{Who, tell_who_is_here};
use super::verify;

pub use arrivals::{Arrivals, Expected};
use planning::Plan;
pub use stopped::{Act, Stopped};

/// What was done on the drives of a vault that are connected.
#[derive(Debug, Serialize)]
pub struct Report {
    pub vault: String,
    /// The drives, by label.
    pub drives: Vec<String>,
    #[serde(flatten)]
    pub who: Who,
    /// The keys that were wrapped anew, where that was due and took no secret.
    pub wrapped: Option<key::Report>,
    /// The copies that were made, a report a drive.
    pub copied: Vec<copy::Report>,
    pub verified: Option<verify::Report>,
    pub swept: Option<sweep::Report>,
    /// What kept an act from its end.
    pub stopped: Vec<Stopped>,
    /// How the vault stands afterwards; none where it could not be looked at.
    pub left: Option<status::Report>,
}

impl Report {
    /// Whether another run had the vault or one of its drives before all was done: it can be done once that has ended.
    pub fn is_in_use(&self) -> bool {
        self.faults().into_iter().any(is_in_use)
            || self.verified.as_ref().is_some_and(|verified| verified.unrecorded)
    }

    /// Whether anything was done, or tried, beside telling the drives what is on record.
    pub fn is_quiet(&self) -> bool {
        self.wrapped.is_none()
            && self.copied.is_empty()
            && self.verified.is_none()
            && self.swept.is_none()
            && self.stopped.is_empty()
    }

    /// Whether all that there is to say of it is which drives were there.
    pub fn is_idle(&self) -> bool {
        let left = self.left.as_ref().is_some_and(status::Report::is_waiting);
        self.is_quiet() && !left && self.who.changed.is_empty() && self.who.broken.is_empty()
    }

    fn parts(&self) -> Vec<&dyn Part> {
        self.parts_with(self.verified.as_ref())
    }

    fn parts_with<'r>(&'r self, verified: Option<&'r verify::Report>) -> Vec<&'r dyn Part> {
        let mut parts: Vec<&dyn Part> = Vec::new();
        parts.extend(self.wrapped.iter().map(|part| part as &dyn Part));
        parts.extend(self.copied.iter().map(|part| part as &dyn Part));
        parts.extend(verified.map(|part| part as &dyn Part));
        parts.extend(self.swept.iter().map(|part| part as &dyn Part));
        parts
    }
}

fn is_in_use(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Vault(VaultProblem::InUse { .. }) | Fault::Medium(MediumProblem::InUse(_))
    )
}

/// The report of a run that is made again once another run has ended: that it was in use counts for nothing then.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Again(pub Report);

impl Reported for Again {
    /// A verification that another run kept from the record is made again too.
    fn outcome(&self) -> Outcome {
        let verified = self.0.verified.as_ref().filter(|verified| !verified.unrecorded);
        let parts = self.0.parts_with(verified).into_iter().map(|part| part.came_to().0);
        parts.fold(self.0.who.outcome(), Outcome::max)
    }

    fn faults(&self) -> Vec<&Fault> {
        self.0.faults().into_iter().filter(|fault| !is_in_use(fault)).collect()
    }
}

/// What the reports of all acts have alike.
trait Part {
    fn came_to(&self) -> (Outcome, Vec<&Fault>);
}

impl<R: Reported> Part for R {
    fn came_to(&self) -> (Outcome, Vec<&Fault>) {
        (self.outcome(), self.faults())
    }
}

impl Reported for Report {
    /// What waits for a person is no failure of a run that leaves it: `status` ends with 1 for that.
    fn outcome(&self) -> Outcome {
        let parts = self.parts().into_iter().map(|part| part.came_to().0);
        parts.fold(self.who.outcome(), Outcome::max)
    }

    fn faults(&self) -> Vec<&Fault> {
        let of_drives = self.who.broken.iter().map(|drive| &drive.fault);
        let stopped = self.stopped.iter().map(|stopped| &stopped.problem);
        let parts = self.parts().into_iter().flat_map(|part| part.came_to().1);
        of_drives.chain(stopped).chain(parts).collect()
    }
}

/// Does what waits for the drives of the vault in `home` that are connected. The world's asker is to be nobody.
pub fn run(world: &mut World<'_>, home: &Path) -> Result<Report, Fault> {
    let mut session = Session::open(world, home, "kluis watch-drives")?;
    let who = tell_who_is_here(&mut session)?;
    let drives: Vec<String> = session.contacts.names().into_iter().collect();
    let plan = Plan::of(&mut session);
    let vault = session.vault.config.name.clone();
    drop(session);
    let mut report = Report {
        vault,
        drives,
        who,
        wrapped: None,
        copied: vec![],
        verified: None,
        swept: None,
        stopped: plan.stopped,
        left: None,
    };
    let mut acts = Acts { world, home, stopped: &mut report.stopped, interrupted: false };
    if plan.wraps {
        report.wrapped =
            acts.go(Act::Wrap, |world, home| key::run(world, home, &key::Request::Wrap));
    }
    for (label, bundles) in plan.copies {
        let selection = Selection { bundles, ..Selection::default() };
        let request = copy::Request { selection, to: label.into() };
        let copied = acts.go(Act::Copy, |world, home| copy::run(world, home, &request));
        report.copied.extend(copied);
    }
    if !plan.to_verify.is_empty() {
        let media = plan.to_verify.into_iter().map(Into::into).collect();
        let request = verify::Request { media, deep: false };
        report.verified = acts.go(Act::Verify, |world, home| verify::run(world, home, &request));
    }
    // What was copied and verified may let sources go by now.
    if !report.drives.is_empty() && acts.may_sweep() {
        let request = sweep::Request { paths: vec![], dry_run: false };
        report.swept = acts.go(Act::Sweep, |world, home| sweep::run(world, home, &request));
    }
    report.left = acts.go(Act::Look, status::run);
    Ok(report)
}

/// Acts one after the other; one that a person stopped is the last.
struct Acts<'a, 'w> {
    world: &'a mut World<'w>,
    home: &'a Path,
    stopped: &'a mut Vec<Stopped>,
    interrupted: bool,
}

impl Acts<'_, '_> {
    fn go<R>(
        &mut self,
        act: Act,
        run: impl FnOnce(&mut World<'_>, &Path) -> Result<R, Fault>,
    ) -> Option<R> {
        if self.interrupted {
            return None;
        }
        if self.world.watcher.interrupted() {
            self.interrupted = true;
            self.stopped.push(Stopped { act, problem: Fault::Interrupted });
            return None;
        }
        match run(self.world, self.home) {
            Ok(report) => Some(report),
            Err(problem) => {
                self.interrupted = matches!(problem, Fault::Interrupted);
                self.stopped.push(Stopped { act, problem });
                None
            }
        }
    }

    /// Whether sources are here that may go by what this home knows.
    fn may_sweep(&mut self) -> bool {
        let counted = self.go(Act::Look, planning::to_sweep);
        counted.is_some_and(|sources| sources > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stopped(problem: Fault) -> Report {
        Report {
            vault: "Bakkerij".into(),
            drives: vec!["Drive A".into()],
            who: Who::default(),
            wrapped: None,
            copied: vec![],
            verified: None,
            swept: None,
            stopped: vec![Stopped { act: Act::Copy, problem }],
            left: None,
        }
    }

    #[test]
    fn what_was_in_use_and_is_tried_again_is_no_fault_and_all_else_is() {
        let in_use = stopped(Fault::Medium(MediumProblem::InUse("/mnt/a".into())));
        assert!(in_use.is_in_use() && in_use.faults().len() == 1);
        let again = Again(in_use);
        assert!(again.faults().is_empty());
        assert_eq!(again.outcome(), Outcome::Done);
        let other = stopped(Fault::NoMedium);
        assert!(!other.is_in_use());
        assert_eq!(Again(other).faults().len(), 1);
    }
}
