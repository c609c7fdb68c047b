//! What an earlier run of the same command left in the folder: what of it stands whole and is not written again, what
//! is made anew, and what is in the way.
//!
//! Every file there is held against what this run would write: a record's bytes against the hash that was sealed, one
//! that is not whole against the record itself. Whatever is neither is refused before anything is written, by name.

mod away;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::formats::index::Record;
use crate::powers::target::{Place, Standing, TargetPath, look};
use crate::things::bundle::{COMMITMENTS, SEAL, SEAL_SIGNATURE};
use crate::things::search::asked::Asked;
use crate::things::search::scan::scan;
use crate::verbs::fault::{Fault, Usage};
use crate::words::ids::{BundleId, MediumId, Tag};

use super::Request;
use super::ahead::first_index;
use super::below::Below;
use super::lists::{PROOF, PROOFS, SUMS, proven};
use super::media::{Media, Opened};
use super::names::{BEGUN, DELIVERY, GIVEN, RECORDS, SIGNERS, names};
use super::stood::{Absent, Earlier, Skipped, Stood};
use super::stream::{Content, Reading, Which, Whole, stream};
use super::target_fault::at;

/// Looks through the folder, and refuses what is not an earlier run's.
pub fn earlier(
    media: &mut Media<'_, '_, '_>,
    opened: &[Opened],
    absent: &Absent<'_>,
    (asked, below): (&Asked, &Below),
    request: &Request,
) -> Result<Earlier, Fault> {
    let words = (&request.reason, &request.whom, &request.reference, request.asked.words());
    let words = serde_json::to_string(&words).unwrap_or_default();
    let mut earlier = Earlier {
        words: media.session.vault.tag("restore", &words),
        folder: None,
        stood: vec![],
        skipped: Skipped::default(),
        anew: vec![],
        on_record: HashSet::new(),
        away: vec![],
        whole: vec![],
    };
    if look(&request.to, BEGUN)? == Place::Free {
        return Ok(earlier);
    }
    let mut folder = Folder {
        standing: Standing::read(&request.to, request.shared)?,
        to: &request.to,
        left: BTreeSet::new(),
        ways: BTreeSet::new(),
        begun: BTreeMap::new(),
    };
    folder.left = folder.standing.files.keys().cloned().collect();
    earlier.anew = folder.take_papers(media, opened, &earlier.words)?;
    for (number, bundle) in opened.iter().enumerate() {
        let Some((mut index, meta)) = first_index(media, bundle) else { continue };
        let watcher = media.session.world.watcher;
        let mut result = Ok(());
        let scanned = scan(&mut index, &asked.within(bundle.bundle), &mut |record| {
            let left_out = below.left_out(bundle.bundle, &record.true_name());
            let found = folder
                .find(bundle.bundle, Some(number), &record, left_out, &|| watcher.interrupted());
            result = found.map(|path| {
                let salt = meta.commitment_secret.salt(record.n);
                if let Some(path) = path {
                    earlier.take(Stood { bundle: bundle.bundle, record, salt, path });
                }
            });
            result.is_ok()
        });
        result?;
        // What its index can't say is found in the way.
        drop(scanned);
    }
    for bundle in &absent.bundles {
        let of = (*bundle, absent.identities);
        folder.take_away(media, of, (asked, below), &mut earlier)?;
    }
    earlier.anew.extend(folder.take_begun(media, opened)?);
    folder.refuse_others()?;
    earlier.on_record = folder.on_record(&earlier.words)?;
    earlier.folder = Some(folder.standing);
    Ok(earlier)
}

/// A folder that is looked through.
struct Folder<'a> {
    standing: Standing,
    to: &'a Path,
    /// Files that nothing accounts for yet.
    left: BTreeSet<PathBuf>,
    /// Folders in which this run may write something.
    ways: BTreeSet<PathBuf>,
    /// Files in a record's place that are not whole: the records that each may be the beginning of, with the number of
    /// their bundle.
    begun: BTreeMap<PathBuf, Vec<(usize, Record)>>,
}

impl Folder<'_> {
    /// What stands beside the records and is made anew, whatever is in it.
    fn take_papers(
        &mut self,
        media: &Media<'_, '_, '_>,
        opened: &[Opened],
        words: &Tag,
    ) -> Result<Vec<PathBuf>, Fault> {
        let texts = media.session.world.texts.audit();
        let mut papers: Vec<PathBuf> = [SIGNERS, PROOF, SUMS, GIVEN].map(PathBuf::from).into();
        let deliveries = DELIVERY.iter().flat_map(|name| ["csv", "html"].map(|it| (name, it)));
        papers.extend(deliveries.map(|(name, ending)| PathBuf::from(format!("{name}.{ending}"))));
        papers.extend(texts.iter().map(|(name, _)| PathBuf::from(name)));
        for bundle in opened {
            let folder = Path::new("seals").join(bundle.bundle.to_string());
            papers.extend([SEAL, SEAL_SIGNATURE, COMMITMENTS].map(|name| folder.join(name)));
            self.ways.extend([folder, "seals".into()]);
        }
        // What it says is on record was given out with these words only.
        if !self.was_begun_with(words)? {
            papers.push(PROOFS.into());
        }
        self.left.remove(Path::new(BEGUN));
        let drafts = self.left.iter().filter(|path| Standing::is_draft(path)).cloned();
        papers.extend(drafts.collect::<Vec<_>>());
        papers.retain(|paper| self.left.remove(paper));
        self.left.remove(Path::new(PROOFS));
        Ok(papers)
    }

    fn was_begun_with(&self, words: &Tag) -> Result<bool, Fault> {
        let mut line = String::new();
        let read = self.standing.open(Path::new(BEGUN));
        let read = read.and_then(|file| BufReader::new(file).read_line(&mut line));
        match read {
            Ok(_) => Ok(line.trim_end() == words.to_string()),
            // There is none, or it is no text: it says nothing.
            Err(error) if [ErrorKind::InvalidData, ErrorKind::NotFound].contains(&error.kind()) => {
                Ok(false)
            }
            Err(source) => Err(at(&self.to.join(BEGUN), source)),
        }
    }

    /// The first name of a record under which it stands there whole. A file that has its name and is not whole may be
    /// one that was begun, if a drive with its bundle can say so.
    fn find(
        &mut self,
        bundle: BundleId,
        number: Option<usize>,
        record: &Record,
        left_out: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<TargetPath>, Fault> {
        let given = record.true_name().below(left_out);
        for name in names(bundle, &given, &record.path, left_out, false) {
            let path = name.as_path();
            let above = path.ancestors().skip(1).filter(|way| !way.as_os_str().is_empty());
            let above = above.take_while(|way| !self.ways.contains(*way)).map(Path::to_path_buf);
            self.ways.extend(above.collect::<Vec<_>>());
            if !self.left.contains(path) {
                continue;
            }
            if self.standing.files.get(path) == Some(&record.size) {
                let digest = self.standing.digest(path, stop);
                let digest = digest.map_err(|source| at(&self.to.join(path), source))?;
                if digest.ok_or(Fault::Interrupted)? == record.sha256 {
                    self.left.remove(path);
                    return Ok(Some(name));
                }
            }
            if let Some(number) = number {
                self.begun.entry(path.into()).or_default().push((number, record.clone()));
            }
        }
        Ok(None)
    }

    /// The files that are proven to be the beginning of a record.
    fn take_begun(
        &mut self,
        media: &mut Media<'_, '_, '_>,
        opened: &[Opened],
    ) -> Result<Vec<PathBuf>, Fault> {
        let mut taken = Vec::new();
        for (path, records) in std::mem::take(&mut self.begun) {
            if !self.left.contains(&path) {
                continue;
            }
            for (number, record) in records {
                if self.is_part(media, &opened[number], &path, record)? {
                    self.left.remove(&path);
                    taken.push(path);
                    break;
                }
            }
        }
        Ok(taken)
    }

    fn is_part(
        &self,
        media: &mut Media<'_, '_, '_>,
        opened: &Opened,
        path: &Path,
        record: Record,
    ) -> Result<bool, Fault> {
        let io = |source| at(&self.to.join(path), source);
        let size = self.standing.files.get(path).copied().unwrap_or_default();
        if size == 0 || size > record.size {
            return Ok(size == 0);
        }
        let others = media.with_copy(opened.bundle).into_iter();
        let others: Vec<MediumId> = others.filter(|medium| *medium != opened.first).collect();
        for medium in std::iter::once(opened.first).chain(others) {
            if !matches!(media.find(medium), Ok(true)) {
                continue;
            }
            let reading = Reading {
                seal: &opened.seal,
                place: media.place(medium, opened.bundle)?.0,
                identity: &opened.identity,
                watcher: media.session.world.watcher,
                skipped: &Skipped::default(),
                drafts: &OnceLock::new(),
            };
            let mut part = self.standing.part(path).map_err(io)?;
            let mut came = true;
            let which = Which::These(vec![record.clone()]);
            let done = stream(&reading, which, &mut |piece| {
                came &= !matches!(piece.end, Some(Err(_)));
                let compared = match &piece.content {
                    Content::Bytes(bytes) => part.compare(bytes),
                    Content::Proven { whole: Ok(Whole::Memory(bytes)), .. } => part.compare(bytes),
                    Content::Proven { .. } => {
                        came = false;
                        Ok(())
                    }
                };
                compared.map_err(io)
            })?;
            if came && done.is_ok() {
                return part.was_part().map_err(io);
            }
        }
        // Nothing here can say what it is the beginning of.
        Ok(false)
    }

    fn refuse_others(&self) -> Result<(), Usage> {
        let folders = self.standing.folders.iter();
        let mut others = folders.filter(|folder| {
            let known = [RECORDS, "seals"].iter().any(|name| folder.as_path() == Path::new(name));
            !known && !self.ways.contains(*folder)
        });
        match self.left.first().or_else(|| others.next()) {
            Some(other) => Err(Usage::TargetHolds(self.to.join(other))),
            None => Ok(()),
        }
    }

    /// What the run before put on record, if it was given the same words.
    fn on_record(&self, words: &Tag) -> Result<HashSet<(BundleId, u64)>, Fault> {
        let path = Path::new(PROOFS);
        if !self.standing.files.contains_key(path) || !self.was_begun_with(words)? {
            return Ok(HashSet::new());
        }
        let file = self.standing.open(path).map_err(|source| at(&self.to.join(path), source))?;
        let lines = BufReader::new(file).lines();
        Ok(lines.map_while(Result::ok).filter_map(|line| proven(&line)).collect())
    }
}
