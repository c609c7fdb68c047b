//! What moves an end: an event, and an extension.

use super::super::place::Place;
use super::{each_call_fails, everything_stands, two_drives, well};

/// A vault with a contract whose end is still to come.
fn a_contract() -> Place {
    let place = two_drives();
    place.put("contract/scan.bin", b"signed");
    place.archive("contract --class nl-contract --open-ended --case C-1", &[0]);
    place
}

/// The end of the one bundle of the case, as `list` gives it.
fn end(place: &Place) -> serde_json::Value {
    place.run("list --case C-1 --json").exits(0).json()["bundles"][0]["end"].clone()
}

#[test]
fn event_record_with_any_call_failing_is_on_record_or_not() {
    let start = a_contract();
    let record = "event record --case C-1 --date 2025-05-01 --by Jansen";
    each_call_fails(&start, record, &|place, at| {
        let before = end(place);
        assert!(before["open"] == true || before["keep_through"] == "2032-12-31", "{at}: {before}");
        well(place, record, &[0], at);
        assert_eq!(end(place)["keep_through"], "2032-12-31", "{at}");
        everything_stands(place, at);
    });
}

#[test]
fn extend_with_any_call_failing_is_on_record_or_not() {
    let start = a_contract();
    start.run("event record --case C-1 --date 2025-05-01").exits(0);
    let extend = "extend --case C-1 --through 2040-12-31 --reason pension";
    each_call_fails(&start, extend, &|place, at| {
        let before = end(place)["keep_through"].clone();
        assert!(before == "2032-12-31" || before == "2040-12-31", "{at}: {before}");
        well(place, extend, &[0], at);
        assert_eq!(end(place)["keep_through"], "2040-12-31", "{at}");
        everything_stands(place, at);
    });
}
