//! `shorten confirm` and `shorten withdraw`: an earlier end that was proposed counts, or is taken back. Any person may
//! take it back, at any time until it is confirmed.

use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{ApprovalWithdrawn, Event, Shortened};
use crate::powers::signer::SigningKey;
use crate::things::ledger::state::{Shortening, ShorteningStanding};
use crate::things::medium::Accept;
use crate::verbs::fault::{Fault, PersonProblem, ShorteningProblem};
use crate::verbs::list::INDICATION;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::earlier::{kept, refuse_held, refuse_typed_clock, short};
use super::{ChangeRow, Words, ask, changes, record, with};

/// What is to become of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Confirm,
    Withdraw,
}

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub act: Act,
    /// The proposal's name, or an unambiguous start of it.
    pub proposal: String,
    pub by: Option<String>,
    pub reason: Option<String>,
}

/// What a run of `shorten` did.
#[derive(Debug, Serialize)]
pub struct Report {
    pub proposal: Digest,
    pub confirmed: bool,
    pub withdrawn: bool,
    pub bundles: Vec<ChangeRow>,
    /// Which drives have it on record.
    #[serde(flatten)]
    pub who: Who,
    pub indication: &'static str,
}

impl Report {
    /// The start of the proposal's name, as a person types it.
    pub fn name(&self) -> String {
        short(self.proposal)
    }
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        self.who.outcome()
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let words = Words { by: request.by.as_deref(), reason: request.reason.as_deref(), date: None };
    words.check()?;
    let mut session = match request.act {
        Act::Confirm => Session::open(world, home, "kluis shorten confirm")?,
        // It refuses, and needs no sound clock for that.
        Act::Withdraw => Session::open_in_doubt(world, home, "kluis shorten withdraw")?,
    };
    // A hold, or a later end, may be known to a drive that is here.
    session.find_all(Accept::Current, Ok)?;
    if session.vault.see_proposals(session.stamp) {
        session.vault.keep_heard();
    }
    let proposal = called(&session, &request.proposal)?;
    refuse_over(&session, proposal)?;
    let one = session.vault.state.shortenings[&proposal].clone();
    let ids = kept(&session.vault, &one);
    if request.act == Act::Confirm {
        refuse_early(&session, proposal, &one, &ids)?;
    }
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    let event = match request.act {
        Act::Confirm => {
            refuse_same(&session, proposal, &one, &disposer)?;
            Event::Shortened(Shortened { proposal })
        }
        Act::Withdraw => Event::ApprovalWithdrawn(ApprovalWithdrawn { list: proposal }),
    };
    let after = with(&session, std::slice::from_ref(&event), &disposer)?;
    let rows = changes(&session, &ids, &after);
    if request.act == Act::Confirm {
        let counts = &after.shortenings[&proposal];
        if !matches!(counts.standing, ShorteningStanding::Confirmed(_)) {
            return Err(ShorteningProblem::ProposalUndone {
                proposal: short(proposal),
                bundle: None,
            }
            .into());
        }
        ask(&mut session, &rows, &[])?;
    }
    record(&mut session, vec![event], &words, &disposer)?;
    let who = tell_who_is_here(&mut session)?;
    Ok(Report {
        proposal,
        confirmed: request.act == Act::Confirm,
        withdrawn: request.act == Act::Withdraw,
        bundles: rows,
        who,
        indication: INDICATION,
    })
}

/// The one proposal whose name begins like that.
fn called(session: &Session<'_, '_>, start: &str) -> Result<Digest, ShorteningProblem> {
    let start = start.trim().to_ascii_lowercase();
    let names = session.vault.state.shortenings.keys();
    let fit: Vec<&Digest> = names.filter(|name| name.to_string().starts_with(&start)).collect();
    match (&fit[..], start.is_empty()) {
        ([one], false) => Ok(**one),
        _ => Err(ShorteningProblem::NoSuchProposal(start)),
    }
}

fn refuse_over(session: &Session<'_, '_>, proposal: Digest) -> Result<(), ShorteningProblem> {
    let over = |confirmed| ShorteningProblem::ProposalOver { proposal: short(proposal), confirmed };
    match session.vault.state.shortenings[&proposal].standing {
        ShorteningStanding::Waiting => Ok(()),
        ShorteningStanding::Confirmed(_) => Err(over(true)),
        ShorteningStanding::Withdrawn => Err(over(false)),
    }
}

/// Never under a hold, nor before the wait is over by a clock that was believed, nor where something came meanwhile.
fn refuse_early(
    session: &Session<'_, '_>,
    proposal: Digest,
    one: &Shortening,
    ids: &[BundleId],
) -> Result<(), Fault> {
    refuse_held(session, ids)?;
    if let Some(bundle) = one.undone.iter().find(|id| ids.contains(id)) {
        let (proposal, bundle) = (short(proposal), Some(*bundle));
        return Err(ShorteningProblem::ProposalUndone { proposal, bundle }.into());
    }
    refuse_typed_clock(session)?;
    let today = session.today.to_permit();
    let from = session.vault.may_confirm_from(proposal, today);
    if today < from {
        return Err(ShorteningProblem::StillWaiting { proposal: short(proposal), from }.into());
    }
    Ok(())
}

/// Another person confirms, wherever there is one, or was one when it was proposed, or two are wanted.
fn refuse_same(
    session: &Session<'_, '_>,
    proposal: Digest,
    one: &Shortening,
    disposer: &SigningKey,
) -> Result<(), Fault> {
    let persons = &session.vault.state.persons;
    let others = persons.unretired().len() > 1;
    if session.vault.two_persons() && !others {
        return Err(PersonProblem::NoSecondPerson.into());
    }
    let key = disposer.public().to_string();
    if (others || one.among_several) && persons.whose(&key) == one.by.as_ref() {
        let (proposal, signer) = (short(proposal), session.vault.name_of_signer(&key));
        return Err(match others {
            true => ShorteningProblem::SameProposer { proposal, signer },
            false => ShorteningProblem::OtherLeft { proposal, signer },
        }
        .into());
    }
    Ok(())
}
