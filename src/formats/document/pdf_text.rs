//! The words on the first pages of a PDF, so that a search may find it by them (ISO 32000-2, of which each file here
//! names the sections).
//!
//! Read is text that is text, in the order in which the pages show it: no picture is looked at, and nothing that would
//! need a program run. What isn't sure is left out: a stream that is damaged or packed in a rare way, and a font that
//! doesn't say what its codes mean. Bytes, objects, depth and everything that is unpacked are bounded, as whoever wrote
//! the file may be hostile. Refuses to know what the words mean, and what an encrypted file is: nobody may ask for the
//! text of one.

mod cmap;
mod content;
mod encoding;
mod filters;
mod font;
mod glyphs;
mod lexer;
mod matrix;
mod objects;
mod pages;
mod pen;
mod reader;
mod standard;
mod value;
mod walk;
mod widths;
mod words;

use objects::Objects;
use reader::Reader;

/// So many pages are read from the start.
const PAGES_MAX: usize = 4;

/// The text of the first pages: words with one space between them, in NFC. None where there is none, or the file is
/// damaged too much.
pub(super) fn read(bytes: &[u8]) -> Option<Box<str>> {
    let objects = Objects::new(bytes)?;
    let mut reader = Reader::new(&objects);
    for page in pages::first(&objects, PAGES_MAX) {
        reader.page(&page);
        if reader.is_full() {
            break;
        }
    }
    reader.finish()
}

#[cfg(test)]
mod tests;
