//! Headers of tar members (format, §4.5; POSIX ustar and pax). The blocks and their numbers are the `tar` crate's. The
//! pax records are written here: the crate's builder writes long names in GNU's dialect, and changes times.
//!
//! Knows regular files only. Refuses to know the members' bytes.

mod mtime;
mod read;

use std::fmt::Write;

pub use mtime::Mtime;
pub use read::{read_header, read_member};

/// A tar block, in bytes.
pub const BLOCK: usize = 512;
/// What ends a tar.
pub const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];
/// The largest number that eleven octal digits hold.
const OCTAL_MAX: u64 = (1 << 33) - 1;

/// The header of a regular file: a pax header with its records, then the ustar block; whole blocks.
pub fn member_header(path: &str, size: u64, mtime: Mtime) -> Vec<u8> {
    let mut records = String::new();
    record("mtime", &mtime.decimal(), &mut records);
    if path.len() > 100 || !path.is_ascii() {
        record("path", path, &mut records);
    }
    if size > OCTAL_MAX {
        record("size", &size.to_string(), &mut records);
    }
    let secs = mtime.secs().clamp(0, OCTAL_MAX as i64) as u64;
    let extended = records.len() as u64;
    let mut header = Vec::with_capacity(2 * BLOCK + records.len() + padding(extended));
    header.extend_from_slice(&block("././@PaxHeader", extended, 0, b'x'));
    header.extend_from_slice(records.as_bytes());
    header.resize(header.len() + padding(extended), 0);
    header.extend_from_slice(&block(path, size.min(OCTAL_MAX), secs, b'0'));
    header
}

/// How many zeros follow a member of `size` bytes.
pub fn padding(size: u64) -> usize {
    (BLOCK - (size % BLOCK as u64) as usize) % BLOCK
}

/// One pax record, `length key=value LF`, where the length counts its own digits.
fn record(key: &str, value: &str, records: &mut String) {
    let rest = key.len() + value.len() + 3;
    let mut len = rest + 1;
    while len != rest + len.to_string().len() {
        len = rest + len.to_string().len();
    }
    writeln!(records, "{len} {key}={value}").expect("writing to a String never fails");
}

/// A ustar block. A name that does not fit is cut, and stands whole in the pax header before it.
fn block(name: &str, size: u64, mtime: u64, kind: u8) -> [u8; BLOCK] {
    let whole = |len: &usize| name.is_char_boundary(*len);
    let name = &name[..(0..=name.len().min(100)).rfind(whole).unwrap_or(0)];
    let mut header = tar::Header::new_ustar();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(size);
    header.set_mtime(mtime);
    header.as_old_mut().linkflag = [kind];
    header.set_device_major(0).expect("a ustar header has the field");
    header.set_device_minor(0).expect("a ustar header has the field");
    // POSIX and the format have six digits, NUL and a space there; the crate writes seven digits and NUL.
    let sum = format!("{:06o}\0 ", checksum(&header));
    header.as_old_mut().cksum.copy_from_slice(sum.as_bytes());
    *header.as_bytes()
}

/// The sum of a header's bytes, its own field taken as spaces.
fn checksum(header: &tar::Header) -> u32 {
    let mut summed = header.clone();
    summed.set_cksum();
    summed.cksum().expect("it was just written")
}

/// A decimal number of digits alone, at least one.
fn digits(text: &[u8]) -> Option<u64> {
    let digit = |b: &u8| char::from(*b).to_digit(10).map(u64::from);
    let push = |sum: u64, b: &u8| sum.checked_mul(10)?.checked_add(digit(b)?);
    if text.is_empty() { None } else { text.iter().try_fold(0, push) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::{Command, Output};

    use super::*;

    /// What stock tar says of `archive`, with these options, in an empty folder.
    fn stock_tar(dir: &Path, options: &[&str], archive: &[u8]) -> Output {
        std::fs::write(dir.join("in.tar"), archive).unwrap();
        Command::new("tar")
            .args(options)
            .args(["-f", "in.tar"])
            .current_dir(dir)
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .output()
            .expect("this test needs the tar tool")
    }

    #[test]
    fn a_header_has_the_published_layout() {
        let header = member_header("b/a.txt", 5, Mtime::new(8, 0).unwrap());
        assert_eq!(header.len(), 3 * BLOCK);
        assert_eq!(&header[..14], b"././@PaxHeader");
        assert_eq!(header[156], b'x');
        assert_eq!(&header[BLOCK..BLOCK + 10], b"11 mtime=8");
        let block = &header[2 * BLOCK..];
        assert_eq!(&block[..8], b"b/a.txt\0");
        assert_eq!(&block[100..124], b"0000644\x000000000\x000000000\x00");
        assert_eq!(&block[124..148], b"00000000005\x0000000000010\x00");
        assert_eq!(&block[156..157], b"0");
        assert_eq!(&block[257..265], b"ustar\x0000");
        assert_eq!(&block[329..345], b"0000000\x000000000\x00");
        let sum: u32 =
            (0..BLOCK).map(|at| if (148..156).contains(&at) { 32 } else { block[at].into() }).sum();
        assert_eq!(&block[148..156], format!("{sum:06o}\0 ").as_bytes());
    }

    #[test]
    fn a_pax_record_counts_its_own_digits() {
        for (value, expected) in [
            ("1", "6 k=1\n".to_string()),
            ("vvvv", "9 k=vvvv\n".into()),
            ("vvvvv", "11 k=vvvvv\n".into()),
            (&"v".repeat(93), format!("99 k={}\n", "v".repeat(93))),
            (&"v".repeat(94), format!("101 k={}\n", "v".repeat(94))),
        ] {
            let mut records = String::new();
            record("k", value, &mut records);
            assert_eq!(records, expected);
        }
    }

    #[test]
    #[cfg(unix)]
    fn stock_tar_extracts_names_times_and_bytes() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let long = format!("b/data/{}/{}.txt", "folder/".repeat(60), "é".repeat(90));
        let hundred = format!("b/{}", "n".repeat(98));
        let members = [
            ("b/data/a.txt", 1_700_000_000, 123_456_789, 0),
            ("b/data/Müller 日本 😀.txt", 1, 1, 511),
            ("b/data/e~CC~81~3A.txt", -2, 500_000_000, 512),
            ("b/data/old.txt", -86_400, 0, 513),
            (&long, 0, 0, 100_000),
            (&hundred, 1 << 32, 999_999_999, 1),
            (&format!("{hundred}+"), 5, 0, 1),
        ];
        let mut archive = Vec::new();
        for (path, secs, nanos, size) in &members {
            let mtime = Mtime::new(*secs, *nanos).unwrap();
            archive.extend(member_header(path, *size as u64, mtime));
            archive.resize(archive.len() + size, b'x');
            archive.resize(archive.len() + padding(*size as u64), 0);
        }
        archive.extend(END);

        let dir = tempfile::tempdir().unwrap();
        let output = stock_tar(dir.path(), &["-x"], &archive);
        // It remarks on times before 1970, and sets them all the same.
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for (path, secs, nanos, size) in &members {
            let facts = std::fs::metadata(dir.path().join(path)).unwrap();
            assert_eq!((facts.mtime(), facts.mtime_nsec()), (*secs, i64::from(*nanos)), "{path}");
            assert_eq!(facts.len(), *size as u64);
            assert_eq!(facts.permissions().mode() & 0o133, 0);
        }
    }

    #[cfg_attr(windows, ignore = "stock tar is a program of Unix")]
    #[test]
    fn stock_tar_reads_a_size_over_eight_gibibytes() {
        for size in [OCTAL_MAX, OCTAL_MAX + 1, 5 << 40] {
            let header = member_header("b/data/video.bin", size, Mtime::new(0, 0).unwrap());
            let dir = tempfile::tempdir().unwrap();
            let output = stock_tar(dir.path(), &["-t", "-v"], &header);
            let listed = String::from_utf8_lossy(&output.stdout);
            let words: Vec<_> = listed.split_whitespace().collect();
            assert_eq!(words[..3], ["-rw-r--r--", "0/0", &size.to_string()], "{listed}");
            assert!(listed.ends_with("1970-01-01 00:00 b/data/video.bin\n"), "{listed}");
        }
    }
}
