//! Gives out safe paths that differ from each other on every system (format, §4.6).
//!
//! Refuses to know the files: a true name comes in, a safe path goes out. Per name it keeps 16
//! bytes.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use super::escape::Escaped;
use super::{SafePath, TrueName};
use crate::words::digest::Digest;

/// Gives out safe paths, unique after NFC and case folding, files against folders too.
///
/// Names that would meet are told apart in the component where their true names differ: so a true
/// folder has one safe folder. Feed it in the order of the true names, so that the same names
/// always get the same paths.
#[derive(Default)]
pub struct Namer {
    /// The folded components given out, each with its folder.
    taken: HashSet<u128>,
    /// True folders that were seen, each with the folder it is in.
    folders: HashMap<u128, Folder>,
    /// For components that met: the number to try next, so that a crowd of twins costs no quadratic
    /// time.
    next: HashMap<u128, u32>,
}

#[derive(Clone, Copy)]
struct Folder {
    number: u32,
    mark: u32,
}

impl Namer {
    /// A namer that has given no path yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The safe path of one more record. The same true name twice gets two paths.
    pub fn safe(&mut self, name: &TrueName) -> SafePath {
        let components = name.components();
        let mut path = String::new();
        let mut folder = 0;
        for (depth, truth) in components.iter().enumerate() {
            let escaped = Escaped::of(truth);
            let component = if depth + 1 == components.len() {
                self.give_out(folder, &escaped).1
            } else {
                let within = key(folder, truth);
                let known = self.folders.get(&within).copied();
                let (entered, component) = match known {
                    Some(known) => (known.number, escaped.marked(known.mark)),
                    None => {
                        let (mark, component) = self.give_out(folder, &escaped);
                        let number = u32::try_from(self.folders.len() + 1)
                            .expect("a bundle has fewer folders than 2^32");
                        self.folders.insert(within, Folder { number, mark });
                        (number, component)
                    }
                };
                folder = entered;
                component
            };
            if depth > 0 {
                path.push('/');
            }
            path.push_str(&component);
        }
        SafePath::made(path)
    }

    /// The first mark under which the component is free in its folder, and the component with it.
    fn give_out(&mut self, folder: u32, escaped: &Escaped<'_>) -> (u32, String) {
        let component = escaped.marked(1);
        let unmarked = key(folder, fold(&component).as_bytes());
        if self.taken.insert(unmarked) {
            return (1, component);
        }
        let mut mark = self.next.get(&unmarked).copied().unwrap_or(2);
        loop {
            let component = escaped.marked(mark);
            mark += 1;
            if self.taken.insert(key(folder, fold(&component).as_bytes())) {
                self.next.insert(unmarked, mark);
                return (mark - 1, component);
            }
        }
    }
}

/// Half a SHA-256 over the folder's number and the component: nobody can make two that are equal.
pub(super) fn key(folder: u32, component: &[u8]) -> u128 {
    let mut bytes = Vec::with_capacity(4 + component.len());
    bytes.extend_from_slice(&folder.to_be_bytes());
    bytes.extend_from_slice(component);
    let digest = Digest::of(&bytes).0;
    u128::from_be_bytes(*digest.first_chunk().expect("a SHA-256 is longer than 16 bytes"))
}

/// The text in one case and in normal form C: what two people type who mean the same letters.
pub fn folded(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => fold(text).nfc().collect(),
    }
}

/// Equal for two texts that are equal after NFC and case folding (Unicode, D145: canonical caseless
/// match).
///
/// Lower, upper, lower stands for the full case folding, and merges a few more (dotless i with i),
/// which only costs a mark. Letters one by one, since the final sigma must not differ from the
/// others.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfd()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::is_nfc;

    fn named(names: &[&str]) -> Vec<String> {
        let mut namer = Namer::new();
        let safe = |name: &&str| namer.safe(&TrueName::Text((*name).into())).to_string();
        names.iter().map(safe).collect()
    }

    #[test]
    fn twins_are_told_apart_where_they_differ() {
        for (names, expected) in [
            (vec!["A.txt", "a.txt"], vec!["A.txt", "a~2.txt"]),
            (vec!["A.TXT", "A.txt", "a.txt"], vec!["A.TXT", "A~2.txt", "a~3.txt"]),
            (vec!["caf\u{65}\u{301}", "caf\u{e9}"], vec!["café", "café~2"]),
            (vec!["STRASSE", "straße"], vec!["STRASSE", "straße~2"]),
            (vec!["ΑΣ", "ας", "ασ"], vec!["ΑΣ", "ας~2", "ασ~3"]),
            (vec!["A/x", "A/y", "a/x"], vec!["A/x", "A/y", "a~2/x"]),
            (vec!["a", "a/x"], vec!["a", "a~2/x"]),
            (vec!["A/x", "a"], vec!["A/x", "a~2"]),
            (vec!["A/x", "a", "a/x"], vec!["A/x", "a~2", "a~3/x"]),
            (vec!["a/x", "b/x"], vec!["a/x", "b/x"]),
            (vec!["CON", "con"], vec!["~43ON", "~63on"]),
            (vec!["same", "same"], vec!["same", "same~2"]),
        ] {
            assert_eq!(named(&names), expected);
        }
    }

    #[test]
    fn an_escape_that_looks_like_a_mark_stays_apart() {
        // The tenth twin of "a" would be "a~10", which the control character U+0010 has taken.
        let mut namer = Namer::new();
        let control = namer.safe(&TrueName::Text("a\u{10}".into()));
        let paths: Vec<_> = (0..12).map(|_| namer.safe(&TrueName::Text("a".into()))).collect();
        assert_eq!(control.as_str(), "a~10");
        assert_eq!(paths[8].as_str(), "a~9");
        assert_eq!(paths[9].as_str(), "a~11");
    }

    #[test]
    fn a_crowd_of_twins_is_named_in_linear_time() {
        let mut namer = Namer::new();
        let name = TrueName::Text("a".into());
        let last = (0..50_000).map(|_| namer.safe(&name)).last();
        assert_eq!(last.unwrap().as_str(), "a~50000");
    }

    #[test]
    fn folding_takes_what_any_system_takes_as_equal() {
        for (a, b) in [
            ("K", "\u{212a}"),
            ("s", "ſ"),
            ("ẞ", "ss"),
            ("ﬃ", "FFI"),
            ("İ", "i\u{307}"),
            ("ϑ", "Θ"),
            ("\u{1f80}", "\u{1f00}ι"),
            ("Ꮳ", "ꮳ"),
            ("ǅ", "ǆ"),
            ("É", "e\u{301}"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("a"), fold("á"));
    }

    /// The text says full case folding and `ı`; the standard library has no such table, and Python has.
    #[cfg_attr(windows, ignore = "it is compared with Python, a program of Unix here")]
    #[test]
    fn folding_is_the_one_that_the_format_names_for_every_character() {
        let script = "import sys; sys.path.insert(0, sys.argv[1]); import reader, unicodedata\n\
                      for c in map(chr, range(0x110000)):\n    \
                      if unicodedata.category(c) not in ('Cn', 'Cs', 'Cc'): print(c, reader.folded(c))";
        let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");
        let output = std::process::Command::new("python3")
            .args(["-B", "-c", script, docs])
            .env("PYTHONIOENCODING", "utf-8")
            .output()
            .expect("this test needs python3");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let (mut ours, mut theirs) = (HashMap::new(), HashMap::new());
        let mut characters = 0;
        for line in String::from_utf8(output.stdout).unwrap().split_terminator('\n') {
            let c = line.chars().next().unwrap();
            let (mine, text) = (fold(&c.to_string()), line[c.len_utf8() + 1..].to_owned());
            // Equal by one exactly where they are equal by the other.
            let before = ours.insert(mine.clone(), text.clone()).unwrap_or(text.clone());
            assert_eq!(before, text, "{c}");
            assert_eq!(theirs.insert(text, mine.clone()).unwrap_or(mine.clone()), mine, "{c}");
            characters += 1;
        }
        assert!(characters > 140_000, "{characters}");
    }

    /// Letters that meet, break or hide in every way that we know of.
    fn evil() -> impl Strategy<Value = TrueName> {
        let pieces = prop::sample::select(vec![
            &b"a"[..],
            b"A",
            b"CON",
            b"con",
            b"aux",
            b"COM1",
            b".",
            b"..",
            b" ",
            b":",
            b"~",
            b"%",
            b"~2",
            b"<",
            b"\\",
            b"\x01",
            b"\x7f",
            b"\xff",
            b"\xe9",
            b"\xed\xa0\x80",
            b".txt",
            b".TXT",
            "é".as_bytes(),
            "e\u{301}".as_bytes(),
            "\u{327}".as_bytes(),
            "\u{307}".as_bytes(),
            "ß".as_bytes(),
            "SS".as_bytes(),
            "\u{2028}".as_bytes(),
            "\u{a0}".as_bytes(),
            "\u{3000}".as_bytes(),
            "\u{202e}".as_bytes(),
            "😀".as_bytes(),
            "\u{85}".as_bytes(),
            "¹".as_bytes(),
            b"/",
            b"/",
            b"/",
        ]);
        let some = prop::collection::vec(pieces, 1..6).prop_map(|all| all.concat());
        let long = ("[a-zé:]{120,255}", any::<bool>())
            .prop_map(|(text, dot)| format!("{text}{}", if dot { "." } else { "" }).into_bytes());
        let units = prop::collection::vec(0xd7f0u16..0xe010, 1..6).prop_map(TrueName::from_utf16);
        prop_oneof![
            6 => some.prop_map(TrueName::from_bytes),
            1 => long.prop_map(TrueName::from_bytes),
            1 => any::<Vec<u8>>().prop_map(TrueName::from_bytes),
            1 => units,
        ]
    }

    fn folded(path: &SafePath) -> String {
        path.as_str().split('/').map(fold).collect::<Vec<_>>().join("/")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn whatever_comes_in_a_safe_path_comes_out(name in evil()) {
            let path = Namer::new().safe(&name);
            prop_assert_eq!(SafePath::parse(path.as_str()), Ok(path.clone()));
            prop_assert!(is_nfc(path.as_str()));
            prop_assert!(path.restore_components().all(|part| part.len() <= 200));
        }

        #[test]
        fn paths_stay_apart_after_folding_and_so_do_files_and_folders(
            names in prop::collection::btree_set(evil(), 1..40),
        ) {
            let mut namer = Namer::new();
            let paths: Vec<_> = names.iter().map(|name| namer.safe(name)).collect();
            let files: HashSet<_> = paths.iter().map(folded).collect();
            prop_assert_eq!(files.len(), names.len());
            for path in &files {
                for (at, _) in path.match_indices('/') {
                    let folder = &path[..at];
                    prop_assert!(!files.contains(folder), "{} is a file too", folder);
                }
            }
            let mut again = Namer::new();
            prop_assert!(names.iter().zip(&paths).all(|(name, path)| again.safe(name) == *path));
        }

        #[test]
        fn a_clean_name_is_its_own_safe_path(text in "[a-z0-9_-]{1,20}(/[a-z0-9_é]{1,20}x){0,3}") {
            let path = Namer::new().safe(&TrueName::Text(text.as_str().into()));
            prop_assume!(SafePath::parse(&text).is_ok());
            prop_assert_eq!(path.as_str(), text);
        }
    }
}
