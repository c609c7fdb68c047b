//! `destroy --scan`: searches a bare drive, or an image of one, for the sectors that destroyed bundles had there, and
//! puts on record what was found.
//!
//! Which drive an image shows is a person's word. Where nothing is found on what does not look like that drive, nothing
//! is recorded: it would only prove that another drive was searched.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use crate::formats::entry::{Event, Scanned};
use crate::powers::raw::{Raw, RawProblem};
use crate::powers::signer::SigningKey;
use crate::things::destruction::noted;
use crate::things::destruction::scan::{Found, Scan, Unscanned, scan};
use crate::things::destruction::sectors::SectorHash;
use crate::things::vault::{Vault, VaultProblem};
use crate::verbs::fault::{Fault, ScanFault, Usage, at_home};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::select;
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::TYPED_BYTES_MAX;

const VERB: &str = "kluis destroy";

/// How long a search that is done waits for a vault that another run has, and how often.
const WAITS: Duration = Duration::from_millis(200);
const WAITS_MAX: u32 = 3_000;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// A drive as the system names it, or an image of one.
    pub source: PathBuf,
    /// Which drive that is, by label.
    pub medium: String,
    /// Ids, or unambiguous starts of them; none for all that were destroyed there.
    pub bundles: Vec<String>,
    /// Who searches.
    pub by: String,
}

/// What was found of one bundle.
#[derive(Debug, Serialize)]
pub struct FoundReport {
    /// The bundle.
    pub bundle: BundleId,
    /// How much of it stands there still, and where.
    #[serde(flatten)]
    pub found: Found,
}

/// What was searched, and what of each bundle was found.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The drive that it is, by label, as a person said.
    pub medium: String,
    /// What was read: a drive as the system names it, or an image.
    pub source: String,
    /// How many bytes were looked at.
    pub bytes: u64,
    /// How many of them could not be read.
    pub unread: u64,
    /// A file stands there that says it is that drive.
    pub recognised: bool,
    /// The bundles that were looked for.
    pub bundles: Vec<FoundReport>,
    /// Bundles that were destroyed there and of which no sectors were noted on this PC: not looked for.
    pub unnoted: Vec<BundleId>,
    /// Which drives have it on record.
    #[serde(flatten)]
    pub who: Who,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        if self.bundles.iter().any(|bundle| bundle.found.found > 0) {
            Outcome::Finding
        } else if self.unread > 0 {
            Outcome::PartlyDone
        } else if self.unnoted.is_empty() {
            self.who.outcome()
        } else {
            Outcome::Finding
        }
    }
}

/// Runs it on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    if request.by.trim().is_empty() || request.by.len() > TYPED_BYTES_MAX {
        return Err(Usage::BadText("--by").into());
    }
    let (medium, chosen, drive, mut raw, disposer) = {
        let session = Session::open(world, home, VERB)?;
        let medium = called(&session, &request.medium)?;
        let chosen = choose(&session, request, medium)?;
        let raw = open(&session, &request.source, medium)?;
        let identities = session.world.access.open(&session.vault)?;
        let disposer = session.world.access.disposer(&session.vault, &identities)?;
        (medium, chosen, session.vault.state.media[&medium].drive, raw, disposer)
    };
    let Chosen { wanted, unnoted } = chosen;
    let path = request.source.clone();
    // It may take hours, in which others may need the vault.
    let scan = scan(&mut raw, &wanted, drive, world.watcher).map_err(|why| match why {
        Unscanned::Interrupted => Fault::Interrupted,
        Unscanned::Io(source) => Fault::Io { path, source },
    })?;
    wait_for(world, home)?;
    let mut session = Session::open(world, home, VERB)?;
    if !scan.recognised && scan.bundles.values().all(|found| found.found == 0) {
        let (path, label) = (request.source.clone(), session.label(medium));
        return Err(ScanFault::OtherDrive { path, label }.into());
    }
    record(&mut session, request, medium, &scan, &disposer)?;
    let who = tell_who_is_here(&mut session)?;
    let bundles = scan.bundles.into_iter().map(|(bundle, found)| FoundReport { bundle, found });
    Ok(Report {
        medium: session.label(medium),
        source: request.source.to_string_lossy().into_owned(),
        bytes: scan.bytes,
        unread: scan.unread,
        recognised: scan.recognised,
        bundles: bundles.collect(),
        unnoted,
        who,
    })
}

/// Waits while another run has the vault: what was found is not to be lost for that.
fn wait_for(world: &World<'_>, home: &Path) -> Result<(), Fault> {
    for _ in 0..WAITS_MAX {
        match Vault::open(home, VERB) {
            Err(VaultProblem::InUse { .. }) if !world.watcher.interrupted() => {
                std::thread::sleep(WAITS);
            }
            Err(problem) => return Err(problem.into()),
            Ok(_) => return Ok(()),
        }
    }
    Ok(())
}

fn called(session: &Session<'_, '_>, name: &str) -> Result<MediumId, Usage> {
    let by_label = session.vault.memory.by_label(name).map(|(medium, _)| medium);
    by_label
        .or_else(|| name.parse().ok())
        .filter(|medium| session.vault.state.media.contains_key(medium))
        .ok_or_else(|| Usage::NoSuchMedium(name.to_owned()))
}

/// What is looked for.
struct Chosen {
    wanted: BTreeMap<BundleId, BTreeSet<SectorHash>>,
    unnoted: Vec<BundleId>,
}

/// The bundles that were destroyed on the medium: those that are named, or all.
fn choose(session: &Session<'_, '_>, request: &Request, medium: MediumId) -> Result<Chosen, Fault> {
    let bundles = &session.vault.state.bundles;
    let destroyed = |id: &BundleId| bundles[id].destroyed_on.contains_key(&medium);
    let ids: Vec<BundleId> = match request.bundles.is_empty() {
        true => bundles.keys().copied().filter(destroyed).collect(),
        false => {
            let named = request.bundles.iter();
            named
                .map(|start| select::resolve_one(&session.vault, start))
                .collect::<Result<_, _>>()?
        }
    };
    let label = || session.label(medium);
    if let Some(bundle) = ids.iter().copied().find(|id| !destroyed(id)) {
        return Err(ScanFault::NotDestroyedThere { bundle, label: label() }.into());
    }
    let mut chosen = Chosen { wanted: BTreeMap::new(), unnoted: vec![] };
    for id in ids {
        let sectors = noted::of(&session.vault, id).map_err(at_home)?;
        match sectors.is_empty() {
            true => chosen.unnoted.push(id),
            false => drop(chosen.wanted.insert(id, sectors)),
        }
    }
    match chosen.wanted.is_empty() {
        true => Err(ScanFault::NothingNoted { label: label() }.into()),
        false => Ok(chosen),
    }
}

fn open(session: &Session<'_, '_>, path: &Path, medium: MediumId) -> Result<Raw, Fault> {
    let path = path.to_path_buf();
    Raw::open(&path).map_err(|problem| match problem {
        RawProblem::Absent => ScanFault::Absent { path, label: session.label(medium) }.into(),
        RawProblem::Denied => ScanFault::Denied(path).into(),
        RawProblem::NoDriveOrImage => ScanFault::NoDriveOrImage(path).into(),
        RawProblem::Io(source) => Fault::Io { path, source },
    })
}

/// Puts on record what was found of each bundle, who searched, and where.
fn record(
    session: &mut Session<'_, '_>,
    request: &Request,
    medium: MediumId,
    scan: &Scan,
    disposer: &SigningKey,
) -> Result<(), Fault> {
    for (bundle, found) in &scan.bundles {
        let mut text = serde_json::Map::new();
        text.insert("by".into(), request.by.clone().into());
        text.insert("source".into(), request.source.to_string_lossy().into());
        let note = session.note(text)?;
        let scanned = Scanned {
            bundle: *bundle,
            bytes: scan.bytes,
            found: found.found,
            medium,
            recognised: scan.recognised,
            sectors: found.sectors,
            unread: scan.unread,
        };
        session.record_as_disposer(Event::Scanned(scanned), Some(note), disposer)?;
    }
    Ok(())
}
