//! What is known of overwriting: of a file system by its name and options, of the volumes below it, and of one file.
//!
//! Refuses to know what a drive does below all of them: what flash puts aside nobody sees.

use std::fmt;

use serde::Serialize;

/// Whether writing over a file's bytes hits the blocks that held them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InPlace {
    /// The file system was seen to write to the same blocks; what the drive below does with them is
    /// not known.
    Yes,
    /// The old bytes are known to stay.
    No(WhyNotInPlace),
    /// Neither is known of this file system.
    Unknown,
}

impl InPlace {
    /// What may be said of two files, or of a file system and what it lies on: the worse.
    pub fn worse(self, other: InPlace) -> InPlace {
        match (self, other) {
            (InPlace::No(_), _) => self,
            (_, InPlace::No(_)) => other,
            (InPlace::Unknown, _) | (_, InPlace::Unknown) => InPlace::Unknown,
            (InPlace::Yes, InPlace::Yes) => InPlace::Yes,
        }
    }
}

/// Why writing over a file leaves its old bytes on the medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyNotInPlace {
    /// The file system writes each change to new blocks (btrfs, APFS, ReFS, bcachefs, ZFS).
    CopyOnWrite,
    /// The file system is a log (f2fs, nilfs2), or the flash layer under it is (ubifs, jffs2).
    #[serde(rename = "log-structured")]
    Log,
    /// Contents pass through the journal (ext4 with `data=journal`, or the file's own flag).
    DataJournal,
    /// The file is compressed, and is packed anew.
    Compressed,
    /// The file lies in the file system's own tables, which pass its journal (ext4 with `inline_data`).
    Inline,
    /// A snapshot of the volume below keeps what was there when it was taken (LVM).
    Snapshot,
}

impl fmt::Display for WhyNotInPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WhyNotInPlace::CopyOnWrite => "copy-on-write",
            WhyNotInPlace::Log => "log-structured",
            WhyNotInPlace::DataJournal => "data-journal",
            WhyNotInPlace::Compressed => "compressed",
            WhyNotInPlace::Inline => "inline",
            WhyNotInPlace::Snapshot => "snapshot",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worse_of_two_is_said() {
        let no = InPlace::No(WhyNotInPlace::Inline);
        let (yes, unknown) = (InPlace::Yes, InPlace::Unknown);
        for (one, other, worse) in
            [(yes, yes, yes), (yes, unknown, unknown), (unknown, no, no), (yes, no, no)]
        {
            assert_eq!((one.worse(other), other.worse(one)), (worse, worse));
        }
    }
}
