//! The payload's volumes read back from the medium once: hashed as files, and given on as the payload that they are.
//!
//! A reader that goes forward gets what is hashed. Where it goes back, or where a volume can't be read so, it is given
//! what the medium says of that place, as any reader is.

use std::io::{self, Read, Seek, SeekFrom};

use crate::formats::entry::FileFacts;
use crate::formats::seal::Seal;
use crate::powers::asker::Watcher;
use crate::powers::medium::StorageProblem;
use crate::words::limits::MIB;

use super::fixity::{Checking, Fixity};
use super::open::{BundlePlace, Volumes};

/// The volumes of one payload, in order.
pub struct ReadOnce {
    place: BundlePlace,
    files: Vec<FileFacts>,
    volume_bytes: u64,
    position: u64,
    /// The volume that is being read back.
    current: Option<(usize, Checking<FileFacts>)>,
    /// The first volume that was not begun.
    next: usize,
    fixity: Fixity,
    otherwise: Volumes,
}

impl ReadOnce {
    /// Nothing is read yet.
    pub fn new(seal: &Seal, place: &BundlePlace) -> ReadOnce {
        let payload = seal.files.iter().filter(|file| file.name.starts_with("payload-"));
        ReadOnce {
            place: place.clone(),
            files: payload.cloned().collect(),
            volume_bytes: seal.payload.volume_bytes.max(1),
            position: 0,
            current: None,
            next: 0,
            fixity: Fixity::default(),
            otherwise: Volumes::new(seal, place.clone()),
        }
    }

    /// Reads what nobody asked for, and says what the volumes are. A person may stop it between two of them.
    pub fn finish(mut self, watcher: &dyn Watcher) -> Fixity {
        while !watcher.interrupted() && (self.current.is_some() || self.next < self.files.len()) {
            self.end_current();
            self.begin_next();
        }
        if watcher.interrupted() {
            self.fixity.how = None;
        }
        self.fixity
    }

    /// The volume `number`, being read back and standing at `within`; none where it no longer can.
    fn stream(&mut self, number: usize, within: u64) -> Option<&mut Checking<FileFacts>> {
        while self.current.as_ref().map_or(self.next, |(current, _)| *current) < number {
            self.end_current();
            self.begin_next();
        }
        if self.current.is_none() && self.next == number {
            self.begin_next();
        }
        let (current, checking) = self.current.as_ref()?;
        if *current != number || checking.at() > within {
            return None;
        }
        self.pass(within).ok()?;
        let (_, checking) = self.current.as_mut()?;
        (checking.at() == within).then_some(checking)
    }

    fn begin_next(&mut self) {
        let Some(file) = self.files.get(self.next) else { return };
        self.next += 1;
        match Checking::begin(&*self.place.storage, &self.place.folder, file.clone()) {
            Ok(Ok(checking)) => self.current = Some((self.next - 1, checking)),
            Ok(Err(fault)) => self.fixity.fault(file, fault),
            Err(problem) => self.fixity.take(file, Err(problem)),
        }
    }

    /// Reads the current volume up to `within`; what fails ends it.
    fn pass(&mut self, within: u64) -> Result<(), ()> {
        let Some((_, checking)) = &mut self.current else { return Ok(()) };
        let mut piece = Vec::new();
        while checking.at() < within {
            let left = (within - checking.at()).min(MIB) as usize;
            piece.resize(left, 0);
            match checking.read(&mut piece[..left]) {
                Ok(0) => break,
                Ok(_) if checking.is_beyond() => break,
                Ok(_) => {}
                Err(problem) => {
                    self.lose(problem);
                    return Err(());
                }
            }
        }
        Ok(())
    }

    fn end_current(&mut self) {
        let _ = self.pass(u64::MAX);
        if let Some((_, checking)) = self.current.take() {
            let file = checking.file().clone();
            self.fixity.take(&file, Ok(checking.end()));
        }
    }

    fn lose(&mut self, problem: StorageProblem) {
        if let Some((_, checking)) = self.current.take() {
            self.fixity.take(checking.file(), Err(problem));
        }
    }
}

impl Read for ReadOnce {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (number, within) =
            ((self.position / self.volume_bytes) as usize, self.position % self.volume_bytes);
        let size = self.files.get(number).map_or(0, |file| file.bytes);
        let want = size.saturating_sub(within).min(buffer.len() as u64) as usize;
        if want > 0
            && let Some(checking) = self.stream(number, within)
        {
            match checking.read(&mut buffer[..want]) {
                Ok(0) => {}
                Ok(got) => {
                    self.position += got as u64;
                    return Ok(got);
                }
                Err(problem) => self.lose(problem),
            }
        }
        self.otherwise.seek(SeekFrom::Start(self.position))?;
        let got = self.otherwise.read(buffer)?;
        self.position += got as u64;
        Ok(got)
    }
}

impl Seek for ReadOnce {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.otherwise.seek(SeekFrom::Start(self.position))?;
        self.position = self.otherwise.seek(to)?;
        Ok(self.position)
    }
}
