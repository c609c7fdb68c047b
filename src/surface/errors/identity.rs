//! Why the vault's identity does not open: a passphrase, a file, or a key that does not fit.

use super::words::{identity_words, typed_words, wrong_passphrase};
use super::{Exit, Said, path_text, some_file};
use crate::powers::identity::IdentityProblem;
use crate::powers::identity::paper::Mistyped;
use crate::surface::voice::{Voice, both};
use crate::things::vault::keys::NoIdentity;

pub(super) fn identity_problem(voice: &Voice, problem: &NoIdentity) -> Said {
    let (exit, message, help) = match problem {
        NoIdentity::Unreadable { path, source } => {
            let (message, help) = super::usage::unreadable(voice, path, source);
            (Exit::Io, message, help)
        }
        NoIdentity::Problem { path, problem } => {
            let (exit, help) = identity_file_problem(voice, problem);
            let message = format!("{}: {}", path_text(path), identity_words(voice, problem));
            (exit, message, help)
        }
        NoIdentity::PassphraseFile { path, why } => (
            Exit::Usage,
            format!("{}: {}", path_text(path), typed_words(voice, *why)),
            both!(
                voice,
                "write the passphrase on the first line, and save the file as UTF-8",
                "zet de wachtwoordzin op de eerste regel, en sla het bestand op als UTF-8"
            ),
        ),
        NoIdentity::WrongPassphrase { path, tries } => (
            Exit::NoIdentity,
            match tries {
                0 | 1 => format!("{}: {}", path_text(path), wrong_passphrase(voice)),
                _ => both!(
                    voice,
                    "{path}: {wrong} (tried {tries} times)",
                    "{path}: {wrong} ({tries} keer geprobeerd)",
                    path = path_text(path),
                    wrong = wrong_passphrase(voice)
                ),
            },
            try_again(voice),
        ),
        NoIdentity::PassphraseNeeded => (
            Exit::Usage,
            both!(
                voice,
                "a passphrase is needed, and there is no answer",
                "er is een wachtwoordzin nodig, en er kwam geen antwoord"
            ),
            passphrase_file(voice),
        ),
        NoIdentity::NoneHere => (
            Exit::NoIdentity,
            both!(voice, "the vault's home holds no identity", "in de kluismap staat geen sleutel"),
            both!(
                voice,
                "add --identity {file}: the paper identity, typed into a file, will do",
                "voeg toe: --identity {file}, bijvoorbeeld met de papieren sleutel erin getypt",
                file = some_file(voice)
            ),
        ),
        NoIdentity::NotARecipient => (
            Exit::NoIdentity,
            both!(
                voice,
                "this identity opens no bundle of this vault",
                "deze sleutel opent geen bundel van deze kluis"
            ),
            both!(
                voice,
                "compare the client and the vault id on the recovery sheet",
                "vergelijk de cliënt en het kluisnummer op het herstelblad"
            ),
        ),
        NoIdentity::NotTheOwners => (
            Exit::NoIdentity,
            both!(
                voice,
                "this identity does not open the disposer's signing key",
                "met deze sleutel kunt u niet als beheerder ondertekenen"
            ),
            both!(
                voice,
                "leave out --identity, or name an owner's identity with it",
                "laat --identity weg, of noem daar de sleutel van een eigenaar"
            ),
        ),
        NoIdentity::NoSuchSigner(name) => (
            Exit::Usage,
            both!(
                voice,
                "no disposer of this vault is called {name}",
                "deze kluis heeft geen beheerder met de naam {name}"
            ),
            voice.kluis(&["signer", "list"]),
        ),
        NoIdentity::SignerRetired(name) => (
            Exit::NoIdentity,
            both!(
                voice,
                "{name} is retired: that key signs no more",
                "{name} is uit gebruik: die sleutel tekent niet meer"
            ),
            voice.kluis(&["signer", "list"]),
        ),
        NoIdentity::SignerElsewhere(name) => (
            Exit::NoIdentity,
            both!(
                voice,
                "the signing key of {name} is not on this PC, or is damaged",
                "de sleutel waarmee {name} tekent staat niet op deze pc, of is beschadigd"
            ),
            both!(
                voice,
                "sign on the PC that has it, or plug in a drive that was there: {verify}",
                "teken op de pc die hem heeft, of sluit een schijf van die pc aan: {verify}",
                verify = voice.kluis(&["verify", "--deep"])
            ),
        ),
        NoIdentity::WhichSigner(names) if names.is_empty() => (
            Exit::NoIdentity,
            both!(
                voice,
                "no disposer who signs for this vault has a key on this PC",
                "op deze pc staat van geen enkele beheerder van deze kluis een sleutel om te tekenen"
            ),
            voice.kluis(&["signer", "list"]),
        ),
        NoIdentity::WhichSigner(names) => (
            Exit::Usage,
            both!(
                voice,
                "several disposers can sign here: {names}",
                "hier kunnen meer beheerders tekenen: {names}",
                names = voice.all_of(names)
            ),
            both!(
                voice,
                "say who you are: --signer {name}",
                "zeg wie u bent: --signer {name}",
                name = voice.words(&[&names[0]])
            ),
        ),
        NoIdentity::SignerPassphraseNeeded(name) => {
            (Exit::Usage, no_passphrase_of(voice, name), passphrase_in(voice, "signer"))
        }
        NoIdentity::ApproverPassphraseNeeded(name) => {
            (Exit::Usage, no_passphrase_of(voice, name), passphrase_in(voice, "approver"))
        }
    };
    Said::new(exit, message, help)
}

fn no_passphrase_of(voice: &Voice, name: &str) -> String {
    both!(
        voice,
        "the passphrase of {name} is needed to sign, and there is no answer",
        "om te tekenen is de wachtwoordzin van {name} nodig, en er kwam geen antwoord"
    )
}

fn passphrase_in(voice: &Voice, whose: &str) -> String {
    both!(
        voice,
        "add --{whose}-passphrase-file FILE, or run it on a terminal",
        "voeg toe: --{whose}-passphrase-file BESTAND, of geef de opdracht in een terminal"
    )
}

fn passphrase_file(voice: &Voice) -> String {
    both!(
        voice,
        "add --passphrase-file FILE, or run it on a terminal",
        "voeg toe: --passphrase-file BESTAND, of geef de opdracht in een terminal"
    )
}

fn try_again(voice: &Voice) -> String {
    both!(
        voice,
        "try again; the paper identity opens it too: --identity FILE; a new passphrase: {passphrase}",
        "probeer het opnieuw, of met het herstelblad: --identity BESTAND; een nieuwe wachtwoordzin: {passphrase}",
        passphrase = voice.kluis(&["passphrase", "--identity", &some_file(voice)])
    )
}

fn identity_file_problem(voice: &Voice, problem: &IdentityProblem) -> (Exit, String) {
    match problem {
        IdentityProblem::NoPassphrase => (Exit::Usage, passphrase_file(voice)),
        IdentityProblem::WrongPassphrase => (Exit::NoIdentity, try_again(voice)),
        IdentityProblem::Mistyped(Mistyped::Group { group, .. }) => (
            Exit::NoIdentity,
            both!(
                voice,
                "compare group {group} with the recovery sheet",
                "vergelijk groep {group} met het herstelblad"
            ),
        ),
        IdentityProblem::Mistyped(Mistyped::Checksum | Mistyped::Length { .. }) => (
            Exit::NoIdentity,
            both!(
                voice,
                "compare it with the recovery sheet, group by group",
                "vergelijk het groep voor groep met het herstelblad"
            ),
        ),
        IdentityProblem::TooLarge { .. }
        | IdentityProblem::NotAnIdentity { .. }
        | IdentityProblem::PluginIdentity { .. }
        | IdentityProblem::OtherSuite { .. }
        | IdentityProblem::SshKey
        | IdentityProblem::Empty
        | IdentityProblem::NotUnderPassphrase => (
            Exit::NoIdentity,
            both!(
                voice,
                "add --identity FILE, with a line that starts with AGE-SECRET-KEY-1",
                "voeg toe: --identity BESTAND, met een regel die begint met AGE-SECRET-KEY-1"
            ),
        ),
        IdentityProblem::BrokenArmour
        | IdentityProblem::Damaged
        | IdentityProblem::UnknownVersion
        | IdentityProblem::WorkTooLarge { .. } => (
            Exit::NoIdentity,
            both!(
                voice,
                "use a copy of it, or the paper identity: --identity FILE",
                "neem een kopie ervan, of de papieren sleutel: --identity BESTAND"
            ),
        ),
    }
}
