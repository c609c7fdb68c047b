//! Which drives of several vaults are connected, looked at again and again: at the places where drives may be mounted,
//! and where each vault's were last. A place that hangs is waited for once, and is asked nothing more until it has
//! answered after all, or its mount is gone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::powers::places::{ask_all, forget_answered, forget_silence, places};
use crate::powers::real_path;
use crate::things::medium::drive_at;
use crate::things::vault::{Vault, VaultProblem};
use crate::words::day::Day;
use crate::words::ids::DriveId;

/// What tells that a drive of one vault is connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The vault's folder on its drives.
    folder: String,
    /// Where its drives were last.
    last: Vec<PathBuf>,
}

impl Expected {
    /// What the vault in `home` knows of its drives.
    pub fn read(home: &Path) -> Result<Expected, VaultProblem> {
        let vault = Vault::look(home, "kluis watch-drives")?;
        let last = vault.memory.media.values().map(|known| PathBuf::from(&known.path)).collect();
        Ok(Expected { folder: vault.id.folder(), last })
    }
}

/// A drive as it was met: where, and which one it says it is.
type Met = (PathBuf, Option<DriveId>);

/// The drives of some vaults, as they come and go.
#[derive(Debug, Default)]
pub struct Arrivals {
    /// By vault, what was there when it was last looked.
    there: Vec<BTreeSet<Met>>,
    mounted: BTreeSet<PathBuf>,
    /// Places that did not answer when they were last looked at.
    silent: BTreeSet<PathBuf>,
    day: Option<Day>,
}

/// What was seen in one look.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The vaults, by their place in the list, of which a drive has come since it was last looked. On another day each
    /// drive that is here counts as come again: its next verification may be due by then.
    pub came: BTreeSet<usize>,
    /// Places that did not answer, and did before.
    pub silent: Vec<PathBuf>,
}

impl Arrivals {
    /// Looks, on this day, for drives of all these vaults.
    pub fn look(&mut self, all: &[Expected], today: Day) -> Seen {
        if self.day.replace(today) != Some(today) {
            self.there.clear();
        }
        forget_answered();
        let mounted: BTreeSet<PathBuf> = places().into_iter().collect();
        forget_silence(self.mounted.difference(&mounted));
        let last = all.iter().flat_map(|vault| vault.last.iter().cloned());
        let looked_at: BTreeSet<PathBuf> = last.chain(mounted.iter().cloned()).collect();
        self.mounted = mounted;
        let folders: Vec<String> = all.iter().map(|vault| vault.folder.clone()).collect();
        let answers = ask_all(looked_at, move |place| {
            let holds = |folder: &String| place.join(folder).is_dir();
            let held = folders.iter().map(holds).collect::<Vec<bool>>();
            let met = held.contains(&true).then(|| {
                // One place may be spelled in two ways.
                let path = real_path::of(place).unwrap_or_else(|_| place.to_path_buf());
                (path, drive_at(place))
            });
            (held, met)
        });
        let mut there = vec![BTreeSet::new(); all.len()];
        let before = std::mem::take(&mut self.silent);
        for (place, answer) in answers {
            let Some((held, met)) = answer else {
                self.silent.insert(place);
                continue;
            };
            let Some(met) = met else { continue };
            for (vault, _) in there.iter_mut().zip(held).filter(|(_, held)| *held) {
                vault.insert(met.clone());
            }
        }
        let nothing = BTreeSet::new();
        let came = |(at, now): (usize, &BTreeSet<Met>)| {
            let before = self.there.get(at).unwrap_or(&nothing);
            now.difference(before).next().map(|_| at)
        };
        let came = there.iter().enumerate().filter_map(came).collect();
        self.there = there;
        Seen { came, silent: self.silent.difference(&before).cloned().collect() }
    }

    /// What was met of this vault counts as not met: another run had the vault.
    pub fn again(&mut self, at: usize) {
        if let Some(met) = self.there.get_mut(at) {
            met.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vaults of which a drive has come.
    fn came(arrivals: &mut Arrivals, expected: &[Expected], day: &str) -> BTreeSet<usize> {
        arrivals.look(expected, crate::words::day::parse_day(day).unwrap()).came
    }

    fn at(folder: &Path, drives: &[&str]) -> Expected {
        let last = drives.iter().map(|drive| folder.join(drive)).collect();
        Expected { folder: "kluis-0123abcd".into(), last }
    }

    #[test]
    fn a_drive_has_come_once_until_it_was_away() {
        let folder = tempfile::tempdir().unwrap();
        let (mut arrivals, expected) = (Arrivals::default(), [at(folder.path(), &["a", "b"])]);
        let there = folder.path().join("a/kluis-0123abcd");
        assert!(came(&mut arrivals, &expected, "2025-12-01").is_empty());
        std::fs::create_dir_all(&there).unwrap();
        assert_eq!(came(&mut arrivals, &expected, "2025-12-01"), BTreeSet::from([0]));
        assert!(came(&mut arrivals, &expected, "2025-12-01").is_empty());
        arrivals.again(0);
        assert_eq!(came(&mut arrivals, &expected, "2025-12-01"), BTreeSet::from([0]));
        std::fs::remove_dir(&there).unwrap();
        assert!(came(&mut arrivals, &expected, "2025-12-01").is_empty());
        std::fs::create_dir_all(&there).unwrap();
        assert_eq!(came(&mut arrivals, &expected, "2025-12-01"), BTreeSet::from([0]));
    }

    #[test]
    fn a_drive_that_stays_has_come_again_on_another_day() {
        let folder = tempfile::tempdir().unwrap();
        let (mut arrivals, expected) = (Arrivals::default(), [at(folder.path(), &["a"])]);
        std::fs::create_dir_all(folder.path().join("a/kluis-0123abcd")).unwrap();
        for day in ["2025-12-01", "2025-12-02"] {
            assert_eq!(came(&mut arrivals, &expected, day), BTreeSet::from([0]));
            assert!(came(&mut arrivals, &expected, day).is_empty());
        }
    }

    #[test]
    fn each_vault_hears_of_its_own_drives_alone() {
        let folder = tempfile::tempdir().unwrap();
        let other = Expected { folder: "kluis-89ef0123".into(), ..at(folder.path(), &["b"]) };
        let expected = [at(folder.path(), &["a"]), other];
        let mut arrivals = Arrivals::default();
        std::fs::create_dir_all(folder.path().join("a/kluis-89ef0123")).unwrap();
        assert_eq!(came(&mut arrivals, &expected, "2025-12-01"), BTreeSet::from([1]));
        std::fs::create_dir_all(folder.path().join("b/kluis-0123abcd")).unwrap();
        assert_eq!(came(&mut arrivals, &expected, "2025-12-01"), BTreeSet::from([0]));
    }
}
