//! One bundle from its items to its last copy: sealed on the first drive that takes it, then copied to the others, and
//! last its sources removed.

use std::path::{Path, PathBuf};

use crate::powers::random::draw;
use crate::powers::sources::{LeftOut, SourceProblem};
use crate::rules::hold::names_of;
use crate::things::bundle::begun::Uncommitted;
use crate::things::bundle::pack::{Input, Item, PackProblem};
use crate::things::bundle::write::WriteProblem;
use crate::verbs::archive::moving::{self, Movable};
use crate::verbs::archive::plan::Plan;
use crate::verbs::archive::remarks::remarks;
use crate::verbs::archive::report::{BundleReport, LeftReport, Report};
use crate::verbs::archive::request::Request;
use crate::verbs::archive::rules::is_late_event;
use crate::verbs::archive::sample;
use crate::verbs::archive::years::Fitting;
use crate::verbs::copying::{self, Source};
use crate::verbs::fault::Fault;
use crate::verbs::session::{Broken, Session};
use crate::words::ids::{BundleId, MediumId, RunId};

use super::beside::Beside;
use super::copies::{copy_to, miss_parity, tell};
use super::first::{Origin, Under, clean_up, commit, run_report, write_first};

/// How often a run starts again because a large file changed while it was read; after that it is left out.
const RESTARTS_MAX: u32 = 2;

/// Seals one bundle of the items and copies it; the sources go last.
pub(super) fn seal_one(
    session: &mut Session<'_, '_>,
    request: &Request,
    plan: &Plan,
    mut items: Vec<Item>,
    mut order: &[MediumId],
    run: RunId,
    report: &mut Report,
) -> Result<(), Fault> {
    let mut restarts = 0;
    let (bundle, written, first, mut beside) = loop {
        let Some((&first, others)) = order.split_first() else { return Err(Fault::NoMedium) };
        let bundle = BundleId::new(session.today.here(), draw(session.world.random));
        let under = Under {
            ruled: &plan.ruled,
            tags: &plan.tags,
            origin: Origin::Files { places: &plan.sources, moving: request.moving },
            report: run_report(session, plan, &items),
            supersedes: Vec::new(),
        };
        let mut beside = Beside::begin(session, bundle, first, others);
        let own_days = request.among.as_ref().and_then(|among| among.own_days.clone());
        let texts = session.vault.config.pdf_text;
        let items_in = Input::Files { items: &items, own_days, texts };
        match write_first(session, &under, bundle, items_in, first, &beside.places()) {
            Ok(mut written) => {
                beside.keep(std::mem::take(&mut written.beside));
                break (bundle, written, first, beside);
            }
            Err(Uncommitted { problem, begun }) => {
                let erased = clean_up(session, first, bundle, begun);
                match problem {
                    WriteProblem::Pack(PackProblem::Unstable(path)) => {
                        restarts += 1;
                        leave_or_look_again(&mut items, &path, restarts, report);
                    }
                    WriteProblem::NothingLeft(left) => {
                        take_left(left, report);
                        return Ok(());
                    }
                    WriteProblem::Pack(PackProblem::Interrupted) => return Err(Fault::Interrupted),
                    problem => {
                        let label = session.in_contact(first)?.name.clone();
                        // What may be sealed there after all is not sealed a second time.
                        let of_the_drive = erased && is_of_the_drive(&problem);
                        let fault = Fault::Write { label: label.clone(), problem };
                        if !of_the_drive || !request.to.is_empty() || others.is_empty() {
                            return Err(fault);
                        }
                        // Nobody named that drive: the next one takes its place.
                        report.broken.push(Broken { label: Some(label), fault });
                        order = others;
                    }
                }
            }
        }
        if items.is_empty() {
            return Ok(());
        }
    };
    let mut done = BundleReport {
        bundle,
        records: written.seal.counts.records,
        bytes: written.seal.counts.bytes,
        copies: vec![],
        holds: vec![],
        sample: None,
    };
    let seal = commit(session, bundle, &written, first, run, &mut done)?;
    let sealed = session.vault.state.bundles.get(&bundle);
    done.holds = sealed.map_or_else(Vec::new, |sealed| names_of(&sealed.holds));
    let (identity, records) = (&written.identity, &written.records);
    done.sample = Some(sample::restore(session, &seal, identity, records, first)?);
    let first = session.in_contact(first)?;
    miss_parity(&first.name, written.unprotected, report);
    let mut source = Source {
        seal,
        medium: Some(first.label.medium),
        storage: first.storage.clone(),
        folder: first.bundle_folder(bundle).map_err(Fault::on(&first.name))?,
    };
    let fitting = Fitting::of(&plan.ruled.whole, is_late_event(session, request));
    let of = |record| remarks(record, fitting.as_ref());
    report.remarks.extend(written.records.iter().flat_map(of));
    take_left(written.left, report);
    tell(session, report)?;
    if done.sample.as_ref().is_some_and(|sample| sample.fault.is_some()) {
        // What is wrong in this copy would be wrong in those made from it; and its sources stay.
        report.bundles.push(done);
        return Ok(());
    }
    for to in order.iter().skip(1) {
        let to = (*to, beside.take(*to));
        let other = copy_to(session, &source, Some(&written.key_file), to, &mut done, report)?;
        source = other.unwrap_or(source);
    }
    report.bundles.push(done);
    tell(session, report)?;
    if copying::let_wait(session, &source, Some(&written.key_file))? {
        report.waiting.push(bundle);
    }
    if request.moving {
        let movable = written.records.iter().filter_map(|record| {
            let at = items.binary_search_by(|item| item.cmp_path(&record.path)).ok()?;
            let source = items[at].source();
            Some(Movable { source, bytes: record.size, sha256: record.sha256 })
        });
        report.take_went(moving::remove(session, bundle, movable)?);
    }
    Ok(())
}

/// Whether another drive may well take what this one did not.
pub(in crate::verbs) fn is_of_the_drive(problem: &WriteProblem) -> bool {
    match problem {
        WriteProblem::Pack(PackProblem::Storage(_))
        | WriteProblem::Storage(_)
        | WriteProblem::ReadBack { .. } => true,
        WriteProblem::Pack(_)
        | WriteProblem::Parity(_)
        | WriteProblem::Recipients(_)
        | WriteProblem::NothingLeft(_) => false,
    }
}

/// A large file that changed is read again from the start of the run, and in the end left out.
fn leave_or_look_again(items: &mut Vec<Item>, path: &Path, restarts: u32, report: &mut Report) {
    if restarts < RESTARTS_MAX {
        return;
    }
    items.retain(|item| item.source() != *path);
    report.left.push(LeftReport::of(path, &LeftOut::Changing));
}

fn take_left(left: Vec<(PathBuf, SourceProblem)>, report: &mut Report) {
    report.left.extend(left.iter().map(|(path, problem)| LeftReport::unread(path, problem)));
}
