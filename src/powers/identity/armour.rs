//! age's armour (C2SP age.md, "ASCII armor"): base64 between two lines, as `age -a` writes it.
//! Strict, read only: kluis writes none, and accepts it for identity files, because people keep
//! those as text.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";

/// Whether `text` claims to be armoured.
pub(super) fn is_armoured(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(BEGIN.as_bytes())
}

/// The bytes inside the armour; `None` when a line, the base64 or what stands around it does not
/// fit.
pub(super) fn open_armour(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut lines = text.trim_ascii().lines();
    if lines.next()? != BEGIN {
        return None;
    }
    let mut body: Vec<&str> = lines.collect();
    if body.pop()? != END {
        return None;
    }
    let (last, full) = body.split_last()?;
    let fits = full.iter().all(|line| line.len() == 64) && (1..=64).contains(&last.len());
    if fits { STANDARD.decode(body.concat()).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_armoured_comes_out() {
        let inside: Vec<u8> = (0..80).collect();
        let base64 = STANDARD.encode(&inside);
        let (first, rest) = base64.split_at(64);
        for text in [
            format!("{BEGIN}\n{first}\n{rest}\n{END}\n"),
            format!("\n{BEGIN}\r\n{first}\r\n{rest}\r\n{END}\r\n\r\n"),
        ] {
            assert!(is_armoured(text.as_bytes()));
            assert_eq!(open_armour(text.as_bytes()), Some(inside.clone()));
        }
        for text in [
            format!("{BEGIN}\n{first}{rest}\n{END}\n"),
            format!("{BEGIN}\n{rest}\n{first}\n{END}\n"),
            format!("{BEGIN}\n{first}\n{rest}\n"),
            format!("{BEGIN}\n{first}\n{rest}\n{END}\nmore"),
            format!("{BEGIN}\n{first}\n\n{END}\n"),
            format!("{BEGIN}\n{END}\n"),
            format!("{BEGIN}\n"),
        ] {
            assert_eq!(open_armour(text.as_bytes()), None, "{text}");
        }
    }
}
