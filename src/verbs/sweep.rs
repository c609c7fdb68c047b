//! `sweep`: removes sources that were sealed, once their bundles have copies enough, each compared again at that
//! moment with what was sealed. Needs no identity: the home's `known/` says what a file was.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::powers::medium::Renewal;
use crate::powers::sources::{Roots, walk};
use crate::things::ledger::state::{BundleState, Proven, Standing};
use crate::things::medium::Accept;
use crate::things::vault::memory::Remembered;
use crate::things::vault::sources;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

use super::archive::known::{Holding, Known};
use super::archive::moving::{self, Movable, TOO_FEW_COPIES, stays, what_is_wanting};
use super::archive::{LeftReport, MissedReport};
use super::copying;
use super::fault::Fault;
use super::outcome::{Outcome, Reported};
use super::session::{Session, World};

#[derive(Debug, Clone)]
pub struct Request {
    pub dry_run: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub dry_run: bool,
    /// Sources that were removed, or would be.
    pub removed: u64,
    pub removed_bytes: u64,
    /// Those that would be removed, in a dry run.
    pub would_go: Vec<String>,
    /// Sealed sources that stay, and why.
    pub stays: Vec<LeftReport>,
    /// Bundles with too few copies to let their sources go.
    pub waiting: Vec<BundleId>,
    /// Drives whose copies of these let no source go yet, since they may have been read from a cache.
    pub cached: Vec<CachedReport>,
    /// Places of sources that are not there any more.
    pub gone: Vec<String>,
    pub missed: Vec<MissedReport>,
    pub copies_wanted: u32,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        match (self.missed.is_empty(), self.stays.is_empty()) {
            (false, _) => Outcome::PartlyDone,
            (true, false) => Outcome::Finding,
            (true, true) => Outcome::Done,
        }
    }
}

/// A drive with copies that may have been read from a cache, and after what a verification lets them count.
#[derive(Debug, Clone, Serialize)]
pub struct CachedReport {
    pub medium: String,
    pub counts_after: Renewal,
}

/// A source that may go.
struct Found {
    path: PathBuf,
    bytes: u64,
    sha256: Digest,
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let mut session = Session::open(world, home, "kluis sweep")?;
    // Their ledgers may know more of the copies than this home does.
    session.contact_all(Accept::Current)?;
    in_session(&mut session, request)
}

/// Runs the verb over the media that are in contact already.
pub fn in_session(session: &mut Session<'_, '_>, request: &Request) -> Result<Report, Fault> {
    copying::look_first(session, None)?;
    let mut report = Report {
        dry_run: request.dry_run,
        removed: 0,
        removed_bytes: 0,
        would_go: vec![],
        stays: vec![],
        waiting: vec![],
        cached: vec![],
        gone: vec![],
        missed: vec![],
        copies_wanted: session.vault.config.copies,
    };
    let may_go = plan(session, &mut report)?;
    for (bundle, found) in may_go {
        if request.dry_run {
            report.removed += found.len() as u64;
            report.removed_bytes += found.iter().map(|found| found.bytes).sum::<u64>();
            let paths = found.iter().map(|found| found.path.to_string_lossy().into_owned());
            report.would_go.extend(paths);
            continue;
        }
        let movable = found.iter().map(|found| Movable {
            source: &found.path,
            bytes: found.bytes,
            sha256: found.sha256,
        });
        let went = moving::remove(session, bundle, movable)?;
        report.removed += went.files;
        report.removed_bytes += went.bytes;
        report.stays.extend(went.stays);
    }
    if !request.dry_run && report.removed > 0 {
        let untold = session.tell()?.into_iter();
        report.missed = untold
            .map(|(medium, problem)| MissedReport { medium, why: problem.to_string() })
            .collect();
    }
    Ok(report)
}

/// Looks through the places of all sources: what may go, by the bundle that lets it, and what stays. A file that lies
/// in several bundles goes when all of them have their copies.
fn plan(
    session: &Session<'_, '_>,
    report: &mut Report,
) -> Result<BTreeMap<BundleId, Vec<Found>>, Fault> {
    let vault = &session.vault;
    let kept = vault.state.bundles.iter().filter(|(_, b)| b.standing() == Standing::Kept);
    let bundles: Vec<BundleId> = kept.map(|(id, _)| *id).collect();
    let known = Known::of(vault, &bundles)?;
    let mut roots = Roots::default();
    for bundle in &bundles {
        for path in sources::of(vault, *bundle)? {
            if roots.add(&path, session.world.users_folder.as_deref()).is_err() {
                report.gone.push(path.to_string_lossy().into_owned());
            }
        }
    }
    report.gone.sort();
    report.gone.dedup();
    let home = vault.root.canonicalize().unwrap_or_else(|_| vault.root.clone());
    let mut ours = vec![home];
    ours.extend(session.contacts.iter().map(|contact| contact.path.join(contact.folder.as_str())));
    let mut may_go: BTreeMap<BundleId, Vec<Found>> = BTreeMap::new();
    for found in &walk(&roots, None, &ours).found {
        let path = roots.path_of(found);
        match known.all_that_hold(&roots.name_of(found), &path) {
            Holding::Never => {}
            Holding::Changed => report.stays.push(stays(&path, "changed-since")),
            Holding::Sealed { sha256, bundles } => {
                let mut wanting = None;
                for bundle in &bundles {
                    let why = what_is_wanting(session, *bundle);
                    if why == Some(TOO_FEW_COPIES) {
                        report.waiting.push(*bundle);
                    }
                    wanting = wanting.or(why);
                }
                match (wanting, bundles.first()) {
                    (None, Some(bundle)) => {
                        let found = Found { path, bytes: found.bytes, sha256 };
                        may_go.entry(*bundle).or_default().push(found);
                    }
                    (why, _) => report.stays.push(stays(&path, why.unwrap_or(TOO_FEW_COPIES))),
                }
            }
        }
    }
    report.waiting.sort();
    report.waiting.dedup();
    report.cached = cached(session, &report.waiting);
    Ok(may_go)
}

/// The drives on which copies of these bundles stand that were perhaps read from a cache.
fn cached(session: &Session<'_, '_>, bundles: &[BundleId]) -> Vec<CachedReport> {
    let vault = &session.vault;
    let bundles = bundles.iter().filter_map(|bundle| vault.state.bundles.get(bundle));
    let copies = bundles.flat_map(BundleState::standing_copies);
    let media: BTreeSet<MediumId> = copies
        .filter(|(_, copy)| copy.proven() == Proven::Cached)
        .map(|(medium, _)| medium)
        .collect();
    let known = media.iter().filter_map(|medium| vault.memory.media.get(medium));
    let report = |known: &Remembered| CachedReport {
        medium: known.label.clone(),
        counts_after: known.counts_after(),
    };
    known.map(report).collect()
}
