//! What lies on the drives, where they are, and what each home knows.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use kluis::formats::entry::Head;
use kluis::rules::retention::End;
use kluis::things::ledger::Ledger;
use kluis::things::ledger::state::State;
use kluis::words::ids::{DriveId, MediumId, WriterId};

use crate::reference::Known;

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
