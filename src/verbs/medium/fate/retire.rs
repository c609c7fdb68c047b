//! A drive is retired: out of use, and its copies destroyed where that is asked.

use std::collections::BTreeMap;

use super::report::{ErasedReport, FailedReport, FateReport, NotErased};
use crate::formats::entry::{Event, MediumRetired};
use crate::powers::asker::Act;
use crate::rules::retention::Bar;
use crate::things::copy_to::CopyTo;
use crate::things::destruction::door::{Refused, ask_for_copy};
use crate::things::destruction::spare::{HeldNow, HoldsNow, holds_now, others_suffice};
use crate::things::ledger::state::Fate;
use crate::things::medium::{Accept, Contact};
use crate::verbs::destroy::{Erasing, erase_copy};
use crate::verbs::fault::Fault;
use crate::verbs::session::{Broken, Session};
use crate::verbs::statement::make::Signing;
use crate::words::ids::{BundleId, MediumId};

/// Reads all other copies of what is on the drive, and retires it where enough of them hold now. With `erase` its
/// own copies are destroyed then; a run that was cut off there goes on with the same command.
pub(super) fn retire(
    session: &mut Session<'_, '_>,
    medium: MediumId,
    erase: bool,
    report: &mut FateReport,
) -> Result<(), Fault> {
    let label = session.label(medium);
    let retired =
        session.vault.state.media[&medium].fate.map(|(_, fate)| fate) == Some(Fate::Retired);
    if erase {
        session.find(medium, Accept::Older)?;
        if !session.contacts.has(medium) {
            return Err(Fault::MediaAbsent(vec![label]));
        }
    }
    let bundles: Vec<BundleId> =
        session.vault.state.placed_on(medium).map(|(bundle, _)| bundle).collect();
    if erase {
        refuse_held(session, &bundles)?;
    }
    let (held, damaged) = others_that_hold(session, medium, &bundles)?;
    let wanted = session.vault.config.copies as usize;
    let state = &session.vault.state;
    let suffice = |id: &BundleId| others_suffice(state, &held, *id, medium, wanted);
    let short: Vec<BundleId> = bundles.iter().copied().filter(|id| !suffice(id)).collect();
    if !short.is_empty() {
        let damaged = damaged.into_iter().filter_map(|drive| drive.label).collect();
        let copy_to = CopyTo::of(&session.vault);
        return Err(Fault::TooFewOthers { label, bundles: short, damaged, copy_to });
    }
    report.broken.extend(damaged);
    if !retired || erase {
        let identities = session.world.access.open(&session.vault)?;
        let disposer = session.world.access.disposer(&session.vault, &identities)?;
        if !retired {
            let drive = session.vault.state.media[&medium].drive;
            let event = Event::MediumRetired(MediumRetired { drive, erase, medium });
            session.record_as_disposer(event, None, &disposer)?;
            session.tell()?;
        }
        if erase {
            for bundle in bundles {
                let signing = Signing { identities: &identities, disposer: &disposer };
                erase_one(session, medium, bundle, &held, retired, &signing, report)?;
            }
        }
    }
    report.fate = Some(Fate::Retired);
    Ok(())
}

/// Under a hold not even a spare copy goes: the drive is neither retired nor touched.
fn refuse_held(session: &Session<'_, '_>, bundles: &[BundleId]) -> Result<(), Refused> {
    for id in bundles {
        let holds = &session.vault.state.bundles[id].holds;
        if !holds.is_empty() {
            let bars = holds.iter().cloned().map(Bar::Hold).collect();
            return Err(Refused::Barred { bundle: *id, bars });
        }
    }
    Ok(())
}

/// What the other drives that are here hold of these bundles, and the one that goes holds too, read whole now; and
/// those on which one does not hold.
fn others_that_hold(
    session: &mut Session<'_, '_>,
    medium: MediumId,
    bundles: &[BundleId],
) -> Result<(Vec<HoldsNow>, Vec<Broken>), Fault> {
    let watcher = session.world.watcher;
    let roles = &session.vault.state.media[&medium].roles;
    let alike = |contact: &&Contact| roles.iter().all(|role| contact.has_role(*role));
    let others = session.contacts.others(medium);
    let (mut held, mut damaged) = (Vec::new(), BTreeMap::new());
    watcher.begin(Act::Verifying, 0);
    for contact in others.filter(alike) {
        for (bundle, _) in session.vault.state.placed_on(contact.label.medium) {
            if !bundles.contains(&bundle) {
                continue;
            }
            let label = || contact.name.clone();
            let stored = |problem| Fault::Storage { label: label(), problem };
            let fault = match holds_now(&session.vault, contact, bundle, watcher).map_err(stored)? {
                HeldNow::Now(holds) => {
                    held.push(holds);
                    continue;
                }
                HeldNow::NotSeen => continue,
                HeldNow::Unproven(problem) => Fault::Seal { label: label(), bundle, problem },
                HeldNow::Damaged { name: file, fault } => {
                    Fault::Damaged { label: label(), bundle, file, fault }
                }
            };
            // The first of each drive is enough.
            let first = Broken { label: Some(label()), fault };
            damaged.entry(contact.label.medium).or_insert(first);
        }
    }
    watcher.end();
    damaged.keys().for_each(|medium| session.doubt(*medium));
    Ok((held, damaged.into_values().collect()))
}

fn erase_one(
    session: &mut Session<'_, '_>,
    medium: MediumId,
    bundle: BundleId,
    held: &[HoldsNow],
    begun: bool,
    signing: &Signing<'_>,
    report: &mut FateReport,
) -> Result<(), Fault> {
    if session.in_contact(medium).is_err() {
        return Ok(());
    }
    let wanted = session.vault.config.copies as usize;
    let (state, stamp) = (&session.vault.state, session.stamp);
    let Some(seal) = session.any_seal(bundle) else {
        report.failed.push(FailedReport { bundle, why: NotErased::NoSeal });
        return Ok(());
    };
    let released = match ask_for_copy(state, &seal, medium, held, wanted, stamp) {
        Ok(released) => released,
        // Held since this run began: that copy stays, and keeps no other.
        Err(refused @ Refused::Barred { .. }) => {
            let why = NotErased::Fault(refused.into());
            report.failed.push(FailedReport { bundle, why });
            return Ok(());
        }
        Err(refused) => return Err(refused.into()),
    };
    let how = Erasing { signing, damaged: false, begun };
    match erase_copy(session, &released, &how) {
        Ok(copy) => {
            report.erased.push(ErasedReport { bundle, copy });
            session.tell()?;
        }
        Err(Fault::Interrupted) => return Err(Fault::Interrupted),
        Err(fault) => report.failed.push(FailedReport { bundle, why: NotErased::Fault(fault) }),
    }
    Ok(())
}
