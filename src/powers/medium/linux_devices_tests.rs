//! The disks beneath a mount, in a `/sys` that a test has made.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::linux_devices::Below;
use super::linux_mounts::{MountLine, line};
use super::storage::Device;

/// A PC: `sda` with the system in LVM in LUKS on `sda3`, a stick `sdb` with two partitions, an array `md0` over `sdc1`
/// and `sdd1`, loop devices over images on the system and on the stick, and a btrfs over `sdd2` and `sde1`.
struct Pc {
    folder: tempfile::TempDir,
    mounts: Vec<MountLine>,
}

impl Pc {
    fn new() -> Pc {
        let pc = Pc { folder: tempfile::tempdir().unwrap(), mounts: vec![] };
        for (disk, number) in [("sda", 0), ("sdb", 16), ("sdc", 32), ("sdd", 48), ("sde", 64)] {
            let folder = format!("devices/pci0/usb1/block/{disk}");
            pc.device(&folder, disk, &format!("8:{number}"));
            for part in 1..4 {
                let name = format!("{disk}{part}");
                let folder = format!("{folder}/{name}");
                pc.device(&folder, &name, &format!("8:{}", number + part));
                pc.put(&format!("{folder}/partition"), &format!("{part}\n"));
            }
        }
        let virtuals = [
            ("dm-0", "253:0"),
            ("dm-1", "253:1"),
            ("md0", "9:0"),
            ("loop0", "7:0"),
            ("loop1", "7:1"),
        ];
        for (name, number) in virtuals {
            pc.device(&format!("devices/virtual/block/{name}"), name, number);
        }
        for (over, below) in [("dm-0", "sda3"), ("dm-1", "dm-0"), ("md0", "sdc1"), ("md0", "sdd1")]
        {
            let slaves = pc.path(&format!("devices/virtual/block/{over}/slaves"));
            fs::create_dir_all(&slaves).unwrap();
            let there = fs::canonicalize(pc.path(&format!("class/block/{below}"))).unwrap();
            symlink(there, slaves.join(below)).unwrap();
        }
        fs::create_dir_all(pc.path("root/images")).unwrap();
        fs::create_dir_all(pc.path("stick")).unwrap();
        for (number, image) in [(0, "root/images/a.img"), (1, "stick/b.img")] {
            pc.put(image, "image");
            pc.backed_by(number, &format!("{}\n", pc.path(image).display()));
        }
        let btrfs = pc.path("fs/btrfs/b1d2/devices");
        fs::create_dir_all(&btrfs).unwrap();
        for name in ["sdd2", "sde1"] {
            symlink(
                fs::canonicalize(pc.path(&format!("class/block/{name}"))).unwrap(),
                btrfs.join(name),
            )
            .unwrap();
        }
        let (root, stick) = (pc.path("root"), pc.path("stick"));
        let mounts = vec![
            mount(&format!("1 0 253:1 / {} rw - ext4 /dev/mapper/root rw", root.display())),
            mount(&format!("2 1 8:17 / {} rw - exfat /dev/sdb1 rw", stick.display())),
        ];
        Pc { mounts, ..pc }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn device(&self, folder: &str, name: &str, number: &str) {
        fs::create_dir_all(self.path(folder)).unwrap();
        self.put(&format!("{folder}/dev"), &format!("{number}\n"));
        for links in ["dev/block", "class/block"] {
            fs::create_dir_all(self.path(links)).unwrap();
        }
        symlink(self.path(folder), self.path("dev/block").join(number)).unwrap();
        symlink(self.path(folder), self.path("class/block").join(name)).unwrap();
    }

    fn backed_by(&self, loop_number: u32, text: &str) {
        let folder = format!("devices/virtual/block/loop{loop_number}/loop");
        fs::create_dir_all(self.path(&folder)).unwrap();
        self.put(&format!("{folder}/backing_file"), text);
    }

    /// What a file system with this number and these words lies on.
    fn on(&self, number: &str, words: &str) -> BTreeSet<Device> {
        let mount = mount(&format!("36 35 {number} / /mnt/x rw - {words} rw"));
        Below { sys: self.folder.path(), mounts: &self.mounts }.of_mount(&mount)
    }
}

fn mount(text: &str) -> MountLine {
    line(text.as_bytes()).unwrap()
}

fn disks(numbers: &[u32]) -> BTreeSet<Device> {
    numbers.iter().map(|minor| Device::Disk(rustix::fs::makedev(8, *minor))).collect()
}

fn named(device: Device) -> BTreeSet<Device> {
    BTreeSet::from([device])
}

#[test]
fn partitions_of_one_disk_lie_on_it_and_another_disk_is_another() {
    let pc = Pc::new();
    assert_eq!(pc.on("8:0", "ext4 /dev/sda"), disks(&[0]));
    assert_eq!(pc.on("8:1", "ext4 /dev/sda1"), disks(&[0]));
    assert_eq!(pc.on("8:17", "exfat /dev/sdb1"), disks(&[16]));
    assert_eq!(pc.on("8:18", "fuseblk /dev/sdb2"), disks(&[16]));
}

#[test]
fn what_luks_lvm_and_md_make_lies_on_the_disks_below() {
    let pc = Pc::new();
    assert_eq!(pc.on("253:0", "ext4 /dev/mapper/luks"), disks(&[0]));
    assert_eq!(pc.on("253:1", "ext4 /dev/mapper/root"), disks(&[0]));
    assert_eq!(pc.on("9:0", "ext4 /dev/md0"), disks(&[32, 48]));
    // A container may not see the device's own file.
    assert_eq!(pc.on("0:40", "btrfs /dev/dm-1"), disks(&[0]));
    fs::remove_dir_all(pc.path("devices/virtual/block/md0/slaves")).unwrap();
    assert_eq!(pc.on("9:0", "ext4 /dev/md0"), named(Device::OutOfSight));
}

#[test]
fn an_image_lies_on_the_disk_of_its_file() {
    let pc = Pc::new();
    assert_eq!(pc.on("7:0", "ext4 /dev/loop0"), disks(&[0]), "on the system's own");
    assert_eq!(pc.on("7:1", "ext4 /dev/loop1"), disks(&[16]), "on the stick");
    let by_fuse = format!("fuse {}", pc.path("stick/b.img").display());
    assert_eq!(pc.on("0:50", &by_fuse), disks(&[16]));
    let folder = format!("fuse.gocryptfs {}", pc.path("root/images").display());
    assert_eq!(pc.on("0:50", &folder), disks(&[0]));
    pc.backed_by(0, "/dev/sdb\n");
    assert_eq!(pc.on("7:0", "ext4 /dev/loop0"), disks(&[16]), "a device stands for the image");
    for nowhere in ["/not/there.img", "/srv/images/a.img (deleted)", "(unreachable)/a.img", ""] {
        pc.backed_by(0, nowhere);
        assert_eq!(pc.on("7:0", "ext4 /dev/loop0"), named(Device::OutOfSight), "{nowhere}");
    }
    // An image on itself has no end.
    let (inner, root) = (pc.path("root/images/a.img"), pc.path("root"));
    pc.backed_by(0, &format!("{}\n", inner.display()));
    let turned = mount(&format!("3 1 7:0 / {} rw - ext4 /dev/loop0 rw", root.display()));
    let below = Below { sys: pc.folder.path(), mounts: std::slice::from_ref(&turned) };
    assert_eq!(below.of_mount(&turned), named(Device::OutOfSight));
}

#[test]
fn all_folders_of_a_btrfs_lie_on_all_of_its_disks() {
    let pc = Pc::new();
    assert_eq!(pc.on("0:41", "btrfs /dev/sde1"), disks(&[48, 64]));
    assert_eq!(pc.on("0:42", "btrfs /dev/sdd2"), disks(&[48, 64]));
    assert_eq!(pc.on("0:42", "btrfs /dev/sda1"), disks(&[0]), "one that has a disk for itself");
    assert_eq!(pc.on("0:43", "btrfs /dev/root"), named(Device::OutOfSight));
}

#[test]
fn what_lies_in_memory_lies_on_no_disk() {
    let pc = Pc::new();
    for (name, number) in [("zram0", "252:0"), ("ram0", "1:0"), ("loop2", "7:2")] {
        pc.device(&format!("devices/virtual/block/{name}"), name, number);
    }
    fs::create_dir_all(pc.path("shm")).unwrap();
    pc.put("shm/c.img", "image");
    pc.backed_by(2, &format!("{}\n", pc.path("shm/c.img").display()));
    let shm = mount(&format!("3 1 0:25 / {} rw - tmpfs tmpfs rw", pc.path("shm").display()));
    let pc = Pc { mounts: [pc.mounts, vec![shm]].concat(), ..pc };
    for (number, words) in [
        ("0:25", "tmpfs tmpfs"),
        ("0:26", "ramfs none"),
        ("252:0", "ext4 /dev/zram0"),
        ("1:0", "ext4 /dev/ram0"),
        ("7:2", "ext4 /dev/loop2"),
    ] {
        assert_eq!(pc.on(number, words), named(Device::Memory), "{words}");
    }
}

#[test]
fn the_namespaces_of_one_ssd_lie_on_it_and_another_ssd_is_another() {
    let pc = Pc::new();
    for (folder, name, number) in [
        ("devices/pci0/nvme/nvme0/nvme0n1", "nvme0n1", "259:0"),
        ("devices/pci0/nvme/nvme0/nvme0n2", "nvme0n2", "259:1"),
        ("devices/pci1/nvme/nvme1/nvme1n1", "nvme1n1", "259:2"),
        // Where several ways lead to one SSD the kernel joins them.
        ("devices/virtual/nvme-subsystem/nvme-subsys2/nvme2n1", "nvme2n1", "259:3"),
        ("devices/virtual/nvme-subsystem/nvme-subsys2/nvme2n2", "nvme2n2", "259:4"),
    ] {
        pc.device(folder, name, number);
    }
    pc.device("devices/pci0/nvme/nvme0/nvme0n1/nvme0n1p1", "nvme0n1p1", "259:5");
    pc.put("devices/pci0/nvme/nvme0/nvme0n1/nvme0n1p1/partition", "1\n");
    let on = |number: &str| pc.on(number, "ext4 /dev/nvme");
    assert_eq!(on("259:0"), named(Device::Named("nvme0".into())));
    assert_eq!((on("259:1"), on("259:5")), (on("259:0"), on("259:0")));
    assert_ne!(on("259:2"), on("259:0"));
    assert_eq!(on("259:3"), on("259:4"));
}

#[test]
fn shares_and_pools_are_known_by_their_names() {
    let pc = Pc::new();
    let nas = named(Device::Server("nas".into()));
    for share in ["cifs //NAS/a", "nfs4 nas:/b", "fuse.sshfs me@nas:/c"] {
        assert_eq!(pc.on("0:51", share), nas, "{share}");
    }
    assert_eq!(pc.on("0:52", "zfs tank/a"), named(Device::Named("tank".into())));
    for (number, hidden) in
        [("0:55", "fuse.rclone cloud:"), ("0:56", "9p host"), ("0:57", "fuse x")]
    {
        assert_eq!(pc.on(number, hidden), named(Device::OutOfSight), "{hidden}");
    }
    // Where `/sys` lacks the device its number is all that is known.
    let number = Device::Disk(rustix::fs::makedev(8, 99));
    assert_eq!(pc.on("8:99", "ext4 /dev/sdg3"), named(number));
}

#[test]
fn this_machine_s_own_root_lies_on_something() {
    let devices = super::open_native(Path::new("/")).unwrap();
    assert!(!super::Storage::describe(&devices).devices.is_empty());
}
