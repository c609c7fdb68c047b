//! The PC is gone: the home comes back from a drive, the paper and the vault's id, or says why not.

use std::fs;
use std::path::{Path, PathBuf};

use kluis::powers::identity::Identity;
use secrecy::ExposeSecret;

use crate::harness::{BY, Person, Ran, Vault, flip, put, tree};

/// The vault's id, as it stands on the recovery sheet.
pub fn id_of(vault: &Vault) -> String {
    let verified = vault.run("ledger verify --json");
    let id = verified.json()["vault"].as_str().unwrap().to_owned();
    assert!(fs::read_to_string(vault.path("sheet")).unwrap().contains(&id));
    vault.name("id", id.clone());
    id
}

/// The PC is gone, and everything on it.
fn lose_the_pc(vault: &Vault) {
    id_of(vault);
    fs::remove_dir_all(vault.path("data")).unwrap();
    fs::create_dir_all(vault.path("data")).unwrap();
}

const REBUILD: &str =
    "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/sheet --no-passphrase";

/// A vault with a bundle on both drives, and one on the second alone; an audit is on record.
fn two_bundles() -> Vault {
    let vault = Vault::new();
    vault.month("2025-10");
    vault.month("2025-11");
    let line = "{src}/2025-10 --class nl-admin-basis --date 2025-10 --case P-12";
    vault.seal("october", line).exits(0);
    vault.unplug("a");
    vault.seal("november", "{src}/2025-11 --class nl-admin-basis --date 2025-11").exits(0);
    vault.plug("a");
    vault.run("restore {october} --to {out} --reason 'the tax audit'").exits(0);
    fs::remove_dir_all(vault.path("out")).unwrap();
    vault.run("verify").exits(0);
    vault
}

/// A vault with a bundle on both drives whose end has passed.
fn one_that_is_due() -> Vault {
    let vault = Vault::new();
    vault.month("2015-11");
    let line = "{src}/2015-11 --class nl-admin-basis --date 2015-11 --accept-end --accept-newer";
    vault.seal("books", line).exits(0);
    vault
}

#[test]
fn the_pc_is_gone_and_everything_comes_back_from_one_drive_and_the_paper() {
    let vault = two_bundles();
    let before = vault.run("ledger show --json").json();
    lose_the_pc(&vault);
    vault.unplug("b");
    let drive = tree(&vault.path("a"));
    let said = vault.run(REBUILD).exits(0);
    let said = said.says("The home of Bakkerij Jansen is back").says("Not seen here yet: Drive B");
    said.says("1 bundle is on other drives only").hides("AGE-SECRET-KEY");
    assert_eq!(tree(&vault.path("a")), drive, "the drive was written");

    // The whole ledger, with one line more, and every text that was typed.
    let after = vault.run("ledger show --notes --json").json();
    let entries = |ledger: &serde_json::Value| ledger["entries"].as_array().unwrap().len();
    assert_eq!(entries(&after), entries(&before) + 1);
    vault.run("ledger show --notes").exits(0).says("the tax audit").says("another home joined");
    // Settings, cases and labels, and what the bundle on this drive holds.
    vault.run("list --wide --case P-12").exits(0).says(&vault.id("october")).says("Drive A");
    vault.run("list --wide").exits(0).says(&vault.id("november")).says("Drive B");
    vault.run("restore --match factuur-1.pdf --year 2025 --to {out} --reason r").exits(10);
    vault.run("restore {october} --match factuur-1.pdf --to {out} --reason r").exits(0);
    assert_eq!(
        fs::read_to_string(find(&vault.path("out"), "factuur-1.pdf")).unwrap(),
        "2025-10 één"
    );
    // Sealed before, and known to be.
    let again = "archive {src}/2025-10 --class nl-admin-basis --date 2025-10 --case P-12 --to {a}";
    vault.run(again).exits(0).says("not sealed again");
    vault.month("2025-12");
    vault.seal("december", "{src}/2025-12 --class nl-admin-basis --date 2025-12").exits(0);

    // The rest comes with the other drive.
    vault.plug("b");
    vault.run("verify {b}").exits(0);
    let again = "archive {src}/2025-11 --class nl-admin-basis --date 2025-11 --to {b}";
    vault.run(again).exits(0).says("not sealed again");
    vault.run("medium list").exits(0).says("Drive B").hides("never seen");
    for bundle in ["october", "november", "december"] {
        assert!(vault.still_restores(bundle), "{bundle}");
    }
    vault.run("ledger verify").exits(0).says("Drive A: holds").says("Drive B: holds");
}

fn find(below: &Path, name: &str) -> PathBuf {
    let found = tree(below).into_keys().find(|path| path.ends_with(name));
    below.join(found.unwrap_or_else(|| panic!("no {name} below {}", below.display())))
}

#[test]
fn the_owners_identity_opens_it_too_and_stays_under_its_passphrase() {
    let vault = Vault::bare();
    let person = Person { passphrase: Some("four words nobody joins"), ..Person::default() };
    vault.asked(&person).run("init --name 'Bakkerij Jansen' --paper {dir}/sheet").exits(0);
    vault.run("medium add --same-disk {a} --label 'Drive A'").exits(0);
    fs::copy(vault.home().join("identity.age"), vault.path("identity.age")).unwrap();
    lose_the_pc(&vault);
    let line = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/identity.age";
    vault.run(line).fails(2).says("--passphrase-file");
    let wrong = Person { passphrase: Some("another passphrase"), ..Person::default() };
    vault.asked(&wrong).run(line).fails(13);
    assert!(tree(&vault.path("data")).is_empty());
    vault.asked(&person).run(line).exits(0).says("identity.age");
    let kept = fs::read(vault.home().join("identity.age")).unwrap();
    assert_eq!(kept, fs::read(vault.path("identity.age")).unwrap());
    assert!(!vault.home().join("identity.txt").exists());

    // The paper one has no passphrase yet: a new one is asked for.
    fs::remove_dir_all(vault.home()).unwrap();
    let paper = "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/sheet";
    vault.run(paper).fails(2);
    let short = Person { passphrase: Some("short"), ..Person::default() };
    vault.asked(&short).run(paper).fails(2);
    assert!(!vault.home().exists());
    vault.asked(&person).run(paper).exits(0);
    vault.month("2025-11");
    vault.seal("b", "{src}/2025-11 --class nl-admin-basis --date 2025-11").exits(0);
    let line = "restore {b} --to {out} --reason r";
    vault.asked(&wrong).run(line).fails(13);
    vault.asked(&person).run(line).exits(0);
}

#[test]
fn a_home_that_is_there_is_never_touched_and_none_lies_on_a_drive() {
    let vault = two_bundles();
    id_of(&vault);
    let before = vault.everything();
    vault.run(REBUILD).fails(2).says("is not empty");
    put(&vault.path("papers/note.txt"), "mine");
    vault.name("papers", vault.path("papers"));
    vault.run(&format!("--vault {{papers}} {REBUILD}")).fails(2);
    assert_eq!(fs::read_to_string(vault.path("papers/note.txt")).unwrap(), "mine");
    for inside in ["{a}/home", "{a}", "{dir}/"] {
        let ran = vault.run(&format!("--vault {inside} {REBUILD}"));
        assert_eq!(ran.exit, 2, "{ran}");
    }
    assert_eq!(vault.everything(), before);
    // Beside it another home of the same vault may stand.
    vault.name("pc2", vault.path("pc2/home"));
    vault.run(&format!("--vault {{pc2}} {REBUILD}")).exits(0);
    vault.run("--vault {pc2} list").exits(0).says(&vault.id("october"));
}

#[test]
fn what_a_rebuild_left_that_was_cut_off_is_no_vault_and_is_begun_again() {
    let vault = two_bundles();
    lose_the_pc(&vault);
    vault.run(REBUILD).exits(0);
    let home = vault.home();
    // As a cut-off run leaves it: everything there, and the mark that it does not count.
    fs::write(home.join("rebuild-unfinished"), "").unwrap();
    put(&home.join("ledger/0123456789abcdef.jsonl"), "half");
    vault.run("list").fails(2);
    let again = vault.run(REBUILD).exits(0);
    again.says("is back");
    assert!(!home.join("rebuild-unfinished").exists());
    assert!(!home.join("ledger/0123456789abcdef.jsonl").exists());
    vault.run("list").exits(0).says(&vault.id("october"));
    assert!(vault.still_restores("october"));
}

/// A drive that is not what it says, made by someone who knows all that is not secret.
fn forged(change: impl Fn(&Vault, &Path), exits: &[i32]) -> Ran {
    let vault = two_bundles();
    let line = format!("{REBUILD} --json");
    change(&vault, &vault.on_drive("a"));
    lose_the_pc(&vault);
    let ran = vault.run(&line);
    assert!(exits.contains(&ran.exit), "{ran}");
    assert!(ran.json()["error"]["help"].as_str().is_some_and(|help| !help.is_empty()), "{ran}");
    assert!(tree(&vault.path("data")).is_empty(), "something was left: {ran}");
    ran
}

fn chain(folder: &Path) -> PathBuf {
    let mut chains = fs::read_dir(folder.join("ledger")).unwrap();
    chains.next().unwrap().unwrap().path()
}

fn edit(path: &Path, change: impl Fn(&mut Vec<String>)) {
    let text = fs::read_to_string(path).unwrap();
    let mut lines: Vec<String> = text.lines().map(|line| format!("{line}\n")).collect();
    change(&mut lines);
    fs::write(path, lines.concat()).unwrap();
}

/// Another vault's drive, under this vault's name: same tools, same recipients, other first line.
fn put_another_vault_in_its_place(vault: &Vault, ours: &Path, keep_chain: bool) {
    vault.name("other", vault.path("other/home"));
    fs::create_dir_all(vault.path("forged")).unwrap();
    vault.name("forged", vault.path("forged"));
    let init = "--vault {other} init --name 'Bakkerij Jansen' --no-passphrase --paper {dir}/sheet2";
    vault.run(init).exits(0);
    // A forger knows the recipients: they stand in recipients.txt, and so on the forged drive.
    let known = fs::read_to_string(vault.home().join("recipients.txt")).unwrap();
    for (number, one) in known.lines().filter(|line| line.starts_with("age1")).enumerate() {
        vault.run(&format!("--vault {{other}} key add Jansen-{number} --recipient {one}")).exits(0);
    }
    vault.run("--vault {other} medium add --same-disk {forged} --label 'Drive A'").exits(0);
    let (theirs, first) = (vault.on_drive("forged"), chain(ours));
    let kept = fs::read(&first).unwrap();
    let name = first.file_name().unwrap().to_owned();
    fs::remove_dir_all(ours).unwrap();
    fs::rename(&theirs, ours).unwrap();
    let drive = vault.path("forged/kluis-drive.json");
    fs::copy(drive, vault.path("a/kluis-drive.json")).unwrap();
    if keep_chain {
        fs::write(ours.join("ledger").join(name), kept).unwrap();
    }
}

#[test]
fn a_drive_forged_by_someone_who_knows_the_recipients_is_refused() {
    let other = forged(|vault, ours| put_another_vault_in_its_place(vault, ours, false), &[15]);
    other.says("does not begin with the line that this vault id stands for");
    // The true ledger beside the forged one names signers whose signature the label lacks.
    forged(|vault, ours| put_another_vault_in_its_place(vault, ours, true), &[12])
        .says("no label on it is signed by this vault");
}

#[test]
fn a_true_first_line_with_forged_lines_after_it_is_refused() {
    for change in [
        |lines: &mut Vec<String>| lines[3] = lines[3].replace("2025", "2024"),
        |lines: &mut Vec<String>| drop(lines.remove(2)),
        |lines: &mut Vec<String>| lines.truncate(1),
        |lines: &mut Vec<String>| drop(lines.pop()),
        |lines: &mut Vec<String>| lines[2] = "{}\n".into(),
    ] {
        forged(|_, ours| edit(&chain(ours), change), &[11]);
    }
}

#[test]
fn without_a_true_label_a_drive_is_refused_with_what_to_do() {
    let labels = ["label.a.json", "label.b.json"];
    forged(|_, ours| labels.iter().for_each(|name| flip(&ours.join(name), 40)), &[12])
        .says("use another drive of this vault: --from PATH");
    forged(|_, ours| labels.iter().for_each(|n| fs::remove_file(ours.join(n)).unwrap()), &[12]);
    forged(
        |_, ours| {
            let sealed_by_hand = ours.join("label.a.json.sig");
            labels.iter().for_each(|name| {
                fs::copy(&sealed_by_hand, ours.join(format!("{name}.sig"))).unwrap();
                flip(&ours.join(name), 100);
            });
        },
        &[12],
    );
    forged(|_, ours| fs::remove_dir_all(ours.join("ledger")).unwrap(), &[15]);
}

#[test]
fn a_vault_document_that_was_changed_is_noticed_and_the_one_before_it_will_do() {
    let vault = two_bundles();
    let drive = vault.on_drive("a");
    let documents = ["vault.a.age", "vault.b.age"].map(|name| drive.join(name));
    let there = documents.iter().filter(|path| path.exists()).count();
    assert_eq!(there, 2, "the settings changed once, when the second drive was added");
    forged(
        |_, ours| {
            for name in ["vault.a.age", "vault.b.age"] {
                flip(&ours.join(name), 300);
            }
        },
        &[11],
    );
    let label = fs::read_to_string(drive.join("label.a.json")).unwrap();
    let other = fs::read_to_string(drive.join("label.b.json")).unwrap();
    let generation = |text: &str| {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        (value["generation"].as_u64(), value["vault_document"].as_str().unwrap().to_owned())
    };
    let (_, in_force) = generation(&label).max(generation(&other));
    flip(&drive.join(in_force), 300);
    lose_the_pc(&vault);
    vault.run(REBUILD).exits(1).says("The last settings were damaged");
    assert!(vault.still_restores("october"));
}

#[test]
fn what_was_typed_wrong_is_said_with_what_to_do() {
    let vault = two_bundles();
    let id = id_of(&vault);
    lose_the_pc(&vault);
    let with = |id: &str| {
        format!("rebuild --accept-settings --from {{a}} --vault-id '{id}' --identity {{dir}}/sheet")
    };
    vault.refuses(&with("4f1c"), 2).says("64");
    let turned = id.replacen(&id[..1], if id.starts_with('0') { "1" } else { "0" }, 1);
    vault.refuses(&with(&turned), 10).says("recovery sheet");
    let last = format!("{}{}", &id[..63], if id.ends_with('0') { "1" } else { "0" });
    vault.refuses(&with(&last), 15).says("recovery sheet");
    vault
        .refuses("rebuild --accept-settings --from {a} --vault-id {id}", 2)
        .says("--identity FILE");
    vault.refuses(
        "rebuild --accept-settings --from {dir}/nowhere --vault-id {id} --identity {dir}/sheet",
        2,
    );
    vault.refuses(
        "rebuild --accept-settings --from {src} --vault-id {id} --identity {dir}/sheet",
        10,
    );
    let stranger = Identity::generate().to_secret_string();
    put(&vault.path("stranger"), stranger.expose_secret());
    vault.refuses(
        "rebuild --accept-settings --from {a} --vault-id {id} --identity {dir}/stranger",
        13,
    );
    // In capitals and in groups, as a person copies it from paper.
    let spaced = format!("{} {}", &id[..32].to_uppercase(), &id[32..]);
    vault.run(&format!("{} --no-passphrase", with(&spaced))).exits(0);
}

#[test]
fn with_keys_apart_it_takes_a_drive_of_each_role_and_says_which_is_missing() {
    let vault = Vault::without_drives("--custody apart");
    vault.run("medium add --same-disk {a} --label Data --role data").exits(0);
    vault.run("medium add --same-disk {b} --label Keys --role keys").exits(0);
    vault.month("2025-11");
    vault.seal("b1", "{src}/2025-11 --class nl-admin-basis --date 2025-11").exits(0);
    lose_the_pc(&vault);
    vault.refuses(REBUILD, 10).says("a drive of the role keys");
    vault.refuses(&REBUILD.replace("{a}", "{b}"), 10).says("a drive of the role data");
    let both = REBUILD.replace("--from {a}", "--from {a} --from {b}");
    vault.run(&both).exits(0).hides("Not seen here yet");
    assert!(vault.still_restores("b1"));
    let again = "archive {src}/2025-11 --class nl-admin-basis --date 2025-11";
    vault.run(again).exits(0).says("not sealed again");
}

#[test]
fn it_destroys_nothing_until_every_drive_was_seen_or_is_waived_on_record() {
    let vault = one_that_is_due();
    vault.run("ledger verify").exits(0);
    lose_the_pc(&vault);
    vault.unplug("b");
    vault.run(REBUILD).exits(0);
    let destroy = format!("destroy {{books}} {BY}");
    vault
        .refuses(&destroy, 14)
        .says("never seen Drive B")
        .says("--waive \"Drive B\" --reason TEXT");
    vault.refuses(&format!("{destroy} --waive 'Drive B'"), 2).says("--reason");
    vault.refuses(&format!("{destroy} --waive 'Drive A' --reason lost"), 2).says("waits for");
    vault.plug("b");
    vault.run("verify {b}").exits(0);
    vault.run(&destroy).exits(0).says("Every copy that this vault knows of is accounted for");
}

#[test]
fn a_drive_that_is_gone_for_good_is_waived_with_a_reason_and_not_for_another_home() {
    let vault = one_that_is_due();
    lose_the_pc(&vault);
    vault.unplug("b");
    vault.run(REBUILD).exits(0);
    let waive = format!("destroy {{books}} {BY} --waive 'Drive B' --reason 'burnt with the shop'");
    // Its copy is not accounted for all the same.
    vault.run(&waive).exits(3).says("Partly destroyed");
    let shown = vault.run("ledger show --notes").exits(0);
    shown.says("what is on Drive B alone is no longer waited for").says("burnt with the shop");
    // The next home knows of no waiver of its own.
    fs::remove_dir_all(vault.path("data")).unwrap();
    vault.run(REBUILD).exits(0).says("Not seen here yet: Drive B");
    vault.run(&format!("destroy {{books}} {BY}")).fails(14);
}

#[test]
fn a_drive_that_was_waived_already_does_not_keep_the_same_command_from_going_on() {
    let vault = one_that_is_due();
    lose_the_pc(&vault);
    vault.unplug("b");
    vault.run(REBUILD).exits(0);
    let waive = format!("destroy {{books}} {BY} --waive 'Drive B' --reason 'burnt with the shop'");
    for _ in 0..2 {
        vault.run(&waive).exits(3).says("Partly destroyed");
    }
    let shown = vault.run("ledger show").exits(0);
    assert_eq!(shown.out.matches("no longer waited for").count(), 1, "{shown}");
}

#[test]
fn settings_that_only_the_sealer_vouches_for_are_shown_and_asked_about() {
    let vault = Vault::made_with("--copies 1 --book-year-end 06-30");
    lose_the_pc(&vault);
    let line = REBUILD.replace("--accept-settings ", "");
    let refused = vault.refuses(&line, 2).says("--accept-settings").says("copies = 1");
    refused.says("custody = with-bundle").says("book_year");
    assert!(tree(&vault.path("data")).is_empty());
    let no = Person { settings: Some("no"), ..Person::default() };
    vault.asked(&no).run(&line).fails(2);
    assert!(tree(&vault.path("data")).is_empty());
    let shown = no.shown.borrow();
    assert!(
        shown.iter().any(|setting| setting.name == "copies" && setting.value.to_string() == "1")
    );
    let yes = Person { settings: Some("yes"), ..Person::default() };
    vault.asked(&yes).run(&line).exits(0).says("copies = 1");
}

#[test]
fn a_bad_drive_among_those_that_are_named_is_told_and_the_others_make_the_home() {
    type Break = fn(&Vault);
    let breaks: [(Break, i32); 3] = [
        (
            |vault| {
                let folder = vault.on_drive("b");
                ["label.a.json", "label.b.json"].iter().for_each(|n| flip(&folder.join(n), 40));
            },
            12,
        ),
        (|vault| fs::remove_file(vault.path("b/kluis-drive.json")).unwrap(), 10),
        (|vault| fs::remove_dir_all(vault.on_drive("b")).unwrap(), 10),
    ];
    for (damage, code) in breaks {
        for from in ["--from {a} --from {b}", "--from {b} --from {a}"] {
            let vault = Vault::new();
            vault.month("2025/10");
            vault.seal("first", "{src}/2025/10 --class nl-admin-basis --date 2025-10");
            id_of(&vault);
            fs::remove_dir_all(vault.path("data")).unwrap();
            fs::create_dir_all(vault.path("data")).unwrap();
            damage(&vault);
            let line =
                "rebuild --vault-id {id} --identity {dir}/sheet --no-passphrase --accept-settings";
            // By itself it is refused, and a place that is not there is no drive.
            vault.run(&format!("{line} --from {{b}}")).fails(code);
            vault.run(&format!("{line} {from} --from {{dir}}/nowhere")).fails(2);
            assert!(fs::read_dir(vault.path("data")).unwrap().next().is_none());
            let ran = vault.run(&format!("{line} {from} --json"));
            assert_eq!(ran.exit, code, "{ran}");
            let made = ran.json();
            assert_eq!(made["from"], serde_json::json!(["Drive A"]), "{made}");
            assert_eq!(made["bad_drives"].as_array().unwrap().len(), 1, "{made}");
            vault.run("verify {a}").exits(0);
            assert!(vault.still_restores("first"));
        }
    }
}
