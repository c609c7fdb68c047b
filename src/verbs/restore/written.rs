//! What a restore leaves in its folder: the records, and beside them what proves to a stranger that
//! they are what was sealed.
//!
//! `SHA256SUMS`, `proof.json` and `proofs.txt` get their names last: a folder without them is one that a run did
//! not finish.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::formats::index::{Mtime, Record};
use crate::formats::seal::Seal;
use crate::powers::signer::{SignerPair, allowed_signers};
use crate::powers::target::{Draft, Kept, Target, TargetPath, TargetProblem};
use crate::things::bundle::open::{BundlePlace, RecordDamage};
use crate::things::bundle::proof::Verified;
use crate::things::bundle::{COMMITMENTS, SEAL, SEAL_SIGNATURE};
use crate::things::vault::Vault;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::Texts;
use crate::words::canonical;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;
use crate::words::names::{SafePath, TrueName};

use super::below::Below;
use super::stream::{Piece, Start};

const RECORDS: &str = "records";
/// How anyone checks a line of `proof.json` without a key.
const CHECK: &str = "printf %s%s \"$salt\" \"$(sha256sum < \"$path\" | cut -c1-64)\" | sha256sum \
                     gives line n+1 of seals/$bundle/records.commit";

impl From<TargetProblem> for Fault {
    fn from(problem: TargetProblem) -> Fault {
        match problem {
            TargetProblem::NotEmpty(path) => Usage::TargetNotEmpty(path).into(),
            TargetProblem::NotAFolder(path) => Usage::NotAFolder(path).into(),
            TargetProblem::Io { path, source } => at(&path, source),
        }
    }
}

/// A record that could not be given back as it was sealed.
pub struct Hit {
    pub record: Record,
    pub damage: RecordDamage,
}

/// A record that did not get its own name, or its own time.
pub struct Otherwise {
    pub record: Record,
    pub path: TargetPath,
    pub renamed: bool,
    pub timed: bool,
}

/// The folder on its way, one bundle after the other.
pub struct Written {
    target: Target,
    sums: Draft,
    proof: Draft,
    /// What of the proof a shell can read: a line a record, without names.
    proofs: Draft,
    records_folder: TargetPath,
    /// Bundles that gave a record, in order.
    pub bundles: Vec<BundleId>,
    pub records: u64,
    pub bytes: u64,
    open: Option<(Box<Start>, Draft)>,
}

/// What a piece led to.
pub enum Came {
    /// The record is not complete yet, or stands under its own name with its own time.
    Well,
    Otherwise(Box<Otherwise>),
    Hit(Box<Hit>),
}

impl Written {
    /// Opens the folder.
    pub fn start(
        path: &Path,
        shared: bool,
        vault: &Vault,
        texts: &dyn Texts,
    ) -> Result<Written, Fault> {
        let mut target = Target::open(path, shared)?;
        let (sums, mut proof, proofs) = (target.begin()?, target.begin()?, target.begin()?);
        let head = format!(
            "{{\"check\":{},\n\"critical\":[],\n\"format\":1,\n\"records\":[",
            serde_json::Value::from(CHECK)
        );
        proof.write_all(head.as_bytes()).map_err(|source| at(path, source))?;
        let mut written = Written {
            target,
            sums,
            proof,
            proofs,
            records_folder: TargetPath::ours(RECORDS),
            bundles: Vec::new(),
            records: 0,
            bytes: 0,
            open: None,
        };
        written.put("allowed_signers", allowed_signers(&pairs(vault)).as_bytes())?;
        // Before the records, so that a disk that fills up has what explains them.
        for (name, text) in texts.audit() {
            written.put(name, text.as_bytes())?;
        }
        Ok(written)
    }

    /// Takes the next piece of a bundle's record.
    pub fn take(&mut self, bundle: BundleId, piece: Piece, below: &Below) -> Result<Came, Fault> {
        if let Some(start) = piece.start {
            self.open = Some((start, self.target.begin()?));
        }
        let Some((_, draft)) = &mut self.open else {
            return Ok(Came::Well);
        };
        let path = self.target.path();
        draft.write_all(&piece.bytes).map_err(|source| at(path, source))?;
        let Some(end) = piece.end else {
            return Ok(Came::Well);
        };
        let Some((start, draft)) = self.open.take() else {
            return Ok(Came::Well);
        };
        let as_sealed = draft.sum() == (start.record.size, start.record.sha256);
        match end {
            Ok(()) if as_sealed => {
                let left_out = below.left_out(bundle, &start.record.true_name());
                self.keep(bundle, *start, draft, left_out)
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
        draft: Draft,
        left_out: usize,
    ) -> Result<Came, Fault> {
        let Start { record, salt } = start;
        let first = self.bundles.iter().all(|known| *known == bundle);
        let given = record.true_name().below(left_out);
        let names = names(&self.records_folder, bundle, &given, &record.path, left_out, first);
        let modified = record.mtime.to_system();
        let kept = self.target.keep(draft, modified, &names)?.ok_or_else(|| {
            let path = self.target.path().join(record.path.as_str());
            at(&path, io::ErrorKind::AlreadyExists.into())
        })?;
        self.records += 1;
        self.bytes += record.size;
        if self.bundles.last() != Some(&bundle) && !self.bundles.contains(&bundle) {
            self.bundles.push(bundle);
        }
        let Kept { name: path, timed } = kept;
        let timed = timed && modified.is_some();
        self.list(bundle, &record, &given, salt, &path)
            .map_err(|source| at(self.target.path(), source))?;
        let own = TargetPath::of_true(&given);
        let renamed = own.is_none_or(|own| own.under(&self.records_folder) != path);
        match renamed || !timed {
            true => Ok(Came::Otherwise(Box::new(Otherwise { record, path, renamed, timed }))),
            false => Ok(Came::Well),
        }
    }

    fn list(
        &mut self,
        bundle: BundleId,
        record: &Record,
        given: &TrueName,
        salt: Digest,
        path: &TargetPath,
    ) -> io::Result<()> {
        let name = path.to_name();
        self.sums.write_all(&sums_line(&record.sha256, &name.bytes()))?;
        writeln!(self.proofs, "{bundle} {} {salt} {}", record.n, record.sha256)?;
        let proof = Proof {
            bundle,
            bytes: record.size,
            modified: record.mtime,
            n: record.n,
            name: given.clone(),
            path: name,
            salt,
            sha256: record.sha256,
        };
        let line = canonical::line(&proof);
        self.proof.write_all(if self.records > 1 { b",\n" } else { b"\n" })?;
        self.proof.write_all(line.trim_ascii_end())
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
        let name = TargetPath::ours(&format!("seals/{}/{COMMITMENTS}", seal.bundle));
        Ok(self.target.keep(draft, None, std::slice::from_ref(&name))?.is_some())
    }

    /// Gives the lists their names and syncs everything.
    pub fn finish(mut self, vault: &Vault) -> Result<(), Fault> {
        let path = self.target.path().to_path_buf();
        let tail = format!("\n],\n\"vault\":\"{}\"}}\n", vault.id);
        self.proof.write_all(tail.as_bytes()).map_err(|source| at(&path, source))?;
        let lists =
            [(self.proofs, "proofs.txt"), (self.proof, "proof.json"), (self.sums, "SHA256SUMS")];
        for (draft, name) in lists {
            let name = TargetPath::ours(name);
            if self.target.keep(draft, None, std::slice::from_ref(&name))?.is_none() {
                return Err(at(&path.join(name.as_path()), io::ErrorKind::AlreadyExists.into()));
            }
        }
        Ok(self.target.finish()?)
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        Ok(self.target.put(&TargetPath::ours(name), bytes)?)
    }
}

/// A line of `proof.json`. The path is the one in this folder, the name the one that was sealed.
#[derive(Serialize)]
struct Proof {
    bundle: BundleId,
    bytes: u64,
    modified: Mtime,
    n: u64,
    name: TrueName,
    path: TrueName,
    salt: Digest,
    sha256: Digest,
}

/// The names to try, best first: the true one, beside another bundle's with the bundle's id, then
/// the safe one, and last one below a folder of the bundle's own, where nothing can stand.
fn names(
    folder: &TargetPath,
    bundle: BundleId,
    given: &TrueName,
    path: &SafePath,
    left_out: usize,
    first: bool,
) -> Vec<TargetPath> {
    let id = bundle.to_string();
    let own = TargetPath::of_true(given);
    let safe = TargetPath::of_safe(path, left_out);
    let mut names: Vec<TargetPath> = Vec::with_capacity(4);
    for name in own.into_iter().chain([safe.clone()]) {
        if names.contains(&name) {
            continue;
        }
        let marked = (!first).then(|| name.marked(&id));
        names.push(name);
        names.extend(marked);
    }
    names.push(safe.under(&TargetPath::ours(&id)));
    names.into_iter().map(|name| name.under(folder)).collect()
}

/// As `sha256sum` writes it, so that it reads every name back: a backslash in front says that the
/// name is escaped.
fn sums_line(sha256: &Digest, name: &[u8]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(name.len());
    for byte in name {
        match byte {
            b'\\' => escaped.extend(b"\\\\"),
            b'\n' => escaped.extend(b"\\n"),
            b'\r' => escaped.extend(b"\\r"),
            plain => escaped.push(*plain),
        }
    }
    let sign = if escaped.len() > name.len() { "\\" } else { "" };
    let mut line = format!("{sign}{sha256}  ").into_bytes();
    line.extend(escaped);
    line.push(b'\n');
    line
}

/// Copies the commitments, if they are what was sealed.
fn copy_sealed(seal: &Seal, place: &BundlePlace, draft: &mut Draft) -> Option<()> {
    let facts = seal.file(COMMITMENTS)?;
    let path = place.folder.join(COMMITMENTS).ok()?;
    let mut file = io::Read::take(place.storage.open(&path).ok()?, facts.bytes + 1);
    io::copy(&mut file, draft).ok()?;
    (draft.sum() == (facts.bytes, facts.sha256)).then_some(())
}

fn pairs(vault: &Vault) -> Vec<SignerPair> {
    let signers = vault.state.signers.iter();
    signers
        .filter_map(|pair| {
            let (sealer, disposer) = (pair.sealer.parse().ok()?, pair.disposer.parse().ok()?);
            Some(SignerPair { sealer, disposer })
        })
        .collect()
}

fn at(path: &Path, source: io::Error) -> Fault {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Fault::TargetFull { to: path.to_path_buf(), room: None }
        }
        _ => Fault::Io { path: path.to_path_buf(), source },
    }
}

#[cfg(test)]
mod tests;
