//! Seals what was planned: bundle by bundle onto the first drive, from there to the others, recorded after each
//! fact, and last the sources.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::formats::entry::{Event, Role, Sealed};
use crate::formats::index::Record;
use crate::powers::medium::{MediumPath, ReadBack, StorageProblem};
use crate::powers::random::draw;
use crate::powers::sources::{LeftOut, SourceProblem};
use crate::things::bundle::begun::{Begun, Uncommitted};
use crate::things::bundle::pack::{Item, PackProblem};
use crate::things::bundle::parity::write::ParityProblem;
use crate::things::bundle::proof::{Against, Verified};
use crate::things::bundle::volumes::volume_bytes_for;
use crate::things::bundle::write::{WriteProblem, Writing, WrittenBundle, write};
use crate::things::destruction::unfinished;
use crate::things::files;
use crate::things::joining;
use crate::things::outbox;
use crate::things::recording::{record_copy, record_keys, record_sealed};
use crate::things::vault::memory::Remembered;
use crate::things::vault::{INDEXES, SEALS};
use crate::things::vault::{known, sources};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId, RunId};
use crate::words::limits::RECORDS_MAX;

use super::moving::{self, Movable, Went};
use super::plan::{self, Plan};
use super::{
    BundleReport, CopyReport, MissedReport, Report, Request, WhyMissed, left_report, sample,
};
use crate::verbs::copying::{self, Made, Source};
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::{Broken, Session};
use crate::verbs::wrapped;

/// How often a run starts again because a large file changed while it was read; after that it is left out.
const RESTARTS_MAX: u32 = 2;

/// Carries the plan out.
pub fn apply(
    session: &mut Session<'_, '_>,
    request: &Request,
    mut plan: Plan,
) -> Result<Report, Fault> {
    let mut report = plan.report(session, request);
    let order = copying::put_in_order(session, None)?;
    if order.taken_in {
        // What was taken in may be the very records that this run was to seal.
        plan = plan::plan(session, request)?;
        report = plan.report(session, request);
        // It may be all that this run does.
        tell(session, &mut report)?;
    }
    report.cleared = order.erased;
    let order = media_in_order(session, !request.to.is_empty())?;
    catch_up(session, &plan, &order, &mut report)?;
    let run = RunId::from_random(draw(session.world.random));
    session.vault.ledger.has_room_for(session.stamp, &[longest(session, &plan)])?;
    let mut items = std::mem::take(&mut plan.items);
    while !items.is_empty() {
        let rest = items.split_off(items.len().min(RECORDS_MAX as usize));
        seal_one(session, request, &plan, items, &order, run, &mut report)?;
        items = rest;
    }
    if request.moving {
        move_what_was_sealed_before(session, &plan, &mut report)?;
        tell(session, &mut report)?;
    }
    Ok(report)
}

/// The longest entry that sealing comes to: known to fit before anything is written.
fn longest(session: &Session<'_, '_>, plan: &Plan) -> Event {
    let most = 1 << 53;
    Event::Sealed(Sealed {
        bundle: BundleId::new(session.today.here(), [0; 4]),
        bytes: most,
        case: plan.case.as_ref().map(|(tag, _)| *tag),
        end: plan.end,
        key_file: Digest::ZERO,
        records: most,
        rules: plan
            .rules_shown
            .iter()
            .zip(&plan.rules_whole)
            .map(|(shown, whole)| shown.of(whole, Digest::ZERO))
            .collect(),
        run: RunId([0; 8]),
        seal: Digest::ZERO,
    })
}

/// Copies bundles that hold files of this run, or that wait in the outbox, onto every drive that is here and lacks
/// them: so that what one run left, with a drive away, the next completes.
fn catch_up(
    session: &mut Session<'_, '_>,
    plan: &Plan,
    order: &[usize],
    report: &mut Report,
) -> Result<(), Fault> {
    let mut bundles: BTreeSet<BundleId> = plan.already.iter().map(|sealed| sealed.bundle).collect();
    bundles.extend(outbox::waiting(&session.vault).map_err(at_home)?.into_keys());
    for bundle in bundles {
        let Some(known) = session.vault.state.bundles.get(&bundle).cloned() else { continue };
        let lacks = |at: &usize| copying::lacks(&known, &session.contacts[*at]);
        let lacking: Vec<usize> = order.iter().copied().filter(lacks).collect();
        if lacking.is_empty() {
            continue;
        }
        let Some(mut source) = copying::find(session, bundle)? else { continue };
        let mut keys = wrapped::find(session, bundle)?;
        keys.tell(session, &mut report.broken);
        let key_file = keys.bytes;
        let mut done = BundleReport {
            bundle,
            records: known.records,
            bytes: known.bytes,
            copies: vec![],
            sample: None,
        };
        for to in lacking {
            // A drive that must hold the keys as well gets no copy without them.
            if session.contacts[to].has_role(Role::Keys) && key_file.is_none() {
                continue;
            }
            let other = copy_to(session, &source, key_file.as_deref(), to, &mut done, report)?;
            source = other.unwrap_or(source);
        }
        // A copy that did not come about is told as missed.
        if !done.copies.is_empty() {
            report.copied.push(done);
        }
        tell(session, report)?;
        copying::let_wait(session, &source, key_file.as_deref())?;
    }
    Ok(())
}

/// The drives in contact that hold data, and whether somewhere the keys can go.
fn media_in_order(session: &Session<'_, '_>, named: bool) -> Result<Vec<usize>, Fault> {
    let data: Vec<usize> = (0..session.contacts.len())
        .filter(|at| session.contacts[*at].has_role(Role::Data))
        .collect();
    let keys = session.contacts.iter().any(|contact| contact.has_role(Role::Keys));
    let wanted = match (data.is_empty(), keys) {
        (false, true) => return Ok(data),
        (true, _) => Role::Data,
        (false, false) => Role::Keys,
    };
    let media = session.vault.state.media.iter();
    let fit = media.filter(|(_, known)| known.roles.contains(&wanted) && !known.is_gone());
    let labels = fit.map(|(medium, _)| session.label(*medium)).collect();
    Err(Fault::RoleAbsent { role: wanted, named, labels })
}

/// Seals one bundle of the items and copies it; the sources go last.
fn seal_one(
    session: &mut Session<'_, '_>,
    request: &Request,
    plan: &Plan,
    mut items: Vec<Item>,
    mut order: &[usize],
    run: RunId,
    report: &mut Report,
) -> Result<(), Fault> {
    let sources: HashMap<String, PathBuf> = if request.moving {
        items.iter().map(|item| (item.path.to_string(), item.source.to_path_buf())).collect()
    } else {
        HashMap::new()
    };
    let mut restarts = 0;
    let (bundle, written) = loop {
        let bundle = BundleId::new(session.today.here(), draw(session.world.random));
        match write_first(session, plan, bundle, &items, order[0], request.moving) {
            Ok(written) => break (bundle, written),
            Err(Uncommitted { problem, begun }) => {
                let erased = clean_up(session, order[0], bundle, begun);
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
                        let label = session.contacts[order[0]].name.clone();
                        // What may be sealed there after all is not sealed a second time.
                        let of_the_drive = erased && is_of_the_drive(&problem);
                        let fault = Fault::Write { label: label.clone(), problem };
                        if !of_the_drive || !request.to.is_empty() || order.len() == 1 {
                            return Err(fault);
                        }
                        // Nobody named that drive: the next one takes its place.
                        report.broken.push(Broken { label: Some(label), fault });
                        order = &order[1..];
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
        sample: None,
    };
    let seal = commit(session, bundle, &written, order[0], run, &mut done)?;
    let (identity, records) = (&written.identity, &written.records);
    done.sample = Some(sample::restore(session, &seal, identity, records, order[0])?);
    let first = &session.contacts[order[0]];
    miss_parity(&first.name, written.unprotected, report);
    let mut source = Source {
        seal,
        medium: Some(first.label.medium),
        storage: first.storage.clone(),
        folder: first.bundle_folder(bundle).map_err(Fault::on(&first.name))?,
    };
    take_left(written.left, report);
    tell(session, report)?;
    if done.sample.as_ref().is_some_and(|sample| sample.fault.is_some()) {
        // What is wrong in this copy would be wrong in those made from it; and its sources stay.
        report.bundles.push(done);
        return Ok(());
    }
    for at in &order[1..] {
        let other = copy_to(session, &source, Some(&written.key_file), *at, &mut done, report)?;
        source = other.unwrap_or(source);
    }
    report.bundles.push(done);
    tell(session, report)?;
    if copying::let_wait(session, &source, Some(&written.key_file))? {
        report.waiting.push(bundle);
    }
    if request.moving {
        let movable = written.records.iter().filter_map(|record| {
            let source = sources.get(record.path.as_str())?;
            Some(Movable { source, bytes: record.size, sha256: record.sha256 })
        });
        take_went(moving::remove(session, bundle, movable)?, report);
    }
    Ok(())
}

/// Whether another drive may well take what this one did not.
fn is_of_the_drive(problem: &WriteProblem) -> bool {
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
    items.retain(|item| *item.source != *path);
    report.left.push(left_report(path, &LeftOut::Changing));
}

fn take_left(left: Vec<(PathBuf, SourceProblem)>, report: &mut Report) {
    report.left.extend(left.iter().map(|(path, problem)| {
        let why = match problem {
            SourceProblem::Changed => LeftOut::Changing,
            SourceProblem::NotRegular => LeftOut::Special,
            SourceProblem::Unreadable(error) => LeftOut::Unreadable(error.to_string()),
        };
        left_report(path, &why)
    }));
}

fn write_first(
    session: &mut Session<'_, '_>,
    plan: &Plan,
    bundle: BundleId,
    items: &[Item],
    at: usize,
    moving: bool,
) -> Result<WrittenBundle, Uncommitted<WriteProblem>> {
    let contact = &session.contacts[at];
    let folder = contact.bundle_folder(bundle)?;
    let indexes = MediumPath::parse(INDEXES).map_err(StorageProblem::from)?;
    let vault = &session.vault;
    let texts = session.world.texts;
    let readme = |volumes: &[crate::formats::entry::FileFacts]| texts.bundle(bundle, volumes);
    let remember = |records: &[Record]| {
        sources::remember(vault, bundle, &plan.sources, moving)?;
        known::remember(vault, bundle, records)
    };
    let bytes = items.iter().map(|item| item.bytes).sum();
    let mut keys_at = Vec::new();
    for keys in session.contacts.iter().filter(|keys| keys.has_role(Role::Keys)) {
        // A drive that holds data as well gets its keys when it gets its own copy.
        let here = keys.label.medium == contact.label.medium;
        if here || !keys.has_role(Role::Data) {
            keys_at.push((&*keys.storage, keys.bundle_folder(bundle)?));
        }
    }
    let writing = Writing {
        storage: &*contact.storage,
        folder: &folder,
        home_index: vault.memory.home_index.then_some((&*vault.home, &indexes)),
        vault: vault.id,
        bundle,
        recipients: &vault.recipients,
        sealer: &vault.sealer,
        stamp: session.stamp,
        rules_shown: plan.rules_shown.clone(),
        rules_whole: plan.rules_whole.clone(),
        end: plan.end,
        case: plan.case.clone(),
        tags: &plan.tags,
        heads: vault.ledger.heads(),
        report: run_report(session, plan, items),
        volume_bytes: volume_bytes_for(bytes),
        parity: vault.config.has_parity_on(&contact.name),
        keys_at,
        readme: &readme,
        remember: &remember,
        watcher: session.world.watcher,
    };
    write(items, &writing, session.world.random)
}

/// The record of this run that is kept in the index (AWR art. 52(5): the check's results are kept).
fn run_report(session: &Session<'_, '_>, plan: &Plan, items: &[Item]) -> serde_json::Value {
    let path = |path: &PathBuf| path.to_string_lossy().into_owned();
    serde_json::json!({
        "already_sealed": plan.already.len(),
        "attributes_lost": plan.attributes.iter()
            .map(|(file, name)| serde_json::json!({"name": name, "path": path(file)}))
            .collect::<Vec<_>>(),
        "checked": "each source read as one moment's bytes and hashed while it was sealed; \
                    the read-back of every copy stands in the ledger",
        "clock": session.stamp.clock,
        "files": items.len(),
        "left": plan.left,
        "newer": plan.newer.len(),
        "program": crate::PROGRAM,
        // Not whose else: another client's name is none of this one's records.
        "shared_sources": plan.shared.iter().map(|shared| &shared.path).collect::<Vec<_>>(),
        "sources": plan.sources.iter().map(path).collect::<Vec<_>>(),
        "time": session.stamp.time,
    })
}

/// Removes what an unsuccessful write left. If that fails too, the next run finds it: unfinished, or sealed after
/// all, and then the home still knows what is in it. Gives whether nothing is left there.
fn clean_up(session: &Session<'_, '_>, at: usize, bundle: BundleId, begun: Option<Begun>) -> bool {
    let Some(begun) = begun else { return true };
    let erased = unfinished::erase(&*session.contacts[at].storage, begun.into()).is_ok();
    if erased {
        let _ = joining::forget_unsealed(&session.vault, bundle);
    }
    erased
}

/// Proves the seal that now stands on the medium, keeps it at home, and records the bundle and its first copy.
fn commit(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    written: &WrittenBundle,
    at: usize,
    run: RunId,
    done: &mut BundleReport,
) -> Result<Verified<crate::formats::seal::Seal>, Fault> {
    let contact = &session.contacts[at];
    let label = || contact.name.clone();
    let sealers = session.vault.sealers();
    let against = Against { vault: session.vault.id, sealers: &sealers, known: None };
    let folder = contact
        .bundle_folder(bundle)
        .map_err(|problem| Fault::Storage { label: label(), problem })?;
    let seal =
        crate::things::bundle::proof::prove_unlisted(&*contact.storage, &folder, bundle, &against)
            .map_err(|problem| Fault::Seal { label: label(), bundle, problem })?;
    keep_seal(session, bundle, written).map_err(at_home)?;
    record_sealed(&mut session.vault, &seal, run, session.stamp)?;
    let digest = Digest::of(&written.key_file);
    for contact in session.contacts.iter().filter(|contact| contact.has_role(Role::Keys)) {
        let here = contact.label.medium == session.contacts[at].label.medium;
        if here || !contact.has_role(Role::Data) {
            record_keys(
                &mut session.vault,
                bundle,
                digest,
                contact,
                written.read_back,
                session.stamp,
            )?;
        }
    }
    let contact = &session.contacts[at];
    record_copy(&mut session.vault, bundle, contact, written.read_back, session.stamp)?;
    let written_on = contact.label.medium;
    done.copies.push(copy_report(session, written_on, written.read_back));
    Ok(seal)
}

fn keep_seal(
    session: &Session<'_, '_>,
    bundle: BundleId,
    written: &WrittenBundle,
) -> Result<(), StorageProblem> {
    let folder = MediumPath::parse(SEALS)?;
    let home = &*session.vault.home;
    files::write_over(home, &folder.join(&format!("{bundle}.json"))?, &written.seal_bytes)?;
    files::write_over(home, &folder.join(&format!("{bundle}.json.sig"))?, &written.signature)?;
    home.sync_folder(&folder)
}

/// Makes the copy on another drive; gives the source that it came from, where that is another one. One that fails is
/// named and does not undo the first.
fn copy_to(
    session: &mut Session<'_, '_>,
    source: &Source,
    key_file: Option<&[u8]>,
    to: usize,
    done: &mut BundleReport,
    report: &mut Report,
) -> Result<Option<Source>, Fault> {
    let medium = session.contacts[to].name.clone();
    let tried = copying::copy_from_any(session, source, key_file, to)?;
    report.broken.extend(tried.damaged);
    match tried.made {
        Made::Copied { how, unprotected } => {
            miss_parity(&medium, unprotected, report);
            done.copies.push(copy_report(session, session.contacts[to].label.medium, how));
        }
        Made::Missed(problem) => {
            report.missed.push(MissedReport { medium, why: WhyMissed::Copy(problem) });
        }
        Made::NoSource => {
            report.missed.push(MissedReport { medium, why: WhyMissed::NoSource });
        }
    }
    Ok(tried.other)
}

/// The bundle stands; what it would be mended from does not.
fn miss_parity(medium: &str, unprotected: Option<ParityProblem>, report: &mut Report) {
    report.missed.extend(
        unprotected
            .map(|problem| MissedReport { medium: medium.into(), why: WhyMissed::Parity(problem) }),
    );
}

/// A copy that was made, and what lets it count if it does not yet.
pub(in crate::verbs) fn copy_report(
    session: &Session<'_, '_>,
    medium: MediumId,
    how: ReadBack,
) -> CopyReport {
    let known = session.vault.memory.media.get(&medium);
    let counts_after = match how {
        ReadBack::PastCache => None,
        ReadBack::Cached => known.map(Remembered::counts_after),
    };
    CopyReport { medium: session.label(medium), read_back: how, counts_after }
}

/// Sources that an earlier run sealed go as well, if their bundle has the copies now.
fn move_what_was_sealed_before(
    session: &mut Session<'_, '_>,
    plan: &Plan,
    report: &mut Report,
) -> Result<(), Fault> {
    let mut by_bundle: HashMap<BundleId, Vec<Movable<'_>>> = HashMap::new();
    for sealed in &plan.already {
        let movable =
            Movable { source: &sealed.source, bytes: sealed.bytes, sha256: sealed.sha256 };
        by_bundle.entry(sealed.bundle).or_default().push(movable);
    }
    for (bundle, movable) in by_bundle {
        // Those that must stay now are left to a later sweep.
        sources::are_to_go(&session.vault, bundle, &plan.sources).map_err(at_home)?;
        take_went(moving::remove(session, bundle, movable.into_iter())?, report);
    }
    Ok(())
}

fn take_went(went: Went, report: &mut Report) {
    report.moved += went.files;
    report.moved_bytes += went.bytes;
    report.not_moved.extend(went.stays);
}

/// Tells all media and the home; a medium that could not be told is named once.
fn tell(session: &mut Session<'_, '_>, report: &mut Report) -> Result<(), Fault> {
    for (medium, problem) in session.tell()? {
        let untold = |missed: &MissedReport| matches!(missed.why, WhyMissed::Untold(_));
        if !report.missed.iter().any(|missed| missed.medium == medium && untold(missed)) {
            report.missed.push(MissedReport { medium, why: WhyMissed::Untold(problem) });
        }
    }
    Ok(())
}
