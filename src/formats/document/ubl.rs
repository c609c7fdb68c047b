//! Invoices and credit notes of UBL 2.1 (OASIS), as EN 16931 and Peppol use them.

use super::draft::{Draft, Field, PartyField, Side, is_register};
use super::sure::{currency, day, decimal, words};
use super::value::Kind;
use super::xml::{Element, Form, Leaf, Space};

/// `Invoice`. Some of its types are credit notes.
pub(super) const INVOICE: Form = Form {
    root: "Invoice",
    is_space: |space| space == "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    inner: &INNER,
    begin: |draft| draft.take_type(Some("380")),
    take,
};

/// `CreditNote`.
pub(super) const CREDIT_NOTE: Form = Form {
    root: "CreditNote",
    is_space: |space| space == "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
    inner: &INNER,
    begin: |draft| draft.kind.put(Some(Kind::CreditNote)),
    take,
};

macro_rules! party {
    ($side:expr) => {
        [
            group("PartyName", &[basic("Name", Field::Of($side, PartyField::TradeName))]),
            group(
                "PartyLegalEntity",
                &[
                    basic("RegistrationName", Field::Of($side, PartyField::Name)),
                    basic("CompanyID", Field::Of($side, PartyField::Chamber)).with("schemeID"),
                ],
            ),
            group(
                "PartyTaxScheme",
                &[
                    basic("CompanyID", Field::Of($side, PartyField::TaxNumber)),
                    group("TaxScheme", &[basic("ID", Field::Of($side, PartyField::TaxScheme))]),
                ],
            )
            .giving(Field::Of($side, PartyField::Tax)),
        ]
    };
}
static INNER: [Element; 7] = [
    basic("ID", Field::Number),
    basic("IssueDate", Field::Issued),
    basic("InvoiceTypeCode", Field::Type),
    group("InvoicePeriod", &[basic("StartDate", Field::From), basic("EndDate", Field::To)])
        .giving(Field::Period),
    group("AccountingSupplierParty", &[whole(Side::Supplier, &SUPPLIER)]),
    group("AccountingCustomerParty", &[whole(Side::Customer, &CUSTOMER)]),
    group("LegalMonetaryTotal", &[basic("TaxInclusiveAmount", Field::Total).with("currencyID")]),
];

static SUPPLIER: [Element; 3] = party!(Side::Supplier);
static CUSTOMER: [Element; 3] = party!(Side::Customer);

const fn whole(side: Side, inner: &'static [Element]) -> Element {
    group("Party", inner).giving(Field::Of(side, PartyField::Whole))
}

const fn basic(name: &'static str, gives: Field) -> Element {
    let space = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
    Element::leaf(Space::Is(space), name, gives)
}

const fn group(name: &'static str, inner: &'static [Element]) -> Element {
    let space = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    Element::on_the_way(Space::Is(space), name, inner)
}

fn take(draft: &mut Draft, field: Field, leaf: Option<Leaf<'_>>) {
    let text = leaf.map(|leaf| leaf.text);
    match field {
        Field::Number => draft.number.put(text.and_then(words)),
        Field::Issued => draft.issued.put(text.and_then(day)),
        Field::From => draft.part.from.put(text.and_then(day)),
        Field::To => draft.part.to.put(text.and_then(day)),
        Field::Period => draft.end_period(),
        Field::Type => draft.take_type(text),
        Field::Total => {
            draft.total.put(text.and_then(decimal));
            draft.currency.put(leaf.and_then(|leaf| leaf.attribute).and_then(currency));
        }
        Field::Of(side, field) => take_of_party(draft, side, field, leaf),
        Field::Account | Field::Currency | Field::FiscalYear | Field::Part => {}
    }
}

fn take_of_party(draft: &mut Draft, side: Side, field: PartyField, leaf: Option<Leaf<'_>>) {
    if let PartyField::Whole = field {
        return draft.end_party(side);
    }
    let party = draft.party(side);
    let text = leaf.and_then(|leaf| words(leaf.text));
    match field {
        PartyField::Name => party.name.put(text),
        PartyField::TradeName => party.trade_name.put(text),
        PartyField::Chamber => {
            if is_register(leaf.and_then(|leaf| leaf.attribute)) {
                party.chamber.put(text);
            }
        }
        PartyField::TaxNumber => party.tax_number.put(text),
        PartyField::TaxScheme => party.tax_scheme.put(text),
        PartyField::Whole => {}
        PartyField::Tax => {
            let number = std::mem::take(&mut party.tax_number);
            // A party may have numbers of other taxes beside this one.
            if std::mem::take(&mut party.tax_scheme).get().as_deref() == Some("VAT") {
                party.vat.put(number.get());
            }
        }
    }
}
