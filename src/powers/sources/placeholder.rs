//! Files that a cloud service (OneDrive, say) shows on the PC while their bytes are elsewhere. Whoever reads one makes
//! the service fetch it: of a whole administration, over the network, onto a disk that may lack the room.

use std::fs::Metadata;

/// Whether reading this file would fetch it.
#[cfg(windows)]
pub(super) fn is_one(facts: &Metadata) -> bool {
    use std::os::windows::fs::MetadataExt;

    use windows_sys::Win32::Storage::FileSystem::{
        FILE_ATTRIBUTE_OFFLINE, FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS, FILE_ATTRIBUTE_RECALL_ON_OPEN,
    };

    const ELSEWHERE: u32 = FILE_ATTRIBUTE_OFFLINE
        | FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS
        | FILE_ATTRIBUTE_RECALL_ON_OPEN;
    facts.file_attributes() & ELSEWHERE != 0
}

/// Whether reading this file would fetch it: nothing says so here.
#[cfg(not(windows))]
pub(super) fn is_one(_: &Metadata) -> bool {
    false
}
