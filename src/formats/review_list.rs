//! The list of what has ended, for a person to review before anything is destroyed (in Dutch *vernietigingslijst*).
//!
//! A file on the PC, which people open, shorten and mail to each other: one bundle a line, read with what editors leave
//! in a file. It permits nothing by itself: each bundle stands there with its seal's hash, and all is asked again when
//! it is acted upon. Refuses to know what a bundle is.

use serde::{Deserialize, Serialize};

use super::entry::ApprovedBundle;
use crate::words::day::{Day, day_or_null, day_text};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, VaultId};

/// The largest list that is read, in bytes.
pub const LIST_BYTES_MAX: u64 = 16 * 1024 * 1024;
const KIND: &str = "kluis-review-list";

/// The hash of a list of bundles to destroy, by which persons approve it: of the vault, and of each bundle's id, seal
/// and last day. The order in which they stand is none of it.
pub fn hash_of(vault: VaultId, bundles: &[ApprovedBundle]) -> Digest {
    let mut lines: Vec<String> = bundles
        .iter()
        .map(|one| {
            let last = one.keep_through.map_or_else(|| "-".to_owned(), |day| day.to_string());
            format!("{} {} {last}\n", one.bundle, one.seal)
        })
        .collect();
    lines.sort();
    Digest::of(format!("kluis-list:{vault}\n{}", lines.concat()).as_bytes())
}

/// What has ended in a vault on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewList {
    pub vault: VaultId,
    pub made: Day,
    pub bundles: Vec<Listed>,
}

/// One bundle on the list. Only its id and its seal's hash are acted upon; the rest is for people to read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    pub bundle: BundleId,
    pub bytes: u64,
    /// The class of each rule; none where it is confidential and not known here.
    pub classes: Vec<Option<String>>,
    /// The last day through which it was kept, as it is on record.
    #[serde(with = "day_or_null")]
    pub kept_through: Option<Day>,
    /// The same by the book years of the day on which the list was made: later, or the same.
    #[serde(default, with = "day_or_null")]
    pub kept_through_by_book_years: Option<Day>,
    pub records: u64,
    /// SHA-256 of its seal.
    pub seal: Digest,
}

#[derive(Deserialize)]
struct Raw {
    format: u64,
    kind: String,
    vault: VaultId,
    #[serde(with = "day_text")]
    made: Day,
    bundles: Vec<Listed>,
}

/// Why a file is no list that can be acted upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAList {
    TooLong,
    /// It is a folder.
    Folder,
    /// An editor saved it in UTF-16.
    Utf16,
    /// From this line on, counted from 1, it is no JSON, or lacks what a list has.
    Line(usize),
    /// It is something else, or of a later format.
    Other,
}

impl ReviewList {
    /// The list as a file: one bundle a line, so that lines can be taken out.
    pub fn to_text(&self) -> String {
        let line = |listed: &Listed| {
            let line = serde_json::to_string(listed);
            format!("  {}", line.expect("our own type has string keys and no failing serializers"))
        };
        let bundles: Vec<String> = self.bundles.iter().map(line).collect();
        format!(
            "{{\"format\": 1, \"kind\": \"{KIND}\", \"made\": \"{}\", \"vault\": \"{}\",\n \"bundles\": [\n{}\n ]}}\n",
            self.made,
            self.vault,
            bundles.join(",\n")
        )
    }

    /// Reads a file, also as an editor may have left it: with a byte order mark, and with a comma behind the last
    /// bundle because those after it were taken out.
    pub fn read(bytes: &[u8]) -> Result<ReviewList, NotAList> {
        if bytes.len() as u64 > LIST_BYTES_MAX {
            return Err(NotAList::TooLong);
        }
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Err(NotAList::Utf16);
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|bad| {
            let before = &bytes[..bad.valid_up_to()];
            NotAList::Line(before.iter().filter(|byte| **byte == b'\n').count() + 1)
        })?;
        let raw: Raw = serde_json::from_str(&without_last_comma(text))
            .map_err(|problem| NotAList::Line(problem.line()))?;
        match (raw.format, raw.kind.as_str()) {
            (1, KIND) => Ok(ReviewList { vault: raw.vault, made: raw.made, bundles: raw.bundles }),
            _ => Err(NotAList::Other),
        }
    }
}

/// A comma between the last `}` and the last `]`, where nothing else stands, becomes a space.
fn without_last_comma(text: &str) -> String {
    let Some(end) = text.rfind(']') else { return text.to_owned() };
    let before = text[..end].trim_end();
    match before.strip_suffix(',') {
        Some(listed) => format!("{listed} {}", &text[listed.len() + 1..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(count: u8) -> ReviewList {
        let listed = |number: u8| Listed {
            bundle: format!("20261031-{number:08x}").parse().unwrap(),
            bytes: 9,
            classes: vec![Some("nl-payroll".into()), None],
            kept_through: "2033-12-31".parse().ok(),
            kept_through_by_book_years: "2034-12-31".parse().ok(),
            records: 1,
            seal: Digest([number; 32]),
        };
        ReviewList {
            vault: VaultId(Digest([7; 32])),
            made: "2034-01-02".parse().unwrap(),
            bundles: (0..count).map(listed).collect(),
        }
    }

    #[test]
    fn a_list_comes_back_with_one_bundle_a_line() {
        for count in [0, 1, 3] {
            assert_eq!(ReviewList::read(list(count).to_text().as_bytes()), Ok(list(count)));
        }
        assert_eq!(list(3).to_text().lines().count(), 6);
    }

    #[test]
    fn lines_can_be_taken_out_by_hand() {
        let text = list(3).to_text();
        for gone in 0..3 {
            let kept: Vec<&str> = text
                .lines()
                .enumerate()
                .filter(|(at, _)| *at != gone + 2)
                .map(|(_, line)| line)
                .collect();
            let read = ReviewList::read(kept.join("\r\n").as_bytes()).unwrap();
            let mut left = list(3);
            left.bundles.remove(gone);
            assert_eq!(read, left, "without bundle {gone}");
        }
        let marked = format!("\u{feff}{text}");
        assert_eq!(ReviewList::read(marked.as_bytes()), Ok(list(3)));
    }

    #[test]
    fn what_is_no_list_is_named_by_its_line() {
        let text = list(2).to_text();
        assert_eq!(
            ReviewList::read(text.replace("kluis-review", "shopping").as_bytes()),
            Err(NotAList::Other)
        );
        assert_eq!(
            ReviewList::read(text.replace("\"format\": 1", "\"format\": 2").as_bytes()),
            Err(NotAList::Other)
        );
        assert_eq!(
            ReviewList::read(text.replacen("20261031-00000001", "yesterday", 1).as_bytes()),
            Err(NotAList::Line(4))
        );
        assert_eq!(ReviewList::read(b"{\n\xff"), Err(NotAList::Line(2)));
        assert_eq!(
            ReviewList::read(&vec![b' '; LIST_BYTES_MAX as usize + 1]),
            Err(NotAList::TooLong)
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = ReviewList::read(&bytes);
            let mut changed = list(2).to_text().into_bytes();
            for (at, byte) in bytes.iter().enumerate() {
                let place = (at * 31) % changed.len();
                changed[place] = *byte;
            }
            let _ = ReviewList::read(&changed);
        }
    }
}
