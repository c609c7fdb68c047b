//! The settings of two homes of one vault, and those of a home that was made again: what differs is told, and a person
//! decides.

use std::fs;
use std::path::PathBuf;

use crate::harness::{Ran, Vault, member};
use crate::rebuild::id_of;
use crate::two_homes::{FIRST, SECOND, two_homes};

const RECIPES: &str = "\n[[class]]\nid = \"recipes\"\nname_en = \"recipes\"\nevent = \"last use\"\n\
                       starts = \"calendar-year\"\nperiod = \"P3Y\"\nnature = \"minimum\"\n\
                       basis = \"our own rule\"\njurisdiction = \"NL\"\n";

fn file(vault: &Vault, home: &str) -> PathBuf {
    let home = if home == SECOND { vault.path("pc2/home") } else { vault.home() };
    home.join("kluis.toml")
}

fn edit(vault: &Vault, home: &str, change: impl FnOnce(String) -> String) {
    let file = file(vault, home);
    fs::write(&file, change(fs::read_to_string(&file).unwrap())).unwrap();
}

/// A contact, in which a home hears of the others and tells them.
fn contact(vault: &Vault, home: &str) -> Ran {
    vault.run(&format!("{home}verify {{a}}"))
}

fn end(vault: &Vault, home: &str, line: &str) -> String {
    let line = format!("{home}archive {{src}} {line} --dry-run --json");
    let report = vault.run(&line).exits(0).json();
    report["end"]["keep_through"].as_str().unwrap().to_owned()
}

#[test]
fn settings_that_are_only_in_the_other_home_are_told_with_what_to_type_and_none_is_taken() {
    let vault = two_homes();
    vault.month("2025/11");
    let line = "archive {src} --class nl-admin-basis --date 2025-01";
    for home in [FIRST, SECOND] {
        vault.run(&format!("{home}book-year add 2024-01-01 2024-12-31")).exits(0);
    }
    // As a thief of the sealer's key would write it: records of January 2025 would end eleven months sooner.
    vault.run("book-year add 2025-01-01 2025-01-31").exits(0);
    edit(&vault, FIRST, |text| format!("no_parity_on = [\"Drive A\"]\n{text}{RECIPES}"));
    contact(&vault, FIRST);
    let before = fs::read(file(&vault, SECOND)).unwrap();
    let told = contact(&vault, SECOND).exits(1);
    told.says(
        "book_year is 2024-01-01 through 2024-12-31 here, and 2025-01-01 through 2025-01-31 there",
    )
    .says("type: kluis book-year add 2025-01-01 2025-01-31")
    .says("class recipes is not set here, and 3 years")
    .says("no_parity_on is not set here, and Drive A there")
    .says("Nothing of it was changed");
    assert_eq!(fs::read(file(&vault, SECOND)).unwrap(), before);
    vault.refuses(&format!("{SECOND}{line} --dry-run"), 2).says("book year");
    let recipe = format!("{SECOND}archive {{src}} --class recipes --date 2025-11");
    vault.refuses(&recipe, 2).says("recipes");
    // A person takes them over, and nothing is left to say.
    vault.run(&format!("{SECOND}book-year add 2025-01-01 2025-01-31")).exits(0);
    edit(&vault, SECOND, |text| format!("no_parity_on = [\"Drive A\"]\n{text}{RECIPES}"));
    contact(&vault, FIRST).hides("settings");
    contact(&vault, SECOND).hides("settings");
    let line = "--class nl-admin-basis --date 2024-11";
    assert_eq!(end(&vault, FIRST, line), end(&vault, SECOND, line));
}

#[test]
fn what_contradicts_is_told_in_both_homes_and_changed_in_none() {
    let vault = two_homes();
    edit(&vault, FIRST, |text| format!("{text}{RECIPES}"));
    edit(&vault, SECOND, |text| {
        let longer = RECIPES.replace("P3Y", "P5Y");
        format!("{}{longer}", text.replace("copies = 2", "copies = 3"))
    });
    contact(&vault, FIRST).exits(0);
    for home in [SECOND, FIRST] {
        let before = fs::read(file(&vault, home)).unwrap();
        let (fewer, more) = if home == FIRST { ("2", "3") } else { ("3", "2") };
        let told = contact(&vault, home)
            .exits(1)
            .says(&format!("copies is {fewer} here, and {more} there"))
            .says("a duty to keep, from the year's end here")
            .says("Nothing of it was changed")
            .says(file(&vault, home).to_str().unwrap());
        assert!(told.out.contains("5 years") && told.out.contains("3 years"), "{told}");
        assert_eq!(fs::read(file(&vault, home)).unwrap(), before);
    }
    // In the document of `--json`, and in `--quiet`.
    let document = vault.run(&format!("{SECOND}verify {{a}} --json")).exits(1).json();
    let differing = &document["settings"][0]["differing"];
    assert_eq!(member(differing, "setting", "copies")["there"], "2", "{document:#}");
    vault.run("verify {a} --quiet").exits(1).says("copies is 2 here");
    // Made alike, nothing is left to say.
    edit(&vault, SECOND, |text| text.replace("copies = 3", "copies = 2").replace("P5Y", "P3Y"));
    // Fewer copies than before count once somebody says that they are meant.
    contact(&vault, SECOND).exits(1).says("3 counts until you accept this");
    vault.run(&format!("{SECOND}repair --accept-settings")).says("copies = 2 counts from here on");
    contact(&vault, SECOND).exits(0).hides("settings");
    contact(&vault, FIRST).exits(0).hides("settings");
}

#[test]
fn book_years_that_overlap_are_told_and_none_is_taken() {
    let vault = two_homes();
    vault.run("book-year add 2025-01-01 2025-12-31").exits(0);
    // Neither has heard of the other yet: the second knows calendar years alone.
    edit(&vault, SECOND, |text| {
        format!("{text}[[book_year]]\nfrom = \"2025-07-01\"\nto = \"2026-06-30\"\n")
    });
    contact(&vault, SECOND).exits(1).says(
        "book_year is 2025-07-01 through 2026-06-30 here, and 2025-01-01 through 2025-12-31 there",
    );
}

#[test]
fn the_settings_are_what_they_were_when_the_home_was_made_again() {
    let vault = Vault::made_with("--copies 3 --book-year-end 06-30");
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C' --no-parity").exits(0);
    let own = vault.source("").to_str().unwrap().to_owned();
    edit(&vault, FIRST, |text| {
        let first = format!("sweep_waits_for = \"reattached\"\nsources = ['{own}']\n");
        format!("# by hand\n{first}{text}{RECIPES}")
    });
    vault.month("2025/11");
    vault.seal("month", "{src} --class recipes --date 2025-11").exits(0);
    let years = vault.run("book-year list --json").exits(0).json()["book_years"].clone();
    let class = vault.run("class show recipes --json").exits(0).json()["class"].clone();
    let before = fs::read_to_string(file(&vault, FIRST)).unwrap();
    id_of(&vault);
    fs::remove_dir_all(vault.path("data")).unwrap();
    fs::create_dir_all(vault.path("data")).unwrap();
    let line = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/sheet --no-passphrase";
    vault.run(line).exits(0);
    assert_eq!(fs::read_to_string(file(&vault, FIRST)).unwrap(), before);
    assert_eq!(vault.run("book-year list --json").exits(0).json()["book_years"], years);
    assert_eq!(vault.run("class show recipes --json").exits(0).json()["class"], class);
    vault.run("verify {a} {b} {c}").exits(0);
    // As many copies as before, and none with parity on the drive that was to have none.
    vault.month("2025/10");
    let sealed = vault.seal("next", "{src} --class recipes --date 2025-10").exits(0).json();
    assert_eq!(sealed["copies_wanted"], 3);
    let has_parity = |drive: &str| {
        let files = fs::read_dir(vault.bundle(drive, "next")).unwrap();
        files.into_iter().any(|file| file.unwrap().path().extension() == Some("par2".as_ref()))
    };
    assert_eq!(["a", "b", "c"].map(has_parity), [true, true, false]);
    // The folder is this client's still, by the settings and by what the bundle says of itself: another one's vault
    // does not seal from it.
    vault.run("init --name Ander --no-passphrase --copies 1 --paper {dir}/sheet2").exits(0);
    let other = "--vault Ander archive {src}/2025/10 --class nl-admin-basis --date 2025-10";
    vault.refuses(other, 2).says("is a source of Bakkerij Jansen");
    edit(&vault, FIRST, |text| text.replace("sources = ", "# sources = "));
    let whole = "--vault Ander archive {src} --class nl-admin-basis --date 2025-10";
    vault.refuses(whole, 2).says("is a source of Bakkerij Jansen");
}

#[test]
fn a_home_that_is_made_from_two_drives_says_where_their_settings_differ() {
    let vault = Vault::new();
    // B hears nothing of what is edited from here on.
    vault.unplug("b");
    edit(&vault, FIRST, |text| format!("{}{RECIPES}", text.replace("copies = 2", "copies = 3")));
    vault.on("2025-12-02").run("verify {a}").exits(0);
    vault.plug("b");
    id_of(&vault);
    fs::remove_dir_all(vault.path("data")).unwrap();
    fs::create_dir_all(vault.path("data")).unwrap();
    let line = "rebuild --accept-settings --from {b} --from {a} --vault-id {id} --identity {dir}/sheet --no-passphrase";
    vault
        .run(line)
        .exits(1)
        .says("copies is 3 here, and 2 there")
        .says("Nothing of it was changed");
    vault.run("class show recipes").exits(0);
    vault.run("verify {a} {b}").exits(0).hides("settings");
}
