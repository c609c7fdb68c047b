//! An answer of stock `openssl ts` to a request over seven and a nonce of nine, as the fuzz target has them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;

const HASH: [u8; 32] = [7; 32];
const NONCE: [u8; 16] = [9; 16];

const AUTHORITY: &str = "-----BEGIN CERTIFICATE-----\n\
    MIIBXjCCAQSgAwIBAgIUITlh+wRsj0gPpxnjSG96I1A3nZ0wCgYIKoZIzj0EAwIw\n\
    DDEKMAgGA1UEAwwBQTAgFw0yNjExMjcxMzE3MzdaGA8yMDUxMDcxOTEzMTczN1ow\n\
    DDEKMAgGA1UEAwwBQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBMSn7jTVqBA\n\
    EeQOutOIrF68XJlG315GAH1/3XnNQdc43bzBC+aAkfBvcOzW2RuGas03lvcEg5vF\n\
    xDgZti6n9KujQjBAMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMB0G\n\
    A1UdDgQWBBSP7hVWIla0uMHoVcixk21Q4TkDvTAKBggqhkjOPQQDAgNIADBFAiEA\n\
    uEPPu8fDXqu6b2Xz4Q3zQEFMggHJPMsFnllsYgv7McoCICgOU+O28978voeZyWnZ\n\
    uCgMbdHH2dhea/WlmCchl4Zp\n\
    -----END CERTIFICATE-----\n";

const ANSWER: &str = "\
    MIIDczADAgEAMIIDagYJKoZIhvcNAQcCoIIDWzCCA1cCAQMxDzANBglghkgBZQMEAgEFADCBkAYLKoZIhvcN\
    AQkQAQSggYAEfjB8AgEBBgQqAwQBMDEwDQYJYIZIAWUDBAIBBQAEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH\
    BwcHBwcHBwcHAgEEGA8yMDI2MTEyNzEzMTczN1owAwIBAQEB/wIQSQkJCQkJCQkJCQkJCQkJCaAQpA4wDDEK\
    MAgGA1UEAwwBU6CCAYIwggF+MIIBJKADAgECAgECMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAUEwIBcNMjYx\
    MTI3MTMxNzM3WhgPMjA1MTA3MTgxMzE3MzdaMAwxCjAIBgNVBAMMAVMwWTATBgcqhkjOPQIBBggqhkjOPQMB\
    BwNCAAS3K+qFhbTIIo+LJ+HjdNbxgsFwJlMaUwGUIgY+wSzWW+fdhvfwcTJndWUbjxRessrl68yTMmvEGmlA\
    NOj1o5GJo3UwczAJBgNVHRMEAjAAMBYGA1UdJQEB/wQMMAoGCCsGAQUFBwMIMA4GA1UdDwEB/wQEAwIHgDAd\
    BgNVHQ4EFgQUzJMrEbfTfAurc+kcWjdD0bqTffEwHwYDVR0jBBgwFoAUj+4VViJWtLjB6FXIsZNtUOE5A70w\
    CgYIKoZIzj0EAwIDSAAwRQIhAOLG+EmQLFCKfVbpXIldl82AqYn3MUpufGfVTokBJDZTAiB4rb9M0q3OJhfZ\
    GXKC/wIiPso2BFPBSHlNYUPEp27KZDGCASYwggEiAgEBMBEwDDEKMAgGA1UEAwwBQQIBAjANBglghkgBZQME\
    AgEFAKCBpDAaBgkqhkiG9w0BCQMxDQYLKoZIhvcNAQkQAQQwHAYJKoZIhvcNAQkFMQ8XDTI2MTEyNzEzMTcz\
    N1owLwYJKoZIhvcNAQkEMSIEIIemdhJAEJwJnlgDlHKVtecbLKa4LBUlBdzoTm5SHlVLMDcGCyqGSIb3DQEJ\
    EAIvMSgwJjAkMCIEIEUbnqQeVGuEo18ufUVjQAYGu1chcW/HqfrO5AtC/YVkMAoGCCqGSM49BAMCBEgwRgIh\
    ALpcPXDvY28oulIN8cWL04nG8gKzyoyTMGpqy6tHWlfYAiEA/PllvMZq1qHKTGeLl5JrrVhEAlrJGfmGVx41\
    6/Z1qgc=\
    ";

fn answer() -> Vec<u8> {
    STANDARD.decode(ANSWER).unwrap()
}

fn root() -> Vec<u8> {
    authority(AUTHORITY.as_bytes()).unwrap()
}

/// It is accurate to a second.
fn least() -> Time {
    "2026-11-27T13:17:36Z".parse().unwrap()
}

#[test]
fn an_answer_of_openssl_proves_its_time_for_its_request_alone() {
    assert_eq!(prove(&answer(), HASH, NONCE, &root()), Ok(least()));
    assert_eq!(prove(&answer(), [8; 32], NONCE, &root()), Err(NotProven::OtherRequest));
    assert_eq!(prove(&answer(), HASH, [8; 16], &root()), Err(NotProven::OtherRequest));
    let bytes = answer();
    for length in 0..bytes.len() {
        assert!(prove(&bytes[..length], HASH, NONCE, &root()).is_err(), "{length} bytes");
    }
    assert!(prove(&[&bytes[..], b"0"].concat(), HASH, NONCE, &root()).is_err(), "one more");
}

/// Offsets that no signature is over, and nothing here goes by: whether it was granted with changes, the version of the
/// form, which hashes the form says that it uses, the version of the signer's part, and parameters that a hash has not.
const UNSIGNED: [std::ops::RangeInclusive<usize>; 5] =
    [8..=8, 34..=34, 35..=50, 599..=599, 632..=632];

#[test]
fn what_can_be_changed_in_an_answer_is_what_nobody_signed() {
    let whole = answer();
    let mut taken = Vec::new();
    for at in 0..whole.len() {
        for change in [0x01, 0x02, 0x20, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= change;
            if let Ok(time) = prove(&bytes, HASH, NONCE, &root()) {
                assert_eq!(time, least(), "byte {at}");
                taken.push(at);
            }
        }
    }
    let signed: Vec<&usize> =
        taken.iter().filter(|at| !UNSIGNED.iter().any(|range| range.contains(at))).collect();
    assert!(signed.is_empty(), "{signed:?}");
    assert!(taken.contains(&8), "what is changed there says nothing");
}
