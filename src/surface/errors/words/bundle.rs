//! A bundle's seal, its files, and parity.

use crate::formats::par2::NoLayout;
use crate::powers::sources::SourceProblem;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::parity::NotMended;
use crate::things::bundle::parity::write::ParityProblem;
use crate::things::bundle::proof::{SealField, SealProblem};
use crate::things::bundle::replicate::CopyProblem;
use crate::things::files::OwnCause;
use crate::verbs::archive::WhyMissed;

use super::io::io_words;
use super::io::{file_words, storage_words};
use super::ledger::unreadable_words;

/// Why a folder holds no bundle of this vault: behind the bundle's name.
pub fn seal_words(voice: &Voice, problem: &SealProblem) -> String {
    match problem {
        SealProblem::Unsealed => both!(voice, "it has no seal", "de verzegeling ontbreekt"),
        SealProblem::Signature => both!(
            voice,
            "its seal's signature does not hold",
            "de handtekening onder de verzegeling klopt niet"
        ),
        SealProblem::Unreadable(why) => both!(
            voice,
            "its seal can't be read: {why}",
            "de verzegeling is niet te lezen: {why}",
            why = unreadable_words(voice, why)
        ),
        SealProblem::OtherVault => both!(
            voice,
            "its seal is of another vault",
            "de verzegeling hoort bij een andere kluis"
        ),
        SealProblem::OtherBundle { found } => {
            both!(voice, "its seal is of bundle {found}", "de verzegeling hoort bij bundel {found}")
        }
        SealProblem::OtherSeal { .. } => both!(
            voice,
            "its seal is not the one that the ledger names",
            "de verzegeling is een andere dan in het logboek staat"
        ),
        SealProblem::NotInLedger => {
            both!(voice, "the ledger does not know it", "het logboek kent deze bundel niet")
        }
        SealProblem::File(problem) => file_words(voice, problem),
    }
}

/// What the ledger and a seal say differently of a bundle.
pub fn seal_field_words(voice: &Voice, field: SealField) -> String {
    match field {
        SealField::Seal => both!(voice, "the seal itself", "de verzegeling zelf"),
        SealField::Rules => both!(voice, "its rules", "de bewaarregels"),
        SealField::End => both!(voice, "its end", "het einde"),
        SealField::Case => both!(voice, "its case", "het dossier"),
        SealField::Records => both!(voice, "the number of records", "het aantal stukken"),
        SealField::Bytes => both!(voice, "the number of bytes", "het aantal bytes"),
        SealField::KeyFile => both!(voice, "its wrapped key", "de bundelsleutel"),
    }
}

/// What is wrong with one file: behind its name.
pub fn file_fault_words(voice: &Voice, fault: &FileFault) -> String {
    match fault {
        FileFault::Missing => both!(voice, "it is not there", "het bestand is er niet"),
        FileFault::NotAFile => both!(voice, "it is no file", "dit is geen bestand"),
        FileFault::Size { found } => both!(
            voice,
            "its size is not what was sealed: {bytes}",
            "de grootte is niet wat verzegeld is: {bytes}",
            bytes = voice.count(*found, Noun::Byte)
        ),
        FileFault::Bytes { .. } => {
            both!(voice, "its bytes are not what was sealed", "de bytes zijn niet wat verzegeld is")
        }
        FileFault::Unreadable(problem) => storage_words(voice, problem),
    }
}

/// Why parity does not bring a file back.
pub fn not_mended_words(voice: &Voice, problem: &NotMended) -> String {
    match problem {
        NotMended::NoParity => {
            both!(voice, "there is no parity of it", "er zijn geen herstelgegevens")
        }
        NotMended::BeyondCapacity { lost, recovery } => both!(
            voice,
            "{lost} {are} lost, and the parity that is left mends {recovery}",
            "niet te lezen: {lost}; de herstelgegevens die er nog zijn, herstellen er {recovery}",
            are = one_or(*lost, "is", "are"),
            lost = voice.count(*lost, Noun::Slice),
            recovery = voice.number(*recovery)
        ),
        NotMended::Unreadable { name } => {
            both!(voice, "{name} can't be read any more", "{name} is niet meer te lezen")
        }
        NotMended::OtherBytes => both!(
            voice,
            "what its parity gives is not what was sealed",
            "wat de herstelgegevens geven, is niet wat verzegeld is"
        ),
        NotMended::Interrupted => both!(voice, "interrupted", "onderbroken"),
        NotMended::Storage(problem) => storage_words(voice, problem),
    }
}

/// Why there is no parity: behind the word parity.
pub fn parity_words(voice: &Voice, problem: &ParityProblem) -> String {
    match problem {
        ParityProblem::Storage(problem) => storage_words(voice, problem),
        ParityProblem::NoLayout(problem) => both!(
            voice,
            "the files make no set: {why}",
            "de bestanden vormen geen set: {why}",
            why = layout_words(voice, *problem)
        ),
        ParityProblem::Changed { name } => both!(
            voice,
            "{name} reads back different from a moment ago",
            "{name} is bij het lezen anders dan zojuist"
        ),
        ParityProblem::ReadBack { name, fault } => read_back_words(voice, name, fault),
    }
}

fn read_back_words(voice: &Voice, name: &str, fault: &FileFault) -> String {
    match fault {
        FileFault::Unreadable(problem) => format!("{name}: {}", storage_words(voice, problem)),
        FileFault::Missing
        | FileFault::NotAFile
        | FileFault::Size { .. }
        | FileFault::Bytes { .. } => both!(
            voice,
            "{name} was read back and is not what was written",
            "{name} is teruggelezen en is niet wat er is geschreven"
        ),
    }
}

/// Why a copy did not come about, or what belongs to it: behind the drive's name.
pub fn missed_words(voice: &Voice, why: &WhyMissed) -> String {
    match why {
        WhyMissed::Copy(problem) => copy_words(voice, problem),
        WhyMissed::NoSource => both!(
            voice,
            "no copy that is connected is as it was sealed",
            "geen enkele aangesloten kopie is zoals verzegeld"
        ),
        WhyMissed::Parity(problem) => both!(
            voice,
            "parity: {why}",
            "herstelgegevens: {why}",
            why = parity_words(voice, problem)
        ),
        WhyMissed::Untold(problem) => storage_words(voice, problem),
    }
}

fn copy_words(voice: &Voice, problem: &CopyProblem) -> String {
    match problem {
        CopyProblem::Storage(problem) => storage_words(voice, problem),
        CopyProblem::Source { name, fault } => both!(
            voice,
            "{name} at the source: {fault}",
            "{name} bij de bron: {fault}",
            fault = file_fault_words(voice, fault)
        ),
        CopyProblem::ReadBack { name, fault } => read_back_words(voice, name, fault),
        CopyProblem::Parity(problem) => both!(
            voice,
            "its parity: {why}",
            "de herstelgegevens: {why}",
            why = parity_words(voice, problem)
        ),
        CopyProblem::Interrupted => both!(voice, "interrupted", "onderbroken"),
    }
}

fn layout_words(voice: &Voice, problem: NoLayout) -> String {
    match problem {
        NoLayout::SliceBytes(bytes) => both!(
            voice,
            "slices of {bytes}",
            "blokken van {bytes}",
            bytes = voice.count(bytes, Noun::Byte)
        ),
        NoLayout::Files(files) => both!(
            voice,
            "{files} in one set",
            "{files} in één set",
            files = voice.count(files as u64, Noun::File)
        ),
        NoLayout::Slices(slices) => both!(
            voice,
            "{slices} in one set",
            "{slices} in één set",
            slices = voice.count(slices, Noun::Slice)
        ),
        NoLayout::SameFile => both!(
            voice,
            "an empty file, or two that are the same",
            "een leeg bestand, of twee dezelfde"
        ),
    }
}

/// Why a source on this PC could not be sealed: behind its path.
pub fn source_words(voice: &Voice, problem: &SourceProblem) -> String {
    match problem {
        SourceProblem::Unreadable(error) => io_words(voice, error),
        SourceProblem::Changed => {
            both!(voice, "it changed while it was read", "het veranderde tijdens het lezen")
        }
        SourceProblem::NotRegular => {
            both!(voice, "it is no regular file any more", "het is geen gewoon bestand meer")
        }
        SourceProblem::InTheCloud => io_words(voice, &OwnCause::InTheCloud.into()),
    }
}
