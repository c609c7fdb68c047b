//! What can't be meant, what is not known, and a clock that is wrong.

use super::{destroy, due};
use crate::harness::Vault;

#[test]
fn what_can_not_be_meant_places_nothing() {
    let vault = due();
    for (line, says) in [
        ("hold place --ref A-1 --reason r", "no bundle is selected"),
        ("hold place --all --reason r", "--ref"),
        ("hold place --all --ref A-1", "--reason"),
        ("hold place --all --ref a-1 --reason r", "A-Z"),
        ("hold place --all --ref A-1 --reason ' '", "--reason"),
        ("hold place --all --ref A-1 --reason r --kind whim", "access-request"),
        ("hold place --all --ref A-1 --reason r --review 2025-12-01", "not after today"),
        ("hold place --all --ref A-1 --reason r --review soon", "no day"),
        ("hold place --all --ref A-1 --reason r --told J", "--told"),
        ("hold place --all --ref A-1 --reason r --told 'J@2025-12-02'", "in the future"),
        ("hold place --class nl-none --ref A-1 --reason r", "no retention class"),
        ("hold place --year 15 --ref A-1 --reason r", "no year"),
        ("hold place 2099 --ref A-1 --reason r", "no bundle's id starts with 2099"),
        ("hold release A-1 --reason r", "is called A-1"),
        ("hold review A-1 --review 2026-01-01 --reason r", "is called A-1"),
        ("hold show A-1", "is called A-1"),
    ] {
        vault.refuses(line, 2).says(says);
    }
    vault.run("hold list").exits(0).says("No hold is in force.");
}

#[test]
fn a_hold_needs_no_drive_and_no_sound_clock() {
    for day in ["1971-01-01", "2034-01-02"] {
        let vault = due();
        vault.unplug("a");
        vault.unplug("b");
        let placed = vault.unanswered_on(day).run("hold place --all --ref A-1 --reason r").exits(0);
        placed
            .says("to be reviewed on 2026-06-01")
            .says("The clock is in doubt")
            .says("Drive A and Drive B follow the next time they are connected.");
        vault.plug("a");
        vault.plug("b");
        vault.run("hold show A-1").exits(0).says("(clock in doubt)").says("Drives to follow");
        // So it says wherever that day stands.
        vault.run("hold list --lang nl").exits(0).says("(?) volgens een klok die onzeker was");
        vault.run("show {old} --lang nl").exits(0).says("(klok onzeker)");
        // A release permits, and is asked about it.
        vault.unanswered_on(day).refuses("hold release A-1 --reason r", 17);
        vault.run(&destroy("old")).exits(14).says("(clock in doubt)");
        // The clock's floor has not moved.
        vault.run("verify").exits(0);
        vault.run("hold show A-1").exits(0).says("Drives that know").hides("Drives to follow");
        let released = vault.run("hold release A-1 --reason r").exits(0);
        released.says("(clock in doubt). Nothing was destroyed.");
    }
}

#[test]
fn placing_takes_the_disposers_passphrase_and_a_list_takes_none() {
    let vault = Vault::bare();
    std::fs::write(vault.path("typed"), "correct horse battery\n").unwrap();
    let init = "init --name Jansen --paper {dir}/sheet --passphrase-file {dir}/typed";
    vault.run(init).exits(0);
    vault.run("medium add --same-disk {a} --label 'Drive A' --vault jansen").exits(0);
    vault.name("home", vault.path("data/kluis/vaults/jansen"));
    let place = "hold place --all --ref A-1 --reason secretly --kind audit";
    vault.run(place).exits(2).says("passphrase");
    vault.run("hold list").exits(0).says("No hold is in force.");
    vault.run(&format!("{place} --passphrase-file {{dir}}/typed")).exits(1);
    let listed = vault.run("hold list").exits(0).says("A-1").hides("secretly");
    listed.says("--passphrase-file FILE").says("(encrypted)").says("kluis hold show A-1 asks");
    vault.run("hold show A-1").exits(0).hides("secretly").says("--passphrase-file FILE");
    let open = "--passphrase-file {dir}/typed";
    vault.run(&format!("hold list {open}")).exits(0).says("audit announced: secretly");
    vault.run(&format!("hold show A-1 {open}")).exits(0).says("secretly");
    for text in ["A-1\"", "secretly", "audit"] {
        let ledger = vault.on_drive("a").join("ledger");
        assert!(crate::harness::holds(&ledger, text).is_empty(), "{text}");
    }
}
