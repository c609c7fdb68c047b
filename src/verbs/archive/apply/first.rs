//! A bundle's first copy: written with its seal, proven, and put on record. If it can't be written, what was begun is
//! removed.

use std::path::PathBuf;

use crate::formats::entry::{FileFacts, Role};
use crate::formats::index::{Record, Tags};
use crate::formats::seal::Seal;
use crate::powers::medium::{Act, MediumPath, StorageProblem};
use crate::things::bundle::begun::{Begun, Uncommitted};
use crate::things::bundle::pack::{Input, Item};
use crate::things::bundle::proof::{Against, Verified, prove_unlisted};
use crate::things::bundle::volumes::volume_bytes_for;
use crate::things::bundle::write::{Beside, WriteProblem, Writing, WrittenBundle, write};
use crate::things::destruction::unfinished;
use crate::things::files;
use crate::things::joining;
use crate::things::recording::{record_copy, record_keys, record_sealed};
use crate::things::vault::{INDEXES, SEALS};
use crate::things::vault::{known, sources};
use crate::verbs::archive::plan::Plan;
use crate::verbs::archive::report::BundleReport;
use crate::verbs::archive::rules::Ruled;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId, RunId};

use super::copies::copy_report;

/// What a bundle is sealed under, and what is said of it.
pub(in crate::verbs) struct Under<'p> {
    pub ruled: &'p Ruled,
    /// Of records that come from files.
    pub tags: &'p Tags,
    pub origin: Origin<'p>,
    pub report: serde_json::Value,
    pub supersedes: Vec<BundleId>,
}

/// Where its records come from, for the home to remember.
#[derive(Clone, Copy)]
pub(in crate::verbs) enum Origin<'p> {
    Files { places: &'p [PathBuf], moving: bool },
    Bundle(BundleId),
}

pub(in crate::verbs) fn write_first(
    session: &mut Session<'_, '_>,
    under: &Under<'_>,
    bundle: BundleId,
    input: Input<'_>,
    to: MediumId,
    beside: &[Beside<'_>],
) -> Result<WrittenBundle, Uncommitted<WriteProblem>> {
    let Some(contact) = session.contacts.get(to) else {
        let path = session.vault.id.folder().into();
        return Err(StorageProblem::Gone { act: Act::Find, path }.into());
    };
    let folder = contact.bundle_folder(bundle)?;
    let indexes = MediumPath::parse(INDEXES).map_err(StorageProblem::from)?;
    let vault = &session.vault;
    let texts = session.world.texts;
    let readme = |volumes: &[FileFacts]| texts.bundle(bundle, volumes);
    let remember = |records: &[Record]| {
        match under.origin {
            Origin::Files { places, moving } => {
                sources::remember(vault, bundle, places, moving)?;
            }
            Origin::Bundle(from) => sources::pass_on(vault, from, bundle)?,
        }
        known::remember(vault, bundle, records)
    };
    let bytes = input.bytes();
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
        beside,
        home_index: vault.memory.home_index.then_some((&*vault.home, &indexes)),
        vault: vault.id,
        bundle,
        recipients: &vault.recipients,
        sealer: &vault.sealer,
        stamp: session.stamp,
        rules_shown: under.ruled.shown.clone(),
        rules_whole: under.ruled.whole.clone(),
        end: under.ruled.end,
        case: under.ruled.case.clone(),
        tags: under.tags,
        heads: vault.ledger.heads(),
        supersedes: under.supersedes.clone(),
        report: under.report.clone(),
        volume_bytes: volume_bytes_for(bytes),
        parity: vault.config.has_parity_on(&contact.name),
        keys_at,
        readme: &readme,
        remember: &remember,
        watcher: session.world.watcher,
    };
    write(input, &writing, session.world.random)
}

/// The record of this run that is kept in the index (AWR art. 52(5): the check's results are kept).
pub(super) fn run_report(
    session: &Session<'_, '_>,
    plan: &Plan,
    items: &[Item],
) -> serde_json::Value {
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
pub(in crate::verbs) fn clean_up(
    session: &Session<'_, '_>,
    on: MediumId,
    bundle: BundleId,
    begun: Option<Begun>,
) -> bool {
    let Some(begun) = begun else { return true };
    let Some(contact) = session.contacts.get(on) else { return false };
    let erased = unfinished::erase(&*contact.storage, begun.into()).is_ok();
    if erased {
        let _ = joining::forget_unsealed(&session.vault, bundle);
    }
    erased
}

/// Proves the seal that now stands on the medium, keeps it at home, and records the bundle and its first copy.
pub(in crate::verbs) fn commit(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    written: &WrittenBundle,
    on: MediumId,
    run: RunId,
    done: &mut BundleReport,
) -> Result<Verified<Seal>, Fault> {
    let contact = session.in_contact(on)?;
    let label = || contact.name.clone();
    let sealers = session.vault.sealers();
    let against = Against { vault: session.vault.id, sealers: &sealers, known: None };
    let folder = contact.bundle_folder(bundle).map_err(Fault::on(&contact.name))?;
    let seal = prove_unlisted(&*contact.storage, &folder, bundle, &against)
        .map_err(|problem| Fault::Seal { label: label(), bundle, problem })?;
    keep_seal(session, bundle, written).map_err(at_home)?;
    record_sealed(&mut session.vault, &seal, run, session.stamp)?;
    let digest = Digest::of(&written.key_file);
    for contact in session.contacts.iter().filter(|contact| contact.has_role(Role::Keys)) {
        let here = contact.label.medium == on;
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
    let stamp = session.stamp;
    let (vault, contact) = session.vault_and(on)?;
    record_copy(vault, bundle, contact, written.read_back, stamp)?;
    done.copies.push(copy_report(session, on, written.read_back));
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
