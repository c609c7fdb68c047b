//! Files that nobody would write: each is read to an end, whatever comes of it.

use proptest::prelude::*;

use super::super::read;
use super::{Pdf, WIN_FONT};
use crate::words::limits::SHOWN_BYTES_MAX;

/// A file in which there is some of everything that is read.
fn rich() -> Vec<u8> {
    let resources = format!("/Font<</F {WIN_FONT}/G 5 0 R>>/XObject<</X 7 0 R>>");
    let content = b"q 1 0 0 1 5 5 cm BT /F 9 Tf 5 5 Td [(ab\\051) -200 <4142>] TJ T* (c) ' ET Q
        BI /W 1 ID xx EI /X Do BT /G 8 Tf 1 2 3 4 5 6 Tm <00010002> Tj ET";
    let mut pdf = Pdf::page(&resources, content);
    pdf.object(5, "<</Subtype/Type0/Encoding/Custom/DescendantFonts[9 0 R]/ToUnicode 6 0 R>>");
    pdf.stream(
        6,
        "",
        b"begincodespacerange <00> <7f> <8000> <ffff> endcodespacerange beginbfrange
        <0001> <0005> <0041> <0006> <0007> [<0041> <0042>] endbfrange
        beginbfchar <01> <41> endbfchar",
    );
    pdf.stream(7, "/Subtype/Form/Resources 8 0 R", b"BT /H 9 Tf (x) Tj ET /X Do");
    pdf.objects(
        10,
        &[
            (
                8,
                "<</Font<</H<</Subtype/Type3/FontMatrix[.1 0 0 .1 0 0]/FirstChar 65/Widths[5 6]\
                /Encoding<</Differences[65/A/eacute 120/x]>>>>>>/XObject<</X 7 0 R>>>>",
            ),
            (9, "<</DW 900/W[1[4 5 6] 7 9 100]>>"),
        ],
    );
    pdf.bytes.extend(b"trailer <</Root 1 0 R>> startxref 0 %%EOF");
    pdf.bytes
}

#[test]
fn the_file_that_is_changed_below_is_read_whole() {
    assert_eq!(read(&rich()).as_deref(), Some("ab) AB c x A B"));
}

proptest! {
    #[test]
    fn no_bytes_are_too_wild(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let mut file = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R/Contents 2 0 R>>2 0 obj<<>>\
            stream\n".to_vec();
        let _ = read(&bytes);
        file.extend(bytes);
        let _ = read(&file);
    }

    #[test]
    fn no_words_are_too_wild(words in prop::collection::vec(
        prop::sample::select(vec![
            "<<", ">>", "[", "]", "(", ")", "<", ">", "/F", "/X", "/Kids", "/Pages", "/Font",
            "/Contents", "/Type", "/Catalog", "1 0 obj", "2 0 obj", "1 0 R", "2 0 R", "stream\n",
            "endstream", "endobj", "BT", "ET", "Tf", "TJ", "Tj", "Td", "Tm", "Do", "BI", "ID", "EI",
            "q", "Q", "cm", "9", "-1", "0", "99999999999", ".5", "trailer", "/Root", "/ObjStm",
            "/N", "/First", "/Length", "/W", "/Widths", "/ToUnicode", "/Subtype", "/Form",
        ]), 0..200),
    ) {
        let _ = read(format!("%PDF-1.7\n{}", words.join(" ")).as_bytes());
        let content = words.join(" ");
        let resources = format!("/Font<</F {WIN_FONT}>>/XObject<</X 4 0 R>>");
        let _ = Pdf::page(&resources, content.as_bytes()).read();
    }

    #[test]
    fn no_change_is_too_wild(
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<u8>(), 0..40_usize),
            1..8,
        ),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = rich();
        for (at, byte, gone) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let end = (at + gone).min(bytes.len());
            if gone > 20 {
                bytes.drain(at..end);
            }
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Some(text) = read(&bytes) {
            prop_assert!(text.len() <= SHOWN_BYTES_MAX && !text.is_empty() && !text.contains("  "));
        }
    }
}
