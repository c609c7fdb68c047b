//! Deep verification: every chunk opened, every frame decompressed, every record hashed, and the tar compared
//! with what its index says it must be. Names the records that damage has hit (format, §6).

use crate::formats::bag::{self, BagRule};
use crate::formats::index::{Meta, Record};
use crate::formats::seal::Seal;
use crate::formats::tar_entry;
use crate::powers::asker::Watcher;
use crate::powers::identity::Identity;
use crate::powers::medium::StorageProblem;
use crate::rules::retention::PinnedRule;
use crate::things::files;
use crate::words::digest::Hasher;

use super::COMMITMENTS;
use super::bag_rule::bag_rule;
use super::form::{self, Unlike};
use super::open::{BundlePlace, OpenProblem, Payload, open_index};
use super::pack::write_tag_files;
use super::proof::Verified;

/// What deep verification found.
#[derive(Debug, Default)]
pub struct Deep {
    /// How many records were read whole.
    pub records: u64,
    /// The sum of their sizes in bytes.
    pub bytes: u64,
    /// Records that can't be had, or not with the sealed bytes.
    pub hit: Vec<Record>,
    /// Frames that can't be opened.
    pub frames_lost: u64,
    /// The rest of the tar, which only strangers need, is not what it must be.
    pub bag_differs: bool,
    /// `records.commit` does not answer the records.
    pub commitments_differ: bool,
    /// The bytes of the tar are not as many as were sealed.
    pub length_differs: bool,
    /// It is sealed, and not what its seal or the format says.
    pub unlike: Vec<Unlike>,
}

impl Deep {
    /// Whether every record is as it was sealed.
    pub fn holds(&self) -> bool {
        self.hit.is_empty()
            && self.frames_lost == 0
            && !self.bag_differs
            && !self.commitments_differ
            && !self.length_differs
            && self.unlike.is_empty()
    }
}

/// Verifies a bundle deeply.
pub fn verify(
    seal: &Verified<Seal>,
    place: &BundlePlace,
    identity: &Identity,
    watcher: &dyn Watcher,
) -> Result<Deep, OpenProblem> {
    let mut index = open_index(seal, place, identity)?;
    let meta = index.meta()?;
    let records = index.records_looked_at().collect::<Result<Vec<Record>, _>>()?;
    let mut deep = Deep {
        records: records.len() as u64,
        bytes: records.iter().map(|record| record.size).sum(),
        ..Deep::default()
    };
    deep.length_differs |= deep.records != seal.counts.records || deep.bytes != seal.counts.bytes;
    deep.commitments_differ = !commitments_hold(seal, place, &meta, &records)?;

    let mut payload = Payload::open(seal, place, identity, &meta)?;
    deep.length_differs |= payload.tar_bytes() != seal.payload.tar_bytes;
    let mut walk = TarWalk::new(&records, seal);
    let mut compressed_at = 0;
    for number in 0..payload.frame_count() {
        let compressed = payload.compressed(number);
        let decompressed = payload.decompressed(number);
        match payload.frame(number, compressed_at) {
            Ok(plain) => walk.take(plain),
            Err(_) => {
                deep.frames_lost += 1;
                walk.lose(decompressed);
            }
        }
        compressed_at += compressed;
        watcher.advance(compressed);
    }
    walk.finish(&mut deep, seal, &meta, &records);
    deep.unlike = form::look(seal, &meta, &records);
    let table = payload.seek_table().transpose();
    let unlike = payload.frames_unlike_the_format() + index.frames_unlike_the_format();
    match table {
        Ok(table) => {
            deep.unlike.extend(form::look_at_frames(payload.frames(), table.as_deref(), unlike));
        }
        Err(_) => deep.frames_lost += 1,
    }
    deep.unlike.extend(form::look_at_index(index.form(), &deep.unlike));
    Ok(deep)
}

fn commitments_hold(
    seal: &Verified<Seal>,
    place: &BundlePlace,
    meta: &Meta,
    records: &[Record],
) -> Result<bool, OpenProblem> {
    let Some(facts) = seal.file(COMMITMENTS) else { return Ok(false) };
    let path = place.folder.join(COMMITMENTS).map_err(StorageProblem::from)?;
    let Some(bytes) = files::read_bounded(&*place.storage, &path, facts.bytes)? else {
        return Ok(false);
    };
    let hashes = records.iter().map(|record| &record.sha256);
    Ok(meta.commitment_secret.check(hashes, &mut &bytes[..]).is_ok())
}

/// Follows the tar byte by byte: members' headers compared, records hashed, the rest hashed as one.
struct TarWalk<'a> {
    records: &'a [Record],
    seal: &'a Seal,
    /// Where the walk stands in the tar.
    at: u64,
    /// The record that it is in or before.
    next: usize,
    hasher: Hasher,
    spoiled: bool,
    hit: Vec<usize>,
    header: Hasher,
    headers_differ: bool,
    tail: Hasher,
    tail_spoiled: bool,
}

impl<'a> TarWalk<'a> {
    fn new(records: &'a [Record], seal: &'a Seal) -> TarWalk<'a> {
        TarWalk {
            records,
            seal,
            at: 0,
            next: 0,
            hasher: Hasher::new(),
            spoiled: false,
            hit: Vec::new(),
            header: Hasher::new(),
            headers_differ: false,
            tail: Hasher::new(),
            tail_spoiled: false,
        }
    }

    fn take(&mut self, plain: &[u8]) {
        let mut rest = plain;
        while !rest.is_empty() {
            let (part, kind) = self.part(rest.len() as u64);
            let (now, later) = rest.split_at(part as usize);
            match kind {
                Part::Header => self.header.update(now),
                Part::Record => self.hasher.update(now),
                Part::Tail => self.tail.update(now),
            }
            self.step(part, kind);
            rest = later;
        }
    }

    fn lose(&mut self, bytes: u64) {
        let mut left = bytes;
        while left > 0 {
            let (part, kind) = self.part(left);
            match kind {
                // A lost header costs strangers the name and us nothing: the index has the place.
                Part::Header => self.headers_differ = true,
                Part::Record => self.spoiled = true,
                Part::Tail => self.tail_spoiled = true,
            }
            self.step(part, kind);
            left -= part;
        }
    }

    /// How many of the next bytes belong together, and to what.
    fn part(&self, most: u64) -> (u64, Part) {
        let Some(record) = self.records.get(self.next) else { return (most, Part::Tail) };
        if self.at < record.offset {
            ((record.offset - self.at).min(most), Part::Header)
        } else {
            ((record.offset + record.size - self.at).min(most), Part::Record)
        }
    }

    fn step(&mut self, bytes: u64, kind: Part) {
        self.at += bytes;
        if matches!(kind, Part::Header) {
            self.end_header();
        }
        while let Some(record) = self.records.get(self.next) {
            if self.at < record.offset || self.at < record.offset + record.size {
                break;
            }
            let hasher = std::mem::take(&mut self.hasher);
            if self.spoiled || hasher.finish() != record.sha256 {
                self.hit.push(self.next);
            }
            self.spoiled = false;
            self.next += 1;
        }
    }

    /// At a record's first byte: what stood before it must be the padding of the last and its own header.
    fn end_header(&mut self) {
        let Some(record) = self.records.get(self.next) else { return };
        if self.at != record.offset {
            return;
        }
        let before = self.next.checked_sub(1).map_or(0, |at| self.records[at].size);
        let mut expected = Hasher::new();
        expected.update(&[0; tar_entry::BLOCK][..tar_entry::padding(before)]);
        let path = bag::record_path(self.seal.bundle, &record.path);
        expected.update(&tar_entry::member_header(&path, record.size, record.mtime));
        let found = std::mem::take(&mut self.header);
        self.headers_differ |= found.finish() != expected.finish();
    }

    fn finish(self, deep: &mut Deep, seal: &Seal, meta: &Meta, records: &[Record]) {
        let missing = self.next..records.len();
        let hit = self.hit.into_iter().chain(missing);
        deep.hit = hit.map(|at| records[at].clone()).collect();
        let mut expected = Hasher::new();
        let last = records.last().map_or(0, |record| record.size);
        expected.update(&[0; tar_entry::BLOCK][..tar_entry::padding(last)]);
        let rules: Vec<BagRule> = meta
            .rules
            .iter()
            .filter_map(|value| serde_json::from_value::<PinnedRule>(value.clone()).ok())
            .map(|rule| bag_rule(&rule))
            .collect();
        let written = write_tag_files(
            records,
            seal.bundle,
            seal.vault,
            seal.sealed_at.time,
            &rules,
            &mut |bytes| {
                expected.update(bytes);
                Ok(())
            },
        );
        expected.update(&tar_entry::END);
        let tail_holds =
            written.is_ok() && !self.tail_spoiled && self.tail.finish() == expected.finish();
        deep.bag_differs = self.headers_differ || !tail_holds;
        deep.length_differs |= self.at != seal.payload.tar_bytes;
    }
}

#[derive(Clone, Copy)]
enum Part {
    Header,
    Record,
    Tail,
}
