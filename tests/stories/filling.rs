//! The free space of a drive: what is refused before anything is touched. `drives/filling` fills real ones.

use crate::harness::{BY, Vault};

/// A vault whose payroll of 2020 can go.
fn ended() -> Vault {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.on("2028-01-01").run("verify").exits(0);
    vault
}

#[test]
fn a_drive_that_shares_its_room_with_the_pc_is_neither_filled_nor_trimmed() {
    let vault = ended();
    for option in ["--fill", "--trim", "--fill --trim"] {
        let line = format!("destroy {{payroll}} {BY} {option}");
        let refused = vault.refuses(&line, 10);
        refused.says("shares its room with this PC").says("leave out --fill and --trim");
        let alone = format!("destroy {option} --medium 'Drive A' --by A.Jansen");
        vault.refuses(&alone, 10).says("Drive A shares its room");
        let said = vault.run(&format!("--lang nl {alone}")).exits(10);
        said.says("Drive A deelt de ruimte met deze pc");
    }
    assert!(vault.still_restores("payroll"));
    vault.run(&format!("destroy {{payroll}} {BY}")).exits(0);
}

#[test]
fn free_space_is_a_drives_and_not_a_bundles() {
    let vault = ended();
    let line = "destroy {payroll} --fill --medium 'Drive A' --by A.Jansen";
    vault.refuses(line, 2).says("leave out --medium to destroy them");
    vault.run(&format!("--lang nl {line}")).exits(2).says("laat --medium weg");
    // The name of a drive alone says nothing of what is to be done there.
    vault.refuses("destroy --medium 'Drive A' --by A.Jansen", 2);
    vault.refuses(&format!("destroy {{payroll}} {BY} --fill --withdraw --reason r"), 2);
    assert!(vault.still_restores("payroll"));
}

#[test]
fn what_is_said_before_a_destruction_names_the_room_that_is_reached_by_filling_alone() {
    let vault = ended();
    vault.new_drives(&["c"]);
    let said = vault.run("medium add {c} --label C --same-disk").exits(0);
    said.says("Free space is reached by destroy --fill alone");
}
