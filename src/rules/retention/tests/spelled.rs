//! How rules stand in documents.

use super::*;

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

#[test]
fn a_confidential_class_shows_a_tag_and_no_names() {
    let whole = pinned("nl-medical", Some("2020-05-01"), &calendar());
    assert!(!whole.may_stand_in_the_clear());
    let shown = conceal(whole.clone(), Tag([0xab; 16]));
    assert!(shown.may_stand_in_the_clear());
    assert_eq!(shown.keep_through, Some(day("2040-05-01")));
    assert_eq!(recompute(&shown), recompute(&whole));
    let json = serde_json::to_string(&shown).unwrap();
    for word in ["medical", "medisch", "Medisch", "BW 7", "last change", "NL"] {
        assert!(!json.contains(word), "{word} in {json}");
    }
    assert!(json.contains(&format!(r#""class":{{"tag":"{}"}}"#, "ab".repeat(16))));
    assert_eq!(serde_json::from_str::<PinnedRule>(&json).unwrap(), shown);
    let whole_json = serde_json::to_string(&whole).unwrap();
    assert_eq!(serde_json::from_str::<PinnedRule>(&whole_json).unwrap(), whole);
}

#[test]
fn a_rule_between_shown_and_concealed_is_not_read() {
    let read = |value: &serde_json::Value| serde_json::from_value::<PinnedRule>(value.clone());
    let plain = serde_json::to_value(pinned("nl-oss", Some("2022"), &calendar())).unwrap();
    let concealed = {
        let medical = pinned("nl-medical", Some("2020"), &calendar());
        serde_json::to_value(conceal(medical, Tag([1; 16]))).unwrap()
    };
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
    let mut value = concealed.clone();
    value["rule"]["confidential"] = false.into();
    assert!(read(&value).is_err());
    let mut value = concealed.clone();
    value["class"] = serde_json::json!({"id": "nl-medical"});
    assert!(read(&value).is_err());
    let mut value = concealed.clone();
    value["rule"]["name_nl"] = "Medisch dossier".into();
    assert!(read(&value).is_err());
    let mut value = plain;
    value["class"] = concealed["class"].clone();
    assert!(read(&value).is_err());
}
