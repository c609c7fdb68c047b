//! What a document says of itself: an invoice, a credit note, a bank's statement, an audit file, an e-mail (format,
//! §4.7). What is read from where stands in `docs/documents.md`.
//!
//! A field that is not sure is absent, and none is ever wrong: two values for what must be one leave it out, and so
//! does a date that no calendar has. Refuses to know files and names: bytes come in, and whoever wrote them may be
//! hostile. Nothing is expanded, and bytes, depth and the length of each field are bounded.

mod auditfile;
mod camt;
mod cii;
mod draft;
mod mail;
mod mt940;
mod pdf;
mod pdf_text;
mod sure;
mod ubl;
mod value;
mod xml;

pub(crate) use sure::millionths;
use value::BYTES_MAX;
pub use value::{Amount, AuditFile, Document, Kind, Mail, Party, Period, Person};

/// So many bytes at the start are all that is looked into of a document that says of itself at its start what it is. Of
/// a larger file than is read whole they do.
pub const START_BYTES_MAX: usize = 64 << 10;

/// What a PDF begins with.
const PDF: &[u8] = b"%PDF-";

/// Those that are read to their end.
const WHOLE_FORMS: [xml::Form; 4] = [ubl::INVOICE, ubl::CREDIT_NOTE, cii::INVOICE, camt::STATEMENT];

/// What the bytes of one file say of themselves. None where they are of no kind that is read here, are damaged, or say
/// nothing that is sure.
pub fn read(bytes: &[u8]) -> Option<Document> {
    if bytes.len() > BYTES_MAX {
        return None;
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let read = match text.first()? {
        b'<' => {
            let book = is_audit_file(text).then(|| read_audit_file(text)).flatten();
            book.or_else(|| xml::read(text, &WHOLE_FORMS))
        }
        b'%' if text.starts_with(PDF) => pdf::read(text),
        _ => mail::read(text).or_else(|| mt940::read(text)),
    };
    where_it_says_something(read)
}

/// The same, and the words that a PDF shows.
pub fn read_with_text(bytes: &[u8]) -> Option<Document> {
    let read = read(bytes);
    let is_closed = bytes.len() > BYTES_MAX || read.as_ref().is_some_and(|read| read.encrypted);
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match Some(start).filter(|start| !is_closed && start.starts_with(PDF)).and_then(pdf_text::read)
    {
        Some(text) => Some(Document { text: Some(text), ..read.unwrap_or_default() }),
        None => read,
    }
}

/// What these first bytes of a longer file say of it.
pub fn read_start(bytes: &[u8]) -> Option<Document> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    where_it_says_something(match is_audit_file(text) {
        true => read_audit_file(text),
        false => mail::read(text),
    })
}

fn where_it_says_something(read: Option<Document>) -> Option<Document> {
    read.filter(|read| *read != Document { kind: read.kind, ..Document::default() })
}

/// Whether the root may be an audit file's.
fn is_audit_file(text: &[u8]) -> bool {
    const AHEAD_BYTES_MAX: usize = 4_096;
    let ahead = &text[..text.len().min(AHEAD_BYTES_MAX)];
    text.starts_with(b"<") && memchr::memmem::find(ahead, auditfile::ROOT.as_bytes()).is_some()
}

fn read_audit_file(text: &[u8]) -> Option<Document> {
    let start = &text[..text.len().min(START_BYTES_MAX)];
    // A letter may be cut in two there.
    let whole = match std::str::from_utf8(start) {
        Err(cut) if cut.error_len().is_none() => cut.valid_up_to(),
        _ => start.len(),
    };
    xml::read(&start[..whole], &[auditfile::VERSION_3, auditfile::VERSION_4])
}

#[cfg(test)]
mod tests;
