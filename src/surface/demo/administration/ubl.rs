//! Writes an invoice as UBL 2.1 (ISO/IEC 19845), in the Dutch use of EN 16931.

use chrono::Days;

use super::money::Cents;
use super::papers::{Invoice, Line, VatShare};
use super::people::Party;
use super::xml::Xml;

const INVOICE: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
const AGGREGATE: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const BASIC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
const DUTCH_USE: &str = "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0";
const BILLING: &str = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
const EURO: [(&str, &str); 1] = [("currencyID", "EUR")];

/// Writes the invoice that `seller` sends to `buyer`.
pub fn invoice(invoice: &Invoice, seller: &Party, buyer: &Party) -> Vec<u8> {
    let names = [("xmlns", INVOICE), ("xmlns:cac", AGGREGATE), ("xmlns:cbc", BASIC)];
    let mut xml = Xml::new();
    xml.nest_with("Invoice", &names, |xml| {
        xml.leaf("cbc:CustomizationID", DUTCH_USE);
        xml.leaf("cbc:ProfileID", BILLING);
        xml.leaf("cbc:ID", &invoice.number);
        xml.leaf("cbc:IssueDate", invoice.date.to_string());
        xml.leaf("cbc:DueDate", (invoice.date + Days::new(30)).to_string());
        xml.leaf("cbc:InvoiceTypeCode", "380");
        xml.leaf("cbc:DocumentCurrencyCode", "EUR");
        xml.leaf("cbc:BuyerReference", format!("INKOOP-{}", buyer.number));
        xml.nest("cac:AccountingSupplierParty", |xml| party(xml, seller));
        xml.nest("cac:AccountingCustomerParty", |xml| party(xml, buyer));
        payment(xml, invoice, seller);
        vat_total(xml, invoice);
        totals(xml, invoice);
        for (n, line) in invoice.lines.iter().enumerate() {
            invoice_line(xml, n + 1, line);
        }
    });
    xml.into_bytes()
}

fn party(xml: &mut Xml, party: &Party) {
    xml.nest("cac:Party", |xml| {
        xml.nest("cac:PartyName", |xml| xml.leaf("cbc:Name", party.name));
        xml.nest("cac:PostalAddress", |xml| {
            xml.leaf("cbc:StreetName", party.street);
            xml.leaf("cbc:CityName", party.place);
            xml.nest("cac:Country", |xml| xml.leaf("cbc:IdentificationCode", party.country));
        });
        xml.nest("cac:PartyTaxScheme", |xml| {
            xml.leaf("cbc:CompanyID", party.vat_number());
            vat_scheme(xml);
        });
        xml.nest("cac:PartyLegalEntity", |xml| {
            xml.leaf("cbc:RegistrationName", party.name);
            // 0106 is the Dutch chamber of commerce, in the list of ISO 6523.
            if party.country == "NL" {
                let chamber = [("schemeID", "0106")];
                xml.leaf_with("cbc:CompanyID", &chamber, party.trade_number());
            }
        });
    });
}

fn payment(xml: &mut Xml, invoice: &Invoice, seller: &Party) {
    xml.nest("cac:PaymentMeans", |xml| {
        xml.leaf("cbc:PaymentMeansCode", "58");
        xml.leaf("cbc:PaymentID", &invoice.number);
        xml.nest("cac:PayeeFinancialAccount", |xml| {
            xml.leaf("cbc:ID", seller.iban());
            xml.leaf("cbc:Name", seller.name);
        });
    });
}

fn vat_total(xml: &mut Xml, invoice: &Invoice) {
    xml.nest("cac:TaxTotal", |xml| {
        amount(xml, "cbc:TaxAmount", invoice.vat());
        for VatShare { percent, net, vat } in invoice.vat_shares() {
            xml.nest("cac:TaxSubtotal", |xml| {
                amount(xml, "cbc:TaxableAmount", net);
                amount(xml, "cbc:TaxAmount", vat);
                xml.nest("cac:TaxCategory", |xml| vat_category(xml, percent));
            });
        }
    });
}

fn totals(xml: &mut Xml, invoice: &Invoice) {
    xml.nest("cac:LegalMonetaryTotal", |xml| {
        amount(xml, "cbc:LineExtensionAmount", invoice.net());
        amount(xml, "cbc:TaxExclusiveAmount", invoice.net());
        amount(xml, "cbc:TaxInclusiveAmount", invoice.gross());
        amount(xml, "cbc:PayableAmount", invoice.gross());
    });
}

fn invoice_line(xml: &mut Xml, number: usize, line: &Line) {
    xml.nest("cac:InvoiceLine", |xml| {
        xml.leaf("cbc:ID", number.to_string());
        let pieces = [("unitCode", "H87")];
        xml.leaf_with("cbc:InvoicedQuantity", &pieces, line.quantity.to_string());
        amount(xml, "cbc:LineExtensionAmount", line.net());
        xml.nest("cac:Item", |xml| {
            xml.leaf("cbc:Name", line.text);
            xml.nest("cac:ClassifiedTaxCategory", |xml| vat_category(xml, line.vat_percent));
        });
        xml.nest("cac:Price", |xml| amount(xml, "cbc:PriceAmount", line.price));
    });
}

fn vat_category(xml: &mut Xml, percent: i64) {
    xml.leaf("cbc:ID", "S");
    xml.leaf("cbc:Percent", percent.to_string());
    vat_scheme(xml);
}

fn vat_scheme(xml: &mut Xml) {
    xml.nest("cac:TaxScheme", |xml| xml.leaf("cbc:ID", "VAT"));
}

fn amount(xml: &mut Xml, name: &'static str, amount: Cents) {
    xml.leaf_with(name, &EURO, amount.plain());
}

#[cfg(test)]
mod tests {
    use super::super::books::Books;
    use super::super::people::FIRM;
    use super::super::xml::tests::assert_well_formed;
    use super::*;

    /// Gives the numbers in every element of that name, in cents.
    fn amounts(text: &str, name: &str) -> Vec<i64> {
        let start = format!("<{name} currencyID=\"EUR\">");
        let found = text.split(&start).skip(1);
        let number = |part: &str| part.split('<').next().unwrap_or_default().replace('.', "");
        found.map(|part| number(part).parse().unwrap()).collect()
    }

    #[test]
    fn totals_add_up_as_en_16931_asks() {
        let months: Vec<u32> = (1..=12).collect();
        let books = Books::keep(3, 2025, 12, &months, Cents(0));
        for sale in &books.sales {
            let bytes = invoice(sale, &FIRM, &sale.other);
            assert_well_formed(&bytes);
            let text = String::from_utf8(bytes).unwrap();
            let head = text.split("<cac:InvoiceLine>").next().unwrap();
            let net = amounts(head, "cbc:LineExtensionAmount")[0];
            let vat = amounts(head, "cbc:TaxAmount");
            let lines: i64 = amounts(&text, "cbc:LineExtensionAmount")[1..].iter().sum();
            assert_eq!(lines, net, "BR-CO-10");
            assert_eq!(amounts(head, "cbc:TaxExclusiveAmount")[0], net, "BR-CO-13");
            assert_eq!(vat[0], vat[1..].iter().sum::<i64>(), "BR-CO-14");
            assert_eq!(amounts(head, "cbc:TaxInclusiveAmount")[0], net + vat[0], "BR-CO-15");
            assert_eq!(amounts(head, "cbc:TaxableAmount").iter().sum::<i64>(), net, "BR-S-08");
        }
    }
}
