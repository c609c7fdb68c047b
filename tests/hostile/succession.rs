//! Forged words about bundles that stand in the place of others: nobody lets a bundle go early by naming another one,
//! with the sealer's key or the disposer's.

use kluis::formats::entry::{Entry, Event, NoteRef, Succeeded, Successor};
use kluis::words::digest::Digest;
use kluis::words::ids::{BundleId, NoteId};

use super::place::Place;
use super::thief::{disposer, forge, forge_changed};

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
    Succeeded { bundle: id(&place.kept), removed: 0, seal, successors: vec![heir] }
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
    let changes: [Change; 5] = [
        ("another bundle", &|says| says.bundle = other),
        ("another seal", &|says| says.seal = Digest([7; 32])),
        ("records left out", &|says| says.removed = 3),
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
