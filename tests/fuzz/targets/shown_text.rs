//! Text from a drive never reaches a terminal with what would steer it.
#![no_main]

use kluis::words::text::shown;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = shown(&String::from_utf8_lossy(bytes));
    assert!(!text.chars().any(char::is_control));
    assert!(!text.contains(['\u{202E}', '\u{2066}', '\u{2028}']));
});
