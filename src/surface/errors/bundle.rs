//! Problems with a bundle: its seal, its key; and what went wrong while one was written, copied or erased.

use std::path::PathBuf;

use super::place::At;
use super::storage::{file_problem, not_ours, storage_problem};
use super::vault::recipients_back;
use super::words::{
    open_words, parity_words, seal_words, source_words, unopened_words, unsealed_words,
};
use super::{Exit, Said, path_text};
use crate::formats::index::IndexDamage;
use crate::powers::envelope::{KeyProblem, Unopened};
use crate::powers::sources::SourceProblem;
use crate::surface::voice::{Noun, Voice, both};
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::open::OpenProblem;
use crate::things::bundle::pack::PackProblem;
use crate::things::bundle::proof::SealProblem;
use crate::things::bundle::write::WriteProblem;
use crate::things::destruction::erase::EraseProblem;

fn said(voice: &Voice, at: At<'_>, exit: Exit, what: &str, help: String) -> Said {
    Said::new(exit, format!("{}: {what}", at.said(voice)), help)
}

pub(super) fn seal_problem(voice: &Voice, at: At<'_>, problem: &SealProblem) -> Said {
    let what = seal_words(voice, problem);
    match problem {
        SealProblem::Unsealed | SealProblem::Signature => {
            said(voice, at, Exit::Fixity, &what, at.repair(voice))
        }
        SealProblem::Unreadable(_)
        | SealProblem::OtherVault
        | SealProblem::OtherBundle { .. }
        | SealProblem::OtherSeal { .. }
        | SealProblem::NotInLedger => said(voice, at, Exit::Seal, &what, at.another_copy(voice)),
        SealProblem::File(problem) => file_problem(voice, problem, Some(at)),
    }
}

pub(super) fn open_problem(voice: &Voice, at: At<'_>, problem: &OpenProblem) -> Said {
    match problem {
        OpenProblem::NoKey => said(
            voice,
            at,
            Exit::Medium,
            &open_words(voice, problem),
            both!(
                voice,
                "plug in the drive that holds the keys, and run it again: {list}",
                "sluit de schijf met de bundelsleutels aan, en geef de opdracht opnieuw: {list}",
                list = super::medium_list(voice)
            ),
        ),
        OpenProblem::Key(KeyProblem::Unopened(problem)) | OpenProblem::Unopened(problem) => {
            unopened(voice, at, problem)
        }
        OpenProblem::Key(
            KeyProblem::Size { .. } | KeyProblem::Content(_) | KeyProblem::Several { .. },
        )
        | OpenProblem::NotAsSealed { .. } => {
            said(voice, at, Exit::Fixity, &open_words(voice, problem), at.repair(voice))
        }
        OpenProblem::OtherKey | OpenProblem::OtherIndex => {
            said(voice, at, Exit::Seal, &open_words(voice, problem), at.another_copy(voice))
        }
        OpenProblem::Index(damage) => {
            said(voice, at, index_exit(damage), &open_words(voice, problem), at.repair(voice))
        }
        OpenProblem::File(problem) => file_problem(voice, problem, Some(at)),
    }
}

fn unopened(voice: &Voice, at: At<'_>, problem: &Unopened) -> Said {
    let exit = match problem {
        Unopened::NoIdentity => {
            let help = both!(
                voice,
                "add --identity FILE: a paper identity of this vault, typed into a file",
                "voeg toe: --identity BESTAND, met de papieren sleutel van deze kluis erin getypt"
            );
            return said(voice, at, Exit::NoIdentity, &unopened_words(voice, problem), help);
        }
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
    let what = both!(
        voice,
        "it can't be decrypted: {why}",
        "niet te ontsleutelen: {why}",
        why = unopened_words(voice, problem)
    );
    said(voice, at, exit, &what, at.repair(voice))
}

fn index_exit(damage: &IndexDamage) -> Exit {
    match damage {
        IndexDamage::Io(_) => Exit::Io,
        IndexDamage::Length
        | IndexDamage::SeekTable(_)
        | IndexDamage::Directory
        | IndexDamage::Frame { .. }
        | IndexDamage::Line { .. }
        | IndexDamage::Order { .. } => Exit::Fixity,
    }
}

/// One file that was just written, and is not there as it was written.
fn read_back(voice: &Voice, at: At<'_>, name: &str, fault: &FileFault) -> Said {
    let what = match fault {
        FileFault::Missing => both!(voice, "{name} is not there", "{name} is er niet"),
        FileFault::NotAFile => both!(voice, "{name} is no file", "{name} is geen bestand"),
        FileFault::Size { found } => both!(
            voice,
            "{name} has another size than was written, {bytes}",
            "{name} heeft een andere grootte dan er is geschreven: {bytes}",
            bytes = voice.count(*found, Noun::Byte)
        ),
        FileFault::Bytes { .. } => both!(
            voice,
            "{name} reads back different from what was written",
            "{name} is bij het teruglezen niet gelijk aan wat er is geschreven"
        ),
        FileFault::Unreadable(problem) => return storage_problem(voice, problem, Some(at)),
    };
    let help = both!(
        voice,
        "unplug this drive, since it does not keep what is written to it, and take another one: {add}",
        "koppel deze schijf los, want die bewaart niet wat erop wordt geschreven, en neem een andere: {add}",
        add = super::medium_add(voice, None)
    );
    said(voice, at, Exit::Fixity, &what, help)
}

pub(super) fn write_problem(voice: &Voice, at: At<'_>, problem: &WriteProblem) -> Said {
    match problem {
        WriteProblem::Pack(problem) => pack_problem(voice, at, problem),
        WriteProblem::Storage(problem) => storage_problem(voice, problem, Some(at)),
        WriteProblem::ReadBack { name, fault } => read_back(voice, at, name, fault),
        WriteProblem::Parity(problem) => {
            let what = both!(
                voice,
                "its parity: {why}",
                "de herstelgegevens: {why}",
                why = parity_words(voice, problem)
            );
            said(voice, at, Exit::Fixity, &what, at.verify(voice))
        }
        WriteProblem::Recipients(problem) => {
            said(voice, at, Exit::Usage, &unsealed_words(voice, problem), recipients_back(voice))
        }
        WriteProblem::NothingLeft(files) => nothing_left(voice, at, files),
    }
}

fn nothing_left(voice: &Voice, at: At<'_>, files: &[(PathBuf, SourceProblem)]) -> Said {
    let first = files
        .first()
        .map(|(path, why)| format!("; {}: {}", path_text(path), source_words(voice, why)));
    let what = both!(
        voice,
        "no file could be read{first}",
        "geen enkel bestand was te lezen{first}",
        first = first.unwrap_or_default()
    );
    let help = both!(
        voice,
        "check that you may read the files, and that no program changes them",
        "kijk of u de bestanden mag lezen, en of geen programma ze wijzigt"
    );
    said(voice, at, Exit::Io, &what, help)
}

fn pack_problem(voice: &Voice, at: At<'_>, problem: &PackProblem) -> Said {
    match problem {
        PackProblem::Unstable(path) => {
            let what = both!(
                voice,
                "{path} changed while it was read",
                "{path} veranderde tijdens het lezen",
                path = path_text(path)
            );
            let help = both!(
                voice,
                "close the program that writes to it, and run it again",
                "sluit het programma dat erin schrijft, en geef de opdracht opnieuw"
            );
            said(voice, at, Exit::Io, &what, help)
        }
        PackProblem::Storage(problem) => storage_problem(voice, problem, Some(at)),
        PackProblem::Compression(error) => {
            let what =
                both!(voice, "compression failed: {error}", "het inpakken is niet gelukt: {error}");
            let help = both!(
                voice,
                "close other programs, and run it again",
                "sluit andere programma's, en geef de opdracht opnieuw"
            );
            said(voice, at, Exit::Io, &what, help)
        }
        PackProblem::Record { path, damage } => {
            let why = super::record_words(voice, damage);
            said(voice, at, Exit::Fixity, &format!("{path}: {why}"), at.repair(voice))
        }
        PackProblem::Interrupted => super::place::interrupted(voice),
    }
}

pub(super) fn erase_problem(voice: &Voice, at: At<'_>, problem: &EraseProblem) -> Said {
    let (exit, what, help) = match problem {
        EraseProblem::Storage(problem) => return storage_problem(voice, problem, Some(at)),
        EraseProblem::Interrupted => return super::place::interrupted(voice),
        EraseProblem::NotItsOwn { name } => (
            Exit::Refused,
            both!(
                voice,
                "{name} is a link, a device, or shares its bytes with another name",
                "{name} is een koppeling of een apparaat, of deelt zijn bytes met een ander bestand"
            ),
            not_ours(voice),
        ),
        EraseProblem::Differs { name } => (
            Exit::Fixity,
            both!(voice, "{name} is not what was sealed", "{name} is niet wat verzegeld is"),
            both!(
                voice,
                "{verify}; to erase it all the same, add --damaged",
                "{verify}; om het toch te overschrijven: --damaged erbij",
                verify = at.verify(voice)
            ),
        ),
        EraseProblem::Moved { name } => (
            Exit::Refused,
            match name {
                Some(name) => both!(
                    voice,
                    "it is gone from its place, and may be what is called {name} there",
                    "de bundel staat niet op zijn plaats, en is misschien wat daar {name} heet"
                ),
                None => both!(
                    voice,
                    "it is gone from its place, and may be there under a name that kluis does not give",
                    "de bundel staat niet op zijn plaats, en staat er misschien onder een naam die kluis niet geeft"
                ),
            },
            both!(
                voice,
                "give that folder its own name back, or look at it and remove it; then run it again",
                "geef die map zijn eigen naam terug, of bekijk en verwijder die; geef dan de opdracht opnieuw"
            ),
        ),
        EraseProblem::AnotherBundles { name } => (
            Exit::Refused,
            both!(voice, "{name} belongs to another bundle", "{name} hoort bij een andere bundel"),
            at.verify(voice),
        ),
        EraseProblem::ReadsOtherwise { name } => (
            Exit::Fixity,
            both!(
                voice,
                "{name} was overwritten, and reads back different",
                "{name} is overschreven, en is bij het teruglezen niet gelijk"
            ),
            destroy_again(voice),
        ),
        EraseProblem::StillThere { name } => (
            Exit::Fixity,
            both!(
                voice,
                "{name} was removed, and is still there",
                "{name} is verwijderd, en staat er nog"
            ),
            destroy_again(voice),
        ),
        EraseProblem::OtherMedium => (
            Exit::Refused,
            both!(
                voice,
                "what may be erased lies on another drive than this one",
                "wat overschreven mag worden, staat op een andere schijf dan deze"
            ),
            at.another_copy(voice),
        ),
    };
    said(voice, at, exit, &what, help)
}

fn destroy_again(voice: &Voice) -> String {
    both!(
        voice,
        "run kluis destroy again; if it stays so, destroy the drive itself",
        "geef kluis destroy opnieuw; blijft het zo, vernietig dan de schijf zelf"
    )
}
