//! What the working threads do, in the order in which it was asked: read small files ahead and what they say of
//! themselves, compress frames, seal batches of chunks. Each waits for nobody, so that none can wait for another.

use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, Mutex};

use super::item::Item;
use crate::formats::document::{self, Document};
use crate::formats::frames::{Frame, FramePacker, FrameSize};
use crate::formats::index::Mtime;
use crate::powers::envelope::{Batch, PayloadKey, SealedBatch};
use crate::powers::sources::{self, SourceProblem, Whole};
use crate::words::digest::Digest;

/// A piece of work, and where its result goes.
pub(super) enum Work<'a> {
    Read {
        items: &'a [Item],
        /// Whether the words that they show are kept.
        texts: bool,
        into: Vec<u8>,
        give: SyncSender<Read>,
    },
    Compress {
        plain: Frame,
        into: Vec<u8>,
        give: SyncSender<Compressed>,
        emptied: SyncSender<Frame>,
    },
    Seal {
        batch: Batch,
        key: Arc<PayloadKey>,
        give: SyncSender<SealedBatch>,
    },
}

/// Files that were read whole, hashed and looked into, in the order of the items.
pub(super) struct Read {
    /// The bytes of those that could be read, one behind the other.
    pub(super) bytes: Vec<u8>,
    pub(super) files: Vec<Result<Small, SourceProblem>>,
}

/// One of them.
pub(super) enum Small {
    Read {
        bytes: usize,
        mtime: Mtime,
        sha256: Digest,
        document: Option<Box<Document>>,
    },
    /// It has become too large to be read whole.
    TooLarge,
}

pub(super) type Compressed = std::io::Result<(Vec<u8>, FrameSize)>;

/// Works until nobody can ask for more.
pub(super) fn work(queue: &Mutex<Receiver<Work<'_>>>, mut packer: FramePacker) {
    loop {
        let work = queue.lock().expect("no thread panics while it holds the queue").recv();
        // Who asked is gone after an error of its own: then nobody waits for this, or for the memory.
        match work {
            Err(_) => return,
            Ok(Work::Read { items, texts, into, give }) => {
                let _ = give.send(read(items, texts, into));
            }
            Ok(Work::Compress { plain, mut into, give, emptied }) => {
                let decompressed = plain.len() as u32;
                let packed = packer.pack_into(&plain, &mut into);
                let _ = give.send(packed.map(|()| {
                    let compressed = into.len() as u32;
                    (into, FrameSize { compressed, decompressed })
                }));
                let _ = emptied.try_send(plain);
            }
            Ok(Work::Seal { batch, key, give }) => {
                let _ = give.send(batch.seal(&key));
            }
        }
    }
}

fn read(items: &[Item], texts: bool, into: Vec<u8>) -> Read {
    let mut bytes = into;
    bytes.clear();
    let mut one = |item: &Item| {
        let from = bytes.len();
        Ok(match sources::read_whole(&item.source(), &mut bytes)? {
            Whole::TooLarge => Small::TooLarge,
            Whole::Read(mtime) => {
                let read = &bytes[from..];
                let document = match texts {
                    true => document::read_with_text(read),
                    false => document::read(read),
                };
                let document = document.map(Box::new);
                Small::Read { bytes: read.len(), mtime, sha256: Digest::of(read), document }
            }
        })
    };
    let files = items.iter().map(&mut one).collect();
    Read { bytes, files }
}
