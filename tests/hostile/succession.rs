//! Forged words about bundles that stand in the place of others: nobody lets a bundle go early by naming another one,
//! with the sealer's key or the disposer's.

use std::fs;

use kluis::formats::entry::{
    Copied, CopyState, Elsewhere, Entry, Event, NoteRef, ReadBack, Succeeded, Successor,
};
use kluis::powers::random::OsRandom;
use kluis::powers::signer::SigningKey;
use kluis::words::digest::Digest;
use kluis::words::ids::{BundleId, NoteId, VaultId};

use super::place::Place;
use super::thief::{disposer, forge, forge_changed, label, twins, wrapped};

fn id(text: &str) -> BundleId {
    text.parse().unwrap()
}

fn seal_of(place: &Place, bundle: &str) -> Digest {
    let show = place.run(&["show", bundle, "--json"]).json();
    show["seal"].as_str().unwrap().parse().unwrap()
}

/// The bundle that is kept, in whose place one that is due is said to stand: it has as many records.
fn succeeded(place: &Place) -> Succeeded {
    let heir = Successor { bundle: id(&place.due), seal: seal_of(place, &place.due) };
    let seal = seal_of(place, &place.kept);
    let (bundle, successors) = (id(&place.kept), vec![heir]);
    Succeeded { bundle, elsewhere: vec![], removed: 0, seal, successors }
}

/// A bundle of a vault that nobody here has.
fn elsewhere(bundle: BundleId) -> Elsewhere {
    let sealer = SigningKey::generate(&mut OsRandom).public().to_string();
    let (seal, vault) = (Digest([7; 32]), VaultId(Digest([9; 32])));
    Elsewhere { bundle, records: 3, seal, sealer, vault }
}

fn refuses_to_destroy(place: &Place, bundle: &str, at: &str) {
    let by = ["destroy", bundle, "--by", "A", "--role", "owner", "--no-open-matters"];
    place.run(&by).ends(&[14], at);
}

type Change<'c> = (&'static str, &'c dyn Fn(&mut Succeeded));

#[test]
fn each_field_of_a_succession_that_was_changed_after_its_signature_is_refused() {
    let place = Place::new();
    let key = disposer(&place);
    let says = succeeded(&place);
    let other = id("20261121-00000009");
    let changes: [Change; 6] = [
        ("another bundle", &|says| says.bundle = other),
        ("another seal", &|says| says.seal = Digest([7; 32])),
        ("records left out", &|says| says.removed = 3),
        ("a bundle of another vault", &|says| says.elsewhere = vec![elsewhere(other)]),
        ("another successor", &|says| says.successors[0].bundle = other),
        ("another seal of the successor", &|says| says.successors[0].seal = Digest([7; 32])),
    ];
    for (what, change) in changes {
        place.back();
        let change = |entry: &mut Entry| {
            if let Event::Succeeded(says) = &mut entry.event {
                change(says);
            }
        };
        let event = (Event::Succeeded(says.clone()), None);
        forge_changed(&place, "a", vec![event], Some(&key), &change);
        place.verify("a").ends(&[12, 15], what);
    }
    let note = |entry: &mut Entry| {
        entry.note = Some(NoteRef { id: NoteId([1; 16]), sha256: Digest([2; 32]) });
    };
    place.back();
    forge_changed(&place, "a", vec![(Event::Succeeded(says), None)], Some(&key), &note);
    place.verify("a").ends(&[12, 15], "another note");
}

#[test]
fn whoever_has_the_sealers_key_alone_says_of_no_bundle_that_another_stands_in_its_place() {
    let place = Place::new();
    let (says, sealer) = (Event::Succeeded(succeeded(&place)), place.sealer());
    for key in [None, Some(&sealer)] {
        place.back();
        forge(&place, "a", vec![(says.clone(), None)], key);
        place.verify("a").ends(&[12, 15], "succeeded");
    }
}

#[test]
fn a_bundle_that_was_not_sealed_to_stand_in_anothers_place_lets_nothing_go_whoever_signs_it() {
    let place = Place::new();
    let key = disposer(&place);
    let says = succeeded(&place);
    // The other way round too: the one that was sealed later, by somebody who knew of the first.
    let heir = Successor { bundle: says.bundle, seal: says.seal };
    let first = Succeeded {
        bundle: says.successors[0].bundle,
        elsewhere: vec![],
        removed: 0,
        seal: says.successors[0].seal,
        successors: vec![heir],
    };
    for says in [says, first] {
        place.back();
        forge(&place, "a", vec![(Event::Succeeded(says), None)], Some(&key));
        place.verify("a").ends(&[0], "by the disposer's own key it is taken");
        refuses_to_destroy(&place, &place.kept, "kept");
        // The one that is due has not come to be held, nor to be kept for less.
        place.run(&["show", &place.due, "--json"]).ends(&[0, 1], "show");
    }
}

#[test]
fn copies_of_a_successor_that_a_thief_put_on_record_let_no_old_bundle_go() {
    let place = Place::new();
    let media = ["a", "b"].map(|drive| label(&place, drive).medium);
    fs::rename(place.drive("b"), place.now().join("safe-b")).unwrap();
    let again = ["reseal", &place.kept, "--class", "nl-payroll", "--date", "2025-01"];
    let again = [&again[..], &["--reason", "wrong class", "--json"]].concat();
    let made = place.run(&again);
    made.ends(&[3], "one drive is too few");
    let new = made.json()["new"][0]["bundle"].as_str().unwrap().to_owned();
    let [key, _] = twins(&place, "a", &new);
    let copied = |medium| {
        let (read_back, state) = (ReadBack::PastCache, CopyState::ReadBack);
        Event::Copied(Copied { bundle: id(&new), medium, read_back, state })
    };
    let mut lies = vec![(wrapped(&new, 1, &key, media.to_vec()), None)];
    lies.extend(media.map(|medium| (copied(medium), None)));
    forge(&place, "a", lies, None);
    place.verify("a").ends(&[0, 1], "the sealer's key signs it, and nothing contradicts it");
    let counted = place.run(&["show", &new, "--json"]).json();
    assert_eq!(counted["copies_verified"], 2, "by the ledger both drives have it: {counted:#}");
    refuses_to_destroy(&place, &place.kept, "this PC has not seen two copies");
    let told = place.run(&again);
    told.ends(&[3], "the same command");
    assert_eq!(told.json()["kept"], "heirs-unseen", "{}", told.out);
    assert!(place.bundle("a", &place.kept).exists());
}

#[test]
fn a_bundle_of_another_vault_that_no_home_here_shows_lets_nothing_go_whoever_signs_it() {
    let place = Place::new();
    let key = disposer(&place);
    let elsewhere = vec![elsewhere(id("20261121-00000009"))];
    let says = Succeeded { elsewhere, successors: vec![], ..succeeded(&place) };
    forge(&place, "a", vec![(Event::Succeeded(says), None)], Some(&key));
    place.verify("a").ends(&[0], "by the disposer's own key it is taken");
    refuses_to_destroy(&place, &place.kept, "no home shows it");
    place.restore().ends(&[0, 1], "and the records are given back");
}
