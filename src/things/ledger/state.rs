//! What all chains together say: a fold over their union. Holds add up, the latest end wins, destruction facts
//! only grow, and of facts that no home has ordered the worst stands. So the order in which chains are read never
//! matters, and neither does what a clock said.

mod accounted;
mod answers;
mod approvals;
mod contradiction;
mod copy;
mod count;
mod disclosed;
mod doom;
mod fold;
mod heirs;
mod held;
mod newer;
mod recipients;
mod shortened;
mod shortenings;
mod spot;
mod statement;
mod strays;
mod terms;
mod together;
mod wrapped;

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::entry::{Entry, NoteRef, Received, Role, Signers};
use crate::rules::hold::{Hold, Reference};
use crate::rules::retention::{ClassShown, End, ShownRule};
use crate::rules::scope::Scope;
use crate::words::day::{ClockState, Day, Stamp, Time};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, DisclosureId, DriveId, HoldId, MediumId, NoteId, Tag, WriterId};

use super::persons::{Person, Persons};
use super::quarantine::Quarantine;

pub(crate) use approvals::Approvers;
pub use contradiction::Contradiction;
pub(crate) use copy::ProvenNow;
pub use copy::{Copy, DriveStanding, Proven};
pub(crate) use count::KeepsSources;
pub use count::{Counted, Witness};
pub(crate) use disclosed::Disclosure;
pub use heirs::{Heritage, Succession};
pub(crate) use recipients::RecipientState;
pub use shortened::{Shortening, ShorteningStanding};
pub use statement::StatementState;
pub use strays::{Stray, UnknownEvent};

/// The state of one vault.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The first signers of the vault. [`State::quarantine`] has the sealers that came after.
    pub signers: Vec<Signers>,
    /// The SHA-256 of each recipient that may open this vault's bundles.
    pub recipients: BTreeSet<Digest>,
    /// The same, and those that were removed.
    pub recipients_ever: BTreeMap<Digest, RecipientState>,
    /// Every drive that was ever added.
    pub media: BTreeMap<MediumId, MediumState>,
    /// The media that each home has said it no longer waits for.
    pub waived: BTreeMap<WriterId, BTreeSet<MediumId>>,
    /// Media that this home has never seen: a hold may stand there alone. The chains don't say; the vault does.
    pub unseen: BTreeSet<MediumId>,
    /// Media that only quarantined lines speak of: they may be an honest home's, and bundles may lie there.
    pub doubted: BTreeSet<MediumId>,
    /// Media that lie on one device, as this home knows. The chains don't say; the vault does.
    pub together: Vec<BTreeSet<MediumId>>,
    /// Media that are connected and don't hold: nothing on them counts in this run. The chains don't say; the run does.
    pub unsound: BTreeSet<MediumId>,
    /// Every bundle that was ever sealed.
    pub bundles: BTreeMap<BundleId, BundleState>,
    /// What was given to somebody else, of records of this vault.
    pub disclosures: BTreeMap<DisclosureId, Disclosure>,
    /// Every hold that was ever placed.
    pub holds: BTreeMap<HoldId, HoldState>,
    /// The notes that entries name, and the SHA-256 of each one's encrypted file.
    pub notes: BTreeMap<NoteId, Digest>,
    /// The latest entry whose clock was believed.
    pub last_believed: Option<Time>,
    /// Of the time stamps by somebody else the one that proves the latest time, and its SHA-256.
    pub clock_token: Option<(Time, Digest)>,
    /// Events that this version does not know: while there are any, nothing is destroyed.
    pub unknown: Vec<UnknownEvent>,
    /// Entries of the sealer's about a bundle or a medium that no entry made: they say nothing.
    pub strays: Vec<Stray>,
    /// Bundles of which only quarantined lines speak that nobody distrusts by number: an honest home may have sealed
    /// them.
    pub withheld: BTreeSet<BundleId>,
    /// The lists that persons have approved for destruction and nobody withdrew.
    pub lists: Approvers,
    /// Whose keys sign as a disposer's.
    pub persons: Persons,
    /// Which lines don't count, since a sealer's key was replaced.
    pub quarantine: Quarantine,
    /// What can't be true together. Any bars destruction.
    pub contradictions: Vec<Contradiction>,
    /// The statements that were made of each bundle, in an order in which none comes before one that it has seen.
    pub statements: BTreeMap<BundleId, Vec<StatementState>>,
    /// The earlier ends that persons have proposed.
    pub shortenings: BTreeMap<Digest, Shortening>,
    /// The end that the events of each case give to classes: what is sealed into it next is closed by that.
    pub case_ends: BTreeMap<Tag, BTreeMap<ClassShown, Closing>>,
}

/// A drive's place in the vault.
#[derive(Debug, Clone)]
pub struct MediumState {
    /// The physical drive.
    pub drive: DriveId,
    /// Bundles, keys, or both.
    pub roles: Vec<Role>,
    /// It may lie on the disk of the PC, or of another medium: a person said so.
    pub same_disk: bool,
    /// When it came into the vault.
    pub added: Time,
    /// The home that took it in.
    pub by: WriterId,
    /// When it was last verified.
    pub verified: Option<Time>,
    /// What became of it, if it was ever lost, found or retired.
    pub fate: Option<(Time, Fate)>,
    /// How many lines each home's chain had with its last entry about what was written there or erased. The
    /// medium was told of these entries in the same run: one that has not heard of them is an older state.
    pub touched: BTreeMap<WriterId, u64>,
}

/// What became of a drive, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It was missing, and is back.
    Found,
    /// It is used no more.
    Retired,
    /// It is missing: whoever has it has what it holds.
    Lost,
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
    /// The hash of its seal.
    pub seal: Digest,
    /// When it was sealed, and what the clock was worth.
    pub sealed_at: Stamp,
    /// The rules that it was sealed under.
    pub rules: Vec<ShownRule>,
    /// The end that the seal states. [`BundleState::end_now`] adds what came since.
    pub end: End,
    /// The case, as a tag.
    pub case: Option<Tag>,
    /// How many records.
    pub records: u64,
    /// The sum of their sizes in bytes.
    pub bytes: u64,
    /// What lies of it on each medium.
    pub copies: BTreeMap<MediumId, Copy>,
    /// The SHA-256 of the key file by generation: the first as it was sealed, later ones as the disposer wrapped them.
    pub key_files: BTreeMap<u64, Digest>,
    /// The generation of the newest key file: the one that no later entry has replaced, and of several the highest.
    pub newest_generation: u64,
    /// The media whose keys were wrapped anew, and the generation that no later entry has replaced there.
    pub rewrapped_on: BTreeMap<MediumId, u64>,
    /// The media on which two homes wrapped the keys anew that did not know of each other: whose file lies there now,
    /// no entry says.
    pub wrapped_apart: BTreeSet<MediumId>,
    /// To whom the key file of each generation was wrapped, as entries say: one set, unless they disagree.
    pub wrapped_to: BTreeMap<u64, BTreeSet<BTreeSet<Digest>>>,
    /// What each home itself saw last of the bundle, or of its keys, on each medium.
    pub looks: BTreeMap<MediumId, BTreeMap<WriterId, Look>>,
    /// The media that wrapped keys were written on, and how far each of these key copies was proven.
    pub keys_on: BTreeMap<MediumId, Copy>,
    /// Since when a destruction is under way.
    pub intended: Option<Time>,
    /// A copy, or keys, went for that destruction: it can be ended, and taken back no more.
    pub erased: bool,
    /// Where it was destroyed, and when.
    pub destroyed_on: BTreeMap<MediumId, Time>,
    /// Every copy is accounted for.
    pub destroyed: Option<Time>,
    /// A destruction was ordered that had not seen a hold on it: that order counts no more, whatever it erased.
    pub voided: bool,
    /// Who approves, by which list, that it is destroyed.
    pub approved: Approvers,
    /// The homes that have not answered the order to destroy it, as long as nothing was erased and no second person,
    /// who knew of the order, approved it.
    pub unheard: BTreeSet<WriterId>,
    /// The holds in force on it.
    pub holds: Vec<Hold>,
    /// The end that an event gave each of its rules that waited for one, by the place of the rule.
    pub closed: Vec<Option<Closing>>,
    /// A person wants it kept for longer, whatever its rules say.
    pub extended: Option<Extension>,
    /// What entries say of bundles that stand in its place.
    pub successions: Vec<Succession>,
    /// The bundles of other vaults from which records came, each with the end that came with them.
    pub received: Vec<Received>,
    /// The bundles whose records went into it: what binds them binds it.
    pub ancestors: BTreeSet<BundleId>,
    /// The end that these leave to it.
    pub inherits: Option<End>,
    /// Those of them whose end it does not inherit, since an earlier one was confirmed; and the end that was named.
    pub freed: BTreeMap<BundleId, End>,
}

/// The end that an event gives a rule that waited for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// The end.
    pub end: End,
    /// When that was put on record; the event's own day stands in the entry's note.
    pub recorded: Time,
}

/// What a person wants kept for longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Extension {
    /// The last day on which they are kept now at least.
    pub keep_through: Day,
    /// When that was put on record.
    pub recorded: Time,
}

/// A hold as the ledger knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct HoldState {
    /// How far the clock was believed by which it was placed.
    pub clock: ClockState,
    /// The day by law on which its ground ends.
    pub ends: Option<Day>,
    /// Where a person's words on it stand.
    pub note: Option<NoteRef>,
    /// When it was placed.
    pub placed: Time,
    /// Who has signed a release that another person must sign too, and when.
    pub release_signed: BTreeMap<Person, Time>,
    /// Since when it is released. What was sealed unseen by that release is under it still.
    pub released: Option<Time>,
    /// When somebody looks again whether it is needed.
    pub review: Option<Day>,
    /// What it is on.
    pub scope: Scope,
}

impl HoldState {
    /// The hold as it stands on a bundle.
    pub fn in_force(&self, id: HoldId) -> Hold {
        Hold {
            clock: self.clock,
            ends: self.ends,
            id,
            reference: None,
            review: self.review,
            since: self.placed.day(),
        }
    }
}

/// What one home saw with its own eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The line of its chain that says so.
    pub seq: u64,
    /// How far this home's last look proves it, as the drive was attached then.
    pub proven: Proven,
    /// The last of its looks that proved it after re-attachment.
    pub reattached_seq: Option<u64>,
    /// Whether it looked inside.
    pub opened: Opened,
}

/// Whether a home has looked inside a copy itself since somebody found sound files there that hold other records than
/// they must.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// Nobody ever found that.
    NotAsked,
    /// It has not, since.
    NotSince,
    /// By this line of its chain.
    At(u64),
}

/// Where a bundle stands between its sealing and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing of it was erased on purpose.
    Kept,
    /// Some of it was erased, and not all of it is accounted for.
    PartlyDestroyed,
    /// All copies are accounted for.
    Destroyed,
}

impl BundleState {
    /// Where it stands. One home may have accounted for every copy that it knew, while another made one more: that
    /// one is not destroyed, and neither is the bundle.
    pub fn standing(&self) -> Standing {
        match (self.destroyed, self.intended) {
            (Some(_), _) if self.unaccounted().next().is_none() => Standing::Destroyed,
            (_, None) if self.voided => Standing::Kept,
            (None, None) => Standing::Kept,
            _ => Standing::PartlyDestroyed,
        }
    }

    /// Whether something is known to be wrong with the bundle, or its keys, on this medium.
    pub fn is_faulty_on(&self, medium: MediumId) -> bool {
        let there = self.copies.get(&medium).or_else(|| self.keys_on.get(&medium));
        there.is_some_and(|copy| copy.faulty)
    }

    /// Whether two entries say the same of the bundle itself.
    fn says_the_same(&self, other: &BundleState) -> bool {
        let said = |bundle: &BundleState| {
            (bundle.seal, bundle.end, bundle.case, bundle.records, bundle.bytes)
        };
        said(self) == said(other)
            && self.rules == other.rules
            && self.key_files.get(&1) == other.key_files.get(&1)
    }
}

impl State {
    /// Whether an entry is believed: no replaced key wrote it, and its signer signed for somebody then. Less counts of
    /// others: what refuses.
    pub fn believes(&self, entry: &Entry) -> bool {
        !self.quarantine.holds(entry) && !self.persons.is_fallen(entry)
    }

    /// Says what a person calls each hold, as far as the home knows; the oldest of a bundle comes first.
    pub fn name_holds(&mut self, names: &BTreeMap<HoldId, Reference>) {
        for bundle in self.bundles.values_mut() {
            for hold in &mut bundle.holds {
                hold.reference = names.get(&hold.id).cloned();
            }
            bundle.holds.sort_by_cached_key(|hold| (hold.since, hold.name(), hold.id));
        }
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
}

#[cfg(test)]
mod tests;
