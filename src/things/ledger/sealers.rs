//! The sealer's keys over time: which one signs now, which were replaced, and which labels by them hold.
//!
//! How far what was written under a key that was replaced still counts is in `quarantine`. Implements format §3.4.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use crate::formats::entry::{Entry, Event, Head, Signers};
use crate::powers::medium::{Kind, MediumPath, Storage};
use crate::powers::signer::{Namespace, VerifyingKey};
use crate::words::ids::WriterId;
use crate::words::limits::{CHAIN_BYTES_MAX, LEDGER_LINE_BYTES_MAX, WRITERS_MAX};

use super::quarantine::{Quarantine, Replacement};
use super::signed::signed_by;

/// The keys under which labels and seals are proven.
///
/// A label by a key in use holds. One by a key that was replaced proves nothing: whoever stole that key may have
/// written it. A home that has the ledger takes such a label for the one that stood there before, if it says nothing
/// that the ledger does not say (`things/medium/cut_back`); it writes the label anew at once, takes no settings and
/// no text from it, and its counters only as what the next ones must exceed.
#[derive(Debug, Clone)]
pub struct Sealers {
    current: Vec<VerifyingKey>,
    replaced: Vec<VerifyingKey>,
    quarantine: Quarantine,
}

impl Sealers {
    /// From the vault's first signers, and what the disposer has said since.
    pub fn of(first: &[Signers], quarantine: Quarantine) -> Sealers {
        let replacements = quarantine.replacements();
        let old = |key: &str| replacements.iter().any(|one| one.fields.old == key);
        let all = first.iter().map(|pair| &pair.sealer);
        let mut all: Vec<&String> = all.chain(replacements.iter().map(|r| &r.fields.new)).collect();
        all.sort();
        all.dedup();
        let (replaced, current): (Vec<_>, Vec<_>) = all.into_iter().partition(|key| old(key));
        let keys = |texts: Vec<&String>| -> Vec<VerifyingKey> {
            texts.iter().filter_map(|key| key.parse().ok()).collect()
        };
        let (current, replaced) = (keys(current), keys(replaced));
        Sealers { current, replaced, quarantine }
    }

    /// Keys that nobody replaced; two where two homes replaced one without knowing of each other.
    pub fn current(&self) -> &[VerifyingKey] {
        &self.current
    }

    /// Keys that signed once, and were replaced.
    pub fn replaced(&self) -> &[VerifyingKey] {
        &self.replaced
    }

    /// All keys that ever signed: a seal that the ledger names holds under any of them.
    pub fn all(&self) -> Vec<VerifyingKey> {
        self.current.iter().chain(&self.replaced).cloned().collect()
    }

    /// Whether bytes are signed by a key in use.
    pub fn signed_by_current(&self, namespace: Namespace, bytes: &[u8], signature: &[u8]) -> bool {
        self.current.iter().any(|key| key.verify(namespace, bytes, signature).is_ok())
    }

    /// Whether no line under these heads stands behind the place up to which its chain counts.
    pub fn reach(&self, heads: &[Head]) -> bool {
        let reaches = |one: &Replacement, head: &Head| {
            head.count <= one.lines_of(head.writer)
                || self.quarantine.vouches(one, head.writer, head.count)
        };
        let latest = self.quarantine.latest();
        latest.iter().all(|one| heads.iter().all(|head| reaches(one, head)))
    }

    /// The heads that the disposer signed when a key was replaced, or for lines that count all the same: of each chain
    /// the longest, without the chains that are distrusted whole.
    pub fn heads(&self) -> Vec<Head> {
        let mut longest: BTreeMap<WriterId, Head> = BTreeMap::new();
        for head in self.quarantine.heads().filter(|head| !self.quarantine.distrusts_all(head)) {
            let known = longest.entry(head.writer).or_insert(*head);
            if head.count > known.count {
                *known = *head;
            }
        }
        longest.into_values().collect()
    }

    /// Whether bytes are signed by a key that was replaced.
    pub fn signed_by_replaced(&self, namespace: Namespace, bytes: &[u8], signature: &[u8]) -> bool {
        self.replaced.iter().any(|key| key.verify(namespace, bytes, signature).is_ok())
    }
}

/// How the words stand in a canonical line.
const WORDS: [&str; 2] = ["\"event\":\"signer-replaced\"", "\"event\":\"lines-vouched\""];

/// The disposer's words on which lines count that stand in a folder of chains, each proven by the disposer's signature:
/// asked before a label there can be, since its key may be one that this home has not heard of. What can't be read says
/// nothing, and neither does what lies beyond as many files as a vault has homes, or beyond as many bytes as one chain
/// has.
pub fn said_in(
    storage: &dyn Storage,
    folder: &MediumPath,
    disposers: &[VerifyingKey],
) -> Vec<Entry> {
    signed_lines(storage, folder, disposers, &WORDS)
}

/// These disposers, and those that they have added by lines in these folders of chains, each proven by the signature of
/// one who was known.
pub fn disposers_in(
    folders: &[(&dyn Storage, &MediumPath)],
    mut known: Vec<VerifyingKey>,
) -> Vec<VerifyingKey> {
    let all = |(storage, folder): &(&dyn Storage, &MediumPath)| {
        lines_with(*storage, folder, &["\"event\":\"signer-added\""], &|_| true)
    };
    let mut waiting: Vec<Entry> = folders.iter().flat_map(all).collect();
    loop {
        let (held, rest): (Vec<Entry>, Vec<Entry>) =
            waiting.into_iter().partition(|entry| signed_by(entry, &known));
        waiting = rest;
        let added = held.iter().filter_map(|entry| match &entry.event {
            Event::SignerAdded(added) => added.key.parse().ok(),
            _ => None,
        });
        let before = known.len();
        known.extend(added);
        if known.len() == before {
            return known;
        }
    }
}

/// The lines with one of these words in a folder of chains that a disposer has signed.
pub(super) fn signed_lines(
    storage: &dyn Storage,
    folder: &MediumPath,
    disposers: &[VerifyingKey],
    words: &[&str],
) -> Vec<Entry> {
    lines_with(storage, folder, words, &|entry| signed_by(entry, disposers))
}

/// The lines with one of these words in a folder of chains, as far as `holds` takes them. Nobody vouches for the
/// others.
pub fn lines_with(
    storage: &dyn Storage,
    folder: &MediumPath,
    words: &[&str],
    holds: &dyn Fn(&Entry) -> bool,
) -> Vec<Entry> {
    let Ok(listing) = storage.list(folder) else { return Vec::new() };
    let (mut found, mut left) = (Vec::new(), CHAIN_BYTES_MAX);
    let files = listing.entries.iter().filter(|entry| entry.facts.kind == Kind::File);
    let is_chain = |name: &str| {
        name.strip_suffix(".jsonl").is_some_and(|writer| writer.parse::<WriterId>().is_ok())
    };
    for entry in files.filter(|entry| is_chain(&entry.name)).take(WRITERS_MAX) {
        let Ok(path) = folder.join(&entry.name) else { continue };
        let Ok(file) = storage.open(&path) else { continue };
        let mut lines = BufReader::new(file);
        let mut line = Vec::new();
        loop {
            line.clear();
            let line_max = LEDGER_LINE_BYTES_MAX.min(left);
            let read = lines.by_ref().take(line_max).read_until(b'\n', &mut line);
            left -= line.len() as u64;
            if read.is_err() || !line.ends_with(b"\n") {
                break;
            }
            let speaks = std::str::from_utf8(&line)
                .is_ok_and(|line| words.iter().any(|word| line.contains(word)));
            if !speaks {
                continue;
            }
            let Ok(entry) = Entry::read(&line) else { continue };
            found.extend(Some(entry).filter(holds));
        }
    }
    found
}

#[cfg(test)]
mod tests;
