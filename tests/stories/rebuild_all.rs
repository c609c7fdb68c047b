//! The PC of an office is gone: all of its vaults come back in one command, and only those that a paper vouches for.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use kluis::powers::identity::Identity;
use kluis::words::digest::Digest;
use secrecy::ExposeSecret;

use crate::harness::{Person, Ran, Vault, tree};
use crate::months::three_clients;

const CLIENTS: [&str; 3] = ["Bakkerij", "Fietsen", "Webwinkel"];
const ALL: &str = "rebuild --all --accept-settings --no-passphrase --identity {dir}/office.key";

/// An office with three clients and one key that opens all of them; what its papers say, by client.
fn office() -> (Vault, BTreeMap<String, String>) {
    let vault = three_clients();
    let key = Identity::generate();
    let secret = format!("{}\n", key.to_secret_string().expose_secret());
    fs::write(vault.path("office.key"), secret).unwrap();
    vault.run("month --each --yes").exits(0);
    vault.run("key add Office --recipient-file {dir}/office.key --each").exits(0);
    let id = |client: &&str| {
        let shown = vault.run(&format!("ledger verify --json --vault {client}")).exits(0).json();
        ((*client).to_owned(), shown["vault"].as_str().unwrap().to_owned())
    };
    let papers = CLIENTS.iter().map(id).collect();
    (vault, papers)
}

fn lose_the_pc(vault: &Vault) {
    fs::remove_dir_all(vault.path("data")).unwrap();
    fs::create_dir_all(vault.path("data")).unwrap();
}

/// Writes a list of these clients; gives its number.
fn list(vault: &Vault, papers: &BTreeMap<String, String>, clients: &[&str]) -> String {
    let line = |client: &&str| format!("{}  {client}\n", papers[*client]);
    let lines: String = clients.iter().map(line).collect();
    let text = format!("# kluis-vaults 1\n{lines}");
    fs::write(vault.path("vaults.txt"), &text).unwrap();
    Digest::of(text.as_bytes()).to_string()
}

fn with_list(vault: &Vault, number: &str) -> Ran {
    vault.run(&format!("{ALL} --from {{a}} --vaults {{dir}}/vaults.txt --vaults-check {number}"))
}

fn homes(vault: &Vault) -> Vec<String> {
    let Ok(there) = fs::read_dir(vault.path("data/kluis/vaults")) else { return vec![] };
    let mut names: Vec<String> =
        there.map(|home| home.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn folder(vault: &Vault, papers: &BTreeMap<String, String>, client: &str) -> PathBuf {
    vault.path("a").join(format!("kluis-{}", &papers[client][..8]))
}

#[test]
fn all_vaults_of_an_office_come_back_in_one_command() {
    let (vault, papers) = office();
    let number = list(&vault, &papers, &CLIENTS);
    lose_the_pc(&vault);
    let drive = tree(&vault.path("a"));
    let said = with_list(&vault, &number).exits(0);
    let said = said.says("3 vaults came back").says("Not seen here yet: Drive B");
    said.says("kluis verify --each").says("office.key").hides("AGE-SECRET-KEY");
    assert_eq!(tree(&vault.path("a")), drive, "the drive was written");
    vault.run("verify --each").exits(0);
    for client in CLIENTS {
        let line = format!("restore --all --vault {client} --to {{dir}}/{client}-back --reason r");
        vault.run(&line).exits(0);
        let back = tree(&vault.path(&format!("{client}-back")));
        assert!(back.keys().any(|path| path.ends_with("factuur.pdf")), "{client}");
    }
    // What is here stays as it is.
    let before = tree(&vault.path("data"));
    let said = with_list(&vault, &number).exits(0);
    said.says("On this PC already").says("Bakkerij, Fietsen and Webwinkel");
    assert_eq!(tree(&vault.path("data")), before);
}

/// What a drive says a client is called is what somebody wrote there; the paper vouches for the list.
#[test]
fn a_client_is_called_as_the_list_says_and_not_as_a_drive_does() {
    let (vault, papers) = office();
    let settings = vault.path("data/kluis/vaults/bakkerij/kluis.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("name = \"Bakkerij\"", "name = \"Webwinkel 2\"")).unwrap();
    vault.run("verify --vault bakkerij").exits(0).says("Webwinkel 2");
    let number = list(&vault, &papers, &CLIENTS);
    lose_the_pc(&vault);
    with_list(&vault, &number).exits(0).says("3 vaults came back").hides("Webwinkel 2");
    assert_eq!(homes(&vault), ["bakkerij", "fietsen", "webwinkel"]);
    vault.run("verify --each").exits(0).says("Bakkerij");
    let there = fs::read_to_string(&settings).unwrap();
    assert!(there.contains("name = \"Bakkerij\""), "{there}");
}

#[test]
fn what_a_list_lacks_or_no_drive_has_is_named_and_stays_away() {
    let (vault, mut papers) = office();
    papers.insert("Kapsalon".into(), "ab".repeat(32));
    let number = list(&vault, &papers, &["Bakkerij", "Webwinkel", "Kapsalon"]);
    lose_the_pc(&vault);
    let said = with_list(&vault, &number).exits(1).says("2 vaults came back");
    let said = said.says("none of these drives: Kapsalon");
    said.says(&format!("Not on the list, and not brought back: kluis-{}", &papers["Fietsen"][..8]));
    assert_eq!(homes(&vault), ["bakkerij", "webwinkel"]);
}

#[test]
fn a_list_that_somebody_changed_brings_nothing_back() {
    let (vault, papers) = office();
    let number = list(&vault, &papers, &CLIENTS);
    let file = vault.path("vaults.txt");
    let text = fs::read_to_string(&file).unwrap();
    lose_the_pc(&vault);
    fs::write(&file, text.replacen(&papers["Fietsen"][..9], "000000000", 1)).unwrap();
    vault
        .run(&format!("{ALL} --from {{a}} --vaults {{dir}}/vaults.txt"))
        .fails(2)
        .says("--vaults-check");
    with_list(&vault, &number).fails(12).says("not the list");
    fs::write(&file, "Bakkerij\n").unwrap();
    with_list(&vault, &number).fails(2).says("no list of vaults");
    vault.run(&format!("{ALL} --from {{a}}")).fails(2).says("--vaults");
    vault.run("rebuild --from {a} --identity {dir}/office.key").fails(2).says("--vault-id");
    assert!(homes(&vault).is_empty());
    // At a terminal a part of the number is typed from the sheet.
    fs::write(&file, text).unwrap();
    let line = format!("{ALL} --from {{a}} --vaults {{dir}}/vaults.txt");
    let person = Person::default();
    person.paper.borrow_mut().insert(String::new(), "0".repeat(64));
    vault.asked(&person).run(&line).fails(12);
    assert_eq!(person.asked.borrow().len(), 2, "it is asked twice");
    person.paper.borrow_mut().insert(String::new(), number);
    vault.asked(&person).run(&line).exits(0).says("3 vaults came back");
}

#[test]
fn without_a_list_each_id_is_typed_from_its_paper() {
    let (vault, papers) = office();
    lose_the_pc(&vault);
    let person = Person { paper: papers.clone().into(), ..Person::default() };
    // One paper says otherwise than the drive, and of one there is none.
    let other = papers["Webwinkel"].replace(['1', '2', '3', '4', '5', '6', '7', '8', '9'], "0");
    person.paper.borrow_mut().insert("Webwinkel".into(), other);
    person.paper.borrow_mut().remove("Bakkerij");
    let said = vault.asked(&person).run(&format!("{ALL} --from {{a}}")).exits(3);
    let said = said.says("1 vault came back").says("Bakkerij did not come back");
    said.says("Webwinkel did not come back").says("not typed as it is on the drive");
    assert_eq!(homes(&vault), ["fietsen"]);
    let person = Person { paper: papers.into(), ..Person::default() };
    vault.asked(&person).run(&format!("{ALL} --from {{a}}")).exits(0).says("2 vaults came back");
    assert_eq!(homes(&vault), ["bakkerij", "fietsen", "webwinkel"]);
}

#[test]
fn one_vault_that_is_broken_or_closed_keeps_no_other_away() {
    let (vault, papers) = office();
    let number = list(&vault, &papers, &CLIENTS);
    lose_the_pc(&vault);
    let broken = folder(&vault, &papers, "Fietsen");
    for slot in ["label.a.json", "label.b.json"] {
        fs::write(broken.join(slot), "{}").unwrap();
    }
    let said = with_list(&vault, &number).exits(12).says("2 vaults came back");
    said.says("Fietsen did not come back").says("no label on it is signed");
    // The sheet of one client opens that one alone.
    lose_the_pc(&vault);
    let line =
        "rebuild --all --accept-settings --no-passphrase --from {a} --identity {dir}/Bakkerij";
    let person = Person { paper: papers.clone().into(), ..Person::default() };
    let said = vault.asked(&person).run(line).exits(12).says("1 vault came back");
    let closed = format!("kluis-{}", &papers["Webwinkel"][..8]);
    said.says("Not opened by this identity").says(&closed);
    // On the list, and not opened: that is an error and no finding.
    fs::remove_dir_all(&broken).unwrap();
    list(&vault, &papers, &["Webwinkel"]);
    let number = list(&vault, &papers, &["Webwinkel", "Bakkerij"]);
    let line = format!("{line} --vaults {{dir}}/vaults.txt --vaults-check {number}");
    vault.run(&line).exits(13).says("Webwinkel did not come back");
}

#[test]
fn a_vault_whose_ledger_is_damaged_on_one_drive_comes_back_with_the_other() {
    let (vault, papers) = office();
    lose_the_pc(&vault);
    let ledger = folder(&vault, &papers, "Fietsen").join("ledger");
    for file in fs::read_dir(ledger).unwrap() {
        let path = file.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        bytes[20] ^= 1;
        fs::write(path, bytes).unwrap();
    }
    let person = Person { paper: papers.clone().into(), ..Person::default() };
    let said = vault.asked(&person).run(&format!("{ALL} --from {{a}}")).exits(15);
    said.says("2 vaults came back").says(&format!("kluis-{}", &papers["Fietsen"][..8]));
    let said = vault.asked(&person).run(&format!("{ALL} --from {{a}} --from {{b}}")).exits(1);
    said.says("1 vault came back")
        .says("its copy of the ledger is damaged")
        .says("--vault Fietsen");
}

/// The key as somebody types it from the sheet: its groups, with their numbers.
fn typed_from(page: &str) -> String {
    let cells = page.split("data-head=\"\">").skip(1).filter_map(|cell| cell.split_once("</td>"));
    let groups: Vec<String> = cells.map(|(cell, _)| cell.replace('\u{a0}', " ")).collect();
    assert_eq!(groups.len(), 15, "{page}");
    format!("AGE-SECRET-KEY-1\n{}\n", groups.join("   ").to_lowercase())
}

/// What stands on the sheet in the letters of a typewriter.
fn lines(page: &str) -> Vec<String> {
    let lines = page.split("<p class=\"type\">").skip(1).filter_map(|line| line.split_once("</p>"));
    lines.map(|(line, _)| line.to_owned()).collect()
}

#[test]
fn the_office_sheet_brings_all_of_it_back() {
    let (vault, papers) = office();
    let line = "key paper --each --to {dir}/sheet.html --vaults {dir}/vaults.txt";
    vault.refuses(line, 2).says("--identity");
    let line = format!("{line} --identity {{dir}}/office.key");
    let before = vault.everything();
    let said = vault.run(&line).exits(0).says("opens 3 vaults").says("remove the file");
    said.hides("AGE-SECRET-KEY");
    vault.refuses(&line, 2);
    fs::remove_file(vault.path("office.key")).unwrap();
    let page = fs::read_to_string(vault.path("sheet.html")).unwrap();
    for (client, id) in &papers {
        let groups: Vec<&str> = (0..64).step_by(4).map(|at| &id[at..at + 4]).collect();
        assert!(page.contains(client) && page.contains(&groups.join(" ")), "{page}");
    }
    assert_eq!(page.matches("<svg").count(), 1);
    assert!(
        !page.contains("<script") && !page.contains("http:") && !page.contains("https:"),
        "{page}"
    );
    let number = lines(&page)[1].replace(' ', "");
    let list = fs::read(vault.path("vaults.txt")).unwrap();
    assert_eq!(number, Digest::of(&list).to_string());
    let now = vault.everything();
    let made = now.keys().filter(|path| !before.contains_key(*path));
    assert!(made.clone().all(|path| !path.starts_with("data")), "{:?}", made.collect::<Vec<_>>());

    lose_the_pc(&vault);
    fs::write(vault.path("office.key"), typed_from(&page)).unwrap();
    with_list(&vault, &number).exits(0).says("3 vaults came back");
}

/// Modes are of Unix.
#[cfg(unix)]
#[test]
fn a_sheet_is_its_owners_alone_and_lies_in_no_home_and_on_no_drive() {
    use std::os::unix::fs::PermissionsExt;
    let (vault, _) = office();
    let line = "key paper --vault Fietsen --to";
    for place in ["{a}/sheet.html", "{dir}/data/kluis/vaults/fietsen/sheet.html"] {
        vault.refuses(&format!("{line} {place}"), 2);
    }
    vault.refuses(&format!("{line} {{dir}}/new.html --vaults {{a}}/vaults.txt"), 2);
    vault.run(&format!("{line} {{dir}}/sheet.html")).exits(0).says("opens 1 vault");
    let mode = fs::metadata(vault.path("sheet.html")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let page = fs::read_to_string(vault.path("sheet.html")).unwrap();
    let own = fs::read_to_string(vault.path("data/kluis/vaults/fietsen/identity.txt")).unwrap();
    assert!(lines(&page)[0] == own.trim() && page.contains("--vault-id"), "{page}");
}

#[test]
fn the_sheet_names_what_the_key_does_not_open_and_what_waits() {
    let (vault, _) = office();
    vault.run("key remove Office --yes --vault Fietsen").exits(0);
    let line = "key paper --each --identity {dir}/office.key --to {dir}/sheet.html";
    let said = vault.run(line).exits(1).says("opens 2 vaults");
    said.says("Not opened by it, and not on the sheet: Fietsen");
    let page = fs::read_to_string(vault.path("sheet.html")).unwrap();
    assert!(!page.contains("Fietsen"));
    let other = Identity::generate().to_secret_string();
    fs::write(vault.path("office.key"), format!("{}\n", other.expose_secret())).unwrap();
    vault.refuses(&line.replace("sheet.html", "new.html"), 13);
    // A drive that was away does not open with a key that came meanwhile.
    vault.unplug("b");
    vault.run("key add Office2 --recipient-file {dir}/office.key --vault Bakkerij").exits(0);
    let line = "key paper --vault Bakkerij --identity {dir}/office.key --to {dir}/later.html";
    vault.run(line).exits(1).says("do not open with it yet").says("kluis key wrap");
}

#[test]
fn a_client_who_came_later_and_whom_the_office_s_key_does_not_open_is_named() {
    let (vault, _) = office();
    let names = |client: &str| {
        let said = vault.run("status --each --lang nl");
        said.out.contains(&format!("key add Office --recipient-file BESTAND --vault {client}"))
    };
    assert!(!CLIENTS.iter().any(|client| names(client)));
    vault.run("init --name Slager --no-passphrase --paper {dir}/slager").exits(0);
    vault.run("status --each --lang nl").exits(1).says("laat Office dit openen");
    assert!(names("Slager") && !CLIENTS.iter().any(|client| names(client)));
    let lacking = vault.run("status --each --json").out;
    let lacking: Vec<&str> = lacking.split("\"keys_lacking\"").skip(1).collect();
    assert_eq!(lacking.iter().filter(|after| after[..20].contains("Office")).count(), 1);
    vault.run("key add Office --recipient-file {dir}/office.key --vault Slager").exits(0);
    assert!(!names("Slager"));
    // Whoever took it away knows.
    vault.run("key remove Office --vault Fietsen --yes").exits(0);
    assert!(!names("Fietsen"));
}
