//! What of a request is known, and could not be given: bundles of which no drive is here, or that can't be opened. The
//! home's own copy of an index says which records of them were asked for, where it has one and it can be read.

use crate::formats::index::Record;
use crate::powers::identity::Identity;
use crate::things::ledger::state::BundleState;
use crate::things::search::asked::Asked;
use crate::things::search::home;
use crate::verbs::delivered::NotGivenReport;
use crate::verbs::session::Session;
use crate::words::ids::BundleId;

use super::given::NOTED_MAX;

/// What of all that is asked for the bundle's records meet, as far as the home can say.
pub fn not_given(
    session: &Session<'_, '_>,
    bundle: BundleId,
    identities: &[Identity],
    asked: &Asked,
) -> NotGivenReport {
    let vault = &session.vault;
    let (mut records, mut names) = (0, Vec::new());
    let mut take = |record: &Record| {
        records += 1;
        if names.len() < NOTED_MAX {
            names.push(record.true_name());
        }
    };
    let known = home::remember(vault, bundle, identities, asked, &mut take);
    let copies = vault.state.bundles.get(&bundle).into_iter();
    let copies = copies.flat_map(BundleState::standing_copies);
    let mut on: Vec<String> = copies.map(|(medium, _)| session.label(medium)).collect();
    on.sort();
    if !known {
        names.clear();
    }
    NotGivenReport { bundle, on, records: known.then_some(records), names }
}
