//! Patterns that are spelled as paths of this PC: absolute, below `~/`, or below `./`. Their names in an archive are
//! those that `archive` would give.

use std::path::{Path, PathBuf};

use crate::powers::real_path;
use crate::powers::sources::{below, without_root};

/// The names that a path of this PC can have in an archive, best first; none where the text is no such path.
pub fn names_of(text: &str, users_folder: Option<&Path>) -> Option<Vec<String>> {
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() };
    let absolute = match text.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            users_folder?.join(rest.trim_start_matches('/'))
        }
        _ if is_of_this_folder(&text) => std::env::current_dir().ok()?.join(&text),
        _ if Path::new(&text).is_absolute() => PathBuf::from(&text),
        _ => return None,
    };
    let real = real(&absolute);
    let users = users_folder.and_then(|folder| real_path::of(folder).ok());
    // The user's own folder has no name, unless it was archived itself: then its name begins at the root.
    let whole = (users.as_ref() == Some(&real)).then(PathBuf::new);
    let names = below(&real, users_folder).into_iter().chain(whole).chain([without_root(&real)]);
    let end = if text.ends_with('/') { "/" } else { "" };
    Some(names.map(|name| format!("{}{end}", spelled(&name))).collect())
}

fn is_of_this_folder(text: &str) -> bool {
    [".", ".."].contains(&text) || text.starts_with("./") || text.starts_with("../")
}

/// The path with the links in it resolved, as far as it is there still.
fn real(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                plain = real_path::of(&plain).unwrap_or(plain);
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    for above in plain.ancestors() {
        if let (Ok(there), Ok(rest)) = (real_path::of(above), plain.strip_prefix(above)) {
            return there.join(rest);
        }
    }
    plain
}

fn spelled(name: &Path) -> String {
    let parts = name.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_pc_is_the_name_that_archive_gives_it() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        let user = root.join("jan");
        std::fs::create_dir_all(user.join("Administratie")).unwrap();
        std::os::unix::fs::symlink(&user, root.join("link")).unwrap();
        let of = |text: &str| names_of(text, Some(&user));
        let first = |text: &str| of(text).unwrap().remove(0);
        let path = |name: &str| root.join(name).to_str().unwrap().to_owned();
        assert_eq!(first("~/Administratie/2025/*.pdf"), "Administratie/2025/*.pdf");
        assert_eq!(first(&path("jan/Administratie/x")), "Administratie/x");
        assert_eq!(first(&path("link/Administratie/gone/x")), "Administratie/gone/x");
        assert_eq!(first(&path("jan/Administratie/../x/")), "x/");
        assert_eq!(first("/srv/share/a"), "srv/share/a");
        let here = std::env::current_dir().unwrap().canonicalize().unwrap();
        let here = here.to_str().unwrap().trim_start_matches('/').to_owned();
        assert_eq!(first("./a"), format!("{here}/a"));
        // All that lies below it has names without it, but for what was archived with it.
        assert_eq!(of("~").unwrap(), ["", path("jan").trim_start_matches('/')]);
        for text in ["Administratie/x", "~x", "a/./b", ".hidden", "..a", "**/x"] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(names_of("~/x", None), None);
    }
}
