//! Files and folders as tests make, change and compare them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use kluis::words::digest::Digest;
use walkdir::WalkDir;

/// When a test's files were last changed: before any date that a story gives.
pub const MODIFIED: Duration = Duration::new(1_520_139_967, 123_456_789);

/// Writes a file that was last changed long ago.
pub fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
    touch(path, SystemTime::UNIX_EPOCH + MODIFIED);
}

pub fn touch(path: &Path, when: SystemTime) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_times(FileTimes::new().set_modified(when)).unwrap();
}

/// Turns one bit of a file over, as rot does.
pub fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// Copies a folder with all that is below it.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), &target).unwrap()),
        }
    }
}

/// The folder of the one vault on a drive.
pub fn vault_folder(drive: &Path) -> PathBuf {
    let entries = fs::read_dir(drive).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: &PathBuf| {
        path.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with("kluis-"))
    };
    let found = entries.filter(|path| path.is_dir()).find(named);
    found.unwrap_or_else(|| panic!("no vault on {}", drive.display()))
}

pub fn bundle_folder(drive: &Path, bundle: impl AsRef<Path>) -> PathBuf {
    vault_folder(drive).join("bundles").join(bundle)
}

/// A path with slashes, as tests write it on each system.
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_str().expect("a test's name")).collect();
    parts.join("/")
}

/// Each file below a folder in the order of names, through no link.
pub fn each_file(folder: &Path, run: &mut dyn FnMut(&Path)) {
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.expect("a test's folders can be read");
        if !entry.file_type().is_dir() {
            run(entry.path());
        }
    }
}

/// All files below a folder, with their bytes.
pub fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    each_file(folder, &mut |path| {
        if path.is_file() && !path.is_symlink() {
            found.push((path.to_path_buf(), fs::read(path).expect("a test's files can be read")));
        }
    });
    found
}

/// Bytes that don't compress, other ones for each seed.
pub fn noise(bytes: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..bytes.div_ceil(8)).flat_map(|_| word().to_le_bytes()).take(bytes).collect()
}

/// In memory where the system has such a folder, for tests that wait for no disk.
pub fn folder_in_memory() -> tempfile::TempDir {
    let memory = whole("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// On a disk: what lies in memory can't be read back past a cache.
pub fn folder_on_disk() -> tempfile::TempDir {
    tempfile::tempdir_in(whole(env!("CARGO_TARGET_TMPDIR"))).expect("target/tmp is there")
}

/// A path as the system writes it in full: on Windows with its drive, and with no other separators.
fn whole(path: &str) -> PathBuf {
    std::path::absolute(path).expect("a path that is not empty")
}

/// A path below a folder; `name` has slashes on each system.
pub fn below(folder: &Path, name: &str) -> PathBuf {
    let mut path = folder.to_path_buf();
    path.extend(name.split('/').filter(|part| !part.is_empty()));
    path
}

/// What stands at a path, so that two states can be compared whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    Folder,
    File { sha256: String, modified: Option<SystemTime> },
    Link(PathBuf),
    Other,
}

pub type Tree = BTreeMap<PathBuf, Entry>;

/// Everything below a folder, without times.
pub fn tree(root: &Path) -> Tree {
    read(root, |_| None)
}

/// Everything below a folder; a file with its time.
pub fn timed_files(root: &Path) -> Tree {
    let mut tree = read(root, |facts| Some(facts.modified().unwrap()));
    tree.retain(|_, entry| *entry != Entry::Folder);
    tree
}

fn read(root: &Path, modified: impl Fn(&fs::Metadata) -> Option<SystemTime>) -> Tree {
    let mut tree = Tree::new();
    if !root.exists() {
        return tree;
    }
    for found in WalkDir::new(root).min_depth(1) {
        let found = found.unwrap();
        let path = found.path();
        let facts = fs::symlink_metadata(path).unwrap();
        let entry = if facts.is_dir() {
            Entry::Folder
        } else if facts.is_file() {
            let sha256 = Digest::of(&fs::read(path).unwrap()).to_string();
            Entry::File { sha256, modified: modified(&facts) }
        } else if facts.is_symlink() {
            Entry::Link(fs::read_link(path).unwrap())
        } else {
            Entry::Other
        };
        tree.insert(path.strip_prefix(root).unwrap().into(), entry);
    }
    tree
}

/// The files below a folder whose bytes or whose names hold this text.
pub fn holds(root: &Path, text: &str) -> Vec<PathBuf> {
    assert!(text.len() >= 4, "{text}: shorter words stand in ciphertext by chance");
    let needle = text.as_bytes();
    let has = |bytes: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let found = WalkDir::new(root).into_iter().map(|found| found.unwrap().into_path());
    found
        .filter(|path| {
            let below = path.strip_prefix(root).unwrap();
            has(below.as_os_str().as_encoded_bytes())
                || (path.is_file() && has(&fs::read(path).unwrap()))
        })
        .collect()
}
