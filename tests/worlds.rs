//! Two systems, one vault: what the program for Windows wrote is verified, given back, mended and destroyed by the one
//! for Linux, and the other way round; a home moves between them. Byte for byte.
//!
//! Needs `kluis.exe` and a Wine: `bash tests/windows` builds the one, makes the other, and says in `KLUIS_WINDOWS_EXE`
//! and `KLUIS_WINE` where they are. Without these it is named as not tried.
#![cfg(unix)]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use kit::files::{
    bundle_folder, copy_folder, files_below, flip, folder_on_disk, noise, put, timed_files,
};
use kit::{Ran, not_tried};

mod kit;

const BY: &str = "--by Jansen --role owner --no-open-matters";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum World {
    Linux,
    Windows,
}
use World::{Linux, Windows};

/// Each way: who wrote it, and who has it then.
const BOTH_WAYS: [(World, World); 2] = [(Linux, Windows), (Windows, Linux)];

/// Both programs, and where the one for Windows runs.
struct Worlds {
    exe: OsString,
    wine: OsString,
    folder: tempfile::TempDir,
}

impl Worlds {
    /// None where one of them is missing: said as the last thing of all tests.
    fn here(test: &str) -> Option<Worlds> {
        let [exe, wine] = ["KLUIS_WINDOWS_EXE", "KLUIS_WINE"].map(std::env::var_os);
        let (Some(exe), Some(wine)) = (exe, wine) else {
            not_tried(&format!("{test}: no kluis.exe and no Wine (bash tests/windows has both)"));
            return None;
        };
        Some(Worlds { exe, wine, folder: folder_on_disk() })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Words by single spaces; paths are relative, so that both systems read them alike.
    fn run(&self, world: World, home: &str, line: &str) -> Ran {
        let mut command = match world {
            Linux => Command::new(env!("CARGO_BIN_EXE_kluis")),
            Windows => {
                let mut command = Command::new(&self.wine);
                command.arg(&self.exe);
                command
            }
        };
        // A bare word would be the name of a vault in the user's own folder.
        let home = format!("./{home}");
        command.args(line.split(' ')).args(["--vault", &home]).current_dir(self.folder.path());
        command.env("HOME", self.folder.path()).env_remove("KLUIS_VAULT");
        command.stdin(Stdio::null());
        let output = command.output().unwrap_or_else(|error| panic!("{world:?}: {error}"));
        let named = format!("{line} --vault {home} (the program for {world:?})");
        Ran::of(&named, output)
    }

    /// A vault in this world's home with the drives `a` and `b`, and two bundles on each.
    fn made_by(&self, world: World) -> Bundles {
        self.run(world, "home", "init --name Jansen --no-passphrase --paper sheet.txt").exits(0);
        for drive in ["a", "b"] {
            fs::create_dir(self.path(drive)).unwrap();
            let line = format!("medium add --same-disk {drive} --label {}", drive.to_uppercase());
            self.run(world, "home", &line).exits(0);
        }
        put(&self.path("old/factuur 7.pdf"), "an invoice of 2015");
        put(&self.path("kept/2025 Müller & Söhne/één factuur.txt"), "121,00\r\n");
        put(&self.path("kept/2025 Müller & Söhne/leeg"), "");
        put(&self.path(&format!("kept/{}.xml", "lange naam ".repeat(18))), "<x/>");
        put(&self.path("kept/scan.bin"), noise(3_000_000, 7));
        let due = self.seal(world, "home", "old", "2015");
        Bundles { due, kept: self.seal(world, "home", "kept", "2025") }
    }

    fn seal(&self, world: World, home: &str, source: &str, date: &str) -> String {
        let line = format!(
            "archive {source} --class nl-admin-basis --date {date} --accept-end --accept-newer --json"
        );
        let said = self.run(world, home, &line).exits(0).json();
        let copies = said["bundles"][0]["copies"].as_array().map(Vec::len);
        assert_eq!(copies, Some(2), "one on each drive: {said:#}");
        said["bundles"][0]["bundle"].as_str().expect("one bundle").to_owned()
    }

    /// The drives are all that is left: another world's home is made of them.
    fn rebuilt_in(&self, world: World, made_in: World) {
        let id = self.vault_id(made_in, "home");
        let line = format!(
            "rebuild --accept-settings --from a --from b --vault-id {id} --identity sheet.txt --no-passphrase"
        );
        self.run(world, "there", &line).exits(0);
    }

    fn vault_id(&self, world: World, home: &str) -> String {
        let said = self.run(world, home, "ledger verify --json").json();
        said["vault"].as_str().expect("an id").to_owned()
    }

    /// All of one bundle comes back as the source is: names, bytes, times.
    fn gives_back(&self, world: World, home: &str, bundle: &str, source: &str) {
        let to = format!("back-{home}-{world:?}-{source}");
        let line = format!("restore {bundle} --to {to} --reason tried --json");
        let said = self.run(world, home, &line).exits(0).json();
        assert_eq!(said["renamed"].as_array().map(Vec::len), Some(0), "{said:#}");
        // Where a name begins is up to where the user's own folder is; all below the source is the same.
        let found = walkdir::WalkDir::new(self.path(&to).join("records")).into_iter().flatten();
        let mut found =
            found.filter(|entry| entry.file_type().is_dir() && entry.file_name() == source);
        let back = found.next().unwrap_or_else(|| panic!("no {source}: {said:#}")).into_path();
        assert_eq!(timed(&back), timed(&self.path(source)), "{world:?}");
    }

    fn is_destroyed_everywhere(&self, bundle: &str) {
        for drive in ["a", "b"] {
            assert!(!bundle_folder(&self.path(drive), bundle).exists(), "{drive}");
        }
    }
}

struct Bundles {
    due: String,
    kept: String,
}

/// Files with their bytes and the second of their last change: Windows counts in other steps than Linux.
fn timed(folder: &Path) -> Vec<(PathBuf, String, u64)> {
    let since = |time: std::time::SystemTime| {
        time.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs()
    };
    let files = timed_files(folder).into_iter().map(|(path, entry)| match entry {
        kit::files::Entry::File { sha256, modified } => {
            (path, sha256, since(modified.expect("a time was asked for")))
        }
        other => panic!("{}: {other:?}", path.display()),
    });
    let files: Vec<_> = files.collect();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

#[test]
fn a_drive_of_one_system_is_verified_and_given_back_by_the_other() {
    for (first, then) in BOTH_WAYS {
        let Some(worlds) = Worlds::here("drives of the other system") else { return };
        let Bundles { due, kept } = worlds.made_by(first);
        worlds.rebuilt_in(then, first);
        let before: Vec<_> = ["a", "b"].map(|drive| bundles_of(&worlds.path(drive))).into();
        worlds.run(then, "there", "verify --deep ./a ./b").exits(0);
        worlds.gives_back(then, "there", &kept, "kept");
        worlds.gives_back(then, "there", &due, "old");
        let after: Vec<_> = ["a", "b"].map(|drive| bundles_of(&worlds.path(drive))).into();
        assert!(before == after, "{then:?} reads what {first:?} wrote, and writes nothing into it");
    }
}

/// What stands in bundles of a drive, byte for byte.
fn bundles_of(drive: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files_below(&kit::files::vault_folder(drive).join("bundles"))
}

#[test]
fn what_rotted_on_a_drive_of_one_system_is_mended_by_the_other_to_the_same_bytes() {
    for (first, then) in BOTH_WAYS {
        let Some(worlds) = Worlds::here("repair of the other system's drives") else { return };
        let Bundles { kept, .. } = worlds.made_by(first);
        worlds.rebuilt_in(then, first);
        let drive = worlds.path("a");
        let before = bundles_of(&drive);
        flip(&bundle_folder(&drive, &kept).join("payload-00000.age"), 100_000);
        worlds.run(then, "there", "verify ./a").exits(11);
        worlds.run(then, "there", "repair ./a").exits(0);
        assert!(bundles_of(&drive) == before, "{then:?}: other bytes than {first:?} had written");
        for (world, home) in [(then, "there"), (first, "home")] {
            worlds.run(world, home, "verify --deep ./a").exits(0);
        }
    }
}

#[test]
fn what_one_system_sealed_the_other_destroys_and_the_first_hears_of_it() {
    for (first, then) in BOTH_WAYS {
        let Some(worlds) = Worlds::here("destruction on the other system's drives") else { return };
        let Bundles { due, kept } = worlds.made_by(first);
        worlds.rebuilt_in(then, first);
        // Their end has not come: the other system's program says so too.
        worlds.run(then, "there", &format!("destroy {kept} {BY}")).exits(14);
        worlds.run(then, "there", &format!("destroy {due} {BY}")).exits(0);
        worlds.is_destroyed_everywhere(&due);
        worlds.run(first, "home", "verify --deep ./a ./b").exits(0);
        let list = worlds.run(first, "home", "list --destroyed --json").exits(0).json();
        let row = kit::member(&list["bundles"], "bundle", &due);
        assert_eq!(row["standing"], "destroyed", "{row:#}");
        worlds.run(first, "home", "ledger verify").exits(0);
        worlds.gives_back(first, "home", &kept, "kept");
    }
}

#[test]
fn a_home_moves_to_the_other_system_and_back() {
    for (first, then) in BOTH_WAYS {
        let Some(worlds) = Worlds::here("a home that moves") else { return };
        let Bundles { due, kept } = worlds.made_by(first);
        copy_folder(&worlds.path("home"), &worlds.path("moved"));
        worlds.run(then, "moved", "ledger verify").exits(0);
        worlds.run(then, "moved", "verify ./a ./b").exits(0);
        put(&worlds.path("more/bon.txt"), "a receipt that the other system's program sealed");
        let more = worlds.seal(then, "moved", "more", "2025");
        worlds.run(then, "moved", &format!("destroy {due} {BY}")).exits(0);
        worlds.is_destroyed_everywhere(&due);

        copy_folder(&worlds.path("moved"), &worlds.path("again"));
        worlds.run(first, "again", "ledger verify").exits(0);
        worlds.run(first, "again", "verify --deep ./a ./b").exits(0);
        worlds.gives_back(first, "again", &kept, "kept");
        worlds.gives_back(first, "again", &more, "more");
    }
}

/// The lines of a text between two headings that Wine's Command Prompt has programs for, as a batch file has them.
fn typed(text: &str, programs: &[&str]) -> Vec<String> {
    let indented = text.lines().filter_map(|line| line.strip_prefix("    "));
    let known = |line: &&str| programs.iter().any(|program| line.starts_with(program));
    indented.filter(known).map(str::to_owned).collect()
}

/// What the drive's text has a person type in Command Prompt, as far as Wine has it: it has no powershell, certutil or
/// findstr worth the name, and no age, zstd, tar or ssh-keygen. Each line is taken from the text.
#[test]
fn the_lines_for_command_prompt_on_a_drive_join_the_volumes_and_copy_the_keys() {
    let Some(worlds) = Worlds::here("the drive's lines for Command Prompt") else { return };
    let Bundles { kept, .. } = worlds.made_by(Linux);
    let vault = kit::files::vault_folder(&worlds.path("a"));
    let folder = bundle_folder(&worlds.path("a"), &kept);
    let readme = fs::read_to_string(vault.join("README.txt")).unwrap();
    let of_keys = readme.split_once("KEYS ON ANOTHER DRIVE").unwrap().1;
    let of_keys = of_keys.split_once("THE SHORT WAY").unwrap().0;
    let of_windows = readme.split_once("\nWindows\n").unwrap().1;
    let of_windows = of_windows.split_once("Step 5").unwrap().0;
    let joins = fs::read_to_string(folder.join("README.txt")).unwrap();
    let joins = typed(&joins, &["cmd /c \"copy /b"]);
    assert!(joins.len() == 1 && joins[0].contains("payload-00001.age"), "{joins:?}");

    let mut lines = typed(of_keys, &["set ", "xcopy "]);
    assert_eq!(lines.len(), 2, "{lines:?}");
    lines.extend(typed(&readme, &["copy spec"]));
    for line in typed(of_windows, &["set ", "mkdir ", "type ", "cd ", "cmd /c \"copy"]) {
        match line.as_str() {
            line if line.starts_with("set BUNDLE=") => lines.push(format!("set BUNDLE={kept}")),
            line if line.starts_with("cmd /c") => lines.push(joins[0].clone()),
            line => lines.push(line.to_owned()),
        }
    }
    // What the text says of one shell for both: a batch file runs them one after the other, as a person does.
    // The user's name has a space; Wine has a folder of its own for who runs it.
    let user = |name: &str| format!("Z:{}", worlds.path(name).display()).replace('/', "\\");
    let settings = [("USERPROFILE", "Jan de Boer"), ("PUBLIC", "public")];
    let settings = settings.map(|(name, folder)| format!("set {name}={}", user(folder)));
    let all =
        [&["@echo off".to_owned()], &settings[..], &lines, &["echo ended in %CD%".to_owned()]];
    let batch = worlds.path("typed.bat");
    fs::write(&batch, all.concat().join("\r\n") + "\r\n").unwrap();
    fs::create_dir_all(worlds.path("Jan de Boer")).unwrap();
    fs::create_dir_all(worlds.path("public")).unwrap();
    let mut command = Command::new(&worlds.wine);
    command.args(["cmd", "/d", "/c", &user("typed.bat")]).current_dir(&vault).stdin(Stdio::null());
    let ran = Ran::of(&lines.join("\n"), command.output().unwrap());
    let ran = ran.exits(0).says("ended in ");

    let allowed = fs::read_to_string(vault.join("allowed_signers")).unwrap();
    assert!(ran.out.contains(allowed.lines().next().unwrap()), "type shows it{ran}");
    assert!(worlds.path("Jan de Boer/recovered").is_dir(), "{ran}");
    let mut volumes = files_below(&folder);
    volumes.retain(|(path, _)| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("payload-") && name.ends_with(".age")
    });
    assert!(volumes.len() > 1);
    let joined: Vec<u8> = volumes.into_iter().flat_map(|(_, bytes)| bytes).collect();
    assert!(
        fs::read(worlds.path("public/payload.age")).unwrap() == joined,
        "copy /b loses nothing"
    );
    let reader = fs::read(vault.join("spec/reader.py")).unwrap();
    assert!(fs::read(worlds.path("Jan de Boer/reader.py")).unwrap() == reader);
    let keys = worlds.path("Jan de Boer/kluis-keys/bundles");
    assert_eq!(
        fs::read(keys.join(&kept).join("key.age")).unwrap(),
        fs::read(folder.join("key.age")).unwrap()
    );
}
