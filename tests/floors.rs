//! The house stands: a file imports from its own floor and the floors below, no two rooms of a floor import each
//! other in a circle, and no two files do.

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

/// A file that declares another and passes its names on (`pub use`) does not use it; whoever takes such a name from
/// there uses the file that has it. A test module may use what it likes.
#[test]
fn no_files_import_each_other_in_a_circle() {
    let files: BTreeMap<Vec<String>, String> = sources()
        .into_iter()
        .filter(|(file, _)| !is_of_tests(file))
        .map(|(file, text)| (module_of(&file), code_of(&text)))
        .collect();
    let passed_on = passed_on(&files);
    assert!(!passed_on.is_empty(), "no file passes names on");
    let arrows: BTreeMap<&Vec<String>, BTreeSet<Vec<String>>> =
        files.iter().map(|(file, code)| (file, used_by(file, code, &files, &passed_on))).collect();
    let mut circles = Vec::new();
    for (file, used) in &arrows {
        let with: Vec<String> = used
            .iter()
            .filter(|used| reaches(used, file, &arrows))
            .map(|used| used.join("/"))
            .collect();
        if !with.is_empty() {
            circles.push(format!("{} uses {}", file.join("/"), with.join(", ")));
        }
    }
    assert!(circles.is_empty(), "files in a circle:\n{}", circles.join("\n"));
}

#[test]
fn paths_are_found_however_they_are_written() {
    let found = |code: &str| paths(code, &["crate", "super", "self", "child"]);
    let path = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        found("use super::a::{b, c::{self, D}};"),
        [path("super::a::b"), path("super::a::c::self"), path("super::a::c::D"),]
    );
    assert_eq!(found("let x = self::child::f(1);"), [path("self::child::f")]);
    assert_eq!(found("child::f(); other::child::g(); x.child::<T>()"), [path("child::f")]);
    assert_eq!(
        code_of("a\n// crate::b\n#[cfg(test)]\npub mod tests {\n    use super::c;\n}\nd"),
        "a\nd"
    );
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

/// Lines of the largest source file, and of the one in the middle.
const LARGEST_LINES: usize = 399;
const MEDIAN_LINES: usize = 149;

#[test]
fn files_stay_small() {
    let mut sizes: Vec<(usize, String)> =
        sources().into_iter().map(|(file, text)| (text.lines().count(), file)).collect();
    sizes.sort();
    let (largest, file) = &sizes[sizes.len() - 1];
    assert!(*largest <= LARGEST_LINES, "{file} has {largest} lines");
    let (median, _) = &sizes[sizes.len() / 2];
    assert!(*median <= MEDIAN_LINES, "half of the files have {median} lines or more");
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

type Files = BTreeMap<Vec<String>, String>;

fn reaches(
    from: &Vec<String>,
    to: &Vec<String>,
    arrows: &BTreeMap<&Vec<String>, BTreeSet<Vec<String>>>,
) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(reached) = next.pop() {
        if reached == to {
            return true;
        }
        if seen.insert(reached) {
            next.extend(arrows.get(reached).into_iter().flatten());
        }
    }
    false
}

/// `things/ledger/mod.rs` is the module `things/ledger`, and so would `things/ledger.rs` be.
fn module_of(file: &str) -> Vec<String> {
    let mut parts: Vec<String> =
        file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

fn is_of_tests(file: &str) -> bool {
    let tests = |part: &str| part == "tests" || part.ends_with("_tests");
    file.trim_end_matches(".rs").split('/').any(tests) || !file.contains('/')
}

/// The code without comments and without modules of tests.
fn code_of(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut in_tests = false;
    for line in text.lines() {
        if in_tests {
            in_tests = line != "}";
        } else if line.contains("mod ")
            && line.ends_with('{')
            && kept.last() == Some(&"#[cfg(test)]")
        {
            kept.pop();
            in_tests = true;
        } else if !line.trim_start().starts_with("//") {
            kept.push(line);
        }
    }
    kept.join("\n")
}

/// Every path in the code that begins with one of these words; of a group each path in it.
fn paths(code: &str, starts: &[&str]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for start in starts {
        let wanted = format!("{start}::");
        for (at, _) in code.match_indices(&wanted) {
            let before = code[..at].chars().next_back();
            if before.is_none_or(|c| !c.is_alphanumeric() && !"_:.".contains(c)) {
                expand(&code[at..], &[], &mut found);
            }
        }
    }
    found
}

/// Reads one path, or the paths of a group, from the start of the text; gives how much of it was read.
fn expand(text: &str, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let (mut path, mut at) = (before.to_vec(), 0);
    loop {
        let rest = &text[at..];
        if rest.starts_with('{') {
            at += 1;
            while !text[at..].starts_with('}') && at < text.len() {
                let step = match text[at..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
                    true => expand(&text[at..], &path, found),
                    false => text[at..].chars().next().map_or(1, char::len_utf8),
                };
                at += step;
            }
            return at + 1;
        }
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        at += name.len();
        if !name.is_empty() {
            path.push(name);
        }
        match text[at..].starts_with("::") {
            true => at += 2,
            false => break,
        }
        if !text[at..].starts_with(|c: char| c.is_alphanumeric() || "_{".contains(c)) {
            break;
        }
    }
    found.push(path);
    at.max(1)
}

/// The lines that pass names on: `pub use`, with any `pub(…)`.
fn passing_on(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for statement in code.split_inclusive(';') {
        let statement = statement.trim_start();
        let from = statement.rfind("\npub").map_or(0, |at| at + 1);
        let statement = &statement[from..];
        if statement.starts_with("pub") && statement.split_whitespace().any(|word| word == "use") {
            found.push(statement);
        }
    }
    found
}

/// Which file has a name that another passes on.
fn passed_on(files: &Files) -> BTreeMap<(Vec<String>, String), Vec<String>> {
    let mut found = BTreeMap::new();
    for (file, code) in files {
        for statement in passing_on(code) {
            let children = children_of(file, files);
            let mut starts = vec!["crate", "super", "self"];
            starts.extend(children.iter().map(String::as_str));
            for path in paths(statement, &starts) {
                let Some((to, rest)) = resolved(file, &path, files) else { continue };
                if let Some(name) = rest.last() {
                    found.insert((file.clone(), name.clone()), to);
                }
            }
        }
    }
    found
}

fn children_of(file: &[String], files: &Files) -> Vec<String> {
    let below = |other: &&Vec<String>| other.len() == file.len() + 1 && other.starts_with(file);
    files.keys().filter(below).filter_map(|other| other.last().cloned()).collect()
}

/// The file that a path leads into, and what is left of the path there.
fn resolved(file: &[String], path: &[String], files: &Files) -> Option<(Vec<String>, Vec<String>)> {
    let mut at = match path.first()?.as_str() {
        "crate" => Vec::new(),
        _ => file.to_vec(),
    };
    let mut rest = path.iter().skip_while(|part| *part == "crate").peekable();
    while let Some(part) = rest.next_if(|part| *part == "super" || *part == "self") {
        if part == "super" {
            at.pop()?;
        }
    }
    while let Some(part) = rest.peek() {
        let deeper: Vec<String> = at.iter().cloned().chain([(*part).clone()]).collect();
        let is_folder = files.keys().any(|file| file.starts_with(&deeper));
        if !is_folder {
            break;
        }
        at = deeper;
        rest.next();
    }
    Some((at, rest.filter(|part| *part != "self").cloned().collect()))
}

/// The files whose names a file uses.
fn used_by(
    file: &[String],
    code: &str,
    files: &Files,
    passed_on: &BTreeMap<(Vec<String>, String), Vec<String>>,
) -> BTreeSet<Vec<String>> {
    let mut code = code.to_owned();
    for statement in passing_on(&code.clone()) {
        code = code.replace(statement, "");
    }
    let children = children_of(file, files);
    let mut starts = vec!["crate", "super", "self"];
    starts.extend(children.iter().map(String::as_str));
    let mut used = BTreeSet::new();
    for path in paths(&code, &starts) {
        let Some((mut to, rest)) = resolved(file, &path, files) else { continue };
        if let Some(name) = rest.first() {
            while let Some(further) = passed_on.get(&(to.clone(), name.clone())) {
                to = further.clone();
            }
        }
        if to != file && files.contains_key(&to) {
            used.insert(to);
        }
    }
    used
}

#[test]
fn the_doubles_of_a_drive_are_in_no_program_that_is_given_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let medium = fs::read_to_string(root.join("src/powers/medium/mod.rs")).unwrap();
    let lines: Vec<&str> = medium.lines().collect();
    let mut guarded = 0;
    for (at, line) in lines.iter().enumerate() {
        if ["mod faulty", "mod memory", "use faulty", "use memory"]
            .iter()
            .any(|it| line.contains(it))
        {
            assert_eq!(lines[at - 1], "#[cfg(any(test, feature = \"test-media\"))]", "{line}");
            guarded += 1;
        }
    }
    assert_eq!(guarded, 4);
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let (program, tests) = manifest.split_once("[dev-dependencies]").unwrap();
    assert!(!program.contains("\"test-media\"") && tests.contains("\"test-media\""));
}
