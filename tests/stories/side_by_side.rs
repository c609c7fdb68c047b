//! Two drives on two devices get a bundle's volumes at the same time; what does not become a copy leaves nothing.

use std::fs;
use std::path::{Path, PathBuf};

use kluis::powers::asker::Act;

use crate::harness::Vault;
use crate::kit::files::{noise, vault_folder};

const SEAL: &str = "archive {src} --class nl-admin-basis --date 2025-11";
/// Several times what waits between the two drives, so that both are written before all is read: of just as much a
/// quick machine had read all before the second volume stood there.
const BYTES: usize = 96 << 20;

/// A vault with a drive on disk and one in memory, and what is to be sealed.
struct Two {
    vault: Vault,
    memory: tempfile::TempDir,
}

impl Two {
    fn new() -> Two {
        let memory = tempfile::tempdir_in("/dev/shm").expect("this test needs /dev/shm");
        let vault = Vault::without_drives("--copies 1");
        vault.run("medium add --same-disk {a} --label 'Drive A' --no-parity").exits(0);
        vault.name("m", memory.path().join("drive"));
        fs::create_dir(memory.path().join("drive")).unwrap();
        vault.run("medium add --same-disk {m} --label Memory --no-parity").exits(0);
        vault.file("2025/11/scan.bin", noise(BYTES, 1));
        Two { vault, memory }
    }

    fn drive(&self) -> PathBuf {
        self.memory.path().join("drive")
    }
}

/// Takes the bundle's folder away from a drive once some of it stands there, so that the next volume can't be made.
fn breaks_off(drive: PathBuf) -> impl FnMut(Act, u64) + Send {
    let mut whole = true;
    move |act, _| {
        if act == Act::Sealing && whole && volumes(&drive) > 1 {
            whole = false;
            // Its next file may be made meanwhile; one after that can't.
            while fs::remove_dir_all(&bundles(&drive)[0]).is_err() {}
        }
    }
}

/// How many volumes stand on a drive, sealed or not.
fn volumes(drive: &Path) -> usize {
    bundles(drive)
        .iter()
        .flat_map(|bundle| fs::read_dir(bundle).into_iter().flatten().flatten())
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("payload-"))
        .count()
}

fn bundles(drive: &Path) -> Vec<PathBuf> {
    if !drive.exists() {
        return vec![];
    }
    let folder = vault_folder(drive).join("bundles");
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// Runs it on two drives and gives the most volumes that stood on the second while the records were read.
fn seals_while_watching(vault: &Vault, second: &Path, line: &str) -> (usize, u64) {
    let (mut most, mut copied) = (0, 0);
    let watch = |act: Act, bytes: u64| match act {
        Act::Sealing => most = most.max(volumes(second)),
        Act::Copying => copied += bytes,
        _ => {}
    };
    vault.on("2025-12-01").meanwhile(watch).run(line).exits(0);
    (most, copied)
}

#[test]
fn two_devices_are_written_while_the_records_are_read_and_both_copies_hold() {
    let two = Two::new();
    let (most, copied) = seals_while_watching(&two.vault, &two.drive(), SEAL);
    assert!(most > 1, "{most}");
    assert!(copied < 1 << 20, "the volumes were copied once more: {copied}");
    let (on_disk, in_memory) = (bundles(&two.vault.path("a")), bundles(&two.drive()));
    assert_eq!((on_disk.len(), in_memory.len()), (1, 1));
    for file in fs::read_dir(&on_disk[0]).unwrap().flatten() {
        let other = in_memory[0].join(file.file_name());
        assert!(fs::read(file.path()).unwrap() == fs::read(&other).unwrap(), "{other:?}");
    }
    let same = |folder: &Path| fs::read_dir(folder).unwrap().count();
    assert_eq!(same(&on_disk[0]), same(&in_memory[0]));
    two.vault.run("verify --deep 'Drive A'").exits(0);
    two.vault.run("verify --deep Memory").exits(0);
}

#[test]
fn two_folders_of_one_device_are_written_one_after_the_other() {
    let vault = Vault::without_drives("--copies 1");
    for drive in ["a", "b"] {
        vault
            .run(&format!("medium add --same-disk {{{drive}}} --label {drive} --no-parity"))
            .exits(0);
    }
    vault.file("2025/11/scan.bin", noise(BYTES, 1));
    let (most, copied) = seals_while_watching(&vault, &vault.path("b"), SEAL);
    assert_eq!(most, 0);
    assert!(copied > BYTES as u64, "{copied}");
}

#[test]
fn a_second_drive_that_breaks_off_meanwhile_is_copied_to_as_any_other() {
    let two = Two::new();
    let (mut harm, mut copied) = (breaks_off(two.drive()), 0);
    let harm = |act: Act, bytes: u64| {
        harm(act, bytes);
        copied += if act == Act::Copying { bytes } else { 0 };
    };
    two.vault.on("2025-12-01").meanwhile(harm).run(SEAL).exits(0);
    assert!(copied > BYTES as u64, "{copied}");
    assert_eq!(bundles(&two.drive()).len(), 1);
    two.vault.run("verify 'Drive A'").exits(0);
    two.vault.run("verify Memory").exits(0);
}

#[test]
fn what_ends_the_run_leaves_nothing_on_either_drive() {
    let two = Two::new();
    let ran = two.vault.on("2025-12-01").stopped_after(12 << 20).run(SEAL);
    assert_eq!(ran.exit, 130, "{ran}");
    for drive in [two.vault.path("a"), two.drive()] {
        assert_eq!(bundles(&drive), Vec::<PathBuf>::new());
    }
    two.vault.run(SEAL).exits(0);
    two.vault.run("verify Memory").exits(0);
}

#[test]
fn a_first_drive_that_breaks_off_hands_over_to_the_second() {
    let two = Two::new();
    // Something stands where its next volume would be made.
    let (a, mut whole) = (two.vault.path("a"), true);
    let harm = |act: Act, _: u64| {
        let there = volumes(&a);
        if act == Act::Sealing && whole && there > 1 {
            whole = false;
            fs::write(bundles(&a)[0].join(format!("payload-{:05}.age", there + 3)), b"x").unwrap();
        }
    };
    // 20: a copy in memory alone counts for none yet.
    two.vault.on("2025-12-01").meanwhile(harm).run(SEAL).exits(20).says("Drive A");
    assert_eq!(bundles(&two.drive()).len(), 1, "one bundle, and nothing of the first attempt");
    two.vault.run("verify Memory").exits(0);
    two.vault.run("copy --all --to 'Drive A'").exits(0);
    assert_eq!(bundles(&two.vault.path("a")).len(), 1);
}
