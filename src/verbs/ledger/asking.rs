//! Showing a person what a drive brings, and asking whether it is theirs.

use crate::powers::asker::{Incoming, Question, yes_or_no};
use crate::rules::retention::ShownRule;
use crate::verbs::fault::Usage;
use crate::verbs::select::class_of;
use crate::verbs::session::Session;
use crate::words::day::GivenDate;

/// Without an answer, or where it is no, nothing is taken.
pub(super) fn ask(session: &mut Session<'_, '_>, incoming: Incoming) -> Result<(), Usage> {
    let asker = &mut session.world.access.asker;
    asker.show_incoming(&incoming);
    match asker.ask(&Question::Vouch).as_ref().map(yes_or_no) {
        Some(Some(true)) => Ok(()),
        Some(Some(false) | None) => Err(Usage::VouchRefused(Box::new(incoming))),
        None => Err(Usage::Unvouched(Box::new(incoming))),
    }
}

/// A rule's class and date, as this PC may show them.
pub(super) fn shown(
    session: &Session<'_, '_>,
    rule: &ShownRule,
) -> (Option<String>, Option<GivenDate>) {
    let class = class_of(&session.vault, &rule.class()).map(|class| class.to_string());
    (class, rule.date())
}
