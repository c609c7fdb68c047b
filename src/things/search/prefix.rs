//! How names begin that fit a pattern, so that an index is read only where such names can stand.

use crate::words::names::SafePath;

use super::letters::is_plain;

/// What a glob gives a meaning to.
const MEANINGFUL: [char; 5] = ['*', '?', '[', '{', '\\'];

/// How the safe paths begin whose names fit a folded pattern from their first folder on; none where they can begin in
/// any way.
///
/// Each is ASCII in small letters. A path begins so in any case of letters; and where this has an ASCII letter, the
/// path may have one beyond ASCII that is folded to it.
pub fn beginnings(pattern: &str) -> Option<Vec<String>> {
    let literal = pattern.split(MEANINGFUL).next().unwrap_or("");
    let (mut folders, mut partial) = (String::new(), "");
    for part in literal.split_inclusive('/') {
        match part.strip_suffix('/') {
            Some(folder) if is_itself(folder) => folders.push_str(part),
            other => {
                partial = beginning(other.unwrap_or(part));
                break;
            }
        }
    }
    let whole = format!("{folders}{partial}");
    if whole.is_empty() {
        return None;
    }
    let mut all = marked(&folders);
    all.push(whole);
    Some(all)
}

/// How the safe paths begin where one of the folders carries a mark, since a twin in other capitals took its name.
fn marked(folders: &str) -> Vec<String> {
    let mut above = String::new();
    let mut marked = Vec::new();
    for part in folders.split_inclusive('/') {
        let folder = part.trim_end_matches('/');
        let stem = folder.rfind('.').filter(|at| *at > 0).map_or(folder, |at| &folder[..at]);
        marked.push(format!("{above}{stem}~"));
        above.push_str(part);
    }
    marked
}

/// Whether a safe path from `first` on and before `end` can begin so.
pub fn can_stand(beginning: &str, first: &str, end: Option<&str>) -> bool {
    let Some(end) = end else { return true };
    least(beginning.as_bytes(), first.as_bytes()) < end.as_bytes().to_vec()
}

/// The least text from `first` on that begins so, or what all such texts begin with.
fn least(beginning: &[u8], first: &[u8]) -> Vec<u8> {
    let same =
        first.iter().zip(beginning).take_while(|(a, b)| a.to_ascii_lowercase() == **b).count();
    let folds = |at: usize| beginning[at].is_ascii_alphabetic();
    if same == beginning.len()
        || first.get(same).is_some_and(|byte| !byte.is_ascii() && folds(same))
    {
        return first.to_vec();
    }
    // The longest part that is kept of `first`, and behind it the next greater byte that may stand there.
    for kept in (0..=same).rev() {
        let small = beginning[kept];
        let least_here = first.get(kept).map_or(0, |byte| byte + 1);
        let beyond = folds(kept).then_some(0x80);
        let next = [small.to_ascii_uppercase(), small].into_iter().chain(beyond);
        if let Some(next) = next.filter(|byte| *byte >= least_here).min() {
            let mut least = first[..kept].to_vec();
            least.push(next);
            if next.is_ascii() {
                least.extend(beginning[kept + 1..].iter().map(u8::to_ascii_uppercase));
            }
            return least;
        }
    }
    vec![u8::MAX]
}

/// Whether the component stands in a safe path as it is, but for a mark and its capitals.
fn is_itself(component: &str) -> bool {
    component.chars().all(|c| is_plain(c) && c != '~') && SafePath::parse(component).is_ok()
}

/// How a component begins in the safe path too, whatever follows.
fn beginning(part: &str) -> &str {
    /// Longer names are cut and hashed.
    const BYTES_MAX: usize = 100;
    /// The first bytes of names that Windows keeps, whose first byte is escaped.
    const KEPT: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];
    let odd = |c: char| !is_plain(c) || SafePath::parse(c.encode_utf8(&mut [0; 4])).is_err();
    let end = part.find(|c| odd(c) && !matches!(c, ' ' | '.')).unwrap_or(part.len());
    let part = &part[..end.min(BYTES_MAX)];
    // A mark would stand before the last dot; a dot or a space at the end would be escaped.
    let part = part.rfind('.').map_or(part, |dot| &part[..dot]).trim_end_matches([' ', '.']);
    let start = part.get(..3).unwrap_or(part).to_ascii_uppercase();
    let kept = KEPT.iter().any(|kept| kept.starts_with(&start));
    if kept || part.starts_with(' ') { "" } else { part }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_beginning_is_what_the_safe_path_says_too() {
        for (pattern, expected) in [
            ("2025/11/*.pdf", Some("2025/11/")),
            ("2025/11/factuur 2025-1*", Some("2025/11/factuur 2025-1")),
            ("2025/a.b.p*", Some("2025/a.b")),
            ("2025/11/factuur.pdf", Some("2025/11/factuur")),
            ("2025/b~b/c", Some("2025/b")),
            ("x:b/c", Some("x")),
            ("m\u{fc}ller/a", Some("m")),
            ("a/con*", Some("a/")),
            ("a/co*", Some("a/")),
            ("a/nul.txt/x", Some("a/")),
            ("a/b. *", Some("a/b")),
            ("a/ b*", Some("a/")),
            ("a/b\\*c", Some("a/b")),
            ("**/a", None),
            ("*/a", None),
            ("\u{e9}/a", None),
            ("~/a", None),
            ("con/a", None),
        ] {
            let found = beginnings(pattern).and_then(|mut all| all.pop());
            assert_eq!(found.as_deref(), expected, "{pattern}");
        }
        let all = beginnings("a.d/b/.c/x*").unwrap();
        assert_eq!(all, ["a~", "a.d/b~", "a.d/b/.c~", "a.d/b/.c/x"]);
    }

    #[test]
    fn a_frame_is_passed_over_only_where_none_can_stand() {
        for (first, end, stands) in [
            ("a", "b", false),
            ("A", "B", false),
            ("A", "C", true),
            ("BANK/x", "Bank", true),
            ("BANK0", "Bank", true),
            ("Bank/z", "Banl", true),
            ("Banl", "b", true),
            ("Banl", "c", true),
            ("bank/zz", "bank0", true),
            ("banl", "z", true),
            ("Banl", "Bann", false),
            ("ban\u{e9}", "bao", true),
            ("banl", "bao", true),
        ] {
            assert_eq!(can_stand("bank/", first, Some(end)), stands, "{first} to {end}");
        }
        assert!(can_stand("bank/", "z", None));
    }

    proptest! {
        #[test]
        fn what_begins_so_is_never_passed_over(
            beginning in "[a-c/]{1,4}",
            path in "[a-cA-C/é]{1,7}",
            first in "[a-cA-C/é]{0,5}",
            end in "[a-cA-C/é]{0,5}",
        ) {
            let letters = path.bytes().zip(beginning.bytes());
            let same = letters.take_while(|(a, b)| a.to_ascii_lowercase() == *b).count();
            let begins = same == beginning.len()
                || (beginning.as_bytes()[same].is_ascii_alphabetic()
                    && path.as_bytes().get(same).is_some_and(|byte| !byte.is_ascii()));
            if begins && first <= path && path < end {
                prop_assert!(can_stand(&beginning, &first, Some(&end)));
            }
        }
    }
}
