//! Where drives may be found on this system: its mount points. A drive is known by its id, so that this is only
//! a list of places to look at.
//!
//! A place may hang: the driver of a dying drive, or of a share whose server is gone, never answers, and whoever asked
//! it waits beyond every signal. So each place is first looked at from a thread of its own, and one that does not
//! answer in time is not looked at again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Enough for a drive that has to spin up.
const ANSWERS_WITHIN: Duration = Duration::from_secs(15);

/// Whether each place that was looked at has answered.
static ANSWERED: Mutex<BTreeMap<PathBuf, bool>> = Mutex::new(BTreeMap::new());

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Folder,
    /// Nothing, or no folder.
    Nothing,
    /// It did not say in time.
    NoAnswer,
}

/// The places where a removable drive may be mounted now. A share of another machine is not among them: it is looked
/// at where it was seen last, or where a person names it.
pub fn places() -> Vec<PathBuf> {
    system_places()
}

/// Looks at one place, for a bounded time.
pub fn look(place: &Path) -> Look {
    look_at([place.to_path_buf()], None).remove(0).1
}

/// Those of the places that have a folder of this name, in their order. All are asked at once.
pub fn holding(places: impl IntoIterator<Item = PathBuf>, folder: &str) -> Vec<PathBuf> {
    let looked = look_at(places, Some(folder)).into_iter();
    looked.filter(|(_, look)| *look == Look::Folder).map(|(place, _)| place).collect()
}

fn look_at(
    places: impl IntoIterator<Item = PathBuf>,
    folder: Option<&str>,
) -> Vec<(PathBuf, Look)> {
    let until = Instant::now() + ANSWERS_WITHIN;
    let target = |place: &Path| folder.map_or(place.to_path_buf(), |folder| place.join(folder));
    let known = |place: &Path| answered().get(place).copied();
    let asked: Vec<(PathBuf, Option<Receiver<bool>>)> = places
        .into_iter()
        .map(|place| {
            let asked = known(&place).is_none().then(|| ask(target(&place)));
            (place, asked)
        })
        .collect();
    let answer = |place: &Path, asked: Option<Receiver<bool>>| {
        let there = match (asked, known(place)) {
            (_, Some(false)) => return Look::NoAnswer,
            // It has answered before.
            (None, _) => target(place).is_dir(),
            (Some(asked), _) => {
                let left = until.saturating_duration_since(Instant::now());
                let there = asked.recv_timeout(left);
                answered().insert(place.to_path_buf(), there.is_ok());
                let Ok(there) = there else { return Look::NoAnswer };
                there
            }
        };
        if there { Look::Folder } else { Look::Nothing }
    };
    asked
        .into_iter()
        .map(|(place, asked)| {
            let look = answer(&place, asked);
            (place, look)
        })
        .collect()
}

fn answered() -> std::sync::MutexGuard<'static, BTreeMap<PathBuf, bool>> {
    ANSWERED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks from a thread that nobody waits for: it may never come back.
fn ask(path: PathBuf) -> Receiver<bool> {
    let (answer, asked) = channel();
    std::thread::spawn(move || answer.send(path.is_dir()));
    asked
}

/// File systems that no drive of a vault has: the kernel's own, and those of other machines, whose servers may be gone.
#[cfg(target_os = "linux")]
const NO_DRIVES: [&str; 39] = [
    "9p",
    "afs",
    "autofs",
    "binfmt_misc",
    "bpf",
    "ceph",
    "cgroup",
    "cgroup2",
    "cifs",
    "configfs",
    "davfs",
    "debugfs",
    "devpts",
    "devtmpfs",
    "efivarfs",
    "fuse.curlftpfs",
    "fuse.glusterfs",
    "fuse.gvfsd-fuse",
    "fuse.lxcfs",
    "fuse.portal",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "fusectl",
    "hugetlbfs",
    "mqueue",
    "nfs",
    "nfs4",
    "nsfs",
    "proc",
    "pstore",
    "rpc_pipefs",
    "securityfs",
    "smb3",
    "smbfs",
    "squashfs",
    "sysfs",
    "tracefs",
    "virtiofs",
];

#[cfg(target_os = "linux")]
fn system_places() -> Vec<PathBuf> {
    let text = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    text.lines().filter_map(drive_at).collect()
}

/// The mount point of a line of mountinfo (proc_pid_mountinfo(5)), if a drive may be there: field 5, with blanks as
/// `\040`; the file system's name stands behind a dash.
#[cfg(target_os = "linux")]
fn drive_at(line: &str) -> Option<PathBuf> {
    let point = line.split(' ').nth(4)?;
    let file_system = line.split_once(" - ")?.1.split(' ').next()?;
    let system = ["/proc", "/sys", "/dev", "/run/lock"].iter().any(|p| point.starts_with(p));
    (!system && !NO_DRIVES.contains(&file_system)).then(|| PathBuf::from(unescaped(point)))
}

#[cfg(target_os = "linux")]
fn unescaped(point: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(point.to_owned(), |text, (code, character)| text.replace(code, character))
}

#[cfg(target_os = "macos")]
fn system_places() -> Vec<PathBuf> {
    let volumes = std::fs::read_dir("/Volumes").into_iter().flatten();
    volumes.flatten().map(|entry| entry.path()).collect()
}

#[cfg(windows)]
fn system_places() -> Vec<PathBuf> {
    ('A'..='Z').map(|letter| PathBuf::from(format!("{letter}:\\"))).filter(|p| p.is_dir()).collect()
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn system_places() -> Vec<PathBuf> {
    Vec::new()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn drives_are_looked_for_where_one_can_be_and_not_on_shares() {
        for (line, at) in [
            ("36 35 8:17 / /media/A\\040B rw - exfat /dev/sdb1 rw", Some("/media/A B")),
            ("36 35 0:50 / /mnt/ntfs rw shared:1 - fuseblk /dev/sdc1 rw", Some("/mnt/ntfs")),
            ("36 35 0:51 / /mnt/share rw shared:1 - nfs4 server:/x rw", None),
            ("36 35 0:52 / /home/a/cloud rw - fuse.rclone cloud: rw", None),
            ("36 35 0:53 / /auto rw - autofs systemd-1 rw", None),
            ("36 35 0:5 / /proc/x rw - ext4 /dev/sda1 rw", None),
            ("no line", None),
        ] {
            assert_eq!(drive_at(line), at.map(PathBuf::from), "{line}");
        }
    }

    #[test]
    fn a_place_is_looked_at_and_one_that_is_not_there_has_answered() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("vault")).unwrap();
        std::fs::write(folder.path().join("file"), b"x").unwrap();
        let place = folder.path().to_path_buf();
        let nowhere = place.join("nowhere");
        assert_eq!(look(&place), Look::Folder);
        assert_eq!(look(&nowhere), Look::Nothing);
        for _ in 0..2 {
            let holding = |name| holding([nowhere.clone(), place.clone()], name);
            assert_eq!(holding("vault"), std::slice::from_ref(&place));
            assert!(holding("file").is_empty());
        }
    }
}
