//! What stands on record of the end of one bundle, and who did it: orders, erasures, losses, looks, disclosures.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::formats::entry::{
    Approved, Copied, CopyState, Entry, Event, NoteRef, ReadBack, Succeeded, Verified as Looked,
};
use crate::formats::seal::Seal;
use crate::formats::statement::{
    Approval, CheckResult, Disclosure, Erasure, HoldsChecked, PersonsRequest, Search,
    TransferCheck, Validation,
};
use crate::powers::identity::Identity;
use crate::powers::signer::VerifyingKey;
use crate::things::bundle::proof::Verified;
use crate::things::ledger::order::{At, Order};
use crate::things::ledger::persons::Person;
use crate::things::ledger::state::BundleState;
use crate::things::vault::{Vault, notes};
use crate::words::day::Stamp;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::article::article;

/// The names of a note's texts.
const BY: &str = "by";
const ROLE: &str = "role";
/// What the order's note says where a longer rule was said not to count.
pub(super) const OLDER_RULE: &str = "older_rule";
const APPROVED_BY: &str = "approved_by";
const PLACE: &str = "place";
/// On what legal ground a record was erased, as the note of a succession has it.
pub const GROUND: &str = "ground";
/// When the person whose record it is asked for that.
pub const RECEIVED: &str = "received";
/// When that was answered.
pub const ANSWERED: &str = "answered";
/// Whether recipients of the record were told.
pub const TOLD: &str = "told";
/// Which record: its whole path.
pub const PATH: &str = "path";
pub(super) const WITNESS: &str = "witness";

/// What is asked beside the vault itself.
pub struct Facts<'a> {
    /// The vault whose bundle it is.
    pub vault: &'a Vault,
    /// The bundle's seal, proven.
    pub seal: &'a Verified<Seal>,
    /// What opens the notes; none gives the same statement without names.
    pub identities: &'a [Identity],
    /// When it is made.
    pub stamp: Stamp,
    /// What lies beside it.
    pub beside: Beside,
}

/// What lies beside the statement.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside {
    /// SHA-256 of the annex.
    pub annex: Option<Digest>,
    /// Whether the bundle's commitments do.
    pub commitments: bool,
}

/// One act of a destruction, with who did it.
pub(super) struct Act<'a> {
    /// Where its entry stands.
    pub at: At,
    pub entry: &'a Entry,
    /// The order under which it was done.
    pub order: Option<&'a Entry>,
}

/// The words of a person in a note.
#[derive(Default)]
pub(super) struct Words(Map<String, Value>);

impl Words {
    pub fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(Value::as_str).map(str::to_owned)
    }

    fn is_true(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub fn by(&self) -> Option<String> {
        self.get(BY)
    }

    pub fn role(&self) -> Option<String> {
        self.get(ROLE)
    }

    pub fn place(&self) -> Option<String> {
        self.get(PLACE)
    }
}

impl Facts<'_> {
    pub(super) fn bundle(&self) -> BundleId {
        self.seal.bundle
    }

    pub(super) fn words(&self, note: Option<&NoteRef>) -> Words {
        let text = note.and_then(|note| notes::read(self.vault, note, self.identities).ok());
        Words(text.unwrap_or_default())
    }
}

/// What stands on record of the end of one bundle, in an order in which nothing comes before what it has seen.
#[derive(Default)]
pub(super) struct Record<'a> {
    pub orders: Vec<&'a Entry>,
    pub erasures: Vec<Act<'a>>,
    /// What was done about free space, on any drive.
    pub cleared: Vec<(At, &'a Entry)>,
    pub losses: Vec<&'a Entry>,
    pub approvals: Vec<&'a Entry>,
    pub searches: Vec<&'a Entry>,
    /// What was said of bundles that stand in its place.
    pub successions: Vec<&'a Entry>,
    pub checks: Vec<TransferCheck>,
    pub disclosures: Vec<Disclosure>,
}

impl<'a> Record<'a> {
    pub fn of(facts: &Facts<'a>, id: BundleId) -> Record<'a> {
        let mut record = Record::default();
        let vault = facts.vault;
        let order = Order::of(vault.ledger.entries());
        let family = vault.state.with_ancestors(id);
        // What refuses counts whoever wrote it; that a drive is gone, or was searched, is said by who is believed.
        let counts = |entry: &Entry| match &entry.event {
            Event::DestructionIntended(_) | Event::CopyDestroyed(_) => {
                vault.state.quarantine.counts(entry)
            }
            _ => vault.state.believes(entry),
        };
        for (at, entry) in order.walk().filter(|(_, entry)| counts(entry)) {
            record.take(at, entry, id);
            record.take_given(entry, &family);
        }
        record.disclosures.sort_by_key(|back| back.at);
        record.checks.sort_by_key(|check| (check.at, check.medium));
        record
    }

    fn take(&mut self, at: &At, entry: &'a Entry, id: BundleId) {
        match &entry.event {
            Event::DestructionIntended(order) if order.bundle == id => self.orders.push(entry),
            Event::CopyDestroyed(gone) if gone.bundle == id => {
                let before = |order: &&&Entry| order.writer == entry.writer;
                let order = self.orders.iter().rev().find(before).copied();
                self.erasures.push(Act { at: at.clone(), entry, order });
            }
            Event::Succeeded(succeeded) if succeeded.bundle == id => self.successions.push(entry),
            Event::SpaceCleared(_) => self.cleared.push((at.clone(), entry)),
            Event::MediumLost(_) => self.losses.push(entry),
            Event::Approved(list) if list.bundles.iter().any(|one| one.bundle == id) => {
                self.approvals.push(entry);
            }
            Event::Scanned(scanned) if scanned.bundle == id => self.searches.push(entry),
            Event::Copied(copied) if copied.bundle == id => self.checks.push(made(entry, copied)),
            Event::Verified(looked) if looked.bundles.contains(&id) => {
                // Of each medium the last look, beside what was compared as it was written.
                let (depth, medium) = (Some(looked.depth), looked.medium);
                self.checks.retain(|check| check.medium != medium || check.depth.is_none());
                let result = seen(looked, id);
                self.checks.push(TransferCheck { at: entry.time, depth, medium, result });
            }
            _ => {}
        }
    }

    /// What was given of any of these. What a person looked at for their own use was given to nobody.
    fn take_given(&mut self, entry: &Entry, family: &BTreeSet<BundleId>) {
        let Event::Restored(back) = &entry.event else { return };
        if back.disclosure.is_some() && back.bundles.iter().any(|one| family.contains(one)) {
            let (at, not_found) = (entry.time, Some(back.not_found));
            self.disclosures.push(Disclosure { at, not_found, reference: back.reference });
        }
    }

    /// The order that stands, or the last one where none does any more.
    pub fn decision(&self, known: &BundleState) -> Option<&'a Entry> {
        let standing = self.orders.iter().find(|order| Some(order.time) == known.intended);
        standing.or(self.orders.last()).copied()
    }

    /// What was erased of it on a legal ground, by the last entry about where its records stand.
    pub fn erasure(&self, facts: &Facts<'_>) -> Option<Erasure> {
        let entry = self.successions.last()?;
        let Event::Succeeded(Succeeded { removed: records @ 1.., .. }) = entry.event else {
            return None;
        };
        let words = facts.words(entry.note.as_ref());
        let date = |name: &str| words.get(name).and_then(|text| text.parse().ok());
        let (received, answered) = (date(RECEIVED), date(ANSWERED));
        let told = words.is_true(TOLD);
        let stated = received.is_some() || answered.is_some() || told;
        let request = stated.then_some(PersonsRequest { answered, received, told });
        let ground = words.get(GROUND).and_then(|ground| article(&ground));
        Some(Erasure { ground, records, request })
    }

    /// Who signed the last list with it that two persons have signed, each person once.
    pub fn signatures(&self, facts: &Facts<'_>) -> Vec<Approval> {
        let mut lists: Vec<(Digest, BTreeMap<String, Approval>)> = Vec::new();
        for entry in &self.approvals {
            let Event::Approved(Approved { list, .. }) = entry.event else { continue };
            let Some(who) = facts.vault.state.persons.who(entry) else { continue };
            let Some(signer) = fingerprint(who) else { continue };
            let words = facts.words(entry.note.as_ref());
            // The key says whose signature it is; who typed the words may have been the other person.
            let by = facts.vault.known_name_of(who).or_else(|| words.by());
            let (at, role) = (entry.time, words.role());
            let approval = Approval { at, by, list, role, signer: signer.clone() };
            match lists.iter_mut().find(|(known, _)| *known == list) {
                Some((_, signed)) => drop(signed.insert(signer, approval)),
                None => lists.push((list, BTreeMap::from([(signer, approval)]))),
            }
        }
        let both = lists.into_iter().rev().find(|(_, signed)| signed.len() > 1);
        both.map_or_else(Vec::new, |(_, signed)| signed.into_values().collect())
    }

    /// Who approved it: as the order's note has it, else those who signed the list beside the person who ordered it.
    pub fn approved_by(
        &self,
        facts: &Facts<'_>,
        decided: &Entry,
        signatures: &[Approval],
    ) -> Option<String> {
        if let Some(said) = facts.words(decided.note.as_ref()).get(APPROVED_BY) {
            return Some(said);
        }
        let ordered = facts.vault.state.persons.who(decided).and_then(fingerprint);
        let others = signatures.iter().filter(|one| Some(&one.signer) != ordered.as_ref());
        let names: Vec<&str> = others.map(|one| one.by.as_deref().unwrap_or(&one.signer)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// What searches of media found, as they are on record.
    pub fn validation(&self, facts: &Facts<'_>) -> Vec<Validation> {
        let done = self.searches.iter().filter_map(|entry| match &entry.event {
            Event::Scanned(scanned) => Some(Validation {
                at: entry.time,
                by: facts.words(entry.note.as_ref()).by(),
                bytes: scanned.bytes,
                found: scanned.found,
                medium: scanned.medium,
                method: Search::SectorScan,
                recognised: scanned.recognised,
                searched: scanned.sectors,
                unread: scanned.unread,
            }),
            _ => None,
        });
        // One that shows nothing of the medium proves nothing of it.
        let mut done: Vec<Validation> =
            done.filter(|one| one.recognised || one.found > 0).collect();
        done.sort_by_key(|one| (one.at, one.medium));
        done
    }

    /// The door asks at each order and before each copy, and makes no entry where it finds a hold.
    pub fn holds_checked(&self) -> Vec<HoldsChecked> {
        let orders = self.orders.iter();
        let mut checked: Vec<HoldsChecked> =
            orders.map(|order| HoldsChecked { at: order.time, found: 0, media: vec![] }).collect();
        for act in self.erasures.iter().filter(|act| act.order.is_some()) {
            let Event::CopyDestroyed(gone) = &act.entry.event else { continue };
            let (at, media) = (act.entry.time, vec![gone.medium]);
            checked.push(HoldsChecked { at, found: 0, media });
        }
        checked
    }
}

/// A person's first key, as OpenSSH names it.
fn fingerprint(who: &Person) -> Option<String> {
    Some(who.key().parse::<VerifyingKey>().ok()?.fingerprint())
}

/// What is known of a copy from when it was made.
fn made(entry: &Entry, copied: &Copied) -> TransferCheck {
    let result = match (copied.state, copied.read_back) {
        (CopyState::Written, _) => CheckResult::NotRead,
        (CopyState::ReadBack, ReadBack::PastCache) => CheckResult::Same,
        (CopyState::ReadBack, ReadBack::Cached) => CheckResult::SameByCache,
    };
    TransferCheck { at: entry.time, depth: None, medium: copied.medium, result }
}

fn seen(looked: &Looked, id: BundleId) -> CheckResult {
    match (looked.findings.iter().any(|found| found.bundle == id), looked.read_back) {
        (true, _) => CheckResult::Differs,
        (false, ReadBack::PastCache) => CheckResult::Same,
        (false, ReadBack::Cached) => CheckResult::SameByCache,
    }
}
