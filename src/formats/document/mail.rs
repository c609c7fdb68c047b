//! An e-mail as it is kept in a file of its own (RFC 5322, with MIME): from whom, to whom, when, about what, with which
//! files.
//!
//! `mail-parser` reads fields of a header; no body is decoded. Where parts begin is looked for here, so that a large
//! message costs one pass over its bytes.

use mail_parser::{Addr, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders};
use memchr::memmem::find_iter;

use super::sure::{Sure, words};
use super::value::{Document, Kind, Mail, Person};
use crate::words::day::{Day, parse_day};

/// So long may a header be.
const HEADER_BYTES_MAX: usize = 64 << 10;
/// So long may that of a part be.
const PART_HEADER_BYTES_MAX: usize = 8 << 10;
/// So long may what stands between parts be (RFC 2046, 5.1.1).
const BOUNDARY_BYTES_MAX: usize = 70;
/// So many parts are looked at.
const PARTS_MAX: usize = 1_000;
/// So deep may parts lie in parts.
const DEPTH_MAX: usize = 8;
/// Receivers, and files; more are left out.
const LISTED_MAX: usize = 32;
/// So many bytes do the names of all of them have at the most.
const LISTED_BYTES_MAX: usize = 2_048;

/// Reads a message, or as much of one as these first bytes have.
pub(super) fn read(bytes: &[u8]) -> Option<Document> {
    let (header, body) = split(bytes, HEADER_BYTES_MAX)?;
    is_mail(header)?;
    let message = MessageParser::new().parse_headers(header)?;
    let mut receivers = Listed::default();
    for person in people(&message, &[HeaderName::To, HeaderName::Cc]) {
        receivers.put(person, |person| {
            let texts = [&person.address, &person.name];
            texts.into_iter().flatten().map(|text| text.len()).sum()
        });
    }
    let mut mail = Mail {
        attachments: attachments(&message, body),
        receivers: receivers.all,
        sender: sender(&message),
        subject: one(&message, HeaderName::Subject, |value| clear(value.as_text()?)),
    };
    if !letters_are_known(header) {
        mail.subject = None;
        mail.receivers.iter_mut().chain([&mut mail.sender]).for_each(|person| person.name = None);
        mail.receivers.retain(|person| *person != Person::default());
    }
    Some(Document {
        issued: one(&message, HeaderName::Date, day),
        kind: Some(Kind::Email),
        mail: (mail != Mail::default()).then(|| Box::new(mail)),
        ..Document::default()
    })
}

/// Whether each encoded word (RFC 2047) is in letters that are read right.
fn letters_are_known(header: &[u8]) -> bool {
    const KNOWN: [&[u8]; 6] =
        [b"utf-8", b"utf8", b"us-ascii", b"iso-8859-", b"windows-125", b"koi8-"];
    find_iter(header, b"=?").all(|at| {
        let mut parts = header[at + 2..].split(|c| *c == b'?');
        let (letters, way) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let is_word = matches!(way, b"q" | b"Q" | b"b" | b"B") && letters.is_ascii();
        let known =
            |of: &&[u8]| letters.get(..of.len()).is_some_and(|own| own.eq_ignore_ascii_case(of));
        !is_word || KNOWN.iter().any(known)
    })
}

/// A header with the empty line behind it, and what follows.
fn split(bytes: &[u8], most: usize) -> Option<(&[u8], &[u8])> {
    let ahead = &bytes[..bytes.len().min(most)];
    let mut at = 0;
    while let Some(end) = memchr::memchr(b'\n', &ahead[at..]) {
        let line = &ahead[at..at + end];
        at += end + 1;
        if matches!(line, b"" | b"\r") {
            return Some(bytes.split_at(at));
        }
    }
    None
}

/// Whether all lines are fields of a header, and among them those that a message has to have, and one that only a
/// program writes: a text for people may begin with a name and a colon too.
fn is_mail(header: &[u8]) -> Option<()> {
    const BY_PROGRAMS: [&[u8]; 3] = [b"message-id", b"mime-version", b"received"];
    let (mut from, mut date, mut by_program) = (false, false, false);
    for line in header.split(|c| *c == b'\n') {
        match line {
            b"" | b"\r" | [b' ' | b'\t', ..] => continue,
            _ => {}
        }
        let name = &line[..memchr::memchr(b':', line)?];
        // Before the colon some old programs leave a space.
        let name = name.trim_ascii_end();
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return None;
        }
        from |= name.eq_ignore_ascii_case(b"from");
        date |= name.eq_ignore_ascii_case(b"date");
        by_program |= BY_PROGRAMS.iter().any(|known| name.eq_ignore_ascii_case(known));
    }
    (from && date && by_program).then_some(())
}

/// What a field says that a message has once, or always the same.
fn one<T: PartialEq>(
    message: &Message<'_>,
    name: HeaderName<'static>,
    read: impl Fn(&HeaderValue<'_>) -> Option<T>,
) -> Option<T> {
    let mut sure = Sure::default();
    message.header_values(name).for_each(|value| sure.put(read(value)));
    sure.get()
}

/// The day as it is written, whatever its zone.
fn day(value: &HeaderValue<'_>) -> Option<Day> {
    let at = value.as_datetime().filter(|at| at.is_valid())?;
    parse_day(&format!("{:04}-{:02}-{:02}", at.year, at.month, at.day)).ok()
}

/// The one whom `From` names.
fn sender(message: &Message<'_>) -> Person {
    let mut all = people(message, &[HeaderName::From]);
    let first = all.next().unwrap_or_default();
    if all.all(|other| other == first) { first } else { Person::default() }
}

/// Those whom these fields name, in their order.
fn people<'m>(
    message: &'m Message<'_>,
    names: &'m [HeaderName<'static>],
) -> impl Iterator<Item = Person> + 'm {
    let values = names.iter().flat_map(|name| message.header_values(name.clone()));
    let all = values.filter_map(HeaderValue::as_address).flat_map(|all| all.iter());
    all.map(person).filter(|person| *person != Person::default())
}

fn person(from: &Addr<'_>) -> Person {
    let address = from.address().filter(|text| is_address(text));
    Person { address: address.and_then(clear), name: from.name().and_then(clear) }
}

/// Whether it is one address: where a field is not as it should be, two are read as one.
fn is_address(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || "<>,;:\"()".contains(c);
    text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && !domain.is_empty() && !domain.contains('@') && !text.contains(odd)
    })
}

/// A text of which every letter was read.
fn clear(text: &str) -> Option<Box<str>> {
    words(text).filter(|text| !text.contains(char::REPLACEMENT_CHARACTER))
}

/// The names of the files that go with a message, in their order.
fn attachments(message: &Message<'_>, body: &[u8]) -> Vec<Box<str>> {
    let mut names = Listed::default();
    let mut open: Vec<Vec<u8>> = boundary(message).into_iter().collect();
    names.put_name(message);
    if open.is_empty() {
        return names.all;
    }
    let first = body.starts_with(b"--").then_some(0);
    let others = find_iter(body, b"\n--").map(|at| at + 1);
    let mut looked_at = 0;
    for at in first.into_iter().chain(others) {
        let line = &body[at + 2..];
        let Some(depth) = open.iter().rposition(|own| line.starts_with(own)) else { continue };
        let behind = &line[open[depth].len()..];
        let end = memchr::memchr(b'\n', behind).unwrap_or(behind.len());
        let (rest, part) = behind.split_at(end);
        match rest.trim_ascii() {
            b"" => open.truncate(depth + 1),
            b"--" => {
                open.truncate(depth);
                if open.is_empty() {
                    break;
                }
                continue;
            }
            // A longer one that begins alike.
            _ => continue,
        }
        looked_at += 1;
        if looked_at > PARTS_MAX {
            break;
        }
        let part = part.get(1..).unwrap_or_default();
        let Some((header, _)) = split(part, PART_HEADER_BYTES_MAX) else { continue };
        let Some(part) = MessageParser::new().parse_headers(header) else { continue };
        names.put_name(&part);
        open.extend(boundary(&part).filter(|_| open.len() < DEPTH_MAX));
    }
    names.all
}

/// What stands between the parts of a message that has several.
fn boundary(of: &Message<'_>) -> Option<Vec<u8>> {
    let kind = of.content_type().filter(|kind| kind.ctype().eq_ignore_ascii_case("multipart"))?;
    let text = kind.attribute("boundary")?;
    // A longer one, or one of several lines, would cost a look at all of it wherever a line begins alike.
    let is_one = (1..=BOUNDARY_BYTES_MAX).contains(&text.len()) && !text.contains(char::is_control);
    is_one.then(|| text.as_bytes().to_vec())
}

/// What there are many of, up to a number and a length.
struct Listed<T> {
    all: Vec<T>,
    bytes: usize,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Listed { all: Vec::new(), bytes: 0 }
    }
}

impl<T: PartialEq> Listed<T> {
    fn put(&mut self, one: T, length: impl Fn(&T) -> usize) {
        let bytes = self.bytes + length(&one);
        let fits = self.all.len() < LISTED_MAX && bytes <= LISTED_BYTES_MAX;
        if fits && !self.all.contains(&one) {
            self.all.push(one);
            self.bytes = bytes;
        }
    }
}

impl Listed<Box<str>> {
    fn put_name(&mut self, part: &Message<'_>) {
        if let Some(name) = part.attachment_name().and_then(clear) {
            self.put(name, |name| name.len());
        }
    }
}

#[cfg(test)]
mod tests;
