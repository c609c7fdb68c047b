//! Writer and reader of an index against each other, and against foreign bytes.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use proptest::prelude::*;

use super::meta::tests::meta;
use super::record::tests::records;
use super::writer::IndexSize;
use super::*;
use crate::formats::frames::{FrameCompressor, read_seek_table, seek_table};
use crate::words::limits::{INDEX_FRAME_BYTES_MAX, INDEX_FRAME_READ_BYTES_MAX};
use crate::words::names::{SafePath, TrueName};

fn written(records: &[Record]) -> Vec<u8> {
    let mut writer = IndexWriter::new(Vec::new()).unwrap();
    records.iter().for_each(|record| writer.push(record).unwrap());
    let (bytes, size) = writer.finish(&meta()).unwrap();
    assert_eq!(size, IndexSize { bytes: bytes.len() as u64, records: records.len() as u64 });
    bytes
}

fn opened(bytes: &[u8]) -> Result<IndexReader<Counting<'_>>, IndexDamage> {
    IndexReader::open(Counting { inner: Cursor::new(bytes), read: 0 }, bytes.len() as u64)
}

/// A reader that counts what is asked of it.
struct Counting<'a> {
    inner: Cursor<&'a [u8]>,
    read: u64,
}

impl Read for Counting<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(out)?;
        self.read += bytes as u64;
        Ok(bytes)
    }
}

impl Seek for Counting<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

fn text(name: String) -> TrueName {
    TrueName::Text(name.into())
}

/// Five thousand records in ten folders: some megabyte of lines, so several frames.
fn many() -> Vec<Record> {
    records((0..5000).map(|n| text(format!("folder {}/invoice:{n:05}.pdf", n % 10))))
}

#[test]
fn all_records_and_meta_come_back_in_order() {
    for records in [vec![], records([text("a".into())]), many()] {
        let bytes = written(&records);
        let mut reader = opened(&bytes).unwrap();
        let read: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(read, records);
        assert_eq!(reader.meta().unwrap(), meta());
        let in_frames = (0..reader.frames()).map(|frame| reader.records_in(frame).count());
        assert_eq!(in_frames.sum::<usize>(), records.len());
    }
}

#[cfg_attr(windows, ignore = "stock zstd is a program of Unix")]
#[test]
fn stock_zstd_reads_the_lines_of_an_index() {
    let records = many();
    let plain = crate::formats::frames::tests::stock_zstd(&written(&records));
    let lines: Vec<u8> = records.iter().flat_map(Record::line).collect();
    assert!(plain.starts_with(&lines));
    let rest = String::from_utf8(plain[lines.len()..].to_vec()).unwrap();
    let mut rest = rest.lines();
    assert!(rest.next().unwrap().starts_with("{\"bundle\":\"20261031-7f3ca2b1\",\"case\""));
    assert!(rest.next().unwrap().starts_with("{\"frames\":[{\"bytes\":"));
    assert_eq!(rest.next(), None);
}

#[test]
fn frames_of_records_stay_within_their_size() {
    let bytes = written(&many());
    let sizes = read_seek_table(&bytes).unwrap();
    assert!(sizes.len() > 5);
    for size in &sizes[..sizes.len() - 2] {
        assert!(u64::from(size.decompressed) <= INDEX_FRAME_BYTES_MAX);
    }
}

#[test]
fn one_record_is_found_by_reading_one_frame() {
    let records = many();
    let bytes = written(&records);
    let mut reader = opened(&bytes).unwrap();
    let largest = read_seek_table(&bytes).unwrap().iter().map(|size| size.compressed).max();
    for record in records.iter().step_by(97).chain(records.last()) {
        let before = reader.inner.read;
        assert_eq!(reader.find(&record.path).unwrap().as_ref(), Some(record));
        assert!(reader.inner.read - before <= u64::from(largest.unwrap()));
    }
    for absent in ["!", "folder 3/invoice~3A00003", "folder 3/invoice~3A00003.pdf.x", "zzz"] {
        assert_eq!(reader.find(&SafePath::parse(absent).unwrap()).unwrap(), None);
    }
    let bytes = written(&[]);
    assert_eq!(opened(&bytes).unwrap().find(&records[0].path).unwrap(), None);
}

/// Paths that begin with these very characters.
struct Beginning(&'static str);

impl Wanted for Beginning {
    fn may_stand(&self, first: &str, end: Option<&str>) -> bool {
        let Beginning(start) = *self;
        end.is_none_or(|end| start < end) && (first <= start || first.starts_with(start))
    }
    fn may_be_in(&self, lines: &[u8]) -> bool {
        String::from_utf8_lossy(lines).contains(self.0)
    }
}

#[test]
fn only_the_frames_that_may_be_wanted_are_read() {
    let records = many();
    let bytes = written(&records);
    let mut reader = opened(&bytes).unwrap();
    for start in
        ["", "f", "folder 4/", "folder 4/invoice~3A0120", "folder 9/", "a", "g", "folder 55"]
    {
        let expected: Vec<_> =
            records.iter().filter(|record| record.path.as_str().starts_with(start)).collect();
        let before = reader.inner.read;
        let wanted = Beginning(start);
        let read = reader.records_where(&wanted).map(Result::unwrap);
        let read: Vec<_> = read.filter(|record| record.path.as_str().starts_with(start)).collect();
        assert_eq!(read.iter().collect::<Vec<_>>(), expected, "{start}");
        if expected.len() < 1000 {
            assert!(reader.inner.read - before < bytes.len() as u64 / 2, "{start}");
        }
    }
}

#[test]
fn only_the_lines_that_may_be_wanted_are_parsed() {
    let records = many();
    let wanted = Beginning("folder 4/invoice~3A0120");
    let bytes = written(&records);
    let mut reader = opened(&bytes).unwrap();
    let read: Vec<_> = reader.records_where(&wanted).map(Result::unwrap).collect();
    let expected = records.iter().filter(|record| record.path.as_str().starts_with(wanted.0));
    assert!(!read.is_empty() && read.iter().collect::<Vec<_>>() == expected.collect::<Vec<_>>());
}

#[test]
fn every_cut_and_one_byte_change_is_found_or_changes_nothing() {
    let records = records((0..20).map(|n| text(format!("{n}"))));
    let bytes = written(&records);
    let all = |bytes: &[u8]| -> Result<(Vec<Record>, Meta), IndexDamage> {
        let mut reader = opened(bytes)?;
        let records = reader.records().collect::<Result<Vec<_>, _>>()?;
        Ok((records, reader.meta()?))
    };
    for len in 0..bytes.len() {
        assert!(all(&bytes[..len]).is_err(), "cut at {len}");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 4;
        let read = all(&changed);
        assert!(read.is_err() || read.unwrap() == (records.clone(), meta()), "byte {at}");
    }
}

/// An index of these plain frames, and a seek table that tells the truth.
fn forged(frames: &[Vec<u8>]) -> Vec<u8> {
    let mut compressor = FrameCompressor::new(1).unwrap();
    let (mut bytes, mut sizes) = (Vec::new(), Vec::new());
    for plain in frames {
        let packed = compressor.compress(plain).unwrap();
        sizes.push((packed.len() as u32, plain.len() as u32).into());
        bytes.extend(packed);
    }
    bytes.extend(seek_table(&sizes));
    bytes
}

fn forged_of(records: &[Record], n: u64, first: &str) -> Vec<u8> {
    let lines: Vec<u8> = records.iter().flat_map(Record::line).collect();
    let packed = |plain: &[u8]| FrameCompressor::new(1).unwrap().compress(plain).unwrap().len();
    let (bytes, at) = (packed(&lines), packed(b"meta"));
    let directory = format!(
        "{{\"frames\":[{{\"bytes\":{bytes},\"first\":\"{first}\",\"n\":{n},\"offset\":0}}],\
         \"meta\":{{\"bytes\":{at},\"offset\":{bytes}}}}}\n"
    );
    forged(&[lines, b"meta".to_vec(), directory.into_bytes()])
}

#[test]
fn records_out_of_order_or_bounds_are_refused() {
    let good = records(["a", "b", "c"].map(|name| text(name.into())));
    let read = |records: &[Record], n, first: &str| {
        let bytes = forged_of(records, n, first);
        opened(&bytes)?.records().collect::<Result<Vec<_>, _>>()
    };
    assert_eq!(read(&good, 0, "a").unwrap(), good);
    assert!(matches!(read(&good, 1, "a"), Err(IndexDamage::Directory)));
    assert!(matches!(read(&good, 0, "b"), Err(IndexDamage::Directory)));
    assert!(matches!(read(&good, 0, "../a"), Err(IndexDamage::Line { .. })));
    let swapped = [good[0].clone(), good[2].clone(), good[1].clone()];
    assert!(matches!(read(&swapped, 0, "a"), Err(IndexDamage::Order { n: 1 })));
    let mut twins = good.clone();
    twins[1].path = twins[0].path.clone();
    assert!(matches!(read(&twins, 0, "a"), Err(IndexDamage::Order { n: 1 })));
    let mut huge = good.clone();
    huge[1].size = u64::MAX;
    assert!(matches!(read(&huge, 0, "a"), Err(IndexDamage::Order { n: 1 })));
}

#[test]
fn an_iterator_ends_after_damage() {
    let good = records(["a", "b"].map(|name| text(name.into())));
    let bytes = forged_of(&[good[1].clone(), good[0].clone()], 0, "b");
    let mut reader = opened(&bytes).unwrap();
    assert_eq!(reader.records().count(), 1);
}

#[test]
fn a_bomb_in_an_index_is_refused() {
    let bomb = forged(&[vec![b' '; INDEX_FRAME_READ_BYTES_MAX as usize + 1]]);
    assert!(bomb.len() < 1 << 16);
    assert!(matches!(
        opened(&bomb).err(),
        Some(IndexDamage::Frame {
            damage: crate::formats::frames::FrameDamage::TooLarge { .. },
            ..
        })
    ));
    let liar = [vec![0; 9], seek_table(&[(u32::MAX, 1).into()])].concat();
    assert!(matches!(opened(&liar).err(), Some(IndexDamage::Length)));
}

#[test]
fn a_record_that_fits_no_frame_is_refused_and_leaves_the_index_whole() {
    let good = records([text("a".into())]);
    let mut long = good[0].clone();
    let words = "x".repeat(INDEX_FRAME_BYTES_MAX as usize);
    long.tags = std::collections::BTreeMap::from([("k".into(), words)]).into();
    let mut writer = IndexWriter::new(Vec::new()).unwrap();
    assert!(matches!(writer.push(&long), Err(Unwritable::RecordTooLong { n: 0, .. })));
    writer.push(&good[0]).unwrap();
    let (bytes, _) = writer.finish(&meta()).unwrap();
    assert_eq!(opened(&bytes).unwrap().records().map(Result::unwrap).collect::<Vec<_>>(), good);
}

#[test]
fn meta_that_no_reader_would_take_is_not_written() {
    let mut meta = meta();
    meta.report = "x".repeat(INDEX_FRAME_READ_BYTES_MAX as usize).into();
    let writer = IndexWriter::new(Vec::new()).unwrap();
    let refused = writer.finish(&meta).err();
    assert!(matches!(refused, Some(Unwritable::LineTooLong { what: "meta", .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_names_are_found_again(
        names in prop::collection::btree_set(any::<Vec<u8>>(), 0..60),
    ) {
        let records = records(names.into_iter().map(TrueName::from_bytes));
        let bytes = written(&records);
        let mut reader = opened(&bytes).unwrap();
        for record in &records {
            let found = reader.find(&record.path).unwrap();
            prop_assert_eq!(found.as_ref(), Some(record));
        }
    }

    #[test]
    fn foreign_bytes_never_panic(directory in "\\PC{0,200}", before in any::<Vec<u8>>()) {
        let bytes = forged(&[before, directory.into_bytes()]);
        prop_assert!(opened(&bytes).is_err());
    }
}
