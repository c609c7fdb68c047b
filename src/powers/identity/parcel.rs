//! To whom a file goes that somebody else opens: `age1…`, or an ssh-ed25519 key that they have already.
//!
//! Refuses ssh-rsa, of whose code an advisory is open (RUSTSEC-2023-0071: who measures it may learn the secret), and
//! ssh keys that live in hardware, which no age opens. No vault is sealed to an ssh key.

use std::str::FromStr;

use super::{NotARecipient, Recipient};

/// Whoever opens a parcel.
#[derive(Debug, Clone)]
pub enum ParcelRecipient {
    /// An `age1…`.
    Age(Recipient),
    /// An ssh-ed25519 key.
    Ssh(Box<age::ssh::Recipient>),
}

impl ParcelRecipient {
    /// The recipient as the age crate takes it.
    pub(in crate::powers) fn as_age(&self) -> &dyn age::Recipient {
        match self {
            ParcelRecipient::Age(recipient) => recipient.as_age(),
            ParcelRecipient::Ssh(recipient) => &**recipient,
        }
    }
}

/// `age1…`, or a line of an `.pub` file, with or without the comment at its end.
impl FromStr for ParcelRecipient {
    type Err = NotARecipient;

    fn from_str(text: &str) -> Result<ParcelRecipient, NotARecipient> {
        let mut words = text.split_ascii_whitespace();
        match (words.next(), words.next()) {
            (Some("ssh-ed25519"), Some(body)) => ed25519(body),
            (Some(kind), _) if kind.starts_with("ssh-ed25519") => Err(NotARecipient::Malformed),
            (Some(kind), _) if ["ssh-", "sk-", "ecdsa-"].iter().any(|it| kind.starts_with(it)) => {
                Err(NotARecipient::OtherSshKey)
            }
            _ => text.parse().map(ParcelRecipient::Age),
        }
    }
}

fn ed25519(body: &str) -> Result<ParcelRecipient, NotARecipient> {
    let spelled = format!("ssh-ed25519 {body}");
    let Ok(read) = spelled.parse::<age::ssh::Recipient>() else {
        return Err(NotARecipient::Malformed);
    };
    match &read {
        age::ssh::Recipient::SshEd25519(_, point) if point.is_small_order() => {
            Err(NotARecipient::LowOrder)
        }
        // The age crate reads no further than it has to.
        age::ssh::Recipient::SshEd25519(..) if read.to_string() == spelled => {
            Ok(ParcelRecipient::Ssh(Box::new(read)))
        }
        _ => Err(NotARecipient::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;

    use super::*;
    use crate::powers::identity::Identity;

    fn spelled(point: &[u8]) -> String {
        let field = |bytes: &[u8]| [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat();
        let body = [field(b"ssh-ed25519"), field(point)].concat();
        format!("ssh-ed25519 {}", BASE64_STANDARD.encode(body))
    }

    #[test]
    fn a_line_of_a_public_key_is_taken_and_what_protects_nothing_is_not() {
        let basepoint = [[0x58].as_slice(), &[0x66; 31]].concat();
        let fine = spelled(&basepoint);
        for text in [fine.clone(), format!("{fine} jan@pc"), format!(" {fine}\n")] {
            assert!(matches!(text.parse(), Ok(ParcelRecipient::Ssh(_))), "{text}");
        }
        let age = Identity::generate().recipient().to_string();
        assert!(matches!(age.parse(), Ok(ParcelRecipient::Age(_))));
        let why = |text: &str| text.parse::<ParcelRecipient>().unwrap_err();
        let identity = [[1].as_slice(), &[0; 31]].concat();
        assert_eq!(why(&spelled(&identity)), NotARecipient::LowOrder);
        assert_eq!(why(&spelled(&[0; 32])), NotARecipient::LowOrder);
        for wrong in [
            "ssh-ed25519",
            "ssh-ed25519 AAAA",
            &format!("{fine}AAAA"),
            &spelled(&[0x58; 31]),
            "ssh-ed25519-cert-v01@openssh.com AAAA",
        ] {
            assert_eq!(why(wrong), NotARecipient::Malformed, "{wrong}");
        }
        for other in
            ["ssh-rsa AAAAB3NzaC1yc2E", "ecdsa-sha2-nistp256 AAAA", "sk-ssh-ed25519@openssh.com A"]
        {
            assert_eq!(why(other), NotARecipient::OtherSshKey, "{other}");
        }
    }
}
