//! What waits for a person: what has ended, what keeps it all the same, and what is not done yet.

use crate::harness::{BY, Vault};

/// Both drives are verified and both keys tried, as somebody does who looks after them.
fn looked_after(vault: &Vault, day: &str) {
    vault.on(day).run("verify").exits(0);
    vault.run("key drill").exits(0);
    vault.run("key drill --identity {dir}/sheet").exits(0);
}

#[test]
fn what_has_ended_is_due_from_its_day_on_and_not_a_day_before() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2024-12");
    let waits = |day: &str| vault.on(day).run("due --json").json()["due"].as_array().unwrap().len();
    assert_eq!((waits("2031-12-31"), waits("2032-01-01")), (0, 1));
    looked_after(&vault, "2031-12-31");
    vault
        .on("2031-12-31")
        .run("due")
        .exits(0)
        .says("Nothing is to be destroyed")
        .says("Nothing waits");
    let said = vault.on("2032-01-01").run("due").exits(1);
    said.says("1 bundle to be destroyed")
        .says("payroll")
        .says("2031-12-31")
        .says("kluis due --list");
    let said = vault.on("2032-01-01").run("due --lang nl").exits(1);
    said.says("1 bundel te vernietigen").says("BEWAREN T/M").says("31-12-2031").says("Hierna: ");
}

#[test]
fn what_ends_soon_is_told_where_it_is_asked_for() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2024-12");
    looked_after(&vault, "2031-11-01");
    vault.on("2031-11-01").run("due").exits(0).hides("2031-12-31");
    vault.on("2031-11-01").run("due --within 90d").exits(0).says("1 bundle ends within 90 days");
    vault
        .on("2031-11-01")
        .run("due --within 30d")
        .exits(0)
        .says("Nothing else ends within 30 days");
    vault.refuses("due --within soon", 2);
    let found = vault.on("2031-11-01").run("due --within 90d --json").exits(0).json();
    assert_eq!(found["soon"][0]["bundle"], vault.id("payroll"));
}

#[test]
fn a_destruction_that_was_not_ended_waits_with_its_drives() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.unplug("b");
    vault.on("2028-01-01").run(&format!("destroy {{payroll}} {BY}")).exits(3);
    let said = vault.on("2028-01-01").run("due").exits(1).says("partly destroyed").says("Drive B");
    said.hides("Drive A");
    vault.plug("b");
    vault.run(&format!("destroy {{payroll}} {BY}")).exits(0);
    vault.run("due").exits(0);
}

#[test]
fn destructions_that_were_begun_are_gone_on_with_by_one_command() {
    let vault = Vault::holding("one").class("nl-payroll").date("2020-12");
    vault.month("2019-12");
    let two = "{src}/2019-12 --class nl-payroll --date 2019-12 --accept-end --accept-newer";
    vault.seal("two", two).exits(0);
    vault.unplug("b");
    vault.on("2028-01-01").run(&format!("destroy {{one}} {{two}} {BY}")).exits(3);
    let said = vault.run("due").exits(1);
    assert_eq!(said.out.matches("kluis destroy").count(), 1, "{said}");
    said.says("kluis destroy --resume --by NAME --role ROLE");
    vault.plug("b");
    vault.run("destroy --resume --by A.Jansen --role owner --no-open-matters").exits(0);
    vault.run("due").exits(0);
}

#[test]
fn a_duty_to_delete_that_another_rule_stands_against_is_shown_and_never_resolved() {
    let vault = Vault::new();
    vault.month("2025/11");
    // The personnel file should go two years after the event; the contract keeps it for seven.
    let line =
        "{src} --class nl-personnel-file --date 2025-11 --also nl-contract@2025-11 --accept-end";
    vault.seal("file", line).exits(0);
    looked_after(&vault, "2026-12-01");
    vault.on("2026-12-01").run("due").exits(0);
    let said = vault.on("2028-01-15").run("due").exits(1);
    said.says("should have been deleted").says("another rule keeps it through 2032-12-31");
    let found = vault.run("due --json").exits(1).json();
    assert_eq!(found["overdue"][0]["kept_through"], "2032-12-31");
    assert!(found["due"].as_array().unwrap().is_empty());
}

#[test]
fn copies_that_are_missing_wait_and_open_ends_are_counted() {
    let vault = Vault::new();
    vault.month("2020/11");
    vault.unplug("b");
    vault.seal("contract", "{src} --class nl-contract --open-ended --case HUUR-1").exits(0);
    let said = vault.run("due").exits(1).says("fewer than the 2 copies").says("kluis copy --all");
    said.says("1 bundle waits for an event");
}

#[test]
fn the_review_list_is_a_file_to_shorten_and_a_page_to_sign() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2024-12");
    vault.name("list", vault.path("lijst.json"));
    looked_after(&vault, "2031-12-31");
    vault.on("2031-12-31").run("due --list {list}").exits(0);
    assert!(!vault.path("lijst.json").exists(), "nothing is due: there is nothing to review");
    let said = vault.on("2032-01-01").run("due --list {list} --lang nl").exits(1);
    said.says("lijst.json").says("lijst.html").says("kluis destroy --list");
    let list = std::fs::read_to_string(vault.path("lijst.json")).unwrap();
    assert!(list.contains(&vault.id("payroll")) && list.contains("2031-12-31"), "{list}");
    let page = std::fs::read_to_string(vault.path("lijst.html")).unwrap();
    for text in ["VERNIETIGINGSLIJST", "Loonadministratie", "AWR art. 52", "31-12-2031", "Drive A"]
    {
        assert!(page.contains(text), "{text}: {page}");
    }
    // Neither file is ever written over.
    vault.refuses("due --list {list}", 2).says("is there already");
    vault.name("page", vault.path("page.html"));
    vault.refuses("due --list {page}", 2).says("page.json");
}

/// Two bundles that end together, and the list of them.
fn listed() -> Vault {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2024-12");
    vault.month("2024/11");
    vault.seal("november", "{src}/2024/11 --class nl-payroll --date 2024-11").exits(0);
    vault.name("list", vault.path("lijst.json"));
    vault.on("2032-01-01").run("due --list {list}").exits(1);
    vault
}

#[test]
fn what_a_person_left_on_the_list_goes_and_nothing_else() {
    let vault = listed();
    let line = format!("destroy --list {{list}} {BY}");
    let done =
        vault.on("2032-01-01").run(&format!("{line} --keep {{november}} --json")).exits(0).json();
    assert_eq!(done["bundles"].as_array().unwrap().len(), 1);
    assert_eq!(done["bundles"][0]["bundle"], vault.id("payroll"));
    assert!(vault.bundle("a", "november").exists() && !vault.bundle("a", "payroll").exists());
    // The same list goes on with what stands on it still.
    let done = vault.on("2032-01-01").run(&format!("{line} --json")).exits(0).json();
    assert_eq!(done["bundles"][0]["bundle"], vault.id("november"));
    vault.on("2032-01-01").run(&line).exits(0).says("Nothing is left to destroy");
}

#[test]
fn a_line_that_was_taken_out_keeps_its_bundle() {
    let vault = listed();
    let path = vault.path("lijst.json");
    let (text, id) = (std::fs::read_to_string(&path).unwrap(), vault.id("november"));
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains(&id)).collect();
    std::fs::write(&path, kept.join("\r\n")).unwrap();
    vault.on("2032-01-01").run(&format!("destroy --list {{list}} {BY}")).exits(0);
    assert!(vault.bundle("a", "november").exists() && !vault.bundle("a", "payroll").exists());
}

#[test]
fn a_list_permits_nothing_that_is_not_due_when_it_is_acted_upon() {
    let vault = listed();
    let line = format!("destroy --list {{list}} {BY}");
    vault.on("2031-12-31").run(&line).exits(14).says("2031-12-31");
    // A list whose seal is another, of another vault, or that is none at all.
    let (path, id) = (vault.path("lijst.json"), vault.id("november"));
    let text = std::fs::read_to_string(&path).unwrap();
    let listed: Vec<&str> = text.lines().filter(|line| line.contains(&id)).collect();
    let seal = &listed[0][listed[0].find("\"seal\":\"").unwrap() + 8..][..64];
    for (wrong, says) in [
        (text.replace(seal, &"0".repeat(64)), "as it was sealed"),
        (text.replacen("\"vault\": \"", "\"vault\": \"00000000", 1), "line 1"),
        (text.replace("kluis-review-list", "shopping"), "no review list"),
    ] {
        std::fs::write(&path, wrong).unwrap();
        vault.on("2032-01-01").refuses(&line, 2).says(says);
    }
    assert!(vault.bundle("a", "november").exists() && vault.bundle("a", "payroll").exists());
    vault.name("nowhere", vault.path("nowhere.json"));
    vault
        .on("2032-01-01")
        .refuses(&format!("destroy --list {{nowhere}} {BY}"), 2)
        .says("kluis due --list");
}

#[test]
fn a_destruction_that_was_begun_goes_on_without_naming_its_bundles() {
    let vault = listed();
    vault.unplug("b");
    vault.on("2032-01-01").run(&format!("destroy --list {{list}} {BY}")).exits(3);
    vault.plug("b");
    vault.on("2032-01-01").run(&format!("destroy --resume {BY}")).exits(0);
    assert!(!vault.bundle("b", "november").exists() && !vault.bundle("b", "payroll").exists());
    vault
        .on("2032-01-01")
        .run(&format!("destroy --resume {BY}"))
        .exits(0)
        .says("Nothing is left to destroy");
    vault.on("2032-01-01").run("due").exits(0);
}

#[test]
fn what_is_to_be_kept_must_stand_on_the_list_and_goes_with_no_other_way() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2024-12");
    vault.month("2025/11");
    vault.seal("other", "{src}/2025/11 --class nl-payroll --date 2025-11").exits(0);
    vault.name("list", vault.path("lijst.json"));
    vault.on("2032-01-01").run("due --list {list}").exits(1);
    let on = |line: &str| vault.on("2032-01-01").refuses(line, 2);
    on(&format!("destroy --list {{list}} --keep {{other}} {BY}")).says("is not on the list");
    on(&format!("destroy --resume --keep {{payroll}} {BY}"));
    assert!(vault.bundle("a", "other").exists() && vault.bundle("a", "payroll").exists());
}

#[test]
fn where_nothing_on_the_list_may_go_each_is_named_with_why() {
    let vault = listed();
    vault.on("2032-01-01").run("hold place --all --ref AUDIT-1 --reason x --by Jan").exits(0);
    let said = vault.on("2032-01-01").run(&format!("destroy --list {{list}} {BY}")).exits(14);
    for name in ["payroll", "november"] {
        assert!(said.to_string().contains(&vault.id(name)), "{said}");
    }
    said.says("AUDIT-1").hides("Not covered");
}

#[test]
fn drives_that_nobody_verified_for_too_long_wait() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2024-12");
    looked_after(&vault, "2026-06-01");
    vault.on("2026-06-01").run("due").exits(0).hides("time to verify");
    let said = vault.on("2029-06-01").run("due").exits(1);
    said.says("It is time to verify Drive A and Drive B").says("kluis verify \"Drive B\"");
    vault.on("2029-06-01").run("due --lang nl").exits(1).says("Het is tijd om");
    let found = vault.on("2029-06-01").run("due --json").exits(1).json();
    assert_eq!(found["to_verify"].as_array().unwrap().len(), 2);
}

#[test]
fn all_vaults_stand_in_one_table_each_with_what_to_do() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2024-12");
    let other = "init --name 'Fietsen Klinker' --no-passphrase --paper {dir}/sheet-2";
    vault.run(other).exits(0);
    let said = vault.run("due --each --lang nl").exits(0);
    said.says("Bij 2 cliënten is er niets te doen");
    let said = vault.on("2032-01-01").run("due --each --lang nl").exits(1);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].starts_with("CLIËNT") && lines[0].contains("HIERNA"), "{said}");
    let row = |client: &str| lines.iter().find(|line| line.starts_with(client)).unwrap();
    assert!(row("Bakkerij Jansen").contains("1 bundel te vernietigen"), "{said}");
    assert!(row("Bakkerij Jansen").contains("kluis due --vault \"Bakkerij Jansen\""), "{said}");
    assert!(row("Fietsen Klinker").trim_end().ends_with('-'), "{said}");
    assert_eq!(lines.len(), 4, "one table, and one line below it: {said}");
    assert!(said.out.ends_with("Bij 1 van 2 cliënten is iets te doen.\n"), "{said}");
    for look in ["verify", "key drill", "key drill --identity {dir}/sheet"] {
        vault.on("2032-01-01").run(&format!("{look} --vault 'Bakkerij Jansen'")).exits(0);
    }
    let said = vault.on("2032-01-01").run("due --each").exits(1);
    said.says("kluis due --list list.json --vault \"Bakkerij Jansen\"").says("1 of 2 clients");
    // On a terminal it is as narrow as the terminal.
    let said = vault.on("2032-01-01").within(Some(80)).run("due --each").exits(1);
    assert!(said.out.lines().all(|line| line.chars().count() <= 80), "{said}");
    let each = vault.on("2032-01-01").run("due --each --json").exits(1).json();
    assert_eq!((&each["vaults"][0]["exit"], &each["vaults"][1]["exit"]), (&1.into(), &0.into()));
    // One that can't be looked at keeps its row, and the error is said.
    let broken = vault.path("data/kluis/vaults/fietsen-klinker/kluis.toml");
    std::fs::write(broken, "name = 1\n").unwrap();
    let said = vault.on("2032-01-01").run("due --each").exits(2);
    said.says("fietsen-klinker").says("could not be looked at").says("1 bundle to destroy");
}

#[test]
fn a_folder_or_a_list_that_an_editor_saved_in_utf_16_is_named_as_such() {
    let vault = listed();
    let list = vault.path("lijst.json");
    let folder = format!("destroy --list {} {BY}", vault.path("user").display());
    vault
        .on("2032-01-01")
        .run(&folder)
        .exits(2)
        .says("bakkerij-jansen.json is not there")
        .says("kluis due --list");
    let text = std::fs::read_to_string(&list).unwrap();
    let utf_16 = text.encode_utf16().flat_map(u16::to_le_bytes);
    std::fs::write(&list, [0xff, 0xfe].into_iter().chain(utf_16).collect::<Vec<u8>>()).unwrap();
    let line = format!("destroy --list {} {BY}", list.display());
    vault.on("2032-01-01").run(&line).exits(2).says("UTF-16");
}

#[test]
fn what_is_only_to_be_deleted_from_a_day_on_is_not_due_before_that_day() {
    let vault = Vault::new();
    vault.file("beelden/deur.mp4", "x");
    let line = "{src}/beelden --class nl-cctv --date 2025-11-20 --accept-end --accept-newer";
    vault.seal("film", line).exits(0);
    vault.on("2025-12-02").run("due").hides("1 bundle to be destroyed");
    let found = vault.run("due --json --within 90d").json();
    assert_eq!(found["due"], serde_json::json!([]), "{found:#}");
    assert_eq!(found["soon"][0]["bundle"], vault.id("film"), "{found:#}");
    vault.run("hold place --all --ref CLAIM-1 --kind claim --reason 'letter'").exits(0);
    vault.run("due").hides("The term is over");
    vault.run("hold release CLAIM-1 --reason 'settled'").exits(0);
    let from = found["soon"][0]["end"]["delete_from"].as_str().unwrap().to_owned();
    vault.name("list", vault.path("list.json"));
    vault.on(&from).run("due --list {list}").exits(1).says("1 bundle to be destroyed");
    let page = std::fs::read_to_string(vault.path("list.html")).unwrap();
    assert!(page.contains("Delete from") && page.contains(&format!("{from}: 4 weeks after")));
    assert!(!page.contains("Kept through"), "{page}");
}

#[test]
fn what_comes_stands_in_a_calendar_each_on_its_day() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2024-12");
    let hold = "hold place --all --ref BO-2026 --reason boekenonderzoek --review 2026-06-01";
    vault.run(hold).exits(0);
    vault.name("ics", vault.path("agenda.ics"));
    looked_after(&vault, "2025-12-02");
    let said = vault.on("2025-12-02").run("due --ics {ics} --lang nl").exits(0);
    said.says("agenda.ics").says("voor uw agenda");
    let text = std::fs::read_to_string(vault.path("agenda.ics")).unwrap();
    let whole = text.replace("\r\n ", "");
    assert!(whole.starts_with("BEGIN:VCALENDAR\r\n") && whole.ends_with("END:VCALENDAR\r\n"));
    for line in [
        "DTSTART;VALUE=DATE:20260601",
        "SUMMARY:Bakkerij Jansen: vernietigingsstop BO-2026 herbeoordelen",
        "DTSTART;VALUE=DATE:20320101",
        "SUMMARY:Bakkerij Jansen: 1 bundel te vernietigen (een indicatie\\, geen juridisch advies)",
    ] {
        assert!(whole.contains(&format!("{line}\r\n")), "{line}: {whole}");
    }
    vault.refuses("due --ics {ics}", 2).says("is there already").says("--ics FILE");
    assert_eq!(text, std::fs::read_to_string(vault.path("agenda.ics")).unwrap());
}

#[test]
fn a_list_or_a_calendar_goes_neither_onto_a_drive_nor_into_the_home() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2024-12");
    vault.on("2032-01-01").run("due").exits(1).says("1 bundle to be destroyed");
    for place in ["{a}", "{b}", "{home}", "{home}/ledger"] {
        for option in ["--list", "--ics"] {
            let line = format!("due {option} {place}/due.file");
            vault.on("2032-01-01").refuses(&line, 2).says("lies in a vault's home");
        }
    }
}
