//! What a document says of itself: an invoice, a credit note, a bank's statement (format, §4.7). What is read from
//! where stands in `docs/documents.md`.
//!
//! A field that is not sure is absent, and none is ever wrong: two values for what must be one leave it out, and so
//! does a date that no calendar has. Refuses to know files and names: bytes come in, and whoever wrote them may be
//! hostile. Nothing is expanded, and bytes, depth and the length of each field are bounded.

mod camt;
mod cii;
mod draft;
mod mt940;
mod pdf;
mod sure;
mod ubl;
mod value;
mod xml;

pub(crate) use sure::millionths;
use value::BYTES_MAX;
pub use value::{Amount, Document, Kind, Party, Period};

/// What the bytes of one file say of themselves. None where they are of no kind that is read here, are damaged, or say
/// nothing that is sure.
pub fn read(bytes: &[u8]) -> Option<Document> {
    if bytes.len() > BYTES_MAX {
        return None;
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let read = match text.first()? {
        b'<' => xml::read(text, &[ubl::INVOICE, ubl::CREDIT_NOTE, cii::INVOICE, camt::STATEMENT]),
        b'%' if text.starts_with(b"%PDF-") => pdf::read(text),
        _ => mt940::read(text),
    };
    read.filter(|read| *read != Document { kind: read.kind, ..Document::default() })
}

#[cfg(test)]
mod tests;
