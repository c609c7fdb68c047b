//! Cutting a stream into frames, without copying it (format, §4.4).
//! Refuses to know what compresses them.

use std::fmt;
use std::ops::Deref;

use crate::words::limits::{FRAME_BYTES_MAX, MIB};

/// How full a frame is when a record's start cuts it, in bytes.
const CUT_BYTES_MIN: usize = (3 * MIB) as usize;
const BYTES_MAX: usize = FRAME_BYTES_MAX as usize;

/// Plain bytes of one frame, at most 4 MiB. Its buffer goes back to the cutter with
/// [`FrameCutter::take_back`].
pub struct Frame {
    buffer: Box<[u8]>,
    filled: usize,
}

impl Deref for Frame {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame of {} bytes", self.filled)
    }
}

/// Cuts a stream into frames: at 4 MiB, or at a record's start once 3 MiB are in.
///
/// A source reads straight into [`space`](Self::space), so that no byte is copied on its way. Holds
/// one buffer of 4 MiB, and those that were given back.
pub struct FrameCutter {
    buffer: Box<[u8]>,
    filled: usize,
    spare: Vec<Box<[u8]>>,
}

impl Default for FrameCutter {
    fn default() -> Self {
        Self::new()
    }
}

impl FrameCutter {
    /// A cutter at the start of a stream, with one buffer.
    pub fn new() -> Self {
        FrameCutter { buffer: new_buffer(), filled: 0, spare: Vec::new() }
    }

    /// Says that the next byte starts a record; a frame comes out if this is a good place to cut.
    pub fn mark_record_start(&mut self) -> Option<Frame> {
        (self.filled >= CUT_BYTES_MIN).then(|| self.cut())
    }

    /// Where the next bytes go; never empty.
    pub fn space(&mut self) -> &mut [u8] {
        &mut self.buffer[self.filled..]
    }

    /// Says that `bytes` of the space were filled; a frame comes out when it is full.
    ///
    /// # Panics
    /// When more is claimed than the space holds.
    pub fn advance(&mut self, bytes: usize) -> Option<Frame> {
        assert!(bytes <= BYTES_MAX - self.filled, "more bytes claimed than there was space for");
        self.filled += bytes;
        (self.filled == BYTES_MAX).then(|| self.cut())
    }

    /// Copies `bytes` in, for headers and padding; each full frame goes to `sink`.
    #[cfg(test)]
    pub fn push<E>(
        &mut self,
        mut bytes: &[u8],
        mut sink: impl FnMut(Frame) -> Result<(), E>,
    ) -> Result<(), E> {
        while !bytes.is_empty() {
            let space = self.space();
            let now = bytes.len().min(space.len());
            space[..now].copy_from_slice(&bytes[..now]);
            bytes = &bytes[now..];
            self.advance(now).map_or(Ok(()), &mut sink)?;
        }
        Ok(())
    }

    /// The last frame, unless nothing is left.
    pub fn finish(mut self) -> Option<Frame> {
        (self.filled > 0).then(|| self.cut())
    }

    /// Takes a frame's buffer back, to be filled again.
    pub fn take_back(&mut self, frame: Frame) {
        self.spare.push(frame.buffer);
    }

    fn cut(&mut self) -> Frame {
        let fresh = self.spare.pop().unwrap_or_else(new_buffer);
        let buffer = std::mem::replace(&mut self.buffer, fresh);
        Frame { buffer, filled: std::mem::take(&mut self.filled) }
    }
}

fn new_buffer() -> Box<[u8]> {
    vec![0; BYTES_MAX].into_boxed_slice()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    const MIB_BYTES: usize = MIB as usize;

    fn push(cutter: &mut FrameCutter, bytes: usize, lens: &mut Vec<usize>) {
        let pushed = cutter.push(&vec![7; bytes], |frame| {
            lens.push(frame.len());
            Ok::<(), Infallible>(())
        });
        let Ok(()) = pushed;
    }

    #[test]
    fn frames_are_cut_at_records_when_three_quarters_full() {
        let (mut cutter, mut lens) = (FrameCutter::new(), Vec::new());
        assert!(cutter.mark_record_start().is_none());
        push(&mut cutter, 3 * MIB_BYTES - 1, &mut lens);
        assert!(cutter.mark_record_start().is_none());
        push(&mut cutter, 1, &mut lens);
        assert_eq!(cutter.mark_record_start().unwrap().len(), 3 * MIB_BYTES);
        push(&mut cutter, 9 * MIB_BYTES, &mut lens);
        assert_eq!(lens, [4 * MIB_BYTES, 4 * MIB_BYTES]);
        assert_eq!(cutter.finish().unwrap().len(), MIB_BYTES);
        assert!(FrameCutter::new().finish().is_none());
    }

    #[test]
    fn bytes_read_in_place_come_out_in_order_and_buffers_are_used_again() {
        let mut cutter = FrameCutter::new();
        let place = cutter.space().as_ptr();
        cutter.space()[..3].copy_from_slice(b"abc");
        assert!(cutter.advance(3).is_none());
        cutter.space().fill(b'd');
        let rest = cutter.space().len();
        let frame = cutter.advance(rest).unwrap();
        assert_eq!((&frame[..4], frame.len()), (&b"abcd"[..], 4 * MIB_BYTES));
        assert_eq!(frame.as_ptr(), place);
        cutter.take_back(frame);
        cutter.space().fill(b'e');
        let second = cutter.advance(4 * MIB_BYTES).unwrap();
        assert!(second.iter().all(|b| *b == b'e'));
        assert_eq!(cutter.space().as_ptr(), place);
    }

    #[test]
    #[should_panic(expected = "more bytes claimed")]
    fn claiming_more_than_the_space_is_our_bug() {
        FrameCutter::new().advance(4 * MIB_BYTES + 1);
    }
}
