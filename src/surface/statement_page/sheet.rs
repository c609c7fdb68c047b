//! A few pages of text as PDF/A-1b (ISO 19005-1): one embedded typeface in two weights, lines that wrap, page numbers.
//! Refuses to know what the text says.
//!
//! The library validates what it writes and gives nothing where it does not hold. A letter that the typeface lacks is
//! shown as a replacement character, since PDF/A allows no missing glyph, and every letter stands in the order in
//! which it was given: nothing in a text turns the rest of its line around.

use krilla::Document;
use krilla::SerializeSettings;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// DejaVu Sans Condensed with the letters of Latin, Greek and Cyrillic; its licence lies beside it.
const REGULAR: &[u8] = include_bytes!("typeface/DejaVuSansCondensed.ttf");
const BOLD: &[u8] = include_bytes!("typeface/DejaVuSansCondensed-Bold.ttf");

/// A4, in points of 1/72 inch.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 51.0;
/// Where the text beside a heading begins.
const COLUMN: f32 = 155.0;
const SIZE: f32 = 8.6;
const TITLE_SIZE: f32 = 14.0;
const SMALL: f32 = 7.4;
/// Between two base lines, in sizes of the letter.
const LEADING: f32 = 1.36;
/// Below a part, in lines.
const GAP: f32 = 0.6;
/// Stands before a line that is set in, and how far.
pub const SET_IN: char = '\t';
const INDENT: f32 = 12.0;
/// What stands for a letter that the typeface lacks.
const REPLACEMENT: char = '\u{fffd}';

/// What the pages say of themselves.
pub struct About {
    pub title: String,
    /// `en` or `nl`.
    pub language: &'static str,
    /// Stands in the head of each page, at the right.
    pub mark: String,
    /// Year, month, day, and hour, minute and second, in UTC.
    pub made: (u16, u8, u8, [u8; 3]),
    /// Names this very document.
    pub id: String,
}

/// One part: a heading in the margin, and its lines.
pub struct Part {
    pub heading: String,
    pub lines: Vec<String>,
}

/// A line in its place.
struct Set {
    text: String,
    x: f32,
    y: f32,
    bold: bool,
}

/// Both weights of the typeface.
pub struct Sheet {
    regular: Face,
    bold: Face,
}

impl Sheet {
    pub fn new() -> Option<Sheet> {
        Some(Sheet { regular: Face::new(REGULAR)?, bold: Face::new(BOLD)? })
    }

    /// Whether every letter of the text can be shown.
    pub fn has_all(&self, text: &str) -> bool {
        let letters = self.regular.read.charmap();
        text.trim_start_matches(SET_IN).chars().all(|letter| letters.map(letter).is_some())
    }

    /// The pages; none where the library finds that they are no PDF/A.
    pub fn pages(&self, about: &About, parts: &[Part]) -> Option<Vec<u8>> {
        let configuration =
            ConfigurationBuilder::new().with_archival_validator(Archival::A1_B).finish().ok()?;
        let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
        let mut document = Document::new_with(settings);
        let sheets = self.set(parts);
        let count = sheets.len();
        for (number, lines) in sheets.iter().enumerate() {
            let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
            let mut surface = page.surface();
            let mut put = |x: f32, y: f32, face: &Face, size: f32, text: &str| {
                let (text, glyphs) = face.glyphs(text);
                let at = Point::from_xy(x, y);
                surface.draw_glyphs(at, &glyphs, face.font.clone(), &text, size, false);
            };
            put(MARGIN, MARGIN + TITLE_SIZE, &self.bold, TITLE_SIZE, &about.title);
            let mark = format!("{}   {}/{count}", about.mark, number + 1);
            let x = WIDTH - MARGIN - self.regular.width(&mark) * SMALL;
            put(x, MARGIN + TITLE_SIZE, &self.regular, SMALL, &mark);
            for line in lines {
                let face = if line.bold { &self.bold } else { &self.regular };
                put(line.x, line.y, face, SIZE, &line.text);
            }
            surface.finish();
            page.finish();
        }
        document.set_metadata(metadata(about));
        document.finish().ok()
    }

    /// Every line in its place, page by page. A part stays together where it fits one page.
    fn set(&self, parts: &[Part]) -> Vec<Vec<Set>> {
        let step = SIZE * LEADING;
        let (top, bottom) = (MARGIN + TITLE_SIZE + 2.4 * step, HEIGHT - MARGIN);
        let (mut pages, mut page, mut y) = (Vec::new(), Vec::new(), top);
        for part in parts {
            let wrapped = |line: &String| {
                let text = line.trim_start_matches(SET_IN);
                let x = if text.len() < line.len() { COLUMN + INDENT } else { COLUMN };
                let lines = self.regular.wrapped(text, WIDTH - MARGIN - x);
                lines.into_iter().map(move |text| (text, x))
            };
            let lines: Vec<(String, f32)> = part.lines.iter().flat_map(wrapped).collect();
            let heading = self.bold.wrapped(&part.heading, COLUMN - MARGIN - 8.0);
            let height = lines.len().max(heading.len()) as f32 * step;
            if y + height > bottom && y > top && top + height <= bottom {
                pages.push(std::mem::take(&mut page));
                y = top;
            }
            let below = y + height;
            for (number, text) in heading.into_iter().enumerate() {
                page.push(Set { text, x: MARGIN, y: y + number as f32 * step, bold: true });
            }
            for (text, x) in lines {
                if y > bottom {
                    pages.push(std::mem::take(&mut page));
                    y = top;
                }
                page.push(Set { text, x, y, bold: false });
                y += step;
            }
            y = if below <= bottom { below.max(y) } else { y } + GAP * step;
        }
        pages.push(page);
        pages
    }
}

fn metadata(about: &About) -> Metadata {
    let (year, month, day, [hour, minute, second]) = about.made;
    let made = DateTime::new(year).month(month).day(day).hour(hour).minute(minute).second(second);
    let made = made.utc_offset_hour(0).utc_offset_minute(0);
    Metadata::new()
        .title(about.title.clone())
        .language(about.language.to_owned())
        .creator(concat!("kluis ", env!("CARGO_PKG_VERSION")).to_owned())
        .creation_date(made)
        .document_id(about.id.clone())
}

/// One weight of the typeface.
struct Face {
    font: Font,
    read: FontRef<'static>,
    per_em: f32,
}

impl Face {
    fn new(bytes: &'static [u8]) -> Option<Face> {
        let (font, read) = (Font::new(bytes.into(), 0)?, FontRef::new(bytes).ok()?);
        let per_em = font.units_per_em();
        Some(Face { font, read, per_em })
    }

    /// The text as it can be shown, and its glyphs.
    fn glyphs(&self, text: &str) -> (String, Vec<KrillaGlyph>) {
        let letters = self.read.charmap();
        let metrics = self.read.glyph_metrics(Size::unscaled(), LocationRef::default());
        let (mut shown, mut glyphs) = (String::new(), Vec::new());
        for letter in text.chars() {
            let known = letters.map(letter).map(|glyph| (letter, glyph));
            let known = known.or_else(|| Some((REPLACEMENT, letters.map(REPLACEMENT)?)));
            let Some((letter, glyph)) = known else { continue };
            let from = shown.len();
            shown.push(letter);
            let advance = metrics.advance_width(glyph).unwrap_or_default() / self.per_em;
            let id = GlyphId::new(glyph.to_u32());
            glyphs.push(KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, from..shown.len(), None));
        }
        (shown, glyphs)
    }

    /// How wide a text is, in sizes of the letter.
    fn width(&self, text: &str) -> f32 {
        self.glyphs(text).1.iter().map(|glyph| glyph.x_advance).sum()
    }

    /// Cut between words, or within one that is wider than the column.
    fn wrapped(&self, line: &str, points: f32) -> Vec<String> {
        let width = |text: &str| self.width(text) * SIZE;
        let space = width(" ");
        let (mut lines, mut now, mut used) = (Vec::new(), String::new(), 0.0);
        for word in line.split(' ') {
            let wide = width(word);
            if !now.is_empty() && used + space + wide <= points {
                now.push(' ');
                now.push_str(word);
                used += space + wide;
                continue;
            }
            if !now.is_empty() {
                lines.push(std::mem::take(&mut now));
            }
            used = 0.0;
            for letter in word.chars() {
                let wide = width(letter.encode_utf8(&mut [0; 4]));
                if used + wide > points && !now.is_empty() {
                    lines.push(std::mem::take(&mut now));
                    used = 0.0;
                }
                now.push(letter);
                used += wide;
            }
        }
        lines.push(now);
        lines
    }
}
