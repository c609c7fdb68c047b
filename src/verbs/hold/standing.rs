//! Whether a hold that is to be placed stands already: under the same reference, on the same ground, over all that it
//! would be on. A second one would have to be released by its number.

use serde::Serialize;

use crate::powers::identity::Identity;
use crate::rules::hold::{HoldKind, Reference};
use crate::rules::scope::Scope;
use crate::things::medium::Accept;
use crate::things::vault::Vault;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::day::Day;
use crate::words::ids::{BundleId, HoldId};

use super::called::{bound_by, is_there};
use super::place::{PlaceRequest, scopes};

/// Holds that stand, so that none was placed.
#[derive(Debug, Serialize)]
pub struct StandsReport {
    pub reference: Reference,
    pub holds: Vec<HoldId>,
    pub kind: HoldKind,
    /// The day of the first of them.
    pub since: Day,
    /// The first day on which a person looks at one of them again.
    pub review: Option<Day>,
    /// Another day that was asked for: a review sets it.
    #[serde(skip)]
    pub review_asked: Option<Day>,
    /// The bundles that they bind now.
    pub bundles: Vec<BundleId>,
}

/// The holds that make this one superfluous, by what this PC and the drives that are connected know. None where it
/// would be on anything more, or where it is not sure.
pub fn that_stand(
    session: &mut Session<'_, '_>,
    request: &PlaceRequest,
    identities: &[Identity],
) -> Result<Option<StandsReport>, Fault> {
    // Another PC may have released one.
    session.find_all(Accept::Current, Ok)?;
    session.vault.learn_references(identities);
    let vault = &session.vault;
    let wanted = scopes(vault, &request.selection)?;
    let alike: Vec<HoldId> = vault
        .state
        .holds
        .keys()
        .filter(|hold| alike(vault, **hold, request, identities))
        .copied()
        .collect();
    if alike.is_empty() || !wanted.iter().all(|scope| is_held(vault, &alike, scope)) {
        return Ok(None);
    }
    let states = || alike.iter().map(|hold| &vault.state.holds[hold]);
    let mut bundles: Vec<BundleId> = alike.iter().flat_map(|hold| bound_by(vault, *hold)).collect();
    bundles.retain(|id| is_there(vault, *id));
    bundles.sort();
    bundles.dedup();
    let review = states().filter_map(|hold| hold.review).min();
    Ok(Some(StandsReport {
        reference: request.reference.clone(),
        kind: request.kind,
        since: states().map(|hold| hold.placed.day()).min().unwrap_or(session.today.here()),
        review,
        review_asked: request.review.filter(|day| review != Some(*day)),
        bundles,
        holds: alike,
    }))
}

/// Of the same reference and ground, and as far from being released. A note that can't be read says neither.
fn alike(vault: &Vault, hold: HoldId, request: &PlaceRequest, identities: &[Identity]) -> bool {
    let state = &vault.state.holds[&hold];
    let words = vault.hold_words(hold, identities).unwrap_or_default();
    state.released.is_none()
        && state.release_signed.is_empty()
        && state.ends == request.ends
        && words.reference.as_ref() == Some(&request.reference)
        && words.kind == Some(request.kind)
}

/// Whether these are on all that a scope is on: bundles that are named may be held one by one.
fn is_held(vault: &Vault, by: &[HoldId], scope: &Scope) -> bool {
    let covers = |hold: &HoldId| vault.state.holds[hold].scope.covers(scope);
    let held = |id: &BundleId| {
        let on = vault.state.bundles.get(id).map_or(&[][..], |bundle| bundle.holds.as_slice());
        on.iter().any(|hold| by.contains(&hold.id))
    };
    by.iter().any(covers) || scope.bundles.as_ref().is_some_and(|named| named.iter().all(held))
}
