//! Whether exactly this file was one of a bundle's records, by the salt that it was given back with: the bundle is
//! gone, and its commitments lie beside the statement. Both lists are read piece by piece: each may name a million
//! records.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::formats::commitments::{COMMITMENT_BYTES, commitment};
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

/// What of a line of `proof.json` is asked for.
#[derive(Deserialize)]
struct Line {
    bundle: BundleId,
    n: u64,
    salt: Digest,
    sha256: Digest,
}

/// What `proof.json` says of one file of one bundle: the salt of each record that it was.
struct Named {
    bundle: BundleId,
    sha256: Digest,
    salts: BTreeMap<u64, Digest>,
}

/// Answers by these commitments, if they are those of this hash.
pub(super) fn answer(
    file: &Path,
    proof: &Path,
    bundle: BundleId,
    commitments: Option<Box<dyn Read>>,
    committed: Digest,
) -> Result<Answer, Fault> {
    let mut named = Named { bundle, sha256: digest_of(file)?, salts: BTreeMap::new() };
    let opened = File::open(proof).map_err(at(proof))?.take(PROOF_BYTES_MAX);
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(opened));
    let read = named.deserialize(&mut json).and_then(|()| json.end());
    read.map_err(|_| Usage::NotAProof(proof.to_path_buf()))?;
    let Some(commitments) = commitments else { return Ok(Answer::NoCommitments) };
    // What can't be read to its end is not what was sealed.
    let (found, sha256) = sealed(commitments, &named).unwrap_or((None, Digest::ZERO));
    Ok(match (found, sha256 == committed) {
        (_, false) => Answer::NoCommitments,
        (Some(n), true) => Answer::Yes { n },
        (None, true) if named.salts.is_empty() => Answer::NotInProof,
        (None, true) => Answer::NotCommitted,
    })
}

/// The first of these records that was sealed, and the SHA-256 of all commitments.
fn sealed(commitments: Box<dyn Read>, named: &Named) -> io::Result<(Option<u64>, Digest)> {
    let mut commitments = BufReader::with_capacity(MIB as usize, commitments);
    let (mut hasher, mut found, mut n) = (Hasher::new(), None, 0);
    loop {
        let mut one = Vec::with_capacity(COMMITMENT_BYTES as usize);
        if commitments.by_ref().take(COMMITMENT_BYTES).read_to_end(&mut one)? == 0 {
            return Ok((found, hasher.finish()));
        }
        hasher.update(&one);
        if let (None, Some(salt)) = (found, named.salts.get(&n)) {
            found = (one == commitment(salt, &named.sha256).0).then_some(n);
        }
        n += 1;
    }
}

impl<'de> DeserializeSeed<'de> for &mut Named {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Named {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a proof")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut listed = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "records" if !listed => {
                    map.next_value_seed(Records(self))?;
                    listed = true;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        match listed {
            true => Ok(()),
            false => Err(serde::de::Error::missing_field("records")),
        }
    }
}

/// The list in it, of which only what is about that file stays in memory.
struct Records<'n>(&'n mut Named);

impl<'de> DeserializeSeed<'de> for Records<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Records<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<(), A::Error> {
        let named = self.0;
        while let Some(record) = all.next_element::<Line>()? {
            if record.bundle == named.bundle && record.sha256 == named.sha256 {
                named.salts.insert(record.n, record.salt);
            }
        }
        Ok(())
    }
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
