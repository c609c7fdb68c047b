//! The stream that is encrypted: header and nonce as they were written are kept for the seal
//! (`docs/format.md`, §4.1 `headers`).

use std::io::{self, Write};

use zeroize::Zeroizing;

use super::Unsealed;
use super::chunks::CHUNK_BYTES;
use super::payload_key::{PayloadKey, begin};
use crate::powers::identity::Recipient;

/// Encrypts what is written to it, in chunks of 64 KiB, into `W`.
///
/// [`finish`](Self::finish) must be called: it writes the last chunk, without which the file is cut
/// short and its end opens for nobody. One that is dropped leaves such a file behind, on purpose:
/// there is no telling whether the bytes that went in were all. After a failed write nothing more
/// is accepted, since the chunk may stand half in the file.
#[must_use = "an age file without finish() is cut short"]
pub struct EncryptingWriter<W: Write> {
    out: W,
    key: PayloadKey,
    header: Vec<u8>,
    /// The chunk that is being filled; it is written when it is known whether it is the last.
    chunk: Zeroizing<Vec<u8>>,
    chunks: u64,
    plain_bytes: u64,
    failed: bool,
}

/// Starts an age file to `recipients` in `out`: header and nonce are written before this returns.
pub fn encrypting<W: Write>(
    recipients: &[Recipient],
    mut out: W,
) -> Result<EncryptingWriter<W>, Unsealed> {
    let (header, key) = begin(recipients)?;
    out.write_all(&header)?;
    let chunk = Zeroizing::new(Vec::with_capacity(CHUNK_BYTES as usize));
    Ok(EncryptingWriter { out, key, header, chunk, chunks: 0, plain_bytes: 0, failed: false })
}

impl<W: Write> EncryptingWriter<W> {
    /// Header and nonce, byte for byte as they stand at the file's front.
    pub fn header(&self) -> &[u8] {
        &self.header
    }

    /// How many plain bytes have gone in.
    pub fn plain_bytes(&self) -> u64 {
        self.plain_bytes
    }

    /// Writes the last chunk and gives `W` back; it is neither flushed nor synced.
    pub fn finish(mut self) -> io::Result<W> {
        if self.failed {
            return Err(failed_before());
        }
        self.put_chunk(true)?;
        Ok(self.out)
    }

    fn put_chunk(&mut self, last: bool) -> io::Result<()> {
        let tag = self.key.seal(self.chunks, last, &mut self.chunk);
        self.out.write_all(&self.chunk)?;
        self.out.write_all(&tag)?;
        self.chunk.clear();
        self.chunks += 1;
        Ok(())
    }
}

impl<W: Write> Write for EncryptingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed {
            return Err(failed_before());
        }
        if bytes.is_empty() {
            return Ok(0);
        }
        if self.chunk.len() == CHUNK_BYTES as usize
            && let Err(error) = self.put_chunk(false)
        {
            self.failed = true;
            return Err(error);
        }
        let count = bytes.len().min(CHUNK_BYTES as usize - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..count]);
        self.plain_bytes += count as u64;
        Ok(count)
    }

    /// Passes on what stands in whole chunks; the chunk that is being filled stays.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn failed_before() -> io::Error {
    io::ErrorKind::BrokenPipe.into()
}
