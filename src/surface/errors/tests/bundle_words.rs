//! Every word for what is wrong with a bundle, or keeps it closed, in both languages.

use super::samples::{bundle, cause, io, text};
use super::words::in_both;
use crate::formats::entry::{Fault, Unreadable};
use crate::formats::frames::{FrameDamage, NoSeekTable};
use crate::formats::index::IndexDamage;
use crate::formats::par2::NoLayout;
use crate::powers::envelope::{ChunkCause, ChunkDamage, KeyProblem, Unopened};
use crate::powers::identity::IdentityProblem;
use crate::powers::sources::SourceProblem;
use crate::surface::errors::words::*;
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::open::{OpenProblem, RecordDamage};
use crate::things::bundle::parity::NotMended;
use crate::things::bundle::parity::write::ParityProblem;
use crate::things::bundle::proof::{SealField, SealProblem};
use crate::things::bundle::replicate::CopyProblem;
use crate::things::destruction::neighbours::HarmKind;
use crate::verbs::archive::WhyMissed;
use crate::words::canonical::{NotCanonical, Shape};
use crate::words::digest::Digest;

#[test]
fn what_is_wrong_with_a_bundle_is_said_in_dutch_too() {
    in_both(
        [
            SealProblem::Unsealed,
            SealProblem::Signature,
            SealProblem::Unreadable(Unreadable::TooLarge { bytes: 2, bytes_max: 1 }),
            SealProblem::OtherVault,
            SealProblem::OtherBundle { found: bundle() },
            SealProblem::OtherSeal { known: Digest::ZERO, found: Digest::ZERO },
            SealProblem::NotInLedger,
            SealProblem::File(io().into()),
        ],
        seal_words,
    );
    let fields = [
        SealField::Seal,
        SealField::Rules,
        SealField::End,
        SealField::Case,
        SealField::Records,
        SealField::Bytes,
        SealField::KeyFile,
    ];
    in_both(fields, |voice, field| seal_field_words(voice, *field));
    let faults = [
        Fault::Missing,
        Fault::Unexpected,
        Fault::Grammar,
        Fault::OutOfRange,
        Fault::Unsorted,
        Fault::Disagrees,
    ];
    let shapes = [
        NotCanonical::Shape(Shape::Syntax { line: 1, column: 5 }),
        NotCanonical::Shape(Shape::CutShort),
        NotCanonical::Shape(Shape::Fields),
        NotCanonical::Shape(Shape::Number),
        NotCanonical::Shape(Shape::Depth),
        NotCanonical::Shape(Shape::NoCritical),
        NotCanonical::Bytes,
        NotCanonical::Format(None),
        NotCanonical::Format(Some("2".into())),
        NotCanonical::Critical("x".into()),
    ];
    let unfit = faults.map(|fault| Unreadable::Unfit { field: "rules", fault });
    let unreadable = unfit.into_iter().chain(shapes.map(Unreadable::NotCanonical));
    in_both(unreadable.map(SealProblem::Unreadable), seal_words);
    in_both(
        [
            FileFault::Missing,
            FileFault::NotAFile,
            FileFault::Size { found: 3 },
            FileFault::Bytes { found: Digest::ZERO },
            FileFault::Unreadable(io()),
        ],
        file_fault_words,
    );
    in_both(
        [
            NotMended::NoParity,
            NotMended::BeyondCapacity { lost: 2, recovery: 1 },
            NotMended::Unreadable { name: text() },
            NotMended::OtherBytes,
            NotMended::Interrupted,
            io().into(),
        ],
        not_mended_words,
    );
    let layouts =
        [NoLayout::SliceBytes(1), NoLayout::Files(0), NoLayout::Slices(9), NoLayout::SameFile];
    in_both(layouts.map(ParityProblem::NoLayout), parity_words);
    in_both(
        [
            ParityProblem::Storage(io()),
            ParityProblem::Changed { name: text() },
            ParityProblem::ReadBack { name: text(), fault: FileFault::Missing },
            ParityProblem::ReadBack { name: text(), fault: FileFault::Unreadable(io()) },
        ],
        parity_words,
    );
    in_both(
        [
            HarmKind::Seal(SealProblem::Signature),
            HarmKind::Key("key.age"),
            HarmKind::File(text()),
            HarmKind::Unreadable(io()),
        ],
        harm_words,
    );
    in_both(
        [SourceProblem::Changed, SourceProblem::NotRegular, SourceProblem::InTheCloud],
        source_words,
    );
    let copies = [
        CopyProblem::Storage(io()),
        CopyProblem::Source { name: text(), fault: FileFault::Missing },
        CopyProblem::ReadBack { name: text(), fault: FileFault::NotAFile },
        CopyProblem::Parity(ParityProblem::Storage(io())),
        CopyProblem::Interrupted,
    ];
    in_both(copies.map(WhyMissed::Copy), missed_words);
    let parity = ParityProblem::Changed { name: text() };
    in_both([WhyMissed::Parity(parity), WhyMissed::Untold(io())], missed_words);
}

#[test]
fn what_keeps_a_bundle_closed_is_said_in_dutch_too() {
    let keys = [
        KeyProblem::Size { expected: 1, found: 2 },
        KeyProblem::Unopened(Unopened::Damaged),
        KeyProblem::Content(IdentityProblem::Empty),
        KeyProblem::Several { count: 2 },
    ];
    in_both(keys.map(OpenProblem::Key), open_words);
    in_both(
        [
            OpenProblem::NoKey,
            OpenProblem::OtherKey,
            OpenProblem::NotAsSealed { name: "index.age" },
            OpenProblem::Unopened(Unopened::NoIdentity),
            OpenProblem::OtherIndex,
            OpenProblem::File(io().into()),
        ],
        open_words,
    );
    in_both(
        [
            Unopened::NotAge,
            Unopened::UnknownVersion,
            Unopened::HeaderTooLarge { bytes_max: 1 },
            Unopened::HeaderAltered,
            Unopened::NoIdentity,
            Unopened::UnderPassphrase,
            Unopened::Length { expected: 1, found: 2 },
            Unopened::TooLarge { bytes: 2, bytes_max: 1 },
            Unopened::Damaged,
        ],
        unopened_words,
    );
    let tables = [NoSeekTable::Absent, NoSeekTable::TooManyFrames(9), NoSeekTable::Cut];
    let indexes = [
        IndexDamage::Length,
        IndexDamage::Directory,
        IndexDamage::Frame { offset: 1, damage: FrameDamage::NoFrame },
        IndexDamage::Line { offset: 1, problem: NotCanonical::Bytes },
        IndexDamage::Order { n: 1 },
        IndexDamage::Io(cause()),
    ];
    let indexes = tables.map(IndexDamage::SeekTable).into_iter().chain(indexes);
    in_both(indexes.map(OpenProblem::Index), open_words);
    let frames = [
        FrameDamage::NoFrame,
        FrameDamage::MoreThanOne,
        FrameDamage::SizeMissing,
        FrameDamage::TooLarge { stated: 2, allowed: 1 },
        FrameDamage::OtherSize,
        FrameDamage::Corrupt("?".into()),
    ];
    let chunks = [ChunkCause::Altered, ChunkCause::Missing, ChunkCause::Unreadable(cause())];
    let chunks = chunks.map(|cause| RecordDamage::Chunk(ChunkDamage { chunk: 1, cause }));
    let damage = frames.map(RecordDamage::Frame).into_iter().chain(chunks);
    in_both(damage.chain([RecordDamage::Outside, RecordDamage::Bytes]), record_words);
}
