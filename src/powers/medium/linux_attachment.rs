//! Which attachment of a device this is: the kernel numbers every disk that comes (`diskseq`), from each start of
//! the system anew (`boot_id`).

use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A word that changes when the device below `path` is taken out and put in again, or the system started again.
/// None where there is no such device (a network share, FUSE).
pub fn attachment(path: &Path) -> Option<String> {
    let device = std::fs::metadata(path).ok()?.dev();
    let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
    let below = Path::new("/sys/dev/block").join(format!("{major}:{minor}"));
    // A partition has no number of its own: its disk has.
    let text = |path: &Path| std::fs::read_to_string(path).ok();
    let number = text(&below.join("diskseq")).or_else(|| text(&below.join("../diskseq")))?;
    let start = text(Path::new("/proc/sys/kernel/random/boot_id"))?;
    Some(format!("{}/{}", start.trim(), number.trim()))
}
