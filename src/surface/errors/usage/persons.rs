//! Why a signer, or what two persons do together, stays as it is.

use crate::surface::errors::{Exit, Said};
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::PersonProblem;

pub(super) fn person_problem(voice: &Voice, problem: &PersonProblem) -> Said {
    let list = || voice.kluis(&["signer", "list"]);
    let (exit, message, help) = match problem {
        PersonProblem::NameTaken(name) => (
            Exit::Usage,
            both!(
                voice,
                "a signer of this vault is called {name} already",
                "er tekent al iemand met de naam {name} voor deze kluis"
            ),
            both!(
                voice,
                "give another name; {list} shows the signers",
                "geef een andere naam; {list} toont wie er tekent",
                list = list()
            ),
        ),
        PersonProblem::NoSuchSigner(name) => (
            Exit::Usage,
            both!(
                voice,
                "no signer of this vault is called {name}",
                "er tekent niemand met de naam {name} voor deze kluis"
            ),
            list(),
        ),
        PersonProblem::AlreadyRetired(name) => (
            Exit::Usage,
            both!(voice, "{name} signs no more already", "{name} tekent al niet meer"),
            list(),
        ),
        PersonProblem::LastSigner(name) => (
            Exit::Refused,
            both!(
                voice,
                "{name} is the only one who signs: without a signer no hold can be placed or released",
                "{name} is de enige die tekent: zonder ondertekenaar kan niemand een stop plaatsen of opheffen"
            ),
            both!(
                voice,
                "add another first: {add}",
                "voeg eerst iemand toe: {add}",
                add = add(voice)
            ),
        ),
        PersonProblem::OneLeft(name) => (
            Exit::Refused,
            both!(
                voice,
                "this vault wants two persons, and without {name} there is one: nothing could be released or destroyed",
                "deze kluis vraagt twee personen, en zonder {name} is er één: niemand kan dan opheffen of vernietigen"
            ),
            both!(
                voice,
                "add another first: {add}; if it must be: --one-left",
                "voeg eerst iemand toe: {add}; moet het toch: --one-left",
                add = add(voice)
            ),
        ),
        PersonProblem::NotTheirKey { replaced, signer } => (
            Exit::Refused,
            both!(
                voice,
                "{signer} can't replace the key of {replaced}: the new one would count as {replaced}",
                "{signer} kan de sleutel van {replaced} niet vervangen: de nieuwe zou tellen als {replaced}"
            ),
            both!(
                voice,
                "let {replaced} sign: --signer {quoted}",
                "laat {replaced} tekenen: --signer {quoted}",
                quoted = voice.words(&[replaced])
            ),
        ),
    };
    Said::new(exit, message, help)
}

fn add(voice: &Voice) -> String {
    voice.kluis(&["signer", "add", "--name", &both!(voice, "NAME", "NAAM")])
}
