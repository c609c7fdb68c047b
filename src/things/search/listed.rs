//! Records by name: those that were found before, as a list has them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::formats::index::Record;
use crate::words::csv;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;
use crate::words::names::TrueName;

/// Which records of which bundles, and which of them were met.
#[derive(Debug, Default)]
pub struct Listed(BTreeMap<BundleId, Vec<Line>>);

#[derive(Debug)]
struct Line {
    sha256: Digest,
    /// As a cell of a table has it.
    name: Box<str>,
    met: AtomicBool,
}

impl Listed {
    /// Adds the record with this hash and this name, which is spelled as in a table for a spreadsheet.
    pub fn add(&mut self, bundle: BundleId, sha256: Digest, name: &str) {
        let line = Line { sha256, name: name.into(), met: AtomicBool::new(false) };
        self.0.entry(bundle).or_default().push(line);
    }

    /// The same by its true name.
    pub fn add_true(&mut self, bundle: BundleId, sha256: Digest, name: &TrueName) {
        self.add(bundle, sha256, &csv::text(&name.display()));
    }

    /// No more are added: a record that is named twice is one.
    pub fn ended(mut self) -> Listed {
        for lines in self.0.values_mut() {
            lines.sort_by(|a, b| a.key().cmp(&b.key()));
            lines.dedup_by(|a, b| a.key() == b.key());
        }
        self
    }

    /// Whether it names nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bundles that it names.
    pub fn bundles(&self) -> impl Iterator<Item = BundleId> {
        self.0.keys().copied()
    }

    /// Whether it names the record.
    pub(super) fn has(&self, bundle: BundleId, record: &Record) -> bool {
        self.line(bundle, record).is_some()
    }

    pub(super) fn mark(&self, bundle: BundleId, record: &Record) {
        if let Some(line) = self.line(bundle, record) {
            line.met.store(true, Ordering::Relaxed);
        }
    }

    fn line(&self, bundle: BundleId, record: &Record) -> Option<&Line> {
        let lines = self.0.get(&bundle)?;
        // Hardly a record comes as far as its name.
        let first = lines.partition_point(|line| line.sha256 < record.sha256);
        if lines.get(first)?.sha256 != record.sha256 {
            return None;
        }
        let name = record.true_name().display();
        let key = (record.sha256, csv::text(&name));
        let at = lines.binary_search_by(|line| line.key().cmp(&(key.0, &*key.1)));
        at.ok().map(|at| &lines[at])
    }

    /// Those that no record was, each behind its bundle.
    pub(super) fn unmet(&self) -> Vec<String> {
        let lines =
            self.0.iter().flat_map(|(bundle, lines)| lines.iter().map(move |it| (bundle, it)));
        let unmet = lines.filter(|(_, line)| !line.met.load(Ordering::Relaxed));
        let mut unmet: Vec<_> =
            unmet.map(|(bundle, line)| format!("{bundle} {}", line.name)).collect();
        unmet.sort();
        unmet
    }
}

impl Line {
    fn key(&self) -> (Digest, &str) {
        (self.sha256, &self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::things::search::samples;
    use crate::words::names::Namer;

    #[test]
    fn a_record_is_named_by_its_bundle_its_hash_and_its_name() {
        let [bundle, other]: [BundleId; 2] =
            ["20261031-7f3ca2b1", "20261031-7f3ca2b2"].map(|id| id.parse().unwrap());
        let record = |name: &str, bytes: &[u8]| {
            let mut record = samples::record(&mut Namer::new(), &TrueName::Text(name.into()));
            record.sha256 = Digest::of(bytes);
            record
        };
        let mut listed = Listed::default();
        listed.add(bundle, Digest::of(b"1"), "a");
        listed.add(bundle, Digest::of(b"1"), "a");
        listed.add_true(bundle, Digest::of(b"1"), &TrueName::Text("=b".into()));
        listed.add(bundle, Digest::of(b"3"), "c");
        let listed = listed.ended();
        assert!(listed.has(bundle, &record("a", b"1")) && listed.has(bundle, &record("=b", b"1")));
        for (bundle, record) in
            [(bundle, record("a", b"2")), (bundle, record("c", b"1")), (other, record("a", b"1"))]
        {
            assert!(!listed.has(bundle, &record), "{record:?}");
        }
        listed.mark(bundle, &record("a", b"1"));
        assert_eq!(listed.unmet(), [format!("{bundle} '=b"), format!("{bundle} c")]);
        assert_eq!(listed.bundles().collect::<Vec<_>>(), [bundle]);
    }
}
