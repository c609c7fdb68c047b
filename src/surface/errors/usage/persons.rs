//! Why a signer, or what two persons do together, stays as it is.

use std::path::Path;

use crate::surface::errors::{Exit, Said, path_text};
use crate::surface::second_person::{self, Approved};
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::PersonProblem;
use crate::words::ids::BundleId;

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
        PersonProblem::NoSecondPerson => (
            Exit::Refused,
            both!(
                voice,
                "this vault wants two persons, and one signs for it",
                "deze kluis vraagt twee personen, en er tekent er één"
            ),
            both!(voice, "add the other: {add}", "voeg de ander toe: {add}", add = add(voice)),
        ),
        PersonProblem::PersonsLack { bundles, list, signed } => {
            return persons_lack(voice, bundles, list.as_deref(), *signed);
        }
        PersonProblem::SamePerson(name) => (
            Exit::Refused,
            both!(
                voice,
                "{name} is the same person: this vault wants two",
                "{name} is dezelfde persoon: deze kluis vraagt er twee"
            ),
            list(),
        ),
        PersonProblem::ReleaseSigned { hold, signer } => (
            Exit::Refused,
            both!(
                voice,
                "{signer} has signed the release of {hold}: it waits for another person",
                "{signer} heeft het opheffen van {hold} al ondertekend: het wacht op een ander"
            ),
            format!(
                "{}; {}",
                second_person::release(voice, hold, &[]),
                second_person::sign_unasked(voice)
            ),
        ),
        PersonProblem::NothingToWithdraw => (
            Exit::Usage,
            both!(
                voice,
                "nobody has approved this list, and nothing on it is being destroyed",
                "niemand heeft deze lijst goedgekeurd, en niets erop wordt vernietigd"
            ),
            voice.kluis(&["due"]),
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

fn persons_lack(voice: &Voice, bundles: &[BundleId], list: Option<&Path>, signed: usize) -> Said {
    let message = match signed {
        0 => both!(
            voice,
            "this vault wants two persons, and nobody has approved exactly these bundles, with these ends",
            "deze kluis vraagt twee personen, en niemand heeft precies deze bundels met deze einddata goedgekeurd"
        ),
        _ => both!(
            voice,
            "this vault wants two persons, and only you have approved these bundles",
            "deze kluis vraagt twee personen, en alleen u hebt deze bundels goedgekeurd"
        ),
    };
    let list = list.map(path_text);
    let what = match &list {
        Some(list) => Approved::Listed(list),
        None => Approved::Bundles(bundles),
    };
    Said::new(
        Exit::Refused,
        message,
        both!(
            voice,
            "the other person, on this PC or another: {approve}; {script}; or here and now: --approved-by {name}",
            "de ander, op deze pc of een andere: {approve}; {script}; of hier en nu: --approved-by {name}",
            approve = second_person::approve(voice, &what),
            script = second_person::approve_unasked(voice),
            name = both!(voice, "NAME", "NAAM")
        ),
    )
}

fn add(voice: &Voice) -> String {
    voice.kluis(&["signer", "add", "--name", &both!(voice, "NAME", "NAAM")])
}
