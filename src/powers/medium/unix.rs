//! What Linux and macOS share: walking a path beneath a root handle without following a link or
//! leaving the mount.
//!
//! Owns the rules of admission (kind, links, mount). How one system asks stands in `linux` and
//! `macos`.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::fs::{
    AtFlags, CWD, Dir, Mode, OFlags, RawMode, fchmod, fstat, mkdirat, openat, unlinkat,
};
use rustix::io::Errno;

use super::discarded::Discarded;
use super::in_place::InPlace;
use super::path::{MediumPath, is_component};
use super::platform;
use super::problem::{Site, StorageProblem};
use super::storage::{BytesBack, Entry, Facts, Kind, Listing, StorageFacts};
use crate::words::limits::FOLDER_ENTRIES_MAX;

pub(super) use super::platform::{in_place_of, says_gone, start_write_back, sync};

/// A folder; never the end of a link, never waiting.
const FOLDER: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);
/// A file. Without NONBLOCK an open of a FIFO or a serial line would wait for its other end.
const FILE: OFlags =
    OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

/// What a mount is known by. Overlays give files device numbers of the layer below, so the mount's
/// id counts first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mount {
    pub id: Option<u64>,
    pub device: u64,
}

impl Mount {
    fn is(&self, other: &Mount) -> bool {
        match (self.id, other.id) {
            (Some(here), Some(there)) => here == there,
            _ => self.device == other.device,
        }
    }
}

/// What one look at an entry gives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looked {
    pub kind: Kind,
    pub is_link: bool,
    pub bytes: u64,
    pub links: u64,
    pub mount: Mount,
}

impl Looked {
    fn facts(&self, root: &Mount) -> Facts {
        Facts {
            kind: self.kind,
            bytes: if self.kind == Kind::File { self.bytes } else { 0 },
            links: self.links,
            same_device: self.mount.is(root),
        }
    }
}

/// The root handle that everything is opened beneath.
pub(super) struct Root {
    folder: OwnedFd,
    mount: Mount,
    medium: platform::Medium,
    stepwise: bool,
    files: Modes,
    folders: Modes,
}

/// The mode of what is new: `asked` of the system, which takes the umask from it, and `least`, which the umask may not
/// take.
#[derive(Debug, Clone, Copy)]
struct Modes {
    asked: RawMode,
    least: RawMode,
}

impl Modes {
    fn asked(self) -> Mode {
        Mode::from_raw_mode(self.asked)
    }

    /// Gives a new file or folder what the umask took. A file system without modes says what it likes.
    fn restore(self, made: impl AsFd) {
        let Ok(facts) = fstat(&made) else { return };
        let mode = facts.st_mode & 0o7777;
        if mode & self.least != self.least {
            let _ = fchmod(made, Mode::from_raw_mode(mode | self.least));
        }
    }
}

impl Root {
    pub fn open(path: &Path, private: bool) -> io::Result<Root> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = openat(CWD, path, flags, Mode::empty())?;
        let mount = platform::look_at(&folder)?.mount;
        let medium = platform::Medium::of(&folder, &mount);
        let (files, folders) = if private {
            (Modes { asked: 0o600, least: 0o600 }, Modes { asked: 0o700, least: 0o700 })
        } else {
            (Modes { asked: 0o666, least: 0o644 }, Modes { asked: 0o777, least: 0o755 })
        };
        Ok(Root { folder, mount, medium, stepwise: false, files, folders })
    }

    /// Walks by steps even where the system can resolve a path at once.
    #[cfg(all(test, target_os = "linux"))]
    pub fn stepwise(&mut self) {
        self.stepwise = true;
    }

    pub fn in_place(&self) -> InPlace {
        self.medium.in_place
    }

    pub fn describe(&self) -> StorageFacts {
        let flags = rustix::fs::fstatvfs(&self.folder).map(|facts| facts.f_flag);
        StorageFacts {
            file_system: self.medium.file_system.clone(),
            read_only: flags
                .is_ok_and(|flags| flags.contains(rustix::fs::StatVfsMountFlags::RDONLY)),
            in_place: self.medium.in_place,
            removable: self.medium.removable,
            hardware: self.medium.hardware.clone(),
            devices: self.medium.devices.clone(),
            attachment: self.medium.attachment.clone(),
        }
    }

    pub fn list(&self, site: &Site) -> Result<Listing, StorageProblem> {
        let folder = self.folder(site, site.path)?;
        let mut listing = Listing::default();
        for entry in Dir::read_from(&folder).map_err(|e| site.problem(e))? {
            let entry = entry.map_err(|e| site.problem(e))?;
            let name = entry.file_name();
            if name == c"." || name == c".." {
                continue;
            }
            if listing.entries.len() + listing.foreign == FOLDER_ENTRIES_MAX {
                let most = FOLDER_ENTRIES_MAX;
                return Err(StorageProblem::TooManyEntries { path: site.shown(), most });
            }
            let Some(name) = name.to_str().ok().filter(|name| is_component(name)) else {
                listing.foreign += 1;
                continue;
            };
            let facts = match platform::look(&folder, name) {
                Ok(looked) => looked.facts(&self.mount),
                Err(Errno::NOENT) => continue,
                Err(error) if platform::DAMAGED.contains(&error) => Facts::UNREADABLE,
                Err(error) => return Err(site.problem(error)),
            };
            listing.entries.push(Entry { name: name.to_owned(), facts });
        }
        listing.entries.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        Ok(listing)
    }

    pub fn facts(&self, site: &Site) -> Result<Option<Facts>, StorageProblem> {
        if site.path.is_root() {
            let looked = platform::look_at(&self.folder).map_err(|e| site.problem(e))?;
            return Ok(Some(looked.facts(&self.mount)));
        }
        match self.entry(site) {
            Ok((_, _, looked)) => Ok(looked.map(|looked| looked.facts(&self.mount))),
            Err(StorageProblem::Absent { .. }) => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    pub fn open_to_read(&self, site: &Site) -> Result<File, StorageProblem> {
        self.open_file(site, OFlags::RDONLY, false).map(|(file, _)| file)
    }

    /// Reads and writes, through one handle; the file has no other name.
    pub fn open_to_write(&self, site: &Site) -> Result<File, StorageProblem> {
        self.open_file(site, OFlags::RDWR, true).map(|(file, _)| file)
    }

    pub fn create(&self, site: &Site) -> Result<File, StorageProblem> {
        let (folder, name) = self.parent(site)?;
        let flags = FILE | OFlags::RDWR | OFlags::CREATE | OFlags::EXCL;
        let file = openat(folder, name, flags, self.files.asked()).map_err(|e| site.problem(e))?;
        self.files.restore(&file);
        Ok(File::from(file))
    }

    pub fn make_folder(&self, site: &Site) -> Result<(), StorageProblem> {
        let (folder, name) = self.parent(site)?;
        mkdirat(&folder, name, self.folders.asked()).map_err(|e| site.problem(e))?;
        if let Ok(made) = openat(&folder, name, FOLDER, Mode::empty()) {
            self.folders.restore(made);
        }
        Ok(())
    }

    pub fn remove_file(&self, site: &Site) -> Result<(), StorageProblem> {
        let (folder, name, looked) = self.entry(site)?;
        self.admit(looked, site, false)?;
        unlinkat(folder, name, AtFlags::empty()).map_err(|e| site.problem(e))
    }

    pub fn remove_folder(&self, site: &Site) -> Result<(), StorageProblem> {
        let (folder, name) = self.parent(site)?;
        unlinkat(folder, name, AtFlags::REMOVEDIR).map_err(|e| match e {
            // POSIX lets a system say "exists" for "not empty".
            Errno::EXIST => StorageProblem::FolderNotEmpty { path: site.shown() },
            e => site.problem(e),
        })
    }

    pub fn sync_folder(&self, site: &Site) -> Result<(), StorageProblem> {
        let folder = self.folder(site, site.path)?;
        platform::sync_folder(folder).map_err(|e| site.problem(e))
    }

    pub fn free_bytes(&self, site: &Site) -> Result<u64, StorageProblem> {
        let facts = rustix::fs::fstatvfs(&self.folder).map_err(|e| site.problem(e))?;
        // Some FUSE drivers don't count their blocks: then the room shows when it runs out.
        if facts.f_blocks == 0 {
            return Ok(u64::MAX);
        }
        Ok(facts.f_bavail.saturating_mul(facts.f_frsize))
    }

    pub fn kept_back_bytes(&self, site: &Site) -> Result<u64, StorageProblem> {
        let facts = rustix::fs::fstatvfs(&self.folder).map_err(|e| site.problem(e))?;
        let kept_back = facts.f_bfree.saturating_sub(facts.f_bavail);
        Ok(kept_back.saturating_mul(facts.f_frsize))
    }

    pub fn discard_free(&self, site: &Site) -> Result<Discarded, StorageProblem> {
        platform::discard_free(&self.folder).map_err(|e| site.problem(e))
    }

    pub fn read_back(&self, site: &Site) -> Result<BytesBack, StorageProblem> {
        let (file, looked) = self.open_file(site, OFlags::RDONLY, false)?;
        platform::read_back(file, looked.bytes, &self.medium).map_err(|e| site.problem(e))
    }

    /// Looks first, since opening a device can already act on it; then opens, and looks again
    /// through the handle.
    fn open_file(
        &self,
        site: &Site,
        access: OFlags,
        alone: bool,
    ) -> Result<(File, Looked), StorageProblem> {
        let (folder, name, looked) = self.entry(site)?;
        self.admit(looked, site, alone)?;
        let file =
            openat(folder, name, FILE | access, Mode::empty()).map_err(|e| site.problem(e))?;
        let looked = platform::look_at(&file).map_err(|e| site.problem(e))?;
        self.admit(Some(looked), site, alone)?;
        Ok((File::from(file), looked))
    }

    /// Lets only a regular file of this medium pass; with `alone` only one that has no other name.
    fn admit(
        &self,
        looked: Option<Looked>,
        site: &Site,
        alone: bool,
    ) -> Result<(), StorageProblem> {
        let path = site.shown();
        let Some(looked) = looked else {
            return Err(StorageProblem::Absent { path });
        };
        if looked.is_link {
            return Err(StorageProblem::LinkInTheWay { path });
        }
        if !looked.mount.is(&self.mount) {
            return Err(StorageProblem::OtherDevice { path });
        }
        if looked.kind != Kind::File {
            return Err(StorageProblem::NotRegular { path });
        }
        if alone && looked.links > 1 {
            return Err(StorageProblem::HardLinked { path, links: looked.links });
        }
        Ok(())
    }

    /// The folder that holds the site's path, the name in it, and what stands there.
    fn entry<'a>(
        &self,
        site: &Site<'a>,
    ) -> Result<(OwnedFd, &'a str, Option<Looked>), StorageProblem> {
        let (folder, name) = self.parent(site)?;
        let looked = look(&folder, name, site)?;
        Ok((folder, name, looked))
    }

    fn parent<'a>(&self, site: &Site<'a>) -> Result<(OwnedFd, &'a str), StorageProblem> {
        match (site.path.parent(), site.path.file_name()) {
            (Some(parent), Some(name)) => Ok((self.folder(site, &parent)?, name)),
            _ => Err(StorageProblem::NotRegular { path: site.shown() }),
        }
    }

    fn folder(&self, site: &Site, path: &MediumPath) -> Result<OwnedFd, StorageProblem> {
        if !self.stepwise
            && !path.is_root()
            && let Some(folder) = platform::open_beneath(&self.folder, path.as_str(), FOLDER)
        {
            return Ok(folder);
        }
        self.walk(site, path)
    }

    /// Goes down one component at a time: where the system can't do it at once, and to say where a
    /// walk ended.
    fn walk(&self, site: &Site, path: &MediumPath) -> Result<OwnedFd, StorageProblem> {
        let open = |from: &OwnedFd, name: &str| openat(from, name, FOLDER, Mode::empty());
        let mut folder = open(&self.folder, ".").map_err(|e| site.problem(e))?;
        let mut reached = MediumPath::root();
        for name in path.components() {
            reached = reached.join(name)?;
            let here = Site { path: &reached, ..*site };
            let Some(looked) = look(&folder, name, &here)? else {
                return Err(StorageProblem::Absent { path: here.shown() });
            };
            self.admit_folder(&looked, &here)?;
            folder = open(&folder, name).map_err(|e| here.problem(e))?;
            let looked = platform::look_at(&folder).map_err(|e| here.problem(e))?;
            self.admit_folder(&looked, &here)?;
        }
        Ok(folder)
    }

    fn admit_folder(&self, looked: &Looked, here: &Site) -> Result<(), StorageProblem> {
        let path = here.shown();
        match looked {
            Looked { is_link: true, .. } => Err(StorageProblem::LinkInTheWay { path }),
            Looked { mount, .. } if !mount.is(&self.mount) => {
                Err(StorageProblem::OtherDevice { path })
            }
            Looked { kind: Kind::Folder, .. } => Ok(()),
            _ => Err(StorageProblem::NotAFolder { path }),
        }
    }
}

/// What stands at `name` in `folder`, links not followed; none if nothing does.
fn look(folder: impl AsFd, name: &str, site: &Site) -> Result<Option<Looked>, StorageProblem> {
    match platform::look(folder, name) {
        Ok(looked) => Ok(Some(looked)),
        Err(Errno::NOENT) => Ok(None),
        Err(error) => Err(site.problem(error)),
    }
}

/// The facts of an open file, which was admitted and so lies on the medium.
pub(super) fn facts_of(file: &File) -> io::Result<Facts> {
    let looked = platform::look_at(file)?;
    Ok(looked.facts(&looked.mount))
}
