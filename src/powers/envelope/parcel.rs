//! An age file for somebody else: to their recipients, or under a passphrase that they are told.

use std::io::{self, Write};

use age::secrecy::SecretString;
use age::stream::StreamWriter;

use super::writer::EncryptingWriter;
use super::{RECIPIENTS_MAX, Unsealed, encrypting};
use crate::powers::identity::{ParcelRecipient, WORK_FACTOR};

/// Encrypts what is written to it. [`finish`](Self::finish) must be called, or the file is cut short.
#[must_use]
pub enum ParcelWriter<W: Write> {
    /// To `age1…` alone.
    To(Box<EncryptingWriter<W>>),
    /// Under a passphrase, or to an ssh key too.
    ByAge(StreamWriter<W>),
}

/// Starts an age file to these recipients.
pub fn parcel_to<W: Write>(
    recipients: &[ParcelRecipient],
    out: W,
) -> Result<ParcelWriter<W>, Unsealed> {
    let of_age = recipients.iter().map(|recipient| match recipient {
        ParcelRecipient::Age(recipient) => Some(recipient.clone()),
        ParcelRecipient::Ssh(_) => None,
    });
    if let Some(of_age) = of_age.collect::<Option<Vec<_>>>() {
        return encrypting(&of_age, out).map(|writer| ParcelWriter::To(Box::new(writer)));
    }
    if recipients.len() > RECIPIENTS_MAX {
        let (given, recipients_max) = (recipients.len(), RECIPIENTS_MAX);
        return Err(Unsealed::TooManyRecipients { given, recipients_max });
    }
    let encryptor = age::Encryptor::with_recipients(recipients.iter().map(ParcelRecipient::as_age))
        .expect("recipients by key go together, and there is one");
    Ok(ParcelWriter::ByAge(encryptor.wrap_output(out)?))
}

/// Starts an age file under a passphrase. Takes about a second and 256 MiB.
pub fn parcel_under<W: Write>(passphrase: &SecretString, out: W) -> io::Result<ParcelWriter<W>> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(WORK_FACTOR);
    let recipient: &dyn age::Recipient = &recipient;
    let encryptor = age::Encryptor::with_recipients([recipient].into_iter())
        .expect("one scrypt recipient alone is what age demands");
    encryptor.wrap_output(out).map(ParcelWriter::ByAge)
}

impl<W: Write> ParcelWriter<W> {
    /// Writes the last chunk and gives `W` back; it is neither flushed nor synced.
    pub fn finish(self) -> io::Result<W> {
        match self {
            ParcelWriter::To(writer) => writer.finish(),
            ParcelWriter::ByAge(writer) => writer.finish(),
        }
    }
}

impl<W: Write> Write for ParcelWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            ParcelWriter::To(writer) => writer.write(bytes),
            ParcelWriter::ByAge(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            ParcelWriter::To(writer) => writer.flush(),
            ParcelWriter::ByAge(writer) => writer.flush(),
        }
    }
}
