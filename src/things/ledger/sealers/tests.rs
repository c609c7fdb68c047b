//! Keys that were replaced, and which labels hold then.

use super::*;
use crate::formats::entry::{Event, SignerReplaced};
use crate::powers::random::OsRandom;
use crate::powers::signer::SigningKey;
use crate::things::ledger::samples::{HOME, THIEF, entry, head, key};

#[test]
fn a_label_by_a_replaced_key_holds_as_far_as_the_chains_count() {
    let (old, new) = (SigningKey::generate(&mut OsRandom), SigningKey::generate(&mut OsRandom));
    let disposer = key();
    let first = Signers { disposer, sealer: old.public().to_string() };
    let fields = SignerReplaced {
        distrusted: vec![],
        heads: vec![head(HOME, 5)],
        new: new.public().to_string(),
        old: old.public().to_string(),
        quarantined: vec![],
    };
    let entry = entry(HOME, 5, vec![], Event::SignerReplaced(fields));
    let known = [entry.clone(), entry];
    let sealers = Sealers::of(&[first], Quarantine::of(known.iter()));
    assert_eq!(sealers.current(), [new.public()]);
    assert_eq!(sealers.replaced(), [old.public()]);
    let holds = |bytes: &[u8], signature: &[u8]| {
        let label = crate::formats::label::Label::read(bytes).unwrap();
        sealers.signed_by_current(Namespace::Medium, bytes, signature)
            || (sealers.signed_by_replaced(Namespace::Medium, bytes, signature)
                && sealers.reach(&label.heads))
    };
    let label = |heads| {
        let mut label: serde_json::Value = serde_json::json!({
            "contact": 1, "critical": [], "drive": "00".repeat(16), "files": {}, "format": 1,
            "generation": 2, "medium": "00".repeat(16), "other_generation": 1, "roles": ["data"],
            "vault": "00".repeat(32), "vault_document": null,
            "written_at": {"clock": "ok", "time": "2026-10-31T12:00:00Z"},
        });
        label["heads"] = serde_json::to_value::<Vec<Head>>(heads).unwrap();
        crate::words::canonical::document(&label)
    };
    let sign = |key: &SigningKey, bytes: &[u8]| key.sign(Namespace::Medium, bytes).into_bytes();
    let (before, behind) = (label(vec![head(HOME, 5)]), label(vec![head(HOME, 6)]));
    let strange = label(vec![head(HOME, 5), head(THIEF, 1)]);
    for (bytes, key, due) in [
        (&before, &old, true),
        (&behind, &old, false),
        (&strange, &old, false),
        (&behind, &new, true),
        (&strange, &new, true),
    ] {
        assert_eq!(holds(bytes, &sign(key, bytes)), due);
    }
    let stranger = SigningKey::generate(&mut OsRandom);
    assert!(!holds(&before, &sign(&stranger, &before)));
    assert_eq!(sealers.heads(), [head(HOME, 5)]);
}
