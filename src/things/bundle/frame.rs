//! One frame of a payload, from what stands on a medium to the plain bytes of the tar: on whichever thread has time
//! (format, §4.4, §5).

use std::io;

use serde::Serialize;

use crate::formats::frames::{FrameDamage, FrameDecompressor};
use crate::powers::envelope::{ChunkCause, ChunkDamage, SealedRange};
use crate::words::limits::FRAME_BYTES_MAX;

/// Why one record can't be had.
#[derive(Debug, thiserror::Error, Serialize)]
#[error("{self:?}")]
#[serde(rename_all = "kebab-case")]
pub enum RecordDamage {
    /// A chunk of the age file does not hold, or can't be read.
    Chunk(
        #[from]
        #[serde(skip)]
        ChunkDamage,
    ),
    /// A frame does not decompress to what its table says.
    Frame(
        #[from]
        #[serde(skip)]
        FrameDamage,
    ),
    /// Its place lies beyond the payload.
    Outside,
    /// Its bytes are not those that the index has the hash of.
    Bytes,
    /// The fault is on the receiving side.
    Target(#[serde(skip)] io::Error),
}

/// A frame that was read and is not open yet.
pub struct SealedFrame {
    pub(super) range: SealedRange,
    /// As the index has it.
    pub(super) plain_bytes: usize,
}

/// What is wrong with a frame whose bytes could be read. It is as wrong for each record in it.
#[derive(Debug, Clone)]
pub enum FrameFault {
    /// A chunk is not the one that was encrypted.
    Chunk(u64),
    /// It does not decompress.
    Frame(FrameDamage),
    /// It has another length than the index says.
    Length,
    /// There was no memory to open it.
    Memory,
}

impl From<FrameFault> for RecordDamage {
    fn from(fault: FrameFault) -> RecordDamage {
        match fault {
            FrameFault::Chunk(chunk) => ChunkDamage { chunk, cause: ChunkCause::Altered }.into(),
            FrameFault::Frame(damage) => damage.into(),
            FrameFault::Length => RecordDamage::Bytes,
            FrameFault::Memory => RecordDamage::Target(io::ErrorKind::OutOfMemory.into()),
        }
    }
}

/// Opens frames one by one; one a thread.
#[derive(Default)]
pub struct FrameOpener(Option<FrameDecompressor>);

impl FrameOpener {
    /// Replaces what is in `plain` by the frame's content.
    pub fn open(&mut self, frame: &mut SealedFrame, plain: &mut Vec<u8>) -> Result<(), FrameFault> {
        let decompressor = match &mut self.0 {
            Some(decompressor) => decompressor,
            none => none.insert(FrameDecompressor::new().map_err(|_| FrameFault::Memory)?),
        };
        let packed = frame.range.open().map_err(|altered| FrameFault::Chunk(altered.0))?;
        let plain_max = frame.plain_bytes.min(FRAME_BYTES_MAX as usize);
        decompressor.decompress_into(packed, plain_max, plain).map_err(FrameFault::Frame)?;
        if plain.len() == frame.plain_bytes { Ok(()) } else { Err(FrameFault::Length) }
    }

    /// How many of the frames that were opened so far are not as the format says.
    pub fn unlike_the_format(&self) -> u64 {
        self.0.as_ref().map_or(0, FrameDecompressor::unlike_the_format)
    }
}
