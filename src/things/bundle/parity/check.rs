//! What is left of a bundle's parity on a medium: read past the cache, packet by packet.

use std::io::{self, Read, Seek, SeekFrom};

use crate::formats::par2::{Found, scan};
use crate::powers::medium::{Kind, MediumPath, ReadBack, Storage, StorageProblem};

use super::sets::SetPlan;

/// A set's file as it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is none: no fault.
    Absent,
    /// It is what it must be, and mends so many slices.
    Whole { recovery: u64 },
    /// Some of it is damaged; what is left mends so many slices.
    Damaged { recovery: u64 },
}

/// Looks a set's file through.
pub fn check(
    storage: &dyn Storage,
    folder: &MediumPath,
    plan: &SetPlan,
) -> Result<(Standing, Option<ReadBack>), StorageProblem> {
    let path = folder.join(&plan.name)?;
    let Some(facts) = storage.facts(&path)? else { return Ok((Standing::Absent, None)) };
    if facts.kind != Kind::File {
        return Ok((Standing::Damaged { recovery: 0 }, None));
    }
    let mut found = Found::default();
    let (reader, how) = storage.read_back(&path)?;
    let mut forward = Forward { reader, held: Vec::new(), from: 0, at: 0 };
    // A sector that can't be read ends the file here, and is damage like any other.
    let bytes = facts.bytes.min(plan.file_bytes_max());
    let whole = scan(&mut forward, bytes, 0, &mut found).unwrap_or(false) && bytes == facts.bytes;
    let standing = match found.set_of(&plan.names()) {
        None => Standing::Damaged { recovery: 0 },
        Some((set, layout)) => {
            let recovery = set.recovery(&layout).len() as u64;
            let checked = set.checks(&layout).iter().all(Option::is_some);
            if whole
                && checked
                && recovery >= plan.recovery
                && layout.slice_bytes == plan.slice_bytes
            {
                Standing::Whole { recovery }
            } else {
                Standing::Damaged { recovery: if checked { recovery } else { 0 } }
            }
        }
    };
    Ok((standing, Some(how)))
}

/// How far a scan may look back: a packet, and what was read beyond it.
const HELD_BYTES: usize = 12 << 20;

/// A stream that can be set back a little: the read-back past the cache only goes forward.
struct Forward {
    reader: Box<dyn Read + Send>,
    held: Vec<u8>,
    from: u64,
    at: u64,
}

impl Read for Forward {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let end = self.from + self.held.len() as u64;
        if self.at >= end {
            let mut piece = vec![0; 1 << 20];
            while self.at >= self.from + self.held.len() as u64 {
                let got = self.reader.read(&mut piece)?;
                if got == 0 {
                    return Ok(0);
                }
                self.held.extend_from_slice(&piece[..got]);
                if self.held.len() > 2 * HELD_BYTES {
                    let gone = self.held.len() - HELD_BYTES;
                    self.held.drain(..gone);
                    self.from += gone as u64;
                }
            }
        }
        let from = (self.at - self.from) as usize;
        let now = out.len().min(self.held.len() - from);
        out[..now].copy_from_slice(&self.held[from..from + now]);
        self.at += now as u64;
        Ok(now)
    }
}

impl Seek for Forward {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match to {
            SeekFrom::Start(at) if at >= self.from => {
                self.at = at;
                Ok(at)
            }
            _ => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}
