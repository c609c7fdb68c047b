//! The one door to destruction: asks the seal, retention, holds, the clock and the ledger, at the moment of acting.
//! It takes the proven seal and never the ledger's word for it: what is destroyed is what the seal says may be.

use crate::formats::seal::Seal;
use crate::rules::clock::Today;
use crate::rules::retention::{Bar, End, PinnedRule, bars, end_of};
use crate::things::bundle::proof::{SealField, Verified, disagreement};
use crate::things::ledger::state::{BundleState, Fate, State, UnknownEvent};
use crate::words::day::{ClockState, Day, Stamp};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

use super::spare::{HoldsNow, others_suffice};

/// Leave to destroy one bundle, now. Only [`ask`] makes one.
#[derive(Debug)]
pub struct Released {
    bundle: BundleId,
    seal: Digest,
    end: End,
}

impl Released {
    pub fn bundle(&self) -> BundleId {
        self.bundle
    }

    /// The SHA-256 of the seal that this leave is for.
    pub fn seal(&self) -> Digest {
        self.seal
    }

    /// The last day through which it was kept.
    pub fn keep_through(&self) -> Option<Day> {
        self.end.keep_through
    }
}

/// Why a bundle may not be destroyed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("the ledger knows no bundle {0}")]
    Unknown(BundleId),
    #[error("{bundle} is kept")]
    Barred { bundle: BundleId, bars: Vec<Bar> },
    #[error("the ledger has events that this program does not know: {0:?}")]
    UnknownEvents(Vec<UnknownEvent>),
    /// A hold, or a longer end, may be known on one of these alone.
    #[error("this home has never seen the media {0:?}")]
    MediaUnseen(Vec<MediumId>),
    #[error("the clock is in doubt")]
    ClockInDoubt,
    /// Too few other copies hold now, so that this one has to stay.
    #[error("{0} has too few other copies that hold now")]
    Needed(BundleId),
    /// It is being destroyed: there is to be no further copy.
    #[error("{0} is being destroyed")]
    UnderDestruction(BundleId),
    #[error("the seal of {0} is not the one in the ledger")]
    OtherSeal(BundleId),
    /// Something of it was erased already: its destruction can only be ended.
    #[error("{0} was erased in part")]
    PartlyErased(BundleId),
    /// An entry says of it what its seal does not.
    #[error("the ledger's word on {bundle} is not its seal's: {field:?}")]
    Disagrees { bundle: BundleId, field: SealField },
}

/// Asks whether a bundle may be destroyed today: its last day must be over where the user is, and in UTC too. Its end
/// is computed from the rules in its seal, and of all ends that are known the latest holds.
pub fn ask(
    state: &State,
    seal: &Verified<Seal>,
    stamp: Stamp,
    today: Today,
) -> Result<Released, Refused> {
    let (bundle, known) = agreed(state, seal)?;
    if !state.unknown.is_empty() {
        return Err(Refused::UnknownEvents(state.unknown.clone()));
    }
    if !state.unseen.is_empty() {
        return Err(Refused::MediaUnseen(state.unseen.iter().copied().collect()));
    }
    if stamp.clock == ClockState::Doubtful {
        return Err(Refused::ClockInDoubt);
    }
    let by_ledger = later(known.end, end_of(&known.rules));
    let end = later(by_ledger, later(seal.end, end_of(&seal.rules)));
    let bars = bars(&end, &known.holds, today.to_permit());
    if bars.is_empty() {
        Ok(Released { bundle, seal: known.seal, end })
    } else {
        Err(Refused::Barred { bundle, bars })
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
/// drive is retired, and enough media elsewhere hold the same, read whole in this run. Neither the end nor a hold is asked for, since no record goes; one that is being
/// destroyed goes by [`ask`] alone.
pub fn ask_for_copy(
    state: &State,
    seal: &Verified<Seal>,
    medium: MediumId,
    others: &[HoldsNow],
    wanted: usize,
    stamp: Stamp,
) -> Result<Released, Refused> {
    let (bundle, known) = agreed(state, seal)?;
    if stamp.clock == ClockState::Doubtful {
        return Err(Refused::ClockInDoubt);
    }
    if known.intended.is_some() {
        return Err(Refused::UnderDestruction(bundle));
    }
    let retired = state.media.get(&medium).and_then(|medium| medium.fate);
    if !matches!(retired, Some((_, Fate::Retired)))
        || !others_suffice(state, others, bundle, medium, wanted)
    {
        return Err(Refused::Needed(bundle));
    }
    Ok(Released { bundle, seal: known.seal, end: known.end })
}

/// The end that the ledger's rules give today, for lists.
pub fn end_in_force(known: End, rules: &[PinnedRule]) -> End {
    later(known, end_of(rules))
}

fn later(a: End, b: End) -> End {
    let keep_through = a.keep_through.max(b.keep_through);
    End { keep_through, open: a.open || b.open, delete_from: a.delete_from.or(b.delete_from) }
}
