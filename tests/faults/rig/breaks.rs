//! What breaks in a run: nothing, a drive, or the home.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use kluis::powers::medium::faulty::{Counted, Fault as Broken, Switch};
use kluis::powers::medium::memory::Unsynced;
use kluis::powers::medium::{Faulty, Kind, MediumPath, Memory, Storage};
use kluis::verbs::session::Session;

/// Puts faults into a run.
pub trait Breaks {
    fn drive(&self, drive: Memory) -> Arc<dyn Storage> {
        Arc::new(drive)
    }
    fn home(&self, _: &mut Session<'_, '_>) {}
    /// The run is over; if the fault took place, the power went with it.
    fn end(&self, _: &Path, _: Unsynced) {}
    /// Whether the fault took place.
    fn fired(&self) -> bool {
        false
    }
}

/// Breaks nothing.
pub struct Healthy;

impl Breaks for Healthy {}

/// Breaks one drive by a script; says afterwards whether it did.
pub struct Drive {
    fault: Broken,
    counted: Counted,
    switch: RefCell<Option<Switch>>,
}

impl Drive {
    pub fn new(fault: Broken) -> Drive {
        Drive { fault, counted: Counted::Mutating, switch: RefCell::new(None) }
    }

    /// The same for a run that mostly reads: looks and reads are counted too.
    pub fn read(fault: Broken) -> Drive {
        Drive { counted: Counted::All, ..Drive::new(fault) }
    }

    fn switch(&self, switch: Switch) {
        *self.switch.borrow_mut() = Some(switch);
    }
}

impl Breaks for Drive {
    fn drive(&self, drive: Memory) -> Arc<dyn Storage> {
        let faulty = Faulty::new(drive, self.fault, self.counted);
        self.switch(faulty.switch());
        Arc::new(faulty)
    }

    fn fired(&self) -> bool {
        self.switch.borrow().as_ref().is_some_and(Switch::fired)
    }
}

/// Breaks the home by a script, from the moment on when it was opened. Meanwhile it lies in memory, so that it forgets
/// what was not synced when the power goes.
pub struct Home {
    breaks: Drive,
    memory: RefCell<Option<Memory>>,
}

impl Home {
    pub fn new(fault: Broken) -> Home {
        Home { breaks: Drive::new(fault), memory: RefCell::new(None) }
    }
}

impl Breaks for Home {
    fn home(&self, session: &mut Session<'_, '_>) {
        let memory = Memory::strict();
        put_folder(&session.vault.root, "", &memory);
        let faulty = Faulty::new(memory.clone(), self.breaks.fault, Counted::Mutating);
        self.breaks.switch(faulty.switch());
        session.vault.home = Arc::new(faulty);
        *self.memory.borrow_mut() = Some(memory);
    }

    fn fired(&self) -> bool {
        self.breaks.fired()
    }

    fn end(&self, home: &Path, unsynced: Unsynced) {
        let Some(memory) = self.memory.take() else { return };
        if self.fired() {
            memory.power_cut(unsynced);
        }
        fs::remove_dir_all(home).unwrap();
        take_folder(&memory, &MediumPath::root(), home);
    }
}

fn put_folder(from: &Path, to: &str, memory: &Memory) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if to.is_empty() { name } else { format!("{to}/{name}") };
        match entry.file_type().unwrap().is_dir() {
            true => {
                let (folder, parent) = (MediumPath::parse(&path).unwrap(), MediumPath::parse(to));
                memory.make_folder(&folder).unwrap();
                memory.sync_folder(&parent.unwrap_or_else(|_| MediumPath::root())).unwrap();
                put_folder(&entry.path(), &path, memory);
            }
            false => memory.put(&path, &fs::read(entry.path()).unwrap()),
        }
    }
}

fn take_folder(memory: &Memory, from: &MediumPath, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in memory.list(from).unwrap().entries {
        let path = from.join(&entry.name).unwrap();
        match entry.facts.kind {
            Kind::Folder => take_folder(memory, &path, &to.join(&entry.name)),
            _ => fs::write(to.join(&entry.name), memory.bytes(path.as_str()).unwrap()).unwrap(),
        }
    }
}
