//! The lists of what stands in a restore's folder, which prove it to a stranger. They are written on the way, and get
//! their names when all of it is there.

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::given_file::GivenFile;
use super::target_fault::at;
use crate::formats::index::{Mtime, Record};
use crate::powers::target::{Draft, Target, TargetPath};
use crate::verbs::fault::Fault;
use crate::words::canonical;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, VaultId};
use crate::words::names::TrueName;
use crate::words::straight::push_line;

/// The SHA-256 of each record. Its name comes last: where it stands, the folder was finished.
pub const SUMS: &str = "SHA256SUMS";
/// What proves each record, with its name.
pub const PROOF: &str = "proof.json";
/// What of the proof a shell can read: a line a record, without names. In a folder that was not finished: what of it
/// is on record.
pub const PROOFS: &str = "proofs.txt";

/// How anyone checks a line of `proof.json` without a key.
const CHECK: &str = "`printf %s%s \"$salt\" \"$(sha256sum < \"$path\" | cut -c1-64)\" | sha256sum | \
                     cut -c1-64` prints what `dd if=\"seals/$bundle/records.commit\" bs=32 \
                     skip=\"$n\" count=1 2> /dev/null | od -An -v -tx1 | tr -d ' \\n'` does";

/// A record that stands in the folder.
pub struct Listed<'a> {
    pub bundle: BundleId,
    pub record: &'a Record,
    /// Its name from the archived folder on.
    pub given: &'a TrueName,
    pub salt: Digest,
    pub path: &'a TargetPath,
}

/// The lists on their way.
pub struct Lists {
    folder: PathBuf,
    sums: Draft,
    proof: Draft,
    proofs: Draft,
    any: bool,
    line: Vec<u8>,
}

impl Lists {
    pub fn begin(target: &mut Target) -> Result<Lists, Fault> {
        let (sums, mut proof, proofs) = (target.begin()?, target.begin()?, target.begin()?);
        let head = format!(
            "{{\"check\":{},\n\"critical\":[],\n\"format\":1,\n\"records\":[",
            serde_json::Value::from(CHECK)
        );
        let folder = target.path().to_path_buf();
        proof.write_all(head.as_bytes()).map_err(|source| at(&folder, source))?;
        Ok(Lists { folder, sums, proof, proofs, any: false, line: vec![] })
    }

    /// Adds a record that stands there.
    pub fn add(&mut self, listed: &Listed<'_>) -> Result<(), Fault> {
        self.write(listed).map_err(|source| at(&self.folder, source))
    }

    fn write(&mut self, listed: &Listed<'_>) -> io::Result<()> {
        let Listed { bundle, record, given, salt, path } = *listed;
        let name = path.to_name();
        self.sums.write_all(&sums_line(&record.sha256, &name.bytes()))?;
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
        self.line.clear();
        push_line(&proof, &mut self.line);
        debug_assert!(self.line == canonical::line(&proof));
        self.proof.write_all(if self.any { b",\n" } else { b"\n" })?;
        self.any = true;
        self.proof.write_all(self.line.trim_ascii_end())?;
        let line = format!("{bundle} {} {salt} {}\n", record.n, record.sha256);
        // Where the disk is full, what is on record still has to be known.
        self.proofs.write_at_once(line.as_bytes())
    }

    /// Writes what ends the lists.
    pub fn end(&mut self, vault: VaultId) -> Result<(), Fault> {
        let tail = format!("\n],\n\"vault\":\"{vault}\"}}\n");
        self.proof.write_all(tail.as_bytes()).map_err(|source| at(&self.folder, source))
    }

    /// What the lists are as files, once they are ended: where not all came, only the one that is left then.
    pub fn files(&self, whole: bool) -> Vec<GivenFile> {
        let all = [(PROOFS, &self.proofs), (PROOF, &self.proof), (SUMS, &self.sums)];
        let files = all.iter().take(if whole { all.len() } else { 1 });
        let file = |(name, draft): &(&str, &Draft)| {
            let (bytes, sha256) = draft.sum();
            GivenFile::ours(name, bytes, sha256)
        };
        files.map(file).collect()
    }

    /// Gives them their names.
    pub fn keep(self, target: &mut Target) -> Result<(), Fault> {
        target.keep_over(self.proofs, PROOFS)?;
        target.keep_over(self.proof, PROOF)?;
        Ok(target.keep_over(self.sums, SUMS)?)
    }

    /// Leaves in a folder that is not finished which records are there and on record.
    pub fn leave(self, target: &mut Target) -> Result<(), Fault> {
        Ok(target.keep_over(self.proofs, PROOFS)?)
    }
}

/// Which record a line of `proofs.txt` speaks of; none where the line was cut off.
pub fn proven(line: &str) -> Option<(BundleId, u64)> {
    let mut words = line.split(' ');
    let (bundle, n) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let whole = words.next()?.parse::<Digest>().is_ok() && words.next()?.parse::<Digest>().is_ok();
    whole.then_some((bundle, n))
}

/// A line of `proof.json`, its fields in the order of the canonical one. The path is the one in this folder, the name
/// the one that was sealed.
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

/// As `sha256sum` writes it, so that it reads every name back: a backslash in front says that the
/// name is escaped.
pub fn sums_line(sha256: &Digest, name: &[u8]) -> Vec<u8> {
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

#[cfg(test)]
mod tests;
