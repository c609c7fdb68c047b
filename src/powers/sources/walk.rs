//! Finds the files below the paths that the user named, and names what is left alone and why.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use walkdir::{DirEntry, WalkDir};

use super::found::{Folder, Found, Roots};
use super::moment::mtime_of;
use super::{placeholder, streams};
use crate::formats::drive;
use crate::powers::medium::{Storage, open_native};
use crate::powers::real_path;
use crate::words::ids::BundleId;

/// Why something that was met is not among the files found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOut {
    /// A symbolic link, a junction or another reparse point.
    Link,
    /// A device, a socket or a pipe.
    Special,
    /// Its bytes are with a cloud service alone, and reading it would fetch them.
    InTheCloud,
    /// What systems and programs leave behind: `.DS_Store`, `Thumbs.db`, `desktop.ini`, `~$…`.
    Litter,
    /// A folder without files: nothing of it is sealed.
    EmptyFolder,
    /// It was touched within the time that `--inactive-for` gives.
    StillActive,
    /// It can't be read.
    Unreadable(String),
    /// Another program has it open, and lets nobody read it.
    InUse,
    /// Its path is longer than a bundle takes.
    PathTooLong,
    /// It went on changing while it was read.
    Changing,
    /// It has the shape of a drive, a vault's folder, a bundle or a vault's home: whatever its state, it is none of
    /// the user's own files.
    Ours,
}

/// What a walk met.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    pub found: Vec<Found>,
    /// What was left alone, with its path on this PC.
    pub left: Vec<(PathBuf, LeftOut)>,
    /// Extended attributes and alternate streams that a move would lose: the file and its name.
    pub attributes: Vec<(PathBuf, String)>,
}

/// Walks all roots. A folder in `not_into` (the vault's home, a medium) is passed over in silence: the verb
/// has refused a root inside it already.
pub fn walk(roots: &Roots, inactive_since: Option<SystemTime>, not_into: &[PathBuf]) -> Walk {
    let mut walk = Walk::default();
    for (number, root) in roots.paths().enumerate() {
        walk_root(&mut walk, roots, (number as u32, root), inactive_since, not_into);
    }
    walk
}

/// A folder on the way down.
struct Open {
    path: PathBuf,
    /// Whether anything was found in it.
    filled: bool,
    /// What stands for it in the files of its own that were found.
    folder: Option<Arc<Folder>>,
}

fn walk_root(
    walk: &mut Walk,
    roots: &Roots,
    (number, root): (u32, &Path),
    inactive_since: Option<SystemTime>,
    not_into: &[PathBuf],
) {
    let exact = real_path::exact(root);
    let not_into: Vec<PathBuf> = not_into.iter().map(|path| real_path::exact(path)).collect();
    let (left, beside) = (walk.left.len(), walk.attributes.len());
    let mut open: Vec<Open> = Vec::new();
    // On a file system of Windows a mode is the mount's, and says nothing of a file.
    let folder = if root.is_dir() { root } else { root.parent().unwrap_or(root) };
    let has_modes = !open_native(folder).is_ok_and(|it| it.describe().is_read_by_windows());
    let mut entries = WalkDir::new(&exact).follow_links(false).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(&exact).to_path_buf();
                fill(&mut open, &path);
                let why = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
                walk.left.push((path, LeftOut::Unreadable(why)));
                continue;
            }
        };
        close(&mut open, entry.depth(), &mut walk.left);
        if not_into.iter().any(|path| path == entry.path()) {
            fill(&mut open, entry.path());
            skip(&mut entries, &entry);
            continue;
        }
        if is_ours(&entry) {
            fill(&mut open, entry.path());
            skip(&mut entries, &entry);
            walk.left.push((entry.into_path(), LeftOut::Ours));
            continue;
        }
        if entry.file_type().is_dir() {
            open.push(Open { path: entry.into_path(), filled: false, folder: None });
            continue;
        }
        fill(&mut open, entry.path());
        let path = entry.path();
        let left = match entry.metadata() {
            Err(error) => Some(LeftOut::Unreadable(error.to_string())),
            Ok(facts) => left_out(path, &facts, inactive_since).or_else(|| {
                let folder = match open.last_mut() {
                    Some(Open { path, folder, .. }) => {
                        let place = || shown(path, (&exact, root));
                        folder
                            .get_or_insert_with(|| Arc::new(roots.folder(number, place())))
                            .clone()
                    }
                    None => Arc::new(roots.folder(number, folder.to_path_buf())),
                };
                let private = has_modes && is_private(&facts);
                let (leaf, mtime) = (entry.file_name(), mtime_of(&facts));
                walk.found.push(Found::new(folder, leaf, facts.len(), mtime, private));
                let beside = streams::beside(path).into_iter();
                walk.attributes.extend(beside.map(|name| (path.to_path_buf(), name)));
                None
            }),
        };
        if let Some(left) = left {
            walk.left.push((path.to_path_buf(), left));
        }
    }
    close(&mut open, 0, &mut walk.left);
    let paths = walk.left[left..].iter_mut().map(|(path, _)| path);
    for path in paths.chain(walk.attributes[beside..].iter_mut().map(|(path, _)| path)) {
        *path = shown(path, (&exact, root));
    }
}

/// A path below a root as a person would type it, who typed the root so.
fn shown(path: &Path, (exact, root): (&Path, &Path)) -> PathBuf {
    match path.strip_prefix(exact) {
        Ok(below) if !below.as_os_str().is_empty() => root.join(below),
        Ok(_) => root.to_path_buf(),
        Err(_) => path.to_path_buf(),
    }
}

fn skip(entries: &mut walkdir::IntoIter, entry: &DirEntry) {
    if entry.file_type().is_dir() {
        entries.skip_current_dir();
    }
}

fn is_ours(entry: &DirEntry) -> bool {
    match entry.file_type().is_dir() {
        true => is_our_folder(entry.path()),
        false => entry.file_name() == drive::NAME,
    }
}

/// Whether a folder has the shape of a drive, a vault's folder on one, a bundle, or a vault's home. Read from the
/// names in it alone: what is damaged, of another vault or of a later version is as precious.
pub fn is_our_folder(folder: &Path) -> bool {
    let holds = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let vaults = name
        .strip_prefix("kluis-")
        .is_some_and(|hex| hex.len() == 8 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let lives = ["bundles", "ledger", "label.a.json", "label.b.json"].into_iter().any(holds);
    let bundle = ["payload-00000.age", "key.age", "key-copy.age"].into_iter().any(holds)
        && (name.parse::<BundleId>().is_ok() || holds("seal.json"));
    let home = ["home.a.json", "home.b.json"].into_iter().any(holds)
        && ["ledger", "signing", "kluis.toml"].into_iter().any(holds);
    holds(drive::NAME) || (vaults && lives) || bundle || home
}

/// Marks every folder on the way to `path` as not empty.
fn fill(open: &mut [Open], path: &Path) {
    for folder in open {
        folder.filled |= path.starts_with(&folder.path);
    }
}

/// Leaves the folders at `depth` and deeper; those in which nothing was met are empty.
fn close(open: &mut Vec<Open>, depth: usize, left: &mut Vec<(PathBuf, LeftOut)>) {
    while open.len() > depth {
        if let Some(Open { path, filled: false, .. }) = open.pop() {
            left.push((path, LeftOut::EmptyFolder));
        }
    }
}

fn left_out(path: &Path, facts: &Metadata, inactive_since: Option<SystemTime>) -> Option<LeftOut> {
    if facts.file_type().is_symlink() {
        return Some(LeftOut::Link);
    }
    if !facts.is_file() {
        return Some(LeftOut::Special);
    }
    if is_litter(path) {
        return Some(LeftOut::Litter);
    }
    if placeholder::is_one(facts) {
        return Some(LeftOut::InTheCloud);
    }
    let touched = facts.modified().ok()?;
    inactive_since.filter(|since| touched > *since).map(|_| LeftOut::StillActive)
}

/// What systems keep in a folder, and what Word (`~$NAME`) and LibreOffice (`.~lock.NAME#`) lay beside a file while it
/// is open.
fn is_litter(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let lower = name.to_lowercase();
    let is_lock = name.starts_with(".~lock.") && name.ends_with('#');
    is_lock
        || name.starts_with("~$")
        || [".ds_store", "thumbs.db", "desktop.ini"].contains(&lower.as_str())
}

/// Whether a file's mode lets nobody but its owner read it.
#[cfg(unix)]
fn is_private(facts: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    facts.mode() & 0o044 == 0
}

#[cfg(not(unix))]
fn is_private(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_litter_and_empty_folders_are_named_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(path("a/b")).unwrap();
        std::fs::create_dir(path("c")).unwrap();
        std::fs::write(path("a/b/invoice.pdf"), b"x").unwrap();
        std::fs::write(path("a/Thumbs.db"), b"x").unwrap();
        std::fs::write(path("a/~$invoice.docx"), b"x").unwrap();
        std::fs::write(path("a/.~lock.invoice.odt#"), b"x").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", path("a/link")).unwrap();

        let mut roots = Roots::default();
        roots.add(folder.path(), None).unwrap();
        roots.add(&path("a"), None).unwrap();
        let walk = walk(&roots, None, &[]);
        assert_eq!(walk.found.len(), 1, "a root inside another root adds nothing");
        let left: Vec<_> = walk.left.iter().map(|(p, why)| (p.file_name().unwrap(), why)).collect();
        assert!(left.contains(&("c".as_ref(), &LeftOut::EmptyFolder)));
        assert!(left.contains(&("Thumbs.db".as_ref(), &LeftOut::Litter)));
        assert!(left.contains(&("~$invoice.docx".as_ref(), &LeftOut::Litter)));
        assert!(left.contains(&(".~lock.invoice.odt#".as_ref(), &LeftOut::Litter)));
        #[cfg(unix)]
        assert!(left.contains(&("link".as_ref(), &LeftOut::Link)));
    }

    #[test]
    fn what_is_ours_is_never_a_source_whatever_its_state() {
        let folder = tempfile::tempdir().unwrap();
        let bundle = "20261031-7f3ca2b1";
        let ours = [
            ("drive", vec!["kluis-drive.json", "own.pdf"]),
            ("kluis-0123abcd", vec!["bundles/x", "README.txt"]),
            ("broken/kluis-0123abcd", vec!["label.b.json"]),
            (bundle, vec!["payload-00000.age"]),
            ("dragged", vec!["seal.json", "key-copy.age"]),
            ("home", vec!["home.b.json", "signing/sealer", "identity.txt"]),
        ];
        let own = [
            ("kluis-notes", vec!["a.pdf"]),
            ("audit/seals/20261031-7f3ca2b1", vec!["seal.json", "seal.json.sig", "records.commit"]),
            ("web", vec!["home.a.json", "index.html"]),
        ];
        for (place, names) in ours.iter().chain(&own) {
            for name in names {
                let path = folder.path().join(place).join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, b"x").unwrap();
            }
        }
        let mut roots = Roots::default();
        roots.add(folder.path(), None).unwrap();
        let walk = walk(&roots, None, &[]);
        let found = walk.found.len();
        assert_eq!(found, own.iter().map(|(_, names)| names.len()).sum::<usize>());
        assert_eq!(walk.left.iter().filter(|(_, why)| *why == LeftOut::Ours).count(), ours.len());
    }

    #[cfg(windows)]
    #[test]
    fn a_name_that_means_something_to_windows_is_read_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let root = real_path::of(folder.path()).unwrap();
        std::fs::write(real_path::exact(&root.join("aux.pdf")), b"record").unwrap();
        let mut roots = Roots::default();
        roots.add(folder.path(), None).unwrap();
        roots.add(&real_path::exact(&root), None).unwrap();
        let walk = walk(&roots, None, &[]);
        let [found] = &walk.found[..] else { panic!("{walk:?}") };
        assert_eq!(found.path(), root.join("aux.pdf"));
        let mut bytes = Vec::new();
        super::super::read_whole(&found.path(), &mut bytes).unwrap();
        assert_eq!(bytes, b"record");
    }
}
