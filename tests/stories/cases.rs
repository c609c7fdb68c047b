//! The code of a case names a person: it is encrypted wherever it rests, and goes with the last bundle of the case.

use std::fs;

use kluis::powers::envelope::decrypt_small;
use kluis::powers::identity::{Identity, open_identity_file};
use walkdir::WalkDir;

use crate::harness::{BY, Vault, holds};

const CODE: &str = "KWAKKEL-1980";

fn sealed(vault: &Vault, name: &str, month: &str) {
    vault.month(month);
    let line = format!(
        "{{src}}/{month} --class nl-payroll --date {month} --case {CODE} \
         --accept-end --accept-newer"
    );
    vault.seal(name, &line).exits(0);
}

/// The files in the home and on the drives that an owner's identity opens, and that hold the code.
fn opened_with_the_code(vault: &Vault, identities: &[Identity]) -> Vec<String> {
    let mut found = Vec::new();
    for place in ["data", "a", "b"] {
        for entry in WalkDir::new(vault.path(place)) {
            let path = entry.unwrap().into_path();
            if path.is_file()
                && let Ok(plain) = decrypt_small(identities, &fs::read(&path).unwrap(), 1 << 24)
                && plain.windows(CODE.len()).any(|window| window == CODE.as_bytes())
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn the_code_of_a_case_lies_nowhere_in_the_clear() {
    let vault = Vault::new();
    sealed(&vault, "wages", "2016-12");
    for place in ["data", "a", "b"] {
        assert!(
            holds(&vault.path(place), CODE).is_empty(),
            "{:?}",
            holds(&vault.path(place), CODE)
        );
    }
    vault.run("list").exits(0).says(CODE);
    vault.run("show {wages}").exits(0).says(CODE);
    vault.run(&format!("list --case {CODE}")).exits(0).says(&vault.id("wages"));
}

#[test]
fn a_case_is_found_by_its_code_without_an_identity_and_shown_with_one() {
    let vault = Vault::bare();
    fs::write(vault.path("words"), "correct horse\n").unwrap();
    let init = "init --name 'Bakkerij Jansen' --paper {dir}/sheet --passphrase-file {dir}/words";
    vault.run(init).exits(0);
    vault.run("medium add {a} --label 'Drive A' --same-disk").exits(0);
    vault.run("medium add {b} --label 'Drive B' --same-disk").exits(0);
    sealed(&vault, "wages", "2016-12");
    let listed = vault.run("list").exits(0).hides(CODE).says("--identity FILE");
    assert!(vault.run("list --json").json()["cases_hidden"] == true, "{listed}");
    vault.run("show {wages}").exits(0).hides(CODE).says("--passphrase-file FILE");
    vault.run("list --case SOMEBODY").exits(1);
    let known = vault.run(&format!("list --case {CODE}")).exits(0);
    known.says(&vault.id("wages")).says(CODE).hides("--identity FILE");
    for given in ["--passphrase-file {dir}/words", "--identity {dir}/sheet"] {
        vault.run(&format!("list {given}")).exits(0).says(CODE).hides("--identity FILE");
        vault.run(&format!("show {{wages}} {given}")).exits(0).says(CODE);
    }
}

#[test]
fn the_code_of_a_case_goes_with_the_last_bundle_of_the_case() {
    let vault = Vault::new();
    sealed(&vault, "november", "2016-11");
    sealed(&vault, "december", "2016-12");
    let file = fs::read(vault.home().join("identity.txt")).unwrap();
    let identities = open_identity_file(&file, || None).unwrap();
    vault.run(&format!("destroy {{november}} {BY}")).exits(0);
    vault.run("list").exits(0).says(CODE);
    vault.run(&format!("destroy {{december}} {BY}")).exits(0);
    assert!(opened_with_the_code(&vault, &identities).is_empty());
    for place in ["data", "a", "b"] {
        assert!(holds(&vault.path(place), CODE).is_empty());
    }
    vault.run("list --destroyed").exits(0).hides(CODE);
    vault.run("show {december}").exits(0).hides(CODE);
    // Whoever knows the code can still ask what became of the case.
    let line = format!("list --destroyed --case {CODE}");
    vault.run(&line).exits(0).says(&vault.id("december")).says(&vault.id("november"));
}
