//! Frames on their way through the compressors.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender};

use crate::formats::frames::{Frame, FrameCompressor, FrameSize};

/// How hard zstd tries: 3 is its default, and PDFs and photos gain nothing from more.
const ZSTD_LEVEL: i32 = 3;

/// A frame on its way to a compressor, and where the result goes.
pub(super) struct Job {
    pub(super) plain: Frame,
    pub(super) give: SyncSender<Compressed>,
    pub(super) give_back: SyncSender<Frame>,
}

pub(super) type Compressed = std::io::Result<(Vec<u8>, FrameSize)>;

pub(super) fn compress(jobs: &Mutex<Receiver<Job>>) -> std::io::Result<()> {
    let mut compressor = FrameCompressor::new(ZSTD_LEVEL)?;
    loop {
        let job = jobs.lock().expect("no thread panics while it holds the queue").recv();
        let Ok(Job { plain, give, give_back }) = job else { return Ok(()) };
        let result = compressor.compress(&plain).map(|bytes| {
            let size =
                FrameSize { compressed: bytes.len() as u32, decompressed: plain.len() as u32 };
            (bytes, size)
        });
        // The writer is gone after its own error: then nobody waits for this frame, or its memory.
        let _ = give.send(result);
        let _ = give_back.try_send(plain);
    }
}
