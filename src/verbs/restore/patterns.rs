//! What `--match` means: globs over true names.
//!
//! `*` and `?` stay within a folder, `**` crosses folders, `[…]` and `{a,b}` as usual. A pattern
//! without `/` is tried on the last component, one with `/` on the whole name, and one that ends in
//! `/` on all that lies beneath. Names are compared in normal form C, by case.
//!
//! `globset` works on bytes, so that its `?` and `[…]` would take half of an `é`. Both sides are
//! therefore spelled in one byte a character before they meet.

use std::borrow::Cow;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use globset::{Candidate, Glob, GlobBuilder, GlobMatcher};
use memchr::memmem::Finder;
use unicode_normalization::UnicodeNormalization;

use crate::formats::index::Record;
use crate::verbs::fault::{GlobProblem, Usage};
use crate::words::limits::TYPED_BYTES_MAX;
use crate::words::names::{SafePath, TrueName};

/// What a glob gives a meaning to.
const MEANINGFUL: [char; 5] = ['*', '?', '[', '{', '\\'];

/// The patterns of one run, and which of them have met a record. None at all match every record.
pub struct Patterns(Vec<Pattern>);

/// One pattern.
pub struct Pattern {
    given: String,
    matcher: GlobMatcher,
    letters: Letters,
    whole: bool,
    /// Names are compared in lower case, as the pattern was read.
    any_case: bool,
    pub prefix: Option<Prefix>,
    landmark: Finder<'static>,
    met: AtomicBool,
}

/// How a true name begins in an index's line when it is no text: nothing of it may stand there in letters.
static ODD_NAMES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\"name\":{"));

impl Patterns {
    /// Reads what the user typed.
    pub fn read(given: &[String]) -> Result<Patterns, Usage> {
        given.iter().map(|text| Pattern::read(text, false)).collect::<Result<_, _>>().map(Patterns)
    }

    /// The patterns that have met nothing, for names in any case of letters: only to tell a slip of case from a
    /// record that isn't there.
    pub fn unmet_in_any_case(&self) -> Patterns {
        let unmet = self.unmet();
        Patterns(unmet.iter().filter_map(|text| Pattern::read(text, true).ok()).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Pattern> {
        self.0.iter()
    }

    /// Whether a record that is asked for can stand in these lines of an index, without reading them.
    pub fn may_be_in(&self, lines: &[u8]) -> bool {
        // Each look costs a pass over the lines: with many patterns, parsing them once costs less.
        const LOOKS_MAX: usize = 8;
        let looks = 1..=LOOKS_MAX;
        !looks.contains(&self.0.len())
            || ODD_NAMES.find(lines).is_some()
            || self.0.iter().any(|pattern| pattern.landmark.find(lines).is_some())
    }

    /// Whether the record is asked for.
    pub fn want(&self, record: &Record) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let name = normal(record);
        self.0.iter().any(|pattern| pattern.fits(&name))
    }

    /// Whether the record is asked for; remembers by which patterns.
    pub fn meet(&self, record: &Record) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let name = normal(record);
        let mut wanted = false;
        for pattern in self.0.iter().filter(|pattern| pattern.fits(&name)) {
            pattern.met.store(true, Ordering::Relaxed);
            wanted = true;
        }
        wanted
    }

    /// What was asked for and has met no record.
    pub fn unmet(&self) -> Vec<String> {
        self.given(false)
    }

    /// What was asked for and has met a record.
    pub fn met(&self) -> Vec<String> {
        self.given(true)
    }

    fn given(&self, met: bool) -> Vec<String> {
        let these = self.0.iter().filter(|pattern| pattern.met.load(Ordering::Relaxed) == met);
        these.map(|pattern| pattern.given.clone()).collect()
    }
}

fn problem_of(kind: &globset::ErrorKind) -> GlobProblem {
    match kind {
        globset::ErrorKind::UnclosedClass => GlobProblem::OpenClass,
        globset::ErrorKind::InvalidRange(from, to) => GlobProblem::Range { from: *from, to: *to },
        globset::ErrorKind::UnopenedAlternates
        | globset::ErrorKind::UnclosedAlternates
        | globset::ErrorKind::NestedAlternates => GlobProblem::Braces,
        globset::ErrorKind::DanglingEscape => GlobProblem::DanglingEscape,
        // The library keeps the list open; all else comes of a pattern that is too large.
        _ => GlobProblem::TooMuch,
    }
}

impl Pattern {
    fn read(given: &str, any_case: bool) -> Result<Pattern, Usage> {
        let bad = |why| Usage::BadGlob { pattern: given.into(), why };
        if given.is_empty() || given.len() > TYPED_BYTES_MAX {
            return Err(bad(GlobProblem::Length));
        }
        let mut text: String = given.nfc().collect();
        if any_case {
            text = text.to_lowercase();
        }
        if cfg!(windows) {
            text = text.replace('\\', "/");
        }
        if text.ends_with('/') {
            text.push_str("**");
        }
        let letters = Letters::of(&text).ok_or_else(|| bad(GlobProblem::Letters))?;
        let glob: Glob = GlobBuilder::new(&letters.spell(&text))
            .literal_separator(true)
            .backslash_escape(true)
            .build()
            .map_err(|error| bad(problem_of(error.kind())))?;
        Ok(Pattern {
            given: given.into(),
            matcher: glob.compile_matcher(),
            letters,
            // The lines have the names in their own case.
            landmark: Finder::new(if any_case { "" } else { landmark(&text) }).into_owned(),
            whole: text.contains('/'),
            any_case,
            prefix: (text.contains('/') && !any_case).then(|| Prefix::of(&text)).flatten(),
            met: AtomicBool::new(false),
        })
    }

    /// Whether a name in normal form fits.
    fn fits(&self, name: &str) -> bool {
        let part = if self.whole { name } else { name.rsplit('/').next().unwrap_or(name) };
        let part: Cow<'_, str> =
            if self.any_case { part.to_lowercase().into() } else { part.into() };
        let spelled = self.letters.spell(&part);
        self.matcher.is_match_candidate(&Candidate::from_bytes(spelled.as_bytes()))
    }
}

/// The longest run of characters that a name must hold, as it is written in an index's line, for the pattern to
/// fit it; empty where there is none. Left out are what JSON escapes, what a glob gives a meaning to, and the
/// three that other characters become in normal form C. So is what follows a choice of letters, since that is
/// another grammar.
fn landmark(pattern: &str) -> &str {
    let sure = pattern.split(['[', '{', '\\']).next().unwrap_or("");
    let runs = sure.split(|c: char| !is_plain(c) || "\"/*?K;`".contains(c));
    runs.max_by_key(|run| run.len()).unwrap_or("")
}

/// A record's true name as text in normal form C; what is no text is U+FFFD.
fn normal(record: &Record) -> Cow<'_, str> {
    match &record.name {
        None => record.path.as_str().into(),
        Some(TrueName::Text(text)) if text.is_ascii() => (&**text).into(),
        Some(TrueName::Text(text)) => text.nfc().collect::<String>().into(),
        Some(TrueName::Bytes(bytes)) => {
            String::from_utf8_lossy(bytes).nfc().collect::<String>().into()
        }
        Some(TrueName::Utf16(units)) => {
            String::from_utf16_lossy(units).nfc().collect::<String>().into()
        }
    }
}

/// One byte for each character: printable ASCII is itself, each other character of the pattern has
/// a control character, and one more stands for all the rest.
struct Letters(Vec<char>);

impl Letters {
    const REST: char = '\u{1f}';

    fn of(pattern: &str) -> Option<Letters> {
        let mut special: Vec<char> = pattern.chars().filter(|c| !is_plain(*c)).collect();
        special.sort_unstable();
        special.dedup();
        (special.len() < Letters::REST as usize).then_some(Letters(special))
    }

    fn spell<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if text.chars().all(is_plain) {
            return text.into();
        }
        text.chars()
            .map(|c| if is_plain(c) { c } else { self.letter(c) })
            .collect::<String>()
            .into()
    }

    /// Sorted as the characters are, so that a range in a pattern stays a range.
    fn letter(&self, c: char) -> char {
        let at = self.0.binary_search(&c).ok();
        at.and_then(|at| char::from_u32(at as u32 + 1)).unwrap_or(Letters::REST)
    }
}

fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~')
}

/// How the names begin that a pattern can fit, as far as the safe path says the same.
///
/// ASCII only: other letters have two normal forms, under which a folder may stand twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// Whole folders, each with its `/`.
    pub folders: String,
    /// How the next component begins.
    pub partial: String,
}

impl Prefix {
    fn of(pattern: &str) -> Option<Prefix> {
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
        let prefix = Prefix { folders, partial: partial.into() };
        (!prefix.text().is_empty()).then_some(prefix)
    }

    /// What the safe paths begin with, unless a mark tells one of the folders from another.
    pub fn text(&self) -> String {
        format!("{}{}", self.folders, self.partial)
    }

    /// Whether the record lies in these very folders.
    pub fn holds(&self, record: &Record) -> bool {
        normal(record).starts_with(&self.folders)
    }

    /// What safe paths begin with where one of the folders carries a mark.
    pub fn marked(&self) -> Vec<String> {
        let mut above = String::new();
        let mut marked = Vec::new();
        for part in self.folders.split_inclusive('/') {
            let folder = part.trim_end_matches('/');
            let stem = folder.rfind('.').filter(|at| *at > 0).map_or(folder, |at| &folder[..at]);
            marked.push(format!("{above}{stem}~"));
            above.push_str(part);
        }
        marked
    }
}

/// Whether the component stands in a safe path as it is, but for a mark.
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
    use crate::verbs::restore::samples;
    use crate::words::names::Namer;
    use proptest::prelude::*;

    fn record(name: &TrueName) -> Record {
        samples::record(&mut Namer::new(), name)
    }

    fn fits(pattern: &str, name: &str) -> bool {
        let patterns = Patterns::read(&[pattern.into()]).unwrap();
        patterns.want(&record(&TrueName::Text(name.into())))
    }

    #[test]
    fn a_glob_means_what_the_table_says() {
        for (pattern, name, fit) in [
            ("*.pdf", "2025/11/factuur.pdf", true),
            ("*.pdf", "factuur.pdf.txt", false),
            ("*.PDF", "factuur.pdf", false),
            ("factuur.pdf", "a/b/factuur.pdf", true),
            ("factuur", "a/factuur/b", false),
            ("2025/*", "2025/a", true),
            ("2025/*", "2025/11/a", false),
            ("2025/**", "2025/11/a", true),
            ("**/*.xml", "a.xml", true),
            ("**/*.xml", "a/b/c.xml", true),
            ("**/11/*", "a/2025/11/b", true),
            ("2025/", "2025/11/a", true),
            ("2025/", "2025", false),
            ("20?5/a", "2025/a", true),
            ("a?b", "a/b", false),
            ("a[!/]b", "a/b", false),
            ("{a,b}.txt", "x/b.txt", true),
            ("[ab].txt", "c.txt", false),
            ("a/b", "a/b", true),
            ("a/b", "x/a/b", false),
            (".*", "x/.hidden", true),
            ("*", "x/.hidden", true),
        ] {
            assert_eq!(fits(pattern, name), fit, "{pattern} on {name}");
        }
    }

    #[test]
    fn a_letter_is_a_letter_whatever_its_bytes_and_normal_form() {
        for (pattern, name, fit) in [
            ("caf?.pdf", "café.pdf", true),
            ("caf?.pdf", "cafe\u{301}.pdf", true),
            ("cafe\u{301}.pdf", "café.pdf", true),
            ("café.pdf", "cafe\u{301}.pdf", true),
            ("café.pdf", "cafè.pdf", false),
            ("caf??.pdf", "café.pdf", false),
            ("caf[èé].pdf", "café.pdf", true),
            ("caf[à-ü].pdf", "cafü.pdf", true),
            ("caf[!é].pdf", "cafè.pdf", true),
            ("?", "😀", true),
            ("€*", "€ 100.txt", true),
            ("a\nb", "a\nb", true),
            ("a\nb", "a\tb", false),
        ] {
            assert_eq!(fits(pattern, name), fit, "{pattern} on {name}");
        }
        let odd = record(&TrueName::from_bytes(b"in/caf\xe9.txt".to_vec()));
        assert!(Patterns::read(&["in/caf?.txt".into()]).unwrap().want(&odd));
    }

    #[test]
    fn what_only_another_case_would_meet_is_told_apart() {
        let given = ["*.PDF", "Inkoop/**", "*.xml", "CAF\u{c9}*", "*.csv"].map(String::from);
        let patterns = Patterns::read(&given).unwrap();
        let names = ["inkoop/factuur.pdf", "x/caf\u{e9}.txt", "a.csv"];
        let all = names.map(|name| record(&TrueName::Text(name.into())));
        assert_eq!(all.iter().filter(|record| patterns.meet(record)).count(), 1);
        let loose = patterns.unmet_in_any_case();
        assert_eq!(all.iter().filter(|record| loose.meet(record)).count(), 2);
        assert_eq!(loose.met(), ["*.PDF", "Inkoop/**", "CAF\u{c9}*"]);
        assert!(
            loose.iter().all(|pattern| pattern.prefix.is_none()),
            "they are looked for anywhere"
        );
    }

    #[test]
    fn what_is_no_glob_is_refused() {
        for pattern in ["", "a[", "{a", "a]b{"] {
            let problem = Patterns::read(&[pattern.into()]).err();
            assert!(matches!(problem, Some(Usage::BadGlob { .. })), "{pattern}");
        }
        let many: String = ('\u{4e00}'..'\u{4e20}').collect();
        assert!(Patterns::read(&[many]).is_err());
    }

    #[test]
    fn what_met_nothing_is_known() {
        let patterns = Patterns::read(&["*.pdf".into(), "*.xml".into()]).unwrap();
        assert!(patterns.meet(&record(&TrueName::Text("a.pdf".into()))));
        assert!(!patterns.meet(&record(&TrueName::Text("a.txt".into()))));
        assert!(patterns.want(&record(&TrueName::Text("a.xml".into()))));
        assert_eq!(patterns.unmet(), ["*.xml"]);
    }

    #[test]
    fn the_prefix_is_what_the_safe_path_says_too() {
        for (pattern, folders, partial) in [
            ("2025/11/*.pdf", "2025/11/", ""),
            ("2025/11/factuur 2025-1*", "2025/11/", "factuur 2025-1"),
            ("2025/a.b.p*", "2025/", "a.b"),
            ("2025/11/factuur.pdf", "2025/11/", "factuur"),
            ("2025/b~b/c", "2025/", "b"),
            ("x:b/c", "", "x"),
            ("Müller/a", "", "M"),
            ("a/con*", "a/", ""),
            ("a/co*", "a/", ""),
            ("a/nul.txt/x", "a/", ""),
            ("a/contract*", "a/", ""),
            ("a/b. *", "a/", "b"),
            ("a/ b*", "a/", ""),
            ("a/b\\*c", "a/", "b"),
        ] {
            let expected = Prefix { folders: folders.into(), partial: partial.into() };
            assert_eq!(Prefix::of(pattern), Some(expected), "{pattern}");
        }
        for pattern in ["**/a", "*/a", "é/a", "~/a", "con/a"] {
            assert_eq!(Prefix::of(pattern), None, "{pattern}");
        }
        let prefix = Prefix::of("a.d/b/.c/x*").unwrap();
        assert_eq!(prefix.marked(), ["a~", "a.d/b~", "a.d/b/.c~"]);
    }

    #[test]
    fn a_landmark_is_in_every_name_that_fits() {
        for (pattern, expected) in [
            ("**/factuur-2025-0001.pdf", "factuur-2025-0001.pdf"),
            ("*.pdf", ".pdf"),
            ("in/*2025*é 1.pdf", " 1.pdf"),
            ("a[bcdefgh]ijklm", "a"),
            ("ab{cdef,ghij}", "ab"),
            ("a\\*bcdef", "a"),
            ("Kassa", "assa"),
            ("**/*", ""),
        ] {
            assert_eq!(landmark(pattern), expected, "{pattern}");
        }
    }

    proptest! {
        /// The one promise of a landmark: lines that hold a record that fits are never passed over.
        #[test]
        fn no_record_that_fits_is_passed_over(
            name in prop::collection::vec(
                prop_oneof![
                    "[aAbKCONÉé;`\u{212a}\u{37e}\u{1fef}e\u{301}\u{338}.~ :\"<%]{1,4}(/[aKbc. ~é]{1,3}){0,2}".prop_map(String::into_bytes),
                    prop::collection::vec(1u8..=255, 1..6),
                ],
                1..2,
            ),
            from in 0usize..4, to in 0usize..9,
        ) {
            let record = record(&TrueName::from_bytes(name[0].clone()));
            let text: Vec<char> = normal(&record).chars().collect();
            let (from, to) = (from.min(text.len()), to.min(text.len()));
            let part: String = text[from..to.max(from)].iter().collect();
            let part = globset::escape(&part).replace("[/]", "/");
            for pattern in [format!("**{part}**"), format!("*{part}*"), part] {
                let Ok(patterns) = Patterns::read(&[pattern]) else { continue };
                let line = serde_json::to_vec(&record).unwrap();
                prop_assert!(!patterns.want(&record) || patterns.may_be_in(&line));
            }
        }

        /// The one promise of a prefix: no name that fits is outside it or outside the marked ones.
        #[test]
        fn no_name_that_fits_is_outside_its_prefix(
            names in prop::collection::vec("[aAbcConÉé.~ :]{1,4}(/[aAbc. ~é]{1,3}){0,2}", 1..8),
            cut in 0usize..6,
        ) {
            let mut names: Vec<_> = names.into_iter().map(|n| TrueName::Text(n.into())).collect();
            names.sort();
            names.dedup();
            let literal: String = normal(&record(&names[0])).chars().take(cut).collect();
            let Some(prefix) = Prefix::of(&format!("{literal}*")) else { return Ok(()) };
            let mut namer = Namer::new();
            for name in &names {
                let path = namer.safe(name);
                let text = normal(&record(name)).into_owned();
                if text.starts_with(&literal) {
                    let within = path.as_str().starts_with(&prefix.text());
                    let marked = prefix.marked().iter().any(|m| path.as_str().starts_with(m));
                    prop_assert!(within || marked, "{text:?} is {path}, prefix {prefix:?}");
                }
            }
        }
    }
}
