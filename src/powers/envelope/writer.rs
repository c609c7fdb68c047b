//! The stream that is encrypted: header and nonce as they were written are kept for the seal
//! (`docs/format.md`, §4.1 `headers`).

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use super::{RECIPIENTS_MAX, Unsealed};
use crate::powers::identity::Recipient;

/// Encrypts what is written to it, in chunks of 64 KiB, into `W`.
///
/// [`finish`](Self::finish) must be called: it writes the last chunk, without which the file is cut
/// short and its end opens for nobody. One that is dropped leaves such a file behind, on purpose:
/// there is no telling whether the bytes that went in were all. After a failed write nothing more
/// is accepted, since the chunk may stand half in the file.
#[must_use = "an age file without finish() is cut short"]
pub struct EncryptingWriter<W: Write> {
    stream: age::stream::StreamWriter<Tee<W>>,
    header: Vec<u8>,
    plain_bytes: u64,
    failed: bool,
}

/// Starts an age file to `recipients` in `out`: header and nonce are written before this returns.
pub fn encrypting<W: Write>(
    recipients: &[Recipient],
    out: W,
) -> Result<EncryptingWriter<W>, Unsealed> {
    let given = recipients.len();
    if given == 0 {
        return Err(Unsealed::NoRecipients);
    }
    if given > RECIPIENTS_MAX {
        return Err(Unsealed::TooManyRecipients { given, recipients_max: RECIPIENTS_MAX });
    }
    let encryptor = age::Encryptor::with_recipients(recipients.iter().map(Recipient::as_age))
        .expect("X25519 recipients, at least one, never contradict each other");
    let kept = Arc::new(Mutex::new(Some(Vec::new())));
    let stream = encryptor.wrap_output(Tee { out, kept: Arc::clone(&kept) })?;
    let header = take(&kept).unwrap_or_default();
    Ok(EncryptingWriter { stream, header, plain_bytes: 0, failed: false })
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
    pub fn finish(self) -> io::Result<W> {
        if self.failed {
            return Err(failed_before());
        }
        Ok(self.stream.finish()?.out)
    }
}

impl<W: Write> Write for EncryptingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed {
            return Err(failed_before());
        }
        let written = self.stream.write(bytes);
        match &written {
            Ok(count) => self.plain_bytes += *count as u64,
            Err(_) => self.failed = true,
        }
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

fn failed_before() -> io::Error {
    io::ErrorKind::BrokenPipe.into()
}

/// Passes everything on, and keeps it too until what was kept is taken: the header, which is all
/// that is written before the age crate hands its writer out.
struct Tee<W> {
    out: W,
    kept: Arc<Mutex<Option<Vec<u8>>>>,
}

fn take(kept: &Mutex<Option<Vec<u8>>>) -> Option<Vec<u8>> {
    kept.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl<W: Write> Write for Tee<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept.as_mut() {
            kept.extend_from_slice(&bytes[..count]);
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
