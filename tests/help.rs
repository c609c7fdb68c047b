//! What `--help` says of every command, as snapshots: a change of the grammar shows here first.

use std::process::{Command, Output};

/// Every command, and every word that only groups some.
const COMMANDS: &[&str] = &[
    "",
    "init",
    "book-year",
    "book-year add",
    "book-year list",
    "class",
    "class list",
    "class show",
    "medium",
    "medium add",
    "medium lost",
    "medium found",
    "medium retire",
    "medium list",
    "archive",
    "month",
    "copy",
    "statement",
    "statement list",
    "statement show",
    "statement verify",
    "sweep",
    "due",
    "status",
    "watch-drives",
    "report",
    "incident",
    "list",
    "show",
    "verify",
    "repair",
    "restore",
    "restore close",
    "restore list",
    "audit",
    "event",
    "event record",
    "extend",
    "find",
    "shorten",
    "shorten confirm",
    "shorten withdraw",
    "reseal",
    "erase",
    "destroy",
    "hold",
    "hold place",
    "hold review",
    "hold release",
    "hold list",
    "hold show",
    "rebuild",
    "passphrase",
    "ledger",
    "ledger show",
    "ledger verify",
    "ledger join",
    "key",
    "key add",
    "key remove",
    "key wrap",
    "key drill",
    "key list",
    "key paper",
    "signer",
    "signer replace",
    "signer add",
    "signer retire",
    "signer list",
    "clock",
    "clock correct",
    "clock request",
    "clock token",
    "demo",
    "completions",
    "man",
];

fn help(command: &str) -> String {
    help_in("en", command)
}

fn help_in(lang: &str, command: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_kluis"))
        .args(command.split_whitespace())
        .args(["--help", "--lang", lang])
        .env_remove("COLUMNS")
        .output()
        .expect("the program was built");
    assert!(output.status.success(), "{command} --help: {}", output.status);
    assert!(output.stderr.is_empty(), "{command} --help says nothing beside");
    spelled_as_in_snapshots(String::from_utf8(output.stdout).expect("help is UTF-8"))
}

/// What examples have that is typed otherwise on Windows: the snapshots have it as on Linux.
fn spelled_as_in_snapshots(text: String) -> String {
    const OF_WINDOWS: [(&str, &str); 4] = [
        ("E:\\", "/media/anna/USB"),
        ("\"**/*.xml\"", "'**/*.xml'"),
        (
            "completions powershell >> kluis.ps1",
            "completions bash > ~/.local/share/bash-completion/completions/kluis",
        ),
        ("man manual", "man ~/.local/share/man/man1"),
    ];
    let of_windows = OF_WINDOWS.iter().filter(|_| cfg!(windows));
    of_windows.fold(text, |text, (here, there)| text.replace(here, there))
}

/// The commands that a help text lists, below the command itself.
fn listed(command: &str) -> Vec<String> {
    let text = help(command);
    let Some((_, list)) = text.split_once("\nCommands:\n") else { return vec![] };
    list.lines()
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .map(|name| format!("{command} {name}").trim().to_owned())
        .collect()
}

#[test]
fn the_help_of_every_command_is_as_it_was() {
    let root = help("");
    let everywhere = root.find("\nEverywhere:\n").expect("options that all take");
    let everywhere = root[everywhere..].split_inclusive("\n\n").next().unwrap_or_default();
    let everywhere = everywhere.trim_end_matches('\n').to_owned() + "\n";
    for command in COMMANDS {
        // The options that all take are the same everywhere, and stand in one snapshot.
        let text = match command.is_empty() {
            true => help(command),
            false => help(command).replace(&everywhere, "\nEverywhere: …\n"),
        };
        assert!(command.is_empty() || text.contains("\nEverywhere: …\n"), "{command}: {text}");
        let name = format!("help {command}").trim().replace(' ', "-");
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

#[test]
fn the_help_of_every_command_in_dutch_is_as_it_was() {
    let root = help_in("nl", "");
    let everywhere = root.find("\nOveral:\n").expect("options that all take");
    let everywhere = root[everywhere..].split_inclusive("\n\n").next().unwrap_or_default();
    let everywhere = everywhere.trim_end_matches('\n').to_owned() + "\n";
    for command in COMMANDS {
        let text = help_in("nl", command);
        let text = match command.is_empty() {
            true => text,
            false => text.replace(&everywhere, "\nOveral: …\n"),
        };
        assert!(command.is_empty() || text.contains("\nOveral: …\n"), "{command}: {text}");
        for line in text.lines() {
            // An example is pasted, and stays whole.
            let fits = line.chars().count() <= 100 || line.starts_with("  kluis ");
            assert!(fits, "{command} --help: {line}");
        }
        let name = format!("hulp {command}").trim().replace(' ', "-");
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

#[test]
fn no_command_is_without_a_snapshot() {
    let mut found = vec![String::new()];
    let mut at = 0;
    while at < found.len() {
        let below = listed(&found[at]);
        found.extend(below);
        at += 1;
    }
    found.sort();
    let mut known: Vec<&str> = COMMANDS.to_vec();
    known.sort_unstable();
    assert_eq!(found, known);
}

#[test]
fn every_command_shows_an_example_that_begins_with_itself() {
    for command in COMMANDS.iter().filter(|command| listed(command).is_empty()) {
        let text = help(command);
        let example =
            text.split_once("\nExample:\n").unwrap_or_else(|| panic!("{command}:\n{text}")).1;
        let begins = format!("  kluis {command}");
        assert!(example.lines().any(|line| line.starts_with(&begins)), "{command}: {example}");
    }
}

#[test]
fn no_line_of_help_has_over_100_columns() {
    for command in COMMANDS {
        for line in help(command).lines() {
            assert!(line.chars().count() <= 100, "{command} --help: {line}");
        }
    }
}

/// Whoever types a command word too few or too many is shown where the help is.
#[test]
fn a_word_that_groups_commands_asks_for_one() {
    // `restore` does something by itself too.
    let groups = |command: &&&str| !listed(command).is_empty() && **command != "restore";
    for command in COMMANDS.iter().filter(groups) {
        let output = Command::new(env!("CARGO_BIN_EXE_kluis"))
            .args(command.split_whitespace())
            .output()
            .expect("the program was built");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command}: {said}");
        let help = format!("kluis: help: {} --help\n", format!("kluis {command}").trim());
        assert!(said.ends_with(&help), "{command}: {said}");
    }
}

fn kluis(words: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_kluis")).args(words).output();
    output.expect("the program was built")
}

#[test]
fn completions_name_every_command_in_each_shell_and_bash_reads_them() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = kluis(&["completions", shell]);
        assert!(script.status.success(), "{shell}");
        let script = String::from_utf8(script.stdout).expect("completions are UTF-8");
        for command in COMMANDS.iter().filter(|command| !command.contains(' ')) {
            assert!(script.contains(command), "{shell}: {command}");
        }
        let escaped = script.contains("\\u{") || script.contains('\u{fffd}');
        assert!(!escaped, "{shell}: what a shell reads is printed as it is");
        if shell == "bash" {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let path = folder.path().join("kluis.bash");
            std::fs::write(&path, &script).expect("it is new");
            let read = format!(
                "source {}; COMP_WORDS=(kluis ver); COMP_CWORD=1; _kluis kluis ver kluis; echo ${{COMPREPLY[@]}}",
                path.display()
            );
            let completed = Command::new("bash").args(["-c", &read]).output().expect("bash");
            let said = String::from_utf8_lossy(&completed.stdout).into_owned();
            assert_eq!(said.trim(), "verify", "{completed:?}");
        }
    }
    assert_eq!(kluis(&["completions", "cmd"]).status.code(), Some(2));
}

#[test]
fn each_command_has_its_manual_page() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().to_str().expect("a path in UTF-8");
    assert!(kluis(&["man", path]).status.success());
    for command in COMMANDS {
        let name = format!("kluis {command}").trim().replace(' ', "-");
        let page = std::fs::read_to_string(folder.path().join(format!("{name}.1")));
        let page = page.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(page.contains(".SH SYNOPSIS"), "{name}: {page}");
    }
    let nowhere = kluis(&["man", &format!("{path}/nowhere")]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("is no folder"), "{nowhere:?}");
}

#[test]
fn the_guide_is_a_word_of_help_in_both_languages() {
    for (lang, heading) in [("en", "## The first day"), ("nl", "## De eerste dag")] {
        let guide = kluis(&["help", "guide", "--lang", lang]);
        assert!(guide.status.success(), "{guide:?}");
        assert!(String::from_utf8_lossy(&guide.stdout).contains(heading), "{guide:?}");
    }
}
