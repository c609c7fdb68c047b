//! Drives on one disk, which is lost as a whole, and on another one: images on loop devices, as partitions and what
//! LUKS and LVM make are devices of their own. Two devices that this process serves stand for two disks, and neither is
//! the PC's.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::guest::where_kernel_has;
use super::image::{Blocks, Image, Kind, Mounted, PATH, Through};
use super::place::{Place, Ran, copy_folder};

/// A disk: a file system of its own on a device, on which images lie.
struct Disk(Mounted);

impl Disk {
    fn new(at: PathBuf) -> Disk {
        let name = at.file_name().unwrap().to_str().unwrap();
        let image = Image::new(at.parent().unwrap(), &format!("disk-{name}"), Kind::Ext4, 256);
        Disk(image.mount_as(&at, Through::Device, false, Some(&Blocks::default())))
    }

    fn drive(&self, name: &str, at: &Path) -> Mounted {
        Image::new(&self.0.at, name, Kind::Ext4, 48).mount(at)
    }
}

/// A file system in memory.
struct Memory(PathBuf);

impl Memory {
    fn new(at: PathBuf) -> Memory {
        fs::create_dir(&at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=256m", "memory"]).arg(&at).env("PATH", PATH);
        assert!(mount.status().unwrap().success(), "may this machine mount? {mount:?}");
        Memory(at)
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let gone = Command::new("umount").arg(&self.0).env("PATH", PATH).status();
        let gone = gone.is_ok_and(|status| status.success());
        assert!(gone || std::thread::panicking(), "{} stays mounted", self.0.display());
    }
}

#[track_caller]
fn says(ran: &Ran, text: &str) {
    let said = format!("{}{}", ran.out, ran.err).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(text), "{text}: {}", ran);
}

const SEAL: &str = "archive month --class nl-admin-basis --date 2026 --accept-newer --move";

#[test]
fn an_image_on_the_disk_of_the_pc_is_no_drive_unless_that_is_meant() {
    let place = Place::with_copies(2);
    let image = Image::new(place.root(), "drive", Kind::Ext4, 48);
    let mounted = image.mount(&place.path("drive"));
    let refused = place.run("medium add drive --label A").exits(10);
    says(&refused, "lies on the disk that holds");
    says(&refused, "--same-disk");
    place.run("medium add drive --label A --same-disk").exits(0);
    mounted.unmount();
}

#[test]
fn two_images_on_one_disk_count_for_one_and_one_on_another_disk_counts_apart() {
    where_kernel_has(
        &["nbd"],
        "one_disk::two_images_on_one_disk_count_for_one_and_one_on_another_disk_counts_apart",
        two_on_one_disk,
    );
}

fn two_on_one_disk() {
    let place = Place::with_copies(2);
    let (one, other) = (Disk::new(place.path("one")), Disk::new(place.path("other")));
    let a = one.drive("a", &place.path("a"));
    let b = one.drive("b", &place.path("b"));
    let first = place.run("medium add a --label A").exits(0);
    assert!(!first.out.contains("one device"), "{}", first);
    says(&place.run("medium add b --label B").exits(0), "A and B are one device");
    place.put("month/invoice.pdf", b"12,50 EUR");
    says(&place.run(SEAL).exits(3), "too few verified copies");
    assert!(place.path("month/invoice.pdf").exists());
    let list = place.run("list --json").exits(0).json();
    assert_eq!(list["bundles"][0]["copies_verified"], 1, "{list:#}");
    assert_eq!(list["bundles"][0]["copies_wanting"], true);
    let media = place.run("medium list --json").json();
    assert_eq!(media["waiting"].as_array().unwrap().len(), 1, "{media:#}");
    says(&place.run("sweep").exits(1), "too few verified copies");
    // One of the two may not go for the other's sake.
    says(&place.run("medium retire A").exits(14), "not verify now in enough other copies");

    let c = other.drive("c", &place.path("c"));
    let third = place.run("medium add c --label C").exits(0);
    assert!(!third.out.contains("one device"), "{}", third);
    place.run("copy --all --to C").exits(0);
    place.run("sweep").exits(0);
    assert!(!place.path("month/invoice.pdf").exists());
    place.run("medium retire A").exits(0);
    [a, b, c].into_iter().for_each(Mounted::unmount);
}

#[test]
fn two_images_on_one_disk_count_apart_where_each_is_meant_to_lie_there() {
    where_kernel_has(
        &["nbd"],
        "one_disk::two_images_on_one_disk_count_apart_where_each_is_meant_to_lie_there",
        two_that_are_meant,
    );
}

fn two_that_are_meant() {
    let place = Place::with_copies(2);
    let one = Disk::new(place.path("one"));
    let a = one.drive("a", &place.path("a"));
    let b = one.drive("b", &place.path("b"));
    place.run("medium add a --label A --same-disk").exits(0);
    let added = place.run("medium add b --label B --same-disk").exits(0);
    says(&added, "A and B are one device");
    says(&added, "lost together");
    place.put("month/invoice.pdf", b"12,50 EUR");
    place.run(SEAL).exits(0);
    assert!(!place.path("month/invoice.pdf").exists());
    says(&place.run("list").exits(0), "2/2");
    [a, b].into_iter().for_each(Mounted::unmount);
}

#[test]
fn an_image_whose_file_was_deleted_may_lie_on_any_disk() {
    where_kernel_has(
        &["nbd"],
        "one_disk::an_image_whose_file_was_deleted_may_lie_on_any_disk",
        without_its_file,
    );
}

fn without_its_file() {
    let place = Place::with_copies(2);
    let one = Disk::new(place.path("one"));
    let a = one.drive("a", &place.path("a"));
    fs::remove_file(place.path("one/a.img")).unwrap();
    let refused = place.run("medium add a --label A").exits(10);
    says(&refused, "the system does not show on which disk");
    place.run("medium add a --label A --same-disk").exits(0);
    a.unmount();
}

#[test]
fn an_image_in_memory_is_no_drive_unless_that_is_meant_and_two_count_for_one() {
    let place = Place::with_copies(2);
    let memory = Memory::new(place.path("memory"));
    let a = Image::new(&memory.0, "a", Kind::Ext4, 48).mount(&place.path("a"));
    fs::create_dir(place.path("memory/b")).unwrap();
    for path in ["a", "memory/b"] {
        let refused = place.run(&format!("medium add {path} --label A")).exits(10);
        says(&refused, "lies in the memory of this PC");
        says(&refused, "--same-disk");
    }
    place.run("medium add a --label A --same-disk").exits(0);
    says(
        &place.run("medium add memory/b --label B --same-disk").exits(0),
        "A and B are one device",
    );
    a.unmount();
}

#[test]
fn a_drive_that_is_met_on_the_disk_of_the_home_is_no_drive_there() {
    where_kernel_has(
        &["nbd"],
        "one_disk::a_drive_that_is_met_on_the_disk_of_the_home_is_no_drive_there",
        on_the_disk_of_the_home,
    );
}

fn on_the_disk_of_the_home() {
    let place = Place::with_copies(1);
    let disk = Disk::new(place.path("disk"));
    fs::create_dir(place.path("disk/stick")).unwrap();
    place.run("medium add disk/stick --label A").exits(0);
    place.put("old/invoice.pdf", b"old");
    place.run("archive old --class nl-admin-basis --date 2025 --accept-newer").exits(0);
    // The home comes to lie on the disk of the drive: the same as a drive that is not mounted, and a folder in its
    // place.
    copy_folder(&place.path("home"), &place.path("disk/home"));
    place.put("new/invoice.pdf", b"new");
    let before = files_of(&place.path("disk/stick"));
    for line in [
        "archive new --class nl-admin-basis --date 2026 --accept-newer",
        "archive new --class nl-admin-basis --date 2026 --accept-newer --to A",
        "archive new --class nl-admin-basis --date 2026 --accept-newer --to ./disk/stick",
        "copy --all --to A",
        "sweep",
        "verify",
        "verify ./disk/stick",
        "repair A",
    ] {
        let ran = place.run_in("./disk/home", line).exits(10);
        says(&ran, "lies on the disk that holds");
        says(&ran, "plug in the drive");
    }
    // A drive is retired by what the others hold, whatever its own state.
    place.run_in("./disk/home", "medium retire A").exits(14);
    let list = place.run_in("./disk/home", "medium list --json").exits(1).json();
    assert_eq!(list["media"][0]["present"], false);
    assert_eq!(list["doubtful"][0]["problem"], "own-disk");
    assert!(before == files_of(&place.path("disk/stick")), "nothing was written there");
    drop(disk);
}

#[test]
fn a_drive_on_the_disk_of_a_source_is_refused() {
    where_kernel_has(
        &["nbd"],
        "one_disk::a_drive_on_the_disk_of_a_source_is_refused",
        on_the_disk_of_a_source,
    );
}

fn on_the_disk_of_a_source() {
    let place = Place::with_copies(1);
    let disk = Disk::new(place.path("disk"));
    fs::create_dir(place.path("disk/stick")).unwrap();
    place.run("medium add disk/stick --label A").exits(0);
    // The source lies on the disk of the drive, and only then is it known to be one.
    place.put("disk/month/invoice.pdf", b"12,50 EUR");
    let before = files_of(&place.path("disk/stick"));
    let archive = "archive disk/month --class nl-admin-basis --date 2026 --accept-newer";
    says(&place.run(archive).exits(10), "lies on the disk that holds");
    assert!(before == files_of(&place.path("disk/stick")), "nothing was written there");
    // Of what was sealed before the vault knows where it lay.
    fs::create_dir(place.path("b")).unwrap();
    fs::create_dir(place.path("disk/other")).unwrap();
    let init = "init --name Other --no-passphrase --copies 1 --paper sheet-2.txt";
    place.run_in("./home-2", init).exits(0);
    place.run_in("./home-2", "medium add b --label B --same-disk").exits(0);
    place.run_in("./home-2", archive).exits(0);
    let add = "medium add disk/other --label C";
    says(&place.run_in("./home-2", add).exits(10), "month");
    place.run_in("./home-2", &format!("{add} --same-disk")).exits(0);
    drop(disk);
}

/// Every file of a drive and its bytes.
fn files_of(folder: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut files = std::collections::BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(files_of(&path)),
            false => drop(files.insert(path.clone(), fs::read(&path).unwrap())),
        }
    }
    files
}
