//! `archive --date from-document`: each file under the date that it gives as its own, in one bundle for each end.
//!
//! All of them are planned before anything is written, so that a doubt about one ends the run with nothing sealed.

use std::path::Path;

use serde::Serialize;

use crate::things::medium::Accept;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::{Broken, Session, World};

use super::dating::{Dated, Group, dated, refuse_rules};
use super::plan::{find, plan_of};
use super::report::{EarlierReport, LeftReport, Report as OneEnd, WhyLeft};
use super::request::Request;
use super::{admit, carry_out, tagging};

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Those of one end each, the earliest first.
    pub groups: Vec<OneEnd>,
    /// Files and folders that were not sealed.
    pub left: Vec<LeftReport>,
    /// Files that give a date in an earlier year than the one in which they were last changed.
    pub earlier: Vec<EarlierReport>,
    /// Rows of the table of tags that no file fits of those found.
    pub tags_unmet: Vec<String>,
    /// Drives that are here and could not be used: nothing was written there, and nothing on them counts.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// What ended the run before all was sealed; none where nothing did.
    pub stopped: Option<Fault>,
}

/// Runs the verb on the vault in `home`; the request's own date counts for nothing.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let mut session = Session::open(world, home, "kluis archive")?;
    refuse_rules(&session, request)?;
    let table = tagging::of(&session, request)?;
    let named = !request.to.is_empty();
    let broken = match named {
        false => session.contact_those_that_hold(Accept::Current)?,
        true => {
            session.contact(&request.to, Accept::Current)?;
            vec![]
        }
    };
    let broken = admit(&mut session, broken, named)?;
    let sources = find(&session, request)?;
    let tags_unmet = tagging::unmet(&session, table.as_ref(), &sources.0, &sources.1.found)?;
    let Dated { groups, left, earlier } = dated(&session, request, sources)?;
    if groups.is_empty() && !left.iter().any(stays) {
        return Err(Usage::NothingToSeal.into());
    }
    for Group { request, sources } in &groups {
        let asked = Request { dry_run: true, ..request.clone() };
        // No tag is a doubt.
        match plan_of(&session, &asked, sources.clone(), None) {
            Ok(_) | Err(Fault::Usage(Usage::NothingToSeal)) => {}
            Err(Fault::Usage(doubt)) => return Err(of_documents(request, doubt).into()),
            Err(fault) => return Err(fault),
        }
    }
    let dry_run = request.dry_run;
    let mut report =
        Report { dry_run, groups: vec![], left, earlier, tags_unmet, broken, stopped: None };
    for Group { request, sources } in groups {
        // What the group before has filled or broken counts for this one.
        let plan = plan_of(&session, &request, sources, table.as_ref());
        match plan.and_then(|plan| carry_out(&mut session, &request, plan, &mut report.broken)) {
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
    let (count, some) = (among.files.len() as u64, among.files.iter().next().cloned());
    Usage::OfDocuments { date, some: some.unwrap_or_default(), count, doubt: doubt.into() }
}

/// Whether somebody has to do something about what was left.
fn stays(left: &LeftReport) -> bool {
    use WhyLeft::{BySender, FarEarlier, OutsideBookYears, Undated};
    let by_its_date = matches!(left.why, Undated | BySender | FarEarlier | OutsideBookYears);
    by_its_date || left.why.is_unread()
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
        let drives = self.broken.iter().map(|drive| &drive.fault);
        drives.chain(self.groups.iter().flat_map(Reported::faults)).chain(&self.stopped).collect()
    }
}
