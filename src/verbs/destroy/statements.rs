//! What a destruction leaves on paper: the commitments kept before the first copy goes, and the statements at its end.

use super::reach::come_back;
use super::report::Report;
use super::request::{Request, What};
use crate::formats::seal::Seal;
use crate::things::bundle::proof::Verified;
use crate::things::ledger::state::Standing;
use crate::things::statements::keeping;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::verbs::statement::make::{Signing, make_owed, unstated};
use crate::verbs::statement::written;
use crate::words::ids::BundleId;

/// Keeps a bundle's commitments from the first copy here that has them as they were sealed.
pub(super) fn keep_commitments(
    session: &Session<'_, '_>,
    seal: &Verified<Seal>,
) -> Result<(), Fault> {
    for contact in &session.contacts {
        if keeping::keep_commitments(&session.vault, contact, seal).map_err(at_home)? {
            break;
        }
    }
    Ok(())
}

/// Where all that was begun is meant, bundles whose lost drives alone hold a copy are looked for too: those of which
/// none is here are ended.
pub(super) fn drop_unreached(
    session: &Session<'_, '_>,
    request: &Request,
    ids: &mut Vec<BundleId>,
) {
    if !matches!(request.what, What::Begun) {
        return;
    }
    let owed = unstated(session);
    ids.retain(|id| {
        let known = session.vault.state.bundles.get(id);
        let ended = known.is_some_and(|known| known.standing() == Standing::Destroyed);
        !ended || owed.contains(id) || come_back(session, *id).next().is_some()
    });
}

/// Takes out the bundles that are destroyed and lack only their statement. Says whether there were any.
pub(super) fn take_unstated(session: &Session<'_, '_>, ids: &mut Vec<BundleId>) -> bool {
    let owed = unstated(session);
    ids.retain(|id| !owed.contains(id) || come_back(session, *id).next().is_some());
    !owed.is_empty()
}

/// Makes the statements that an earlier run was cut off from, where nothing else is to be done.
pub(super) fn state_alone(
    session: &mut Session<'_, '_>,
    request: &Request,
    report: &mut Report,
) -> Result<(), Fault> {
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    let signing = Signing { identities: &identities, disposer: &disposer };
    state(session, request, &signing, &[], report)
}

/// Makes the statements that are owed, tells the drives, and writes them where the user wants them.
pub(super) fn state(
    session: &mut Session<'_, '_>,
    request: &Request,
    signing: &Signing<'_>,
    ids: &[BundleId],
    report: &mut Report,
) -> Result<(), Fault> {
    let (stated, not) = make_owed(session, ids, signing)?;
    if !stated.is_empty() {
        session.tell()?;
    }
    if let Some(to) = &request.statement_to {
        for one in &stated {
            let made = session.vault.state.statements.get(&one.bundle).and_then(|all| all.last());
            if let Some(made) = made {
                written::write(session, made, to)?;
            }
        }
    }
    report.statements = stated;
    report.unstated = not;
    Ok(())
}
