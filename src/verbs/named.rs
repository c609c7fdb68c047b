//! What a person means by MEDIUM on a command line: a path or a label. A path has a separator or is absolute, and a
//! label never has one, so that no folder that happens to lie there is taken for the drive that was named.

use std::ffi::OsStr;
use std::path::{Component, Path, is_separator};

use crate::formats::drive;
use crate::powers::places::{Look, look};

use super::fault::Usage;

/// A medium as a person named it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named<'n> {
    Path(&'n Path),
    Label(&'n str),
}

impl<'n> Named<'n> {
    pub fn read(name: &'n OsStr) -> Result<Named<'n>, Usage> {
        let path = Path::new(name);
        let first = path.components().next();
        let leads = matches!(
            first,
            Some(
                Component::CurDir
                    | Component::ParentDir
                    | Component::Prefix(_)
                    | Component::RootDir
            )
        );
        let separated = |byte: &u8| byte.is_ascii() && is_separator(char::from(*byte));
        if leads || name.as_encoded_bytes().iter().any(separated) {
            return Ok(Named::Path(path));
        }
        let label = name.to_str();
        Ok(Named::Label(label.ok_or_else(|| Usage::NotUtf8(name.to_string_lossy().into()))?))
    }
}

/// The folder of this name, where it is a drive: a person means it as well without a separator, where no label has it.
pub fn drive_folder(name: &OsStr) -> Option<&Path> {
    let folder = Path::new(name);
    (look(folder) == Look::Folder && folder.join(drive::NAME).is_file()).then_some(folder)
}

/// Whether a label could be taken for a path, on whichever system.
pub fn is_like_a_path(label: &str) -> bool {
    let drive = label.as_bytes().get(..2);
    let drive = drive.is_some_and(|bytes| bytes[0].is_ascii_alphabetic() && bytes[1] == b':');
    drive || label.contains(['/', '\\']) || matches!(label, "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_separator_makes_a_path_and_nothing_else_does() {
        for path in ["/media/usb", "./d2", "d2/", "a/b", ".", "..", "../d2"] {
            assert_eq!(Named::read(path.as_ref()).unwrap(), Named::Path(Path::new(path)));
        }
        for label in ["d2", "Drive A", "drive.a", "...", "~", ""] {
            assert_eq!(Named::read(label.as_ref()).unwrap(), Named::Label(label));
        }
    }

    #[test]
    fn a_label_that_is_a_path_on_any_system_is_none() {
        for label in ["a/b", "a\\b", ".", "..", "E:", "e:\\x", "C:sub"] {
            assert!(is_like_a_path(label), "{label}");
        }
        for label in ["d2", "Drive A", "Kast: boven", "...", "1:2"] {
            assert!(!is_like_a_path(label), "{label}");
        }
    }
}
