//! Rules, events and entries for the tests of this floor. Rules are made from JSON, as the format
//! has them, so that these samples also hold `rules::retention` to it.

use serde_json::json;

use super::*;
use crate::rules::retention::{ClassShown, End, ShownRule};
use crate::rules::scope::{Scope, Years};
use crate::words::day::Day;
use crate::words::ids::{BundleId, DisclosureId, DriveId, HoldId, MediumId, RunId, Tag, VaultId};

/// One rule in each form that format §4.1 gives: shown, confidential, open-ended.
pub(in crate::formats) fn rules() -> Vec<ShownRule> {
    let year = json!({"from": "2022-01-01", "to": "2022-12-31"});
    let shown = json!({
        "class": {"id": "nl-admin-basis"}, "clock_start": "2022-12-31", "date": "2022-06-15",
        "delete_from": null, "keep_through": "2029-12-31", "schedule": "2026.1",
        "rule": {"basis": "AWR art. 52(4)", "book_year": year, "confidential": false,
            "event": "booking", "ground": null, "jurisdiction": "NL",
            "name_en": "core business records",
            "name_nl": "Basisgegevens", "nature": "minimum", "period": "P7Y",
            "starts": "book-year"},
    });
    let confidential = json!({
        "class": {"tag": "00112233445566778899aabbccddeeff"}, "commitment": "5a".repeat(32),
        "delete_from": "2031-03-15", "keep_through": "2031-03-14",
    });
    let open = json!({
        "class": {"id": "nl-contract"}, "clock_start": null, "date": null, "delete_from": null,
        "keep_through": null, "schedule": "2026.1",
        "rule": {"basis": "AWR art. 52(4)", "book_year": null, "confidential": false,
            "event": "contract end", "ground": null, "jurisdiction": "NL",
            "name_en": "contracts", "name_nl": "Contracten", "nature": "minimum", "period": "P7Y",
            "starts": "book-year"},
    });
    [shown, confidential, open]
        .map(|rule| serde_json::from_value(rule).expect("a rule as format §4.1 has it"))
        .to_vec()
}

pub(in crate::formats) fn end() -> End {
    let value = json!({"delete_from": "2031-03-15", "keep_through": "2031-03-14", "open": true});
    serde_json::from_value(value).expect("an end as format §4.1 has it")
}

pub(in crate::formats) fn bundle(number: u8) -> BundleId {
    format!("20261031-{number:08x}").parse().expect("a bundle id")
}

/// A key's text as OpenSSH spells it.
pub(in crate::formats) fn public_key(byte: u8) -> String {
    let mut wire = b"\0\0\0\x0bssh-ed25519\0\0\0\x20".to_vec();
    wire.extend([byte; 32]);
    format!("ssh-ed25519 {}", base64_text::encode(&wire))
}

pub(in crate::formats) fn vault_created() -> Event {
    Event::VaultCreated(VaultCreated {
        nonce: [5; 32],
        recipients: vec![Digest([1; 32]), Digest([2; 32])],
        signers: Signers { disposer: public_key(1), sealer: public_key(2) },
    })
}

/// An entry with the signature that its event demands.
pub(in crate::formats) fn entry(event: Event) -> Entry {
    let mut entry = Entry {
        seq: 0,
        writer: WriterId([0xaa; 8]),
        prev: Digest::ZERO,
        time: "2026-10-31T12:00:00Z".parse().expect("a time"),
        clock: ClockState::Ok,
        event,
        follows: Vec::new(),
        note: None,
        signature: None,
        unread: Unread::default(),
    };
    if entry.event.signer() == Signer::Disposer {
        entry.set_signature(b"SSHSIG\0\0\0\x01 and so on");
    }
    entry
}

fn head() -> Head {
    Head { bytes: 900, count: 2, sha256: Digest([8; 32]), writer: WriterId([9; 8]) }
}

fn class_end(last: Day) -> ClassEnd {
    let class = ClassShown::Id("nl-payroll".parse().expect("a class"));
    ClassEnd { class, delete_from: None, keep_through: Some(last) }
}

/// One event of each kind.
pub(in crate::formats) fn events() -> Vec<Event> {
    let bundle = bundle(1);
    let medium = MediumId([3; 16]);
    let digest = Digest([4; 32]);
    let day = "2030-01-01".parse().expect("a day");
    let finding = Finding { as_before: false, bundle, fault: FaultWord::Bytes };
    let old =
        Finding { as_before: true, fault: FaultWord::Later("moon".into()), ..finding.clone() };
    let file = FileFacts { bytes: 16384, name: "key.age".into(), sha256: digest };
    let wrapped = KeysWrapped {
        bundle,
        generation: 1,
        key: digest,
        key_copy: digest,
        media: vec![medium],
        read_back: ReadBack::PastCache,
        recipients: vec![digest],
    };
    let intended = DestructionIntended {
        bundle,
        holds_checked: true,
        keep_through: None,
        media: vec![medium],
        no_open_matters: true,
        release: Release::Ended,
        seal: digest,
    };
    let destroyed = CopyDestroyed {
        bundle,
        files: FilesFound::of(&[file]).0,
        medium,
        method: Method::OverwrittenAndUnlinked,
        neighbours: Neighbours::Intact,
        neighbours_more: 0,
        beyond: 0,
        file_system: "exfat".into(),
        hardware: Hardware::default(),
        in_place: InPlace::Yes,
        left: 0,
        read_back: Some(ReadBack::PastCache),
    };
    let gone = CopyDestroyed {
        files: FilesFound::of(&[]).0,
        method: Method::FoundGone,
        read_back: None,
        ..destroyed.clone()
    };
    let faults = Neighbours::Faults(vec![finding.clone(), old]);
    let reference = Some(Tag([6; 16]));
    vec![
        vault_created(),
        Event::WriterJoined(WriterJoined { vault: VaultId(digest) }),
        Event::MediumAdded(MediumAdded {
            same_disk: false,
            drive: DriveId([2; 16]),
            medium,
            roles: vec![Role::Data, Role::Keys],
        }),
        Event::BookYear(BookYear { from: day, to: day }),
        Event::Sealed(Sealed {
            bundle,
            bytes: 1 << 40,
            case: None,
            end: end(),
            key_file: digest,
            records: 3,
            rules: rules(),
            run: RunId([7; 8]),
            seal: digest,
        }),
        Event::Copied(Copied {
            bundle,
            medium,
            read_back: ReadBack::Cached,
            state: CopyState::ReadBack,
        }),
        Event::KeysWrapped(wrapped.clone()),
        Event::Verified(Verified {
            attached: Some(vec![head()]),
            beyond: 2,
            bundles: vec![bundle],
            depth: Depth::Deep,
            findings: vec![finding],
            medium,
            read_back: ReadBack::PastCache,
        }),
        Event::Restored(Restored {
            bundles: vec![bundle],
            bytes: 1,
            disclosure: Some(DisclosureId([8; 16])),
            not_found: 2,
            records: 1,
            reference,
        }),
        Event::Restored(Restored {
            bundles: vec![],
            bytes: 0,
            disclosure: None,
            not_found: 0,
            records: 0,
            reference: None,
        }),
        Event::Moved(Moved { bundle, bytes: 9, files: 1 }),
        Event::UnfinishedErased(UnfinishedErased { bundle, key_written: true, medium }),
        Event::ClockConfirmed(ClockConfirmed { day }),
        Event::DestructionIntended(intended),
        Event::CopyDestroyed(destroyed.clone()),
        Event::CopyDestroyed(CopyDestroyed { neighbours: faults, neighbours_more: 7, ..destroyed }),
        Event::BundleDestroyed(BundleDestroyed { bundle, media: vec![medium] }),
        Event::Unknown { event: "hold-amended".into(), fields: json!({"ref": "x"}) },
        Event::Unknown { event: "moon-landed".into(), fields: json!({"a": [1, {"é": null}]}) },
        Event::CopyDestroyed(gone),
        Event::MediumLost(MediumLost {
            destroyed: Some(Physical::Shredded),
            drive: DriveId([2; 16]),
            medium,
            since: day,
        }),
        Event::MediumFound(MediumFound { drive: DriveId([2; 16]), medium }),
        Event::MediumRetired(MediumRetired { drive: DriveId([2; 16]), erase: true, medium }),
        Event::Verified(Verified {
            attached: None,
            beyond: 0,
            bundles: vec![],
            depth: Depth::Fixity,
            findings: vec![],
            medium,
            read_back: ReadBack::Cached,
        }),
        Event::MediumWaived(MediumWaived { medium }),
        Event::Repaired(Repaired { bundle, files: 2, medium, parity: 0 }),
        Event::KeysWrapped(KeysWrapped { generation: 2, ..wrapped }),
        Event::DestructionWithdrawn(DestructionWithdrawn { bundle }),
        Event::ClockCorrected(ClockCorrected { day }),
        Event::ClockProven(ClockProven {
            at: "2026-10-31T11:59:00Z".parse().expect("a time"),
            authority: digest,
            imprint: Digest::ZERO,
            token: digest,
        }),
        Event::SignerReplaced(SignerReplaced {
            distrusted: vec![
                Distrusted { from: 3, to: 3, writer: WriterId([1; 8]) },
                Distrusted { from: 7, to: 9, writer: WriterId([1; 8]) },
            ],
            heads: vec![Head { bytes: 900, count: 2, sha256: digest, writer: WriterId([1; 8]) }],
            new: public_key(3),
            old: public_key(2),
            quarantined: vec![Distrusted { from: 0, to: 5, writer: WriterId([2; 8]) }],
        }),
        Event::LinesVouched(LinesVouched { heads: vec![head()], medium }),
        Event::HoldPlaced(HoldPlaced {
            ends: None,
            hold: HoldId([5; 16]),
            review: Some(day),
            scope: Scope::default(),
        }),
        Event::HoldPlaced(HoldPlaced {
            ends: Some(day),
            hold: HoldId([5; 16]),
            review: None,
            scope: Scope {
                bundles: Some(vec![bundle]),
                case: reference,
                classes: Some(vec![
                    ClassShown::Id("nl-payroll".parse().expect("a class")),
                    ClassShown::Tag(Tag([1; 16])),
                ]),
                years: Some(Years { from: 2024, to: 2025 }),
            },
        }),
        Event::HoldReviewed(HoldReviewed { hold: HoldId([5; 16]), review: day }),
        Event::HoldReleased(HoldReleased { holds: vec![HoldId([5; 16]), HoldId([6; 16])] }),
        Event::EventRecorded(EventRecorded { bundles: None, case: reference, ends: vec![] }),
        Event::EventRecorded(EventRecorded {
            bundles: Some(vec![bundle]),
            case: None,
            ends: vec![class_end(day)],
        }),
        Event::Extended(Extended { bundles: vec![bundle], keep_through: day }),
        Event::SignerAdded(SignerAdded { key: public_key(4), replaces: None }),
        Event::SignerAdded(SignerAdded { key: public_key(5), replaces: Some(public_key(1)) }),
        Event::SignerRetired(SignerRetired { key: public_key(4) }),
        Event::RecipientAdded(RecipientAdded { recipient: digest }),
        Event::RecipientRemoved(RecipientRemoved { recipient: digest }),
        Event::KeysDrilled(KeysDrilled { bundles: vec![bundle], medium, recipient: digest }),
        Event::TwoPersons(TwoPersons { wanted: true }),
        Event::Approved(Approved {
            bundles: vec![
                ApprovedBundle { bundle, keep_through: Some(day), seal: digest },
                ApprovedBundle { bundle: self::bundle(2), keep_through: None, seal: digest },
            ],
            list: digest,
        }),
        Event::ApprovalWithdrawn(ApprovalWithdrawn { list: digest }),
        Event::ShorteningProposed(ShorteningProposed {
            bundles: Some(vec![bundle]),
            case: reference,
            ends: vec![class_end(day)],
            inherited: vec![],
            proposal: digest,
            replaces: vec![class_end(day), class_end("2031-01-01".parse().expect("a day"))],
        }),
        Event::ShorteningProposed(ShorteningProposed {
            bundles: Some(vec![bundle]),
            case: None,
            ends: vec![],
            inherited: vec![
                InheritedEnd { bundle, keep_through: Some(day), open: false },
                InheritedEnd { bundle: self::bundle(2), keep_through: None, open: true },
            ],
            proposal: digest,
            replaces: vec![],
        }),
        Event::Shortened(Shortened { proposal: digest }),
        Event::Succeeded(Succeeded {
            bundle,
            elsewhere: vec![],
            removed: 1,
            seal: digest,
            successors: vec![Successor { bundle: BundleId::new(day, [9; 4]), seal: digest }],
        }),
        Event::Succeeded(Succeeded {
            bundle,
            elsewhere: vec![Elsewhere {
                bundle: BundleId::new(day, [9; 4]),
                records: 3,
                seal: digest,
                sealer: public_key(7),
                vault: VaultId(digest),
            }],
            removed: 0,
            seal: digest,
            successors: vec![],
        }),
        Event::Received(Received {
            bundle,
            from: ReceivedFrom { bundle: self::bundle(2), seal: digest, vault: VaultId(digest) },
            keep_through: Some(day),
            open: false,
        }),
        Event::ChainMoved(ChainMoved {
            after: 4,
            from: 4,
            lines: vec![digest, Digest::ZERO],
            to: WriterId([2; 8]),
            writer: WriterId([1; 8]),
        }),
        Event::Scanned(Scanned {
            bundle,
            bytes: 64_000_000_000,
            found: 0,
            medium,
            recognised: true,
            sectors: 4_128,
            unread: 0,
        }),
        Event::SpaceCleared(SpaceCleared {
            bytes: 60_000_000_000,
            file_system: "exfat".into(),
            left: Some(4_096),
            medium,
            method: SpaceMethod::Filled,
            read_back: Some(ReadBack::PastCache),
        }),
        Event::SpaceCleared(SpaceCleared {
            bytes: 60_000_000_000,
            file_system: "ext4".into(),
            left: None,
            medium,
            method: SpaceMethod::Trimmed,
            read_back: None,
        }),
        Event::DisclosureClosed(DisclosureClosed {
            disclosures: vec![DisclosureId([8; 16]), DisclosureId([9; 16])],
            files: 3,
            how: ClosedHow::Deleted,
        }),
        Event::StatementMade(StatementMade {
            bundle,
            files: vec![FileFacts {
                bytes: 9,
                name: format!("{bundle}-{}.json", &digest.to_string()[..8]),
                sha256: digest,
            }],
            kind: StatementKind::Interim,
            statement: digest,
        }),
    ]
}
