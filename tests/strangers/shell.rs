//! Stock tools and shells, run as a stranger would run them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A stock tool, without a terminal to ask anything on.
pub fn tool(name: &str) -> Command {
    let mut command = Command::new(name);
    command.stdin(Stdio::null());
    command
}

/// Runs a tool that must be there; whether it is pleased is the caller's to ask.
pub fn runs(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| {
        let name = command.get_program().to_string_lossy();
        panic!("the tool {name} does not run ({error}): bash tests/run installs what is missing")
    })
}

pub fn succeeds(command: &mut Command) -> Output {
    let output = runs(command);
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    output
}

/// Runs a tool that must refuse, and gives what it said.
pub fn refuses(command: &mut Command) -> String {
    let output = runs(command);
    assert!(!output.status.success(), "{command:?} must refuse: {}", said(&output));
    said(&output)
}

pub fn said(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    format!("{}\n{}{}", output.status, text(&output.stdout), text(&output.stderr))
}

/// One line that was pasted, what it printed on either stream, and its exit code.
#[derive(Debug)]
pub struct Pasted {
    pub line: String,
    pub said: String,
    pub exit: i32,
}

const MARK: &str = "@@@ exit ";

/// The lines, each followed by one that tells its exit code.
pub fn script(lines: &[String]) -> String {
    let told = lines.iter().map(|line| format!("{line}\nprintf '\\n{MARK}%s\\n' \"$?\"\n"));
    format!("exec 2>&1\n{}", told.collect::<String>())
}

/// Pastes lines into a shell one after the other, standing in `folder`.
pub fn paste(shell: &str, lines: &[String], folder: &Path, home: &Path) -> Vec<Pasted> {
    let file = home.join("pasted.sh");
    fs::write(&file, script(lines)).expect("the home can be written to");
    let output = runs(tool(shell).arg(&file).current_dir(folder).env("HOME", home));
    pasted(lines, &String::from_utf8_lossy(&output.stdout))
}

/// Takes apart what a script of [`script`] printed.
pub fn pasted(lines: &[String], printed: &str) -> Vec<Pasted> {
    let mut rest = printed;
    let mut all = Vec::new();
    for line in lines {
        let (said, behind) = rest.split_once(MARK).unwrap_or_else(|| {
            panic!("the shell ended at {line}:\n{printed}");
        });
        let (exit, behind) = behind.split_once('\n').unwrap_or((behind, ""));
        let exit = exit.trim().parse().expect("an exit code is a number");
        all.push(Pasted { line: line.clone(), said: said.trim().to_owned(), exit });
        rest = behind;
    }
    all
}

/// The one line that holds `part`.
pub fn step<'a>(steps: &'a [Pasted], part: &str) -> &'a Pasted {
    let mut fitting = steps.iter().filter(|step| step.line.contains(part));
    let found = fitting.next().unwrap_or_else(|| panic!("no line with {part}: {steps:#?}"));
    assert!(fitting.next().is_none(), "several lines with {part}: {steps:#?}");
    found
}
