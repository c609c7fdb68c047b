//! The ledger lines of a history, each with the least that it must have.

use kluis::formats::entry::{
    Copied, CopyState, Event, FaultWord, Finding, KeysWrapped, MediumAdded, ReadBack, Role, Sealed,
};
use kluis::rules::retention::{End, ShownRule};
use kluis::words::digest::Digest;
use kluis::words::ids::{BundleId, DriveId, MediumId, RunId};

use crate::world::Seen;

/// What the key files of every bundle hash to.
const KEYS: Digest = Digest([1; 32]);

pub fn finding(bundle: BundleId, seen: Seen) -> Option<Finding> {
    let fault = match seen {
        Seen::Whole => return None,
        Seen::Damaged => FaultWord::Bytes,
        Seen::WrongInside => FaultWord::Record,
    };
    Some(Finding { as_before: false, bundle, fault })
}

/// That a bundle's data or keys were written on a medium.
pub fn made(bundle: BundleId, medium: MediumId, role: Role, read_back: ReadBack) -> Event {
    match role {
        Role::Keys => Event::KeysWrapped(KeysWrapped {
            bundle,
            generation: 1,
            key: KEYS,
            key_copy: KEYS,
            media: vec![medium],
            read_back,
            recipients: vec![],
        }),
        Role::Data => {
            let state = CopyState::ReadBack;
            Event::Copied(Copied { bundle, medium, read_back, state })
        }
    }
}

pub fn added(drive: DriveId, medium: MediumId, roles: Vec<Role>) -> Event {
    Event::MediumAdded(MediumAdded { drive, medium, roles, same_disk: false })
}

pub fn sealed(bundle: BundleId) -> Event {
    Event::Sealed(Sealed {
        bundle,
        bytes: 1,
        case: None,
        key_file: KEYS,
        end: End { delete_from: None, keep_through: None, open: true },
        records: 1,
        rules: vec![rule()],
        run: RunId([1; 8]),
        seal: Digest([2; 32]),
    })
}

fn rule() -> ShownRule {
    let rule = serde_json::json!({
        "class": {"id": "nl-contract"}, "clock_start": null, "date": null, "delete_from": null,
        "keep_through": null, "schedule": "2026.1",
        "rule": {"basis": "AWR art. 52(4)", "book_year": null, "confidential": false,
            "event": "contract end", "ground": null, "jurisdiction": "NL",
            "name_en": "contracts", "name_nl": "Contracten", "nature": "minimum", "period": "P7Y",
            "starts": "book-year"},
    });
    serde_json::from_value(rule).expect("a rule as the format has it")
}
