//! What each wish is met by, and what not.

use std::collections::BTreeMap;

use super::*;
use crate::formats::document::Mail;
use crate::things::search::samples;
use crate::words::names::{Namer, TrueName};

fn number(text: &str) -> Wish {
    Wish::Number(text.into())
}

fn relation(text: &str) -> Wish {
    Wish::Relation(text.into())
}

fn either(text: &str) -> Wish {
    Wish::Either(text.into())
}

fn person(text: &str) -> Wish {
    Wish::Person(text.into())
}

fn both(number: &str, relation: &str) -> Wish {
    Wish::Both { number: number.into(), relation: relation.into() }
}

/// An invoice of Café Zon B.V., under this name.
fn invoice(name: &str) -> Record {
    let mut record = samples::record(&mut Namer::new(), &TrueName::Text(name.into()));
    let supplier = Party {
        name: Some("Café Zon B.V.".into()),
        vat: Some("NL001234567B01".into()),
        ..Party::default()
    };
    let number = Some("F-2025/7".into());
    record.document = Some(Box::new(Document { number, supplier, ..Document::default() }));
    record
}

fn is_met(wish: Wish, record: &Record) -> bool {
    !Wishes::of(vec![wish]).unwrap().met_by(record).is_empty()
}

#[test]
fn a_document_is_asked_for_its_number_and_its_parties() {
    let record = invoice("a/1.xml");
    for (wish, met) in [
        (number("f 2025-7"), true),
        (number("F-2025"), false),
        (number("2025/7"), false),
        (number("Zon"), false),
        (relation("zon café"), true),
        (relation("Zonnig"), false),
        (relation("Zo"), false),
        (relation("NL 0012.34.567.B01"), true),
        (relation("F-2025/7"), false),
        (either("F-2025/7"), true),
        (either("ZON"), true),
        (both("F-2025/7", "Zon"), true),
        (both("F-2025/7", "Maan"), false),
        (both("F-2025/8", "Zon"), false),
        (either(" - "), false),
    ] {
        assert_eq!(is_met(wish.clone(), &record), met, "{wish:?}");
    }
}

#[test]
fn what_a_document_shows_is_asked_for_numbers_and_relations_and_for_no_person() {
    let mut record = samples::record(&mut Namer::new(), &TrueName::Text("scan/0001.pdf".into()));
    let text = "Garage De Wit Factuur 2025-0412 t.a.v. Piet Jansen Totaal 121,00";
    record.document = Some(Box::new(Document { text: Some(text.into()), ..Document::default() }));
    for (wish, met) in [
        (number("2025/0412"), true),
        (number("0412"), false),
        (number("2025-041"), false),
        (relation("Garage de Wit"), true),
        (relation("De Wit Garage"), false),
        (relation("De Wit"), false),
        (either("2025-0412"), true),
        (both("2025-0412", "Garage De Wit"), true),
        (both("2025-0412", "Garage De Zwart"), false),
        (person("Piet Jansen"), false),
        (person("2025-0412"), false),
    ] {
        assert_eq!(is_met(wish.clone(), &record), met, "{wish:?}");
    }
}

#[test]
fn a_name_is_asked_in_whole_words_for_what_could_not_be_read() {
    let names = TrueName::Text("Klanten/Maalderij Het Rad/2028/Factuur_HR-0418 kopie.pdf".into());
    let record = samples::record(&mut Namer::new(), &names);
    for (wish, met) in [
        (number("HR-0418"), true),
        (number("hr 0418"), true),
        (number("0418"), true),
        (number("418"), false),
        (number("HR"), false),
        (number("HR-04"), false),
        (number("2028"), false),
        (relation("maalderij het rad"), true),
        (relation("Het Rad"), true),
        (relation("Rad"), false),
        (relation("Maalderij Rad"), false),
        (relation("Rad 2028"), false),
        (either("Maalderij"), true),
        (both("HR-0418", "Maalderij Het Rad"), true),
        (both("HR-0418", "Molen"), false),
    ] {
        assert_eq!(is_met(wish.clone(), &record), met, "{wish:?}");
    }
}

fn is_met_at_jansen(wish: Wish, record: &Record) -> bool {
    let wishes = Wishes::of(vec![wish]).unwrap().in_vault("Bakkerij Jansen");
    !wishes.met_by(record).is_empty()
}

#[test]
fn a_person_is_looked_for_in_a_row_and_in_short_names_numbers_and_tags() {
    let mut record = invoice("loon/loonstrook bos.pdf");
    let document = record.document.as_mut().unwrap();
    document.customer.name = Some("De Boer en Wit".into());
    let tags = [("employee", "1042"), ("name", "K. Mol")];
    let tags = tags.map(|(key, value)| (key.to_owned(), value.to_owned()));
    record.tags = BTreeMap::from(tags).into();
    for (text, met) in [
        ("De Wit", false),
        ("Boer en Wit", true),
        ("De Boer", true),
        ("Bos", true),
        ("F-2025/7", true),
        ("1042", true),
        ("K Mol", true),
        ("104", false),
        ("NL 0012.34.567.B01", true),
    ] {
        assert_eq!(is_met_at_jansen(person(text), &record), met, "{text}");
    }
    assert!(!is_met(relation("1042"), &record) && !is_met(relation("Bos"), &record));
}

#[test]
fn the_vaults_own_name_names_no_person() {
    let at_own = |name: &str| {
        let mut record = invoice(name);
        let document = record.document.as_mut().unwrap();
        document.supplier.name = Some("Bakkerij Jansen B.V.".into());
        record
    };
    for (name, met) in [
        ("Klanten/Bakkerij Jansen/2025/factuur 7.pdf", false),
        ("Klanten/Bakkerij Jansen bv/factuur 7.pdf", false),
        ("2025/factuur Bakkerij Jansen 7.pdf", false),
        ("2025/loonstrook jansen.pdf", true),
        ("2025/factuur Bakkerij Jansen aan Jansen.pdf", true),
    ] {
        assert_eq!(is_met_at_jansen(person("Jansen"), &at_own(name)), met, "{name}");
    }
    for (customer, met) in [
        ("Bakkerij Jansen t.a.v. administratie", false),
        ("Administratie Bakkerij Jansen B.V.", false),
        ("Bakkerij Jansen t.a.v. P. Jansen", true),
        ("Bakkerij de Jansen", true),
    ] {
        let mut bought = at_own("7.pdf");
        bought.document.as_mut().unwrap().customer.name = Some(customer.into());
        assert_eq!(is_met_at_jansen(person("Jansen"), &bought), met, "{customer}");
    }
    let mut sold = at_own("7.pdf");
    sold.document.as_mut().unwrap().customer.name = Some("P. Jansen".into());
    assert!(is_met_at_jansen(person("Jansen"), &sold));
    assert!(is_met_at_jansen(relation("Jansen"), &at_own("7.pdf")));
}

/// An e-mail between these two, about this, with this file.
fn mail(from: &str, to: &str, subject: &str, file: &str) -> Record {
    let person = |address: &str| Person { address: Some(address.into()), name: None };
    let mail = Mail {
        attachments: vec![file.into()],
        receivers: vec![person(to)],
        sender: person(from),
        subject: Some(subject.into()),
    };
    let mut record = samples::record(&mut Namer::new(), &TrueName::Text("post/1.eml".into()));
    record.document =
        Some(Box::new(Document { mail: Some(Box::new(mail)), ..Document::default() }));
    record
}

#[test]
fn a_person_is_looked_for_in_what_an_e_mail_says_and_where_it_came_from() {
    let record = mail(
        "piet.bos@zon.example",
        "info@mol-en-wit.example",
        "Ziekmelding K. de Boer (1042)",
        "attest_van-dam.pdf",
    );
    for (text, met) in [
        ("De Boer", true),
        ("1042", true),
        ("104", false),
        ("Boer K", false),
        ("Van Dam", true),
        ("Piet Bos", true),
        ("Bos Piet", false),
        ("Mol en Wit", true),
        ("Bos Zon", false),
        ("PIET.BOS@zon.example", true),
    ] {
        assert_eq!(is_met_at_jansen(person(text), &record), met, "{text}");
    }
    for wish in [relation("De Boer"), either("Van Dam"), either("Piet Bos"), number("1042")] {
        assert!(!is_met(wish.clone(), &record), "{wish:?}");
    }
}

#[test]
fn the_vaults_own_name_in_an_e_mail_names_no_person() {
    for (from, subject, met) in [
        ("info@bakkerij-jansen.example", "Uw bestelling", false),
        ("info@jansen.example", "Uw bestelling", false),
        ("bakkerij.jansen@post.example", "Uw bestelling", false),
        ("info@zon.example", "Factuur voor Bakkerij Jansen", false),
        ("jansen@zon.example", "Uw bestelling", true),
        ("info@zon.example", "Bakkerij Jansen: loon van Jansen", true),
    ] {
        let record = mail(from, "info@maan.example", subject, "1.pdf");
        assert_eq!(is_met_at_jansen(person("Jansen"), &record), met, "{from}: {subject}");
    }
}

#[test]
fn an_address_with_a_dot_more_is_somebody_elses() {
    let record = mail("jansen@zon.example", "info@maan.example", "", "");
    for (text, met) in [
        ("jansen@zon.example", true),
        (" Jansen@Zon.Example ", true),
        ("jan.sen@zon.example", false),
        ("j-ansen@zon.example", false),
        ("jansen@zonexample", false),
        ("jansen@zon.example.nl", false),
        ("jansen zon example", false),
    ] {
        for wish in [relation(text), either(text), person(text)] {
            assert_eq!(is_met(wish.clone(), &record), met, "{wish:?}");
        }
    }
}

#[test]
fn what_stands_in_names_by_chance_is_too_short_for_a_person() {
    let short = ["", "-", "Li", "42", "123", "A1b"];
    assert!(short.iter().all(|text| is_too_short(text)));
    let enough = ["Bos", "W. Li", "王伟", "1042", "A1b2"];
    assert!(enough.iter().all(|text| !is_too_short(text)));
}

#[test]
fn what_no_record_has_met_is_known() {
    let all = vec![number("F-2025/7"), either("nobody"), both("1", "Zon"), number("F-2025/7")];
    let wishes = Wishes::of(all).unwrap();
    let met = wishes.met_by(&invoice("x"));
    assert_eq!((met.clone(), wishes.count()), (vec![0, 3], 4));
    wishes.mark(&met);
    assert_eq!(wishes.unmet().collect::<Vec<_>>(), ["nobody", "1, Zon"]);
    assert!(Wishes::of(vec![]).is_none());
}
