//! The content of pages, and of the forms and annotations on them, from their streams to the text that is kept
//! (ISO 32000-2, 7.8.2, 8.10, 12.5.5 and 12.7.4).
//!
//! Refuses to know operators, and what is seen of a page: text that is hidden, clipped or covered is text, and lines
//! are not sorted.

use super::encoding::text;
use super::objects::Stream;
use super::pages::Page;
use super::reader::Reader;
use super::value::{Value, items};
use super::walk::{State, Walk, bytes, shown};

/// So many streams may the content of a page be in.
const STREAMS_MAX: usize = 256;
/// So many annotations of a page are looked at.
const ANNOTATIONS_MAX: usize = 256;
/// The flag of a field that is a password.
const PASSWORD: usize = 1 << 13;

impl<'s> Reader<'s, '_> {
    pub(super) fn page(&mut self, page: &Page<'s>) {
        let content = self.content(page.dict);
        Walk::new(self, page.resources, State::default(), 0).whole(&content);
        let annotations = self.objects.get(page.dict, b"Annots").array().unwrap_or_default();
        for annotation in items(annotations).take(ANNOTATIONS_MAX) {
            self.annotation(annotation, page.resources);
        }
        self.words.part();
        self.pen.lift();
    }

    /// The streams of a page, one behind the other. One that can't be read is left out.
    fn content(&self, page: &'s [u8]) -> Vec<u8> {
        let contents = self.objects.written(page, b"Contents");
        let streams: Vec<Value<'_>> = match self.objects.resolve(contents) {
            Value::Array(streams) => items(streams).take(STREAMS_MAX).collect(),
            _ => vec![contents],
        };
        let mut content = Vec::new();
        for stream in streams.into_iter().filter_map(|stream| self.objects.stream_of(stream)) {
            if let Some(bytes) = self.objects.unpack(stream) {
                content.extend_from_slice(&bytes);
                content.push(b' ');
            }
        }
        content
    }

    /// What an annotation shows, or else what was filled into it where it is a field of a form (12.5.5 and 12.7.4).
    fn annotation(&mut self, annotation: Value<'s>, resources: Option<&'s [u8]>) -> Option<()> {
        let objects = self.objects;
        let dict = objects.resolve(annotation).dict()?;
        let before = self.words.bytes();
        if let Some(form) = self.appearance(dict) {
            shown(self, form, resources, State::default(), 1);
            self.words.part();
            self.pen.lift();
        }
        let is_field = objects.get(dict, b"FT") == Value::Name(b"Tx");
        let is_secret = objects.get(dict, b"Ff").whole().is_some_and(|ff| ff & PASSWORD != 0);
        if is_field && !is_secret && self.words.bytes() == before {
            let filled_in = text(&bytes(objects.get(dict, b"V"))?)?;
            self.words.add(&filled_in);
            self.words.part();
        }
        Some(())
    }

    /// The form that an annotation is shown by, in the state that it is in.
    fn appearance(&self, annotation: &'s [u8]) -> Option<Stream<'s>> {
        let objects = self.objects;
        let normal = objects.written(objects.get(annotation, b"AP").dict()?, b"N");
        objects.stream_of(normal).or_else(|| {
            let states = objects.resolve(normal).dict()?;
            let state = objects.get(annotation, b"AS").name()?;
            objects.stream_of(objects.written(states, state))
        })
    }
}
