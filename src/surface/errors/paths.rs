//! A path as a message shows it.

use crate::surface::voice::tied;
use std::path::Path;

/// A path as it stands in a sentence or a command: no line ends within it.
pub(super) fn path_text(path: &Path) -> String {
    tied(&path.to_string_lossy())
}
