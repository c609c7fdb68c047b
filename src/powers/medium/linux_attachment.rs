//! Which attachment of a drive this is, and what would empty the caches before it: the kernel numbers every disk that
//! comes (`diskseq`), from each start of the system anew (`boot_id`).
//!
//! Refuses to guess by mounts: a mount that went and came back is a new one, and the pages of the file or device below
//! it may have stayed; its numbers are given again, and a second mount of the same file system has another.

use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::linux_mounts::{MountLine, holding};
use super::storage::{Attachment, Renewal};

/// Where the kernel says what each block device is.
const DEVICES: &str = "/sys/dev/block";
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";
/// How many files in files (an image on a mounted image) are looked through.
const LAYERS_MAX: usize = 4;

/// The attachment of what is mounted here; none where not even the system's start is known.
pub(super) fn attachment(mount: &MountLine, mounts: &[MountLine]) -> Option<Attachment> {
    let start = fs::read_to_string(BOOT_ID).ok()?.trim().to_owned();
    let disk = disk_number(&numbered(mount.major, mount.minor));
    Some(Attachment { start, disk, renewed_by: renewed_by(mount, mounts, LAYERS_MAX) })
}

fn numbered(major: u32, minor: u32) -> PathBuf {
    Path::new(DEVICES).join(format!("{major}:{minor}"))
}

/// The number that a device got when it came. A partition has none of its own: its disk has.
fn disk_number(below: &Path) -> Option<String> {
    let text = |path: PathBuf| fs::read_to_string(path).ok();
    let number = text(below.join("diskseq")).or_else(|| text(below.join("../diskseq")))?;
    Some(number.trim().to_owned())
}

/// What surely empties every cache of this PC between a read and the bytes of this file system.
fn renewed_by(mount: &MountLine, mounts: &[MountLine], layers: usize) -> Renewal {
    // An overlay whose upper layer can't be seen may lie in memory, or behind anything.
    let Some(mount) = mount.bottom(mounts) else { return Renewal::Unknown };
    match mount.file_system.as_str() {
        // Memory, or another system's folder: its caches outlive this system's.
        "tmpfs" | "ramfs" | "devtmpfs" | "9p" | "virtiofs" => Renewal::Unknown,
        // The other machine holds it, unless this one keeps copies on its own disk.
        "nfs" | "nfs4" | "cifs" | "smb3" | "ceph" => match mount.has_option("fsc") {
            true => Renewal::Unknown,
            false => Renewal::Restart,
        },
        // Its caches are in its process.
        "fuse.sshfs" | "zfs" => Renewal::Restart,
        // A driver may keep files of its own on this PC and answer from them, unless all that it has is a device or
        // an image.
        _ if numbered(mount.major, mount.minor).exists() => {
            of_device(&numbered(mount.major, mount.minor), mounts, layers)
        }
        other => match fs::metadata(&mount.source) {
            Ok(facts) if facts.file_type().is_block_device() => {
                let device = facts.rdev();
                let below = numbered(rustix::fs::major(device), rustix::fs::minor(device));
                of_device(&below, mounts, layers)
            }
            Ok(facts) if facts.is_file() && other.starts_with("fuse") => {
                of_file(&mount.source, mounts, layers)
            }
            _ => Renewal::Unknown,
        },
    }
}

/// A disk's pages go when it is taken out; those of a device that only looks like a disk don't.
fn of_device(below: &Path, mounts: &[MountLine], layers: usize) -> Renewal {
    let Ok(device) = fs::canonicalize(below) else { return Renewal::Unknown };
    let name = device.to_string_lossy().into_owned();
    let has = |part: &str| name.contains(part);
    if !has("/virtual/") {
        return match disk_number(below) {
            Some(_) => Renewal::TakingOut,
            None => Renewal::Restart,
        };
    }
    let image = ["loop/backing_file", "../loop/backing_file"]
        .into_iter()
        .find_map(|name| fs::read_to_string(device.join(name)).ok());
    match image {
        Some(image) => of_file(Path::new(image.trim_end_matches('\n')), mounts, layers),
        // Encryption and arrays over disks.
        None if has("/block/dm-") || has("/block/md") => Renewal::Restart,
        None => Renewal::Unknown,
    }
}

/// The pages of an image stay when it is mounted again; they go with the system.
fn of_file(file: &Path, mounts: &[MountLine], layers: usize) -> Renewal {
    let below = file.parent().and_then(|folder| holding(folder, mounts));
    match (below, layers) {
        (Some(below), 1..) => match renewed_by(below, mounts, layers - 1) {
            Renewal::TakingOut | Renewal::Restart => Renewal::Restart,
            Renewal::Unknown => Renewal::Unknown,
        },
        _ => Renewal::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::super::linux_mounts::{line, mounts};
    use super::*;

    fn renewal(words: &str, beside: &[MountLine]) -> Renewal {
        let mount = line(format!("36 35 0:99 / /mnt/x rw - {words}").as_bytes()).unwrap();
        renewed_by(&mount, beside, LAYERS_MAX)
    }

    #[test]
    fn a_share_is_new_to_this_pc_after_a_restart_unless_files_of_it_are_kept_on_its_disk() {
        for (words, expected) in [
            ("nfs4 server:/x rw,vers=4.2", Renewal::Restart),
            ("nfs4 server:/x rw,fsc,vers=4.2", Renewal::Unknown),
            ("cifs //nas/x rw,cache=strict", Renewal::Restart),
            ("fuse.sshfs me@nas:/x rw", Renewal::Restart),
            ("fuse.rclone cloud: rw", Renewal::Unknown),
            ("fuse davs://nas rw", Renewal::Unknown),
            ("9p host rw", Renewal::Unknown),
            ("virtiofs host rw", Renewal::Unknown),
            ("tmpfs tmpfs rw", Renewal::Unknown),
            ("overlay overlay rw,upperdir=/not/in/sight", Renewal::Unknown),
        ] {
            assert_eq!(renewal(words, &[]), expected, "{words}");
        }
    }

    #[test]
    fn an_image_is_as_new_as_what_it_lies_on_and_a_new_mount_of_it_alone_is_nothing() {
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        let image = folder.path().join("drive.img");
        fs::write(&image, b"x").unwrap();
        let own = renewal(&format!("fuse {} rw", image.display()), &mounts());
        let here = holding(folder.path(), &mounts()).map(|m| renewed_by(m, &mounts(), LAYERS_MAX));
        let expected = match here {
            Some(Renewal::TakingOut | Renewal::Restart) => Renewal::Restart,
            _ => Renewal::Unknown,
        };
        assert_eq!(own, expected);
        let of = |on: &str| {
            let place = folder.path().display();
            let beneath = line(format!("9 1 0:7 / {place} rw - {on} rw").as_bytes()).unwrap();
            renewal(&format!("fuse {} rw", image.display()), &[beneath])
        };
        assert_eq!(of("nfs server:/x"), Renewal::Restart);
        assert_eq!(of("fuse.rclone cloud:"), Renewal::Unknown);
        assert_eq!(of("tmpfs tmpfs"), Renewal::Unknown);
    }

    #[test]
    fn what_is_no_device_of_this_pc_is_not_known() {
        assert_eq!(of_device(Path::new("/sys/dev/block/0:0"), &[], LAYERS_MAX), Renewal::Unknown);
        assert_eq!(disk_number(Path::new("/sys/dev/block/0:0")), None);
    }
}
