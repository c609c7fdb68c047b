//! One of each way in which a signer stays as it is, with its exit code.

use super::samples::{bundle, path, text};
use crate::verbs::fault::PersonProblem;

pub(super) fn usages() -> Vec<(PersonProblem, i32)> {
    vec![
        (PersonProblem::NameTaken(text()), 2),
        (PersonProblem::NoSuchSigner(text()), 2),
        (PersonProblem::AlreadyRetired(text()), 2),
        (PersonProblem::LastSigner(text()), 14),
        (PersonProblem::OneLeft(text()), 14),
        (PersonProblem::NoSecondPerson, 14),
        (PersonProblem::PersonsLack { bundles: vec![bundle()], list: None, signed: 0 }, 14),
        (
            PersonProblem::PersonsLack {
                bundles: vec![bundle(), bundle()],
                list: Some(path()),
                signed: 1,
            },
            14,
        ),
        (PersonProblem::SamePerson(text()), 14),
        (PersonProblem::ReleaseSigned { hold: text(), signer: text() }, 14),
        (PersonProblem::NothingToWithdraw, 2),
        (PersonProblem::NotTheirKey { replaced: text(), signer: text() }, 14),
    ]
}
