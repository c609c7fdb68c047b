//! What a statement says, from the ledger's entries, the seal, and the notes that an identity opens: any home that has
//! these makes the same one.

use crate::formats::entry::{Elsewhere, Event, Head, Release, StatementKind};
use crate::formats::seal::Seal;
use crate::formats::statement::{
    ClockFacts, Commitments, CopyFate, Custody, Decision, FateWord, InOtherVault, KeysFate,
    LedgerPlace, NotCovered, SealedFacts, Statement, Succession,
};
use crate::formats::sums::COMMITMENTS_NAME;
use crate::powers::signer::Namespace;
use crate::rules::retention::ShownRule;
use crate::things::ledger::state::BundleState;
use crate::things::vault::config;
use crate::words::day::{Day, Stamp};
use crate::words::digest::Digest;
use crate::words::ids::MediumId;

use super::copies;
use super::record::{Facts, OLDER_RULE, Record, WITNESS};

/// How many years a statement is kept, beside the one in which it was made: as long as a fine can follow for what was
/// destroyed too early, and for what was not destroyed at all.
const KEPT_YEARS: i32 = 10;

/// The time stamp that shows that the last day had passed.
fn token(facts: &Facts<'_>, last: Option<Day>) -> Option<Digest> {
    let (at, token) = facts.vault.state.clock_token?;
    (at.day() > last?).then_some(token)
}

/// Why it went before the end that it had once, or that a longer rule would give it; the reasons stand in the notes.
fn early_end(facts: &Facts<'_>, older_rule: bool) -> Option<String> {
    let shortened = facts.vault.state.shortened(facts.bundle());
    let shortened = shortened.map(|(name, at)| format!("shortened {name} {}", at.day()));
    let grounds: Vec<String> = shortened.chain(older_rule.then(|| "older-rule".into())).collect();
    (!grounds.is_empty()).then(|| grounds.join("; "))
}

/// The statement as it is now; none of a bundle that the ledger does not have, or whose destruction was never ordered.
pub fn gather(facts: &Facts<'_>) -> Option<Statement> {
    let id = facts.bundle();
    let known = facts.vault.state.bundles.get(&id)?;
    let record = Record::of(facts, id);
    let decided = record.decision(known)?;
    let words = facts.words(decided.note.as_ref());
    let copies = copies::of(facts, known, &record);
    let accounted = copies.iter().all(|copy| copy.fate.is_accounted());
    let earlier = facts.vault.state.statements.get(&id).map_or(&[][..], Vec::as_slice);
    let supplements = earlier.iter().filter(|made| made.kind == StatementKind::Final);
    let mut supplements: Vec<Digest> = supplements.map(|made| made.sha256).collect();
    supplements.sort();
    let kind = match (supplements.is_empty(), accounted) {
        (false, _) => StatementKind::Supplement,
        (true, true) => StatementKind::Final,
        (true, false) => StatementKind::Interim,
    };
    let (seal, given) = (facts.seal, &facts.vault.config.statement);
    let (records_from, records_through) = span(seal);
    let heads = facts.vault.ledger.heads();
    let commitments = seal.file(COMMITMENTS_NAME)?.sha256;
    let Event::DestructionIntended(order) = &decided.event else { return None };
    let signatures = record.signatures(facts);
    Some(Statement {
        accounted,
        annex: facts.beside.annex,
        bundle: id,
        bytes: known.bytes,
        category_before: given.category_before.clone(),
        clock: ClockFacts {
            last: facts.vault.state.last_believed,
            state: facts.stamp.clock,
            token: token(facts, order.keep_through),
        },
        commitments: Commitments { kept: facts.beside.commitments, sha256: commitments },
        controller: given.controller.clone(),
        decision: Decision {
            approved_by: record.approved_by(facts, decided, &signatures),
            at: decided.time,
            by: words.by(),
            no_open_matters: order.no_open_matters,
            place: words.place(),
            role: words.role(),
            signatures,
        },
        early_end_ground: early_end(facts, words.get(OLDER_RULE).is_some()),
        erasure: record.erasure(facts).filter(|_| order.release == Release::Succeeded),
        holds_checked: record.holds_checked(),
        keep_statement_through: kept_through(facts.stamp)?,
        kept_through: order.keep_through,
        keys: keys(facts, known, &copies),
        kind,
        ledger: place(facts, &heads)?,
        made: facts.stamp,
        not_covered: NotCovered::ALL.to_vec(),
        number: earlier.len() as u64 + 1,
        payload: seal.files.clone(),
        processor: given.processor.clone(),
        records: known.records,
        records_from,
        records_through,
        return_or_delete: given.return_or_delete.clone(),
        rules: seal.rules.clone(),
        seal_sha256: seal.sha256(),
        sealed: sealed(facts),
        succeeded: (order.release == Release::Succeeded).then(|| succession(known)),
        supplements,
        time_zone: "UTC".into(),
        tool: tool(),
        transfer_checks: record.checks.clone(),
        validation: record.validation(facts),
        vault: facts.vault.id,
        verification: copies::verification(&copies),
        witness: words.get(WITNESS),
        disclosures: record.disclosures.clone(),
        copies,
        heads,
        unread: Default::default(),
    })
}

fn tool() -> String {
    concat!("kluis ", env!("CARGO_PKG_VERSION")).into()
}

/// The last day of the year so many years after this one.
fn kept_through(stamp: Stamp) -> Option<Day> {
    use chrono::Datelike;
    Day::from_ymd_opt(stamp.time.day().year() + KEPT_YEARS, 12, 31)
}

/// Where the records are that did not go with this bundle, by the last entry about it.
fn succession(known: &BundleState) -> Succession {
    let last = known.successions.last().map(|last| {
        let successors = last.successors.iter().map(|heir| heir.bundle).collect();
        let there = |one: &Elsewhere| InOtherVault { bundle: one.bundle, vault: one.vault };
        let mut elsewhere: Vec<InOtherVault> = last.elsewhere.iter().map(there).collect();
        elsewhere.sort();
        Succession { elsewhere, removed: last.removed, successors }
    });
    last.unwrap_or_default()
}

/// The span of the records' dates, as the rules show it; none where that would show when somebody's records are from.
fn span(seal: &Seal) -> (Option<Day>, Option<Day>) {
    if seal.hides_times() {
        return (None, None);
    }
    let dates = || seal.rules.iter().filter_map(ShownRule::date);
    (dates().map(|date| date.first()).min(), dates().map(|date| date.last()).max())
}

fn sealed(facts: &Facts<'_>) -> SealedFacts {
    let seal = facts.seal;
    let signed = |key: &&crate::powers::signer::VerifyingKey| {
        key.verify(Namespace::Seal, seal.bytes(), seal.signature()).is_ok()
    };
    let sealers = facts.vault.sealers();
    let signer = sealers.iter().find(signed).map(|key| key.fingerprint());
    SealedFacts { at: seal.sealed_at.time, clock: seal.sealed_at.clock, signer }
}

/// Where the entry will stand that puts the statement on record.
fn place(facts: &Facts<'_>, heads: &[Head]) -> Option<LedgerPlace> {
    let writer = facts.vault.ledger.own();
    let own = heads.iter().find(|head| head.writer == writer)?;
    Some(LedgerPlace { prev: own.sha256, seq: own.count, writer })
}

fn keys(facts: &Facts<'_>, known: &BundleState, copies: &[CopyFate]) -> KeysFate {
    let gone = |on: &&MediumId| known.destroyed_on.contains_key(*on);
    let ground = |on: &&MediumId| {
        let mut there = copies.iter().filter(|copy| copy.medium == **on);
        there.any(|copy| copy.fate == FateWord::MediumDestroyed)
    };
    let media = known.keys_on.keys();
    KeysFate {
        custody: match facts.vault.config.custody {
            config::Custody::WithBundle => Custody::WithBundle,
            config::Custody::Apart => Custody::Apart,
        },
        elsewhere: media.clone().filter(|on| !gone(on) && !ground(on)).copied().collect(),
        erased: media.clone().filter(gone).copied().collect(),
        gone_with: media.filter(ground).copied().collect(),
    }
}
