//! What only a person can answer before a destruction: that nothing is open, and that these are the bundles.

use secrecy::ExposeSecret;

use crate::powers::asker::{Asker, Doomed, Question, yes_or_no};
use crate::powers::medium::InPlace;
use crate::rules::retention::ShownRule;
use crate::things::ledger::state::Heritage;
use crate::verbs::disclosed;
use crate::verbs::fault::{Fault, SaidNo, Usage};
use crate::verbs::select;
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, MediumId};

use super::Request;

/// How often the question about open matters is put.
const ATTEMPTS: usize = 3;

/// What a person answered, or typed on the command line. Only [`confirm`] makes one, so that the ledger has what was
/// answered and not what was expected.
pub(super) struct Answered {
    open_matters: bool,
}

impl Answered {
    /// Nobody is asked where the records live on: no matter loses anything.
    pub fn not_asked() -> Answered {
        Answered { open_matters: true }
    }

    /// Whether somebody said that no matter is open in which these records are needed.
    pub fn no_open_matters(&self) -> bool {
        !self.open_matters
    }
}

/// The two questions that only a person can answer: nothing open, and this bundle. Those that stand on a list, which
/// somebody has reviewed, go `together`.
pub(super) fn confirm(
    session: &mut Session<'_, '_>,
    request: &Request,
    ids: &[BundleId],
    beside: &[(String, BundleId)],
    together: bool,
) -> Result<Answered, Fault> {
    if request.no_open_matters {
        return Ok(Answered { open_matters: false });
    }
    let doomed: Vec<Doomed> =
        ids.iter().filter_map(|id| doomed(session, request, *id, beside)).collect();
    let asker = &mut session.world.access.asker;
    doomed.iter().for_each(|doomed| asker.show_doomed(doomed));
    let open_matters = open_matters(&mut **asker)?;
    if open_matters {
        return Err(Usage::OpenMattersStand.into());
    }
    if together || request.approve {
        let question = match request.approve {
            true => Question::ApproveListed(ids.len()),
            false => Question::DestroyListed(ids.len()),
        };
        let answer = asker.ask(&question);
        let yes = answer.as_ref().and_then(yes_or_no) == Some(true);
        let number = ids.len() as u64;
        return match (yes, request.approve) {
            (true, _) => Ok(Answered { open_matters }),
            (false, true) => Err(SaidNo::Approve(number).into()),
            (false, false) => Err(SaidNo::Destroy(number).into()),
        };
    }
    for id in ids {
        let typed = asker.ask(&Question::TypeToDestroy(id.to_string())).ok_or(Usage::NotTyped)?;
        if typed.expose_secret().trim() != id.to_string() {
            return Err(Usage::NotTyped.into());
        }
    }
    Ok(Answered { open_matters })
}

/// Whether something is open. An answer that is neither yes nor no is asked for again.
fn open_matters(asker: &mut dyn Asker) -> Result<bool, Usage> {
    for _ in 0..ATTEMPTS {
        let answer = asker.ask(&Question::OpenMatters).ok_or(Usage::OpenMatters)?;
        if let Some(open) = yes_or_no(&answer) {
            return Ok(open);
        }
    }
    Err(Usage::OpenMatters)
}

/// The bundles in which each record of this one stands by now.
fn stands_in(session: &Session<'_, '_>, id: BundleId) -> Vec<String> {
    let heritage = session.vault.state.heritage(id);
    let all = |all: Heritage| {
        let elsewhere = all.elsewhere.into_iter().map(|(_, named)| named.bundle);
        all.heirs.into_iter().chain(elsewhere)
    };
    heritage.into_iter().flat_map(all).map(|heir| heir.to_string()).collect()
}

fn doomed(
    session: &Session<'_, '_>,
    request: &Request,
    id: BundleId,
    beside: &[(String, BundleId)],
) -> Option<Doomed> {
    let bundle = session.vault.state.bundles.get(&id)?;
    let class = |rule: &ShownRule| {
        select::class_of(&session.vault, &rule.class()).map(|class| class.to_string())
    };
    let here = |on: &MediumId| session.contacts.iter().any(|there| there.label.medium == *on);
    let standing = bundle.standing_copies().map(|(medium, _)| medium);
    let standing = standing.chain(bundle.standing_keys()).filter(|on| !session.is_gone(*on));
    let (drives, away): (Vec<MediumId>, Vec<MediumId>) = standing.partition(here);
    let mut in_place: Vec<(String, InPlace)> = Vec::new();
    for facts in drives.iter().filter_map(|on| session.contacts.get(*on)) {
        let facts = facts.storage.describe();
        let one = (facts.file_system, facts.in_place);
        if !in_place.contains(&one) {
            in_place.push(one);
        }
    }
    let to_fill = drives.iter().filter_map(|on| session.contacts.get(*on));
    let to_fill = to_fill.filter(|_| request.space.fill).filter_map(|there| {
        let free = there.storage.free_bytes().ok().filter(|free| *free < u64::MAX)?;
        Some((there.name.clone(), free))
    });
    let to_fill = to_fill.collect();
    let named = |media: Vec<MediumId>| {
        let mut labels: Vec<String> = media.into_iter().map(|on| session.label(on)).collect();
        labels.sort();
        labels
    };
    let (drives, away) = (named(drives), named(away));
    let lost = named(bundle.lost_copies().filter(|on| !here(on)).collect());
    let beside = beside.iter().filter(|(label, _)| drives.contains(label));
    let faulty_beside = beside.map(|(label, bundle)| (label.clone(), bundle.to_string())).collect();
    Some(Doomed {
        bundle: id.to_string(),
        rules: bundle.rules.iter().map(|rule| (class(rule), rule.date())).collect(),
        kept_through: bundle.end_now().keep_through,
        records: bundle.records,
        bytes: bundle.bytes,
        drives,
        in_place,
        to_fill,
        away,
        lost,
        stands_in: stands_in(session, id),
        removed: session.vault.state.heritage(id).map_or(0, |heritage| heritage.removed),
        disclosed: disclosed::of_bundle(&session.vault, id)
            .into_iter()
            .map(|row| (row.name, row.given.day(), row.closed.is_some()))
            .collect(),
        faulty_beside,
    })
}
