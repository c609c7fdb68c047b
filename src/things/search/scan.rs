//! Finds the records of an index that are asked for, reading as little of it as can be.

use std::io::{Read, Seek};

use crate::formats::index::{IndexDamage, IndexReader, Record, Wanted};

use super::asked::Within;
use super::patterns::Patterns;

/// Judges records, beside the frames that they stand in.
pub trait Asks: Wanted {
    /// Whether the record is asked for.
    fn want(&self, record: &Record) -> bool;
}

impl Asks for Patterns {
    fn want(&self, record: &Record) -> bool {
        Patterns::want(self, record)
    }
}

impl Asks for Within<'_> {
    fn want(&self, record: &Record) -> bool {
        Within::want(self, record)
    }
}

/// Gives every record that is asked for, in order, until `take` has had enough. A record that fits two
/// patterns is given once.
pub fn scan<R: Read + Seek>(
    index: &mut IndexReader<R>,
    asked: &impl Asks,
    take: &mut dyn FnMut(Record) -> bool,
) -> Result<(), IndexDamage> {
    for record in index.records_where(asked) {
        let record = record?;
        if asked.want(&record) && !take(record) {
            break;
        }
    }
    Ok(())
}

/// Whether any record is asked for.
pub fn any<R: Read + Seek>(
    index: &mut IndexReader<R>,
    asked: &impl Asks,
) -> Result<bool, IndexDamage> {
    let mut found = false;
    scan(index, asked, &mut |_| {
        found = true;
        false
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::commitments::CommitmentSecret;
    use crate::formats::index::{IndexWriter, Meta};
    use crate::things::search::samples;
    use crate::words::digest::Digest;
    use crate::words::ids::VaultId;
    use crate::words::names::{Namer, TrueName};
    use std::io::Cursor;

    fn index(names: &[&str]) -> IndexReader<Cursor<Vec<u8>>> {
        let mut names: Vec<_> = names.iter().map(|name| TrueName::Text((*name).into())).collect();
        names.sort();
        let mut namer = Namer::new();
        let mut records: Vec<Record> =
            names.into_iter().map(|name| samples::record(&mut namer, &name)).collect();
        records.sort_by(|a, b| a.path.cmp(&b.path));
        let mut writer = IndexWriter::new(Vec::new()).unwrap();
        for (n, record) in records.iter_mut().enumerate() {
            record.n = n as u64;
            writer.push(record).unwrap();
        }
        let meta = Meta {
            bundle: "20261031-7f3ca2b1".parse().unwrap(),
            case: None,
            classes: vec![],
            commitment_secret: CommitmentSecret::from_random([1; 32]),
            frames: vec![],
            report: serde_json::Value::Null,
            rules: vec![],
            vault: VaultId(Digest::of(b"vault")),
        };
        let (bytes, _) = writer.finish(&meta).unwrap();
        let len = bytes.len() as u64;
        IndexReader::open(Cursor::new(bytes), len).unwrap()
    }

    fn found(names: &[&str], patterns: &[&str]) -> Vec<String> {
        let patterns: Vec<String> = patterns.iter().map(|p| (*p).into()).collect();
        let patterns = Patterns::read(&patterns, None).unwrap();
        let mut found = Vec::new();
        scan(&mut index(names), &patterns, &mut |record| {
            found.push(record.true_name().display());
            true
        })
        .unwrap();
        found.sort();
        found
    }

    #[test]
    fn a_lookup_finds_what_a_walk_finds() {
        let names = [
            "2025/11/a.pdf",
            "2025/11/a.xml",
            "2025/11/b.pdf",
            "2025/12/a.pdf",
            "2026/con.txt",
            "2025/é/a.pdf",
            "2025/e\u{301}/a.pdf",
            "2025/a:b/c.pdf",
            "Bank/a",
            "bank/b",
            "BANK/c",
            "Bank.d/x",
            "bank.D/y",
            "2025/11/b.PDF",
            "2025/11/.b",
            "2025/11/contract.pdf",
        ];
        for pattern in [
            "/2025/11/*",
            "/2025/11/a.pdf",
            "/2025/11/A*",
            "/2025/12/*.xml",
            "/2025/é/*",
            "/2025/a:b/*",
            "/2025/a?b/c.pdf",
            "/Bank/*",
            "/bank/b",
            "/BANK",
            "/bank.D/y",
            "/Bank.d/**",
            "/2026/con*",
            "/2025/11/con*",
            "/2025/11/b.pdf",
            "/none/a",
            "/2025/",
            "bank",
            "11/b.pdf",
            "A.PDF",
        ] {
            let walked = {
                let patterns = Patterns::read(&[pattern.to_owned()], None).unwrap();
                let mut index = index(&names);
                let all = index.records().map(Result::unwrap);
                let mut names: Vec<String> = all
                    .filter(|record| patterns.want(record))
                    .map(|record| record.true_name().display())
                    .collect();
                names.sort();
                names
            };
            assert_eq!(found(&names, &[pattern]), walked, "{pattern}");
            assert_eq!(
                walked.is_empty(),
                matches!(pattern, "/2025/12/*.xml" | "/none/a"),
                "{pattern}"
            );
        }
    }

    #[test]
    fn a_record_under_two_patterns_comes_once() {
        let names = ["a/b/c", "a/b/d", "a/e", "f/g"];
        assert_eq!(found(&names, &["a/b/*", "a/**", "a/b/c"]), ["a/b/c", "a/b/d", "a/e"]);
        assert_eq!(found(&names, &["f/*", "a/b/c"]), ["a/b/c", "f/g"]);
        assert_eq!(found(&names, &["f/*", "c"]), ["a/b/c", "f/g"]);
        assert_eq!(found(&names, &[]).len(), 4);
    }

    #[test]
    fn letters_in_another_case_are_found_wherever_they_are_sorted() {
        let names = ["BANK/a", "Bank/b", "bank/c", "bank.d/x"];
        for pattern in ["/bank", "bank", "BANK/*"] {
            assert_eq!(found(&names, &[pattern]), ["BANK/a", "Bank/b", "bank/c"], "{pattern}");
        }
    }
}
