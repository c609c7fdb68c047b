//! The loop: fails every N, in every way, until nothing fires any more.

use kluis::powers::medium::faulty::Fault as Broken;
use kluis::powers::medium::memory::Unsynced;

/// Every way in which the Nth call or write can go wrong, and what a power cut leaves after it.
fn ways(n: u64) -> [(Broken, Unsynced); 7] {
    [
        (Broken::ErrorAt(n), Unsynced::Kept),
        (Broken::ErrorAt(n), Unsynced::Lost),
        (Broken::PullAt(n), Unsynced::Lost),
        (Broken::PullAt(n), Unsynced::NamesKept),
        (Broken::PullAt(n), Unsynced::Kept),
        (Broken::TornWriteAt(n), Unsynced::Kept),
        (Broken::TornPullAt(n), Unsynced::Kept),
    ]
}

/// Fails every N: pulled there with what was not synced lost, and at every second one of the other ways in turn,
/// each until it fires no more. With `KLUIS_FAULTS=all` every way at every N, which takes minutes.
pub fn for_each_fault(mut run: impl FnMut(Broken, Unsynced) -> bool) {
    const PULLED_AND_LOST: usize = 2;
    let all = std::env::var_os("KLUIS_FAULTS").is_some_and(|word| word == "all");
    let mut fires = [true; 7];
    let mut tried = 0;
    for n in 1.. {
        let turn = (n % 2 == 0).then(|| [0, 3, 5, 1, 4, 6][n as usize / 2 % 6]);
        for (way, (fault, unsynced)) in ways(n).into_iter().enumerate() {
            if fires[way] && (all || way == PULLED_AND_LOST || Some(way) == turn) {
                fires[way] = run(fault, unsynced);
                tried += 1;
            }
        }
        if !fires[PULLED_AND_LOST] {
            println!("{tried} faults at {n} calls");
            assert!(n > 10, "hardly anything was tried");
            return;
        }
    }
}
