//! Tables for a spreadsheet, in the user's language: a Dutch one puts `;` between cells and a comma in an amount.
//!
//! Days, times and hashes are spelled as everywhere; a script reads `--json`.

use crate::formats::document::{Document, Kind};
use crate::verbs::delivered::DeliveryRow;
use crate::words::csv::cell;
use crate::words::day::Day;
use crate::words::lang::Lang;

use super::voice::{Voice, both};

/// How many cells say what a document says of itself.
const SAID: usize = 14;

/// Cells as a line, without its end.
pub(super) fn line(voice: &Voice, cells: &[String]) -> String {
    cells.join(match voice.lang {
        Lang::En => ",",
        Lang::Nl => ";",
    })
}

/// What stands above a record that was given to somebody else.
pub(super) fn delivery_head(voice: &Voice) -> String {
    let said = said_head(voice, true);
    both!(
        voice,
        "number,bundle,path,bytes,modified,sha256,class,kept through,delete from,asked,{said}",
        "nummer;bundel;pad;bytes;gewijzigd;sha256;bewaarcategorie;bewaren t/m;verwijderen vanaf;gevraagd;{said}"
    )
}

/// Such a record: first what was sealed, then under what, then what the record says of itself.
pub(super) fn delivery_row(voice: &Voice, row: &DeliveryRow<'_>) -> String {
    let DeliveryRow { number, path, bundle, kept, record, answers } = row;
    let classes = kept.iter().flat_map(|kept| &kept.classes).map(|class| class.id.as_str());
    let classes = classes.collect::<Vec<_>>().join("; ");
    let end = kept.map(|kept| kept.end);
    let cells = [
        number.to_string(),
        bundle.to_string(),
        cell(path),
        record.size.to_string(),
        record.mtime.to_iso(),
        record.sha256.to_string(),
        cell(&classes),
        day(end.and_then(|end| end.keep_through)),
        day(end.and_then(|end| end.delete_from)),
        cell(&answers.join("; ")),
    ];
    let said = said(voice, record.document.as_deref());
    line(voice, &[&cells[..], &said[..]].concat())
}

/// What stands above [`said`]; beside a column of other numbers that of documents is called by its whole name.
pub(super) fn said_head(voice: &Voice, numbered: bool) -> String {
    let number = match numbered {
        true => both!(voice, "document number", "documentnummer"),
        false => both!(voice, "number", "nummer"),
    };
    both!(
        voice,
        "kind,{number},issued,supplier,customer,currency,amount,account,from,to,\
         company,book year,sender,subject",
        "soort;{number};datum;leverancier;klant;valuta;bedrag;rekening;van;t/m;\
         bedrijf;boekjaar;afzender;onderwerp"
    )
}

/// What a document says of itself: its kind, number, day, supplier, customer, currency, amount, account, the days that
/// it is about; whose books it is and of which year; who wrote it, and about what.
pub(super) fn said(voice: &Voice, document: Option<&Document>) -> [String; SAID] {
    let Some(document) = document else { return Default::default() };
    let text = |text: Option<&str>| text.map(cell).unwrap_or_default();
    let amount = document.amount.as_ref();
    let books = document.audit_file.as_deref();
    let mail = document.mail.as_deref();
    let sender = mail.map(|mail| &mail.sender);
    let sender = sender.and_then(|from| from.name.as_deref().or(from.address.as_deref()));
    let currency = amount.map(|amount| &amount.currency);
    let currency = currency.or(books.and_then(|books| books.currency.as_ref()));
    [
        document.kind.map(|kind| kind_word(voice, kind)).unwrap_or_default(),
        text(document.number.as_deref()),
        day(document.issued),
        text(document.supplier.name.as_deref()),
        text(document.customer.name.as_deref()),
        currency.map(ToString::to_string).unwrap_or_default(),
        amount.map(|amount| voice.decimal(&amount.value)).unwrap_or_default(),
        text(document.account.as_deref()),
        day(document.period.map(|period| period.from)),
        day(document.period.map(|period| period.to)),
        text(books.and_then(|books| books.company.name.as_deref())),
        text(books.and_then(|books| books.fiscal_year.as_deref())),
        text(sender),
        text(mail.and_then(|mail| mail.subject.as_deref())),
    ]
}

/// A kind as a cell has it: in English its word in the index.
fn kind_word(voice: &Voice, kind: Kind) -> String {
    match (voice.lang, kind) {
        (Lang::En, kind) => kind.word().to_owned(),
        (Lang::Nl, Kind::AuditFile) => "auditfile".into(),
        (Lang::Nl, Kind::BankStatement) => "bankafschrift".into(),
        (Lang::Nl, Kind::CreditNote) => "creditnota".into(),
        (Lang::Nl, Kind::Email) => "e-mail".into(),
        (Lang::Nl, Kind::Invoice) => "factuur".into(),
    }
}

fn day(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_as_wide_as_its_head_in_each_language() {
        for (lang, sign) in [(Lang::En, ','), (Lang::Nl, ';')] {
            let voice = Voice::new(lang);
            assert_eq!(said_head(&voice, false).split(sign).count(), SAID);
            assert_eq!(delivery_head(&voice).split(sign).count(), SAID + 10);
            assert_eq!(line(&voice, &said(&voice, None)).split(sign).count(), SAID);
        }
    }
}
