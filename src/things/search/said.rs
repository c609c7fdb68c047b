//! What is asked of what a document says of itself: its number, its parties, its day, its total; and of the words that
//! it shows, where the vault keeps them.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::formats::document::{Document, Party, Person};
use crate::words::day::Day;
use crate::words::typed::folded;

use super::plain::{is_shown, plain, signs};

/// What is asked; what is none, or empty, asks nothing.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// One of these numbers, in whatever capitals.
    pub numbers: Vec<String>,
    /// Words of the name of a party, or the whole of a number that it has, or of the account; words of the name or
    /// address of who wrote or got an e-mail.
    pub relation: Option<String>,
    /// Issued on one of these days, the last one included; of what has no day of its own one of the days that it is
    /// about.
    pub issued: Option<(Day, Day)>,
    /// Each of these words stands in the subject of an e-mail or in the name of one of its files, or in what a PDF
    /// shows.
    pub words: Option<String>,
    /// A total in millionths: as much at the least, and at the most.
    pub amount: Option<(i64, i64)>,
}

impl Said {
    /// Whether anything is asked.
    pub fn asks(&self) -> bool {
        let Said { numbers, relation, issued, words, amount } = self;
        let texts = relation.is_some() || words.is_some();
        !numbers.is_empty() || texts || issued.is_some() || amount.is_some()
    }

    pub(super) fn fits(&self, document: &Document) -> bool {
        self.fits_number(document)
            && self.relation.as_ref().is_none_or(|asked| is_relation(document, asked))
            && self.words.as_ref().is_none_or(|asked| has_words(document, asked))
            && self.issued.is_none_or(|days| is_of(document, days))
            && self.amount.is_none_or(|(least, most)| {
                let total = document.amount.as_ref().and_then(|amount| amount.millionths());
                total.is_some_and(|total| (least..=most).contains(&total))
            })
    }

    fn fits_number(&self, document: &Document) -> bool {
        self.numbers.is_empty() || self.numbers.iter().any(|asked| has_number(document, asked))
    }
}

/// Which of the numbers that were asked for some record had, in their order.
pub(super) struct NumbersMet(Vec<AtomicBool>);

impl NumbersMet {
    pub(super) fn none(said: &Said) -> NumbersMet {
        NumbersMet(said.numbers.iter().map(|_| AtomicBool::new(false)).collect())
    }

    pub(super) fn mark(&self, said: &Said, document: Option<&Document>) {
        let Some(document) = document else { return };
        let numbers = said.numbers.iter().zip(&self.0);
        for (_, met) in numbers.filter(|(asked, _)| has_number(document, asked)) {
            met.store(true, Ordering::Relaxed);
        }
    }

    /// Those that none had.
    pub(super) fn unmet(&self, said: &Said) -> impl Iterator<Item = String> {
        let numbers = said.numbers.iter().zip(&self.0);
        numbers.filter(|(_, met)| !met.load(Ordering::Relaxed)).map(|(asked, _)| asked.clone())
    }
}

fn has_number(document: &Document, asked: &str) -> bool {
    document.number.as_deref().is_some_and(|own| folded(own) == folded(asked))
        || document.text.as_deref().is_some_and(|text| is_shown(asked, text))
}

fn is_of(document: &Document, (first, last): (Day, Day)) -> bool {
    let (from, to) = match (document.issued, document.period) {
        (Some(day), _) => (day, day),
        (None, Some(period)) => (period.from, period.to),
        (None, None) => return false,
    };
    from <= last && first <= to
}

/// Whether each word stands somewhere, of whichever text.
fn has_words(document: &Document, asked: &str) -> bool {
    let texts: Vec<String> = document.texts().chain(document.text.as_deref()).map(plain).collect();
    let asked = plain(asked);
    let mut words = asked.split_whitespace().peekable();
    words.peek().is_some() && words.all(|word| texts.iter().any(|text| text.contains(word)))
}

fn is_relation(document: &Document, asked: &str) -> bool {
    let (words, number) = (plain(asked), signs(asked));
    let is_number = |own: &Option<Box<str>>| own.as_deref().is_some_and(|own| signs(own) == number);
    let is_party = |party: &Party| {
        let name = party.name.as_deref().map(plain).unwrap_or_default();
        words.split_whitespace().all(|word| name.contains(word))
            || is_number(&party.vat)
            || is_number(&party.chamber)
    };
    let is_person = |person: &Person| {
        let has = |word| {
            let texts = [&person.name, &person.address];
            texts.into_iter().flatten().any(|text| plain(text).contains(word))
        };
        words.split_whitespace().all(has)
    };
    let asks = !number.is_empty();
    asks && (document.parties().any(is_party)
        || document.people().any(is_person)
        || is_number(&document.account)
        || document.text.as_deref().is_some_and(|text| is_shown(asked, text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::document::{Amount, Mail, Period};
    use crate::words::day::parse_day;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn invoice() -> Document {
        let supplier = Party {
            chamber: Some("12345678".into()),
            name: Some("Café Zon B.V.".into()),
            vat: Some("NL001234567B01".into()),
        };
        Document {
            amount: Some(Amount { currency: "EUR".into(), value: "121.0".into() }),
            customer: Party { name: Some("Bakkerij Jansen".into()), ..Party::default() },
            issued: Some(day("2025-11-30")),
            number: Some("F-2025/7".into()),
            supplier,
            ..Document::default()
        }
    }

    #[test]
    fn a_number_that_no_document_has_is_told_beside_those_that_were_found() {
        let said = Said { numbers: vec!["f-2025/7".into(), "F-2025/8".into()], ..Said::default() };
        let met = NumbersMet::none(&said);
        met.mark(&said, None);
        met.mark(&said, Some(&invoice()));
        assert_eq!(met.unmet(&said).collect::<Vec<_>>(), ["F-2025/8"]);
    }

    #[test]
    fn a_relation_is_found_by_words_of_its_name_or_a_whole_number() {
        for (asked, found) in [
            ("cafe zon", true),
            ("ZON café", true),
            ("Cafe\u{301}", true),
            ("jansen", true),
            ("zon jansen", false),
            ("maan", false),
            ("NL 0012.34.567.B01", true),
            ("nl001234567", false),
            ("12345678", true),
            ("1234", false),
            ("", false),
            (".", false),
        ] {
            let said = Said { relation: Some(asked.into()), ..Said::default() };
            assert_eq!(said.fits(&invoice()), found, "{asked:?}");
            assert!(!said.fits(&Document::default()), "{asked:?}");
        }
        let account =
            Document { account: Some("NL91ABNA0417164300".into()), ..Document::default() };
        let said = Said { relation: Some("NL91 ABNA 0417 1643 00".into()), ..Said::default() };
        assert!(said.fits(&account));
    }

    #[test]
    fn a_message_is_found_by_who_wrote_and_got_it_and_by_what_it_is_about() {
        let person = |name: &str, address: &str| Person {
            name: Some(name.into()),
            address: Some(address.into()),
        };
        let mail = Document {
            mail: Some(Box::new(Mail {
                attachments: vec!["Offerte dak.pdf".into()],
                receivers: vec![person("Jan Jansen", "jan@zon.example")],
                sender: person("Café Maan", "info@maan.example"),
                subject: Some("Herinnering één".into()),
            })),
            ..Document::default()
        };
        let relation = |text: &str| Said { relation: Some(text.into()), ..Said::default() };
        let words = |text: &str| Said { words: Some(text.into()), ..Said::default() };
        for (said, found) in [
            (relation("cafe maan"), true),
            (relation("JAN@zon.example"), true),
            (relation("jansen zon"), true),
            (relation("jansen maan"), false),
            (relation("offerte"), false),
            (words("offerte"), true),
            (words("herinnering een dak"), true),
            (words("herinnering twee"), false),
            (words("jansen"), false),
            (words(" "), false),
        ] {
            assert_eq!(said.fits(&mail), found, "{said:?}");
            assert!(!said.fits(&Document::default()), "{said:?}");
        }
    }

    #[test]
    fn what_a_pdf_shows_is_found_by_number_relation_and_words() {
        let text = "Garage De Wit Factuur 2025-0412 Totaal \u{20ac} 121,00";
        let shown = Document { text: Some(text.into()), ..Document::default() };
        let number = |text: &str| Said { numbers: vec![text.into()], ..Said::default() };
        let relation = |text: &str| Said { relation: Some(text.into()), ..Said::default() };
        let words = |text: &str| Said { words: Some(text.into()), ..Said::default() };
        for (said, found) in [
            (number("2025-0412"), true),
            (number("2025 0412"), true),
            (number("0412"), false),
            (number("2025-041"), false),
            (relation("garage de wit"), true),
            (relation("wit de garage"), false),
            (words("wit totaal"), true),
            (words("121,00"), true),
            (words("zwart"), false),
        ] {
            assert_eq!(said.fits(&shown), found, "{said:?}");
        }
    }

    #[test]
    fn numbers_days_and_totals_fit_whole() {
        let numbers = |numbers: &[&str]| Said {
            numbers: numbers.iter().map(|text| (*text).into()).collect(),
            ..Said::default()
        };
        let issued = |from, to| Said { issued: Some((day(from), day(to))), ..Said::default() };
        let amount = |least, most| Said { amount: Some((least, most)), ..Said::default() };
        for (said, found) in [
            (Said::default(), true),
            (numbers(&["f-2025/7"]), true),
            (numbers(&["9", "F-2025/7"]), true),
            (numbers(&["F-2025"]), false),
            (issued("2025-11-30", "2025-11-30"), true),
            (issued("2025-11-01", "2025-11-29"), false),
            (issued("2025-12-01", "2025-12-31"), false),
            (amount(121_000_000, 121_000_000), true),
            (amount(121_000_001, i64::MAX), false),
            (amount(i64::MIN, 120_999_999), false),
        ] {
            assert_eq!(said.fits(&invoice()), found, "{said:?}");
            assert_eq!(said.asks(), !said.fits(&Document::default()), "{said:?}");
        }
        let period = Period { from: day("2025-10-31"), to: day("2025-11-30") };
        let statement = Document { period: Some(period), ..Document::default() };
        assert!(issued("2025-11-01", "2025-11-01").fits(&statement));
        assert!(!issued("2025-12-01", "2025-12-01").fits(&statement));
    }
}
