//! The proofs that the chains are this vault's and say nothing that contradicts.

use crate::formats::entry::{Entry, Event, Head, Signer};
use crate::words::ids::{VaultId, WriterId};

use super::persons::Persons;
use super::quarantine::Quarantine;
use super::signed::signed_by;
use super::state::{Contradiction, State};
use super::{Ledger, LedgerProblem};

impl Ledger {
    /// Proves that every chain is this vault's, that every head which somebody names is there, that the
    /// disposer's entries carry its signature, and that nothing contradicts. Gives what they say.
    pub fn check(&self, vault: VaultId) -> Result<State, LedgerProblem> {
        self.check_signed(vault)?;
        let quarantine = Quarantine::of(self.entries());
        let gone = |head: &Head| self.union.get(&head.writer).is_none();
        self.union.check_follows(self.entries(), &|head, by| {
            quarantine.holds(by) || (gone(head) && quarantine.excuses(head, Some(by)))
        })?;
        let state = self.state();
        match state.contradictions.first() {
            Some(contradiction) => Err(LedgerProblem::Entries(contradiction.clone())),
            None => Ok(state),
        }
    }

    /// Proves that every chain is this vault's, and that the disposer's entries carry its signature.
    pub fn check_signed(&self, vault: VaultId) -> Result<(), LedgerProblem> {
        if self.union.vault() != Some(vault) {
            return Err(LedgerProblem::OtherVault);
        }
        let disposers = Persons::of(self.entries()).verifying();
        for entry in self.lines().filter(|e| e.event.signer() == Signer::Disposer) {
            if !signed_by(entry, &disposers) {
                return Err(LedgerProblem::Unsigned { writer: entry.writer, seq: entry.seq });
            }
        }
        Ok(())
    }

    /// The lines that speak of what contradicts, as far as they count.
    pub fn lines_about(&self, problem: &Contradiction) -> Vec<(WriterId, u64)> {
        let about = |entry: &&Entry| match (problem, &entry.event) {
            (
                Contradiction::TwoSeals(bundle) | Contradiction::TwoAccounts(bundle),
                Event::Sealed(sealed),
            ) => sealed.bundle == *bundle,
            (Contradiction::TwoKeyFiles { bundle, .. }, Event::Sealed(sealed)) => {
                sealed.bundle == *bundle
            }
            (Contradiction::TwoKeyFiles { bundle, generation }, Event::KeysWrapped(wrapped)) => {
                (wrapped.bundle, wrapped.generation) == (*bundle, *generation)
            }
            (Contradiction::TwoMedia(medium), Event::MediumAdded(added)) => added.medium == *medium,
            (Contradiction::TwoHolds(hold), Event::HoldPlaced(placed)) => placed.hold == *hold,
            (Contradiction::TwoNotes(note), _) => entry.note.is_some_and(|own| own.id == *note),
            (Contradiction::NoSuchBundle { bundle, .. }, event) => event.bundle() == Some(*bundle),
            _ => false,
        };
        let counting = self.entries().filter(|entry| self.quarantine.counts(entry));
        counting.filter(about).map(|entry| (entry.writer, entry.seq)).collect()
    }

    /// Demands that the chains hold each of these heads, which a signed label or seal named.
    pub fn check_heads(&self, heads: &[Head]) -> Result<(), LedgerProblem> {
        let heads = self.resolve(heads);
        Ok(self.union.check(heads.iter().filter(|head| !self.may_miss(head)))?)
    }
}
