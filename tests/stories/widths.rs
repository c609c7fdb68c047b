//! What is printed fits the terminal that it is printed on, in both languages.

use crate::harness::{BY, Vault, flip};
use crate::kit::Ran;

/// Commands whose output has tables, sentences and suggestions.
const SHOWN: [&str; 14] = [
    "class list",
    "class show nl-admin-basis",
    "list",
    "list --wide",
    "list --all --destroyed",
    "show {month}",
    "show {old}",
    "medium list",
    "medium list --wide",
    "verify",
    "ledger show",
    "ledger verify",
    "status",
    "archive {src}/2025-11 --class nl-admin-basis --date 2025-11 --dry-run",
];

/// A vault in which something is damaged, something destroyed, and a drive missing.
fn eventful() -> Vault {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.month("2025-11");
    vault.seal("month", "{src}/2025-11 --class nl-admin-basis --date 2025-11").exits(0);
    vault.on("2028-01-02").run(&format!("destroy {{old}} {BY}")).exits(0);
    flip(&vault.bundle("a", "month").join("payload-00000.age"), 300);
    vault.run("verify").exits(11);
    vault
}

/// The words of a text, in the order of their letters: a table that gives way changes only where they stand. Titles
/// are told apart by no case, since in a block they are no capitals.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.sort();
    words.dedup();
    words
}

/// What may stand wider than the terminal, since it has to stay whole: a command, a path, a hash.
fn stays_whole(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("kluis ") || line.contains('/') || !line.contains(' ')
}

#[track_caller]
fn fits(ran: &Ran, columns: usize, whole: &Ran) {
    for line in ran.out.lines().chain(ran.err.lines()) {
        let wide = line.chars().count();
        assert!(wide <= columns || stays_whole(line), "{wide} columns of {columns}: {line}{ran}");
    }
    let (narrow, wide) = (words(&ran.out), words(&whole.out));
    // How much is free on this machine's disk changes while the test runs.
    let is_size =
        |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains([',', '.']);
    let new: Vec<_> = narrow.iter().filter(|word| !wide.contains(word) && !is_size(word)).collect();
    assert!(new.is_empty(), "cut at {columns}: {new:?}{ran}");
    let gone: Vec<_> =
        wide.iter().filter(|word| !narrow.contains(word) && !is_size(word)).collect();
    let titles_only = ran.line.contains("list");
    assert!(gone.is_empty() || titles_only, "lost at {columns}: {gone:?}{ran}");
}

#[test]
fn no_line_is_wider_than_the_terminal_and_no_word_is_cut_in_two() {
    let vault = eventful();
    for line in SHOWN {
        for lang in ["en", "nl"] {
            let line = format!("{line} --lang {lang}");
            let whole = vault.on("2028-01-02").run(&line);
            for columns in [60, 80, 120] {
                let ran = vault.on("2028-01-02").within(Some(columns)).run(&line);
                assert_eq!(ran.exit, whole.exit, "{ran}");
                fits(&ran, columns, &whole);
            }
        }
    }
}

#[test]
fn without_a_terminal_each_row_of_a_table_is_one_line() {
    let vault = eventful();
    let listed = vault.run("class list --lang nl").exits(0);
    let long = "nl-id-copy-hired        5 jaar      jaar      beide        ID-kopie ingeleende of Wav-arbeidskracht";
    assert!(listed.out.lines().any(|line| line == long), "{listed}");
    let wide = vault.run("list --wide").exits(0);
    let row = wide.out.lines().find(|line| line.starts_with(&vault.id("month"))).unwrap();
    assert!(row.contains("Drive A (!), Drive B") && row.ends_with("copies missing"), "{wide}");
}

#[test]
fn where_a_table_has_no_room_each_bundle_is_a_block() {
    let vault = eventful();
    let ran = vault.on("2028-01-02").within(Some(80)).run("list --wide --lang nl").exits(0);
    let lines: Vec<&str> = ran.out.lines().collect();
    let at = lines.iter().position(|line| *line == vault.id("month")).expect("a block of its own");
    assert_eq!(lines[at + 1], "  Bewaarcategorie  nl-admin-basis", "{ran}");
    assert!(lines.contains(&"  Bewaren t/m      31-12-2032"), "{ran}");
}

#[test]
fn an_error_is_wrapped_at_spaces_too() {
    let vault = eventful();
    for lang in ["en", "nl"] {
        for line in ["destroy {month} --by A --role owner --no-open-matters", "verify ./nowhere"] {
            let line = format!("{line} --lang {lang}");
            let whole = vault.on("2028-01-02").run(&line);
            let ran = vault.on("2028-01-02").within(Some(60)).run(&line);
            assert!(ran.err.lines().count() > whole.err.lines().count(), "{ran}");
            assert_eq!(words(&ran.err), words(&whole.err), "{ran}");
            assert!(
                ran.err.lines().all(|line| line.chars().count() <= 60 || stays_whole(line)),
                "{ran}"
            );
        }
    }
}
