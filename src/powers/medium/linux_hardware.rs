//! What a drive says of itself, as the kernel shows it in `/sys`: maker, model and serial number. Nothing is opened
//! and nothing guessed: of several disks, or of one that `/sys` does not show, nothing is said.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::storage::{Device, Hardware};

/// A text that a drive gives can be so long, in bytes.
const TEXT_BYTES_MAX: usize = 128;

/// What the one disk beneath says of itself.
pub(super) fn hardware(sys: &Path, devices: &BTreeSet<Device>) -> Hardware {
    let mut all = devices.iter();
    let (Some(device), None) = (all.next(), all.next()) else { return Hardware::default() };
    let found = match device {
        Device::Disk(number) => {
            let (major, minor) = (rustix::fs::major(*number), rustix::fs::minor(*number));
            fs::canonicalize(sys.join(format!("dev/block/{major}:{minor}"))).map(|at| of_disk(&at))
        }
        Device::Named(name) if name.starts_with("nvme") => {
            let folders = ["class/nvme-subsystem", "class/nvme"];
            let mut folders = folders.iter().map(|folder| sys.join(folder).join(name));
            Ok(folders.find(|folder| folder.is_dir()).map_or(Hardware::default(), |at| own(&at)))
        }
        Device::Named(_) | Device::Server(_) | Device::Memory | Device::OutOfSight => {
            return Hardware::default();
        }
    };
    found.unwrap_or_default()
}

/// Of a disk: by its own device, or by the USB device that it hangs on, whose serial number stands there alone.
fn of_disk(disk: &Path) -> Hardware {
    let mut found = own(&disk.join("device"));
    let device = fs::canonicalize(disk.join("device")).unwrap_or_else(|_| disk.to_path_buf());
    if let Some(usb) = usb_above(&device) {
        found.make = found.make.or_else(|| text(&usb, "manufacturer"));
        found.model = found.model.or_else(|| text(&usb, "product"));
        found.serial = found.serial.or_else(|| text(&usb, "serial"));
    }
    found
}

/// What stands in a device's own folder. A card has a name in a model's place.
fn own(device: &Path) -> Hardware {
    let is_card = device.join("cid").is_file();
    let model = if is_card { text(device, "name") } else { text(device, "model") };
    Hardware { make: text(device, "vendor"), model, serial: text(device, "serial") }
}

/// The USB device that this one hangs on: the nearest folder above with a product's number.
fn usb_above(device: &Path) -> Option<PathBuf> {
    let mut above = device.ancestors();
    above.find(|folder| folder.join("idProduct").is_file()).map(Path::to_path_buf)
}

fn text(folder: &Path, name: &str) -> Option<String> {
    let bytes = fs::read(folder.join(name)).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let text = text.trim();
    let plain = text.len() <= TEXT_BYTES_MAX && !text.chars().any(char::is_control);
    (plain && !text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(at: &Path, name: &str, text: &str) {
        fs::create_dir_all(at).unwrap();
        fs::write(at.join(name), text).unwrap();
    }

    /// A `/sys` with one stick on USB.
    fn with_a_stick() -> (tempfile::TempDir, BTreeSet<Device>) {
        let sys = tempfile::tempdir().unwrap();
        let usb = sys.path().join("devices/usb1/1-2");
        let scsi = usb.join("host0/target0/0:0:0:0");
        let disk = scsi.join("block/sdb");
        put(&usb, "idProduct", "1666\n");
        put(&usb, "serial", "0419-77\n");
        put(&usb, "manufacturer", "Norel\n");
        put(&scsi, "vendor", "Norel   \n");
        put(&scsi, "model", "U32             \n");
        fs::create_dir_all(&disk).unwrap();
        std::os::unix::fs::symlink(&scsi, disk.join("device")).unwrap();
        fs::create_dir_all(sys.path().join("dev/block")).unwrap();
        std::os::unix::fs::symlink(&disk, sys.path().join("dev/block/8:16")).unwrap();
        (sys, BTreeSet::from([Device::Disk(rustix::fs::makedev(8, 16))]))
    }

    #[test]
    fn a_stick_says_who_made_it_and_its_number() {
        let (sys, devices) = with_a_stick();
        let found = hardware(sys.path(), &devices);
        let said = [found.make, found.model, found.serial].map(Option::unwrap);
        assert_eq!(said, ["Norel", "U32", "0419-77"]);
    }

    #[test]
    fn what_is_not_told_is_not_guessed() {
        let (sys, devices) = with_a_stick();
        let usb = sys.path().join("devices/usb1/1-2");
        put(&usb, "serial", "two\nlines\n");
        assert_eq!(hardware(sys.path(), &devices).serial, None);
        put(&usb, "serial", &"9".repeat(129));
        assert_eq!(hardware(sys.path(), &devices).serial, None);
        let mut two = devices.clone();
        two.insert(Device::Disk(1));
        for unknown in [BTreeSet::new(), two, BTreeSet::from([Device::Memory])] {
            assert_eq!(hardware(sys.path(), &unknown), Hardware::default());
        }
        let gone = BTreeSet::from([Device::Disk(rustix::fs::makedev(8, 32))]);
        assert_eq!(hardware(sys.path(), &gone), Hardware::default());
    }
}
