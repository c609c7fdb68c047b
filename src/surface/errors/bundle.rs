//! Problems with a bundle: its seal, its bytes, its key; and what went wrong while one was written, copied or
//! erased.

use super::medium::{file_problem, storage_problem};
use super::{Exit, Said, say_any, say_name, word};
use crate::formats::index::IndexDamage;
use crate::powers::envelope::{KeyProblem, Unopened};
use crate::surface::spelled::count;
use crate::surface::voice::Voice;
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::open::OpenProblem;
use crate::things::bundle::pack::PackProblem;
use crate::things::bundle::proof::SealProblem;
use crate::things::bundle::write::WriteProblem;
use crate::things::destruction::erase::EraseProblem;
use crate::words::ids::BundleId;

/// Where a bundle is: its drive, and its id where one is known.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub label: &'a str,
    pub bundle: Option<BundleId>,
}

impl At<'_> {
    fn place(&self) -> String {
        match self.bundle {
            Some(bundle) => format!("{bundle} on {}", say_name(self.label)),
            None => say_name(self.label),
        }
    }

    fn said(&self, exit: Exit, what: impl std::fmt::Display, help: impl Into<String>) -> Said {
        Said::new(exit, format!("{}: {what}", self.place()), help)
    }

    fn verify(&self) -> String {
        format!("kluis verify {}", word(self.label))
    }

    /// Another copy, the home or parity may have what is damaged; whether they do, `repair` says.
    fn repair(&self) -> String {
        format!("kluis repair {}", word(self.label))
    }

    fn another_copy(&self) -> String {
        let show = self.bundle.map(|bundle| format!("; kluis show {bundle}"));
        format!("use another drive that holds it{}", show.unwrap_or_default())
    }
}

pub(super) fn seal_problem(voice: &Voice, at: At<'_>, problem: &SealProblem) -> Said {
    match problem {
        SealProblem::Unsealed | SealProblem::Signature => {
            at.said(Exit::Fixity, say_any(problem), at.repair())
        }
        SealProblem::Unreadable(_)
        | SealProblem::OtherVault
        | SealProblem::OtherBundle { .. }
        | SealProblem::OtherSeal { .. }
        | SealProblem::NotInLedger => at.said(Exit::Seal, say_any(problem), at.another_copy()),
        SealProblem::File(problem) => file_problem(voice, problem, Some(&at.place())),
    }
}

pub(super) fn open_problem(voice: &Voice, at: At<'_>, problem: &OpenProblem) -> Said {
    let identity = "add --identity FILE: a paper identity of this vault, typed into a file";
    match problem {
        OpenProblem::NoKey => at.said(
            Exit::Medium,
            say_any(problem),
            "plug in the drive that holds the keys, and run it again: kluis medium list",
        ),
        OpenProblem::Key(KeyProblem::Unopened(Unopened::NoIdentity))
        | OpenProblem::Unopened(Unopened::NoIdentity) => {
            at.said(Exit::NoIdentity, "no identity given opens it", identity)
        }
        OpenProblem::Key(KeyProblem::Unopened(problem)) | OpenProblem::Unopened(problem) => {
            unopened(voice, at, problem)
        }
        OpenProblem::Key(
            KeyProblem::Size { .. } | KeyProblem::Content(_) | KeyProblem::Several { .. },
        )
        | OpenProblem::NotAsSealed { .. } => at.said(Exit::Fixity, say_any(problem), at.repair()),
        OpenProblem::OtherKey | OpenProblem::OtherIndex => {
            at.said(Exit::Seal, say_any(problem), at.another_copy())
        }
        OpenProblem::Index(damage) => index_damage(voice, at, damage),
        OpenProblem::File(problem) => file_problem(voice, problem, Some(&at.place())),
    }
}

fn unopened(_voice: &Voice, at: At<'_>, problem: &Unopened) -> Said {
    let exit = match problem {
        Unopened::NoIdentity => Exit::NoIdentity,
        Unopened::Io(_) => Exit::Io,
        Unopened::NotAge
        | Unopened::UnknownVersion
        | Unopened::HeaderTooLarge { .. }
        | Unopened::HeaderAltered
        | Unopened::UnderPassphrase
        | Unopened::Length { .. }
        | Unopened::TooLarge { .. }
        | Unopened::Damaged => Exit::Fixity,
    };
    at.said(exit, format!("it can't be decrypted: {}", say_any(problem)), at.repair())
}

fn index_damage(_voice: &Voice, at: At<'_>, damage: &IndexDamage) -> Said {
    let exit = match damage {
        IndexDamage::Io(_) => Exit::Io,
        IndexDamage::Length
        | IndexDamage::SeekTable(_)
        | IndexDamage::Directory
        | IndexDamage::Frame { .. }
        | IndexDamage::Line { .. }
        | IndexDamage::Order { .. } => Exit::Fixity,
    };
    at.said(exit, format!("its index: {}", say_any(damage)), at.repair())
}

/// One file that is not what it must be.
fn file_fault(voice: &Voice, at: At<'_>, name: &str, fault: &FileFault) -> Said {
    let what = match fault {
        FileFault::Missing => "is not there".into(),
        FileFault::NotAFile => "is no file".into(),
        FileFault::Size { found } => {
            format!("has another size than was written, {}", count(*found, "byte", "bytes"))
        }
        FileFault::Bytes { .. } => "reads back otherwise than it was written".into(),
        FileFault::Unreadable(problem) => {
            return storage_problem(voice, problem, Some(&at.place()));
        }
    };
    let help = "set this drive aside: it does not keep what is written to it";
    at.said(Exit::Fixity, format!("{} {what}", say_name(name)), help)
}

pub(super) fn write_problem(voice: &Voice, at: At<'_>, problem: &WriteProblem) -> Said {
    match problem {
        WriteProblem::Pack(problem) => pack_problem(voice, at, problem),
        WriteProblem::Storage(problem) => storage_problem(voice, problem, Some(&at.place())),
        WriteProblem::ReadBack { name, fault } => file_fault(voice, at, name, fault),
        WriteProblem::Parity(problem) => {
            at.said(Exit::Fixity, format!("its parity: {}", say_any(problem)), at.verify())
        }
        WriteProblem::Recipients(_) => at.said(
            Exit::Usage,
            say_any(problem),
            "put recipients.txt back as it was: the ledger says who may read this vault",
        ),
        WriteProblem::NothingLeft(files) => {
            let first = files
                .first()
                .map(|(path, why)| format!("{}: {why}", say_name(&path.to_string_lossy())));
            at.said(
                Exit::Io,
                format!("no file could be read; {}", first.unwrap_or_default()),
                "check that you may read the files, and that no program changes them",
            )
        }
    }
}

fn pack_problem(voice: &Voice, at: At<'_>, problem: &PackProblem) -> Said {
    match problem {
        PackProblem::Unstable(_) => {
            let help = "close the program that writes to it, and run it again";
            at.said(Exit::Io, say_any(problem), help)
        }
        PackProblem::Storage(problem) => storage_problem(voice, problem, Some(&at.place())),
        PackProblem::Compression(_) => {
            at.said(Exit::Io, say_any(problem), "close other programs, and run it again")
        }
        PackProblem::Interrupted => super::fault::interrupted(voice),
    }
}

pub(super) fn erase_problem(voice: &Voice, at: At<'_>, problem: &EraseProblem) -> Said {
    let (exit, help) = match problem {
        EraseProblem::Storage(problem) => {
            return storage_problem(voice, problem, Some(&at.place()));
        }
        EraseProblem::NotItsOwn { .. } => {
            (Exit::Refused, "kluis did not put it there: look at it, and move it away".to_owned())
        }
        EraseProblem::Differs { .. } => {
            (Exit::Fixity, format!("{}; to erase it all the same, add --damaged", at.verify()))
        }
        EraseProblem::Moved { .. } => (
            Exit::Refused,
            "give that folder its own name back, or look at it and remove it; then run it again"
                .to_owned(),
        ),
        EraseProblem::AnotherBundles { .. } => (Exit::Refused, at.verify()),
        EraseProblem::ReadsOtherwise { .. } | EraseProblem::StillThere { .. } => (
            Exit::Fixity,
            "run kluis destroy again; if it stays so, destroy the drive itself".to_owned(),
        ),
        EraseProblem::OtherLeave => (Exit::Refused, at.another_copy()),
        EraseProblem::Interrupted => return super::fault::interrupted(voice),
    };
    at.said(exit, say_any(problem), help)
}
