//! Where drives may be found on this system: its mount points. A drive is known by its id, so that this is only
//! a list of places to look at.

use std::path::PathBuf;

/// The places where a removable drive may be mounted now.
pub fn places() -> Vec<PathBuf> {
    system_places()
}

#[cfg(target_os = "linux")]
fn system_places() -> Vec<PathBuf> {
    // Field 5 of each line is the mount point, with blanks as \040 (proc_pid_mountinfo(5)).
    let text = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split(' ').nth(4))
        .filter(|point| {
            !["/proc", "/sys", "/dev", "/run/lock"].iter().any(|p| point.starts_with(p))
        })
        .map(|point| PathBuf::from(unescaped(point)))
        .collect()
}

#[cfg(target_os = "linux")]
fn unescaped(point: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(point.to_owned(), |text, (code, character)| text.replace(code, character))
}

#[cfg(target_os = "macos")]
fn system_places() -> Vec<PathBuf> {
    let volumes = std::fs::read_dir("/Volumes").into_iter().flatten();
    volumes.flatten().map(|entry| entry.path()).collect()
}

#[cfg(windows)]
fn system_places() -> Vec<PathBuf> {
    ('A'..='Z').map(|letter| PathBuf::from(format!("{letter}:\\"))).filter(|p| p.is_dir()).collect()
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn system_places() -> Vec<PathBuf> {
    Vec::new()
}
