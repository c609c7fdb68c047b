//! Whatever a drive tells, and whether it is taken or refused: the home that met it opens the next time.

use std::fs;
use std::path::PathBuf;

use kluis::formats::chain::Chain;
use kluis::formats::entry::{
    ClockConfirmed, DestructionWithdrawn, Entry, Event, Head, NoteRef, Unread, sha256_of_line,
};
use kluis::formats::label::Label;
use kluis::powers::signer::Namespace;
use kluis::things::vault::Vault;
use kluis::things::vault::keys::open_disposer;
use kluis::words::day::{ClockState, Stamp};
use kluis::words::digest::Digest;
use kluis::words::ids::{NoteId, WriterId};

use super::place::{Place, Ran, copy_folder, each_file, name_of, text};

const HOMES: [&str; 2] = ["home", "home2"];
const BY: [&str; 4] = ["--by", "Jansen", "--reason", "test"];

/// A vault with two PCs, which both know the drives `a` and `b`.
pub fn two_pcs() -> Place {
    let place = Place::new();
    let (a, paper) = (place.drive("a"), place.now().join("paper"));
    fs::write(&paper, fs::read(place.now().join("home/identity.txt")).unwrap()).unwrap();
    let vault = newest(&place, "a").1.vault.to_string();
    let words = ["rebuild", "--from", text(&a), "--vault-id", &vault, "--identity", text(&paper)];
    let words = [&words[..], &["--no-passphrase", "--accept-settings"]].concat();
    place.run_in("home2", &words).ends(&[0], "the second PC");
    place.run_in("home2", &["verify"]).ends(&[0], "the second PC sees both drives");
    place.keep();
    place
}

/// The newest of the two labels on a drive, and the other slot's name.
fn newest(place: &Place, drive: &str) -> (&'static str, Label) {
    let read = |name| Label::read(&fs::read(place.vault(drive).join(name)).ok()?).ok();
    match (read("label.a.json"), read("label.b.json")) {
        (Some(a), Some(b)) if a.generation > b.generation => ("label.b.json", a),
        (Some(a), None) => ("label.b.json", a),
        (_, b) => ("label.a.json", b.unwrap()),
    }
}

/// The chains on a drive.
pub fn chains(place: &Place, drive: &str) -> Vec<(PathBuf, Chain)> {
    let mut found = Vec::new();
    each_file(&place.vault(drive).join("ledger"), &mut |path| {
        let (chain, _) = Chain::read(&fs::read(path).unwrap(), None).unwrap();
        found.push((path.to_path_buf(), chain));
    });
    found
}

/// Writes a chain on a drive anew from line `from` on, each line as `change` leaves it, and signs labels that name it.
pub fn rewrite(
    place: &Place,
    home: &str,
    drive: &str,
    writer: WriterId,
    from: u64,
    change: Change,
) {
    let all = chains(place, drive);
    let (path, chain) = all.iter().find(|(_, chain)| chain.writer() == Some(writer)).unwrap();
    let kept = chain.head_at(from).map_or(0, |head| head.bytes as usize);
    let mut bytes = chain.bytes()[..kept].to_vec();
    let mut prev = chain.head_at(from).map_or(Digest::ZERO, |head| head.sha256);
    let mut count = from;
    let mut entries: Vec<Entry> =
        chain.links()[from as usize..].iter().map(|link| link.entry.clone()).collect();
    change(&mut entries);
    for mut entry in entries {
        (entry.seq, entry.prev) = (count, prev);
        let line = entry.line();
        (prev, count) = (sha256_of_line(&line), count + 1);
        bytes.extend(line);
    }
    fs::write(path, &bytes).unwrap();
    let head = Head { bytes: bytes.len() as u64, count, sha256: prev, writer };
    let sealer = fs::read_to_string(place.now().join(home).join("signing/sealer")).unwrap();
    let sealer = kluis::powers::signer::SigningKey::from_openssh(&sealer).unwrap();
    for _ in 0..2 {
        let (slot, mut label) = newest(place, drive);
        label.heads.retain(|known| known.writer != writer);
        label.heads.push(head);
        label.heads.sort_by_key(|head| head.writer);
        label.other_generation = Some(label.generation);
        label.generation += 1;
        label.contact += 1;
        let bytes = label.to_bytes();
        let path = place.vault(drive).join(slot);
        fs::write(&path, &bytes).unwrap();
        fs::write(path.with_extension("json.sig"), sealer.sign(Namespace::Medium, &bytes)).unwrap();
    }
}

pub type Change<'a> = &'a dyn Fn(&mut Vec<Entry>);

fn other_seal(entries: &mut Vec<Entry>) {
    for entry in entries {
        if let Event::Sealed(sealed) = &mut entry.event {
            sealed.seal = Digest([0xab; 32]);
        }
    }
}

fn one_line_less(entries: &mut Vec<Entry>) {
    entries.pop();
}

fn other_last_line(entries: &mut Vec<Entry>) {
    let Some(last) = entries.last().cloned() else { return };
    entries.pop();
    let event = Event::ClockConfirmed(ClockConfirmed { day: "2026-11-21".parse().unwrap() });
    entries.push(Entry { event, note: None, signature: None, unread: Unread::default(), ..last });
}

/// Each home opens, and says the same of itself when it is opened again.
fn homes_open(place: &Place, at: &str) {
    for home in HOMES {
        if let Err(problem) = Vault::open(&place.now().join(home), "test") {
            panic!("{at}: {home} does not open: {problem:?}");
        }
    }
}

fn archive_in(place: &Place, home: &str, folder: &str, drives: &[&str]) -> Ran {
    let source = place.now().join("sources").join(folder);
    fs::create_dir_all(&source).unwrap();
    fs::write(source.join("one.txt"), folder.repeat(100)).unwrap();
    let words = ["archive", text(&source), "--class", "nl-admin-basis", "--date", "2026"];
    let mut words = [&words[..], &["--accept-end"]].concat();
    let paths: Vec<PathBuf> = drives.iter().map(|drive| place.drive(drive)).collect();
    words.extend(paths.iter().flat_map(|path| ["--to", text(path)]));
    place.run_in(home, &words)
}

/// The writer of the first home.
pub fn first_writer(place: &Place, drive: &str) -> WriterId {
    let second = second_writer(place, drive);
    let mut writers = chains(place, drive).into_iter().filter_map(|(_, chain)| chain.writer());
    writers.find(|writer| *writer != second).unwrap()
}

/// The writer whose chain another home than the first began.
fn second_writer(place: &Place, drive: &str) -> WriterId {
    let joined = |chain: &Chain| {
        let first = chain.links().first().unwrap();
        matches!(first.entry.event, Event::WriterJoined(_)).then_some(first.entry.writer)
    };
    chains(place, drive).iter().find_map(|(_, chain)| joined(chain)).unwrap()
}

#[test]
fn a_drive_that_is_refused_leaves_a_home_that_opens() {
    let place = two_pcs();
    fs::create_dir_all(place.drive("c")).unwrap();
    let c = place.drive("c");
    let add = ["medium", "add", "--same-disk", text(&c), "--label", "C"];
    place.run_in("home2", &add).ends(&[0], "the second PC has a drive that the first never saw");
    archive_in(&place, "home2", "of the second", &["a", "c"]).ends(&[0, 1, 3], "it seals");
    let writer = second_writer(&place, "a");
    rewrite(&place, "home2", "a", writer, 1, &other_seal);
    place.run(&["verify", text(&place.drive("a"))]).ends(&[1, 11, 12, 15], "the forged line");
    let lines = format!("{writer}:1..");
    let distrust = ["signer", "replace", "--distrust", &lines];
    place.run(&[&distrust[..], &BY].concat()).ends(&[0, 1], "the first PC distrusts the second");
    place.run_in("home2", &["verify", text(&c)]).ends(&[0, 1], "the second PC, with its drive");
    place
        .run_in("home2", &[&["signer", "replace"][..], &BY].concat())
        .ends(&[1], "replaces, and A is not told");
    let a = place.drive("a");
    let join = [&["ledger", "join", text(&a), "--vouch"][..], &BY].concat();
    place.run_in("home2", &join).ends(&[1], "joins, and says that A is an older state");
    // What the first PC distrusts by number stays out, the line that took C in too: a folder in memory is no drive
    // then.
    place.run_in("home2", &["verify", text(&c)]).ends(&[10], "looks");
    // C still has them under the numbers of the branch that moved.
    place.run(&["verify", text(&c), "--deep"]).ends(&[15], "the drive is refused");
    homes_open(&place, "a drive was refused");
    place.run(&["list"]).ends(&[0, 1], "the first PC goes on");
}

#[test]
fn what_the_disposer_says_is_not_signed_where_the_ledger_would_not_hold_beside_it() {
    let place = Place::new();
    let mut vault = Vault::open(&place.now().join("home"), "test").unwrap();
    let disposer = open_disposer(&vault, &[place.identity()]).unwrap();
    let before = (vault.ledger.heads(), vault.state.bundles.len());
    let stamp = Stamp { clock: ClockState::Ok, time: "2026-11-21T12:00:00Z".parse().unwrap() };
    let mut say = |bundle: &str| {
        let event = DestructionWithdrawn { bundle: bundle.parse().unwrap() };
        let note = NoteRef { id: NoteId([1; 16]), sha256: Digest([2; 32]) };
        let event = Event::DestructionWithdrawn(event);
        let said = vault.record_as_disposer(stamp, event, Some(note), &disposer);
        (said, vault.ledger.heads(), vault.state.bundles.len())
    };
    // Of a bundle that nobody ever sealed.
    let (said, heads, bundles) = say("20200101-00000001");
    let problem = said.unwrap_err();
    assert!(problem.is_contradiction(), "{problem:?}");
    assert_eq!((heads, bundles), before, "nothing is left of it");
    // The home goes on.
    let (said, heads, _) = say(&place.kept);
    said.unwrap();
    assert_ne!(heads, before.0);
    vault.save().unwrap();
    drop(vault);
    place.well(&["list"]);
}

#[test]
fn a_home_opens_whatever_forged_forked_or_refused_drives_it_met() {
    let place = two_pcs();
    for seed in 1..=SEEDS {
        place.back();
        let mut chance = Chance(seed);
        let mut done = Vec::new();
        for step in 0..STEPS {
            done.push(one_step(&place, &mut chance, step));
            homes_open(&place, &format!("seed {seed}: {done:#?}"));
        }
    }
}

const SEEDS: u64 = 24;
const STEPS: u64 = 9;

/// One thing that happens to this vault, and what it was.
fn one_step(place: &Place, chance: &mut Chance, step: u64) -> String {
    let home = HOMES[chance.below(2)];
    let drive = ["a", "b"][chance.below(2)];
    let path = place.drive(drive);
    match chance.below(9) {
        0 | 1 => {
            let all = chains(place, drive);
            let (_, chain) = &all[chance.below(all.len())];
            let from = 1 + chance.below(chain.count() as usize) as u64;
            let from = from.min(chain.count() - 1).max(1);
            let changes: [(&str, Change); 3] = [
                ("other seals", &other_seal),
                ("a line less", &one_line_less),
                ("another last line", &other_last_line),
            ];
            let (name, change) = changes[chance.below(3)];
            if chain.count() > 2 {
                rewrite(place, home, drive, chain.writer().unwrap(), from, change);
            }
            format!(
                "{name} from {from} on in {:?} on {drive}, by the key of {home}",
                chain.writer()
            )
        }
        2 => {
            let backup = place.now().join(format!("backup-{home}"));
            match backup.is_dir() {
                true => {
                    fs::remove_dir_all(place.now().join(home)).unwrap();
                    copy_folder(&backup, &place.now().join(home));
                    fs::remove_dir_all(backup).unwrap();
                    format!("{home} is put back")
                }
                false => {
                    copy_folder(&place.now().join(home), &backup);
                    format!("{home} is backed up")
                }
            }
        }
        3 => {
            let away = place.now().join(format!("away-{drive}"));
            match away.is_dir() {
                true => {
                    fs::remove_dir_all(&path).unwrap();
                    fs::rename(away, path).unwrap();
                    format!("{drive} is swapped for its older state")
                }
                false => {
                    copy_folder(&path, &away);
                    format!("{drive} is cloned")
                }
            }
        }
        4 => {
            let said = archive_in(place, home, &format!("step {step}"), &[drive]);
            format!("{home} archives to {drive}: {}", said.exit)
        }
        5 => {
            let mut words: Vec<String> = vec!["signer".into(), "replace".into()];
            let all = chains(place, drive);
            let (chain, _) = &all[chance.below(all.len())];
            if chance.below(2) == 0 {
                let writer = name_of(chain);
                let writer = writer.strip_suffix(".jsonl").unwrap();
                words.extend(["--distrust".into(), format!("{writer}:{}..", chance.below(4))]);
            }
            let words: Vec<&str> = words.iter().map(String::as_str).chain(BY).collect();
            let said = place.run_in(home, &words);
            format!("{home}: {words:?}: {}", said.exit)
        }
        6 => {
            let vouch: &[&str] = if chance.below(3) > 0 { &["--vouch"] } else { &[] };
            let words = [&["ledger", "join", text(&path)][..], vouch, &BY].concat();
            format!("{home} joins {drive}: {}", place.run_in(home, &words).exit)
        }
        7 => {
            let said = place.run_in(home, &["repair", text(&path)]);
            format!("{home} repairs {drive}: {}", said.exit)
        }
        _ => {
            let said = place.run_in(home, &["verify", text(&path)]);
            format!("{home} verifies {drive}: {}", said.exit)
        }
    }
}

/// Numbers that look random, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}
