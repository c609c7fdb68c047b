//! The Cross Industry Invoice of UN/CEFACT (D16B), as EN 16931, ZUGFeRD 2 and Factur-X use it.

use super::draft::{Draft, Field, PartyField, Side, is_register};
use super::sure::{compact_day, currency, decimal, words};
use super::xml::{Element, Form, Leaf, Space};

/// `CrossIndustryInvoice`.
pub(super) const INVOICE: Form = Form {
    root: "CrossIndustryInvoice",
    is_space: |space| space == ROOT,
    inner: &INNER,
    begin: |_| {},
    take,
};

const ROOT: &str = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
const RAM: Space =
    Space::Is("urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100");
const UDT: Space = Space::Is("urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100");

macro_rules! party {
    ($side:expr) => {
        [
            leaf("Name", Field::Of($side, PartyField::Name)),
            group(
                "SpecifiedLegalOrganization",
                &[
                    leaf("ID", Field::Of($side, PartyField::Chamber)).with("schemeID"),
                    leaf("TradingBusinessName", Field::Of($side, PartyField::TradeName)),
                ],
            ),
            group(
                "SpecifiedTaxRegistration",
                &[leaf("ID", Field::Of($side, PartyField::TaxNumber)).with("schemeID")],
            ),
        ]
    };
}

macro_rules! day {
    ($name:expr, $field:expr) => {
        group($name, &[Element::leaf(UDT, "DateTimeString", $field).with("format")])
    };
}

static SELLER: [Element; 3] = party!(Side::Supplier);
static BUYER: [Element; 3] = party!(Side::Customer);

static INNER: [Element; 2] = [
    Element::on_the_way(
        Space::Root,
        "ExchangedDocument",
        &[
            leaf("ID", Field::Number),
            leaf("TypeCode", Field::Type),
            day!("IssueDateTime", Field::Issued),
        ],
    ),
    Element::on_the_way(
        Space::Root,
        "SupplyChainTradeTransaction",
        &[
            group(
                "ApplicableHeaderTradeAgreement",
                &[
                    whole("SellerTradeParty", Side::Supplier, &SELLER),
                    whole("BuyerTradeParty", Side::Customer, &BUYER),
                ],
            ),
            group(
                "ApplicableHeaderTradeSettlement",
                &[
                    leaf("InvoiceCurrencyCode", Field::Currency),
                    group(
                        "BillingSpecifiedPeriod",
                        &[day!("StartDateTime", Field::From), day!("EndDateTime", Field::To)],
                    )
                    .giving(Field::Period),
                    group(
                        "SpecifiedTradeSettlementHeaderMonetarySummation",
                        &[leaf("GrandTotalAmount", Field::Total).with("currencyID")],
                    ),
                ],
            ),
        ],
    ),
];

const fn leaf(name: &'static str, gives: Field) -> Element {
    Element::leaf(RAM, name, gives)
}

const fn group(name: &'static str, inner: &'static [Element]) -> Element {
    Element::on_the_way(RAM, name, inner)
}

const fn whole(name: &'static str, side: Side, inner: &'static [Element]) -> Element {
    group(name, inner).giving(Field::Of(side, PartyField::Whole))
}

fn take(draft: &mut Draft, field: Field, leaf: Option<Leaf<'_>>) {
    let text = leaf.map(|leaf| leaf.text);
    // 102 is the one format that EN 16931 lets a day have (UNTDID 2379).
    let day = || leaf.filter(|leaf| leaf.attribute == Some("102")).map(|leaf| leaf.text);
    match field {
        Field::Number => draft.number.put(text.and_then(words)),
        Field::Type => draft.take_type(text),
        Field::Issued => draft.issued.put(day().and_then(compact_day)),
        Field::From => draft.part.from.put(day().and_then(compact_day)),
        Field::To => draft.part.to.put(day().and_then(compact_day)),
        Field::Period => draft.end_period(),
        Field::Currency => draft.currency.put(text.and_then(currency)),
        Field::Total => {
            draft.total.put(text.and_then(decimal));
            if let Some(stated) = leaf.and_then(|leaf| leaf.attribute) {
                draft.currency.put(currency(stated));
            }
        }
        Field::Of(side, field) => take_of_party(draft, side, field, leaf),
        Field::Account | Field::FiscalYear | Field::Part => {}
    }
}

fn take_of_party(draft: &mut Draft, side: Side, field: PartyField, leaf: Option<Leaf<'_>>) {
    if let PartyField::Whole = field {
        return draft.end_party(side);
    }
    let party = draft.party(side);
    let text = leaf.and_then(|leaf| words(leaf.text));
    let scheme = leaf.and_then(|leaf| leaf.attribute);
    match field {
        PartyField::Name => party.name.put(text),
        PartyField::TradeName => party.trade_name.put(text),
        PartyField::Chamber if is_register(scheme) => party.chamber.put(text),
        PartyField::TaxNumber if scheme == Some("VA") => party.vat.put(text),
        PartyField::Chamber
        | PartyField::TaxNumber
        | PartyField::TaxScheme
        | PartyField::Tax
        | PartyField::Whole => {}
    }
}
