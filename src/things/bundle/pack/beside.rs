//! Further drives that take the volumes while the first one does, each in a thread of its own: where drives are slow,
//! two take no longer than one. Nothing is said of what one of them did not take; its copy is made in the end as any
//! other is.

use std::io::Write;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

use crate::powers::envelope::SealedBatch;
use crate::things::bundle::Place;
use crate::things::bundle::fixity::Written;
use crate::things::bundle::volumes::VolumeWriter;

/// Batches that wait for one drive: so far it may lag behind.
const BATCHES_BEHIND: usize = 8;

/// The drives beside the first.
pub(super) struct Beside<'scope> {
    drives: Vec<Drive<'scope>>,
}

struct Drive<'scope> {
    /// None once it took one no more.
    to: Option<SyncSender<Piece>>,
    writing: ScopedJoinHandle<'scope, Option<Vec<Written>>>,
}

#[derive(Clone)]
enum Piece {
    Header(Vec<u8>),
    Batch(Arc<SealedBatch>),
}

impl Piece {
    fn bytes(&self) -> &[u8] {
        match self {
            Piece::Header(bytes) => bytes,
            Piece::Batch(batch) => batch.bytes(),
        }
    }
}

impl<'scope> Beside<'scope> {
    /// Begins a file with its header on each of these.
    pub(super) fn begin<'env>(
        scope: &'scope Scope<'scope, 'env>,
        places: &'env [Place<'env>],
        volume_bytes: u64,
        header: &[u8],
    ) -> Beside<'scope> {
        let drives = places.iter().map(|place| {
            let (to, pieces) = sync_channel(BATCHES_BEHIND);
            let volumes = VolumeWriter::new(place.storage, place.folder, volume_bytes);
            let writing = scope.spawn(move || take(&pieces, volumes));
            Drive { to: Some(to), writing }
        });
        let mut beside = Beside { drives: drives.collect() };
        beside.put(&Piece::Header(header.to_vec()));
        beside
    }

    /// Hands a batch to each drive that took all before it, and back to whoever writes the first.
    pub(super) fn put_batch(&mut self, batch: SealedBatch) -> Arc<SealedBatch> {
        let batch = Arc::new(batch);
        self.put(&Piece::Batch(Arc::clone(&batch)));
        batch
    }

    /// Waits until each drive has all of it, synced. Gives each one's volumes, of those that have.
    pub(super) fn finish(self) -> Vec<Option<Vec<Written>>> {
        let writing = self.drives.into_iter().map(|drive| {
            drop(drive.to);
            drive.writing
        });
        let writing: Vec<_> = writing.collect();
        let all = writing.into_iter().map(|drive| drive.join());
        all.map(|taken| taken.expect("a writing thread returns no problem but none")).collect()
    }

    fn put(&mut self, piece: &Piece) {
        for drive in &mut self.drives {
            drive.to = drive.to.take().filter(|to| to.send(piece.clone()).is_ok());
        }
    }
}

/// Writes what comes, in order; none where something of it does not stand.
fn take(pieces: &Receiver<Piece>, mut volumes: VolumeWriter<'_>) -> Option<Vec<Written>> {
    for piece in pieces {
        volumes.write_all(piece.bytes()).ok()?;
    }
    volumes.finish().ok()
}
