//! Why a file gives no identity, and a text no recipient.

use crate::powers::envelope::Unsealed;
use crate::powers::identity::paper::Mistyped;
use crate::powers::identity::{IdentityProblem, NotARecipient};
use crate::surface::voice::{Noun, Voice, both};
use crate::words::typed::NotTyped;

use super::io::io_words;

/// Behind the file's name.
pub fn identity_words(voice: &Voice, problem: &IdentityProblem) -> String {
    match problem {
        IdentityProblem::TooLarge { bytes, bytes_max } => both!(
            voice,
            "it has {bytes}, and an identity file has at most {most}",
            "het bestand heeft {bytes}, en een sleutelbestand heeft er hoogstens {most}",
            bytes = voice.count(*bytes, Noun::Byte),
            most = voice.number(*bytes_max)
        ),
        IdentityProblem::NotAnIdentity { line } => {
            both!(voice, "line {line} is no age identity", "regel {line} is geen age-sleutel")
        }
        IdentityProblem::Mistyped(problem) => mistyped_words(voice, problem),
        IdentityProblem::PluginIdentity { line } => both!(
            voice,
            "line {line} is an identity of an age plugin, which kluis never runs",
            "regel {line} is een sleutel van een age-plugin, en die start kluis nooit"
        ),
        IdentityProblem::OtherSuite { line } => both!(
            voice,
            "line {line} is an identity of a suite that this version does not know",
            "regel {line} is een sleutel van een soort die deze versie niet kent"
        ),
        IdentityProblem::SshKey => both!(voice, "it is an ssh key", "dit is een ssh-sleutel"),
        IdentityProblem::Empty => {
            both!(voice, "it has no identity in it", "er staat geen sleutel in")
        }
        IdentityProblem::BrokenArmour => both!(
            voice,
            "its armour is broken",
            "de regels BEGIN en END of wat ertussen staat, kloppen niet"
        ),
        IdentityProblem::Damaged => both!(
            voice,
            "it is an age file that was changed or cut short",
            "dit age-bestand is gewijzigd of afgekapt"
        ),
        IdentityProblem::UnknownVersion => both!(
            voice,
            "it is an age file of an unknown version",
            "dit is een age-bestand van een onbekende versie"
        ),
        IdentityProblem::NotUnderPassphrase => both!(
            voice,
            "it is an age file to recipients, not one under a passphrase",
            "dit age-bestand is voor sleutelhouders, en heeft geen wachtwoordzin"
        ),
        IdentityProblem::WorkTooLarge { work_factor, work_factor_max } => both!(
            voice,
            "its passphrase costs 2^{work_factor}, and at most 2^{work_factor_max} is accepted",
            "de wachtwoordzin kost 2^{work_factor} rekenwerk; hoogstens 2^{work_factor_max} mag"
        ),
        IdentityProblem::NoPassphrase => both!(
            voice,
            "it is under a passphrase, and none was given",
            "er zit een wachtwoordzin op, en die is niet gegeven"
        ),
        IdentityProblem::WrongPassphrase => wrong_passphrase(voice),
    }
}

pub fn wrong_passphrase(voice: &Voice) -> String {
    both!(voice, "the passphrase does not open it", "deze wachtwoordzin past niet")
}

fn mistyped_words(voice: &Voice, problem: &Mistyped) -> String {
    match problem {
        Mistyped::Group { group, typed } if typed.is_empty() => both!(
            voice,
            "group {group} of the paper identity is missing",
            "groep {group} van de papieren sleutel ontbreekt"
        ),
        Mistyped::Group { group, typed } => both!(
            voice,
            "group {group} ({typed}) of the paper identity can't be right",
            "groep {group} ({typed}) van de papieren sleutel klopt niet"
        ),
        Mistyped::Checksum => both!(
            voice,
            "the paper identity has more than one mistake: its checksum does not fit",
            "in de papieren sleutel staat meer dan één fout: het controlegetal klopt niet"
        ),
        Mistyped::Length { letters, wanted } => both!(
            voice,
            "the paper identity has {letters} letters behind AGE-SECRET-KEY-1, and {wanted} are needed",
            "de papieren sleutel heeft {letters} letters na AGE-SECRET-KEY-1, en het moeten er {wanted} zijn"
        ),
    }
}

/// Why a passphrase file has no passphrase, behind the file's name.
pub fn typed_words(voice: &Voice, problem: NotTyped) -> String {
    match problem {
        NotTyped::NotUtf8 => both!(
            voice,
            "it is not written in UTF-8, so that its letters could be others than yours",
            "het is geen UTF-8: de letters kunnen andere zijn dan u typte"
        ),
        NotTyped::Nul => both!(
            voice,
            "its first line has a NUL in it, which nobody can type",
            "op de eerste regel staat een nulteken, en dat kan niemand typen"
        ),
        NotTyped::BlankFirstLine => {
            both!(voice, "its first line is blank", "de eerste regel is leeg")
        }
    }
}

/// Behind the line on which it stands.
pub fn recipient_words(voice: &Voice, problem: NotARecipient) -> String {
    match problem {
        NotARecipient::Malformed => {
            both!(voice, "it is no age recipient", "dit is geen sleutelhouder van age")
        }
        NotARecipient::OtherSuite => both!(
            voice,
            "it is a recipient of another suite or of an age plugin",
            "dit is een sleutelhouder van een andere soort of van een age-plugin"
        ),
        NotARecipient::SshKey => both!(voice, "it is an ssh key", "dit is een ssh-sleutel"),
        NotARecipient::OtherSshKey => both!(
            voice,
            "of ssh keys only ssh-ed25519 is taken",
            "van ssh-sleutels telt alleen ssh-ed25519"
        ),
        NotARecipient::LowOrder => both!(
            voice,
            "it is a point of low order, which protects nothing",
            "dit is een zwak punt (low order), en dat beschermt niets"
        ),
    }
}

/// Why nothing was encrypted.
pub fn unsealed_words(voice: &Voice, problem: &Unsealed) -> String {
    match problem {
        Unsealed::NoRecipients => both!(
            voice,
            "there is no recipient to encrypt to",
            "er is geen sleutelhouder om voor te versleutelen"
        ),
        Unsealed::TooManyRecipients { given, recipients_max } => both!(
            voice,
            "there are {given}, and a file has room for {recipients_max}",
            "er zijn {given}, en in een bestand passen er {recipients_max}",
            given = voice.count(*given as u64, Noun::Recipient)
        ),
        Unsealed::Io(error) => io_words(voice, error),
    }
}
