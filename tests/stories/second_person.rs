//! What the second of two persons is told: that something waits for them, and what to type.

use crate::harness::{BY, Vault};
use crate::signers::AS_PIET;
use crate::two_persons::due;

const DESTROY: &str = "destroy --list {list} --by A.Jansen --role owner --no-open-matters";
const RELEASE: &str = "hold release AUDIT-1 --reason 'report of 14 November'";
const HOLD: &str = "hold place --all --ref AUDIT-1 --kind audit --reason 'letter'";

const SCRIPT: &str = "--no-open-matters --signer-passphrase-file FILE";
const SIGN: &str = "--signer-passphrase-file FILE";

#[test]
fn what_the_other_person_types_names_the_options_that_a_script_takes() {
    let vault = due();
    vault.refuses(DESTROY, 14).says("--approve --signer NAME").says(SCRIPT);
    let dutch = vault.run(&format!("{DESTROY} --lang nl")).exits(14);
    dutch.says("in een script ook").says("BESTAND");
    vault.refuses(&format!("destroy {{old}} {BY}"), 14).says(SCRIPT);
    let approve = "destroy --list {list} --approve --by P --role partner --no-open-matters";
    vault.run(approve).exits(0).says("the same with --signer NAME").says(SCRIPT);
    vault.run(&format!("{approve} {AS_PIET}")).exits(0).hides(SCRIPT);
    vault.run(HOLD).exits(0);
    vault.run(RELEASE).exits(0).says("in a script also").says(SIGN);
    vault.refuses(RELEASE, 14).says(SIGN);
}
