//! Why a drive, or an image of one, was not searched, or what was searched proves nothing.

use std::path::PathBuf;

use crate::words::ids::BundleId;

/// Why a scan gave nothing.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum ScanFault {
    /// Nothing has that name.
    Absent {
        /// As it was named.
        path: PathBuf,
        /// The drive that it was to be.
        label: String,
    },
    /// This user may not read it: most systems want an administrator's rights for a drive.
    Denied(PathBuf),
    /// A folder, a pipe, or whatever else has no first and last byte.
    NoDriveOrImage(PathBuf),
    /// Nothing was found, and no file of that drive's either: another drive, or one that is encrypted as a whole.
    OtherDrive {
        /// What was searched.
        path: PathBuf,
        /// The drive that it was to be.
        label: String,
    },
    /// A copy that was never destroyed on the drive stands there.
    NotDestroyedThere {
        /// The bundle that was named.
        bundle: BundleId,
        /// The drive.
        label: String,
    },
    /// No sectors of what was destroyed on the drive were noted on this PC.
    NothingNoted {
        /// The drive.
        label: String,
    },
}
