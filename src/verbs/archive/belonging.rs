//! A source folder belongs to one vault: what the other vaults on this PC have sealed from is not sealed into this
//! one by mistake.
//!
//! Owns whose a folder is: what `kluis.toml` says, and what each home wrote down of the places that it sealed from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::powers::medium::Storage;
use crate::powers::places::ask;
use crate::powers::real_path;
use crate::powers::sources::Roots;
use crate::things::vault::config::Config;
use crate::things::vault::sources;

use crate::verbs::fault::{Fault, Usage};
use crate::verbs::other_homes::OtherHome;
use crate::verbs::session::Session;

/// A place that another vault has sealed from, or holds for its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SharedReport {
    pub path: String,
    /// The other client's name.
    pub vault: String,
}

/// Refuses roots that are another vault's or hold something of another vault's, unless a person said that they are this
/// one's too. Gives those that are shared.
pub fn check(
    session: &Session<'_, '_>,
    roots: &Roots,
    accepted: bool,
) -> Result<Vec<SharedReport>, Fault> {
    let vault = &session.vault;
    let users_folder = session.world.users_folder.as_deref();
    let own = Places::of(&*vault.home, &vault.config, users_folder);
    let mut shared = BTreeSet::new();
    for other in OtherHome::all(session) {
        let mut places = Places::of(&other.storage, &other.config, users_folder);
        // For the other client a `[[source]]` is as good as a place; for this one it may have been copied from there.
        places.add(other.config.source.iter().map(|source| source.place(users_folder)));
        let name = other.config.name;
        for root in roots.paths() {
            let Some(place) = places.meeting(root) else { continue };
            // What this vault was told of before needs no second word.
            if !accepted && !own.covers(root) {
                let (path, place) = (root.to_path_buf(), place.to_path_buf());
                return Err(Usage::SourceOfOther { path, place, vault: name }.into());
            }
            let path = place.to_string_lossy().into_owned();
            shared.insert(SharedReport { path, vault: name.clone() });
        }
    }
    Ok(shared.into_iter().collect())
}

/// Folders and files that are one vault's.
struct Places(BTreeSet<PathBuf>);

impl Places {
    fn of(home: &dyn Storage, config: &Config, users_folder: Option<&Path>) -> Places {
        let mut places = Places(sources::all(home).into_iter().collect());
        places.add(
            config
                .sources
                .iter()
                .map(|path| users_folder.map_or_else(|| path.clone(), |folder| folder.join(path))),
        );
        places
    }

    /// Adds places that somebody typed.
    fn add(&mut self, typed: impl Iterator<Item = PathBuf>) {
        let real =
            |path: PathBuf| ask(&path, |path| real_path::of(path).ok()).flatten().unwrap_or(path);
        self.0.extend(typed.map(real));
    }

    /// Whether a root is one of these, or lies in one.
    fn covers(&self, root: &Path) -> bool {
        root.ancestors().any(|above| self.0.contains(above))
    }

    /// The place that a root is, lies in or holds.
    fn meeting(&self, root: &Path) -> Option<&Path> {
        let above = root.ancestors().find_map(|above| self.0.get(above));
        above.or_else(|| self.0.iter().find(|place| place.starts_with(root))).map(PathBuf::as_path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_met_from_above_and_below_and_not_from_beside() {
        let places = Places(["/k/a/2025", "/k/b", "/k/c/x.pdf"].map(PathBuf::from).into());
        let met = |root: &str| places.meeting(Path::new(root)).and_then(Path::to_str);
        assert_eq!(met("/k/a/2025"), Some("/k/a/2025"));
        assert_eq!(met("/k/a/2025/11"), Some("/k/a/2025"));
        assert_eq!(met("/k/a"), Some("/k/a/2025"));
        assert_eq!(met("/k"), Some("/k/a/2025"));
        assert_eq!(met("/k/c"), Some("/k/c/x.pdf"));
        for beside in ["/k/a/2024", "/k/a/20251", "/k/bb", "/k/c/y.pdf", "/x"] {
            assert_eq!(met(beside), None, "{beside}");
        }
        assert!(places.covers(Path::new("/k/b/2025")) && places.covers(Path::new("/k/b")));
        assert!(!places.covers(Path::new("/k/a")), "its other years may be anybody's");
    }
}
