//! What an earlier run left to do: copies on drives that were absent then, and sources that may go now.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use crate::formats::entry::Role;
use crate::rules::hold::names_of;
use crate::things::outbox;
use crate::things::vault::sources;
use crate::verbs::archive::Request;
use crate::verbs::archive::moving::{self, Movable};
use crate::verbs::archive::plan::Plan;
use crate::verbs::archive::report::{BundleReport, Report};
use crate::verbs::copying;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::verbs::wrapped;
use crate::words::ids::{BundleId, MediumId};

use super::copies::{copy_keys, copy_to, tell};

/// Copies bundles that hold files of this run, or that wait in the outbox, onto every drive that is here and lacks
/// them: so that what one run left, with a drive away, the next completes.
pub(super) fn catch_up(
    session: &mut Session<'_, '_>,
    plan: &Plan,
    order: &[MediumId],
    report: &mut Report,
) -> Result<(), Fault> {
    let mut bundles: BTreeSet<BundleId> = plan.already.iter().map(|sealed| sealed.bundle).collect();
    bundles.extend(outbox::waiting(&session.vault).map_err(at_home)?.into_keys());
    for bundle in bundles {
        let Some(known) = session.vault.state.bundles.get(&bundle).cloned() else { continue };
        // Drives that hold keys alone come last.
        let here = session.contacts.iter().map(|contact| contact.label.medium);
        let keys_alone = here.filter(|medium| !order.contains(medium));
        let all = order.iter().copied().chain(keys_alone);
        let lacks = |medium: &MediumId| {
            session.contacts.get(*medium).is_some_and(|contact| copying::lacks(&known, contact))
        };
        let lacking: Vec<MediumId> = all.filter(lacks).collect();
        if lacking.is_empty() {
            continue;
        }
        let mut source = copying::find(session, bundle)?;
        let wants_keys = |medium: &MediumId| {
            session.contacts.get(*medium).is_some_and(|contact| contact.has_role(Role::Keys))
        };
        let mut keys = match lacking.iter().any(wants_keys) {
            true => wrapped::find_anywhere(session, bundle)?,
            false => wrapped::find(session, bundle)?,
        };
        keys.tell(session, &mut report.broken);
        let key_file = keys.bytes;
        let mut done = BundleReport {
            bundle,
            records: known.records,
            bytes: known.bytes,
            copies: vec![],
            holds: names_of(&known.holds),
            sample: None,
        };
        for to in lacking {
            let contact = session.in_contact(to)?;
            let (holds_data, holds_keys) =
                (contact.has_role(Role::Data), contact.has_role(Role::Keys));
            match (&source, &key_file) {
                // A drive that must hold the keys as well gets no copy without them.
                (_, None) if holds_keys => {}
                (_, Some(keys)) if !holds_data => {
                    copy_keys(session, bundle, keys, to, &mut done, report)?;
                }
                (Some(from), keys) => {
                    let keys = keys.as_deref();
                    source =
                        copy_to(session, from, keys, (to, None), &mut done, report)?.or(source);
                }
                (None, _) => {}
            }
        }
        // A copy that did not come about is told as missed.
        if !done.copies.is_empty() {
            report.copied.push(done);
        }
        tell(session, report)?;
        if let Some(source) = &source {
            copying::let_wait(session, source, key_file.as_deref())?;
        }
    }
    Ok(())
}

/// Sources that an earlier run sealed go as well, if their bundle has the copies now.
pub(super) fn move_what_was_sealed_before(
    session: &mut Session<'_, '_>,
    request: &Request,
    plan: &Plan,
    report: &mut Report,
) -> Result<(), Fault> {
    let mut by_bundle: HashMap<BundleId, Vec<Movable>> = HashMap::new();
    for sealed in &plan.already {
        let movable =
            Movable { source: sealed.source.clone(), bytes: sealed.bytes, sha256: sealed.sha256 };
        by_bundle.entry(sealed.bundle).or_default().push(movable);
    }
    for (bundle, movable) in by_bundle {
        // Those that must stay now are left to a later sweep. Where files were chosen one by one, the rest of the
        // folder that the bundle came from is nobody's to remove.
        let chosen: Vec<PathBuf> = match request.among {
            Some(_) => movable.iter().map(|one| one.source.clone()).collect(),
            None => plan.sources.clone(),
        };
        sources::are_to_go(&session.vault, bundle, &chosen).map_err(at_home)?;
        report.take_went(moving::remove(session, bundle, movable.into_iter())?);
    }
    Ok(())
}
