//! Which disks lie beneath a mount: partitions of one disk, what LUKS, LVM and md make of disks, the disk under an
//! image's file, and all disks of one btrfs. Read from mountinfo and `/sys`; nothing is opened.
//!
//! Guesses on the safe side: where a disk must be below and `/sys` doesn't show it, that is [`Device::OutOfSight`].
//! It refuses to know what follows from two media on one disk.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::linux_mounts::{MountLine, holding};
use super::storage::Device;

/// Where the kernel shows its devices.
pub(super) const SYS: &str = "/sys";
/// How many layers are looked through: a volume in LVM, in LUKS, on md, in an image on another one.
const LAYERS_MAX: usize = 12;

/// What is read to find the disks.
pub(super) struct Below<'a> {
    /// `/sys`, or what stands in for it in a test.
    pub sys: &'a Path,
    pub mounts: &'a [MountLine],
}

impl Below<'_> {
    /// What the file system mounted here lies on; never empty.
    pub fn of_mount(&self, mount: &MountLine) -> BTreeSet<Device> {
        self.mounted(mount, LAYERS_MAX)
    }

    fn mounted(&self, mount: &MountLine, layers: usize) -> BTreeSet<Device> {
        let one = |device| BTreeSet::from([device]);
        let (Some(layers), Some(mount)) = (layers.checked_sub(1), mount.bottom(self.mounts)) else {
            return one(Device::OutOfSight);
        };
        let source = mount.source.to_string_lossy();
        match mount.file_system.as_str() {
            "nfs" | "nfs4" | "cifs" | "smb3" | "ceph" | "fuse.sshfs" => {
                return one(Device::Server(server(&source)));
            }
            "zfs" => {
                let pool = source.split('/').next().unwrap_or_default();
                return one(Device::Named(pool.to_owned()));
            }
            "tmpfs" | "ramfs" | "devtmpfs" => return one(Device::Memory),
            _ => {}
        }
        let number = Device::Disk(rustix::fs::makedev(mount.major, mount.minor));
        if let Some(device) = self.numbered(mount.major, mount.minor) {
            return self.disks(&device, layers);
        }
        // The number of a device that `/sys` doesn't have, as in some containers.
        if mount.major != 0 {
            return one(number);
        }
        // btrfs has a number that is no device's, and so have drivers over other folders or files.
        match mount.source.is_absolute() {
            // bcachefs and mergerfs join theirs.
            true => {
                source.split(':').flat_map(|path| self.under(Path::new(path), layers)).collect()
            }
            false => one(Device::OutOfSight),
        }
    }

    /// What a device, a file or a folder lies on.
    fn under(&self, path: &Path, layers: usize) -> BTreeSet<Device> {
        let facts = fs::metadata(path).ok();
        let device = match &facts {
            Some(facts) if facts.file_type().is_block_device() => {
                let number = facts.rdev();
                self.numbered(rustix::fs::major(number), rustix::fs::minor(number))
            }
            // A container may lack what stands in /dev outside of it.
            _ if path.starts_with("/dev") => path
                .file_name()
                .and_then(|name| fs::canonicalize(self.sys.join("class/block").join(name)).ok()),
            _ => None,
        };
        if let Some(device) = device {
            let mut disks = self.disks(&device, layers);
            for other in self.of_one_btrfs(&device) {
                disks.extend(self.disks(&other, layers));
            }
            return disks;
        }
        // Nobody knows where a file lies that was deleted, or is in no folder of ours.
        let folder = match facts {
            Some(facts) if facts.is_dir() => Some(path),
            Some(facts) if facts.is_file() => path.parent(),
            _ => None,
        };
        match folder.and_then(|folder| holding(folder, self.mounts)) {
            Some(mount) => self.mounted(mount, layers),
            None => BTreeSet::from([Device::OutOfSight]),
        }
    }

    /// The folder of a device in `/sys`.
    fn numbered(&self, major: u32, minor: u32) -> Option<PathBuf> {
        fs::canonicalize(self.sys.join(format!("dev/block/{major}:{minor}"))).ok()
    }

    /// The whole disks beneath the device in this folder of `/sys`.
    fn disks(&self, device: &Path, layers: usize) -> BTreeSet<Device> {
        let out_of_sight = || BTreeSet::from([Device::OutOfSight]);
        let Some(layers) = layers.checked_sub(1) else { return out_of_sight() };
        // A partition's folder lies in its disk's.
        let disk = match (device.join("partition").is_file(), device.parent()) {
            (true, Some(disk)) => disk,
            _ => device,
        };
        let slaves: Vec<PathBuf> = links_in(&disk.join("slaves"));
        if !slaves.is_empty() {
            return slaves.iter().flat_map(|slave| self.disks(slave, layers)).collect();
        }
        if let Ok(file) = fs::read(disk.join("loop/backing_file")) {
            use std::os::unix::ffi::OsStrExt;
            let file = file.strip_suffix(b"\n").unwrap_or(&file);
            return self.under(Path::new(std::ffi::OsStr::from_bytes(file)), layers);
        }
        let name = disk.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        // These are made of other devices.
        if ["dm-", "md", "loop"].iter().any(|stem| name.starts_with(stem)) {
            return out_of_sight();
        }
        if is_in_memory(&name) {
            return BTreeSet::from([Device::Memory]);
        }
        if let Some(controller) = nvme_controller(disk, &name) {
            return BTreeSet::from([Device::Named(controller)]);
        }
        match number_in(disk) {
            Some(number) => BTreeSet::from([Device::Disk(number)]),
            None => out_of_sight(),
        }
    }

    /// All devices of the btrfs that has this one.
    fn of_one_btrfs(&self, device: &Path) -> Vec<PathBuf> {
        let Some(name) = device.file_name() else { return vec![] };
        let all = fs::read_dir(self.sys.join("fs/btrfs")).into_iter().flatten().flatten();
        let devices = all.map(|one| one.path().join("devices"));
        devices.filter(|folder| folder.join(name).exists()).flat_map(|f| links_in(&f)).collect()
    }
}

/// What the links in a folder of `/sys` lead to.
pub(super) fn links_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| fs::canonicalize(entry.path()).ok()).collect()
}

/// Whether a block device of this name lies in memory: `zram0`, `ram0`.
fn is_in_memory(name: &str) -> bool {
    let numbered = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    ["zram", "ram"].iter().any(|stem| name.strip_prefix(stem).is_some_and(numbered))
}

/// What all namespaces of one SSD lie below: its controller, or the subsystem that several of its controllers make.
fn nvme_controller(disk: &Path, name: &str) -> Option<String> {
    let above = disk.parent()?.file_name()?.to_string_lossy().into_owned();
    (name.starts_with("nvme") && above.starts_with("nvme")).then_some(above)
}

fn number_in(disk: &Path) -> Option<u64> {
    let text = fs::read_to_string(disk.join("dev")).ok()?;
    let (major, minor) = text.trim().split_once(':')?;
    Some(rustix::fs::makedev(major.parse().ok()?, minor.parse().ok()?))
}

/// The machine that holds a share: `//nas/x`, `nas:/x`, `[fe80::1]:/x`, `me@nas:x`.
fn server(source: &str) -> String {
    let name = match source.strip_prefix("//") {
        Some(rest) => rest.split('/').next().unwrap_or(rest),
        None => {
            let name = source.split(":/").next().unwrap_or(source);
            let name = name.rsplit_once('@').map_or(name, |(_, name)| name);
            match name.strip_prefix('[').and_then(|name| name.split_once(']')) {
                Some((name, _)) => name,
                None => name.split(':').next().unwrap_or(name),
            }
        }
    };
    name.trim_matches(['[', ']']).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_shares_of_one_machine_have_its_name() {
        for (source, name) in [
            ("//NAS/admin", "nas"),
            ("//nas/backup", "nas"),
            ("nas:/volume1/x", "nas"),
            ("nas:/", "nas"),
            ("me@nas:/x", "nas"),
            ("me@nas:x", "nas"),
            ("nas:", "nas"),
            ("[fe80::1]:/x", "fe80::1"),
            ("//[fe80::1]/x", "fe80::1"),
        ] {
            assert_eq!(server(source), name, "{source}");
        }
    }
}
