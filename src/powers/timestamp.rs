//! Time stamps by somebody else (RFC 3161), made on another machine and checked here without a network: a request over
//! a fresh nonce, and the answer to it against the certificate of an authority that a person gives.
//!
//! Chains, validity and signatures are `webpki`'s; the forms of CMS are `cms`'s. Whether a certificate was revoked is
//! not asked: that takes a network. What a token proves is that its request is older than the time that it states.

mod form;
#[cfg(test)]
mod tests;

use std::time::Duration;

use cms::cert::CertificateChoices;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Reader, SliceReader};
use ring::digest;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use webpki::ring as algs;
use webpki::{
    EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert,
};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier};
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::words::day::Time;

pub use form::{NotProven, nonce, request};
use form::{Result, SHA256, SigningCertificate, TimeStampResp, oid, stated};

const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");
const EKU: ObjectIdentifier = oid("2.5.29.37");
const TIME_STAMPING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.8");
const SHA384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");
const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");

/// The largest answer that is read, in bytes: a chain of certificates and some hundred bytes.
pub const ANSWER_BYTES_MAX: u64 = 32 * 1024;

/// The certificate in a file of the form PEM; none where it holds no certificate, or more than one.
pub fn authority(pem: &[u8]) -> Result<Vec<u8>> {
    let mut all = CertificateDer::pem_slice_iter(pem);
    match (all.next(), all.next()) {
        (Some(Ok(one)), None) => Ok(one.to_vec()),
        _ => Err(NotProven::Anchor),
    }
}

/// Proves an answer to that request: the time that had come at least, which is the one that it states, less its
/// accuracy.
pub fn prove(answer: &[u8], hash: [u8; 32], nonce: [u8; 16], authority: &[u8]) -> Result<Time> {
    let response = TimeStampResp::from_der(answer)?;
    if ![&[0][..], &[1]].contains(&response.status.status.as_bytes()) {
        return Err(NotProven::NotGranted);
    }
    let content = response.token.ok_or(NotProven::NotGranted)?;
    let signed: SignedData = content.content.decode_as()?;
    let is_token =
        content.content_type == SIGNED_DATA && signed.encap_content_info.econtent_type == TST_INFO;
    let info = signed.encap_content_info.econtent.as_ref().filter(|_| is_token);
    let info = info.ok_or(NotProven::Form)?.decode_as::<OctetString>()?;
    let [signer] = signed.signer_infos.0.as_slice() else { return Err(NotProven::Form) };
    let certificates = certificates_of(&signed)?;
    let own = certificates.iter().find(|(certificate, _)| is_named(signer, certificate));
    let own = own.ok_or(NotProven::NoSigner)?;
    let message = signed_bytes(signer, info.as_bytes(), own)?;
    let end = CertificateDer::from(own.1.as_slice());
    let end = EndEntityCert::try_from(&end).map_err(|_| NotProven::Form)?;
    let signature = signer.signature.as_bytes();
    let holds = |by: &&dyn SignatureVerificationAlgorithm| {
        end.verify_signature(*by, &message, signature).is_ok()
    };
    if !algorithms(signer)?.iter().any(holds) {
        return Err(NotProven::Signature);
    }
    for_time_stamps_alone(&own.0)?;
    let stated = stated(info.as_bytes(), hash, nonce)?;
    leads_to(&end, &certificates, authority, stated.at)?;
    let least = stated.at.saturating_sub(stated.accuracy);
    i64::try_from(least).ok().and_then(Time::from_unix).ok_or(NotProven::Form)
}

/// Demands a chain from the certificate to the authority that is valid at that time; `webpki` does not look at the
/// days of the authority itself.
fn leads_to(
    end: &EndEntityCert<'_>,
    certificates: &Certificates,
    authority: &[u8],
    seconds: u64,
) -> Result<()> {
    let known = Certificate::from_der(authority).map_err(|_| NotProven::Anchor)?;
    let valid = &known.tbs_certificate.validity;
    let days = valid.not_before.to_unix_duration()..=valid.not_after.to_unix_duration();
    if !days.contains(&Duration::from_secs(seconds)) {
        return Err(NotProven::Chain);
    }
    let authority = CertificateDer::from(authority);
    let anchors = [anchor_from_trusted_cert(&authority).map_err(|_| NotProven::Anchor)?];
    let others = certificates.iter().map(|(_, der)| CertificateDer::from(der.as_slice()));
    let others: Vec<CertificateDer<'_>> = others.collect();
    let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    end.verify_for_usage(ALL, &anchors, &others, at, Stamping, None, None)
        .map(drop)
        .map_err(|_| NotProven::Chain)
}

const ALL: &[&dyn SignatureVerificationAlgorithm] = &[
    algs::RSA_PKCS1_2048_8192_SHA256,
    algs::RSA_PKCS1_2048_8192_SHA384,
    algs::RSA_PKCS1_2048_8192_SHA512,
    algs::ECDSA_P256_SHA256,
    algs::ECDSA_P256_SHA384,
    algs::ECDSA_P384_SHA256,
    algs::ECDSA_P384_SHA384,
    algs::ED25519,
];

/// An authority above may say nothing of usage; if it does, time stamps must be among it.
struct Stamping;

impl ExtendedKeyUsageValidator for Stamping {
    fn validate(
        &self,
        purposes: KeyPurposeIdIter<'_, '_>,
    ) -> std::result::Result<(), webpki::Error> {
        let mut none = true;
        for purpose in purposes {
            none = false;
            if purpose?.to_decoded_oid() == [1, 3, 6, 1, 5, 5, 7, 3, 8] {
                return Ok(());
            }
        }
        if none { Ok(()) } else { Err(webpki::Error::EmptyEkuExtension) }
    }
}

/// Each certificate of the token, read and as it stands there.
type Certificates = Vec<(Certificate, Vec<u8>)>;

fn certificates_of(signed: &SignedData) -> Result<Certificates> {
    let all = signed.certificates.iter().flat_map(|set| set.0.iter());
    let plain = all.filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(certificate),
        CertificateChoices::Other(_) => None,
    });
    plain.map(|certificate| Ok((certificate.clone(), certificate.to_der()?))).collect()
}

fn is_named(signer: &SignerInfo, certificate: &Certificate) -> bool {
    let cert = &certificate.tbs_certificate;
    match &signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(named) => {
            named.issuer == cert.issuer && named.serial_number == cert.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(named) => cert
            .get::<SubjectKeyIdentifier>()
            .is_ok_and(|own| own.is_some_and(|(_, own)| own == *named)),
    }
}

/// What the signature is over: the signed attributes, which hold the hash of the statement and of the certificate.
fn signed_bytes(signer: &SignerInfo, info: &[u8], own: &(Certificate, Vec<u8>)) -> Result<Vec<u8>> {
    let attributes = signer.signed_attrs.as_ref().ok_or(NotProven::Form)?;
    let one = |wanted: ObjectIdentifier| -> Result<Option<&Any>> {
        let mut found = attributes.iter().filter(|attribute| attribute.oid == wanted);
        let (first, more) = (found.next(), found.next());
        match (first.map(|attribute| attribute.values.as_slice()), more) {
            (None, _) => Ok(None),
            (Some([value]), None) => Ok(Some(value)),
            _ => Err(NotProven::Form),
        }
    };
    let content_type = one(CONTENT_TYPE)?.ok_or(NotProven::Form)?;
    if content_type.decode_as::<ObjectIdentifier>()? != TST_INFO {
        return Err(NotProven::Form);
    }
    let digest_of = one(MESSAGE_DIGEST)?.ok_or(NotProven::Form)?.decode_as::<OctetString>()?;
    let hashed = digest::digest(by_oid(signer.digest_alg.oid)?, info);
    if hashed.as_ref() != digest_of.as_bytes() {
        return Err(NotProven::Signature);
    }
    let named = match (one(SIGNING_CERTIFICATE_V2)?, one(SIGNING_CERTIFICATE)?) {
        (Some(second), _) => is_hashed(second, &own.1, &digest::SHA256, true)?,
        (None, Some(first)) => is_hashed(first, &own.1, &digest::SHA1_FOR_LEGACY_USE_ONLY, false)?,
        (None, None) => return Err(NotProven::NoSigner),
    };
    match named {
        true => Ok(attributes.to_der()?),
        false => Err(NotProven::Signature),
    }
}

/// Whether the first certificate that such an attribute names by hash is this one.
fn is_hashed(
    attribute: &Any,
    certificate: &[u8],
    plain: &'static digest::Algorithm,
    may_name: bool,
) -> Result<bool> {
    let named: SigningCertificate = attribute.decode_as()?;
    let first = named.certs.first().ok_or(NotProven::Form)?.to_der()?;
    let mut outer = SliceReader::new(&first)?;
    let (algorithm, hash) = outer.sequence(|inner| {
        let algorithm: Option<AlgorithmIdentifierOwned> =
            if may_name { Option::<AlgorithmIdentifierOwned>::decode(inner)? } else { None };
        let hash = OctetString::decode(inner)?;
        let rest = inner.remaining_len();
        inner.read_slice(rest)?;
        Ok((algorithm, hash))
    })?;
    let by = match algorithm {
        Some(algorithm) => by_oid(algorithm.oid)?,
        None => plain,
    };
    Ok(digest::digest(by, certificate).as_ref() == hash.as_bytes())
}

fn by_oid(oid: ObjectIdentifier) -> Result<&'static digest::Algorithm> {
    match oid {
        SHA256 => Ok(&digest::SHA256),
        SHA384 => Ok(&digest::SHA384),
        SHA512 => Ok(&digest::SHA512),
        _ => Err(NotProven::Algorithm),
    }
}

/// The algorithms that may have made the signature, by its own word and the hash's; the key then says which.
fn algorithms(signer: &SignerInfo) -> Result<Vec<&'static dyn SignatureVerificationAlgorithm>> {
    let hash = signer.digest_alg.oid;
    let rsa = [
        (SHA256, algs::RSA_PKCS1_2048_8192_SHA256, oid("1.2.840.113549.1.1.11")),
        (SHA384, algs::RSA_PKCS1_2048_8192_SHA384, oid("1.2.840.113549.1.1.12")),
        (SHA512, algs::RSA_PKCS1_2048_8192_SHA512, oid("1.2.840.113549.1.1.13")),
    ];
    let said = signer.signature_algorithm.oid;
    let ecdsa: [(
        ObjectIdentifier,
        [&'static dyn SignatureVerificationAlgorithm; 2],
        ObjectIdentifier,
    ); 2] = [
        (SHA256, [algs::ECDSA_P256_SHA256, algs::ECDSA_P384_SHA256], oid("1.2.840.10045.4.3.2")),
        (SHA384, [algs::ECDSA_P256_SHA384, algs::ECDSA_P384_SHA384], oid("1.2.840.10045.4.3.3")),
    ];
    let by_rsa = rsa.iter().filter(|(by, _, own)| *by == hash && (said == RSA || said == *own));
    let by_rsa = by_rsa.map(|(_, algorithm, _)| *algorithm);
    let by_ecdsa = ecdsa.iter().filter(|(by, _, own)| *by == hash && said == *own);
    let all: Vec<_> = by_rsa.chain(by_ecdsa.flat_map(|(_, both, _)| *both)).collect();
    if all.is_empty() { Err(NotProven::Algorithm) } else { Ok(all) }
}

/// RFC 3161, 2.3: the usage is critical, and there is no other. A key that may sign certificates alone signs none.
fn for_time_stamps_alone(certificate: &Certificate) -> Result<()> {
    let extensions = certificate.tbs_certificate.extensions.as_deref().unwrap_or_default();
    let mut usages = extensions.iter().filter(|extension| extension.extn_id == EKU);
    let (Some(usage), None) = (usages.next(), usages.next()) else { return Err(NotProven::Usage) };
    let purposes = ExtendedKeyUsage::from_der(usage.extn_value.as_bytes())?;
    let key = certificate.tbs_certificate.get::<KeyUsage>()?;
    let signs = key.is_none_or(|(_, key)| key.digital_signature() || key.non_repudiation());
    match usage.critical && purposes.0 == [TIME_STAMPING] && signs {
        true => Ok(()),
        false => Err(NotProven::Usage),
    }
}
