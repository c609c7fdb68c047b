//! Why the free space of a drive was not written over, or the drive not told that it is free.

/// Why nothing was done about it.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum SpaceFault {
    /// It is the room of this PC's own files.
    OwnRoom {
        /// The drive.
        label: String,
    },
    /// What was read back is not what was written.
    ReadsOtherwise {
        /// The drive.
        label: String,
    },
    /// This user may not trim it.
    TrimDenied {
        /// The drive.
        label: String,
    },
    /// The drive, its file system or this system has no such way.
    NoTrim {
        /// The drive.
        label: String,
    },
}
