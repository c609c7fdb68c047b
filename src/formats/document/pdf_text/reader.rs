//! What was read of a document's text so far, and the fonts that were met on the way.
//!
//! Refuses to know operators and pages.

use std::collections::HashMap;
use std::rc::Rc;

use super::font::Font;
use super::objects::Objects;
use super::pen::Pen;
use super::value::Value;
use super::words::Words;

/// So many fonts are read.
const FONTS_MAX: usize = 256;

/// What was read of a document's text so far.
pub(super) struct Reader<'s, 'a> {
    pub(super) objects: &'s Objects<'a>,
    /// Those that are objects of their own, by number.
    fonts: HashMap<u32, Option<Rc<Font>>>,
    fonts_read: usize,
    /// How many forms were shown.
    pub(super) forms: usize,
    pub(super) words: Words,
    pub(super) pen: Pen,
}

impl<'s, 'a> Reader<'s, 'a> {
    pub(super) fn new(objects: &'s Objects<'a>) -> Reader<'s, 'a> {
        let (words, pen) = (Words::default(), Pen::default());
        Reader { objects, fonts: HashMap::new(), fonts_read: 0, forms: 0, words, pen }
    }

    pub(super) fn is_full(&self) -> bool {
        self.words.is_full()
    }

    pub(super) fn finish(self) -> Option<Box<str>> {
        self.words.finish()
    }

    /// The font that is written so among the resources.
    pub(super) fn font(&mut self, written: Value<'s>) -> Option<Rc<Font>> {
        if let Value::Reference(number) = written
            && let Some(font) = self.fonts.get(&number)
        {
            return font.clone();
        }
        if self.fonts_read == FONTS_MAX {
            return None;
        }
        self.fonts_read += 1;
        let dict = self.objects.resolve(written).dict();
        let font = dict.and_then(|dict| Font::read(self.objects, dict)).map(Rc::new);
        if let Value::Reference(number) = written {
            self.fonts.insert(number, font.clone());
        }
        font
    }
}
