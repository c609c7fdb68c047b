//! `[[source]]` in `kluis.toml`: a folder of this PC, under which class its files are sealed month by month, and what
//! says the month. Refuses to know what lies there; whether a pattern is one is the verb's to say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::rules::class::ClassId;
use crate::rules::schedule::Schedule;

/// One folder that `month` seals from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceSetting {
    /// Below the user's own folder, where it is not absolute.
    pub folder: PathBuf,
    /// The class of what no rule below fits; without one that stays.
    #[serde(default)]
    pub class: Option<ClassId>,
    /// What says the month.
    #[serde(default)]
    pub date: DateFrom,
    /// The files may go from this PC once copies enough hold.
    #[serde(default, rename = "move")]
    pub moving: bool,
    /// Only files untouched for so many days.
    #[serde(default)]
    pub inactive_days: Option<u32>,
    /// Classes by name or pattern: the first that fits counts.
    #[serde(default)]
    pub rule: Vec<SourceRule>,
}

/// The class of some of a source's files.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRule {
    /// As `restore --match` takes it, below the source's folder.
    #[serde(rename = "match")]
    pub pattern: String,
    pub class: ClassId,
}

/// What says to which month a file belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateFrom {
    /// The outermost folder in the source that is called after a month.
    #[default]
    Folder,
    /// The file's own name.
    File,
    /// What the file says of itself.
    Document,
}

impl SourceSetting {
    /// Where the folder is.
    pub fn place(&self, users_folder: Option<&Path>) -> PathBuf {
        users_folder.map_or_else(|| self.folder.clone(), |users| users.join(&self.folder))
    }
}

/// Why a `[[source]]` can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum SourceProblem {
    /// It names no folder, or the whole of the user's own.
    NoFolder,
    /// Its folder has a sign that no folder has: a backslash in double quotes made one of the letter behind it.
    Escaped(PathBuf),
    /// Two of them name this folder.
    Twice(PathBuf),
    /// The settings say that nothing in this source, or in all of a folder above it, is to be kept.
    Ignored(PathBuf),
    /// It has neither a class nor a rule.
    NoClass(PathBuf),
    /// No class is called so.
    UnknownClass {
        /// The source's folder.
        folder: PathBuf,
        /// What it says.
        class: ClassId,
    },
    /// Its documents are to say the month, and the term of this class starts by something else.
    NotByDocument {
        /// The source's folder.
        folder: PathBuf,
        class: ClassId,
        /// What it starts by.
        event: String,
        event_nl: String,
    },
}

/// Checks the sources of a vault against its classes.
pub(super) fn check(sources: &[SourceSetting], schedule: &Schedule) -> Result<(), SourceProblem> {
    let mut seen = BTreeSet::new();
    for source in sources {
        let folder = || source.folder.clone();
        if source.folder.components().all(|part| part.as_os_str() == ".") {
            return Err(SourceProblem::NoFolder);
        }
        if source.folder.to_string_lossy().chars().any(char::is_control) {
            return Err(SourceProblem::Escaped(folder()));
        }
        if !seen.insert(&source.folder) {
            return Err(SourceProblem::Twice(folder()));
        }
        let classes = source.rule.iter().map(|rule| &rule.class).chain(&source.class);
        if classes.clone().next().is_none() {
            return Err(SourceProblem::NoClass(folder()));
        }
        if let Some(class) = classes.clone().find(|class| schedule.get(class).is_none()) {
            return Err(SourceProblem::UnknownClass { folder: folder(), class: class.clone() });
        }
        let by_document = source.date == DateFrom::Document;
        let mut classes = classes.filter_map(|class| schedule.get(class));
        if let Some(class) = classes.find(|class| by_document && !class.is_dated_by_documents()) {
            let (event, event_nl) = (class.event.clone(), class.event_nl.clone());
            let (folder, class) = (folder(), class.id.clone());
            return Err(SourceProblem::NotByDocument { folder, class, event, event_nl });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::things::vault::config::{Config, ConfigProblem};
    use crate::words::toml_text::{NotToml, TomlFault};

    fn read(sources: &str) -> Result<Vec<SourceSetting>, ConfigProblem> {
        Config::read(&format!("name = \"Jansen\"\n{sources}")).map(|config| config.source)
    }

    #[test]
    fn a_source_has_a_folder_and_a_class_and_the_rest_has_a_default() {
        let least = "[[source]]\nfolder = \"Klanten/J\"\nclass = \"nl-admin-basis\"\n";
        let [source] = &read(least).unwrap()[..] else { panic!("one source") };
        assert_eq!(
            (source.moving, source.date, source.inactive_days),
            (false, DateFrom::Folder, None)
        );
        assert_eq!(source.place(Some(Path::new("/u"))), Path::new("/u/Klanten/J"));
        let most = "[[source]]\nfolder = \"/J\"\ndate = \"file\"\nmove = true\ninactive_days = 30\n\
                    [[source.rule]]\nmatch = \"Loon\"\nclass = \"nl-payroll\"\n";
        let [source] = &read(most).unwrap()[..] else { panic!("one source") };
        assert_eq!(
            (source.moving, source.date, source.inactive_days),
            (true, DateFrom::File, Some(30))
        );
        assert_eq!(source.rule[0].pattern, "Loon");
        assert_eq!(source.place(Some(Path::new("/u"))), Path::new("/J"));
    }

    #[test]
    fn what_can_t_be_meant_is_named() {
        let problem = |sources: &str| match read(sources).unwrap_err() {
            ConfigProblem::Sources(problem) => problem,
            other => panic!("{other:?}"),
        };
        let folder = || PathBuf::from("J");
        assert_eq!(problem("[[source]]\nfolder = \"J\"\n"), SourceProblem::NoClass(folder()));
        for none in ["", ".", "./."] {
            let text = format!("[[source]]\nfolder = \"{none}\"\nclass = \"nl-admin-basis\"\n");
            assert_eq!(problem(&text), SourceProblem::NoFolder, "{none}");
        }
        let one = "[[source]]\nfolder = \"J\"\nclass = \"nl-admin-basis\"\n";
        assert_eq!(problem(&one.repeat(2)), SourceProblem::Twice(folder()));
        let class = "nl-none".parse().unwrap();
        let unknown = SourceProblem::UnknownClass { folder: folder(), class };
        assert_eq!(problem("[[source]]\nfolder = \"J\"\nclass = \"nl-none\"\n"), unknown);
        for class in ["nl-contract", "nl-applicant", "nl-admin-basis"] {
            let rule = format!(
                "date = \"document\"\n[[source.rule]]\nmatch = \"x\"\nclass = \"{class}\"\n"
            );
            match read(&format!("{one}{rule}")) {
                Ok(sources) => assert_eq!((class, sources.len()), ("nl-admin-basis", 1)),
                Err(ConfigProblem::Sources(SourceProblem::NotByDocument { class: it, .. })) => {
                    assert_eq!(it.as_str(), class);
                }
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_its_table() {
        let fault = |sources: &str| match read(sources).unwrap_err() {
            ConfigProblem::Toml(NotToml { line, fault }) => (line, fault),
            other => panic!("{other:?}"),
        };
        let unknown = |name: &str, below: &str| TomlFault::Unknown {
            name: name.to_owned(),
            below: Some(below.to_owned()),
        };
        let text = "[[source]]\nfolder = \"J\"\nclas = \"nl-admin-basis\"\n";
        assert_eq!(fault(text), (Some(4), unknown("clas", "[[source]]")));
        let text = "[[source]]\nfolder = \"J\"\n[[source.rule]]\nmatches = \"x\"\n";
        assert_eq!(fault(text), (Some(5), unknown("matches", "[[source.rule]]")));
        let text = "[[source]]\nfolder = \"J\"\ndate = \"mail\"\n";
        assert!(matches!(fault(text), (Some(4), TomlFault::Value { .. })));
    }
}
