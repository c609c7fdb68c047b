//! What `--json` prints: one document, with the fields that `docs/commands.md` promises.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::harness::{BY, Vault};

/// Every field name in a document, at any depth.
fn fields(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                found.insert(name.clone());
                fields(value, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| fields(value, found)),
        _ => {}
    }
}

/// The names in backticks of the row of the table for these commands.
fn documented(row: &str) -> Vec<String> {
    let docs =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/commands.md")).unwrap();
    let table = docs.split("## What --json prints").nth(1).expect("the part on --json");
    let line = table.lines().find(|line| line.starts_with(&format!("| {row} |")));
    let line = line.unwrap_or_else(|| panic!("no row {row}"));
    let cell = line.rsplit('|').nth(1).unwrap();
    let names = cell.split('`').skip(1).step_by(2).map(str::to_owned);
    // Words that a field may have as its value, and other rows that are referred to.
    let others = ["past-cache", "cached", "kept", "partly-destroyed", "list", "left", "class"];
    let other = |name: &String| {
        others.contains(&name.as_str()) || (row, name.as_str()) == ("`list`", "destroyed")
    };
    names.filter(|name| !other(name)).collect()
}

/// Runs the lines, expects one document each with `exit` and the client, and all documented fields
/// among them.
fn prints(vault: &Vault, row: &str, lines: &[&str]) {
    let mut found = BTreeSet::new();
    for line in lines {
        found.append(&mut printed(vault, line));
    }
    promised(row, &found);
}

/// Runs a line, and gives all fields of its document.
fn printed(vault: &Vault, line: &str) -> BTreeSet<String> {
    let ran = vault.run(&format!("{line} --json"));
    let document = ran.json();
    assert!(ran.out.is_ascii() && ran.err.is_empty(), "{ran}");
    assert_eq!(document["exit"], ran.exit, "{ran}");
    assert!(document.get("error").is_none(), "{ran}");
    if !line.starts_with("class") {
        assert_eq!(document["vault_name"], "Bakkerij Jansen", "{ran}");
    }
    let mut found = BTreeSet::new();
    fields(&document, &mut found);
    found
}

fn promised(row: &str, found: &BTreeSet<String>) {
    let wanted = documented(row);
    assert!(wanted.len() >= 2, "{wanted:?}");
    let missing: Vec<&String> = wanted.iter().filter(|name| !found.contains(*name)).collect();
    assert!(missing.is_empty(), "{row}: {missing:?} not in {found:?}");
}

#[test]
fn every_document_has_what_is_documented() {
    let vault = Vault::bare();
    prints(&vault, "`class list`", &["class list"]);
    prints(&vault, "`class show`", &["class show nl-payroll"]);
    let init =
        "init --name 'Bakkerij Jansen' --no-passphrase --paper {dir}/sheet --book-year-end 06-30";
    prints(&vault, "`init`", &[init]);
    prints(&vault, "`book-year add`, `list`", &["book-year list"]);
    let add = ["medium add {a} --label 'Drive A'", "medium add {b} --label 'Drive B'"];
    prints(&vault, "`medium add`", &add);
    vault.month("2016/11");
    vault.file("Thumbs.db", "litter");
    let archive = "archive {src} --class nl-contract --date 2016-11 --case HUUR-1 --accept-end";
    prints(&vault, "`archive`", &[&format!("{archive} --dry-run"), archive]);
    let listed = vault.run("list --json").json();
    vault.name("old", listed["bundles"][0]["bundle"].as_str().unwrap());
    prints(&vault, "`list`", &["list", "list --year 1999"]);
    prints(&vault, "`show`", &["show {old}"]);
    prints(&vault, "`ledger show`", &["ledger show"]);
    prints(&vault, "`ledger verify`", &["ledger verify"]);
    // The same records under another class: the second of a name is written as another.
    let line = "archive {src} --class nl-payroll --date 2016-11 --accept-end";
    vault.run(line).exits(0);
    let payloads = ["a", "b"].map(|drive| vault.bundle(drive, "old").join("payload-00000.age"));
    let flip_both = || payloads.iter().for_each(|payload| crate::harness::flip(payload, 400));
    flip_both();
    let mut restored = printed(&vault, "restore {old} --to {dir}/damaged --reason x");
    prints(&vault, "`verify`", &["verify", "verify --deep"]);
    flip_both();
    let all = "restore --all --to {out} --reason x --ref REF-1";
    restored.append(&mut printed(&vault, all));
    promised("`restore`", &restored);
    fs::write(vault.on_drive("b").join("label.a.json"), "broken").unwrap();
    fs::write(vault.on_drive("b").join("label.b.json"), "broken").unwrap();
    prints(&vault, "`medium list`", &["medium list"]);
    vault.unplug("b");
    prints(&vault, "`destroy`", &[&format!("destroy {{old}} {BY} --confirm-date 2025-12-01")]);
}

#[test]
fn an_error_is_a_document_too() {
    let vault = Vault::holding("old").date("2025-10");
    for (line, exit) in [
        ("show 1999 --json", 2),
        ("--json", 2),
        ("nonsense --json", 2),
        ("destroy {old} --by A --role b --no-open-matters --json", 14),
        ("verify --confirm-date 2025-12-24 --json", 17),
    ] {
        let ran = vault.run(line).exits(exit);
        let document = ran.json();
        assert_eq!(
            (&document["exit"], &document["error"]["exit"]),
            (&exit.into(), &exit.into()),
            "{ran}"
        );
        assert!(!document["error"]["message"].as_str().unwrap().is_empty());
        assert!(document["error"].get("help").is_some());
        assert!(ran.err.is_empty(), "{ran}");
    }
}

#[test]
fn over_all_vaults_the_highest_exit_code_wins() {
    let vault = Vault::holding("old").date("2025-10");
    let ran =
        vault.run("init --name 'De Wit' --no-passphrase --paper {dir}/sheet2 --json").exits(0);
    assert_eq!(ran.json()["exit"], 0);
    let each = vault.run("verify --each --json").exits(10).json();
    assert_eq!(each["exit"], 10);
    let vaults = each["vaults"].as_array().unwrap();
    assert_eq!(
        (&vaults[0]["vault_name"], &vaults[0]["exit"]),
        (&"Bakkerij Jansen".into(), &0.into())
    );
    assert_eq!(
        (&vaults[1]["vault_name"], &vaults[1]["error"]["exit"]),
        (&"De Wit".into(), &10.into())
    );
}

#[test]
fn quiet_prints_what_was_asked_for_only() {
    let vault = Vault::new();
    vault.month("2025/11");
    let sealed = vault.run("archive {src} --class nl-admin-basis --date 2025-11 --quiet").exits(0);
    assert!(sealed.out.is_empty() && sealed.err.is_empty(), "{sealed}");
    assert!(vault.run("list --quiet").exits(0).out.contains("nl-admin-basis"));
    vault.refuses("show 1999 --quiet", 2);
}
