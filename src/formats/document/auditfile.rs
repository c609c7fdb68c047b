//! Audit files (XML Auditfile Financieel, XAF) of versions 3.2 and 4.0: a year's books, of which the header and the
//! company are read and nothing else.
//!
//! Such a file may have hundreds of MB. All that is asked for stands at its start, so that reading ends there.

use super::draft::{Draft, Field, PartyField, Side};
use super::sure::{Sure, currency, day, words};
use super::value::Kind;
use super::xml::{Element, Form, Leaf, Space};

/// `auditfile` of version 3.2, and of 3.2.1, which has the same elements.
pub(super) const VERSION_3: Form = Form {
    root: ROOT,
    is_space: |space| is_one_of(space, &SPACES_3),
    inner: &INNER,
    begin: |draft| begin(draft, "3.2"),
    take,
};

/// `auditfile` of version 4.0.
pub(super) const VERSION_4: Form = Form {
    root: ROOT,
    is_space: |space| is_one_of(space, &SPACES_4),
    inner: &INNER,
    begin: |draft| begin(draft, "4.0"),
    take,
};

/// The name of its root.
pub(super) const ROOT: &str = "auditfile";

const SPACES_3: [&str; 2] = [
    "http://www.auditfiles.nl/XAF/3.2",
    concat!(
        "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.0/structures/",
        "XmlAuditfileFinancieel3.2.1"
    ),
];
/// The schema's own, the one that its explanation has, and the one that programs made up after version 3.
const SPACES_4: [&str; 3] = [
    concat!(
        "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.1/structures/",
        "XmlauditfileXAF_4.0"
    ),
    "http://www.odb.belastingdienst.nl/XAF/4.0",
    "http://www.auditfiles.nl/XAF/4.0",
];

static INNER: [Element; 2] = [
    group(
        "header",
        &[
            leaf("fiscalYear", Field::FiscalYear),
            leaf("startDate", Field::From),
            leaf("endDate", Field::To),
            leaf("curCode", Field::Currency),
        ],
    ),
    group(
        "company",
        &[
            leaf("companyName", of(PartyField::Name)),
            // Version 3 has the first of them, version 4 the second.
            leaf("companyIdent", of(PartyField::Chamber)),
            leaf("Commercenr", of(PartyField::Chamber)),
            leaf("taxRegIdent", of(PartyField::TaxNumber)),
            group("customersSuppliers", &[]).ending(),
            group("generalLedger", &[]).ending(),
            group("vatCodes", &[]).ending(),
            group("periods", &[]).ending(),
            group("openingBalance", &[]).ending(),
            group("transactions", &[]).ending(),
        ],
    ),
];

const fn of(field: PartyField) -> Field {
    Field::Of(Side::Company, field)
}

const fn leaf(name: &'static str, gives: Field) -> Element {
    Element::leaf(Space::Root, name, gives)
}

const fn group(name: &'static str, inner: &'static [Element]) -> Element {
    Element::on_the_way(Space::Root, name, inner)
}

/// Programs differ in capitals and in a slash at the end.
fn is_one_of(space: &str, known: &[&str]) -> bool {
    let space = space.trim_end_matches('/');
    known.iter().any(|known| known.eq_ignore_ascii_case(space))
}

fn begin(draft: &mut Draft, version: &str) {
    draft.kind.put(Some(Kind::AuditFile));
    draft.version.put(Some(version.into()));
}

fn take(draft: &mut Draft, field: Field, leaf: Option<Leaf<'_>>) {
    let text = leaf.map(|leaf| leaf.text);
    match field {
        Field::FiscalYear => draft.fiscal_year.put(text.and_then(fiscal_year)),
        Field::From => draft.from.put(text.and_then(day)),
        Field::To => draft.to.put(text.and_then(day)),
        Field::Currency => draft.currency.put(text.and_then(currency)),
        Field::Of(side, field) => take_of_party(draft, side, field, text),
        Field::Account
        | Field::Issued
        | Field::Number
        | Field::Part
        | Field::Period
        | Field::Total
        | Field::Type => {}
    }
}

fn take_of_party(draft: &mut Draft, side: Side, field: PartyField, text: Option<&str>) {
    let party = draft.party(side);
    match field {
        PartyField::Name => party.name.put(text.and_then(words)),
        PartyField::Chamber => put_own(&mut party.chamber, text.and_then(chamber)),
        PartyField::TaxNumber => put_own(&mut party.vat, text.and_then(vat)),
        PartyField::TradeName | PartyField::TaxScheme | PartyField::Tax | PartyField::Whole => {}
    }
}

/// Programs put numbers of several sorts there: one of another sort says nothing of this one.
fn put_own(number: &mut Sure<Box<str>>, read: Option<Box<str>>) {
    if read.is_some() {
        number.put(read);
    }
}

/// `2025`, or `2024-2025` where it is no calendar year.
fn fiscal_year(text: &str) -> Option<Box<str>> {
    let text = text.trim_ascii();
    let year = |text: &str| {
        let digits = text.len() == 4 && text.bytes().all(|digit| digit.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    year(from).zip(year(to)).filter(|(from, to)| from <= to).map(|_| text.into())
}

/// A number of the register of companies: eight digits. Programs also put there what they call a client.
fn chamber(text: &str) -> Option<Box<str>> {
    let text = text.trim_ascii();
    (text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_digit())).then(|| text.into())
}

/// A Dutch number for the tax on turnover, and not the one for other taxes, which may stand here too.
fn vat(text: &str) -> Option<Box<str>> {
    let text = text.trim_ascii();
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let form = text.len() == 14 && text.is_ascii() && text.starts_with("NL");
    let form = form && digits(&text[2..11]) && &text[11..12] == "B" && digits(&text[12..]);
    form.then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::document::{Document, START_BYTES_MAX, read, read_start};

    fn version_3() -> String {
        r#"<?xml version="1.0" encoding="UTF-8"?>
<auditfile xmlns="http://www.auditfiles.nl/XAF/3.2"><header><fiscalYear>2025</fiscalYear>
  <startDate>2025-01-01</startDate><endDate>2025-12-31</endDate><curCode>EUR</curCode>
  <dateCreated>2026-02-03</dateCreated><softwareDesc>Kasboek</softwareDesc></header>
<company><companyIdent>12345678</companyIdent><companyName>Café Zon B.V.</companyName>
  <taxRegistrationCountry>NL</taxRegistrationCountry><taxRegIdent>NL001234567B01</taxRegIdent>
  <customersSuppliers><customerSupplier><custSupID>7</custSupID></customerSupplier>
  </customersSuppliers></company></auditfile>"#
            .into()
    }

    fn version_4() -> String {
        let text = version_3().replace(SPACES_3[0], SPACES_4[0]);
        let text = text.replace("companyIdent", "Commercenr");
        text.replace("<fiscalYear>2025</fiscalYear>", "<fiscalYear>2024-2025</fiscalYear>")
    }

    fn line(bytes: &[u8]) -> String {
        serde_json::to_string(&read(bytes).expect("it is read")).expect("it is plain")
    }

    #[test]
    fn it_says_whose_books_of_which_year_it_has() {
        let expected = "{\"audit_file\":{\"company\":{\"chamber\":\"12345678\",\
                        \"name\":\"Café Zon B.V.\",\"vat\":\"NL001234567B01\"},\
                        \"currency\":\"EUR\",\"fiscal_year\":\"2025\",\"version\":\"3.2\"},\
                        \"kind\":\"audit-file\",\
                        \"period\":{\"from\":\"2025-01-01\",\"to\":\"2025-12-31\"}}";
        assert_eq!(line(version_3().as_bytes()), expected);
        let second = version_3().replace(SPACES_3[0], &SPACES_3[1].to_lowercase());
        assert_eq!(line(second.as_bytes()), expected);
        let later = expected.replace(":\"2025\"", ":\"2024-2025\"").replace("3.2", "4.0");
        assert_eq!(line(version_4().as_bytes()), later);
        for space in &SPACES_4[1..] {
            let other = version_4().replace(SPACES_4[0], &format!("{space}/"));
            assert_eq!(line(other.as_bytes()), later);
        }
        let latin = version_3().replace("UTF-8", "ISO-8859-1");
        let latin: Vec<u8> = latin.chars().map(|c| c as u8).collect();
        assert_eq!(line(&latin), expected);
    }

    #[test]
    fn the_start_of_a_large_one_says_the_same_wherever_it_is_cut() {
        let whole = read(version_3().as_bytes());
        let books = version_3().replace("</company>", "<transactions>é");
        let rest = "<line>é</line>".repeat(START_BYTES_MAX / 10);
        let long = books.replace("</auditfile>", &rest);
        for cut in [0, 1] {
            let start = &long.as_bytes()[..START_BYTES_MAX - cut];
            assert_eq!(read_start(start), whole, "{cut}");
        }
        assert_eq!(read(long.as_bytes()), whole);
        let end = version_3().find("<customersSuppliers>").expect("it has them");
        assert_eq!(read_start(&version_3().as_bytes()[..end]), None);
        let late = version_3().replace("<company>", &format!("{}<company>", " ".repeat(70_000)));
        assert_eq!((read(late.as_bytes()), read_start(late.as_bytes())), (None, None));
    }

    #[test]
    fn what_may_be_another_number_or_no_year_is_left_out() {
        let changed = |from: &str, to: &str| {
            assert_eq!(version_3().matches(from).count(), 1, "{from}");
            let read = read(version_3().replace(from, to).as_bytes()).expect("the rest is sure");
            *read.audit_file.expect("it is one")
        };
        assert_eq!(changed("12345678", "KLANT-12").company.chamber, None);
        assert_eq!(changed("12345678", "123456789").company.chamber, None);
        for other in ["001234567B01", "NL001234567", "nl001234567b01", "NL00123456éB01", ""] {
            assert_eq!(changed("NL001234567B01", other).company.vat, None, "{other}");
        }
        for other in ["25", "2025/2026", "2026-2025", "20é5", ""] {
            let from = "<fiscalYear>2025";
            let read = changed(from, &format!("<fiscalYear>{other}"));
            assert_eq!(read.fiscal_year, None, "{other}");
        }
        assert_eq!(changed("EUR", "euro").currency, None);
        let unknown = version_3().replace("XAF/3.2", "XAF/2.9");
        assert_eq!(read(unknown.as_bytes()), None);
        let bare = read(format!("<auditfile xmlns=\"{}\"/>", SPACES_3[0]).as_bytes());
        let bare: Document = bare.expect("its version is sure");
        assert_eq!(bare.audit_file.expect("it is one").version.as_deref(), Some("3.2"));
    }
}
