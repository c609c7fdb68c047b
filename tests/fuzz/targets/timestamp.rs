//! An answer of a time stamping service proves one time, or nothing: whatever is changed in it.
#![no_main]

use kluis::powers::timestamp::{authority, prove};

/// Made with stock `openssl`, for the answer in `make_seeds.py` alone.
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

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let root = authority(AUTHORITY.as_bytes()).expect("it is a certificate");
    if let Ok(time) = prove(bytes, [7; 32], [9; 16], &root) {
        assert_eq!(time.to_string(), "2026-11-27T13:17:36Z");
    }
    let _ = authority(bytes);
});
