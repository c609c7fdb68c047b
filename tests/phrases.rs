//! Every sentence in both languages, as a snapshot for whoever reads them over; and that none stands in one language
//! alone.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// One sentence as it stands in the source.
struct Pair {
    english: String,
    dutch: String,
}

/// The files of a folder below `src`, with their text before any tests, without comments.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the source") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if name.contains("tests") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if !name.ends_with(".rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a file of the source");
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.push((path, code.collect::<Vec<_>>().join("\n")));
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{folder}");
    found
}

/// A string literal that begins at `at`, as it reads, and where it ends.
fn literal(code: &str, at: usize) -> (String, usize) {
    let mut read = String::new();
    let mut chars = code[at + 1..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        match c {
            '"' => return (read, at + 1 + offset + 1),
            '\\' => match chars.next() {
                Some((_, '\n')) => while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {},
                Some((_, 'n')) => read.push('\n'),
                Some((_, other)) => read.push(other),
                None => break,
            },
            c => read.push(c),
        }
    }
    panic!("a literal without an end: {}", &code[at..]);
}

/// The pairs of a file, and its code without them.
fn pairs(code: &str) -> (Vec<Pair>, String) {
    const CALL: &str = "both!(";
    let (mut found, mut rest, mut at) = (Vec::new(), String::new(), 0);
    while let Some(call) = code[at..].find(CALL).map(|offset| at + offset) {
        rest.push_str(&code[at..call + CALL.len()]);
        let first = call + code[call..].find('"').expect("English");
        let (english, end) = literal(code, first);
        let second = end + code[end..].find('"').expect("Dutch");
        assert_eq!(code[end..second].trim(), ",", "{english}");
        let (dutch, end) = literal(code, second);
        found.push(Pair { english, dutch });
        at = end;
    }
    rest.push_str(&code[at..]);
    (found, rest)
}

/// All string literals of some code.
fn literals(code: &str) -> Vec<String> {
    let (mut found, mut at) = (Vec::new(), 0);
    // A quote that is a character begins no literal.
    let code = code.replace("'\"'", "' '");
    while let Some(start) = code[at..].find('"').map(|offset| at + offset) {
        let (read, end) = literal(&code, start);
        found.push(read);
        at = end;
    }
    found
}

/// Words that only English has.
const ENGLISH: &[&str] =
    &["the", "and", "not", "this", "that", "with", "from", "then", "which", "are"];
/// Words that only Dutch has.
const DUTCH: &[&str] =
    &["het", "een", "niet", "deze", "voor", "naar", "dan", "en", "zijn", "wordt"];

fn words(text: &str) -> BTreeSet<String> {
    // Commands, options and places for values are the same in both.
    let plain = |word: &&str| !word.starts_with('-') && !word.contains('{');
    let words = text.split_whitespace().filter(plain);
    words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()).collect()
}

#[test]
fn every_sentence_stands_in_both_languages_and_reads_as_it_did() {
    let mut shown = String::new();
    for (path, code) in sources("surface") {
        if path.ends_with("surface/voice.rs") || path.ends_with("surface/voice/noun.rs") {
            continue;
        }
        for Pair { english, dutch } in pairs(&code).0 {
            let file = path.display();
            assert!(english.is_empty() == dutch.is_empty(), "{file}: {english} | {dutch}");
            let (en, nl) = (words(&english), words(&dutch));
            let foreign: Vec<_> = ENGLISH.iter().filter(|word| nl.contains(**word)).collect();
            assert!(foreign.is_empty(), "{file}: English {foreign:?} in: {dutch}");
            let foreign: Vec<_> = DUTCH.iter().filter(|word| en.contains(**word)).collect();
            assert!(foreign.is_empty(), "{file}: Dutch {foreign:?} in: {english}");
            let _ = writeln!(shown, "{english}\n  {dutch}");
        }
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("phrases", shown);
    });
}

/// The invented administration of the demonstration: letters and invoices, not texts of the program.
fn is_invented(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "administration")
        || path.ends_with("administration.rs")
}

/// Code without the verbs that go with a number, which a sentence takes in both languages, and without what
/// only a developer sees.
fn bare(code: &str) -> String {
    let calls = ["one_or(", "expect(", "unreachable!("];
    let mut rest = code.to_owned();
    for call in calls {
        let mut parts = rest.split(call);
        let mut kept = parts.next().unwrap_or_default().to_owned();
        kept.extend(parts.map(|part| part.split_once(')').map_or("", |(_, after)| after)));
        rest = kept;
    }
    rest
}

#[test]
fn no_text_for_people_stands_in_one_language_alone() {
    let mut alone = String::new();
    // The texts for drives, paper and strangers are files of their own; `help` and `cli` are one table each.
    let elsewhere =
        ["surface/help", "surface/cli", "surface/texts.", "surface/voice.", "surface/voice/"];
    for (path, code) in sources("surface") {
        if !elsewhere.iter().any(|name| path.to_string_lossy().contains(name))
            && !is_invented(&path)
        {
            let rest = pairs(&code).1;
            for text in literals(&bare(&rest)) {
                let english = words(&text);
                let said = english.iter().filter(|word| word.len() > 1).count() > 1;
                let sentence = said
                    && ENGLISH
                        .iter()
                        .chain(&["of", "is", "no", "in"])
                        .any(|word| english.contains(*word));
                if sentence {
                    let _ = writeln!(alone, "{}: {text}", path.display());
                }
            }
        }
    }
    assert!(alone.is_empty(), "{alone}");
}

/// What stands below the surface and is written for people: files and JSON that are in English in every language, each
/// with its reason. One that is gone has to go from here too.
const WRITTEN: &[(&str, &str)] = &[
    // A word to developers from the compiler.
    ("powers/envelope/writer.rs", "an age file without finish() is cut short"),
    // The head of a new `kluis.toml`, and the notes in the home's folders.
    ("things/vault/config.rs", "# kluis: the settings of this vault"),
    ("things/vault/create.rs", "Signature: 8a477f597d28d172789f06886806bc55"),
    ("things/vault/rebuilding.rs", "kluis rebuild has begun here"),
    // Fields of JSON and of sealed documents, as the format has them.
    ("verbs/list.rs", "The dates are an indication, not legal advice."),
    ("verbs/medium/loss.rs", "age v1: X25519, ChaCha20-Poly1305"),
    ("verbs/archive/apply/first.rs", "each source read as one moment's bytes"),
    // What the JSON reader did not find: it asks for a sentence, and nobody is shown it.
    ("words/names/spelling.rs", "a name"),
    ("words/digest.rs", "not 64 hex digits"),
    ("formats/entry/spelled.rs", "not 64 hex digits"),
    ("formats/commitments.rs", "not 64 hex digits"),
];

#[test]
fn the_floors_below_the_surface_hold_no_sentences() {
    let (mut found, mut used) = (String::new(), BTreeSet::new());
    for floor in ["words", "rules", "formats", "powers", "things", "verbs"] {
        for (path, code) in sources(floor) {
            let path = path.to_string_lossy().replace('\\', "/");
            // Only a developer sees what is expected of our own code, and what a test's double says.
            if path.ends_with("powers/medium/faulty.rs") || path.ends_with("samples.rs") {
                continue;
            }
            for text in literals(&developers_left_out(&code)) {
                let said = words(&text);
                let more = ["of", "is", "no", "it", "for", "can't", "be", "an", "a", "was"];
                let english = ENGLISH.iter().chain(&more).any(|word| said.contains(*word));
                if said.len() < 4 || !english {
                    continue;
                }
                let written =
                    |(file, start): &&(&str, &str)| path.ends_with(file) && text.contains(start);
                match WRITTEN.iter().position(|entry| written(&entry)) {
                    Some(at) => drop(used.insert(at)),
                    None => writeln!(found, "{path}: {text}").expect("a string takes it"),
                }
            }
        }
    }
    assert!(found.is_empty(), "sentences below the surface:\n{found}");
    let gone: Vec<_> = (0..WRITTEN.len()).filter(|at| !used.contains(at)).collect();
    assert!(
        gone.is_empty(),
        "not there any more: {:?}",
        gone.iter().map(|at| WRITTEN[*at]).collect::<Vec<_>>()
    );
}

/// Code without the reasons of `expect`, `assert!` and the like.
fn developers_left_out(code: &str) -> String {
    let calls = ["expect(", "unreachable!(", "panic!(", "assert!(", "assert_eq!(", "assert_ne!("];
    let mut rest = code.to_owned();
    for call in calls {
        let mut parts = rest.split(call);
        let mut kept = parts.next().unwrap_or_default().to_owned();
        // Up to the end of the statement or of the line's chain of calls.
        for part in parts {
            let (mut depth, mut end, mut quoted, mut escaped) = (1, part.len(), false, false);
            for (at, c) in part.char_indices() {
                match c {
                    _ if escaped => escaped = false,
                    '\\' if quoted => escaped = true,
                    '"' => quoted = !quoted,
                    '(' if !quoted => depth += 1,
                    ')' if !quoted => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    end = at;
                    break;
                }
            }
            kept.push_str(&part[end..]);
        }
        rest = kept;
    }
    rest
}

#[test]
fn a_sentence_below_the_surface_would_be_found() {
    let code = "fn f() { a.expect(\"it is there (always)\"); b(\"the drive is not here\"); }";
    assert_eq!(literals(&developers_left_out(code)), ["the drive is not here"]);
}
