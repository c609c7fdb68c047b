//! What is read of documents of each kind, what is left out, and what is refused.

use proptest::prelude::*;

use super::*;

fn ubl() -> String {
    r#"<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    xmlns:c="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <b:ID>2025-0117</b:ID>
  <b:IssueDate>2025-11-30</b:IssueDate>
  <b:InvoiceTypeCode>380</b:InvoiceTypeCode>
  <c:InvoicePeriod>
    <b:StartDate>2025-11-01</b:StartDate><b:EndDate>2025-11-30</b:EndDate>
  </c:InvoicePeriod>
  <c:AccountingSupplierParty><c:Party>
    <c:PartyName><b:Name>Het Rad</b:Name></c:PartyName>
    <c:PartyTaxScheme><b:CompanyID>123</b:CompanyID>
      <c:TaxScheme><b:ID>GST</b:ID></c:TaxScheme></c:PartyTaxScheme>
    <c:PartyTaxScheme><b:CompanyID>NL001234567B01</b:CompanyID>
      <c:TaxScheme><b:ID>VAT</b:ID></c:TaxScheme></c:PartyTaxScheme>
    <c:PartyLegalEntity><b:RegistrationName>Rad &amp; Zn. B.V.</b:RegistrationName>
      <b:CompanyID schemeID="0106">12345678</b:CompanyID></c:PartyLegalEntity>
  </c:Party></c:AccountingSupplierParty>
  <c:AccountingCustomerParty><c:Party>
    <c:PartyName><b:Name><![CDATA[Café <Zon>]]></b:Name></c:PartyName>
    <c:PartyLegalEntity>
      <b:CompanyID schemeID="0088">8712345678906</b:CompanyID></c:PartyLegalEntity>
  </c:Party></c:AccountingCustomerParty>
  <c:LegalMonetaryTotal>
    <b:TaxInclusiveAmount currencyID="EUR">121.00</b:TaxInclusiveAmount>
  </c:LegalMonetaryTotal>
  <c:InvoiceLine><b:ID>1</b:ID><c:Item><b:Name>Wiel</b:Name></c:Item></c:InvoiceLine>
</Invoice>
"#
    .into()
}

fn cii() -> String {
    r#"<r:CrossIndustryInvoice
    xmlns:r="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
    xmlns:a="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
    xmlns:u="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
  <r:ExchangedDocument><a:ID>G-7</a:ID><a:TypeCode>381</a:TypeCode>
    <a:IssueDateTime><u:DateTimeString format="102">20251130</u:DateTimeString></a:IssueDateTime>
  </r:ExchangedDocument>
  <r:SupplyChainTradeTransaction>
    <a:ApplicableHeaderTradeAgreement>
      <a:SellerTradeParty><a:Name>Rad GmbH</a:Name>
        <a:SpecifiedLegalOrganization><a:ID>HRB 12</a:ID></a:SpecifiedLegalOrganization>
        <a:SpecifiedTaxRegistration>
          <a:ID schemeID="FC">201/113/40209</a:ID></a:SpecifiedTaxRegistration>
        <a:SpecifiedTaxRegistration>
          <a:ID schemeID="VA">DE123456789</a:ID></a:SpecifiedTaxRegistration>
      </a:SellerTradeParty>
      <a:BuyerTradeParty><a:Name>Zon</a:Name></a:BuyerTradeParty>
    </a:ApplicableHeaderTradeAgreement>
    <a:ApplicableHeaderTradeSettlement>
      <a:InvoiceCurrencyCode>EUR</a:InvoiceCurrencyCode>
      <a:BillingSpecifiedPeriod>
        <a:StartDateTime>
          <u:DateTimeString format="102">20251101</u:DateTimeString></a:StartDateTime>
        <a:EndDateTime><u:DateTimeString format="102">20251130</u:DateTimeString></a:EndDateTime>
      </a:BillingSpecifiedPeriod>
      <a:SpecifiedTradeSettlementHeaderMonetarySummation>
        <a:GrandTotalAmount>529.87</a:GrandTotalAmount>
      </a:SpecifiedTradeSettlementHeaderMonetarySummation>
    </a:ApplicableHeaderTradeSettlement>
  </r:SupplyChainTradeTransaction>
</r:CrossIndustryInvoice>"#
        .into()
}

fn camt() -> String {
    r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
  <GrpHdr><MsgId>M1</MsgId><CreDtTm>2025-12-02T01:00:00</CreDtTm></GrpHdr>
  <Stmt><Id>0417-11</Id><CreDtTm>2025-12-01T03:00:00+01:00</CreDtTm>
    <FrToDt><FrDtTm>2025-11-01T00:00:00</FrDtTm><ToDtTm>2025-11-30T23:59:59</ToDtTm></FrToDt>
    <Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></Acct>
    <Ntry><Amt Ccy="EUR">5.00</Amt></Ntry></Stmt>
</BkToCstmrStmt></Document>"#
        .into()
}

fn mt940() -> String {
    let lines = [
        "{1:F01ABNANL2AXXXX0000000000}{2:I940X}{4:",
        ":20:REF",
        ":25:NL91ABNA0417164300EUR",
        ":28C:00172/1",
        ":60F:C251031EUR100,00",
        ":61:2511030101D5,00NMSC",
        ":86:Koffie é",
        ":62F:C251103EUR95,00",
        "-}",
    ];
    lines.join("\r\n")
}

/// A page with XML beside it, as a stream that is packed or not.
fn pdf(streams: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n1 0 obj\n<</Type/Filespec/F(factur-x.xml)>>\nendobj\n".to_vec();
    for (head, text) in streams {
        let packed = match head.contains("Flate") {
            true => miniz_oxide::deflate::compress_to_vec_zlib(text.as_bytes(), 6),
            false => text.as_bytes().to_vec(),
        };
        bytes.extend(format!("2 0 obj\n<<{head}/Subtype/text#2Fxml>>\nstream\r\n").bytes());
        bytes.extend(packed);
        bytes.extend(b"\nendstream\nendobj\n");
    }
    bytes
}

fn line(bytes: &[u8]) -> String {
    let read = read(bytes).unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(bytes)));
    serde_json::to_string(&read).expect("it is plain")
}

/// What is read once this is changed into that.
fn changed(text: &str, from: &str, to: &str) -> Document {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    read(text.replacen(from, to, 1).as_bytes()).expect("the rest is sure")
}

#[test]
fn an_invoice_says_who_when_and_how_much() {
    assert_eq!(
        line(ubl().as_bytes()),
        "{\"amount\":{\"currency\":\"EUR\",\"value\":\"121.00\"},\
         \"customer\":{\"name\":\"Café <Zon>\"},\
         \"issued\":\"2025-11-30\",\"kind\":\"invoice\",\"number\":\"2025-0117\",\
         \"period\":{\"from\":\"2025-11-01\",\"to\":\"2025-11-30\"},\
         \"supplier\":{\"chamber\":\"12345678\",\"name\":\"Rad & Zn. B.V.\",\
         \"vat\":\"NL001234567B01\"}}"
    );
    assert_eq!(
        line(cii().as_bytes()),
        "{\"amount\":{\"currency\":\"EUR\",\"value\":\"529.87\"},\"customer\":{\"name\":\"Zon\"},\
         \"issued\":\"2025-11-30\",\"kind\":\"credit-note\",\"number\":\"G-7\",\
         \"period\":{\"from\":\"2025-11-01\",\"to\":\"2025-11-30\"},\
         \"supplier\":{\"chamber\":\"HRB 12\",\"name\":\"Rad GmbH\",\"vat\":\"DE123456789\"}}"
    );
}

#[test]
fn a_pdf_says_what_the_one_xml_in_it_says() {
    const FLATE: &str = "/Filter/FlateDecode/Type /EmbeddedFile";
    let whole = read(cii().as_bytes());
    assert!(whole.is_some());
    let (own, marked) = (cii(), format!("\u{feff}{}", cii()));
    let other = cii().replace("G-7", "G-8");
    for streams in [
        &[(FLATE, &own[..])][..],
        &[(FLATE, &marked)],
        &[("/Type/EmbeddedFile", &own)],
        &[("/Type/EmbeddedFile", "<note/>"), (FLATE, &own), (FLATE, &own)],
    ] {
        assert_eq!(read(&pdf(streams)), whole, "{streams:?}");
    }
    let bomb = format!("{}{}", cii(), " ".repeat(BYTES_MAX));
    for streams in [
        &[(FLATE, &own[..]), (FLATE, &other)][..],
        &[("/Type/EmbeddedFile/Filter/LZWDecode", &own)],
        &[("/Type/EmbeddedFile/Filter/FlateDecode/DecodeParms<</Predictor 12>>", &own)],
        &[("/Type/Metadata", &own)],
        &[(FLATE, &bomb)],
        &[(FLATE, "")],
        &[],
    ] {
        assert_eq!(read(&pdf(streams)), None);
    }
    let named = pdf(&[(FLATE, &own)]);
    let at = memchr::memmem::find(&named, b"factur-x").expect("it has the name");
    let renamed = [&named[..at], b"whatever", &named[at + 8..]].concat();
    assert_eq!(read(&renamed), None);
    let cut = &named[..named.len() - 60];
    assert_eq!(read(cut), None);
}

#[test]
fn a_statement_says_of_which_account_and_days() {
    assert_eq!(
        line(camt().as_bytes()),
        "{\"account\":\"NL91ABNA0417164300\",\"issued\":\"2025-12-01\",\"kind\":\"bank-statement\",\
         \"number\":\"0417-11\",\"period\":{\"from\":\"2025-11-01\",\"to\":\"2025-11-30\"}}"
    );
    let expected = "{\"account\":\"NL91ABNA0417164300\",\"issued\":\"2025-11-03\",\
                    \"kind\":\"bank-statement\",\"number\":\"00172\",\
                    \"period\":{\"from\":\"2025-10-31\",\"to\":\"2025-11-03\"}}";
    assert_eq!(line(mt940().as_bytes()), expected);
    assert_eq!(line(mt940().replace("\r\n", "\n").replace("EUR\n", " EUR\n").as_bytes()), expected);
    let own = changed(&mt940(), "NL91ABNA0417164300EUR", "28020050/1426292700");
    assert_eq!((own.account, own.number.as_deref()), (None, Some("00172")));
    assert_eq!(changed(&mt940(), "00172/1", "00000/001").number, None);
}

#[test]
fn several_statements_of_one_account_have_days_and_no_number() {
    let second =
        ":20:B\n:25:NL91ABNA0417164300\n:28C:173\n:60F:C251103EUR95,00\n:62F:D251104EUR1,\n";
    let both = read(format!("{}\n{second}", mt940()).as_bytes()).expect("both are whole");
    assert_eq!((both.number, both.issued), (None, None));
    assert_eq!(both.account.as_deref(), Some("NL91ABNA0417164300"));
    let period = both.period.map(|period| (period.from.to_string(), period.to.to_string()));
    assert_eq!(period, Some(("2025-10-31".into(), "2025-11-04".into())));
    for cut in [":25:", ":28C:", ":60F:", ":62F:"] {
        let broken = second.replace(cut, ":99:");
        assert_eq!(read(broken.as_bytes()), None, "{cut}");
        assert_eq!(read(format!("{}\n{broken}", mt940()).as_bytes()), None, "{cut}");
    }
}

#[test]
fn what_one_of_several_parts_lacks_is_not_taken_from_another() {
    let second = "<Stmt><Id>0417-11</Id><CreDtTm>2025-12-01T03:00:00+01:00</CreDtTm></Stmt>";
    let statement = changed(&camt(), "</BkToCstmrStmt>", &format!("{second}</BkToCstmrStmt>"));
    assert_eq!((statement.period, statement.account), (None, None));
    assert_eq!(statement.number.as_deref(), Some("0417-11"));
    assert!(statement.issued.is_some());
    let whole = changed(&camt(), "</BkToCstmrStmt>", "</BkToCstmrStmt>");
    assert!(whole.period.is_some() && whole.account.is_some());

    let space = r#"xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2""#;
    let halves = format!(
        "<a:InvoicePeriod {space}><b:StartDate>2025-10-01</b:StartDate></a:InvoicePeriod>\
         <a:InvoicePeriod {space}><b:EndDate>2025-11-01</b:EndDate></a:InvoicePeriod></Invoice>"
    );
    let party = format!(
        "<a:AccountingSupplierParty {space}><a:Party><a:PartyName><b:Name>Rad</b:Name></a:PartyName></a:Party>\
         </a:AccountingSupplierParty></Invoice>"
    );
    assert_eq!(changed(&ubl(), "</Invoice>", &halves).period, None);
    let doubtful = changed(&ubl(), "</Invoice>", &party);
    assert_eq!(doubtful.supplier, Party::default());
    assert!(doubtful.customer.name.is_some());
}

#[test]
fn what_is_in_doubt_is_left_out_and_nothing_else() {
    let whole = read(ubl().as_bytes()).expect("it is whole");
    let twice =
        changed(&ubl(), "<b:IssueDate>", "<b:IssueDate>2025-12-01</b:IssueDate><b:IssueDate>");
    assert_eq!(twice, Document { issued: None, ..whole.clone() });
    let same =
        changed(&ubl(), "<b:IssueDate>", "<b:IssueDate>2025-11-30</b:IssueDate><b:IssueDate>");
    assert_eq!(same, whole);
    let no_day = changed(&ubl(), "<b:IssueDate>2025-11-30", "<b:IssueDate>2025-11-31");
    assert_eq!(no_day, Document { issued: None, ..whole.clone() });
    for (from, to) in [
        (" currencyID=\"EUR\"", ""),
        ("\"EUR\"", "\"euro\""),
        ("\"EUR\"", "\"&eur;\""),
        ("121.00", "121,00"),
        ("121.00", "<b:Note/>121.00"),
        ("121.00", ""),
    ] {
        assert_eq!(changed(&ubl(), from, to).amount, None, "{from} {to}");
    }
    let backwards = changed(&ubl(), "<b:EndDate>2025-11-30", "<b:EndDate>2025-10-30");
    assert_eq!(backwards, Document { period: None, ..whole.clone() });
    let long = changed(&ubl(), "2025-0117", &"9".repeat(10_000));
    assert_eq!(long, Document { number: None, ..whole.clone() });
    let alien =
        changed(&ubl(), "<b:ID>2025-0117</b:ID>", "<b:ID xmlns:b=\"urn:other\">2025-0117</b:ID>");
    assert_eq!(alien, Document { number: None, ..whole.clone() });
    let other = changed(&ubl(), "InvoiceTypeCode>380", "InvoiceTypeCode>381");
    assert_eq!(other.kind, None);
    let stated = changed(&cii(), "<a:GrandTotalAmount>", "<a:GrandTotalAmount currencyID=\"USD\">");
    assert_eq!(stated.amount, None);
    let unknown = changed(
        &cii(),
        "format=\"102\">20251130</u:DateTimeString></a:IssueDateTime>",
        "format=\"610\">202511</u:DateTimeString></a:IssueDateTime>",
    );
    assert_eq!(unknown.issued, None);
    let iban = changed(&camt(), "NL91", "NL92");
    assert_eq!(iban.account, None);
}

#[test]
fn what_is_not_well_formed_or_not_known_says_nothing() {
    let text = ubl();
    for (from, to) in [
        ("</Invoice>", ""),
        ("</Invoice>", "</Invoice><Invoice/>"),
        ("</Invoice>", "</Credit>"),
        ("<Invoice ", "<!DOCTYPE Invoice [<!ENTITY x \"y\">]><Invoice "),
        ("Rad &amp;", "Rad &x;"),
        ("xsd:Invoice-2", "xsd:Invoice-3"),
        ("2025-0117", "2025-0117\u{fffe}<"),
    ] {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        assert_eq!(read(text.replacen(from, to, 1).as_bytes()), None, "{from} {to}");
    }
    for bytes in
        [&b""[..], b"<", b"<a/>", b"<?xml", b":20:", b"%PDF-1.7", b"\xef\xbb\xbf", b"\xff\xfe<\0"]
    {
        assert_eq!(read(bytes), None, "{bytes:?}");
    }
    assert_eq!(read("<?xml encoding=é?>".as_bytes()), None);
    let empty = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"/>";
    assert_eq!(read(empty.as_bytes()), None);
}

#[test]
fn depth_and_length_are_bounded() {
    let with =
        |inner: String| read(ubl().replace("</Invoice>", &format!("{inner}</Invoice>")).as_bytes());
    assert!(with("<a>".repeat(60) + &"</a>".repeat(60)).is_some());
    assert!(with("<a>".repeat(70) + &"</a>".repeat(70)).is_none());
    assert!(with(format!("<a b=\"{}\"/>", "c".repeat(5_000))).is_none());
    assert!(with("<b:ID>2025-0117</b:ID>".repeat(30_000)).is_none());
    assert!(with("c".repeat(BYTES_MAX)).is_none());
}

#[test]
fn an_encoding_is_believed_where_it_can_be_read() {
    let text = ubl();
    let latin: Vec<u8> = text.replace("UTF-8", "ISO-8859-1").chars().map(|c| c as u8).collect();
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for bytes in [latin, marked] {
        let name = read(&bytes).and_then(|read| read.customer.name);
        assert_eq!(name.as_deref(), Some("Café <Zon>"));
    }
    assert_eq!(read(text.replace("UTF-8", "windows-1252").as_bytes()), None);
    assert_eq!(read(&text.chars().map(|c| c as u8).collect::<Vec<_>>()), None);
}

#[test]
fn a_kind_of_a_later_version_is_left_out_and_the_rest_is_read() {
    let read: Document =
        serde_json::from_str("{\"kind\":\"parcel\",\"number\":\"5\",\"weight\":{}}")
            .expect("it is read");
    assert_eq!(read, Document { number: Some("5".into()), ..Document::default() });
}

proptest! {
    #[test]
    fn no_bytes_make_it_fall_over(
        which in 0..5usize,
        cut in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        put in any::<Vec<u8>>(),
    ) {
        let packed = pdf(&[("/Filter/FlateDecode/Type/EmbeddedFile", &cii())]);
        let plain = [ubl(), cii(), camt(), mt940()].map(String::into_bytes);
        let mut bytes = plain.into_iter().chain([packed]).nth(which).expect("there are five");
        let at = at.index(bytes.len());
        bytes.splice(at..at, put.iter().copied());
        bytes.truncate(cut.index(bytes.len() + 1));
        let _ = read(&bytes);
        let _ = read(&put);
        if let Some(read) = read(&bytes) {
            let line = serde_json::to_vec(&read).unwrap();
            prop_assert!(line.len() < 16 << 10);
            prop_assert_eq!(serde_json::from_slice::<Document>(&line).unwrap(), read);
        }
    }

    #[test]
    fn a_prefix_of_an_xml_document_says_nothing(
        which in 0..3usize,
        cut in any::<prop::sample::Index>(),
    ) {
        let text = [ubl(), cii(), camt()][which].trim_end().to_owned();
        prop_assert_eq!(read(&text.as_bytes()[..cut.index(text.len())]), None);
    }
}
