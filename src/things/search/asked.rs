//! What is asked of a record: its name, and beside it when it was changed, how large it is, which bytes it has, its
//! tags, what it says of itself.

use memchr::memmem::Finder;

use crate::formats::index::{Record, Wanted};
use crate::words::day::{Day, Time};
use crate::words::digest::Digest;

use super::patterns::Patterns;
use super::said::Said;

/// What is asked beside the name; what is none asks nothing.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Changed on one of these days, the last one included.
    pub changed: Option<(Day, Day)>,
    /// As many bytes at the least, and at the most.
    pub bytes: Option<(u64, u64)>,
    /// Exactly these bytes.
    pub sha256: Option<Digest>,
    /// All of these tags, with these values.
    pub tags: Vec<(String, String)>,
    /// What its document says.
    pub said: Said,
}

/// All that is asked in one run.
pub struct Asked {
    patterns: Patterns,
    facts: Facts,
    /// What stands in the line of each record that meets it.
    spelled: Vec<Finder<'static>>,
}

impl Asked {
    /// These names, and these facts.
    pub fn of(patterns: Patterns, facts: Facts) -> Asked {
        let hash = facts.sha256.map(|sha256| sha256.to_string());
        let document = facts.said.asks().then(|| "{\"document\":{".to_owned());
        let spelled = hash.iter().chain(&document);
        let spelled = spelled.map(|text| Finder::new(text.as_bytes()).into_owned()).collect();
        Asked { patterns, facts, spelled }
    }

    /// Whether a record is all of it. A pattern that it meets has been met from then on.
    pub fn meets(&self, record: &Record) -> bool {
        self.facts.fit(record) && self.patterns.meet(record)
    }

    /// Patterns that no record has met yet.
    pub fn unmet(&self) -> Vec<String> {
        self.patterns.unmet()
    }
}

impl Facts {
    fn fit(&self, record: &Record) -> bool {
        let day = || Time::from_unix(record.mtime.secs()).map(Time::day);
        self.changed.is_none_or(|(from, to)| day().is_some_and(|day| from <= day && day <= to))
            && self.bytes.is_none_or(|(least, most)| (least..=most).contains(&record.size))
            && self.sha256.is_none_or(|sha256| record.sha256 == sha256)
            && self.tags.iter().all(|(key, value)| record.tags.get(key) == Some(value))
            && (!self.said.asks()
                || record.document.as_deref().is_some_and(|document| self.said.fits(document)))
    }
}

impl Wanted for Asked {
    fn may_stand(&self, first: &str, end: Option<&str>) -> bool {
        self.patterns.may_stand(first, end)
    }

    fn may_be_in(&self, lines: &[u8]) -> bool {
        self.spelled.iter().all(|text| text.find(lines).is_some()) && self.patterns.may_be_in(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::document::Document;
    use crate::formats::tar_entry::Mtime;
    use crate::things::search::samples;
    use crate::words::day::parse_day;
    use crate::words::names::{Namer, TrueName};

    fn asked(names: &[&str], facts: Facts) -> Asked {
        let names: Vec<String> = names.iter().map(|name| (*name).into()).collect();
        Asked::of(Patterns::read(&names, None).unwrap(), facts)
    }

    #[test]
    fn every_fact_narrows_and_the_edges_count() {
        let mut record = samples::record(&mut Namer::new(), &TrueName::Text("2025/a.pdf".into()));
        record.size = 1_000;
        record.mtime = Mtime::new(1_762_300_800, 0).unwrap();
        let day = |text| parse_day(text).unwrap();
        let changed = |from, to| Facts { changed: Some((day(from), day(to))), ..Facts::default() };
        let bytes = |least, most| Facts { bytes: Some((least, most)), ..Facts::default() };
        let hash = |of: &[u8]| Facts { sha256: Some(Digest::of(of)), ..Facts::default() };
        record.sha256 = Digest::of(b"these");
        for (facts, meets) in [
            (Facts::default(), true),
            (changed("2025-11-05", "2025-11-05"), true),
            (changed("2025-11-06", "2025-12-05"), false),
            (changed("2025-01-01", "2025-11-04"), false),
            (bytes(1_000, 1_000), true),
            (bytes(1_001, u64::MAX), false),
            (bytes(0, 999), false),
            (hash(b"these"), true),
            (hash(b"those"), false),
            (Facts { tags: vec![("klant".into(), "12".into())], ..Facts::default() }, false),
        ] {
            assert_eq!(asked(&[], facts.clone()).meets(&record), meets, "{facts:?}");
            assert_eq!(asked(&["a.pdf"], facts.clone()).meets(&record), meets, "{facts:?}");
            assert!(!asked(&["b.pdf"], facts).meets(&record));
        }
    }

    #[test]
    fn lines_without_a_document_are_not_read_where_one_is_asked_about() {
        let said = Said { numbers: vec!["7".into()], ..Said::default() };
        let asked = asked(&[], Facts { said, ..Facts::default() });
        let mut record = samples::record(&mut Namer::new(), &TrueName::Text("document".into()));
        assert!(!asked.meets(&record) && !asked.may_be_in(&record.line()));
        let document = Document { number: Some("7".into()), ..Document::default() };
        record.document = Some(Box::new(document));
        assert!(asked.meets(&record) && asked.may_be_in(&record.line()));
    }

    #[test]
    fn lines_without_the_hash_are_not_read() {
        let asked = asked(&[], Facts { sha256: Some(Digest::of(b"x")), ..Facts::default() });
        assert!(asked.may_be_in(format!("…{}…", Digest::of(b"x")).as_bytes()));
        assert!(!asked.may_be_in(format!("…{}…", Digest::of(b"y")).as_bytes()));
    }
}
