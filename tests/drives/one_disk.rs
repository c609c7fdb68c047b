//! Drives on one disk, which is lost as a whole, and on another one: images on loop devices, as partitions and what
//! LUKS and LVM make are devices of their own. Two file systems in memory stand for two disks, and neither is the PC's.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::image::{Image, Kind, Mounted, PATH};
use super::place::{Place, Ran};

/// A disk: a file system of its own, on which images lie.
struct Disk(PathBuf);

impl Disk {
    fn new(at: PathBuf) -> Disk {
        fs::create_dir(&at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=256m", "disk"]).arg(&at).env("PATH", PATH);
        assert!(mount.status().unwrap().success(), "may this machine mount? {mount:?}");
        Disk(at)
    }

    fn drive(&self, name: &str, at: &Path) -> Mounted {
        Image::new(&self.0, name, Kind::Ext4, 48).mount(at)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let gone = Command::new("umount").arg(&self.0).env("PATH", PATH).status();
        let gone = gone.is_ok_and(|status| status.success());
        assert!(gone || std::thread::panicking(), "{} stays mounted", self.0.display());
    }
}

#[track_caller]
fn says(ran: &Ran, text: &str) {
    let said = format!("{}{}", ran.out, ran.err).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(text), "{text}: {}", ran.told());
}

const SEAL: &str = "archive month --class nl-admin-basis --date 2026 --accept-end --move";

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
    let place = Place::with_copies(2);
    let (one, other) = (Disk::new(place.path("one")), Disk::new(place.path("other")));
    let a = one.drive("a", &place.path("a"));
    let b = one.drive("b", &place.path("b"));
    let first = place.run("medium add a --label A").exits(0);
    assert!(!first.out.contains("one device"), "{}", first.told());
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
    assert!(!third.out.contains("one device"), "{}", third.told());
    place.run("copy --all --to C").exits(0);
    place.run("sweep").exits(0);
    assert!(!place.path("month/invoice.pdf").exists());
    place.run("medium retire A").exits(0);
    [a, b, c].into_iter().for_each(Mounted::unmount);
}

#[test]
fn two_images_on_one_disk_count_apart_where_each_is_meant_to_lie_there() {
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
    let place = Place::with_copies(2);
    let one = Disk::new(place.path("one"));
    let a = one.drive("a", &place.path("a"));
    fs::remove_file(place.path("one/a.img")).unwrap();
    let refused = place.run("medium add a --label A").exits(10);
    says(&refused, "the system does not show on which disk");
    place.run("medium add a --label A --same-disk").exits(0);
    a.unmount();
}
