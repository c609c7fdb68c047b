//! Reads whole files in large aligned blocks, as unbuffered reads on every system demand, ahead of
//! the caller.
//!
//! Refuses to know how a file was opened past the cache; the platform files do.

use std::fs::File;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Memory, offsets and lengths are multiples of this; no drive's logical block is larger.
pub(super) const ALIGN_BYTES: usize = 4096;
/// What one read asks of the drive.
const BLOCK_BYTES: usize = 1024 * 1024;
/// Blocks in flight: one being read, one waiting, one at the caller.
const BLOCKS: usize = 3;

/// Memory that starts at an aligned address.
struct Block {
    memory: Vec<u8>,
    from: usize,
    filled: usize,
}

impl Block {
    fn new(bytes: usize) -> Block {
        let memory = vec![0; bytes + ALIGN_BYTES];
        let from = (memory.as_ptr() as usize).wrapping_neg() % ALIGN_BYTES;
        Block { memory, from, filled: 0 }
    }

    fn bytes(&self) -> &[u8] {
        &self.memory[self.from..][..self.filled]
    }
}

/// A file's bytes, block by block, from its start to the length that it had when it was opened.
pub(super) struct Blocks {
    file: File,
    left: u64,
}

impl Blocks {
    pub fn new(file: File, bytes: u64) -> Blocks {
        Blocks { file, left: bytes }
    }

    /// As much as one block of this file ever holds, aligned.
    fn block(&self) -> Block {
        let bytes = self.left.min(BLOCK_BYTES as u64) as usize;
        Block::new(bytes.next_multiple_of(ALIGN_BYTES))
    }

    /// Fills `block` anew; it is empty at the end. A file that became shorter is an error, never a
    /// quiet end.
    fn fill(&mut self, block: &mut Block) -> io::Result<()> {
        block.filled = 0;
        let room = block.memory.len() - ALIGN_BYTES;
        let due = self.left.min(room as u64) as usize;
        while block.filled < due {
            let end = due.next_multiple_of(ALIGN_BYTES);
            let into = &mut block.memory[block.from..][block.filled..end];
            match self.file.read(into) {
                Ok(n) if block.filled + n >= due => block.filled = due,
                // A short read goes on only where the next one is aligned again.
                Ok(n) if n > 0 && n % ALIGN_BYTES == 0 => block.filled += n,
                Ok(_) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        self.left -= due as u64;
        Ok(())
    }

    /// A reader over the file. The first block is read at once, so that a file system that took the
    /// open and refuses the read shows here; then the file comes back with the error.
    pub fn reader(mut self) -> Result<Box<dyn Read + Send>, (File, io::Error)> {
        let mut first = self.block();
        if let Err(error) = self.fill(&mut first) {
            return Err((self.file, error));
        }
        match self.left {
            0 => Ok(Box::new(Small { block: first, at: 0 })),
            _ => Ok(Box::new(Ahead::start(self, first))),
        }
    }
}

/// A file that one block holds.
struct Small {
    block: Block,
    at: usize,
}

impl Read for Small {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = (&self.block.bytes()[self.at..]).read(into)?;
        self.at += n;
        Ok(n)
    }
}

/// Reads on a thread of its own, so that the drive works while the caller hashes. The thread ends
/// when the reader is dropped.
struct Ahead {
    full: Receiver<io::Result<Block>>,
    empty: SyncSender<Block>,
    current: Option<Block>,
    at: usize,
}

impl Ahead {
    fn start(mut blocks: Blocks, first: Block) -> Ahead {
        let (full_in, full) = sync_channel(BLOCKS);
        let (empty, empty_out) = sync_channel::<Block>(BLOCKS);
        for _ in 1..BLOCKS {
            empty.send(blocks.block()).expect("the channel has room for every block");
        }
        thread::spawn(move || {
            while let Ok(mut block) = empty_out.recv() {
                let read = blocks.fill(&mut block);
                let last = read.is_err() || block.filled == 0;
                if full_in.send(read.map(|()| block)).is_err() || last {
                    return;
                }
            }
        });
        Ahead { full, empty, current: Some(first), at: 0 }
    }
}

impl Read for Ahead {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(block) = &self.current else {
                return Ok(0);
            };
            if self.at < block.filled || into.is_empty() {
                let n = (&block.bytes()[self.at..]).read(into)?;
                self.at += n;
                return Ok(n);
            }
            self.at = 0;
            if let Some(used) = self.current.take() {
                // Nobody takes it once the thread has read the last block.
                let _ = self.empty.send(used);
            }
            match self.full.recv() {
                Ok(Ok(block)) if block.filled > 0 => self.current = Some(block),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(error),
                Err(_) => return Err(io::ErrorKind::BrokenPipe.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn file_of(bytes: usize) -> (File, Vec<u8>) {
        let content: Vec<u8> = (0..bytes).map(|n| (n * 31 + n / 251) as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&content).unwrap();
        io::Seek::rewind(&mut file).unwrap();
        (file, content)
    }

    #[test]
    fn every_length_comes_back_whole() {
        for bytes in [
            0,
            1,
            ALIGN_BYTES - 1,
            ALIGN_BYTES,
            ALIGN_BYTES + 1,
            BLOCK_BYTES - 1,
            BLOCK_BYTES,
            BLOCK_BYTES + 1,
            BLOCK_BYTES * BLOCKS,
            BLOCK_BYTES * (BLOCKS + 2) + 4097,
        ] {
            let (file, content) = file_of(bytes);
            let mut reader = Blocks::new(file, bytes as u64).reader().map_err(|e| e.1).unwrap();
            let mut back = Vec::new();
            reader.read_to_end(&mut back).unwrap();
            assert!(back == content, "{bytes}");
            assert_eq!(reader.read(&mut [0; 8]).unwrap(), 0);
        }
    }

    #[test]
    fn a_file_that_became_shorter_is_an_error() {
        for bytes in [10, BLOCK_BYTES * 4] {
            let (file, content) = file_of(bytes);
            let mut back = Vec::new();
            let error = match Blocks::new(file, content.len() as u64 + 9).reader() {
                Ok(mut reader) => reader.read_to_end(&mut back).unwrap_err(),
                Err((_, error)) => error,
            };
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "{bytes}");
        }
    }

    #[test]
    fn bytes_behind_the_known_length_are_left_out() {
        let (file, content) = file_of(10_000);
        let mut back = Vec::new();
        let mut reader = Blocks::new(file, 5_000).reader().map_err(|e| e.1).unwrap();
        reader.read_to_end(&mut back).unwrap();
        assert_eq!(back, content[..5_000]);
    }

    #[test]
    fn a_reader_dropped_early_lets_its_thread_end() {
        let (file, _) = file_of(BLOCK_BYTES * 8);
        let mut reader =
            Blocks::new(file, BLOCK_BYTES as u64 * 8).reader().map_err(|e| e.1).unwrap();
        reader.read_exact(&mut [0; 100]).unwrap();
        drop(reader);
    }
}
