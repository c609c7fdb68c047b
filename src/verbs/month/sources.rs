//! What lies in a vault's sources, sorted by month and class, and what fits none of them. Reads names alone, and of a
//! source whose documents say the month those that `documents` has to read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use crate::formats::index::Mtime;
use crate::powers::asker::{Unfit, UnfitPlace, Watcher};
use crate::powers::real_path;
use crate::powers::sources::{Found as File, LeftOut, Roots, Walk, walk};
use crate::rules::class::ClassId;
use crate::rules::month::{Month, of_file, of_folders};
use crate::things::medium::Contacts;
use crate::things::search::patterns::{NoPattern, Patterns};
use crate::things::vault::config::ConfigProblem;
use crate::things::vault::known::Known;
use crate::things::vault::source_setting::{DateFrom, SourceProblem, SourceSetting};
use crate::things::vault::{CONFIG, Vault, VaultProblem};
use crate::verbs::archive::LeftReport;
use crate::verbs::fault::{Fault, Usage};
use crate::words::day::Day;
use crate::words::names::TrueName;

mod documents;

use documents::Documents;

/// So many folders below a source are told apart where nothing says the month: a year, what should be the month, and
/// one more.
const UNSAID_DEEP: usize = 3;

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
struct Source<'v> {
    setting: &'v SourceSetting,
    roots: Roots,
    folder: PathBuf,
    rules: Vec<(Patterns, &'v ClassId)>,
}

/// Looks through the sources of a vault, beside what its kept bundles are known to hold. `today` says which
/// dates have come.
pub fn look(
    vault: &Vault,
    known: &Known,
    (users_folder, contacts): (Option<&Path>, &Contacts),
    watcher: &dyn Watcher,
    (month, today): (Month, Day),
) -> Result<Found, Fault> {
    let mut found = Found::default();
    let mut sources: Vec<Source<'_>> = Vec::new();
    for setting in &vault.config.source {
        let place = setting.place(users_folder);
        let Some(source) = Source::open(setting, &place, users_folder)? else {
            found.gone.push(place.to_string_lossy().into_owned());
            continue;
        };
        if sources.iter().any(|other| other.folder == source.folder) {
            return Err(wrong(vault, SourceProblem::Twice(setting.folder.clone())));
        }
        sources.push(source);
    }
    let own = clients_own(vault, users_folder, &sources);
    let folders = sources.iter().map(|source| source.folder.as_path());
    let shown =
        Shown(common(folders.clone().chain(own.iter().map(|(_, folder)| folder.as_path()))));
    let home = real_path::of(&vault.root).unwrap_or_else(|_| vault.root.clone());
    let mut ours = vec![home];
    ours.extend(contacts.iter().map(|contact| contact.path.join(contact.folder.as_str())));
    let ignored = ignored(vault, users_folder);
    let clients = sources.iter().map(|source| &source.folder).chain(own.iter().map(|own| &own.1));
    let mut passed_over = clients.filter(|folder| ignored.iter().any(|it| folder.starts_with(it)));
    if let Some(folder) = passed_over.next() {
        return Err(wrong(vault, SourceProblem::Ignored(folder.clone())));
    }
    ours.extend(ignored.iter().cloned());
    let mut unfit: BTreeMap<(String, Unfit), u64> = BTreeMap::new();
    let mut documents: Option<Documents<'_>> = None;
    for source in &sources {
        let mut not_into = ours.clone();
        not_into.extend(folders.clone().filter(|other| *other != source.folder).map(Into::into));
        let mut walk = walk(&source.roots, None, &not_into);
        walk.left.retain(|(path, _)| !ignored.contains(path));
        if source.setting.date == DateFrom::Document {
            let documents = documents.get_or_insert_with(|| Documents::of(vault, known, today));
            let into = (&shown, &mut found, &mut unfit);
            source.take_documents(walk, documents, watcher, month, into)?;
        } else {
            source.take(walk, known, month, &shown, &mut found, &mut unfit);
        }
    }
    for (roots, folder) in &own {
        let mut not_into = ours.clone();
        not_into.extend(folders.clone().map(Into::into));
        for file in walk(roots, None, &not_into).found {
            let place = shown.below(folder, &roots.relative_of(&file), 1);
            *unfit.entry((place, Unfit::NoSource)).or_default() += 1;
        }
    }
    let place = |((folder, why), files)| UnfitPlace { folder, why, files };
    found.unfit = unfit.into_iter().map(place).collect();
    Ok(found)
}

fn wrong(vault: &Vault, problem: SourceProblem) -> Fault {
    let problem = ConfigProblem::Sources(problem);
    VaultProblem::Config { path: vault.root.join(CONFIG), problem }.into()
}

/// The folders of which the settings say that nothing in them is to be kept, as far as they are there.
fn ignored(vault: &Vault, users_folder: Option<&Path>) -> Vec<PathBuf> {
    let place =
        |path: &PathBuf| users_folder.map_or_else(|| path.clone(), |users| users.join(path));
    vault.config.ignore.iter().filter_map(|path| real_path::of(&place(path)).ok()).collect()
}

/// The folders that are this client's alone, as the settings say, and that lie in no source.
fn clients_own(
    vault: &Vault,
    users_folder: Option<&Path>,
    sources: &[Source<'_>],
) -> Vec<(Roots, PathBuf)> {
    let mut own = Vec::new();
    for path in &vault.config.sources {
        let path = users_folder.map_or_else(|| path.clone(), |users| users.join(path));
        let mut roots = Roots::default();
        // One that is not there holds nothing that could stay.
        if roots.add(&path, users_folder).is_err() {
            continue;
        }
        let folder = roots.paths().next().map(Path::to_path_buf);
        let within = |folder: &PathBuf| sources.iter().any(|it| folder.starts_with(&it.folder));
        own.extend(folder.filter(|folder| !within(folder)).map(|folder| (roots, folder)));
    }
    own
}

impl<'v> Source<'v> {
    /// None where the folder is not there.
    fn open(
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
    fn take(
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

    fn put<'f>(
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
    fn class_of(&self, name: &str) -> Option<&'v ClassId> {
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
fn parts(relative: &Path) -> Vec<String> {
    let part = |part: Component<'_>| part.as_os_str().to_string_lossy().into_owned();
    relative.components().map(part).collect()
}

/// How places are shown: below what all of them have in common.
struct Shown(PathBuf);

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
    fn below(&self, folder: &Path, relative: &Path, deep: usize) -> String {
        let folders = relative.parent().unwrap_or(Path::new(""));
        let below: PathBuf = folders.components().take(deep).collect();
        match below.as_os_str().is_empty() {
            true => self.name(folder),
            false => self.name(&folder.join(below)),
        }
    }
}

/// The folder that holds all of these.
fn common<'p>(folders: impl Iterator<Item = &'p Path>) -> PathBuf {
    let shared = |a: PathBuf, b: &Path| -> PathBuf {
        let same = a.components().zip(b.components()).take_while(|(a, b)| a == b);
        same.map(|(part, _)| part).collect()
    };
    let distinct: BTreeSet<&Path> = folders.collect();
    let mut folders = distinct.into_iter();
    let first = folders.next().map(Path::to_path_buf).unwrap_or_default();
    folders.fold(first, shared)
}
