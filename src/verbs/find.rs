//! Which records are where: over the home's copies of all indexes, so that no drive is asked. Takes an identity.
//!
//! The indexes are read twice: first to count what fits, on every core, then, where something does, record by record
//! while it is printed. No more of them is in memory than a frame for each core.

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::formats::document::Document;
use crate::formats::index::{IndexDamage, Mtime, Record, Tags};
use crate::powers::identity::Identity;
use crate::powers::sources::{self, SourceProblem};
use crate::rules::clock::Today;
use crate::rules::hold::names_of;
use crate::rules::retention::ShownRule;
use crate::things::bundle::in_order::in_order;
use crate::things::bundle::open::OpenProblem;
use crate::things::files::OwnCause;
use crate::things::ledger::state::Standing;
use crate::things::search::asked::{Asked, Facts};
use crate::things::search::patterns::Patterns;
use crate::things::vault::{Vault, indexes};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;
use crate::words::names::TrueName;

use super::cases::Codes;
use super::fault::{Fault, Usage};
use super::inside;
use super::list::{EndRow, INDICATION, end_by_now};
use super::outcome::{Outcome, Reported, STREAMED, Sought, Streamed};
use super::select::{Selection, class_of};
use super::session::World;
use super::show::{CopyRow, copies};

/// What the user asks for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Which bundles are looked through.
    pub selection: Selection,
    /// Words, names, folders and globs; none asks for every record.
    pub matching: Vec<String>,
    /// What else is asked of a record.
    pub facts: Facts,
    /// A file in hand: only records with its bytes.
    pub file: Option<PathBuf>,
    /// Other vaults are looked through for the same.
    pub of_several: bool,
}

impl Request {
    /// All that is asked beside the name, the bytes of the file in hand too.
    pub fn whole_facts(&self) -> Result<Facts, Fault> {
        let sha256 = self.file.as_deref().map(hash).transpose()?;
        Ok(Facts { sha256, ..self.facts.clone() })
    }
}

/// What was found, and where.
#[derive(Serialize)]
pub struct Report {
    /// How many records were found, and their bytes.
    pub matching: u64,
    pub matching_bytes: u64,
    /// How many bundles were looked through.
    pub searched: u64,
    /// Bundles with something that was found, by the earliest date given.
    pub bundles: Vec<BundleHits>,
    /// Words and patterns that no record fits.
    pub not_found: Vec<String>,
    /// Bundles whose index this PC does not have, or can't read: nobody knows what they would have given.
    pub unsearched: Vec<BundleId>,
    pub indication: &'static str,
    /// Whose records these are.
    #[serde(skip)]
    pub client: String,
    /// Other vaults are looked through for the same.
    #[serde(skip)]
    pub of_several: bool,
    listed: [u8; 0],
    #[serde(skip)]
    inside: Option<Inside>,
}

/// A bundle with something that was found.
#[derive(Debug, Serialize)]
pub struct BundleHits {
    pub bundle: BundleId,
    /// How many of its records were found.
    pub matching: u64,
    /// The classes as this PC may show them; none where one is confidential and not known here.
    pub classes: Vec<Option<String>>,
    /// The case's code; its tag where no identity opens the code.
    pub case: Option<String>,
    pub end: EndRow,
    /// References of the holds in force on it.
    pub holds: Vec<String>,
    pub copies: Vec<CopyRow>,
}

/// A record that was found.
#[derive(Debug, Serialize)]
pub struct Hit {
    pub bundle: BundleId,
    pub name: TrueName,
    pub bytes: u64,
    pub modified: Mtime,
    pub sha256: Digest,
    pub tags: Tags,
    /// What it says of itself, where that was read.
    pub document: Option<Box<Document>>,
    /// It is the first of its bundle.
    #[serde(skip)]
    pub first: bool,
}

/// What the indexes are read with once more.
struct Inside {
    vault: Vault,
    identities: Vec<Identity>,
    asked: Asked,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let whole = self.not_found.is_empty() && self.unsearched.is_empty();
        if self.matching > 0 && whole { Outcome::Done } else { Outcome::Finding }
    }

    fn sought(&self) -> Option<Sought> {
        let beside = match self.unsearched.is_empty() {
            true => Outcome::Done,
            false => Outcome::Finding,
        };
        Some(Sought { found: self.matching, not_found: self.not_found.clone(), beside })
    }
}

impl Streamed for Report {
    type Item = Hit;

    fn each(&self, take: &mut dyn FnMut(&Hit) -> bool) -> Result<(), Fault> {
        let Some(Inside { vault, identities, asked }) = &self.inside else { return Ok(()) };
        for BundleHits { bundle, matching, .. } in &self.bundles {
            let mut left = *matching;
            let mut goes_on = true;
            let read = each(vault, *bundle, identities, asked, &mut |record| {
                let first = left == *matching;
                let name = record.true_name();
                let Record { size: bytes, mtime: modified, tags, sha256, document, .. } = record;
                let bundle = *bundle;
                goes_on =
                    take(&Hit { bundle, name, bytes, modified, sha256, tags, document, first });
                left -= 1;
                goes_on && left > 0
            });
            // It was read whole a moment ago: whoever was told how many there are must not get fewer in silence.
            let problem = match read {
                Some(Ok(())) => None,
                Some(Err(damage)) => Some(OpenProblem::Index(damage)),
                None => Some(OpenProblem::OtherIndex),
            };
            if let Some(problem) = problem {
                return Err(Fault::Open { label: String::new(), bundle: *bundle, problem });
            }
            if !goes_on {
                break;
            }
        }
        Ok(())
    }
}

/// Gives every record of a bundle that is asked for, until `take` has had enough; none where the home's index can't be
/// opened.
fn each(
    vault: &Vault,
    bundle: BundleId,
    identities: &[Identity],
    asked: &Asked,
    take: &mut dyn FnMut(Record) -> bool,
) -> Option<Result<(), IndexDamage>> {
    let mut index = indexes::open(vault, bundle, identities)?;
    let asked = asked.within(bundle);
    for record in index.records_where(&asked) {
        let record = match record {
            Ok(record) => record,
            Err(damage) => return Some(Err(damage)),
        };
        if asked.meet(&record) && !take(record) {
            break;
        }
    }
    Some(Ok(()))
}

/// Finds records.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let patterns = Patterns::anywhere(&request.matching, world.users_folder.as_deref())?;
    let asked = Asked::of(patterns, request.whole_facts()?);

    let vault = world.look(home, "kluis find")?;
    let mut selected = request.selection.resolve(&vault, false)?;
    selected.retain(|id| vault.state.bundles[id].standing() == Standing::Kept);
    let identities = world.access.open(&vault)?;
    request.selection.leave_out(&vault, &mut selected, &identities);

    let (mut bundles, mut unsearched, mut bytes) = (Vec::new(), Vec::new(), 0);
    let feed = |give: &mut dyn FnMut(BundleId) -> bool| {
        let _ = selected.iter().all(|id| give(*id));
    };
    let count = |id: BundleId| {
        let (mut records, mut size) = (0, 0);
        let read = each(&vault, id, &identities, &asked, &mut |record| {
            (records, size) = (records + 1, size + record.size);
            true
        });
        (id, read.is_some_and(|read| read.is_ok()).then_some((records, size)))
    };
    let take = |(id, counted): (BundleId, Option<(u64, u64)>)| {
        match counted {
            Some((0, _)) => {}
            Some((records, size)) => {
                bundles.push((id, records));
                bytes += size;
            }
            // What an index gave before it broke off is told again by the drive's own.
            None => unsearched.push(id),
        }
        Ok::<(), Infallible>(())
    };
    let Ok(()) = in_order(feed, || (), |(), id| count(id), take);
    let dates = |id: &BundleId| vault.state.bundles[id].rules.iter().filter_map(ShownRule::date);
    bundles.sort_by_key(|(id, _)| (dates(id).min(), *id));
    let found: Vec<BundleId> = bundles.iter().map(|(id, _)| *id).collect();
    let typed = request.selection.case.as_deref();
    let codes = Codes::of(&vault, &mut world.access, &found, typed)?;
    let now = world.clock.now();
    let today = Today::new(world.clock.today(), now);
    let inside = inside::read(&vault, &found, &identities);
    let row = |(id, matching): &(BundleId, u64)| {
        let bundle = &vault.state.bundles[id];
        let class = |class| class_of(&vault, &class).map(|class| class.to_string());
        BundleHits {
            bundle: *id,
            matching: *matching,
            classes: bundle.rules.iter().map(|rule| class(rule.class())).collect(),
            case: codes.shown(bundle),
            end: end_by_now(&vault, &inside, (*id, bundle), today),
            holds: names_of(&bundle.holds),
            copies: copies(&vault, bundle, &bundle.copies, now),
        }
    };
    Ok(Report {
        matching: bundles.iter().map(|(_, records)| records).sum(),
        matching_bytes: bytes,
        searched: (selected.len() - unsearched.len()) as u64,
        bundles: bundles.iter().map(row).collect(),
        not_found: asked.unmet(),
        unsearched,
        indication: INDICATION,
        client: vault.config.name.clone(),
        of_several: request.of_several,
        listed: STREAMED,
        inside: Some(Inside { vault, identities, asked }),
    })
}

fn hash(path: &Path) -> Result<Digest, Fault> {
    sources::hash(path).map_err(|problem| {
        let source = match problem {
            SourceProblem::Unreadable(source) => source,
            SourceProblem::Changed => std::io::ErrorKind::ResourceBusy.into(),
            SourceProblem::InTheCloud => OwnCause::InTheCloud.into(),
            SourceProblem::NotRegular => std::io::ErrorKind::InvalidInput.into(),
        };
        Usage::Source { path: path.to_path_buf(), source }.into()
    })
}
