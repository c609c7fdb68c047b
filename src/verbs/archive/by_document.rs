//! `archive --date from-document`: each file under the date that it gives as its own, in one bundle for each end.
//!
//! All of them are planned before anything is written, so that a doubt about one ends the run with nothing sealed.

use std::path::Path;

use serde::Serialize;

use crate::things::medium::Accept;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::{Session, World};

use super::dating::{Dated, dated};
use super::report::{LeftReport, Report as OneEnd, WhyLeft};
use super::request::Request;
use super::{admit, archive, plan};

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Those of one end each, the earliest first.
    pub groups: Vec<OneEnd>,
    /// Files and folders that were not sealed.
    pub left: Vec<LeftReport>,
    /// What ended the run before all was sealed; none where nothing did.
    pub stopped: Option<Fault>,
}

/// Runs the verb on the vault in `home`; the request's own date counts for nothing.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let mut session = Session::open(world, home, "kluis archive")?;
    let named = !request.to.is_empty();
    let broken = match named {
        false => session.contact_those_that_hold(Accept::Current)?,
        true => {
            session.contact(&request.to, Accept::Current)?;
            vec![]
        }
    };
    let mut broken = admit(&mut session, broken, named)?;
    let Dated { groups, left } = dated(&session, request)?;
    if groups.is_empty() && !left.iter().any(stays) {
        return Err(Usage::NothingToSeal.into());
    }
    for group in &groups {
        let asked = Request { dry_run: true, ..group.clone() };
        match plan::plan(&session, &asked) {
            Ok(_) | Err(Fault::Usage(Usage::NothingToSeal)) => {}
            Err(Fault::Usage(doubt)) => return Err(of_documents(group, doubt).into()),
            Err(fault) => return Err(fault),
        }
    }
    let mut report = Report { dry_run: request.dry_run, groups: vec![], left, stopped: None };
    for group in &groups {
        match archive(&mut session, group, std::mem::take(&mut broken)) {
            Ok(done) => report.groups.push(done),
            Err(Fault::Usage(Usage::NothingToSeal)) => {}
            Err(fault) if report.groups.is_empty() => return Err(fault),
            Err(fault) => {
                report.stopped = Some(fault);
                break;
            }
        }
    }
    Ok(report)
}

/// A doubt, with the files that it is about.
fn of_documents(group: &Request, doubt: Usage) -> Usage {
    let (Some(date), Some(among)) = (group.rule.date, &group.among) else { return doubt };
    let (count, some) = (among.len() as u64, among.iter().next().cloned());
    Usage::OfDocuments { date, some: some.unwrap_or_default(), count, doubt: doubt.into() }
}

/// Whether somebody has to do something about what was left.
fn stays(left: &LeftReport) -> bool {
    matches!(left.why, WhyLeft::Undated | WhyLeft::Unreadable | WhyLeft::Changing)
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let own = match self.stopped.is_some() || self.left.iter().any(stays) {
            true => Outcome::PartlyDone,
            false => Outcome::Done,
        };
        self.groups.iter().map(Reported::outcome).fold(own, Outcome::max)
    }

    fn faults(&self) -> Vec<&Fault> {
        self.groups.iter().flat_map(Reported::faults).chain(&self.stopped).collect()
    }
}
