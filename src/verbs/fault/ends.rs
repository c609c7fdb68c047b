//! Why an end stays as it is: events and extensions that can't be meant, or that are refused.

use super::Fault;
use crate::words::day::{Day, GivenDate};
use crate::words::ids::BundleId;

/// Why no end was moved.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum EndProblem {
    /// An end is not moved while the bundle is being destroyed.
    BeingDestroyed {
        bundle: BundleId,
        /// Something of it was erased, so that it can't be taken back.
        erased: bool,
    },
    /// An event without a case or a bundle: it would close every case.
    NobodysEvent,
    /// Something was selected, and no bundle fits.
    NothingFits,
    /// An extension through a day that is over.
    ThroughPast(Day),
    /// An event that is to be recorded has not taken place.
    EventAhead(GivenDate),
    /// No bundle that is known here and kept is of this case.
    NoBundleOfCase(String),
    /// Its rules all have an end by themselves, or none that an event gives.
    NotOpenEnded(BundleId),
    /// No rule of the case's bundles waits for an event.
    NothingWaits,
    /// There is no event to take back.
    NoEventRecorded,
    /// By what is on record it is kept for longer than by the event's day that was given now.
    EarlierEnd { bundle: BundleId, keep_through: Option<Day>, delete_from: Option<Day> },
    /// An earlier end that was proposed does not count yet, or any more.
    Shortening(ShorteningProblem),
    /// A rule stands in its index alone, which no copy that is here gives.
    RulesUnread(BundleId),
    /// A person looked at what would become of ends, and said no.
    NotConfirmed,
}

/// Why a proposal of an earlier end is not confirmed, or not taken back.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum ShorteningProblem {
    /// No proposal of an earlier end is called so, or several are.
    NoSuchProposal(String),
    /// It was confirmed, or taken back.
    ProposalOver { proposal: String, confirmed: bool },
    /// It may be confirmed from this day on.
    StillWaiting { proposal: String, from: Day },
    /// Something came since that it had not seen; on this bundle, where one is known.
    ProposalUndone { proposal: String, bundle: Option<BundleId> },
    /// Another person has to confirm it.
    SameProposer { proposal: String, signer: String },
    /// The same, and nobody else signs for the vault any more.
    OtherLeft { proposal: String, signer: String },
    /// A person vouched for the date: by such a day no wait is counted.
    DaysUncounted,
}

impl From<ShorteningProblem> for Fault {
    fn from(problem: ShorteningProblem) -> Self {
        EndProblem::Shortening(problem).into()
    }
}

impl From<EndProblem> for Fault {
    fn from(problem: EndProblem) -> Self {
        Fault::Usage(problem.into())
    }
}
