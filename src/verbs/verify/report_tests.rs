//! What a verification puts on record fits its lines, whatever the drive holds.

use super::*;
use crate::formats::entry::{Depth, Entry, Event, FaultWord, Head, ReadBack, Unread};
use crate::words::day::ClockState;
use crate::words::digest::Digest;
use crate::words::ids::{MediumId, WriterId};
use crate::words::limits::{CHAIN_BYTES_MAX, LEDGER_LINE_BYTES_MAX, WRITERS_MAX};

fn bundle(number: u64) -> BundleId {
    format!("20150101-{number:08x}").parse().unwrap()
}

fn finding(number: u64, fault: FaultWord) -> Finding {
    Finding { as_before: false, bundle: bundle(number), fault }
}

fn whole(bundles: u64, findings: Vec<Finding>) -> Verified {
    let bundles = (0..bundles).map(bundle).collect();
    let (depth, medium) = (Depth::Deep, MediumId([1; 16]));
    Verified {
        attached: None,
        beyond: 0,
        bundles,
        depth,
        findings,
        medium,
        read_back: ReadBack::PastCache,
    }
}

/// As many heads as there can be, each as long as it can be.
fn heads() -> Vec<Head> {
    let head = |number: usize| Head {
        bytes: CHAIN_BYTES_MAX,
        count: CHAIN_BYTES_MAX - 1,
        sha256: Digest([0xff; 32]),
        writer: WriterId((number as u64).to_be_bytes()),
    };
    (0..WRITERS_MAX).map(head).collect()
}

#[test]
fn the_lines_of_20_000_faulty_bundles_and_as_many_strange_ones_fit() {
    let fault = FaultWord::ALL.iter().max_by_key(|fault| fault.word().len()).unwrap();
    let findings = (0..40_000).map(|number| finding(number, fault.clone())).collect();
    let parts = parts(whole(20_000, findings));
    assert_eq!(parts.iter().map(|part| part.bundles.len()).sum::<usize>(), 20_000);
    for part in parts.iter().cloned() {
        let entry = Entry {
            seq: 1 << 53,
            writer: WriterId([0xff; 8]),
            prev: Digest([0xff; 32]),
            time: "2026-11-26T12:00:00Z".parse().unwrap(),
            clock: ClockState::Typed,
            event: Event::Verified(Verified { attached: Some(heads()), ..part }),
            follows: heads(),
            note: None,
            signature: None,
            unread: Unread::default(),
        };
        let line = entry.line();
        assert!(line.len() as u64 <= LEDGER_LINE_BYTES_MAX, "{}", line.len());
        assert_eq!(Entry::read(&line), Ok(entry));
    }
    // Each bundle's finding stands beside it; of the strange ones some are named, and the rest counted.
    for part in &parts {
        let found: BTreeSet<BundleId> = part.findings.iter().map(|found| found.bundle).collect();
        assert!(part.bundles.iter().all(|bundle| found.contains(bundle)));
    }
    assert_eq!(parts[0].beyond, 19_000);
    assert!(parts[1..].iter().all(|part| part.beyond == 0));
}

#[test]
fn a_bundle_has_one_finding_and_it_is_about_its_files_where_one_is() {
    let found = [
        finding(1, FaultWord::Record),
        finding(1, FaultWord::Bytes),
        finding(1, FaultWord::Key),
        finding(2, FaultWord::Record),
        finding(2, FaultWord::Bag),
    ];
    let [part] = <[Verified; 1]>::try_from(parts(whole(3, found.to_vec()))).unwrap();
    assert_eq!(part.findings, [finding(1, FaultWord::Bytes), finding(2, FaultWord::Record)]);
    let [more] =
        <[Verified; 1]>::try_from(parts(Verified { beyond: 7, ..whole(3, vec![]) })).unwrap();
    assert_eq!(more.beyond, 7, "what had no name before is counted");
    let [none] = <[Verified; 1]>::try_from(parts(whole(0, vec![]))).unwrap();
    assert_eq!(none, whole(0, vec![]));
}
