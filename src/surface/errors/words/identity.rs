//! Why a file gives no identity, and a text no recipient.

use crate::powers::envelope::Unsealed;
use crate::powers::identity::{IdentityProblem, NotARecipient};
use crate::surface::voice::{Noun, Voice, both};

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
        IdentityProblem::WrongPassphrase => {
            both!(voice, "the passphrase does not open it", "deze wachtwoordzin past niet")
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
