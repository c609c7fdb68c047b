//! The other vaults on this PC, as far as anybody may know them.
//!
//! Reads their homes without their lock or any secret, and only so far as to ask or to warn.

use std::path::Path;

use crate::powers::medium::{self, MediumPath, NativeStorage};
use crate::things::files;
use crate::things::slots;
use crate::things::vault::CONFIG;
use crate::things::vault::config::Config;
use crate::things::vault::memory::Memory;
use crate::words::limits::MIB;

use super::session::Session;

/// Another vault's home.
pub struct OtherHome {
    pub storage: NativeStorage,
    pub memory: Memory,
    pub config: Config,
}

impl OtherHome {
    /// Those that can be read: one client's damaged vault does not stop another client's run.
    pub fn all(session: &Session<'_, '_>) -> impl Iterator<Item = OtherHome> {
        let this = session.vault.id;
        let homes = session.world.homes.iter().filter_map(|home| OtherHome::read(home));
        // Another home of the same vault is none of another one.
        homes.filter(move |home| home.memory.vault != this)
    }

    /// The home in this folder, as far as it can be read.
    pub fn read(root: &Path) -> Option<OtherHome> {
        let storage = medium::open_native(root).ok()?;
        let memory = slots::read::<Memory>(&storage, &MediumPath::root(), &|_, _| true).ok()?;
        let (_, memory) = memory.in_force?;
        let text = files::read_bounded(&storage, &MediumPath::parse(CONFIG).ok()?, MIB).ok()??;
        let config = Config::read(&String::from_utf8(text).ok()?).ok()?;
        Some(OtherHome { storage, memory, config })
    }
}
