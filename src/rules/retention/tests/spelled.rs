//! How rules stand in documents.

use super::*;
use crate::words::digest::Digest;

#[test]
fn a_rule_is_spelled_as_the_format_has_it() {
    let rule = pinned("nl-admin-basis", Some("2022-09-15"), &to_june());
    let json = serde_json::to_value(&rule).unwrap();
    let expected = serde_json::json!({
        "class": {"id": "nl-admin-basis"},
        "clock_start": "2023-06-30",
        "date": "2022-09-15",
        "delete_from": null,
        "keep_through": "2030-06-30",
        "rule": {
            "basis": "AWR art. 52(4); BW art. 2:10 and 3:15i",
            "book_year": {"from": "2022-07-01", "to": "2023-06-30"},
            "confidential": false,
            "event": "booking",
            "ground": null,
            "jurisdiction": "NL",
            "name_en": "core business records",
            "name_nl": "Basisgegevens administratie",
            "nature": "minimum",
            "period": "P7Y",
            "starts": "book-year",
        },
        "schedule": "2026.1",
    });
    assert_eq!(json, expected);
    let end = serde_json::to_value(end_of(&[rule])).unwrap();
    let expected =
        serde_json::json!({"delete_from": null, "keep_through": "2030-06-30", "open": false});
    assert_eq!(end, expected);
}

/// How a confidential class's rule stands in the clear.
fn sealed(whole: &PinnedRule) -> ShownRule {
    Showing::Tag(Tag([0xab; 16])).of(whole, Digest([0x5a; 32]))
}

#[test]
fn a_confidential_class_shows_a_tag_its_ends_and_a_commitment_and_nothing_else() {
    let whole = pinned("nl-medical", Some("2020-05-01"), &calendar());
    let shown = sealed(&whole);
    let expected = serde_json::json!({
        "class": {"tag": "ab".repeat(16)},
        "commitment": "5a".repeat(32),
        "delete_from": null,
        "keep_through": "2040-05-01",
    });
    assert_eq!(serde_json::to_value(&shown).unwrap(), expected);
    assert_eq!(serde_json::from_value::<ShownRule>(expected).unwrap(), shown);
    assert_eq!(end_of(&[shown]), end_of(std::slice::from_ref(&whole)));
    let whole_json = serde_json::to_string(&whole).unwrap();
    assert_eq!(serde_json::from_str::<PinnedRule>(&whole_json).unwrap(), whole);
}

#[test]
fn two_confidential_classes_with_one_end_are_told_apart_by_nothing_but_the_tag() {
    let medical = pinned("nl-medical", Some("2020-05-01"), &calendar());
    let other = pinned("nl-wwft-cdd", Some("2035-05-01"), &calendar());
    let text = |rule| serde_json::to_value(sealed(rule)).unwrap();
    let (medical, mut other) = (text(&medical), text(&other));
    other["delete_from"] = medical["delete_from"].clone();
    assert_eq!(medical, other);
}

#[test]
fn a_sealed_rule_without_an_end_is_open() {
    let never = pinned("nl-wwft-cdd", None, &calendar());
    let end = end_of(&[sealed(&never)]);
    assert_eq!(end, End { delete_from: None, keep_through: None, open: true });
    assert_eq!(bars(&end, &[], day("9999-12-31")), [Bar::OpenEnd]);
}

#[test]
fn a_rule_between_whole_and_sealed_is_not_read() {
    let read = |value: &serde_json::Value| serde_json::from_value::<ShownRule>(value.clone());
    let plain = serde_json::to_value(pinned("nl-oss", Some("2022"), &calendar())).unwrap();
    let medical = pinned("nl-medical", Some("2020"), &calendar());
    let concealed = serde_json::to_value(sealed(&medical)).unwrap();
    assert!(read(&plain).is_ok() && read(&concealed).is_ok());
    for outer in ["class", "clock_start", "date", "delete_from", "keep_through", "rule", "schedule"]
    {
        let mut value = plain.clone();
        value.as_object_mut().unwrap().remove(outer);
        assert!(read(&value).is_err(), "without {outer}");
    }
    let inner: Vec<String> =
        plain["rule"].as_object().unwrap().keys().map(String::to_owned).collect();
    assert_eq!(inner.len(), 11);
    for name in inner {
        let mut value = plain.clone();
        value["rule"].as_object_mut().unwrap().remove(&name);
        assert!(read(&value).is_err(), "without {name}");
    }
    for name in ["class", "commitment", "delete_from", "keep_through"] {
        let mut value = concealed.clone();
        value.as_object_mut().unwrap().remove(name);
        assert!(read(&value).is_err(), "without {name}");
    }
    for name in ["date", "clock_start", "rule", "schedule"] {
        let mut value = concealed.clone();
        value[name] = serde_json::to_value(&medical).unwrap()[name].clone();
        assert!(read(&value).is_err(), "with {name}");
    }
    let mut value = concealed.clone();
    value["class"] = serde_json::json!({"id": "nl-medical"});
    assert!(read(&value).is_err());
    // What is confidential never stands whole in the clear, under a tag either.
    assert!(read(&serde_json::to_value(&medical).unwrap()).is_err());
    let mut value = plain;
    value["class"] = concealed["class"].clone();
    assert!(read(&value).is_err());
}
