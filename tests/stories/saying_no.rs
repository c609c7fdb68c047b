//! What a person is told who does not say yes: what was asked, and that nothing was changed.

use crate::harness::{Person, Vault};

const DESTROY: &str = "destroy --list {list} --by A.Jansen --role owner";

#[test]
fn who_does_not_say_yes_to_a_list_is_told_what_was_asked_and_of_no_id() {
    let vault = Vault::holding("old").date("2025-03");
    vault.name("list", vault.path("list.json"));
    vault.on("2033-01-05").run("verify {a} {b}").exits(0);
    vault.run("due --list {list}").exits(1);
    let no = Person { open_matters: Some("no"), types_instead: Some("n"), ..Person::default() };
    for (options, asked, unchanged) in [
        ("", "destroying 1 bundle", "nothing was changed"),
        ("--lang nl", "het vernietigen van 1 bundel", "er is niets gewijzigd"),
        ("--approve", "approving that 1 bundle goes", "nothing was changed"),
        ("--approve --lang nl", "de vernietiging van 1 bundel", "er is niets gewijzigd"),
    ] {
        let told = match options.contains("nl") {
            true => vault.asked(&no).run(&format!("{DESTROY} {options}")).exits(2),
            false => vault.asked(&no).refuses(&format!("{DESTROY} {options}"), 2),
        };
        told.says(asked).says(unchanged).hides("id was not typed").hides("bundelnummer");
    }
    // Who named the bundle is asked for its id, and is told of that.
    let named = "destroy {old} --by A.Jansen --role owner";
    vault.asked(&no).refuses(named, 2).says("id was not typed");
}
