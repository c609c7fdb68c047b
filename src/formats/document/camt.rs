//! Statements of an account as CAMT.053 (ISO 20022), of every version.

use super::draft::{Draft, Field};
use super::sure::{day_of_time, iban, words};
use super::value::Kind;
use super::xml::{Element, Form, Leaf, Space};

/// `Document` with a `BkToCstmrStmt`.
pub(super) const STATEMENT: Form = Form {
    root: "Document",
    is_space,
    inner: &INNER,
    begin: |draft| draft.kind.put(Some(Kind::BankStatement)),
    take,
};

static INNER: [Element; 1] = [group(
    "BkToCstmrStmt",
    &[group(
        "Stmt",
        &[
            leaf("Id", Field::Number),
            leaf("CreDtTm", Field::Issued),
            group("FrToDt", &[leaf("FrDtTm", Field::From), leaf("ToDtTm", Field::To)]),
            group("Acct", &[group("Id", &[leaf("IBAN", Field::Account)])]),
        ],
    )
    .giving(Field::Part)],
)];

const fn leaf(name: &'static str, gives: Field) -> Element {
    Element::leaf(Space::Root, name, gives)
}

const fn group(name: &'static str, inner: &'static [Element]) -> Element {
    Element::on_the_way(Space::Root, name, inner)
}

fn is_space(space: &str) -> bool {
    let version = space.strip_prefix("urn:iso:std:iso:20022:tech:xsd:camt.053.001.");
    version.is_some_and(|version| version.len() == 2 && version.bytes().all(|c| c.is_ascii_digit()))
}

fn take(draft: &mut Draft, field: Field, leaf: Option<Leaf<'_>>) {
    let text = leaf.map(|leaf| leaf.text);
    match field {
        Field::Number => draft.part.number.put(text.and_then(words)),
        Field::Issued => draft.part.issued.put(text.and_then(day_of_time)),
        Field::From => draft.part.from.put(text.and_then(day_of_time)),
        Field::To => draft.part.to.put(text.and_then(day_of_time)),
        Field::Account => draft.part.account.put(text.and_then(iban)),
        Field::Part => draft.end_part(),
        Field::Period
        | Field::Type
        | Field::Currency
        | Field::FiscalYear
        | Field::Total
        | Field::Of(..) => {}
    }
}
