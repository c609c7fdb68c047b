//! One of each problem with a bundle, and of each refusal to destroy one, with its exit code.

use crate::powers::envelope::{KeyProblem, Unopened, Unsealed};
use crate::powers::sources::SourceProblem;
use crate::powers::timestamp::NotProven;
use crate::rules::class::Period;
use crate::rules::retention::{Bar, NewerRule};
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::open::OpenProblem;
use crate::things::bundle::pack::PackProblem;
use crate::things::bundle::parity::write::ParityProblem;
use crate::things::bundle::proof::{SealField, SealProblem};
use crate::things::bundle::write::WriteProblem;
use crate::things::copy_to::CopyTo;
use crate::things::destruction::door::Refused;
use crate::things::destruction::erase::EraseProblem;
use crate::things::destruction::neighbours::{Harm, HarmKind};
use crate::things::ledger::state::UnknownEvent;
use crate::verbs::fault::{Fault, ScanFault, SpaceFault, TokenFault};
use crate::words::day::Day;
use crate::words::digest::Digest;
use crate::words::ids::{MediumId, WriterId};

use super::{bundle, cause, full, io, path, text};

pub fn on_bundles() -> Vec<(Fault, i32)> {
    let label = text;
    let seal = |problem| Fault::Seal { label: label(), bundle: bundle(), problem };
    let open = |problem| Fault::Open { label: label(), bundle: bundle(), problem };
    let write = |problem| Fault::Write { label: label(), problem };
    let erase = |problem| Fault::Erase { label: label(), bundle: bundle(), problem };
    let changed = |what| {
        let harms = vec![Harm { bundle: bundle(), what }];
        Fault::Changed { label: label(), harms }
    };
    let fault = || FileFault::Bytes { found: Digest::ZERO };
    let outbox = |labels| {
        let (file, fault) = (text(), FileFault::Missing);
        Fault::OutboxDamaged { bundle: bundle(), file, fault, labels }
    };
    vec![
        (seal(SealProblem::Signature), 11),
        (seal(SealProblem::OtherSeal { known: Digest::ZERO, found: Digest::ZERO }), 12),
        (seal(SealProblem::File(io().into())), 20),
        (open(OpenProblem::NoKey), 10),
        (open(OpenProblem::Key(KeyProblem::Unopened(Unopened::NoIdentity))), 13),
        (open(OpenProblem::Key(KeyProblem::Size { expected: 1, found: 2 })), 11),
        (open(OpenProblem::OtherKey), 12),
        (open(OpenProblem::NotAsSealed { name: "index.age" }), 11),
        (open(OpenProblem::Unopened(Unopened::Damaged)), 11),
        (write(WriteProblem::Pack(PackProblem::Unstable(path()))), 20),
        (write(WriteProblem::Pack(PackProblem::Interrupted)), 130),
        (write(WriteProblem::Storage(full())), 10),
        (write(WriteProblem::ReadBack { name: text(), fault: fault() }), 11),
        (write(WriteProblem::NothingLeft(vec![])), 20),
        (write(WriteProblem::NothingLeft(vec![(path(), SourceProblem::Changed)])), 20),
        (write(WriteProblem::Recipients(Unsealed::NoRecipients)), 2),
        (write(WriteProblem::Parity(ParityProblem::Changed { name: text() })), 11),
        (write(WriteProblem::Pack(PackProblem::Compression(cause()))), 20),
        (erase(EraseProblem::Interrupted), 130),
        (Fault::MediumGone { label: text(), retired: false }, 10),
        (
            Fault::TooFewOthers {
                label: label(),
                bundles: vec![bundle()],
                damaged: vec![],
                copy_to: CopyTo::Further('C'),
            },
            14,
        ),
        (
            Fault::TooFewOthers {
                label: label(),
                bundles: vec![bundle()],
                damaged: vec![label()],
                copy_to: CopyTo::Drive(label()),
            },
            14,
        ),
        (Fault::Damaged { label: label(), bundle: bundle(), file: text(), fault: fault() }, 11),
        (outbox(vec![]), 11),
        (outbox(vec![label()]), 11),
        (changed(HarmKind::File(text())), 11),
        (changed(HarmKind::Seal(SealProblem::Signature)), 11),
        (changed(HarmKind::Seal(SealProblem::Unsealed)), 11),
        (erase(EraseProblem::NotItsOwn { name: text() }), 14),
        (erase(EraseProblem::Differs { name: text() }), 11),
        (erase(EraseProblem::StillThere { name: text() }), 11),
        (erase(EraseProblem::ReadsOtherwise { name: text() }), 11),
        (erase(EraseProblem::AnotherBundles { name: text() }), 14),
        (erase(EraseProblem::Moved { name: Some(text()) }), 14),
        (erase(EraseProblem::Moved { name: None }), 14),
        (erase(EraseProblem::OtherMedium), 14),
        (Fault::Scan(ScanFault::Absent { path: path(), label: text() }), 10),
        (Fault::Scan(ScanFault::Denied(path())), 20),
        (Fault::Scan(ScanFault::NoDriveOrImage(path())), 2),
        (Fault::Scan(ScanFault::OtherDrive { path: path(), label: text() }), 10),
        (Fault::Scan(ScanFault::NotDestroyedThere { bundle: bundle(), label: text() }), 2),
        (Fault::Scan(ScanFault::NothingNoted { label: text() }), 1),
        (Fault::Space(SpaceFault::OwnRoom { label: text() }), 10),
        (Fault::Space(SpaceFault::ReadsOtherwise { label: text() }), 11),
        (Fault::Space(SpaceFault::TrimDenied { label: text() }), 20),
        (Fault::Space(SpaceFault::NoTrim { label: text() }), 10),
        (Fault::Token(TokenFault::NoRequest), 2),
        (Fault::Token(TokenFault::Absent(path())), 2),
        (Fault::Token(TokenFault::TooLong(path())), 2),
        (Fault::Token(TokenFault::NoCertificate(path())), 2),
        (not_proven(NotProven::Form), 12),
        (not_proven(NotProven::NotGranted), 12),
        (not_proven(NotProven::OtherRequest), 12),
        (not_proven(NotProven::Algorithm), 12),
        (not_proven(NotProven::NoSigner), 12),
        (not_proven(NotProven::Signature), 12),
        (not_proven(NotProven::Usage), 12),
        (not_proven(NotProven::Chain), 12),
        (not_proven(NotProven::Anchor), 12),
        (Fault::Token(TokenFault::OtherTime { now: noon(), at: noon() }), 17),
        (Fault::Token(TokenFault::LaterEntry), 17),
        (Fault::MediumGone { label: text(), retired: true }, 10),
        (changed(HarmKind::Key("key.age")), 11),
        (changed(HarmKind::Unreadable(io())), 11),
    ]
}

fn newer(keep_through: Option<Day>) -> NewerRule {
    let class = "nl-payroll".parse().unwrap();
    NewerRule { class, was: Period::Years(7), is: Period::Years(10), keep_through }
}

pub fn refusals() -> Vec<(Refused, i32)> {
    let bars = vec![Bar::OpenEnd];
    vec![
        (Refused::Unknown(bundle()), 14),
        (Refused::Barred { bundle: bundle(), bars }, 14),
        (
            Refused::UnknownEvents(vec![UnknownEvent {
                event: text(),
                writer: WriterId([7; 8]),
                seq: 3,
            }]),
            14,
        ),
        (Refused::MediaUnseen(vec![MediumId([3; 16])]), 14),
        (Refused::LongerBookYear { bundle: bundle(), kept_through: Day::MAX }, 14),
        (Refused::RulesUnread { bundle: bundle(), kept_through: Day::MAX }, 14),
        (Refused::LongerRule { bundle: bundle(), newer: newer(Some(Day::MAX)) }, 14),
        (Refused::LongerRule { bundle: bundle(), newer: newer(None) }, 14),
        (Refused::ScheduleOlder { sealed_under: "2028.2".into() }, 14),
        (Refused::HomesUnheard { bundle: bundle(), homes: vec![WriterId([7; 8])] }, 3),
        (Refused::ClockInDoubt, 17),
        (Refused::UnderDestruction(bundle()), 14),
        (Refused::Needed(bundle()), 14),
        (Refused::NotSucceeded(bundle()), 14),
        (Refused::HeirsUnseen { bundle: bundle(), heirs: vec![bundle()] }, 14),
        (Refused::ElsewhereUnseen { bundle: bundle(), heirs: vec![bundle()] }, 14),
        (Refused::OtherSeal(bundle()), 12),
        (Refused::PartlyErased(bundle()), 14),
        (Refused::Disagrees { bundle: bundle(), field: SealField::Rules }, 12),
    ]
}

fn not_proven(why: NotProven) -> Fault {
    TokenFault::NotProven { path: path(), why }.into()
}

fn noon() -> crate::words::day::Time {
    "2026-11-21T12:00:00Z".parse().expect("a time")
}
