//! A statement of destruction: what was destroyed, on what ground, how, by whom, and what became of every copy
//! (format, §9). The disposer signs it; it outlives the bundle, and so it holds no name of a file or of a person whom
//! the records are about.
//!
//! Owns the document's fields and what must agree within them. Refuses to know where its facts come from.

mod fate;
mod parts;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::entry::{
    Fault, FileFacts, Head, SpaceMethod, Unknown, Unreadable, check_heads, ensure, read_document,
    rising, whole, write_document,
};
use crate::rules::retention::ShownRule;
use crate::words::day::{Day, Stamp, Time, day_or_null, day_text};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId, VaultId};
use crate::words::limits::DOCUMENT_BYTES_MAX;

pub use super::entry::StatementKind;
pub use fate::{
    Claim, CopyFate, FateWord, FreeSpace, Manner, Method as Ieee2883, NeighboursWord, ReadBackWord,
    Remains,
};
pub use parts::{
    Approval, CheckResult, ClockFacts, Commitments, Custody, Decision, Disclosure, EarlyEnd,
    Erasure, HoldsChecked, InOtherVault, KeysFate, LedgerPlace, NotCovered, PersonsRequest,
    SealedFacts, Search, Succession, TransferCheck, Validation, Verification,
};

/// The largest statement that is read, in bytes.
pub const STATEMENT_BYTES_MAX: u64 = DOCUMENT_BYTES_MAX;

/// What the disposer signs about a destruction, in namespace `kluis-statement`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Every copy that the vault knew is destroyed, or its drive is lost on record.
    pub accounted: bool,
    /// SHA-256 of the annex: what the clear must not show of a confidential class, encrypted to the vault's recipients.
    pub annex: Option<Digest>,
    /// The bundle that it speaks of.
    pub bundle: BundleId,
    /// The sum of the records' sizes.
    pub bytes: u64,
    /// The level of protection before, where somebody stated one.
    pub category_before: Option<String>,
    /// What is known of the clock.
    pub clock: ClockFacts,
    /// What ties a file to the bundle.
    pub commitments: Commitments,
    /// For whom the records were processed, where somebody stated that.
    pub controller: Option<String>,
    /// What became of each copy, one a medium, in the order of what the media are called.
    pub copies: Vec<CopyFate>,
    /// Who decided, and when.
    pub decision: Decision,
    /// When records of it were given back, as far as that is on record.
    pub disclosures: Vec<Disclosure>,
    /// Why it went before its end; none where it did not.
    pub early_end_ground: Option<String>,
    /// What was erased on a legal ground: then this is a statement of that, and the other records live on.
    pub erasure: Option<Erasure>,
    /// The ledger's heads under which all of this holds.
    pub heads: Vec<Head>,
    /// When it was asked for holds.
    pub holds_checked: Vec<HoldsChecked>,
    /// How long the statement itself is kept.
    #[serde(with = "day_text")]
    pub keep_statement_through: Day,
    /// The last day on which it was kept; none when every rule only says from when to delete.
    #[serde(with = "day_or_null")]
    pub kept_through: Option<Day>,
    /// What became of the wrapped keys.
    pub keys: KeysFate,
    /// What it speaks for.
    pub kind: StatementKind,
    /// The ledger line that puts it on record.
    pub ledger: LedgerPlace,
    /// When it was made.
    pub made: Stamp,
    /// What no destruction of this program reaches.
    pub not_covered: Vec<NotCovered>,
    /// Which statement of this bundle it is, counted from 1.
    pub number: u64,
    /// The sealed files.
    pub payload: Vec<FileFacts>,
    /// Who processed the records for the controller, where somebody stated that.
    pub processor: Option<String>,
    /// How many records there were.
    pub records: u64,
    /// The span of the records' own dates, as the rules show it.
    #[serde(with = "day_or_null")]
    pub records_from: Option<Day>,
    /// The last day of that span.
    #[serde(with = "day_or_null")]
    pub records_through: Option<Day>,
    /// What a processor was told to do at the end.
    pub return_or_delete: Option<String>,
    /// The rules, as the seal shows them.
    pub rules: Vec<ShownRule>,
    /// SHA-256 of the seal.
    pub seal_sha256: Digest,
    /// Who sealed it, and when.
    pub sealed: SealedFacts,
    /// Where its records are now; none where the bundle went because its last day was over.
    pub succeeded: Option<Succession>,
    /// SHA-256 of each earlier final statement that it adds to.
    pub supplements: Vec<Digest>,
    /// The zone of every time in it.
    pub time_zone: String,
    /// Name and version of the program.
    pub tool: String,
    /// What each copy was found to be before it went.
    pub transfer_checks: Vec<TransferCheck>,
    /// Did it work: what a search of the medium found.
    pub validation: Vec<Validation>,
    /// The vault that it is of.
    pub vault: VaultId,
    /// Was it done: what was read back.
    pub verification: Vec<Verification>,
    /// Who was there, where somebody stated that.
    pub witness: Option<String>,
    /// Names that this version does not know.
    #[serde(flatten)]
    pub unread: Unknown,
}

impl Statement {
    /// The canonical bytes, which are signed.
    pub fn to_bytes(&self) -> Vec<u8> {
        write_document(self)
    }

    /// Reads the canonical bytes of a statement whose fields agree with each other.
    pub fn read(bytes: &[u8]) -> Result<Statement, Unreadable> {
        let statement: Statement = read_document(bytes, STATEMENT_BYTES_MAX)?;
        statement.check()?;
        Ok(statement)
    }

    fn check(&self) -> Result<(), Unreadable> {
        ensure(!self.rules.is_empty(), "rules", Fault::Missing)?;
        check_heads(&self.heads, "heads")?;
        let mut media: Vec<MediumId> = self.copies.iter().map(|copy| copy.medium).collect();
        media.sort();
        rising(media, "copies")?;
        let signers = self.decision.signatures.iter().map(|one| &one.signer);
        rising(signers, "signatures")?;
        self.validation.iter().try_for_each(Validation::check)?;
        self.copies.iter().try_for_each(CopyFate::check)?;
        let accounted = self.copies.iter().all(|copy| copy.fate.is_accounted());
        ensure(self.accounted == accounted, "accounted", Fault::Disagrees)?;
        let adds = !self.supplements.is_empty();
        let kind = match self.kind {
            StatementKind::Final => self.accounted && !adds,
            StatementKind::Interim => !self.accounted && !adds,
            StatementKind::Supplement => adds,
        };
        ensure(kind, "kind", Fault::Disagrees)?;
        if let Some(succeeded) = &self.succeeded {
            rising(succeeded.successors.iter().copied(), "succeeded")?;
            rising(succeeded.elsewhere.iter().copied(), "succeeded")?;
            whole(succeeded.removed, "succeeded")?;
        }
        let removed = self.succeeded.as_ref().map_or(0, |succeeded| succeeded.removed);
        let erased = self.erasure.as_ref().map_or(0, |erasure| erasure.records);
        ensure(erased == removed, "erasure", Fault::Disagrees)?;
        ensure(self.erasure.is_none() || removed > 0, "erasure", Fault::Disagrees)?;
        whole(self.bytes, "bytes")?;
        whole(self.records, "records")
    }

    /// Why it went before its end, each ground by itself.
    pub fn early_ends(&self) -> Vec<EarlyEnd> {
        let grounds = self.early_end_ground.iter().flat_map(|grounds| grounds.split("; "));
        grounds.map(EarlyEnd::read).collect()
    }

    /// What tells it from one that says something new: every copy and what became of it when, what was done about the
    /// free space since, and every search.
    pub fn says(&self) -> Said {
        let of = |copy: &CopyFate| {
            let methods = copy.free_space.iter().map(|done| done.method).collect();
            (copy.medium, (copy.fate, copy.at, methods))
        };
        let searches = self.validation.iter().map(|done| (done.at, done.medium, done.found));
        Said { copies: self.copies.iter().map(of).collect(), searches: searches.collect() }
    }
}

/// What a statement says of the copies, whoever says it, and in whatever order.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    copies: BTreeMap<MediumId, (FateWord, Option<Time>, Vec<SpaceMethod>)>,
    searches: BTreeSet<(Time, MediumId, u64)>,
}

#[cfg(test)]
pub(crate) mod tests;
