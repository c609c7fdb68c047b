//! More bundles than one entry can name: several entries say it, and a run that was cut off between two of them is gone
//! on with.
//!
//! The bundles are lines of the ledger alone, told after a real one. A run that was cut off is one over the bundles
//! that its first entry names: it leaves the same.

use std::fs;

use kluis::formats::entry::{Approved, Event, NAMED_MAX, NoteRef, Sealed};
use kluis::powers::identity::Identity;
use kluis::things::vault::Vault as Home;
use kluis::things::vault::keys::open_disposer;
use kluis::words::day::{ClockState, Stamp};
use kluis::words::digest::Digest;
use kluis::words::ids::BundleId;

use crate::harness::Vault;

/// One more than an entry names.
const MANY: usize = NAMED_MAX + 1;

fn home(vault: &Vault) -> Home {
    Home::open(&vault.home(), "test").unwrap()
}

fn stamp(vault: &Vault) -> Stamp {
    let time = format!("{}T12:00:00Z", vault.today()).parse().unwrap();
    Stamp { clock: ClockState::Ok, time }
}

/// Puts many bundles on record that are as this one.
fn many_as(vault: &Vault, name: &str) -> Vec<String> {
    let like: BundleId = vault.id(name).parse().unwrap();
    let mut home = home(vault);
    let sealed = home.ledger.entries().find_map(|entry| match &entry.event {
        Event::Sealed(sealed) if sealed.bundle == like => Some(sealed.clone()),
        _ => None,
    });
    let sealed: Sealed = sealed.unwrap();
    let ids: Vec<String> = (0..MANY).map(|number| format!("20240101-{number:08x}")).collect();
    for id in &ids {
        let (seal, bundle) = (Digest::of(id.as_bytes()), id.parse().unwrap());
        let event = Event::Sealed(Sealed { bundle, seal, ..sealed.clone() });
        home.ledger.append(stamp(vault), event, None, None).unwrap();
    }
    home.save().unwrap();
    ids
}

/// What holds of each of these bundles.
fn of_each<T: PartialEq + std::fmt::Debug>(
    vault: &Vault,
    ids: &[String],
    what: impl Fn(&kluis::things::ledger::state::BundleState) -> T,
) -> T {
    let home = home(vault);
    let all: Vec<T> =
        ids.iter().map(|id| what(&home.state.bundles[&id.parse().unwrap()])).collect();
    let other = all.iter().position(|one| *one != all[0]);
    assert_eq!(other, None, "{:?}, and of the first {:?}", other.map(|at| &all[at]), all[0]);
    all.into_iter().next().unwrap()
}

fn entries(vault: &Vault, is_it: impl Fn(&Event) -> bool) -> usize {
    home(vault).ledger.entries().filter(|entry| is_it(&entry.event)).count()
}

#[test]
fn a_hold_on_more_bundles_than_an_entry_names_binds_and_frees_all_of_them() {
    let vault = Vault::holding("old").date("2025-03");
    let ids = many_as(&vault, "old");
    let place = |ids: &[String]| {
        format!("hold place {} --ref AUDIT-1 --kind audit --reason letter", ids.join(" "))
    };
    // Cut off behind the first entry.
    vault.run(&place(&ids[..NAMED_MAX])).exits(0);
    let placed = vault.run(&format!("{} --json", place(&ids))).exits(0).json();
    assert_eq!(placed["holds"].as_array().unwrap().len(), 2, "two entries");
    assert_eq!(placed["bundles"].as_array().unwrap().len(), MANY);
    assert!(!of_each(&vault, &ids, |bundle| bundle.holds.is_empty()));
    let freed = vault.run("hold release AUDIT-1 --reason report --json").exits(0).json();
    assert_eq!(freed["bundles"].as_array().unwrap().len(), MANY);
    assert_eq!(of_each(&vault, &ids, |bundle| bundle.holds.len()), 0);
}

#[test]
fn more_bundles_than_an_entry_names_are_all_kept_for_longer() {
    let vault = Vault::holding("old").date("2025-03");
    let ids = many_as(&vault, "old");
    let extend =
        |ids: &[String]| format!("extend {} --through 2040-12-31 --reason claim", ids.join(" "));
    vault.run(&extend(&ids[..NAMED_MAX])).exits(0);
    vault.run(&extend(&ids)).exits(0);
    let extended = |event: &Event| matches!(event, Event::Extended(_));
    assert_eq!(entries(&vault, extended), 2, "the rest alone");
    let end = of_each(&vault, &ids, |bundle| bundle.end_now().keep_through);
    assert_eq!(end, "2040-12-31".parse().ok());
}

#[test]
fn an_event_closes_more_bundles_than_an_entry_names_and_is_taken_back_of_all() {
    let vault = Vault::new();
    vault.month("2025/10");
    vault.seal("old", "{src} --class nl-contract --open-ended --case C-1").exits(0);
    let ids = many_as(&vault, "old");
    let record = |ids: &[String], date: &str| {
        format!("event record {} --date {date} --reason ended --by A", ids.join(" "))
    };
    vault.run(&record(&ids[..NAMED_MAX], "2025-11-01")).exits(0);
    let closed = |bundle: &kluis::things::ledger::state::BundleState| {
        (bundle.end_now().open, bundle.end_now().keep_through.is_some())
    };
    vault.run(&record(&ids, "2025-11-01")).exits(0);
    assert_eq!(of_each(&vault, &ids, closed), (false, true));
    let back = format!("event record {} --reopen --reason mistake --by A", ids.join(" "));
    vault.run(&back).exits(0);
    assert!(of_each(&vault, &ids, |bundle| bundle.end_now().open));
}

#[test]
fn whoever_was_cut_off_approving_more_bundles_than_an_entry_names_goes_on() {
    let vault = Vault::holding("old").date("2025-03");
    let ids = many_as(&vault, "old");
    let approve =
        format!("destroy {} --approve --by A --role owner --no-open-matters", ids.join(" "));
    let report = vault.on("2033-01-05").run(&format!("{approve} --json")).exits(0).json();
    let list: Digest = report["approved"]["list"].as_str().unwrap().parse().unwrap();
    // This one was cut off behind the first entry of two.
    let back = "--withdraw --by A --reason anew";
    vault.run(&format!("destroy {} {back}", ids.join(" "))).exits(0);
    first_of_two(&vault, &list);
    vault.run(&approve).exits(0);
    assert_eq!(of_each(&vault, &ids, |bundle| bundle.persons()), 1);
    let approved = |event: &Event| matches!(event, Event::Approved(_));
    assert_eq!(entries(&vault, approved), 4, "what stood already is not said again");
}

/// Says of the first bundles of a list what was said of them before, as a run that was cut off then.
fn first_of_two(vault: &Vault, list: &Digest) {
    let mut home = home(vault);
    let said = home.ledger.entries().find_map(|entry| match &entry.event {
        Event::Approved(said) if said.list == *list && said.bundles.len() == NAMED_MAX => {
            Some((said.clone(), entry.note))
        }
        _ => None,
    });
    let (said, note): (Approved, Option<NoteRef>) = said.unwrap();
    let text = fs::read_to_string(vault.home().join("identity.txt")).unwrap();
    let disposer = open_disposer(&home, &[Identity::parse(text.trim()).unwrap()]).unwrap();
    let event = Event::Approved(said);
    home.record_as_disposer(stamp(vault), event, note, &disposer).unwrap();
    home.save().unwrap();
}
