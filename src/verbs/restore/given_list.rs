//! Reading the list of all that was written for somebody else: by it that is removed again, or packed.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::powers::target::{Standing, TargetPath};
use crate::verbs::fault::Fault;
use crate::words::digest::Digest;
use crate::words::limits::PATH_BYTES_MAX;

use super::given_file::GivenFile;
use super::names::GIVEN;
use super::target_fault::at;

/// How long a line of the list may be: a path with each byte escaped, and what stands around it.
const LINE_BYTES_MAX: u64 = 6 * PATH_BYTES_MAX as u64 + 1_024;

/// Whether the list is the one that was written.
pub fn has_list(
    standing: &Standing,
    list: Digest,
    stop: &dyn Fn() -> bool,
) -> std::io::Result<bool> {
    Ok(standing.digest(Path::new(GIVEN), stop)? == Some(list))
}

/// Each file on the list that the run wrote.
pub fn each_given(
    path: &Path,
    standing: &Standing,
    stop: &dyn Fn() -> bool,
    mut act: impl FnMut(&Path, &GivenFile) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let file = standing.open(Path::new(GIVEN)).map_err(|source| at(path, source))?;
    let mut lines = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut lines).take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
        if read.map_err(|source| at(path, source))? == 0 {
            return Ok(());
        }
        if stop() {
            return Err(Fault::Interrupted);
        }
        let given: Option<GivenFile> = serde_json::from_slice(line.trim_ascii_end()).ok();
        let named = given.and_then(|given| Some((TargetPath::of_true(&given.path)?, given)));
        let Some((name, given)) = named else { continue };
        act(name.as_path(), &given)?;
    }
}
