//! What lies on the drives and where they are: the truth, which no home knows whole.

use std::collections::BTreeMap;
use std::rc::Rc;

use kluis::formats::entry::{Head, Role};
use kluis::things::ledger::Ledger;
use kluis::things::ledger::state::State;
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
    /// The chains that lie on it, up to the heads that its label names.
    pub ledger: Rc<Ledger>,
    /// Which sealer's key signed its label.
    pub key: usize,
    /// A thief wrote its label.
    pub forged: bool,
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
    /// Since when its files, though they are as sealed, give other records than they should.
    pub inside: Option<Tick>,
}

/// What a look finds of a bundle on a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Whole,
    Damaged,
    /// Only a deep look tells, and only where no file is damaged.
    WrongInside,
}

impl Medium {
    pub fn holds(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// What a look finds of the bundle there now.
    pub fn seen(&self, bundle: BundleId, deep: bool) -> Seen {
        let Some(spot) = self.spots.get(&bundle) else { return Seen::Damaged };
        let by_cache = self.cached && spot.written > self.attached;
        match spot.harmed.is_some() && !by_cache {
            true => Seen::Damaged,
            false if deep && spot.inside.is_some() && self.holds(Role::Data) => Seen::WrongInside,
            false => Seen::Whole,
        }
    }
}

/// One PC with its home.
#[derive(Clone)]
pub struct Home {
    pub writer: WriterId,
    ledger: Rc<Ledger>,
    /// What the ledger says, if that was asked since it changed.
    state: Option<Rc<State>>,
    /// From which line of its chain on this home wrote itself.
    pub from_seq: u64,
    /// Which sealer's key it signs with.
    pub key: usize,
    /// By how many seconds its clock is wrong.
    pub skew: i64,
    /// For each drive when it was plugged in as this home saw it last, and what the home knew then.
    pub attachments: BTreeMap<MediumId, (Tick, Vec<Head>)>,
    pub sources: Vec<BundleId>,
}

impl Home {
    pub fn new(writer: WriterId, ledger: Ledger) -> Home {
        Home {
            writer,
            ledger: Rc::new(ledger),
            state: None,
            from_seq: 0,
            key: 0,
            skew: 0,
            attachments: BTreeMap::new(),
            sources: vec![],
        }
    }

    pub fn ledger(&self) -> &Rc<Ledger> {
        &self.ledger
    }

    pub fn state(&mut self) -> Rc<State> {
        self.state.get_or_insert_with(|| Rc::new(self.ledger.state())).clone()
    }

    /// The ledger, to write to.
    pub fn ledger_mut(&mut self) -> &mut Ledger {
        self.state = None;
        Rc::make_mut(&mut self.ledger)
    }

    /// Takes a drive's chains in, as the program does; false where it refuses them.
    pub fn take_in(&mut self, theirs: &Rc<Ledger>) -> bool {
        if Rc::ptr_eq(&self.ledger, theirs) || self.ledger.holds_all(&theirs.heads()) {
            return true;
        }
        let mut joined = (*self.ledger).clone();
        if joined.join((**theirs).clone()).is_err() {
            return false;
        }
        let state = joined.state();
        if !state.contradictions.is_empty() {
            return false;
        }
        if let Some(seq) = joined.regained(&self.ledger) {
            self.from_seq = seq;
        }
        (self.ledger, self.state) = (Rc::new(joined), Some(Rc::new(state)));
        true
    }
}
