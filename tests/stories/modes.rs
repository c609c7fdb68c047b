//! Who may read what: a home is its user's alone, whatever the umask; a drive is there to be read by its finder.
//! Modes and the umask are of Unix.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::harness::{Ran, Vault};

/// Runs a command line under a umask.
fn under(vault: &Vault, umask: &str, line: &str) -> Ran {
    let shell = format!("umask {umask}; exec \"$@\"");
    vault.spawn(&["sh", "-c", &shell, "sh"], line)
}

/// A folder and all below it whose modes don't pass.
fn found(root: &Path, passes: impl Fn(bool, u32) -> bool) -> Vec<(PathBuf, String)> {
    let entries: Vec<_> = WalkDir::new(root).into_iter().map(Result::unwrap).collect();
    assert!(entries.len() > 20, "{}: {}", root.display(), entries.len());
    let modes = entries.iter().map(|entry| {
        let facts = entry.metadata().unwrap();
        (entry.path().to_path_buf(), facts.is_dir(), facts.permissions().mode() & 0o777)
    });
    let wrong = modes.filter(|(_, folder, mode)| !passes(*folder, *mode));
    wrong.map(|(path, _, mode)| (path, format!("{mode:o}"))).collect()
}

/// What is not its owner's alone.
fn open_to_others(home: &Path) -> Vec<(PathBuf, String)> {
    found(home, |folder, mode| mode == if folder { 0o700 } else { 0o600 })
}

/// What only its owner can read.
fn closed_to_finders(drive: &Path) -> Vec<(PathBuf, String)> {
    let least = |folder| if folder { 0o755 } else { 0o644 };
    found(drive, |folder, mode| mode & least(folder) == least(folder))
}

const NOBODY: [(PathBuf, String); 0] = [];

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_home_is_its_users_alone_and_a_drive_is_everybodys_whatever_the_umask() {
    for umask in ["000", "077"] {
        let vault = Vault::bare();
        let run = |line: &str| under(&vault, umask, line);
        let home = vault.path("data/home");
        vault.name("home", &home);
        run("init --name Jansen --vault {home} --no-passphrase --paper {dir}/sheet").exits(0);
        run("medium add --same-disk {a} --label 'Drive A' --vault {home}").exits(0);
        vault.month("2025-11");
        let line = "archive {src} --class nl-admin-basis --date 2025-11 --case K-1 --vault {home}";
        // It waits for a second drive.
        run(line).exits(0).says("waits on this PC");
        run("restore --all --to {out} --reason audit --vault {home}").exits(0);
        run("verify --vault {home}").exits(0);
        assert!(home.join("outbox").is_dir());
        assert_eq!(open_to_others(&home), NOBODY, "umask {umask}");
        assert_eq!(mode(&vault.path("sheet")), 0o600, "umask {umask}");
        assert_eq!(closed_to_finders(&vault.on_drive("a")), NOBODY, "umask {umask}");

        let sheet = fs::read_to_string(vault.path("sheet")).unwrap();
        let vault_id = sheet
            .lines()
            .map(str::trim)
            .find(|line| line.len() == 64 && line.bytes().all(|byte| byte.is_ascii_hexdigit()));
        vault.name("id", vault_id.unwrap());
        let again = vault.path("data/new/again");
        vault.name("again", &again);
        let line = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/sheet";
        run(&format!("{line} --no-passphrase --vault {{again}}")).exits(0);
        assert_eq!(open_to_others(&again), NOBODY, "umask {umask}");
        // Vaults are called after clients: what lies above them is nobody else's to list.
        assert_eq!(mode(&vault.path("data/new")), 0o700, "umask {umask}");
    }
}

#[test]
fn a_home_that_stands_open_is_closed_by_the_next_run() {
    let vault = Vault::holding("month").date("2025-11");
    for entry in WalkDir::new(vault.home()) {
        let path = entry.unwrap().into_path();
        let mode = if path.is_dir() { 0o755 } else { 0o644 };
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }
    // A link is not followed: what it points to is somebody else's affair.
    fs::set_permissions(vault.source("2025-11"), Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink(vault.source("2025-11"), vault.home().join("mine")).unwrap();
    vault.run("list").exits(0);
    fs::remove_file(vault.home().join("mine")).unwrap();
    assert_eq!(open_to_others(&vault.home()), NOBODY);
    assert_eq!(mode(&vault.source("2025-11")), 0o755);
}

#[test]
fn a_folder_that_is_no_home_keeps_its_mode() {
    let vault = Vault::bare();
    vault.month("2025-11");
    fs::set_permissions(vault.source(""), Permissions::from_mode(0o755)).unwrap();
    vault.run("init --name Jansen --vault {src} --no-passphrase --paper {dir}/sheet").fails(2);
    assert_eq!(mode(&vault.source("")), 0o755);
}

#[test]
fn what_is_given_back_is_its_users_alone_unless_it_is_shared() {
    let vault = Vault::holding("month").date("2025-11");
    for (option, folder, file) in [("", 0o700, 0o600), ("--shared", 0o755, 0o644)] {
        let line = format!("restore {{month}} --to {{out}} --reason x {option}");
        under(&vault, "022", &line).exits(0);
        for entry in WalkDir::new(vault.path("out")).into_iter().map(Result::unwrap) {
            let wanted = if entry.file_type().is_dir() { folder } else { file };
            assert_eq!(mode(entry.path()), wanted, "{option}: {}", entry.path().display());
        }
        fs::remove_dir_all(vault.path("out")).unwrap();
    }
}

#[test]
fn what_was_private_when_it_was_sealed_is_not_shared_with_the_rest() {
    let vault = Vault::new();
    for name in ["ledger.csv", "salary.csv"] {
        vault.file(&format!("2025/{name}"), name);
    }
    let of = |name: &str| vault.source(&format!("2025/{name}"));
    fs::set_permissions(of("ledger.csv"), Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(of("salary.csv"), Permissions::from_mode(0o600)).unwrap();
    vault.seal("books", "{src}/2025 --class nl-admin-basis --date 2025").exits(0);
    let line = "restore {books} --to {out} --reason x --shared";
    let said = under(&vault, "022", line).exits(0);
    assert!(said.out.contains("Others can't read 1 record") && said.out.contains("salary.csv"));
    let there = |name: &str| vault.path("out/records/2025").join(name);
    assert_eq!(mode(&there("ledger.csv")), 0o644);
    assert_eq!(mode(&there("salary.csv")), 0o600);
    fs::remove_dir_all(vault.path("out")).unwrap();
    let report = under(&vault, "022", &format!("{line} --json")).exits(0).json();
    assert_eq!(report["private"].as_array().unwrap().len(), 1, "{report:#}");
    fs::remove_dir_all(vault.path("out")).unwrap();
    // Where nothing is shared there is nothing to say.
    let report = under(&vault, "022", "restore {books} --to {out} --reason x --json");
    assert_eq!(report.exits(0).json()["private"].as_array().unwrap().len(), 0);
}
