//! An open file of a medium in memory.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use super::state::{Node, Shared};
use crate::powers::medium::in_place::InPlace;
use crate::powers::medium::storage::{Facts, Opened};

pub(super) struct MemoryFile {
    pub(super) medium: Shared,
    pub(super) id: u64,
    pub(super) at: u64,
}

impl Read for MemoryFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut state = self.medium.state();
        let shown = &state.bytes(self.id).shown;
        let from = shown.len().min(self.at as usize);
        let n = (&shown[from..]).read(into)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Write for MemoryFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.medium.state();
        if state.facts.read_only {
            return Err(io::ErrorKind::ReadOnlyFilesystem.into());
        }
        let at = self.at as usize;
        let len = state.bytes(self.id).shown.len();
        let room = match state.capacity {
            u64::MAX => bytes.len() as u64,
            _ => state.free() + len.saturating_sub(at) as u64,
        };
        let n = bytes.len().min(usize::try_from(room).unwrap_or(usize::MAX));
        if n == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let shown = Arc::make_mut(&mut state.bytes(self.id).shown);
        shown.resize(len.max(at + n), 0);
        shown[at..at + n].copy_from_slice(&bytes[..n]);
        self.at += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for MemoryFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let len = self.medium.state().bytes(self.id).shown.len() as u64;
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl Opened for MemoryFile {
    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.medium.state();
        let bytes = state.bytes(self.id);
        bytes.synced = bytes.shown.clone();
        if state.names_with_file {
            let node = Node::File(self.id);
            let own = state.shown.iter().find(|(_, shown)| **shown == node);
            if let Some(path) = own.map(|(path, _)| path.clone()) {
                state.keep_name(&path, node);
            }
        }
        Ok(())
    }

    fn facts(&self) -> io::Result<Facts> {
        Ok(self.medium.state().facts_of(Node::File(self.id)))
    }

    fn in_place(&self) -> InPlace {
        self.medium.state().facts.in_place
    }
}
