//! What is known of one bundle on one medium, before it is judged: the writings and looks that no later ones have seen,
//! and what each home saw itself.

use std::collections::BTreeMap;

use super::{Copy, DriveStanding, Fate, Look, Opened, Proven};
use crate::formats::entry::{CopyState, Entry, ReadBack};
use crate::things::ledger::order::{At, Frontier, Past};
use crate::words::day::Time;
use crate::words::ids::WriterId;

/// What is known of one bundle on one medium.
#[derive(Default)]
pub(super) struct Spot {
    pub copied: Frontier<Written>,
    pub wrapped: Frontier<Written>,
    /// Which generation of the key file was written there.
    pub generation: Frontier<u64>,
    /// The same, of what the disposer wrapped anew: what the sealer says of the first generation replaces none of it.
    pub rewrapped: Frontier<u64>,
    /// All that wrote there.
    pub writes: Frontier<()>,
    /// Whether a look found a file that is not what was written. Making the copy is a look too.
    pub files: Frontier<Found>,
    /// Whether a deep look found sound files that hold other records than they must.
    pub inside: Frontier<Found>,
    pub looked: Frontier<Time>,
    /// Each finding that no later finding has seen, taken back or not: a home that has not looked since goes by none of
    /// its older looks.
    pub faults: Frontier<()>,
    /// Those of them that are about what sound files hold.
    pub faults_inside: Frontier<()>,
    /// What each home saw itself.
    pub own: BTreeMap<WriterId, OwnLook>,
    /// What had been written when the drive was attached as it was for a look that found it whole.
    pub attached: Vec<Past>,
    /// Quarantined lines that say something was found here, or written: nothing here counts before a look has seen
    /// them.
    pub doubts: Vec<Doubt>,
}

/// What was said of a drive.
#[derive(Default)]
pub(super) struct Fates {
    pub all: Frontier<(Time, Fate)>,
    /// Without the losses that only a key says which signed for nobody, or a line that is not believed: such a drive
    /// does not count, and is waited for.
    pub believed: Frontier<Fate>,
}

/// A reason to look again.
pub(super) struct Doubt {
    pub at: At,
    /// Only a deep look can tell.
    pub inside: bool,
}

/// What one home saw last, by its own chain: its files, and what sound files hold.
pub(super) struct OwnLook {
    pub at: At,
    /// Its last deep look.
    pub deep: Option<At>,
    pub faulty: bool,
    pub inside: bool,
    /// The last of them may have been answered from a cache.
    pub cached: bool,
    /// As [`Spot::attached`], of its own looks alone, each with the line that says so.
    pub attached: Vec<(u64, Past)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Whole,
    Faulty,
}

#[derive(Clone, Copy)]
pub(super) struct Written {
    pub state: CopyState,
    pub read_back: ReadBack,
    pub time: Time,
}

impl Spot {
    /// What this home saw last, from this entry on.
    pub(super) fn look_of(&mut self, entry: &Entry, at: &At) -> &mut OwnLook {
        let new = || OwnLook {
            at: at.clone(),
            deep: None,
            faulty: false,
            inside: false,
            cached: false,
            attached: vec![],
        };
        let look = self.own.entry(entry.writer).or_insert_with(new);
        look.at = at.clone();
        look
    }

    /// What each home saw last, knowing that the drive was back where it had been lost.
    pub(super) fn looks(&self, fates: &Fates, withdrawals: &[At]) -> BTreeMap<WriterId, Look> {
        let look = |(writer, own): (&WriterId, &OwnLook)| {
            let back = fates.all.placed().all(|(back, _)| own.at.has_seen(back))
                && withdrawals.iter().all(|back| own.at.has_seen(back))
                && self.doubts.iter().all(|doubt| own.ends(doubt));
            let knew = |fault: &At| own.at.has_seen(fault) || own.at == *fault;
            let back = back && self.faults.placed().all(|(fault, ())| knew(fault));
            let opened = self.opened_by(own);
            let back = back && opened != Opened::NotSince;
            let proven = match (own.faulty || own.inside, back, own.cached) {
                (true, ..) => Proven::DoesNotHold,
                (false, false, _) => Proven::DriveBack,
                (false, true, true) => Proven::Cached,
                (false, true, false) => Proven::ReadBack,
            };
            let attached = own.attached.iter().filter(|(_, past)| self.is_before(past));
            let reattached_seq = attached.map(|(seq, _)| *seq).max();
            (*writer, Look { seq: own.at.seq(), proven, reattached_seq, opened })
        };
        self.own.iter().map(look).collect()
    }

    /// Whether a home's own deep look knew of all that was found inside, whoever took it back.
    fn opened_by(&self, own: &OwnLook) -> Opened {
        let doubts = self.doubts.iter().filter(|doubt| doubt.inside).map(|doubt| &doubt.at);
        let mut found = self.faults_inside.placed().map(|(at, ())| at).chain(doubts).peekable();
        if found.peek().is_none() {
            return Opened::NotAsked;
        }
        match &own.deep {
            Some(deep) if found.all(|at| deep == at || deep.has_seen(at)) => Opened::At(deep.seq()),
            _ => Opened::NotSince,
        }
    }

    /// Whether all that wrote there had written by then.
    fn is_before(&self, attached: &Past) -> bool {
        self.writes.placed().all(|(at, ())| attached.holds(at))
    }

    pub(super) fn copy(
        &self,
        written: &Frontier<Written>,
        fates: &Fates,
        withdrawals: &[At],
    ) -> Option<Copy> {
        let cached = written.facts().any(|made| made.read_back == ReadBack::Cached);
        let unread = written.facts().any(|made| made.state == CopyState::Written);
        let faulty = |facts: &Frontier<Found>| facts.facts().any(|found| *found == Found::Faulty);
        let (files, inside) = (faulty(&self.files), faulty(&self.inside));
        Some(Copy {
            state: if unread { CopyState::Written } else { CopyState::ReadBack },
            read_back: if cached { ReadBack::Cached } else { ReadBack::PastCache },
            written: written.facts().map(|made| made.time).max()?,
            verified: self.looked.facts().copied().min(),
            reattached: self.attached.iter().any(|past| self.is_before(past)),
            faulty: files || inside,
            inside: inside && !files,
            drive: self.drive(&fates.all, withdrawals),
            lost: is_lost(&fates.believed),
        })
    }

    /// A drive that came back counts for what was written or seen whole there by somebody who knew that it was back.
    /// So does one where a quarantined line found something, once somebody who knew of that has looked again. So does
    /// a copy that was to be destroyed, once somebody who knew that it is not has seen it whole: a run that was cut
    /// off may have begun to erase it.
    fn drive(&self, fates: &Frontier<(Time, Fate)>, withdrawals: &[At]) -> DriveStanding {
        if fates.facts().any(|(_, fate)| matches!(fate, Fate::Lost | Fate::Retired)) {
            return DriveStanding::Gone;
        }
        let whole = || self.files.placed().filter(|(_, found)| **found == Found::Whole);
        let seen = |back: &At| whole().any(|(at, _)| at.has_seen(back));
        let is_back = !(fates.placed().all(|(back, _)| seen(back)) && withdrawals.iter().all(seen));
        match is_back || !self.doubts.iter().all(|doubt| self.ends(doubt)) {
            true => DriveStanding::Back,
            false => DriveStanding::Kept,
        }
    }

    /// Whether a look has seen this: what it found itself stands from then on.
    fn ends(&self, doubt: &Doubt) -> bool {
        let looks = if doubt.inside { &self.inside } else { &self.files };
        looks.placed().any(|(at, _)| at.has_seen(&doubt.at))
    }
}

/// Whether a drive is lost, as all say who have heard of it: of one that somebody else has found nobody can say so.
fn is_lost(fates: &Frontier<Fate>) -> bool {
    let mut fates = fates.facts().peekable();
    fates.peek().is_some() && fates.all(|fate| *fate == Fate::Lost)
}

impl OwnLook {
    fn ends(&self, doubt: &Doubt) -> bool {
        let looked = if doubt.inside { self.deep.as_ref() } else { Some(&self.at) };
        looked.is_some_and(|at| at.has_seen(&doubt.at))
    }

    pub(super) fn wrote(&mut self, read_back: ReadBack) {
        (self.faulty, self.cached) = (false, read_back == ReadBack::Cached);
    }

    /// A look knew what had been written when the drive came; a later one that knew as much stands in its place.
    pub(super) fn attach(&mut self, at: &At, past: Option<&Past>) {
        let Some(past) = past else { return };
        self.attached.retain(|(_, known)| !past.covers(known));
        self.attached.push((at.seq(), past.clone()));
    }
}

/// The highest number of those that no later entry has replaced.
pub(super) fn highest(generations: &Frontier<u64>) -> Option<u64> {
    generations.facts().copied().max()
}

/// Keeps the widest of what had been written.
pub(super) fn keep_widest(pasts: &mut Vec<Past>, past: &Past) {
    if !pasts.iter().any(|known| known.covers(past)) {
        pasts.retain(|known| !past.covers(known));
        pasts.push(past.clone());
    }
}
