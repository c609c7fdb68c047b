//! A seal is refused, or writes the bytes that it was read from; the end that is computed from its
//! rules keeps no rule for less time than the rule itself says.
#![no_main]

use kluis::formats::seal::Seal;
use kluis::rules::retention::{HasEnd, end_of};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = Seal::read(bytes) {
        assert_eq!(read.to_bytes(), bytes);
        let end = end_of(&read.rules);
        assert!(read.rules.iter().all(|rule| rule.later_end().keep_through <= end.keep_through));
    }
});
