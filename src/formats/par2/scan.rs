//! Bytes to packets, wherever they lie: after damage a packet may begin anywhere, and anything may claim to be one.
//!
//! Hostile bytes cost bounded time and memory: what does not hold is paid for out of a budget, and of what holds no
//! more is kept than a set of ours can have.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

use super::layout::{file_id, main_body, weight};
use super::packet::{CHECKS, DESCRIPTION, MAGIC, MAIN, RECOVERY};
use super::{
    FILES_MAX, FileChecks, FileStart, HEADER_BYTES, Layout, Md5, Md5Sum, RECOVERY_HEADER_BYTES,
    SLICE_BYTES_MAX, SLICES_MAX, SliceCheck,
};

const WINDOW_BYTES: usize = 1 << 20;
const PACKET_BYTES_MAX: u64 = SLICE_BYTES_MAX + RECOVERY_HEADER_BYTES as u64;
/// Different sets in what is looked through; ours have one.
const SETS_MAX: usize = 8;

/// A file as its packet describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    pub start: FileStart,
    pub md5: Md5Sum,
}

/// The packets of one set.
#[derive(Debug, Clone, Default)]
pub struct FoundSet {
    /// Slice size and the files' ids, as the Main packet has them.
    main: Option<(u64, Vec<Md5Sum>)>,
    descriptions: BTreeMap<Md5Sum, Description>,
    checks: BTreeMap<Md5Sum, Vec<SliceCheck>>,
    /// Exponent → which source, where its data begin, and how long they are.
    recovery: BTreeMap<u32, (usize, u64, u64)>,
}

/// Everything that was found, over all sources.
#[derive(Debug, Clone, Default)]
pub struct Found {
    sets: BTreeMap<Md5Sum, FoundSet>,
}

impl FoundSet {
    /// The set's layout, if its files are exactly these names and sizes.
    pub fn layout(&self, files: &[(&str, u64)]) -> Option<Layout> {
        let (slice_bytes, ids) = self.main.as_ref()?;
        let starts: Option<Vec<FileStart>> = files
            .iter()
            .map(|(name, bytes)| {
                let fits = |d: &&Description| d.start.name == *name && d.start.bytes == *bytes;
                let described = ids.iter().filter_map(|id| self.descriptions.get(id));
                described.into_iter().find(fits).map(|found| found.start.clone())
            })
            .collect();
        let layout = Layout::new(*slice_bytes, starts?).ok()?;
        (layout.ids() == *ids).then_some(layout)
    }

    /// The checksums of each of the layout's files, as far as they were found.
    pub fn checks(&self, layout: &Layout) -> Vec<Option<FileChecks>> {
        let of = |file: &super::LaidOut| {
            let slices = self.checks.get(&file.id)?;
            let md5 = self.descriptions.get(&file.id)?.md5;
            (slices.len() as u64 == file.slices).then(|| FileChecks { md5, slices: slices.clone() })
        };
        layout.files.iter().map(of).collect()
    }

    /// The recovery slices that fit the layout: exponent, source, and where the data begin.
    pub fn recovery(&self, layout: &Layout) -> Vec<(u32, usize, u64)> {
        let fits = |(_, (_, _, bytes)): &(&u32, &(usize, u64, u64))| *bytes == layout.slice_bytes;
        let place =
            |(exponent, (source, at, _)): (&u32, &(usize, u64, u64))| (*exponent, *source, *at);
        self.recovery.iter().filter(fits).map(place).collect()
    }
}

impl Found {
    /// The names and sizes of a set with exactly these names, as its own packets describe them.
    pub fn described(&self, names: &[&str]) -> Option<Vec<(String, u64)>> {
        let sizes = |set: &FoundSet| {
            let size = |name: &&str| {
                let mut of = set.descriptions.values().filter(|file| file.start.name == **name);
                of.next().map(|file| ((*name).to_owned(), file.start.bytes))
            };
            let files: Vec<(String, u64)> = names.iter().filter_map(size).collect();
            let named: Vec<(&str, u64)> = files.iter().map(|(n, bytes)| (&**n, *bytes)).collect();
            set.layout(&named).filter(|_| named.len() == names.len())?;
            Some(files)
        };
        self.sets.values().find_map(sizes)
    }

    /// The set whose files are exactly these names and sizes; of two, the one with more recovery slices.
    pub fn set_of(&self, files: &[(&str, u64)]) -> Option<(&FoundSet, Layout)> {
        let fitting = self.sets.values().filter_map(|set| Some((set, set.layout(files)?)));
        fitting.max_by_key(|(set, layout)| set.recovery(layout).len())
    }
}

/// The part of a source that is in memory.
struct Window<'a, R> {
    input: &'a mut R,
    bytes: u64,
    held: Vec<u8>,
    at: u64,
}

impl<R: Read + Seek> Window<'_, R> {
    /// So many bytes from a place on, or as many as there are.
    fn at(&mut self, at: u64, want: usize) -> io::Result<&[u8]> {
        let want = want.min(self.bytes.saturating_sub(at) as usize);
        let holds = at >= self.at && at - self.at + want as u64 <= self.held.len() as u64;
        if !holds {
            self.input.seek(SeekFrom::Start(at))?;
            self.held.clear();
            self.at = at;
            (&mut *self.input).take(want.max(WINDOW_BYTES) as u64).read_to_end(&mut self.held)?;
        }
        let from = (at - self.at) as usize;
        Ok(&self.held[from..self.held.len().min(from + want)])
    }

    /// Where the next packet may begin, from a place on.
    fn magic(&mut self, from: u64) -> io::Result<Option<u64>> {
        let mut at = from;
        loop {
            let bytes = self.at(at, HEADER_BYTES.max(WINDOW_BYTES / 2))?;
            if bytes.len() < HEADER_BYTES {
                return Ok(None);
            }
            if let Some(found) = bytes.windows(MAGIC.len()).position(|eight| eight == MAGIC) {
                return Ok(Some(at + found as u64));
            }
            at += (bytes.len() - MAGIC.len() + 1) as u64;
        }
    }
}

/// Looks a source of so many bytes through for packets, and keeps them in `found`. True if it is whole packets from
/// its first to its last byte.
pub fn scan<R: Read + Seek>(
    input: &mut R,
    bytes: u64,
    source: usize,
    found: &mut Found,
) -> io::Result<bool> {
    let mut window = Window { input, bytes, held: Vec::new(), at: 0 };
    let (mut at, mut whole) = (0, true);
    // What claims to be a packet and is none costs its length: all of the source some times over, and no more.
    let mut budget = bytes.saturating_mul(4).saturating_add(4 * PACKET_BYTES_MAX);
    while let Some(start) = window.magic(at)? {
        whole &= start == at;
        let header = window.at(start, HEADER_BYTES)?;
        if header.len() < HEADER_BYTES {
            break;
        }
        let length = u64::from_le_bytes(std::array::from_fn(|n| header[8 + n]));
        let plausible = length >= HEADER_BYTES as u64
            && length.is_multiple_of(4)
            && length <= PACKET_BYTES_MAX
            && length <= bytes - start;
        if plausible && length <= budget {
            let packet = window.at(start, length as usize)?;
            if packet.len() as u64 == length && Md5::of(&[&packet[32..]]) == packet[16..32] {
                found.take(packet, source, start);
                at = start + length;
                continue;
            }
            budget -= length;
        }
        whole = false;
        at = start + 1;
    }
    Ok(whole && at == bytes)
}

fn sum(bytes: &[u8]) -> Md5Sum {
    std::array::from_fn(|n| bytes[n])
}

fn number(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|n| bytes[n]))
}

impl Found {
    /// Takes a packet whose MD5 held; one that makes no sense, or says again what was said, is passed over.
    fn take(&mut self, packet: &[u8], source: usize, at: u64) {
        let (id, kind, body) = (sum(&packet[32..48]), &packet[48..64], &packet[HEADER_BYTES..]);
        if !self.sets.contains_key(&id) && self.sets.len() >= SETS_MAX {
            return;
        }
        let set = self.sets.entry(id).or_default();
        if kind == MAIN && set.main.is_none() {
            set.main = read_main(body, &id);
        } else if kind == DESCRIPTION {
            if let Some((id, description)) = read_description(body)
                && set.descriptions.len() < FILES_MAX
            {
                set.descriptions.entry(id).or_insert(description);
            }
        } else if kind == CHECKS {
            if let Some((id, slices)) = read_checks(body)
                && set.checks.len() < FILES_MAX
            {
                set.checks.entry(id).or_insert(slices);
            }
        } else if kind == RECOVERY && body.len() > 4 && set.recovery.len() < SLICES_MAX as usize {
            let exponent = u32::from_le_bytes(std::array::from_fn(|n| body[n]));
            let place = (source, at + RECOVERY_HEADER_BYTES as u64, body.len() as u64 - 4);
            set.recovery.entry(exponent).or_insert(place);
        }
    }
}

fn read_main(body: &[u8], set: &Md5Sum) -> Option<(u64, Vec<Md5Sum>)> {
    if body.len() < 12 || Md5::of(&[body]) != *set {
        return None;
    }
    let ids: Vec<Md5Sum> = body[12..].chunks_exact(16).map(sum).collect();
    let slice_bytes = number(body);
    let sorted = ids.windows(2).all(|pair| weight(&pair[0]) < weight(&pair[1]));
    // Byte for byte what a Main packet of these would be: all of the files are in the recovery set.
    (ids.len() <= FILES_MAX && sorted && main_body(slice_bytes, &ids) == body)
        .then_some((slice_bytes, ids))
}

fn read_description(body: &[u8]) -> Option<(Md5Sum, Description)> {
    if body.len() <= 56 || body.len() > 56 + 1024 {
        return None;
    }
    let name = &body[56..];
    let end = name.iter().rposition(|byte| *byte != 0)? + 1;
    let start = FileStart {
        name: String::from_utf8(name[..end].to_vec()).ok()?,
        bytes: number(&body[48..]),
        md5_head: sum(&body[32..]),
    };
    let id = sum(body);
    (file_id(&start) == id).then(|| (id, Description { start, md5: sum(&body[16..]) }))
}

fn read_checks(body: &[u8]) -> Option<(Md5Sum, Vec<SliceCheck>)> {
    let slices = body.get(16..)?;
    if !slices.len().is_multiple_of(20) || slices.len() as u64 > 20 * SLICES_MAX {
        return None;
    }
    let check = |slice: &[u8]| SliceCheck {
        md5: sum(slice),
        crc: u32::from_le_bytes(std::array::from_fn(|n| slice[16 + n])),
    };
    Some((sum(body), slices.chunks_exact(20).map(check).collect()))
}
