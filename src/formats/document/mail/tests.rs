//! What is read of an e-mail, what is left out, and what is refused.

use super::*;
use crate::formats::document::{read, read_start};

fn message() -> String {
    let lines = [
        "Received: from zon.example\r\n\tby maan.example; Mon, 1 Dec 2025 00:10:00 +0100",
        "From: =?utf-8?q?Caf=C3=A9_Zon?= <info@zon.example>",
        "To: \"Jansen, Jan\" <jan@maan.example>, piet@maan.example",
        "Cc: Boekhouding <boek@maan.example>",
        "Date: Sun, 30 Nov 2025 23:55:00 -0500",
        "Subject: Offerte\r\n dak =?iso-8859-1?q?=E9=E9n?=",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed; boundary=\"buiten\"",
        "",
        "Wat hier staat, leest niemand.",
        "--buiten",
        "Content-Type: multipart/alternative; boundary=buiten-2",
        "",
        "--buiten-2",
        "Content-Type: text/plain",
        "",
        "-- ",
        "Jan",
        "--buiten-2--",
        "--buiten",
        "Content-Type: application/pdf; name=\"=?utf-8?q?offerte_=C3=A9.pdf?=\"",
        "Content-Transfer-Encoding: base64",
        "",
        "JVBERi0=",
        "--buiten",
        "Content-Disposition: attachment; filename*=utf-8''foto%20dak.jpg",
        "",
        "x",
        "--buiten--",
        "--buiten",
        "Content-Disposition: attachment; filename=erna.txt",
        "",
        "",
    ];
    lines.join("\r\n")
}

fn line(bytes: &[u8]) -> String {
    serde_json::to_string(&read(bytes).expect("it is read")).expect("it is plain")
}

const WHOLE: &str = "{\"issued\":\"2025-11-30\",\"kind\":\"e-mail\",\"mail\":{\
    \"attachments\":[\"offerte é.pdf\",\"foto dak.jpg\"],\
    \"receivers\":[{\"address\":\"jan@maan.example\",\"name\":\"Jansen, Jan\"},\
    {\"address\":\"piet@maan.example\"},\
    {\"address\":\"boek@maan.example\",\"name\":\"Boekhouding\"}],\
    \"sender\":{\"address\":\"info@zon.example\",\"name\":\"Café Zon\"},\
    \"subject\":\"Offerte dak één\"}}";

#[test]
fn it_says_who_wrote_to_whom_when_about_what_with_which_files() {
    assert_eq!(line(message().as_bytes()), WHOLE);
    assert_eq!(line(message().replace("\r\n", "\n").as_bytes()), WHOLE);
    assert_eq!(read_start(message().as_bytes()), read(message().as_bytes()));
    let cut = message().find("foto").expect("it has the name");
    let cut = read_start(&message().as_bytes()[..cut]).expect("its header is whole");
    let files = cut.mail.expect("it is one").attachments;
    assert_eq!(files, ["offerte é.pdf".into()]);
}

#[test]
fn an_address_that_is_none_and_letters_that_are_not_known_are_left_out() {
    let said = |from: &str, to: &str| {
        assert!(message().contains(from), "{from}");
        let text = message().replace(from, to);
        read(text.as_bytes()).expect("it is read").mail.expect("it is one")
    };
    let two = said("<jan@maan.example>, piet", "<jan@maan.example> <piet");
    let addresses: Vec<_> = two.receivers.iter().map(|one| one.address.as_deref()).collect();
    assert!(!addresses.iter().flatten().any(|one| one.matches('@').count() > 1), "{addresses:?}");
    for odd in ["jan@maan.example piet@maan.example", "@relay:jan@maan.example"] {
        let sender = said("info@zon.example", odd).sender;
        assert_eq!(sender.address, None, "{odd}");
    }
    let unknown = said("=?iso-8859-1?q?=E9=E9n?=", "=?hz-gb-2312?Q?~{VPND~}?=");
    assert_eq!((unknown.subject, unknown.sender.name), (None, None));
    assert_eq!(unknown.sender.address.as_deref(), Some("info@zon.example"));
    let none = said("Subject: ", "Subject: what=?odd?is this? ").subject;
    assert!(none.is_some_and(|subject| subject.starts_with("what=?odd?is this?")));
}

#[test]
fn what_stands_between_parts_is_one_short_line() {
    let files = |boundary: &str, between: &str| {
        let text = message().replace("boundary=\"buiten\"", boundary);
        let text = text.replace("\r\n--buiten\r\n", &format!("\r\n--{between}\r\n"));
        read(text.as_bytes()).expect("it is read").mail.expect("it is one").attachments.len()
    };
    let (long, longer) = ("x".repeat(70), "x".repeat(71));
    for (boundary, between, count) in [
        (format!("boundary={long}"), &long[..], 3),
        (format!("boundary={longer}"), &longer, 0),
        ("boundary*=utf-8''b%20b".into(), "b b", 3),
        ("boundary*=utf-8''b%0Ab".into(), "b\nb", 0),
    ] {
        assert_eq!(files(&boundary, between), count, "{boundary}");
    }
}

#[test]
fn what_is_no_message_says_nothing() {
    for (from, to) in [
        ("From:", "Fron:"),
        ("Date:", "Dag:"),
        ("Received:", "Wie is dit?\r\nReceived:"),
        ("Received:", "Naam van wie dit schreef: "),
        ("Cc:", "\r\nCc:"),
    ] {
        assert_eq!(message().matches(from).count(), 1, "{from}");
        let changed = message().replace(from, to);
        let without = changed.replace("MIME-Version: 1.0\r\n", "");
        assert_eq!(read(without.as_bytes()), None, "{from} {to}");
    }
    let long = message().replace("Cc:", &format!("X: {}\r\nCc:", "x".repeat(70_000)));
    assert_eq!(read(long.as_bytes()), None);
    for bytes in [&b"From: a\n"[..], b"\n\n", b"From: a@b\nDate: x\nReceived: y\n"] {
        assert_eq!(read(bytes), None, "{bytes:?}");
    }
}

#[test]
fn what_is_in_doubt_is_left_out_and_nothing_else() {
    let changed = |from: &str, to: &str| {
        assert_eq!(message().matches(from).count(), 1, "{from}");
        read(message().replace(from, to).as_bytes()).expect("the rest is sure")
    };
    let mail = |read: Document| *read.mail.expect("it is one");
    assert_eq!(changed("30 Nov", "31 Nov").issued, None);
    assert_eq!(changed("Date:", "Date: Mon, 1 Dec 2025 10:00:00 +0100\r\nDate:").issued, None);
    assert_eq!(mail(changed("Subject:", "Subject: Ja\r\nSubject:")).subject, None);
    assert_eq!(mail(changed("=E9=E9n?=", "=E9=E9n?= \u{fffd}")).subject, None);
    let two = mail(changed("<info@zon.example>", "<info@zon.example>, b@zon.example"));
    assert_eq!(two.sender, Person::default());
    let long = mail(changed("foto%20dak", &"f".repeat(300)));
    assert_eq!(long.attachments.len(), 1);
}

#[test]
fn there_are_no_more_names_than_fit() {
    let many: Vec<String> = (0..1_000).map(|n| format!("persoon{n}@maan.example")).collect();
    let to = format!("To: {}\r\nTo: ", many.join(", "));
    let read = read(message().replace("To: ", &to).as_bytes()).expect("it is read");
    assert_eq!(read.mail.expect("it is one").receivers.len(), LISTED_MAX);
    let part = "--buiten\r\nContent-Disposition: attachment; filename=";
    let parts: String = (0..2_000).map(|n| format!("{part}{n}.pdf\r\n\r\n")).collect();
    let many = message().replacen("--buiten\r\n", &format!("{parts}--buiten\r\n"), 1);
    let read = super::read(many.as_bytes()).expect("it is read");
    assert_eq!(read.mail.expect("it is one").attachments.len(), LISTED_MAX);
    let deep: String = (0..1_000)
        .map(|n| format!("--b{n}\nContent-Type: multipart/mixed; boundary=b{}\n\n", n + 1))
        .collect();
    let deep = message().replace("boundary=\"buiten\"", "boundary=b0") + "\r\n" + &deep;
    assert!(super::read(deep.as_bytes()).is_some());
}
