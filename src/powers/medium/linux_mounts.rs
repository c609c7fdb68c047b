//! What Linux says of mounts: `/proc/self/mountinfo` (proc_pid_mountinfo(5)) and `/sys/dev/block`.
//!
//! Owns the reading of these texts, and what is known of each file system by its name and options.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use super::in_place::{InPlace, WhyNotInPlace};

/// How deep overlays on overlays are looked through.
const LAYERS_MAX: usize = 4;

/// One line of mountinfo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MountLine {
    pub id: u64,
    pub major: u32,
    pub minor: u32,
    pub point: PathBuf,
    pub file_system: String,
    pub source: PathBuf,
    /// The file system's own options, `,`-joined, still escaped.
    options: String,
}

/// The mounts that this process sees; none where `/proc` is not there.
pub(super) fn mounts() -> Vec<MountLine> {
    let text = std::fs::read("/proc/self/mountinfo").unwrap_or_default();
    text.split(|b| *b == b'\n').filter_map(line).collect()
}

pub(super) fn line(line: &[u8]) -> Option<MountLine> {
    let words: Vec<&[u8]> = line.split(|b| *b == b' ').collect();
    let dash = words.iter().position(|word| *word == b"-")?;
    let text = |word: &&[u8]| String::from_utf8_lossy(word).into_owned();
    let path = |word: &&[u8]| PathBuf::from(OsString::from_vec(unescape(word)));
    let device = text(words.get(2)?);
    let (major, minor) = device.split_once(':')?;
    Some(MountLine {
        id: text(words.first()?).parse().ok()?,
        major: major.parse().ok()?,
        minor: minor.parse().ok()?,
        point: words.get(4).map(path)?,
        file_system: words.get(dash + 1).map(text)?,
        source: words.get(dash + 2).map(path)?,
        options: words.get(dash + 3).map(text)?,
    })
}

/// Undoes `\040`, `\011`, `\012` and `\134`.
fn unescape(word: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(word.len());
    let mut rest = word;
    while let [first, tail @ ..] = rest {
        let digits =
            tail.get(..3).filter(|digits| digits.iter().all(|b| (b'0'..=b'7').contains(b)));
        rest = match (first, digits) {
            (b'\\', Some(digits)) => {
                plain.push(digits.iter().fold(0, |byte, b| (byte << 3) | (b - b'0')));
                &tail[3..]
            }
            _ => {
                plain.push(*first);
                tail
            }
        };
    }
    plain
}

impl MountLine {
    /// Whether overwriting reaches the old blocks. `mounts` is for an overlay, whose upper layer
    /// decides.
    pub fn in_place(&self, mounts: &[MountLine]) -> InPlace {
        match self.bottom(mounts) {
            Some(mount) => mount.own_in_place(),
            None => InPlace::Unknown,
        }
    }

    fn own_in_place(&self) -> InPlace {
        match self.file_system.as_str() {
            "btrfs" | "bcachefs" | "zfs" => InPlace::No(WhyNotInPlace::CopyOnWrite),
            "f2fs" | "nilfs2" | "ubifs" | "jffs2" => InPlace::No(WhyNotInPlace::Log),
            "ext3" | "ext4" if self.has_option("data=journal") => {
                InPlace::No(WhyNotInPlace::DataJournal)
            }
            "ext2" | "ext3" | "ext4" | "vfat" | "msdos" | "exfat" | "ntfs3" => InPlace::Yes,
            _ => InPlace::Unknown,
        }
    }

    /// The mount that an overlay writes to, or this one itself; none if that is out of sight.
    pub fn bottom<'a>(&'a self, mounts: &'a [MountLine]) -> Option<&'a MountLine> {
        let mut mount = self;
        for _ in 0..LAYERS_MAX {
            if mount.file_system != "overlay" {
                return Some(mount);
            }
            mount = holding(&mount.upper()?, mounts)?;
        }
        None
    }

    fn upper(&self) -> Option<PathBuf> {
        let upper = self.options.split(',').find_map(|option| option.strip_prefix("upperdir="))?;
        Some(PathBuf::from(OsString::from_vec(unescape(upper.as_bytes()))))
    }

    pub fn has_option(&self, option: &str) -> bool {
        self.options.split(',').any(|word| word == option)
    }

    /// Whether the drive can be taken out: it says so itself, or it hangs on USB or is a card.
    pub fn removable(&self) -> Option<bool> {
        let device = format!("/sys/dev/block/{}:{}", self.major, self.minor);
        let device = std::fs::canonicalize(device).ok()?;
        let says = |folder: &Path| std::fs::read_to_string(folder.join("removable")).ok();
        // A partition's folder lies in its disk's, which knows.
        let own = says(&device).or_else(|| says(device.parent()?))?;
        let path = device.to_string_lossy();
        Some(own.trim() == "1" || path.contains("/usb") || path.contains("/mmc"))
    }
}

/// The mount that holds `path`: of those mounted above it the deepest, and of these the last one
/// mounted.
pub(super) fn holding<'a>(path: &Path, mounts: &'a [MountLine]) -> Option<&'a MountLine> {
    if !path.is_absolute() || !path.is_dir() {
        return None;
    }
    let above = mounts.iter().filter(|mount| path.starts_with(&mount.point));
    above.max_by_key(|mount| mount.point.components().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mount(text: &str) -> MountLine {
        line(text.as_bytes()).unwrap()
    }

    fn of(file_system: &str, options: &str) -> InPlace {
        let text = format!("29 1 8:1 / /media/x rw shared:1 - {file_system} /dev/sdb1 {options}");
        mount(&text).in_place(&[])
    }

    #[test]
    fn a_line_is_read_with_its_escapes() {
        let read = mount(
            "36 35 98:0 /a /mnt/my\\040drive\\134 rw,noatime - ext4 /dev/sdb1 rw,data=journal",
        );
        assert_eq!((read.id, read.major, read.minor), (36, 98, 0));
        assert_eq!(read.point, Path::new("/mnt/my drive\\"));
        assert_eq!(read.source, Path::new("/dev/sdb1"));
        let tagged = mount("36 35 98:0 / / rw master:1 shared:2 - vfat none rw");
        assert_eq!(tagged.file_system, "vfat");
        for broken in ["", "1", "1 2 3:4 / / rw", "x 2 3:4 / / rw - a b c", "1 2 3 / / rw - a b c"]
        {
            assert_eq!(line(broken.as_bytes()), None, "{broken}");
        }
    }

    #[test]
    fn where_overwriting_misses_the_reason_is_given() {
        use WhyNotInPlace::*;
        let table = [
            ("btrfs", "rw", InPlace::No(CopyOnWrite)),
            ("bcachefs", "rw", InPlace::No(CopyOnWrite)),
            ("zfs", "rw", InPlace::No(CopyOnWrite)),
            ("f2fs", "rw", InPlace::No(Log)),
            ("nilfs2", "rw", InPlace::No(Log)),
            ("ext4", "rw,data=journal", InPlace::No(DataJournal)),
            ("ext4", "rw,data=ordered", InPlace::Yes),
            ("ext4", "rw", InPlace::Yes),
            ("vfat", "rw", InPlace::Yes),
            ("exfat", "rw", InPlace::Yes),
            ("ntfs3", "rw", InPlace::Yes),
            ("fuseblk", "rw", InPlace::Unknown),
            ("nfs4", "rw", InPlace::Unknown),
            ("overlay", "rw,lowerdir=/l,upperdir=/not/in/sight", InPlace::Unknown),
            ("overlay", "ro,lowerdir=/l", InPlace::Unknown),
        ];
        for (file_system, options, expected) in table {
            assert_eq!(of(file_system, options), expected, "{file_system} {options}");
        }
    }

    #[test]
    fn an_overlay_is_looked_at_for_its_upper_layer() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().display();
        let overlay =
            mount(&format!("9 1 0:9 / /o rw - overlay o rw,lowerdir=/l,upperdir={folder}"));
        let beneath = [
            mount("1 0 8:1 / / rw - ext4 /dev/sda1 rw"),
            mount(&format!("2 1 0:7 / {folder} rw - btrfs /dev/sdb1 rw")),
        ];
        assert_eq!(overlay.in_place(&beneath), InPlace::No(WhyNotInPlace::CopyOnWrite));
        assert_eq!(overlay.in_place(&beneath[..1]), InPlace::Yes);
        assert_eq!(overlay.bottom(&beneath).unwrap().id, 2);
    }

    #[test]
    fn this_machine_s_own_root_is_found() {
        assert!(mounts().iter().any(|mount| mount.point == Path::new("/")));
    }
}
