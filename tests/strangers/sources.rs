//! Records that are hard to keep as they are: names, times and sizes; and their comparison.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

/// A true name, as its bytes below the user's home.
pub type Name = Vec<u8>;

/// A file's bytes and its time of change, in seconds and nanoseconds.
#[derive(PartialEq, Eq, Clone)]
pub struct Content {
    pub bytes: Vec<u8>,
    pub mtime: (i64, i64),
}

/// Names that one system or another, or a tool, is known to lose.
const NAMES: &[&[u8]] = &[
    b"2025/factuur.pdf",
    "2025/Caf\u{e9}.txt".as_bytes(),
    "2025/Cafe\u{301}.txt".as_bytes(),
    b"2025/FACTUUR.pdf",
    b"2025/Factuur.PDF",
    b"2025/nothing",
    b"CON/aux.txt",
    b"a:b/c*d?e\"f<g>h|i",
    b"back\\slash",
    b"ends with a dot.",
    b"ends with a space ",
    b" starts with one",
    b"-rf",
    b"100%25 ~2",
    b"new\nline and \ttab",
    b"escape \x1b[31m",
    "separator\u{2028}here".as_bytes(),
    "right-to-left \u{202e}fdp.exe".as_bytes(),
    "\u{1f9fe} bon \u{1f469}\u{200d}\u{1f373}.jpg".as_bytes(),
    b"latin1-\xe9\xff.txt",
    b"'quotes' \"and\" $(dollars) `ticks`",
    b"data/data/data",
    b"manifest-sha256.txt",
    "ends with a wide space\u{3000}".as_bytes(),
    "ends with a hard space\u{a0}".as_bytes(),
];

/// Times of change: with nanoseconds, before 1970, at it, and after 2038.
const TIMES: &[(i64, u32)] = &[
    (1_762_160_400, 123_456_789),
    (-1, 500_000_000),
    (0, 0),
    (-63_072_000, 1),
    (4_102_444_800, 7),
];

/// Writes files with hard names and times below `folder`.
pub fn hard(folder: &Path) {
    let long = |unit: &str, times| unit.repeat(times).into_bytes();
    let deep = (1..=20).map(|n| format!("folder number {n:02}/")).collect::<String>();
    let more = [
        long("x", 255),
        long("\u{e9}", 127),
        [long("y", 120), b"/".to_vec(), long("z", 200)].concat(),
        format!("{deep}deep.xml").into_bytes(),
    ];
    let names = NAMES.iter().map(|name| name.to_vec()).chain(more);
    for (at, name) in names.enumerate() {
        let bytes = match at {
            5 => Vec::new(),
            0 => noise(700_000, 1),
            _ => [&b"record \r\n\0 of "[..], &name].concat().repeat(at),
        };
        write(folder, &name, &bytes, TIMES[at % TIMES.len()]);
    }
}

/// Writes `count` files of `size` bytes that don't compress.
pub fn large(folder: &Path, count: u32, size: usize) {
    for n in 0..count {
        let name = format!("scan-{n:03}.tiff");
        write(folder, name.as_bytes(), &noise(size, n.into()), (1_762_160_400 + i64::from(n), n));
    }
}

fn write(folder: &Path, name: &[u8], bytes: &[u8], (seconds, nanoseconds): (i64, u32)) {
    let path = folder.join(OsStr::from_bytes(name));
    fs::create_dir_all(path.parent().expect("it is below a folder")).expect("a folder is made");
    fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file = File::options().write(true).open(&path).expect("it was just written");
    file.set_modified(moment(seconds, nanoseconds)).expect("its time can be set");
}

fn moment(seconds: i64, nanoseconds: u32) -> SystemTime {
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let start = if seconds < 0 { UNIX_EPOCH - whole } else { UNIX_EPOCH + whole };
    start + Duration::from_nanos(nanoseconds.into())
}

/// Bytes that look random and are the same in every run.
fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// Every file below `folder`, by its path from there.
pub fn files_below(folder: &Path) -> BTreeMap<Name, Content> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("the folder can be read");
        if entry.file_type().is_dir() {
            continue;
        }
        let facts = entry.metadata().expect("it has facts");
        assert!(facts.is_file(), "only files are expected: {}", entry.path().display());
        let name = entry.path().strip_prefix(folder).expect("it is below the folder");
        let content = Content {
            bytes: fs::read(entry.path()).expect("it can be read"),
            mtime: (facts.mtime(), facts.mtime_nsec()),
        };
        found.insert(name.to_owned().into_os_string().into_vec(), content);
    }
    found
}

/// What the user gave away, by the names that the records have.
pub fn sources(home: &Path) -> BTreeMap<Name, Content> {
    let below = files_below(&home.join("records")).into_iter();
    below.map(|(name, content)| ([&b"records/"[..], &name].concat(), content)).collect()
}

/// The true name of a record line (format, §4.7).
pub fn true_name(record: &Value) -> Name {
    match record.get("name") {
        None => record["path"].as_str().expect("a path is text").into(),
        Some(Value::String(name)) => name.clone().into_bytes(),
        Some(bytes) => from_hex(bytes["bytes"].as_str().expect("other names are bytes here")),
    }
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex");
    (0..text.len()).step_by(2).map(digits).collect()
}

/// Gives files that stand under safe paths their true names back, as the records tell.
pub fn by_true_name(folder: &Path, records: &[Value]) -> BTreeMap<Name, Content> {
    let mut found = files_below(folder);
    let mut named = BTreeMap::new();
    for record in records {
        let path = record["path"].as_str().expect("a path is text").as_bytes();
        if let Some(content) = found.remove(path) {
            named.insert(true_name(record), content);
        }
    }
    let left: Vec<_> = found.keys().map(|name| String::from_utf8_lossy(name)).collect();
    assert!(left.is_empty(), "files that no record names: {left:?}");
    named
}

/// Fails with the names that differ, not with their bytes.
pub fn assert_same(found: &BTreeMap<Name, Content>, expected: &BTreeMap<Name, Content>) {
    let shown = |name: &Name| String::from_utf8_lossy(name).escape_debug().to_string();
    for (name, content) in expected {
        let Some(other) = found.get(name) else { panic!("{} did not come back", shown(name)) };
        assert!(other.bytes == content.bytes, "{}: other bytes came back", shown(name));
        assert_eq!(other.mtime, content.mtime, "{}: another time came back", shown(name));
    }
    let more: Vec<_> = found.keys().filter(|name| !expected.contains_key(*name)).collect();
    assert!(
        more.is_empty(),
        "more came back: {:?}",
        more.into_iter().map(shown).collect::<Vec<_>>()
    );
}
