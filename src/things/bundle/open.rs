//! A bundle opened with an identity: its index, and any record out of its payload by reading a few chunks.
//!
//! Implements format §5. Everything here starts from a proven seal.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use serde::Serialize;

use crate::formats::frames::{FrameDamage, FrameSize, seek_table_len, span, stored_bytes_max};
use crate::formats::index::{IndexDamage, IndexReader, Meta, Record};
use crate::formats::seal::Seal;
use crate::powers::envelope::{self, DecryptingReader, KeyProblem, Unopened, open_key_file};
use crate::powers::identity::Identity;
use crate::powers::medium::{Act, MediumPath, Opened, Storage, StorageProblem};
use crate::things::files::{self, FileProblem};
use crate::words::digest::Hasher;
use crate::words::limits::{FRAME_BYTES_MAX, KEY_FILE_BYTES};

pub use super::frame::RecordDamage;
use super::frame::{FrameOpener, SealedFrame};
use super::proof::Verified;
use super::{FIRST_VOLUME, INDEX, KEY, KEY_COPY, volume_name};

/// Why a bundle can't be opened.
#[expect(missing_docs, reason = "surface/errors says each in words")]
#[derive(Debug, thiserror::Error, Serialize)]
#[error("{self:?}")]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum OpenProblem {
    NoKey,
    Key(#[serde(skip)] KeyProblem),
    OtherKey,
    NotAsSealed {
        name: &'static str,
    },
    Unopened(
        #[from]
        #[serde(skip)]
        Unopened,
    ),
    Index(
        #[from]
        #[serde(skip)]
        IndexDamage,
    ),
    OtherIndex,
    File(
        #[from]
        #[serde(skip)]
        FileProblem,
    ),
}

impl From<StorageProblem> for OpenProblem {
    fn from(problem: StorageProblem) -> Self {
        OpenProblem::File(problem.into())
    }
}

/// A bundle's place on a medium.
#[derive(Clone)]
pub struct BundlePlace {
    /// The medium.
    pub storage: Arc<dyn Storage>,
    /// The folder on it.
    pub folder: MediumPath,
}

impl BundlePlace {
    fn file(&self, name: &str) -> Result<MediumPath, StorageProblem> {
        Ok(self.folder.join(name)?)
    }
}

/// Opens the bundle's own identity from whichever key twin opens, and holds it against the seal.
pub fn bundle_identity(
    seal: &Verified<Seal>,
    keys: &BundlePlace,
    identities: &[Identity],
) -> Result<Identity, OpenProblem> {
    opening_twin(seal, keys, identities).map(|(_, identity)| identity)
}

/// The same, and which twin opened.
pub fn opening_twin(
    seal: &Verified<Seal>,
    keys: &BundlePlace,
    identities: &[Identity],
) -> Result<(&'static str, Identity), OpenProblem> {
    let mut problem = OpenProblem::NoKey;
    for name in [KEY, KEY_COPY] {
        let path = keys.file(name)?;
        match files::read_bounded(&*keys.storage, &path, KEY_FILE_BYTES) {
            Ok(None) => {}
            Ok(Some(bytes)) => match open_key_file(&bytes, identities) {
                Ok(identity) if identity.recipient().digest() == seal.recipient => {
                    return Ok((name, identity));
                }
                Ok(_) => problem = OpenProblem::OtherKey,
                Err(cause) => problem = OpenProblem::Key(cause),
            },
            Err(cause) => problem = cause.into(),
        }
    }
    Err(problem)
}

/// The index of a bundle, its bytes compared with the seal first. It is read from the medium as it is asked for: that
/// of a million records takes more than a hundred megabytes.
pub type Index = IndexReader<io::BufReader<DecryptingReader<Box<dyn Opened>>>>;

/// Reads, checks and opens the index on a medium.
pub fn open_index(
    seal: &Verified<Seal>,
    place: &BundlePlace,
    identity: &Identity,
) -> Result<Index, OpenProblem> {
    let (reader, plain) = sealed_index(seal, place, identity)?;
    index_of(seal, reader, plain)
}

/// Opens the index on a medium for a look at it, before [`open_index`] reads all of it: only what is asked for is read.
/// Each chunk is held by age's own check, so that nothing is shown which was not sealed; damage elsewhere is not met.
pub fn glance_at_index(
    seal: &Verified<Seal>,
    place: &BundlePlace,
    identity: &Identity,
) -> Result<Index, OpenProblem> {
    let not_as_sealed = || OpenProblem::NotAsSealed { name: INDEX };
    let facts = seal.file(INDEX).ok_or_else(not_as_sealed)?;
    let file = place.storage.open(&place.file(INDEX)?)?;
    let (reader, plain) = decrypted_index(seal, file, facts.bytes, identity)?;
    index_of(seal, reader, plain)
}

fn index_of(
    seal: &Verified<Seal>,
    reader: DecryptingReader<Box<dyn Opened>>,
    plain: u64,
) -> Result<Index, OpenProblem> {
    let mut index = IndexReader::open(io::BufReader::new(reader), plain)?;
    let meta = index.meta()?;
    if meta.bundle != seal.bundle || meta.vault != seal.vault {
        return Err(OpenProblem::OtherIndex);
    }
    Ok(index)
}

fn decrypted_index(
    seal: &Verified<Seal>,
    file: Box<dyn Opened>,
    bytes: u64,
    identity: &Identity,
) -> Result<(DecryptingReader<Box<dyn Opened>>, u64), OpenProblem> {
    let header = &seal.headers.index;
    let plain = envelope::plain_bytes(bytes.saturating_sub(header.len() as u64));
    let plain = plain.ok_or(OpenProblem::NotAsSealed { name: INDEX })?;
    let one = std::slice::from_ref(identity);
    Ok((envelope::decrypting(one, header, file, plain)?, plain))
}

/// The index on a medium as it was sealed, being decrypted, and how long it is then. What is read after the hash was
/// taken is held by age's own check of each chunk, under a key that only the sealing run had.
pub fn sealed_index(
    seal: &Verified<Seal>,
    place: &BundlePlace,
    identity: &Identity,
) -> Result<(DecryptingReader<Box<dyn Opened>>, u64), OpenProblem> {
    let not_as_sealed = || OpenProblem::NotAsSealed { name: INDEX };
    let facts = seal.file(INDEX).ok_or_else(not_as_sealed)?;
    let path = place.file(INDEX)?;
    let there = place.storage.facts(&path)?.ok_or_else(not_as_sealed)?;
    if there.bytes != facts.bytes {
        return Err(not_as_sealed());
    }
    let mut file = place.storage.open(&path)?;
    let mut hasher = Hasher::new();
    io::copy(&mut (&mut file).take(facts.bytes + 1), &mut hasher)
        .map_err(|source| StorageProblem::of(Act::Read, path.as_str(), source))?;
    if hasher.bytes() != facts.bytes || hasher.finish() != facts.sha256 {
        return Err(not_as_sealed());
    }
    decrypted_index(seal, file, facts.bytes, identity)
}

/// The payload of a bundle, open for reading any record.
pub struct Payload<V: Read + Seek = Volumes> {
    reader: DecryptingReader<V>,
    frames: Vec<FrameSize>,
    opener: FrameOpener,
    held: Option<usize>,
    plain: Vec<u8>,
}

impl Payload {
    /// Opens the payload; missing or short volumes cost only the records in them.
    pub fn open(
        seal: &Verified<Seal>,
        place: &BundlePlace,
        identity: &Identity,
        meta: &Meta,
    ) -> Result<Payload, OpenProblem> {
        Payload::over(seal, Volumes::new(seal, place.clone()), identity, meta)
    }
}

impl<V: Read + Seek> Payload<V> {
    /// Opens the payload in volumes that the caller reads.
    pub fn over(
        seal: &Verified<Seal>,
        volumes: V,
        identity: &Identity,
        meta: &Meta,
    ) -> Result<Payload<V>, OpenProblem> {
        let reader = envelope::salvaging(
            std::slice::from_ref(identity),
            &seal.headers.payload,
            volumes,
            seal.payload.plain_bytes,
        )?;
        let (frames, opener) = (meta.frames.clone(), FrameOpener::default());
        Ok(Payload { reader, frames, opener, held: None, plain: vec![] })
    }

    /// How long the tar is by its frames.
    pub fn tar_bytes(&self) -> u64 {
        self.frames.iter().map(|frame| u64::from(frame.decompressed)).sum()
    }

    /// The sizes of all frames, in order.
    pub fn frames(&self) -> &[FrameSize] {
        &self.frames
    }

    /// How many frames the payload has.
    pub fn frame_count(&self) -> usize {
        self.frames.len()
    }

    /// How many of the frames that were read so far are not as the format says.
    pub fn frames_unlike_the_format(&self) -> u64 {
        self.opener.unlike_the_format()
    }

    /// What stands behind the frames in the decrypted payload, where that is as long as their seek table must be.
    pub fn seek_table(&mut self) -> Option<Result<Vec<u8>, RecordDamage>> {
        let at = self.frames.iter().map(|frame| u64::from(frame.compressed)).sum();
        let bytes = seek_table_len(self.frames.len());
        (self.reader.plain_bytes().checked_sub(bytes) == Some(at))
            .then(|| Ok(self.reader.read_range(at, bytes)?))
    }

    /// One frame of the tar, decompressed; it starts at byte `compressed_at` of the decrypted payload.
    pub fn frame(&mut self, number: usize, compressed_at: u64) -> Result<&[u8], RecordDamage> {
        if self.held != Some(number) {
            self.held = None;
            let mut sealed = self.sealed_frame(number, compressed_at)?;
            self.opener.open(&mut sealed, &mut self.plain)?;
            self.held = Some(number);
        }
        Ok(&self.plain)
    }

    /// One frame as it stands on the medium, to be opened on any thread; it starts at byte `compressed_at` of the
    /// decrypted payload.
    pub fn sealed_frame(
        &mut self,
        number: usize,
        compressed_at: u64,
    ) -> Result<SealedFrame, RecordDamage> {
        let size = self.frames.get(number).copied().ok_or(RecordDamage::Outside)?;
        // Before memory is asked for: whoever sealed it may have said any size.
        if u64::from(size.compressed) > stored_bytes_max(FRAME_BYTES_MAX) {
            let (stated, allowed) = (size.compressed.into(), FRAME_BYTES_MAX as usize);
            return Err(FrameDamage::TooLarge { stated, allowed }.into());
        }
        let range = self.reader.sealed_range(compressed_at, u64::from(size.compressed))?;
        Ok(SealedFrame { range, plain_bytes: size.decompressed as usize })
    }

    /// The compressed size of a frame, for walking over all of them.
    pub fn compressed(&self, number: usize) -> u64 {
        self.frames.get(number).map_or(0, |frame| u64::from(frame.compressed))
    }

    /// The decompressed size of a frame, as the index has it.
    pub fn decompressed(&self, number: usize) -> u64 {
        self.frames.get(number).map_or(0, |frame| u64::from(frame.decompressed))
    }

    /// Writes a record's bytes to `out`, and proves at the end that they are what was sealed.
    pub fn record(&mut self, record: &Record, out: &mut dyn Write) -> Result<(), RecordDamage> {
        let place = span(&self.frames, record.offset, record.size).ok_or(RecordDamage::Outside)?;
        let mut hasher = Hasher::new();
        let mut compressed_at = place.compressed_at;
        let mut frame_at = place.plain_at;
        let (start, end) = (record.offset, record.offset + record.size);
        for number in place.frames {
            let size = self.frames[number];
            let plain = self.frame(number, compressed_at)?;
            let from = start.saturating_sub(frame_at).min(plain.len() as u64) as usize;
            let to = end.saturating_sub(frame_at).min(plain.len() as u64) as usize;
            let part = &plain[from..to.max(from)];
            hasher.update(part);
            out.write_all(part).map_err(RecordDamage::Target)?;
            compressed_at += u64::from(size.compressed);
            frame_at += u64::from(size.decompressed);
        }
        if hasher.bytes() == record.size && hasher.finish() == record.sha256 {
            Ok(())
        } else {
            Err(RecordDamage::Bytes)
        }
    }
}

/// Opens the first piece of a bundle's payload: its identity opens what was sealed to it.
pub fn open_first_piece(
    seal: &Verified<Seal>,
    place: &BundlePlace,
    identity: &Identity,
) -> Result<(), OpenProblem> {
    let volumes = Volumes::new(seal, place.clone());
    let one = std::slice::from_ref(identity);
    let (header, plain) = (&seal.headers.payload, seal.payload.plain_bytes);
    let mut reader = envelope::salvaging(one, header, volumes, plain)?;
    reader.chunk(0).map_err(|_| OpenProblem::NotAsSealed { name: FIRST_VOLUME })?;
    Ok(())
}

/// The payload's volumes as one file. Where a volume is missing or short, reading there fails and reading
/// elsewhere does not: every position follows from the seal.
pub struct Volumes {
    place: BundlePlace,
    volume_bytes: u64,
    bytes: u64,
    position: u64,
    open: Option<(u64, Box<dyn Opened>)>,
}

impl Volumes {
    pub(super) fn new(seal: &Seal, place: BundlePlace) -> Volumes {
        let payload = seal.files.iter().filter(|file| file.name.starts_with("payload-"));
        let bytes = payload.map(|file| file.bytes).sum();
        let volume_bytes = seal.payload.volume_bytes.max(1);
        Volumes { place, volume_bytes, bytes, position: 0, open: None }
    }

    fn volume(&mut self, number: u64) -> io::Result<&mut Box<dyn Opened>> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != number) {
            self.open = None;
            let path = self.place.file(&volume_name(number)).map_err(io::Error::other)?;
            let file = self.place.storage.open(&path).map_err(io::Error::other)?;
            self.open = Some((number, file));
        }
        match &mut self.open {
            Some((_, file)) => Ok(file),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

impl Read for Volumes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.saturating_sub(self.position);
        if left == 0 || buffer.is_empty() {
            return Ok(0);
        }
        let within = self.position % self.volume_bytes;
        let want = (self.volume_bytes - within).min(left).min(buffer.len() as u64) as usize;
        let number = self.position / self.volume_bytes;
        let file = self.volume(number)?;
        file.seek(SeekFrom::Start(within))?;
        let got = file.read(&mut buffer[..want])?;
        if got == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.position += got as u64;
        Ok(got)
    }
}

impl Seek for Volumes {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.bytes.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
