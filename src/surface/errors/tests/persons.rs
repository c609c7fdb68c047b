//! One of each way in which a signer stays as it is, with its exit code.

use super::samples::text;
use crate::verbs::fault::PersonProblem;

pub(super) fn usages() -> Vec<(PersonProblem, i32)> {
    vec![
        (PersonProblem::NameTaken(text()), 2),
        (PersonProblem::NoSuchSigner(text()), 2),
        (PersonProblem::AlreadyRetired(text()), 2),
        (PersonProblem::LastSigner(text()), 14),
        (PersonProblem::OneLeft(text()), 14),
        (PersonProblem::NotTheirKey { replaced: text(), signer: text() }, 14),
    ]
}
