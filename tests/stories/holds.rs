//! Holds: they stop a destruction whatever the date, until a person releases them.

use crate::harness::{BY, Vault, member};

mod blocks;
mod elsewhere;
mod matters;
mod media;
mod words;

/// A bundle that is due, on A and B.
pub fn due() -> Vault {
    let vault = Vault::new();
    seal(&vault, "old", "2015-01", "");
    vault
}

/// Seals a month that is due long since.
pub fn seal(vault: &Vault, name: &str, month: &str, more: &str) {
    vault.month(month);
    let line = format!(
        "{{src}}/{month} --class nl-admin-basis --date {month} --accept-end --accept-newer {more}"
    );
    vault.seal(name, &line);
}

pub fn destroy(bundle: &str) -> String {
    format!("destroy {{{bundle}}} {BY}")
}

#[test]
fn a_hold_stops_a_destruction_that_is_due_until_it_is_released() {
    let vault = due();
    let placed = vault.run("hold place --all --ref VORD-1 --reason 'a claim' --kind claim");
    placed
        .exits(0)
        .says("Hold VORD-1 is placed: 1 bundle, to be reviewed on 2026-06-01.")
        .says("What is sealed later and fits comes under it too.")
        .says("Drive A and Drive B know of it now.");
    let refused = vault.refuses(&destroy("old"), 14);
    refused.says("is held by VORD-1 since 2025-12-01").says("kluis hold show VORD-1");
    vault.run("hold list").exits(0).says("VORD-1").says("civil claim: a claim");
    vault
        .run("hold show VORD-1")
        .exits(0)
        .says("It binds 1 bundle.")
        .says(&vault.id("old"))
        .says("a claim");
    vault
        .run("hold release VORD-1 --reason 'it was settled'")
        .exits(0)
        .says("Hold VORD-1 is released; it stood since 2025-12-01. Nothing was destroyed.");
    assert!(vault.still_restores("old"));
    vault.run("hold list").exits(0).says("No hold is in force.").says("1 more is released");
    vault.run("hold show VORD-1").exits(0).says("Released on 2025-12-01: it was settled");
    vault.run(&destroy("old")).exits(0).says("Every copy");
}

#[test]
fn in_dutch_the_same_is_a_vernietigingsstop() {
    let vault = due();
    vault
        .run("hold place {old} --ref VORD-1 --reason 'een vordering' --kind claim --lang nl")
        .exits(0)
        .says("Vernietigingsstop VORD-1 is geplaatst: 1 bundel, herbeoordelen op 01-06-2026.")
        .says("Drive A en Drive B zijn bijgewerkt.");
    vault
        .run(&format!("{} --lang nl", destroy("old")))
        .exits(14)
        .says("staat onder vernietigingsstop VORD-1")
        .says("kluis hold show VORD-1");
    vault.run("hold show VORD-1 --lang nl").exits(0).says("vordering").says("Bekend op");
    vault
        .run("hold release VORD-1 --reason geschikt --lang nl")
        .exits(0)
        .says("Vernietigingsstop VORD-1 is opgeheven; hij gold sinds 01-12-2025.")
        .says("Er is niets vernietigd.");
}

#[test]
fn a_hold_says_in_json_what_it_holds() {
    let vault = due();
    let line = "hold place --class nl-admin-basis --year 2015 --ref A-1 --reason r --json";
    let placed = vault.run(line).exits(0).json();
    assert_eq!(placed["bundles"][0], vault.id("old").as_str());
    assert_eq!((&placed["binds_later"], &placed["clock"]), (&true.into(), &"ok".into()));
    let listed = vault.run("hold list --json").exits(0).json();
    let row = member(&listed["holds"], "reference", "A-1");
    assert_eq!(
        (&row["bundles"], &row["kind"], &row["overdue"]),
        (&1.into(), &"own".into(), &false.into())
    );
    let shown = vault.run("hold show A-1 --json").exits(0).json();
    let shown = &shown["holds"][0];
    assert_eq!(shown["scope"]["classes"][0], "nl-admin-basis");
    assert_eq!(shown["scope"]["years"]["from"], 2015);
    assert_eq!(shown["heard"].as_array().unwrap().len(), 2);
}
