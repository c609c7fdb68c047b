//! What somebody asks for one by one: numbers, relations, and texts that are one of the two. Whoever asks is told of
//! each whether anything was found.
//!
//! It is looked for in what a document says of itself, in the words that it shows, where the vault keeps them, and in
//! the record's name, since not every document could be read: a number in the file's own name, a relation in its
//! folders' too. Only whole words are found, and in a row: what is given to somebody else must not be too much either.
//! A person who asks for what is kept about them is looked for in tags too, in what an e-mail is about and in the
//! addresses it has, and not where the vault's own name says nothing of them.

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::formats::document::{Document, Party, Person};
use crate::formats::index::Record;
use crate::words::typed::folded;

use super::plain::{SHOWN_CHARS_MIN, in_a_row, signs, words_of};

/// Shorter texts stand in too many names by chance, so that only documents are asked about them: letters and digits.
const NAME_CHARS_MIN: usize = 4;
/// Of a person a short surname is looked for in names all the same.
const PERSON_CHARS_MIN: usize = 3;

/// How a firm's legal form is spelled behind its name, in words without dots.
const LEGAL_FORMS: [&[&str]; 12] = [
    &["b", "v"],
    &["bv"],
    &["n", "v"],
    &["nv"],
    &["v", "o", "f"],
    &["vof"],
    &["c", "v"],
    &["cv"],
    &["u", "a"],
    &["ua"],
    &["eenmanszaak"],
    &["bvba"],
];

/// One thing that is asked for, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wish {
    /// A document's number.
    Number(String),
    /// A name, or a number of either party, or an account.
    Relation(String),
    /// Nobody said which of these it is.
    Either(String),
    /// A person who asks what is kept about them, by a name or a number of theirs.
    Person(String),
    /// A number of one relation.
    Both {
        /// The document's number.
        number: String,
        /// The relation.
        relation: String,
    },
}

impl Wish {
    /// As it is told.
    pub fn said(&self) -> String {
        match self {
            Wish::Number(text) | Wish::Relation(text) | Wish::Either(text) | Wish::Person(text) => {
                text.clone()
            }
            Wish::Both { number, relation } => format!("{number}, {relation}"),
        }
    }

    fn number(&self) -> Option<&str> {
        match self {
            Wish::Number(text)
            | Wish::Either(text)
            | Wish::Person(text)
            | Wish::Both { number: text, .. } => Some(text),
            Wish::Relation(_) => None,
        }
    }

    fn relation(&self) -> Option<&str> {
        match self {
            Wish::Relation(text)
            | Wish::Either(text)
            | Wish::Person(text)
            | Wish::Both { relation: text, .. } => Some(text),
            Wish::Number(_) => None,
        }
    }
}

/// Whether so short a name or number of a person stands in too many names by chance to be looked for there.
pub fn is_too_short(text: &str) -> bool {
    let signs = signs(text);
    let count = signs.chars().count();
    let is_word = signs.chars().all(char::is_alphabetic);
    // A name in other letters is whole with two of them.
    let enough = if is_word && !signs.is_ascii() { 2 } else { PERSON_CHARS_MIN };
    count < if is_word { enough } else { NAME_CHARS_MIN }
}

/// Wishes by a text that meets them, as their places in the list.
type ByText = HashMap<String, Vec<usize>>;

/// Wishes of which a record meets one at least, and which of them were met.
pub struct Wishes {
    all: Vec<(Wish, AtomicBool)>,
    numbers: ByText,
    /// By the whole text of a relation.
    relations: ByText,
    /// By its longest word; the others have to be there too.
    words: ByText,
    /// By its letters and digits.
    signs: ByText,
    /// By the whole of it, where it is an e-mail address: a dot more is somebody else's.
    addresses: ByText,
    /// The most words of one wish.
    words_max: usize,
    /// The words of the vault's own name, without its legal form.
    own: Vec<String>,
}

/// Where words stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Folder,
    File,
    /// What only a person is looked for in: a tag, what an e-mail is about, the name in an address.
    Tag,
    /// What follows the @ of an address.
    Domain,
    /// What a document shows, in which no person is looked for: anybody may be named there.
    Shown,
}

impl Wishes {
    /// Takes all of them; none where there is none.
    pub fn of(all: Vec<Wish>) -> Option<Wishes> {
        let [mut numbers, mut relations, mut words, mut by_signs, mut addresses] =
            [(); 5].map(|()| ByText::new());
        let mut words_max = 0;
        for (at, wish) in all.iter().enumerate() {
            let add = |by: &mut ByText, text: String| match text.is_empty() {
                true => {}
                false => by.entry(text).or_default().push(at),
            };
            if let Some(number) = wish.number() {
                add(&mut numbers, in_a_row(number));
            }
            if let Some(relation) = wish.relation() {
                add(&mut relations, in_a_row(relation));
                match relation.contains('@') {
                    true => add(&mut addresses, folded(relation.trim())),
                    false => add(&mut by_signs, signs(relation)),
                }
                let longest = words_of(relation).into_iter().max_by_key(String::len);
                add(&mut words, longest.unwrap_or_default());
            }
            let texts = [wish.number(), wish.relation()].into_iter().flatten();
            words_max = texts.map(|text| words_of(text).len()).fold(words_max, usize::max);
        }
        let all: Vec<_> = all.into_iter().map(|wish| (wish, AtomicBool::new(false))).collect();
        let signs = by_signs;
        let own = vec![];
        let wishes = Wishes { all, numbers, relations, words, signs, addresses, words_max, own };
        (!wishes.all.is_empty()).then_some(wishes)
    }

    /// The same where the vault is called so: its own name stands on every invoice, and names no person who asks.
    pub fn in_vault(self, name: &str) -> Wishes {
        Wishes { own: without_form(words_of(name)), ..self }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// Those that the record meets, by their places.
    pub(super) fn met_by(&self, record: &Record) -> Vec<usize> {
        let (mut numbers, mut relations) = (BTreeSet::new(), BTreeSet::new());
        if let Some(document) = &record.document {
            let number = document.number.as_deref().map(in_a_row);
            numbers.extend(number.iter().filter_map(|number| self.numbers.get(number)).flatten());
            self.relations_of(document, &mut relations);
            self.in_mail(document, &mut numbers, &mut relations);
            if let Some(text) = &document.text {
                self.in_name(&words_of(text), Place::Shown, &mut numbers, &mut relations);
            }
        }
        let name = record.true_name().display();
        let mut parts = name.split('/').map(words_of).peekable();
        while let Some(words) = parts.next() {
            let place = if parts.peek().is_none() { Place::File } else { Place::Folder };
            self.in_name(&words, place, &mut numbers, &mut relations);
        }
        for (_, value) in record.tags.iter() {
            self.in_name(&words_of(value), Place::Tag, &mut numbers, &mut relations);
        }
        let meets = |at: &usize| match &self.all[*at].0 {
            Wish::Both { .. } => numbers.contains(at) && relations.contains(at),
            Wish::Number(_) | Wish::Relation(_) | Wish::Either(_) | Wish::Person(_) => true,
        };
        numbers.union(&relations).copied().filter(meets).collect()
    }

    /// The same, as they are told.
    pub(super) fn said_by(&self, record: &Record) -> Vec<String> {
        self.met_by(record).into_iter().map(|at| self.all[at].0.said()).collect()
    }

    /// Remembers that these were met.
    pub(super) fn mark(&self, met: &[usize]) {
        met.iter().for_each(|at| self.all[*at].1.store(true, Ordering::Relaxed));
    }

    /// Those that no record has met.
    pub(super) fn unmet(&self) -> impl Iterator<Item = String> {
        let unmet = self.all.iter().filter(|(_, met)| !met.load(Ordering::Relaxed));
        unmet.map(|(wish, _)| wish.said())
    }

    fn relations_of(&self, document: &Document, found: &mut BTreeSet<usize>) {
        for Party { chamber, name, vat } in document.parties() {
            let own = name.as_deref().map(words_of).unwrap_or_default();
            self.named(&own, found);
            let numbers = [chamber, vat].into_iter().flatten().map(|number| signs(number));
            found.extend(numbers.filter_map(|number| self.signs.get(&number)).flatten());
        }
        for Person { address, name } in document.people() {
            let own = name.as_deref().map(words_of).unwrap_or_default();
            self.named(&own, found);
            let address = address.as_deref().map(folded);
            found.extend(address.iter().filter_map(|own| self.addresses.get(own)).flatten());
        }
        let account = document.account.as_deref().map(signs);
        found.extend(account.iter().filter_map(|account| self.signs.get(account)).flatten());
    }

    /// Looks for a person in what an e-mail is about, the names of its files, and both sides of each address.
    fn in_mail(
        &self,
        document: &Document,
        numbers: &mut BTreeSet<usize>,
        relations: &mut BTreeSet<usize>,
    ) {
        let texts = document.texts().map(|text| (text, Place::Tag));
        let addresses = document.people().filter_map(|person| person.address.as_deref());
        let sides = addresses.filter_map(|address| address.rsplit_once('@'));
        let sides = sides.flat_map(|(name, at)| [(name, Place::Tag), (at, Place::Domain)]);
        for (text, place) in texts.chain(sides) {
            self.in_name(&words_of(text), place, numbers, relations);
        }
    }

    /// Those of which all words stand in this name; of a person in a row, and not in the vault's own.
    fn named(&self, own: &[String], found: &mut BTreeSet<usize>) {
        let is_own = !self.own.is_empty() && without_form(own.to_vec()) == self.own;
        for at in own.iter().filter_map(|word| self.words.get(word)).flatten() {
            let wish = &self.all[*at].0;
            let asked = wish.relation().map(words_of).unwrap_or_default();
            let is_named = match wish {
                Wish::Person(_) => !is_own && self.is_in_a_row(&asked, own),
                _ => asked.iter().all(|word| own.contains(word)),
            };
            if is_named {
                found.insert(*at);
            }
        }
    }

    /// Whether these words stand in a party's name somewhere else than in the vault's own within it.
    fn is_in_a_row(&self, asked: &[String], name: &[String]) -> bool {
        let rows = name.windows(asked.len()).enumerate();
        let mut places = rows.filter(|(_, row)| *row == asked).map(|(at, _)| at);
        places.any(|at| !self.is_own(name, at..=at + asked.len() - 1, Place::File))
    }

    /// Looks through what stands in one place.
    fn in_name(
        &self,
        words: &[String],
        place: Place,
        numbers: &mut BTreeSet<usize>,
        relations: &mut BTreeSet<usize>,
    ) {
        let is_shown = place == Place::Shown;
        let chars_min = if is_shown { SHOWN_CHARS_MIN } else { NAME_CHARS_MIN };
        for first in 0..words.len() {
            for last in first..words.len().min(first + self.words_max) {
                let row = &words[first..=last];
                let chars = row.iter().map(|word| word.chars().count()).sum::<usize>();
                let short = chars < chars_min;
                let is_own = is_shown || self.is_own(words, first..=last, place);
                let row = row.join(" ");
                let counts = |at: &&usize| match &self.all[**at].0 {
                    Wish::Person(_) => !is_own,
                    _ => !short && matches!(place, Place::Folder | Place::File | Place::Shown),
                };
                relations.extend(self.relations.get(&row).into_iter().flatten().filter(counts));
                if matches!(place, Place::File | Place::Shown) {
                    numbers.extend(self.numbers.get(&row).into_iter().flatten().filter(counts));
                }
            }
        }
    }

    /// Whether these words stand there as the vault's own name, or as a part of it.
    fn is_own(&self, words: &[String], row: RangeInclusive<usize>, place: Place) -> bool {
        let (own, (first, last)) = (&self.own, row.into_inner());
        if own.is_empty() {
            return false;
        }
        // A part of its name may be the whole of its own domain, which stands in each e-mail.
        if place == Place::Domain && words[first..=last].iter().all(|word| own.contains(word)) {
            return true;
        }
        let within = |at: usize| at <= first && last < at + own.len();
        let longer = own.len() > last + 1 - first;
        place == Place::Folder && without_form(words.to_vec()) == *own
            || longer
                && words.windows(own.len()).enumerate().any(|(at, name)| name == own && within(at))
    }
}

/// The words of a firm's name without its legal form.
fn without_form(mut words: Vec<String>) -> Vec<String> {
    let ends_so =
        |form: &&&[&str]| words.len() > form.len() && words[words.len() - form.len()..] == ***form;
    if let Some(form) = LEGAL_FORMS.iter().find(ends_so) {
        words.truncate(words.len() - form.len());
    }
    words
}
