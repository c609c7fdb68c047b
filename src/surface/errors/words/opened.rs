//! What keeps a bundle, a record or an age file closed.

use crate::formats::frames::{FrameDamage, NoSeekTable};
use crate::formats::index::IndexDamage;
use crate::powers::envelope::KeyProblem;
use crate::surface::voice::{Noun, Voice, both};
use crate::things::bundle::open::{OpenProblem, RecordDamage};

use super::identity::identity_words;
use super::io::{chunk_words, file_words, io_words, unopened_words};
use super::ledger::not_canonical_words;

/// Why a bundle can't be opened: behind the bundle's name.
pub fn open_words(voice: &Voice, problem: &OpenProblem) -> String {
    match problem {
        OpenProblem::NoKey => {
            both!(
                voice,
                "its key is not on this drive",
                "de bundelsleutel staat niet op deze schijf"
            )
        }
        OpenProblem::Key(problem) => both!(
            voice,
            "its key: {why}",
            "de bundelsleutel: {why}",
            why = key_words(voice, problem)
        ),
        OpenProblem::OtherKey => both!(
            voice,
            "its key opens another bundle",
            "de bundelsleutel past op een andere bundel"
        ),
        OpenProblem::NotAsSealed { name } => {
            both!(voice, "{name} is not what was sealed", "{name} is niet wat verzegeld is")
        }
        OpenProblem::Unopened(problem) => both!(
            voice,
            "it can't be decrypted: {why}",
            "niet te ontsleutelen: {why}",
            why = unopened_words(voice, problem)
        ),
        OpenProblem::Index(damage) => {
            both!(
                voice,
                "its index: {why}",
                "de inhoudsopgave: {why}",
                why = index_words(voice, damage)
            )
        }
        OpenProblem::OtherIndex => {
            both!(
                voice,
                "its index is of another bundle",
                "de inhoudsopgave hoort bij een andere bundel"
            )
        }
        OpenProblem::File(problem) => file_words(voice, problem),
    }
}

/// Why one record can't be had: behind its name.
pub fn record_words(voice: &Voice, damage: &RecordDamage) -> String {
    match damage {
        RecordDamage::Chunk(damage) => chunk_words(voice, damage),
        RecordDamage::Frame(damage) => frame_words(voice, damage),
        RecordDamage::Outside => both!(
            voice,
            "the index places it outside the payload",
            "volgens de inhoudsopgave staat het buiten de inhoud van de bundel"
        ),
        RecordDamage::Bytes => both!(
            voice,
            "its bytes are not those that were sealed",
            "de bytes zijn niet wat verzegeld is"
        ),
        RecordDamage::Target(error) => io_words(voice, error),
    }
}

/// Why a file is not the key of a bundle.
fn key_words(voice: &Voice, problem: &KeyProblem) -> String {
    match problem {
        KeyProblem::Size { expected, found } => both!(
            voice,
            "it has {bytes}, and a key file has exactly {expected}",
            "het bestand heeft {bytes}, en een bundelsleutel heeft er precies {expected}",
            bytes = voice.count(*found, Noun::Byte),
            expected = voice.number(*expected)
        ),
        KeyProblem::Unopened(problem) => unopened_words(voice, problem),
        KeyProblem::Content(problem) => both!(
            voice,
            "what it holds is no identity: {why}",
            "wat erin staat, is geen sleutel: {why}",
            why = identity_words(voice, problem)
        ),
        KeyProblem::Several { count } => both!(
            voice,
            "it holds {count} identities, and a key file holds one",
            "er staan {count} sleutels in, en dat moet er één zijn"
        ),
    }
}

/// Why an index can't be read: behind the word index.
fn index_words(voice: &Voice, damage: &IndexDamage) -> String {
    match damage {
        IndexDamage::Length => both!(
            voice,
            "it ends earlier or later than it says",
            "die eindigt eerder of later dan er staat"
        ),
        IndexDamage::SeekTable(problem) => seek_table_words(voice, *problem),
        IndexDamage::Directory => both!(
            voice,
            "its directory contradicts its frames",
            "de lijst van blokken klopt niet met de blokken"
        ),
        IndexDamage::Frame { offset, damage } => both!(
            voice,
            "the frame at byte {offset}: {why}",
            "het blok bij byte {offset}: {why}",
            offset = voice.number(*offset),
            why = frame_words(voice, damage)
        ),
        IndexDamage::Line { offset, problem } => both!(
            voice,
            "a line in the frame at byte {offset}: {why}",
            "een regel in het blok bij byte {offset}: {why}",
            offset = voice.number(*offset),
            why = not_canonical_words(voice, problem)
        ),
        IndexDamage::Order { n } => both!(
            voice,
            "record {n} is out of order or out of bounds",
            "stuk {n} staat niet op zijn plaats of valt buiten de grenzen"
        ),
        IndexDamage::Io(error) => io_words(voice, error),
    }
}

fn frame_words(voice: &Voice, damage: &FrameDamage) -> String {
    match damage {
        FrameDamage::NoFrame => both!(
            voice,
            "it is no zstd frame, or a cut one",
            "dit is geen zstd-blok, of een afgekapt"
        ),
        FrameDamage::MoreThanOne => {
            both!(voice, "other bytes follow the frame", "achter het zstd-blok staan andere bytes")
        }
        FrameDamage::SizeMissing => both!(
            voice,
            "the frame does not say how much it holds",
            "het zstd-blok noemt zijn grootte niet"
        ),
        FrameDamage::TooLarge { stated, allowed } => both!(
            voice,
            "the frame holds {bytes}, where at most {most} are allowed",
            "het zstd-blok bevat {bytes}, en hoogstens {most} zijn toegestaan",
            bytes = voice.count(*stated, Noun::Byte),
            most = voice.number(*allowed as u64)
        ),
        FrameDamage::OtherSize => both!(
            voice,
            "the frame holds another number of bytes than it says",
            "het zstd-blok bevat een ander aantal bytes dan er staat"
        ),
        FrameDamage::Corrupt(said) => both!(
            voice,
            "the frame does not decompress: {said}",
            "het zstd-blok is niet uit te pakken: {said}"
        ),
    }
}

fn seek_table_words(voice: &Voice, problem: NoSeekTable) -> String {
    match problem {
        NoSeekTable::Absent => {
            both!(voice, "it does not end in a seek table", "er staat geen zoektabel aan het einde")
        }
        NoSeekTable::TooManyFrames(frames) => both!(
            voice,
            "its seek table names {frames} frames",
            "de zoektabel noemt {frames} blokken",
            frames = voice.number(u64::from(frames))
        ),
        NoSeekTable::Cut => both!(voice, "its seek table is cut", "de zoektabel is afgekapt"),
    }
}
