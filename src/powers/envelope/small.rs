//! Age files that fit in memory: notes, vault documents, keys. Opened whole, up to a bound that the
//! caller gives.

use std::io::{Read, Write};

use zeroize::Zeroizing;

use super::{Unopened, Unsealed, encrypting, header_len, plain_bytes};
use crate::powers::identity::{Identity, Recipient};

/// An age file to `recipients` that holds `plain`.
pub fn encrypt_small(recipients: &[Recipient], plain: &[u8]) -> Result<Vec<u8>, Unsealed> {
    let mut writer = encrypting(recipients, Vec::new())?;
    writer.write_all(plain)?;
    Ok(writer.finish()?)
}

/// The plain bytes of an age file, if one of `identities` opens it and it holds at most
/// `bytes_max`.
///
/// The bound is checked on the file's length, before anything is decrypted.
pub fn decrypt_small(
    identities: &[Identity],
    file: &[u8],
    bytes_max: u64,
) -> Result<Zeroizing<Vec<u8>>, Unopened> {
    let header = header_len(file)?;
    let bytes = plain_bytes((file.len() - header) as u64).ok_or(Unopened::Damaged)?;
    if bytes > bytes_max {
        return Err(Unopened::TooLarge { bytes, bytes_max });
    }
    let decryptor = age::Decryptor::new_buffered(file)?;
    if decryptor.is_scrypt() {
        return Err(Unopened::UnderPassphrase);
    }
    let mut reader = decryptor.decrypt(identities.iter().map(Identity::as_age))?;
    // Of the final size from the start: a vector that grows leaves copies of secrets behind.
    let mut plain = Zeroizing::new(vec![0; bytes as usize]);
    reader.read_exact(&mut plain).map_err(|_| Unopened::Damaged)?;
    match reader.read(&mut [0]) {
        Ok(0) => Ok(plain),
        Ok(_) | Err(_) => Err(Unopened::Damaged),
    }
}
