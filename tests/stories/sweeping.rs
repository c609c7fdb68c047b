//! What `sweep` may take: what somebody asked to go, and nothing else that was ever sealed.

use crate::harness::{Vault, flip};

const SEAL: &str = "--class nl-admin-basis --date 2025-10";

/// September was sealed and is to stay; October was to be moved, and had too few copies.
fn october_waits() -> Vault {
    let vault = Vault::new();
    vault.month("2025/09");
    vault.month("2025/10");
    vault.seal("september", &format!("{{src}}/2025/09 {SEAL}"));
    vault.unplug("b");
    let left = vault.run(&format!("archive {{src}}/2025/10 {SEAL} --move")).exits(3);
    left.says("too few verified copies");
    vault.plug("b");
    vault.run("copy --all --to 'Drive B'").exits(0);
    vault
}

fn is_here(vault: &Vault, month: &str) -> bool {
    vault.source(&format!("2025/{month}/bank.csv")).exists()
}

#[test]
fn sweep_takes_what_was_to_be_moved_and_leaves_what_was_only_sealed() {
    let vault = october_waits();
    let swept = vault.run("sweep").exits(0).says("Removed 3 sources");
    swept.says("You can unplug Drive A and Drive B now.");
    assert!(is_here(&vault, "09") && !is_here(&vault, "10"));
    vault.run("sweep").exits(0).hides("unplug");
    let again = vault.run("sweep --json").exits(0).json();
    assert_eq!(again["removed"], 0);
    // A person may still ask for the rest, by its path.
    vault.run("sweep {src}/2025/09").exits(0).says("Removed 3 sources");
    assert!(!is_here(&vault, "09"));
}

#[test]
fn a_path_that_is_named_to_sweep_goes_alone() {
    let vault = october_waits();
    vault.run("sweep {src}/2025/09 --dry-run").exits(0).says("Would remove 3 sources");
    vault.run("sweep {src}/2025/09").exits(0).says("Removed 3 sources");
    assert!(!is_here(&vault, "09") && is_here(&vault, "10"));
    for (path, words) in
        [("{dir}/nowhere", "nowhere"), ("{home}", "holds a vault"), ("{a}", "holds a vault")]
    {
        vault.refuses(&format!("sweep {path}"), 2).says(words);
    }
}

#[test]
fn what_was_only_sealed_is_not_asked_for_again_and_again() {
    let vault = Vault::new();
    vault.month("2025/09");
    vault.seal("september", &format!("{{src}} {SEAL}"));
    let swept = vault
        .run("sweep")
        .exits(0)
        .says("no file that is still here was archived with --move")
        .says(&format!("kluis sweep {}", vault.source("").display()));
    swept.hides("too few");
    assert!(is_here(&vault, "09"));
}

#[test]
fn a_move_that_is_asked_later_reaches_what_it_named_and_no_more_of_the_bundle() {
    let vault = Vault::new();
    vault.month("2025/09");
    vault.month("2025/10");
    vault.unplug("b");
    vault.seal("both", &format!("{{src}} {SEAL}"));
    let moved = vault.run(&format!("archive {{src}}/2025/10 {SEAL} --move")).exits(3);
    moved.says("too few verified copies");
    vault.plug("b");
    vault.run("copy --all --to 'Drive B'").exits(0);
    vault.run("sweep").exits(0).says("Removed 3 sources");
    assert!(is_here(&vault, "09") && !is_here(&vault, "10"));
}

#[test]
fn a_file_that_was_sealed_later_without_a_move_stays_where_others_were_to_go() {
    let vault = october_waits();
    vault.file("2025/10/late.pdf", "late");
    vault.run(&format!("archive {{src}}/2025/10 {SEAL}")).exits(0);
    vault.run("sweep").exits(0).says("Removed 3 sources");
    assert!(!is_here(&vault, "10") && vault.source("2025/10/late.pdf").exists());
}

#[test]
fn sweep_names_the_drive_to_repair_where_a_further_copy_would_not_help() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.unplug("b");
    vault.seal("october", &format!("{{src}}/2025/10 {SEAL} --move")).exits(3);
    vault.plug("b");
    vault.run("sweep").exits(1).says("Next: kluis copy --all").hides("kluis repair");
    vault.run("copy --all --to 'Drive B'").exits(0);
    let payload = vault.bundle("a", "october").join("payload-00000.age");
    flip(&payload, 300);
    vault.run("verify").exits(11);
    let swept = vault.run("sweep").exits(1);
    swept.says("Next: kluis repair \"Drive A\"").hides("kluis copy");
    let swept = vault.run("sweep --json").exits(1).json();
    assert_eq!(swept["to_repair"], serde_json::json!(["Drive A"]));
    assert_eq!(swept["to_copy"], false);
    vault.run("repair 'Drive A'").exits(0);
    vault.run("sweep").exits(0).says("Removed 3 sources");
}
