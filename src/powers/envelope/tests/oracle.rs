//! The age crate's own streams are what the chunks made here are held against, byte for byte and both ways.

use std::io::{Read, Write};

use super::super::Batches;
use super::super::payload_key::{begin, payload_key};
use super::*;

/// What the crate makes of `plain`, with its header's length.
fn by_the_crate(identity: &Identity, plain: &[u8]) -> (usize, Vec<u8>) {
    let recipient = identity.recipient();
    let recipients = std::iter::once(recipient.as_age());
    let encryptor = age::Encryptor::with_recipients(recipients).unwrap();
    let mut file = Vec::new();
    let mut stream = encryptor.wrap_output(&mut file).unwrap();
    stream.write_all(plain).unwrap();
    stream.finish().unwrap();
    (header_len(&file).unwrap(), file)
}

#[test]
fn the_same_key_makes_the_same_bytes_as_the_age_crate() {
    for len in LENGTHS {
        let identity = Identity::generate();
        let (header, file) = by_the_crate(&identity, &plain(len));
        let key = payload_key(&[identity], &file[..header]).unwrap();
        let mut body = Vec::new();
        let bytes = plain(len);
        let count = bytes.len().div_ceil(CHUNK).max(1);
        for index in 0..count {
            let mut chunk = bytes[index * CHUNK..bytes.len().min((index + 1) * CHUNK)].to_vec();
            let tag = key.seal(index as u64, index + 1 == count, &mut chunk);
            body.extend(chunk);
            body.extend(tag);
        }
        assert!(body == file[header..], "{len}");
    }
}

#[test]
fn the_age_crate_reads_what_is_written_here() {
    for len in LENGTHS {
        let (identity, _, file) = sealed(len);
        let decryptor = age::Decryptor::new_buffered(&file[..]).unwrap();
        let mut stream = decryptor.decrypt(std::iter::once(identity.as_age())).unwrap();
        let mut read = Vec::new();
        stream.read_to_end(&mut read).unwrap();
        assert!(read == plain(len), "{len}");
    }
}

/// Written in pieces of any size, and not only whole.
#[test]
fn pieces_make_the_file_that_the_whole_makes() {
    for piece in [1, 1_000, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
        let identity = Identity::generate();
        let mut writer = encrypting(&[identity.recipient()], Vec::new()).unwrap();
        let len = 2 * CHUNK + 17;
        for part in plain(len).chunks(piece) {
            writer.write_all(part).unwrap();
            writer.flush().unwrap();
        }
        let file = writer.finish().unwrap();
        assert!(*decrypt_small(&[identity], &file, len as u64).unwrap() == plain(len), "{piece}");
    }
}

#[test]
fn batches_that_any_thread_seals_are_one_file_to_the_age_crate() {
    let batch = 16 * CHUNK;
    for len in
        LENGTHS.into_iter().chain([batch - 1, batch, batch + 1, 3 * batch, 3 * batch + 70_000])
    {
        let identity = Identity::generate();
        let (mut file, key) = begin(&[identity.recipient()]).unwrap();
        let (mut batches, mut sealed) = (Batches::default(), Vec::new());
        for piece in plain(len).chunks(99_991) {
            let mut rest = piece;
            while let Some(full) = batches.put(&mut rest) {
                sealed.push(full);
            }
        }
        assert_eq!(batches.plain_bytes(), len as u64);
        sealed.push(batches.finish());
        let sealed: Vec<_> = std::thread::scope(|scope| {
            let key = &key;
            let all: Vec<_> =
                sealed.into_iter().map(|batch| scope.spawn(move || batch.seal(key))).collect();
            all.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        sealed.iter().for_each(|batch| file.extend_from_slice(batch.bytes()));
        let decryptor = age::Decryptor::new_buffered(&file[..]).unwrap();
        let mut read = Vec::new();
        let mut stream = decryptor.decrypt(std::iter::once(identity.as_age())).unwrap();
        stream.read_to_end(&mut read).unwrap();
        assert!(read == plain(len), "{len}");
    }
}
