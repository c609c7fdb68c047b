//! Losses, finds, damage and clean looks of two homes: what follows from what, and never what time it was.

use super::*;

const PAST: ReadBack = ReadBack::PastCache;

#[test]
fn what_one_home_verified_of_another_s_copy_counts() {
    let mut homes = Homes::with_a_copy(PAST);
    homes.write(1, verified(A, Some(DAMAGE)));
    assert_eq!(homes.proven(A), Proven::DoesNotHold);
    // The first home looks again when it knows of the damage.
    homes.sync(0);
    homes.write(0, verified(A, None));
    assert_eq!(homes.proven(A), Proven::ReadBack);
}

#[test]
fn damage_that_was_found_by_a_slower_clock_stands() {
    for (before, after) in [(23, 1), (1, 23), (5, 5)] {
        let mut homes = Homes::with_a_copy(PAST);
        homes.clock(0, before);
        homes.write(0, verified(A, None));
        homes.clock(0, after);
        homes.write(0, verified(A, Some(DAMAGE)));
        assert_eq!(homes.proven(A), Proven::DoesNotHold, "{before} and {after} o'clock");
    }
}

#[test]
fn a_clean_look_that_did_not_know_of_the_damage_does_not_clear_it() {
    for hour in [1, 23] {
        let mut homes = Homes::with_a_copy(PAST);
        homes.clock(0, 12);
        homes.write(0, verified(A, Some(DAMAGE)));
        homes.clock(1, hour);
        homes.write(1, verified(A, None));
        assert_eq!(homes.proven(A), Proven::DoesNotHold, "at {hour} o'clock");
        // Neither does another one of that home, however often it looks.
        homes.write(1, verified(A, None));
        assert_eq!(homes.proven(A), Proven::DoesNotHold);
        homes.sync(1);
        homes.write(1, verified(A, None));
        assert_eq!(homes.proven(A), Proven::ReadBack);
    }
}

#[test]
fn a_drive_that_was_found_before_it_was_lost_again_is_lost() {
    for (found_at, lost_at) in [(23, 1), (1, 23)] {
        let mut homes = Homes::with_a_copy(PAST);
        homes.write(0, lost(A));
        homes.clock(0, found_at);
        homes.all(0, [found(A), verified(A, None)]);
        assert_eq!(homes.proven(A), Proven::ReadBack);
        homes.clock(0, lost_at);
        homes.write(0, lost(A));
        assert_eq!(homes.proven(A), Proven::DriveGone, "lost at {lost_at} o'clock");
        assert_eq!(homes.state().media[&A].fate.map(|(_, fate)| fate), Some(Fate::Lost));
    }
}

#[test]
fn a_loss_that_the_finder_did_not_know_of_stands() {
    let mut homes = Homes::with_a_copy(PAST);
    homes.write(0, lost(A));
    homes.sync(1);
    homes.clock(1, 23);
    homes.all(1, [found(A), verified(A, None)]);
    // The first home lost it a second time, and knew nothing of the find.
    homes.write(0, lost(A));
    assert_eq!(homes.proven(A), Proven::DriveGone);
    homes.sync(1);
    homes.write(1, found(A));
    assert_eq!(homes.proven(A), Proven::DriveBack, "nobody has looked at it since");
    homes.write(1, verified(A, None));
    assert_eq!(homes.proven(A), Proven::ReadBack);
}

#[test]
fn a_look_counts_for_a_drive_that_came_back_only_if_it_knew_that_it_was_back() {
    let mut homes = Homes::with_a_copy(PAST);
    homes.all(0, [lost(A), found(A)]);
    assert_eq!(homes.proven(A), Proven::DriveBack);
    // Another home looked, by a clock that is ahead, before it heard of the loss.
    homes.clock(1, 23);
    homes.write(1, verified(A, None));
    assert_eq!(homes.proven(A), Proven::DriveBack);
    homes.sync(1);
    homes.write(1, verified(A, None));
    assert_eq!(homes.proven(A), Proven::ReadBack);
}

#[test]
fn a_copy_counts_as_reattached_when_it_was_written_before_the_drive_came() {
    for read_back in [ReadBack::Cached, PAST] {
        let mut homes = Homes::with_a_copy(read_back);
        homes.clock(1, 23);
        homes.write(1, verified(A, None));
        let before = homes.proven(A);
        assert_ne!(before, Proven::Reattached, "nobody saw it come");
        assert_eq!(homes.state().cached_on(A), usize::from(read_back == ReadBack::Cached));
        homes.look_attached(1, A);
        let state = homes.state_of_first();
        assert_eq!(state.bundles[&old()].copies[&A].proven(), Proven::Reattached);
        assert_eq!(state.cached_on(A), 0);
    }
}

#[test]
fn what_was_mended_after_the_drive_came_counts_as_reattached_when_it_came_again() {
    let mut homes = Homes::with_a_copy(ReadBack::Cached);
    let came = homes.heads(0, [1, 2]);
    homes.all(0, [verified(A, Some(DAMAGE)), repaired(A)]);
    homes.write(0, look(A, Some(came), None));
    assert_eq!(homes.state_of_first().bundles[&old()].copies[&A].proven(), Proven::Cached);
    homes.look_attached(0, A);
    assert_eq!(homes.state_of_first().bundles[&old()].copies[&A].proven(), Proven::Reattached);
    // Another home mended it too, and the look did not know of that.
    homes.write(1, repaired(A));
    assert_eq!(homes.state_of_first().bundles[&old()].copies[&A].proven(), Proven::Cached);
}

impl Homes {
    /// Heads inside an entry name the homes as 1 and 2, so that only this reading fits.
    pub(super) fn state_of_first(&self) -> State {
        State::of(self.entries([1, 2]).iter())
    }
}
