//! Writes a small PDF 1.4 (ISO 32000-1): pages of text in Helvetica, and the firm's mark.
//!
//! Nothing is compressed and no font is embedded, so that a person with a text editor sees what
//! it says. It knows no invoice.

use std::fmt::Write as _;

/// Text at a place on a page, in points from the lower left corner of an A4.
#[derive(Clone, Debug)]
pub struct Text {
    pub x: i64,
    pub y: i64,
    pub size: i64,
    pub bold: bool,
    pub words: String,
}

/// One page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub texts: Vec<Text>,
    /// Whether the firm's mark stands in the upper right corner.
    pub marked: bool,
}

impl Page {
    /// Sets `words` at a place in the size of running text.
    pub fn say(&mut self, x: i64, y: i64, words: impl Into<String>) {
        self.texts.push(Text { x, y, size: 10, bold: false, words: words.into() });
    }

    /// Sets `words` as a heading.
    pub fn head(&mut self, x: i64, y: i64, size: i64, words: impl Into<String>) {
        self.texts.push(Text { x, y, size, bold: true, words: words.into() });
    }

    fn content(&self) -> Vec<u8> {
        let mut content = Vec::new();
        if self.marked {
            content.extend(b"q 90 0 0 90 460 720 cm /Mark Do Q\n");
        }
        for text in &self.texts {
            let font = if text.bold { "Bold" } else { "Plain" };
            let Text { x, y, size, .. } = text;
            content.extend(format!("BT /{font} {size} Tf {x} {y} Td (").bytes());
            content.extend(literal(&text.words));
            content.extend(b") Tj ET\n");
        }
        content
    }
}

/// Numbers of the objects that every document has; pages follow from `FIRST_PAGE` on, two each.
const FIRST_PAGE: usize = 7;

/// Letters beyond WinAnsiEncoding that Helvetica has, at codes which that leaves free.
const EXTRA: [(char, u8); 2] = [('Ł', 0x81), ('ł', 0x8D)];

const ENCODING: &[u8] = b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding \
    /Differences [129 /Lslash 141 /lslash] >>";

/// Writes a document of `pages`.
pub fn document(title: &str, pages: &[Page]) -> Vec<u8> {
    let kids: Vec<String> =
        (0..pages.len()).map(|n| format!("{} 0 R", FIRST_PAGE + 2 * n)).collect();
    let font = |name: &str| {
        format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding 5 0 R >>").into_bytes()
    };
    let mut title_object = b"<< /Title (".to_vec();
    title_object.extend(literal(title));
    title_object.extend(b") >>");
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).into(),
        font("Helvetica"),
        font("Helvetica-Bold"),
        ENCODING.to_vec(),
        mark(),
    ];
    for (n, page) in pages.iter().enumerate() {
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
                 /Resources << /Font << /Plain 3 0 R /Bold 4 0 R >> \
                 /XObject << /Mark 6 0 R >> >> >>",
                FIRST_PAGE + 2 * n + 1
            )
            .into(),
        );
        objects.push(stream("", &page.content()));
    }
    let title_number = objects.len() + 1;
    objects.push(title_object);
    with_table(&objects, title_number)
}

/// Puts the objects one after another, and the table of where each begins behind them.
fn with_table(objects: &[Vec<u8>], title_number: usize) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (n, object) in objects.iter().enumerate() {
        // Each entry is exactly twenty bytes, its space and LF included.
        writeln!(table, "{:010} 00000 n ", out.len()).expect("a String takes all that is written");
        out.extend(format!("{} 0 obj\n", n + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let table_at = out.len();
    out.extend(table.bytes());
    let size = objects.len() + 1;
    out.extend(
        format!(
            "trailer\n<< /Size {size} /Root 1 0 R /Info {title_number} 0 R >>\n\
             startxref\n{table_at}\n%%EOF\n"
        )
        .bytes(),
    );
    out
}

fn stream(extra: &str, content: &[u8]) -> Vec<u8> {
    let mut out = format!("<< {extra}/Length {} >>\nstream\n", content.len()).into_bytes();
    out.extend(content);
    out.extend(b"\nendstream");
    out
}

/// Draws the firm's mark: a wheel whose spokes stand askew.
fn mark() -> Vec<u8> {
    const SIDE: i64 = 120;
    let mut pixels = Vec::new();
    for y in 0..SIDE {
        for x in 0..SIDE {
            let (dx, dy) = (2 * x - SIDE + 1, 2 * y - SIDE + 1);
            let far = dx * dx + dy * dy;
            let rim = (100 * 100..112 * 112).contains(&far);
            let hub = far < 14 * 14;
            let on_spoke =
                [(1, 4), (4, 1), (3, -4), (5, 3)].iter().any(|(a, b)| (a * dx - b * dy).abs() < 9);
            let color: [u8; 3] = match () {
                () if hub || rim => [0x1F, 0x3B, 0x57],
                () if on_spoke && far < 100 * 100 => [0xC9, 0x6F, 0x2B],
                () => [0xFF, 0xFF, 0xFF],
            };
            pixels.extend(color);
        }
    }
    let extra = format!(
        "/Type /XObject /Subtype /Image /Width {SIDE} /Height {SIDE} \
         /ColorSpace /DeviceRGB /BitsPerComponent 8 "
    );
    stream(&extra, &pixels)
}

/// Writes the inside of a literal string: WinAnsi bytes, with what would end it escaped.
fn literal(words: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for letter in words.chars() {
        match win_ansi(letter) {
            byte @ (b'(' | b')' | b'\\') => out.extend([b'\\', byte]),
            byte => out.push(byte),
        }
    }
    out
}

/// Gives a letter's code in the fonts' encoding; a question mark where they have none.
fn win_ansi(letter: char) -> u8 {
    match u32::from(letter) {
        code @ (0x20..=0x7E | 0xA0..=0xFF) => code as u8,
        0x20AC => 0x80,
        0x2013 => 0x96,
        _ => EXTRA.iter().find(|(extra, _)| *extra == letter).map_or(b'?', |(_, code)| *code),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Checks that the table of objects says where each of them begins.
    pub fn assert_table_holds(pdf: &[u8]) {
        let find = |what: &[u8]| pdf.windows(what.len()).rposition(|window| window == what);
        let tail = find(b"startxref\n").expect("a PDF says where its table is");
        let number = &pdf[tail + 10..];
        let end = number.iter().position(|byte| *byte == b'\n').expect("a line ends");
        let at: usize = std::str::from_utf8(&number[..end]).unwrap().parse().unwrap();
        assert!(pdf[at..].starts_with(b"xref\n0 "));
        let table = std::str::from_utf8(&pdf[at..tail]).unwrap();
        let count: usize = table.lines().nth(1).unwrap()[2..].parse().unwrap();
        assert!(count > 1);
        for (n, entry) in table.lines().skip(3).take(count - 1).enumerate() {
            let offset: usize = entry[..10].parse().unwrap();
            let begins = format!("{} 0 obj\n", n + 1);
            assert!(pdf[offset..].starts_with(begins.as_bytes()), "object {}", n + 1);
        }
    }

    #[test]
    fn the_table_says_where_each_object_begins() {
        let mut page = Page { marked: true, ..Page::default() };
        page.say(10, 10, "een (twee) \\ drie");
        assert_table_holds(&document("Łódź", &[page.clone(), page]));
    }

    #[test]
    fn a_stream_is_as_long_as_it_says() {
        let written = stream("", b"abc\n");
        assert_eq!(written, b"<< /Length 4 >>\nstream\nabc\n\nendstream");
    }

    #[test]
    fn what_would_end_a_string_is_escaped_and_accents_are_kept() {
        assert_eq!(literal("a(b)\\ é€Ł"), b"a\\(b\\)\\\\ \xE9\x80\x81");
    }

    #[test]
    fn every_name_can_be_printed() {
        use super::super::people::{CUSTOMERS, EMPLOYEE, OWNER, SUPPLIERS};
        let parties = CUSTOMERS.iter().chain(&SUPPLIERS).map(|party| party.name);
        for name in parties.chain([EMPLOYEE, OWNER]) {
            assert!(!literal(name).contains(&b'?'), "{name}");
        }
    }
}
