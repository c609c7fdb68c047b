//! Puts entries into a home's ledger, and joins those of a medium.

use super::Vault;
use crate::formats::entry::{Event, NoteRef};
use crate::powers::signer::SigningKey;
use crate::things::ledger::state::State;
use crate::things::ledger::{Ledger, LedgerProblem};
use crate::words::day::Stamp;

impl Vault {
    pub(super) fn fold(&mut self) {
        self.stand(self.ledger.state());
    }

    /// Takes what the ledger says, and adds what this home and this run know beside it.
    pub(super) fn stand(&mut self, state: State) {
        self.state = state;
        self.drop_removed();
        self.look_for_unsound();
        self.look_for_unseen();
        self.look_for_together();
        self.name_holds();
    }

    /// Puts an entry of the sealer's into the ledger; [`Vault::save`] makes it last.
    pub fn record(
        &mut self,
        stamp: Stamp,
        event: Event,
        note: Option<NoteRef>,
    ) -> Result<(), LedgerProblem> {
        self.ledger.append(stamp, event, note, None)?;
        self.fold();
        Ok(())
    }

    /// Puts an entry of the disposer's into the ledger, if the whole still holds then: it may say of other lines that
    /// they count no more, and a home that can't read its own ledger is of no use to anybody.
    pub fn record_as_disposer(
        &mut self,
        stamp: Stamp,
        event: Event,
        note: Option<NoteRef>,
        disposer: &SigningKey,
    ) -> Result<(), LedgerProblem> {
        let mut with = self.ledger.clone();
        with.append(stamp, event, note, Some(disposer))?;
        let state = with.check(self.id)?;
        self.ledger = with;
        self.stand(state);
        Ok(())
    }

    /// The same for several entries at once: the whole is proven once, behind the last of them.
    pub fn record_all_as_disposer(
        &mut self,
        stamp: Stamp,
        events: Vec<Event>,
        disposer: &SigningKey,
    ) -> Result<(), LedgerProblem> {
        let mut with = self.ledger.clone();
        for event in events {
            with.append(stamp, event, None, Some(disposer))?;
        }
        let state = with.check(self.id)?;
        self.ledger = with;
        self.stand(state);
        Ok(())
    }

    /// Takes in a medium's chains, and proves the whole again.
    pub fn join(&mut self, theirs: Ledger) -> Result<bool, LedgerProblem> {
        let mut joined = self.ledger.clone();
        let new = joined.join(theirs)?;
        if new {
            let state = joined.check(self.id)?;
            if let Some(seq) = joined.regained(&self.ledger) {
                self.memory.wrote_from_seq = seq;
            }
            self.ledger = joined;
            self.stand(state);
        }
        Ok(new)
    }
}
