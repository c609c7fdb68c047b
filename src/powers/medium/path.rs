//! Paths on a medium: a grammar so narrow that every file system takes it and none can be led
//! astray by it.
//!
//! Refuses to know which paths a vault has (format, §2 and §4 say so; `things` makes them).

use std::fmt;
use std::str::FromStr;

/// Folders and a file name together, in components.
pub const COMPONENTS_MAX: usize = 8;
/// One component, in bytes; far below every file system's limit.
pub const COMPONENT_BYTES_MAX: usize = 200;

/// A path below a medium's root: `/`-joined components of `[A-Za-z0-9._-]`, at most eight.
///
/// No component is empty or ends in a dot, so `.` and `..` can't be spelled, and Windows, which
/// drops dots at the end, sees the same name. The empty path is the root itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MediumPath(String);

/// The text is no path on a medium.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub struct NotAMediumPath {
    pub text: String,
}

impl MediumPath {
    /// The root of the medium.
    pub fn root() -> MediumPath {
        MediumPath(String::new())
    }

    /// The path that `text` spells; the empty text is refused, since a root is asked for by name.
    pub fn parse(text: &str) -> Result<MediumPath, NotAMediumPath> {
        let refused = || NotAMediumPath { text: text.to_owned() };
        if text.len() > COMPONENTS_MAX * (COMPONENT_BYTES_MAX + 1)
            || text.split('/').count() > COMPONENTS_MAX
            || !text.split('/').all(is_component)
        {
            return Err(refused());
        }
        Ok(MediumPath(text.to_owned()))
    }

    /// The path `below` this one.
    pub fn join(&self, below: &str) -> Result<MediumPath, NotAMediumPath> {
        match self.is_root() {
            true => MediumPath::parse(below),
            false => MediumPath::parse(&format!("{}/{below}", self.0)),
        }
    }

    /// The folder that holds this path; none for the root.
    pub fn parent(&self) -> Option<MediumPath> {
        if self.is_root() {
            return None;
        }
        let folder = self.0.rsplit_once('/').map_or("", |(folder, _)| folder);
        Some(MediumPath(folder.to_owned()))
    }

    /// The last component; none for the root.
    pub fn file_name(&self) -> Option<&str> {
        self.components().next_back()
    }

    /// The components, from the root down.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|component| !component.is_empty())
    }

    /// Whether it is the medium's root itself.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The path with `/` between its names; empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MediumPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for MediumPath {
    type Err = NotAMediumPath;
    fn from_str(text: &str) -> Result<Self, NotAMediumPath> {
        MediumPath::parse(text)
    }
}

/// Whether `name` is one component of the grammar.
pub(super) fn is_component(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    !name.is_empty()
        && name.len() <= COMPONENT_BYTES_MAX
        && name.bytes().all(allowed)
        && !name.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_path_that_could_lead_elsewhere_is_refused() {
        for text in [
            "",
            ".",
            "..",
            "a/..",
            "../a",
            "a/./b",
            "/a",
            "a/",
            "a//b",
            "a\\b",
            "C:",
            "a:b",
            "a b",
            "a\0",
            "é",
            "a.",
            "...",
            "a./b",
            "~",
            "a*",
            "1/2/3/4/5/6/7/8/9",
        ] {
            assert!(MediumPath::parse(text).is_err(), "{text:?}");
        }
        assert!(MediumPath::parse(&"a".repeat(COMPONENT_BYTES_MAX + 1)).is_err());
    }

    #[test]
    fn every_name_of_the_format_fits() {
        for text in [
            "kluis-drive.json",
            "kluis-0123abcd/label.a.json.sig",
            "kluis-0123abcd/allowed_signers",
            "kluis-0123abcd/bundles/20261031-7f3ca2b1/payload-00000.age",
            "1/2/3/4/5/6/7/8",
            ".hidden",
        ] {
            let path = MediumPath::parse(text).unwrap();
            assert_eq!(path.as_str(), text);
            assert_eq!(path.components().collect::<Vec<_>>().join("/"), text);
        }
    }

    #[test]
    fn a_parent_and_a_name_make_the_path_again() {
        let path = MediumPath::root().join("a").unwrap().join("b/c").unwrap();
        assert_eq!(path.as_str(), "a/b/c");
        assert_eq!(path.file_name(), Some("c"));
        assert_eq!(path.parent().unwrap().as_str(), "a/b");
        assert_eq!(path.parent().unwrap().parent().unwrap().parent(), Some(MediumPath::root()));
        assert_eq!(MediumPath::root().parent(), None);
        assert_eq!(MediumPath::root().file_name(), None);
        assert!(path.join("../x").is_err());
        assert!(path.join("").is_err());
    }

    proptest! {
        #[test]
        fn what_parses_stays_below_the_root(text in "[a-z./\\\\:-]{0,12}") {
            if let Ok(path) = MediumPath::parse(&text) {
                let below = std::path::Path::new(path.as_str());
                let plain = |c| matches!(c, std::path::Component::Normal(_));
                prop_assert!(below.components().all(plain));
                prop_assert_eq!(below.components().count(), path.components().count());
            }
        }
    }
}
