//! What came of resealing.

use serde::{Serialize, Serializer};

use crate::things::copy_to::CopyTo;
use crate::things::destruction::door::Refused;
use crate::verbs::archive::{CopyReport, MissedReport};
use crate::verbs::destroy::{self, BundleReport};
use crate::verbs::fault::Fault;
use crate::verbs::list::{EndRow, INDICATION};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::{Broken, Session};
use crate::verbs::statement::make::{Stated, Unstated};
use crate::verbs::terms::WaitRow;
use crate::words::ids::{BundleId, VaultId};

#[derive(Debug, Serialize)]
pub struct Report {
    /// The client's name; the surface shows it for every verb alike.
    #[serde(skip)]
    pub vault: String,
    /// The bundle whose records were sealed again.
    pub bundle: BundleId,
    pub records: u64,
    /// How many of them stand in no new bundle.
    pub removed: u64,
    pub new: Vec<NewReport>,
    /// The vault that got them, where that is another one.
    pub into: Option<IntoReport>,
    /// What became of the old bundle's copies; none where it was not begun.
    pub destroyed: Option<BundleReport>,
    /// Why the old bundle stays.
    pub kept: Option<WhyKept>,
    /// The earlier end that was proposed, and waits to be confirmed.
    pub proposed: Option<WaitRow>,
    /// Why an earlier end was not proposed.
    pub not_proposed: Option<NotProposed>,
    /// The statements of destruction that were made.
    pub statements: Vec<Stated>,
    /// Statements that could not be made.
    pub unstated: Vec<Unstated>,
    pub copies_wanted: u32,
    #[serde(skip)]
    pub copy_to: CopyTo,
    /// Copies that did not come about.
    pub missed: Vec<MissedReport>,
    /// Drives that are here and could not be used.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    pub indication: &'static str,
}

/// A bundle that holds records of the old one.
#[derive(Debug, Serialize)]
pub struct NewReport {
    pub bundle: BundleId,
    pub role: Role,
    /// Its classes, as this PC may show them; none for one that is confidential and not known here.
    pub classes: Vec<Option<String>>,
    pub records: u64,
    pub bytes: u64,
    pub end: EndRow,
    /// Copies that this run made.
    pub copies: Vec<CopyReport>,
    /// Copies that count, whoever made them.
    pub copies_verified: usize,
    /// References of the holds in force on it.
    pub holds: Vec<String>,
    /// An earlier run that was cut off had sealed it.
    pub stood: bool,
    /// The other vault that it is of, by its client's name.
    pub vault: Option<String>,
}

/// The other vault that got the records.
#[derive(Debug, Clone, Serialize)]
pub struct IntoReport {
    /// The client's name.
    pub vault: String,
    /// The vault's id.
    pub id: VaultId,
    /// How a command names it.
    #[serde(skip)]
    pub spelled: String,
    /// How many copies it wants.
    pub copies_wanted: u32,
    #[serde(skip)]
    pub copy_to: CopyTo,
}

/// Why the new bundle keeps the later end of the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotProposed {
    /// It is under a hold.
    Held,
    /// The date had to be confirmed in this run.
    Clock,
}

/// Which of the records a new bundle holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    All,
    Matched,
    Rest,
}

/// Why the old bundle was not destroyed.
#[derive(Debug)]
pub enum WhyKept {
    /// Of one of the new ones fewer copies count than the vault wants.
    TooFewCopies,
    /// The same, by what the other vault wants.
    TooFewThere,
    Fault(Fault),
}

impl Serialize for WhyKept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            WhyKept::TooFewCopies | WhyKept::TooFewThere => "too-few-copies",
            WhyKept::Fault(Fault::Refused(Refused::Barred { .. })) => "held",
            WhyKept::Fault(Fault::Refused(Refused::PersonsLack { .. })) => "two-persons",
            WhyKept::Fault(Fault::Refused(
                Refused::HeirsUnseen { .. } | Refused::ElsewhereUnseen { .. },
            )) => "heirs-unseen",
            WhyKept::Fault(fault) => fault.word(),
        })
    }
}

impl Report {
    /// Nothing was done yet about this bundle.
    pub(super) fn of(session: &Session<'_, '_>, old: BundleId) -> Report {
        Report {
            vault: session.vault.config.name.clone(),
            bundle: old,
            records: session.vault.state.bundles[&old].records,
            removed: 0,
            new: vec![],
            into: None,
            destroyed: None,
            kept: None,
            proposed: None,
            not_proposed: None,
            statements: vec![],
            unstated: vec![],
            copies_wanted: session.vault.config.copies,
            copy_to: CopyTo::of(&session.vault),
            missed: vec![],
            broken: vec![],
            indication: INDICATION,
        }
    }
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let destroyed = match &self.destroyed {
            Some(bundle) => destroy::outcome_of(std::slice::from_ref(bundle)),
            None => Outcome::PartlyDone,
        };
        let whole = self.missed.is_empty() && self.unstated.is_empty();
        let missed = if whole { Outcome::Done } else { Outcome::PartlyDone };
        destroyed.max(missed)
    }

    fn faults(&self) -> Vec<&Fault> {
        let kept = self.kept.iter().filter_map(|kept| match kept {
            WhyKept::TooFewCopies | WhyKept::TooFewThere => None,
            WhyKept::Fault(fault) => Some(fault),
        });
        // A hold that keeps the old bundle was said already, and is no failure of this run.
        let kept = kept.filter(|fault| !matches!(fault, Fault::Refused(_)));
        kept.chain(self.broken.iter().map(|drive| &drive.fault)).collect()
    }
}
