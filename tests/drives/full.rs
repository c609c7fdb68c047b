//! A drive that is full, or nearly: what does not fit is refused or undone, and a full drive still
//! destroys.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use super::guest::where_kernel_has;
use super::image::{Image, Kind};
use super::place::{Place, bundle_folder, noise};

/// KiB that are left on the drive when a run begins: from none to more than it needs.
const LEFT_KIB: [u64; 6] = [0, 48, 700, 1400, 2300, 9000];

/// Fills the drive with a file and leaves so much room.
pub(super) fn fill(drive: &Path, left_kib: u64) -> std::path::PathBuf {
    let path = drive.join("video.bin");
    let mut file = File::create(&path).unwrap();
    let mut bytes = 0;
    for piece in [vec![7; 1 << 20], vec![7; 64 << 10], vec![7; 4096]] {
        // A driver may say that it is full only when it closes the file.
        while file.write_all(&piece).and_then(|()| file.sync_all()).is_ok() {
            bytes += piece.len() as u64;
        }
    }
    let keep = bytes.saturating_sub(left_kib << 10);
    assert!(keep > 0, "the drive is too small for this test");
    file.set_len(keep).unwrap();
    file.sync_all().unwrap();
    path
}

fn fills_up(kind: Kind, mib: u64) {
    let place = Place::new();
    let image = Image::new(place.root(), "drive", kind, mib);
    let mounted = image.mount(&place.path("drive"));
    place.run("medium add drive --same-disk --label Drive").exits(0);
    let archive = "--class nl-admin-basis --to ./drive --date";
    let mut sealed = Vec::new();
    for (folder, date) in [("kept", "2026"), ("due", "2015")] {
        place.put(format!("{folder}/scan.bin"), &noise(300_000, date.len() as u64));
        sealed.push(place.archive(&format!("{folder} {archive} {date}"), &[0]).0);
    }
    let mut outcomes = Vec::new();
    for (number, left_kib) in LEFT_KIB.into_iter().enumerate() {
        let at = format!("{kind:?} with {left_kib} KiB left");
        let folder = format!("new-{number}");
        place.put(format!("{folder}/scan.bin"), &noise(1 << 20, 100 + number as u64));
        let filled = fill(&mounted.at, left_kib);
        let ran = place.run(&format!("archive {folder} {archive} 2026 --accept-newer"));
        outcomes.push(ran.exit);
        match ran.exit {
            0 => {}
            // One that could not be told of what it holds hears at its next contact.
            3 => assert!(ran.out.contains("Drive"), "{at}: {}", ran),
            10 => assert!(ran.err.contains("room") || ran.err.contains("full"), "{}", ran),
            _ => panic!("{at}: {}", ran),
        }
        // Still full: what was committed before is there, and only that.
        let verified = place.run("verify ./drive");
        assert!([0, 1].contains(&verified.exit), "{at}: {}", verified);
        place.run(&format!("restore {} --to out-{number} --reason test", sealed[0])).exits(0);
        std::fs::remove_file(filled).unwrap();
        let again = place.run(&format!("archive {folder} {archive} 2026 --accept-newer"));
        assert!([0, 2].contains(&again.exit), "{at}: {}", again);
        place.run("verify ./drive").exits(0);
        place.run("ledger verify").exits(0);
    }
    assert_eq!(outcomes[0], 10, "{outcomes:?}");
    assert_eq!(outcomes.last(), Some(&0), "{outcomes:?}");

    // Not a byte is left: the reserve gives what a destruction and its record need.
    fill(&mounted.at, 0);
    let destroy = format!("destroy {} --by Jansen --role owner --no-open-matters", sealed[1]);
    place.run(&destroy).exits(0);
    assert!(!bundle_folder(&mounted.at, &sealed[1]).exists());
    place.run("verify ./drive").exits(0);
    let ledger = place.run("ledger show --json").exits(0).json();
    assert!(ledger.to_string().contains("verified"), "{ledger:#}");
    mounted.unmount();
    image.is_sound("after it was full");
}

#[test]
fn ext4_fills_up_at_every_stage() {
    fills_up(Kind::Ext4, 48);
}

#[test]
fn fat32_fills_up_at_every_stage() {
    where_kernel_has(&["vfat"], "full::fat32_fills_up_at_every_stage", || {
        fills_up(Kind::Fat32, 48);
    });
}

#[test]
fn exfat_fills_up_at_every_stage() {
    fills_up(Kind::Exfat, 48);
}

#[test]
fn ntfs_fills_up_at_every_stage() {
    fills_up(Kind::Ntfs, 48);
}

/// What is on the PC may fill its disk up: nothing that must be ended or recorded waits for that.
#[test]
fn a_full_disk_in_the_pc_bars_neither_a_destruction_nor_the_entry_of_a_lost_drive() {
    let place = Place::empty();
    let disk = Image::new(place.root(), "disk", Kind::Ext4, 48);
    let mounted = disk.mount(&place.path("pc"));
    let run = |line: &str| place.run_in("./pc/home", line);
    run("init --name Jansen --no-passphrase --copies 1 --paper sheet.txt").exits(0);
    for (drive, label) in [("drive", "Drive"), ("other", "Other")] {
        std::fs::create_dir(place.path(drive)).unwrap();
        run(&format!("medium add {drive} --same-disk --label {label}")).exits(0);
    }
    place.put("due/scan.bin", &noise(100_000, 3));
    let line = "archive due --class nl-admin-basis --date 2015 --to ./drive \
        --accept-end --accept-newer --json";
    let report = run(line).exits(0).json();
    let due = report["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    std::fs::rename(place.path("other"), place.path("stolen")).unwrap();

    let reserve = place.path("pc/home/reserve.bin");
    assert!(reserve.exists());
    let filled = fill(&mounted.at, 0);
    run(&format!("destroy {due} --by Jansen --role owner --no-open-matters")).exits(0);
    assert!(!bundle_folder(&place.path("drive"), &due).exists());
    run("medium lost Other --since 2026-01-05 --reason stolen --by Jansen").exits(0);
    assert!(!reserve.exists(), "the disk was not full");
    let ledger = run("ledger show --notes --json").exits(0).json();
    let entries = ledger["entries"].as_array().unwrap();
    for event in ["destruction-intended", "copy-destroyed", "bundle-destroyed", "medium-lost"] {
        assert!(entries.iter().any(|entry| entry["event"] == event), "{event}: {ledger:#}");
    }
    assert!(ledger.to_string().contains("stolen"), "{ledger:#}");

    std::fs::remove_file(filled).unwrap();
    run("verify ./drive").exits(0);
    assert_eq!(std::fs::metadata(&reserve).unwrap().len(), 1 << 20, "made again");
    run("ledger verify").exits(0);
    mounted.unmount();
    disk.is_sound("after it was full");
}

/// What another home put on record comes by a drive at any moment, also where nothing more fits on the PC.
#[test]
fn what_a_drive_tells_and_a_full_disk_can_not_keep_is_said_and_no_source_goes() {
    let place = Place::empty();
    let disk = Image::new(place.root(), "disk", Kind::Ext4, 48);
    let mounted = disk.mount(&place.path("pc"));
    let run = |line: &str| place.run_in("./pc/home", line);
    let made =
        run("init --name Jansen --no-passphrase --copies 2 --paper sheet.txt --json").exits(0);
    let vault = made.json()["vault"].as_str().unwrap().to_owned();
    for drive in ["a", "b"] {
        std::fs::create_dir(place.path(drive)).unwrap();
        run(&format!("medium add {drive} --same-disk --label {drive}")).exits(0);
    }
    place.put("kept/scan.bin", &noise(100_000, 3));
    run("archive kept --class nl-admin-basis --date 2026 --accept-newer").exits(0);
    let rebuild = format!(
        "rebuild --accept-settings --from a --vault-id {vault} --identity sheet.txt --no-passphrase"
    );
    place.run_in("./second", &rebuild).exits(0);
    place.run_in("./second", "verify ./a").exits(0);

    std::fs::remove_file(place.path("pc/home/reserve.bin")).unwrap();
    let filled = fill(&mounted.at, 0);
    // What the last piece took and was cut off again.
    let mut rest = File::create(mounted.at.join("rest.bin")).unwrap();
    while rest.write_all(&[7; 512]).and_then(|()| rest.sync_all()).is_ok() {}
    let swept = run("sweep ./kept").exits(10);
    assert!(swept.err.contains("no room is left"), "{}", swept);
    assert!(place.path("kept/scan.bin").exists(), "{}", swept);
    for line in ["medium list", "ledger verify"] {
        let ran = run(line).exits(3);
        assert!(ran.out.contains("it could not be written here"), "{}", ran);
    }
    let listed = run("medium list --json").exits(3).json();
    assert_eq!(listed["exit"], 3);
    assert_eq!(listed["unkept"], "full", "{listed:#}");

    std::fs::remove_file(filled).unwrap();
    std::fs::remove_file(mounted.at.join("rest.bin")).unwrap();
    let again = run("medium list --json").exits(0).json();
    assert!(again["unkept"].is_null(), "{again:#}");
    run("sweep ./kept").exits(0);
    assert!(!place.path("kept/scan.bin").exists());
    drop(rest);
    mounted.unmount();
}

/// A disk has less room for many small files than their bytes say: a restore finds that out on the way.
fn a_restore_fills(kind: Kind) {
    let place = Place::new();
    std::fs::create_dir(place.path("drive")).unwrap();
    place.run("medium add drive --same-disk --label Drive").exits(0);
    let records = 1500;
    for number in 0..records {
        place.put(format!("books/{number:04}.bin"), &noise(3000, number + 1));
    }
    place.run("archive books --class nl-admin-basis --date 2026 --accept-end").exits(0);
    let image = Image::new(place.root(), "stick", kind, 48);
    let mounted = image.mount(&place.path("stick"));
    let filled = fill(&mounted.at, 5 << 10);
    let line = "restore --all --to stick/out --reason audit --json";
    let cut = place.run(line).exits(10).json();
    let came = cut["records"].as_u64().unwrap();
    assert!(came > 0 && came < records, "{kind:?}: {cut:#}");
    assert!(cut["stopped"].to_string().contains("no-room"), "{cut:#}");
    mounted.unmount();

    // What is there is whole, and explained, and does not look finished.
    let mounted = image.mount(&place.path("stick"));
    let is_whole = || {
        let sealed = place.records("books");
        let there = place.records("stick/out/records/books");
        for (name, (bytes, _)) in &there {
            assert_eq!(*bytes, sealed[name].0, "{kind:?}: {name:?}");
        }
        there.len() as u64
    };
    assert_eq!(is_whole(), came, "{kind:?}");
    let out = place.path("stick/out");
    for text in ["README.txt", "LEESMIJ.txt"] {
        assert!(std::fs::read_to_string(out.join(text)).unwrap().contains("SHA256SUMS"), "{text}");
    }
    assert!(!out.join("SHA256SUMS").exists());

    // Still full, it says so and loses nothing. With room the same command goes on.
    place.run(line).exits(10);
    assert!(is_whole() >= came, "{kind:?}");
    std::fs::remove_file(filled).unwrap();
    let gone_on = place.run(line).exits(0).json();
    assert_eq!(gone_on["records"], records, "{gone_on:#}");
    assert!(gone_on["stood"].as_u64() >= Some(came), "{gone_on:#}");
    assert_eq!(is_whole(), records, "{kind:?}");
    let sums = std::fs::read_to_string(out.join("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count() as u64, records);
    let left = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with('.')));
    // What could not be listed any more is put on record twice rather than never.
    let ledger = place.run("ledger show --json").exits(0).json();
    let entries = ledger["entries"].as_array().unwrap().iter();
    let given: u64 = entries
        .filter(|entry| entry["event"] == "restored")
        .map(|entry| entry["fields"]["records"].as_u64().unwrap())
        .sum();
    assert!((records..=records + 3).contains(&given), "{given}: {ledger:#}");
    mounted.unmount();
}

#[test]
fn a_restore_that_fills_ext4_counts_what_came_and_goes_on_when_there_is_room() {
    a_restore_fills(Kind::Ext4);
}

#[test]
fn a_restore_that_fills_exfat_counts_what_came_and_goes_on_when_there_is_room() {
    a_restore_fills(Kind::Exfat);
}

#[test]
fn a_restore_that_fills_ntfs_counts_what_came_and_goes_on_when_there_is_room() {
    a_restore_fills(Kind::Ntfs);
}
