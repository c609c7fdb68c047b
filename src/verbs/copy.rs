//! `copy`: sealed bundles onto one more drive, from any good copy that is here or from the outbox.
//!
//! Plans first (what the drive lacks, where it can come from, whether it fits), then copies bundle by bundle, each
//! recorded after the fact: a run that was cut off goes on with the next bundle.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use serde::Serialize;

use crate::formats::entry::Role;
use crate::rules::hold::names_of;
use crate::things::destruction::door::Refused;
use crate::things::ledger::state::{BundleState, Proven, Standing};
use crate::things::medium::{Accept, Contact};
use crate::words::ids::{BundleId, MediumId};

use super::archive::apply::copy_report;
use super::archive::{BundleReport, MissedReport, WhyMissed};
use super::copying::{self, Made, Source};
use super::fault::{Fault, Usage};
use super::outcome::{Outcome, Reported};
use super::select::Selection;
use super::session::{Broken, Session, World};
use super::wrapped::{self, Wrapped};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which bundles.
    pub selection: Selection,
    /// The drive to copy to.
    pub to: OsString,
}

/// What a run of `copy` did.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The drive, by its label.
    pub to: String,
    /// The bundles that were copied.
    pub bundles: Vec<BundleReport>,
    /// Selected bundles that the drive held already.
    pub already_there: Vec<BundleId>,
    /// Those of them whose copy there does not count as it stands.
    pub uncounted: Vec<BundleId>,
    /// Kept bundles whose copy there was destroyed, by an order that counts no more: that is on record for good.
    pub destroyed_there: Vec<BundleId>,
    /// Selected bundles of which no good copy is here, and the drives that hold one.
    pub not_here: Vec<NotHere>,
    /// Selected bundles whose keys were wrapped anew: these only the disposer puts on record, whose key did not open.
    pub unsigned: Vec<BundleId>,
    /// Why it did not.
    pub unsigned_why: Option<Fault>,
    /// Copies that did not come about.
    pub missed: Vec<MissedReport>,
    /// Unfinished folders of an earlier run that this one erased.
    pub cleared: Vec<BundleId>,
    /// Other drives that are here and could not be used.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// How many copies the vault wants.
    pub copies_wanted: u32,
    /// Sources that were asked to go, and that have copies enough now.
    #[serde(skip)]
    pub to_sweep: u64,
    /// The copy on that drive that counts for nothing is damaged.
    #[serde(skip)]
    pub damaged: bool,
}

/// A bundle that no connected drive holds a good copy of.
#[derive(Debug, Clone, Serialize)]
pub struct NotHere {
    /// The bundle.
    pub bundle: BundleId,
    /// The drives that hold one, by label.
    pub media: Vec<String>,
}

impl Report {
    /// The drive that was copied to, where all came there, nothing further waits for a copy, and no source for it.
    pub fn free(&self) -> BTreeSet<String> {
        let ended = self.outcome() == Outcome::Done && self.broken.is_empty();
        let is_free = ended && !self.bundles.is_empty() && self.to_sweep == 0;
        is_free.then(|| self.to.clone()).into_iter().collect()
    }
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let all = self.missed.is_empty() && self.not_here.is_empty() && self.unsigned.is_empty();
        match all && self.destroyed_there.is_empty() {
            true => Outcome::Done,
            false => Outcome::PartlyDone,
        }
    }

    fn faults(&self) -> Vec<&Fault> {
        self.broken.iter().map(|drive| &drive.fault).chain(&self.unsigned_why).collect()
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let mut session = Session::open(world, home, "kluis copy")?;
    session.contact(std::slice::from_ref(&request.to), Accept::Current)?;
    let named = first(&session)?;
    let mut broken = session.contact_those_that_hold(Accept::Current)?;
    // The ledger of another drive may show that the named one is in an older state.
    if session.contacts.first().map(|contact| contact.label.medium) != Some(named) {
        let label = session.label(named);
        let at = broken.iter().position(|drive| drive.label.as_ref() == Some(&label));
        return Err(at.map_or(Fault::MediaAbsent(vec![label]), |at| broken.swap_remove(at).fault));
    }
    copy(&mut session, request, broken)
}

/// Runs the verb over the media that are in contact already, the target first.
pub fn in_session(session: &mut Session<'_, '_>, request: &Request) -> Result<Report, Fault> {
    copy(session, request, vec![])
}

/// Copies onto the first medium in contact. Another one that does not hold lends nothing, and does not end the run.
fn copy(
    session: &mut Session<'_, '_>,
    request: &Request,
    mut broken: Vec<Broken>,
) -> Result<Report, Fault> {
    let selected = selected(session, request)?;
    let to = first(session)?;
    broken.extend(copying::leave_out_changed(session, Some(to))?);
    copying::look_first(session, None)?;
    let target = session.in_contact(to)?;
    let label = target.name.clone();
    copying::refuse_lost(session, [target])?;
    if target.storage.describe().read_only {
        return Err(Fault::ReadOnly { label });
    }
    let unsigned_why = open_wraps(session, &selected, to)?;
    let mut report = Report {
        to: label,
        bundles: vec![],
        already_there: vec![],
        uncounted: vec![],
        destroyed_there: vec![],
        not_here: vec![],
        unsigned: vec![],
        unsigned_why,
        missed: vec![],
        cleared: vec![],
        broken,
        copies_wanted: session.vault.config.copies,
        to_sweep: 0,
        damaged: false,
    };
    let (mut planned, damaged) = plan(session, &selected, to, &mut report)?;
    for mut keys in damaged {
        keys.tell(session, &mut report.broken);
    }
    report.cleared = copying::put_in_order(session, Some(to))?.erased;
    // What a run that was cut off had sealed there is taken in by now.
    let target = session.in_contact(to)?;
    planned.retain(|plan| copying::lacks(&session.vault.state.bundles[&plan.0], target));
    session.tell()?;
    for (bundle, mut source) in planned {
        // What was planned by a drive on which a copy of this run failed since is planned again.
        let doubted = |medium| session.vault.state.unsound.contains(&medium);
        if source.as_ref().and_then(|source| source.medium).is_some_and(doubted) {
            source = copying::find(session, bundle)?;
        }
        let source = copy_one(session, bundle, source, to, &mut report)?;
        for (medium, problem) in session.tell()? {
            report.missed.push(MissedReport { medium, why: WhyMissed::Untold(problem) });
        }
        // Last: what waits may go only when the home has written down that the copy stands.
        if let Some(source) = &source {
            let keys = wrapped::find(session, bundle)?;
            copying::let_wait(session, source, keys.bytes.as_deref())?;
        }
    }
    // Copies that waited for a further copy of their keys may count now.
    session.clear_outbox()?;
    report.to_sweep = to_sweep(session, &report)?;
    let known = report.uncounted.iter().filter_map(|id| session.vault.state.bundles.get(id));
    report.damaged = known.into_iter().any(|known| known.is_faulty_on(to));
    Ok(report)
}

/// Opens the disposer's key where keys that were wrapped anew are to be copied: only the disposer puts these on record.
/// Where it does not open and other bundles can be copied without it, gives why.
fn open_wraps(
    session: &mut Session<'_, '_>,
    selected: &[BundleId],
    to: MediumId,
) -> Result<Option<Fault>, Fault> {
    let target = session.in_contact(to)?;
    let lacks = |id: &&BundleId| copying::lacks(&session.vault.state.bundles[*id], target);
    let anew = |id: &&BundleId| is_unsigned(session, target, &session.vault.state.bundles[*id]);
    let (anew, others): (Vec<&BundleId>, Vec<&BundleId>) =
        selected.iter().filter(lacks).partition(anew);
    if anew.is_empty() {
        return Ok(None);
    }
    let alone = others.is_empty();
    let opened = session
        .world
        .access
        .open(&session.vault)
        .and_then(|identities| session.world.access.disposer(&session.vault, &identities));
    match opened {
        Ok(disposer) => session.wraps = Some(disposer),
        Err(why) if alone => return Err(why.into()),
        Err(why) => return Ok(Some(why.into())),
    }
    Ok(None)
}

/// Whether a drive is to get keys with a bundle that only the disposer puts on record, whose key is not open.
fn is_unsigned(session: &Session<'_, '_>, target: &Contact, known: &BundleState) -> bool {
    target.has_role(Role::Keys) && known.newest_generation > 1 && session.wraps.is_none()
}

/// The medium that came into contact before all others.
fn first(session: &Session<'_, '_>) -> Result<MediumId, Fault> {
    Ok(session.contacts.first().ok_or(Fault::NoMedium)?.label.medium)
}

/// How many sources may go now that somebody had asked to remove, where something was copied.
fn to_sweep(session: &Session<'_, '_>, report: &Report) -> Result<u64, Fault> {
    if report.bundles.is_empty() {
        return Ok(0);
    }
    let vault = &session.vault;
    let kept = vault.state.bundles.iter().filter(|(_, known)| known.standing() == Standing::Kept);
    let kept: Vec<BundleId> = kept.map(|(id, _)| *id).collect();
    super::to_sweep::to_sweep(vault, session.world.users_folder.as_deref(), &kept)
}

/// The bundles that are meant. One that is being destroyed gets no further copy.
fn selected(session: &Session<'_, '_>, request: &Request) -> Result<Vec<BundleId>, Fault> {
    let mut selected = request.selection.resolve(&session.vault, true)?;
    let standing = |id: &BundleId| session.vault.state.bundles[id].standing();
    if !request.selection.bundles.is_empty()
        && let Some(bundle) = selected.iter().find(|id| standing(id) != Standing::Kept)
    {
        return Err(match standing(bundle) {
            Standing::Destroyed => Usage::AlreadyDestroyed(*bundle).into(),
            _ => Refused::UnderDestruction(*bundle).into(),
        });
    }
    selected.retain(|id| standing(id) == Standing::Kept);
    Ok(selected)
}

/// A bundle, and where its files come from; none for a drive that gets keys alone.
type Planned = (BundleId, Option<Source>);

/// What the drive lacks and can get, and the keys that it can't get since they are damaged. Refuses what does not fit
/// before anything is written.
fn plan(
    session: &Session<'_, '_>,
    selected: &[BundleId],
    to: MediumId,
    report: &mut Report,
) -> Result<(Vec<Planned>, Vec<Wrapped>), Fault> {
    let target = session.in_contact(to)?;
    let (mut planned, mut damaged, mut needed) = (Vec::new(), Vec::new(), 0);
    for &bundle in selected {
        let known = &session.vault.state.bundles[&bundle];
        if known.destroyed_on.contains_key(&to) {
            report.destroyed_there.push(bundle);
            continue;
        }
        if !copying::lacks(known, target) {
            report.already_there.push(bundle);
            let there = &target.label.medium;
            let counted = session.vault.counted(known, Proven::ReadBack);
            let (data, keys) = (known.copies.contains_key(there), counted.keys_on.contains(there));
            if (data && !counted.on.contains(there)) || (!data && !keys) {
                report.uncounted.push(bundle);
            }
            continue;
        }
        if is_unsigned(session, target, known) {
            report.unsigned.push(bundle);
            continue;
        }
        let keys = match target.has_role(Role::Keys) {
            true => Some(wrapped::find(session, bundle)?),
            false => None,
        };
        let has_key = keys.as_ref().is_none_or(|keys| keys.bytes.is_some());
        let source = match target.has_role(Role::Data) {
            true => copying::find(session, bundle)?,
            false => None,
        };
        let lacks_data = target.has_role(Role::Data) && source.is_none();
        if !has_key || lacks_data {
            let media = match lacks_data {
                true => copying::holders(session, bundle),
                false => wrapped::holders_away(session, known),
            };
            let here = keys.filter(Wrapped::is_damaged);
            // Damaged keys are reported with their drive; whole ones may lie on an absent drive.
            if here.is_none() || !media.is_empty() {
                report.not_here.push(NotHere { bundle, media });
            }
            damaged.extend(here);
            continue;
        }
        needed += source.as_ref().map_or(0, Source::bytes_needed);
        planned.push((bundle, source));
    }
    let none_here = planned.is_empty() && damaged.is_empty() && !report.not_here.is_empty();
    if none_here && report.already_there.is_empty() {
        let groups = std::mem::take(&mut report.not_here);
        // A drive that has it may be here, and be damaged.
        let of_these = |drive: &Broken| {
            let label = drive.label.as_ref();
            label.is_some_and(|label| groups.iter().any(|gone| gone.media.contains(label)))
        };
        if let Some(at) = report.broken.iter().position(of_these) {
            return Err(report.broken.swap_remove(at).fault);
        }
        return Err(Fault::NoneOfThese(groups.into_iter().map(|gone| gone.media).collect()));
    }
    let label = || target.name.clone();
    let free = target
        .storage
        .free_bytes()
        .map_err(|problem| Fault::Storage { label: label(), problem })?;
    match free < needed {
        true => Err(Fault::NoRoom { label: label(), free, needed }),
        false => Ok((planned, damaged)),
    }
}

/// Makes one copy; gives the source that it came from.
fn copy_one(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    source: Option<Source>,
    to: MediumId,
    report: &mut Report,
) -> Result<Option<Source>, Fault> {
    let mut keys = wrapped::find(session, bundle)?;
    keys.tell(session, &mut report.broken);
    let key_file = keys.bytes;
    let (made, source) = match (source, &key_file) {
        (Some(source), _) => {
            let tried = copying::copy_from_any(session, &source, key_file.as_deref(), to, None)?;
            report.broken.extend(tried.damaged);
            (tried.made, Some(tried.other.unwrap_or(source)))
        }
        (None, Some(key_file)) => (copying::copy_keys(session, bundle, key_file, to)?, None),
        (None, None) => return Ok(None),
    };
    match made {
        Made::Missed(problem) => {
            let medium = report.to.clone();
            report.missed.push(MissedReport { medium, why: WhyMissed::Copy(problem) });
        }
        Made::NoSource => {
            let medium = report.to.clone();
            report.missed.push(MissedReport { medium, why: WhyMissed::NoSource });
        }
        Made::Copied { how, unprotected } => {
            report.missed.extend(unprotected.map(|problem| MissedReport {
                medium: report.to.clone(),
                why: WhyMissed::Parity(problem),
            }));
            let known = &session.vault.state.bundles[&bundle];
            report.bundles.push(BundleReport {
                bundle,
                records: known.records,
                bytes: known.bytes,
                copies: vec![copy_report(session, to, how)],
                holds: names_of(&known.holds),
                sample: None,
            });
        }
    }
    Ok(source)
}
