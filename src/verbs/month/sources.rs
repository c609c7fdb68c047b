//! What lies in a vault's sources, sorted by month and class, and what fits none of them. Reads names alone, and of a
//! source whose documents say the month those that `documents` has to read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::powers::asker::{Unfit, UnfitPlace, Watcher};
use crate::powers::real_path;
use crate::powers::sources::{Roots, walk};
use crate::rules::month::Month;
use crate::things::medium::Contacts;
use crate::things::vault::config::ConfigProblem;
use crate::things::vault::known::Known;
use crate::things::vault::source_setting::{DateFrom, SourceProblem};
use crate::things::vault::{CONFIG, Vault, VaultProblem};
use crate::verbs::fault::Fault;
use crate::words::day::Day;

mod documents;
mod source;

pub use source::{Found, Group, Under};

use documents::Documents;
use source::{Shown, Source};

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
