//! Where records are given back to: file systems that refuse names, lose times or have no room.

use std::fs;
use std::time::{Duration, SystemTime};

use super::guest::where_kernel_has;
use super::image::{Image, Kind};
use super::place::{Place, noise};

/// Names that Windows can't open, or that some driver refuses.
const ODD: [&str; 5] = ["12:30.pdf", "CON", "dot.", "space ", "what?.txt"];

fn comes_back_onto(kind: Kind) {
    let place = Place::new();
    fs::create_dir(place.path("drive")).unwrap();
    place.run("medium add drive --same-disk --label Drive").exits(0);
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(86_400);
    for name in ODD.iter().chain(&["plain.pdf", "old.pdf"]) {
        place.put(format!("books/{name}"), name.as_bytes());
    }
    let old = fs::File::options().write(true).open(place.path("books/old.pdf")).unwrap();
    old.set_modified(long_ago).unwrap();
    let modified = fs::metadata(place.path("books/plain.pdf")).unwrap().modified().unwrap();
    place.run("archive books --class nl-admin-basis --date 2026 --accept-end").exits(0);

    let image = Image::new(place.root(), "stick", kind, 48);
    let mounted = image.mount(&place.path("stick"));
    let report = place.run("restore --all --to stick/out --reason x --json").exits(0).json();
    mounted.unmount();
    let mounted = image.mount(&place.path("stick"));
    assert_eq!(report["records"], 7, "{report:#}");
    let records = place.path("stick/out/records");
    let renamed = report["renamed"].as_array().unwrap();
    assert_eq!(renamed.len(), ODD.len(), "{report:#}");
    for name in ODD {
        let entry = renamed.iter().find(|it| it["name"] == format!("books/{name}")).unwrap();
        let there = place.path("stick/out").join(entry["written_as"].as_str().unwrap());
        assert_eq!(fs::read(there).unwrap(), name.as_bytes());
    }
    assert_eq!(fs::read(records.join("books/plain.pdf")).unwrap(), b"plain.pdf");
    // What the report does not name has its time, also when the drive comes back.
    let lost: Vec<&str> = report["times_lost"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lost| lost["name"].as_str().unwrap())
        .collect();
    for (name, sealed) in [("plain.pdf", modified), ("old.pdf", long_ago)] {
        let there = fs::metadata(records.join("books").join(name)).unwrap().modified().unwrap();
        let apart = there.duration_since(sealed).or_else(|_| sealed.duration_since(there)).unwrap();
        let kept = apart <= Duration::from_secs(2);
        let said = lost.contains(&&*format!("books/{name}"));
        // A time before the years of FAT is said to be lost wherever it may be.
        assert!(kept || said, "{name}: {apart:?} {report:#}");
        assert_eq!(said, name == "old.pdf", "{report:#}");
    }
    mounted.unmount();
}

#[test]
fn names_that_exfat_refuses_come_back_under_their_safe_ones() {
    comes_back_onto(Kind::Exfat);
}

#[test]
fn names_that_windows_can_not_open_come_back_onto_ntfs_under_their_safe_ones() {
    comes_back_onto(Kind::Ntfs);
}

#[test]
fn names_that_fat_refuses_and_times_before_its_years_are_said() {
    let test = "given::names_that_fat_refuses_and_times_before_its_years_are_said";
    where_kernel_has(&["vfat"], test, || comes_back_onto(Kind::Fat32));
}

#[test]
fn a_target_without_room_is_refused_before_the_first_byte() {
    let place = Place::new();
    fs::create_dir(place.path("drive")).unwrap();
    place.run("medium add drive --same-disk --label Drive").exits(0);
    for number in 0..6 {
        place.put(format!("books/{number}.bin"), &noise(4 << 20, number + 1));
    }
    place.run("archive books --class nl-admin-basis --date 2026 --accept-end").exits(0);
    let image = Image::new(place.root(), "stick", Kind::Ext4, 24);
    let mounted = image.mount(&place.path("stick"));
    let refused = place.run("restore --all --to stick/out --reason x").exits(10);
    assert!(refused.err.contains("is needed; nothing was written"), "{refused}");
    assert!(!place.path("stick/out").exists());
    // One record has room.
    place.run("restore --all --match 1.bin --to stick/one --reason x").exits(0);
    fs::remove_dir_all(place.path("stick/one")).unwrap();
    mounted.unmount();
}
