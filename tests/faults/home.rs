//! Archiving while the home fails: a full or dying disk in the PC. The drives may know more than the home then, and
//! never the other way round.

use kluis::powers::medium::faulty::Fault as Broken;
use kluis::powers::medium::memory::Unsynced;

use super::archiving::goes_on;
use super::rig::{Breaks, Case, Ended, FAULTY, Healthy, Home};

#[test]
fn archiving_while_the_home_fails_at_every_call() {
    let start = Case::with_bundles();
    let bundles = start.verified("at the start");
    let ways =
        [Broken::ErrorAt, Broken::PullAt, Broken::TornWriteAt, Broken::TornPullAt, full_after];
    for way in ways {
        for n in 1.. {
            let fault = way(n);
            let at = format!("{fault:?} in the home");
            let case = start.again();
            let broken = Home::new(fault);
            let ended = case.archive(&[&broken, &Healthy], "new", "2026-10", true, FAULTY);
            if !broken.fired() {
                assert!(matches!(ended, Ended::Well), "{at}: {ended:?}");
                assert!(n > 3, "hardly anything was tried");
                break;
            }
            case.power_cut(Unsynced::Lost);
            let found = case.verified(&at);
            for (bundle, before) in &bundles {
                assert_eq!(found.get(bundle), Some(before), "{at}: a committed bundle was lost");
            }
            case.nothing_is_lost(&at, &found);
            goes_on(&case, &at);
        }
    }
}

fn full_after(n: u64) -> Broken {
    Broken::FullAfter((n - 1) * 607)
}
