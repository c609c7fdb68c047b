//! Statements of destruction: what one says, when there is one, and that it holds years later.

use std::fs;
use std::path::PathBuf;
#[cfg(unix)]
use std::process::Command;

use serde_json::Value;

use kluis::words::canonical;

use crate::harness::{BY, Vault, flip};

/// The file of the newest statement of a bundle with this ending, in the home.
fn file(vault: &Vault, bundle: &str, end: &str) -> PathBuf {
    let shown = vault.run(&format!("statement show {bundle} --json")).json();
    let files = shown["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap());
    files.map(PathBuf::from).find(|file| file.to_string_lossy().ends_with(end)).unwrap()
}

fn destroyed() -> Vault {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let line = format!("destroy {{payroll}} {BY} --place Zutphen --witness \"P. Getuige\"");
    vault.on("2028-01-05").run(&line).exits(0).says("statement of destruction");
    vault
}

fn statement(vault: &Vault) -> Value {
    vault.run("statement show {payroll} --json").exits(0).json()["statement"].clone()
}

#[test]
fn the_last_copy_gone_there_is_a_statement_that_says_what_was_done() {
    let vault = destroyed();
    let said = statement(&vault);
    assert_eq!((&said["kind"], &said["accounted"]), (&"final".into(), &true.into()));
    assert_eq!(said["decision"]["by"], "A.Jansen");
    assert_eq!(said["decision"]["place"], "Zutphen");
    assert_eq!(said["witness"], "P. Getuige");
    assert_eq!(said["decision"]["no_open_matters"], true);
    assert_eq!(said["records"], 3);
    assert_eq!(said["rules"][0]["class"]["id"], "nl-payroll");
    assert_eq!(said["kept_through"], "2027-12-31");
    assert_eq!(said["records_from"], "2020-12-01");
    let copies = said["copies"].as_array().unwrap();
    assert_eq!(copies.len(), 2);
    for copy in copies {
        assert_eq!(copy["fate"], "destroyed");
        assert_eq!(copy["technique"], "overwritten-and-unlinked");
        assert_eq!(copy["looked_again"], true);
        assert!(copy["files"].as_u64() >= Some(8));
        // Claimed only where the file system is known to overwrite in place.
        let proven = copy["in_place"] == "yes" && copy["read_back"] == "past-cache";
        assert_eq!(copy["nist"] == "as-clear-these-files-only", proven, "{copy:#}");
    }
    assert_eq!(said["holds_checked"].as_array().unwrap().len(), 3);
    let signer = said["sealed"]["signer"].as_str().unwrap();
    assert!(signer.starts_with("SHA256:"), "{signer}");
    let shown = vault.run("ledger show --json").exits(0).json();
    let last = shown["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["event"], "statement-made");
    assert_eq!((&last["seq"], &last["signed"]), (&said["ledger"]["seq"], &true.into()));
    vault.run("ledger show").exits(0).says("statement of destruction made");
    let listed = vault.run("statement list").exits(0).says("final").says("accounted for");
    listed.says("nl-payroll").says("2020-12");
    let rows = vault.run("statement list --json").exits(0).json();
    let rule = serde_json::json!({"class": "nl-payroll", "date": "2020-12"});
    assert_eq!(rows["bundles"][0]["rules"][0], rule);
    vault.run("statement verify {payroll}").exits(0).says("signed by the disposer");
    vault.run("verify").exits(0);
}

#[test]
fn no_name_of_a_file_stands_in_a_statement() {
    let vault = destroyed();
    let said = statement(&vault).to_string();
    for name in ["factuur", "bank.csv", ".xml"] {
        assert!(!said.contains(name), "{name}");
    }
    assert!(!said.contains("Drive A"), "labels stay encrypted");
}

#[test]
fn every_drive_and_a_folder_of_the_users_get_it() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let line = format!("destroy {{payroll}} {BY} --statement-to {{out}}");
    vault.on("2028-01-05").run(&line).exits(0);
    let names = |folder: PathBuf| {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    let home = names(vault.home().join("statements"));
    for end in [".json", ".json.sig", ".commit"] {
        assert!(home.iter().any(|name| name.ends_with(end)), "{end} of {home:?}");
    }
    for drive in ["a", "b"] {
        assert_eq!(names(vault.on_drive(drive).join("statements")), home, "drive {drive}");
    }
    let mut given = names(vault.path("out"));
    given.retain(|name| name != "allowed_signers");
    assert_eq!(given, home);
    // Again is the same, and nothing is written over.
    vault.run("statement show {payroll} --to {out}").exits(0);
    let json = home.iter().find(|name| name.ends_with(".json")).unwrap();
    fs::write(vault.path("out").join(json), "mine").unwrap();
    vault.run("statement show {payroll} --to {out}").exits(2);
    assert_eq!(fs::read(vault.path("out").join(json)).unwrap(), b"mine");
}

/// What a stock tool says of a file; it must succeed.
#[cfg(unix)]
fn tool(line: &str, file: &std::path::Path) -> String {
    let script = line.replace("FILE", &format!("'{}'", file.display()));
    let output =
        Command::new("sh").args(["-c", &script]).output().expect("this test needs a shell");
    let all = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&all).into_owned();
    assert!(output.status.success(), "{script}: {text}");
    text
}

/// The page is read with `qpdf` and `pdftotext`.
#[cfg(unix)]
#[test]
fn a_page_for_a_supervisor_says_the_same_and_names_what_was_signed() {
    let vault = destroyed();
    let json = file(&vault, "{payroll}", ".json");
    let sha256 = kluis::words::digest::Digest::of(&fs::read(&json).unwrap()).to_string();
    let page = file(&vault, "{payroll}", ".en.pdf");
    for drive in ["a", "b"] {
        let there = vault.on_drive(drive).join("statements").join(page.file_name().unwrap());
        assert_eq!(fs::read(there).unwrap(), fs::read(&page).unwrap());
    }
    tool("qpdf --check FILE", &page);
    let text = tool("pdftotext -layout FILE -", &page);
    let name = json.file_name().unwrap().to_string_lossy().into_owned();
    for words in ["Statement of destruction", "A.Jansen", "Zutphen", "P. Getuige", &sha256, &name] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(text.contains("1/1") || text.contains("1/2"), "one or two pages: {text}");
    for name in ["factuur", "bank.csv", ".xml", "Drive A"] {
        assert!(!text.contains(name), "{name}");
    }
    let embedded = tool("pdffonts FILE", &page);
    let fonts: Vec<&str> = embedded.lines().skip(2).collect();
    assert!(fonts.len() == 2 && fonts.iter().all(|line| line.contains("yes")), "{embedded}");
    // In the other language it is made for whoever asks, and is the same each time.
    vault.run("statement show {payroll} --to {out} --lang nl").exits(0).says(".nl.pdf");
    let dutch = vault.path("out").join(name.replace(".json", ".nl.pdf"));
    let before = fs::read(&dutch).unwrap();
    assert!(tool("pdftotext -layout FILE -", &dutch).contains("Verklaring van vernietiging"));
    fs::remove_file(&dutch).unwrap();
    vault.run("statement show {payroll} --to {out} --lang nl").exits(0);
    assert_eq!(fs::read(&dutch).unwrap(), before);
    // Whoever was handed a page asks whether it is real.
    vault.name("page", &page);
    vault.name("dutch", &dutch);
    vault.run("statement verify {page}").exits(0).says("signed by the disposer, and on record");
    vault.run("statement verify {dutch} --lang nl").exits(0).says("ondertekend door de beheerder");
    vault.name("other", vault.path("out/other.pdf"));
    fs::copy(&page, vault.path("out/other.pdf")).unwrap();
    vault.run("statement verify {other}").exits(0);
    flip(&vault.path("out/other.pdf"), 2000);
    vault.run("statement verify {other}").exits(12).says("not the one that belongs to a statement");
    // A name that says another bundle misleads whoever files it; one of the reader's own says nothing.
    let own = name.strip_suffix(".json").unwrap();
    for renamed in [own.replace("2025", "2024"), format!("{}-00000000", &own[..17])] {
        for end in [".json", ".json.sig", ".en.pdf"] {
            let to = vault.path("out").join(format!("{renamed}{end}"));
            fs::copy(json.with_file_name(format!("{own}{end}")), to).unwrap();
        }
        vault.name("renamed", vault.path("out").join(format!("{renamed}.json")));
        let says = format!("by its contents it is {own}");
        vault.run("statement verify {renamed}").exits(1).says("signed by the disposer").says(&says);
        vault.name("renamed", vault.path("out").join(format!("{renamed}.en.pdf")));
        vault.run("statement verify {renamed}").exits(1).says(&says);
    }
    // Damage to it is damage, and a drive has it whole.
    flip(&page, 300);
    vault.run("statement verify {payroll}").exits(11).says(".en.pdf");
    vault.run("repair").exits(0);
    vault.run("statement verify {payroll}").exits(0);
}

/// The command is for a shell of Unix.
#[cfg(unix)]
#[test]
fn stock_ssh_keygen_checks_it_when_nothing_else_remains() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let line = format!("destroy {{payroll}} {BY} --statement-to {{out}}");
    vault.on("2028-01-05").run(&line).exits(0);
    let json = file(&vault, "{payroll}", ".json");
    let name = json.file_name().unwrap().to_string_lossy().into_owned();
    let check = || {
        let script = format!(
            "ssh-keygen -Y verify -f allowed_signers -I disposer -n kluis-statement -s {name}.sig < {name}"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script]).current_dir(vault.path("out"));
        command.output().expect("this test needs ssh-keygen")
    };
    // On a drive, by the very command that its README and LEESMIJ have.
    for text in ["README.txt", "LEESMIJ.txt"] {
        let folder = vault.on_drive("a");
        let text = fs::read_to_string(folder.join(text)).unwrap();
        let line = text.lines().find(|line| line.contains("-n kluis-statement")).unwrap();
        let script = format!("NAME={}; {line}", name.strip_suffix(".json").unwrap());
        let command = Command::new("sh").args(["-c", &script]).current_dir(folder).output();
        assert!(command.expect("this test needs ssh-keygen").status.success(), "{script}");
    }
    let told = check();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    flip(&vault.path("out").join(&name), 40);
    assert!(!check().status.success());
}

#[test]
fn while_a_copy_stands_it_is_interim_and_the_end_makes_it_final() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.run("statement show {payroll}").exits(1).says("no destruction was ordered");
    vault.run("statement verify {payroll}").exits(1).says("no statement");
    vault.unplug("b");
    let line = format!("destroy {{payroll}} {BY}");
    vault.on("2028-01-05").run(&line).exits(3).hides("statement of destruction");
    vault.run("statement list").exits(1).says("none");
    let interim = vault.run("statement show {payroll} --json").exits(1).json();
    assert_eq!((&interim["kind"], &interim["made_now"]), (&"interim".into(), &true.into()));
    let fates: Vec<&Value> =
        interim["statement"]["copies"].as_array().unwrap().iter().map(|c| &c["fate"]).collect();
    assert!(fates.contains(&&"present".into()) && fates.contains(&&"destroyed".into()));
    // Nothing new, no new one.
    let again = vault.run("statement show {payroll} --json").exits(1).json();
    assert_eq!((&again["sha256"], &again["made_now"]), (&interim["sha256"], &false.into()));
    vault.run("statement verify {payroll}").exits(1).says("not final");
    vault.plug("b");
    vault.run(&format!("destroy --resume {BY}")).exits(0).says("statement of destruction");
    let said = statement(&vault);
    assert_eq!((&said["kind"], &said["number"]), (&"final".into(), &2.into()));
    assert_eq!(said["supplements"].as_array().unwrap().len(), 0);
}

#[test]
fn a_lost_drive_is_accounted_for_and_what_it_holds_is_said_to_be_readable() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.unplug("b");
    let line = format!("destroy {{payroll}} {BY}");
    vault.on("2028-01-05").run(&line).exits(3);
    let lost = "medium lost \"Drive B\" --since 2027-02-03 --reason gone --by \"A. Jansen\"";
    vault.run(lost).exits(0).says("statement of destruction");
    let said = statement(&vault);
    assert_eq!(said["kind"], "final");
    let copies = said["copies"].as_array().unwrap();
    let lost = copies.iter().find(|copy| copy["fate"] == "lost").unwrap();
    assert_eq!((&lost["since"], &lost["by"]), (&"2027-02-03".into(), &"A. Jansen".into()));
    assert_eq!((&lost["nist"], &lost["remains"][0]), (&Value::Null, &"readable".into()));
    assert_eq!(said["keys"]["elsewhere"].as_array().unwrap().len(), 1);
    assert_eq!(vault.run("show {payroll} --json").json()["standing"], "destroyed");
    vault.run("list --destroyed").exits(0);
    // It comes back: destroyed there, and a supplement says so.
    vault.plug("b");
    assert!(vault.bundle("b", "payroll").exists());
    vault.run(&format!("destroy --resume {BY}")).exits(0).says("supplement");
    assert!(!vault.bundle("b", "payroll").exists());
    let more = statement(&vault);
    assert_eq!((&more["kind"], &more["number"]), (&"supplement".into(), &2.into()));
    assert_eq!(more["supplements"].as_array().unwrap().len(), 1);
    assert!(more["copies"].as_array().unwrap().iter().all(|copy| copy["fate"] == "destroyed"));
}

#[test]
fn what_lies_on_lost_drives_alone_is_accounted_for_and_destroyed_where_one_comes_back() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let id = vault.id("payroll");
    let index = vault.home().join(format!("indexes/{id}.age"));
    let line = format!("destroy {{payroll}} {BY}");
    for (drive, label) in [("a", "Drive A"), ("b", "Drive B")] {
        vault.unplug(drive);
        let lost =
            format!("medium lost \"{label}\" --since 2027-02-03 --reason gone --by \"A. Jansen\"");
        vault.on("2027-02-03").run(&lost).exits(1).hides("statement of destruction");
    }
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label C").exits(0);
    // Kept through its last day, wherever it lies; nothing is ever said to be erased.
    vault.on("2027-12-31").refuses(&line, 14);
    vault.unplug("c");
    vault.on("2028-01-05").refuses(&line, 10);
    vault.plug("c");
    let done = vault.run(&line).exits(0).says("Drive A: lost").says("Drive B: lost");
    done.says("accounted for").hides("overwritten").says("statement of destruction");
    assert!(!index.exists());
    let said = statement(&vault);
    assert_eq!((&said["kind"], &said["accounted"]), (&"final".into(), &true.into()));
    let fates = said["copies"].as_array().unwrap();
    assert_eq!(fates.len(), 2);
    assert!(fates.iter().all(|copy| copy["fate"] == "lost" && copy["remains"][0] == "readable"));
    vault.run("restore {payroll} --to {out} --reason x").exits(1).says("destroyed");
    vault.refuses(&line, 2).says("destroyed before");
    // One comes back: it is destroyed there, and a supplement says so.
    vault.plug("b");
    vault.run(&format!("destroy --resume {BY}")).exits(0).says("supplement");
    assert!(!vault.bundle("b", "payroll").exists());
    let more = statement(&vault);
    assert_eq!(more["kind"], "supplement");
    let mut fates: Vec<&str> =
        more["copies"].as_array().unwrap().iter().map(|c| c["fate"].as_str().unwrap()).collect();
    fates.sort_unstable();
    assert_eq!(fates, ["destroyed", "lost"]);
}

#[test]
fn a_hold_keeps_what_lies_on_lost_drives_alone() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.new_drives(&["c"]);
    vault.run("medium add --same-disk {c} --label C").exits(0);
    for (drive, label) in [("a", "Drive A"), ("b", "Drive B")] {
        vault.unplug(drive);
        let lost =
            format!("medium lost \"{label}\" --since 2027-02-03 --reason gone --by \"A. Jansen\"");
        vault.on("2027-02-03").run(&lost).exits(1);
    }
    vault.run("hold place {payroll} --ref Z1 --reason claim").exits(0);
    vault.on("2028-01-05").refuses(&format!("destroy {{payroll}} {BY}"), 14).says("Z1");
    assert!(vault.home().join(format!("indexes/{}.age", vault.id("payroll"))).exists());
}

const LOST: &str =
    "medium lost \"Drive B\" --since 2027-02-03 --reason 'too old' --by \"A. Jansen\"";

#[test]
fn a_drive_that_was_shredded_is_accounted_for_on_a_persons_word() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.unplug("b");
    vault.on("2028-01-05").run(&format!("destroy {{payroll}} {BY}")).exits(3);
    vault.run(&format!("{LOST} --destroyed burnt")).exits(2);
    let gone = format!("{LOST} --destroyed shredded");
    vault.run(&gone).exits(0).says("physically destroyed (shredded)").says("statement of destruct");
    let said = statement(&vault);
    assert_eq!(said["kind"], "final");
    let copy = &said["copies"][1];
    assert_eq!(
        (&copy["fate"], &copy["physical"]),
        (&"medium-destroyed".into(), &"shredded".into())
    );
    assert_eq!((&copy["since"], &copy["by"]), (&"2027-02-03".into(), &"A. Jansen".into()));
    assert_eq!(
        (&copy["nist"], &copy["remains"]),
        (&Value::Null, &serde_json::json!(["word-alone"]))
    );
    let keys = &said["keys"];
    assert_eq!(keys["gone_with"], serde_json::json!([copy["medium"]]), "{keys}");
    assert_eq!(keys["elsewhere"], serde_json::json!([]));
    vault.run("ledger show").exits(0).says("physically destroyed on 2027-02-03: shredded");
    vault.run("ledger show --lang nl").exits(0).says("zelf vernietigd: versnipperd");
    vault.run("statement show {payroll}").exits(0).says("as a person said");
    let page = file(&vault, "{payroll}", ".en.pdf");
    // Where `pdftotext` is, the words are read too.
    #[cfg(unix)]
    {
        let text = tool("pdftotext -layout FILE -", &page);
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("not seen by this program"), "{text}");
    }
    assert!(page.exists());
    // The word was wrong: it turns up, and is destroyed like any other.
    vault.plug("b");
    vault.run("medium found \"Drive B\"").exits(0);
    vault.run("statement show {payroll}").exits(1).says("not destroyed");
    vault.run(&format!("destroy --resume {BY}")).exits(0);
    assert!(!vault.bundle("b", "payroll").exists());
    assert_eq!(statement(&vault)["copies"][1]["fate"], "destroyed");
}

#[test]
fn a_lost_drive_that_turns_out_to_be_destroyed_gets_a_supplement() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.unplug("b");
    vault.on("2028-01-05").run(&format!("destroy {{payroll}} {BY}")).exits(3);
    vault.run(LOST).exits(0).says("statement of destruction");
    let gone = format!("{LOST} --destroyed melted --json");
    let report = vault.run(&gone).exits(0).json();
    assert_eq!((&report["destroyed"], &report["loss"]), (&"melted".into(), &Value::Null));
    assert_eq!(report["statements"][0]["kind"], "supplement");
    // Said twice it is on record once.
    assert_eq!(vault.run(&gone).exits(0).json()["statements"], serde_json::json!([]));
    assert_eq!(statement(&vault)["copies"][1]["physical"], "melted");
}

#[test]
fn what_the_settings_say_of_the_client_stands_in_each_statement() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let path = vault.home().join("kluis.toml");
    let text = fs::read_to_string(&path).unwrap();
    let words = "\n[statement]\ncontroller = \"Bakkerij Jansen\"\nprocessor = \"Kantoor Lindehof\"\n\
                 return_or_delete = \"delete\"\ncategory_before = \"confidential\"\n";
    fs::write(&path, format!("{text}{words}")).unwrap();
    vault.on("2028-01-05").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    let said = statement(&vault);
    for (field, value) in [
        ("controller", "Bakkerij Jansen"),
        ("processor", "Kantoor Lindehof"),
        ("return_or_delete", "delete"),
        ("category_before", "confidential"),
    ] {
        assert_eq!(said[field], value);
    }
    fs::write(&path, format!("{text}\n[statement]\ncontroler = \"x\"\n")).unwrap();
    vault.run("statement show {payroll}").exits(2);
}

/// The annex is opened with stock `age`.
#[cfg(unix)]
#[test]
fn a_confidential_class_shows_its_ends_and_the_annex_has_the_rule() {
    let vault = Vault::new();
    vault.month("2020/11");
    let line = "{src} --class nl-wwft-cdd --date 2020-11 --accept-end";
    vault.seal("cdd", line).exits(0);
    vault.on("2030-01-05").run(&format!("destroy {{cdd}} {BY}")).exits(0);
    let shown = vault.run("statement show {cdd} --json").exits(0).json();
    let said = &shown["statement"];
    assert!(said["rules"][0]["class"]["id"].is_null() && said["annex"].is_string(), "{said:#}");
    assert!(!said.to_string().contains("wwft") && !said.to_string().contains("Wwft"));
    assert_eq!((&said["records_from"], &said["records_through"]), (&Value::Null, &Value::Null));
    let annex = file(&vault, "{cdd}", ".annex.age");
    let script =
        format!("age -d -i {} {}", vault.home().join("identity.txt").display(), annex.display());
    let plain = Command::new("sh").args(["-c", &script]).output().expect("this test needs age");
    let text = String::from_utf8_lossy(&plain.stdout).into_owned();
    assert!(text.contains("nl-wwft-cdd"), "{text}{}", String::from_utf8_lossy(&plain.stderr));
}

#[test]
fn was_exactly_this_file_destroyed() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.run("restore {payroll} --to {out} --reason audit").exits(0);
    let proof: Value =
        serde_json::from_slice(&fs::read(vault.path("out/proof.json")).unwrap()).unwrap();
    let path = proof["records"][1]["path"].as_str().unwrap().to_owned();
    let given = vault.path("out").join(path);
    vault.name("given", &given);
    vault.on("2028-01-05").run(&format!("destroy {{payroll}} {BY}")).exits(0);
    let ask = "statement verify {payroll} --file {given} --proof {out}/proof.json";
    let yes = vault.run(&format!("{ask} --json")).exits(0).json();
    assert_eq!(yes["file"], serde_json::json!({"answer": "yes", "n": proof["records"][1]["n"]}));
    vault.run(ask).exits(0).says("Exactly this file was in the bundle");
    // By the statement's own file too.
    vault.name("json", file(&vault, "{payroll}", ".json"));
    vault.run("statement verify {json} --file {given} --proof {out}/proof.json").exits(0);
    fs::write(&given, "something else").unwrap();
    vault.run(ask).exits(1).says("no such file");
    // A proof that somebody wrote to fit.
    let forged = fs::read_to_string(vault.path("out/proof.json")).unwrap();
    let sha256 = kluis::words::digest::Digest::of(b"something else").to_string();
    let forged = forged.replace(proof["records"][1]["sha256"].as_str().unwrap(), &sha256);
    fs::write(vault.path("out/proof.json"), forged).unwrap();
    vault.run(ask).exits(1).says("was not in the bundle");
    flip(&file(&vault, "{payroll}", ".commit"), 3);
    vault.run(ask).exits(11).says("can't be told");
    vault.run("statement verify {payroll} --file {given} --proof {given}").exits(2);
}

#[test]
fn damage_is_damage_and_another_copy_mends_it() {
    let vault = destroyed();
    let json = file(&vault, "{payroll}", ".json");
    let sound = fs::read(&json).unwrap();
    flip(&json, 100);
    vault.run("statement verify {payroll}").exits(11).says("not the one on record");
    vault.run("repair").exits(0);
    assert_eq!(fs::read(&json).unwrap(), sound);
    vault.run("statement verify {payroll}").exits(0);
    // On a drive it is found and mended too.
    let name = json.file_name().unwrap();
    let there = vault.on_drive("b").join("statements").join(name);
    flip(&there, 100);
    vault.run("verify").exits(11).says(&name.to_string_lossy());
    vault.run("repair \"Drive B\"").exits(0);
    assert_eq!(fs::read(&there).unwrap(), sound);
    vault.run("verify").exits(0);
}

#[test]
fn a_home_that_is_made_again_has_the_statements() {
    let vault = destroyed();
    let json = file(&vault, "{payroll}", ".json");
    let before = fs::read(&json).unwrap();
    fs::remove_dir_all(vault.home().join("statements")).unwrap();
    vault.run("repair").exits(0);
    assert_eq!(fs::read(&json).unwrap(), before);
}

#[test]
fn forging_any_field_is_refused() {
    let vault = destroyed();
    let json = file(&vault, "{payroll}", ".json");
    let sound: Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    let folder = vault.path("forged");
    fs::create_dir_all(&folder).unwrap();
    let forged = folder.join("forged.json");
    fs::copy(json.with_extension("json.sig"), folder.join("forged.json.sig")).unwrap();
    vault.name("forged", &forged);
    let put = |value: &Value| fs::write(&forged, canonical::document(value)).unwrap();
    put(&sound);
    vault.run("statement verify {forged}").exits(0);
    let mut fields = 0;
    for pointer in pointers(&sound, "") {
        let mut changed = sound.clone();
        let at = changed.pointer_mut(&pointer).unwrap();
        *at = match &*at {
            Value::Bool(yes) => Value::from(!*yes),
            Value::Number(number) => Value::from(number.as_u64().unwrap() + 1),
            Value::String(text) => Value::from(format!("{text}0")),
            Value::Null => Value::from("x"),
            Value::Array(_) | Value::Object(_) => Value::Null,
        };
        put(&changed);
        vault.run("statement verify {forged}").exits(12);
        fields += 1;
    }
    assert!(fields > 100, "{fields}");
    // Words that this one does not have.
    let copy = &sound["copies"][0];
    let (at, medium, list) = (&copy["at"], &copy["medium"], &sound["seal_sha256"]);
    let search = serde_json::json!({
        "at": at, "by": "A.Jansen", "bytes": 64_000_000, "found": 0, "medium": medium,
        "method": "sector-scan", "recognised": true, "searched": 900, "unread": 0,
    });
    let signed = serde_json::json!({
        "at": at, "by": "P. de Vries", "list": list, "role": "partner", "signer": "SHA256:x",
    });
    let filled = serde_json::json!({
        "at": at, "bytes": 9, "left": 0, "method": "filled", "read_back": "past-cache",
    });
    for (pointer, put_in) in [
        ("/validation", serde_json::json!([search])),
        ("/decision/signatures", serde_json::json!([signed])),
        ("/copies/0/free_space", serde_json::json!([filled])),
        ("/copies/0/physical", "shredded".into()),
        ("/keys/gone_with", serde_json::json!([medium])),
    ] {
        let mut changed = sound.clone();
        *changed.pointer_mut(pointer).unwrap() = put_in;
        put(&changed);
        vault.run("statement verify {forged}").exits(12);
    }
    // A signature for another purpose, by the right key, is none.
    put(&sound);
    let seal = vault.home().join(format!("seals/{}.json.sig", vault.id("payroll")));
    fs::copy(seal, folder.join("forged.json.sig")).unwrap();
    vault.run("statement verify {forged}").exits(12);
}

/// Every value below, by its place.
fn pointers(value: &Value, at: &str) -> Vec<String> {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(n, v)| (n.to_string(), v)).collect(),
        _ => vec![],
    };
    let mut all = Vec::new();
    for (name, value) in below {
        let at = format!("{at}/{name}");
        all.extend(pointers(value, &at));
        all.push(at);
    }
    all
}

#[test]
fn a_hold_between_two_copies_leaves_an_interim_statement_of_the_first() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    vault.unplug("b");
    vault.on("2028-01-05").run(&format!("destroy {{payroll}} {BY}")).exits(3);
    vault.run("hold place {payroll} --ref AUDIT-1 --reason letter").exits(0);
    vault.plug("b");
    vault.run(&format!("destroy --resume {BY}")).hides("statement of destruction:");
    assert!(vault.bundle("b", "payroll").exists());
    let interim = vault.run("statement show {payroll} --json").exits(1).json();
    assert_eq!((&interim["kind"], &interim["accounted"]), (&"interim".into(), &false.into()));
}

/// The reader runs in the Python of this system.
#[cfg(unix)]
#[test]
fn the_reader_on_a_drive_checks_a_statement_too() {
    let vault = destroyed();
    let folder = vault.on_drive("a");
    let check = || {
        let mut reader = Command::new("python3");
        let output = reader.arg(folder.join("spec/reader.py")).arg("check").arg(&folder).output();
        let output = output.expect("this test needs python3");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (holds, text) = check();
    assert!(holds && text.contains("statement of destruction, final, signed"), "{text}");
    for end in [".json", ".json.sig", ".en.pdf", ".commit"] {
        let name = file(&vault, "{payroll}", end).file_name().unwrap().to_owned();
        let there = folder.join("statements").join(&name);
        let sound = fs::read(&there).unwrap();
        flip(&there, 90);
        let (holds, text) = check();
        let fault = format!("statements/{}: is not the file", name.to_string_lossy());
        assert!(!holds && text.contains(&fault), "{text}");
        fs::write(&there, sound).unwrap();
    }
    assert!(check().0);
}

#[test]
fn in_dutch_it_reads_as_people_write() {
    let vault = Vault::holding("payroll").class("nl-payroll").date("2020-12");
    let line = format!("destroy {{payroll}} {BY} --lang nl");
    vault.on("2028-01-05").run(&line).exits(0).says("verklaring van vernietiging");
    vault.run("statement list --lang nl").exits(0).says("definitief").says("verantwoord");
    let shown = vault.run("statement show {payroll} --lang nl").exits(0);
    shown.says("overschreven en teruggelezen op 05-01-2028");
    vault
        .run("statement verify {payroll} --lang nl")
        .exits(0)
        .says("ondertekend door de beheerder");
}
