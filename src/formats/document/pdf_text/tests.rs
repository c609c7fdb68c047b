//! Whole files, built here object by object without a cross-reference table.

use miniz_oxide::deflate::compress_to_vec_zlib as deflate;

use super::read;
use crate::words::limits::SHOWN_BYTES_MAX;

mod wild;

const WIN_FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

/// A file that is written from its start to its end.
#[derive(Default)]
struct Pdf {
    bytes: Vec<u8>,
}

impl Pdf {
    /// With a page that has these resources and this content, as objects 1 to 4.
    fn page(resources: &str, content: &[u8]) -> Pdf {
        let page = format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<{resources}>>>>");
        let mut pdf = Pdf::tree();
        pdf.object(3, &page);
        pdf.stream(4, "", content);
        pdf
    }

    /// With a root, and a page tree with one page, 3, which has yet to come.
    fn tree() -> Pdf {
        let mut pdf = Pdf { bytes: b"%PDF-1.7\n".to_vec() };
        pdf.object(1, "<</Type/Catalog/Pages 2 0 R>>");
        pdf.object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
        pdf
    }

    /// With one page in a font of Windows' encoding.
    fn shows(content: &str) -> Pdf {
        Pdf::page(&format!("/Font<</F {WIN_FONT}>>"), content.as_bytes())
    }

    /// With one page in this font.
    fn font(font: &str, content: &[u8]) -> Pdf {
        Pdf::page(&format!("/Font<</F {font}>>"), content)
    }

    fn object(&mut self, number: u32, object: &str) {
        self.bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }

    fn stream(&mut self, number: u32, entries: &str, data: &[u8]) {
        let head = format!("{number} 0 obj\n<<{entries}/Length {}>>stream\n", data.len());
        self.bytes.extend(head.as_bytes());
        self.bytes.extend(data);
        self.bytes.extend(b"\nendstream\nendobj\n");
    }

    fn packed(&mut self, number: u32, entries: &str, data: &[u8]) {
        self.stream(number, &format!("{entries}/Filter/FlateDecode"), &deflate(data, 6));
    }

    /// A stream in which these objects are packed, with a predictor.
    fn objects(&mut self, number: u32, objects: &[(u32, &str)]) {
        let (mut heads, mut bodies) = (String::new(), String::new());
        for (number, object) in objects {
            heads.push_str(&format!("{number} {} ", bodies.len()));
            bodies.push_str(object);
            bodies.push(' ');
        }
        let text = format!("{heads}{bodies}");
        let rows = text
            .as_bytes()
            .chunks(4)
            .zip(std::iter::once(None).chain(text.as_bytes().chunks(4).map(Some)));
        let rows = rows.flat_map(|(row, above)| {
            let above = |at: usize| above.map_or(0, |above: &[u8]| above[at]);
            let less = row.iter().enumerate().map(|(at, byte)| byte.wrapping_sub(above(at)));
            std::iter::once(2).chain(less).collect::<Vec<u8>>()
        });
        let entries = format!(
            "/Type/ObjStm/N {}/First {}/DecodeParms<</Predictor 12/Columns 4>>",
            objects.len(),
            heads.len()
        );
        self.packed(number, &entries, &rows.collect::<Vec<u8>>());
    }

    fn read(&self) -> Option<String> {
        read(&self.bytes).map(String::from)
    }

    #[track_caller]
    fn reads(&self, text: &str) {
        assert_eq!(self.read().as_deref(), Some(text).filter(|text| !text.is_empty()));
    }
}

#[test]
fn text_is_read_with_its_accents() {
    Pdf::shows("BT /F 9 Tf (Caf\\351 d'\\311t\\351 \\200 9,50) Tj ET").reads("Café d'Été € 9,50");
    Pdf::shows("BT /F 9 Tf <48 61 6C6C6F> Tj T* (x) ' 1 2 (y) \" ET").reads("Hallo x y");
}

#[test]
fn glyphs_are_known_by_their_names() {
    let font = "<</Subtype/Type1/Encoding<</BaseEncoding/MacRomanEncoding\
        /Differences[1/Ccaron/fi/uni20AC 65/ohungarumlaut/g7]>>>>";
    Pdf::font(font, b"BT /F 9 Tf (\x01\x02\x03A\x8eBc) Tj ET").reads("Čfi€őé c");
}

#[test]
fn codes_of_two_bytes_mean_what_their_map_says() {
    let font = "<</Subtype/Type0/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 5 0 R>>";
    let mut pdf = Pdf::font(font, b"BT /F 9 Tf [<00010002> -300 <0101> 20 <0102>] TJ ET");
    pdf.packed(
        5,
        "",
        b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0001> <20ac>
        endbfchar 2 beginbfrange <0002> <0003> [<00660069> <0041>] <0101> <0109> <0061> endbfrange",
    );
    pdf.object(6, "<</Subtype/CIDFontType2/DW 600/W[1[500 600] 257 258 550]>>");
    pdf.reads("€fi ab");
}

#[test]
fn a_composite_font_without_a_map_means_nothing() {
    let font = "<</Subtype/Type0/Encoding/Identity-H/DescendantFonts[<<>>]>>";
    Pdf::font(font, b"BT /F 9 Tf (ab) Tj ET").reads("");
}

#[test]
fn kerned_text_is_one_word_and_wide_moves_part_words() {
    Pdf::shows("BT /F 9 Tf [(W) 80 (or) -20 (d) -250 (two)] TJ ET").reads("Word two");
    Pdf::shows("BT /F 9 Tf [(a) 10 (b) () -181 (c)] TJ ET").reads("ab c");
}

#[test]
fn words_that_are_placed_glyph_by_glyph_are_whole() {
    let font = "<</Subtype/Type1/Encoding/WinAnsiEncoding/FirstChar 97\
        /Widths[500 500 600 600 500 500 500]>>";
    let each = b"BT /F 10 Tf 50 700 Td (a) Tj 5 0 Td (b) Tj 5 0 Td (c) Tj 8.5 0 Td (d) Tj
        6 0 Td (e) Tj 0 -12 Td (f) Tj ET
        q .5 0 0 .5 0 0 cm BT /F 10 Tf 1 0 0 1 9 9 Tm (a) Tj 1 0 0 1 14.2 9 Tm (b) Tj ET Q
        BT /F 20 Tf .25 0 0 .25 9.6 4.5 Tm (c) Tj ET";
    Pdf::font(font, each).reads("abc de f abc");
}

#[test]
fn a_wide_space_between_letters_parts_only_short_strings() {
    let font = "<</Subtype/Type1/FirstChar 97/Widths[500 500 600 600 500 500 500]>>";
    let text = b"BT /F 10 Tf 3 Tc (ab) Tj 0 Tc 13 0 Td (c) Tj 3 Tc 60 0 Td (abcde) Tj ET";
    Pdf::font(font, text).reads("a bc abcde");
}

#[test]
fn a_font_that_says_nothing_has_the_codes_of_its_text_or_none() {
    for (first, means) in [(32, "caf é"), (33, "")] {
        let font =
            format!("<</Subtype/TrueType/FirstChar {first}/Widths[]/FontDescriptor<</Flags 4>>>>");
        Pdf::font(&font, b"BT /F 9 Tf (caf\x80\xe9) Tj ET").reads(means);
    }
    let mut pdf = Pdf::font("<</FontDescriptor<</FontFile 5 0 R>>>>", b"BT /F 9 Tf (ab) Tj ET");
    let program = b"%!\n/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\n\
        dup 97 /eacute put dup 98 /Euro put readonly def currentfile eexec dup 97 /x put";
    pdf.packed(5, "", program);
    pdf.reads("é€");
}

#[test]
fn what_is_shown_twice_to_be_bold_is_read_once() {
    let text = "BT /F 9 Tf 1 0 0 1 5 5 Tm (Sum) Tj 1 0 0 1 5.2 5 Tm (Sum) Tj ET \
        BT /F 9 Tf 1 0 0 1 5 50 Tm (Sum) Tj ET";
    Pdf::shows(text).reads("Sum Sum");
}

#[test]
fn forms_are_read_where_they_are_shown() {
    let resources = format!("/Font<</F {WIN_FONT}>>/XObject<</X 5 0 R/I 6 0 R>>");
    let mut pdf = Pdf::page(&resources, b"BT /F 9 Tf (a) Tj ET /X Do /I Do BT (c) Tj ET");
    pdf.packed(5, "/Subtype/Form/Matrix[1 0 0 1 40 0]", b"BT /F 9 Tf (b) Tj ET");
    pdf.stream(6, "/Subtype/Image", b"BT /F 9 Tf (no) Tj ET");
    pdf.reads("a b c");
}

#[test]
fn fields_that_were_filled_in_are_read() {
    let mut pdf = Pdf::tree();
    let fonts = format!("/Resources<</Font<</F {WIN_FONT}>>>>");
    pdf.object(3, &format!("<</Type/Page{fonts}/Annots[4 0 R <<>> 7 0 R 8 0 R 9 0 R]>>"));
    pdf.object(4, "<</Subtype/Widget/AP<</N 5 0 R>>>>");
    pdf.stream(5, "/Subtype/Form", b"BT /F 9 Tf (Alice) Tj ET");
    pdf.stream(6, "/Subtype/Form", b"BT /F 9 Tf (yes) Tj ET");
    pdf.object(7, "<</Subtype/Widget/AS/On/AP<</N<</Off 5 0 R/On 6 0 R>>>>>>");
    pdf.object(8, "<</FT/Tx/V<feff20ac>/AP<</N 10 0 R>>>>");
    pdf.object(9, "<</FT/Tx/V(secret)/Ff 8192>>");
    pdf.stream(10, "/Subtype/Form", b"/Tx BMC EMC");
    pdf.reads("Alice yes €");
}

#[test]
fn images_in_the_content_are_passed_over() {
    let mut content = b"BT /F 9 Tf (a) Tj ET BI /W 2 /H 2 ID \x00(EI\xff EI\x01 (b) Tj ".to_vec();
    content.extend(b"\nEI BT (c) Tj ET");
    Pdf::font(WIN_FONT, &content).reads("a c");
}

#[test]
fn resources_are_inherited_and_only_the_first_pages_are_read() {
    let mut pdf = Pdf { bytes: b"%PDF-1.7\n".to_vec() };
    pdf.object(20, "<</Pages 2 0 R>>");
    pdf.object(2, &format!("<</Kids[3 0 R 4 0 R 9 0 R]/Resources<</Font<</F {WIN_FONT}>>>>>>"));
    pdf.object(3, "<</Kids[5 0 R 6 0 R]>>");
    pdf.object(4, "<</Kids[7 0 R 8 0 R]/Resources 10 0 R>>");
    pdf.object(10, "<</Font<</G<</Subtype/TrueType/Encoding/MacRomanEncoding>>>>>>");
    for (page, content) in [
        (5, "/F 9 Tf (\\351) Tj"),
        (6, "/F 9 Tf (two) Tj"),
        (7, "/G 9 Tf (\\216) Tj"),
        (8, "/F 9 Tf (none) Tj"),
        (9, "/F 9 Tf (five) Tj"),
    ] {
        pdf.object(page, &format!("<</Contents[{} 0 R {} 0 R]>>", page + 10, page + 20));
        pdf.stream(page + 10, "", b"q BT");
        pdf.stream(page + 20, "", content.as_bytes());
    }
    pdf.bytes.extend(b"trailer <</Root 20 0 R/Size 30>>");
    pdf.reads("é two é");
}

#[test]
fn packed_objects_are_found_and_the_root_by_a_stream() {
    let mut pdf = Pdf { bytes: b"%PDF-1.7\n".to_vec() };
    pdf.stream(4, "", b"BT /F 9 Tf (packed) Tj ET");
    let font = format!("<</F {WIN_FONT}>>");
    pdf.objects(
        9,
        &[
            (1, "<</Pages 2 0 R>>"),
            (2, "<</Kids[3 0 R]>>"),
            (3, "<</Contents 4 0 R/Resources<</Font 5 0 R>>>>"),
            (5, &font),
        ],
    );
    pdf.stream(10, "/Type/XRef/Root 1 0 R", b"");
    pdf.reads("packed");
    // What comes later overrides it, also where it is in no stream.
    pdf.stream(4, "", b"BT /F 9 Tf (later) Tj ET");
    pdf.reads("later");
    pdf.objects(11, &[(3, "<</Contents 12 0 R/Resources<</Font 5 0 R>>>>")]);
    pdf.stream(12, "", b"BT /F 9 Tf (last) Tj ET");
    pdf.reads("last");
}

#[test]
fn a_later_object_overrides_an_earlier_one() {
    let mut pdf = Pdf::shows("BT /F 9 Tf (old) Tj ET");
    pdf.stream(4, "/Filter[/ASCIIHexDecode/FlateDecode]", &hex(b"BT /F 9 Tf (new) Tj ET"));
    pdf.reads("new");
    // Not what only looks like one, in the bytes of a stream or in a string.
    pdf.stream(7, "", b"4 0 obj <<>> stream\nBT /F 9 Tf (decoy) Tj ET endstream endobj");
    pdf.object(8, "(4 0 obj null endobj)");
    pdf.reads("new");
}

fn hex(data: &[u8]) -> Vec<u8> {
    let digits: String = deflate(data, 6).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digits}>").into_bytes()
}

#[test]
fn a_length_that_is_wrong_or_elsewhere_does_no_harm() {
    let mut pdf = Pdf::shows("");
    pdf.bytes.extend(b"4 0 obj <</Length 8 0 R>> stream\r\nBT /F 9 Tf (a) Tj ET endstream\n");
    pdf.reads("a");
    pdf.bytes.extend(b"4 0 obj <</Length 3>> stream\r\nBT /F 9 Tf (b) Tj ET endstream\n");
    pdf.reads("b");
}

#[test]
fn what_is_packed_too_tightly_is_left_out() {
    let mut bomb = b"1 0 0 1 0 50 cm BT /F 9 Tf (bomb) Tj ET ".to_vec();
    bomb.resize(17 << 20, b' ');
    let mut pdf = Pdf::shows("");
    pdf.packed(4, "", &bomb);
    pdf.reads("");
    // Others go before it, but all of them together count.
    bomb.truncate(6 << 20);
    let page =
        |contents: &str| format!("<</Contents[{contents}]/Resources<</Font<</F {WIN_FONT}>>>>>>");
    pdf.packed(4, "", &bomb);
    pdf.object(3, &page("4 0 R 4 0 R 4 0 R 4 0 R"));
    pdf.reads("bomb bomb");
    // And so do those that objects are packed in.
    let mut pdf = Pdf::shows("BT /F 9 Tf (a) Tj ET");
    bomb.splice(..5, *b"99 0 ");
    for number in 10..40 {
        pdf.packed(number, "/Type/ObjStm/N 1/First 5", &bomb);
    }
    pdf.reads("a");
}

#[test]
fn circles_end() {
    let mut pdf = Pdf::tree();
    pdf.object(3, "<</Kids[2 0 R 3 0 R 2 0 R 4 0 R]/Parent 3 0 R>>");
    let resources = format!("<</Font<</F {WIN_FONT}>>/XObject<</X 5 0 R>>>>");
    pdf.object(4, &format!("<</Contents 6 0 R/Resources {resources}>>"));
    pdf.stream(5, "/Subtype/Form", b"BT /F 9 Tf (x) Tj ET /X Do");
    pdf.stream(6, "", b"/X Do");
    pdf.reads("x");
    pdf.object(7, "8 0 R");
    pdf.object(8, "7 0 R");
    pdf.object(3, "<</Kids 7 0 R/Contents 7 0 R/Resources 8 0 R>>");
    pdf.reads("");
}

#[test]
fn a_file_that_is_cut_off_gives_what_is_left() {
    let mut pdf = Pdf::shows("BT /F 9 Tf (whole) Tj ET");
    let whole = pdf.bytes.len();
    pdf.stream(4, "", b"BT /F 9 Tf (later) Tj 0 -20 Td (and) Tj ET");
    pdf.reads("later and");
    for cut in 0..pdf.bytes.len() {
        let read = read(&pdf.bytes[..cut]);
        let read = read.as_deref().unwrap_or_default();
        assert!(["", "whole", "later", "later and"].contains(&read), "{cut} {read}");
        assert!(cut < whole || cut > whole + 7 || read == "whole", "{cut} {read}");
    }
}

#[test]
fn long_text_is_cut_and_the_rest_is_not_walked() {
    let pdf = Pdf::shows(&format!("BT /F 9 Tf {} ET", "(Größe ) Tj ".repeat(9_000)));
    let text = pdf.read().unwrap();
    assert!(
        text.len() <= SHOWN_BYTES_MAX && text.len() > SHOWN_BYTES_MAX - 16 && !text.ends_with(' ')
    );
}
