//! The month in one command: what lies in the sources of `kluis.toml` is shown, sealed on one yes, and goes from the
//! PC.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use kluis::powers::asker::{MonthActs, MonthPlan, Question, Unfit};

use crate::find::invoice;
use crate::harness::{Person, Vault, put, timed_files, touch};

/// One client's folder, by what lies in it.
pub const BY_RULES: &str = "[[source]]\nfolder = \"Administratie\"\nmove = true\n\
                            [[source.rule]]\nmatch = \"Facturen\"\nclass = \"nl-admin-basis\"\n\
                            [[source.rule]]\nmatch = \"Loon\"\nclass = \"nl-payroll\"\n";

/// The same as one class, of which nothing goes.
const ONE_CLASS: &str = "[[source]]\nfolder = \"Administratie\"\nclass = \"nl-admin-basis\"\n";

/// Writes settings of a vault: those of the whole before what is there, tables behind it.
pub fn settings(home: &Path, whole: &str, tables: &str) {
    let file = home.join("kluis.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(file, format!("{whole}{text}\n{tables}")).unwrap();
}

/// A vault with these tables in its settings.
pub fn with(tables: &str) -> Vault {
    let vault = Vault::new();
    settings(&vault.home(), "", tables);
    // A run that reads them keeps a spare copy, where they can be meant.
    vault.run("sweep --dry-run");
    vault
}

fn saying(month: &'static str) -> Person {
    Person { month: Some(month), ..Person::default() }
}

/// The folders of a plan, each with its class and how many files.
fn folders(plan: &MonthPlan) -> Vec<(&str, &str, u64)> {
    let folders = plan.folders.iter();
    folders.map(|it| (it.folder.as_str(), it.class.as_str(), it.files)).collect()
}

#[test]
fn de_eerste_maand_gaat_op_een_ja_naar_twee_schijven_en_van_de_pc() {
    let vault = with(BY_RULES);
    vault.month("Facturen/2025-11");
    vault.file("Loon/2025-11/strook.pdf", "loon");
    vault.file("Loon/2025-12/strook.pdf", "nog niet");
    vault.file("Diversen/brief.txt", "dag");
    let person = saying("j");
    let ran = vault.asked(&person).run("month --lang nl").exits(0);
    {
        let shown = &person.months.borrow()[..];
        let [plan] = shown else { panic!("{shown:?}") };
        assert_eq!(plan.month.to_string(), "2025-11", "the last one that is over");
        assert_eq!(
            folders(plan),
            [("Facturen/2025-11", "nl-admin-basis", 3), ("Loon/2025-11", "nl-payroll", 1)]
        );
        let [unfit] = &plan.unfit[..] else { panic!("{plan:?}") };
        assert_eq!((&*unfit.folder, unfit.why, unfit.files), ("Diversen", Unfit::NoClass, 1));
    }
    let drives = ["Drive A", "Drive B"].map(str::to_owned).to_vec();
    let acts = MonthActs { seals: 4, copies: 0, removes: 0 };
    let asked = Question::Month { here: drives, away: vec![], acts };
    assert_eq!(person.asked.borrow()[..], [asked]);
    let ran = ran.says("3 stukken").says("1 stuk").says("verzegeld").hides("BEWAARCATEGORIE");
    let ran = ran.says("Drive A: teruggelezen van de schijf, gelijk.").says("2 van 2 kopieën.");
    ran.says("4 bestanden").says("van deze pc verwijderd, elk na vergelijking");
    let left = timed_files(&vault.source(""));
    let left: Vec<_> = left.keys().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(left, ["Diversen/brief.txt", "Loon/2025-12/strook.pdf"]);
    let listed = vault.run("list --json").exits(0).json();
    let dates: Vec<_> =
        listed["bundles"].as_array().unwrap().iter().map(|it| &it["rules"][0]["date"]).collect();
    assert_eq!(dates, ["2025-11", "2025-11"]);
    vault.run("verify --deep").exits(0);
}

#[test]
fn with_a_drive_away_the_month_waits_for_it_and_a_copy_and_a_sweep_end_it() {
    let vault = with(BY_RULES);
    vault.month("Facturen/2025-11");
    vault.unplug("b");
    let said = vault.run("month 2025-11 --yes --lang nl").exits(0);
    let said = said.says("Bakkerij Jansen, november 2025").says("BEWAREN T/M").says("31-12-2032");
    let said = said.says("1 van 2 kopieën: er kan nog niets van deze pc worden verwijderd.");
    let said = said.says("Drive B: niet aangesloten.").says("1 bundel wacht");
    said.says("Hierna: sluit Drive B aan, dan kluis copy --all --to \"Drive B\"");
    assert_eq!(timed_files(&vault.source("")).len(), 3);
    vault.plug("b");
    vault.run("copy --all --to 'Drive B'").exits(0);
    vault.run("sweep").exits(0);
    assert!(timed_files(&vault.source("")).is_empty());
}

#[test]
fn the_same_command_with_the_other_drive_makes_the_copy_and_removes_the_sources() {
    let vault = with(BY_RULES);
    vault.month("Facturen/2025-11");
    vault.unplug("b");
    vault.run("month --yes").exits(0);
    vault.plug("b");
    let person = saying("y");
    let said = vault.asked(&person).run("month").exits(0);
    let asked = person.asked.borrow();
    let acts = MonthActs { seals: 0, copies: 1, removes: 0 };
    assert!(matches!(asked[..], [Question::Month { acts: it, .. }] if it == acts), "{asked:?}");
    let said = said.says("You can unplug Drive A and Drive B now.");
    said.says("2 of 2 copies.").says("Removed 3 sources");
    assert!(timed_files(&vault.source("")).is_empty());
    let again = vault.run("month").exits(0);
    again.says("There is nothing to seal.");
}

#[test]
fn nothing_is_sealed_twice_and_nothing_is_asked_where_there_is_nothing_to_do() {
    let vault = with(ONE_CLASS);
    vault.month("2025/11");
    let first = vault.run("month --yes --json").exits(0).json();
    assert_eq!((&first["files"], &first["removed"]), (&3.into(), &0.into()));
    let before = vault.everything();
    let again = vault.run("month").exits(0);
    again.says("All of it is sealed already: 3 files.");
    assert!(before == vault.everything());
    // An empty folder, and one that is gone.
    vault.run("month 2025-10 --yes").exits(0).says("There is nothing to seal.");
    fs::remove_dir_all(vault.source("")).unwrap();
    vault.run("month --yes").exits(1).says("is not there");
}

#[test]
fn without_a_yes_nothing_is_sealed() {
    let vault = with(ONE_CLASS);
    vault.month("2025-11");
    vault.refuses("month", 2).says("nobody said yes").says("--yes");
    for no in ["n", "perhaps"] {
        let before = vault.everything();
        vault.asked(&saying(no)).run("month").exits(2);
        assert!(before == vault.everything(), "{no}");
    }
    let before = vault.everything();
    vault.run("month --dry-run").exits(0).says("2025-11").says("Nothing was written.");
    assert!(before == vault.everything());
}

#[test]
fn het_voorbeeld_in_de_instellingen_doet_het_zonder_hekjes() {
    let vault = Vault::bare();
    let init = "init --name 'De Aar' --no-passphrase --paper {dir}/blad --lang nl";
    vault.run(init).exits(0);
    vault.run("medium add --same-disk {a} --label 'Schijf A'").exits(0);
    put(&vault.path("user/Klanten/De Aar/2025-11/bon.pdf"), "bon");
    vault.run("month --lang nl").exits(2).says("[[source]]");
    let file = vault.path("data/kluis/vaults/de-aar/kluis.toml");
    let text = fs::read_to_string(&file).unwrap();
    let (before, example) = text.split_once("# [[source]]").unwrap();
    let example = example.replace("\n# ", "\n");
    fs::write(&file, format!("{before}[[source]]{example}")).unwrap();
    let said = vault.run("month --yes --lang nl").exits(0);
    said.says("1 stuk, 3 B verzegeld").says("1 van 2 kopieën: er kan nog niets van deze pc");
}

#[test]
fn what_fits_no_source_is_named_and_stays() {
    let vault = Vault::new();
    let source = "[[source]]\nfolder = \"Administratie/Facturen\"\nclass = \"nl-admin-basis\"\n";
    settings(&vault.home(), "sources = [\"Administratie\"]\n", source);
    vault.month("Facturen/2025-11");
    vault.file("Facturen/los.pdf", "van welke maand?");
    for name in ["a.txt", "b.txt", "2025-11/c.txt"] {
        vault.file(&format!("Diversen/{name}"), name);
    }
    let said = vault.run("month --yes --lang nl").exits(0);
    let said = said.says("Past bij geen bron: Diversen (3 bestanden). Die blijven staan.");
    said.says("Nergens blijkt de maand uit: Facturen (1 bestand). Dat blijft staan.");
    let report = vault.run("month --json").exits(0).json();
    assert_eq!(report["already_sealed"], 3);
    assert_eq!(report["unfit"][0]["why"], "no-source");
    assert_eq!(timed_files(&vault.source("")).len(), 7);
}

#[test]
fn a_file_that_changed_after_it_was_sealed_is_named_and_sealed_again() {
    let vault = with(ONE_CLASS);
    vault.month("2025-11");
    vault.run("month --yes").exits(0);
    let changed = vault.file("2025-11/bank.csv", "corrected");
    let person = saying("yes");
    vault.asked(&person).run("month").exits(0);
    let plan = &person.months.borrow()[0];
    assert_eq!((plan.files, plan.already_sealed), (1, 2));
    assert_eq!(plan.changed, [changed.to_str().unwrap()]);
    let listed = vault.run("list --json").exits(0).json();
    assert_eq!(listed["bundles"].as_array().unwrap().len(), 2, "the older one stays");
}

#[test]
fn what_changed_or_fits_nowhere_in_an_earlier_month_is_named_until_somebody_sees_to_it() {
    let vault = with(BY_RULES.replace("move = true", "").as_str());
    vault.month("Facturen/2025-10");
    vault.month("Facturen/2025-11");
    vault.run("month 2025-10 --yes").exits(0);
    vault.run("month --yes").exits(0).hides("earlier months");
    vault.run("status --json").exits(0);
    let changed = vault.file("Facturen/2025-10/bank.csv", "corrected");
    // Two hours after the story's first day began.
    touch(&changed, SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_640_800));
    // Written again as it was: that is read, and is no change.
    let same = vault.source("Facturen/2025-10/factuur-2.xml");
    touch(&same, SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_640_800));
    vault.file("Diversen/2025-10/brief.txt", "dag");
    let said = vault.run("month --json").exits(0).json();
    assert_eq!(said["changed_earlier"].as_array().unwrap().len(), 1, "{said}");
    assert_eq!(said["changed_earlier"][0]["month"], "2025-10");
    assert_eq!(said["changed_earlier"][0]["path"], changed.to_str().unwrap());
    assert_eq!(said["earlier"].as_array().unwrap().len(), 0, "{said}");
    let said = vault.run("month --lang nl").exits(0);
    let said = said.says("Van eerdere maanden, gewijzigd sinds de verzegeling: 1 bestand.");
    let said = said.says(changed.to_str().unwrap()).says("kluis month 2025-10");
    said.says("Past bij geen regel van de bron: Diversen/2025-10 (1 bestand).");
    vault.run("status").exits(1).says("kluis month 2025-10");
    vault.run("month 2025-10 --yes").exits(0).says("sealed again");
    vault.run("month").exits(0).hides("changed since").says("Diversen/2025-10");
}

#[test]
fn settings_that_can_t_be_meant_are_named_with_their_table() {
    for (tables, message) in [
        ("[[source]]\nfolder = \"x\"\nclas = \"nl-payroll\"\n", "no setting clas below [[source]]"),
        ("[[source]]\nfolder = \"x\"\n", "[[source]] x: it has no class"),
        ("[[source]]\nfolder = \"x\"\nclass = \"nl-none\"\n", "there is no class nl-none"),
        ("[[source]]\nfolder = \"\"\nclass = \"nl-payroll\"\n", "no folder of its own"),
        (
            "[[source]]\nfolder = \"x\"\nclass = \"nl-payroll\"\nmove = 1\n",
            "does not fit: move = 1",
        ),
    ] {
        let vault = with(tables);
        vault.refuses("month", 2).says(message).says("kluis.toml");
    }
    let pattern = "[[source]]\nfolder = \"Administratie\"\n\
                   [[source.rule]]\nmatch = \"[a\"\nclass = \"nl-payroll\"\n";
    let said = with(pattern).refuses("month", 2).says("[[source]] Administratie");
    said.says("the pattern [a can't be used").hides("--match");
    Vault::new().refuses("month", 2).says("[[source]]").says("kluis.toml");
}

#[test]
fn a_mistake_in_a_source_comes_with_its_line_and_with_what_would_be_right() {
    let source = |line: &str| format!("[[source]]\nfolder = \"x\"\n{line}\n");
    for (tables, place, right) in [
        (source("clas = \"nl-payroll\""), "clas", "misschien is class bedoeld"),
        (
            source("move = \"ja\""),
            "move = \"ja\"",
            "move = true of move = false, zonder aanhalingstekens",
        ),
        (source("move = ja"), "move = ja", "move = true of move = false"),
        (source("inactive_days = \"10\""), "inactive_days", "zonder aanhalingstekens"),
        (source("date = \"map\""), "date = \"map\"", "date = \"folder\" of date = \"file\""),
        (
            source("class = nl-payroll"),
            "class = nl-payroll",
            "class = \"…\", tussen aanhalingstekens",
        ),
        ("[[source]]\nfolder = \"C:\\Klanten\"\n".into(), "Klanten", "folder = 'C:\\Klanten'"),
    ] {
        let vault = with(&tables);
        let said = vault.run("month --lang nl").exits(2);
        assert!(said.err.contains("regel ") && said.err.contains(place), "{tables}: {said}");
        assert!(said.err.contains(right), "{tables}: {said}");
    }
    // This one is TOML, and no folder.
    let escaped = "[[source]]\nfolder = \"C:\\tuin\"\nclass = \"nl-payroll\"\n";
    with(escaped).refuses("month", 2).says("single quotes");
}

#[test]
fn a_month_that_is_not_over_is_refused_and_an_earlier_one_is_pointed_out() {
    let vault = with(ONE_CLASS);
    vault.month("2025-10");
    vault.month("2025-11");
    vault.refuses("month 2025-12", 2).says("December 2025").says("kluis month 2025-11");
    vault.refuses("month 12-2026", 2).says("December 2026");
    vault.refuses("month 2025", 2).says("2025 is no month");
    vault.refuses("month 11/2025", 2).says("2025-11");
    let said = vault.run("month --yes").exits(0);
    said.says("Not sealed, from earlier months: October 2025.").says("kluis month 2025-10");
    vault.run("month 2025-10 --yes").exits(0).hides("earlier months");
}

#[test]
fn what_is_doubtful_stays_and_is_named_and_the_rest_is_sealed() {
    let vault = with(BY_RULES);
    vault.month("Facturen/2025-11");
    let newer = vault.file("Loon/2025-11/strook.pdf", "loon");
    // 1 March 2026.
    touch(&newer, SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_366_400));
    let said = vault.on("2026-03-02").run("month 2025-11 --yes").exits(3);
    let said = said.says("Doubtful: Loon/2025-11 (1 file). It stays until you answer.");
    let said = said.says("--accept-newer").says("2 of 2 copies.");
    // Nobody gave a date: the folder's name says the month.
    said.says("and the month is November 2025")
        .says("rename it")
        .hides("--date")
        .hides("date given");
    assert!(newer.exists() && !vault.source("Facturen/2025-11/bank.csv").exists());
    let alone = vault.on("2026-03-02").run("month 2025-11 --yes").exits(2);
    alone.says("Nothing is sealed yet.").says("--accept-newer");
    vault.on("2026-03-02").run("month 2025-11 --yes --accept-newer").exits(0);
    assert!(!newer.exists());
}

#[test]
fn a_file_s_own_name_may_say_the_month_and_what_is_in_use_stays() {
    let tables = "[[source]]\nfolder = \"Administratie\"\nclass = \"nl-admin-basis\"\n\
                  date = \"file\"\ninactive_days = 10\n";
    let vault = with(tables);
    for name in ["2025-11-03 bon.pdf", "Bank/afschrift 30-11-2025.csv", "2025-10-31 bon.pdf"] {
        vault.file(name, name);
    }
    vault.file("bon.pdf", "undated");
    // Two days before the story's first day.
    let in_use = vault.file("2025-11-28 concept.docx", "busy");
    touch(&in_use, SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_374_400));
    let said = vault.run("month --yes --json").exits(0).json();
    assert_eq!((&said["files"], &said["still_active"]), (&2.into(), &1.into()));
    assert_eq!(said["folders"][0]["folder"], "Administratie");
    assert_eq!(
        (&said["unfit"][0]["why"], &said["unfit"][0]["files"]),
        (&"no-month".into(), &1.into())
    );
    assert_eq!(said["earlier"][0], "2025-10");
    assert_eq!(said["bundles"][0]["records"], 2);
}

#[test]
fn a_source_in_a_source_is_sealed_once_under_its_own_class() {
    let inner = "[[source]]\nfolder = \"Administratie/Loon\"\nclass = \"nl-payroll\"\n";
    let vault = with(&format!("{ONE_CLASS}{inner}"));
    vault.month("2025-11");
    vault.month("Loon/2025-11");
    let said = vault.run("month --yes --json").exits(0).json();
    assert_eq!(said["files"], 6);
    let classes: Vec<_> = said["folders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (&it["folder"], &it["class"]))
        .collect();
    assert_eq!(
        classes,
        [
            (&"2025-11".into(), &"nl-admin-basis".into()),
            (&"Loon/2025-11".into(), &"nl-payroll".into())
        ]
    );
}

/// Three clients, whose vaults share two drives.
pub fn three_clients() -> Vault {
    let vault = Vault::bare();
    for name in ["Bakkerij", "Fietsen", "Webwinkel"] {
        let init = format!("init --name {name} --no-passphrase --paper {{dir}}/{name}");
        vault.run(&init).exits(0);
        for (drive, label) in [("a", "Drive A"), ("b", "Drive B")] {
            let add = "medium add --same-disk";
            let line = format!("--vault {name} {add} {{{drive}}} --label '{label}'");
            vault.run(&line).exits(0);
        }
        let home = vault.path("data/kluis/vaults").join(name.to_lowercase());
        let source = "class = \"nl-admin-basis\"\nmove = true\n";
        settings(&home, "", &format!("[[source]]\nfolder = \"Klanten/{name}\"\n{source}"));
        let folder = vault.path("user/Klanten").join(name);
        for file in ["2025-11/factuur.pdf", "2025-11/bank.csv"] {
            put(&folder.join(file), format!("{name} {file}"));
        }
    }
    vault
}

#[test]
fn the_month_of_three_clients_takes_two_commands() {
    let vault = three_clients();
    let person = saying("j");
    let said = vault.asked(&person).run("month --each --lang nl").exits(0);
    let acts = MonthActs { seals: 6, copies: 0, removes: 0 };
    assert_eq!(person.asked.borrow()[..], [Question::Months { clients: 3, acts }]);
    let shown: Vec<_> =
        person.months.borrow().iter().map(|it| (it.client.clone(), it.files)).collect();
    assert_eq!(shown, ["Bakkerij", "Fietsen", "Webwinkel"].map(|name| (name.to_owned(), 2)));
    assert!(said.out.starts_with("CLIËNT"), "{said}");
    assert_eq!(said.out.matches("2 van 2 kopieën, 2 bestanden verwijderd").count(), 3, "{said}");
    assert!(timed_files(&vault.path("user/Klanten")).is_empty());
    vault.run("status --each --lang nl").says("11-2025").hides("kluis month");
    let listed = vault.run("list --each --json").exits(0).json();
    assert!(listed["vaults"].as_array().unwrap().iter().all(|it| it["bundles"][0]["records"] == 2));
}

#[test]
fn one_client_that_fails_keeps_nobody_from_the_others() {
    let vault = three_clients();
    let broken = vault.path("data/kluis/vaults/fietsen/kluis.toml");
    let whole = fs::read_to_string(&broken).unwrap();
    fs::write(&broken, format!("{whole}wrong = 1\n")).unwrap();
    vault.run("month --each").exits(2).says("--yes");
    let said = vault.run("month --each --yes").exits(2);
    let said = said.says("could not be looked at").says("wrong");
    assert_eq!(said.out.matches("2 of 2 copies, 2 sources removed").count(), 2, "{said}");
    assert_eq!(timed_files(&vault.path("user/Klanten/Fietsen")).len(), 2);
    fs::write(&broken, whole).unwrap();
    let dry = vault.run("month --each --dry-run").exits(0);
    let row = dry.out.lines().find(|line| line.starts_with("Fietsen")).unwrap();
    assert!(row.contains("Drive A, Drive B") && row.contains(" 2 "), "{dry}");
}

#[test]
fn where_keys_lie_apart_the_month_needs_a_drive_of_each_kind() {
    let vault = Vault::without_drives("--custody apart --copies 1");
    vault.new_drives(&["k"]);
    vault.run("medium add --same-disk {a} --label A --role data").exits(0);
    vault.run("medium add --same-disk {k} --label K --role keys").exits(0);
    settings(&vault.home(), "", BY_RULES);
    vault.month("Facturen/2025-11");
    vault.unplug("k");
    vault.run("month --yes").exits(10).says("K");
    assert_eq!(timed_files(&vault.source("")).len(), 3);
    vault.plug("k");
    let person = saying("y");
    vault.asked(&person).run("month").exits(0).says("1 of 1 copies.");
    let acts = MonthActs { seals: 3, copies: 0, removes: 0 };
    let asked = Question::Month { here: vec!["A".into()], away: vec![], acts };
    assert_eq!(person.asked.borrow()[..], [asked]);
    assert!(timed_files(&vault.source("")).is_empty());
}

#[test]
fn another_client_s_folder_is_not_sealed_by_the_month() {
    let vault = three_clients();
    let home = vault.path("data/kluis/vaults/fietsen");
    let other = "[[source]]\nfolder = \"Klanten/Bakkerij\"\nclass = \"nl-payroll\"\n";
    // As it is when one client's settings were copied to another's: nothing was sealed from there yet.
    let whole = fs::read_to_string(home.join("kluis.toml")).unwrap();
    settings(&home, "", other);
    let said = vault.run("month --vault Fietsen --yes").exits(3);
    said.says("a source of Bakkerij").says("2 of 2 copies.");
    assert_eq!(timed_files(&vault.path("user/Klanten/Bakkerij")).len(), 2);
    // Whose it is nobody can tell, until one of the two is corrected.
    vault.run("month --vault Bakkerij --yes").exits(2).says("a source of Fietsen");
    fs::write(home.join("kluis.toml"), whole).unwrap();
    vault.run("month --vault Bakkerij --yes").exits(0).says("2 of 2 copies.");
}

#[test]
fn a_month_removes_no_file_that_it_did_not_show() {
    let vault = with(
        "[[source]]\nfolder = \"Administratie\"\nclass = \"nl-admin-basis\"\ndate = \"file\"\nmove = true\n",
    );
    vault.file("2025-11-03 bon.pdf", "a");
    vault.file("2025-10-03 bon.pdf", "b");
    // They were sealed together, and nobody asked that they go.
    vault.run("archive {src} --class nl-admin-basis --date 2025-11").exits(0);
    vault.asked(&saying("y")).run("month 2025-11").exits(0).says("1 source");
    vault.run("sweep").exits(0);
    let left = timed_files(&vault.source(""));
    let left: Vec<_> = left.keys().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(left, ["2025-10-03 bon.pdf"]);
}

#[test]
fn a_folder_of_old_files_and_names_of_another_year_are_pointed_out_source_by_source() {
    let tables = "[[source]]\nfolder = \"Administratie/Inkoop\"\nclass = \"nl-admin-basis\"\n\
                  [[source]]\nfolder = \"Administratie/Verkoop\"\nclass = \"nl-admin-basis\"\n";
    let vault = with(tables);
    let old = vault.file("Inkoop/2025-11/bon.pdf", "a");
    // 4 March 2018; what lies beside it in the same class is of the month.
    touch(&old, SystemTime::UNIX_EPOCH + Duration::from_secs(1_520_121_600));
    let new = vault.file("Verkoop/2025-11/factuur.pdf", "b");
    touch(&new, SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_200_000));
    let said = vault.run("month --dry-run").exits(0);
    let said = said.says("Look at Inkoop/2025-11 again").says("was last changed on 2018-03-04");
    said.hides("Look at Verkoop/2025-11 again").hides("names in");
    vault.file("Verkoop/2025-11/bank 2019.csv", "c");
    let said = vault.run("month --yes --lang nl").exits(0);
    said.says("op 04-03-2018 voor het laatst gewijzigd").says("zeggen 2019 (1 bestand)");
}

#[test]
fn a_document_of_another_year_is_pointed_out_before_the_yes_and_not_once_more_behind_it() {
    let vault = with(ONE_CLASS);
    vault.file("2025-11/a.xml", invoice("F-1", "2025-11-03", "Zon", "1.00"));
    vault.file("2025-11/b.xml", invoice("F-2", "2018-11-03", "Zon", "1.00"));
    vault.file("2025-11/photo.jpg", [b"\xff\xd8\xff\xe0\0\x10".as_slice(), b"JFIF"].concat());
    let said = vault.run("month --dry-run --json").exits(0).json();
    let others = said["other_dates"].as_array().unwrap();
    assert_eq!((others.len(), &others[0]["own"]), (1, &"2018-11-03".into()), "{said:#}");
    let person = saying("n");
    vault.asked(&person).run("month").exits(2);
    let others = person.months.borrow()[0].other_dates.clone();
    assert!(others.len() == 1 && others[0].path.ends_with("b.xml"), "{others:?}");
    let said = vault.run("month --dry-run --lang nl").exits(0);
    said.says("1 bestand noemt zelf een datum in een ander jaar dan november 2025")
        .says("03-11-2018");
    // Who has seen it is not told again; who has not is.
    let ran = vault.asked(&saying("y")).run("month").exits(0);
    ran.hides("gives a date in another year");
    vault.file("2025-11/c.xml", invoice("F-3", "2019-11-03", "Zon", "1.00"));
    vault.run("month --yes").exits(0).says("1 record gives a date in another year");
}

#[test]
fn what_a_drive_brings_in_of_a_later_class_is_not_sealed_once_more() {
    let vault = with(BY_RULES);
    vault.month("Facturen/2025-11");
    vault.month("Loon/2025-11");
    // As a run leaves it that was cut off between a bundle and its line: nothing but the bundle tells of it.
    let told = [vault.on_drive("a"), vault.on_drive("b"), vault.home()];
    let before: Vec<_> = told.iter().map(|folder| lines_and_labels(folder)).collect();
    vault.seal("loon", "{src}/Loon --class nl-payroll --date 2025-11").exits(0);
    for (folder, before) in told.iter().zip(before) {
        lines_and_labels(folder).keys().for_each(|path| fs::remove_file(path).unwrap());
        before.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    }
    vault.run("month --yes").exits(0);
    let listed = vault.run("list --json").exits(0).json();
    let records: Vec<_> =
        listed["bundles"].as_array().unwrap().iter().map(|it| &it["records"]).collect();
    assert_eq!(records, [3, 3], "each record once");
}

/// What a home or a drive remembers: its ledger and its labels.
fn lines_and_labels(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let within = |folder: &Path| fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    let here = within(folder).filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        ["label.", "home."].iter().any(|start| name.starts_with(start))
    });
    let lines = within(&folder.join("ledger"));
    here.chain(lines).map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Windows lets administrators alone make a link.
#[cfg(unix)]
#[test]
fn a_link_that_may_stand_for_records_of_the_month_is_named() {
    let vault = with(BY_RULES);
    vault.month("Facturen/2025-11");
    let link = |from: &str| std::os::unix::fs::symlink("/etc", vault.source(from)).unwrap();
    link("Facturen/2025-11/scans");
    link("Facturen/november 2025");
    link("Facturen/2025-10");
    let report = vault.run("month --yes --json").exits(0).json();
    let left = report["left"].as_array().unwrap();
    let left: Vec<_> = left.iter().map(|it| (it["path"].as_str().unwrap(), &it["why"])).collect();
    for name in ["Facturen/2025-11/scans", "Facturen/november 2025"] {
        let path = vault.source(name);
        assert!(left.contains(&(path.to_str().unwrap(), &"link".into())), "{name}: {left:?}");
    }
    assert_eq!(left.len(), 2, "the one of another month is not: {left:?}");
    vault.run("month --each").exits(0).says("Facturen/2025-11/scans");
}
