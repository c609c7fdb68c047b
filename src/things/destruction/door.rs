//! The one door to destruction: asks the seal, retention, book years, holds, the clock and the ledger, at the moment of
//! acting. It takes the proven seal and never the ledger's word for it: what is destroyed is what the seal says may be.
//! What comes out names the files, so that nobody behind the door can choose them.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::entry::{DestructionIntended, Release};
use crate::formats::seal::Seal;
use crate::rules::clock::Today;
use crate::rules::retention::{Bar, End, NewerRule, PinnedRule, bars};
use crate::things::bundle::proof::{SealField, Verified, disagreement};
use crate::things::bundle::{KEY, KEY_COPY, SEAL, SEAL_SIGNATURE};
use crate::things::ledger::state::{BundleState, Fate, State, UnknownEvent, Witness};
use crate::words::day::{ClockState, Day, Stamp};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId, WriterId};
use crate::words::limits::KEY_FILE_BYTES;

pub use super::elsewhere::{StandsThere, There, is_whole};
use super::longer::{About, Longer};
pub use super::longer::{RulesNow, longer_by_book_years};
use super::spare::{HoldsNow, others_suffice};
pub use super::succession::Seals;
use super::succession::{Standing, Unseen, succession};

/// Leave to destroy one bundle, now. Only [`ask`] makes one.
#[derive(Debug)]
pub struct Released<'a> {
    seal: &'a Verified<Seal>,
    known: &'a BundleState,
    end: End,
    release: Release,
}

impl<'a> Released<'a> {
    /// What lets it go.
    pub fn release(&self) -> Release {
        self.release
    }

    /// What goes on record before anything is erased. That holds were asked for is true because this leave exists.
    pub fn intent(&self, media: Vec<MediumId>, no_open_matters: bool) -> DestructionIntended {
        DestructionIntended {
            bundle: self.seal.bundle,
            holds_checked: true,
            keep_through: self.end.keep_through,
            media,
            no_open_matters,
            release: self.release,
            seal: self.known.seal,
        }
    }

    /// Leave to erase what lies of the bundle on one medium.
    pub fn on(&self, medium: MediumId) -> ReleasedCopy {
        ReleasedCopy::of(self.seal, self.known, medium)
    }
}

/// Leave to erase what lies of one bundle on one medium, now, and the files that it is for. Only [`Released::on`] and
/// [`ask_for_copy`] make one.
#[derive(Debug)]
pub struct ReleasedCopy {
    bundle: BundleId,
    medium: MediumId,
    seal: Digest,
    files: BTreeMap<String, (u64, Digest)>,
    /// What the key twins were in any generation: a drive may be behind, and each of them is this bundle's.
    key_files: BTreeSet<Digest>,
}

impl ReleasedCopy {
    /// The files by the seal, the seal itself, and the key twins as the ledger has them.
    fn of(seal: &Verified<Seal>, known: &BundleState, medium: MediumId) -> ReleasedCopy {
        let mut files = BTreeMap::new();
        files.extend(seal.files.iter().map(|file| (file.name.clone(), (file.bytes, file.sha256))));
        files.insert(SEAL.into(), (seal.bytes().len() as u64, seal.sha256()));
        let signature = seal.signature();
        files.insert(SEAL_SIGNATURE.into(), (signature.len() as u64, Digest::of(signature)));
        let (_, key_file) = known.key_file_on(medium);
        files.extend([KEY, KEY_COPY].map(|name| (name.into(), (KEY_FILE_BYTES, key_file))));
        let key_files = known.key_files.values().copied().collect();
        ReleasedCopy { bundle: seal.bundle, medium, seal: seal.sha256(), files, key_files }
    }

    pub(crate) fn bundle(&self) -> BundleId {
        self.bundle
    }

    pub(crate) fn medium(&self) -> MediumId {
        self.medium
    }

    /// The SHA-256 of the seal that this leave is for.
    pub(super) fn seal(&self) -> Digest {
        self.seal
    }

    /// How many bytes there are to overwrite: of a whole copy, or of the keys alone.
    pub fn bytes(&self, whole: bool) -> u64 {
        let here = |name: &str| whole || [KEY, KEY_COPY].contains(&name);
        let files = self.files.iter().filter(|(name, _)| here(name));
        files.map(|(_, (bytes, _))| bytes).sum()
    }

    /// The size that a file with this name must have. None for what no seal covers.
    pub(super) fn bytes_of(&self, name: &str) -> Option<u64> {
        self.files.get(name).map(|(bytes, _)| *bytes)
    }

    /// Whether a file with this name may have these bytes.
    pub(super) fn is_expected(&self, name: &str, sha256: Digest) -> bool {
        let is_key = [KEY, KEY_COPY].contains(&name);
        self.files.get(name).is_some_and(|(_, sealed)| *sealed == sha256)
            || (is_key && self.key_files.contains(&sha256))
    }
}

/// Why a bundle may not be destroyed.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum Refused {
    /// No entry speaks of it.
    Unknown(BundleId),
    /// Its end or a hold forbids it today.
    Barred {
        /// Which one.
        bundle: BundleId,
        /// All that forbids it.
        bars: Vec<Bar>,
    },
    /// Its seal's end has passed, and by the book years as they stand now it is to be kept for longer.
    LongerBookYear {
        /// Which one.
        bundle: BundleId,
        /// By the book years of now.
        kept_through: Day,
    },
    /// The rule behind one of its ends stands in its index alone, which nobody has read, and may be one that the book
    /// years as they stand now keep for longer.
    RulesUnread {
        /// Which one.
        bundle: BundleId,
        /// At most, by the book years of now.
        kept_through: Day,
    },
    /// The end by its rules has passed, and the class as the schedule has it now keeps it for longer.
    LongerRule {
        /// Which one.
        bundle: BundleId,
        /// What the class says now.
        newer: NewerRule,
    },
    /// Something in this vault was sealed under a later schedule than this version of the program has: a class may be
    /// longer there.
    ScheduleOlder {
        /// The schedule that it was sealed under.
        sealed_under: String,
    },
    /// So many persons have approved it, and two must.
    PersonsLack {
        /// Which one.
        bundle: BundleId,
        /// How many.
        signed: usize,
    },
    /// The order is on record, and these homes have not answered it: a hold may stand there alone.
    HomesUnheard {
        /// Which one.
        bundle: BundleId,
        /// The homes.
        homes: Vec<WriterId>,
    },
    /// Entries that this version does not know: one may be a hold.
    UnknownEvents(Vec<UnknownEvent>),
    /// A hold, or a longer end, may be known on one of these alone.
    MediaUnseen(Vec<MediumId>),
    /// Today can't be believed.
    ClockInDoubt,
    /// Too few other copies hold now, so that this one has to stay.
    Needed(BundleId),
    /// It is being destroyed: there is to be no further copy.
    UnderDestruction(BundleId),
    /// Not each of its records is proven to stand in another bundle.
    NotSucceeded(BundleId),
    /// Its records stand in other bundles with copies enough, and this home has not seen so many of them itself, or
    /// none of them whole in this run.
    HeirsUnseen {
        /// Which one.
        bundle: BundleId,
        /// The bundles that this home has yet to see.
        heirs: Vec<BundleId>,
    },
    /// The same, and some of them are in other vaults: none of the homes on this PC shows enough copies.
    ElsewhereUnseen {
        /// Which one.
        bundle: BundleId,
        /// The bundles of other vaults.
        heirs: Vec<BundleId>,
    },
    /// The ledger names another seal for it.
    OtherSeal(BundleId),
    /// Something of it was erased already: its destruction can only be ended.
    PartlyErased(BundleId),
    /// An entry says of it what its seal does not.
    Disagrees {
        /// Which one.
        bundle: BundleId,
        /// The first thing in which they differ.
        field: SealField,
    },
}

/// What is known at the moment of acting, beside the seal.
#[derive(Clone, Copy)]
pub struct Now<'a> {
    /// What all chains say.
    pub state: &'a State,
    /// The rules whole of bundles that show some of them sealed, as far as their indexes could be read.
    pub inside: &'a BTreeMap<BundleId, Vec<PinnedRule>>,
    /// The book years and the classes as the settings have them now.
    pub rules: &'a RulesNow,
    /// How many copies of each bundle the vault wants.
    pub copies: usize,
    /// How this run's lines are stamped.
    pub stamp: Stamp,
    /// The day to ask for.
    pub today: Today,
    /// Gives the seals of bundles that stand in another one's place.
    pub seals: &'a dyn Seals,
    /// The bundles of other vaults that this run has asked for there.
    pub elsewhere: &'a [StandsThere],
    /// The bundles of which this run has read a copy whole, on a drive that is connected.
    pub whole: &'a BTreeSet<BundleId>,
    /// The home that asks, and whose eyes count: what it has heard is in the state.
    pub witness: Witness,
    /// It takes the word of two persons: the ledger says so, or the settings.
    pub two_persons: bool,
}

/// What rules alone give an end to.
const NO_END: End = End { delete_from: None, keep_through: None, open: false };

/// Asks whether a bundle may be destroyed today, and whether everybody has said so who must. Persons are counted, and
/// not keys.
pub fn ask<'a>(now: Now<'a>, seal: &'a Verified<Seal>) -> Result<Released<'a>, Refused> {
    let released = by_rules(now, seal)?;
    let (bundle, signed) = (seal.bundle, released.known.persons());
    if now.two_persons && signed < 2 {
        return Err(Refused::PersonsLack { bundle, signed });
    }
    // Before the order is on record nobody can answer it; what was begun is ended.
    let unheard = released.known.unheard.iter().filter(|writer| **writer != now.witness.writer);
    let homes: Vec<WriterId> = unheard.copied().collect();
    match now.two_persons && !homes.is_empty() {
        true => Err(Refused::HomesUnheard { bundle, homes }),
        false => Ok(released),
    }
}

/// What [`ask`] would refuse before persons are asked, or what would let it go: nothing is destroyed by this alone.
pub fn would_release(now: Now<'_>, seal: &Verified<Seal>) -> Result<Release, Refused> {
    by_rules(now, seal).map(|released| released.release)
}

/// Asks whether a bundle may be destroyed today by every rule: its last day must be over where the user is, and in UTC
/// too. Its end is computed from the rules in its seal, and of all ends that are known the latest holds. One whose
/// records stand elsewhere goes sooner.
fn by_rules<'a>(now: Now<'a>, seal: &'a Verified<Seal>) -> Result<Released<'a>, Refused> {
    let Now { state, inside, stamp, today, .. } = now;
    let (bundle, known) = agreed(state, seal)?;
    refuse_unheard(state)?;
    if stamp.clock == ClockState::Doubtful {
        return Err(Refused::ClockInDoubt);
    }
    let by_ledger = known.end_now();
    let inside = inside.get(&bundle).map_or(&[][..], Vec::as_slice);
    let by_seal = known.end_by(seal.end, &seal.rules);
    let mut end = later(by_ledger, by_seal);
    if !inside.is_empty() {
        end = later(end, known.end_by(NO_END, inside));
    }
    let released = |release| Ok(Released { seal, known, end, release });
    let bars = bars(&end, &known.holds, today.to_permit());
    let is_held = !known.holds.is_empty();
    // Its records live on: its own end is theirs, and is asked for when they go.
    let Now { copies, witness, seals, elsewhere, whole, .. } = now;
    let standing = Standing { state, copies, witness, seals, elsewhere, whole };
    match succession(standing, bundle, end) {
        Some(Unseen { heirs, elsewhere }) if !is_held => {
            if heirs.is_empty() && elsewhere.is_empty() {
                return released(Release::Succeeded);
            }
            match bars.is_empty() {
                true => {}
                false if elsewhere.is_empty() => {
                    return Err(Refused::HeirsUnseen { bundle, heirs });
                }
                false => return Err(Refused::ElsewhereUnseen { bundle, heirs: elsewhere }),
            }
        }
        Some(_) | None => {}
    }
    if !bars.is_empty() {
        return Err(Refused::Barred { bundle, bars });
    }
    if !known.erased {
        // An order may wait for months: what became longer meanwhile keeps the bundle. What went from one drive is
        // ended: nobody can have those records back.
        let about = About { state, inside: now.inside, rules: now.rules, today };
        match about.ask(bundle, known) {
            // It was read when that was ordered. A run that was cut off may have erased the index.
            Err(Longer::Unread(_)) if known.intended.is_some() => {}
            asked => asked.map_err(|longer| longer_than(bundle, longer))?,
        }
    }
    released(Release::Ended)
}

/// Refuses while a hold may stand where this home, or this version of the program, has not read it.
fn refuse_unheard(state: &State) -> Result<(), Refused> {
    if !state.unknown.is_empty() {
        return Err(Refused::UnknownEvents(state.unknown.clone()));
    }
    if !state.unseen.is_empty() {
        return Err(Refused::MediaUnseen(state.unseen.iter().copied().collect()));
    }
    Ok(())
}

fn longer_than(bundle: BundleId, longer: Longer) -> Refused {
    match longer {
        Longer::BookYear(kept_through) => Refused::LongerBookYear { bundle, kept_through },
        Longer::Unread(kept_through) => Refused::RulesUnread { bundle, kept_through },
        Longer::Rule(newer) => Refused::LongerRule { bundle, newer },
        Longer::Schedule(sealed_under) => Refused::ScheduleOlder { sealed_under },
    }
}

/// The bundle that a seal proves, where the ledger says the same of it.
fn agreed<'a>(
    state: &'a State,
    seal: &Verified<Seal>,
) -> Result<(BundleId, &'a BundleState), Refused> {
    let bundle = seal.bundle;
    let known = state.bundles.get(&bundle).ok_or(Refused::Unknown(bundle))?;
    match disagreement(known, seal) {
        None => Ok((bundle, known)),
        Some(SealField::Seal) => Err(Refused::OtherSeal(bundle)),
        Some(field) => Err(Refused::Disagrees { bundle, field }),
    }
}

/// Asks whether one copy of a bundle that goes on living may go, or its keys where a drive holds keys alone: the
/// drive is retired, and enough media elsewhere hold the same, read whole in this run. Its end is not asked for, since
/// no record goes; one that is being destroyed goes by [`ask`] alone. Under a hold not even a spare copy goes: it may
/// be evidence as it lies there.
pub(crate) fn ask_for_copy(
    state: &State,
    seal: &Verified<Seal>,
    medium: MediumId,
    others: &[HoldsNow],
    wanted: usize,
    stamp: Stamp,
) -> Result<ReleasedCopy, Refused> {
    let (bundle, known) = agreed(state, seal)?;
    refuse_unheard(state)?;
    if stamp.clock == ClockState::Doubtful {
        return Err(Refused::ClockInDoubt);
    }
    if known.intended.is_some() {
        return Err(Refused::UnderDestruction(bundle));
    }
    if !known.holds.is_empty() {
        let bars = known.holds.iter().cloned().map(Bar::Hold).collect();
        return Err(Refused::Barred { bundle, bars });
    }
    let retired = state.media.get(&medium).and_then(|medium| medium.fate);
    if !matches!(retired, Some((_, Fate::Retired)))
        || !others_suffice(state, others, bundle, medium, wanted)
    {
        return Err(Refused::Needed(bundle));
    }
    Ok(ReleasedCopy::of(seal, known, medium))
}

fn later(a: End, b: End) -> End {
    let keep_through = a.keep_through.max(b.keep_through);
    End { keep_through, open: a.open || b.open, delete_from: a.delete_from.or(b.delete_from) }
}
