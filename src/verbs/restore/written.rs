//! What a restore leaves in its folder: the records, and beside them what proves to a stranger that
//! they are what was sealed.
//!
//! A paper of its own says that a run began there ([`BEGUN`]), and goes when all is done: until then the same command
//! goes on in that folder.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};
use std::path::Path;

use crate::formats::index::Record;
use crate::formats::seal::Seal;
use crate::powers::target::{Draft, Drafts, Kept, Ready, Target, TargetPath};
use crate::things::bundle::open::{BundlePlace, RecordDamage};
use crate::things::bundle::proof::Verified;
use crate::things::bundle::{COMMITMENTS, SEAL, SEAL_SIGNATURE};
use crate::things::medium::signers_text;
use crate::things::search::asked::Asked;
use crate::things::vault::Vault;
use crate::verbs::audit_file::is_audit_file;
use crate::verbs::delivered::{Delivery, DeliveryRow, Ending, KeptUnder};
use crate::verbs::fault::Fault;
use crate::verbs::session::Texts;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::below::Below;
use super::came::{Came, Hit, Otherwise};
use super::given::Given;
use super::given_file::GivenFile;
use super::kept_under::kept_under;
use super::lists::{Listed, Lists};
use super::names::{BEGUN, RECORDS, SIGNERS, names};
use super::stood::{Earlier, Stood};
use super::stream::{Content, Piece, Start, Whole};
use super::target_fault::at;

/// Records, by bundle and in sum.
#[derive(Debug, Default)]
pub struct Tally {
    /// Bundles that gave a record, in order.
    pub bundles: Vec<BundleId>,
    pub records: u64,
    pub bytes: u64,
    /// One of them is an audit file.
    pub audit_files: bool,
}

impl Tally {
    fn add(&mut self, bundle: BundleId, record: &Record) {
        self.audit_files |= is_audit_file(record);
        self.records += 1;
        self.bytes += record.size;
        if self.bundles.last() != Some(&bundle) && !self.bundles.contains(&bundle) {
            self.bundles.push(bundle);
        }
    }
}

/// The folder on its way, one bundle after the other.
pub struct Written<'r, 't> {
    target: Target,
    shared: bool,
    lists: Lists,
    /// What goes with records that are given to somebody else.
    given: Option<Given>,
    /// Under what each bundle is kept, where that is told to somebody else.
    kept: BTreeMap<BundleId, KeptUnder>,
    texts: &'t dyn Texts,
    /// What was asked for, one by one.
    asked: &'r Asked,
    /// What stands beside the records.
    papers: Vec<GivenFile>,
    begun: String,
    /// All that stands there.
    pub all: Tally,
    /// What of it no entry of the ledger speaks of yet.
    pub unrecorded: Tally,
    on_record: HashSet<(BundleId, u64)>,
    /// Records that an earlier run has put there and that are not in the lists yet.
    unlisted: usize,
    open: Option<(Box<Start>, Draft)>,
    /// How many records are in the lists.
    listed: u64,
}

impl<'r, 't> Written<'r, 't> {
    /// Opens the folder. What an earlier run left there and is not to stay goes first.
    pub fn start(
        path: &Path,
        shared: bool,
        earlier: &mut Earlier,
        vault: &Vault,
        texts: &'t dyn Texts,
        asked: &'r Asked,
        delivery: Option<&Delivery>,
    ) -> Result<Written<'r, 't>, Fault> {
        let mut target = match earlier.folder.take() {
            Some(standing) => Target::go_on(standing),
            None => Target::open(path, shared)?,
        };
        for file in &earlier.anew {
            target.remove(file)?;
        }
        let begun = format!("{}\n", earlier.words);
        target.put_over(BEGUN, begun.as_bytes())?;
        let lists = Lists::begin(&mut target)?;
        let begin = |delivery: &Delivery| {
            let (name, head) = texts.delivery(delivery);
            Given::begin(&mut target, name, &head)
        };
        let given = delivery.map(begin).transpose()?;
        let on_record = std::mem::take(&mut earlier.on_record);
        let (all, unrecorded) = (Tally::default(), Tally::default());
        let (unlisted, open, papers) = (earlier.stood.len(), None, Vec::new());
        let mut written = Written {
            target,
            shared,
            lists,
            given,
            kept: delivery.map_or_else(BTreeMap::new, |_| kept_under(vault)),
            texts,
            asked,
            papers,
            begun,
            all,
            unrecorded,
            on_record,
            unlisted,
            open,
            listed: 0,
        };
        earlier.stood.iter().for_each(|stood| written.count(stood.bundle, &stood.record));
        written.put(SIGNERS, signers_text(vault).as_bytes())?;
        // Before the records, so that a disk that fills up has what explains them.
        for (name, text) in texts.audit() {
            written.put(name, text.as_bytes())?;
        }
        Ok(written)
    }

    /// Lists a record that an earlier run has put there; it is counted already.
    pub fn stand(&mut self, stood: Stood, below: &Below) -> Result<Came, Fault> {
        let Stood { bundle, record, salt, path } = stood;
        let left_out = below.left_out(bundle, &record.true_name());
        let timed = record.mtime.to_system().is_some_and(|at| self.target.has_time(&path, at));
        let came =
            self.list(bundle, Start { record, salt }, Kept { name: path, timed }, left_out)?;
        self.unlisted -= 1;
        Ok(came)
    }

    /// What begins files in the folder, on any thread.
    pub fn drafts(&self) -> Drafts {
        self.target.drafts()
    }

    /// Takes the next piece of a bundle's record.
    pub fn take(&mut self, bundle: BundleId, piece: Piece, below: &Below) -> Result<Came, Fault> {
        let bytes = match (piece.content, piece.start) {
            (Content::Proven { whole, .. }, Some(start)) => {
                let Record { private, mtime, .. } = &start.record;
                let ready = match whole? {
                    Whole::File(ready) => ready,
                    Whole::Memory(bytes) => {
                        self.target.drafts().write(&bytes, *private, mtime.to_system())?
                    }
                };
                return self.keep(bundle, *start, ready, below);
            }
            (Content::Proven { .. }, None) => return Ok(Came::Well),
            (Content::Bytes(bytes), None) => bytes,
            (Content::Bytes(bytes), Some(start)) => {
                let draft = self.target.begin_as(start.record.private)?;
                self.open = Some((start, draft));
                bytes
            }
        };
        let Some((_, draft)) = &mut self.open else { return Ok(Came::Well) };
        let path = self.target.path();
        draft.write_all(&bytes).map_err(|source| at(path, source))?;
        let Some(end) = piece.end else {
            return Ok(Came::Well);
        };
        let Some((start, draft)) = self.open.take() else {
            return Ok(Came::Well);
        };
        let as_sealed = draft.sum() == (start.record.size, start.record.sha256);
        match end {
            Ok(()) if as_sealed => {
                let ready = draft.ready(start.record.mtime.to_system())?;
                self.keep(bundle, *start, ready, below)
            }
            end => {
                let damage = end.err().unwrap_or(RecordDamage::Bytes);
                Ok(Came::Hit(Box::new(Hit { record: start.record, damage })))
            }
        }
    }

    fn keep(
        &mut self,
        bundle: BundleId,
        start: Start,
        ready: Ready,
        below: &Below,
    ) -> Result<Came, Fault> {
        let record = &start.record;
        let left_out = below.left_out(bundle, &record.true_name());
        let first = self.all.bundles.iter().all(|known| *known == bundle);
        let names =
            names(bundle, &record.true_name().below(left_out), &record.path, left_out, first);
        let modified = record.mtime.to_system();
        let kept = self.target.place(ready, modified, &names)?.ok_or_else(|| {
            let path = self.target.path().join(record.path.as_str());
            at(&path, io::ErrorKind::AlreadyExists.into())
        })?;
        let timed = kept.timed && modified.is_some();
        self.count(bundle, &start.record);
        self.list(bundle, start, Kept { timed, ..kept }, left_out)
    }

    fn count(&mut self, bundle: BundleId, record: &Record) {
        self.all.add(bundle, record);
        if !self.on_record.contains(&(bundle, record.n)) {
            self.unrecorded.add(bundle, record);
        }
    }

    /// Lists a record that stands there.
    fn list(
        &mut self,
        bundle: BundleId,
        start: Start,
        kept: Kept,
        left_out: usize,
    ) -> Result<Came, Fault> {
        let Start { record, salt } = start;
        let Kept { name: path, timed } = kept;
        let given = record.true_name().below(left_out);
        let listed = Listed { bundle, record: &record, given: &given, salt, path: &path };
        self.lists.add(&listed)?;
        self.listed += 1;
        if let Some(lists) = &mut self.given {
            let number = self.listed;
            let (path, kept) = (path.to_name().display(), self.kept.get(&bundle));
            let answers = self.asked.met_by(&record);
            let row = DeliveryRow { number, path, bundle, kept, record: &record, answers };
            let added = lists.add(&listed, &self.texts.delivery_row(&row));
            added.map_err(|source| at(self.target.path(), source))?;
        }
        let renamed = TargetPath::of_true(&given)
            .is_none_or(|own| own.under(&TargetPath::ours(RECORDS)) != path);
        let private = self.shared && record.private && self.target.is_private(&path);
        let otherwise = Otherwise { record, path, renamed, timed, private };
        match renamed || !timed || private {
            true => Ok(Came::Otherwise(Box::new(otherwise))),
            false => Ok(Came::Well),
        }
    }

    /// Lists a paper that an earlier run has put there.
    pub fn stands(&mut self, paper: GivenFile) {
        self.papers.push(paper);
    }

    /// Puts a bundle's seal beside its records.
    pub fn add_seal(&mut self, seal: &Verified<Seal>) -> Result<(), Fault> {
        let folder = format!("seals/{}", seal.bundle);
        self.put(&format!("{folder}/{SEAL}"), seal.bytes())?;
        self.put(&format!("{folder}/{SEAL_SIGNATURE}"), seal.signature())
    }

    /// Puts a bundle's commitments beside its seal. Says whether they were there as they were
    /// sealed; if not, another copy may give them.
    pub fn add_commitments(
        &mut self,
        seal: &Verified<Seal>,
        place: &BundlePlace,
    ) -> Result<bool, Fault> {
        let mut draft = self.target.begin()?;
        if copy_sealed(seal, place, &mut draft).is_none() {
            return Ok(false);
        }
        let name = format!("seals/{}/{COMMITMENTS}", seal.bundle);
        let (bytes, sha256) = draft.sum();
        self.papers.push(GivenFile::ours(&name, bytes, sha256));
        let name = TargetPath::ours(&name);
        Ok(self.target.keep(draft, None, std::slice::from_ref(&name))?.is_some())
    }

    /// All that was asked for came: ends the lists, and syncs everything.
    pub fn end(&mut self, vault: &Vault) -> Result<(), Fault> {
        self.lists.end(vault.id)?;
        self.sync()
    }

    /// Ends what goes with records that are given to somebody else, and the list of all that was written; gives that
    /// list's hash, and the records that the entry's note names. None where nothing is given to anybody.
    pub fn end_given(
        &mut self,
        ending: &Ending<'_>,
        whole: bool,
    ) -> Result<Option<(Digest, String)>, Fault> {
        // The list of the run before says more than one that was cut off among what it left.
        if !whole && self.unlisted > 0 {
            return Ok(None);
        }
        let Some(given) = &mut self.given else { return Ok(None) };
        given.end(&mut self.target, &self.texts.delivery_end(ending))?;
        let mut files = std::mem::take(&mut self.papers);
        files.extend(self.lists.files(whole));
        if !whole {
            let (bytes, sha256) = (self.begun.len() as u64, Digest::of(self.begun.as_bytes()));
            files.push(GivenFile::ours(BEGUN, bytes, sha256));
        }
        let put = files.into_iter().try_for_each(|file| given.file(file));
        put.map_err(|source| at(self.target.path(), source))?;
        Ok(Some((given.list(), given.noted.clone())))
    }

    /// Syncs what is there.
    pub fn sync(&mut self) -> Result<(), Fault> {
        Ok(self.target.sync()?)
    }

    /// What is there is on record: gives the lists their names, and takes the paper away by which a run goes on.
    pub fn finish(self) -> Result<(), Fault> {
        let Written { mut target, lists, given, .. } = self;
        given.map_or(Ok(()), |given| given.keep(&mut target))?;
        lists.keep(&mut target)?;
        target.remove(Path::new(BEGUN))?;
        Ok(target.sync()?)
    }

    /// What is there is on record, and is not all: leaves a list of it for the run that goes on. One that finds none
    /// records it once more.
    pub fn leave(self) {
        let Written { mut target, lists, given, unlisted, .. } = self;
        // While some of an earlier run's records are not listed yet, its list says more than this one.
        if unlisted > 0 {
            return;
        }
        let kept = given.map_or(Ok(()), |given| given.keep(&mut target));
        let left = kept.and_then(|()| lists.leave(&mut target));
        let _ = left.and_then(|()| Ok(target.sync()?));
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.papers.push(GivenFile::ours(name, bytes.len() as u64, Digest::of(bytes)));
        Ok(self.target.put(&TargetPath::ours(name), bytes)?)
    }
}

/// Copies the commitments, if they are what was sealed.
fn copy_sealed(seal: &Seal, place: &BundlePlace, draft: &mut Draft) -> Option<()> {
    let facts = seal.file(COMMITMENTS)?;
    let path = place.folder.join(COMMITMENTS).ok()?;
    let mut file = io::Read::take(place.storage.open(&path).ok()?, facts.bytes + 1);
    io::copy(&mut file, draft).ok()?;
    (draft.sum() == (facts.bytes, facts.sha256)).then_some(())
}
