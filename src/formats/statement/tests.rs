//! A statement comes back byte for byte, and claims nothing that does not stand beside it.

use super::*;
use crate::formats::entry::{InPlace, Physical, SpaceMethod};
use crate::words::day::ClockState;
use crate::words::ids::DriveId;
use crate::words::ids::WriterId;
use serde_json::{Value, json};

fn digest(n: u8) -> Digest {
    Digest([n; 32])
}

fn copy(n: u8) -> CopyFate {
    CopyFate {
        at: Some("2034-01-02T10:00:00Z".parse().unwrap()),
        by: Some("A. Jansen".into()),
        bytes: 52_900_000,
        drive: DriveId([n; 16]),
        fate: FateWord::Destroyed,
        file_system: Some("exfat".into()),
        files: 11,
        free_space: vec![FreeSpace {
            at: "2034-01-02T11:00:00Z".parse().unwrap(),
            bytes: 60_000_000_000,
            left: Some(0),
            method: SpaceMethod::Filled,
            read_back: ReadBackWord::PastCache,
        }],
        ieee2883: Some(Ieee2883::Overwrite),
        in_place: Some(InPlace::Yes),
        looked_again: true,
        make: Some("Norel".into()),
        medium: MediumId([n; 16]),
        model: Some("U32".into()),
        neighbours: Some(NeighboursWord::Intact),
        nist: Some(Claim::AsClearTheseFilesOnly),
        physical: None,
        place: Some("Zutphen".into()),
        read_back: ReadBackWord::PastCache,
        remains: vec![Remains::OldBlocks],
        role: Some("owner".into()),
        serial: None,
        since: None,
        technique: Some(Manner::OverwrittenAndUnlinked),
    }
}

fn lost(n: u8) -> CopyFate {
    CopyFate {
        bytes: 0,
        fate: FateWord::Lost,
        files: 0,
        free_space: vec![],
        ieee2883: None,
        in_place: None,
        looked_again: false,
        neighbours: None,
        nist: None,
        read_back: ReadBackWord::No,
        remains: vec![Remains::Readable],
        since: "2031-02-03".parse().ok(),
        technique: None,
        ..copy(n)
    }
}

/// A statement of a bundle with one copy destroyed and one lost.
pub(crate) fn statement() -> Statement {
    let stamp = Stamp { clock: ClockState::Ok, time: "2034-01-05T09:00:00Z".parse().unwrap() };
    let rule = json!({
        "class": {"tag": "cd".repeat(16)}, "commitment": "ab".repeat(32), "delete_from": null,
        "keep_through": "2033-12-31",
    });
    Statement {
        accounted: true,
        annex: Some(digest(1)),
        bundle: "20261105-2453e002".parse().unwrap(),
        bytes: 49_600_000,
        category_before: None,
        clock: ClockFacts { last: None, state: ClockState::Ok, token: None },
        commitments: Commitments { kept: true, sha256: digest(2) },
        controller: None,
        copies: vec![copy(1), lost(2)],
        decision: Decision {
            approved_by: Some("Kantoor Lindehof".into()),
            at: stamp.time,
            by: Some("Directie".into()),
            no_open_matters: true,
            place: None,
            role: Some("bestuurder".into()),
            signatures: vec![],
        },
        disclosures: vec![Disclosure { at: stamp.time, not_found: None, reference: None }],
        early_end_ground: None,
        erasure: None,
        heads: vec![Head { bytes: 900, count: 2, sha256: digest(3), writer: WriterId([1; 8]) }],
        holds_checked: vec![HoldsChecked { at: stamp.time, found: 0, media: vec![] }],
        keep_statement_through: "2044-12-31".parse().unwrap(),
        kept_through: "2033-12-31".parse().ok(),
        keys: KeysFate {
            custody: Custody::WithBundle,
            elsewhere: vec![MediumId([2; 16])],
            erased: vec![MediumId([1; 16])],
            gone_with: vec![],
        },
        kind: StatementKind::Final,
        ledger: LedgerPlace { prev: digest(3), seq: 2, writer: WriterId([1; 8]) },
        made: stamp,
        not_covered: NotCovered::ALL.to_vec(),
        number: 1,
        payload: vec![FileFacts { bytes: 9, name: "index.age".into(), sha256: digest(4) }],
        processor: None,
        records: 308,
        records_from: "2026-10-01".parse().ok(),
        records_through: "2026-10-31".parse().ok(),
        return_or_delete: None,
        rules: vec![serde_json::from_value(rule).unwrap()],
        seal_sha256: digest(5),
        sealed: SealedFacts { at: stamp.time, clock: ClockState::Ok, signer: None },
        succeeded: None,
        supplements: vec![],
        time_zone: "UTC".into(),
        tool: "kluis 1.0".into(),
        transfer_checks: vec![TransferCheck {
            at: stamp.time,
            depth: None,
            medium: MediumId([1; 16]),
            result: CheckResult::Same,
        }],
        validation: vec![Validation {
            at: stamp.time,
            by: Some("Kantoor Lindehof".into()),
            bytes: 64_000_000_000,
            found: 0,
            medium: MediumId([1; 16]),
            method: Search::SectorScan,
            recognised: true,
            searched: 5_284,
            unread: 0,
        }],
        vault: VaultId(digest(7)),
        verification: vec![Verification {
            at: stamp.time,
            by: None,
            medium: MediumId([1; 16]),
            result: ReadBackWord::PastCache,
        }],
        witness: None,
        unread: Default::default(),
    }
}

/// The same of a record that was erased on a legal ground.
pub(crate) fn erased() -> Statement {
    let (answered, received) = ("2026-10".parse().ok(), "2026-09-30".parse().ok());
    let request = Some(PersonsRequest { answered, received, told: true });
    let ground = Some("AVG art. 17(1)(d)".into());
    let elsewhere = vec![InOtherVault {
        bundle: "20261105-2453e004".parse().unwrap(),
        vault: VaultId(digest(8)),
    }];
    let successors = vec!["20261105-2453e003".parse().unwrap()];
    Statement {
        erasure: Some(Erasure { ground, records: 1, request }),
        succeeded: Some(Succession { elsewhere, removed: 1, successors }),
        ..statement()
    }
}

#[test]
fn a_statement_comes_back() {
    for of in [statement(), erased()] {
        let bytes = of.to_bytes();
        assert_eq!(Statement::read(&bytes), Ok(of));
        assert!(bytes.is_ascii() && bytes.ends_with(b"\n"));
    }
}

#[test]
fn every_field_of_the_layout_is_there() {
    let value: Value = serde_json::from_slice(&statement().to_bytes()).unwrap();
    let fields = "format critical kind vault bundle seal_sha256 payload records bytes records_from \
         records_through category_before rules early_end_ground holds_checked sealed \
         transfer_checks disclosures decision controller processor return_or_delete erasure \
         copies verification validation keys not_covered clock time_zone ledger tool witness \
         keep_statement_through commitments succeeded";
    for field in fields.split_whitespace() {
        assert!(value.get(field).is_some(), "{field}");
    }
    let of_copy = "medium drive make model serial file_system fate since by role at \
         place files free_space bytes technique nist ieee2883 in_place read_back looked_again neighbours \
         remains";
    for field in of_copy.split_whitespace() {
        assert!(value["copies"][0].get(field).is_some(), "{field}");
    }
}

#[test]
fn what_nothing_proves_is_not_claimed() {
    let with = |change: &dyn Fn(&mut Statement)| {
        let mut changed = statement();
        change(&mut changed);
        Statement::read(&changed.to_bytes())
    };
    assert!(with(&|_| {}).is_ok());
    let wrong: [&dyn Fn(&mut Statement); 22] = [
        &|s| s.copies[0].physical = Some(Physical::Shredded),
        &|s| s.copies[1].fate = FateWord::MediumDestroyed,
        &|s| s.copies.push(s.copies[0].clone()),
        &|s| s.validation[0].found = 5_285,
        &|s| s.validation[0].recognised = false,
        &|s| s.copies[0].in_place = Some(InPlace::CopyOnWrite),
        &|s| s.copies[0].in_place = None,
        &|s| s.copies[0].read_back = ReadBackWord::Cached,
        &|s| s.copies[0].remains.push(Remains::BeyondSealed),
        &|s| s.copies[1].nist = Some(Claim::AsClearTheseFilesOnly),
        &|s| s.copies[1].technique = Some(Manner::OverwrittenAndUnlinked),
        &|s| s.copies[1].fate = FateWord::Present,
        &|s| s.copies[1].free_space = copy(1).free_space,
        &|s| s.copies[0].free_space[0].read_back = ReadBackWord::No,
        &|s| s.copies[0].free_space[0].method = SpaceMethod::Trimmed,
        &|s| s.copies[0].free_space.extend(copy(1).free_space),
        &|s| s.accounted = false,
        &|s| s.kind = StatementKind::Interim,
        &|s| s.copies[0].free_space[0].left = None,
        &|s| s.erasure = erased().erasure,
        &|s| s.succeeded = erased().succeeded,
        &|s| {
            *s = erased();
            s.erasure.iter_mut().for_each(|erasure| erasure.records = 2);
        },
    ];
    for (number, change) in wrong.iter().enumerate() {
        assert!(with(change).is_err(), "change {number}");
    }
    let honest: [&dyn Fn(&mut Statement); 2] =
        [&|s| (s.copies[0].in_place, s.copies[0].nist) = (Some(InPlace::Unknown), None), &|s| {
            (s.copies[0].read_back, s.copies[0].nist) = (ReadBackWord::Cached, None)
        }];
    for change in honest {
        assert!(with(change).is_ok());
    }
}

#[test]
fn every_one_byte_change_is_another_statement_or_none() {
    let bytes = statement().to_bytes();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert_ne!(Statement::read(&changed), Ok(statement()), "byte {at}");
    }
}
