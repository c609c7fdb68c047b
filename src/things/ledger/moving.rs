//! Moving a branch: the chain in which it stands from then on, and the entries that say so.
//!
//! Moving a branch gives nothing to a thief who has the sealer's key: he can begin a chain of his own anyway. Lines of
//! the disposer's are signed anew only where the old signature holds. Implements format §3.5.

use crate::formats::chain::{Chain, Link};
use crate::formats::entry::{ChainMoved, Entry, Event, Signer, Unread, WriterJoined};
use crate::powers::signer::{Namespace, SigningKey, VerifyingKey};
use crate::words::digest::{Digest, hex};
use crate::words::ids::WriterId;
use crate::words::limits::LINES_MOVED_MAX;

use super::problem::LedgerProblem;
use super::signed::signed_by;

/// A branch in its new chain.
pub struct Moved {
    /// The branch's lines, as the lines of a new writer.
    pub chain: Chain,
    /// The entries that say so.
    pub events: Vec<Event>,
    /// How many lines moved.
    pub lines: u64,
}

/// How many lines two chains of one writer have in common.
pub fn common_lines(one: &Chain, other: &Chain) -> u64 {
    let both = one.links().iter().zip(other.links());
    both.take_while(|(one, other)| one.sha256 == other.sha256).count() as u64
}

/// The chain in which a branch stands from here on: its id comes from the branch's first line, so that whoever moves
/// it comes to the same chain.
pub fn chain_for(first: Digest) -> WriterId {
    let digest = Digest::of(format!("kluis-chain-moved:{}", hex(&first.0)).as_bytes());
    let mut id = [0; 8];
    id.copy_from_slice(&digest.0[..8]);
    WriterId(id)
}

/// Writes the lines of a chain from number `after` on as a chain of their own. Each line has seen what it had seen, and
/// no more. Nothing of it is signed by a disposer whose own signature did not hold.
pub fn move_branch(
    old: &Chain,
    after: u64,
    disposers: &[VerifyingKey],
    disposer: &SigningKey,
) -> Result<Moved, LedgerProblem> {
    let broken = |writer| move |problem| LedgerProblem::Chain { writer, problem };
    let (Some(common), Some(vault)) = (old.head_at(after), old.vault()) else {
        return Err(LedgerProblem::OtherVault);
    };
    let branch = &old.links()[after as usize..];
    let Some(first) = branch.first() else { return Err(LedgerProblem::OtherVault) };
    let (writer, to) = (common.writer, chain_for(first.sha256));
    let mut follows = first.entry.follows.clone();
    follows.push(common);
    follows.sort_by_key(|head| head.writer);
    let mut chain = Chain::default();
    let opening = Entry {
        seq: 0,
        writer: to,
        prev: Digest::ZERO,
        event: Event::WriterJoined(WriterJoined { vault }),
        follows,
        note: None,
        signature: None,
        unread: Unread::default(),
        ..first.entry.clone()
    };
    chain.append(&opening).map_err(broken(to))?;
    for link in branch {
        let (seq, prev) = (chain.count(), chain.last_sha256());
        let mut entry = Entry { seq, writer: to, prev, signature: None, ..link.entry.clone() };
        if entry.event.signer() == Signer::Disposer {
            if !signed_by(&link.entry, disposers) {
                return Err(LedgerProblem::Unsigned { writer, seq: link.entry.seq });
            }
            entry.set_signature(&disposer.sign_blob(Namespace::Ledger, &entry.signed_bytes()));
        }
        chain.append(&entry).map_err(broken(to))?;
    }
    let part = |(number, links): (usize, &[Link])| {
        let from = after + (number * LINES_MOVED_MAX) as u64;
        let lines = links.iter().map(|link| link.sha256).collect();
        Event::ChainMoved(ChainMoved { after, from, lines, to, writer })
    };
    let events = branch.chunks(LINES_MOVED_MAX).enumerate().map(part).collect();
    Ok(Moved { chain, events, lines: branch.len() as u64 })
}
