//! Whether a volume between a file system and its disk keeps old bytes: an LVM snapshot, which `/sys` shows by the
//! names that LVM gives its layers. What `dmsetup` alone has made has no such name, and is not looked for.

use std::fs;
use std::path::Path;

use super::in_place::{InPlace, WhyNotInPlace};
use super::linux_devices::links_in;

/// How many layers are looked through.
const LAYERS_MAX: usize = 12;

/// What the volumes below the device with this number make of overwriting; yes where none says otherwise.
pub(super) fn in_place_through(sys: &Path, major: u32, minor: u32) -> InPlace {
    match fs::canonicalize(sys.join(format!("dev/block/{major}:{minor}"))) {
        Ok(device) => through(&device, LAYERS_MAX),
        Err(_) => InPlace::Yes,
    }
}

fn through(device: &Path, layers: usize) -> InPlace {
    let Some(layers) = layers.checked_sub(1) else { return InPlace::Unknown };
    // A partition's folder lies in its disk's.
    let disk = match (device.join("partition").is_file(), device.parent()) {
        (true, Some(disk)) => disk,
        _ => device,
    };
    let id = fs::read_to_string(disk.join("dm/uuid")).unwrap_or_default();
    let below = links_in(&disk.join("slaves"));
    below.iter().fold(of_volume(id.trim()), |worst, below| worst.worse(through(below, layers)))
}

/// What the id of a volume says: LVM puts `-real` below a volume that has snapshots, and `-cow` below a snapshot.
/// Volumes of a pool share blocks, whether a snapshot does or what is alike.
fn of_volume(id: &str) -> InPlace {
    let is_lvm = id.starts_with("LVM-");
    let ends = |words: &[&str]| words.iter().any(|word| id.ends_with(word));
    match is_lvm {
        true if ends(&["-real", "-cow"]) => InPlace::No(WhyNotInPlace::Snapshot),
        true if ends(&["-tpool", "-tdata", "-vpool", "-vdata"]) => InPlace::Unknown,
        _ if id.starts_with("VDO-") => InPlace::Unknown,
        _ => InPlace::Yes,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A `/sys` in which `dm-0` has this id and lies on `dm-1`, which has that one.
    fn sys(id: &str, below: &str) -> tempfile::TempDir {
        let sys = tempfile::tempdir().unwrap();
        let at = |name: &str| sys.path().join(name);
        for (name, id) in [("dm-0", id), ("dm-1", below)] {
            fs::create_dir_all(at(&format!("block/{name}/dm"))).unwrap();
            fs::write(at(&format!("block/{name}/dm/uuid")), format!("{id}\n")).unwrap();
        }
        fs::create_dir_all(at("block/dm-0/slaves")).unwrap();
        symlink(at("block/dm-1"), at("block/dm-0/slaves/dm-1")).unwrap();
        fs::create_dir_all(at("dev/block")).unwrap();
        symlink(at("block/dm-0"), at("dev/block/253:0")).unwrap();
        sys
    }

    #[test]
    fn a_snapshot_of_the_volume_below_keeps_what_is_overwritten() {
        let snapshot = InPlace::No(WhyNotInPlace::Snapshot);
        for (id, below, said) in [
            ("LVM-aBc", "LVM-aBc-real", snapshot),
            ("LVM-dEf", "LVM-dEf-cow", snapshot),
            ("CRYPT-LUKS2-0a-luks", "LVM-aBc-real", snapshot),
            ("LVM-aBc", "LVM-xYz-tpool", InPlace::Unknown),
            ("LVM-aBc", "VDO-0a", InPlace::Unknown),
            ("LVM-aBc", "CRYPT-LUKS2-0a-luks", InPlace::Yes),
            ("", "", InPlace::Yes),
        ] {
            let sys = sys(id, below);
            assert_eq!(in_place_through(sys.path(), 253, 0), said, "{id} on {below}");
            assert_eq!(in_place_through(sys.path(), 8, 1), InPlace::Yes, "a disk has no layers");
        }
    }
}
