//! What a medium has of the chains that its signed label names: each is whole there, or damaged and
//! known whole elsewhere, or lost.
//!
//! Damage is no attack. The label's signature vouches for each head, and the head for every line
//! before it; so other bytes in a chain's file are only other bytes. What contradicts is two signed
//! heads, and that is a [`LedgerProblem`]. Implements format §3.2.

use crate::formats::chain::{Chain, Contradiction, Held, Recovered, SetAside};
use crate::formats::entry::Head;
use crate::powers::medium::{MediumPath, Storage};
use crate::powers::signer::VerifyingKey;
use crate::words::digest::Digest;
use crate::words::ids::WriterId;

use super::chain_file::chain_there;
use super::signed::signed_by;
use super::{Aside, Asides, Ledger, LedgerProblem};

/// The chains of one medium, as far as they can be had.
#[derive(Debug)]
pub struct Found {
    /// The chains that reach their heads; damaged ones were put together again.
    pub ledger: Ledger,
    /// Bytes behind the heads that nobody vouches for.
    pub asides: Asides,
    /// Up to which heads the files there are as they were written, with what a disposer vouches for.
    pub whole: Vec<Head>,
    /// The heads that the label names, each moved on over what a disposer vouches for behind it.
    pub reached: Vec<Head>,
    /// The writers whose files there are not what the label names.
    pub damaged: Vec<WriterId>,
    /// How many files that are named like chains were not read.
    pub unread: u64,
    /// The heads of chains that can't be had: lines are damaged there and known nowhere else.
    pub lost: Vec<Head>,
}

/// Other places where lines of a chain may lie: the bytes of its files there.
pub type Lend<'a> = &'a dyn Fn(&Head) -> Vec<Vec<u8>>;

impl Ledger {
    /// Looks for the chains up to these heads, which a signature vouches for. Lines that this ledger
    /// or `lend` has mend what is damaged in the folder.
    pub fn find_in(
        &self,
        storage: &dyn Storage,
        folder: &MediumPath,
        heads: &[Head],
        disposers: &[VerifyingKey],
        lend: Lend<'_>,
    ) -> Result<Found, LedgerProblem> {
        let mut found = Found::nothing(self.own);
        for head in heads {
            if let Some([common, moved]) = self.places_of(head) {
                // What stands there from the fork on is known in another chain, and is written over.
                let (there, _) = chain_there(storage, folder, &common)?;
                if self.bytes_to(&common).is_some_and(|own| there.starts_with(own)) {
                    found.whole.push(common);
                }
                found.reached.extend([common, moved]);
                continue;
            }
            let (there, more) = chain_there(storage, folder, head)?;
            let (chain, stands) = match self.chain_to(head, &there, lend)? {
                Some(known) => known,
                None => {
                    found.reached.push(*head);
                    found.damaged.push(head.writer);
                    found.lost.push(*head);
                    continue;
                }
            };
            let bytes = match stands {
                true => there[chain.bytes().len()..].to_vec(),
                false => behind(&there, head),
            };
            found.take(chain, SetAside { at: head.bytes, bytes, more }, stands, disposers)?;
        }
        let Found { ledger, asides, whole, reached, unread, .. } = &mut found;
        *unread = ledger.take_unnamed(storage, folder, heads, disposers, asides)?;
        let named = |writer| heads.iter().any(|head| head.writer == writer);
        whole.extend(ledger.heads().into_iter().filter(|head| !named(head.writer)));
        whole.sort_by_key(|head| head.writer);
        reached.sort_by_key(|head| head.writer);
        ledger.settle();
        Ok(found)
    }

    /// The chain up to a head, and whether it stands in the file; none where a line is nowhere.
    fn chain_to(
        &self,
        head: &Head,
        there: &[u8],
        lend: Lend<'_>,
    ) -> Result<Option<(Chain, bool)>, LedgerProblem> {
        let writer = head.writer;
        let problem = |problem| LedgerProblem::Chain { writer, problem };
        match self.union.get(&writer).map_or(Held::Beyond, |own| own.holds(head)) {
            Held::Contradicted => Err(Contradiction::HeadDiffers { head: *head })?,
            Held::Yes => {
                let own = self.bytes_to(head).unwrap_or_default();
                let (chain, _) = Chain::read(own, Some(head)).map_err(problem)?;
                Ok(Some((chain, there.starts_with(own))))
            }
            Held::Beyond => match Chain::read(there, Some(head)) {
                Ok((chain, _)) => Ok(Some((chain, true))),
                Err(why) => match self.recover(head, there, &lend(head)) {
                    Recovered::Whole(chain) => Ok(Some((chain, false))),
                    Recovered::Lacking => Ok(None),
                    Recovered::Contradicted => Err(problem(why)),
                },
            },
        }
    }

    fn recover(&self, head: &Head, there: &[u8], lent: &[Vec<u8>]) -> Recovered {
        let mut places: Vec<&[u8]> = vec![there];
        places.extend(self.union.get(&head.writer).map(Chain::bytes));
        places.extend(lent.iter().map(Vec::as_slice));
        Chain::recover(head, &places)
    }
}

impl Found {
    fn nothing(own: WriterId) -> Found {
        Found {
            ledger: Ledger::new(own),
            asides: Asides::default(),
            whole: vec![],
            reached: vec![],
            damaged: vec![],
            lost: vec![],
            unread: 0,
        }
    }

    /// Takes a chain in, with what a disposer vouches for behind its head.
    fn take(
        &mut self,
        mut chain: Chain,
        aside: SetAside,
        stands: bool,
        disposers: &[VerifyingKey],
    ) -> Result<(), LedgerProblem> {
        let what = chain.take_vouched(aside, &|entry| signed_by(entry, disposers));
        let Some(head) = chain.head() else { return Ok(()) };
        self.reached.push(head);
        match stands {
            true => self.whole.push(head),
            false => self.damaged.push(head.writer),
        }
        if !what.is_empty() {
            self.asides.add(Aside { writer: head.writer, bytes: what.count() });
        }
        self.ledger.union.join(chain)?;
        Ok(())
    }
}

/// What lies behind a head's line in a damaged file; nothing where that line is not found.
fn behind(there: &[u8], head: &Head) -> Vec<u8> {
    let mut end = 0;
    for line in there.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if line.strip_suffix(b"\n").is_some_and(|line| Digest::of(line) == head.sha256) {
            return there[end..].to_vec();
        }
    }
    Vec::new()
}
