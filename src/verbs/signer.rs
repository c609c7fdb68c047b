//! Who signs for a vault: the keys over time, and a sealer's key that is replaced since somebody else may have it.
//!
//! The sealer's key lies open on the PC, so that sealing needs no secret of a person's. Whoever steals it can add lines
//! to the ledger and fall silent. `replace` makes that key worth nothing: the disposer says up to where its lines
//! count.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{Distrusted, Entry, Event, SignerReplaced};
use crate::powers::signer::SigningKey;
use crate::things::ledger::Ledger;
use crate::things::ledger::quarantine::Quarantine;
use crate::things::medium::Accept;
use crate::things::vault::Vault;
use crate::things::vault::signers::key_id;
use crate::words::day::Time;
use crate::words::ids::{BundleId, MediumId, WriterId};
use crate::words::limits::TYPED_BYTES_MAX;

use super::fault::{Fault, Usage, at_home};
use super::outcome::{Outcome, Reported};
use super::session::{Session, World};
use super::telling::{Who, tell_who_is_here};

mod people;

pub use people::{AddRequest, AddedReport, RetireRequest, RetiredReport};

/// What the user asks for.
#[derive(Debug, Clone)]
pub enum Request {
    List,
    Replace(ReplaceRequest),
    Add(AddRequest),
    Retire(RetireRequest),
}

/// A sealer's key is to be replaced.
#[derive(Debug, Clone)]
pub struct ReplaceRequest {
    /// Lines that are not believed: `WRITER:LINE`, `WRITER:FROM..TO`, `WRITER:FROM..`.
    pub distrust: Vec<String>,
    pub by: String,
    pub reason: String,
}

/// What a run of `signer` found or did.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Report {
    List(ListReport),
    Replaced(Box<ReplacedReport>),
    Added(Box<AddedReport>),
    Retired(Box<RetiredReport>),
}

/// The signers of `signer list`.
#[derive(Debug, Serialize)]
pub struct ListReport {
    pub signers: Vec<SignerRow>,
    /// How many persons sign as disposers.
    pub persons: usize,
    /// Two of them are wanted for a release, a destruction or a shorter end.
    pub two_persons: bool,
    /// Lines of the ledger that are quarantined: they count for nothing but what the disposer signed there.
    pub quarantined: u64,
}

/// One key that signs, or signed.
#[derive(Debug, Serialize)]
pub struct SignerRow {
    pub role: SignerRole,
    /// What the person is called; of the vault's first disposer nobody said it.
    pub name: Option<String>,
    /// The public key.
    pub key: String,
    /// What stands for the key in a name's place.
    pub id: String,
    pub since: Time,
    /// When it was replaced or retired; none for one in use.
    pub replaced: Option<Time>,
    /// The person whose key it is, by the first one's id; two rows with the same are one person.
    pub person: Option<String>,
    /// This home signs with it.
    pub here: bool,
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignerRole {
    Disposer,
    Sealer,
}

/// What a run of `signer replace` did.
#[derive(Debug, Serialize)]
pub struct ReplacedReport {
    pub old: String,
    pub new: String,
    /// Lines that are quarantined from here on.
    pub quarantined: u64,
    /// Bundles that only such lines speak of: no copy of them counts.
    pub bundles_lost: Vec<BundleId>,
    /// The drives that were said to hold them, by label.
    pub bundles_lost_on: Vec<String>,
    /// Drives that only such lines speak of: bundles may lie there.
    pub media_lost: Vec<MediumId>,
    /// Drives that this home has never seen, by label: what the old key wrote there counts once it is joined.
    pub unseen: Vec<String>,
    /// Which drives have it on record.
    #[serde(flatten)]
    pub who: Who,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        match self {
            Report::Replaced(report) if !report.bundles_lost.is_empty() => Outcome::Finding,
            Report::Retired(report) if report.too_few => Outcome::Finding,
            Report::Replaced(report) => report.who.outcome(),
            Report::Added(report) => report.who.outcome(),
            Report::Retired(report) => report.who.outcome(),
            Report::List(_) => Outcome::Done,
        }
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    match request {
        Request::List => Ok(Report::List(list(&world.look(home, "kluis signer list")?))),
        Request::Replace(request) => {
            replace(world, home, request).map(|report| Report::Replaced(Box::new(report)))
        }
        Request::Add(request) => {
            people::add(world, home, request).map(|report| Report::Added(Box::new(report)))
        }
        Request::Retire(request) => {
            people::retire(world, home, request).map(|report| Report::Retired(Box::new(report)))
        }
    }
}

fn list(vault: &Vault) -> ListReport {
    let own = vault.sealer.public().to_string();
    let mut signers: Vec<SignerRow> = Vec::new();
    let persons = &vault.state.persons;
    let row = |role, key: &str, since| SignerRow {
        role,
        name: vault.memory.signer_names.get(key).cloned(),
        key: key.to_owned(),
        id: key_id(key),
        since,
        replaced: None,
        person: persons.whose(key).map(|person| key_id(person.key())),
        here: key == own || (role == SignerRole::Disposer && vault.has_signer_file(key)),
    };
    for entry in vault.ledger.entries() {
        if let Event::VaultCreated(created) = &entry.event {
            signers.push(row(SignerRole::Sealer, &created.signers.sealer, entry.time));
            signers.push(row(SignerRole::Disposer, &created.signers.disposer, entry.time));
        }
        if let Event::SignerReplaced(replaced) = &entry.event {
            signers.push(row(SignerRole::Sealer, &replaced.new, entry.time));
        }
        if let Event::SignerAdded(added) = &entry.event
            && signers.iter().all(|row| row.key != added.key)
        {
            signers.push(row(SignerRole::Disposer, &added.key, entry.time));
        }
    }
    for entry in vault.ledger.entries() {
        let gone = match &entry.event {
            Event::SignerAdded(added) => added.replaces.as_ref(),
            Event::SignerRetired(retired) => Some(&retired.key),
            _ => None,
        };
        let gone = gone.filter(|key| persons.is_retired(key));
        if let Some(row) = gone.and_then(|key| signers.iter_mut().find(|row| row.key == *key)) {
            row.replaced = Some(row.replaced.map_or(entry.time, |time| time.min(entry.time)));
        }
    }
    for one in vault.state.quarantine.replacements() {
        let time = entry_at(vault, one.writer, one.seq).map(|entry| entry.time);
        let mut rows = signers.iter_mut();
        if let Some(row) = rows.find(|row| row.key == one.fields.old) {
            row.replaced = row.replaced.or(time);
        }
    }
    signers.sort_by(|a, b| (a.role, a.since, &a.key).cmp(&(b.role, b.since, &b.key)));
    ListReport {
        signers,
        persons: persons.unretired().len(),
        two_persons: vault.two_persons(),
        quarantined: quarantined(vault),
    }
}

fn entry_at(vault: &Vault, writer: WriterId, seq: u64) -> Option<&Entry> {
    vault.ledger.entries().find(|entry| (entry.writer, entry.seq) == (writer, seq))
}

fn quarantined(vault: &Vault) -> u64 {
    let quarantine = Quarantine::of(vault.ledger.entries());
    vault.ledger.entries().filter(|entry| quarantine.holds(entry)).count() as u64
}

fn replace(
    world: &mut World<'_>,
    home: &Path,
    request: &ReplaceRequest,
) -> Result<ReplacedReport, Fault> {
    for (option, text) in [("--by", &request.by), ("--reason", &request.reason)] {
        if text.trim().is_empty() || text.len() > TYPED_BYTES_MAX {
            return Err(Usage::BadText(option).into());
        }
    }
    let mut session = Session::open(world, home, "kluis signer replace")?;
    let asked = asked(&session.vault.ledger, &request.distrust)?;
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    // Where another home replaced the key before, its drives bring the one in use: that one is replaced now.
    let media: Vec<_> = session.vault.memory.media.keys().copied().collect();
    for medium in media {
        let _ = session.find(medium, Accept::Current);
    }
    session.learn(&identities)?;
    if !session.vault.signs_as_sealer() {
        return Err(Fault::SealerReplaced);
    }
    let before: BTreeMap<BundleId, Vec<String>> = session
        .vault
        .state
        .bundles
        .iter()
        .map(|(bundle, known)| {
            let on = known.standing_copies().map(|(on, _)| on).chain(known.standing_keys());
            (*bundle, on.map(|medium| session.label(medium)).collect())
        })
        .collect();
    let state = &session.vault.state;
    let media_before: Vec<MediumId> = state.media.keys().chain(&state.doubted).copied().collect();
    let new = SigningKey::generate(session.world.random);
    let old = session.vault.sealer.public().to_string();
    let (named, held) = distrusted(&session.vault.ledger, &asked);
    let event = SignerReplaced {
        distrusted: named,
        heads: session.vault.ledger.heads(),
        new: new.public().to_string(),
        old: old.clone(),
        quarantined: held,
    };
    let note = session.note_who_and_why(&request.by, &request.reason)?;
    session.record_as_disposer(Event::SignerReplaced(event), Some(note), &disposer)?;
    let declined = sealed_in(&session.vault.ledger, &asked);
    session.vault.memory.decline(declined);
    let new_text = new.public().to_string();
    session.vault.change_sealer(new).map_err(at_home)?;
    for contact in &mut session.contacts {
        contact.distrust_label(&session.vault);
    }
    let who = tell_who_is_here(&mut session)?;
    let known = &session.vault.state.bundles;
    let media = &session.vault.state.media;
    let lost: BTreeMap<BundleId, Vec<String>> =
        before.into_iter().filter(|(bundle, _)| !known.contains_key(bundle)).collect();
    let lost_on: BTreeSet<String> = lost.values().flatten().cloned().collect();
    Ok(ReplacedReport {
        old,
        new: new_text,
        quarantined: quarantined(&session.vault),
        bundles_lost: lost.into_keys().collect(),
        bundles_lost_on: lost_on.into_iter().collect(),
        unseen: session.vault.state.unseen.iter().map(|medium| session.label(*medium)).collect(),
        media_lost: media_before.into_iter().filter(|id| !media.contains_key(id)).collect(),
        who,
    })
}

/// The lines that do not count from here on: those that a person names now or has named, and those of other homes
/// that a replacement has quarantined. What this home itself wrote before it heard of a replacement counts again:
/// whoever runs this here vouches for it. What no person named stays what it was, so that another home can vouch for
/// its own lines.
pub(super) fn distrusted(
    ledger: &Ledger,
    asked: &[Distrusted],
) -> (Vec<Distrusted>, Vec<Distrusted>) {
    let quarantine = Quarantine::of(ledger.entries());
    let own = ledger.own();
    let asked = |entry: &Entry| {
        let mut lines = asked.iter().filter(|lines| lines.writer == entry.writer);
        lines.any(|lines| (lines.from..=lines.to).contains(&entry.seq))
    };
    let (mut named, mut held) = (BTreeMap::new(), BTreeMap::new());
    for entry in ledger.entries() {
        let lines: &mut BTreeMap<WriterId, Vec<u64>> = if quarantine.names(entry) || asked(entry) {
            &mut named
        } else if entry.writer != own && quarantine.holds(entry) {
            &mut held
        } else {
            continue;
        };
        lines.entry(entry.writer).or_default().push(entry.seq);
    }
    (ranges(named), ranges(held))
}

/// The bundles of which these lines say that they were sealed.
fn sealed_in(ledger: &Ledger, lines: &[Distrusted]) -> Vec<BundleId> {
    let named = |entry: &Entry| {
        let mut lines = lines.iter().filter(|lines| lines.writer == entry.writer);
        lines.any(|lines| (lines.from..=lines.to).contains(&entry.seq))
    };
    let sealed = |entry: &Entry| match &entry.event {
        Event::Sealed(sealed) if named(entry) => Some(sealed.bundle),
        _ => None,
    };
    ledger.entries().filter_map(sealed).collect()
}

pub(super) fn ranges(lines: BTreeMap<WriterId, Vec<u64>>) -> Vec<Distrusted> {
    let mut ranges: Vec<Distrusted> = Vec::new();
    for (writer, lines) in lines {
        for seq in lines {
            match ranges.last_mut() {
                Some(last) if last.writer == writer && last.to + 1 == seq => last.to = seq,
                _ => ranges.push(Distrusted { from: seq, to: seq, writer }),
            }
        }
    }
    ranges
}

/// Lines as `--distrust` takes them.
pub(super) fn typed_lines(ranges: Vec<Distrusted>) -> Vec<String> {
    let text = |lines: Distrusted| match lines.from == lines.to {
        true => format!("{}:{}", lines.writer, lines.from),
        false => format!("{}:{}..{}", lines.writer, lines.from, lines.to),
    };
    ranges.into_iter().map(text).collect()
}

/// What a person typed, against the chains that are known here.
pub(super) fn asked(ledger: &Ledger, texts: &[String]) -> Result<Vec<Distrusted>, Usage> {
    let heads = ledger.heads();
    let read = |text: &String| {
        let (writer, lines) = text.split_once(':')?;
        let mut chains = heads.iter().filter(|head| head.writer.to_string().starts_with(writer));
        let (head, None) = (chains.next()?, chains.next()) else { return None };
        let number = |text: &str| text.parse::<u64>().ok();
        let last = head.count - 1;
        let (from, to) = match lines.split_once("..") {
            None => (number(lines)?, number(lines)?),
            Some((from, "")) => (number(from)?, last),
            Some((from, to)) => (number(from)?, number(to)?),
        };
        // The line that makes a vault names its signers: without it there is none.
        let opens = |entry: &Entry| matches!(entry.event, Event::VaultCreated(_)) && from == 0;
        let first = ledger.entries().find(|entry| entry.writer == head.writer)?;
        let fits = from <= to && to <= last && !opens(first) && !writer.is_empty();
        fits.then_some(Distrusted { from, to, writer: head.writer })
    };
    texts.iter().map(|text| read(text).ok_or_else(|| Usage::BadLines(text.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_follow_each_other_are_one_range() {
        let (a, b) = (WriterId([1; 8]), WriterId([2; 8]));
        let lines = BTreeMap::from([(a, vec![3, 4, 7]), (b, vec![8])]);
        let range = |writer, from, to| Distrusted { from, to, writer };
        assert_eq!(ranges(lines), [range(a, 3, 4), range(a, 7, 7), range(b, 8, 8)]);
    }
}
