//! The tag files that make the tar a BagIt 1.0 bag (format, §4.5; RFC 8493).
//!
//! Each file is written to a writer, so that it can be written twice: once to [`measure`] it, since
//! a tar header needs the size, then for real. Refuses to know the tar.

use std::io::{self, Write};

use chrono::NaiveDate;

use serde::Serialize;

use super::document::Document;
use super::index::{Record, Tags};
use crate::words::digest::{Digest, Hasher};
use crate::words::ids::{BundleId, VaultId};
use crate::words::names::{SafePath, TrueName};
use crate::words::straight::push_line;

/// The tag files' names below the bundle's folder, in the order of the tar: this one only where a
/// record has what the tar and the manifest don't tell.
pub const RECORDS: &str = "kluis/records.jsonl";
/// The SHA-256 of each data member, by safe path.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// Class, dates and sizes, for people and for stock tools.
pub const BAG_INFO: &str = "bag-info.txt";
/// The bag's version and encoding: the same bytes in each bag.
pub const BAGIT: &str = "bagit.txt";
/// The SHA-256 of each tag file, this one excepted.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";

/// All of `bagit.txt`.
pub const BAGIT_TEXT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// A record's path in the tar.
pub fn record_path(bundle: BundleId, path: &SafePath) -> String {
    format!("{bundle}/data/{path}")
}

/// A tag file's path in the tar.
pub fn tag_path(bundle: BundleId, name: &str) -> String {
    format!("{bundle}/{name}")
}

/// The size and SHA-256 of what `write` writes.
pub fn measure<E>(write: impl FnOnce(&mut Hasher) -> Result<(), E>) -> Result<(u64, Digest), E> {
    let mut hasher = Hasher::new();
    write(&mut hasher)?;
    Ok((hasher.bytes(), hasher.finish()))
}

/// A line of `kluis/records.jsonl`: what only the index would tell of a record, by its path. Number,
/// place, time, size and hash stand in the tar and the manifest.
#[derive(Serialize)]
struct Untold<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a Document>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a TrueName>,
    path: &'a SafePath,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    private: bool,
    #[serde(skip_serializing_if = "Tags::is_empty")]
    tags: &'a Tags,
}

impl<'a> Untold<'a> {
    fn of(record: &'a Record) -> Option<Self> {
        let Record { document, name, path, private, tags, .. } = record;
        let any = document.is_some() || name.is_some() || *private || !tags.is_empty();
        let (document, name) = (document.as_deref(), name.as_ref());
        any.then_some(Untold { document, name, path, private: *private, tags })
    }
}

/// Whether the bag has a `kluis/records.jsonl`.
pub fn has_records<'a>(records: impl IntoIterator<Item = &'a Record>) -> bool {
    records.into_iter().any(|record| Untold::of(record).is_some())
}

/// `kluis/records.jsonl`: a canonical line for each record that says something of itself, or has a true
/// name of its own, tags, or one reader only.
pub fn write_records<'a>(
    records: impl IntoIterator<Item = &'a Record>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut line = Vec::new();
    for untold in records.into_iter().filter_map(Untold::of) {
        line.clear();
        push_line(&untold, &mut line);
        out.write_all(&line)?;
    }
    Ok(())
}

/// `manifest-sha256.txt`: safe paths hold no `%`, CR or LF, so that none of RFC 8493's escapes is
/// needed.
pub fn write_manifest<'a>(
    records: impl IntoIterator<Item = &'a Record>,
    out: &mut impl Write,
) -> io::Result<()> {
    records
        .into_iter()
        .try_for_each(|record| writeln!(out, "{}  data/{}", record.sha256, record.path))
}

/// What `bag-info.txt` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BagInfo {
    /// The bundle that the bag is sealed into.
    pub bundle: BundleId,
    /// The vault that the bundle is in.
    pub vault: VaultId,
    /// The day of sealing.
    pub day: NaiveDate,
    /// The sum of the records' sizes.
    pub bytes: u64,
    /// How many data members.
    pub records: u64,
    /// The rules, in the seal's order.
    pub rules: Vec<BagRule>,
}

/// A rule as `bag-info.txt` names it: encrypted with the rest, so confidential classes too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BagRule {
    /// The class's id, of a confidential class too; its tag where the rule has no id.
    pub class: String,
    /// The date given.
    pub date: Option<String>,
    /// The last day on which the records are kept; none while it is open.
    pub keep_through: Option<NaiveDate>,
    /// The first day on which they must or should go, where the class has one.
    pub delete_from: Option<NaiveDate>,
}

impl BagInfo {
    /// `bag-info.txt`.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        field("Bagging-Date", self.day, out)?;
        field("Payload-Oxum", format_args!("{}.{}", self.bytes, self.records), out)?;
        field("External-Identifier", self.bundle, out)?;
        field("Kluis-Vault", self.vault, out)?;
        for rule in &self.rules {
            field("Kluis-Class", &rule.class, out)?;
            rule.date.as_ref().map_or(Ok(()), |date| field("Kluis-Date", date, out))?;
            rule.keep_through.map_or(Ok(()), |day| field("Kluis-Keep-Through", day, out))?;
            rule.delete_from.map_or(Ok(()), |day| field("Kluis-Delete-From", day, out))?;
        }
        Ok(())
    }
}

/// `tagmanifest-sha256.txt`, over the other tag files.
pub fn write_tag_manifest<'a>(
    files: impl IntoIterator<Item = (&'a str, Digest)>,
    out: &mut impl Write,
) -> io::Result<()> {
    files.into_iter().try_for_each(|(name, sha256)| writeln!(out, "{sha256}  {name}"))
}

/// One line; what would end it early becomes a space.
fn field(name: &str, value: impl std::fmt::Display, out: &mut impl Write) -> io::Result<()> {
    let value = value.to_string().replace(char::is_control, " ");
    writeln!(out, "{name}: {value}")
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use super::*;
    use crate::formats::frames::{Frame, FrameCompressor, FrameCutter, seek_table};
    use crate::formats::index::Mtime;
    use crate::formats::tar_entry::{END, member_header, padding};
    use crate::words::names::{Namer, TrueName};

    fn info(bundle: BundleId) -> BagInfo {
        let day = |text: &str| Some(text.parse().unwrap());
        BagInfo {
            bundle,
            vault: VaultId(Digest::of(b"vault")),
            day: "2026-10-31".parse().unwrap(),
            bytes: 12,
            records: 3,
            rules: vec![
                BagRule {
                    class: "nl-admin-basis".into(),
                    date: Some("2025".into()),
                    keep_through: day("2032-12-31"),
                    delete_from: None,
                },
                BagRule { class: "evil\r\nX: y".into(), ..BagRule::default() },
            ],
        }
    }

    fn put(out: &mut Vec<u8>, path: &str, bytes: &[u8]) -> u64 {
        let size = bytes.len() as u64;
        out.extend(member_header(path, size, Mtime::new(1_700_000_000, 7).unwrap()));
        let offset = out.len() as u64;
        out.extend(bytes);
        out.resize(out.len() + padding(size), 0);
        offset
    }

    /// A whole bag of the named files, whose bytes are their names, as a tar; and its records.
    fn bag(bundle: BundleId, names: &[TrueName]) -> (Vec<u8>, Vec<Record>) {
        let mut namer = Namer::new();
        let mut paths: Vec<_> = names.iter().map(|name| (namer.safe(name), name)).collect();
        paths.sort();
        let mut tar = Vec::new();
        let mut records = Vec::new();
        for (n, (path, name)) in (0..).zip(paths) {
            let bytes = name.bytes();
            records.push(Record {
                document: None,
                mtime: Mtime::new(1_700_000_000, 7).unwrap(),
                n,
                offset: put(&mut tar, &record_path(bundle, &path), &bytes),
                sha256: Digest::of(&bytes),
                size: bytes.len() as u64,
                private: false,
                name: Record::name_beside(&path, name.clone()),
                tags: Default::default(),
                path,
            });
        }
        let mut files = vec![(RECORDS, Vec::new()), (MANIFEST, Vec::new()), (BAG_INFO, Vec::new())];
        write_records(&records, &mut files[0].1).unwrap();
        write_manifest(&records, &mut files[1].1).unwrap();
        let bytes = records.iter().map(|record| record.size).sum();
        let info = BagInfo { bytes, records: records.len() as u64, ..info(bundle) };
        info.write(&mut files[2].1).unwrap();
        files.push((BAGIT, BAGIT_TEXT.into()));
        let sums: Vec<_> = files.iter().map(|(name, bytes)| (*name, Digest::of(bytes))).collect();
        let mut last = Vec::new();
        write_tag_manifest(sums, &mut last).unwrap();
        files.push((TAG_MANIFEST, last));
        for (name, bytes) in &files {
            put(&mut tar, &tag_path(bundle, name), bytes);
        }
        tar.extend(END);
        (tar, records)
    }

    fn packed(tar: &[u8]) -> Vec<u8> {
        let mut compressor = FrameCompressor::new(3).unwrap();
        let (mut out, mut sizes) = (Vec::new(), Vec::new());
        let mut pack = |frame: Frame| {
            let bytes = compressor.compress(&frame)?;
            sizes.push((bytes.len() as u32, frame.len() as u32).into());
            out.extend(bytes);
            io::Result::Ok(())
        };
        let mut cutter = FrameCutter::new();
        cutter.push(tar, &mut pack).unwrap();
        cutter.finish().map_or(Ok(()), &mut pack).unwrap();
        out.extend(seek_table(&sizes));
        out
    }

    fn shell(dir: &Path, script: &str) {
        let output = Command::new("sh")
            .args(["-ec", script])
            .current_dir(dir)
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("this test needs sh");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "zstd, tar and sha256sum are needed: {said}");
    }

    #[cfg_attr(windows, ignore = "stock zstd, tar and sha256sum are programs of Unix")]
    #[test]
    fn stock_tools_unpack_and_check_the_bag() {
        let bundle: BundleId = "20261031-7f3ca2b1".parse().unwrap();
        let names =
            ["A/x", "a/x", "a:b", "CON", "e\u{301}", "é", "..", "100%", "\u{2028}.txt", "a. "];
        let mut names: Vec<_> = names.iter().map(|name| TrueName::Text((*name).into())).collect();
        names.push(TrueName::Bytes((*b"caf\xe9").into()));
        names.push(TrueName::Utf16([0xd800].into()));
        names.push(TrueName::Text("é".repeat(127).into()));
        names.sort();
        let (tar, records) = bag(bundle, &names);

        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("payload"), packed(&tar)).unwrap();
        shell(dir.path(), "zstd -d < payload | tar x");
        let root = dir.path().join(bundle.to_string());
        shell(&root, "sha256sum --strict --quiet -c manifest-sha256.txt tagmanifest-sha256.txt");

        assert_eq!(records.len(), names.len());
        for record in &records {
            let bytes = std::fs::read(root.join("data").join(record.path.as_str())).unwrap();
            assert_eq!(bytes, record.true_name().bytes().as_ref());
            let at = record.offset as usize;
            assert_eq!(tar[at..at + bytes.len()], bytes);
        }
        let lines = std::fs::read_to_string(root.join(RECORDS)).unwrap();
        let told = |line: &str| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let [path, name] = ["path", "name"].map(|key| line[key].clone());
            (serde_json::from_value(path).unwrap(), serde_json::from_value(name).unwrap())
        };
        let told: Vec<(SafePath, TrueName)> = lines.lines().map(told).collect();
        let named = records.iter().filter(|record| record.name.is_some());
        let named: Vec<_> = named.map(|record| (record.path.clone(), record.true_name())).collect();
        assert_eq!(told, named);
        assert!(named.len() < records.len());
    }

    #[test]
    fn only_what_the_tar_and_the_manifest_do_not_tell_has_a_line() {
        let names = ["a:b", "invoice", "plain", "private", "tagged"];
        let names = names.map(|name| TrueName::Text(name.into()));
        let mut records = bag("20261031-7f3ca2b1".parse().unwrap(), &names).1;
        let said = Document { number: Some("7".into()), ..Document::default() };
        records[1].document = Some(Box::new(said));
        records[3].private = true;
        records[4].tags = std::collections::BTreeMap::from([("k".into(), "é".into())]).into();
        let written = |records: &[Record]| {
            let mut out = Vec::new();
            write_records(records, &mut out).unwrap();
            assert_eq!(has_records(records), !out.is_empty());
            String::from_utf8(out).unwrap()
        };
        let lines = "{\"name\":\"a:b\",\"path\":\"a~3Ab\"}\n\
                     {\"document\":{\"number\":\"7\"},\"path\":\"invoice\"}\n\
                     {\"path\":\"private\",\"private\":true}\n\
                     {\"path\":\"tagged\",\"tags\":{\"k\":\"\\u00e9\"}}\n";
        assert_eq!(written(&records), lines);
        assert_eq!(written(&records[2..3]), "");
    }

    #[test]
    fn bag_info_names_what_the_format_asks_for() {
        let mut text = Vec::new();
        info("20261031-7f3ca2b1".parse().unwrap()).write(&mut text).unwrap();
        let expected = format!(
            "Bagging-Date: 2026-10-31\nPayload-Oxum: 12.3\nExternal-Identifier: 20261031-7f3ca2b1\n\
             Kluis-Vault: {}\nKluis-Class: nl-admin-basis\nKluis-Date: 2025\n\
             Kluis-Keep-Through: 2032-12-31\nKluis-Class: evil  X: y\n",
            Digest::of(b"vault")
        );
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }

    #[test]
    fn measuring_gives_what_writing_gives() {
        let info = info("20261031-7f3ca2b1".parse().unwrap());
        let mut text = Vec::new();
        info.write(&mut text).unwrap();
        let measured = measure(|out| info.write(out)).unwrap();
        assert_eq!(measured, (text.len() as u64, Digest::of(&text)));
    }
}
