//! Packets there and back, through damage and malice.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;

fn layout() -> Layout {
    let start =
        |name: &str, bytes, byte| FileStart { name: name.into(), bytes, md5_head: [byte; 16] };
    Layout::new(64, vec![start("a.age", 160, 1), start("b.age", 64, 2), start("c", 1, 3)]).unwrap()
}

fn checks(layout: &Layout) -> Vec<FileChecks> {
    let slice = |n| SliceCheck { md5: [n as u8; 16], crc: n as u32 };
    let file =
        |file: &LaidOut| FileChecks { md5: [9; 16], slices: (0..file.slices).map(slice).collect() };
    layout.files.iter().map(file).collect()
}

fn sample() -> (Layout, Vec<u8>) {
    let layout = layout();
    let critical = critical_packets(&layout, &checks(&layout), "kluis");
    let mut bytes = critical.clone();
    for exponent in 0..3u32 {
        let data = [exponent as u8; 64];
        bytes.extend(recovery_header(&layout.set, exponent, &data));
        bytes.extend(data);
    }
    bytes.extend(critical);
    (layout, bytes)
}

const FILES: [(&str, u64); 3] = [("a.age", 160), ("b.age", 64), ("c", 1)];

fn read(bytes: &[u8]) -> (Found, bool) {
    let mut found = Found::default();
    let whole = scan(&mut Cursor::new(bytes), bytes.len() as u64, 0, &mut found).unwrap();
    (found, whole)
}

#[test]
fn a_set_comes_back_as_it_was_written() {
    let (layout, bytes) = sample();
    let (found, whole) = read(&bytes);
    assert!(whole);
    let (set, read) = found.set_of(&FILES).unwrap();
    assert_eq!(read, layout);
    assert_eq!(set.checks(&read).into_iter().flatten().collect::<Vec<_>>(), checks(&layout));
    let recovery = set.recovery(&read);
    assert_eq!(recovery.iter().map(|(exponent, ..)| *exponent).collect::<Vec<_>>(), [0, 1, 2]);
    for (exponent, _, at) in recovery {
        assert_eq!(bytes[at as usize..at as usize + 64], [exponent as u8; 64]);
    }
    assert!(found.set_of(&FILES[..2]).is_none(), "two of three files are another set");
    assert!(found.set_of(&[("a.age", 160), ("b.age", 65), ("c", 1)]).is_none());
}

#[test]
fn every_slice_has_one_number() {
    let layout = layout();
    let mut numbers: Vec<u64> =
        layout.files.iter().flat_map(|f| f.first_slice..f.first_slice + f.slices).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..layout.slices()).collect::<Vec<_>>());
}

#[test]
fn what_makes_no_set_is_refused() {
    let file = |name: &str, bytes| FileStart { name: name.into(), bytes, md5_head: [0; 16] };
    for (slice_bytes, files, why) in [
        (68, vec![file("a", 1)], NoLayout::SliceBytes(68)),
        (0, vec![file("a", 1)], NoLayout::SliceBytes(0)),
        (1 << 40, vec![file("a", 1)], NoLayout::SliceBytes(1 << 40)),
        (64, vec![], NoLayout::Files(0)),
        (64, vec![file("a", 0)], NoLayout::SameFile),
        (64, vec![file("a", 3), file("a", 3)], NoLayout::SameFile),
        (64, vec![file("a", 64 * SLICES_MAX + 1)], NoLayout::Slices(SLICES_MAX + 1)),
        (64, vec![file("a", u64::MAX), file("b", u64::MAX)], NoLayout::Slices(1 << 59)),
    ] {
        assert_eq!(Layout::new(slice_bytes, files), Err(why));
    }
}

#[test]
fn headers_that_claim_to_be_large_packets_cost_bounded_time() {
    let mut bytes = Vec::new();
    while bytes.len() < 6 << 20 {
        bytes.extend(b"PAR2\0PKT");
        bytes.extend((4u64 << 20).to_le_bytes());
    }
    let (found, whole) = read(&bytes);
    assert!(!whole && found.set_of(&FILES).is_none());
}

proptest! {
    #[test]
    fn one_changed_byte_costs_one_packet_at_most(at in 0usize..4000, by in 1u8..) {
        let (layout, mut bytes) = sample();
        let at = at % bytes.len();
        bytes[at] ^= by;
        let (found, whole) = read(&bytes);
        prop_assert!(!whole, "byte {} is in some packet", at);
        let (set, read) = found.set_of(&FILES).expect("critical packets stand there twice");
        prop_assert_eq!(&read, &layout);
        prop_assert!(set.checks(&read).iter().all(Option::is_some));
        prop_assert!(set.recovery(&read).len() >= 2);
    }

    #[test]
    fn packets_are_found_behind_anything(
        junk in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..4000,
    ) {
        let (layout, bytes) = sample();
        let mut all = junk.clone();
        all.extend(&bytes[..cut % bytes.len()]);
        all.extend(&bytes);
        let (found, _) = read(&all);
        let (set, read) = found.set_of(&FILES).expect("a whole set stands at the end");
        prop_assert_eq!(&read, &layout);
        prop_assert_eq!(set.recovery(&read).len(), 3);
    }
}
