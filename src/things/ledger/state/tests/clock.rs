//! What time the ledger believes, once a person said what day it is, or a time stamp showed what time it was.

use super::*;
use crate::formats::entry::{ClockCorrected, ClockProven};

fn at(hour: i64) -> Time {
    Time::from_unix(FIRST_HOUR + hour * 3_600).unwrap()
}

fn proven(hour: i64) -> Event {
    let token = Digest::of(&hour.to_be_bytes());
    let (authority, imprint) = (Digest::ZERO, Digest::ZERO);
    Event::ClockProven(ClockProven { at: at(hour), authority, imprint, token })
}

#[test]
fn a_time_stamp_makes_the_time_no_later_than_it_proves() {
    let mut homes = Homes::default();
    homes.write(0, added(A));
    homes.clock(0, 90);
    homes.write(0, proven(40));
    assert_eq!(homes.state().last_believed, Some(at(40)));
    homes.write(0, proven(20));
    let token = Digest::of(&40_i64.to_be_bytes());
    assert_eq!(homes.state().clock_token, Some((at(40), token)));
}

#[test]
fn a_time_stamp_takes_off_a_time_ahead_that_it_has_seen_and_no_other() {
    let mut homes = Homes::default();
    homes.clock(0, 500);
    homes.write(0, added(A));
    homes.clock(0, 10);
    homes.write(0, proven(10));
    assert_eq!(homes.state().last_believed, Some(at(10)));
    homes.clock(1, 300);
    homes.write(1, added(B));
    assert_eq!(homes.state().last_believed, Some(at(300)), "the time stamp says nothing of it");
    homes.write(0, Event::ClockCorrected(ClockCorrected { day: at(10).day() }));
    assert_eq!(homes.state().last_believed, Some(at(10)));
}
