//! Many patterns beside many names: what is no glob is found by its letters, so that each name costs a look for each of
//! its folders, and not one for each pattern.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::Ordering;

use super::{Meaning, Patterns, slashed_name};

/// Patterns, of which those that fit a name are asked for by their places.
pub struct ByName {
    patterns: Patterns,
    /// Those that are letters alone, by these.
    literal: HashMap<Box<str>, Vec<usize>>,
    /// How many folders and names such letters have.
    depths: BTreeSet<usize>,
    /// Those that may fit by more than their letters.
    globs: Vec<usize>,
}

impl From<Patterns> for ByName {
    fn from(patterns: Patterns) -> ByName {
        let mut literal: HashMap<Box<str>, Vec<usize>> = HashMap::new();
        let (mut depths, mut globs) = (BTreeSet::new(), Vec::new());
        for (at, pattern) in patterns.all.iter().enumerate() {
            for Meaning { literal: letters, globs: more, .. } in &pattern.meanings {
                let letters = letters.trim_matches('/');
                if more.is_some() || letters.is_empty() {
                    globs.push(at);
                    continue;
                }
                depths.insert(letters.split('/').count());
                literal.entry(letters.into()).or_default().push(at);
            }
        }
        ByName { patterns, literal, depths, globs }
    }
}

impl ByName {
    /// Which of them fit a file by its name, by their places; they have met it from then on.
    pub fn places(&self, name: &str) -> Vec<usize> {
        let slashed = slashed_name(name);
        self.candidates(&slashed).into_iter().filter(|at| self.fits(*at, &slashed)).collect()
    }

    /// The same of those that have met no name: where most have, a file costs little.
    pub fn meet(&self, name: &str) {
        let slashed = slashed_name(name);
        let met = |at: &usize| self.patterns.all[*at].met.load(Ordering::Relaxed);
        for at in self.candidates(&slashed).into_iter().filter(|at| !met(at)) {
            self.fits(at, &slashed);
        }
    }

    /// Those that may fit, by their places.
    fn candidates(&self, slashed: &str) -> BTreeSet<usize> {
        // Where each folder or name in it begins, and where one would begin behind the last.
        let starts: Vec<usize> =
            memchr::memchr_iter(b'/', slashed.as_bytes()).map(|at| at + 1).collect();
        let windows = self.depths.iter().flat_map(|depth| {
            starts
                .iter()
                .zip(starts.iter().skip(*depth))
                .map(|(from, end)| &slashed[*from..end - 1])
        });
        let literal = windows.filter_map(|letters| self.literal.get(letters)).flatten();
        literal.chain(&self.globs).copied().collect()
    }

    fn fits(&self, at: usize, slashed: &str) -> bool {
        let pattern = &self.patterns.all[at];
        let fits = pattern.fits(slashed);
        if fits {
            pattern.met.store(true, Ordering::Relaxed);
        }
        fits
    }

    /// The patterns that have met no name.
    pub fn unmet(&self) -> Vec<String> {
        self.patterns.unmet()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// A user's folder as the system writes one.
    const USER: &str = if cfg!(windows) { "C:/home/u" } else { "/home/u" };

    #[test]
    fn what_is_found_by_its_letters_is_what_each_pattern_fits() {
        let [year, in_user] = ["2025", "nota.pdf"].map(|name| format!("{USER}/{name}"));
        let given = [
            "nota.pdf",
            "NOTA.pdf",
            "2025",
            "2025/",
            "2025/nota.pdf",
            "11/2025",
            "*.pdf",
            "b[1].pdf",
            &year,
            &in_user,
            "~/2025/nota.pdf",
            "~/2025/",
            "/",
            "Caf\u{e9}",
            "25/nota.pdf",
            "**/nota.pdf",
            "\u{df}.txt",
        ];
        let given: Vec<String> = given.iter().map(|text| (*text).to_owned()).collect();
        let patterns = Patterns::read(&given, Some(Path::new(USER))).unwrap();
        let by_name = ByName::from(Patterns::read(&given, Some(Path::new(USER))).unwrap());
        let meeting = ByName::from(Patterns::read(&given, Some(Path::new(USER))).unwrap());
        for name in [
            "nota.pdf",
            "2025/nota.pdf",
            "2025/Nota.PDF",
            "a/2025/nota.pdf",
            "2025",
            "2025/11/2025/x",
            "b[1].pdf",
            "b1.pdf",
            "a/Cafe\u{301}/x",
            "2025//nota.pdf",
            // Outside the user's folder a name begins with the letter of its drive.
            if cfg!(windows) { "C/home/u/2025/nota.pdf" } else { "home/u/2025/nota.pdf" },
            "",
            "/",
            "ss.txt",
        ] {
            let slashed = slashed_name(name);
            let fitting = patterns.all.iter().enumerate().filter(|(_, one)| one.fits(&slashed));
            let expected: Vec<usize> = fitting.map(|(at, _)| at).collect();
            assert_eq!(by_name.places(name), expected, "{name}");
            meeting.meet(name);
        }
        assert_eq!(meeting.unmet(), by_name.unmet());
        assert_eq!(by_name.unmet(), [&*in_user, "25/nota.pdf"]);
    }
}
