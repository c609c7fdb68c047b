//! One age file, cut into volumes (format, §4.3). What is written is traced: reading it back proves that it stands, and
//! hashes it.

use std::io::{self, Write};

use crate::powers::envelope::Unsealed;
use crate::powers::medium::{Act as StorageAct, MediumPath, Opened, Storage, StorageProblem};
use crate::words::limits::{MIB, VOLUME_BYTES_MAX, VOLUME_BYTES_MIN};
use crate::words::trace::Tracer;

use super::fixity::Written;
use super::volume_name;

/// The volume size for a payload of about so many bytes: a sixteenth, as a power of two within the bounds.
pub fn volume_bytes_for(planned_bytes: u64) -> u64 {
    (planned_bytes / 16).next_power_of_two().clamp(VOLUME_BYTES_MIN, VOLUME_BYTES_MAX)
}

/// Writes and traces one file. Its errors carry the storage's own problem inside.
pub struct TracedWriter {
    name: String,
    file: Box<dyn Opened>,
    path: MediumPath,
    tracer: Tracer,
}

impl TracedWriter {
    /// Creates a file whose bytes are traced as they are written.
    pub fn create(
        storage: &dyn Storage,
        folder: &MediumPath,
        name: String,
    ) -> Result<TracedWriter, StorageProblem> {
        let path = folder.join(&name)?;
        let file = storage.create(&path)?;
        Ok(TracedWriter { name, file, path, tracer: Tracer::new() })
    }

    /// Syncs the file and says what it is.
    pub fn finish(mut self) -> Result<Written, StorageProblem> {
        self.file
            .sync()
            .map_err(|source| StorageProblem::of(StorageAct::Sync, self.path.as_str(), source))?;
        let bytes = self.tracer.bytes();
        Ok(Written { bytes, name: self.name, trace: self.tracer.finish() })
    }
}

impl Write for TracedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes).map_err(|source| {
            io::Error::other(StorageProblem::of(StorageAct::Write, self.path.as_str(), source))
        })?;
        self.tracer.update(&bytes[..written]);
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Cuts what is written to it into volumes. Its errors carry the storage's own problem inside.
pub struct VolumeWriter<'a> {
    storage: &'a dyn Storage,
    folder: &'a MediumPath,
    volume_bytes: u64,
    open: Option<TracedWriter>,
    finished: Vec<Written>,
}

impl<'a> VolumeWriter<'a> {
    /// Writes volumes of `volume_bytes` each into a folder; the last may be shorter.
    pub fn new(storage: &'a dyn Storage, folder: &'a MediumPath, volume_bytes: u64) -> Self {
        VolumeWriter { storage, folder, volume_bytes, open: None, finished: Vec::new() }
    }

    /// Finishes the last volume and gives all of them, in order.
    pub fn finish(mut self) -> Result<Vec<Written>, StorageProblem> {
        if let Some(open) = self.open.take() {
            self.finished.push(open.finish()?);
        }
        Ok(self.finished)
    }

    fn write_some(&mut self, bytes: &[u8]) -> Result<usize, StorageProblem> {
        if self.open.as_ref().is_some_and(|open| open.tracer.bytes() == self.volume_bytes) {
            let full = self.open.take().map(TracedWriter::finish).transpose()?;
            self.finished.extend(full);
        }
        let open = match &mut self.open {
            Some(open) => open,
            none => none.insert(TracedWriter::create(
                self.storage,
                self.folder,
                volume_name(self.finished.len() as u64),
            )?),
        };
        let room = (self.volume_bytes - open.tracer.bytes()).min(bytes.len() as u64) as usize;
        open.write(&bytes[..room]).map_err(|error| storage_problem(error, &open.path))
    }
}

impl Write for VolumeWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_some(bytes).map_err(io::Error::other)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The storage's problem inside an I/O error that has come up through encryption or compression.
pub fn storage_problem(error: io::Error, path: &MediumPath) -> StorageProblem {
    match error.downcast::<StorageProblem>() {
        Ok(problem) => problem,
        Err(source) => StorageProblem::of(StorageAct::Write, path.as_str(), source),
    }
}

/// Likewise where the encryption had only begun.
pub fn unsealed_problem(unsealed: Unsealed, path: &MediumPath) -> StorageProblem {
    match unsealed {
        Unsealed::Io(error) => storage_problem(error, path),
        other => storage_problem(io::Error::other(other), path),
    }
}

/// About how many bytes a bundle needs on a medium for so many bytes and records: uncompressed, with what age,
/// tar and the index add. Generous, since a full drive found too late costs the whole run.
pub fn bytes_needed(record_bytes: u64, records: u64) -> u64 {
    let body = record_bytes + records * 2048;
    body + body / 2000 + 4 * MIB
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_volume_is_about_a_sixteenth() {
        for (planned, volume) in [
            (0, MIB),
            (10 * MIB, MIB),
            (17 * MIB, 2 * MIB),
            (100 * MIB, 8 * MIB),
            (1024 * MIB, 64 * MIB),
            (u64::MAX / 4, 64 * MIB),
        ] {
            assert_eq!(volume_bytes_for(planned), volume, "{planned}");
        }
    }
}
