//! Whether exactly this file was one of a bundle's records, by the salt that it was given back with: the bundle is
//! gone, and its commitments lie beside the statement.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::formats::commitments::line;
use crate::things::statements::keeping::commitment_of;
use crate::verbs::fault::{Fault, Usage};
use crate::words::digest::{Digest, Hasher};
use crate::words::ids::BundleId;
use crate::words::limits::MIB;

/// The largest `proof.json` that is read: a million records.
const PROOF_BYTES_MAX: u64 = 4096 * MIB;

/// The answer, as far as there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Answer {
    /// It was record `n` of the bundle, byte for byte.
    Yes { n: u64 },
    /// The proof speaks of no such file of this bundle.
    NotInProof,
    /// The proof does, and the bundle was not sealed with it.
    NotCommitted,
    /// The commitments are not beside the statement as they were sealed.
    NoCommitments,
}

#[derive(Deserialize)]
struct Proof {
    records: Vec<Line>,
}

/// What of a line of `proof.json` is asked for.
#[derive(Deserialize)]
struct Line {
    bundle: BundleId,
    n: u64,
    salt: Digest,
    sha256: Digest,
}

pub(super) fn answer(
    file: &Path,
    proof: &Path,
    bundle: BundleId,
    lines: Option<&[u8]>,
) -> Result<Answer, Fault> {
    let sha256 = digest_of(file)?;
    let opened = File::open(proof).map_err(at(proof))?.take(PROOF_BYTES_MAX);
    let read: Proof = serde_json::from_reader(BufReader::new(opened))
        .map_err(|_| Usage::NotAProof(proof.to_path_buf()))?;
    let Some(lines) = lines else { return Ok(Answer::NoCommitments) };
    let mut named = read
        .records
        .iter()
        .filter(|record| record.bundle == bundle && record.sha256 == sha256)
        .peekable();
    if named.peek().is_none() {
        return Ok(Answer::NotInProof);
    }
    let mut sealed =
        named.filter(|record| commitment_of(lines, record.n) == Some(line(&record.salt, &sha256)));
    Ok(sealed.next().map_or(Answer::NotCommitted, |record| Answer::Yes { n: record.n }))
}

fn digest_of(path: &Path) -> Result<Digest, Fault> {
    let mut file = File::open(path).map_err(at(path))?;
    let (mut hasher, mut piece) = (Hasher::new(), vec![0; MIB as usize]);
    loop {
        let got = file.read(&mut piece).map_err(at(path))?;
        if got == 0 {
            return Ok(hasher.finish());
        }
        hasher.update(&piece[..got]);
    }
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> Fault {
    move |source| Fault::Io { path: path.to_path_buf(), source }
}
