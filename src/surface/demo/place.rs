//! The demonstration's folder: the invented administration, the vault's home, two drives.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use walkdir::WalkDir;

use crate::powers::target::{TargetProblem, look_free};
use crate::words::day::Day;
use crate::words::ids::BundleId;

use super::administration::{Document, Names, administration};
use super::stage::DemoProblem;

/// The same administration at every run on one day.
const SEED: u64 = 52;

/// The folder, by its absolute path.
pub struct Place {
    root: PathBuf,
}

impl Place {
    /// Makes the folder and the drives in it.
    pub fn open(dir: Option<&Path>) -> Result<Place, DemoProblem> {
        let root = match dir {
            Some(dir) => {
                look_free(dir)?;
                std::path::absolute(dir).map_err(|source| at(dir, source))?
            }
            None => {
                let made = tempfile::Builder::new().prefix("kluis-demo-").tempdir();
                made.map_err(|source| at(&std::env::temp_dir(), source))?.keep()
            }
        };
        let place = Place { root };
        for folder in ["drive-a", "drive-b"] {
            let path = place.root.join(folder);
            fs::create_dir_all(&path).map_err(|source| at(&path, source))?;
        }
        Ok(place)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path in the folder, as it is typed.
    pub fn typed(&self, name: &str) -> Result<String, DemoProblem> {
        let path = self.root.join(name);
        path.to_str().map(str::to_owned).ok_or_else(|| DemoProblem::NotUtf8(path.clone()))
    }

    /// Writes the administration, as it stands on a day.
    pub fn write_administration(&self, today: Day) -> Result<Vec<Document>, DemoProblem> {
        let documents: Vec<Document> = administration(SEED, today, self.names()).collect();
        for document in &documents {
            let path = self.root.join("Administratie").join(&document.path);
            write(&path, document).map_err(|source| at(&path, source))?;
        }
        Ok(documents)
    }

    /// Which names the file system takes; found out by one of the peculiar ones.
    fn names(&self) -> Names {
        if cfg!(windows) {
            return Names::Everywhere;
        }
        let odd = self.root.join("a:b.");
        let taken = File::create(&odd).and_then(|_| fs::remove_file(&odd));
        if taken.is_ok() { Names::AsUnix } else { Names::Everywhere }
    }

    /// The bundles on the first drive.
    pub fn bundles(&self) -> BTreeSet<BundleId> {
        let drive = fs::read_dir(self.root.join("drive-a")).into_iter().flatten().flatten();
        drive
            .filter_map(|folder| fs::read_dir(folder.path().join("bundles")).ok())
            .flatten()
            .filter_map(|bundle| bundle.ok()?.file_name().to_str()?.parse().ok())
            .collect()
    }

    /// Compares every record beneath a restore's folder with the document that it was; gives how
    /// many there were.
    pub fn compare(&self, restored: &str, documents: &[Document]) -> Result<usize, DemoProblem> {
        let records = self.root.join(restored).join("records");
        let mut compared = 0;
        for entry in WalkDir::new(&records) {
            let entry = entry.map_err(|error| at(&records, error.into()))?;
            if !entry.file_type().is_file() {
                continue;
            }
            let path = entry.path();
            let bytes = fs::read(path).map_err(|source| at(path, source))?;
            let same = documents
                .iter()
                .any(|document| is_same_name(path, &document.path) && document.bytes == bytes);
            if !same {
                return Err(DemoProblem::Differs(path.to_path_buf()));
            }
            compared += 1;
        }
        match compared {
            0 => Err(DemoProblem::Differs(records)),
            compared => Ok(compared),
        }
    }
}

/// What was archived is named from some folder above the document; its own folder and name are the
/// end of both.
fn is_same_name(restored: &Path, document: &str) -> bool {
    let end = |path: &Path| -> PathBuf {
        let mut end: Vec<_> = path.components().rev().take(2).collect();
        end.reverse();
        end.into_iter().collect()
    };
    end(restored) == end(Path::new(document))
}

fn write(path: &Path, document: &Document) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create_new(path)?;
    file.write_all(&document.bytes)?;
    let seconds = Duration::from_secs(document.modified_unix.unsigned_abs());
    let modified =
        if document.modified_unix < 0 { UNIX_EPOCH - seconds } else { UNIX_EPOCH + seconds };
    file.set_modified(modified)
}

fn at(path: &Path, source: io::Error) -> DemoProblem {
    TargetProblem::Io { path: path.into(), source }.into()
}
