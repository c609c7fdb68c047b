//! The new bundles: each is sealed out of a copy of the old one, opened again and read whole, and copied to every drive
//! that is here. One that an earlier run had sealed is taken as it stands.

use crate::formats::entry::Role as MediumRole;
use crate::formats::index::Tags;
use crate::powers::identity::Identity;
use crate::powers::random::draw;
use crate::rules::hold::names_of;
use crate::rules::retention::ShownRule;
use crate::things::bundle::begun::Uncommitted;
use crate::things::bundle::open::{Payload, open_index};
use crate::things::bundle::pack::{Input, PackProblem};
use crate::things::bundle::write::{WriteProblem, WrittenBundle};
use crate::things::ledger::state::{Heritage, Proven};
use crate::verbs::archive::apply::copy_report;
use crate::verbs::archive::apply::first::{Origin, Under, clean_up, commit, write_first};
use crate::verbs::archive::apply::sealing::is_of_the_drive;
use crate::verbs::archive::plan::unfit;
use crate::verbs::archive::{BundleReport, CopyReport, MissedReport, WhyMissed};
use crate::verbs::copying::{self, Made, Source};
use crate::verbs::fault::{Fault, ResealProblem};
use crate::verbs::list::end_by_now;
use crate::verbs::select::class_of;
use crate::verbs::session::{Broken, Session};
use crate::verbs::wrapped;
use crate::words::ids::{BundleId, MediumId, RunId};

use super::planning::{OldBundle, Part};
use super::proving::{are_the_same, reads_whole, standing};
use super::report::{NewReport, Report};

/// Makes every new bundle, or finds it made.
pub(super) fn make(
    session: &mut Session<'_, '_>,
    old: &OldBundle,
    parts: &[Part],
    identities: &[Identity],
    report: &mut Report,
) -> Result<(), Fault> {
    let run = RunId::from_random(draw(session.world.random));
    let stand: Vec<Option<BundleId>> = parts
        .iter()
        .map(|part| standing(session, old, part, identities))
        .collect::<Result<_, Fault>>()?;
    // Another vault knows nothing of what became of it.
    let others = session.vault.state.heritage(old.id).filter(|_| old.of_another.is_none());
    if let Some(others) = others
        && stand.iter().any(Option::is_none)
    {
        return Err(resealed_otherwise(old.id, others));
    }
    for (part, stands) in parts.iter().zip(stand) {
        let (bundle, mut copies) = match stands {
            Some(bundle) => {
                session.saw_whole(bundle);
                (bundle, Vec::new())
            }
            None => seal(session, old, part, (run, identities), report)?,
        };
        copies.extend(copy(session, bundle, report)?);
        report.new.push(new_report(session, part, bundle, copies, stands.is_some()));
    }
    Ok(())
}

/// Its records went elsewhere before.
pub(super) fn resealed_otherwise(bundle: BundleId, by: Heritage) -> Fault {
    let elsewhere = by.elsewhere.into_iter().map(|(_, named)| named.bundle);
    let successors = by.heirs.into_iter().chain(elsewhere).collect();
    ResealProblem::ResealedOtherwise { bundle, successors }.into()
}

fn new_report(
    session: &Session<'_, '_>,
    part: &Part,
    bundle: BundleId,
    copies: Vec<CopyReport>,
    stood: bool,
) -> NewReport {
    let known = &session.vault.state.bundles[&bundle];
    let class = |rule: &ShownRule| class_of(&session.vault, &rule.class());
    NewReport {
        bundle,
        role: part.role,
        classes: known.rules.iter().map(|rule| Some(class(rule)?.to_string())).collect(),
        records: known.records,
        bytes: known.bytes,
        end: end_by_now(&session.vault, session.all_inside(), (bundle, known), session.today),
        copies,
        copies_verified: session.vault.counted(known, Proven::ReadBack).copies,
        holds: names_of(&known.holds),
        stood,
        vault: None,
    }
}

/// In which run, and with which identities it is opened again.
type AsWho<'a> = (RunId, &'a [Identity]);

/// Seals one part on the first drive that takes it, and reads it whole again.
fn seal(
    session: &mut Session<'_, '_>,
    old: &OldBundle,
    part: &Part,
    as_who: AsWho<'_>,
    report: &mut Report,
) -> Result<(BundleId, Vec<CopyReport>), Fault> {
    let order = drives(session, part, report)?;
    for on in order {
        match seal_on(session, old, part, on)? {
            Ok((bundle, written)) => {
                let done = commit_on(session, (old, part), bundle, &written, on, as_who)?;
                for (medium, problem) in session.tell()? {
                    report.missed.push(MissedReport { medium, why: WhyMissed::Untold(problem) });
                }
                report.missed.extend(written.unprotected.map(|problem| MissedReport {
                    medium: session.label(on),
                    why: WhyMissed::Parity(problem),
                }));
                return Ok((bundle, done));
            }
            Err(broken) => report.broken.push(broken),
        }
    }
    match report.broken.pop() {
        Some(broken) => Err(broken.fault),
        None => Err(Fault::NoMedium),
    }
}

/// The drives in contact that can take it, those with the most room first. The others are named.
fn drives(
    session: &Session<'_, '_>,
    part: &Part,
    report: &mut Report,
) -> Result<Vec<MediumId>, Fault> {
    let bytes = part.records.iter().map(|record| record.size).sum();
    let mut fit = Vec::new();
    let (mut keys, mut unfit_drives) = (false, Vec::new());
    for contact in &session.contacts {
        match unfit(session, contact, bytes, part.records.len() as u64) {
            Some(fault) => unfit_drives.push(Broken { label: Some(contact.name.clone()), fault }),
            None => {
                keys |= contact.has_role(MediumRole::Keys);
                if contact.has_role(MediumRole::Data) {
                    fit.push(contact.label.medium);
                }
            }
        }
    }
    if fit.is_empty() || !keys {
        let first = unfit_drives.into_iter().next();
        return Err(first.map_or_else(|| wrapped::keys_absent(session), |drive| drive.fault));
    }
    let named = |drive: &Broken| report.broken.iter().any(|known| known.label == drive.label);
    let new: Vec<Broken> = unfit_drives.into_iter().filter(|drive| !named(drive)).collect();
    report.broken.extend(new);
    Ok(fit)
}

/// Writes it onto one drive, read from whichever copy of the old one gives every record. The inner result is the
/// drive's own problem.
fn seal_on(
    session: &mut Session<'_, '_>,
    old: &OldBundle,
    part: &Part,
    on: MediumId,
) -> Result<Result<(BundleId, WrittenBundle), Broken>, Fault> {
    let tags = Tags::default();
    let under = Under {
        ruled: &part.ruled,
        tags: &tags,
        origin: match old.of_another {
            None => Origin::Bundle(old.id),
            // What lies on this PC belongs to the other vault.
            Some(_) => Origin::Files { places: &[], moving: false },
        },
        report: run_report(session, old, part),
        supersedes: vec![old.id],
    };
    let mut damaged = None;
    for from in &old.from {
        let label = from.label.clone();
        let closed = |problem| Fault::Open { label: label.clone(), bundle: old.id, problem };
        let opened = open_index(&old.seal, &from.place, &old.identity);
        let opened = opened.and_then(|mut index| {
            let meta = index.meta()?;
            Payload::open(&old.seal, &from.place, &old.identity, &meta)
        });
        let mut payload = match opened {
            Ok(payload) => payload,
            Err(problem) => {
                damaged.get_or_insert(closed(problem));
                continue;
            }
        };
        let bundle = BundleId::new(session.today.here(), draw(session.world.random));
        let input = Input::Sealed { records: &part.records, payload: &mut payload };
        match write_first(session, &under, bundle, input, on, &[]) {
            Ok(written) => return Ok(Ok((bundle, written))),
            Err(Uncommitted { problem, begun }) => {
                let erased = clean_up(session, on, bundle, begun);
                match problem {
                    WriteProblem::Pack(PackProblem::Interrupted) => return Err(Fault::Interrupted),
                    // That copy of the old one does not give it; another one may.
                    WriteProblem::Pack(PackProblem::Record { path, damage }) => {
                        if old.of_another.is_none() {
                            session.still_there(from.medium)?;
                            session.found_inside(from.medium, old.id)?;
                        }
                        let problem = WriteProblem::Pack(PackProblem::Record { path, damage });
                        damaged.get_or_insert(Fault::Write { label: label.clone(), problem });
                    }
                    problem => {
                        let label = session.label(on);
                        let of_the_drive = erased && is_of_the_drive(&problem);
                        let fault = Fault::Write { label: label.clone(), problem };
                        return match of_the_drive {
                            true => Ok(Err(Broken { label: Some(label), fault })),
                            false => Err(fault),
                        };
                    }
                }
            }
        }
    }
    session.tell()?;
    Err(damaged.unwrap_or(Fault::NoMedium))
}

/// Puts the new bundle on record, opens it by the keys as they stand on the drive, and compares each record.
fn commit_on(
    session: &mut Session<'_, '_>,
    (old, part): (&OldBundle, &Part),
    bundle: BundleId,
    written: &WrittenBundle,
    on: MediumId,
    (run, identities): AsWho<'_>,
) -> Result<Vec<CopyReport>, Fault> {
    let mut done = BundleReport {
        bundle,
        records: written.seal.counts.records,
        bytes: written.seal.counts.bytes,
        copies: vec![],
        holds: vec![],
        sample: None,
    };
    let seal = commit(session, bundle, written, on, run, &mut done)?;
    let same = are_the_same(&part.records, &written.records);
    let whole = same && reads_whole(session, &seal, &written.identity, on, identities)?;
    if !whole {
        session.still_there(on)?;
        session.found_inside(on, bundle)?;
        session.tell()?;
        let (old, label) = (old.id, session.label(on));
        return Err(ResealProblem::NewDoesNotHold { old, new: bundle, label }.into());
    }
    session.saw_whole(bundle);
    Ok(done.copies)
}

/// Copies a new bundle to every drive that is here and lacks it; what too few drives have waits in the outbox.
fn copy(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    report: &mut Report,
) -> Result<Vec<CopyReport>, Fault> {
    let known = session.vault.state.bundles[&bundle].clone();
    let lacking = session.contacts.iter().filter(|contact| copying::lacks(&known, contact));
    let lacking: Vec<MediumId> = lacking.map(|contact| contact.label.medium).collect();
    let Some(mut source) = copying::find(session, bundle)? else { return Ok(Vec::new()) };
    let keys = wrapped::find_anywhere(session, bundle)?.bytes;
    let mut made = Vec::new();
    for to in lacking {
        let is_full = report.broken.iter().any(|drive| drive.label == Some(session.label(to)));
        if is_full {
            continue;
        }
        if let Some(copied) = copy_to(session, bundle, &mut source, keys.as_deref(), to, report)? {
            made.push(copied);
        }
        for (medium, problem) in session.tell()? {
            report.missed.push(MissedReport { medium, why: WhyMissed::Untold(problem) });
        }
    }
    copying::let_wait(session, &source, keys.as_deref())?;
    session.tell()?;
    Ok(made)
}

fn copy_to(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    source: &mut Source,
    keys: Option<&[u8]>,
    to: MediumId,
    report: &mut Report,
) -> Result<Option<CopyReport>, Fault> {
    let contact = session.in_contact(to)?;
    let medium = contact.name.clone();
    let made = match (contact.has_role(MediumRole::Data), keys) {
        (false, None) => return Ok(None),
        (false, Some(keys)) => copying::copy_keys(session, bundle, keys, to)?,
        (true, keys) => {
            let tried = copying::copy_from_any(session, source, keys, to, None)?;
            report.broken.extend(tried.damaged);
            if let Some(other) = tried.other {
                *source = other;
            }
            tried.made
        }
    };
    let mut missed = |why| report.missed.push(MissedReport { medium: medium.clone(), why });
    match made {
        Made::Copied { how, unprotected } => {
            unprotected.into_iter().for_each(|problem| missed(WhyMissed::Parity(problem)));
            return Ok(Some(copy_report(session, to, how)));
        }
        Made::Missed(problem) => missed(WhyMissed::Copy(problem)),
        Made::NoSource => missed(WhyMissed::NoSource),
    }
    Ok(None)
}

/// The record of this run that is kept in the new bundle's index.
fn run_report(session: &Session<'_, '_>, old: &OldBundle, part: &Part) -> serde_json::Value {
    serde_json::json!({
        "checked": "each-record",
        "clock": session.stamp.clock,
        "files": part.records.len(),
        "program": crate::PROGRAM,
        "resealed_from": old.id,
        "seal": old.seal.sha256(),
        "time": session.stamp.time,
        "vault": old.seal.vault,
    })
}
