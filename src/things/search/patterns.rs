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
use crate::words::limits::TYPED_BYTES_MAX;

use super::letters::{Letters, is_plain, normal};
use super::prefix::Prefix;

/// What a person typed, and why it can't be a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoPattern {
    pub pattern: String,
    pub why: GlobProblem,
}

/// Why a pattern over names can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlobProblem {
    /// It is empty, or too long.
    Length,
    /// It has more letters of other alphabets than can be told apart.
    Letters,
    /// `[` without `]`.
    OpenClass,
    /// `[z-a]`.
    Range { from: char, to: char },
    /// `{` without `}`, or the reverse.
    Braces,
    /// `\` at the end.
    DanglingEscape,
    /// It comes to more than can be looked for.
    TooMuch,
}

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
    pub fn read(given: &[String]) -> Result<Patterns, NoPattern> {
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
    fn read(given: &str, any_case: bool) -> Result<Pattern, NoPattern> {
        let bad = |why| NoPattern { pattern: given.into(), why };
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

#[cfg(test)]
mod tests;
