//! What was found: files below the paths that the user named, and what each is called in an archive.
//!
//! Of a million files memory holds each once: the folder that it lies in stands for all of them.

use std::cmp::Ordering;
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::formats::tar_entry::Mtime;
use crate::powers::real_path;
use crate::words::names::TrueName;

/// The folder of files that were found.
#[derive(Debug)]
pub struct Folder {
    /// Which of the roots it lies under, or is, or holds, where the root is a file.
    root: u32,
    /// Where it lies.
    place: PathBuf,
    /// What it is called in an archive, as a true name is ordered; empty where its files stand at the top there.
    name: Box<[u8]>,
}

/// A file to be sealed.
#[derive(Debug, Clone)]
pub struct Found {
    folder: Arc<Folder>,
    /// Its own name in there.
    leaf: Box<OsStr>,
    pub bytes: u64,
    pub mtime: Mtime,
    /// Nobody but its owner can read it, by a mode that its file system keeps.
    pub private: bool,
}

impl Folder {
    /// Where a file of it lies.
    pub fn path_of(&self, leaf: &OsStr) -> PathBuf {
        self.place.join(leaf)
    }
}

impl Found {
    pub(super) fn new(
        folder: Arc<Folder>,
        leaf: &OsStr,
        bytes: u64,
        mtime: Mtime,
        private: bool,
    ) -> Found {
        Found { folder, leaf: leaf.into(), bytes, mtime, private }
    }

    /// Where it lies.
    pub fn path(&self) -> PathBuf {
        self.folder.path_of(&self.leaf)
    }

    /// The folder that it lies in, and its own name there.
    pub fn into_parts(self) -> (Arc<Folder>, Box<OsStr>) {
        (self.folder, self.leaf)
    }

    /// In the order of their true names.
    pub fn by_name(&self, other: &Found) -> Ordering {
        fn of(found: &Found) -> (&[u8], &[u8]) {
            (&found.folder.name, found.leaf.as_encoded_bytes())
        }
        match Arc::ptr_eq(&self.folder, &other.folder) {
            true => self.leaf.as_encoded_bytes().cmp(other.leaf.as_encoded_bytes()),
            false => in_order(of(self), of(other))
                .then_with(|| self.folder.place.cmp(&other.folder.place)),
        }
    }
}

/// The order of two paths, each its folder and its last component.
pub fn in_order(one: (&[u8], &[u8]), other: (&[u8], &[u8])) -> Ordering {
    fn whole<'n>((folder, leaf): (&'n [u8], &'n [u8])) -> impl Iterator<Item = &'n u8> {
        let slash: &[u8] = if folder.is_empty() { b"" } else { b"/" };
        folder.iter().chain(slash).chain(leaf)
    }
    let both = one.0.len().min(other.0.len());
    match one.0[..both].cmp(&other.0[..both]) {
        // One lies in the other, or they are the same.
        Ordering::Equal => whole(one).cmp(whole(other)),
        differ => differ,
    }
}

/// The paths that the user named, and the name that each has in an archive.
#[derive(Debug, Clone, Default)]
pub struct Roots(Vec<(PathBuf, PathBuf)>);

impl Roots {
    /// Adds a path, made absolute with its links resolved, since the user named it. Its name in the archive
    /// is that path below the user's own folder, or else below the file system's root, so that the same file
    /// has the same name whatever folder the command was given in.
    pub fn add(&mut self, path: &Path, users_folder: Option<&Path>) -> io::Result<()> {
        let absolute = real_path::of(path)?;
        let named = below(&absolute, users_folder).unwrap_or_else(|| without_root(&absolute));
        if !self.0.iter().any(|(known, _)| absolute.starts_with(known)) {
            self.0.retain(|(known, _)| !known.starts_with(&absolute));
            self.0.push((absolute, named));
        }
        Ok(())
    }

    /// The roots by their absolute paths.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|(path, _)| path.as_path())
    }

    /// A folder below a root, or the one that a root is in which is itself a file.
    pub(super) fn folder(&self, root: u32, place: PathBuf) -> Folder {
        let (path, named) = &self.0[root as usize];
        let named = match place.strip_prefix(path) {
            Ok(relative) => join(named, relative),
            Err(_) => named.parent().map(Path::to_path_buf).unwrap_or_default(),
        };
        Folder { root, place, name: TrueName::from_path(&named).bytes().into() }
    }

    /// The path of a found file below its root; empty when the root is the file itself.
    pub fn relative_of(&self, found: &Found) -> PathBuf {
        let path = found.path();
        let (root, _) = &self.0[found.folder.root as usize];
        path.strip_prefix(root).map(Path::to_path_buf).unwrap_or_default()
    }

    /// The true name that a found file has in an archive.
    pub fn name_of(&self, found: &Found) -> TrueName {
        let (_, named) = &self.0[found.folder.root as usize];
        TrueName::from_path(&join(named, &self.relative_of(found)))
    }
}

/// A path below the user's own folder.
pub fn below(absolute: &Path, users_folder: Option<&Path>) -> Option<PathBuf> {
    let users_folder = real_path::of(users_folder?).ok()?;
    let rest = absolute.strip_prefix(users_folder).ok()?;
    (!rest.as_os_str().is_empty()).then(|| rest.to_path_buf())
}

fn join(root: &Path, relative: &Path) -> PathBuf {
    if relative.as_os_str().is_empty() { root.to_path_buf() } else { root.join(relative) }
}

/// `/mnt/share/2025` as `mnt/share/2025`, `D:\Admin` as `D/Admin`.
pub fn without_root(path: &Path) -> PathBuf {
    path.components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(PathBuf::from(name)),
            Component::Prefix(prefix) => {
                let letters: String = prefix
                    .as_os_str()
                    .to_string_lossy()
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .collect();
                (!letters.is_empty()).then(|| PathBuf::from(letters))
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::walk;
    use super::*;

    #[test]
    fn a_name_is_counted_from_the_user_s_folder() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("Administratie/2025");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.pdf"), b"x").unwrap();
        let mut roots = Roots::default();
        roots.add(&folder, Some(home.path())).unwrap();
        let walk = walk(&roots, None, &[]);
        let name = roots.name_of(&walk.found[0]);
        assert_eq!(name.display(), "Administratie/2025/a.pdf");
    }
}
