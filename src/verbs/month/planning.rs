//! What would be sealed of a month, under what and until when: as `archive` plans it, class by class.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::formats::entry::Role;
use crate::formats::index::Mtime;
use crate::powers::asker::{
    ChangedEarlier, FarOlder, MonthFolder, MonthPlan, OtherDate, OtherYears, Unfit, UnfitPlace,
};
use crate::rules::class::Class;
use crate::rules::month::Month;
use crate::things::outbox;
use crate::things::vault::CONFIG;
use crate::things::vault::known::{Holding, Known};
use crate::verbs::archive::dating;
use crate::verbs::archive::doubts;
use crate::verbs::archive::moving::what_is_wanting;
use crate::verbs::archive::plan::{self as archiving, Plan};
use crate::verbs::archive::{self, LeftReport, RuleAsked, WhyLeft};
use crate::verbs::copying;
use crate::verbs::fault::{Fault, Usage, at_home};
use crate::verbs::session::Session;
use crate::words::day::Day;
use crate::words::ids::BundleId;

use super::report::RefusedReport;
use super::request::Request;
use super::sources::{Found, Group, Under};

/// What would be done.
pub struct Planned {
    pub plan: MonthPlan,
    pub groups: Vec<Ready>,
    /// What is doubtful, and stays until a person has answered.
    pub refused: Vec<RefusedReport>,
    pub left: Vec<LeftReport>,
}

/// What `archive` would be asked, and what it would do.
pub struct Ready {
    pub request: archive::Request,
    pub plan: Plan,
}

/// Plans a month.
pub fn plan(
    session: &Session<'_, '_>,
    month: Month,
    request: &Request,
    known: &Known,
    found: Found,
) -> Result<Planned, Fault> {
    let vault = &session.vault;
    let earlier = found.earlier.iter().filter(|(_, earlier)| earlier.unsealed).map(|(of, _)| *of);
    let changed_earlier = found.earlier.iter().flat_map(|(of, earlier)| {
        let changed = |path: &PathBuf| ChangedEarlier {
            month: *of,
            path: path.to_string_lossy().into_owned(),
        };
        earlier.changed.iter().map(changed)
    });
    let plan = MonthPlan {
        client: vault.config.name.clone(),
        settings: vault.root.join(CONFIG),
        month,
        sources: vault.config.source.len() as u64,
        folders: vec![],
        files: 0,
        bytes: 0,
        new_bundles: 0,
        already_sealed: 0,
        changed: vec![],
        still_active: 0,
        unfit: found.unfit,
        earlier: earlier.collect(),
        changed_earlier: changed_earlier.collect(),
        far_older: vec![],
        other_years: vec![],
        other_dates: vec![],
        sources_gone: found.gone,
        to_copy: 0,
        to_remove: 0,
        here: here(session),
        away: archiving::away(session),
    };
    let mut planned = Planned { plan, groups: vec![], refused: vec![], left: found.left };
    for (under, group) in found.groups {
        let asked = as_archived(&under, &group, month, request);
        // A run without a drive plans too.
        match archiving::plan(session, &archive::Request { dry_run: true, ..asked.clone() }) {
            Ok(plan) => {
                // Where nobody looks before it is sealed, what was read then says it.
                if !request.yes {
                    planned.plan.other_dates.extend(other_dates(session, &asked, &plan)?);
                }
                planned.take(session, known, &group, Ready { request: asked, plan });
            }
            // All of it was used too recently.
            Err(Fault::Usage(Usage::NothingToSeal)) => {
                planned.plan.still_active += group.files.len() as u64;
            }
            Err(Fault::Usage(doubt)) => {
                let doubt = if is_about_the_date(&doubt) {
                    Usage::OfMonth { month, doubt: doubt.into() }
                } else {
                    doubt
                };
                planned.refuse(&under, group, doubt.into());
            }
            Err(fault) => return Err(fault),
        }
    }
    planned.plan.to_copy = planned.to_copy(session)?;
    Ok(planned)
}

/// The files that give a date of their own in another year than the month's.
fn other_dates(
    session: &Session<'_, '_>,
    asked: &archive::Request,
    plan: &Plan,
) -> Result<Vec<OtherDate>, Fault> {
    let said = |(path, own): (PathBuf, Day)| OtherDate { path: path.to_string_lossy().into(), own };
    let others = dating::of_other_years(session, asked, plan)?;
    Ok(others.into_iter().map(said).collect())
}

/// What `archive` is asked for a group.
fn as_archived(under: &Under, group: &Group, month: Month, request: &Request) -> archive::Request {
    archive::Request {
        paths: group.folders.iter().map(|(folder, _)| folder.clone()).collect(),
        among: Some(group.files.keys().cloned().collect()),
        rule: RuleAsked { class: under.class.clone(), date: Some(month.date()) },
        also: vec![],
        case: None,
        to: vec![],
        moving: under.moving,
        inactive_days: under.inactive_days,
        tags: Default::default(),
        tags_from: None,
        period: None,
        ground: None,
        accept_end: request.accept_end,
        accept_newer: request.accept_newer,
        shared_source: request.shared_source,
        dry_run: request.dry_run,
    }
}

/// The connected drives that would get a copy, by label.
pub fn here(session: &Session<'_, '_>) -> Vec<String> {
    let data = session.contacts.iter().filter(|contact| contact.has_role(Role::Data));
    let mut labels: Vec<String> = data.map(|contact| contact.name.clone()).collect();
    labels.sort();
    labels
}

/// Whether a date is doubted, which here nobody gave.
fn is_about_the_date(doubt: &Usage) -> bool {
    matches!(
        doubt,
        Usage::Date(_)
            | Usage::Conflict { .. }
            | Usage::EndIsNear { .. }
            | Usage::EndAndNewer { .. }
            | Usage::DeletionIsDue { .. }
            | Usage::NewerThanDate { .. }
    )
}

/// The newest file of a folder and its day, where that is far older than the month.
fn far_older((mtime, path): &(Mtime, PathBuf), month: Month) -> Option<(String, Day)> {
    let modified = doubts::far_older(*mtime, month.date().first())?;
    Some((path.to_string_lossy().into_owned(), modified))
}

/// Whether a connected drive lacks a bundle.
fn is_lacking(session: &Session<'_, '_>, bundle: BundleId) -> bool {
    let known = session.vault.state.bundles.get(&bundle);
    known.is_some_and(|known| session.contacts.iter().any(|on| copying::lacks(known, on)))
}

impl Planned {
    /// Leaves a group where it is, since something about it is doubtful.
    fn refuse(&mut self, under: &Under, group: Group, fault: Fault) {
        let mut files = vec![0; group.folders.len()];
        group.files.values().for_each(|(_, at)| files[*at] += 1);
        let folders: Vec<String> = group.folders.into_iter().map(|(_, name)| name).collect();
        let place = |(folder, files): (&String, u64)| UnfitPlace {
            folder: folder.clone(),
            why: Unfit::Doubtful,
            files,
        };
        self.plan.unfit.extend(folders.iter().zip(files).map(place));
        let (class, files) = (under.class.to_string(), group.files.len() as u64);
        self.refused.push(RefusedReport { folders, class, files, fault });
    }

    /// Adds what a group comes to.
    fn take(&mut self, session: &Session<'_, '_>, known: &Known, group: &Group, ready: Ready) {
        let Ready { plan, request } = &ready;
        let mut sums = vec![(0, 0); group.folders.len()];
        for item in &plan.items {
            let source = item.source();
            let Some((name, at)) = group.files.get(&source) else { continue };
            sums[*at].0 += 1;
            sums[*at].1 += item.bytes;
            if known.has_name(name)
                && matches!(known.all_that_hold(name, &source), Holding::Changed)
            {
                self.plan.changed.push(source.to_string_lossy().into_owned());
            }
        }
        self.add_folders(session, group, &ready, sums);
        self.plan.other_years.extend(plan.other_years.iter().map(|other| OtherYears {
            path: other.path.clone(),
            years: other.years.clone(),
            files: other.files,
        }));
        let items = plan.items.len() as u64;
        self.plan.files += items;
        self.plan.bytes += plan.bytes();
        self.plan.new_bundles += u64::from(items > 0);
        self.plan.already_sealed += plan.already.len() as u64;
        let mut left = plan.left.clone();
        left.retain(|left| left.why != WhyLeft::StillActive);
        self.plan.still_active += (plan.left.len() - left.len()) as u64;
        self.left.extend(left);
        let may_go = plan
            .already
            .iter()
            .filter(|sealed| request.moving && what_is_wanting(session, sealed.bundle).is_none());
        let to_remove = may_go.count() as u64;
        self.plan.to_remove += to_remove;
        let lacking = plan.already.iter().any(|sealed| is_lacking(session, sealed.bundle));
        if items > 0 || to_remove > 0 || lacking {
            self.groups.push(ready);
        }
    }

    /// Adds a row for each folder of which something would be sealed, and what looks wrong there.
    fn add_folders(
        &mut self,
        session: &Session<'_, '_>,
        group: &Group,
        Ready { plan, request }: &Ready,
        sums: Vec<(u64, u64)>,
    ) {
        let class = session.vault.schedule.get(&request.rule.class);
        let named = |name: fn(&Class) -> &String| {
            class.map(|class| name(class).clone()).unwrap_or_default()
        };
        let folders = group.folders.iter().zip(&group.newest).zip(sums);
        for (((_, folder), newest), (files, bytes)) in folders {
            let older = far_older(newest, self.plan.month).filter(|_| files > 0);
            self.plan.far_older.extend(older.map(|(path, modified)| FarOlder {
                folder: folder.clone(),
                path,
                modified,
            }));
            self.plan.folders.extend((files > 0).then(|| MonthFolder {
                folder: folder.clone(),
                class: request.rule.class.to_string(),
                name_nl: named(|class| &class.name_nl),
                name_en: named(|class| &class.name_en),
                files,
                bytes,
                keep_through: plan.ruled.end_now.keep_through,
                delete_from: plan.ruled.end_now.delete_from,
            }));
        }
    }

    /// How many bundles of before would be copied by the way: those of the month, and those that wait.
    fn to_copy(&self, session: &Session<'_, '_>) -> Result<u64, Fault> {
        if self.groups.is_empty() {
            return Ok(0);
        }
        let already = self.groups.iter().flat_map(|ready| &ready.plan.already);
        let mut bundles: BTreeSet<BundleId> = already.map(|sealed| sealed.bundle).collect();
        bundles.extend(outbox::waiting(&session.vault).map_err(at_home)?.into_keys());
        Ok(bundles.into_iter().filter(|bundle| is_lacking(session, *bundle)).count() as u64)
    }
}
