//! Damage costs the chunk it hits and no other, and is told by its cause.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use proptest::prelude::*;

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_changed_byte_costs_its_own_chunk_and_no_other(
        len in prop_oneof![1usize..300_000, prop::sample::select(&LENGTHS[1..])],
        at in any::<prop::sample::Index>(),
        bit in 0u8..8,
        order in any::<bool>(),
    ) {
        let (identity, header, mut file) = sealed(len);
        let hit = at.index(file.len() - header.len());
        file[header.len() + hit] ^= 1 << bit;
        let hit = (hit / (CHUNK + 16)) as u64;
        let mut reader =
            decrypting(&[identity], &header, Cursor::new(file), len as u64).unwrap();
        let mut chunks: Vec<u64> = (0..reader.chunk_count()).collect();
        if order {
            chunks.reverse();
        }
        // Twice: an error must not stay in the way.
        for chunk in chunks.iter().chain(&chunks) {
            let start = *chunk as usize * CHUNK;
            let mut sealed = reader.sealed_range(start as u64, CHUNK as u64).unwrap();
            prop_assert_eq!(sealed.open().err().map(|it| it.0), (*chunk == hit).then_some(hit));
            match reader.chunk(*chunk) {
                Ok(bytes) => {
                    prop_assert_ne!(*chunk, hit);
                    prop_assert!(bytes == &plain(len)[start..(start + CHUNK).min(len)]);
                }
                Err(damage) => {
                    prop_assert_eq!(*chunk, hit);
                    prop_assert_eq!(damage.chunk, hit);
                    prop_assert!(matches!(damage.cause, ChunkCause::Altered));
                }
            }
        }
    }
}

#[test]
fn a_lost_header_costs_nothing() {
    let (identity, header, mut file) = sealed(100_000);
    file[..header.len()].fill(0);
    let mut reader = decrypting(&[identity], &header, Cursor::new(file), 100_000).unwrap();
    assert!(reader.read_range(0, 100_000).unwrap() == plain(100_000));
}

#[test]
fn another_length_is_refused_and_salvage_takes_it() {
    let len = 3 * CHUNK + 17;
    let (identity, header, file) = sealed(len);
    let identities = [identity];
    for cut in [0, 1, CHUNK, 2 * CHUNK, file.len() - header.len() - 1] {
        let body = Cursor::new(file[..header.len() + cut].to_vec());
        let refused = decrypting(&identities, &header, body.clone(), len as u64);
        assert!(matches!(refused, Err(Unopened::Length { .. })));
        let mut reader = salvaging(&identities, &header, body, len as u64).unwrap();
        let whole = cut / (CHUNK + 16);
        for chunk in (0..4).rev() {
            match reader.chunk(chunk as u64) {
                Ok(bytes) => {
                    assert!(chunk < whole && bytes == &plain(len)[chunk * CHUNK..][..CHUNK])
                }
                Err(damage) => {
                    assert!(chunk >= whole, "{cut} {chunk}");
                    assert!(matches!(damage.cause, ChunkCause::Missing));
                }
            }
        }
    }
    let mut longer = file.clone();
    longer.extend_from_slice(&[0; 70_000]);
    let mut reader = salvaging(&identities, &header, Cursor::new(longer), len as u64).unwrap();
    assert!(reader.read_range(0, len as u64).unwrap() == plain(len));
    assert!(matches!(reader.chunk(4), Err(ChunkDamage { chunk: 4, cause: ChunkCause::Missing })));
}

/// A seal that gives another plain length than the file has never yields bytes at the end, and
/// never panics.
#[test]
fn a_wrong_plain_length_is_found_at_the_last_chunk() {
    for (len, said) in [
        (100, 50),
        (50, 100),
        (0, 5),
        (5, 0),
        (CHUNK + 5, CHUNK),
        (CHUNK, CHUNK + 5),
        (2 * CHUNK, CHUNK),
        (CHUNK, 0),
    ] {
        let (identity, header, file) = sealed(len);
        let mut reader = salvaging(&[identity], &header, Cursor::new(file), said as u64).unwrap();
        let last = reader.chunk_count() - 1;
        assert!(reader.chunk(last).is_err(), "{len} {said}");
        assert!(reader.read_to_end(&mut Vec::new()).is_err(), "{len} {said}");
    }
}

#[test]
fn a_bad_sector_costs_its_own_chunk_and_says_so() {
    struct BadSector(Cursor<Vec<u8>>, u64);
    impl Read for BadSector {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let from = self.0.position();
            if (from..from + buffer.len() as u64).contains(&self.1) {
                return Err(io::Error::from_raw_os_error(5));
            }
            self.0.read(buffer)
        }
    }
    impl Seek for BadSector {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }
    let (identity, header, file) = sealed(3 * CHUNK);
    let bad = (header.len() + CHUNK + 100) as u64;
    let body = BadSector(Cursor::new(file), bad);
    let mut reader = decrypting(&[identity], &header, body, 3 * CHUNK as u64).unwrap();
    for (chunk, good) in [(0, true), (1, false), (2, true), (1, false), (0, true)] {
        match reader.chunk(chunk) {
            Ok(bytes) => {
                assert!(good && bytes == &plain(3 * CHUNK)[chunk as usize * CHUNK..][..CHUNK])
            }
            Err(damage) => {
                let ChunkCause::Unreadable(error) = damage.cause else { panic!("{damage}") };
                assert!(!good && error.raw_os_error() == Some(5));
            }
        }
    }
    reader.seek(SeekFrom::Start(CHUNK as u64 - 1)).unwrap();
    assert!(reader.read_exact(&mut [0]).is_ok());
    assert!(reader.read_exact(&mut [0]).is_err());
}
