//! Names in a target: relative, without `..`, and such that this system sees the components that
//! were meant.

use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use crate::words::names::{SafePath, TrueName, is_plain_on_windows};

/// No longer extension is put back behind a name that was cut.
const EXTENSION_BYTES_MAX: usize = 16;

/// A path beneath a target's root. Its components are plain names on this system.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TargetPath(PathBuf);

impl TargetPath {
    /// The path under the record's true name; none where this system can't have it at all.
    pub fn of_true(name: &TrueName) -> Option<TargetPath> {
        #[cfg(unix)]
        let path = name.unix_relative()?;
        #[cfg(windows)]
        let path = windows_relative(name)?;
        TargetPath::checked(path)
    }

    /// The path under the safe path without its first folders, which every system takes.
    pub fn of_safe(path: &SafePath, left_out: usize) -> TargetPath {
        TargetPath(path.restore_components().skip(left_out).collect())
    }

    /// Whether Windows opens it under just this name.
    pub fn is_plain_on_windows(&self) -> bool {
        match &self.to_name() {
            TrueName::Text(text) => is_plain_on_windows(text),
            TrueName::Utf16(units) => is_plain_on_windows(&String::from_utf16_lossy(units)),
            TrueName::Bytes(_) => false,
        }
    }

    /// This path with the extension of the true name, where it has another: a safe name that is cut has lost its own,
    /// by which people and programs know what a file is.
    pub fn with_extension_of(&self, name: &TrueName) -> Option<TargetPath> {
        let last = name.components().pop()?.into_owned();
        let last = String::from_utf8(last).ok()?;
        let extension = Path::new(&last).extension()?.to_str()?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric();
        let fits = extension.len() <= EXTENSION_BYTES_MAX && extension.bytes().all(is_plain);
        if !fits || self.0.extension() == Some(OsStr::new(extension)) {
            return None;
        }
        let mut whole = self.0.file_name()?.to_owned();
        whole.push(".");
        whole.push(extension);
        Some(TargetPath(self.0.with_file_name(whole)))
    }

    /// A path of our own making: ids and fixed names.
    pub fn ours(path: &str) -> TargetPath {
        let path = path.split('/').collect();
        TargetPath::checked(path).expect("ids and fixed names are plain on every system")
    }

    fn checked(path: PathBuf) -> Option<TargetPath> {
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        (plain && path.file_name().is_some()).then_some(TargetPath(path))
    }

    /// This path beneath a folder of our own.
    pub fn under(&self, folder: &TargetPath) -> TargetPath {
        TargetPath(folder.0.join(&self.0))
    }

    /// This path with ` (mark)` before its extension.
    pub fn marked(&self, mark: &str) -> TargetPath {
        let mut name = OsString::from(self.0.file_stem().unwrap_or_default());
        name.push(format!(" ({mark})"));
        if let Some(extension) = self.0.extension() {
            name.push(".");
            name.push(extension);
        }
        TargetPath(self.0.with_file_name(name))
    }

    /// The path as the system takes it, below the root.
    pub fn as_path(&self) -> &Path {
        &self.0
    }

    /// The path as a name, as documents spell it.
    pub fn to_name(&self) -> TrueName {
        TrueName::from_path(&self.0)
    }
}

#[cfg(windows)]
fn windows_relative(name: &TrueName) -> Option<PathBuf> {
    use std::os::windows::ffi::OsStringExt;
    match name {
        TrueName::Text(text) if is_plain_on_windows(text) => Some(text.split('/').collect()),
        TrueName::Utf16(units) if is_plain_on_windows(&String::from_utf16_lossy(units)) => {
            let parts = units.split(|unit| *unit == u16::from(b'/'));
            Some(parts.map(OsString::from_wide).collect())
        }
        _ => None,
    }
}
