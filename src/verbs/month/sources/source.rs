//! One source, and what comes out of it: each file by its month and class, and what fits neither.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::formats::index::Mtime;
use crate::powers::asker::{Unfit, UnfitPlace};
use crate::powers::sources::{Found as File, LeftOut, Roots, Walk};
use crate::rules::class::ClassId;
use crate::rules::month::{Month, of_file, of_folders};
use crate::things::search::patterns::{NoPattern, Patterns};
use crate::things::vault::known::Known;
use crate::things::vault::source_setting::{DateFrom, SourceSetting};
use crate::verbs::archive::LeftReport;
use crate::verbs::fault::{Fault, Usage};
use crate::words::names::TrueName;

/// So many folders below a source are told apart where nothing says the month: a year, what should be the month, and
/// one more.
pub(super) const UNSAID_DEEP: usize = 3;

/// What lies there.
#[derive(Debug, Default)]
pub struct Found {
    /// The month's files, by what they are sealed under.
    pub groups: BTreeMap<Under, Group>,
    pub unfit: Vec<UnfitPlace>,
    /// The earlier months of which files lie there that wait to be sealed.
    pub earlier: BTreeMap<Month, Earlier>,
    /// What of the month can't be sealed.
    pub left: Vec<LeftReport>,
    /// Folders of sources that are not there.
    pub gone: Vec<String>,
}

/// What waits of an earlier month.
#[derive(Debug, Default)]
pub struct Earlier {
    /// No bundle has a file of that name.
    pub unsealed: bool,
    /// Files that changed since they were sealed.
    pub changed: Vec<PathBuf>,
}

/// Under what files are sealed together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Under {
    pub class: ClassId,
    pub moving: bool,
    pub inactive_days: Option<u32>,
}

/// Files that are sealed together.
#[derive(Debug, Default)]
pub struct Group {
    /// The folders of the month, or the sources where the files say it; and what each is called.
    pub folders: Vec<(PathBuf, String)>,
    /// The newest file in each of these.
    pub newest: Vec<(Mtime, PathBuf)>,
    /// Each file's path and name, and the place of its folder.
    pub files: BTreeMap<PathBuf, (TrueName, usize)>,
    /// Some of them are in no bundle, or have changed since.
    pub waits: bool,
}

/// Why a file waits to be sealed.
enum Waiting {
    Unsealed,
    Changed,
}

/// A source that is there.
pub(super) struct Source<'v> {
    pub setting: &'v SourceSetting,
    pub roots: Roots,
    pub folder: PathBuf,
    rules: Vec<(Patterns, &'v ClassId)>,
}

impl<'v> Source<'v> {
    /// None where the folder is not there.
    pub fn open(
        setting: &'v SourceSetting,
        place: &Path,
        users_folder: Option<&Path>,
    ) -> Result<Option<Source<'v>>, Fault> {
        let mut rules = Vec::new();
        for rule in &setting.rule {
            let wrong = |NoPattern { pattern, why }: NoPattern| {
                let folder = setting.folder.clone();
                Fault::from(Usage::SourcePattern { folder, pattern, why })
            };
            let patterns = Patterns::read(std::slice::from_ref(&rule.pattern), None);
            let patterns = patterns.map_err(wrong)?;
            if let Some(problem) = patterns.malformed().into_iter().next() {
                return Err(wrong(problem));
            }
            rules.push((patterns, &rule.class));
        }
        let mut roots = Roots::default();
        if !place.is_dir() || roots.add(place, users_folder).is_err() {
            return Ok(None);
        }
        let folder = roots.paths().next().map(Path::to_path_buf);
        Ok(folder.map(|folder| Source { setting, roots, folder, rules }))
    }

    /// Sorts what was found below it.
    pub fn take(
        &self,
        walk: Walk,
        known: &Known,
        month: Month,
        shown: &Shown,
        found: &mut Found,
        unfit: &mut BTreeMap<(String, Unfit), u64>,
    ) {
        for file in &walk.found {
            let relative = self.roots.relative_of(file);
            let parts = parts(&relative);
            let of = self.month_of(&parts);
            let why = match (self.class_of(&parts.join("/")), of) {
                (Some(class), Some((of, deep))) if of == month => {
                    let waits = self.waiting(file, known).is_some();
                    self.put(file, class, deep, shown, found).waits |= waits;
                    continue;
                }
                (_, Some((of, _))) if of > month => continue,
                (Some(_), Some((of, _))) => {
                    match self.waiting(file, known) {
                        Some(Waiting::Unsealed) => {
                            found.earlier.entry(of).or_default().unsealed = true;
                        }
                        Some(Waiting::Changed) => {
                            found.earlier.entry(of).or_default().changed.push(file.path());
                        }
                        None => {}
                    }
                    continue;
                }
                (None, _) => Unfit::NoClass,
                (Some(_), _) => Unfit::NoMonth,
            };
            // Down to the folder of the month and one more: that is what a rule would be about.
            let deep = of.map_or(UNSAID_DEEP, |(_, deep)| deep + 1);
            let place = shown.below(&self.folder, &relative, deep);
            *unfit.entry((place, why)).or_default() += 1;
        }
        for (path, why) in &walk.left {
            let parts = path.strip_prefix(&self.folder).map(parts).unwrap_or_default();
            let of = self.month_of(&parts);
            let of_the_month = of.is_some_and(|(of, _)| of == month);
            // A link, or what nobody can look into, may stand for a folder of the month.
            let as_folder = [&parts[..], &[String::new()]].concat();
            let may_be = of.or_else(|| self.month_of(&as_folder)).is_none_or(|(of, _)| of == month);
            let is_told = match why {
                LeftOut::Litter | LeftOut::EmptyFolder => false,
                LeftOut::Unreadable(_) | LeftOut::InUse => true,
                LeftOut::Link | LeftOut::Special | LeftOut::Ours => may_be,
                LeftOut::StillActive
                | LeftOut::PathTooLong
                | LeftOut::Changing
                | LeftOut::InTheCloud => of_the_month,
            };
            found.left.extend(is_told.then(|| LeftReport::of(path, why)));
        }
    }

    /// Why a file would be sealed by a run over its month.
    fn waiting(&self, file: &File, known: &Known) -> Option<Waiting> {
        let name = self.roots.name_of(file);
        if !known.has_name(&name) {
            return Some(Waiting::Unsealed);
        }
        known.has_changed(&name, file.mtime, &file.path()).then_some(Waiting::Changed)
    }

    pub fn put<'f>(
        &self,
        file: &File,
        class: &ClassId,
        deep: usize,
        shown: &Shown,
        found: &'f mut Found,
    ) -> &'f mut Group {
        let SourceSetting { moving, inactive_days, .. } = *self.setting;
        let under = Under { class: class.clone(), moving, inactive_days };
        let group = found.groups.entry(under).or_default();
        let folder: PathBuf = self.roots.relative_of(file).components().take(deep).collect();
        let folder = if deep == 0 { self.folder.clone() } else { self.folder.join(folder) };
        let known = group.folders.iter().position(|(known, _)| *known == folder);
        let at = known.unwrap_or_else(|| {
            let name = shown.name(&folder);
            group.folders.push((folder, name));
            group.newest.push((file.mtime, file.path()));
            group.folders.len() - 1
        });
        let path = file.path();
        if group.newest[at].0 < file.mtime {
            group.newest[at] = (file.mtime, path.clone());
        }
        group.files.insert(path, (self.roots.name_of(file), at));
        group
    }

    /// The class of a file by the first rule that fits its name below the source.
    pub fn class_of(&self, name: &str) -> Option<&'v ClassId> {
        let rule = self.rules.iter().find(|(patterns, _)| patterns.fit_name(name));
        rule.map(|(_, class)| *class).or(self.setting.class.as_ref())
    }

    /// The month of a file, and how many folders below the source lead to the one that says it.
    fn month_of(&self, parts: &[String]) -> Option<(Month, usize)> {
        let (name, folders) = parts.split_last()?;
        match self.setting.date {
            DateFrom::Folder => {
                let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
                of_folders(&folders)
            }
            DateFrom::File => of_file(name).map(|month| (month, 0)),
            // No name says it.
            DateFrom::Document => None,
        }
    }
}

/// The folders on the way to a file, and its name.
pub(super) fn parts(relative: &Path) -> Vec<String> {
    let part = |part: Component<'_>| part.as_os_str().to_string_lossy().into_owned();
    relative.components().map(part).collect()
}

/// How places are shown: below what all of them have in common.
pub(super) struct Shown(pub PathBuf);

impl Shown {
    fn name(&self, folder: &Path) -> String {
        let below = folder.strip_prefix(&self.0).unwrap_or(folder);
        match (below.as_os_str().is_empty(), folder.file_name()) {
            (true, Some(name)) => name.to_string_lossy().into_owned(),
            (true, None) => folder.to_string_lossy().into_owned(),
            (false, _) => parts(below).join("/"),
        }
    }

    /// The folder on the way from a folder to a file that is so many below it; or the file's own, where that is less.
    pub fn below(&self, folder: &Path, relative: &Path, deep: usize) -> String {
        let folders = relative.parent().unwrap_or(Path::new(""));
        let below: PathBuf = folders.components().take(deep).collect();
        match below.as_os_str().is_empty() {
            true => self.name(folder),
            false => self.name(&folder.join(below)),
        }
    }
}
