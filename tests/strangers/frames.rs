//! The frames that a bundle is packed in (format, §4.4 and §4.7), taken apart by hand from what stock age gives: their
//! sizes, checksums and windows, and the seek table behind them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::shell::{succeeds, tool};
use crate::stage::Stage;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;
/// A member's headers, where its name is short: PAX header, its records, ustar.
const HEADERS: usize = 3 * 512;

/// A zstd frame's header (RFC 8878, 3.1.1.1), and how long it is.
struct Frame {
    stored: usize,
    plain: usize,
}

/// Reads the frame that starts here, block by block; it must have the form that the format asks for.
fn frame(bytes: &[u8]) -> Frame {
    assert_eq!(bytes[..4], [0x28, 0xB5, 0x2F, 0xFD]);
    let descriptor = bytes[4];
    assert_eq!(descriptor & 0b100, 0b100, "it has a checksum");
    assert_eq!(descriptor & 0b11, 0, "it has no dictionary");
    let single = descriptor & 0b10_0000 != 0;
    let mut at = 5;
    if !single {
        let window = (1_u64 << (10 + (bytes[5] >> 3))) / 8 * (8 + u64::from(bytes[5] & 7));
        assert!(window <= 1 << 27, "{window}");
        at += 1;
    }
    let length = match (descriptor >> 6, single) {
        (0, true) => 1,
        (0, false) => panic!("it states its content's size"),
        (flag, _) => 1 << flag,
    };
    let mut stated = [0; 8];
    stated[..length].copy_from_slice(&bytes[at..at + length]);
    let plain = u64::from_le_bytes(stated) + if length == 2 { 256 } else { 0 };
    at += length;
    loop {
        let block = u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], 0]);
        // Of a run-length block one byte is there.
        at += 3 + if block >> 1 & 3 == 1 { 1 } else { block as usize >> 3 };
        if block & 1 == 1 {
            break Frame { stored: at + 4, plain: plain as usize };
        }
    }
}

/// All frames of a stream, which ends in their seek table.
fn frames(stream: &[u8]) -> Vec<Frame> {
    let (mut at, mut found) = (0, Vec::new());
    while stream[at..at + 4] == [0x28, 0xB5, 0x2F, 0xFD] {
        let one = frame(&stream[at..]);
        at += one.stored;
        found.push(one);
    }
    let mut table = 0x184D_2A5E_u32.to_le_bytes().to_vec();
    table.extend((8 * found.len() as u32 + 9).to_le_bytes());
    for one in &found {
        table.extend((one.stored as u32).to_le_bytes());
        table.extend((one.plain as u32).to_le_bytes());
    }
    table.extend((found.len() as u32).to_le_bytes());
    table.push(0);
    table.extend(0x8F92_EAB1_u32.to_le_bytes());
    assert!(stream[at..] == table, "the seek table is that of the frames");
    found
}

fn decrypted(stage: &Stage, files: &[String]) -> Vec<u8> {
    let script = r#"key=$1; shift; cat "$@" | age -d -i "$key""#;
    let mut sh = tool("sh");
    sh.args(["-c", script, "sh"]).arg(stage.bundle_key());
    succeeds(sh.args(files.iter().map(|name| stage.bundle_file(name)))).stdout
}

/// Seals what is put into the folder; all frames must be within their bounds. Gives the payload's and the index's.
fn sealed(write: impl FnOnce(&Path)) -> [Vec<Frame>; 2] {
    let stage = Stage::sealed(None, write);
    let seal = stage.seal();
    let volumes = seal["payload"]["volumes"].as_u64().expect("a number");
    let volumes: Vec<String> = (0..volumes).map(|n| format!("payload-{n:05}.age")).collect();
    let payload = frames(&decrypted(&stage, &volumes));
    let (last, full) = payload.split_last().expect("a payload has a frame");
    assert!((1..=4 * MIB).contains(&last.plain), "{}", last.plain);
    for one in full {
        assert!((3 * MIB..=4 * MIB).contains(&one.plain), "{}", one.plain);
    }
    let all: usize = payload.iter().map(|one| one.plain).sum();
    assert_eq!(seal["payload"]["tar_bytes"], all);
    let in_meta = stage.index().1["frames"].clone();
    let pair = |one: &Frame| Value::from(vec![one.stored, one.plain]);
    assert_eq!(in_meta, payload.iter().map(pair).collect::<Value>());

    let index = frames(&decrypted(&stage, &["index.age".into()]));
    let (records, others) = index.split_at(index.len() - 2);
    assert!(records.iter().all(|one| one.plain <= 256 * KIB));
    assert!(others.iter().all(|one| one.plain <= 16 * MIB));
    for (one, most) in
        payload.iter().map(|one| (one, 4 * MIB)).chain(index.iter().map(|one| (one, 16 * MIB)))
    {
        assert!(one.stored <= most + most / 256 + KIB, "{}", one.stored);
    }
    stage.json(&["verify", "--deep"]);
    [payload, index]
}

/// Bytes that nothing makes smaller.
fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    (0..bytes).map(|_| next()).collect()
}

fn sizes(frames: &[Frame]) -> Vec<usize> {
    frames.iter().map(|one| one.plain).collect()
}

#[test]
fn tiny_and_huge_records_are_packed_within_the_bounds() {
    sealed(|folder| fs::write(folder.join("empty"), b"").unwrap());
    let [payload, _] = sealed(|folder| {
        fs::write(folder.join("empty"), b"").unwrap();
        fs::write(folder.join("one"), b"1").unwrap();
        fs::write(folder.join("noise"), noise(9 * MIB)).unwrap();
        fs::write(folder.join("zeros"), vec![0; 13 * MIB]).unwrap();
    });
    assert!(payload.len() > 5, "{:?}", sizes(&payload));
}

#[test]
fn records_that_end_where_a_frame_does_are_packed_within_the_bounds() {
    // The next record begins at 4 MiB, a block before, at 3 MiB, and a block before that.
    for (short, first) in [(0, 4 * MIB), (1, 4 * MIB), (512, 4 * MIB - 512), (512, 3 * MIB)] {
        let [payload, _] = sealed(|folder| {
            fs::write(folder.join("a"), noise(4 * MIB - HEADERS - short)).unwrap();
            if first == 3 * MIB {
                fs::write(folder.join("a"), noise(3 * MIB - HEADERS)).unwrap();
            }
            fs::write(folder.join("b"), noise(4 * MIB)).unwrap();
        });
        assert_eq!(payload[0].plain, first, "{:?}", sizes(&payload));
    }
    // A block short of 3 MiB the frame takes the next record in.
    let [payload, _] = sealed(|folder| {
        fs::write(folder.join("a"), noise(3 * MIB - HEADERS - 512)).unwrap();
        fs::write(folder.join("b"), noise(4 * MIB)).unwrap();
    });
    assert_eq!(payload[0].plain, 4 * MIB, "{:?}", sizes(&payload));
}

#[test]
fn an_index_of_many_long_names_is_packed_within_the_bounds() {
    let [_, index] = sealed(|folder| {
        for n in 0..1_500 {
            // Each escape of a colon is three bytes for one, and the true name stands beside it.
            fs::write(folder.join(format!("{n:04} {}", ":\u{e9}".repeat(40))), b"").unwrap();
        }
    });
    assert!(index.len() > 4, "{:?}", sizes(&index));
}
