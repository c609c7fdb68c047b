//! What lies on the drives and where they are: the truth, which no home knows whole.

use std::collections::BTreeMap;

use kluis::formats::entry::{Head, Role};
use kluis::things::ledger::Ledger;
use kluis::words::ids::{BundleId, DriveId, MediumId, WriterId};

/// True time: it rises by one with each thing that happens, and no home knows it.
pub type Tick = u64;

/// Where a drive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// Plugged in at the PC of this home.
    At(usize),
    InTheSafe,
    /// Burnt or stolen: it never comes back.
    Gone {
        since: Tick,
    },
}

pub struct Medium {
    pub id: MediumId,
    pub drive: DriveId,
    pub roles: Vec<Role>,
    /// Media with one number lie on one device, and are lost together.
    pub device: usize,
    /// It can be read only through a cache, which answers with what was written while it stays attached.
    pub cached: bool,
    /// The chains that lie on it.
    pub ledger: Ledger,
    pub spots: BTreeMap<BundleId, Spot>,
    pub at: Whereabouts,
    /// When it was plugged in as it is.
    pub attached: Tick,
}

/// What lies of one bundle on a drive: its data, its keys, or both, by the drive's roles.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    pub written: Tick,
    /// Since when its bytes are not what they should be.
    pub harmed: Option<Tick>,
}

impl Medium {
    pub fn holds(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether a look finds the bundle whole there now.
    pub fn looks_whole(&self, bundle: BundleId) -> Option<bool> {
        let spot = self.spots.get(&bundle)?;
        let by_cache = self.cached && spot.written > self.attached;
        Some(by_cache || spot.harmed.is_none())
    }
}

/// One PC with its home.
pub struct Home {
    pub writer: WriterId,
    pub ledger: Ledger,
    /// By how many seconds its clock is wrong.
    pub skew: i64,
    /// For each drive when it was plugged in as this home saw it last, and what the home knew then.
    pub attachments: BTreeMap<MediumId, (Tick, Vec<Head>)>,
    pub sources: Vec<BundleId>,
}
