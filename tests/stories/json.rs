//! What `--json` prints beside a verb's report: errors, several vaults, exit codes. The fields of each report are
//! compared with their documentation in tests/promises.rs.

use crate::harness::Vault;

#[test]
fn an_error_is_a_document_too() {
    let vault = Vault::holding("old").date("2025-10");
    for (line, exit) in [
        ("show 1999 --json", 2),
        ("show --json", 2),
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
fn a_report_has_its_exit_code_at_the_top_whatever_it_is() {
    let vault = Vault::holding("old").date("2025-10");
    for (line, exit) in [("list --json", 0), ("list --year 1999 --json", 1)] {
        let ran = vault.run(line).exits(exit);
        assert_eq!(ran.json()["exit"], exit, "{ran}");
        assert!(ran.json().get("error").is_none(), "{ran}");
    }
    std::fs::remove_file(vault.bundle("a", "old").join("index.age")).unwrap();
    assert_eq!(vault.run("verify --json").exits(11).json()["exit"], 11);
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
