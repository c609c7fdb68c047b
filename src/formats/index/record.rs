//! One record of a bundle, and its line (format, §4.7).
//!
//! Callers hold a million of these: a record takes at most 136 bytes, its path, and what it says of itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::Mtime;
use crate::formats::document::Document;
use crate::words::digest::Digest;
use crate::words::names::{SafePath, TrueName};
use crate::words::straight::push_line;

/// A record: what was sealed under one path. The fields stand in the order of the canonical line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What it says of itself, where that was read and is sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Box<Document>>,
    /// When the source was last changed.
    pub mtime: Mtime,
    /// The record's number in the order of safe paths, from 0.
    pub n: u64,
    /// The true name, when it differs from the path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<TrueName>,
    /// Where its first byte stands in the tar.
    pub offset: u64,
    /// Its path in the tar, unique in the bundle and safe on every system.
    pub path: SafePath,
    /// Nobody but its owner could read it when it was sealed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
    /// The hash of its bytes.
    pub sha256: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// What a person wrote beside it.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

impl Record {
    /// The name that the file system had.
    pub fn true_name(&self) -> TrueName {
        let same = || TrueName::Text(self.path.as_str().into());
        self.name.clone().unwrap_or_else(same)
    }

    /// The name to store beside `path`: none when they are the same.
    pub fn name_beside(path: &SafePath, name: TrueName) -> Option<TrueName> {
        (name.bytes() != path.as_str().as_bytes()).then_some(name)
    }

    /// The canonical line, with its LF.
    pub fn line(&self) -> Vec<u8> {
        let mut line = Vec::new();
        push_line(self, &mut line);
        line
    }

    /// Appends the canonical line, with its LF.
    pub fn push_line(&self, out: &mut Vec<u8>) {
        push_line(self, out);
    }
}

/// Words that a person gave a record. None at all take one pointer, and so do those that another record has too.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "BTreeMap<String, String>")]
pub struct Tags(Option<Arc<Given>>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
struct Given(BTreeMap<String, String>);

impl Tags {
    /// Whether nobody wrote any.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The value of the tag with this key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.as_ref()?.0.get(key).map(String::as_str)
    }

    /// Keys and values, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .flat_map(|tags| tags.0.iter())
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

impl Serialize for Tags {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.as_deref().serialize(s)
    }
}

impl From<BTreeMap<String, String>> for Tags {
    fn from(tags: BTreeMap<String, String>) -> Self {
        Tags((!tags.is_empty()).then(|| Arc::new(Given(tags))))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::formats::document::Kind;
    use crate::words::canonical;
    use crate::words::names::Namer;
    use proptest::prelude::*;

    /// Records under `names`, sorted and numbered as a bundle has them.
    pub(crate) fn records(names: impl IntoIterator<Item = TrueName>) -> Vec<Record> {
        let mut namer = Namer::new();
        let mut records: Vec<_> = names
            .into_iter()
            .map(|name| {
                let path = namer.safe(&name);
                Record {
                    document: None,
                    mtime: Mtime::new(1_700_000_000, 5).unwrap(),
                    n: 0,
                    offset: 0,
                    private: false,
                    sha256: Digest::of(&name.bytes()),
                    size: name.bytes().len() as u64,
                    tags: Tags::default(),
                    name: Record::name_beside(&path, name),
                    path,
                }
            })
            .collect();
        records.sort_by(|a, b| a.path.cmp(&b.path));
        for (n, record) in (0..).zip(&mut records) {
            record.n = n;
            record.offset = 1024 * (n + 1);
        }
        records
    }

    #[test]
    fn a_record_is_small_in_memory() {
        assert!(size_of::<Record>() <= 136, "{}", size_of::<Record>());
        assert_eq!(size_of::<Tags>(), size_of::<usize>());
    }

    #[test]
    fn the_line_is_as_the_format_says() {
        let mut record = records([TrueName::Text("a:b".into())]).remove(0);
        record.mtime = Mtime::new(-2, 500_000_000).unwrap();
        record.sha256 = Digest::ZERO;
        let plain = format!(
            "{{\"mtime\":\"-2.500000000\",\"n\":0,\"name\":\"a:b\",\"offset\":1024,\
             \"path\":\"a~3Ab\",\"sha256\":\"{}\",\"size\":3",
            "0".repeat(64)
        );
        assert_eq!(String::from_utf8(record.line()).unwrap(), format!("{plain}}}\n"));
        record.private = true;
        let private = plain.replace("\"sha256\"", "\"private\":true,\"sha256\"");
        assert_eq!(String::from_utf8(record.line()).unwrap(), format!("{private}}}\n"));
        record.private = false;
        record.tags = BTreeMap::from([("b".into(), "2".into()), ("a".into(), "é".into())]).into();
        let tagged = format!("{plain},\"tags\":{{\"a\":\"\\u00e9\",\"b\":\"2\"}}}}\n");
        assert_eq!(String::from_utf8(record.line()).unwrap(), tagged);
        record.document = Some(Box::new(Document { number: Some("é7".into()), ..said() }));
        let said = tagged.replacen(
            "{",
            "{\"document\":{\"issued\":\"2025-11-30\",\"kind\":\"invoice\",\"number\":\"\\u00e97\"},",
            1,
        );
        assert_eq!(String::from_utf8(record.line()).unwrap(), said);
    }

    fn said() -> Document {
        let issued = crate::words::day::parse_day("2025-11-30").ok();
        Document { issued, kind: Some(Kind::Invoice), ..Document::default() }
    }

    #[test]
    fn fields_of_a_later_version_are_ignored() {
        let record = records([TrueName::Text("a".into())]).remove(0);
        let line = String::from_utf8(record.line()).unwrap();
        let later = line.replacen("{", "{\"amount\":{\"eur\":[1]},", 1);
        assert_eq!(serde_json::from_str::<Record>(&later).unwrap(), record);
    }

    proptest! {
        #[test]
        fn lines_are_canonical_and_come_back(
            bytes in any::<Vec<u8>>(),
            secs in any::<i64>(),
            nanos in 0..1_000_000_000u32,
            private in any::<bool>(),
            number in any::<Option<String>>(),
            tags in any::<BTreeMap<String, String>>(),
        ) {
            let mut record = records([TrueName::from_bytes(bytes.clone())]).remove(0);
            record.mtime = Mtime::new(secs, nanos).unwrap();
            record.tags = tags.into();
            record.private = private;
            record.document =
                number.map(|text| Box::new(Document { number: Some(text.into()), ..said() }));
            prop_assert_eq!(&record.line(), &canonical::line(&record));
            let back: Record = serde_json::from_slice(&record.line()).unwrap();
            prop_assert_eq!(back.true_name(), TrueName::from_bytes(bytes));
            prop_assert_eq!(back, record);
        }
    }
}
