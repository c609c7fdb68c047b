//! A delivery as one file: a tar of all that was written for it, encrypted to whoever gets it, with its SHA-256
//! beside it. Stock `age` and `tar` open it.
//!
//! What stands in the folder is read once, compared with the list of what was written, and passed on: no more than a
//! piece of it is in memory.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use secrecy::SecretString;
use serde::Serialize;

use crate::formats::tar_entry::{BLOCK, END, Mtime, member_header, padding};
use crate::powers::asker::{Act, Question, Watcher};
use crate::powers::envelope::{ParcelWriter, Unsealed, parcel_to, parcel_under};
use crate::powers::identity::ParcelRecipient;
use crate::powers::private;
use crate::powers::target::Standing;
use crate::things::vault::keys::{NoIdentity, is_own_passphrase};
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::init::typed_or_in;
use crate::verbs::session::World;
use crate::words::digest::{Digest, Hasher};
use crate::words::limits::MIB;

use super::check_place;
use super::given_file::GivenFile;
use super::given_list::{each_given, has_list};
use super::lists::sums_line;
use super::names::GIVEN;
use super::target_fault::at;

/// What is packed, and for whom.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The new file.
    pub file: PathBuf,
    /// Who opens it.
    pub opens: Opens,
}

/// Who opens a file.
#[derive(Debug, Clone)]
pub enum Opens {
    /// Whoever holds an identity of one of these.
    Recipients(Vec<ParcelRecipient>),
    /// Whoever is told the passphrase on the first line of this file, or else the one that is typed.
    Passphrase(Option<PathBuf>),
}

/// A delivery that was packed.
#[derive(Debug, Serialize)]
pub struct Packed {
    pub file: String,
    pub bytes: u64,
    pub sha256: Digest,
    /// The file beside it in which that stands, as `sha256sum` reads it.
    pub sums: String,
    /// How many recipients open it; none where a passphrase does.
    pub recipients: Option<usize>,
}

impl Pack {
    /// Refuses what would stand in the way, before anything is given into this folder, and gives the passphrase, where
    /// one opens the file. Whoever is told that of a vault on this PC would open that vault too.
    pub fn check(
        &self,
        world: &mut World<'_>,
        home: &Path,
        folder: &Path,
    ) -> Result<Option<SecretString>, Fault> {
        let there = [self.file.clone(), self.sums()];
        if let Some(path) = there.into_iter().find(|path| path.symlink_metadata().is_ok()) {
            return Err(Usage::FileExists { path, option: "--pack" }.into());
        }
        let place = |path: &Path| {
            super::real(path).map_err(|source| Fault::Io { path: path.to_path_buf(), source })
        };
        if place(&self.file)?.starts_with(place(folder)?) {
            let (file, folder) = (self.file.clone(), folder.to_path_buf());
            return Err(Usage::PackInFolder { file, folder }.into());
        }
        check_place(&self.file, home)?;
        match &self.opens {
            Opens::Recipients(_) => Ok(None),
            Opens::Passphrase(file) => passphrase(world, home, file.as_deref()).map(Some),
        }
    }

    /// The file in which the SHA-256 stands.
    fn sums(&self) -> PathBuf {
        let mut name = self.file.clone().into_os_string();
        name.push(".sha256");
        name.into()
    }

    /// Packs what this list names of a folder, beneath a folder of this name.
    pub fn write(
        &self,
        passphrase: Option<&SecretString>,
        folder: &Path,
        list: Digest,
        top: &str,
        watcher: &dyn Watcher,
    ) -> Result<Packed, Fault> {
        let stop = || watcher.interrupted();
        let standing = Standing::read(folder, false)?;
        let listed = folder.join(GIVEN);
        if !has_list(&standing, list, &stop).map_err(|source| at(&listed, source))? {
            return Err(Usage::TargetHolds(listed).into());
        }
        let file = new_file(&self.file)?;
        watcher.begin(Act::Packing, standing.files.values().sum());
        let written = self.begin(Summed::of(file), passphrase).and_then(|parcel| {
            let standing = &standing;
            let mut packing = Packing { standing, folder, top, watcher, to: &self.file, parcel };
            each_given(folder, standing, &stop, |name, given| packing.pass_on(name, given))?;
            packing.end()
        });
        watcher.end();
        let (bytes, sha256) = written.inspect_err(|_| {
            // One that is cut short opens for whoever gets it, and lacks something.
            let _ = std::fs::remove_file(&self.file);
        })?;
        let sums = self.sums();
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let line = sums_line(&sha256, name.as_bytes());
        let mut file = new_file(&sums)?;
        let put = file.write_all(&line).and_then(|()| file.sync_all());
        put.map_err(|source| {
            let _ = std::fs::remove_file(&self.file);
            at(&sums, source)
        })?;
        let recipients = match &self.opens {
            Opens::Recipients(recipients) => Some(recipients.len()),
            Opens::Passphrase(_) => None,
        };
        let said = |path: &Path| path.to_string_lossy().into_owned();
        Ok(Packed { file: said(&self.file), bytes, sha256, sums: said(&sums), recipients })
    }

    fn begin(
        &self,
        out: Summed,
        passphrase: Option<&SecretString>,
    ) -> Result<ParcelWriter<Summed>, Fault> {
        let io = |source| at(&self.file, source);
        match (&self.opens, passphrase) {
            (Opens::Recipients(recipients), _) => match parcel_to(recipients, out) {
                Ok(parcel) => Ok(parcel),
                Err(Unsealed::Io(source)) => Err(io(source)),
                Err(Unsealed::NoRecipients | Unsealed::TooManyRecipients { .. }) => {
                    Err(Usage::TooManyRecipients(recipients.len()).into())
                }
            },
            (Opens::Passphrase(_), Some(passphrase)) => parcel_under(passphrase, out).map_err(io),
            (Opens::Passphrase(_), None) => Err(NoIdentity::PassphraseNeeded.into()),
        }
    }
}

/// The passphrase of a file for somebody else, which opens no vault.
fn passphrase(
    world: &mut World<'_>,
    home: &Path,
    file: Option<&Path>,
) -> Result<SecretString, Fault> {
    let passphrase =
        typed_or_in(world, file, &Question::PackPassphrase, Usage::PackOpenedByNobody)?;
    let others = world.homes.iter().map(PathBuf::as_path).filter(|other| *other != home);
    let mut all = std::iter::once(home).chain(others);
    if let Some(opened) = all.find(|home| is_own_passphrase(home, &passphrase)) {
        let name = opened.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let other = (opened != home).then_some(name);
        let file = file.map(Path::to_path_buf);
        return Err(Usage::PackUnderOwnPassphrase { file, other }.into());
    }
    Ok(passphrase)
}

fn new_file(path: &Path) -> Result<File, Fault> {
    private::new_file(path).map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => {
            Usage::FileExists { path: path.to_path_buf(), option: "--pack" }.into()
        }
        _ => at(path, source),
    })
}

/// A file on its way.
struct Packing<'a> {
    standing: &'a Standing,
    folder: &'a Path,
    top: &'a str,
    watcher: &'a dyn Watcher,
    to: &'a Path,
    parcel: ParcelWriter<Summed>,
}

impl Packing<'_> {
    /// Passes on a file of the delivery, as it stands in its folder.
    fn pass_on(&mut self, name: &Path, given: &GivenFile) -> Result<(), Fault> {
        let unreadable = |source| at(&self.folder.join(name), source);
        let mut file = self.standing.open(name).map_err(unreadable)?;
        let modified = file.metadata().and_then(|facts| facts.modified()).map(Mtime::from);
        // As it stands in the folder, so that the list of sums beside it finds it. Only what is no UTF-8 is spelled.
        let own = name.to_str().map(|name| name.replace(MAIN_SEPARATOR, "/"));
        let own = own.unwrap_or_else(|| given.path.display().to_string());
        let member = format!("{}/{own}", self.top);
        let header = member_header(&member, given.bytes, modified.unwrap_or_default());
        let io = |source| at(self.to, source);
        self.parcel.write_all(&header).map_err(io)?;
        let (mut hasher, mut left) = (Hasher::new(), given.bytes);
        let mut buffer = vec![0; MIB.min(given.bytes) as usize];
        while left > 0 {
            let wanted = left.min(MIB) as usize;
            let got = file.read(&mut buffer[..wanted]).map_err(unreadable)?;
            if got == 0 {
                break;
            }
            if self.watcher.interrupted() {
                return Err(Fault::Interrupted);
            }
            hasher.update(&buffer[..got]);
            self.parcel.write_all(&buffer[..got]).map_err(io)?;
            self.watcher.advance(got as u64);
            left -= got as u64;
        }
        // Somebody has changed it since it was given.
        if left > 0 || hasher.finish() != given.sha256 {
            return Err(unreadable(ErrorKind::InvalidData.into()));
        }
        self.parcel.write_all(&[0; BLOCK][..padding(given.bytes)]).map_err(io)
    }

    /// Ends the tar and the age file; gives their bytes and their SHA-256.
    fn end(mut self) -> Result<(u64, Digest), Fault> {
        let io = |source| at(self.to, source);
        self.parcel.write_all(&END).map_err(io)?;
        let (file, bytes, sha256) = self.parcel.finish().and_then(Summed::end).map_err(io)?;
        file.sync_all().map_err(io)?;
        Ok((bytes, sha256))
    }
}

/// A file that is summed while it is written.
struct Summed {
    out: BufWriter<File>,
    hasher: Hasher,
    bytes: u64,
}

impl Summed {
    fn of(file: File) -> Summed {
        Summed { out: BufWriter::new(file), hasher: Hasher::new(), bytes: 0 }
    }

    fn end(self) -> io::Result<(File, u64, Digest)> {
        let Summed { out, hasher, bytes } = self;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok((file, bytes, hasher.finish()))
    }
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
