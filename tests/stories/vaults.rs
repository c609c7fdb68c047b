//! Making a vault, and which one is meant.

use crate::desk::Desk;
use crate::kit::files::files_below;
use crate::kit::{Person, identity_in};
use kluis::powers::asker::Question;
use kluis::powers::identity::parse_identities;

#[test]
fn a_vault_is_made_with_its_sheet_in_a_file_of_its_owner_alone() {
    let desk = Desk::empty();
    let paper = desk.path("sheet.txt");
    let paper = paper.to_str().unwrap();
    desk.run(&["init", "--name", "Bakkerij Jansen", "--no-passphrase", "--paper", paper])
        .exits(0)
        .says("The vault of Bakkerij Jansen is made.")
        .says("without a passphrase")
        .says("kluis medium add");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(paper).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let sheet = std::fs::read_to_string(paper).unwrap();
    let line = sheet.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-1"));
    let identities = parse_identities(line.unwrap().as_bytes()).unwrap();
    let recipients = std::fs::read_to_string(desk.home("bakkerij-jansen/recipients.txt")).unwrap();
    assert!(recipients.contains(&identities[0].recipient().to_string()));
    for (path, bytes) in files_below(&desk.path("data")) {
        let found = bytes.windows(40).any(|part| line.unwrap().as_bytes().starts_with(part));
        assert!(!found, "the paper identity is in {}", path.display());
    }
}

#[test]
fn a_list_of_clients_gets_a_vault_each_under_one_passphrase_and_only_once() {
    let desk = Desk::empty();
    let list =
        desk.file("clients.csv", "Nr;Naam;Boekjaareinde\n1;Bakkerij Jansen;\n2;De Wit;06-30\n");
    let sheets = desk.path("sheets");
    let init = ["init", "--list", &list, "--paper", sheets.to_str().unwrap()];
    let person = Person { new_passphrase: Some("correct horse"), ..Person::default() };
    desk.asked(&person, &init).exits(0).says("Made: 2 vaults.").says("medium add");
    assert_eq!(*person.asked.borrow(), [Question::NewPassphrase], "once for all of them");
    let names = ["bakkerij-jansen", "de-wit"];
    let sheet = |name: &str| std::fs::read_to_string(sheets.join(format!("{name}.txt"))).unwrap();
    let identities: Vec<String> = names.iter().map(|name| identity_in(&sheet(name))).collect();
    assert_ne!(identities[0], identities[1], "each has keys of its own");
    for name in names {
        let identity = std::fs::read(desk.home(&format!("{name}/identity.age"))).unwrap();
        assert!(identity.starts_with(b"age-encryption.org/v1\n-> scrypt "));
    }
    let settings = std::fs::read_to_string(desk.home("de-wit/kluis.toml")).unwrap();
    assert!(settings.contains("06-30"), "{settings}");
    // Those that are there stay, and a new one joins them.
    let before = files_below(&desk.path("data"));
    desk.file("clients.csv", "Naam\nBakkerij Jansen\nDe Wit\nZon\n");
    let said = desk.run(&[&init[..], &["--no-passphrase", "--json"]].concat()).exits(0).json();
    assert_eq!(said["already_here"], serde_json::json!(["Bakkerij Jansen", "De Wit"]), "{said:#}");
    assert_eq!(said["vaults"][0]["name"], "Zon");
    let after = files_below(&desk.path("data"));
    assert!(before.iter().all(|file| after.contains(file)));
    desk.run(&init).exits(0).says("De Wit").says("Made: 0 vaults.");
    // Another client's folder is no vault of theirs.
    desk.file("clients.csv", "De! Wit\n");
    desk.run(&init).exits(2).says("De! Wit and De Wit would have one folder");
    // Who has another name by now is known by that.
    std::fs::write(desk.home("de-wit/kluis.toml"), settings.replace("De Wit", "Maan")).unwrap();
    desk.file("clients.csv", "Maan\n");
    desk.run(&init).exits(0).says("Maan").says("Made: 0 vaults.");
    // A run was cut off between a vault and its sheet.
    std::fs::write(sheets.join("de-wit.txt"), "").unwrap();
    desk.run(&init).exits(2).says("de-wit.txt is empty").says("give the same command again");
    let sheet = sheets.join("de-wit.txt");
    let one = ["init", "--name", "De Wit", "--no-passphrase", "--paper", sheet.to_str().unwrap()];
    desk.run(&one).exits(2).says("de-wit.txt is empty").says("give the same command again");
    // What holds something else is nobody's vault, and not to be removed for an empty file.
    let papers = desk.file("papers/letter.txt", "Dear Sir");
    let papers = std::path::Path::new(&papers).parent().unwrap().to_str().unwrap();
    let refused = desk.run(&[&one[..], &["--vault", papers]].concat()).exits(2);
    refused.says("there is something already").hides("remove");
}

#[test]
fn a_list_that_is_not_understood_makes_no_vault() {
    let desk = Desk::empty();
    let sheets = desk.path("sheets");
    let refused = |text: &str, why: &str| {
        let list = desk.file("clients.csv", text);
        let paper = sheets.to_str().unwrap();
        let init = ["init", "--list", &list, "--no-passphrase", "--paper", paper];
        desk.run(&init).exits(2).says(why);
        assert!(files_below(&desk.path("data")).is_empty() && !sheets.exists());
    };
    refused("Jansen;Aalst\n", "none is headed Name");
    refused("Naam;Boekjaareinde\nJansen;06-30\n;12-31\n", "line 3");
    refused("Naam;Boekjaareinde\nJansen;30-06\n", "30-06");
    refused("De Wit\nde wit\n", "would have one folder");
    refused("Naam\n", "names nothing");
}

#[test]
fn without_a_terminal_the_sheet_needs_a_file_and_nothing_is_made() {
    let desk = Desk::empty();
    desk.run(&["init", "--name", "Jansen", "--no-passphrase"]).exits(2).says("--paper FILE");
    assert!(files_below(&desk.path("data")).is_empty());
}

#[test]
fn without_a_passphrase_given_nothing_is_made() {
    let desk = Desk::empty();
    let paper = desk.path("sheet.txt");
    desk.run(&["init", "--name", "Jansen", "--paper", paper.to_str().unwrap()])
        .exits(2)
        .says("--passphrase-file FILE");
    assert!(files_below(&desk.path("data")).is_empty());
    assert!(!paper.exists(), "an empty sheet is none");
}

#[test]
fn a_sheet_is_never_written_over_a_file() {
    let desk = Desk::empty();
    let paper = desk.file("sheet.txt", "mine");
    desk.run(&["init", "--name", "Jansen", "--no-passphrase", "--paper", &paper])
        .exits(2)
        .says("is there already");
    assert_eq!(std::fs::read_to_string(&paper).unwrap(), "mine");
    assert!(files_below(&desk.path("data")).is_empty());
}

#[test]
fn on_a_terminal_the_sheet_is_shown_and_two_groups_of_it_are_typed_again() {
    let desk = Desk::empty();
    let person = Person { new_passphrase: Some("correct horse"), ..Person::default() };
    let ran = desk.asked(&person, &["init", "--name", "Jansen"]);
    ran.exits(0).hides("AGE-SECRET-KEY");
    assert!(person.identity().starts_with("AGE-SECRET-KEY-1"));
    let asked = person.asked.borrow();
    assert_eq!(asked[0], Question::NewPassphrase);
    let groups: Vec<_> = asked[1..].iter().collect();
    assert!(matches!(groups[..], [Question::SheetGroup(a), Question::SheetGroup(b)] if a != b));
    let identity = std::fs::read(desk.home("jansen/identity.age")).unwrap();
    assert!(identity.starts_with(b"age-encryption.org/v1\n-> scrypt "));
    assert!(!desk.home("jansen/identity.txt").exists());
}

#[test]
fn a_sheet_that_is_mistyped_once_is_asked_for_again_and_twice_unmakes_the_vault() {
    let desk = Desk::empty();
    let init = ["init", "--name", "Jansen", "--no-passphrase"];
    let ran = desk.asked(&Person::miscopying(2), &init);
    ran.exits(2).says("no vault was made").says("run kluis init again");
    assert!(!desk.home("jansen").exists());
    let person = Person::miscopying(1);
    desk.asked(&person, &init).exits(0);
    let asked = person.asked.borrow();
    assert_eq!(asked.len(), 3, "one group wrong, then both: {asked:?}");
}

#[test]
fn a_wish_to_stop_before_the_sheet_is_typed_again_unmakes_the_vault() {
    let mut desk = Desk::empty();
    desk.stop = true;
    let person = Person::default();
    desk.asked(&person, &["init", "--name", "Jansen", "--no-passphrase"]).exits(130);
    assert!(person.sheet.borrow().is_some() && person.asked.borrow().is_empty());
    assert!(!desk.home("jansen").exists());
}

#[test]
fn a_name_is_taken_once() {
    let desk = Desk::with_vault("Bakkerij Jansen");
    let before = files_below(&desk.path("data"));
    let paper = desk.path("sheet.txt");
    let paper = paper.to_str().unwrap();
    desk.run(&["init", "--name", "bakkerij jansen", "--no-passphrase", "--paper", paper])
        .exits(2)
        .says("there is something already");
    assert_eq!(files_below(&desk.path("data")), before);
    assert!(!desk.path("sheet.txt").exists());
}

#[test]
fn a_vault_may_live_in_a_folder_of_ones_own() {
    let desk = Desk::empty();
    let home = desk.path("elsewhere/v");
    let home = home.to_str().unwrap();
    let paper = desk.path("sheet.txt");
    let paper = paper.to_str().unwrap();
    let init = ["--vault", home, "init", "--name", "Jansen", "--no-passphrase", "--paper", paper];
    desk.run(&init).exits(0);
    desk.run(&["list"]).exits(2).says("no vault here");
    desk.run(&["list", "--vault", home]).exits(0).says("No bundles yet");
    let inside = format!("{home}2/sheet.txt");
    let init = ["--vault", &format!("{home}2"), "init", "--name", "B", "--paper", &inside];
    desk.run(&init).exits(2).says("choose a place apart");
}

#[test]
fn with_two_vaults_none_is_the_default_and_the_client_is_named_first() {
    let mut desk = Desk::with_vault("Jansen");
    desk.run(&["list"]).exits(0).hides("Jansen");
    desk.vault("De Wit");
    desk.run(&["list"]).exits(2).says("there are 2 vaults").says("--vault \"De Wit\"");
    let ran = desk.run(&["list", "--vault", "De Wit"]).exits(0);
    assert!(ran.out.starts_with("De Wit\n"), "{}", ran.out);
    assert_eq!(desk.run(&["list", "--vault", "jansen", "--json"]).json()["vault_name"], "Jansen");
    desk.run(&["list", "--vault", "nobody"]).exits(2).says("no vault is called nobody");
    desk.variable = Some("De Wit".into());
    let ran = desk.run(&["list"]).exits(0);
    assert!(ran.out.starts_with("De Wit\n"), "{}", ran.out);
    desk.run(&["list", "--vault", "Jansen"]).exits(0).says("Jansen\n");
}

#[test]
fn each_goes_over_all_vaults_and_the_worst_exit_wins() {
    let mut desk = Desk::with_vault("Jansen");
    desk.vault("De Wit");
    desk.run(&["--each", "list"]).exits(0).says("De Wit\nNo bundles").says("Jansen\nNo bundles");
    std::fs::write(desk.home("de-wit/kluis.toml"), "name = 1\n").unwrap();
    let ran = desk.run(&["--each", "--json", "list"]).exits(2);
    let each = ran.json();
    assert_eq!(each["exit"], 2);
    assert_eq!(each["vaults"][0]["error"]["exit"], 2);
    assert_eq!(each["vaults"][0]["vault_name"], "de-wit");
    assert_eq!(each["vaults"][1]["exit"], 0);
    desk.stop = true;
    desk.run(&["--each", "list"]).exits(130);
    desk.run(&["--each", "--vault", "Jansen", "list"]).exits(2).says("can't be used with");
}

#[test]
fn a_vault_that_is_in_use_is_said_to_be() {
    let desk = Desk::with_vault("Jansen");
    let lock = std::fs::File::options().write(true).open(desk.home("jansen/lock")).unwrap();
    lock.lock().unwrap();
    std::fs::write(desk.home("jansen/lock"), "kluis archive (process 7)").unwrap();
    desk.run(&["sweep"]).exits(16).says("in use by kluis archive (process 7)");
    for line in [["class", "list"], ["ledger", "show"], ["medium", "list"]] {
        desk.run(&line).exits(0);
    }
    drop(lock);
    desk.run(&["sweep"]).exits(0);
}

#[test]
fn settings_that_cannot_be_read_are_quoted_and_the_file_is_named() {
    let desk = Desk::with_vault("Jansen");
    let config = desk.home("jansen/kluis.toml");
    std::fs::write(&config, "name = \"Jansen\"\ncopies = 2\ncopy = 3\n").unwrap();
    for verb in [&["list"][..], &["class", "list"], &["book-year", "list"]] {
        desk.run(verb).exits(2).says("kluis.toml: ").says("copy").says(config.to_str().unwrap());
    }
    std::fs::write(&config, "name = \"Jansen\"\ncopies = 12\n").unwrap();
    desk.run(&["list"]).exits(2).says("copies = 12").says("write copies = 2");
}
