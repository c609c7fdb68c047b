//! Invoices in PDF that carry themselves as XML: Factur-X and ZUGFeRD 2 (PDF/A-3).
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

pub(super) fn read(bytes: &[u8]) -> Option<Document> {
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
