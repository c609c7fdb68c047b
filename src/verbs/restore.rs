//! `restore`: gives records back, byte for byte, into an empty or new folder, with what proves them.
//!
//! Before anything is written: which bundles have what is asked for, which drives are here, which
//! seals hold, which keys open. Then bundle by bundle: found in the index, read, hashed, named. A
//! record that damage has hit is read from another drive that is here, or else named. Last the
//! disclosure goes on record. Implements format §5.

mod home;
mod media;
mod patterns;
mod scan;
mod stream;
mod written;

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::formats::entry::{Event, Restored};
use crate::formats::index::Record;
use crate::powers::asker::{Act, Watcher};
use crate::powers::envelope::Unopened;
use crate::powers::medium::StorageProblem;
use crate::powers::target;
use crate::rules::hold::Reference;
use crate::things::bundle::open::OpenProblem;
use crate::things::files::FileProblem;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::TYPED_BYTES_MAX;
use crate::words::names::TrueName;

use super::fault::{Fault, Usage};
use super::outcome::{Outcome, Reported};
use super::select::Selection;
use super::session::{Session, World};

use media::{Media, Opened};
use patterns::Patterns;
use stream::{Asked, Reading, stream};
use written::{Came, Hit, Written};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub selection: Selection,
    /// Globs over true names; none asks for every record.
    pub matching: Vec<String>,
    pub to: PathBuf,
    pub reason: String,
    pub whom: Option<String>,
    pub reference: Option<Reference>,
}

/// A record that stands under another name than its own.
#[derive(Debug, Clone, Serialize)]
pub struct RenamedReport {
    pub bundle: BundleId,
    pub name: TrueName,
    pub written_as: TrueName,
}

/// A record that a drive could not give as it was sealed.
#[derive(Debug, Clone, Serialize)]
pub struct DamagedReport {
    pub bundle: BundleId,
    pub n: u64,
    pub name: TrueName,
    pub medium: String,
    pub why: String,
}

/// A bundle that could not be opened on any drive that is here.
#[derive(Debug, Clone, Serialize)]
pub struct FailedReport {
    pub bundle: BundleId,
    pub why: String,
    #[serde(skip)]
    outcome: Outcome,
}

/// What a run of `restore` gave back.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The client's name; the surface shows it for every verb alike.
    #[serde(skip)]
    pub vault: String,
    /// The folder; none where nothing was written.
    pub target: Option<String>,
    pub bundles: Vec<BundleId>,
    pub records: u64,
    pub bytes: u64,
    pub renamed: Vec<RenamedReport>,
    /// Not given back; no file stands for these.
    pub damaged: Vec<DamagedReport>,
    /// Damaged on this drive, and given back from another.
    pub healed: Vec<DamagedReport>,
    pub failed: Vec<FailedReport>,
    /// Selected, and destroyed or being destroyed.
    pub gone: Vec<BundleId>,
    /// Their `records.commit` was damaged on every drive here, so that it is not beside the seal.
    pub without_commitments: Vec<BundleId>,
    /// Patterns that no record fits.
    pub not_found: Vec<String>,
    /// The drives that records came from.
    pub media: Vec<String>,
    pub reference: Option<Reference>,
    /// Drives here that could not be told of this disclosure, and will be at their next contact.
    pub untold: Vec<String>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let damaged = !self.damaged.is_empty() || !self.without_commitments.is_empty();
        let finding = self.records == 0
            || !self.not_found.is_empty()
            || !self.gone.is_empty()
            || !self.healed.is_empty();
        let own = match (damaged, finding) {
            (true, _) => Outcome::Fixity,
            (false, true) => Outcome::Finding,
            (false, false) => Outcome::Done,
        };
        self.failed
            .iter()
            .map(|failed| failed.outcome)
            .fold(own, Ord::max)
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    check_words(request)?;
    let patterns = Patterns::read(&request.matching)?;
    let mut session = Session::open(world, home, "kluis restore")?;
    let mut bundles = request.selection.resolve(&session.vault, true)?;
    target::look(&request.to)?;
    check_place(&request.to, &session.vault.root)?;
    let identities = session.world.access.open(&session.vault)?;
    bundles.retain(|bundle| home::may_hold(&session.vault, *bundle, &identities, &patterns));

    let mut media = Media::new(&mut session);
    let openings = media.open(&bundles, &identities)?;
    let mut report = Report::new(&media, request);
    report.gone = openings.gone;
    let mut failed = openings.failed;
    if openings.opened.is_empty() && !failed.is_empty() {
        return Err(failed.swap_remove(0).1);
    }
    report.failed.extend(
        failed
            .into_iter()
            .map(|(bundle, fault)| failed_report(bundle, &fault)),
    );

    let watcher = media.session.world.watcher;
    let sizes = openings
        .opened
        .iter()
        .map(|opened| opened.seal.counts.bytes);
    watcher.begin(
        Act::Restoring,
        if patterns.is_empty() { sizes.sum() } else { 0 },
    );
    let mut run = Run {
        media,
        patterns: &patterns,
        watcher,
        to: &request.to,
        written: None,
        report,
    };
    let result = openings
        .opened
        .iter()
        .try_for_each(|opened| run.restore(opened));
    watcher.end();
    run.finish(result, request)
}

/// Words that go on record are there and bounded.
fn check_words(request: &Request) -> Result<(), Usage> {
    let fits = |text: &str| !text.trim().is_empty() && text.len() <= TYPED_BYTES_MAX;
    if !fits(&request.reason) {
        return Err(Usage::BadText("--reason"));
    }
    if request.whom.as_deref().is_some_and(|whom| !fits(whom)) {
        return Err(Usage::BadText("--for"));
    }
    Ok(())
}

/// Refuses a target inside a vault's home or inside a vault's folder on a drive.
fn check_place(to: &Path, home: &Path) -> Result<(), Fault> {
    let io = |source| Fault::Io {
        path: to.into(),
        source,
    };
    let absolute = std::path::absolute(to).map_err(io)?;
    // What is there already decides where a new folder lies, links included.
    let there = absolute
        .ancestors()
        .find(|path| path.exists())
        .unwrap_or(Path::new("/"));
    let real = there.canonicalize().map_err(io)?;
    let home = home.canonicalize().map_err(io)?;
    let is_ours = |folder: &Path| {
        folder == home
            || folder.join(crate::things::vault::CONFIG).is_file()
            || is_on_medium(folder)
    };
    if real.ancestors().any(is_ours) {
        return Err(Usage::TargetIsOurs(to.into()).into());
    }
    Ok(())
}

/// Whether this is the folder of a vault on a drive.
fn is_on_medium(folder: &Path) -> bool {
    let name = folder
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or("");
    let beside = folder.with_file_name(crate::formats::drive::NAME);
    name.strip_prefix("kluis-")
        .is_some_and(|hex| hex.len() == 8)
        && beside.is_file()
}

fn failed_report(bundle: BundleId, fault: &Fault) -> FailedReport {
    let outcome = match fault {
        Fault::Seal { .. } => Outcome::Seal,
        Fault::Open { problem, .. } => match problem {
            OpenProblem::OtherKey | OpenProblem::OtherIndex => Outcome::Seal,
            // A file that is larger than the seal says, or gone, is not what was sealed either.
            OpenProblem::NotAsSealed { .. }
            | OpenProblem::Index(_)
            | OpenProblem::File(FileProblem::TooLarge { .. })
            | OpenProblem::File(FileProblem::Storage(StorageProblem::Absent { .. })) => {
                Outcome::Fixity
            }
            OpenProblem::Unopened(Unopened::NoIdentity | Unopened::Io(_)) => Outcome::PartlyDone,
            OpenProblem::Unopened(_) => Outcome::Fixity,
            OpenProblem::NoKey | OpenProblem::Key(_) | OpenProblem::File(_) => Outcome::PartlyDone,
        },
        _ => Outcome::PartlyDone,
    };
    FailedReport {
        bundle,
        why: fault.to_string(),
        outcome,
    }
}

impl Report {
    fn new(media: &Media<'_, '_, '_>, request: &Request) -> Report {
        Report {
            vault: media.session.vault.config.name.clone(),
            target: None,
            bundles: vec![],
            records: 0,
            bytes: 0,
            renamed: vec![],
            damaged: vec![],
            healed: vec![],
            failed: vec![],
            gone: vec![],
            without_commitments: vec![],
            not_found: vec![],
            media: vec![],
            reference: request.reference.clone(),
            untold: vec![],
        }
    }
}

/// The part of a run that writes.
struct Run<'r, 's, 'a, 'w> {
    media: Media<'s, 'a, 'w>,
    patterns: &'r Patterns,
    watcher: &'w dyn Watcher,
    to: &'r Path,
    /// Opened by the first record that comes.
    written: Option<Written>,
    report: Report,
}

impl Run<'_, '_, '_, '_> {
    /// Restores what is asked for of one bundle, from one drive and, for what damage has hit there,
    /// from the others that are here.
    fn restore(&mut self, opened: &Opened) -> Result<(), Fault> {
        let others = self.media.with_copy(opened.bundle);
        let others = others.into_iter().filter(|medium| *medium != opened.first);
        let mut left: Option<Vec<Hit>> = None;
        let mut hit_before = Vec::new();
        let mut problem = None;
        for medium in std::iter::once(opened.first).chain(others) {
            // The first is in contact; that another can't be had is no fault of this run.
            if !matches!(self.media.find(medium), Ok(true)) {
                continue;
            }
            let asked = match &left {
                None => Asked::Matching(self.patterns),
                Some(hits) => Asked::These(hits.iter().map(|hit| hit.record.clone()).collect()),
            };
            match self.read(opened, medium, asked)? {
                Ok(hits) => {
                    hit_before.extend(hits.iter().map(|hit| self.damaged(opened, medium, hit)));
                    left = Some(hits);
                }
                Err(fault) => problem = problem.or(Some(fault)),
            }
            if left.as_ref().is_some_and(Vec::is_empty) {
                break;
            }
        }
        match left {
            None => {
                let failed = problem.map(|fault| failed_report(opened.bundle, &fault));
                self.report.failed.extend(failed);
            }
            Some(hits) => {
                let lost = |report: &DamagedReport| hits.iter().any(|hit| hit.record.n == report.n);
                let (damaged, healed): (Vec<_>, Vec<_>) = hit_before.into_iter().partition(lost);
                self.report.damaged.extend(damaged);
                self.report.healed.extend(healed);
            }
        }
        self.add_seal(opened)
    }

    /// Reads from one medium; gives the records that damage has hit there. The inner fault is the
    /// bundle's on this medium, the outer one ends the run.
    fn read(
        &mut self,
        opened: &Opened,
        medium: MediumId,
        asked: Asked<'_>,
    ) -> Result<Result<Vec<Hit>, Fault>, Fault> {
        let bundle = opened.bundle;
        let (place, label) = self.media.place(medium, bundle)?;
        let reading = Reading {
            seal: &opened.seal,
            place,
            identity: &opened.identity,
            watcher: self.watcher,
        };
        let (vault, to) = (&self.media.session.vault, self.to);
        let (written, report) = (&mut self.written, &mut self.report);
        let before = written.as_ref().map_or(0, |written| written.records);
        let mut hits = Vec::new();
        let done = stream(&reading, asked, &mut |piece| {
            if written.is_none() {
                *written = Some(Written::start(to, vault)?);
            }
            let Some(written) = written.as_mut() else {
                return Ok(());
            };
            match written.take(bundle, piece)? {
                Came::Well => {}
                Came::Renamed(renamed) => report.renamed.push(RenamedReport {
                    bundle,
                    name: renamed.record.true_name(),
                    written_as: renamed.path.to_name(),
                }),
                Came::Hit(hit) => hits.push(*hit),
            }
            Ok(())
        })?;
        let after = self.written.as_ref().map_or(0, |written| written.records);
        if after > before && !self.report.media.contains(&label) {
            self.report.media.push(label.clone());
        }
        Ok(done.map(|()| hits).map_err(|problem| Fault::Open {
            label,
            bundle,
            problem,
        }))
    }

    fn damaged(&self, opened: &Opened, medium: MediumId, hit: &Hit) -> DamagedReport {
        let Hit { record, damage } = hit;
        DamagedReport {
            bundle: opened.bundle,
            n: record.n,
            name: Record::true_name(record),
            medium: self.media.session.label(medium),
            why: damage.to_string(),
        }
    }

    /// Puts the seal beside the records, if any came.
    fn add_seal(&mut self, opened: &Opened) -> Result<(), Fault> {
        let Some(written) = &mut self.written else {
            return Ok(());
        };
        if !written.bundles.contains(&opened.bundle) {
            return Ok(());
        }
        written.add_seal(&opened.seal)?;
        let others = self.media.with_copy(opened.bundle);
        for medium in std::iter::once(opened.first).chain(others) {
            let Ok((place, _)) = self.media.place(medium, opened.bundle) else {
                continue;
            };
            if written.add_commitments(&opened.seal, &place)? {
                return Ok(());
            }
        }
        self.report.without_commitments.push(opened.bundle);
        Ok(())
    }

    /// Ends the folder and puts on record what was given out, also where a fault cut the run short.
    fn finish(mut self, result: Result<(), Fault>, request: &Request) -> Result<Report, Fault> {
        self.report.not_found = self.patterns.unmet();
        let session = self.media.session;
        let Some(written) = self.written else {
            return result.map(|()| self.report);
        };
        self.report.target = Some(self.to.to_string_lossy().into_owned());
        self.report.bundles = written.bundles.clone();
        (self.report.records, self.report.bytes) = (written.records, written.bytes);
        let result = result.and_then(|()| written.finish(&session.vault));
        if self.report.records > 0 {
            self.report.untold = put_on_record(session, request, &self.report)?;
        }
        result.map(|()| self.report)
    }
}

/// Puts the disclosure into the ledger, its words encrypted. Gives the drives that were not told.
fn put_on_record(
    session: &mut Session<'_, '_>,
    request: &Request,
    report: &Report,
) -> Result<Vec<String>, Fault> {
    let reference = request.reference.as_ref().map(Reference::to_string);
    let words = [
        ("reason", Some(&request.reason)),
        ("for", request.whom.as_ref()),
        ("ref", reference.as_ref()),
    ];
    let text: Map<String, Value> = words
        .into_iter()
        .filter_map(|(key, word)| Some((key.to_owned(), Value::from(word?.as_str()))))
        .collect();
    let note = session.note(text)?;
    let restored = Restored {
        bundles: report.bundles.clone(),
        bytes: report.bytes,
        records: report.records,
        reference: reference.map(|reference| session.vault.tag("ref", &reference)),
    };
    session.record(Event::Restored(restored), Some(note))?;
    Ok(session
        .tell()?
        .into_iter()
        .map(|(label, _)| label)
        .collect())
}
