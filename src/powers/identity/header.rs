//! An age file's front: how long header and nonce are, and which scrypt work they ask for, before
//! anything parses or works (C2SP age.md; bound in `docs/format.md`, §1). Refuses to know what the
//! stanzas say: that is the age crate's.

use std::io::{self, Read, Seek, SeekFrom};

use crate::words::limits::AGE_HEADER_BYTES_MAX;

const VERSION_LINE: &[u8] = b"age-encryption.org/v1\n";
/// The nonce behind a header's last line.
pub const NONCE_BYTES: usize = 16;
/// A stanza's body is wrapped at so many columns; a shorter line, an empty one at least, ends it.
const BODY_COLUMNS: usize = 64;

/// Why a file's first bytes are no age header that we are ready to read.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum NoHeader {
    NotAge,
    UnknownVersion,
    TooLarge { bytes_max: u64 },
    Io(#[from] io::Error),
}

/// How many of the first bytes of `file` are header and nonce.
///
/// The header ends with the first line that starts with `---`; base64 and stanza lines never do. A stanza whose last
/// line is not a short one is refused here, since the age crate takes it.
pub fn header_len(file: &[u8]) -> Result<usize, NoHeader> {
    let bytes_max = AGE_HEADER_BYTES_MAX as usize;
    let front = &file[..file.len().min(bytes_max)];
    if !front.starts_with(VERSION_LINE) {
        let other = front.starts_with(b"age-encryption.org/") && front.contains(&b'\n');
        return Err(if other { NoHeader::UnknownVersion } else { NoHeader::NotAge });
    }
    let (mut end, mut in_stanza) = (0, false);
    for line in front.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        let begins = line.starts_with(b"-> ");
        if in_stanza && (begins || line.starts_with(b"---")) {
            return Err(NoHeader::NotAge);
        }
        in_stanza = begins || (in_stanza && line.len() > BODY_COLUMNS);
        if line.starts_with(b"---") && line.ends_with(b"\n") {
            end += NONCE_BYTES;
            return if end <= front.len() { Ok(end) } else { Err(unfinished(file)) };
        }
    }
    Err(unfinished(file))
}

/// A header that goes on past what is there, or past what we read.
fn unfinished(file: &[u8]) -> NoHeader {
    let bytes_max = AGE_HEADER_BYTES_MAX;
    if file.len() as u64 >= bytes_max { NoHeader::TooLarge { bytes_max } } else { NoHeader::NotAge }
}

/// Header and nonce as they stand at the front of `file`; for files whose header no seal holds.
/// Never reads more than the bound; leaves `file` at an unspecified place.
pub fn read_header<R: Read + Seek>(file: &mut R) -> Result<Vec<u8>, NoHeader> {
    file.seek(SeekFrom::Start(0))?;
    let mut front = Vec::new();
    file.take(AGE_HEADER_BYTES_MAX).read_to_end(&mut front)?;
    let len = header_len(&front)?;
    front.truncate(len);
    Ok(front)
}

/// Whether a header is to one X25519 recipient and to nobody else. One stanza more may stand there whose type ends in
/// `-grease`: the age crate writes it so that readers learn to step over what they don't know (C2SP age.md).
pub fn is_to_one_recipient(header: &[u8]) -> bool {
    let (mut recipients, mut grease) = (0, 0);
    for line in header.split(|byte| *byte == b'\n').take_while(|line| !line.starts_with(b"---")) {
        let Some(stanza) = line.strip_prefix(b"-> ") else { continue };
        match stanza.split(|byte| *byte == b' ').next() {
            Some(b"X25519") => recipients += 1,
            Some(kind) if kind.ends_with(b"-grease") => grease += 1,
            _ => return false,
        }
    }
    recipients == 1 && grease <= 1
}

/// The scrypt work factor (the logarithm of N) that a passphrase header asks for, if it has such a
/// stanza.
///
/// A number that is too large for a byte counts as the largest byte.
pub(super) fn scrypt_work_factor(header: &[u8]) -> Option<u8> {
    let line = header.split(|byte| *byte == b'\n').find(|line| line.starts_with(b"-> scrypt "))?;
    let text = std::str::from_utf8(line).ok()?;
    let number = text.split(' ').nth(3)?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| number.parse().unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(lines: usize) -> Vec<u8> {
        let mut file = VERSION_LINE.to_vec();
        for _ in 0..lines {
            file.extend_from_slice(b"-> X abc\nAAAA\n");
        }
        file.extend_from_slice(b"--- MAC\n0123456789abcdef");
        file
    }

    #[test]
    fn the_header_ends_after_its_nonce() {
        let header = front(3);
        assert_eq!(header_len(&header).unwrap(), header.len());
        let mut file = header.clone();
        file.extend_from_slice(&[b'-'; 70_000]);
        assert_eq!(header_len(&file).unwrap(), header.len());
        assert_eq!(read_header(&mut io::Cursor::new(&file)).unwrap(), header);
    }

    #[test]
    fn a_header_that_is_cut_anywhere_is_none() {
        let header = front(1);
        for len in 0..header.len() {
            assert!(matches!(header_len(&header[..len]), Err(NoHeader::NotAge)), "{len}");
        }
    }

    #[test]
    fn a_stanza_without_its_short_last_line_is_no_header() {
        let file = |body: &str| {
            format!("age-encryption.org/v1\n-> X abc\n{body}--- MAC\n0123456789abcdef")
        };
        let full = "A".repeat(BODY_COLUMNS) + "\n";
        for body in ["\n", "AAAA\n", &(full.clone() + "\n"), &(full.clone() + "AA\n")] {
            assert!(header_len(file(body).as_bytes()).is_ok(), "{body}");
        }
        for body in ["", &full, &(full.clone() + "-> Y\nAA\n")] {
            assert!(matches!(header_len(file(body).as_bytes()), Err(NoHeader::NotAge)), "{body}");
        }
    }

    #[test]
    fn a_header_over_the_bound_is_refused_unread() {
        let header = front(2_000);
        assert!(matches!(header_len(&header), Err(NoHeader::TooLarge { bytes_max: 16_384 })));
        let read = read_header(&mut io::Cursor::new(&header));
        assert!(matches!(read, Err(NoHeader::TooLarge { .. })));
    }

    #[test]
    fn another_version_is_told_from_another_file() {
        assert!(matches!(header_len(b"age-encryption.org/v2\n"), Err(NoHeader::UnknownVersion)));
        assert!(matches!(header_len(b"PK\x03\x04"), Err(NoHeader::NotAge)));
    }

    #[test]
    fn a_second_stanza_is_a_second_recipient_unless_it_is_grease() {
        let to = |stanzas: &[&str]| {
            let lines: String =
                stanzas.iter().map(|kind| format!("-> {kind} abc\nAAAA\n")).collect();
            let header = format!("age-encryption.org/v1\n{lines}--- MAC\n-> X25519 nonce");
            is_to_one_recipient(header.as_bytes())
        };
        assert!(to(&["X25519"]) && to(&["X25519", "j-grease"]) && to(&["j-grease", "X25519"]));
        for stanzas in [
            &["X25519", "X25519"][..],
            &["X25519", "ssh-ed25519"],
            &["X25519", "mlkem768x25519"],
            &["X25519", "a-grease", "b-grease"],
            &["j-grease"],
            &["scrypt"],
            &[],
        ] {
            assert!(!to(stanzas), "{stanzas:?}");
        }
    }

    #[test]
    fn the_work_factor_is_seen_before_the_work() {
        let asks = |line: &str| scrypt_work_factor(format!("v\n{line}\nbody\n").as_bytes());
        assert_eq!(asks("-> scrypt c2FsdA 18"), Some(18));
        assert_eq!(asks("-> scrypt c2FsdA 63"), Some(63));
        assert_eq!(asks("-> scrypt c2FsdA 99999999999999999999"), Some(255));
        assert_eq!(asks("-> scrypt c2FsdA x"), None);
        assert_eq!(asks("-> X25519 c2FsdA"), None);
    }
}
