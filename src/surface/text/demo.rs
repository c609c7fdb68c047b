//! What the demonstration leaves.

use crate::verbs::demo::Shown;

/// The story has said it all while it ran.
pub fn demo(shown: &Shown) -> String {
    format!(
        "\nAll {} commands ended as they must. Everything is in {}\n",
        shown.commands,
        crate::words::text::shown(&shown.folder.to_string_lossy())
    )
}
