//! Invoices in PDF that carry themselves as XML: Factur-X and ZUGFeRD 2 (PDF/A-3); and whether a PDF is encrypted, of
//! which nothing else is read then.
//!
//! The XML is looked for among the embedded streams as they lie in the file, and unpacked up to a bound. No crate for
//! PDF does that: each loads the whole file first, and unpacks what is in it without one.

use memchr::memmem::{find, find_iter, rfind};
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit as inflate;

use super::value::{BYTES_MAX, Document};
use super::{cii, xml};

/// What the XML is called, by version and profile.
const NAMES: [&[u8]; 3] = [b"factur-x.xml", b"zugferd-invoice.xml", b"xrechnung.xml"];
/// So many places are looked at where a stream may be.
const PLACES_MAX: usize = 32;
/// So long may the words be that stand before a stream.
const HEAD_BYTES_MAX: usize = 2_048;
const EMBEDDED: &[u8] = b"/EmbeddedFile";
const ENCRYPT: &[u8] = b"/Encrypt";
/// So far from the start and from the end of a file trailers are looked for.
const TRAILER_BYTES_MAX: usize = 64 << 10;
/// So long may a reference to another object be.
const REFERENCE_BYTES_MAX: usize = 64;

pub(super) fn read(bytes: &[u8]) -> Option<Document> {
    if is_encrypted(bytes) {
        return Some(Document { encrypted: true, ..Document::default() });
    }
    invoice(bytes)
}

/// Whether a trailer names what the file is encrypted by (ISO 32000-2, 7.5.5 and 7.6.2): always another object. A
/// trailer stands at the end, or, in a file that is laid out for the web, near its start.
fn is_encrypted(bytes: &[u8]) -> bool {
    let starts = &bytes[..bytes.len().min(TRAILER_BYTES_MAX)];
    let ends = &bytes[bytes.len().saturating_sub(TRAILER_BYTES_MAX)..];
    names_encryption(starts) || names_encryption(ends)
}

fn names_encryption(bytes: &[u8]) -> bool {
    find_iter(bytes, ENCRYPT).filter(|at| is_in_trailer(bytes, *at)).any(|at| {
        let behind = &bytes[at + ENCRYPT.len()..];
        let behind = &behind[..behind.len().min(REFERENCE_BYTES_MAX)];
        let mut words = behind.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let mut is_number = || words.next().is_some_and(|word| word.iter().all(u8::is_ascii_digit));
        behind.first().is_some_and(u8::is_ascii_whitespace)
            && is_number()
            && is_number()
            && words.next().is_some_and(|word| word.starts_with(b"R"))
    })
}

/// Whether this place is in a trailer: in one by that word, or in the words of a stream that stands for one.
fn is_in_trailer(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[at.saturating_sub(HEAD_BYTES_MAX)..at];
    let behind = &bytes[at..bytes.len().min(at + HEAD_BYTES_MAX)];
    let last = |word: &[u8]| rfind(before, word);
    if last(b"stream").max(last(b"endobj")) > last(b"trailer").max(last(b" obj")) {
        return false;
    }
    if let Some(word) = last(b"trailer").filter(|word| Some(*word) > last(b" obj")) {
        return before[word + b"trailer".len()..].trim_ascii_start().starts_with(b"<<");
    }
    last(b" obj").is_some_and(|begins| {
        let head = &behind[..find(behind, b"stream").unwrap_or(behind.len())];
        find(&before[begins..], b"/XRef").is_some() || find(head, b"/XRef").is_some()
    })
}

fn invoice(bytes: &[u8]) -> Option<Document> {
    find(bytes, EMBEDDED)?;
    NAMES.iter().find(|name| find(bytes, name).is_some())?;
    // All of them together have no more bytes than one document.
    let mut left = BYTES_MAX;
    let streams = find_iter(bytes, EMBEDDED).take(PLACES_MAX).filter_map(|at| {
        let text = stream(bytes, at, left)?;
        left = left.saturating_sub(text.len());
        Some(text)
    });
    let mut read = streams.filter_map(|text| xml::read(&text, &[cii::INVOICE]));
    let first = read.next()?;
    // An earlier version of it may lie there still: which of them counts, only the whole file would say.
    read.all(|other| other == first).then_some(first)
}

/// The embedded stream in whose head this stands, where it has no more bytes than that.
fn stream(bytes: &[u8], at: usize, bytes_max: usize) -> Option<Vec<u8>> {
    let before = &bytes[at.saturating_sub(HEAD_BYTES_MAX)..at];
    let before = &before[rfind(before, b" obj")?..];
    let behind = &bytes[at + EMBEDDED.len()..];
    let end = find(&behind[..behind.len().min(HEAD_BYTES_MAX)], b"stream")?;
    let (head, data) = (&behind[..end], &behind[end + b"stream".len()..]);
    let data = data.strip_prefix(b"\r").unwrap_or(data).strip_prefix(b"\n")?;
    let has = |word: &[u8]| find(before, word).is_some() || find(head, word).is_some();
    if has(b"endobj") || has(b"/DecodeParms") {
        return None;
    }
    let text = match (has(b"/Filter"), has(b"/FlateDecode")) {
        (true, true) => inflate(data, bytes_max).ok()?,
        (true, false) => return None,
        (false, _) => data[..find(data, b"endstream")?].trim_ascii_end().to_vec(),
    };
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).trim_ascii_start();
    (text.starts_with(b"<") && text.len() <= bytes_max).then(|| text.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_is_encrypted_where_a_trailer_names_by_what() {
        for (trailer, encrypted) in [
            ("trailer <</Root 1 0 R/Encrypt 12 0 R/ID[<00><00>]>>", true),
            ("trailer\n<</Encrypt\r\n 12  0 R>>", true),
            ("trailer <</Encrypt null>>", false),
            ("trailer <</EncryptMetadata false>>", false),
            ("trailer /Encrypt", false),
            ("9 0 obj <</Type/XRef/Encrypt 12 0 R>> stream", true),
            ("9 0 obj <</Encrypt 12 0 R/Type/XRef>> stream", true),
            ("9 0 obj <</Encrypt 12 0 R>> stream /XRef", false),
            ("9 0 obj (/Encrypt 12 0 R) endobj", false),
            ("9 0 obj <<>> stream\n(they wrote /Encrypt 12 0 R) Tj endstream", false),
            ("trailer <<>> startxref 9 0 obj <<>> stream (/Encrypt 12 0 R) endstream", false),
            ("(they wrote /Encrypt 12 0 R)", false),
            ("(a trailer has /Encrypt 12 0 R)", false),
        ] {
            let decoys = "/Encrypt 1 0 R ".repeat(PLACES_MAX + 1);
            let filled = "x".repeat(TRAILER_BYTES_MAX);
            let at_start = format!("%PDF-1.7\n{decoys}\n{trailer}\n{filled}{filled}");
            let at_end = format!("%PDF-1.7\n{filled}{filled}{decoys}\n{trailer}");
            for text in [at_start, at_end] {
                let read = crate::formats::document::read(text.as_bytes());
                let said = Document { encrypted: true, ..Document::default() };
                assert_eq!(read, encrypted.then_some(said), "{trailer}");
            }
        }
    }
}
