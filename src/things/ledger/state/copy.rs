//! One copy of a bundle on one medium, or its wrapped keys there, as far as the chains prove it.

use crate::formats::entry::{CopyState, ReadBack};
use crate::words::day::Time;

/// What lies of a bundle on one medium, by the worst of what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy {
    /// How far it was proven when it was written.
    pub state: CopyState,
    /// Whether that reading went past the cache.
    pub read_back: ReadBack,
    /// When it was written.
    pub written: Time,
    /// When it was verified last, whatever came of it.
    pub verified: Option<Time>,
    /// It held on a drive that had been attached anew since the last writing there.
    pub reattached: bool,
    /// A look found something wrong with it, and no later look has taken that back.
    pub faulty: bool,
    /// All that was found stands inside sound files: only a deep look can take it back.
    pub inside: bool,
    /// What became of its drive.
    pub drive: DriveStanding,
    /// Its drive is lost, as somebody says who is believed, and nobody says otherwise.
    pub lost: bool,
}

/// Whether a copy's drive lets it count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriveStanding {
    /// It is in use: the copy counts.
    Kept,
    /// Lost or retired.
    Gone,
    /// It was lost and came back, and the copy was neither made nor verified since.
    Back,
}

/// How far a copy was proven (design, "Read-back"), from worst to best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proven {
    /// The last look at it found something wrong.
    DoesNotHold,
    /// Its drive is lost or retired.
    DriveGone,
    /// Its drive was lost and found, and it was not verified since.
    DriveBack,
    /// Its bytes were synced.
    Written,
    /// Read back, though perhaps from a cache.
    Cached,
    /// Read back past the cache.
    ReadBack,
    /// Verified after re-attachment: the drive had been taken out and had come back.
    Reattached,
}

/// What a copy is worth now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProvenNow {
    /// A run saw something wrong on its drive: it counts once the drive was verified.
    ToBeVerified,
    #[serde(untagged)]
    As(Proven),
}

impl Copy {
    /// How far it was proven.
    pub fn proven(&self) -> Proven {
        match self.drive {
            DriveStanding::Gone => return Proven::DriveGone,
            // What a look has found since, or before, is worse than that nobody has looked.
            DriveStanding::Back if !self.faulty => return Proven::DriveBack,
            DriveStanding::Back | DriveStanding::Kept => {}
        }
        match (self.faulty, self.reattached, self.state, self.read_back) {
            (true, ..) => Proven::DoesNotHold,
            (false, true, ..) => Proven::Reattached,
            (false, false, CopyState::Written, _) => Proven::Written,
            (false, false, CopyState::ReadBack, ReadBack::Cached) => Proven::Cached,
            (false, false, CopyState::ReadBack, ReadBack::PastCache) => Proven::ReadBack,
        }
    }

    /// Whether the copy was read back past the cache and nothing wrong was found since.
    pub fn is_verified(&self) -> bool {
        self.proven() >= Proven::ReadBack
    }

    /// When it was last seen to hold; none where that was never, or is over. The time is only shown: it orders
    /// nothing.
    pub fn last_seen_to_hold(&self) -> Option<Time> {
        match self.proven() {
            Proven::DoesNotHold | Proven::DriveGone | Proven::DriveBack => None,
            Proven::Written => self.verified,
            Proven::Cached | Proven::ReadBack | Proven::Reattached => {
                Some(self.verified.unwrap_or(self.written))
            }
        }
    }
}
