//! What `--match` means: a name, a folder, or a glob over them.
//!
//! A pattern finds what it says wherever that stands: a file's name, a folder's (and all below it), or several folders
//! and a name in a row. One that is spelled as a path of this PC stands for that path alone. `*` and `?` stay within a
//! folder, `**` crosses folders, `[…]` and `{a,b}` as usual; what is there under the very letters that were typed is
//! found in any case (`b[1].pdf`). Names are compared in one case of letters and one normal form: in an audit
//! completeness counts.
//!
//! `globset` works on bytes, so that its `?` and `[…]` would take half of an `é`. Both sides are
//! therefore spelled in one byte a character before they meet.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, OnceLock};

use aho_corasick::AhoCorasick;
use globset::{Candidate, GlobBuilder, GlobMatcher};
use memchr::memmem::{self, Finder};
use unicode_normalization::UnicodeNormalization;

use crate::formats::index::{Record, Wanted};
use crate::words::limits::TYPED_BYTES_MAX;
use crate::words::names::folded;

use super::letters::{Letters, is_plain, normal};
use super::prefix::{beginnings, can_stand};
use super::spelled::names_of;

mod by_name;

pub use by_name::ByName;

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
#[derive(Default)]
pub struct Patterns {
    all: Vec<Pattern>,
    /// The landmarks of all of them, looked for in one pass, once lines are looked at; none where one has none, so that
    /// any line may hold it.
    landmarks: OnceLock<Option<AhoCorasick>>,
}

/// One pattern.
struct Pattern {
    given: String,
    /// What it can mean: a path of this PC may have two names.
    meanings: Vec<Meaning>,
    /// Why it is no glob, so that only its very letters are looked for.
    malformed: Option<GlobProblem>,
    met: AtomicBool,
}

/// One way to take a pattern, in folded letters.
struct Meaning {
    /// The letters themselves between two `/`.
    literal: String,
    /// Only what lies beneath a folder of this name.
    beneath: bool,
    /// It begins at a name's first folder.
    anchored: bool,
    globs: Option<Globs>,
    /// How the safe paths begin of what it can fit; none where anything may.
    beginnings: Option<Vec<String>>,
    /// What its names hold, as a line spells it; empty where nothing is sure.
    landmark: Box<str>,
}

struct Globs {
    letters: Letters,
    matchers: Vec<GlobMatcher>,
}

/// How a true name begins in an index's line when it is no text: nothing of it may stand there in letters.
static ODD_NAMES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\"name\":{"));

/// The letters, as a line spells them, that are folded to one of ASCII: a landmark may stand in those.
const FOLDED_TO_ASCII: [&[u8]; 17] = [
    b"00df", b"0130", b"0131", b"0149", b"017f", b"01f0", b"037e", b"1e96", b"1e97", b"1e98",
    b"1e99", b"1e9a", b"1e9b", b"1e9e", b"1fef", b"212a", b"fb0",
];

impl Patterns {
    /// Reads what the user typed; `users_folder` is what `~` stands for.
    pub fn read(given: &[String], users_folder: Option<&Path>) -> Result<Patterns, NoPattern> {
        let read = |text: &String| Pattern::read(text, text, users_folder);
        given.iter().map(read).collect::<Result<_, _>>().map(Patterns::of)
    }

    /// The same where a word stands for every name that has it: what is a glob or a path is taken as it is.
    pub fn anywhere(given: &[String], users_folder: Option<&Path>) -> Result<Patterns, NoPattern> {
        let read = |text: &String| {
            let plain = !text.is_empty() && !text.contains(['*', '?', '[', '{', '/', '\\', '~']);
            let meant = if plain { format!("*{text}*") } else { text.clone() };
            Pattern::read(text, &meant, users_folder)
        };
        given.iter().map(read).collect::<Result<_, _>>().map(Patterns::of)
    }

    fn of(all: Vec<Pattern>) -> Patterns {
        Patterns { all, landmarks: OnceLock::new() }
    }

    fn landmarks(&self) -> Option<&AhoCorasick> {
        let read = || {
            let landmarks: Vec<&[u8]> = self.meanings().map(|it| it.landmark.as_bytes()).collect();
            let sure = !landmarks.iter().any(|landmark| landmark.is_empty());
            // What is too much for it is looked for without.
            sure.then(|| AhoCorasick::new(&landmarks).ok()).flatten()
        };
        self.landmarks.get_or_init(read).as_ref()
    }

    /// Whether no pattern was given, so that every record is asked for.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many were given.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// Whether the record is asked for.
    pub fn want(&self, record: &Record) -> bool {
        self.is_empty() || self.fit(&slashed(record))
    }

    /// Whether one of them fits a file by its name, its folders before it with `/` between.
    pub fn fit_name(&self, name: &str) -> bool {
        !self.is_empty() && self.fit(&slashed_name(name))
    }

    /// Whether the record is asked for; remembers by which patterns.
    pub fn meet(&self, record: &Record) -> bool {
        self.is_empty() || self.mark(&slashed(record))
    }

    /// Whether a name is asked for that is folded and stands between two `/`.
    pub(super) fn fit(&self, slashed: &str) -> bool {
        self.is_empty() || self.all.iter().any(|pattern| pattern.fits(slashed))
    }

    /// Remembers which patterns such a name fits; whether any.
    pub(super) fn mark(&self, slashed: &str) -> bool {
        let mut any = false;
        for pattern in self.all.iter().filter(|pattern| pattern.fits(slashed)) {
            pattern.met.store(true, Ordering::Relaxed);
            any = true;
        }
        any
    }

    /// The patterns that a name fits.
    pub(super) fn met_by(&self, slashed: &str) -> Vec<String> {
        let fitting = self.all.iter().filter(|pattern| pattern.fits(slashed));
        fitting.map(|pattern| pattern.given.clone()).collect()
    }

    /// The patterns that have met no record.
    pub fn unmet(&self) -> Vec<String> {
        self.without_record().map(|pattern| pattern.given.clone()).collect()
    }

    /// Those of them that are no globs either.
    pub fn malformed(&self) -> Vec<NoPattern> {
        let why = |pattern: &Pattern| {
            pattern.malformed.map(|why| NoPattern { pattern: pattern.given.clone(), why })
        };
        self.without_record().filter_map(why).collect()
    }

    fn without_record(&self) -> impl Iterator<Item = &Pattern> {
        self.all.iter().filter(|pattern| !pattern.met.load(Ordering::Relaxed))
    }

    fn meanings(&self) -> impl Iterator<Item = &Meaning> {
        self.all.iter().flat_map(|pattern| &pattern.meanings)
    }
}

impl Wanted for Patterns {
    fn may_stand(&self, first: &str, end: Option<&str>) -> bool {
        self.is_empty()
            || self.meanings().any(|meaning| match &meaning.beginnings {
                None => true,
                Some(all) => all.iter().any(|beginning| can_stand(beginning, first, end)),
            })
    }

    fn may_be_in(&self, lines: &[u8]) -> bool {
        if self.is_empty() || ODD_NAMES.find(lines).is_some() {
            return true;
        }
        let Some(landmarks) = self.landmarks() else { return true };
        let small = lines.to_ascii_lowercase();
        is_folded_to_ascii(&small) || landmarks.is_match(&small)
    }
}

/// Whether a line has a letter beyond ASCII that is folded to one within.
fn is_folded_to_ascii(lines: &[u8]) -> bool {
    memmem::find_iter(lines, b"\\u").any(|at| {
        let letter = &lines[at + 2..];
        FOLDED_TO_ASCII.iter().any(|known| letter.starts_with(known))
    })
}

/// A file's name, folded, between two `/`.
fn slashed_name(name: &str) -> String {
    format!("/{}/", folded(&name.nfc().collect::<String>()))
}

/// A record's name, folded, between two `/`.
pub(super) fn slashed(record: &Record) -> String {
    format!("/{}/", folded(&normal(record)))
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
    /// `meant` is what the given text stands for.
    fn read(given: &str, meant: &str, users_folder: Option<&Path>) -> Result<Pattern, NoPattern> {
        if given.is_empty() || given.len() > TYPED_BYTES_MAX {
            return Err(NoPattern { pattern: given.into(), why: GlobProblem::Length });
        }
        let mut malformed = None;
        let mut meaning = |text: &str, anchored| {
            let (meaning, why) = Meaning::read(&folded(text), anchored);
            malformed = malformed.or(why);
            meaning
        };
        let meanings = match names_of(meant, users_folder) {
            Some(names) => names.iter().map(|name| meaning(name, true)).collect(),
            None if cfg!(windows) => vec![meaning(&meant.replace('\\', "/"), false)],
            None => vec![meaning(meant, false)],
        };
        Ok(Pattern { given: given.into(), meanings, malformed, met: AtomicBool::new(false) })
    }

    /// Whether a name fits that is folded and stands between two `/`.
    fn fits(&self, slashed: &str) -> bool {
        self.meanings.iter().any(|meaning| meaning.fits(slashed))
    }
}

impl Meaning {
    /// Reads a folded pattern; where it is no glob, its letters are looked for, and why is given.
    fn read(text: &str, anchored: bool) -> (Meaning, Option<GlobProblem>) {
        let beneath = text.ends_with('/');
        let text = text.trim_matches('/');
        let has_meaning = text.contains(['*', '?', '[', ']', '{', '}', '\\']);
        let globs = match has_meaning {
            true => Globs::read(text, anchored, beneath).map(Some),
            false => Ok(None),
        };
        let (globs, malformed) = match globs {
            Ok(globs) => (globs, None),
            Err(why) => (None, Some(why)),
        };
        let meaning = Meaning {
            literal: if text.is_empty() { "/".into() } else { format!("/{text}/") },
            beneath,
            anchored,
            globs,
            beginnings: if anchored { beginnings(text) } else { None },
            landmark: landmark(text).into(),
        };
        (meaning, malformed)
    }

    fn fits(&self, slashed: &str) -> bool {
        let name = &slashed[1..slashed.len() - 1];
        // Beneath a folder something follows its `/`.
        let within = if self.beneath { &slashed[..slashed.len() - 1] } else { slashed };
        let is_there = match self.anchored {
            true => within.starts_with(&self.literal),
            false => within.contains(&self.literal),
        };
        is_there || self.globs.as_ref().is_some_and(|globs| globs.fit(name))
    }
}

impl Globs {
    fn read(text: &str, anchored: bool, beneath: bool) -> Result<Globs, GlobProblem> {
        let letters = Letters::of(text).ok_or(GlobProblem::Letters)?;
        let spelled = letters.spell(text);
        let start = if anchored || text.starts_with("**/") { "" } else { "**/" };
        let mut globs = Vec::new();
        if !beneath {
            globs.push(format!("{start}{spelled}"));
        }
        // What has a letter of its own may be a folder; `2025/*` is what lies in that folder alone.
        let last = spelled.rsplit('/').next().unwrap_or_default();
        if beneath || !last.chars().all(|c| matches!(c, '*' | '?')) {
            globs.push(format!("{start}{spelled}/**"));
        }
        let matcher = |glob: String| {
            let mut builder = GlobBuilder::new(&glob);
            let built = builder.literal_separator(true).backslash_escape(true).build();
            built.map(|glob| glob.compile_matcher()).map_err(|error| problem_of(error.kind()))
        };
        let matchers = globs.into_iter().map(matcher).collect::<Result<_, _>>()?;
        Ok(Globs { letters, matchers })
    }

    fn fit(&self, name: &str) -> bool {
        let spelled = self.letters.spell(name);
        let candidate = Candidate::from_bytes(spelled.as_bytes());
        self.matchers.iter().any(|matcher| matcher.is_match_candidate(&candidate))
    }
}

/// The longest run of characters that a name must hold, as it is written in an index's line in small letters, for the
/// folded pattern to fit it; empty where there is none. Left out are what JSON escapes and what a glob gives a meaning
/// to. So is what follows a choice of letters, since that is another grammar.
fn landmark(pattern: &str) -> &str {
    let sure = pattern.split(['[', '{', '\\']).next().unwrap_or("");
    let runs = sure.split(|c: char| !is_plain(c) || "\"/*?".contains(c));
    runs.max_by_key(|run| run.len()).unwrap_or("")
}

#[cfg(test)]
mod tests;
