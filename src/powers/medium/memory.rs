//! A test double: a medium in memory that forgets what was not synced.
//!
//! It keeps two states side by side: what the system shows, and what is on the medium. A file's
//! sync brings its bytes over, a folder's sync its names; [`Memory::power_cut`] throws the rest
//! away. Tests read and damage it past the [`Storage`] trait, by plain paths.

mod file;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::{Arc, MutexGuard};

use super::in_place::InPlace;
use super::path::MediumPath;
use super::problem::{Act, StorageProblem};
use super::storage::{
    BytesBack, Entry, Facts, Hardware, Listing, Opened, ReadBack, Storage, StorageFacts,
};

use file::MemoryFile;
use state::{Bytes, Names, Node, Shared, State, is_within, plain};

/// What becomes of unsynced changes when the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsynced {
    /// Names and bytes fall back to what was synced.
    Lost,
    /// Names are as they were last seen, bytes fall back: new files are found empty.
    NamesKept,
    /// Everything had reached the medium after all.
    Kept,
}

/// A medium in memory. Clones are handles to the same one.
#[derive(Clone)]
pub struct Memory(Shared);

impl Default for Memory {
    fn default() -> Memory {
        Memory::new()
    }
}

impl Memory {
    /// An empty medium on which a file's sync makes its name safe too.
    pub fn new() -> Memory {
        Memory::made(true)
    }

    /// An empty medium on which only a folder's sync makes names safe.
    pub fn strict() -> Memory {
        Memory::made(false)
    }

    fn made(names_with_file: bool) -> Memory {
        Memory(Shared::new(State {
            shown: Names::new(),
            synced: Names::new(),
            files: BTreeMap::new(),
            names_with_file,
            capacity: u64::MAX,
            facts: StorageFacts {
                file_system: "memory".to_owned(),
                read_only: false,
                in_place: InPlace::Yes,
                removable: Some(true),
                hardware: Hardware::default(),
                devices: BTreeSet::new(),
                attachment: None,
            },
            read_back: ReadBack::PastCache,
        }))
    }

    /// Takes the power away and plugs the medium in again.
    pub fn power_cut(&self, unsynced: Unsynced) {
        let mut state = self.state();
        let state = &mut *state;
        if unsynced == Unsynced::Lost {
            let synced = &state.synced;
            let reachable = |path: &MediumPath| {
                let mut folder = path.parent();
                while let Some(above) = folder.filter(|above| !above.is_root()) {
                    if synced.get(&above) != Some(&Node::Folder) {
                        return false;
                    }
                    folder = above.parent();
                }
                true
            };
            let found = synced.iter().filter(|(path, _)| reachable(path));
            state.shown = found.map(|(path, node)| (path.clone(), *node)).collect();
        }
        state.synced = state.shown.clone();
        for bytes in state.files.values_mut() {
            match unsynced {
                Unsynced::Kept => bytes.synced = bytes.shown.clone(),
                _ => bytes.shown = bytes.synced.clone(),
            }
        }
    }

    /// How many bytes all files together may hold.
    pub fn set_capacity(&self, bytes: u64) {
        self.state().capacity = bytes;
    }

    /// What [`Storage::describe`] answers; a read-only medium refuses changes.
    pub fn set_facts(&self, facts: StorageFacts) {
        self.state().facts = facts;
    }

    /// What [`Storage::read_back`] says of its bytes.
    pub fn set_read_back(&self, certain: ReadBack) {
        self.state().read_back = certain;
    }

    /// The bytes of a file as the system shows them.
    pub fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        let state = self.state();
        let Some(Node::File(id)) = state.shown.get(&plain(path)) else {
            return None;
        };
        Some(state.files[id].shown.to_vec())
    }

    /// Puts a file there, synced, with the folders that it needs.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        let mut state = self.state();
        let id = state.new_file();
        let bytes = Arc::new(bytes.to_vec());
        state.files.insert(id, Bytes { shown: bytes.clone(), synced: bytes });
        state.put(&plain(path), Node::File(id));
    }

    /// Puts a link, device or the like there, synced, with the folders that it needs.
    pub fn put_other(&self, path: &str) {
        self.state().put(&plain(path), Node::Other);
    }

    /// Changes the bytes of a file, on the medium too; false if there is no such file.
    pub fn patch(&self, path: &str, change: impl FnOnce(&mut Vec<u8>)) -> bool {
        let mut state = self.state();
        let Some(Node::File(id)) = state.shown.get(&plain(path)).copied() else {
            return false;
        };
        let bytes = state.bytes(id);
        change(Arc::make_mut(&mut bytes.shown));
        bytes.synced = bytes.shown.clone();
        true
    }

    /// Removes a file or a whole folder, on the medium too; false if nothing was there.
    pub fn remove(&self, path: &str) -> bool {
        let mut state = self.state();
        let path = plain(path);
        let there = state.shown.contains_key(&path);
        state.shown.retain(|name, _| !is_within(name, &path));
        state.synced.retain(|name, _| !is_within(name, &path));
        there
    }

    /// The paths of all files, sorted.
    pub fn paths(&self) -> Vec<String> {
        let state = self.state();
        let files = state.shown.iter().filter(|(_, node)| matches!(node, Node::File(_)));
        files.map(|(path, _)| path.to_string()).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state()
    }

    fn opened(&self, id: u64, at: u64) -> Box<dyn Opened> {
        Box::new(MemoryFile { medium: self.0.clone(), id, at })
    }

    /// The file at `path`, or why it can't be opened.
    fn file(&self, path: &MediumPath) -> Result<u64, StorageProblem> {
        let state = self.state();
        state.check_way(path)?;
        match state.shown.get(path) {
            Some(Node::File(id)) => Ok(*id),
            Some(Node::Other) => Err(StorageProblem::LinkInTheWay { path: path.as_str().into() }),
            Some(Node::Folder) => Err(StorageProblem::NotRegular { path: path.as_str().into() }),
            None => Err(StorageProblem::Absent { path: path.as_str().into() }),
        }
    }
}

impl Storage for Memory {
    fn describe(&self) -> StorageFacts {
        self.state().facts.clone()
    }

    fn list(&self, folder: &MediumPath) -> Result<Listing, StorageProblem> {
        let state = self.state();
        state.check_folder(folder)?;
        let children = State::children(&state.shown, folder).into_iter();
        let entry = |(path, node): (&MediumPath, Node)| {
            let name = path.file_name()?.to_owned();
            Some(Entry { name, facts: state.facts_of(node) })
        };
        let mut entries: Vec<Entry> = children.filter_map(entry).collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Listing { entries, foreign: 0 })
    }

    fn facts(&self, path: &MediumPath) -> Result<Option<Facts>, StorageProblem> {
        let state = self.state();
        match state.check_way(path) {
            Err(StorageProblem::Absent { .. }) => return Ok(None),
            other => other?,
        }
        let node = match path.is_root() {
            true => Some(Node::Folder),
            false => state.shown.get(path).copied(),
        };
        Ok(node.map(|node| state.facts_of(node)))
    }

    fn open(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        Ok(self.opened(self.file(path)?, 0))
    }

    fn open_for_overwrite(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        let id = self.file(path)?;
        self.state().check_writable(Act::Open, path)?;
        Ok(self.opened(id, 0))
    }

    fn create(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        let mut state = self.state();
        let id = state.new_file();
        state.make(Act::Create, path, Node::File(id))?;
        Ok(self.opened(id, 0))
    }

    fn create_or_replace(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        match self.file(path) {
            Err(StorageProblem::Absent { .. }) => self.create(path),
            Err(problem) => Err(problem),
            Ok(id) => {
                let mut state = self.state();
                state.check_writable(Act::Create, path)?;
                state.bytes(id).shown = Arc::default();
                Ok(self.opened(id, 0))
            }
        }
    }

    fn append(&self, path: &MediumPath, at: u64) -> Result<Box<dyn Opened>, StorageProblem> {
        if at == 0 {
            return self.create_or_replace(path);
        }
        let id = self.file(path)?;
        let mut state = self.state();
        state.check_writable(Act::Write, path)?;
        let shown = &mut state.bytes(id).shown;
        let bytes = shown.len() as u64;
        if bytes < at {
            return Err(StorageProblem::Shorter { path: path.as_str().into(), bytes, at });
        }
        Arc::make_mut(shown).truncate(at as usize);
        Ok(self.opened(id, at))
    }

    fn make_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.state().make(Act::MakeFolder, path, Node::Folder)
    }

    fn remove_file(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.file(path)?;
        let mut state = self.state();
        state.check_writable(Act::Remove, path)?;
        state.shown.remove(path);
        Ok(())
    }

    fn remove_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        let mut state = self.state();
        state.check_writable(Act::Remove, path)?;
        state.check_folder(path)?;
        if path.is_root() || !State::children(&state.shown, path).is_empty() {
            return Err(StorageProblem::FolderNotEmpty { path: path.as_str().into() });
        }
        state.shown.remove(path);
        Ok(())
    }

    fn sync_folder(&self, folder: &MediumPath) -> Result<(), StorageProblem> {
        let mut state = self.state();
        let state = &mut *state;
        state.check_folder(folder)?;
        for (path, _) in State::children(&state.synced.clone(), folder) {
            if !state.shown.contains_key(path) {
                state.synced.retain(|name, _| !is_within(name, path));
            }
        }
        for (path, node) in State::children(&state.shown, folder) {
            state.synced.insert(path.clone(), node);
        }
        Ok(())
    }

    fn free_bytes(&self) -> Result<u64, StorageProblem> {
        Ok(self.state().free())
    }

    /// The bytes that are on the medium, so that a missing sync shows.
    fn read_back(&self, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
        let id = self.file(path)?;
        let mut state = self.state();
        let synced = state.bytes(id).synced.to_vec();
        Ok((Box::new(Cursor::new(synced)), state.read_back))
    }
}

#[cfg(test)]
mod tests;
