//! Whether today can be believed: the clock may block, never release (design, "The clock").

use crate::words::day::{ClockState, Day, Time};

/// How far the clock may stand behind the ledger's last entry, in seconds: two PCs never agree exactly.
pub const BEHIND_SECONDS_MAX: i64 = 600;
/// How far the clock may run ahead of the ledger's last entry, in seconds: 400 days, so that a vault that
/// is used once a year is never asked.
pub const AHEAD_SECONDS_MAX: i64 = 400 * 86_400;

/// How many days lie between the day on which an earlier end is proposed and the first on which it may be confirmed.
pub const WAIT_DAYS: u64 = 30;

/// The first day on which what was proposed on this day may be confirmed.
pub fn after_the_wait(proposed: Day) -> Day {
    proposed.checked_add_days(chrono::Days::new(WAIT_DAYS)).unwrap_or(Day::MAX)
}

/// Today, by two calendars: the one where the user is, and UTC.
///
/// A time zone is a setting that anybody may change, and it moves the civil date without moving the clock. So what
/// permits something asks for the earlier of the two days, and what refuses or asks a person for the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    here: Day,
    utc: Day,
}

impl Today {
    /// `here` is the civil date where the user is at the instant `now`.
    pub fn new(here: Day, now: Time) -> Today {
        Today { here, utc: now.day() }
    }

    /// The day where the user is: for what is shown or typed.
    pub fn here(self) -> Day {
        self.here
    }

    /// The day by which something may be permitted: the earlier one.
    pub fn to_permit(self) -> Day {
        self.here.min(self.utc)
    }

    /// The day by which something is refused, or a person is asked: the later one.
    pub fn to_refuse(self) -> Day {
        self.here.max(self.utc)
    }
}

/// Why the clock is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockDoubt {
    /// It stands before something that has happened.
    Behind {
        /// By the clock.
        now: Time,
        /// The ledger's last believed entry.
        last: Time,
    },
    /// It stands far after everything that has happened.
    Ahead {
        /// By the clock.
        now: Time,
        /// The ledger's last believed entry.
        last: Time,
    },
    /// A person confirmed another date than the clock's.
    OtherDate {
        /// By the clock.
        today: Day,
        /// As it was typed.
        confirmed: Day,
    },
}

/// Judges the clock by the ledger's last believed entry; a confirmed date must be the clock's own.
pub fn judge(
    now: Time,
    today: Day,
    last: Option<Time>,
    confirmed: Option<Day>,
) -> Result<ClockState, ClockDoubt> {
    if let Some(confirmed) = confirmed.filter(|confirmed| *confirmed != today) {
        return Err(ClockDoubt::OtherDate { today, confirmed });
    }
    let doubt = last.and_then(|last| {
        if now.unix() < last.unix() - BEHIND_SECONDS_MAX {
            Some(ClockDoubt::Behind { now, last })
        } else if now.unix() > last.unix() + AHEAD_SECONDS_MAX {
            Some(ClockDoubt::Ahead { now, last })
        } else {
            None
        }
    });
    match (doubt, confirmed) {
        (None, _) => Ok(ClockState::Ok),
        (Some(_), Some(_)) => Ok(ClockState::Typed),
        (Some(doubt), None) => Err(doubt),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_zone_permits_nothing_a_day_early() {
        let now: Time = "2033-12-31T12:30:00Z".parse().unwrap();
        let day = |text: &str| text.parse::<Day>().unwrap();
        let (last, next) = (day("2033-12-31"), day("2034-01-01"));
        let kiritimati = Today::new(next, now);
        assert_eq!(kiritimati.here(), next);
        assert_eq!((kiritimati.to_permit(), kiritimati.to_refuse()), (last, next));
        let new_york = Today::new(last, "2034-01-01T03:00:00Z".parse().unwrap());
        assert_eq!(new_york.here(), last);
        assert_eq!((new_york.to_permit(), new_york.to_refuse()), (last, next));
    }

    #[test]
    fn a_jump_is_a_question_and_a_typed_date_answers_it() {
        let at = |text: &str| text.parse::<Time>().unwrap();
        let last = at("2026-11-21T12:00:00Z");
        let judge = |now: &str, typed: Option<&str>| {
            let now = at(now);
            super::judge(now, now.day(), Some(last), typed.map(|d| d.parse().unwrap()))
        };
        assert_eq!(judge("2026-11-21T11:51:00Z", None), Ok(ClockState::Ok));
        assert!(matches!(judge("2026-11-21T11:49:00Z", None), Err(ClockDoubt::Behind { .. })));
        assert_eq!(judge("2027-12-26T12:00:00Z", None), Ok(ClockState::Ok));
        assert!(matches!(judge("2027-12-27T12:00:00Z", None), Err(ClockDoubt::Ahead { .. })));
        assert_eq!(judge("2034-01-02T12:00:00Z", Some("2034-01-02")), Ok(ClockState::Typed));
        assert!(matches!(
            judge("2034-01-02T12:00:00Z", Some("2034-01-03")),
            Err(ClockDoubt::OtherDate { .. })
        ));
    }
}
