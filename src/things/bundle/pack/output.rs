//! The payload as it goes to the drive: frames in order, cut into batches of chunks, sealed by the working threads, and
//! written in order.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use super::beside::Beside;
use super::packing::{PackProblem, Packing};
use super::work::{Compressed, Work};
use crate::formats::frames::{FrameSize, seek_table};
use crate::powers::envelope::{self, Batch, Batches, PayloadKey, SealedBatch};
use crate::things::bundle::fixity::Written as WrittenFile;
use crate::things::bundle::volumes::{VolumeWriter, storage_problem, unsealed_problem};

/// Batches on their way through the working threads.
const BATCHES_QUEUED: usize = 6;

/// What the writing thread did.
pub(super) struct Written {
    pub(super) frames: Vec<FrameSize>,
    pub(super) plain_bytes: u64,
    pub(super) header: Vec<u8>,
    pub(super) volumes: Vec<WrittenFile>,
    /// The same of each drive beside the first, where it has all of them.
    pub(super) beside: Vec<Option<Vec<WrittenFile>>>,
}

/// Writes the frames as they come, in order; gives their memory to `spare`.
pub(super) fn write<'a>(
    in_order: &Receiver<Receiver<Compressed>>,
    to_work: SyncSender<Work<'a>>,
    spare: &Mutex<Vec<Vec<u8>>>,
    packing: &Packing<'_>,
) -> Result<Written, PackProblem> {
    let trouble = |error| storage_problem(error, packing.folder);
    let mut volumes = VolumeWriter::new(packing.storage, packing.folder, packing.volume_bytes);
    let (header, key) = envelope::begin(std::slice::from_ref(packing.recipient))
        .map_err(|unsealed| unsealed_problem(unsealed, packing.folder))?;
    std::thread::scope(|scope| {
        let beside = Beside::begin(scope, packing.beside, packing.volume_bytes, &header);
        volumes.write_all(&header).map_err(trouble)?;
        let sealing = VecDeque::with_capacity(BATCHES_QUEUED);
        let (batches, key) = (Batches::default(), Arc::new(key));
        let mut out = Output { packing, volumes, beside, batches, sealing, key, to_work };
        let mut frames = Vec::new();
        for frame in in_order {
            let Ok(compressed) = frame.recv() else { break };
            let (bytes, size) = compressed.map_err(PackProblem::Compression)?;
            out.put(&bytes)?;
            frames.push(size);
            spare.lock().expect("no thread panics while it holds the spares").push(bytes);
        }
        out.put(&seek_table(&frames))?;
        let (plain_bytes, volumes, beside) = out.finish()?;
        Ok(Written { frames, plain_bytes, header, volumes, beside })
    })
}

struct Output<'p, 'a, 'scope> {
    packing: &'p Packing<'p>,
    volumes: VolumeWriter<'p>,
    beside: Beside<'scope>,
    batches: Batches,
    /// In the order of the file.
    sealing: VecDeque<Receiver<SealedBatch>>,
    key: Arc<PayloadKey>,
    to_work: SyncSender<Work<'a>>,
}

/// How many bytes were encrypted, and the volumes: of the first drive, and of each beside it.
type Finished = (u64, Vec<WrittenFile>, Vec<Option<Vec<WrittenFile>>>);

impl Output<'_, '_, '_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), PackProblem> {
        let mut rest = bytes;
        while let Some(batch) = self.batches.put(&mut rest) {
            self.seal(batch)?;
            if self.sealing.len() == BATCHES_QUEUED {
                self.write_first()?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Finished, PackProblem> {
        let plain_bytes = self.batches.plain_bytes();
        let last = std::mem::take(&mut self.batches).finish();
        self.seal(last)?;
        while !self.sealing.is_empty() {
            self.write_first()?;
        }
        let volumes = self.volumes.finish()?;
        Ok((plain_bytes, volumes, self.beside.finish()))
    }

    fn seal(&mut self, batch: Batch) -> Result<(), PackProblem> {
        let (give, sealed) = sync_channel(1);
        let key = Arc::clone(&self.key);
        self.to_work.send(Work::Seal { batch, key, give }).map_err(|_| nobody_works())?;
        self.sealing.push_back(sealed);
        Ok(())
    }

    fn write_first(&mut self) -> Result<(), PackProblem> {
        let Some(sealed) = self.sealing.pop_front() else { return Ok(()) };
        let sealed = sealed.recv().map_err(|_| nobody_works())?;
        let trouble = |error| storage_problem(error, self.packing.folder);
        let sealed = self.beside.put_batch(sealed);
        self.volumes.write_all(sealed.bytes()).map_err(trouble)?;
        // A slower drive may need it still; then its memory goes with it.
        if let Some(sealed) = Arc::into_inner(sealed) {
            self.batches.take_back(sealed);
        }
        Ok(())
    }
}

/// A working thread ends early only where it panicked, and the panic goes on in whoever started it.
fn nobody_works() -> PackProblem {
    PackProblem::Compression(std::io::ErrorKind::BrokenPipe.into())
}
