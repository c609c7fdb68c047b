//! Seals what was planned: bundle by bundle onto the first drive, from there to the others, recorded after each
//! fact, and last the sources.

mod beside;
mod catching_up;
mod copies;
pub(in crate::verbs) mod first;
pub(in crate::verbs) mod sealing;

use crate::formats::entry::{Event, Role, Sealed};
use crate::powers::random::draw;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId, RunId};
use crate::words::limits::{RECORDS_SEALED_MAX, RECORDS_WITH_TEXT_SEALED_MAX};

use super::plan::{self, Plan};
use super::report::Report;
use super::request::Request;
use crate::verbs::copying;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;

use catching_up::{catch_up, move_what_was_sealed_before};
pub(in crate::verbs) use copies::copy_report;
use copies::tell;
use sealing::seal_one;

/// Carries the plan out.
pub fn apply(
    session: &mut Session<'_, '_>,
    request: &Request,
    mut plan: Plan,
) -> Result<Report, Fault> {
    let mut report = plan.report(session, request);
    let order = copying::put_in_order(session, None)?;
    if order.taken_in {
        // What was taken in may be the very records that this run was to seal.
        plan = plan::plan(session, request)?;
        report = plan.report(session, request);
        // It may be all that this run does.
        tell(session, &mut report)?;
    }
    report.cleared = order.erased;
    let order = media_in_order(session, !request.to.is_empty())?;
    catch_up(session, &plan, &order, &mut report)?;
    let run = RunId::from_random(draw(session.world.random));
    session.vault.ledger.has_room_for(session.stamp, &[longest(session, &plan)])?;
    let most = match session.vault.config.pdf_text {
        true => RECORDS_WITH_TEXT_SEALED_MAX,
        false => RECORDS_SEALED_MAX,
    };
    for items in in_bundles(std::mem::take(&mut plan.items), most) {
        seal_one(session, request, &plan, items, &order, run, &mut report)?;
    }
    if request.moving {
        move_what_was_sealed_before(session, request, &plan, &mut report)?;
        tell(session, &mut report)?;
    }
    Ok(report)
}

/// What goes into one bundle after the other, at most so many in each, in their order.
fn in_bundles<T>(items: Vec<T>, most: usize) -> impl Iterator<Item = Vec<T>> {
    let mut rest = items.into_iter();
    std::iter::from_fn(move || {
        let next: Vec<T> = rest.by_ref().take(most).collect();
        (!next.is_empty()).then_some(next)
    })
}

/// The longest entry that sealing comes to: known to fit before anything is written.
fn longest(session: &Session<'_, '_>, plan: &Plan) -> Event {
    let most = 1 << 53;
    Event::Sealed(Sealed {
        bundle: BundleId::new(session.today.here(), [0; 4]),
        bytes: most,
        case: plan.ruled.case.as_ref().map(|(tag, _)| *tag),
        end: plan.ruled.end,
        key_file: Digest::ZERO,
        records: most,
        rules: plan
            .ruled
            .shown
            .iter()
            .zip(&plan.ruled.whole)
            .map(|(shown, whole)| shown.of(whole, Digest::ZERO))
            .collect(),
        run: RunId([0; 8]),
        seal: Digest::ZERO,
    })
}

/// The drives in contact that hold data, and whether somewhere the keys can go.
fn media_in_order(session: &Session<'_, '_>, named: bool) -> Result<Vec<MediumId>, Fault> {
    let data = session.contacts.iter().filter(|contact| contact.has_role(Role::Data));
    let data: Vec<MediumId> = data.map(|contact| contact.label.medium).collect();
    let keys = session.contacts.iter().any(|contact| contact.has_role(Role::Keys));
    let wanted = match (data.is_empty(), keys) {
        (false, true) => return Ok(data),
        (true, _) => Role::Data,
        (false, false) => Role::Keys,
    };
    let media = session.vault.state.media.iter();
    let fit = media.filter(|(_, known)| known.roles.contains(&wanted) && !known.is_gone());
    let labels = fit.map(|(medium, _)| session.label(*medium)).collect();
    Err(Fault::RoleAbsent { role: wanted, named, labels })
}

#[cfg(test)]
mod tests {
    use super::in_bundles;

    #[test]
    fn more_records_than_a_bundle_takes_go_into_several() {
        let bundles = |count: usize| in_bundles((0..count).collect(), 3).collect::<Vec<_>>();
        assert!(bundles(0).is_empty());
        assert_eq!(bundles(3), [vec![0, 1, 2]]);
        assert_eq!(bundles(7), [vec![0, 1, 2], vec![3, 4, 5], vec![6]]);
    }
}
