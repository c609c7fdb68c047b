//! What a person at a terminal is asked for and told of passphrases. None is shown.

use super::{asking, said};
use crate::surface::printed::Printed;
use crate::surface::voice::{Voice, both};
use crate::verbs::init::PASSPHRASE_CHARS_MIN;

/// The passphrase is the identity's; a person knows it by whose vault that opens.
pub fn passphrase(voice: &Voice, client: Option<&str>) -> Printed {
    let question = match client {
        Some(client) => both!(voice, "Passphrase of {client}:", "Wachtwoordzin van {client}:"),
        None => both!(voice, "Passphrase of the identity:", "Wachtwoordzin van de sleutel:"),
    };
    asking(voice, question)
}

/// Asks for the passphrase of a person's signing key.
pub fn signer_passphrase(voice: &Voice, name: &str) -> Printed {
    let question =
        both!(voice, "Passphrase of {name}, to sign:", "Wachtwoordzin van {name}, om te tekenen:");
    asking(voice, question)
}

/// The second time that a new passphrase is typed.
pub fn again(voice: &Voice) -> Printed {
    asking(voice, both!(voice, "The same again:", "Nog een keer:"))
}

/// Before the passphrase is asked for once more.
pub fn wrong(voice: &Voice) -> Printed {
    said(voice, both!(voice, "That passphrase does not fit.", "Die wachtwoordzin past niet."))
}

/// Said before a new passphrase would be typed a second time.
pub fn short(voice: &Voice) -> Printed {
    let sentence = both!(
        voice,
        "That is fewer than {PASSPHRASE_CHARS_MIN} characters.",
        "Dat zijn minder dan {PASSPHRASE_CHARS_MIN} tekens."
    );
    said(voice, sentence)
}

/// Why no new passphrase came about.
pub fn gave_up(voice: &Voice, times: usize) -> Printed {
    let sentence = both!(
        voice,
        "That was {times} times. No passphrase was set.",
        "Dat was {times} keer. Er is geen wachtwoordzin ingesteld."
    );
    said(voice, sentence)
}

/// Said where the second time another passphrase was typed.
pub fn differ(voice: &Voice) -> Printed {
    said(voice, both!(voice, "The two differ.", "Die twee zijn niet gelijk."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::lang::Lang;

    #[test]
    fn a_passphrase_is_asked_for_by_whose_vault_it_opens() {
        let prompt = passphrase(&Voice::new(Lang::Nl), Some("De Aar\u{1b}"));
        assert_eq!(&*prompt, "Wachtwoordzin van De Aar\\u{1b}: ");
    }
}
