//! The house stands: a file imports from its own floor and the floors below, and no two rooms of a floor import
//! each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const FLOORS: [&str; 7] = ["words", "rules", "formats", "powers", "things", "verbs", "surface"];

#[test]
fn no_file_imports_from_a_floor_above_it() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some(floor) = floor_of(&file) else { continue };
        for import in imports(&text) {
            let used = FLOORS.iter().position(|name| *name == import[0]);
            if used.is_some_and(|used| used > floor) {
                wrong.push(format!("{file} imports {}", import.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that go up:\n{}", wrong.join("\n"));
}

#[test]
fn no_rooms_import_each_other_in_a_circle() {
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in sources() {
        let Some(from) = room_of(&file) else { continue };
        for import in imports(&text) {
            let Some(to) = import.get(1).map(|room| format!("{}/{room}", import[0])) else {
                continue;
            };
            if to != from && FLOORS.contains(&import[0].as_str()) {
                arrows.entry(from.clone()).or_default().insert(to);
            }
        }
    }
    for room in arrows.keys() {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&String> = arrows[room].iter().collect();
        while let Some(reached) = next.pop() {
            assert_ne!(reached, room, "{room} reaches itself through its imports");
            if seen.insert(reached) {
                next.extend(arrows.get(reached).into_iter().flatten());
            }
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "files without a head comment: {silent:?}");
}

/// All source files below `src`, by their path there.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(found.len() > 50, "the sources were not found");
    found
}

fn floor_of(file: &str) -> Option<usize> {
    FLOORS.iter().position(|name| file.starts_with(&format!("{name}/")))
}

/// `things/bundle/write.rs` is in the room `things/bundle`, `words/day.rs` in `words/day`.
fn room_of(file: &str) -> Option<String> {
    let mut parts = file.split('/');
    let (floor, room) = (parts.next()?, parts.next()?);
    (room != "mod.rs").then(|| format!("{floor}/{}", room.trim_end_matches(".rs")))
}

/// The paths that follow `crate::`, anywhere in the code; a group after a floor counts each of its rooms.
fn imports(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    for rest in code.split("crate::").skip(1) {
        let path: Vec<String> = rest
            .split("::")
            .take(2)
            .map(|part| part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
            .collect();
        if path.get(1).is_some_and(String::is_empty) {
            let group = rest.split_once('{').map_or("", |(_, group)| group);
            let group = group.split('}').next().unwrap_or("");
            for room in group.split(',') {
                let room: String =
                    room.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                found.push(vec![path[0].clone(), room]);
            }
        } else {
            found.push(path);
        }
    }
    found
}
