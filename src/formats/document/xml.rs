//! Invoices and statements in XML: the elements that are asked for, as a tree, and the walk through a document that
//! gives each of them to its form.
//!
//! Well-formed as far as it is read, or nothing: what has a document type, an entity of its own or an end that does not
//! come is not read.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::draft::{Draft, Field};
use super::value::Document;

/// So deep may elements lie.
const DEPTH_MAX: usize = 64;
/// So long may a start tag be: there are that many attributes, and names of spaces, at the most.
const TAG_BYTES_MAX: usize = 4_096;
/// So many elements may have a name that is asked for: each one's space is looked up.
const ASKED_MAX: usize = 20_000;
/// So long may the text of an element be.
const TEXT_BYTES_MAX: usize = 4_096;

/// A kind of document, told by its root.
pub(super) struct Form {
    pub(super) root: &'static str,
    /// Whether the root's space is this form's.
    pub(super) is_space: fn(&str) -> bool,
    pub(super) inner: &'static [Element],
    /// Takes what the root alone says.
    pub(super) begin: fn(&mut Draft),
    /// Takes an element that is over: its text and attribute. None where it has an element inside, or is too long.
    pub(super) take: fn(&mut Draft, Field, Option<Leaf<'_>>),
}

/// An element that is asked for, or one on the way to it.
pub(super) struct Element {
    pub(super) space: Space,
    pub(super) name: &'static str,
    pub(super) gives: Option<Field>,
    /// The attribute that says of which sort its text is.
    pub(super) attribute: &'static str,
    pub(super) inner: &'static [Element],
    /// All that is asked for stands before it: reading ends where it begins.
    pub(super) ends: bool,
}

/// The space of an element's name.
pub(super) enum Space {
    Is(&'static str),
    /// The root's own.
    Root,
}

/// What stands in an element.
#[derive(Clone, Copy)]
pub(super) struct Leaf<'a> {
    pub(super) text: &'a str,
    pub(super) attribute: Option<&'a str>,
}

impl Element {
    /// One on the way.
    pub(super) const fn on_the_way(
        space: Space,
        name: &'static str,
        inner: &'static [Element],
    ) -> Element {
        Element { space, name, gives: None, attribute: "", inner, ends: false }
    }

    /// One whose text is asked for.
    pub(super) const fn leaf(space: Space, name: &'static str, gives: Field) -> Element {
        Element { space, name, gives: Some(gives), attribute: "", inner: &[], ends: false }
    }

    /// The same, which says that all in it has come.
    pub(super) const fn giving(mut self, gives: Field) -> Element {
        self.gives = Some(gives);
        self
    }

    /// The same, before which all stands that is asked for.
    pub(super) const fn ending(mut self) -> Element {
        self.ends = true;
        self
    }

    /// The same, with what an attribute says of it.
    pub(super) const fn with(mut self, attribute: &'static str) -> Element {
        self.attribute = attribute;
        self
    }
}

/// Reads a document of one of these forms.
pub(super) fn read(bytes: &[u8], forms: &[Form]) -> Option<Document> {
    let text = decoded(bytes)?;
    if text.contains(no_character) {
        return None;
    }
    let mut reader = NsReader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_comments = true;
    let (form, space) = root(&mut reader, forms)?;
    let mut walk = Walk { form, space, open: Vec::new(), asked: 0, draft: Draft::default() };
    (form.begin)(&mut walk.draft);
    walk.whole(&mut reader)?;
    Some(walk.draft.finish())
}

/// What no document may have (XML 1.0, 2.2).
fn no_character(letter: char) -> bool {
    matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// The text, by the encoding that it gives itself. One that is neither UTF-8 nor Latin-1 is read where it has ASCII
/// alone, and is known to write that as such.
fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    const LATIN: [&str; 2] = ["iso-8859-1", "latin1"];
    let declared = bytes.strip_prefix(b"<?xml").and_then(|rest| {
        let rest = &rest[..rest.len().min(200)];
        let line = String::from_utf8_lossy(&rest[..rest.iter().position(|c| *c == b'>')?]);
        let (_, value) = line.split_once("encoding")?;
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        Some(value[1..].split(quote).next()?.to_ascii_lowercase())
    });
    match declared.as_deref() {
        None | Some("utf-8" | "utf8" | "us-ascii") => {
            std::str::from_utf8(bytes).ok().map(Into::into)
        }
        // From 80 to 9F it has controls, where another encoding under its name has letters.
        Some(name) if LATIN.contains(&name) && !bytes.iter().any(|c| matches!(c, 0x80..0xa0)) => {
            Some(bytes.iter().map(|c| char::from(*c)).collect::<String>().into())
        }
        // These differ beyond ASCII alone. Others may write letters in the bytes of ASCII (UTF-7, HZ).
        Some(name)
            if ["iso-8859-", "windows-125", "latin"].iter().any(|of| name.starts_with(of)) =>
        {
            std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii()).map(Into::into)
        }
        Some(_) => None,
    }
}

/// The form that the root is of, and the root's space.
fn root<'f>(reader: &mut NsReader<&[u8]>, forms: &'f [Form]) -> Option<(&'f Form, String)> {
    loop {
        match reader.read_event().ok()? {
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Text(text) if text.trim_ascii().is_empty() => {}
            Event::Start(start) if start.len() <= TAG_BYTES_MAX => {
                let ResolveResult::Bound(space) = reader.resolver().resolve_element(start.name()).0
                else {
                    return None;
                };
                let name = start.local_name().into_inner();
                let is = |form: &&Form| form.root == name && (form.is_space)(space.0);
                let form = forms.iter().find(is)?;
                return Some((form, space.0.to_owned()));
            }
            _ => return None,
        }
    }
}

struct Walk<'f> {
    form: &'f Form,
    space: String,
    /// The elements that are open below the root.
    open: Vec<Open>,
    asked: usize,
    draft: Draft,
}

/// An element that is not over.
struct Open {
    /// None below one that is not asked for.
    element: Option<&'static Element>,
    text: String,
    attribute: Option<String>,
    /// It can't be read as one text.
    broken: bool,
}

impl Walk<'_> {
    /// Walks from the root's start to the document's end, or to where nothing is asked for any more.
    fn whole(&mut self, reader: &mut NsReader<&[u8]>) -> Option<()> {
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    if self.start(&start, reader)? == Goes::NoFurther {
                        return Some(());
                    }
                }
                Event::End(_) => match self.open.pop() {
                    Some(open) => self.over(&open),
                    None => break,
                },
                Event::Text(text) => self.text(&text.xml10_content()),
                Event::CData(text) => self.text(&text.xml10_content()),
                Event::GeneralRef(name) => {
                    let letter = name.resolve_char_ref().ok()?;
                    if letter.is_some_and(no_character) {
                        return None;
                    }
                    let letter = letter.map(String::from);
                    let known = quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned);
                    self.text(&letter.or(known)?);
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Empty(_) | Event::Decl(_) | Event::DocType(_) | Event::Eof => return None,
            }
        }
        loop {
            match reader.read_event().ok()? {
                Event::Eof => return Some(()),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.trim_ascii().is_empty() => {}
                _ => return None,
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>, reader: &NsReader<&[u8]>) -> Option<Goes> {
        if self.open.len() >= DEPTH_MAX || start.len() > TAG_BYTES_MAX {
            return None;
        }
        let inner = match self.open.last_mut() {
            None => self.form.inner,
            Some(outer) => {
                outer.broken = true;
                outer.element.map_or(&[][..], |element| element.inner)
            }
        };
        let element = self.asked(start, reader, inner)?;
        if element.is_some_and(|element| element.ends) {
            return Some(Goes::NoFurther);
        }
        let (attribute, broken) = match element.map(|element| element.attribute) {
            None | Some("") => (None, false),
            Some(name) => match attribute(start, name) {
                Ok(attribute) => (attribute, false),
                Err(Unreadable) => (None, true),
            },
        };
        self.open.push(Open { element, text: String::new(), attribute, broken });
        Some(Goes::On)
    }

    /// Which of these it is; no answer at all where too many were asked about.
    fn asked(
        &mut self,
        start: &BytesStart<'_>,
        reader: &NsReader<&[u8]>,
        inner: &'static [Element],
    ) -> Option<Option<&'static Element>> {
        let name = start.local_name().into_inner();
        let Some(element) = inner.iter().find(|element| element.name == name) else {
            return Some(None);
        };
        self.asked += 1;
        if self.asked > ASKED_MAX {
            return None;
        }
        let ResolveResult::Bound(space) = reader.resolver().resolve_element(start.name()).0 else {
            return Some(None);
        };
        let wanted = match element.space {
            Space::Is(wanted) => wanted,
            Space::Root => &self.space,
        };
        Some((space.0 == wanted).then_some(element))
    }

    fn text(&mut self, text: &str) {
        let asked = |open: &&mut Open| open.element.is_some_and(|element| element.gives.is_some());
        let Some(open) = self.open.last_mut().filter(asked) else { return };
        match open.text.len() + text.len() <= TEXT_BYTES_MAX {
            true => open.text.push_str(text),
            false => open.broken = true,
        }
    }

    fn over(&mut self, open: &Open) {
        let Some((element, field)) = open.element.and_then(|at| at.gives.map(|field| (at, field)))
        else {
            return;
        };
        let leaf = Leaf { text: &open.text, attribute: open.attribute.as_deref() };
        // What has elements that are asked for is no text: it says that they have come.
        let whole = !open.broken || !element.inner.is_empty();
        (self.form.take)(&mut self.draft, field, whole.then_some(leaf));
    }
}

/// Whether there is more to read.
#[derive(PartialEq, Eq)]
enum Goes {
    On,
    NoFurther,
}

struct Unreadable;

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Unreadable> {
    let mut found = None;
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| Unreadable)?;
        if attribute.key.as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            found = Some(value.map_err(|_| Unreadable)?.trim_ascii().to_owned());
        }
    }
    Ok(found)
}
