//! The sample that is restored after each sealing: some records, drawn by chance, read out of the
//! fresh copy as a restore does it, and compared with what was read from their sources.
//!
//! The bundle's own identity is still in memory then, so that this works on a PC that can't read
//! its archive; whether the key file on the drive opens is tried only where an identity lies open
//! at hand.

use std::io;

use serde::{Serialize, Serializer};

use crate::formats::index::Record;
use crate::formats::seal::Seal;
use crate::powers::identity::Identity;
use crate::powers::random::draw;
use crate::things::bundle::open::{
    BundlePlace, OpenProblem, Payload, RecordDamage, bundle_identity, open_index,
};
use crate::things::bundle::proof::Verified;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::ids::MediumId;
use crate::words::limits::{SAMPLE_BYTES_MAX, SAMPLE_RECORDS_MAX};

/// What a sample showed.
#[derive(Debug, Serialize)]
pub struct SampleReport {
    pub medium: String,
    pub records: u64,
    pub bytes: u64,
    /// Whether the key file on the drive was opened for it; else the key was that of this run.
    pub key_opened: bool,
    /// What was wrong; then the copy does not count.
    pub fault: Option<SampleFault>,
}

/// Why a sample does not show that the copy holds.
#[derive(Debug)]
pub enum SampleFault {
    Closed(OpenProblem),
    Record { name: String, damage: RecordDamage },
    NotInIndex,
}

impl From<OpenProblem> for SampleFault {
    fn from(problem: OpenProblem) -> Self {
        SampleFault::Closed(problem)
    }
}

impl Serialize for SampleFault {
    /// Its word: `closed`, `record` or `not-in-index`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            SampleFault::Closed(_) => "closed",
            SampleFault::Record { .. } => "record",
            SampleFault::NotInIndex => "not-in-index",
        })
    }
}

/// Restores a sample of these records from the copy on one of the media. What is wrong is recorded,
/// so that no source goes for this copy.
pub fn restore(
    session: &mut Session<'_, '_>,
    seal: &Verified<Seal>,
    identity: &Identity,
    records: &[Record],
    on: MediumId,
) -> Result<SampleReport, Fault> {
    let drawn = drawn(session, records);
    let contact = session.in_contact(on)?;
    let mut report = SampleReport {
        medium: contact.name.clone(),
        records: drawn.len() as u64,
        bytes: drawn.iter().map(|record| record.size).sum(),
        key_opened: false,
        fault: None,
    };
    let folder = contact
        .bundle_folder(seal.bundle)
        .map_err(|problem| Fault::Storage { label: contact.name.clone(), problem })?;
    let place = BundlePlace { storage: contact.storage.clone(), folder };
    let own = session.world.access.open_unasked(&session.vault);
    let opened = own.map(|own| bundle_identity(seal, &place, &own));
    let tried = match opened {
        Some(Ok(identity)) => {
            report.key_opened = true;
            compare(seal, &place, &identity, &drawn)
        }
        // Custody apart: the key is on another drive, and was read back there.
        None | Some(Err(OpenProblem::NoKey)) => compare(seal, &place, identity, &drawn),
        Some(Err(problem)) => Err(SampleFault::Closed(problem)),
    };
    if let Err(fault) = tried {
        session.still_there(on)?;
        session.found_inside(on, seal.bundle)?;
        report.fault = Some(fault);
    }
    Ok(report)
}

/// Some of the records by chance, as many as the limits allow, and one at least.
fn drawn<'r>(session: &mut Session<'_, '_>, records: &'r [Record]) -> Vec<&'r Record> {
    let (mut drawn, mut bytes) = (Vec::<&Record>::new(), 0);
    for _ in 0..SAMPLE_RECORDS_MAX {
        let chance = u64::from_le_bytes(draw(session.world.random));
        let record = &records[(chance % records.len() as u64) as usize];
        let fits = bytes + record.size <= SAMPLE_BYTES_MAX;
        if fits && !drawn.iter().any(|other| other.n == record.n) {
            bytes += record.size;
            drawn.push(record);
        }
    }
    if drawn.is_empty() {
        drawn.extend(records.iter().min_by_key(|record| record.size));
    }
    drawn.sort_by_key(|record| record.offset);
    drawn
}

/// Whether each record is in the copy's index as it was read, and comes out of its payload so.
fn compare(
    seal: &Verified<Seal>,
    place: &BundlePlace,
    identity: &Identity,
    drawn: &[&Record],
) -> Result<(), SampleFault> {
    let mut index = open_index(seal, place, identity)?;
    let meta = index.meta().map_err(OpenProblem::from)?;
    let mut payload = Payload::open(seal, place, identity, &meta)?;
    let mut found = 0;
    for record in index.records() {
        let record = record.map_err(OpenProblem::from)?;
        let Some(read) = drawn.iter().find(|read| read.n == record.n) else { continue };
        let name = || read.true_name().display();
        let wrong = |damage| SampleFault::Record { name: name(), damage };
        if record.sha256 != read.sha256 {
            return Err(wrong(RecordDamage::Bytes));
        }
        payload.record(&record, &mut io::sink()).map_err(wrong)?;
        found += 1;
    }
    if found == drawn.len() { Ok(()) } else { Err(SampleFault::NotInIndex) }
}
