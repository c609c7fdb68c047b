//! What is asked of a record: its name, and beside it when it was changed, how large it is, which bytes it has, its
//! tags, what it says of itself; that it is one of those that somebody named one by one, or that a list has.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use memchr::memmem::Finder;

use crate::formats::index::{Record, Wanted};
use crate::words::day::{Day, Time};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::listed::Listed;
use super::patterns::{NoPattern, Patterns, slashed};
use super::said::{NumbersMet, Said};
use super::wishes::Wishes;

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
    /// What fits one of these is kept back, whatever else asks for it.
    kept_back: Patterns,
    facts: Facts,
    numbers_met: NumbersMet,
    /// Of each of these lists one wish.
    wishes: Vec<Wishes>,
    /// A pattern or a wish alone is enough.
    any: bool,
    listed: Option<Listed>,
    /// Where either is enough: what was looked at of each bundle.
    looked_at: Mutex<BTreeMap<BundleId, LookedAt>>,
    /// What stands in the line of each record that meets it.
    spelled: Vec<Finder<'static>>,
}

/// The records of one bundle that were looked at, in their order, each counted once.
#[derive(Debug, Clone, Copy, Default)]
struct LookedAt {
    /// The first that was not.
    next: u64,
    /// Those that nothing asks for.
    others: u64,
}

impl Asked {
    /// These names, and these facts.
    pub fn of(patterns: Patterns, facts: Facts) -> Asked {
        let hash = facts.sha256.map(|sha256| sha256.to_string());
        let document = facts.said.asks().then(|| "{\"document\":{".to_owned());
        let spelled = hash.iter().chain(&document);
        let spelled = spelled.map(|text| Finder::new(text.as_bytes()).into_owned()).collect();
        let (kept_back, looked_at) = (Patterns::default(), Mutex::default());
        let (wishes, any, listed) = (vec![], false, None);
        let numbers_met = NumbersMet::none(&facts.said);
        Asked { patterns, kept_back, facts, numbers_met, wishes, any, listed, looked_at, spelled }
    }

    /// The same without what fits one of these.
    pub fn without(self, kept_back: Patterns) -> Asked {
        Asked { kept_back, ..self }
    }

    /// The same of records that meet one wish of each of these lists.
    pub fn one_of_each(self, wishes: Vec<Wishes>) -> Asked {
        Asked { wishes, ..self }
    }

    /// The same of records that fit a pattern, or meet one of these wishes.
    pub fn any_of(self, wishes: Vec<Wishes>) -> Asked {
        Asked { wishes, any: true, ..self }
    }

    /// The same in a vault of this name, where either is enough.
    pub fn in_vault(mut self, name: &str) -> Asked {
        if self.any {
            self.wishes = self.wishes.into_iter().map(|wishes| wishes.in_vault(name)).collect();
        }
        self
    }

    /// The same of records that this list has.
    pub fn among(self, listed: Option<Listed>) -> Asked {
        Asked { listed, ..self }
    }

    /// Whether every record is asked for.
    pub fn is_all(&self) -> bool {
        self.patterns.is_empty()
            && self.kept_back.is_empty()
            && !self.facts.asks()
            && self.wishes.is_empty()
            && self.listed.is_none()
    }

    /// The same of one bundle's records.
    pub fn within(&self, bundle: BundleId) -> Within<'_> {
        Within { asked: self, bundle }
    }

    /// How many things were asked for one by one: patterns and wishes.
    pub fn count(&self) -> usize {
        self.patterns.count() + self.wishes.iter().map(Wishes::count).sum::<usize>()
    }

    /// Patterns, and numbers of documents, that no record has met yet.
    pub fn unmet(&self) -> Vec<String> {
        let numbers = self.numbers_met.unmet(&self.facts.said);
        self.patterns.unmet().into_iter().chain(numbers).collect()
    }

    /// Wishes, and records of the list, that no record has met yet.
    pub fn unmet_by_name(&self) -> Vec<String> {
        let wishes = self.wishes.iter().flat_map(Wishes::unmet);
        wishes.chain(self.listed.iter().flat_map(Listed::unmet)).collect()
    }

    /// The patterns and wishes that a record meets, as they were typed.
    pub fn met_by(&self, record: &Record) -> Vec<String> {
        let patterns = match self.patterns.is_empty() {
            true => vec![],
            false => self.patterns.met_by(&slashed(record)),
        };
        patterns.into_iter().chain(self.wishes.iter().flat_map(|it| it.said_by(record))).collect()
    }

    /// Whether a record has met this one of the patterns of what is kept back.
    pub fn keeps_back_by(&self, pattern: &str) -> bool {
        !self.kept_back.unmet().iter().any(|unmet| unmet == pattern)
    }

    /// How many of this bundle's records nothing asks for; none where not all `records` of them were looked at.
    pub fn others(&self, bundle: BundleId, records: u64) -> Option<u64> {
        let looked_at = self.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
        let found = looked_at.get(&bundle).filter(|found| found.next == records);
        found.map(|found| found.others)
    }

    fn look_at(&self, bundle: BundleId, n: u64, is_other: bool) {
        let mut looked_at = self.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
        let found = looked_at.entry(bundle).or_default();
        if n == found.next {
            found.next += 1;
            found.others += u64::from(is_other);
        }
    }

    /// Patterns that no record has met, and that are none.
    pub fn malformed(&self) -> Vec<NoPattern> {
        self.patterns.malformed()
    }
}

/// All that is asked in one run, of the records of one bundle.
#[derive(Clone, Copy)]
pub struct Within<'a> {
    asked: &'a Asked,
    bundle: BundleId,
}

impl Within<'_> {
    /// Whether every record is asked for.
    pub fn is_all(&self) -> bool {
        self.asked.is_all()
    }

    /// Whether the record is asked for.
    pub fn want(&self, record: &Record) -> bool {
        self.judge(record, false)
    }

    /// The same. What of all that is asked the record meets, has been met from then on.
    pub fn meet(&self, record: &Record) -> bool {
        self.judge(record, true)
    }

    fn judge(&self, record: &Record, remember: bool) -> bool {
        if self.is_all() {
            return true;
        }
        let Within { asked: Asked { patterns, kept_back, facts, wishes, any, listed, .. }, bundle } =
            self;
        let by_name = !patterns.is_empty() || !kept_back.is_empty();
        let name = if by_name { slashed(record) } else { String::new() };
        // What is kept back is looked for in all that was selected, whether or not it was asked for.
        let kept_back = kept_back.mark(&name);
        let fits = patterns.fit(&name);
        if !facts.fit(record)
            || !(fits || *any)
            || listed.as_ref().is_some_and(|listed| !listed.has(*bundle, record))
        {
            return false;
        }
        let met: Vec<Vec<usize>> = wishes.iter().map(|wishes| wishes.met_by(record)).collect();
        let meets = match any {
            true => (fits && !patterns.is_empty()) || met.iter().any(|met| !met.is_empty()),
            false => !met.iter().any(Vec::is_empty),
        };
        if *any {
            self.asked.look_at(*bundle, record.n, !meets);
        }
        if !meets {
            return false;
        }
        // What is kept back was asked for and found all the same.
        if remember || kept_back {
            patterns.mark(&name);
            self.asked.numbers_met.mark(&facts.said, record.document.as_deref());
            wishes.iter().zip(&met).for_each(|(wishes, met)| wishes.mark(met));
            listed.iter().for_each(|listed| listed.mark(*bundle, record));
        }
        !kept_back
    }
}

impl Facts {
    /// Whether anything is asked.
    pub fn asks(&self) -> bool {
        let Facts { changed, bytes, sha256, tags, said } = self;
        let any = changed.is_some() || bytes.is_some() || sha256.is_some();
        any || !tags.is_empty() || said.asks()
    }

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

impl Wanted for Within<'_> {
    fn may_stand(&self, first: &str, end: Option<&str>) -> bool {
        let Asked { patterns, kept_back, any, .. } = self.asked;
        *any || patterns.may_stand(first, end)
            || !kept_back.is_empty() && kept_back.may_stand(first, end)
    }

    fn may_be_in(&self, lines: &[u8]) -> bool {
        let Asked { patterns, kept_back, any, spelled, .. } = self.asked;
        let asked = *any
            || spelled.iter().all(|text| text.find(lines).is_some()) && patterns.may_be_in(lines);
        // What is kept back is looked for in all that was selected.
        asked || !kept_back.is_empty() && kept_back.may_be_in(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::document::Document;
    use crate::formats::tar_entry::Mtime;
    use crate::things::search::samples;
    use crate::things::search::wishes::Wish;
    use crate::words::day::parse_day;
    use crate::words::names::{Namer, TrueName};

    fn asked(names: &[&str], facts: Facts) -> Asked {
        let names: Vec<String> = names.iter().map(|name| (*name).into()).collect();
        Asked::of(Patterns::read(&names, None).unwrap(), facts)
    }

    fn bundle() -> BundleId {
        "20261031-7f3ca2b1".parse().unwrap()
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
            assert_eq!(
                asked(&[], facts.clone()).within(bundle()).meet(&record),
                meets,
                "{facts:?}"
            );
            assert_eq!(
                asked(&["a.pdf"], facts.clone()).within(bundle()).meet(&record),
                meets,
                "{facts:?}"
            );
            assert!(!asked(&["b.pdf"], facts).within(bundle()).meet(&record));
        }
    }

    #[test]
    fn what_names_a_person_or_fits_a_pattern_is_enough_where_either_is() {
        let names = vec!["loonstaat.*".to_owned()];
        let patterns = || Patterns::read(&names, None).unwrap();
        let wishes = || vec![Wishes::of(vec![Wish::Relation("De Wit".into())]).unwrap()];
        let either = Asked::of(patterns(), Facts::default()).any_of(wishes());
        let both = Asked::of(patterns(), Facts::default()).one_of_each(wishes());
        let alone = Asked::of(Patterns::default(), Facts::default()).any_of(wishes());
        for (name, by_either, by_both, by_wish) in [
            ("2025/de-wit.pdf", true, false, true),
            ("2025/loonstaat.pdf", true, false, false),
            ("De Wit/loonstaat.pdf", true, true, true),
            ("2025/jansen.pdf", false, false, false),
        ] {
            let name = TrueName::Text(name.into());
            let record = samples::record(&mut Namer::new(), &name);
            let line = record.line();
            for (asked, meets) in [(&either, by_either), (&both, by_both), (&alone, by_wish)] {
                let within = asked.within(bundle());
                assert_eq!(within.meet(&record), meets, "{name:?}");
                assert!(!meets || within.may_be_in(&line), "{name:?}");
            }
        }
        assert_eq!(either.unmet(), [""; 0]);
        assert_eq!(either.unmet_by_name(), [""; 0]);
    }

    #[test]
    fn what_nothing_asks_for_is_counted_once_and_not_what_is_kept_back() {
        let wishes = vec![Wishes::of(vec![Wish::Person("De Wit".into())]).unwrap()];
        let kept_back = Patterns::read(&["*jurist*".to_owned()], None).unwrap();
        let asked = Asked::of(Patterns::default(), Facts::default());
        let asked = asked.without(kept_back).any_of(wishes);
        let names = ["de-wit.pdf", "De Wit/jurist.pdf", "jansen.pdf", "jurist.pdf"];
        for _ in 0..2 {
            for (n, name) in names.iter().enumerate() {
                let name = TrueName::Text((*name).into());
                let mut record = samples::record(&mut Namer::new(), &name);
                record.n = n as u64;
                assert_eq!(asked.within(bundle()).want(&record), n == 0, "{name:?}");
            }
        }
        assert_eq!(asked.others(bundle(), 4), Some(2));
        assert_eq!(asked.others(bundle(), 5), None);
    }

    #[test]
    fn lines_without_a_document_are_not_read_where_one_is_asked_about() {
        let said = Said { numbers: vec!["7".into()], ..Said::default() };
        let asked = asked(&[], Facts { said, ..Facts::default() });
        let mut record = samples::record(&mut Namer::new(), &TrueName::Text("document".into()));
        assert!(
            !asked.within(bundle()).meet(&record)
                && !asked.within(bundle()).may_be_in(&record.line())
        );
        let document = Document { number: Some("7".into()), ..Document::default() };
        record.document = Some(Box::new(document));
        assert_eq!(asked.unmet(), ["7"]);
        assert!(
            asked.within(bundle()).meet(&record)
                && asked.within(bundle()).may_be_in(&record.line())
        );
        assert_eq!(asked.unmet(), [""; 0]);
    }

    #[test]
    fn lines_without_the_hash_are_not_read() {
        let asked = asked(&[], Facts { sha256: Some(Digest::of(b"x")), ..Facts::default() });
        assert!(asked.within(bundle()).may_be_in(format!("…{}…", Digest::of(b"x")).as_bytes()));
        assert!(!asked.within(bundle()).may_be_in(format!("…{}…", Digest::of(b"y")).as_bytes()));
    }
}
