//! A clock that is set ahead in steps that a clock may take: not told from time that passes. It
//! leaves its trace.

use kluis::words::ids::BundleId;

use super::rig::{Case, Ended, Healthy};

const DRIVES: [&dyn super::rig::Breaks; 2] = [&Healthy, &Healthy];

fn destroyed(case: &Case, bundle: BundleId, time: &str) -> Ended {
    case.destroy(&DRIVES, bundle, time)
}

#[test]
fn a_clock_set_ahead_a_year_at_a_time_releases_and_leaves_its_trace() {
    let mut case = Case::with_bundles();
    let kept = case.bundle_of("kept");
    let refused = |case: &Case, time: &str, why: &str| match destroyed(case, kept, time) {
        Ended::Badly(said) => assert!(said.contains(why), "{said}"),
        other => panic!("{time}: {other}"),
    };
    // At once it is a question, whoever sets it.
    refused(&case, "2033-01-02T09:00:00Z", "--confirm-date");
    refused(&case, "2026-12-02T09:00:00Z", "2032-12-31");
    // A step of less than 400 days is none, if something is recorded at each.
    for year in 2027..=2032 {
        let time = format!("{year}-12-02T09:00:00Z");
        case.put_sources("more", year - 2020);
        let ended = case.archive(&DRIVES, "more", "2026-10", false, &time);
        assert!(matches!(ended, Ended::Well), "{time}: {ended}");
        refused(&case, &time, "2032-12-31");
    }
    let ended = destroyed(&case, kept, "2033-01-02T09:00:00Z");
    assert!(matches!(ended, Ended::Well), "{ended}");
    // With the right date again each run asks: these entries lie ahead.
    let sweep = case.sweep(&DRIVES, "2026-12-03T09:00:00Z");
    match sweep {
        Ended::Badly(said) => assert!(said.contains("2033-01-02"), "{said}"),
        other => panic!("{other}"),
    }
}
