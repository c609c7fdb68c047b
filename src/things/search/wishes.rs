//! What somebody asks for one by one: numbers, relations, and texts that are one of the two. Whoever asks is told of
//! each whether anything was found.
//!
//! It is looked for in what a document says of itself, and in the record's name, since not every document could be
//! read: a number in the file's own name, a relation in its folders' too. Only whole words are found, and in a row:
//! what is given to somebody else must not be too much either.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::formats::document::{Document, Party, Person};
use crate::formats::index::Record;

use super::said::{plain, signs};

/// Shorter texts stand in too many names by chance, so that only documents are asked about them: letters and digits.
const NAME_CHARS_MIN: usize = 4;

/// One thing that is asked for, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wish {
    /// A document's number.
    Number(String),
    /// A name, or a number of either party, or an account.
    Relation(String),
    /// Nobody said which of these it is.
    Either(String),
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
            Wish::Number(text) | Wish::Relation(text) | Wish::Either(text) => text.clone(),
            Wish::Both { number, relation } => format!("{number}, {relation}"),
        }
    }

    fn number(&self) -> Option<&str> {
        match self {
            Wish::Number(text) | Wish::Either(text) | Wish::Both { number: text, .. } => Some(text),
            Wish::Relation(_) => None,
        }
    }

    fn relation(&self) -> Option<&str> {
        match self {
            Wish::Relation(text) | Wish::Either(text) | Wish::Both { relation: text, .. } => {
                Some(text)
            }
            Wish::Number(_) => None,
        }
    }
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
    /// The most words of one wish.
    words_max: usize,
}

impl Wishes {
    /// Takes all of them; none where there is none.
    pub fn of(all: Vec<Wish>) -> Option<Wishes> {
        let [mut numbers, mut relations, mut words, mut by_signs] = [(); 4].map(|()| ByText::new());
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
                add(&mut by_signs, signs(relation));
                let longest = words_of(relation).into_iter().max_by_key(String::len);
                add(&mut words, longest.unwrap_or_default());
            }
            let texts = [wish.number(), wish.relation()].into_iter().flatten();
            words_max = texts.map(|text| words_of(text).len()).fold(words_max, usize::max);
        }
        let all: Vec<_> = all.into_iter().map(|wish| (wish, AtomicBool::new(false))).collect();
        let wishes = Wishes { all, numbers, relations, words, signs: by_signs, words_max };
        (!wishes.all.is_empty()).then_some(wishes)
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
        }
        let name = record.true_name().display();
        let mut parts = name.split('/').map(words_of).peekable();
        while let Some(words) = parts.next() {
            let is_file = parts.peek().is_none();
            self.in_name(&words, is_file, &mut numbers, &mut relations);
        }
        let meets = |at: &usize| match &self.all[*at].0 {
            Wish::Both { .. } => numbers.contains(at) && relations.contains(at),
            Wish::Number(_) | Wish::Relation(_) | Wish::Either(_) => true,
        };
        numbers.union(&relations).copied().filter(meets).collect()
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
            let address = address.as_deref().map(signs);
            found.extend(address.iter().filter_map(|own| self.signs.get(own)).flatten());
        }
        let account = document.account.as_deref().map(signs);
        found.extend(account.iter().filter_map(|account| self.signs.get(account)).flatten());
    }

    /// Those of which all words stand in this name.
    fn named(&self, own: &[String], found: &mut BTreeSet<usize>) {
        for at in own.iter().filter_map(|word| self.words.get(word)).flatten() {
            let asked = self.all[*at].0.relation().map(words_of).unwrap_or_default();
            if asked.iter().all(|word| own.contains(word)) {
                found.insert(*at);
            }
        }
    }

    /// Looks through one folder's name or the file's own.
    fn in_name(
        &self,
        words: &[String],
        is_file: bool,
        numbers: &mut BTreeSet<usize>,
        relations: &mut BTreeSet<usize>,
    ) {
        for first in 0..words.len() {
            for last in first..words.len().min(first + self.words_max) {
                let row = &words[first..=last];
                if row.iter().map(|word| word.chars().count()).sum::<usize>() < NAME_CHARS_MIN {
                    continue;
                }
                let row = row.join(" ");
                relations.extend(self.relations.get(&row).into_iter().flatten());
                if is_file {
                    numbers.extend(self.numbers.get(&row).into_iter().flatten());
                }
            }
        }
    }
}

/// The words of a text, whatever stands between them: without accents and capitals.
fn words_of(text: &str) -> Vec<String> {
    let plain = plain(text);
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn in_a_row(text: &str) -> String {
    words_of(text).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::things::search::samples;
    use crate::words::names::{Namer, TrueName};

    fn number(text: &str) -> Wish {
        Wish::Number(text.into())
    }

    fn relation(text: &str) -> Wish {
        Wish::Relation(text.into())
    }

    fn either(text: &str) -> Wish {
        Wish::Either(text.into())
    }

    fn both(number: &str, relation: &str) -> Wish {
        Wish::Both { number: number.into(), relation: relation.into() }
    }

    /// An invoice of Café Zon B.V., under this name.
    fn invoice(name: &str) -> Record {
        let mut record = samples::record(&mut Namer::new(), &TrueName::Text(name.into()));
        let supplier = Party {
            name: Some("Café Zon B.V.".into()),
            vat: Some("NL001234567B01".into()),
            ..Party::default()
        };
        let number = Some("F-2025/7".into());
        record.document = Some(Box::new(Document { number, supplier, ..Document::default() }));
        record
    }

    fn is_met(wish: Wish, record: &Record) -> bool {
        !Wishes::of(vec![wish]).unwrap().met_by(record).is_empty()
    }

    #[test]
    fn a_document_is_asked_for_its_number_and_its_parties() {
        let record = invoice("a/1.xml");
        for (wish, met) in [
            (number("f 2025-7"), true),
            (number("F-2025"), false),
            (number("2025/7"), false),
            (number("Zon"), false),
            (relation("zon café"), true),
            (relation("Zonnig"), false),
            (relation("Zo"), false),
            (relation("NL 0012.34.567.B01"), true),
            (relation("F-2025/7"), false),
            (either("F-2025/7"), true),
            (either("ZON"), true),
            (both("F-2025/7", "Zon"), true),
            (both("F-2025/7", "Maan"), false),
            (both("F-2025/8", "Zon"), false),
            (either(" - "), false),
        ] {
            assert_eq!(is_met(wish.clone(), &record), met, "{wish:?}");
        }
    }

    #[test]
    fn a_name_is_asked_in_whole_words_for_what_could_not_be_read() {
        let names =
            TrueName::Text("Klanten/Maalderij Het Rad/2028/Factuur_HR-0418 kopie.pdf".into());
        let record = samples::record(&mut Namer::new(), &names);
        for (wish, met) in [
            (number("HR-0418"), true),
            (number("hr 0418"), true),
            (number("0418"), true),
            (number("418"), false),
            (number("HR"), false),
            (number("HR-04"), false),
            (number("2028"), false),
            (relation("maalderij het rad"), true),
            (relation("Het Rad"), true),
            (relation("Rad"), false),
            (relation("Maalderij Rad"), false),
            (relation("Rad 2028"), false),
            (either("Maalderij"), true),
            (both("HR-0418", "Maalderij Het Rad"), true),
            (both("HR-0418", "Molen"), false),
        ] {
            assert_eq!(is_met(wish.clone(), &record), met, "{wish:?}");
        }
    }

    #[test]
    fn what_no_record_has_met_is_known() {
        let all = vec![number("F-2025/7"), either("nobody"), both("1", "Zon"), number("F-2025/7")];
        let wishes = Wishes::of(all).unwrap();
        let met = wishes.met_by(&invoice("x"));
        assert_eq!((met.clone(), wishes.count()), (vec![0, 3], 4));
        wishes.mark(&met);
        assert_eq!(wishes.unmet().collect::<Vec<_>>(), ["nobody", "1, Zon"]);
        assert!(Wishes::of(vec![]).is_none());
    }
}
