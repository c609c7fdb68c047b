//! Names of records (format, §4.6): the *true name*, as the file system had it, and the *safe path*
//! that stands in the tar. What differs between systems is only how a true name is read from, and
//! turned into, a `Path`.
//!
//! Refuses to know which files exist: no file is opened here.

mod escape;
mod meeting;
mod namer;
mod safe;
mod spelling;
mod windows;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::path::{Component, Path};

pub(crate) use meeting::meeting;
pub use namer::Namer;
pub(crate) use namer::folded;
pub use safe::SafePath;
pub use windows::is_plain_on_windows;

use super::text;

/// A path as the file system had it: its components, joined by `/`, without root or prefix.
///
/// `Bytes` are never UTF-8 and `Utf16` is never well-formed: those are `Text`, so that a name has
/// one value. Ordered by the bytes of its generalised UTF-8, in which a lone UTF-16 unit takes
/// three bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TrueName {
    /// A path that Unicode text can say.
    Text(Box<str>),
    /// The bytes of a name on Unix that is no UTF-8.
    Bytes(Box<[u8]>),
    /// The units of a name on Windows that are no well-formed UTF-16.
    Utf16(Box<[u16]>),
}

impl TrueName {
    /// The name of `path`, taken as relative: a root, a prefix and `.` are left out, `..` stays and
    /// is escaped later.
    pub fn from_path(path: &Path) -> TrueName {
        let parts = path.components().filter_map(|part| match part {
            Component::Normal(name) => Some(name),
            Component::ParentDir => Some("..".as_ref()),
            Component::RootDir | Component::CurDir | Component::Prefix(_) => None,
        });
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            let parts: Vec<&[u8]> = parts.map(OsStrExt::as_bytes).collect();
            Self::from_bytes(parts.join(&b'/'))
        }
        #[cfg(windows)]
        {
            use std::os::windows::ffi::OsStrExt;
            let parts: Vec<Vec<u16>> = parts.map(|part| part.encode_wide().collect()).collect();
            Self::from_utf16(parts.join(&u16::from(b'/')))
        }
    }

    /// The name with these bytes, `/`-joined.
    pub fn from_bytes(bytes: Vec<u8>) -> TrueName {
        match String::from_utf8(bytes) {
            Ok(text) => TrueName::Text(text.into()),
            Err(odd) => TrueName::Bytes(odd.into_bytes().into()),
        }
    }

    /// The name with these UTF-16 units, `/`-joined.
    pub fn from_utf16(units: Vec<u16>) -> TrueName {
        match String::from_utf16(&units) {
            Ok(text) => TrueName::Text(text.into()),
            Err(_) => TrueName::Utf16(units.into()),
        }
    }

    /// The name's generalised UTF-8: its own bytes, or those of its units, a lone one taking three
    /// bytes.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match self {
            TrueName::Text(text) => Cow::Borrowed(text.as_bytes()),
            TrueName::Bytes(bytes) => Cow::Borrowed(bytes),
            TrueName::Utf16(units) => Cow::Owned(generalised(units)),
        }
    }

    /// The components, first folder first, as generalised UTF-8.
    pub fn components(&self) -> Vec<Cow<'_, [u8]>> {
        match self.bytes() {
            Cow::Borrowed(all) => all.split(|b| *b == b'/').map(Cow::Borrowed).collect(),
            Cow::Owned(all) => {
                all.split(|b| *b == b'/').map(|part| Cow::Owned(part.to_vec())).collect()
            }
        }
    }

    /// The name without its first folders; its last component stays in any case.
    pub fn below(&self, folders: usize) -> TrueName {
        fn rest<T: PartialEq>(whole: &[T], mark: &T, folders: usize) -> usize {
            let marks = whole.iter().enumerate().filter(|(_, unit)| *unit == mark);
            marks.map(|(at, _)| at + 1).take(folders).last().unwrap_or(0)
        }
        match self {
            TrueName::Text(text) => {
                TrueName::Text(text[rest(text.as_bytes(), &b'/', folders)..].into())
            }
            TrueName::Bytes(bytes) => {
                TrueName::from_bytes(bytes[rest(bytes, &b'/', folders)..].to_vec())
            }
            TrueName::Utf16(units) => {
                TrueName::from_utf16(units[rest(units, &u16::from(b'/'), folders)..].to_vec())
            }
        }
    }

    /// The name for a terminal: untrusted characters made visible, other bytes as `\xff`, lone
    /// units as `\u{d800}`.
    pub fn display(&self) -> String {
        match self {
            TrueName::Text(name) => text::shown(name),
            TrueName::Bytes(bytes) => {
                let mut name = String::new();
                for chunk in bytes.utf8_chunks() {
                    name.push_str(chunk.valid());
                    chunk.invalid().iter().for_each(|b| name.push_str(&format!("\\x{b:02x}")));
                }
                text::shown(&name)
            }
            TrueName::Utf16(units) => {
                let mut name = String::new();
                for unit in char::decode_utf16(units.iter().copied()) {
                    match unit {
                        Ok(c) => name.push(c),
                        Err(lone) => {
                            let unit = lone.unpaired_surrogate();
                            name.push_str(&format!("\\u{{{unit:x}}}"));
                        }
                    }
                }
                text::shown(&name)
            }
        }
    }

    /// The name as a relative path that stays beneath the folder it is joined to, or none if it
    /// would not.
    ///
    /// None for `..`, `.`, NUL, empty components (so for absolute paths), and names that only
    /// Windows can have.
    #[cfg(unix)]
    pub fn unix_relative(&self) -> Option<std::path::PathBuf> {
        use std::os::unix::ffi::OsStrExt;
        let bytes: &[u8] = match self {
            TrueName::Text(text) => text.as_bytes(),
            TrueName::Bytes(bytes) => bytes,
            TrueName::Utf16(_) => return None,
        };
        let plain = |part: &[u8]| !matches!(part, b"" | b"." | b"..") && !part.contains(&0);
        bytes.split(|b| *b == b'/').all(plain).then(|| std::ffi::OsStr::from_bytes(bytes).into())
    }
}

impl Ord for TrueName {
    fn cmp(&self, other: &Self) -> Ordering {
        let variant = |name: &Self| match name {
            TrueName::Text(_) => 0,
            TrueName::Bytes(_) => 1,
            TrueName::Utf16(_) => 2,
        };
        // Raw bytes may spell what a lone unit spells; the variant keeps those two apart.
        self.bytes().cmp(&other.bytes()).then_with(|| variant(self).cmp(&variant(other)))
    }
}

impl PartialOrd for TrueName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn generalised(units: &[u16]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(units.len() * 3);
    for unit in char::decode_utf16(units.iter().copied()) {
        match unit {
            Ok(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(lone) => {
                let unit = lone.unpaired_surrogate();
                let low = |shift: u16| 0x80 | ((unit >> shift) & 0x3f) as u8;
                bytes.extend_from_slice(&[0xe0 | (unit >> 12) as u8, low(6), low(0)]);
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gives_its_components_without_root_and_dots() {
        for (path, name) in [
            ("a/b.txt", "a/b.txt"),
            ("/srv/./a//b", "srv/a/b"),
            ("./a", "a"),
            ("../a", "../a"),
            ("Müller/été", "Müller/été"),
        ] {
            assert_eq!(TrueName::from_path(Path::new(path)), TrueName::Text(name.into()));
        }
    }

    #[test]
    #[cfg(unix)]
    fn bytes_that_are_no_text_are_kept() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/in/caf\xe9.txt"));
        let name = TrueName::from_path(path);
        assert_eq!(name, TrueName::Bytes((*b"in/caf\xe9.txt").into()));
        assert_eq!(name.display(), "in/caf\\xe9.txt");
        assert_eq!(name.unix_relative().unwrap().as_os_str().as_bytes(), b"in/caf\xe9.txt");
    }

    #[test]
    fn a_lone_unit_takes_three_bytes_and_a_pair_is_text() {
        let name = TrueName::from_utf16(vec![0x61, 0xd800, 0x2f, 0xdfff]);
        assert_eq!(name.bytes().as_ref(), b"a\xed\xa0\x80/\xed\xbf\xbf");
        assert_eq!(name.components().len(), 2);
        assert_eq!(name.display(), "a\\u{d800}/\\u{dfff}");
        assert_eq!(TrueName::from_utf16(vec![0xd83d, 0xde00]), TrueName::Text("😀".into()));
    }

    #[test]
    #[cfg(unix)]
    fn only_a_name_that_stays_beneath_is_a_relative_path() {
        for name in ["a", "a/b", "...", "a/..b", "con", "a:b\\c", " ", "\u{202e}"] {
            let path = TrueName::Text(name.into()).unix_relative();
            assert_eq!(path.as_deref(), Some(Path::new(name)));
        }
        for name in ["", "/a", "a/", "a//b", ".", "a/.", "..", "a/../b", "../a", "a\0b"] {
            assert_eq!(TrueName::Text(name.into()).unix_relative(), None, "{name:?}");
        }
        assert_eq!(TrueName::Utf16([0xd800].into()).unix_relative(), None);
    }

    #[test]
    fn names_are_ordered_by_their_bytes() {
        let mut names = [
            TrueName::Utf16([0xd800].into()),
            TrueName::Bytes([0xff].into()),
            TrueName::Text("é".into()),
            TrueName::Bytes([0xed, 0xa0, 0x80].into()),
            TrueName::Text("a/b".into()),
            TrueName::Text("a-b".into()),
        ];
        names.sort();
        let spelled: Vec<_> = names.iter().map(TrueName::display).collect();
        assert_eq!(spelled, ["a-b", "a/b", "é", "\\xed\\xa0\\x80", "\\u{d800}", "\\xff"]);
    }
}
