//! The medium: the only door to storage on a drive (format, §2; DESIGN "A drive is hostile").
//!
//! It owns how bytes get onto a drive, how they come back past the cache, and what a path on a
//! drive may be. It refuses to know what the bytes mean, and which files a vault or a bundle has.
//!
//! Everything is reached from one root handle: no link, junction or mount below the root is ever
//! followed, nothing but regular files is ever opened, and no open waits for another process. A
//! [`MediumPath`] can't spell `..` or an absolute path. What differs between systems stands in
//! `linux`, `macos` and `windows`; `unix` is what the first two share. `faulty` and `memory` are
//! doubles for tests: the feature `test-media` has them, and the program that is given out does not.

mod aligned;
mod discarded;
#[cfg(any(test, feature = "test-media"))]
pub mod faulty;
mod in_place;
#[cfg(any(test, feature = "test-media"))]
pub mod memory;
mod native;
mod path;
mod problem;
mod read_only;
mod storage;
#[cfg(test)]
mod storage_tests;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod linux_attachment;
#[cfg(target_os = "linux")]
mod linux_devices;
#[cfg(all(test, target_os = "linux"))]
mod linux_devices_tests;
#[cfg(target_os = "linux")]
mod linux_hardware;
#[cfg(target_os = "linux")]
mod linux_mounts;
#[cfg(all(test, target_os = "linux"))]
mod linux_tests;
#[cfg(target_os = "linux")]
mod linux_volumes;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;
#[cfg(windows)]
mod windows_errors;
#[cfg(windows)]
mod windows_look;
#[cfg(windows)]
mod windows_volume;

#[cfg(target_os = "linux")]
use linux as platform;
#[cfg(target_os = "macos")]
use macos as platform;
#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

pub use discarded::Discarded;
#[cfg(any(test, feature = "test-media"))]
pub use faulty::Faulty;
pub(crate) use in_place::{InPlace, WhyNotInPlace};
#[cfg(any(test, feature = "test-media"))]
pub use memory::Memory;
pub use native::open_native;
pub(crate) use native::{NativeStorage, open_native_private};
pub use path::MediumPath;
pub(crate) use problem::MediumGone;
pub use problem::{Act, StorageProblem};
pub(crate) use read_only::ReadOnly;
pub(crate) use storage::Device;
pub use storage::{
    Attachment, BytesBack, Entry, Facts, Hardware, Kind, Listing, Opened, ReadBack, Renewal,
    Storage, StorageFacts,
};

/// The folder that surely lies on the disk of the system itself.
pub fn system_root() -> std::path::PathBuf {
    match std::env::var_os("SystemDrive").filter(|_| cfg!(windows)) {
        Some(mut drive) => {
            drive.push("\\");
            drive.into()
        }
        None => "/".into(),
    }
}

/// Whether two paths are one folder: a drive may be mounted at two places.
#[cfg(unix)]
pub fn same_folder(a: &std::path::Path, b: &std::path::Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let facts = |path| std::fs::metadata(path).map(|facts| (facts.dev(), facts.ino()));
    matches!((facts(a), facts(b)), (Ok(a), Ok(b)) if a == b)
}

/// Whether what is written at one path takes the room of the other: they lie on one file system.
#[cfg(unix)]
pub fn shares_room(a: &std::path::Path, b: &std::path::Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path| std::fs::metadata(path).map(|facts| facts.dev());
    matches!((device(a), device(b)), (Ok(a), Ok(b)) if a == b)
}

/// The same, by the serial number of the volume, or the letter of the drive: a clone has the number of the drive
/// that it was made of, and is taken for it.
#[cfg(windows)]
pub fn shares_room(a: &std::path::Path, b: &std::path::Path) -> bool {
    use crate::powers::{file_id::FileId, real_path};
    let volume = |path| FileId::at(path).ok().map(|id| id.volume).filter(|volume| *volume != 0);
    let letter =
        |path| real_path::of(path).ok()?.components().next().map(|it| it.as_os_str().to_owned());
    let is_one = matches!((volume(a), volume(b)), (Some(a), Some(b)) if a == b);
    is_one || matches!((letter(a), letter(b)), (Some(a), Some(b)) if a == b)
}

/// Whether two paths are one folder. Told by where they lead: a clone has the numbers of the drive that it was made of,
/// and is another drive.
#[cfg(windows)]
pub fn same_folder(a: &std::path::Path, b: &std::path::Path) -> bool {
    use crate::powers::real_path;
    matches!((real_path::of(a), real_path::of(b)), (Ok(a), Ok(b)) if a == b)
}
