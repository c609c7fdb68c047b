//! The forms of RFC 3161: a request, the answer around a token, and what a token states.

use cms::content_info::ContentInfo;
use der::asn1::{Any, GeneralizedTime, Int, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Reader, Sequence, SliceReader, Tag, TagNumber, Tagged};
use x509_cert::ext::Extensions;
use x509_cert::spki::AlgorithmIdentifierOwned;

pub(super) const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub(super) const SHA256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");

/// Why a token proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotProven {
    /// Not as RFC 3161 has it.
    Form,
    /// The service granted nothing.
    NotGranted,
    /// It is about another request.
    OtherRequest,
    /// An algorithm that is not among those that are taken.
    Algorithm,
    /// It does not say by whom.
    NoSigner,
    /// The signature, or a hash beneath it, does not hold.
    Signature,
    /// The certificate is not one for time stamps alone.
    Usage,
    /// No chain leads to the certificate that was given.
    Chain,
    /// What was given is no certificate.
    Anchor,
}

pub(super) type Result<T> = std::result::Result<T, NotProven>;

impl From<der::Error> for NotProven {
    fn from(_: der::Error) -> NotProven {
        NotProven::Form
    }
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
struct MessageImprint {
    hash_algorithm: AlgorithmIdentifierOwned,
    hashed_message: OctetString,
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
struct TimeStampReq {
    version: u8,
    message_imprint: MessageImprint,
    nonce: Int,
    cert_req: bool,
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
pub(super) struct StatusInfo {
    pub status: Int,
    #[asn1(optional = "true")]
    text: Option<Any>,
    #[asn1(optional = "true")]
    failure: Option<Any>,
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
pub(super) struct TimeStampResp {
    pub status: StatusInfo,
    #[asn1(optional = "true")]
    pub token: Option<ContentInfo>,
}

#[derive(Clone, Debug, Eq, PartialEq, Sequence)]
pub(super) struct SigningCertificate {
    pub certs: Vec<Any>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

/// DER of a request over this hash, with this nonce, that wants the certificates with the answer.
pub fn request(hash: [u8; 32], nonce: [u8; 16]) -> Vec<u8> {
    let request = TimeStampReq {
        version: 1,
        message_imprint: MessageImprint {
            hash_algorithm: AlgorithmIdentifierOwned { oid: SHA256, parameters: Some(Any::null()) },
            hashed_message: OctetString::new(hash).expect("32 bytes fit"),
        },
        nonce: nonce_of(nonce),
        cert_req: true,
    };
    request.to_der().expect("all of it is short")
}

/// What was drawn as a number that is positive and of full length: its first bits are 01.
pub fn nonce(mut drawn: [u8; 16]) -> [u8; 16] {
    drawn[0] = (drawn[0] & 0x7f) | 0x40;
    drawn
}

fn nonce_of(drawn: [u8; 16]) -> Int {
    Int::new(&nonce(drawn)).expect("16 bytes fit")
}

const EXTENSIONS: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber::N1 };

/// What a statement says, in whole seconds.
pub(super) struct Stated {
    /// Its time.
    pub at: u64,
    /// How far that may be off.
    pub accuracy: u64,
}

/// The time of a statement about this very request.
pub(super) fn stated(info: &[u8], hash: [u8; 32], nonce: [u8; 16]) -> Result<Stated> {
    let mut outer = SliceReader::new(info)?;
    let (imprint, time, own, accuracy) = outer.sequence(|inner| {
        let version = u8::decode(inner)?;
        if version != 1 {
            return Err(Tag::Integer.value_error());
        }
        ObjectIdentifier::decode(inner)?;
        let imprint = MessageImprint::decode(inner)?;
        Int::decode(inner)?;
        let time = Any::decode(inner)?;
        let (mut own, mut accuracy) = (None, 0);
        while !inner.is_finished() {
            let field = Any::decode(inner)?;
            match field.tag() {
                Tag::Integer => own = Some(field.decode_as::<Int>()?),
                Tag::Sequence => accuracy = seconds_of_accuracy(&field)?,
                EXTENSIONS => none_critical(&field)?,
                _ => {}
            }
        }
        Ok((imprint, time, own, accuracy))
    })?;
    if !outer.is_finished() {
        return Err(NotProven::Form);
    }
    let same = imprint.hash_algorithm.oid == SHA256
        && imprint.hashed_message.as_bytes() == hash
        && own.is_some_and(|own| own == nonce_of(nonce));
    if !same {
        return Err(NotProven::OtherRequest);
    }
    Ok(Stated { at: seconds(&time)?, accuracy })
}

/// Whole seconds; parts of one count as one.
fn seconds_of_accuracy(field: &Any) -> der::Result<u64> {
    let mut inner = SliceReader::new(field.value())?;
    let whole = Option::<u64>::decode(&mut inner)?.unwrap_or(0);
    Ok(whole.saturating_add(u64::from(!inner.is_finished())))
}

/// What must be understood, and is not, proves nothing.
fn none_critical(field: &Any) -> der::Result<()> {
    let all: Extensions = Any::new(Tag::Sequence, field.value())?.decode_as()?;
    match all.iter().any(|extension| extension.critical) {
        true => Err(EXTENSIONS.value_error()),
        false => Ok(()),
    }
}

/// A time of the second, or a part of one, which is left out: `20270101120000.123Z`.
fn seconds(time: &Any) -> Result<u64> {
    if time.tag() != Tag::GeneralizedTime {
        return Err(NotProven::Form);
    }
    let text = time.value();
    let whole: Vec<u8> = match text.iter().position(|letter| *letter == b'.') {
        Some(at) => {
            let (part, z) = text[at + 1..].split_at(text.len().saturating_sub(at + 2));
            let digits = !part.is_empty() && part.iter().all(u8::is_ascii_digit);
            if !digits || z != b"Z" {
                return Err(NotProven::Form);
            }
            [&text[..at], b"Z"].concat()
        }
        None => text.to_vec(),
    };
    let whole = Any::new(Tag::GeneralizedTime, whole)?;
    let time = whole.decode_as::<GeneralizedTime>()?;
    Ok(time.to_unix_duration().as_secs())
}
