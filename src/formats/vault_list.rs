//! The list of an office's vaults, which `key paper` writes and `rebuild --all` reads: a line a vault, its id and its
//! client. A paper has the SHA-256 of the file, so that whoever finds a drive can make no list that counts.
//!
//! It holds no secret but the clients' names, and lies on no drive of a vault. Text, so that a person can read it and
//! `sha256sum` checks it.

use std::collections::BTreeSet;

use crate::words::ids::VaultId;
use crate::words::text::shown;

/// The first line.
const HEAD: &str = "# kluis-vaults 1";
/// Between the id and the name.
const GAP: &str = "  ";
/// How large such a file may be, in bytes.
pub const VAULT_LIST_BYTES_MAX: u64 = 1 << 20;

/// A vault on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub vault: VaultId,
    /// Its client, as the vault was called on the day of the list.
    pub name: String,
}

impl Listed {
    /// Whether it stands there for a vault that is called so.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == shown(name)
    }
}

/// Why a file is no list of vaults. Lines are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum NotAVaultList {
    /// It does not begin as one.
    Other,
    /// A line that is none of it, or names a vault for the second time.
    Line(usize),
    /// It names no vault.
    Empty,
}

/// The file's text.
pub fn write(vaults: &[Listed]) -> String {
    // A name has no line of its own to fake.
    let line = |one: &Listed| format!("{}{GAP}{}\n", one.vault, shown(&one.name));
    std::iter::once(format!("{HEAD}\n")).chain(vaults.iter().map(line)).collect()
}

/// The vaults that a file lists.
pub fn read(bytes: &[u8]) -> Result<Vec<Listed>, NotAVaultList> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotAVaultList::Other)?;
    let mut lines = text.lines().enumerate();
    if lines.next().map(|(_, line)| line) != Some(HEAD) {
        return Err(NotAVaultList::Other);
    }
    let (mut vaults, mut seen) = (Vec::new(), BTreeSet::new());
    for (at, line) in lines {
        let wrong = NotAVaultList::Line(at + 1);
        let (vault, name) = line.split_once(GAP).ok_or(wrong)?;
        let vault: VaultId = vault.parse().map_err(|_| wrong)?;
        if name.is_empty() || !seen.insert(vault) {
            return Err(wrong);
        }
        vaults.push(Listed { vault, name: name.to_owned() });
    }
    if vaults.is_empty() { Err(NotAVaultList::Empty) } else { Ok(vaults) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::digest::Digest;

    fn listed(name: &str) -> Listed {
        Listed { vault: VaultId(Digest::of(name.as_bytes())), name: name.to_owned() }
    }

    #[test]
    fn what_is_written_is_read() {
        let vaults = [listed("Bakkerij De Aar"), listed("Fietsen  Klinker")];
        assert_eq!(read(write(&vaults).as_bytes()), Ok(vaults.to_vec()));
        let evil = [listed("a\nb")];
        assert_eq!(read(write(&evil).as_bytes()).unwrap()[0].name, "a\\u{a}b");
    }

    #[test]
    fn whatever_is_no_list_is_named_by_its_line() {
        let good = write(&[listed("a"), listed("b")]);
        let with = |line: &str| read(format!("{good}{line}\n").as_bytes());
        let id = listed("c").vault;
        for line in ["", "x", &format!("{id}"), &format!("{id} c"), &format!("{id}  ")] {
            assert_eq!(with(line), Err(NotAVaultList::Line(4)), "{line:?}");
        }
        let again = format!("{}  z", listed("a").vault);
        assert_eq!(with(&again), Err(NotAVaultList::Line(4)));
        assert_eq!(read(HEAD.as_bytes()), Err(NotAVaultList::Empty));
        for other in [&b""[..], b"# kluis-vaults 2\n", b"\xff\xfe#\0", b"{}"] {
            assert_eq!(read(other), Err(NotAVaultList::Other));
        }
    }
}
