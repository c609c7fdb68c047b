//! The commands that stand in README.txt, LEESMIJ.txt, a bundle's README.txt and SPEC.md, pasted.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::shell::{self, Pasted, step, tool};
use crate::sources::{self, assert_same};
use crate::stage::{PASSPHRASE, Stage};

/// A text on the drive, and the words in it that a person answers to.
struct Text {
    name: &'static str,
    out: &'static str,
    whole: &'static str,
    first: &'static str,
    short: &'static str,
    apart: &'static str,
}

const README: Text = Text {
    name: "README.txt",
    out: "recovered",
    whole: "all records are whole",
    first: "the vault begins in: ",
    short: "THE SHORT WAY",
    apart: "KEYS ON ANOTHER DRIVE",
};

const LEESMIJ: Text = Text {
    name: "LEESMIJ.txt",
    out: "hersteld",
    whole: "alle stukken zijn heel",
    first: "de kluis begint in: ",
    short: "DE KORTE WEG",
    apart: "BUNDELSLEUTELS OP EEN ANDERE SCHIJF",
};

/// The bundle that the texts have as their example.
const EXAMPLE: &str = "20261031-7f3ca2b1";

fn indented(text: &str, by: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix(by));
    lines.filter(|line| !line.starts_with(' ')).map(str::to_owned).collect()
}

/// What stands between the line `from` and the line `to`.
fn part<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let behind = text.split_once(&format!("\n{from}")).unwrap_or_else(|| panic!("no {from}")).1;
    behind.split_once(&format!("\n{to}")).unwrap_or_else(|| panic!("no {to}")).0
}

fn text(stage: &Stage, name: &str) -> String {
    fs::read_to_string(stage.vault().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The section Linux, its first line filled in as the text asks.
fn linux(stage: &Stage, text_file: &Text, vault_id: &str) -> Vec<String> {
    let text = text(stage, text_file.name);
    let mut lines = indented(part(&text, "Linux\n", "macOS\n"), "    ");
    let out = text_file.out;
    let opening = format!(
        "BUNDLE={EXAMPLE}; IDENTITY=\"$HOME/identity.txt\"; OUT=\"$HOME/{out}\"; VAULT_ID="
    );
    assert!(lines[0].starts_with(&opening), "the first line: {}", lines[0]);
    lines[0] = format!("{}{vault_id}", opening.replace(EXAMPLE, &stage.bundle));
    assert!(lines.len() >= 12, "the section Linux has its commands: {lines:#?}");
    lines
}

fn assert_recovered(steps: &[Pasted], text: &Text, stage: &Stage, home: &Path) {
    for step in steps {
        assert_eq!(step.exit, 0, "{step:#?}");
    }
    let first = &step(steps, "FIRST=").said;
    assert!(first.starts_with(&format!("{}ledger/", text.first)), "{first}");
    let good = &step(steps, "ssh-keygen -Y verify").said;
    assert!(good.starts_with("Good \"kluis-seal\" signature for sealer"), "{good}");
    let sums = &step(steps, "sha256sum -c SHA256SUMS").said;
    assert!(sums.lines().all(|line| line.ends_with(": OK")), "{sums}");
    for name in ["payload-00000.age", "index.age", "records.commit"] {
        assert!(sums.contains(&format!("{name}: OK")), "{sums}");
    }
    assert_eq!(step(steps, "manifest-sha256.txt").said, text.whole);
    let out = home.join(text.out);
    assert!(!out.join("bundle.key").exists(), "the bundle's key is removed");
    assert_bag(&out.join(&stage.bundle), stage);
}

/// The extracted bag holds each source, byte for byte, with its time.
fn assert_bag(bag: &Path, stage: &Stage) {
    // The bag tells the true name of what could not keep it; another has its own.
    let lines = fs::read_to_string(bag.join("kluis/records.jsonl")).unwrap_or_default();
    let mut records: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let manifest = fs::read_to_string(bag.join("manifest-sha256.txt")).expect("it has sums");
    let told: BTreeSet<String> =
        records.iter().map(|line| line["path"].as_str().expect("a text").to_owned()).collect();
    let paths = manifest.lines().filter_map(|line| line.split_once("  data/"));
    let own = paths.map(|(_, path)| path).filter(|path| !told.contains(*path));
    records.extend(own.map(|path| json!({"path": path})));
    let found = sources::by_true_name(&bag.join("data"), &records);
    assert_same(&found, &sources::sources(&stage.home()));
}

fn the_linux_commands_recover_everything(text: &Text, shell: &str) {
    let stage = Stage::sealed(None, sources::hard);
    let home = stage.stranger();
    let before = sources::files_below(&stage.at("drive"));
    let lines = linux(&stage, text, &stage.vault_id);
    let steps = shell::paste(shell, &lines, &stage.vault(), &home);
    assert_recovered(&steps, text, &stage, &home);
    assert_same(&sources::files_below(&stage.at("drive")), &before);
}

#[test]
fn the_commands_of_readme_recover_everything_with_the_paper_in_bash() {
    the_linux_commands_recover_everything(&README, "bash");
}

#[test]
fn the_commands_of_readme_recover_everything_with_the_paper_in_sh() {
    the_linux_commands_recover_everything(&README, "sh");
}

#[test]
fn the_commands_of_leesmij_recover_everything_with_the_paper_in_bash() {
    the_linux_commands_recover_everything(&LEESMIJ, "bash");
}

#[test]
fn the_commands_of_leesmij_recover_everything_with_the_paper_in_sh() {
    the_linux_commands_recover_everything(&LEESMIJ, "sh");
}

#[test]
fn several_volumes_join_in_their_order() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 8, 500_000));
    assert!(stage.bundle_file("payload-00002.age").exists(), "there are several volumes");
    let home = stage.stranger();
    let lines = linux(&stage, &README, &stage.vault_id);
    let steps = shell::paste("sh", &lines, &stage.vault(), &home);
    assert_recovered(&steps, &README, &stage, &home);
}

#[test]
fn a_vaults_own_identity_without_a_passphrase_opens_too() {
    let stage = Stage::sealed(None, sources::hard);
    let home = stage.stranger();
    fs::copy(stage.identity(), home.join("identity.txt")).expect("the identity can be copied");
    let lines = linux(&stage, &README, &stage.vault_id);
    let steps = shell::paste("bash", &lines, &stage.vault(), &home);
    assert_recovered(&steps, &README, &stage, &home);
}

/// `age` asks for a passphrase on the terminal alone; `script` gives it one.
#[test]
fn an_identity_under_a_passphrase_opens_for_whoever_types_it() {
    let stage = Stage::sealed(Some(PASSPHRASE), sources::hard);
    let home = stage.stranger();
    assert_eq!(stage.identity().extension(), Some("age".as_ref()));
    fs::copy(stage.identity(), home.join("identity.age")).expect("the identity can be copied");
    let mut lines = linux(&stage, &README, &stage.vault_id);
    lines[0] = lines[0].replace("identity.txt", "identity.age");
    let printed = on_a_terminal(&shell::script(&lines), &stage.vault(), &home, PASSPHRASE);
    let mut steps = shell::pasted(&lines, &printed);
    // A terminal ends lines its own way, and age's prompt erases itself.
    steps.iter_mut().for_each(|step| step.said = step.said.replace('\r', ""));
    assert_recovered(&steps, &README, &stage, &home);
}

#[test]
fn a_mistyped_passphrase_opens_nothing() {
    let stage = Stage::sealed(Some(PASSPHRASE), sources::hard);
    let home = stage.stranger();
    let line = format!(
        "age -d -i {} -o opened bundles/{}/key.age",
        stage.identity().display(),
        stage.bundle
    );
    let script = shell::script(std::slice::from_ref(&line));
    let printed = on_a_terminal(&script, &stage.vault(), &home, "zeven zoute zeilen");
    assert_ne!(shell::pasted(&[line], &printed)[0].exit, 0, "{printed}");
}

fn on_a_terminal(script: &str, folder: &Path, home: &Path, passphrase: &str) -> String {
    let file = home.join("pasted.sh");
    fs::write(&file, script).expect("the home can be written to");
    let mut terminal = tool("script")
        .args(["-q", "-e", "-c", &format!("bash '{}'", file.display()), "/dev/null"])
        .current_dir(folder)
        .env("HOME", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the tool script is there");
    let mut keyboard = terminal.stdin.take().expect("it was piped");
    let mut screen = terminal.stdout.take().expect("it was piped");
    let (mut printed, mut typed, mut piece) = (Vec::new(), false, [0; 4096]);
    loop {
        let length = screen.read(&mut piece).expect("the screen can be read");
        if length == 0 {
            break;
        }
        printed.extend(&piece[..length]);
        if !typed && String::from_utf8_lossy(&printed).contains("passphrase") {
            writeln!(keyboard, "{passphrase}").expect("it still listens");
            typed = true;
        }
    }
    terminal.wait().expect("it has ended");
    let printed = String::from_utf8_lossy(&printed).into_owned();
    assert!(typed, "a passphrase was asked for:\n{printed}");
    printed
}

#[test]
fn another_vault_id_names_no_signer_and_proves_nothing() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let home = stage.stranger();
    for text in [&README, &LEESMIJ] {
        let lines = linux(&stage, text, &stage.vault_id.replace(|_| true, "0"));
        let steps = shell::paste("bash", &lines, &stage.vault(), &home);
        assert_eq!(step(&steps, "FIRST=").said, text.first.trim_end());
        assert_ne!(step(&steps, "allowed_signers").exit, 0);
        assert_ne!(step(&steps, "ssh-keygen -Y verify").exit, 0);
        assert_ne!(step(&steps, "VAULT_ID\\\"\"").exit, 0);
    }
}

#[test]
fn a_forged_allowed_signers_is_seen_and_not_believed() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let home = stage.stranger();
    let list = stage.vault().join("allowed_signers");
    let forged: String = fs::read_to_string(&list)
        .expect("the list is there")
        .lines()
        .map(|line| format!("{}AAAA\n", &line[..line.len() - 4]))
        .collect();
    fs::write(&list, forged).expect("the drive can be written to");
    let lines = linux(&stage, &README, &stage.vault_id);
    let steps = shell::paste("bash", &lines, &stage.vault(), &home);
    let seen = step(&steps, "allowed_signers");
    assert_eq!((seen.exit, seen.said.as_str()), (1, ""));
    assert_eq!(step(&steps, "ssh-keygen -Y verify").exit, 0, "the ledger's own key is used");
}

#[test]
fn the_second_key_opens_when_the_first_is_damaged() {
    let stage = Stage::sealed(None, sources::hard);
    let home = stage.stranger();
    crate::damage::flip(&stage.bundle_file("key.age"), 8_000);
    let mut lines = linux(&stage, &README, &stage.vault_id);
    let opening = lines.iter().position(|line| line.ends_with("key.age\"")).expect("it is there");
    lines.insert(opening + 1, lines[opening].replace("key.age", "key-copy.age"));
    let mut steps = shell::paste("bash", &lines, &stage.vault(), &home);
    assert_ne!(steps.remove(opening).exit, 0, "the damaged one is refused");
    assert_recovered(&steps, &README, &stage, &home);
}

#[test]
fn the_short_way_with_python_recovers_everything() {
    for text_file in [&README, &LEESMIJ] {
        let stage = Stage::sealed(None, sources::hard);
        let home = stage.stranger();
        let text = text(&stage, text_file.name);
        let short = part(&text, text_file.short, "Linux\n");
        let lines: Vec<String> =
            indented(short, "  ").iter().map(|line| line.replace(EXAMPLE, &stage.bundle)).collect();
        let before = sources::files_below(&stage.at("drive"));
        let steps = shell::paste("sh", &lines, &stage.vault(), &home);
        for step in &steps {
            assert_eq!(step.exit, 0, "{step:#?}");
        }
        assert_eq!(steps.len(), 6);
        // The sum is on the sheet, in groups: a reader from a drive is run when it is the same.
        let sheet = fs::read_to_string(stage.home().join("sheet.txt")).expect("it is there");
        let sum: String = steps[1].said.chars().take(64).collect();
        assert!(sheet.replace([' ', '\n'], "").contains(&sum), "{sum}: {sheet}");
        assert!(steps[5].said.contains(&stage.bundle) && steps[5].said.contains("\"date\": "));
        assert!(steps[2].said.contains("\nno faults"), "{}", steps[2].said);
        let (records, _) = stage.index();
        let found = sources::by_true_name(&home.join(text_file.out), &records);
        assert_same(&found, &sources::sources(&stage.home()));
        assert_same(&sources::files_below(&stage.at("drive")), &before);
    }
}

#[test]
fn keys_that_lie_on_another_drive_open_a_bundle_by_the_commands_of_each_text() {
    for text_file in [&README, &LEESMIJ] {
        let stage = Stage::sealed_apart(sources::hard);
        assert!(!stage.bundle_file("key.age").exists(), "its keys are kept apart");
        let home = stage.stranger();
        let drives = ["drive", "keys"].map(|drive| sources::files_below(&stage.at(drive)));
        // The drive with the keys has the same text.
        let on_keys = fs::read_to_string(stage.vault_on("keys").join(text_file.name)).unwrap();
        let apart = part(&on_keys, text_file.apart, text_file.short);
        assert!(text(&stage, text_file.name).contains(apart), "both drives say it");
        let [copy, _, windows, with_reader, keys] = indented(apart, "    ").try_into().unwrap();
        assert_eq!(windows, r#"xcopy /e /i bundles "%USERPROFILE%\kluis-keys\bundles""#);
        let copied = shell::paste("sh", &[copy], &stage.vault_on("keys"), &home);
        assert_eq!(copied[0].exit, 0, "{copied:#?}");

        let text = text(&stage, text_file.name);
        let short = indented(part(&text, text_file.short, "Linux\n"), "  ");
        let reader = [short[0].clone(), with_reader.replace(EXAMPLE, &stage.bundle)];
        let said = shell::paste("sh", &reader, &stage.vault(), &home);
        assert_eq!(said[1].exit, 0, "{said:#?}");
        assert_eq!(said[1].said.lines().count(), sources::sources(&stage.home()).len());
        // Without the keys the reader says where they are.
        let without = reader[1].split(" --keys").next().unwrap().to_owned();
        let said = shell::paste("sh", &[without], &stage.vault(), &home);
        assert_eq!(said[0].exit, 2, "{said:#?}");
        assert!(said[0].said.contains("in the folder of the same name: name it by --keys"));

        let mut lines = linux(&stage, text_file, &stage.vault_id);
        lines.insert(1, keys);
        let steps = shell::paste("sh", &lines, &stage.vault(), &home);
        assert_recovered(&steps, text_file, &stage, &home);
        let now = ["drive", "keys"].map(|drive| sources::files_below(&stage.at(drive)));
        assert_same(&now[0], &drives[0]);
        assert_same(&now[1], &drives[1]);
    }
}

/// What Command Prompt does itself. Anything else it looks for first in the folder where one stands.
const BUILT_IN: [&str; 9] =
    ["set ", "copy ", "cd ", "mkdir ", "rd ", "del ", "type ", "for ", "cmd /c \"copy "];

/// The lines of a text that only Command Prompt can mean.
fn windows(text: &str) -> Vec<&str> {
    let words = ["%", "set NoDefault", "certutil ", "xcopy ", "findstr ", "powershell "];
    let is_one = |line: &&str| words.iter().any(|word| line.contains(word));
    text.lines().filter_map(|line| line.strip_prefix("    ")).filter(is_one).collect()
}

#[test]
fn no_command_for_windows_runs_what_lies_on_the_drive_or_breaks_at_a_space_in_a_users_name() {
    let stage = Stage::sealed_apart(|folder| sources::large(folder, 1, 100));
    for text_file in [&README, &LEESMIJ] {
        let text = text(&stage, text_file.name);
        let sections = [
            part(&text, text_file.apart, text_file.short),
            part(&text, text_file.short, "Linux\n"),
            text.split_once("\nWindows\n").expect("a section of its own").1,
        ];
        for section in sections {
            let lines = windows(section);
            // Whoever starts with this section has not typed what another one says.
            assert_eq!(lines[0], "set NoDefaultCurrentDirectoryInExePath=1", "{lines:#?}");
            assert!(lines.iter().any(|line| !BUILT_IN.iter().any(|word| line.starts_with(word))));
        }
        let paths = ["%USERPROFILE%", "%OUT%", "%IDENTITY%", "%KEYS%"];
        for line in windows(&text).into_iter().filter(|line| !line.starts_with("set ")) {
            // Outside of quotes stand the pieces with an even number.
            let bare: String = line.split('"').step_by(2).collect();
            assert!(!paths.iter().any(|path| bare.contains(path)), "{line}");
        }
    }
}

#[test]
fn the_salvage_command_of_each_text_takes_out_what_damage_has_left() {
    for text_file in [&README, &LEESMIJ] {
        let stage = Stage::sealed(None, sources::hard);
        let home = stage.stranger();
        fs::remove_file(stage.bundle_file("index.age")).expect("the index was there");
        let text = text(&stage, text_file.name);
        let salvage = indented(&text, "    ").into_iter().filter(|line| line.contains("--salvage"));
        let short = part(&text, text_file.short, "Linux\n");
        let copy = indented(short, "  ").into_iter().filter(|line| line.starts_with("cp "));
        let opening = linux(&stage, text_file, &stage.vault_id).into_iter().take(1);
        let lines: Vec<String> = copy.chain(opening).chain(salvage).collect();
        assert_eq!(lines.len(), 3, "{lines:#?}");
        let steps = shell::paste("sh", &lines, &stage.vault(), &home);
        assert_eq!(steps[2].exit, 0, "{steps:#?}");
        let salvaged = home.join(format!("{}-salvaged", text_file.out));
        assert_eq!(sources::files_below(&salvaged).len(), sources::sources(&stage.home()).len());
    }
}

/// Runs commands in the bundle's folder; what they make lies in the stranger's home.
fn recovers_in_the_bundles_folder(stage: &Stage, lines: &[String]) {
    let home = stage.stranger();
    let folder: PathBuf = stage.vault().join("bundles").join(&stage.bundle);
    let steps = shell::paste("sh", lines, &folder, &home);
    for step in &steps {
        assert_eq!(step.exit, 0, "{step:#?}");
    }
    let good = &step(&steps, "ssh-keygen").said;
    assert!(good.starts_with("Good \"kluis-seal\" signature for sealer"), "{good}");
    assert_bag(&home.join(&stage.bundle), stage);
}

#[test]
fn the_commands_of_a_bundles_own_readme_recover_it() {
    let stage = Stage::sealed(None, sources::hard);
    let text = fs::read_to_string(stage.bundle_file("README.txt")).expect("it is there");
    assert!(text.starts_with(&format!("kluis bundle {}:", stage.bundle)));
    let (windows, linux): (Vec<_>, Vec<_>) =
        indented(&text, "    ").into_iter().partition(|line| line.starts_with("cmd "));
    assert_eq!((windows.len(), linux.len()), (1, 4), "{text}");
    assert!(windows[0].contains("copy /b payload-00000.age %PUBLIC%"), "{windows:?}");
    assert!(text.contains("only if its SHA-256 is the one on the recovery sheet"), "{text}");
    recovers_in_the_bundles_folder(&stage, &linux);
}

#[test]
fn the_example_of_the_format_recovers_a_bundle() {
    let stage = Stage::sealed(None, sources::hard);
    let spec = text(&stage, "spec/SPEC.md");
    let example = part(&spec, "```\n", "```\n");
    let lines: Vec<String> = example.lines().map(str::to_owned).collect();
    recovers_in_the_bundles_folder(&stage, &lines);
}

#[test]
fn what_lies_in_spec_is_what_the_project_documents() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for (on_drive, in_docs) in [("spec/SPEC.md", "format.md"), ("spec/reader.py", "reader.py")] {
        let expected = fs::read_to_string(docs.join(in_docs)).expect("the document is there");
        assert!(text(&stage, on_drive) == expected, "{on_drive} is docs/{in_docs}");
    }
}
