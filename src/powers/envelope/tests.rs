//! What the envelope promises, by subject; here the files that the tests open.

mod damage;
mod oracle;
mod places;
mod refusals;
mod strangers;

use std::io::{Cursor, Write};

use super::chunks::CHUNK_BYTES;
use super::*;
use crate::powers::identity::Identity;

const CHUNK: usize = CHUNK_BYTES as usize;

fn plain(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at % 251) as u8 ^ (at >> 16) as u8).collect()
}

/// An age file of `len` plain bytes to a new identity, with its header.
fn sealed(len: usize) -> (Identity, Vec<u8>, Vec<u8>) {
    let identity = Identity::generate();
    let mut writer = encrypting(&[identity.recipient()], Vec::new()).unwrap();
    let header = writer.header().to_vec();
    writer.write_all(&plain(len)).unwrap();
    assert_eq!(writer.plain_bytes(), len as u64);
    (identity, header, writer.finish().unwrap())
}

fn opened(len: usize) -> DecryptingReader<Cursor<Vec<u8>>> {
    let (identity, header, file) = sealed(len);
    decrypting(&[identity], &header, Cursor::new(file), len as u64).unwrap()
}

/// The lengths where age's chunks begin and end.
const LENGTHS: [usize; 13] = [
    0,
    1,
    15,
    CHUNK - 1,
    CHUNK,
    CHUNK + 1,
    2 * CHUNK - 1,
    2 * CHUNK,
    2 * CHUNK + 1,
    3 * CHUNK,
    3 * CHUNK + 17,
    4 * CHUNK - 16,
    4 * CHUNK,
];
