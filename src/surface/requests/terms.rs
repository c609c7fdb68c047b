//! From the words of `event`, `extend` and `shorten` to what the verbs are asked.

use crate::surface::cli::{EventRecord, Extend, Proposal, ShortenVerb};
use crate::verbs::terms::{event, extend, shorten};

use super::selection;

/// What `event record` is asked.
pub fn event(args: &EventRecord) -> event::Request {
    event::Request {
        about: match &args.case {
            Some(code) => event::About::Case(code.clone()),
            None => event::About::Bundles(args.bundles.clone()),
        },
        what: match args.date {
            Some(date) => event::What::TookPlace(date),
            None => event::What::Reopened,
        },
        by: args.by.clone(),
        reason: args.reason.clone(),
        accept_end: args.accept_end,
    }
}

/// What `shorten` is asked.
pub fn shorten(verb: &ShortenVerb) -> shorten::Request {
    let (act, Proposal { proposal, by, reason }) = match verb {
        ShortenVerb::Confirm(args) => (shorten::Act::Confirm, args),
        ShortenVerb::Withdraw(args) => (shorten::Act::Withdraw, args),
    };
    let (proposal, by, reason) = (proposal.clone(), by.clone(), reason.clone());
    shorten::Request { act, proposal, by, reason }
}

/// What `extend` is asked.
pub fn extend(args: &Extend) -> extend::Request {
    extend::Request {
        selection: selection(&args.select),
        through: args.through,
        reason: args.reason.clone(),
        by: args.by.clone(),
    }
}
