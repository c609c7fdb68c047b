//! `kluis-drive.json`: the id of a physical drive, shared by all vaults on it (format, §2).
//!
//! It is not signed: a label repeats the id under its signature, and the two must agree. Nothing
//! else is believed here.

use serde::{Deserialize, Serialize};

use super::entry::{Unknown, Unreadable, read_document, write_document};
use crate::words::ids::DriveId;
use crate::words::limits::DRIVE_BYTES_MAX;

/// The file's name, at the drive's root.
pub const NAME: &str = "kluis-drive.json";

/// What a drive says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drive {
    /// The physical drive, which several vaults may share.
    pub drive: DriveId,
    /// Names that this version does not know.
    #[serde(flatten)]
    pub unread: Unknown,
}

impl Drive {
    /// What a new drive says of itself.
    pub fn new(drive: DriveId) -> Drive {
        Drive { drive, unread: Unknown::new() }
    }

    /// The canonical bytes of `kluis-drive.json`.
    pub fn to_bytes(&self) -> Vec<u8> {
        write_document(self)
    }

    /// Reads `kluis-drive.json`; anything but canonical bytes is refused.
    pub fn read(bytes: &[u8]) -> Result<Drive, Unreadable> {
        read_document(bytes, DRIVE_BYTES_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
 "critical": [],
 "drive": "00112233445566778899aabbccddeeff",
 "format": 1
}
"#;

    #[test]
    fn the_document_is_the_one_that_the_format_shows() {
        let drive = Drive::new("00112233445566778899aabbccddeeff".parse().unwrap());
        let bytes = drive.to_bytes();
        assert_eq!(String::from_utf8_lossy(&bytes), TEXT);
        assert_eq!(Drive::read(&bytes), Ok(drive));
    }

    #[test]
    fn more_than_four_kibibytes_are_not_parsed() {
        let bytes = vec![b' '; DRIVE_BYTES_MAX as usize + 1];
        assert!(matches!(Drive::read(&bytes), Err(Unreadable::TooLarge { .. })));
    }

    #[test]
    fn a_name_from_a_later_version_is_kept() {
        let later = TEXT.replace("1\n}", "1,\n \"maker\": {\n  \"n\": 1\n }\n}");
        assert_eq!(Drive::read(later.as_bytes()).unwrap().to_bytes(), later.as_bytes());
        let float = later.replace("\"n\": 1", "\"n\": 1.5");
        assert!(float != later && Drive::read(float.as_bytes()).is_err());
    }
}
