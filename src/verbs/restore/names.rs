//! Under which names a record can stand in a restore's folder, and what stands beside the records.

use crate::powers::target::TargetPath;
use crate::words::ids::BundleId;
use crate::words::names::{SafePath, TrueName};

/// The folder of the records.
pub const RECORDS: &str = "records";
/// The paper that says that a run began in a folder and did not finish. It holds a keyed hash of the words that go on
/// record.
pub const BEGUN: &str = ".kluis-restore";
/// What was written there for somebody else, one file a line: by this list `restore close` removes it.
pub const GIVEN: &str = ".kluis-given";
/// What the list for whoever gets the records is called, in each language, without its ending.
pub const DELIVERY: [&str; 2] = ["delivery-list", "verstrekkingslijst"];
/// The public keys of the vault, for `ssh-keygen`.
pub const SIGNERS: &str = "allowed_signers";

/// The names to try, best first: the true one, beside another bundle's with the bundle's id, then
/// the safe one, with its own extension where it was cut, and last one below a folder of the bundle's own, where
/// nothing can stand.
pub fn names(
    bundle: BundleId,
    given: &TrueName,
    path: &SafePath,
    left_out: usize,
    first: bool,
) -> Vec<TargetPath> {
    let (folder, id) = (TargetPath::ours(RECORDS), bundle.to_string());
    let own = TargetPath::of_true(given);
    let safe = TargetPath::of_safe(path, left_out);
    let mut names: Vec<TargetPath> = Vec::with_capacity(4);
    let mended = safe.with_extension_of(given);
    for name in own.into_iter().chain(mended).chain([safe.clone()]) {
        if names.contains(&name) {
            continue;
        }
        let marked = (!first).then(|| name.marked(&id));
        names.push(name);
        names.extend(marked);
    }
    names.push(safe.under(&TargetPath::ours(&id)));
    names.into_iter().map(|name| name.under(&folder)).collect()
}

#[cfg(test)]
mod tests;
