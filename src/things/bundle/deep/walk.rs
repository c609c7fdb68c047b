//! The tar of a bundle, followed byte by byte: members' headers compared, records' hashes compared, the rest hashed
//! as one.

use crate::formats::bag;
use crate::formats::index::Record;
use crate::formats::seal::Seal;
use crate::formats::tar_entry;
use crate::words::digest::{Digest, Hasher};

use super::part::Content;

/// Follows the tar byte by byte: members' headers compared, records hashed, the rest hashed as one.
pub struct TarWalk<'a> {
    records: &'a [Record],
    seal: &'a Seal,
    /// Where the walk stands in the tar.
    at: u64,
    /// The record that it is in or before.
    next: usize,
    hasher: Hasher,
    /// Whether the record that ends next holds, where that was found already.
    known: Option<bool>,
    spoiled: bool,
    hit: Vec<usize>,
    header: Hasher,
    /// The header that ends next was compared whole.
    header_compared: bool,
    headers_differ: bool,
    tail: Hasher,
    tail_spoiled: bool,
}

impl<'a> TarWalk<'a> {
    pub fn new(records: &'a [Record], seal: &'a Seal) -> TarWalk<'a> {
        TarWalk {
            records,
            seal,
            at: 0,
            next: 0,
            hasher: Hasher::new(),
            known: None,
            spoiled: false,
            hit: Vec::new(),
            header: Hasher::new(),
            header_compared: false,
            headers_differ: false,
            tail: Hasher::new(),
            tail_spoiled: false,
        }
    }

    /// Takes the next frame's content.
    pub fn take(&mut self, content: &Content) {
        let mut rest = &content.plain[..];
        while !rest.is_empty() {
            let (part, kind) = self.part(rest.len() as u64);
            let (now, later) = rest.split_at(part as usize);
            match kind {
                Part::Header if self.is_whole_header(part) => {
                    self.headers_differ |= *now != self.expected_header();
                    self.header_compared = true;
                }
                Part::Header => self.header.update(now),
                Part::Record => match self.verdict(part, content) {
                    Some(holds) => self.known = Some(holds),
                    None => self.hasher.update(now),
                },
                Part::Tail => self.tail.update(now),
            }
            self.step(part, kind);
            rest = later;
        }
    }

    /// Whether the next `bytes` are all that stands between the record before and the next one.
    fn is_whole_header(&self, bytes: u64) -> bool {
        let before = self.next.checked_sub(1).map(|at| &self.records[at]);
        let start = before.map_or(0, |record| record.offset + record.size);
        let end = self.records.get(self.next).map(|record| record.offset);
        self.at == start && Some(self.at + bytes) == end
    }

    /// What was found of the next record, if all of it are the next `bytes`.
    fn verdict(&self, bytes: u64, content: &Content) -> Option<bool> {
        let record = self.records.get(self.next)?;
        let whole = self.at == record.offset && bytes == record.size;
        content.holds(self.next).filter(|_| whole)
    }

    pub fn lose(&mut self, bytes: u64) {
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
            let holds = match self.known.take() {
                Some(holds) => holds,
                None => hasher.finish() == record.sha256,
            };
            if self.spoiled || !holds {
                self.hit.push(self.next);
            }
            self.spoiled = false;
            self.next += 1;
        }
    }

    /// At a record's first byte: what stood before it must be the padding of the last and its own header.
    fn end_header(&mut self) {
        let Some(record) = self.records.get(self.next) else { return };
        if self.at != record.offset || std::mem::take(&mut self.header_compared) {
            return;
        }
        let found = std::mem::take(&mut self.header);
        self.headers_differ |= found.finish() != Digest::of(&self.expected_header());
    }

    /// What must stand before the next record: the padding of the last, and its own header.
    fn expected_header(&self) -> Vec<u8> {
        let Some(record) = self.records.get(self.next) else { return Vec::new() };
        let before = self.next.checked_sub(1).map_or(0, |at| self.records[at].size);
        let mut expected = vec![0; tar_entry::padding(before)];
        let path = bag::record_path(self.seal.bundle, &record.path);
        expected.extend(tar_entry::member_header(&path, record.size, record.mtime));
        expected
    }

    /// Ends the walk; `tail` is the hash of what must stand behind the last record.
    pub fn finish(self, tail: Option<Digest>) -> Found {
        let missing = self.next..self.records.len();
        let hit = self.hit.into_iter().chain(missing);
        let tail_holds = !self.tail_spoiled && Some(self.tail.finish()) == tail;
        Found {
            hit: hit.map(|at| self.records[at].clone()).collect(),
            bag_differs: self.headers_differ || !tail_holds,
            tar_bytes: self.at,
        }
    }
}

/// What a walk over all of the tar has found.
pub struct Found {
    /// Records that can't be had, or not with the sealed bytes.
    pub hit: Vec<Record>,
    /// The rest of the tar is not what it must be.
    pub bag_differs: bool,
    /// How many bytes it has.
    pub tar_bytes: u64,
}

#[derive(Clone, Copy)]
enum Part {
    Header,
    Record,
    Tail,
}
