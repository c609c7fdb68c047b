//! Many clients at once: what `--each` says of each of them, and that no command that it names is another client's.

use std::fs;
use std::path::PathBuf;

use kluis::powers::asker::{MonthActs, Question};

use crate::harness::{Person, Vault, put};
use crate::months::{settings, three_clients};

fn saying(month: &'static str) -> Person {
    Person { month: Some(month), ..Person::default() }
}

/// A place in the folder of one of the three clients.
fn of(vault: &Vault, client: &str, name: &str) -> PathBuf {
    vault.path("user/Klanten").join(client).join(name)
}

/// Takes a client's sources out of its settings.
fn without_source(vault: &Vault, client: &str) {
    let file = vault.path("data/kluis/vaults").join(client).join("kluis.toml");
    let text = fs::read_to_string(&file).unwrap();
    let (kept, _) = text.split_once("[[source]]").unwrap();
    fs::write(file, kept).unwrap();
}

#[test]
fn wat_op_de_pc_blijft_wordt_bij_elke_client_genoemd() {
    let vault = three_clients();
    put(&of(&vault, "Fietsen", "los.pdf"), "van welke maand?");
    put(&of(&vault, "Fietsen", "2025-10/bon.pdf"), "vergeten");
    without_source(&vault, "webwinkel");
    let said = vault.run("month --each --yes --lang nl").exits(0);
    let said = said.says("Nergens blijkt de maand uit: Fietsen (1 bestand). Dat blijft staan.");
    let said = said.says("Niet verzegeld, van eerdere maanden: oktober 2025.");
    let said = said.says("kluis month 2025-10 --vault Fietsen");
    said.says("heeft geen [[source]]").says("webwinkel/kluis.toml").says("folder = \"…\"");
}

#[test]
fn what_stays_is_shown_before_the_one_yes_and_not_once_more_behind_it() {
    let vault = three_clients();
    put(&of(&vault, "Fietsen", "los.pdf"), "van welke maand?");
    without_source(&vault, "webwinkel");
    let person = saying("y");
    let said = vault.asked(&person).run("month --each").exits(0);
    let acts = MonthActs { seals: 4, copies: 0, removes: 0 };
    let asked = Question::Months { clients: 2, acts };
    assert_eq!(person.asked.borrow()[..], [asked], "two have something to seal");
    let shown: Vec<_> =
        person.months.borrow().iter().map(|it| (it.sources, it.unfit.len())).collect();
    assert_eq!(shown, [(1, 0), (1, 1), (0, 0)]);
    said.hides("Nothing says the month").says("no [[source]] in kluis.toml");
}

#[test]
fn a_client_whose_drives_are_away_is_not_counted_in_the_question() {
    let vault = three_clients();
    // The bicycle shop's drives are two of its own.
    vault.new_drives(&["c", "d"]);
    let home = vault.path("data/kluis/vaults/fietsen");
    fs::remove_dir_all(home).unwrap();
    vault.run("init --name Fietsen --no-passphrase --paper {dir}/again").exits(0);
    let add = "--vault Fietsen medium add --same-disk";
    vault.run(&format!("{add} {{c}} --label 'Drive C'")).exits(0);
    vault.run(&format!("{add} {{d}} --label 'Drive D'")).exits(0);
    let source = "[[source]]\nfolder = \"Klanten/Fietsen\"\nclass = \"nl-admin-basis\"\n";
    settings(&vault.path("data/kluis/vaults/fietsen"), "", source);
    vault.unplug("c");
    vault.unplug("d");
    let person = saying("y");
    let said = vault.asked(&person).run("month --each");
    let acts = MonthActs { seals: 4, copies: 0, removes: 0 };
    assert_eq!(person.asked.borrow()[..], [Question::Months { clients: 2, acts }]);
    assert_eq!(said.exit, 10, "{said}");
    for drive in ["a", "b"] {
        vault.unplug(drive);
    }
    put(&of(&vault, "Bakkerij", "2025-11/later.pdf"), "nagekomen");
    let person = saying("y");
    vault.asked(&person).run("month --each").exits(10);
    assert_eq!(person.asked.borrow().len(), 0, "nobody is asked for what can't be done");
    assert_eq!(person.months.borrow().len(), 2, "and is shown what waits");
}

#[test]
fn sources_that_wait_for_a_copy_are_counted_at_each_client() {
    let vault = three_clients();
    vault.unplug("b");
    let said = vault.run("month --each --yes").exits(0);
    assert_eq!(said.out.matches("1 of 2 copies, waiting: 1 bundle, 2 sources stay").count(), 3);
}

#[test]
fn one_calendar_has_what_comes_for_all_clients() {
    let vault = three_clients();
    vault.run("month --each --yes").exits(0);
    vault.name("ics", vault.path("agenda.ics"));
    vault.name("later", vault.path("later.ics"));
    let said = vault.run("due --each --ics {ics} --lang nl").exits(0);
    assert_eq!(said.out.matches("voor uw agenda").count(), 1, "{said}");
    let read = |name: &str| fs::read_to_string(vault.path(name)).unwrap().replace("\r\n ", "");
    let text = read("agenda.ics");
    assert_eq!(text.matches("BEGIN:VCALENDAR").count(), 1, "{text}");
    for client in ["Bakkerij", "Fietsen", "Webwinkel"] {
        assert!(text.contains(&format!("SUMMARY:{client}: 1 bundel te vernietigen")), "{text}");
    }
    // The same thing has the same id in a later file, and no two have one.
    let said = vault.on("2026-01-05").run("due --each --ics {later} --json").json();
    assert!(said["vaults"].as_array().unwrap().iter().all(|it| it["calendar"].is_string()));
    let ids = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect()
    };
    let (now, later) = (ids(&text), ids(&read("later.ics")));
    assert_eq!((now.len(), &now), (3, &later));
    assert!(now.iter().collect::<std::collections::BTreeSet<_>>().len() == 3, "{now:?}");
    // It is not written over, and lies in no vault.
    vault.run("due --each --ics {ics}").exits(2).says("is there already");
    vault.name("inside", vault.path("data/kluis/vaults/webwinkel/agenda.ics"));
    vault.run("due --each --ics {inside}").exits(2);
    assert!(!vault.path("data/kluis/vaults/webwinkel/agenda.ics").exists());
}

#[test]
fn each_client_gets_a_review_list_of_its_own_and_all_one_calendar() {
    let vault = three_clients();
    vault.run("month --each --yes").exits(0);
    vault.on("2033-01-05").run("verify --each").exits(0);
    vault.name("lists", vault.path("lists"));
    vault.name("ics", vault.path("agenda.ics"));
    let said = vault.run("due --each --list {lists} --ics {ics} --lang nl").exits(1);
    let said = said.says("agenda.ics");
    for client in ["bakkerij", "fietsen", "webwinkel"] {
        let page = fs::read_to_string(vault.path(&format!("lists/{client}.html"))).unwrap();
        let others = ["Bakkerij", "Fietsen", "Webwinkel"].iter();
        let named: Vec<_> = others.filter(|name| page.contains(**name)).collect();
        assert_eq!(named.len(), 1, "{client}: {named:?}");
        let list = vault.path(&format!("lists/{client}.json"));
        assert!(said.out.contains(&format!("destroy --list {}", list.display())), "{said}");
    }
    let calendar = fs::read_to_string(vault.path("agenda.ics")).unwrap();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 3);
    // What is there is not written over, and says so of each.
    vault.run("due --each --list {lists}").exits(2).says("bakkerij.json");
    let inside = vault.on_drive("a").join("lists");
    vault.name("inside", &inside);
    vault.run("due --each --list {inside}").exits(2);
    assert!(!inside.exists());
}

#[test]
fn the_folder_of_lists_is_destroyed_of_in_one_command() {
    let vault = three_clients();
    vault.run("month --each --yes").exits(0);
    vault.name("lists", vault.path("lists"));
    vault.on("2033-01-05").run("verify --each").exits(0);
    vault.run("due --each --list {lists}").exits(1);
    let destroy = "destroy --list {lists} --each --by A.Jansen --role owner --no-open-matters";
    let left = |count: usize| {
        let due = vault.run("due --each --json");
        assert_eq!(due.out.matches("\"delete_from\"").count(), count, "{due}");
    };
    // A folder without any list may be the wrong one.
    let moved = |client: &str, to: &str| {
        let name = |folder: &str| vault.path(&format!("{folder}/{client}.json"));
        match to {
            "aside" => fs::rename(name("lists"), name("aside")).unwrap(),
            _ => fs::rename(name("aside"), name("lists")).unwrap(),
        }
    };
    fs::create_dir(vault.path("aside")).unwrap();
    ["bakkerij", "fietsen", "webwinkel"].iter().for_each(|client| moved(client, "aside"));
    vault.run(destroy).exits(2).says("fietsen.json");
    left(3);
    // One that has none was not due: its records stay.
    moved("bakkerij", "lists");
    moved("webwinkel", "lists");
    vault.run(destroy).exits(0).says("Nothing is left to destroy here.");
    left(1);
    // Under another client's name a list destroys nothing.
    fs::copy(vault.path("lists/bakkerij.json"), vault.path("lists/fietsen.json")).unwrap();
    vault.run(destroy).exits(2).says("another vault");
    left(1);
}

#[test]
fn a_second_vault_names_itself_in_what_comes_next() {
    let vault = Vault::bare();
    let init =
        |name: &str| format!("init --name '{name}' --no-passphrase --paper '{{dir}}/{name}'");
    vault.run(&init("Bakkerij")).exits(0).says("kluis medium add PATH").hides("--vault");
    let said = vault.run(&init("Fietsen Klinker")).exits(0);
    said.says("kluis medium add PATH --label \"Drive A\" --vault \"Fietsen Klinker\"");
}

#[test]
fn a_table_of_one_of_several_clients_has_nothing_but_its_columns() {
    let vault = three_clients();
    vault.run("month --each --yes").exits(0);
    let said = vault.run("find factuur --csv --vault Fietsen").exits(0);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].starts_with("bundle,path,bytes,"), "no client stands above it: {said}");
    assert!(lines.len() == 2 && lines[1].contains("factuur.pdf"), "{said}");
    let cells = |line: &str| line.split(',').count();
    assert_eq!(cells(lines[0]), cells(lines[1]), "{said}");
    assert!(!said.out.contains("Fietsen\n"), "{said}");
}

/// The month of three clients, sealed; one of them has a file that no other has.
fn searched() -> Vault {
    let vault = three_clients();
    put(&of(&vault, "Fietsen", "2025-11/zon.pdf"), "alleen hier");
    vault.run("month --each --yes").exits(0);
    vault
}

#[test]
fn what_is_found_at_one_client_is_found_and_the_others_stand_in_one_line() {
    let vault = searched();
    let said = vault.run("find zon --each").exits(0).says("Nothing at Bakkerij and Webwinkel.");
    assert!(said.out.starts_with("Fietsen\n"), "{said}");
    said.hides("0 records").hides("Not found");
    assert_eq!(vault.run("find zon --each --json").exits(0).json()["exit"], 0);
    let said = vault.run("find zon maan --each --lang nl").exits(1);
    said.says("Bij geen cliënt gevonden: maan").says("Niets bij Bakkerij en Webwinkel.");
    let said = vault.run("find maan --each --lang nl").exits(1);
    assert_eq!(said.out, "Er is niets gevonden bij Bakkerij, Fietsen en Webwinkel.\n");
}

#[test]
fn a_table_of_all_clients_is_one_table_that_a_dutch_spreadsheet_opens() {
    let vault = searched();
    for (lang, sign, head) in
        [("en", ',', "client,bundle,path,"), ("nl", ';', "cliënt;bundel;pad;")]
    {
        let said = vault.run(&format!("find factuur zon --each --csv --lang {lang}")).exits(0);
        // A cell in quotes may hold what stands between cells.
        let text = said.out.replace("Drive A; Drive B", "drives");
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with(head), "{said}");
        let clients: Vec<_> = lines[1..].iter().map(|it| it.split(sign).next().unwrap()).collect();
        let quoted = ["Bakkerij", "Fietsen", "Fietsen", "Webwinkel"].map(|it| format!("\"{it}\""));
        assert_eq!(clients, quoted, "{said}");
        let cells = |line: &str| line.split(sign).count();
        assert!(lines.iter().all(|line| cells(line) == cells(lines[0])), "{said}");
    }
    // One without a hit stands first, and the head all the same.
    let said = vault.run("find zon --each --csv").exits(0);
    assert_eq!(said.out.lines().count(), 2, "{said}");
}

#[test]
fn records_of_several_clients_are_given_back_into_a_folder_a_client() {
    let vault = searched();
    let records = |folder: &str| vault.path(folder).join("records").is_dir();
    vault.run("find factuur --each --restore {dir}/terug --reason vraag").exits(0);
    assert!(["bakkerij", "fietsen", "webwinkel"].iter().all(|it| records(&format!("terug/{it}"))));
    let said = vault.run("find zon --each --restore {dir}/zon --reason vraag").exits(0);
    said.says("Nothing at Bakkerij and Webwinkel.");
    let made: Vec<_> = fs::read_dir(vault.path("zon")).unwrap().flatten().collect();
    assert!(made.len() == 1 && records("zon/fietsen"), "{made:?}");
    vault.run("restore --all --each --to {dir}/alles --reason vraag").exits(0);
    assert!(records("alles/bakkerij") && records("alles/webwinkel"));
    let audit = "audit --match zon.pdf --years 2025 --for Jansen --ref AVG-1 --each";
    vault.run(&format!("{audit} --to {{dir}}/inzage")).exits(1);
    assert!(records("inzage/fietsen") && !vault.path("inzage/bakkerij").exists());
    vault.name("pass", vault.path("pass"));
    fs::write(vault.path("pass"), "zo lang als een wachtwoordzin\n").unwrap();
    let pack = "--pack {dir}/een.tar.age --pack-passphrase-file {pass}";
    vault.run(&format!("{audit} --to {{dir}}/nog {pack}")).exits(2).says("--vault NAME");
    assert!(!vault.path("nog").exists());
}

#[test]
fn a_month_that_seals_nothing_says_how_many_files_go_from_the_pc() {
    let vault = three_clients();
    vault.unplug("b");
    vault.run("month --each --yes").exits(0);
    vault.plug("b");
    vault.run("copy --all --to 'Drive B' --each").exits(0);
    let said = vault.run("month --each --dry-run --lang nl").exits(0);
    assert_eq!(said.out.matches("verwijdert 2 bestanden van deze pc").count(), 3, "{said}");
    let person = saying("n");
    vault.asked(&person).run("month --each").exits(2);
    let acts = MonthActs { seals: 0, copies: 0, removes: 6 };
    assert_eq!(person.asked.borrow()[..], [Question::Months { clients: 3, acts }]);
}

#[test]
fn a_month_of_clients_of_whom_none_has_a_source_is_no_month() {
    let vault = three_clients();
    for client in ["bakkerij", "fietsen"] {
        without_source(&vault, client);
    }
    vault.run("month --each --yes").exits(0);
    without_source(&vault, "webwinkel");
    for line in ["month --each", "month --each --yes", "month --each --dry-run"] {
        vault.run(line).exits(2).says("no [[source]]");
    }
}

#[test]
fn de_eerste_dag_van_een_kantoor_is_drie_opdrachten() {
    let vault = Vault::bare();
    fs::write(vault.path("clienten.csv"), "Naam\nBakkerij\nFietsen\nWebwinkel\n").unwrap();
    let init = "init --list {dir}/clienten.csv --no-passphrase --paper {dir}/bladen --lang nl";
    vault.run(init).exits(0).says("Gemaakt: 3 kluizen.");
    for (drive, label) in [("a", "Schijf A"), ("b", "Schijf B")] {
        let add = format!("medium add --same-disk {{{drive}}} --label '{label}' --each --lang nl");
        let said = vault.run(&add).exits(0);
        // A row a client, and not a page.
        let row = |line: &&str| line.contains(label) && line.ends_with("ter plaatse");
        assert_eq!(said.out.lines().filter(row).count(), 3, "{said}");
        said.hides("Schijfnummer");
    }
    let said = vault.run("medium list --each --json").exits(0).json();
    let vaults = said["vaults"].as_array().unwrap().iter();
    let drives = vaults.map(|of| of["media"].as_array().unwrap().len());
    assert_eq!(drives.collect::<Vec<_>>(), [2, 2, 2]);
}
