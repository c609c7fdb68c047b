//! Further copies of a bundle, and what a drive did not get: that is named in the report and undoes nothing.

use crate::powers::medium::ReadBack;
use crate::things::bundle::parity::write::ParityProblem;
use crate::things::bundle::replicate::VolumesThere;
use crate::things::vault::memory::Remembered;
use crate::verbs::archive::report::{BundleReport, CopyReport, MissedReport, Report, WhyMissed};
use crate::verbs::copying::{self, Made, Source};
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, MediumId};

/// Makes the copy on another drive, from what this run has written there; gives the source that it came from, where
/// that is another one. One that fails is named and does not undo the first.
pub(super) fn copy_to(
    session: &mut Session<'_, '_>,
    source: &Source,
    key_file: Option<&[u8]>,
    (to, there): (MediumId, Option<VolumesThere>),
    done: &mut BundleReport,
    report: &mut Report,
) -> Result<Option<Source>, Fault> {
    let medium = session.in_contact(to)?.name.clone();
    let tried = copying::copy_from_any(session, source, key_file, to, there)?;
    report.broken.extend(tried.damaged);
    match tried.made {
        Made::Copied { how, unprotected } => {
            miss_parity(&medium, unprotected, report);
            done.copies.push(copy_report(session, to, how));
        }
        Made::Missed(problem) => {
            report.missed.push(MissedReport { medium, why: WhyMissed::Copy(problem) });
        }
        Made::NoSource => {
            report.missed.push(MissedReport { medium, why: WhyMissed::NoSource });
        }
    }
    Ok(tried.other)
}

/// Writes the keys of a bundle that was sealed before onto a drive that holds keys alone.
pub(super) fn copy_keys(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    keys: &[u8],
    to: MediumId,
    done: &mut BundleReport,
    report: &mut Report,
) -> Result<(), Fault> {
    let medium = session.in_contact(to)?.name.clone();
    match copying::copy_keys(session, bundle, keys, to)? {
        Made::Copied { how, .. } => {
            done.copies.push(copy_report(session, to, how));
        }
        Made::Missed(problem) => {
            report.missed.push(MissedReport { medium, why: WhyMissed::Copy(problem) });
        }
        Made::NoSource => {
            report.missed.push(MissedReport { medium, why: WhyMissed::NoSource });
        }
    }
    Ok(())
}

/// The bundle stands; what it would be mended from does not.
pub(super) fn miss_parity(medium: &str, unprotected: Option<ParityProblem>, report: &mut Report) {
    report.missed.extend(
        unprotected
            .map(|problem| MissedReport { medium: medium.into(), why: WhyMissed::Parity(problem) }),
    );
}

/// A copy that was made, and what lets it count if it does not yet.
pub(in crate::verbs) fn copy_report(
    session: &Session<'_, '_>,
    medium: MediumId,
    how: ReadBack,
) -> CopyReport {
    let known = session.vault.memory.media.get(&medium);
    let counts_after = match how {
        ReadBack::PastCache => None,
        ReadBack::Cached => known.map(Remembered::counts_after),
    };
    CopyReport { medium: session.label(medium), read_back: how, counts_after }
}

/// Tells all media and the home; a medium that could not be told is named once.
pub(super) fn tell(session: &mut Session<'_, '_>, report: &mut Report) -> Result<(), Fault> {
    for (medium, problem) in session.tell()? {
        let untold = |missed: &MissedReport| matches!(missed.why, WhyMissed::Untold(_));
        if !report.missed.iter().any(|missed| missed.medium == medium && untold(missed)) {
            report.missed.push(MissedReport { medium, why: WhyMissed::Untold(problem) });
        }
    }
    Ok(())
}
