//! What stands below a folder: each path with its bytes, so that two states can be compared whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use kluis::words::digest::Digest;
use walkdir::WalkDir;

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
