//! What an erasure of files does not reach is reached by `destroy --fill`: the blocks of a copy that somebody had made
//! on the drive and removed since. The image is searched by a script of its own (`remains.py`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::guest::where_kernel_has;
use super::image::{Image, Kind, Mounted};
use super::place::{Place, bundle_folder, copy_folder, noise, vault_folder};
use super::remains::Noted;

const FILL: &str = "destroy --fill --medium Drive --by Jansen";

/// A drive with a bundle that is kept and one that is due.
fn start(kind: Kind, mib: u64) -> (Place, Image, Mounted, String) {
    let place = Place::new();
    let image = Image::new(place.root(), "drive", kind, mib);
    let mounted = image.mount(&place.path("drive"));
    place.run("medium add drive --same-disk --label Drive").exits(0);
    place.put("kept/scan.bin", &noise(100_000, 1));
    place.put("due/scan.bin", &noise(300_000, 2));
    place.archive("kept --class nl-admin-basis --date 2026 --to ./drive", &[0]);
    let (due, _) = place.archive("due --class nl-admin-basis --date 2015 --to ./drive", &[0]);
    (place, image, mounted, due)
}

/// Somebody copies the bundle onto the drive.
fn copied(mounted: &Mounted, folder: &Path) -> PathBuf {
    let copy = mounted.at.join("copied");
    copy_folder(folder, &copy);
    rustix::fs::sync();
    copy
}

/// That copy is removed: no file has its blocks. Later than the destruction, so that the ends of the blocks of no newer
/// file hold any of it: those are not reached, and that is said.
fn removed(copy: &Path) {
    fs::remove_dir_all(copy).unwrap();
    rustix::fs::sync();
}

fn nothing_is_left_in_free_space(kind: Kind) {
    let (place, image, mounted, due) = start(kind, 64);
    let folder = bundle_folder(&mounted.at, &due);
    let (noted, copy) = (Noted::of(&place, &folder), copied(&mounted, &folder));
    place.run(&format!("destroy {due} --by Jansen --role owner --no-open-matters")).exits(0);
    removed(&copy);
    mounted.unmount();
    let found = noted.search(&image.path);
    assert!(found["found"].as_u64().unwrap() > 500, "it was there: {found:#}");

    let mounted = image.mount(&place.path("drive"));
    let report = place.run(&format!("{FILL} --json")).exits(0).json();
    let fields: Vec<&str> = report.as_object().unwrap().keys().map(String::as_str).collect();
    let promised = ["bad_drives", "changed", "exit", "space", "told", "vault_name", "waiting"];
    assert_eq!(fields, promised, "as docs/commands.md has them");
    let done = &report["space"][0];
    assert_eq!((&done["medium"], &done["method"]), (&"Drive".into(), &"filled".into()));
    assert!(done["bytes"].as_u64().unwrap() > 30 << 20, "{report:#}");
    assert!(!vault_folder(&mounted.at).join("filling").exists());
    mounted.unmount();
    let (left, found) = (done["left"].as_u64().unwrap(), noted.search(&image.path));
    // ext4 keeps some blocks back for its own tables, and nobody can say which.
    assert_eq!(left > 0, kind == Kind::Ext4, "{report:#}");
    assert!(found["found"].as_u64().unwrap() * 512 <= left, "more than was said: {found:#}");
    if kind == Kind::Ext4 {
        let mounted = image.mount(&place.path("drive"));
        let said = place.run(&format!("{FILL} --trim")).exits(0);
        assert!(said.out.contains("took nothing"), "{}", said);
        mounted.unmount();
    }
    noted.are_gone_from(&image.path, 500);
    image.is_sound("after its free space was filled");
    let mounted = image.mount(&place.path("drive"));
    // The statement was made before, and says none of this: a supplement does.
    let made = place.run(&format!("statement show {due} --json")).exits(0).json();
    assert_eq!((&made["kind"], &made["made_now"]), (&"supplement".into(), &true.into()));
    assert_eq!(made["statement"]["copies"][0]["free_space"][0]["method"], "filled");
    place.run("verify ./drive").exits(0);
    place.put("new/scan.bin", &noise(100_000, 3));
    place.archive("new --class nl-admin-basis --date 2026-10 --to ./drive", &[0]);
    mounted.unmount();
    let scan = format!("destroy --scan {} --medium Drive --by Jansen", image.path.display());
    place.run(&scan).exits(0);
}

#[test]
fn what_lay_in_free_space_of_ext4_is_gone_when_it_was_filled() {
    nothing_is_left_in_free_space(Kind::Ext4);
}

#[test]
fn what_lay_in_free_space_of_exfat_is_gone_when_it_was_filled() {
    nothing_is_left_in_free_space(Kind::Exfat);
}

#[test]
fn what_lay_in_free_space_of_fat32_is_gone_when_it_was_filled() {
    let test = "filling::what_lay_in_free_space_of_fat32_is_gone_when_it_was_filled";
    where_kernel_has(&["vfat"], test, || nothing_is_left_in_free_space(Kind::Fat32));
}

fn run(place: &Place, line: &str) -> Child {
    let words: Vec<&str> = line.split_whitespace().chain(["--vault", "./home"]).collect();
    place.command(&words).spawn().unwrap()
}

#[test]
fn a_filling_that_is_killed_leaves_nothing_after_the_next_run() {
    let (place, image, mounted, _) = start(Kind::Ext4, 128);
    let free = || rustix::fs::statvfs(&mounted.at).unwrap().f_bavail;
    let (filling, before) = (vault_folder(&mounted.at).join("filling"), free());
    let begun = Instant::now();
    place.run(FILL).exits(0);
    let whole = begun.elapsed();
    let mut left = 0;
    for number in 0..10 {
        let mut child = run(&place, FILL);
        std::thread::sleep(whole * (number + 1) / 11);
        child.kill().unwrap();
        child.wait().unwrap();
        left += u32::from(filling.exists());
        // By a run that looks, or by one that needs the room.
        match number % 2 {
            0 => drop(place.run("verify ./drive").exits(0)),
            _ => {
                place.put(format!("new{number}/scan.bin"), &noise(1000, 10 + u64::from(number)));
                let line = "--class nl-admin-basis --date 2026-10 --to ./drive";
                place.archive(&format!("new{number} {line}"), &[0]);
            }
        }
        assert!(!filling.exists(), "kill {number}");
    }
    assert!(left > 3, "{left}: hardly ever anything was left to remove");
    assert!(before - free() < 1 << 12, "{before} blocks were free, and {} are", free());
    place.run("ledger verify").exits(0);
    mounted.unmount();
    image.is_sound("after fillings that were killed");
}

#[test]
fn who_stops_a_filling_has_the_room_back_at_once() {
    let (place, _, mounted, due) = start(Kind::Ext4, 512);
    let mut child =
        run(&place, &format!("destroy {due} --fill --by Jansen --role owner --no-open-matters"));
    let filling = vault_folder(&mounted.at).join("filling");
    let since = Instant::now();
    while !filling.exists() {
        assert!(since.elapsed() < Duration::from_secs(60), "it never began");
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!filling.exists());
    // The destruction stands, and so does its statement.
    assert!(!bundle_folder(&mounted.at, &due).exists());
    place.run(&format!("statement verify {due}")).exits(0);
    let ran = place.run("ledger show").exits(0);
    assert!(!ran.out.contains("free space"), "{}", ran);
    mounted.unmount();
}

#[test]
fn a_drive_is_trimmed_where_it_can_be_and_else_that_is_said() {
    let (place, image, mounted, due) = start(Kind::Ext4, 64);
    let folder = bundle_folder(&mounted.at, &due);
    let noted = Noted::of(&place, &folder);
    removed(&copied(&mounted, &folder));
    let line = format!("destroy {due} --trim --by Jansen --role owner --no-open-matters");
    let ran = place.run(&line).exits(0);
    assert!(ran.out.contains("nothing is proven by it"), "{}", ran);
    let told = place.run("ledger show").exits(0);
    assert!(told.out.contains("(trim)"), "{}", told);
    mounted.unmount();
    // A file as a drive gives up what it is told is free.
    noted.are_gone_from(&image.path, 500);

    let (place, _, mounted, due) = start(Kind::Exfat, 64);
    let line = format!("destroy {due} --trim --by Jansen --role owner --no-open-matters");
    let ran = place.run(&line).exits(3);
    assert!(ran.out.contains("no way to do it") && ran.out.contains("--fill"), "{}", ran);
    place.run("destroy --trim --medium Drive --by Jansen").exits(10);
    let told = place.run("ledger show").exits(0);
    assert!(!told.out.contains("(trim)"), "{}", told);
    mounted.unmount();
}
