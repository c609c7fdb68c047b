//! One frame of the tar, opened on whichever thread has time, and the records hashed that lie in it whole.

use crate::formats::index::Record;
use crate::things::bundle::frame::{FrameOpener, SealedFrame};
use crate::words::digest::Digest;

/// A frame before it is opened.
pub struct SealedPart {
    /// None where it could not be read.
    pub frame: Option<SealedFrame>,
    /// Where it starts in the tar.
    pub at: u64,
    /// How many bytes of the tar it has, as the index says.
    pub bytes: u64,
    /// How many bytes it takes in the decrypted payload.
    pub compressed: u64,
}

/// The same, opened.
pub struct OpenPart {
    /// None where it can't be opened.
    pub content: Option<Content>,
    pub bytes: u64,
    pub compressed: u64,
    /// 1 where the frame is not as the format says.
    pub unlike: u64,
}

/// A frame's bytes, and which of the records in it hold.
pub struct Content {
    pub plain: Vec<u8>,
    first: usize,
    verdicts: Vec<bool>,
}

impl SealedPart {
    /// Opens the frame, and hashes the records that it holds whole.
    pub fn open(self, opener: &mut FrameOpener, records: &[Record]) -> OpenPart {
        let SealedPart { frame, at, bytes, compressed } = self;
        let before = opener.unlike_the_format();
        let mut plain = Vec::new();
        let opened = frame.and_then(|mut frame| opener.open(&mut frame, &mut plain).ok());
        let content = opened.map(|()| {
            let end = at + plain.len() as u64;
            let first = records.partition_point(|record| record.offset < at);
            // Whoever sealed it may have said any places.
            let whole =
                |record: &&Record| record.offset >= at && record.offset + record.size <= end;
            let verdicts = records[first..].iter().take_while(whole).map(|record| {
                let from = (record.offset - at) as usize;
                Digest::of(&plain[from..from + record.size as usize]) == record.sha256
            });
            let verdicts = verdicts.collect();
            Content { plain, first, verdicts }
        });
        OpenPart { content, bytes, compressed, unlike: opener.unlike_the_format() - before }
    }
}

impl Content {
    /// Whether a record holds, by its number; none where not all of it is in this frame.
    pub fn holds(&self, number: usize) -> Option<bool> {
        self.verdicts.get(number.checked_sub(self.first)?).copied()
    }
}
