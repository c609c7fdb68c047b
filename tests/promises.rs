//! What docs/commands.md promises of `--json`, field by field, against what the program prints.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::os::unix::fs::{FileExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use kluis::powers::identity::Identity;
use kluis::words::digest::Digest;

use kit::files::{bundle_folder, folder_on_disk};
use kit::{Program, Ran};

mod kit;

/// The names below a field.
#[derive(Debug, Clone, Default)]
struct Below {
    names: BTreeSet<String>,
    /// All of them are listed, so that no other may be there.
    whole: bool,
}

/// A command's fields, by the table of docs/commands.md.
type Row = BTreeMap<String, Below>;

/// Cuts where a sign stands outside of parentheses.
fn outside(text: &str, sign: char) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0, 0, vec![]);
    for (at, found) in text.char_indices() {
        match found {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if found == sign && depth == 0 => {
                parts.push(&text[from..at]);
                from = at + sign.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// What stands between back-ticks.
fn names(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A field's own names, and those in the parentheses behind it.
fn own_and_below(text: &str) -> (BTreeSet<String>, Below) {
    let (own, behind) = text.split_once('(').unwrap_or((text, ""));
    let mut below = names(behind);
    if behind.contains("*end*") {
        below.extend(["open", "keep_through", "delete_from"].map(str::to_owned));
    }
    let more = behind.split_once(") and ").map(|(_, more)| own_and_below(more).0);
    let own = names(own).into_iter().chain(more.unwrap_or_default()).collect();
    (own, Below { names: below, whole: false })
}

fn row(cell: &str) -> Row {
    let mut row = Row::new();
    for group in outside(cell, ';') {
        // From a colon on, all that follows in the group lies below.
        let (mut listed, mut nested) = (vec![], None);
        for item in outside(group, ',') {
            match (&mut nested, &outside(item, ':')[..]) {
                (None, [_]) => listed.push(item),
                (None, [over, first @ ..]) => nested = Some((*over, vec![first[0]])),
                (Some((_, items)), _) => items.push(item),
                (None, []) => unreachable!("a cut gives one part at least"),
            }
        }
        for item in listed {
            let (own, below) = own_and_below(item);
            row.extend(own.into_iter().map(|name| (name, below.clone())));
        }
        let Some((over, items)) = nested else { continue };
        let elsewhere = items.iter().any(|item| item.trim_start().starts_with("as "));
        let listed = items.iter().filter(|_| !elsewhere);
        let below = Below {
            names: listed.flat_map(|item| own_and_below(item).0).collect(),
            whole: !elsewhere,
        };
        row.extend(own_and_below(over).0.into_iter().map(|name| (name, below.clone())));
    }
    row
}

fn table() -> BTreeMap<String, Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/commands.md");
    let text = fs::read_to_string(path).expect("the document is there");
    let part =
        text.split_once("| command | fields |\n| --- | --- |\n").expect("it has the table").1;
    part.lines()
        .map_while(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .map(|line| line.split_once(" | ").expect("a row has two cells"))
        .map(|(command, fields)| (command.replace('`', ""), row(fields)))
        .collect()
}

fn keys(value: &Value) -> BTreeSet<String> {
    let fields = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    fields.keys().cloned().collect()
}

/// What lies in a field: one object, or each of a list.
fn objects(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(_) => vec![value],
        Value::Array(all) => all.iter().filter(|one| one.is_object()).collect(),
        _ => vec![],
    }
}

/// The schema of a command's documents, by its file in docs/schemas: `medium lost, found, retire` is
/// `medium-lost-found-retire.json`.
fn schema_of(command: &str) -> String {
    let words = command.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("{}.json", words.join("-"))
}

/// Holds documents against their schemas, by the stock validator; and that a schema names what the table does.
fn assert_valid(table: &BTreeMap<String, Row>, documents: &[(String, Value)]) {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (command, row) in table {
        let text = fs::read_to_string(project.join("docs/schemas").join(schema_of(command)));
        let text = text.unwrap_or_else(|error| panic!("the schema of {command}: {error}"));
        let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
        let promised: BTreeSet<String> = row.keys().cloned().collect();
        assert_eq!(keys(&schema["properties"]), promised, "{command}: left is in the schema");
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (number, (command, document)) in documents.iter().enumerate() {
        let held = json!({ "document": document, "schema": schema_of(command) });
        let path = folder.path().join(format!("{number}.json"));
        fs::write(path, held.to_string()).expect("it can be written");
    }
    let mut run = Command::new("python3");
    let output = run.arg(project.join("tests/schemas.py")).arg(folder.path()).output();
    let output = output.expect("python3 is here: bash tests/tools");
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{}", said.concat());
}

/// The two names that every document has.
const EVERYWHERE: [&str; 2] = ["exit", "vault_name"];

/// Compares a document with its row, and takes down which fields had something in them.
fn assert_promised(command: &str, row: &Row, document: &Value, seen: &mut BTreeSet<String>) {
    let mut found = keys(document);
    for name in EVERYWHERE {
        let there = found.remove(name);
        let vaultless = name == "vault_name"
            && ["completions", "demo", "man", "rebuild --all", "key paper", "init --list"]
                .contains(&command);
        assert_eq!(there, !vaultless, "{command}: {name}");
    }
    let promised: BTreeSet<String> = row.keys().cloned().collect();
    assert_eq!(found, promised, "{command}: left is printed, right is promised");
    for (name, below) in row {
        for object in objects(&document[name]) {
            seen.insert(format!("{command}: {name}"));
            let found = keys(object);
            if below.whole {
                assert_eq!(found, below.names, "{command}: {name}: left is printed");
            } else if !below.names.is_empty() {
                let missing: Vec<_> = below.names.iter().filter(|name| is_key(name)).collect();
                let absent = missing.iter().filter(|name| !has_key(object, name)).count();
                assert_eq!(absent, 0, "{command}: {name}: of {missing:?} in {object:#}");
            }
        }
    }
}

/// Values and commands stand between back-ticks too.
fn is_key(name: &str) -> bool {
    let values = ["kept", "destroyed", "list", "cached"];
    !name.contains('-') && !values.contains(&name)
}

fn has_key(object: &Value, name: &str) -> bool {
    object.get(name).is_some()
}

/// A vault of two drives, with everything in it that a report can tell of.
struct Scene {
    folder: TempDir,
}

impl Scene {
    fn new() -> Scene {
        let folder = folder_on_disk();
        let scene = Scene { folder };
        for name in ["a", "b", "records/2016", "records/2025/empty"] {
            fs::create_dir_all(scene.at(name)).expect("it is new");
        }
        for name in ["2016/ledger.csv", "2025/invoice.pdf", "2025/invoice.xml", "2025/Thumbs.db"] {
            fs::write(scene.at("records").join(name), name.repeat(100)).expect("it is new");
        }
        symlink("invoice.pdf", scene.at("records/2025/link")).expect("it is new");
        scene
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, line: &[&str]) -> Ran {
        let data = self.at("data");
        let program = Program { data_folder: Some(&data), ..Program::within(self.folder.path()) };
        program.run(&line.join(" "), line)
    }

    fn json(&self, exit: i32, line: &[&str]) -> Value {
        let ran = self.run(&[line, &["--json"]].concat()).exits(exit);
        assert!(ran.out.is_ascii() && ran.err.is_empty(), "{ran}");
        let document = ran.json();
        assert_eq!(document["exit"], exit, "{line:?}");
        document
    }

    /// A file in a folder from which a month is sealed.
    fn source(&self, file: &str) {
        let path = self.at(file);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("it is new");
        fs::write(path, "bon").expect("it is new");
        let folder = self.at(file.split('/').next().unwrap_or(file));
        let table = format!("[[source]]\nfolder = {folder:?}\nclass = \"nl-admin-basis\"\n");
        let settings = self.at("data/kluis/vaults/jansen/kluis.toml");
        let text = fs::read_to_string(&settings).expect("the vault has settings");
        fs::write(settings, format!("{text}\n{table}")).expect("they can be written");
    }

    /// Changes a bit in a bundle's file on a drive.
    fn damage(&self, drive: &str, bundle: &str, name: &str) {
        let path = bundle_folder(&self.at(drive), bundle).join(name);
        let file = File::options().read(true).write(true).open(path).expect("it is there");
        let (mut byte, at) = ([0], file.metadata().expect("it has a size").len() / 2);
        file.read_exact_at(&mut byte, at).expect("it can be read");
        file.write_all_at(&[byte[0] ^ 1], at).expect("it can be written");
    }

    /// Seals records while B is away, and brings it back: a copy waits for it, and sources are to go.
    fn waits_for_b(&self) {
        fs::rename(self.at("b"), self.at("b-away")).expect("it is there");
        fs::create_dir(self.at("records/late")).expect("it is new");
        fs::write(self.at("records/late/slip.pdf"), "late").expect("it is new");
        let rule =
            ["--class", "nl-admin-basis", "--date", "2025", "--accept-end", "--accept-newer"];
        self.json(3, &[&["archive", "records/late", "--move"], &rule[..]].concat());
        fs::rename(self.at("b-away"), self.at("b")).expect("it is free");
    }

    fn archive(&self, year: &str, more: &[&str]) -> Value {
        let folder = format!("records/{year}");
        let line = [
            "archive",
            &folder,
            "--class",
            "nl-admin-basis",
            "--date",
            year,
            "--accept-end",
            "--accept-newer",
        ];
        self.json(0, &[&line, more].concat())
    }
}

fn bundle_of(archived: &Value) -> String {
    archived["bundles"][0]["bundle"].as_str().expect("an id is text").to_owned()
}

#[test]
fn every_field_that_is_promised_is_printed_and_no_other() {
    let (table, scene) = (table(), Scene::new());
    let (mut seen, mut asked, mut held) = (BTreeSet::new(), BTreeSet::new(), vec![]);
    let mut check = |command: &str, document: Value| {
        let row = table.get(command).unwrap_or_else(|| panic!("no row for {command}"));
        assert_promised(command, row, &document, &mut seen);
        asked.insert(command.to_owned());
        held.push((command.to_owned(), document.clone()));
        document
    };
    let init = ["init", "--name", "Jansen", "--no-passphrase", "--paper", "sheet.txt"];
    check("init", scene.json(0, &[&init[..], &["--book-year-end", "12-31"]].concat()));
    check("book-year add, list", scene.json(0, &["book-year", "list"]));
    let class = check("class show", scene.json(0, &["class", "show", "nl-admin-basis"]));
    let classes = check("class list", scene.json(0, &["class", "list"]));
    for one in objects(&classes["classes"]) {
        assert_eq!(keys(one), keys(&class["class"]));
    }
    check("medium add", scene.json(0, &["medium", "add", "--same-disk", "a", "--label", "A"]));
    check("medium add", scene.json(0, &["medium", "add", "--same-disk", "b", "--label", "B"]));

    check("archive", scene.archive("2025", &["--dry-run"]));
    let kept = bundle_of(&check("archive", scene.archive("2025", &["--case", "K-1"])));
    let ended = bundle_of(&check("archive", scene.archive("2016", &[])));
    check("medium list", scene.json(0, &["medium", "list"]));
    check("copy", scene.json(0, &["copy", "--all", "--to", "B"]));
    let open =
        ["archive", "records/2025/c", "--class", "nl-contract", "--open-ended", "--case", "K-2"];
    fs::write(scene.at("records/2025/c"), "contract").expect("it is new");
    let contract = bundle_of(&scene.json(0, &open));
    let event = ["event", "record", "--case", "K-2", "--date", "2026-01-31"];
    check("event record", scene.json(0, &event));
    let sooner = ["event", "record", "--case", "K-2", "--date", "2025-01-31", "--reason", "typo"];
    let proposed = check("event record", scene.json(0, &sooner));
    let proposal = proposed["proposed"][0]["proposal"].as_str().expect("it has a name").to_owned();
    check("due", scene.json(1, &["due"]));
    check("shorten", scene.json(0, &["shorten", "withdraw", &proposal]));
    fs::write(scene.at("records/2025/c"), "addendum").expect("it is there");
    check("archive", scene.json(0, &[&open[..], &["--dry-run"]].concat()));
    let extend = ["extend", &contract, "--through", "2040-12-31", "--reason", "pension"];
    check("extend", scene.json(0, &extend));
    check("show", scene.json(0, &["show", &contract]));
    let right = ["--class", "nl-contract", "--date", "2026-01-31", "--reason", "wrong class"];
    let reseal = [&["reseal", contract.as_str()][..], &right].concat();
    check("reseal, erase", scene.json(0, &reseal));
    check("show", scene.json(0, &["show", &contract]));
    check("sweep", scene.json(0, &["sweep", "--dry-run"]));
    scene.source("months/2025-11/bon.pdf");
    let month = ["month", "2025-11", "--dry-run"];
    check("month", scene.json(2, &month));
    check("month", scene.json(0, &[&month[..], &["--accept-newer"]].concat()));
    check("repair without a drive", scene.json(0, &["repair"]));
    let lost = ["medium", "lost", "B", "--since", "2020-01-01", "--reason", "x", "--by", "A"];
    check("medium lost, found, retire", scene.json(1, &lost));
    check("status", scene.json(1, &["status"]));
    check("incident", scene.json(1, &["incident", "B"]));
    check("medium lost, found, retire", scene.json(1, &["medium", "found", "B"]));
    scene.json(0, &["verify"]);
    check("list", scene.json(0, &["list"]));
    check("watch-drives", scene.json(0, &["watch-drives"]));
    scene.waits_for_b();
    let served = check("watch-drives", scene.json(0, &["watch-drives"]));
    assert!(served["copied"][0].is_object() && served["swept"].is_object(), "{served:#}");
    check("show", scene.json(0, &["show", &kept]));
    check("verify", scene.json(0, &["verify"]));
    check("find", scene.json(0, &["find", "2025"]));
    let (why, told) = (["--reason", "x"], ["--told", "J. de Wit@2020-01-01"]);
    let place = ["hold", "place", &kept, "--ref", "VORD-1", "--by", "A. Jansen"];
    check("hold place", scene.json(0, &[&place[..], &why, &told].concat()));
    let review = ["hold", "review", "VORD-1", "--review", "2999-01-01"];
    check("hold review", scene.json(0, &[&review[..], &why].concat()));
    check("hold list", scene.json(0, &["hold", "list"]));
    check("hold show", scene.json(0, &["hold", "show", "VORD-1"]));
    check("hold release", scene.json(0, &[&["hold", "release", "VORD-1"][..], &why].concat()));

    let audit = ["audit", "--class", "nl-admin-basis", "--number", "none", "--for", "A"];
    let line = [&audit[..], &["--ref", "AUDIT-2", "--to", "answer"]].concat();
    check("audit", scene.json(1, &line));
    let give = |to, exit| {
        let line = ["restore", &kept, "--to", to, "--reason", "audit", "--ref", "AUDIT-1"];
        scene.json(exit, &line)
    };
    let whole = check("restore", give("whole", 0));
    let (first, other) = if whole["media"][0] == "A" { ("a", "./b") } else { ("b", "./a") };
    scene.damage(first, &kept, "payload-00000.age");
    check("restore", give("healed", 1));
    // A drive that a run doubts is asked last: it counts again once it was looked at whole.
    scene.damage(first, &kept, "payload-00000.age");
    scene.json(0, &["verify"]);
    scene.damage(first, &kept, "index.age");
    check("restore", give("without-an-index", 1));
    scene.damage(first, &kept, "payload-00000.age");
    scene.damage(other, &kept, "payload-00000.age");
    check("restore", give("damaged", 11));
    check("verify", scene.json(11, &["verify", other, "--deep"]));
    // The other drive would have lent what it has damaged too.
    check("repair", scene.json(1, &["repair", other]));

    check("due", scene.json(1, &["due", "--within", "90d"]));
    check("report", scene.json(1, &["report"]));
    check("incident", scene.json(1, &["incident", "B"]));
    check("show", scene.json(0, &["show", &kept]));
    check("restore list", scene.json(1, &["restore", "list"]));
    check("restore close", scene.json(0, &["restore", "close", "AUDIT-1"]));
    let by = ["--by", "A. Jansen", "--role", "owner", "--no-open-matters"];
    check("destroy", scene.json(0, &[&["destroy", &ended][..], &by].concat()));
    let image = scene.at("a.img");
    fs::copy(scene.at("a/kluis-drive.json"), &image).expect("the drive says which it is");
    let image = image.to_str().expect("a path of ours");
    let scan = ["destroy", "--scan", image, "--medium", "A", "--by", "A. Jansen"];
    check("destroy --scan", scene.json(0, &scan));
    check("show", scene.json(0, &["show", &ended]));
    check("statement list", scene.json(0, &["statement", "list"]));
    check("statement show", scene.json(0, &["statement", "show", &ended]));
    check("statement verify", scene.json(0, &["statement", "verify", &ended]));
    check("ledger show", scene.json(0, &["ledger", "show"]));
    check("ledger verify", scene.json(0, &["ledger", "verify"]));
    let join = ["ledger", "join", "A", "--by", "A. Jansen", "--reason", "put back"];
    check("ledger join", scene.json(0, &join));
    check("clock correct", scene.json(0, &["clock", "correct"]));
    let replace = ["signer", "replace", "--by", "A. Jansen", "--reason", "stolen"];
    check("signer replace", scene.json(0, &replace));
    let file = scene.at("piets");
    std::fs::write(&file, "paard batterij nietje\n").unwrap();
    let file = file.to_str().expect("a path of ours");
    let add = ["signer", "add", "--name", "P. de Vries", "--new-passphrase-file", file];
    check("signer add", scene.json(0, &add));
    let retire = ["signer", "retire", "P. de Vries", "--by", "A. Jansen", "--reason", "left"];
    check("signer retire", scene.json(0, &retire));
    check("signer list", scene.json(0, &["signer", "list"]));
    check("key list", scene.json(0, &["key", "list"]));
    let office = Identity::generate().recipient().to_string();
    check("key add", scene.json(0, &["key", "add", "Office", "--recipient", &office]));
    // Of each bundle: one of them is damaged.
    check("key drill", scene.json(11, &["key", "drill", "--all"]));
    check("key wrap", scene.json(0, &["key", "wrap"]));
    let paper = ["key", "paper", "--to", "key.html", "--vaults", "list.txt"];
    check("key paper", scene.json(0, &paper));
    check("key remove", scene.json(0, &["key", "remove", "Office", "--yes"]));
    let id =
        scene.json(0, &["ledger", "verify"])["vault"].as_str().expect("it has an id").to_owned();
    let from = [
        "--accept-settings",
        "--from",
        other,
        "--vault-id",
        &id,
        "--identity",
        "sheet.txt",
        "--no-passphrase",
    ];
    fs::write(scene.at("passphrase.txt"), "correct horse\n").expect("it is new");
    let typed = ["passphrase", "--new-passphrase-file", "passphrase.txt"];
    check("passphrase", scene.json(0, &typed));
    check("rebuild", scene.json(0, &[&["rebuild", "--vault", "./again"][..], &from].concat()));
    let list = format!("# kluis-vaults 1\n{id}  Bakkerij\n");
    fs::write(scene.at("vaults.txt"), &list).expect("it is new");
    let number = Digest::of(list.as_bytes()).to_string();
    let all = ["rebuild", "--all", "--vaults", "vaults.txt", "--vaults-check", &number];
    check("rebuild --all", scene.json(0, &[&all[..], &from[..3], &from[5..]].concat()));
    fs::write(scene.at("clients.txt"), "De Wit\n").expect("it is new");
    let listed = ["init", "--list", "clients.txt", "--no-passphrase", "--paper", "sheets"];
    check("init --list", scene.json(0, &listed));
    check("demo", scene.json(0, &["demo", "play"]));
    check("completions", scene.json(0, &["completions", "bash"]));
    fs::create_dir(scene.at("manual")).expect("it is new");
    check("man", scene.json(0, &["man", "manual"]));

    let each = scene.json(0, &["list", "--each"]);
    let error = scene.run(&["show", "none", "--json"]).exits(2).json();
    held.extend([("each".to_owned(), each), ("error".to_owned(), error)]);
    assert_valid(&table, &held);
    let known: BTreeSet<String> = table.keys().cloned().collect();
    assert_eq!(asked, known, "every row was compared with something");
    for field in [
        "init: book_years",
        "archive: rules",
        "archive: end",
        "archive: bundles",
        "archive: left",
        "month: folders",
        "month: unfit",
        "month: refused",
        "verify: media",
        "verify: findings",
        "verify: records_hit",
        "repair: mended",
        "repair: redundancy",
        "restore: damaged",
        "restore: healed",
        "restore: faulty_copies",
        "destroy: bundles",
        "hold list: holds",
        "hold show: holds",
        "restore list: disclosures",
        "list: bundles",
        "show: copies",
        "show: rules",
        "show: sealed_at",
        "medium list: media",
        "ledger show: entries",
        "ledger verify: chains",
        "ledger verify: media",
    ] {
        assert!(seen.contains(field), "{field} had nothing to compare");
    }
}

#[test]
fn a_copy_that_could_not_be_read_is_said_in_words_too() {
    let scene = Scene::new();
    scene.json(0, &["init", "--name", "Jansen", "--no-passphrase", "--paper", "sheet.txt"]);
    for (drive, label) in [("a", "A"), ("b", "B")] {
        scene.json(0, &["medium", "add", "--same-disk", drive, "--label", label]);
    }
    let bundle = bundle_of(&scene.archive("2025", &[]));
    let restore = |to| ["restore", "--all", "--to", to, "--reason", "audit"];
    let whole = scene.json(0, &restore("whole"));
    scene.damage(if whole["media"][0] == "A" { "a" } else { "b" }, &bundle, "index.age");
    let said = format!("A copy can't be read, and another was: {bundle} on ");
    scene.run(&restore("out")).exits(1).says(&said);
}

#[test]
fn an_error_and_each_vault_are_documents_too() {
    let scene = Scene::new();
    let error = scene.json_error(2, &["list"]);
    assert_eq!(keys(&error), BTreeSet::from(["exit", "help", "message"].map(str::to_owned)));
    for name in ["Jansen", "Pietersen"] {
        let sheet = format!("{name}.txt");
        scene.json(0, &["init", "--name", name, "--no-passphrase", "--paper", &sheet]);
    }
    let each = scene.json(0, &["list", "--each"]);
    assert_eq!(keys(&each), BTreeSet::from(["exit", "vaults"].map(str::to_owned)));
    let names: Vec<&Value> =
        each["vaults"].as_array().expect("a list").iter().map(|one| &one["vault_name"]).collect();
    assert_eq!(names, ["Jansen", "Pietersen"]);
}

impl Scene {
    fn json_error(&self, exit: i32, line: &[&str]) -> Value {
        let document = self.run(&[line, &["--json"]].concat()).exits(exit).json();
        assert_eq!(document["error"]["exit"], exit);
        assert_eq!(document["exit"], exit);
        document["error"].clone()
    }
}
