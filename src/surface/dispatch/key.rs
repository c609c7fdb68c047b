//! The recipients of each vault, and the sheet of a key, which is one for all of them.

use std::path::PathBuf;

use crate::surface::cli::KeyVerb;
use crate::surface::{key_page, requests, text};
use crate::verbs::fault::Usage;
use crate::verbs::key::{self, PaperRequest};

use super::done::{Done, acted, asked};
use super::run::Run;

impl Run<'_, '_> {
    /// What `key` is asked.
    pub(super) fn key(&mut self, verb: &KeyVerb) -> Vec<Done> {
        match (requests::key(verb), verb) {
            (Some(request), _) => {
                self.on_vaults(|world, home| asked(key::run(world, home, &request)?, text::key))
            }
            (None, KeyVerb::Paper { to, vaults }) => self.key_paper(to.clone(), vaults.clone()),
            (None, _) => unreachable!("all others are asked of one vault"),
        }
    }

    fn key_paper(&mut self, to: PathBuf, list: Option<PathBuf>) -> Vec<Done> {
        let each = self.is_each();
        let homes = match (each, self.vaults.all()) {
            (true, []) => Err(Usage::NoVault),
            (true, all) => Ok(all.to_vec()),
            (false, _) => self.vaults.one().map(|home| vec![home]),
        };
        let homes = match homes {
            Ok(homes) => homes.into_iter().map(|home| home.path).collect(),
            Err(usage) => return self.failed(usage.into()),
        };
        let request = PaperRequest { homes, each, to, list };
        let voice = self.voice.clone();
        let page = |sheet: &_| key_page::page(&voice, sheet);
        let answer = self.with_world(&voice, None, |world| {
            acted(key::paper(world, &request, &page)?, text::key_paper)
        });
        self.without_vault(answer)
    }
}
