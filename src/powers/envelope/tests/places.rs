//! Any place of any length reads back, and nothing is read past the end.

use std::io::{Cursor, Read, Seek, SeekFrom};

use proptest::prelude::*;

use super::super::chunks::cipher_bytes;
use super::*;

#[test]
fn the_header_kept_is_the_file_s_front() {
    for len in LENGTHS {
        let (_, header, file) = sealed(len);
        assert_eq!(&file[..header.len()], header);
        assert_eq!(header_len(&file).unwrap(), header.len());
        assert_eq!(read_header(&mut Cursor::new(&file)).unwrap(), header);
        let cipher = (file.len() - header.len()) as u64;
        assert_eq!(cipher_bytes(len as u64), Some(cipher));
        assert_eq!(plain_bytes(cipher), Some(len as u64));
    }
}

#[test]
fn every_length_reads_whole_and_around_its_edges() {
    for len in LENGTHS {
        let expected = plain(len);
        let mut reader = opened(len);
        let mut whole = Vec::new();
        reader.read_to_end(&mut whole).unwrap();
        assert!(whole == expected, "{len}");
        let edges: Vec<usize> = (0..=4)
            .flat_map(|chunk| [-1, 0, 1].map(|step| chunk * CHUNK as isize + step))
            .chain([-1, 0, 1].map(|step| len as isize + step))
            .filter_map(|at| usize::try_from(at).ok())
            .collect();
        for from in edges.iter().rev() {
            for want in [0, 1, 2, CHUNK, CHUNK + 1, 5 * CHUNK] {
                let range = reader.read_range(*from as u64, want as u64).unwrap();
                let start = (*from).min(len);
                let end = (start + want).min(len);
                assert!(range == expected[start..end], "{len} {from} {want}");
                let mut sealed = reader.sealed_range(*from as u64, want as u64).unwrap();
                assert!(sealed.open().unwrap() == &expected[start..end], "{len} {from} {want}");
            }
        }
        assert_eq!(reader.read_range(u64::MAX, u64::MAX).unwrap(), b"");
    }
}

#[test]
fn a_seek_past_the_end_reads_nothing_and_panics_never() {
    for len in LENGTHS {
        let mut reader = opened(len);
        for past in [0, 1, 5, CHUNK as u64, 1 << 40] {
            assert_eq!(reader.seek(SeekFrom::Start(len as u64 + past)).unwrap(), len as u64 + past);
            assert_eq!(reader.read(&mut [0; 9]).unwrap(), 0, "{len} {past}");
        }
        assert_eq!(reader.seek(SeekFrom::End(0)).unwrap(), len as u64);
        assert!(reader.seek(SeekFrom::End(-(len as i64) - 1)).is_err());
        assert_eq!(reader.seek(SeekFrom::Start(0)).unwrap(), 0);
        let mut whole = Vec::new();
        reader.read_to_end(&mut whole).unwrap();
        assert!(whole == plain(len));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_walk_over_any_length_gives_the_plain_bytes(
        len in prop_oneof![0usize..40, 0usize..300_000, prop::sample::select(&LENGTHS[..])],
        walk in prop::collection::vec((0u64..400_000, 0u64..200_000), 1..12),
    ) {
        let expected = plain(len);
        let mut reader = opened(len);
        for (from, want) in walk {
            let start = (from as usize).min(len);
            let end = (start + want as usize).min(len);
            prop_assert!(reader.read_range(from, want).unwrap() == expected[start..end]);
            reader.seek(SeekFrom::Start(from)).unwrap();
            let mut streamed = Vec::new();
            (&mut reader).take(want).read_to_end(&mut streamed).unwrap();
            prop_assert!(streamed == expected[start..end]);
        }
    }
}

#[test]
fn ranges_that_follow_each_other_are_read_forwards_only() {
    /// Says where it was read that is not behind what was read before.
    struct Forwards(Cursor<Vec<u8>>, u64, Vec<u64>);
    impl Read for Forwards {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            if self.0.position() < self.1 {
                self.2.push(self.0.position());
            }
            let got = self.0.read(into)?;
            self.1 = self.0.position();
            Ok(got)
        }
    }
    impl Seek for Forwards {
        fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
            self.0.seek(to)
        }
    }
    let len = 5 * CHUNK + 17;
    let (identity, header, file) = sealed(len);
    let mut body = Forwards(Cursor::new(file), 0, vec![]);
    let mut reader = salvaging(&[identity], &header, &mut body, len as u64).unwrap();
    let expected = plain(len);
    let (mut at, step) = (0, CHUNK * 2 / 3);
    while at < len {
        let end = (at + step).min(len);
        let mut sealed = reader.sealed_range(at as u64, step as u64).unwrap();
        assert!(sealed.open().unwrap() == &expected[at..end], "{at}");
        at = end;
    }
    assert_eq!(body.2, Vec::<u64>::new());
}
