//! Where drives may be found on this system: its mount points. A drive is known by its id, so that this is only
//! a list of places to look at.
//!
//! A place may hang: the driver of a dying drive, or of a share whose server is gone, never answers, and whoever asked
//! it waits beyond every signal. So each question is put from a thread of its own, and a place that does not answer in
//! time is asked nothing more, so that no more than one thread hangs there. What was not answered is unknown: it is no
//! proof that nothing is there.

#[cfg(windows)]
mod letters;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Enough for a drive that has to spin up.
const ANSWERS_WITHIN: Duration = Duration::from_secs(15);
/// Enough for a drive that is in use, where its answer is only a hint.
const HINTS_WITHIN: Duration = Duration::from_secs(3);
/// How many places are asked at once: each takes a thread.
const AT_ONCE: usize = 64;

/// A question looks at a path and reads a small file.
const STACK_BYTES: usize = 512 << 10;

/// Places that did not answer in time, and whether they have answered since.
static SILENT: Mutex<Silent> = Mutex::new(BTreeMap::new());

type Silent = BTreeMap<PathBuf, Arc<AtomicBool>>;

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Folder,
    /// Nothing, or no folder.
    Nothing,
    /// The system can't say: what is there is not known.
    Fails(ErrorKind),
    /// It did not say in time: what is there is not known.
    NoAnswer,
}

impl Look {
    /// What stands at a path, asked without a bound.
    fn at(path: &Path) -> Look {
        match path.metadata() {
            Ok(facts) if facts.is_dir() => Look::Folder,
            Ok(_) => Look::Nothing,
            #[cfg(windows)]
            Err(error) if letters::is_empty(&error) => Look::Nothing,
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => Look::Nothing,
                kind => Look::Fails(kind),
            },
        }
    }
}

/// The places where a removable drive may be mounted now. A share of another machine is not among them: it is looked
/// at where it was seen last, or where a person names it.
pub fn places() -> Vec<PathBuf> {
    system_places()
}

/// Looks at one place, for a bounded time.
pub fn look(place: &Path) -> Look {
    ask(place, Look::at).unwrap_or(Look::NoAnswer)
}

/// What was found at places where a drive may be.
#[derive(Debug, Default)]
pub struct Looked {
    /// Those that have the folder, in their order.
    pub holding: Vec<PathBuf>,
    /// Those of which nobody knows whether they have it, and why.
    pub unknown: Vec<(PathBuf, Look)>,
}

/// Looks which of the places have a folder of this name.
pub fn look_for(places: impl IntoIterator<Item = PathBuf>, folder: &str) -> Looked {
    let folder = folder.to_owned();
    let mut looked = Looked::default();
    for (place, look) in ask_all(places, move |place| Look::at(&place.join(&folder))) {
        match look.unwrap_or(Look::NoAnswer) {
            Look::Folder => looked.holding.push(place),
            Look::Nothing => {}
            look @ (Look::Fails(_) | Look::NoAnswer) => looked.unknown.push((place, look)),
        }
    }
    looked
}

/// Those of the places that have a folder of this name, in their order.
pub fn holding(places: impl IntoIterator<Item = PathBuf>, folder: &str) -> Vec<PathBuf> {
    look_for(places, folder).holding
}

/// Asks about one place; no answer where that takes too long.
pub fn ask<T: Send + 'static>(
    place: &Path,
    question: impl Fn(&Path) -> T + Clone + Send + 'static,
) -> Option<T> {
    ask_all([place.to_path_buf()], question).pop()?.1
}

/// Asks about places, many at once; gives them in their order, without an answer where that takes too long.
pub fn ask_all<T: Send + 'static>(
    places: impl IntoIterator<Item = PathBuf>,
    question: impl Fn(&Path) -> T + Clone + Send + 'static,
) -> Vec<(PathBuf, Option<T>)> {
    ask_within(ANSWERS_WITHIN, places, question)
}

/// The same, where an answer is only a hint, and is waited for less long.
pub fn ask_for_hints<T: Send + 'static>(
    places: impl IntoIterator<Item = PathBuf>,
    question: impl Fn(&Path) -> T + Clone + Send + 'static,
) -> Vec<(PathBuf, Option<T>)> {
    ask_within(HINTS_WITHIN, places, question)
}

fn ask_within<T: Send + 'static>(
    bound: Duration,
    places: impl IntoIterator<Item = PathBuf>,
    question: impl Fn(&Path) -> T + Clone + Send + 'static,
) -> Vec<(PathBuf, Option<T>)> {
    let places: Vec<PathBuf> = places.into_iter().collect();
    let mut answers = Vec::with_capacity(places.len());
    for some in places.chunks(AT_ONCE) {
        let until = Instant::now() + bound;
        let asked: Vec<Option<Asked<T>>> =
            some.iter().map(|place| begin(place.clone(), question.clone())).collect();
        for (place, asked) in some.iter().zip(asked) {
            let left = until.saturating_duration_since(Instant::now());
            let answer = asked.and_then(|Asked { answer, has_answered }| {
                let answer = answer.recv_timeout(left).ok();
                if answer.is_none() {
                    silent().insert(place.clone(), has_answered);
                }
                answer
            });
            answers.push((place.clone(), answer));
        }
    }
    answers
}

/// These places may be asked again: what did not answer there is gone, and another drive may come.
pub fn forget_silence<'a>(gone: impl IntoIterator<Item = &'a PathBuf>) {
    let mut silent = silent();
    for place in gone {
        silent.remove(place);
    }
}

/// Places that have answered since, though too late, may be asked again: for a run that goes on for days.
pub fn forget_answered() {
    silent().retain(|_, has_answered| !has_answered.load(Ordering::Relaxed));
}

fn silent() -> std::sync::MutexGuard<'static, Silent> {
    SILENT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A question that was put.
struct Asked<T> {
    answer: Receiver<T>,
    has_answered: Arc<AtomicBool>,
}

/// Asks from a thread that nobody waits for, since it may never come back. A place that was silent before is not asked.
fn begin<T: Send + 'static>(
    place: PathBuf,
    question: impl Fn(&Path) -> T + Send + 'static,
) -> Option<Asked<T>> {
    if silent().contains_key(&place) {
        return None;
    }
    let (sender, answer) = channel();
    let has_answered = Arc::new(AtomicBool::new(false));
    let answers = has_answered.clone();
    let asks = move || {
        drop(sender.send(question(&place)));
        answers.store(true, Ordering::Relaxed);
    };
    std::thread::Builder::new().stack_size(STACK_BYTES).spawn(asks).ok()?;
    Some(Asked { answer, has_answered })
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
use letters::of_drives as system_places;

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

    #[test]
    fn a_place_that_has_answered_and_hangs_later_is_not_waited_for_and_asked_no_more() {
        let place = PathBuf::from("/not/there/hangs-later");
        let waits = Duration::from_millis(200);
        let asks = |hangs: bool| {
            let question = move |_: &Path| {
                if hangs {
                    std::thread::park()
                }
            };
            ask_within(waits, [place.clone(), PathBuf::from("/not/there/works")], question)
        };
        let answered = |asked: Vec<(PathBuf, Option<()>)>| {
            asked.iter().map(|a| a.1.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(answered(asks(false)), [true, true]);
        let since = Instant::now();
        let question = |at: &Path| {
            if at.ends_with("hangs-later") {
                std::thread::park()
            }
        };
        let both = [place.clone(), PathBuf::from("/not/there/works")];
        assert_eq!(answered(ask_within(waits, both, question)), [false, true]);
        assert!(since.elapsed() < Duration::from_secs(10));
        assert_eq!(answered(asks(false)), [false, true], "it is asked nothing more");
        assert_eq!(look(&place), Look::NoAnswer);
        assert_eq!(look_for([place.clone()], "vault").unknown, [(place.clone(), Look::NoAnswer)]);
        forget_silence([&place]);
        assert_eq!(answered(asks(false)), [true, true], "another drive may be there by now");
    }

    #[test]
    fn a_place_that_answers_too_late_is_asked_again_once_it_has_answered() {
        let place = PathBuf::from("/not/there/answers-late");
        let gate = Arc::new(Mutex::new(()));
        let shut = gate.lock().unwrap();
        let waits = gate.clone();
        let question = move |_: &Path| drop(waits.lock());
        let asked = ask_within(Duration::from_millis(50), [place.clone()], question);
        assert!(asked[0].1.is_none());
        forget_answered();
        assert_eq!(look(&place), Look::NoAnswer, "its thread hangs still");
        drop(shut);
        while silent().get(&place).is_some_and(|answered| !answered.load(Ordering::Relaxed)) {
            std::thread::yield_now();
        }
        forget_answered();
        assert_eq!(look(&place), Look::Nothing);
    }

    #[test]
    fn a_place_that_can_not_be_looked_at_is_not_empty() {
        let link = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("vault", link.path().join("vault")).unwrap();
        let place = link.path().to_path_buf();
        let looked = look_for([place.clone()], "vault");
        assert!(looked.holding.is_empty());
        assert!(matches!(looked.unknown[..], [(_, Look::Fails(_))]), "{looked:?}");
    }
}
