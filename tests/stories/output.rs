//! What is printed: it arrives or the exit code says that it did not, and what it tells a person to type works.

use crate::harness::Vault;

/// A shell's line around the program.
#[cfg(unix)]
fn through(vault: &Vault, shell: &str, line: &str) -> crate::harness::Ran {
    vault.spawn(&["bash", "-c", shell, "bash"], line)
}

/// A file that is always full is `/dev/full`, which Unix alone has.
#[cfg(unix)]
#[test]
fn a_full_disk_behind_the_output_is_said_and_what_was_done_stays_done() {
    let vault = Vault::with_one_drive();
    vault.month("2025-11");
    let line = "archive {src} --class nl-admin-basis --date 2025-11 --move";
    let ran = through(&vault, "exec \"$@\" > /dev/full", line).exits(20);
    let ran = ran.says("the output could not be written").says("stays done, and on record");
    assert!(ran.err.lines().any(|line| line.starts_with("kluis: help: ")), "{ran}");
    assert!(!vault.source("2025-11/factuur-1.pdf").exists());
    vault.spawn(&[], "verify --deep").exits(0);
    for line in
        ["list", "list --json", "--help", "bogus --json", "restore --all --to {out} --reason x"]
    {
        through(&vault, "exec \"$@\" > /dev/full", line).exits(20).says("could not be written");
    }
    // The records came out, and the ledger has it.
    assert!(vault.path("out/SHA256SUMS").exists());
    let entries = vault.spawn(&[], "ledger show --json").exits(0).json();
    assert_eq!(entries["entries"].as_array().unwrap().last().unwrap()["event"], "restored");
}

/// The pipe is laid and closed by a shell of Unix.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_silent_and_the_exit_code_stays_the_commands_own() {
    let vault = Vault::holding("month").date("2025-11");
    let closed = "set -o pipefail; exec 3>&1; { sleep 0.2; \"$@\"; } | exec 1>&-";
    through(&vault, closed, "list").exits(0).hides("kluis:");
    through(&vault, closed, "show {month}").exits(0).hides("kluis:");
    vault.unplug("a");
    vault.unplug("b");
    through(&vault, closed, "verify").exits(10).says("kluis: error");
}

#[test]
fn help_is_a_word_too() {
    let vault = Vault::bare();
    let asked = vault.run("help").exits(0);
    assert_eq!(asked.out, vault.run("--help").exits(0).out);
    for (line, same) in [
        ("help list", "list --help"),
        ("help medium add", "medium add --help"),
        ("ledger help", "ledger --help"),
        ("--lang nl help show", "show --help --lang nl"),
    ] {
        assert_eq!(vault.run(line).exits(0).out, vault.run(same).exits(0).out, "{line}");
    }
    vault.run("help nothing").fails(2);
    // An option of another command is not turned into a bundle's name.
    vault.run("list --due").fails(2).says("kluis list --help").hides("-- --due");
}

#[test]
fn a_command_that_is_proposed_finds_the_vault_it_was_proposed_for() {
    let vault = Vault::bare();
    vault.name("far", vault.path("far"));
    let named = "--vault {far}";
    vault
        .run(&format!("init --name Jansen --no-passphrase --paper {{dir}}/sheet {named}"))
        .exits(0);
    let ran = vault.run(&format!("list {named}")).exits(0);
    let next = ran.out.lines().find_map(|line| line.split_once("kluis ")).map(|(_, line)| line);
    let next = next.unwrap_or_else(|| panic!("{ran}"));
    assert!(next.contains(&format!("--vault {}", vault.path("far").display())), "{ran}");
}

#[test]
fn a_time_says_its_zone() {
    let vault = Vault::holding("month").date("2025-11");
    for line in
        ["medium list --wide", "ledger show", "ledger verify", "signer list", "show {month}"]
    {
        let ran = vault.run(line).exits(0);
        let clocks: Vec<&str> = ran.out.lines().filter(|line| is_timed(line)).collect();
        assert!(!clocks.is_empty(), "{ran}");
        assert!(clocks.iter().all(|line| line.contains(" UTC")), "{ran}");
    }
}

/// Whether a line has a time of day, as 09:05.
fn is_timed(line: &str) -> bool {
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    line.as_bytes().windows(5).any(|w| w[2] == b':' && digits(&w[..2]) && digits(&w[3..]))
}
