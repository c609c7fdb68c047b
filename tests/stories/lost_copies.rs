//! Drives that are lost: what a person is told to type next can be typed, and what is lost is called lost.

use crate::harness::{BY, Vault};

fn lose(vault: &Vault, label: &str, lang: &str) -> crate::harness::Ran {
    let line = "--since 2025-12-01 --reason 'left in a train' --by A.Jansen";
    vault.run(&format!("medium lost '{label}' {line} --lang {lang}"))
}

#[test]
fn a_further_drive_gets_a_label_that_no_lost_drive_has() {
    let vault = Vault::holding("month").date("2024-11");
    vault.unplug("b");
    lose(&vault, "Drive B", "nl").says("--label \"Schijf C\"").says("--to \"Schijf C\"");
    vault.run("due --lang nl").exits(1).says("--label \"Schijf C\"").hides("Schijf B");
    vault.run("due").exits(1).says("--label \"Drive C\"").says("copy --all --to \"Drive C\"");
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    vault.run("copy --all --to 'Drive C'").exits(0);
    vault.run("due").exits(0);
}

#[test]
fn a_bundle_of_which_every_copy_is_lost_is_called_lost_and_no_copy_of_it_is_asked_for() {
    let vault = Vault::holding("month").date("2024-11");
    for (drive, label) in [("a", "Drive A"), ("b", "Drive B")] {
        vault.unplug(drive);
        lose(&vault, label, "en");
    }
    let lost = format!("Lost: {}", vault.id("month"));
    vault.run("due").exits(1).says(&lost).says("no copy is known to be left").hides("copy --all");
    vault.run("list").says(&lost).hides("copy --all");
    let found = vault.run("due --json").exits(1).json();
    assert_eq!(found["lost"][0], vault.id("month"), "{found:#}");
    assert_eq!(found["copies_wanting"], serde_json::json!([]));
    let restore = "restore {month} --to {dir}/out --reason 'to look'";
    vault.refuses(restore, 10).says("no copy of").says("medium found LABEL").hides("plug in");
    let dutch = vault.run(&format!("{restore} --lang nl")).exits(10);
    dutch.says("geen kopie meer bekend").says("vermist of uit gebruik");
    // One that turns up gives them back.
    vault.plug("b");
    vault.run("medium found 'Drive B'").exits(1);
    vault.run("verify 'Drive B'");
    vault.run("due").hides("Lost: ");
    vault.run(restore).exits(0);
}

#[test]
fn a_lost_drive_that_is_back_says_what_was_destroyed_meanwhile() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let id = vault.id("payroll");
    vault.unplug("b");
    vault.on("2028-01-05").run(&format!("destroy {{payroll}} {BY}")).exits(3);
    lose(&vault, "Drive B", "en").exits(0);
    vault.plug("b");
    let destroy = format!("kluis destroy {id} --by NAME --role ROLE");
    let found = vault.run("verify 'Drive B'").exits(1).says(&destroy);
    found.says("destroyed while this drive was lost").says("whole there").says("--resume");
    vault.run("medium list").exits(1).says("still there").says(&destroy);
    let met = vault.run("verify --json").exits(1).json();
    assert_eq!(met["destroyed_on_lost"]["Drive B"][0], id.as_str());
    vault.run(&format!("destroy --resume {BY}")).exits(0).says("supplement").hides("whole there");
    vault.run("verify 'Drive B'").exits(0).hides("whole there");
    vault.run("medium list --lang nl").hides("staat er nog");
}
