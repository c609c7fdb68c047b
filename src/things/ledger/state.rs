//! What all chains together say: a fold over their union. Holds add up, the latest end wins, destruction facts
//! only grow, so that the order in which chains are read never matters.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::entry::{CopyState, Depth, Entry, Event, ReadBack, Role, Signers};
use crate::rules::hold::Hold;
use crate::rules::retention::{End, PinnedRule};
use crate::words::day::{ClockState, Stamp, Time};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, DriveId, MediumId, Tag, WriterId};

/// The state of one vault.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub signers: Vec<Signers>,
    /// The SHA-256 of each recipient that may open this vault's bundles.
    pub recipients: BTreeSet<Digest>,
    pub media: BTreeMap<MediumId, MediumState>,
    /// The media that each home has said it no longer waits for.
    pub waived: BTreeMap<WriterId, BTreeSet<MediumId>>,
    /// Media that this home has never seen: a hold may stand there alone. The chains don't say; the vault does.
    pub unseen: BTreeSet<MediumId>,
    pub bundles: BTreeMap<BundleId, BundleState>,
    /// The latest entry whose clock was believed.
    pub last_believed: Option<Time>,
    /// Words of events that this version does not know: while there are any, nothing is destroyed.
    pub unknown: BTreeSet<String>,
    pub contradictions: Vec<Contradiction>,
}

/// A drive's place in the vault.
#[derive(Debug, Clone)]
pub struct MediumState {
    pub drive: DriveId,
    pub roles: Vec<Role>,
    pub added: Time,
    /// The home that took it in.
    pub by: WriterId,
    pub verified: Option<Time>,
    /// What became of it last, if it was ever lost, found or retired.
    pub fate: Option<(Time, Fate)>,
    /// How many lines each home's chain had with its last entry about what was written there or erased. The
    /// medium was told of these entries in the same run: one that has not heard of them is an older state.
    pub touched: BTreeMap<WriterId, u64>,
}

/// What became of a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    Lost,
    Found,
    Retired,
}

impl MediumState {
    /// Whether it is lost or retired, so that nothing on it counts.
    pub fn is_gone(&self) -> bool {
        matches!(self.fate, Some((_, Fate::Lost | Fate::Retired)))
    }
}

/// A bundle as the ledger knows it.
#[derive(Debug, Clone)]
pub struct BundleState {
    pub seal: Digest,
    pub sealed_at: Stamp,
    pub rules: Vec<PinnedRule>,
    pub end: End,
    pub case: Option<Tag>,
    pub records: u64,
    pub bytes: u64,
    pub copies: BTreeMap<MediumId, Copy>,
    /// The SHA-256 of both key twins, and their generation.
    pub keys: Option<Keys>,
    /// The media that wrapped keys were written on.
    pub keys_on: BTreeSet<MediumId>,
    /// When each medium was verified last with this bundle, and whether something was wrong: what is known of keys
    /// that lie on a medium without a copy.
    pub looked_at: BTreeMap<MediumId, (Time, bool)>,
    /// Since when a destruction is under way.
    pub intended: Option<Time>,
    pub destroyed_on: BTreeMap<MediumId, Time>,
    /// Every copy is accounted for.
    pub destroyed: Option<Time>,
    pub holds: Vec<Hold>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    pub generation: u64,
    pub key: Digest,
    pub key_copy: Digest,
}

/// One copy, by the best that was seen of it and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy {
    pub state: CopyState,
    pub read_back: ReadBack,
    pub written: Time,
    pub verified: Option<Time>,
    /// When it last held on a drive that had been attached anew since the copy was made.
    pub reattached: Option<Time>,
    /// When its files were last mended: what was read from a cache before tells nothing of these bytes.
    mended: Option<Time>,
    /// The last verification found something wrong with it.
    pub faulty: bool,
    /// The last deep verification found something wrong with what the files hold.
    inside: bool,
    /// What became of its drive.
    pub drive: DriveStanding,
}

/// Whether a copy's drive lets it count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriveStanding {
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
    Written,
    /// Read back, though perhaps from a cache.
    Cached,
    /// Read back past the cache.
    ReadBack,
    /// Verified after re-attachment: the drive had been taken out and had come back.
    Reattached,
}

impl Copy {
    /// How far it was proven.
    pub fn proven(&self) -> Proven {
        match self.drive {
            DriveStanding::Gone => return Proven::DriveGone,
            DriveStanding::Back => return Proven::DriveBack,
            DriveStanding::Kept => {}
        }
        match (self.faulty, self.reattached, self.state, self.read_back) {
            (true, ..) => Proven::DoesNotHold,
            (false, Some(_), ..) => Proven::Reattached,
            (false, None, CopyState::Written, _) => Proven::Written,
            (false, None, CopyState::ReadBack, ReadBack::Cached) => Proven::Cached,
            (false, None, CopyState::ReadBack, ReadBack::PastCache) => Proven::ReadBack,
        }
    }

    /// Whether the copy was read back past the cache and nothing wrong was found since.
    pub fn is_verified(&self) -> bool {
        self.proven() >= Proven::ReadBack
    }

    /// When it was last seen to hold; none where that was never, or is over.
    pub fn last_seen_to_hold(&self) -> Option<Time> {
        match self.proven() {
            Proven::DoesNotHold | Proven::DriveGone | Proven::DriveBack => None,
            Proven::Written => self.verified,
            Proven::Cached | Proven::ReadBack | Proven::Reattached => {
                Some(self.verified.map_or(self.written, |at| at.max(self.written)))
            }
        }
    }
}

/// Two entries that can't both be true.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// One bundle id was sealed twice, with different seals.
    #[error("bundle {0} was sealed twice")]
    TwoSeals(BundleId),
    /// An entry speaks of a bundle that was never sealed.
    #[error("{event} speaks of bundle {bundle}, which was never sealed")]
    NoSuchBundle { bundle: BundleId, event: String },
}

/// Where a bundle stands between its sealing and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Kept,
    PartlyDestroyed,
    Destroyed,
}

impl BundleState {
    /// Where it stands. One home may have accounted for every copy that it knew, while another made one more: that
    /// one is not destroyed, and neither is the bundle.
    pub fn standing(&self) -> Standing {
        let all_gone =
            self.standing_copies().next().is_none() && self.standing_keys().next().is_none();
        match (self.destroyed, self.intended) {
            (Some(_), _) if all_gone => Standing::Destroyed,
            (None, None) => Standing::Kept,
            _ => Standing::PartlyDestroyed,
        }
    }

    /// The media whose copy is not accounted for.
    pub fn standing_copies(&self) -> impl Iterator<Item = (MediumId, &Copy)> {
        self.copies
            .iter()
            .filter(|(medium, _)| !self.destroyed_on.contains_key(medium))
            .map(|(medium, copy)| (*medium, copy))
    }

    /// The media that hold keys of this bundle and no copy of it, and are not accounted for.
    pub fn standing_keys(&self) -> impl Iterator<Item = MediumId> {
        self.keys_on
            .iter()
            .copied()
            .filter(|medium| !self.copies.contains_key(medium))
            .filter(|medium| !self.destroyed_on.contains_key(medium))
    }

    /// Whether the last verification of this medium found something wrong with the bundle, or its keys, there.
    pub fn is_faulty_on(&self, medium: MediumId) -> bool {
        match self.copies.get(&medium) {
            Some(copy) => copy.faulty,
            None => self.looked_at.get(&medium).is_some_and(|(_, faulty)| *faulty),
        }
    }

    /// How many copies stand that were read back past the cache.
    pub fn verified_copies(&self) -> usize {
        self.copies_proven(Proven::ReadBack)
    }

    /// How many copies stand that were proven at least so far.
    pub fn copies_proven(&self, least: Proven) -> usize {
        self.standing_copies().filter(|(_, copy)| copy.proven() >= least).count()
    }
}

impl State {
    /// Folds the entries of all chains. A first pass takes what others refer to, and the second goes by time, so
    /// that the order of chains does not matter.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> State {
        let mut state = State::default();
        for entry in entries.clone() {
            state.take_ground(entry);
        }
        for entry in by_time(entries) {
            state.take_rest(entry);
        }
        state.take_fates();
        state
    }

    /// Whether a medium holds keys and no bundles.
    pub fn holds_keys_alone(&self, medium: MediumId) -> bool {
        self.media.get(&medium).is_some_and(|known| !known.roles.contains(&Role::Data))
    }

    /// The bundles that nobody has begun to destroy and of which a medium must hold a copy; or the keys, where it
    /// holds keys alone.
    pub fn placed_on(&self, medium: MediumId) -> impl Iterator<Item = (BundleId, &BundleState)> {
        let keys_alone = self.holds_keys_alone(medium);
        self.bundles
            .iter()
            .filter(|(_, bundle)| bundle.intended.is_none())
            .filter(move |(_, bundle)| match keys_alone {
                true => bundle.standing_keys().any(|on| on == medium),
                false => bundle.standing_copies().any(|(on, _)| on == medium),
            })
            .map(|(id, bundle)| (*id, bundle))
    }

    /// The media with the keys of a bundle that are neither lost nor retired, and where nothing was found wrong.
    pub fn key_holders(&self, bundle: &BundleState) -> BTreeSet<MediumId> {
        let stands = |on: &&MediumId| {
            !bundle.destroyed_on.contains_key(on)
                && !bundle.is_faulty_on(**on)
                && !self.media.get(on).is_none_or(MediumState::is_gone)
        };
        bundle.keys_on.iter().filter(stands).copied().collect()
    }

    /// What became of a drive tells on each copy that is on it.
    fn take_fates(&mut self) {
        for bundle in self.bundles.values_mut() {
            for (medium, copy) in &mut bundle.copies {
                copy.drive = match self.media.get(medium).and_then(|medium| medium.fate) {
                    None => DriveStanding::Kept,
                    Some((_, Fate::Lost | Fate::Retired)) => DriveStanding::Gone,
                    Some((found, Fate::Found)) => {
                        let verified = copy.verified.is_some_and(|at| at >= found);
                        // By then it was back.
                        match verified || copy.written > found {
                            true => DriveStanding::Kept,
                            false => DriveStanding::Back,
                        }
                    }
                };
            }
        }
    }

    /// How many kept copies on a medium may all along have been read from a cache, and let no source go for that.
    pub fn cached_on(&self, medium: MediumId) -> usize {
        let kept = self.bundles.values().filter(|bundle| bundle.standing() == Standing::Kept);
        let copies = kept.flat_map(BundleState::standing_copies);
        copies.filter(|(on, copy)| *on == medium && copy.proven() == Proven::Cached).count()
    }

    /// The bundles that are being destroyed and stand on a medium still.
    pub fn undestroyed_on(&self, medium: MediumId) -> Vec<BundleId> {
        let begun = |bundle: &BundleState| bundle.standing() == Standing::PartlyDestroyed;
        let there = |bundle: &BundleState| {
            let on = bundle.standing_copies().map(|(on, _)| on).chain(bundle.standing_keys());
            on.into_iter().any(|on| on == medium)
        };
        let bundles = self.bundles.iter().filter(|(_, bundle)| begun(bundle) && there(bundle));
        bundles.map(|(id, _)| *id).collect()
    }

    fn take_fate(&mut self, medium: MediumId, at: Time, fate: Fate) {
        let known = self.media.get_mut(&medium);
        if let Some(known) = known.filter(|m| m.fate.is_none_or(|(last, _)| at >= last)) {
            known.fate = Some((at, fate));
        }
    }

    fn take_ground(&mut self, entry: &Entry) {
        if entry.clock != ClockState::Doubtful {
            self.last_believed = self.last_believed.max(Some(entry.time));
        }
        match &entry.event {
            Event::VaultCreated(created) => {
                self.signers.push(created.signers.clone());
                self.recipients.extend(created.recipients.iter().copied());
            }
            Event::MediumAdded(added) => {
                self.media.insert(
                    added.medium,
                    MediumState {
                        drive: added.drive,
                        roles: added.roles.clone(),
                        added: entry.time,
                        by: entry.writer,
                        verified: None,
                        fate: None,
                        touched: BTreeMap::new(),
                    },
                );
            }
            Event::Sealed(sealed) => self.take_seal(entry, sealed),
            Event::MediumWaived(waived) => {
                self.waived.entry(entry.writer).or_default().insert(waived.medium);
            }
            Event::Unknown { event, .. } => {
                self.unknown.insert(event.clone());
            }
            _ => {}
        }
    }

    fn take_seal(&mut self, entry: &Entry, sealed: &crate::formats::entry::Sealed) {
        if let Some(known) = self.bundles.get(&sealed.bundle) {
            if known.seal != sealed.seal {
                self.contradictions.push(Contradiction::TwoSeals(sealed.bundle));
            }
            return;
        }
        self.bundles.insert(
            sealed.bundle,
            BundleState {
                seal: sealed.seal,
                sealed_at: Stamp { clock: entry.clock, time: entry.time },
                rules: sealed.rules.clone(),
                end: sealed.end,
                case: sealed.case,
                records: sealed.records,
                bytes: sealed.bytes,
                copies: BTreeMap::new(),
                keys: None,
                keys_on: BTreeSet::new(),
                looked_at: BTreeMap::new(),
                intended: None,
                destroyed_on: BTreeMap::new(),
                destroyed: None,
                holds: Vec::new(),
            },
        );
    }

    fn take_rest(&mut self, entry: &Entry) {
        for medium in written_on(&entry.event) {
            if let Some(known) = self.media.get_mut(medium) {
                let lines = known.touched.entry(entry.writer).or_default();
                *lines = (*lines).max(entry.seq + 1);
            }
        }
        match &entry.event {
            Event::Copied(copied) => {
                if let Some(bundle) = self.bundle(entry, copied.bundle) {
                    let copy = Copy {
                        state: copied.state,
                        read_back: copied.read_back,
                        written: entry.time,
                        verified: None,
                        reattached: None,
                        mended: None,
                        faulty: false,
                        inside: false,
                        drive: DriveStanding::Kept,
                    };
                    let known = bundle.copies.entry(copied.medium).or_insert(copy);
                    if entry.time >= known.written {
                        *known = Copy { verified: known.verified, ..copy };
                    }
                }
            }
            Event::KeysWrapped(wrapped) => {
                if let Some(bundle) = self.bundle(entry, wrapped.bundle) {
                    let keys = Keys {
                        generation: wrapped.generation,
                        key: wrapped.key,
                        key_copy: wrapped.key_copy,
                    };
                    bundle.keys_on.extend(wrapped.media.iter().copied());
                    if bundle.keys.is_none_or(|known| known.generation < keys.generation) {
                        bundle.keys = Some(keys);
                    }
                }
            }
            Event::Verified(verified) => self.take_verified(entry, verified),
            Event::Repaired(repaired) => {
                let bundle = self.bundles.get_mut(&repaired.bundle);
                if let Some(copy) = bundle.and_then(|b| b.copies.get_mut(&repaired.medium)) {
                    copy.mended = copy.mended.max(Some(entry.time));
                }
            }
            Event::MediumLost(lost) => self.take_fate(lost.medium, entry.time, Fate::Lost),
            Event::MediumFound(found) => self.take_fate(found.medium, entry.time, Fate::Found),
            Event::MediumRetired(gone) => self.take_fate(gone.medium, entry.time, Fate::Retired),
            Event::DestructionIntended(intended) => {
                if let Some(bundle) = self.bundle(entry, intended.bundle) {
                    bundle.intended =
                        Some(bundle.intended.map_or(entry.time, |at| at.min(entry.time)));
                }
            }
            Event::CopyDestroyed(gone) => {
                if let Some(bundle) = self.bundle(entry, gone.bundle) {
                    bundle.destroyed_on.entry(gone.medium).or_insert(entry.time);
                }
            }
            Event::BundleDestroyed(gone) => {
                if let Some(bundle) = self.bundle(entry, gone.bundle) {
                    bundle.destroyed =
                        Some(bundle.destroyed.map_or(entry.time, |at| at.min(entry.time)));
                }
            }
            _ => {}
        }
    }

    fn take_verified(&mut self, entry: &Entry, verified: &crate::formats::entry::Verified) {
        if let Some(medium) = self.media.get_mut(&verified.medium) {
            medium.verified = medium.verified.max(Some(entry.time));
        }
        for id in &verified.bundles {
            let findings = || verified.findings.iter().filter(|finding| finding.bundle == *id);
            let deep = verified.depth == Depth::Deep;
            // Files that are as sealed, and hold other records than they must: only a deep look can tell, and only
            // another deep look can take it back.
            let faulty = findings().next().is_some();
            let inside = deep && faulty && findings().all(|finding| is_inside(&finding.fault));
            let bundle = self.bundles.get_mut(id);
            let copy = bundle.and_then(|bundle| {
                let looked =
                    bundle.looked_at.entry(verified.medium).or_insert((entry.time, faulty));
                if entry.time >= looked.0 {
                    *looked = (entry.time, faulty);
                }
                bundle.copies.get_mut(&verified.medium)
            });
            if let Some(copy) =
                copy.filter(|copy| copy.verified.is_none_or(|known| entry.time >= known))
            {
                copy.verified = Some(entry.time);
                copy.inside = if deep { inside } else { copy.inside };
                copy.faulty = faulty || copy.inside;
                let last_written = copy.mended.map_or(copy.written, |at| at.max(copy.written));
                if !copy.faulty && verified.attached.is_some_and(|since| since > last_written) {
                    copy.reattached = Some(entry.time);
                }
            }
        }
    }

    fn bundle(&mut self, entry: &Entry, id: BundleId) -> Option<&mut BundleState> {
        if !self.bundles.contains_key(&id) {
            let event = entry.event.name().to_owned();
            self.contradictions.push(Contradiction::NoSuchBundle { bundle: id, event });
        }
        self.bundles.get_mut(&id)
    }
}

/// The entries of all chains by time, each chain in its own order whatever its clock said.
fn by_time<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<&'a Entry> {
    let mut last: BTreeMap<WriterId, Time> = BTreeMap::new();
    let mut timed: Vec<(Time, &Entry)> = entries
        .map(|entry| {
            let risen = last.entry(entry.writer).or_insert(entry.time);
            *risen = entry.time.max(*risen);
            (*risen, entry)
        })
        .collect();
    timed.sort_by_key(|(time, entry)| (*time, entry.writer, entry.seq));
    timed.into_iter().map(|(_, entry)| entry).collect()
}

/// Whether a fault is one of what a copy holds, and of no file.
fn is_inside(fault: &str) -> bool {
    let word = fault.split(':').next().unwrap_or(fault);
    matches!(word, "record" | "bag" | "commitments") || fault == "bytes"
}

/// The media that an event says something was written on, or erased from.
fn written_on(event: &Event) -> &[MediumId] {
    match event {
        Event::MediumAdded(added) => std::slice::from_ref(&added.medium),
        Event::Copied(copied) => std::slice::from_ref(&copied.medium),
        Event::KeysWrapped(wrapped) => &wrapped.media,
        Event::UnfinishedErased(erased) => std::slice::from_ref(&erased.medium),
        Event::CopyDestroyed(gone) => std::slice::from_ref(&gone.medium),
        _ => &[],
    }
}

#[cfg(test)]
mod tests;
