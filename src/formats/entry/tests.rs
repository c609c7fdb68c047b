//! The line: it comes back as it was, and nothing else is a line.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::samples::{bundle, end, entry, events, public_key, rules, vault_created};
use super::*;
use crate::words::canonical::NotCanonical;
use crate::words::ids::{MediumId, RunId, Tag};

/// The line as text, changed by `change`, read again.
fn read_changed(entry: &Entry, change: impl Fn(&str) -> String) -> Result<Entry, Unreadable> {
    let line = String::from_utf8(entry.line()).expect("ASCII");
    let changed = change(&line);
    assert_ne!(changed, line, "the change must hit something");
    Entry::read(changed.as_bytes())
}

#[test]
fn every_event_comes_back_from_its_line() {
    for event in events() {
        let entry = entry(event);
        assert_eq!(Entry::read(&entry.line()), Ok(entry.clone()), "{}", entry.event.name());
    }
}

#[test]
fn the_first_line_has_the_bytes_that_the_format_gives() {
    let [nonce, one, two, prev] = ["05", "01", "02", "00"].map(|byte| byte.repeat(32));
    let (disposer, sealer) = (public_key(1), public_key(2));
    let expected = [
        r#"{"clock":"ok","critical":[],"event":"vault-created","fields":{"nonce":""#.to_owned(),
        format!(r#"{nonce}","recipients":["{one}","{two}"],"signers":{{"disposer":"{disposer}","#),
        format!(r#""sealer":"{sealer}"}}}},"format":1,"prev":"{prev}","seq":0,"#),
        r#""signature":"U1NIU0lHAAAAASBhbmQgc28gb24=","time":"2026-10-31T12:00:00Z","#.to_owned(),
        "\"writer\":\"aaaaaaaaaaaaaaaa\"}\n".to_owned(),
    ];
    assert_eq!(String::from_utf8_lossy(&entry(vault_created()).line()), expected.concat());
}

#[test]
fn a_line_of_known_words_is_written_canonically_at_once() {
    // The quick way is only quick as long as each type's fields stand in the order of their names.
    for event in events().into_iter().filter(Event::is_known) {
        let mut entry = entry(event);
        entry.note = Some(NoteRef { id: NoteId([1; 16]), sha256: Digest([2; 32]) });
        entry.follows = vec![head(1)];
        assert_eq!(read::line_straight(&entry), entry.line(), "{}", entry.event.name());
    }
}

#[test]
fn every_changed_byte_is_refused_or_another_line() {
    for event in events() {
        let line = entry(event).line();
        for at in 0..line.len() {
            for new in [line[at] ^ 0x01, line[at] ^ 0x20, line[at] ^ 0x80, b'"'] {
                let mut changed = line.clone();
                changed[at] = new;
                if let Ok(read) = Entry::read(&changed) {
                    assert_eq!(read.line(), changed);
                    assert_eq!(read.sha256() == sha256_of_line(&line), changed == line);
                }
            }
            let mut shorter = line.clone();
            shorter.remove(at);
            if let Ok(read) = Entry::read(&shorter) {
                assert_eq!(read.line(), shorter);
            }
        }
    }
}

#[test]
fn the_signature_covers_all_but_itself() {
    let signed = entry(vault_created());
    let bytes = signed.signed_bytes();
    assert!(!bytes.ends_with(b"\n"));
    assert_eq!(Entry { signature: None, ..signed.clone() }.signed_bytes(), bytes);
    let later = Entry { clock: ClockState::Doubtful, ..signed.clone() };
    assert_ne!(later.signed_bytes(), bytes);
    assert_eq!(signed.signature_blob(), Some(b"SSHSIG\0\0\0\x01 and so on".to_vec()));
}

#[test]
fn a_disposers_event_without_its_signature_is_refused() {
    for event in events() {
        let needs = event.signer() == Signer::Disposer;
        let bare = Entry { signature: None, ..entry(event) };
        let missing = Unreadable::Unfit { field: "signature", fault: Fault::Missing };
        let expected = if needs { Err(missing) } else { Ok(bare.clone()) };
        assert_eq!(Entry::read(&bare.line()), expected, "{}", bare.event.name());
    }
}

#[test]
fn a_sealers_event_with_a_signature_is_refused_and_an_unknown_one_is_not() {
    for event in events() {
        let may = event.signer() == Signer::Disposer || !event.is_known();
        let mut signed = entry(event);
        signed.set_signature(b"SSHSIG");
        assert_eq!(Entry::read(&signed.line()).is_ok(), may, "{}", signed.event.name());
    }
}

#[test]
fn a_signature_that_is_no_sshsig_blob_is_refused() {
    for text in ["", "U1NIU0lH=", "!", "QUJD"] {
        let wrong = Entry { signature: Some(text.into()), ..entry(vault_created()) };
        assert!(Entry::read(&wrong.line()).is_err(), "{text:?}");
    }
}

#[test]
fn an_unknown_event_is_kept_whole_and_is_not_known() {
    let unknown = entry(Event::Unknown {
        event: "moon-landed".into(),
        fields: json!({"b": {"z": 1, "a": "\u{7f}é"}, "a": []}),
    });
    let read = Entry::read(&unknown.line()).unwrap();
    assert!(!read.is_known());
    assert_eq!(read.line(), unknown.line());
    assert!(events().iter().all(|e| e.is_known() != matches!(e, Event::Unknown { .. })));
}

#[test]
fn names_of_a_later_version_are_kept_in_the_line_and_in_its_fields() {
    let mut later = entry(events().remove(10));
    later.unread.line = json!({"aim": 1, "zeal": {"x": "é"}}).as_object().unwrap().clone();
    later.unread.fields = json!({"aim": [true], "zeal": null}).as_object().unwrap().clone();
    let line = String::from_utf8(later.line()).unwrap();
    assert!(
        line.starts_with("{\"aim\":1,\"clock\":")
            && line.contains("\"fields\":{\"aim\":[true],\"bundle\"")
    );
    assert_eq!(Entry::read(line.as_bytes()), Ok(later));
}

#[test]
fn names_unknown_deeper_down_are_refused() {
    let with_note = Entry {
        note: Some(NoteRef { id: NoteId([1; 16]), sha256: Digest([2; 32]) }),
        ..entry(vault_created())
    };
    let result = read_changed(&with_note, |line| line.replace("\"note\":{", "\"note\":{\"a\":1,"));
    assert!(matches!(result, Err(Unreadable::NotCanonical(NotCanonical::Shape(_)))), "{result:?}");
    let result =
        read_changed(&with_note, |line| line.replace("\"signers\":{", "\"signers\":{\"a\":1,"));
    assert_eq!(result, Err(Unreadable::NotCanonical(NotCanonical::Bytes)));
}

#[test]
fn another_format_and_critical_words_are_named() {
    let first = entry(vault_created());
    let result = read_changed(&first, |line| line.replace("\"format\":1", "\"format\":2"));
    assert!(matches!(result, Err(Unreadable::NotCanonical(NotCanonical::Format(_)))));
    let result =
        read_changed(&first, |line| line.replace("\"critical\":[]", "\"critical\":[\"x\"]"));
    assert!(matches!(result, Err(Unreadable::NotCanonical(NotCanonical::Critical(_)))));
}

#[test]
fn another_spelling_of_the_same_entry_is_refused() {
    let day = entry(events().remove(12));
    for (from, to) in [
        ("\"seq\":0", "\"seq\": 0"),
        ("\"seq\":0", "\"seq\":0.0"),
        ("\"seq\":0", "\"seq\":-0"),
        ("2030-01-01", "2030-1-01"),
        ("2030-01-01", "+2030-01-01"),
        ("\"clock\":\"ok\"", "\"clock\":\"\\u006fk\""),
        ("aaaaaaaa", "AAAAAAAA"),
        ("}\n", ",\"seq\":0}\n"),
        ("}\n", "}"),
        ("}\n", "}\n\n"),
        ("\"fields\":{\"day\":\"2030-01-01\"}", "\"fields\":[\"2030-01-01\"]"),
        ("\"format\":1", "\"follows\":[],\"format\":1"),
        ("\"prev\"", "\"note\":null,\"prev\""),
    ] {
        assert!(read_changed(&day, |line| line.replace(from, to)).is_err(), "{from} -> {to}");
    }
}

#[test]
fn values_out_of_range_or_order_are_refused() {
    let event = |at: usize| entry(events().remove(at));
    let most = 1u64 << 53;
    for (entry, from, to) in [
        (event(0), "\"seq\":0".to_owned(), format!("\"seq\":{}", most + 1)),
        (event(0), "ssh-ed25519 AAAA".into(), "ssh-ed25519 AAAB".into()),
        (event(0), "01".repeat(32), "03".repeat(32)),
        (event(2), "\"data\",\"keys\"".into(), "\"keys\",\"data\"".into()),
        (event(2), "\"data\",\"keys\"".into(), String::new()),
        (event(3), "\"from\":\"2030-01-01\"".into(), "\"from\":\"2030-01-02\"".into()),
        (event(4), "\"bytes\":1099511627776".into(), format!("\"bytes\":{}", u64::MAX)),
        (event(14), "\"count\":1".into(), "\"count\":0".into()),
        (event(14), "\"count\":1".into(), format!("\"count\":{}", most + 1)),
        (event(15), "\"neighbours_more\":7".into(), format!("\"neighbours_more\":{}", u64::MAX)),
        (event(7), "\"beyond\":2".into(), format!("\"beyond\":{}", u64::MAX)),
        (
            event(15),
            "[{\"bundle\":\"20261031-00000001\",\"fault\":\"bytes\"},\
             {\"as_before\":true,\"bundle\":\"20261031-00000001\",\"fault\":\"moon\"}]"
                .into(),
            "[]".into(),
        ),
        (event(15), "\"fault\":\"moon\"".into(), "\"fault\":\"Moon\"".into()),
        (event(7), "\"fault\":\"bytes\"".into(), "\"fault\":\"\"".into()),
        (event(7), "\"fault\":\"bytes\"".into(), format!("\"fault\":\"{}\"", "m".repeat(65))),
        (event(7), "[{\"bundle\":".into(), "[{\"as_before\":true,\"bundle\":".into()),
        (event(18), "moon-landed".into(), "Moon landed".into()),
        (event(18), "[1,".into(), "[1.5,".into()),
        (event(19), "found-gone".into(), "overwritten-and-unlinked".into()),
        (event(19), "\"read_back\":null".into(), "\"read_back\":\"past-cache\"".into()),
        (event(14), "overwritten-and-unlinked".into(), "found-gone".into()),
        (event(6), "\"generation\":1".into(), "\"generation\":0".into()),
        (event(6), "\"generation\":1".into(), "\"generation\":2".into()),
        (event(6), "\"key\":\"04".into(), "\"key\":\"05".into()),
        (event(26), "\"generation\":2".into(), "\"generation\":1".into()),
        (event(25), "\"files\":2".into(), format!("\"files\":{}", u64::MAX)),
    ] {
        assert!(read_changed(&entry, |line| line.replace(&from, &to)).is_err(), "{from} -> {to}");
    }
}

#[test]
fn follows_are_other_writers_sorted_and_possible() {
    let with = |follows: Vec<Head>| Entry { follows, ..entry(vault_created()) };
    assert!(Entry::read(&with(vec![head(1), head(2)]).line()).is_ok());
    let own = Head { writer: WriterId([0xaa; 8]), ..head(1) };
    let none = Head { count: 0, ..head(1) };
    let huge = Head { bytes: u64::MAX, ..head(1) };
    for wrong in [vec![head(2), head(1)], vec![head(1), head(1)], vec![own], vec![none], vec![huge]]
    {
        assert!(Entry::read(&with(wrong.clone()).line()).is_err(), "{wrong:?}");
    }
}

#[test]
fn deep_nesting_and_long_lines_are_refused() {
    let nested = |levels: usize| {
        let fields = (0..levels).fold(json!(1), |inner, _| json!([inner]));
        entry(Event::Unknown { event: "deep".into(), fields: json!({"a": fields}) }).line()
    };
    assert!(Entry::read(&nested(62)).is_ok());
    assert!(Entry::read(&nested(63)).is_err());
    assert!(Entry::read(&nested(120)).is_err());
    let long = vec![b' '; crate::words::limits::LEDGER_LINE_BYTES_MAX as usize + 1];
    assert!(matches!(Entry::read(&long), Err(Unreadable::TooLarge { .. })));
}

fn head(byte: u8) -> Head {
    Head { bytes: 900, count: 2, sha256: Digest([byte; 32]), writer: WriterId([byte; 8]) }
}

fn any_event() -> impl Strategy<Value = Event> {
    let digest = || any::<[u8; 32]>().prop_map(Digest);
    let medium = || any::<[u8; 16]>().prop_map(MediumId);
    let size = || 0u64..=1 << 53;
    let known = (0..FaultWord::ALL.len()).prop_map(|at| FaultWord::ALL[at].clone());
    let fault = prop_oneof![known, "moon[a-z-]{0,20}".prop_map(FaultWord::Later)];
    let finding = fault.prop_map(|fault| Finding { as_before: false, bundle: bundle(1), fault });
    let sealed = (size(), size(), digest(), proptest::option::of(any::<[u8; 16]>()));
    let name = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,20}";
    let file = (size(), name, digest()).prop_map(|(bytes, name, sha256)| FileFacts {
        bytes,
        name,
        sha256,
    });
    prop_oneof![
        sealed.prop_map(|(bytes, records, seal, case)| Event::Sealed(Sealed {
            bundle: bundle(2),
            bytes,
            case: case.map(Tag),
            end: end(),
            key_file: seal,
            records,
            rules: rules(),
            run: RunId([1; 8]),
            seal,
        })),
        (vec(finding, 0..4), medium()).prop_map(|(findings, medium)| {
            Event::Verified(Verified {
                attached: None,
                beyond: 0,
                bundles: vec![],
                depth: Depth::Fixity,
                findings,
                medium,
                read_back: ReadBack::Cached,
            })
        }),
        (vec(file, 0..4), medium()).prop_map(|(files, medium)| {
            let gone = files.is_empty();
            Event::CopyDestroyed(CopyDestroyed {
                bundle: bundle(3),
                files: FilesFound::of(&files).0,
                medium,
                method: if gone { Method::FoundGone } else { Method::OverwrittenAndUnlinked },
                neighbours: Neighbours::Intact,
                neighbours_more: 0,
                beyond: 0,
                file_system: "exfat".into(),
                hardware: Hardware::default(),
                in_place: InPlace::Yes,
                left: 0,
                read_back: (!gone).then_some(ReadBack::Cached),
            })
        }),
        ("[a-z]{1,9}-[0-9]{1,3}", any_map())
            .prop_map(|(event, fields)| Event::Unknown { event, fields: fields.into() }),
    ]
}

fn any_map() -> impl Strategy<Value = Unknown> {
    let most = 1i64 << 53;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-most..=most).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((any::<String>(), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    });
    // No known name has an upper-case letter.
    vec(("[A-Z]{1,6}", value), 0..4).prop_map(|pairs| pairs.into_iter().collect())
}

proptest! {
    #[test]
    fn any_entry_comes_back(
        event in any_event(),
        (line, fields) in (any_map(), any_map()),
        seq in 0u64..=1 << 53,
        heads in proptest::collection::btree_set(0u8..0xaa, 0..4),
    ) {
        let mut entry = entry(event);
        entry.seq = seq;
        entry.follows = heads.into_iter().map(head).collect();
        entry.unread.line = line;
        if entry.is_known() {
            entry.unread.fields = fields;
        }
        prop_assert_eq!(Entry::read(&entry.line()), Ok(entry));
    }

    #[test]
    fn foreign_bytes_are_refused_or_come_back(bytes in vec(any::<u8>(), 0..200)) {
        if let Ok(read) = Entry::read(&bytes) {
            prop_assert_eq!(read.line(), bytes);
        }
    }

    #[test]
    fn a_line_with_a_piece_from_another_place_is_refused_or_comes_back(
        at in 0usize..19, from in 0usize..700, to in 0usize..700, len in 0usize..60,
    ) {
        let line = entry(events().remove(at)).line();
        let (from, to) = (from % line.len(), to % line.len());
        let piece = line[from..line.len().min(from + len)].to_vec();
        let mut changed = line.clone();
        changed.splice(to..line.len().min(to + len), piece);
        if let Ok(read) = Entry::read(&changed) {
            prop_assert_eq!(read.line(), changed);
        }
    }
}
