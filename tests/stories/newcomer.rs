//! What somebody who meets kluis for the first time stumbled over.

use crate::harness::{BY, Person, Vault, flip, member};

/// A vault with one month on both drives.
fn with_a_month() -> Vault {
    Vault::holding("month").class("nl-admin-basis").date("2025-11")
}

#[test]
fn a_drive_that_was_not_asked_for_is_not_called_absent() {
    let vault = with_a_month();
    vault.run("verify 'Drive B'").exits(0).says("Drive B").hides("Drive A");
    vault.unplug("a");
    let named = vault.run("verify 'Drive B' --json").exits(0).json();
    assert_eq!(named["absent"], serde_json::json!([]));
    let all = vault.run("verify --json").exits(0).json();
    assert_eq!(all["absent"], serde_json::json!(["Drive A"]));
}

#[test]
fn records_are_not_given_back_onto_a_drive_of_a_vault() {
    let vault = with_a_month();
    for to in ["{a}", "{a}/audit", "{a}/a/b/c", "{b}/audit"] {
        vault.refuses(&format!("restore {{month}} --to {to} --reason x"), 2).says("a place apart");
    }
    // Of whichever vault the drive is.
    vault
        .run("--vault {dir}/other init --name Other --no-passphrase --paper {dir}/sheet2")
        .exits(0);
    std::fs::create_dir(vault.path("c")).unwrap();
    vault.run("--vault {dir}/other medium add --same-disk {dir}/c --label C").exits(0);
    vault.run("restore {month} --to {dir}/c/audit --reason x").exits(2).says("a place apart");
    assert!(!vault.path("c/audit").exists());
}

#[test]
fn what_was_written_down_can_be_read_again() {
    let vault = with_a_month();
    let line = "restore {month} --to {out} --reason boekenonderzoek --for 'mr. Vledder' --ref A-1";
    vault.run(line).exits(0);
    let plain = vault.run("ledger show").exits(0).hides("Vledder");
    assert_eq!(plain.out.matches("kluis ledger show --notes").count(), 1);
    let opened = vault.run("ledger show --notes").exits(0).hides("--notes");
    opened.says("    reason: boekenonderzoek").says("    for: mr. Vledder").says("    ref: A-1");
    let report = vault.run("ledger show --notes --json").exits(0).json();
    let restored = member(&report["entries"], "event", "restored");
    let text = serde_json::json!({"for": "mr. Vledder", "reason": "boekenonderzoek", "ref": "A-1"});
    let mut words = restored["note_text"].as_object().unwrap().clone();
    assert!(words.remove("given").is_some() && words.remove("list").is_some());
    assert_eq!(serde_json::Value::from(words), text);
    let without = vault.run("ledger show --json").exits(0).json();
    assert!(member(&without["entries"], "event", "restored")["note_text"].is_null());
}

#[test]
fn a_note_that_was_changed_or_lost_is_not_shown_as_the_one_recorded() {
    let vault = with_a_month();
    vault.run("restore {month} --to {out} --reason one").exits(0);
    vault.run("restore {month} --to {dir}/out2 --reason two").exits(0);
    let notes = vault.home().join("notes");
    let mut paths: Vec<_> = std::fs::read_dir(&notes).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let [first, second] = &paths[..] else { panic!("{paths:?}") };
    std::fs::copy(second, first).unwrap();
    vault.run("ledger show --notes").exits(0).says("is not the one that was recorded");
    std::fs::remove_file(first).unwrap();
    vault.run("ledger show --notes").exits(0).says("its note is not in this home");
}

#[test]
fn who_destroyed_it_can_be_read_again() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    let line =
        "destroy {old} --by 'A. Jansen' --role owner --approved-by 'B. de Wit' --no-open-matters";
    vault.on("2028-01-01").run(line).exits(0);
    let shown = vault.run("ledger show --notes").exits(0);
    shown.says("by: A. Jansen").says("role: owner").says("approved by: B. de Wit");
}

/// The README's own command lines, in its folder, with its placeholders filled in.
#[cfg(unix)]
fn shell(folder: &std::path::Path, script: &str) -> String {
    shell_of("sh", folder, script)
}

#[cfg(unix)]
fn shell_of(shell: &str, folder: &std::path::Path, script: &str) -> String {
    let output = std::process::Command::new(shell)
        .args(["-c", script])
        .current_dir(folder)
        .output()
        .expect("this test needs a shell");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{script}\n{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// The commands are for a shell of Unix.
#[cfg(unix)]
#[test]
fn an_inspector_can_do_what_the_audit_folder_s_own_text_says() {
    let vault = with_a_month();
    vault.run("restore {month} --to {out} --reason x").exits(0).says("README.txt");
    let out = vault.path("out");
    let records = std::fs::read_to_string(out.join("proofs.txt")).unwrap().lines().count();
    assert!(records > 1);
    for (text, bundle, proven) in
        [("README.txt", "BUNDLE", "as sealed"), ("LEESMIJ.txt", "BUNDEL", "als verzegeld")]
    {
        let text = std::fs::read_to_string(out.join(text)).unwrap();
        let commands: Vec<&str> =
            text.lines().filter(|line| line.starts_with("     ")).map(str::trim).collect();
        let commands: Vec<&str> =
            commands.into_iter().skip_while(|line| !line.starts_with("sha256sum -c")).collect();
        assert_eq!(commands.len(), 10, "{commands:#?}");
        let filled = commands.join("\n").replace(bundle, &vault.id("month"));
        let said = shell(&out, &format!("set -e\n{filled}"));
        assert!(said.contains("Good \"kluis-seal\" signature for sealer"), "{said}");
        let counted = format!("{records} {proven}");
        assert!(said.trim_end().ends_with(&counted), "{said}");
        let changed = filled.replace("< proofs.txt", "< <(sed 's/.$/x/' proofs.txt)");
        assert!(!shell_of("bash", &out, &changed).contains(&counted));
        let commitments = said.lines().find(|line| line.ends_with("records.commit")).unwrap();
        let seal = out.join("seals").join(vault.named("month")).join("seal.json");
        assert!(std::fs::read_to_string(seal).unwrap().contains(&commitments[..64]));
    }
}

#[test]
fn bundles_are_listed_by_the_date_given() {
    let vault = Vault::new();
    for date in ["2025-11", "2023-02", "2024-07"] {
        vault.month(date);
        vault.seal(date, &format!("{{src}}/{date} --class nl-admin-basis --date {date}")).exits(0);
    }
    let listed = vault.run("list --json").exits(0).json();
    let bundles = listed["bundles"].as_array().unwrap();
    let ids: Vec<_> = bundles.iter().map(|row| row["bundle"].as_str().unwrap()).collect();
    assert_eq!(ids, ["2023-02", "2024-07", "2025-11"].map(|date| vault.id(date)));
}

#[test]
fn destroyed_bundles_are_listed_when_they_are_asked_for() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.on("2028-01-01").run(&format!("destroy {{old}} {BY}")).exits(0);
    let id = vault.id("old");
    for selection in ["", "--all", "--year 2020", "--class nl-payroll"] {
        vault.run(&format!("list {selection}")).hides(&id);
        let line = format!("list {selection} --destroyed");
        vault.run(&line).exits(0).says(&id).says("Destroyed");
    }
    vault.run("list --year 2020").exits(1).says("--destroyed");
    vault.run("list {old}").exits(0).says(&id);
}

#[test]
fn list_and_show_say_the_same_of_a_bundle() {
    let vault = Vault::without_drives("");
    vault.run("medium add --same-disk {a} --label 'Drive A'").exits(0);
    vault.month("2016");
    let line = "{src}/2016 --class nl-admin-basis --date 2016 --accept-end --accept-newer";
    vault.seal("old", line).exits(0);
    let words = "due, copies missing";
    vault.run("list --wide").exits(0).says(words);
    vault.run("show {old}").exits(0).says(words);
    let narrow = vault.run("list").exits(0).says("1/2").says(&format!("Due: {}", vault.id("old")));
    narrow.says("1 bundle has fewer than the 2 copies");
    let listed = vault.run("list --json").exits(0).json();
    let (row, show) = (&listed["bundles"][0], vault.run("show {old} --json").exits(0).json());
    for key in ["standing", "copies_wanting", "copies_verified"] {
        assert_eq!(row[key], show[key], "{key}");
    }
    assert_eq!((&row["copies_wanting"], &row["end"]), (&true.into(), &show["end"]));
}

#[test]
fn a_copy_that_failed_is_not_called_seen_to_hold() {
    let vault = with_a_month();
    flip(&vault.bundle("a", "month").join("payload-00000.age"), 300);
    vault.run("verify").exits(11);
    let show = vault.run("show {month} --json").exits(0).json();
    let copies = &show["copies"];
    assert!(member(copies, "label", "Drive A")["age_days"].is_null());
    assert_eq!(member(copies, "label", "Drive B")["age_days"], 0);
    let shown = vault.run("show {month}").exits(0);
    let line = |label| shown.out.lines().find(|line| line.contains(label)).unwrap();
    assert!(line("Drive A").contains("damaged"), "{shown}");
    assert!(!line("Drive A").contains("today"), "{shown}");
    assert!(line("Drive B").contains("today"), "{shown}");
    let listed = vault.run("medium list").exits(0);
    let not_holding: Vec<&str> =
        listed.out.lines().filter(|line| line.contains("1 bundle is damaged")).collect();
    assert!(matches!(not_holding[..], [line] if line.starts_with("Drive A, ")), "{listed}");
    let media = vault.run("medium list --json").exits(0).json();
    assert_eq!(member(&media["media"], "label", "Drive A")["faulty"], 1);
}

#[test]
fn a_copy_that_was_destroyed_is_not_called_seen_to_hold() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.on("2028-01-01").run(&format!("destroy {{old}} {BY}")).exits(0);
    vault.run("show {old}").exits(0).hides("today");
    let show = vault.run("show {old} --json").exits(0).json();
    assert!(show["copies"].as_array().unwrap().iter().all(|copy| copy["age_days"].is_null()));
}

#[test]
fn any_one_of_the_drives_will_do_and_no_passphrase_is_asked_for_first() {
    let vault = Vault::bare();
    std::fs::write(vault.path("word"), "correct horse\n").unwrap();
    vault
        .run("init --name 'Bakkerij Jansen' --passphrase-file {dir}/word --paper {dir}/sheet")
        .exits(0);
    vault.run("medium add --same-disk {a} --label 'Drive A'").exits(0);
    vault.run("medium add --same-disk {b} --label 'Drive B'").exits(0);
    vault.month("2025");
    vault.seal("month", "{src} --class nl-admin-basis --date 2025-11").exits(0);
    vault.unplug("a");
    vault.unplug("b");
    let person = Person { passphrase: Some("correct horse"), ..Person::default() };
    let line = "restore {month} --to {out} --reason x";
    vault
        .asked(&person)
        .refuses(line, 10)
        .says("not connected: Drive A or Drive B\n")
        .says("plug in \"Drive A\" or \"Drive B\"; one is enough");
    assert!(person.asked.borrow().is_empty());
    vault.plug("b");
    vault.asked(&person).run(line).exits(0);
}

#[test]
fn a_book_year_says_what_it_means_for_what_was_sealed_before_and_what_is_older() {
    let vault = with_a_month();
    let added = vault.run("book-year add 2025-10-01 2026-12-31").exits(0);
    added
        .says("1 bundle with a date in this year was sealed under another year")
        .says("Their ends stay as they were sealed")
        .says("dates from 2025-10-01 through 2026-12-31 only")
        .says("kluis book-year add 2024-10-01 2025-09-30");
    vault.run("show {month}").exits(0).says("2032-12-31");
    vault.month("2024");
    let line = "archive {src}/2024 --class nl-admin-basis --date 2024-12";
    vault.run(line).exits(2).says("book-year add");
    vault.run("book-year add 2024-10-01 2025-09-30").exits(0).hides("sealed under another year");
    vault.run(line).exits(0);
    let again = vault.run("book-year add 2024-10-01 2025-09-30 --json").exits(0).json();
    assert_eq!(again["sealed_otherwise"], serde_json::json!([]));
    assert_eq!(again["previous"]["from"], "2023-10-01");
}

#[test]
fn the_recovery_sheet_opens_what_the_passphrase_would() {
    let vault = with_a_month();
    std::fs::remove_file(vault.home().join("identity.txt")).unwrap();
    vault.run("restore {month} --to {out} --reason x").exits(13);
    vault.run("restore {month} --to {out} --reason x --identity {dir}/sheet").exits(0);
}

#[test]
fn an_answer_that_is_neither_yes_nor_no_is_asked_for_again() {
    let vault = Vault::holding("old").class("nl-payroll").date("2020-12");
    vault.on("2028-01-01").run("verify").exits(0);
    let line = "destroy {old} --by A --role owner";
    for (answer, exit, asked) in [("perhaps", 2, 3), ("Yes", 14, 1), ("j", 14, 1)] {
        let person = Person { open_matters: Some(answer), ..Person::default() };
        vault.asked(&person).refuses(line, exit);
        assert_eq!(person.asked.borrow().len(), asked, "{answer}");
    }
    let no = Person { open_matters: Some(" NO "), ..Person::default() };
    vault.asked(&no).run(line).exits(0);
    let doomed = no.doomed.borrow();
    let [doomed] = &doomed[..] else { panic!("{doomed:?}") };
    assert_eq!((&doomed.bundle, doomed.records), (&vault.id("old"), 3));
    assert_eq!(doomed.rules, [(Some("nl-payroll".to_owned()), Some("2020-12".parse().unwrap()))]);
    assert_eq!(doomed.drives, ["Drive A", "Drive B"]);
    assert_eq!(doomed.kept_through.map(|day| day.to_string()).as_deref(), Some("2027-12-31"));
}

#[test]
fn a_short_passphrase_makes_no_vault() {
    let vault = Vault::bare();
    let line = "init --name J --paper {dir}/sheet --passphrase-file {dir}/word";
    for short in ["1234567\n", "  x\n", "éééé\n"] {
        std::fs::write(vault.path("word"), short).unwrap();
        vault.refuses(line, 2).says("fewer than 8 characters").says("choose a longer one");
        assert!(!vault.path("sheet").exists());
    }
    let person = Person { passphrase: Some("short"), ..Person::default() };
    vault.asked(&person).refuses("init --name J", 2);
    std::fs::write(vault.path("word"), "12345678\n").unwrap();
    vault.run(line).exits(0);
}
