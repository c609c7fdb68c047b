//! An index is walked to its end or refused, whatever its frames, directory and table say; what is
//! found by path or by what it begins with is what the walk came past.
//!
//! The other readings wrap the input in frames with right sums, which chance would never find, and
//! the last also puts into the directory where the frames are.
#![no_main]

use std::io::Cursor;

use kluis::formats::frames::{FrameCompressor, FrameSize, seek_table};
use kluis::formats::index::{IndexReader, Record, Wanted};
use kluis::words::names::SafePath;
use serde_json::{Value, json};

/// Paths that begin with `a`.
struct Beginning;

impl Wanted for Beginning {
    fn may_stand(&self, first: &str, end: Option<&str>) -> bool {
        end.is_none_or(|end| "a" < end) && (first <= "a" || first.starts_with('a'))
    }
    fn may_be_in(&self, _: &[u8]) -> bool {
        true
    }
}

fn walk(plain: &[u8]) {
    let Ok(mut reader) = IndexReader::open(Cursor::new(plain), plain.len() as u64) else {
        return;
    };
    let _ = reader.meta();
    let walked: Result<Vec<Record>, _> = reader.records().collect();
    let range: Result<Vec<Record>, _> = reader.records_where(&Beginning).collect();
    let b = SafePath::parse("a/b").expect("it is a safe path");
    let found = reader.find(&b);
    for frame in 0..=reader.frames() {
        let _ = reader.records_in(frame).count();
    }
    let Ok(records) = walked else { return };
    assert!(records.is_sorted_by(|a, b| a.path < b.path));
    let expected: Vec<_> = records.iter().filter(|r| r.path.as_str().starts_with('a')).collect();
    let range = range.expect("every frame was just read");
    assert!(range.iter().filter(|r| r.path.as_str().starts_with('a')).eq(expected));
    let expected = records.iter().find(|record| record.path == b);
    assert_eq!(found.expect("every frame was just read").as_ref(), expected);
}

/// The parts as the frames of an index; the last is the directory.
fn framed(bytes: &[u8], right: bool) -> Vec<u8> {
    let mut compressor = FrameCompressor::new(1).expect("a level that zstd has");
    let (mut out, mut sizes) = (Vec::new(), Vec::new());
    let mut parts: Vec<_> = bytes.split(|byte| *byte == 0xFF).map(<[u8]>::to_vec).collect();
    let last = parts.len() - 1;
    for at in 0..=last {
        if at == last && right {
            put_right(&mut parts[last], &sizes);
        }
        let part = &parts[at];
        let frame = compressor.compress(part).expect("memory takes all that is written");
        sizes.push(FrameSize { compressed: frame.len() as u32, decompressed: part.len() as u32 });
        out.extend(frame);
    }
    out.extend(seek_table(&sizes));
    out
}

fn put_right(directory: &mut Vec<u8>, sizes: &[FrameSize]) {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(directory) else {
        return;
    };
    let mut places = sizes.iter().scan(0, |offset, size| {
        let place = (*offset, size.compressed);
        *offset += size.compressed;
        Some(place)
    });
    if let Some(Value::Array(frames)) = fields.get_mut("frames") {
        for (frame, (offset, bytes)) in frames.iter_mut().zip(&mut places) {
            if let Value::Object(frame) = frame {
                frame.insert("offset".into(), json!(offset));
                frame.insert("bytes".into(), json!(bytes));
            }
        }
    }
    if let Some((offset, bytes)) = places.next() {
        fields.insert("meta".into(), json!({ "bytes": bytes, "offset": offset }));
    }
    *directory = Value::Object(fields).to_string().into_bytes();
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    walk(bytes);
    walk(&framed(bytes, false));
    walk(&framed(bytes, true));
});
