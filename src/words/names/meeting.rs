//! Paths that some system takes for one and the same (format, §4.6, step 4). A reader refuses them; the namer tells
//! them apart.

use std::collections::HashMap;

use super::SafePath;
use super::namer::{fold, key};

/// What a folded path stands for: the path itself, and whether it is a file's.
type Standing = (u128, bool);

/// The first path that meets one before it: the same once folded, or a file where the other has a folder. Two that are
/// the same letter by letter meet as well. Takes some 50 bytes a name.
pub fn meeting<'a>(paths: impl IntoIterator<Item = &'a SafePath>) -> Option<&'a SafePath> {
    let mut taken: HashMap<u128, Standing> = HashMap::new();
    let mut folders_known = "";
    for path in paths {
        let text = path.as_str();
        let (folder, _) = text.rsplit_once('/').unwrap_or(("", text));
        let folded = fold(text);
        let ends = text.match_indices('/').zip(folded.match_indices('/'));
        let folders = ends.map(|((end, _), (folded_end, _))| (end, folded_end, false));
        let file = [(text.len(), folded.len(), true)];
        let parts = folders.filter(|_| folder != folders_known).chain(file);
        for (end, folded_end, is_file) in parts {
            let standing = (key(0, &text.as_bytes()[..end]), is_file);
            let before = taken.insert(key(0, &folded.as_bytes()[..folded_end]), standing);
            if before.is_some_and(|before| is_file || before != standing) {
                return Some(path);
            }
        }
        folders_known = folder;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_some_system_takes_as_one_meet() {
        for (paths, met) in [
            (&["a", "b/x", "b/y", "c"][..], None),
            (&["a", "a~2"], None),
            (&["a/x", "a.txt"], None),
            (&["a", "a/x"], Some("a/x")),
            (&["a/x", "a"], Some("a")),
            (&["a/b/x", "a/b"], Some("a/b")),
            (&["A", "a"], Some("a")),
            (&["A/x", "a/y"], Some("a/y")),
            (&["A/x", "B/x", "a/y"], Some("a/y")),
            (&["STRASSE", "straße"], Some("straße")),
            (&["I", "ı"], Some("ı")),
            (&["Σ/x", "ς/y"], Some("ς/y")),
            (&["a", "a"], Some("a")),
        ] {
            let paths: Vec<_> = paths.iter().map(|path| SafePath::parse(path).unwrap()).collect();
            assert_eq!(meeting(&paths).map(SafePath::as_str), met, "{paths:?}");
        }
    }
}
