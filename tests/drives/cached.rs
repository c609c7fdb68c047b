//! A drive that is reached through a driver's cache alone: an NTFS image by FUSE, with no device that could be flushed.
//! The real program; another start of the system is another `boot_id` under `/proc`, in a mount namespace of its own.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::image::{Image, Kind, Through};
use crate::place::{Place, Ran};

/// Runs the program as after a restart.
fn after_a_restart(place: &Place, line: &str) -> Ran {
    let boot_id = place.path("boot_id");
    fs::write(&boot_id, "0f0e0d0c-0b0a-4908-8706-050403020100\n").unwrap();
    let script = format!(
        "mount --bind '{}' /proc/sys/kernel/random/boot_id && exec \"$0\" \"$@\"",
        boot_id.display()
    );
    place.run_under(&["unshare", "--mount", "sh", "-c", &script], line)
}

fn proven(place: &Place, bundle: &str) -> String {
    let shown = place.run(&format!("show {bundle} --json")).exits(0).json();
    shown["copies"][0]["proven"].as_str().unwrap().to_owned()
}

#[test]
fn an_image_by_fuse_counts_after_a_restart_and_a_verification_and_not_after_a_mount() {
    let place = Place::new();
    let papers = Path::new("papers");
    place.put(papers.join("factuur.pdf"), b"factuur");
    let image = Image::new(place.root(), "drive", Kind::Ntfs, 64);
    let mount = || image.mount_as(&place.path("drive"), Through::File, false, None);

    let first = mount();
    place.run("medium add drive --same-disk --label Drive").exits(0);
    let archive = "papers --class nl-admin-basis --date 2026 --move";
    let (bundle, report) = place.archive(archive, &[3]);
    let copy = &report["bundles"][0]["copies"][0];
    assert_eq!((&copy["read_back"], &copy["counts_after"]), (&"cached".into(), &"restart".into()));
    let told = place.run("verify").exits(0);
    assert!(told.out.contains("restart this PC: then kluis verify Drive"), "{}", told);
    first.unmount();

    // Seen to be gone, and mounted anew: the pages of the image may have stayed.
    place.run("medium list").exits(0);
    place.run("verify").exits(10);
    let second = mount();
    place.run("verify").exits(0);
    assert_eq!(proven(&place, &bundle), "cached");
    let swept = place.run("sweep --json").exits(1).json();
    assert_eq!(swept["cached"][0]["counts_after"], "restart", "{swept:#}");
    let list = place.run("medium list").exits(0);
    assert!(list.out.contains("restart this PC"), "{}", list);
    assert!(place.path("papers/factuur.pdf").exists());

    // After a restart the bytes can come from nowhere but the disk. It takes more than the second in which the copy was
    // written: times are whole seconds.
    std::thread::sleep(Duration::from_millis(1_100));
    let verified = after_a_restart(&place, "verify --json").exits(0).json();
    assert_eq!(verified["media"][0]["read_back"], "cached", "{verified:#}");
    assert_eq!(verified["media"][0]["counts_after"], serde_json::Value::Null);
    assert_eq!(proven(&place, &bundle), "reattached");
    after_a_restart(&place, "sweep").exits(0);
    assert!(!place.path("papers/factuur.pdf").exists());
    // What is written from then on is as unproven as before.
    place.put(papers.join("bank.csv"), b"bank");
    let again = format!("archive {archive} --accept-newer --json");
    let report = after_a_restart(&place, &again).exits(3).json();
    let next = report["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    after_a_restart(&place, "verify").exits(0);
    assert_eq!(proven(&place, &next), "cached");
    assert_eq!(proven(&place, &bundle), "reattached");
    place.run(&format!("restore {bundle} --to out --reason test")).exits(0);
    assert_eq!(fs::read(place.path("out/records/papers/factuur.pdf")).unwrap(), b"factuur");
    second.unmount();
}
