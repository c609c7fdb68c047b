//! The tax audit: exactly the asked-for records come out, with what proves them, and the disclosure
//! is on record.

use std::fs;

use kluis::words::digest::Digest;
use serde_json::Value;

use crate::harness::{Vault, flip, holds, timed_files, tree};
use crate::kit::files::slashed;

/// Two years of two kinds, with the names of relations in them.
fn administration() -> Vault {
    let vault = Vault::new();
    for year in ["2022", "2023"] {
        vault.file(&format!("{year}/inkoop/factuur Drogenbos.pdf"), format!("{year} paid"));
        vault.file(&format!("{year}/inkoop/factuur Anders.pdf"), format!("{year} other"));
        vault.file(&format!("{year}/bank/export.xml"), format!("<{year}/>"));
        let line = format!("{{src}}/{year} --class nl-admin-basis --date {year}");
        vault.seal(year, &line).exits(0);
    }
    vault
}

fn came_out(vault: &Vault) -> Vec<String> {
    let records = timed_files(&vault.path("out/records")).into_keys();
    records.map(|path| slashed(&path)).collect()
}

#[test]
fn exactly_what_the_inspector_asks_for_comes_out() {
    let vault = administration();
    let line = "restore --year 2022 --match '*Drogenbos*' --match '**/*.xml' --to {out} \
                --reason boekenonderzoek --for 'Inspecteur' --ref AUDIT-77 --json";
    let report = vault.run(line).exits(0).json();
    assert_eq!(report["records"], 2);
    assert_eq!(report["reference"], "AUDIT-77");
    assert_eq!(came_out(&vault), ["2022/bank/export.xml", "2022/inkoop/factuur Drogenbos.pdf"]);
    let paid = vault.path("out/records/2022/inkoop/factuur Drogenbos.pdf");
    assert_eq!(fs::read(paid).unwrap(), b"2022 paid");
}

#[test]
fn a_name_is_found_in_whatever_letters_it_is_typed() {
    let vault = Vault::new();
    // Windows has no such name; the pattern fits this one.
    let bank = if cfg!(windows) { "bank/a_.csv" } else { "bank/a?.csv" };
    for name in ["inkoop/b[1].pdf", "inkoop/Factuur Drogenbos.PDF", "Caf\u{e9}/bon.jpg", bank] {
        vault.file(&format!("2025/{name}"), name);
    }
    vault.seal("2025", "{src}/2025 --class nl-admin-basis --date 2025-10").exits(0);
    let absolute = vault.source("2025/inkoop/b[1].pdf").display().to_string();
    for (typed, names) in [
        ("b[1].pdf", &["inkoop/b[1].pdf"][..]),
        ("INKOOP/B[1].pdf", &["inkoop/b[1].pdf"]),
        ("*.pdf", &["inkoop/Factuur Drogenbos.PDF", "inkoop/b[1].pdf"]),
        ("cafe\u{301}", &["Caf\u{e9}/bon.jpg"]),
        ("CAF\u{c9}/*", &["Caf\u{e9}/bon.jpg"]),
        ("a?.csv", &[bank]),
        ("Inkoop", &["inkoop/Factuur Drogenbos.PDF", "inkoop/b[1].pdf"]),
        ("~/Administratie/2025/Bank", &[bank]),
        (&absolute, &["inkoop/b[1].pdf"]),
    ] {
        let to = vault.path("given");
        vault.name("to", &to);
        let line = format!("restore --all --match '{typed}' --to {{to}} --reason x --json");
        let report = vault.run(&line).exits(0).json();
        assert_eq!(report["records"], names.len() as u64, "{typed}: {report:#}");
        let came = timed_files(&to.join("records")).into_keys();
        let came: Vec<String> = came.map(|path| slashed(&path)).collect();
        assert!(
            came.iter().zip(names).all(|(path, name)| path.ends_with(name)),
            "{typed}: {came:?}"
        );
        fs::remove_dir_all(&to).unwrap();
    }
}

/// A link is what `archive` leaves alone and names; Windows lets administrators alone make one.
#[cfg(unix)]
#[test]
fn a_path_is_found_as_archive_printed_it() {
    let vault = Vault::with_one_drive();
    vault.month("2025/11");
    std::os::unix::fs::symlink("factuur-1.pdf", vault.source("2025/11/link.pdf")).unwrap();
    let line = "archive {src}/2025 --class nl-admin-basis --date 2025-11";
    // What it left alone it names by its path.
    let ran = vault.spawn(&[], line).exits(0);
    let path = ran.out.split_whitespace().find_map(|word| word.split_once("link.pdf"));
    let folder = path.unwrap_or_else(|| panic!("{ran}")).0.to_owned();
    assert!(folder.ends_with("2025/11/"), "{folder}");
    let restore = |pattern: &str, from: &str| {
        let shell = format!("cd {from} && exec \"$@\"");
        let line = format!("restore --all --match '{pattern}' --to {{out}} --reason x");
        let ran = vault.spawn(&["bash", "-c", &shell, "bash"], &line);
        let _ = fs::remove_dir_all(vault.path("out"));
        ran
    };
    let here = vault.source("2025");
    let here = here.to_str().unwrap();
    for pattern in
        [format!("{folder}*"), "./11/bank.csv".into(), "../2025/11/*.xml".into(), "./11".into()]
    {
        restore(&pattern, here).exits(0).says("Gave back");
    }
    restore("./bank.csv", here).exits(1).says("Not found: ./bank.csv");
}

#[test]
fn a_pattern_that_is_none_and_no_name_either_says_so() {
    let vault = administration();
    vault.refuses("restore --all --match 'a[' --to {out} --reason x", 2).says("a [ has no ]");
    let line = "restore --all --match 'a[' --match '*.xml' --to {out} --reason x";
    vault.run(line).exits(1).says("Not found: a[").says("letter by letter").says("a [ has no ]");
}

#[test]
fn several_years_at_once_come_out_beside_each_other() {
    let vault = administration();
    let line = "restore --year 2022..2023 --match '*Anders*' --to {out} --reason onderzoek --json";
    let report = vault.run(line).exits(0).json();
    assert_eq!((&report["records"], report["bundles"].as_array().unwrap().len()), (&2.into(), 2));
}

#[test]
fn what_is_not_found_is_said() {
    let vault = administration();
    let line = "restore --year 2022 --match '*Nobody*' --to {out} --reason onderzoek";
    vault.run(line).exits(1).says("*Nobody*");
    assert!(!vault.path("out").exists());
    let half = "restore --all --match '*Nobody*' --match '*Anders*' --to {out} --reason x --json";
    let report = vault.run(half).exits(1).json();
    assert_eq!(report["not_found"], serde_json::json!(["*Nobody*"]));
    assert_eq!(report["records"], 2);
}

#[test]
fn the_inspector_can_check_each_record_against_the_seal_without_a_key() {
    let vault = administration();
    let line = "restore --all --match '*.pdf' --to {out} --reason onderzoek";
    vault.run(line).exits(0);
    let out = vault.path("out");
    let proof: Value = serde_json::from_slice(&fs::read(out.join("proof.json")).unwrap()).unwrap();
    let records = proof["records"].as_array().unwrap();
    assert_eq!(records.len(), 4);
    for record in records {
        let text = |key: &str| record[key].as_str().unwrap();
        let bytes = fs::read(out.join(text("path"))).unwrap();
        let sha256 = Digest::of(&bytes).to_string();
        assert_eq!(sha256, text("sha256"));
        let committed = Digest::of(format!("{}{sha256}", text("salt")).as_bytes());
        let folder = out.join("seals").join(text("bundle"));
        let commitments = fs::read(folder.join("records.commit")).unwrap();
        let number = record["n"].as_u64().unwrap() as usize;
        assert_eq!(commitments[32 * number..][..32], committed.0);
        let seal: Value =
            serde_json::from_slice(&fs::read(folder.join("seal.json")).unwrap()).unwrap();
        let sealed = seal["files"].as_array().unwrap().iter();
        let sealed = sealed.filter(|file| file["name"] == "records.commit").collect::<Vec<_>>();
        assert_eq!(sealed[0]["sha256"], Digest::of(&commitments).to_string());
        let on_drive = vault.on_drive("a").join("bundles").join(text("bundle"));
        for file in ["seal.json", "seal.json.sig"] {
            assert_eq!(
                fs::read(on_drive.join(file)).unwrap(),
                fs::read(folder.join(file)).unwrap()
            );
        }
    }
    let allowed = fs::read_to_string(out.join("allowed_signers")).unwrap();
    assert!(allowed.contains("kluis-seal"), "{allowed}");
}

#[test]
fn the_disclosure_is_on_record_and_its_words_are_encrypted() {
    let vault = administration();
    let before = vault.run("ledger show --json").json()["entries"].as_array().unwrap().len();
    let line = "restore --year 2022 --match '*Drogenbos*' --to {out} \
                --reason 'vraag van Kwakkelstein' \
                --for 'Inspecteur Wapenveld' --ref AUDIT-77";
    vault.run(line).exits(0);
    let shown = vault.run("ledger show --json").exits(0).json();
    let entries = shown["entries"].as_array().unwrap();
    assert_eq!(entries.len(), before + 1);
    let last = entries.last().unwrap();
    assert_eq!((&last["event"], &last["fields"]["records"]), (&"restored".into(), &1.into()));
    for word in ["Kwakkelstein", "Wapenveld", "AUDIT-77", "vraag van"] {
        for place in [
            vault.path("a"),
            vault.path("b"),
            vault.home().join("ledger"),
            vault.home().join("notes"),
        ] {
            assert_eq!(holds(&place, word), Vec::<std::path::PathBuf>::new(), "{word}");
        }
    }
}

#[test]
fn a_drive_that_was_away_hears_the_words_of_a_disclosure_later() {
    let vault = administration();
    vault.unplug("b");
    vault.run("restore {2022} --to {out} --reason onderzoek").exits(0);
    vault.plug("b");
    vault.run("verify").exits(0);
    let notes = |place: std::path::PathBuf| tree(&place.join("notes"));
    let kept = notes(vault.home());
    assert_eq!(kept.len(), 1);
    assert_eq!(notes(vault.on_drive("a")), kept);
    assert_eq!(notes(vault.on_drive("b")), kept);
}

#[test]
fn nothing_personal_stands_in_the_clear_on_a_drive() {
    let vault = Vault::without_drives("");
    vault.run("medium add --same-disk {a} --label 'Kast Wijchmaal'").exits(0);
    vault.run("medium add --same-disk {b} --label 'Kluis Zolderkamer'").exits(0);
    vault.file("Kwakkelstein/verzuim Gijsbertus.pdf", "ziek sinds Sinterklaas ".repeat(99));
    let line = "{src} --class nl-sick-leave --date 2025-11 --case KWAKKEL-1980 --tag naam=Wopke \
                --accept-end";
    vault.seal("sick", line).exits(0);
    vault.file("akte Terwispel.pdf", "akte");
    let line = "{src}/'akte Terwispel.pdf' --class nl-permanent --date 2020 \
                --ground 'notaris Hoogkarspel'";
    vault.seal("deed", line).exits(0);
    vault
        .run("restore {sick} --to {out} --reason 'verzoek Ouwehand' --for 'mr. Vledderveen'")
        .exits(0);
    let destroyed = vault.on("2029-01-02").run(
        "destroy {sick} --by 'Bolle Bertus' --role 'eigenaar Plankgas' --approved-by 'Tante Truus' \
         --no-open-matters",
    );
    destroyed.exits(0);
    for word in [
        "Jansen",
        "Bakkerij",
        "Wijchmaal",
        "Zolderkamer",
        "Kwakkelstein",
        "Gijsbertus",
        "Sinterklaas",
        "KWAKKEL-1980",
        "Wopke",
        "nl-sick-leave",
        "sick leave",
        "Verzuim",
        "verzuim",
        "Ouwehand",
        "Vledderveen",
        "Bertus",
        "Plankgas",
        "Truus",
        "Terwispel",
        "Hoogkarspel",
        "AGE-SECRET-KEY",
        "OPENSSH PRIVATE KEY",
        "age1",
    ] {
        let allowed = ["README.txt", "LEESMIJ.txt", "SPEC.md", "reader.py"];
        for place in [
            vault.path("a"),
            vault.path("b"),
            vault.home().join("ledger"),
            vault.home().join("notes"),
        ] {
            let mut found = holds(&place, word);
            // The shipped texts say which words mark a key; they hold nothing of this vault's.
            found.retain(|path| !allowed.contains(&path.file_name().unwrap().to_str().unwrap()));
            // Who decided on a destruction stands in its statement, and nowhere else.
            if ["Bertus", "Plankgas", "Truus"].contains(&word) {
                found.retain(|path| !path.parent().unwrap().ends_with("statements"));
            }
            assert_eq!(found, Vec::<std::path::PathBuf>::new(), "{word}");
        }
    }
    for text in ["README.txt", "LEESMIJ.txt"] {
        let text = fs::read_to_string(vault.on_drive("a").join(text)).unwrap();
        assert!(!text.contains("Jansen") && !text.contains("Zolderkamer"));
    }
}

#[test]
fn a_confidential_class_shows_on_the_pc_and_is_a_tag_on_the_drive() {
    let vault = Vault::holding("sick").class("nl-wwft-report").date("2025-10");
    let seal: Value =
        serde_json::from_slice(&fs::read(vault.bundle("a", "sick").join("seal.json")).unwrap())
            .unwrap();
    let rule = seal["rules"][0].as_object().unwrap();
    let names: Vec<&str> = rule.keys().map(String::as_str).collect();
    assert_eq!(names, ["class", "commitment", "delete_from", "keep_through"]);
    assert_eq!(rule["keep_through"], "2030-10-31");
    assert!(seal["newest_mtime"].is_null() && rule["class"]["tag"].is_string(), "{seal:#}");
    let text = in_the_clear(&vault, "a");
    for word in ["nl-wwft-report", "P5Y", "\"both\"", "2025-10"] {
        assert!(!text.contains(word), "{word}");
    }
    vault.run("show {sick}").exits(0).says("nl-wwft-report");
    let listed = vault.run("list --class nl-wwft-report --json").exits(0).json();
    assert_eq!(listed["bundles"][0]["bundle"], vault.id("sick"));
}

#[test]
fn a_confidential_bundle_is_found_by_the_year_that_its_index_says() {
    let vault = Vault::holding("report").class("nl-wwft-report").date("2025-10");
    vault.seal("invoice", "{src} --class nl-admin-basis --date 2024-11").exits(0);
    let found = |year: &str| {
        let listed = vault.run(&format!("list --year {year} --json")).json();
        let of = |row: &Value| row["bundle"].as_str().unwrap().to_owned();
        listed["bundles"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(found("2025"), [vault.id("report")]);
    assert_eq!(found("2024"), [vault.id("invoice")]);
    vault.run("restore --year 2024 --to {out} --reason audit --json").exits(0);
    let given = vault.run("ledger show --json").json().to_string();
    assert!(!given.contains(&format!("\"restored\":[\"{}\"", vault.id("report"))));
    // Where nobody can read the index, it may be in any year: one too many is seen, one too few is not.
    fs::remove_file(vault.home().join(format!("indexes/{}.age", vault.id("report")))).unwrap();
    assert_eq!(found("2024").len(), 2);
    vault.run("verify --deep").exits(0);
}

#[test]
fn a_longer_book_year_is_noticed_for_a_confidential_class_too() {
    let vault = Vault::new();
    let path = vault.home().join("kluis.toml");
    let own = "\n[[class]]\nid = \"own-claims\"\nname_nl = \"Schade\"\nname_en = \"claims\"\n\
               event = \"booking\"\nevent_nl = \"boeking\"\nperiod = \"P7Y\"\nstarts = \"book-year\"\n\
               nature = \"minimum\"\nbasis = \"policy\"\njurisdiction = \"NL\"\nconfidential = true\n";
    let settings = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{settings}{own}")).unwrap();
    vault.month("2025/11");
    vault.seal("claims", "{src} --class own-claims --date 2025-11").exits(0);
    vault.run("book-year add 2025-10-01 2026-12-31").exits(0);
    // The index at home is open, so that nothing shows a day that the door does not go by.
    for look in ["list", "show {claims}", "find factuur-1.pdf --json", "show {claims} --records"] {
        vault.run(look).exits(0).says("2033-12-31");
    }
    vault.run("list").hides("2032-12-31");
    vault.run("show {claims}").says("2033-12-31, by the book years of now");
    let destroy = format!("destroy {{claims}} {}", crate::harness::BY);
    vault.on("2033-01-02").run(&destroy).exits(14);
    let due = vault.run("due").exits(1).says("Nothing is to be destroyed");
    due.says("by the book years of now it is kept through 2033-12-31");
    vault.name("list", vault.path("list.json"));
    vault.on("2034-01-02").run("due --list {list}").exits(1);
    let list = fs::read_to_string(vault.path("list.json")).unwrap();
    for end in ["kept_through\":\"2032-12-31", "kept_through_by_book_years\":\"2033-12-31"] {
        assert!(list.contains(end), "{end}: {list}");
    }
    let page = fs::read_to_string(vault.path("list.html")).unwrap();
    assert!(page.contains("By the book years of now"), "{page}");
    vault.on("2034-01-02").run(&destroy).exits(0);
}

/// What seals and ledgers say on a drive, as one text.
fn in_the_clear(vault: &Vault, drive: &str) -> String {
    let root = vault.on_drive(drive);
    let signed = |path: &&std::path::PathBuf| {
        path.extension().is_some_and(|kind| kind == "json" || kind == "jsonl")
    };
    let files: Vec<_> = crate::harness::tree(&root).into_keys().collect();
    let read = |path| fs::read_to_string(root.join(path)).unwrap();
    files.iter().filter(signed).map(read).collect()
}

#[test]
fn a_persons_bundle_shows_no_more_of_its_date_than_the_year_that_its_end_needs() {
    let vault = Vault::made_with("--book-year-end 06-30");
    vault.month("2025/11");
    let line = "{src} --date 2025-10-17 --case DV-1980 --class";
    vault.seal("left", &format!("{line} nl-employment-contract")).exits(0);
    vault.seal("lease", &format!("{line} nl-contract")).exits(0);
    let shown = |name: &str| -> Value {
        let seal = fs::read(vault.bundle("a", name).join("seal.json")).unwrap();
        serde_json::from_slice(&seal).unwrap()
    };
    // The calendar year; and of a book year that ends in June its last day, which the end follows from.
    for (name, date, end) in [("left", "2025", "2032-12-31"), ("lease", "2026-06-30", "2033-06-30")]
    {
        let seal = shown(name);
        assert_eq!(seal["rules"][0]["date"], date, "{seal:#}");
        assert_eq!(seal["rules"][0]["keep_through"], end, "{seal:#}");
        assert_eq!(seal["newest_mtime"], Value::Null, "{seal:#}");
    }
    let text = in_the_clear(&vault, "a");
    assert!(text.contains("nl-employment-contract") && !text.contains("2025-10"), "{text}");
    vault.run("verify --deep").exits(0);
    // It is the same to whoever goes on with it.
    let again = format!("archive {line} nl-employment-contract");
    vault.run(&again).exits(0).says("not sealed again");
    vault.run("list --year 2025").exits(0).says(&vault.id("left"));
    // Without a case, and where an event starts the clock, the date is what it was.
    vault.seal("open", "{src} --date 2025-10-17 --class nl-admin-basis").exits(0);
    assert_eq!(shown("open")["rules"][0]["date"], "2025-10-17");
    assert_eq!(shown("open")["newest_mtime"], "2018-03-04T05:06:07Z");
}

#[test]
fn nothing_is_written_where_something_stands() {
    let vault = administration();
    fs::create_dir(vault.path("out")).unwrap();
    fs::write(vault.path("out/mine"), "mine").unwrap();
    vault.refuses("restore {2022} --to {out} --reason x", 2);
    for ours in ["{home}", "{home}/new", "{home}/indexes", "{src}/2022"] {
        vault.refuses(&format!("restore {{2022}} --to {ours} --reason x"), 2);
    }
    let on_drive = vault.on_drive("a").join("bundles/new");
    vault.name("ondrive", on_drive);
    vault.refuses("restore {2022} --to {ondrive} --reason x", 2);
}

#[test]
fn the_drive_to_fetch_is_named() {
    let vault = administration();
    vault.unplug("a");
    vault.unplug("b");
    let line = "restore {2022} --to {out} --reason x";
    vault.refuses(line, 10).says("Drive A");
    vault.plug("b");
    vault.run(line).exits(0);
}

#[test]
fn a_damaged_record_comes_from_the_other_drive_or_is_named() {
    let vault = administration();
    let whole = vault.run("restore {2022} --to {out} --reason x --json").exits(0).json();
    fs::remove_dir_all(vault.path("out")).unwrap();
    // Whichever drive is read first.
    let (first, other) = if whole["media"][0] == "Drive A" { ("a", "b") } else { ("b", "a") };
    let hit = vault.bundle(first, "2022").join("payload-00000.age");
    let middle = fs::metadata(&hit).unwrap().len() as usize / 2;
    crate::harness::flip(&hit, middle);
    let healed = vault.run("restore {2022} --to {out} --reason x --json").exits(1).json();
    assert_eq!(healed["records"], 3);
    assert!(!healed["healed"].as_array().unwrap().is_empty());
    fs::remove_dir_all(vault.path("out")).unwrap();
    vault.unplug(other);
    let hit = vault.run("restore {2022} --to {out} --reason x --json").exits(11).json();
    let damaged = hit["damaged"].as_array().unwrap();
    assert!(!damaged.is_empty());
    assert_eq!(came_out(&vault).len() + damaged.len(), 3);
}

#[test]
fn where_nothing_could_be_given_back_no_disclosure_is_claimed() {
    let vault = administration();
    for drive in ["a", "b"] {
        flip(&vault.bundle(drive, "2022").join("payload-00000.age"), 900);
    }
    let ran = vault.run("restore {2022} --to {out} --reason audit").exits(11);
    let ran = ran.says("No record could be given back").says("not given back");
    ran.hides("Gave back").hides("on record");
    let entries = vault.run("ledger show --json").exits(0).json();
    let mut events = entries["entries"].as_array().unwrap().iter().map(|entry| &entry["event"]);
    assert!(events.all(|event| event != "restored"), "{entries:#}");
}
