//! One file to be sealed. Kept small: there may be a million, and all of them are sorted before the first is read.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::formats::index::{Record, Tags};
use crate::powers::sources::{Folder, Found, Roots, in_order, walk};
use crate::words::names::{Namer, SafePath, TrueName};

/// One file to be sealed.
#[derive(Debug)]
pub struct Item {
    folder: Arc<SourceFolder>,
    /// Its own name in its folder on this PC.
    leaf: Box<OsStr>,
    /// What it is called, where that is not the same in the bundle.
    odd: Option<Box<Odd>>,
    /// The size that it had when it was found, for choosing how to read it.
    pub bytes: u64,
    /// Nobody but its owner can read it.
    pub private: bool,
    /// What is written beside it; empty where that is what is written beside all of them.
    pub tags: Tags,
}

/// A folder with files to be sealed.
#[derive(Debug)]
struct SourceFolder {
    folder: Arc<Folder>,
    /// What it is called in the bundle; empty for none.
    path: Box<str>,
}

#[derive(Debug)]
struct Odd {
    /// The last component of the safe path.
    leaf: Box<str>,
    name: TrueName,
}

/// Makes items, and keeps each folder of theirs once.
#[derive(Default)]
pub struct Items(HashMap<*const Folder, Arc<SourceFolder>>);

impl Items {
    /// An item of what was found, with its path in the bundle and its true name.
    pub fn item(&mut self, found: Found, path: &SafePath, name: TrueName) -> Item {
        let (bytes, private) = (found.bytes, found.private);
        let (folder, leaf) = found.into_parts();
        let (within, last) = path.in_parts();
        // An item that is kept here holds its folder, so that no other folder can come to its place in memory.
        let known = self.0.get(&Arc::as_ptr(&folder)).filter(|known| &*known.path == within);
        let folder = match known {
            Some(known) => Arc::clone(known),
            None => {
                let of = Arc::as_ptr(&folder);
                let new = Arc::new(SourceFolder { folder, path: within.into() });
                self.0.insert(of, Arc::clone(&new));
                new
            }
        };
        let odd = Record::name_beside(path, name);
        let odd = odd.map(|name| Odd { leaf: last.into(), name }.into());
        Item { folder, leaf, odd, bytes, private, tags: Tags::default() }
    }
}

/// Every file below a folder, by the name that it has from that folder on, in the order of their safe paths.
pub fn items_below(folder: &Path) -> std::io::Result<Vec<Item>> {
    let mut roots = Roots::default();
    roots.add(folder, folder.parent())?;
    let mut found = walk(&roots, None, &[]).found;
    found.sort_unstable_by(Found::by_name);
    let (mut namer, mut make) = (Namer::new(), Items::default());
    let item = |found: Found| {
        let name = roots.name_of(&found);
        make.item(found, &namer.safe(&name), name)
    };
    let mut items: Vec<Item> = found.into_iter().map(item).collect();
    items.sort_unstable_by(Item::by_path);
    Ok(items)
}

impl Item {
    /// Where it lies.
    pub fn source(&self) -> PathBuf {
        self.folder.folder.path_of(&self.leaf)
    }

    /// What it is called in the bundle.
    pub fn path(&self) -> SafePath {
        SafePath::of_parts(&self.folder.path, self.last())
    }

    /// The true name, where it differs from the safe path.
    pub fn name_beside(&self) -> Option<&TrueName> {
        self.odd.as_ref().map(|odd| &odd.name)
    }

    /// The true name.
    pub fn name(&self) -> TrueName {
        let same = || TrueName::Text(self.path().as_str().into());
        self.name_beside().cloned().unwrap_or_else(same)
    }

    /// In the order of their safe paths.
    pub fn by_path(&self, other: &Item) -> Ordering {
        in_order(self.parts(), other.parts())
    }

    /// In that order, beside a path.
    pub fn cmp_path(&self, path: &SafePath) -> Ordering {
        let (folder, last) = path.in_parts();
        in_order(self.parts(), (folder.as_bytes(), last.as_bytes()))
    }

    fn parts(&self) -> (&[u8], &[u8]) {
        (self.folder.path.as_bytes(), self.last().as_bytes())
    }

    /// The last component of its safe path.
    fn last(&self) -> &str {
        match &self.odd {
            Some(odd) => &odd.leaf,
            None => self.leaf.to_str().expect("a name that is its own safe path is text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_says_what_was_found_and_its_folder_is_there_once() {
        let home = tempfile::tempdir().unwrap();
        // Two that are safe under another name only, of those that the system has.
        let [space, folder] = if cfg!(windows) { ["a/x~41", "co~41/d"] } else { ["a/x ", "con/d"] };
        let names = ["a.b", "a/b", "a/c", space, "a!/b", folder, "a/sub/e", "z"];
        for name in names {
            let path = home.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        let mut roots = Roots::default();
        roots.add(home.path(), Some(home.path())).unwrap();
        let mut found = walk(&roots, None, &[]).found;
        found.sort_unstable_by(Found::by_name);
        let (mut namer, mut make) = (Namer::new(), Items::default());
        let mut expected = Vec::new();
        let mut items: Vec<Item> = Vec::new();
        for found in found {
            let (source, name) = (found.path(), roots.name_of(&found));
            let path = namer.safe(&name);
            expected.push((path.clone(), name.clone(), source, found.bytes));
            items.push(make.item(found, &path, name));
        }
        assert!(expected.is_sorted_by(|a, b| a.1 < b.1));
        items.sort_unstable_by(Item::by_path);
        expected.sort();
        let said = |item: &Item| (item.path(), item.name(), item.source(), item.bytes);
        assert_eq!(items.iter().map(said).collect::<Vec<_>>(), expected);
        for (at, (path, ..)) in expected.iter().enumerate() {
            assert_eq!(items.binary_search_by(|item| item.cmp_path(path)), Ok(at));
        }
        assert_eq!(expected.len(), names.len());
        // The root, "a", "a!", "a/sub" and the last.
        assert_eq!(make.0.len(), 5);
        assert!(expected.iter().any(|(path, name, ..)| path.as_str().as_bytes() != &*name.bytes()));
    }

    #[test]
    fn a_million_items_fit_in_memory() {
        // Beside its own name, some 30 bytes: 256 MiB are to hold them all, and what sealing takes.
        assert!(size_of::<Item>() <= 56 && size_of::<Found>() <= 56);
    }
}
