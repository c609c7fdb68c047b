//! Looking for records, and giving them back: over all vaults that is one answer, and a folder for each client.

use crate::surface::cli::Find;
use crate::surface::requests;
use crate::surface::text;
use crate::verbs::fault::Usage;
use crate::verbs::{audit, find, restore};

use super::done::{Done, acted, bare, listed, one_answer};
use super::run::Run;

impl Run<'_, '_> {
    /// What is where; or exactly that, given back.
    pub(super) fn find(&mut self, args: &Find) -> Vec<Done> {
        let of_several = self.is_each();
        let mut done = match (args.restore.is_some(), args.csv) {
            (true, _) => match requests::give_back(args) {
                Err(fault) => return self.failed(fault),
                Ok(request) => self.give_back(&request),
            },
            (false, csv) => {
                let request = requests::find(args, of_several);
                self.on_vaults(|world, home| {
                    let report = find::run(world, home, &request)?;
                    match csv {
                        true => Ok(bare(listed(report, text::find_csv, text::hit_csv)?)),
                        false => listed(report, text::find, text::hit),
                    }
                })
            }
        };
        if of_several {
            let closing = one_answer(&mut done, args.csv, self.voice.lang);
            if let Some(closing) = closing.filter(|_| !self.is_document()) {
                done.extend(self.without_vault(Ok(closing.answer())));
            }
        }
        done
    }

    /// Gives records back.
    pub(super) fn give_back(&mut self, request: &restore::Request) -> Vec<Done> {
        let each = self.is_each();
        self.on_vaults(|world, home| {
            let own = each.then(|| request.for_folder_of(home));
            let report = restore::run(world, home, own.as_ref().unwrap_or(request))?;
            acted(report, text::restore)
        })
    }

    /// Answers somebody's request.
    pub(super) fn audit(&mut self, request: audit::Request) -> Vec<Done> {
        let each = self.is_each();
        if each && request.pack.is_some() {
            return self.failed(Usage::PackOfEach.into());
        }
        self.on_vaults(|world, home| {
            let mut request = request.clone();
            if each {
                request.give = request.give.for_folder_of(home);
            }
            acted(audit::run(world, home, &request)?, text::audit)
        })
    }
}
