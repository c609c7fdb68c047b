//! What lies on the drives, where they are, and what each home knows.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use kluis::formats::entry::{Event, Head, MediumAdded, Role, Signer, WriterJoined};
use kluis::rules::retention::End;
use kluis::things::ledger::Ledger;
use kluis::things::ledger::state::State;
use kluis::words::day::Stamp;
use kluis::words::ids::{DriveId, MediumId, WriterId};

use crate::made::{POOL, begin};
use crate::reference::{Fact, Id, Known, View, What};

/// Where a drive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// Plugged in at the PC of this home.
    At(usize),
    InTheSafe,
}

/// What stands on a drive.
#[derive(Clone)]
pub struct Content {
    pub ledger: Rc<Ledger>,
    /// The facts that its ledger has.
    pub knows: Known,
    /// The bundles that lie there, by their numbers.
    pub bundles: BTreeSet<usize>,
}

pub struct Medium {
    pub id: MediumId,
    pub drive: DriveId,
    pub content: Content,
    /// An image of it, which somebody may put back, or onto a drive like it.
    pub image: Option<Content>,
    pub at: Whereabouts,
}

/// One PC with its home.
pub struct Home {
    pub writer: WriterId,
    pub ledger: Rc<Ledger>,
    pub knows: Known,
    /// The media that it took in, or has heard.
    pub heard: BTreeSet<usize>,
    /// By how many seconds its clock is wrong.
    pub skew: i64,
    /// The end that it gave each bundle last.
    pub ends: BTreeMap<usize, End>,
    /// What it had heard when its word was held against the reference last.
    pub agreed: Vec<Head>,
    /// What it said last, and what it had heard then.
    said: RefCell<Option<Said>>,
}

type Said = (Vec<Head>, BTreeSet<usize>, Rc<State>);

impl Home {
    pub fn new(writer: WriterId, ledger: Ledger) -> Home {
        Home {
            writer,
            ledger: Rc::new(ledger),
            knows: Known::new(),
            heard: BTreeSet::new(),
            skew: 0,
            ends: BTreeMap::new(),
            agreed: vec![],
            said: RefCell::new(None),
        }
    }

    /// What its ledger says, and which media it still waits for.
    pub fn state(&self, media: &[Medium]) -> Rc<State> {
        let heads = self.ledger.heads();
        if let Some((then, heard, state)) = &*self.said.borrow()
            && (then, heard) == (&heads, &self.heard)
        {
            return state.clone();
        }
        let mut state = self.ledger.state();
        let waits = |number: usize, medium: &Medium| {
            let known = state.media.get(&medium.id);
            !self.heard.contains(&number) && known.is_some_and(|known| !known.is_gone())
        };
        let unseen = media.iter().enumerate().filter(|(number, medium)| waits(*number, medium));
        state.unseen = unseen.map(|(_, medium)| medium.id).collect();
        let state = Rc::new(state);
        *self.said.borrow_mut() = Some((heads, self.heard.clone(), state.clone()));
        state
    }

    /// Takes a drive's chains in.
    pub fn hear(&mut self, number: usize, content: &Content) {
        self.heard.insert(number);
        self.knows.extend(&content.knows);
        if !self.ledger.holds_all(&content.ledger.heads()) {
            Rc::make_mut(&mut self.ledger).join((*content.ledger).clone()).unwrap();
        }
    }
}

/// The vault of another client: each PC has a home of it, and it has drives of its own.
pub struct There {
    pub homes: [Home; 2],
    pub facts: Vec<Fact>,
}

/// The drives of the other vault.
pub const MEDIA_THERE: usize = 3;

impl There {
    pub fn new() -> There {
        let writers = [WriterId([1; 8]), WriterId([2; 8])];
        let mut first = Ledger::new(writers[0]);
        let created = Event::VaultCreated(POOL.other.created.clone());
        first.append(begin(), created, None, Some(&POOL.other.disposer)).unwrap();
        for medium in 0..MEDIA_THERE {
            let (drive, medium) = (DriveId([medium as u8 + 100; 16]), There::medium(medium));
            let roles = vec![Role::Data, Role::Keys];
            let added = MediumAdded { drive, medium, roles, same_disk: false };
            first.append(begin(), Event::MediumAdded(added), None, None).unwrap();
        }
        let mut second = Ledger::new(writers[1]);
        second.join(first.clone()).unwrap();
        let joined = WriterJoined { vault: POOL.other.vault };
        second.append(begin(), Event::WriterJoined(joined), None, None).unwrap();
        let homes = [Home::new(writers[0], first), Home::new(writers[1], second)];
        There { homes, facts: vec![] }
    }

    pub fn medium(number: usize) -> MediumId {
        MediumId([number as u8 + 100; 16])
    }

    pub fn state(&self, home: usize) -> Rc<State> {
        self.homes[home].state(&[])
    }

    pub fn view(&self, home: usize) -> View<'_> {
        View::new(&self.facts, &self.homes[home].knows)
    }

    pub fn record(&mut self, home: usize, stamp: Stamp, event: Event, what: What) {
        let disposer = (event.signer() == Signer::Disposer).then_some(&POOL.other.disposer);
        let own = &mut self.homes[home];
        Rc::make_mut(&mut own.ledger).append(stamp, event, None, disposer).unwrap();
        let id: Id = self.facts.len();
        let (seen, writer, key) = (own.knows.clone(), own.writer, disposer.map(|_| 0));
        self.facts.push(Fact { seen, writer, stamp, key, what });
        own.knows.insert(id);
    }

    /// One home hears all that the other knows.
    pub fn hear(&mut self, home: usize) {
        let other = &self.homes[1 - home];
        let (ledger, knows) = (other.ledger.clone(), other.knows.clone());
        let own = &mut self.homes[home];
        own.knows.extend(&knows);
        if !own.ledger.holds_all(&ledger.heads()) {
            Rc::make_mut(&mut own.ledger).join((*ledger).clone()).unwrap();
        }
    }
}
