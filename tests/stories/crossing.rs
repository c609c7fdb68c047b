//! Two homes whose acts cross, each before it has heard of the other's: one destroys what the other copies, one loses
//! or retires a drive onto which the other archives.

use std::fs;

use crate::harness::{BY, Ran, Vault, member};
use crate::rebuild::id_of;
use crate::two_homes::{FIRST, SECOND, back, out, seal};

const COPY_OLD: &str = "copy {old} --to 'Drive C'";

/// Two homes that want three copies; of the drives A and B are known to both, C to the second alone.
fn homes() -> Vault {
    let vault = Vault::made_with("--copies 3");
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    fs::create_dir_all(vault.path("c")).unwrap();
    vault.name("c", vault.path("c"));
    let line = "rebuild --accept-settings --from {a} --from {b} --vault-id {id} --identity {dir}/sheet --no-passphrase";
    vault.run(&format!("{SECOND}{line}")).exits(0);
    vault
}

fn second(vault: &Vault, line: &str) -> Ran {
    vault.run(&format!("{SECOND}{line}"))
}

/// A bundle that the first home has destroyed on A, the one drive on which it knew it; meanwhile the second has
/// copied it onto C, out of its outbox. B is away all the time.
fn destroyed_and_copied() -> Vault {
    let vault = homes();
    out(&vault, "b");
    out(&vault, "c");
    vault.month("2015-01");
    let line = "archive {src}/2015-01 --class nl-admin-basis --date 2015-01 \
        --accept-end --accept-newer --json";
    vault.take_bundle("old", &second(&vault, line).exits(0).json());
    vault.run("verify {a}").exits(0);
    vault.run(&format!("destroy {{old}} {BY}")).exits(0).says("Every copy");
    vault.run("list --destroyed").exits(0).says("Destroyed: ").hides("artly");
    out(&vault, "a");
    back(&vault, "c");
    second(&vault, "medium add --same-disk {c} --label 'Drive C'").exits(0);
    second(&vault, COPY_OLD).exits(0).says("Copied");
    out(&vault, "c");
    back(&vault, "a");
    vault
}

#[test]
fn what_one_home_destroyed_and_another_copied_meanwhile_is_partly_destroyed_until_that_copy_goes_too()
 {
    let vault = destroyed_and_copied();
    let old = vault.id("old");
    let waits = vault.path("pc2/home/outbox").join(&old);
    let known = ["indexes", "known"].map(|folder| vault.path("pc2/home").join(folder));
    let knows = || {
        let mut files = known.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
        files.any(|file| file.unwrap().file_name().to_str().unwrap().starts_with(&old))
    };
    assert!(waits.is_dir() && knows(), "two of three copies: it waits in the second home");
    // The second hears of it from A: it forgets what it had, and waits for nothing.
    second(&vault, "verify {a}").exits(0);
    assert!(!waits.exists() && !knows());
    second(&vault, "list").exits(0).says("Partly destroyed").hides("waits");
    // The first hears of the copy from A.
    vault.run("verify {a}").exits(0);
    for home in [FIRST, SECOND] {
        let list = vault.run(&format!("{home}list --json")).exits(0).json();
        let row = member(&list["bundles"], "bundle", &old);
        assert_eq!(row["standing"], "partly-destroyed", "{row:#}");
        assert_eq!(row["media"], serde_json::json!(["Drive C"]));
        vault.run(&format!("{home}show {{old}}")).exits(0).says("still on Drive C");
        let media = vault.run(&format!("{home}medium list --json")).exits(1).json();
        let drive = member(&media["media"], "label", "Drive C");
        assert_eq!(drive["undestroyed"], serde_json::json!([old]), "{drive:#}");
        vault
            .run(&format!("{home}medium list"))
            .exits(1)
            .says("Drive C: 1 bundle that is being destroyed, or was, is still there.");
    }
    // It is out of reach: nothing is called done.
    vault.refuses(&format!("destroy {{old}} {BY}"), 14).says("never seen Drive C");
    second(&vault, &format!("destroy {{old}} {BY}")).exits(3).says("Drive C");

    // Where it still stands, nothing goes on with it.
    back(&vault, "c");
    out(&vault, "a");
    let verified = vault.run("verify {c}").exits(1);
    verified.says("Drive C").says("it is being destroyed, and is still here");
    vault.refuses(COPY_OLD, 14).says("is being destroyed");
    vault.run("restore {old} --to {out} --reason test").exits(1);
    assert!(!vault.path("out").join("records").exists());
    let removed = vault.run("sweep {src} --json").exits(0).json();
    assert_eq!(removed["removed"], 0);
    let repaired = vault.run("repair {c} --json").exits(0).json();
    assert_eq!(repaired["bundles"], 0, "{repaired:#}");
    vault.month("2025-03");
    let line = "{src}/2025-03 --class nl-admin-basis --date 2025-03";
    let sealed = vault.seal("march", line).exits(0).json();
    assert!(sealed["copied"].as_array().unwrap().is_empty(), "{sealed:#}");
    // What it held is sealed anew if it is still there: nothing kept says that it is sealed.
    let again = "{src}/2015-01 --class nl-admin-basis --date 2015-01 --accept-end --accept-newer";
    assert_eq!(vault.seal("again", again).json()["already_sealed"], 0);

    vault.run(&format!("destroy {{old}} {BY}")).exits(0).says("Drive C");
    assert!(!vault.bundle("c", "old").exists());
    vault.run("verify {c}").exits(0);
    for home in [FIRST, SECOND] {
        vault.run(&format!("{home}verify {{c}}")).exits(0);
        vault.run(&format!("{home}medium list")).exits(0).hides("being destroyed");
        let show = vault.run(&format!("{home}show {{old}} --json")).exits(0).json();
        assert_eq!(show["standing"], "destroyed", "{show:#}");
    }
    vault.run(&format!("destroy {{old}} {BY}")).exits(2).says("was destroyed before");
}

#[test]
fn ledger_verify_names_what_it_checked_of_both_homes_chains() {
    let vault = homes();
    seal(&vault, FIRST, "2025-01", "");
    seal(&vault, SECOND, "2025-02", "--to {a}");
    vault.run("verify {a}").exits(0);
    let json = vault.run("ledger verify --json").exits(0).json();
    let chains = json["chains"].as_array().unwrap();
    assert_eq!(chains.len(), 2);
    let counts: u64 = chains.iter().map(|chain| chain["count"].as_u64().unwrap()).sum();
    assert_eq!(json["entries"], counts);
    let mine = vault.run("ledger verify").exits(0);
    for chain in chains {
        let writer = &chain["writer"].as_str().unwrap()[..8];
        let whose = if chain["own"] == true { "this PC's" } else { "another PC's" };
        let entries = chain["count"].as_u64().unwrap();
        let line = format!("{whose} ({writer}): {entries} entries");
        assert!(mine.out.contains(&line), "no {line}: {mine}");
    }
    mine.says("Drive A: holds.").says("Drive B: holds;").says("behind this PC");
    // Seen from the other one the same two, each called the other.
    let other = second(&vault, "ledger verify --json").exits(0).json();
    let own = |json: &serde_json::Value| member_own(json);
    assert_ne!(own(&json), own(&other));
    // A line of either that is changed on a drive is found by both.
    for chain in chains {
        let writer = chain["writer"].as_str().unwrap();
        let file = vault.on_drive("a").join(format!("ledger/{writer}.jsonl"));
        let whole = fs::read(&file).unwrap();
        let mut changed = whole.clone();
        changed[120] ^= 1;
        fs::write(&file, changed).unwrap();
        for home in [FIRST, SECOND] {
            vault.run(&format!("{home}ledger verify")).exits(11).says(writer);
        }
        fs::write(&file, whole).unwrap();
    }
}

fn member_own(json: &serde_json::Value) -> String {
    let own: Vec<_> =
        json["chains"].as_array().unwrap().iter().filter(|chain| chain["own"] == true).collect();
    assert_eq!(own.len(), 1, "{json:#}");
    own[0]["writer"].as_str().unwrap().to_owned()
}

/// Both homes know all three drives; the vault wants two copies.
fn three_drives() -> Vault {
    let vault = crate::two_homes::two_homes();
    vault.run("medium add --same-disk {c} --label 'Drive C'").exits(0);
    second(&vault, "verify {a} {b} {c}").exits(0);
    vault
}

/// The second home archives onto B and C and removes the sources, while the first, with A alone, says this of C.
fn archived_while(vault: &Vault, said: &str) {
    out(vault, "b");
    out(vault, "c");
    let ran = vault.run(said);
    assert!(ran.exit <= 1, "{ran}");
    out(vault, "a");
    back(vault, "b");
    back(vault, "c");
    vault.month("2025-02");
    let line = "archive {src}/2025-02 --class nl-admin-basis --date 2025-02 --move --json";
    let ran = second(vault, line).exits(0).json();
    assert_eq!(ran["moved"], 3, "{ran:#}");
    vault.take_bundle("bundle", &ran);
    back(vault, "a");
    // Each hears of the other.
    vault.run("verify {b}").exits(0);
    second(vault, "verify {a}").exits(0);
}

#[test]
fn what_was_sealed_onto_a_drive_that_another_home_calls_lost_counts_when_it_was_found() {
    let vault = three_drives();
    archived_while(
        &vault,
        "medium lost 'Drive C' --since 2025-11-30 --reason 'not in the safe' --by 'A. Jansen'",
    );
    for home in [FIRST, SECOND] {
        let list = vault.run(&format!("{home}list {{bundle}} --json")).exits(0).json();
        let row = &list["bundles"][0];
        assert_eq!((&row["copies_verified"], &row["copies_wanting"]), (&1.into(), &true.into()));
        vault.run(&format!("{home}show {{bundle}}")).exits(0).says("its drive is lost or retired");
        vault
            .run(&format!("{home}medium list"))
            .exits(0)
            .says("lost, and connected")
            .says("kluis medium found");
    }
    vault.month("2025-03");
    let archive = "archive {src}/2025-03 --class nl-admin-basis --date 2025-03 --to {c}";
    vault.refuses(&format!("{SECOND}{archive}"), 10).says("kluis medium found");
    // Whoever has it says so, and looks whether it holds.
    vault.on("2025-12-02").run(&format!("{SECOND}medium found {{c}}")).exits(1);
    second(&vault, "verify {c} {a}").exits(0);
    vault.run("verify {a}").exits(0);
    for home in [FIRST, SECOND] {
        vault.run(&format!("{home}list {{bundle}}")).exits(0).says("2/2");
    }
}

#[test]
fn what_was_sealed_onto_a_drive_that_another_home_retired_wants_a_copy_elsewhere() {
    let vault = three_drives();
    archived_while(&vault, "medium retire 'Drive C'");
    for home in [FIRST, SECOND] {
        let list = vault.run(&format!("{home}list --wide {{bundle}}")).exits(0);
        list.says("1/2").says("copies missing").hides("Drive C");
    }
    // The one copy that counts is on B: from there another is made, and the retired drive gets none.
    vault.refuses(&format!("{SECOND}copy --all --to {{c}}"), 10).says("retired");
    vault.run("copy --all --to {a}").exits(0);
    second(&vault, "verify {a}").exits(0);
    for home in [FIRST, SECOND] {
        vault
            .run(&format!("{home}list --wide {{bundle}}"))
            .exits(0)
            .says("2/2")
            .says("Drive A, Drive B");
    }
    assert!(vault.still_restores("bundle"));
}

/// Two homes, and a bundle past its end that stands on A alone; a second copy waits in the second home's outbox.
fn one_copy_and_one_that_waits() -> (Vault, std::path::PathBuf) {
    let vault = homes();
    out(&vault, "b");
    out(&vault, "c");
    vault.file("2014/stuk.pdf", "2014");
    let line =
        "archive {src}/2014 --class nl-admin-basis --date 2014 --accept-end --accept-newer --json";
    let ran = vault.run(&format!("{SECOND}{line}"));
    vault.take_bundle("old", &ran.json());
    let waits = vault.path("pc2/home/outbox").join(vault.id("old"));
    assert!(waits.is_dir());
    vault.run("verify {a}").exits(0);
    (vault, waits)
}

#[test]
fn what_waits_here_outlives_an_order_that_had_not_heard_of_a_hold() {
    let (vault, waits) = one_copy_and_one_that_waits();
    out(&vault, "a");
    vault.run(&format!("{SECOND}hold place {{old}} --ref H-1 --reason audit")).exits(0);
    back(&vault, "a");
    vault.run(&format!("destroy {{old}} {BY}")).exits(0);
    // The one copy on a drive went by an order that the hold makes void: the last is here.
    vault.run(&format!("{SECOND}verify {{a}}"));
    assert!(waits.is_dir());
    vault.run(&format!("{SECOND}hold list")).says("H-1");
}

#[test]
fn what_waits_here_goes_once_the_order_may_destroy_it_here_too() {
    let (vault, waits) = one_copy_and_one_that_waits();
    vault.run(&format!("destroy {{old}} {BY}")).exits(0);
    vault.run(&format!("{SECOND}verify {{a}}")).exits(0);
    assert!(!waits.exists());
}

#[test]
fn what_waits_here_outlives_a_sealers_key_that_was_replaced_elsewhere() {
    let (vault, waits) = one_copy_and_one_that_waits();
    vault.run("signer replace --reason 'the PC was stolen' --by Me");
    vault.run(&format!("{SECOND}verify {{a}}"));
    assert!(waits.is_dir(), "somebody may vouch for it yet");
}

#[test]
fn no_spare_copy_goes_while_a_hold_may_stand_on_a_drive_that_was_never_seen() {
    let vault = Vault::made_with("--copies 1");
    id_of(&vault);
    vault.name("pc2", vault.path("pc2/home"));
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label C").exits(0);
    vault.file("2025/stuk.pdf", "2025");
    let line = "archive {src}/2025 --class nl-admin-basis --date 2025 --accept-newer --json";
    vault.take_bundle("kept", &vault.run(line).exits(0).json());
    out(&vault, "c");
    let line = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/sheet --no-passphrase";
    vault.run(&format!("{SECOND}{line}")).exits(0);
    vault.run(&format!("{SECOND}verify {{a}} {{b}}")).exits(0);
    let retire = format!("{SECOND}medium retire 'Drive A' --erase");
    vault.run(&retire).fails(14).says("never seen");
    assert!(vault.bundle("a", "kept").join("key.age").exists());
}
