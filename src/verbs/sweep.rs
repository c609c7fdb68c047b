//! `sweep`: removes sources that somebody asked to remove, once their bundles have copies enough; each is compared
//! again at that moment with what was sealed. Somebody asked with `archive --move`, or names a path here. Needs no
//! identity: the home's `known/` says what a file was.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::powers::medium::Renewal;
use crate::powers::real_path;
use crate::powers::sources::{Roots, walk};
use crate::things::ledger::state::{BundleState, Proven, Standing};
use crate::things::medium::Accept;
use crate::things::vault::memory::Remembered;
use crate::things::vault::sources::{self, Sources};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

use super::archive::moving::{self, Movable, stays, what_is_wanting};
use super::archive::{LeftReport, MissedReport, WhyLeft, WhyMissed, apart};
use super::copying;
use super::fault::{Fault, Usage, at_home};
use super::outcome::{Outcome, Reported};
use super::session::{Broken, Session, World};
use super::wanting::Wanting;
use crate::things::vault::known::{Holding, Known};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The sources here are to go; where no path is named, those that `--move` was given for.
    pub paths: Vec<PathBuf>,
    /// Say what would go; remove nothing.
    pub dry_run: bool,
}

/// What a run of `sweep` did, or would do.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whether nothing was removed.
    pub dry_run: bool,
    /// Neither a path was named, nor was `--move` asked for any place that is here.
    pub nothing_asked: bool,
    /// Then: places that are still here and hold sealed files that nobody asked to remove.
    pub sealed_from: Vec<String>,
    /// Sources that were removed, or would be.
    pub removed: u64,
    /// The sum of the removed sources' sizes.
    pub removed_bytes: u64,
    /// Those that would be removed, in a dry run.
    pub would_go: Vec<String>,
    /// Sealed sources that stay, and why.
    pub stays: Vec<LeftReport>,
    /// Bundles with too few copies to let their sources go.
    pub waiting: Vec<BundleId>,
    /// What gives those their copies.
    #[serde(flatten)]
    pub wanting: Wanting,
    /// Drives whose copies of these let no source go yet, since they may have been read from a cache.
    pub cached: Vec<CachedReport>,
    /// Places of sources that are not there any more.
    pub gone: Vec<String>,
    /// Drives that could not be told of it.
    pub missed: Vec<MissedReport>,
    /// Drives that are here and don't hold: nothing on them counts.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// How many copies the vault wants.
    pub copies_wanted: u32,
    /// The drives by whose copies it was judged, by label.
    #[serde(skip)]
    pub drives: BTreeSet<String>,
}

impl Report {
    /// The drives that nothing of this run needs any more, where sources went and none waits for a copy.
    pub fn free(&self) -> BTreeSet<String> {
        let ended = !self.dry_run && self.outcome() == Outcome::Done && self.broken.is_empty();
        let is_free = ended && self.removed > 0 && self.waiting.is_empty();
        if is_free { self.drives.clone() } else { BTreeSet::new() }
    }
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        match (self.missed.is_empty(), self.stays.is_empty()) {
            (false, _) => Outcome::PartlyDone,
            (true, false) => Outcome::Finding,
            (true, true) => Outcome::Done,
        }
    }

    fn faults(&self) -> Vec<&Fault> {
        self.broken.iter().map(|drive| &drive.fault).collect()
    }
}

/// A drive with copies that may have been read from a cache.
#[derive(Debug, Clone, Serialize)]
pub struct CachedReport {
    /// The drive's label.
    pub medium: String,
    /// What must happen before a verification lets them count.
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
    let broken = session.contact_those_that_hold(Accept::Current)?;
    sweep(&mut session, request, broken)
}

/// Runs the verb over the media that are in contact already.
pub fn in_session(session: &mut Session<'_, '_>, request: &Request) -> Result<Report, Fault> {
    sweep(session, request, vec![])
}

/// Sweeps by the media in contact. Nothing on one that does not hold counts, and it keeps nobody from the others.
fn sweep(
    session: &mut Session<'_, '_>,
    request: &Request,
    mut broken: Vec<Broken>,
) -> Result<Report, Fault> {
    broken.extend(copying::leave_out_changed(session, None)?);
    let broken = copying::refuse_without_any(session, broken)?;
    let mut report = Report {
        dry_run: request.dry_run,
        nothing_asked: false,
        sealed_from: vec![],
        removed: 0,
        removed_bytes: 0,
        would_go: vec![],
        stays: vec![],
        waiting: vec![],
        wanting: Wanting::default(),
        cached: vec![],
        gone: vec![],
        missed: vec![],
        broken,
        copies_wanted: session.vault.config.copies,
        drives: session.contacts.names(),
    };
    let may_go = plan(session, request, &mut report)?;
    for (bundle, found) in may_go {
        if request.dry_run {
            report.removed += found.len() as u64;
            report.removed_bytes += found.iter().map(|found| found.bytes).sum::<u64>();
            let paths = found.iter().map(|found| found.path.to_string_lossy().into_owned());
            report.would_go.extend(paths);
            continue;
        }
        let movable = found.iter().map(|found| Movable {
            source: found.path.clone(),
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
            .map(|(medium, problem)| MissedReport { medium, why: WhyMissed::Untold(problem) })
            .collect();
    }
    Ok(report)
}

/// The places of the sources that are to go: by the bundle for which somebody asked, or those that are named.
struct Asked {
    roots: Roots,
    named: bool,
    by_bundle: BTreeMap<BundleId, Sources>,
}

impl Asked {
    fn read(
        session: &Session<'_, '_>,
        request: &Request,
        bundles: &[BundleId],
        gone: &mut Vec<String>,
    ) -> Result<Asked, Fault> {
        let users_folder = session.world.users_folder.as_deref();
        let named = !request.paths.is_empty();
        let mut asked = Asked { roots: Roots::default(), named, by_bundle: BTreeMap::new() };
        for path in &request.paths {
            let source = |source| Usage::Source { path: path.clone(), source };
            asked.roots.add(path, users_folder).map_err(source)?;
        }
        apart::refuse_ours(session, &asked.roots)?;
        for bundle in bundles.iter().filter(|_| !named) {
            let sources = sources::of(&session.vault, *bundle).map_err(at_home)?;
            for path in &sources.moving {
                if asked.roots.add(path, users_folder).is_err() {
                    gone.push(path.to_string_lossy().into_owned());
                }
            }
            asked.by_bundle.insert(*bundle, sources);
        }
        gone.sort();
        gone.dedup();
        Ok(asked)
    }

    /// Where the sources of the bundles are, as far as these places are still here.
    fn sealed_from(&self) -> Vec<String> {
        let places = self.by_bundle.values().flat_map(|known| &known.places);
        let here: BTreeSet<&PathBuf> = places.filter(|place| place.exists()).collect();
        here.into_iter().map(|place| place.to_string_lossy().into_owned()).collect()
    }

    /// Whether a file that stands in these bundles is to go.
    fn is_to_go(&self, path: &Path, bundles: &[BundleId]) -> bool {
        let by = |bundle| self.by_bundle.get(bundle).is_some_and(|known| known.is_to_go(path));
        self.named || bundles.iter().any(by)
    }
}

/// Looks through the places of what is to go: what may go, by the bundle that lets it, and what stays. A file that lies
/// in several bundles goes when all of them have their copies.
fn plan(
    session: &Session<'_, '_>,
    request: &Request,
    report: &mut Report,
) -> Result<BTreeMap<BundleId, Vec<Found>>, Fault> {
    let vault = &session.vault;
    let kept = vault.state.bundles.iter().filter(|(_, b)| b.standing() == Standing::Kept);
    let bundles: Vec<BundleId> = kept.map(|(id, _)| *id).collect();
    let known = Known::whole(vault, &bundles)?;
    let asked = Asked::read(session, request, &bundles, &mut report.gone)?;
    let roots = &asked.roots;
    report.nothing_asked = roots.paths().next().is_none();
    if report.nothing_asked {
        report.sealed_from = asked.sealed_from();
    }
    let home = real_path::of(&vault.root).unwrap_or_else(|_| vault.root.clone());
    let mut ours = vec![home];
    ours.extend(session.contacts.iter().map(|contact| contact.path.join(contact.folder.as_str())));
    let mut may_go: BTreeMap<BundleId, Vec<Found>> = BTreeMap::new();
    for found in &walk(roots, None, &ours).found {
        let path = found.path();
        match known.all_that_hold(&roots.name_of(found), &path) {
            Holding::Never => {}
            Holding::Changed => report.stays.push(stays(&path, WhyLeft::ChangedSince)),
            Holding::Sealed { bundles, .. } if !asked.is_to_go(&path, &bundles) => {}
            Holding::Sealed { sha256, bundles } => {
                let mut wanting = None;
                for bundle in &bundles {
                    let why = what_is_wanting(session, *bundle);
                    if why == Some(WhyLeft::TooFewCopies) {
                        report.waiting.push(*bundle);
                    }
                    wanting = wanting.or(why);
                }
                match (wanting, bundles.first()) {
                    (None, Some(bundle)) => {
                        let found = Found { path, bytes: found.bytes, sha256 };
                        may_go.entry(*bundle).or_default().push(found);
                    }
                    (why, _) => {
                        report.stays.push(stays(&path, why.unwrap_or(WhyLeft::TooFewCopies)))
                    }
                }
            }
        }
    }
    report.waiting.sort();
    report.waiting.dedup();
    report.wanting = Wanting::of(vault, &report.waiting);
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
