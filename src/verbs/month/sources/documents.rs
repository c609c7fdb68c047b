//! The month that a file's document gives as its own.
//!
//! Reads only what may have to be sealed. What this PC sealed, and what nobody touched since the day before, has the
//! month that it was sealed under: years of files that stay where they are cost a look at each, and no reading. A PC
//! whose clock was doubtful then, and one that only heard of the bundle, reads the file.

use std::collections::BTreeMap;

use crate::powers::asker::{Unfit, Watcher};
use crate::powers::sources::{Found as File, LeftOut, SourceProblem, Walk, changed_last};
use crate::rules::month::Month;
use crate::rules::retention::ShownRule;
use crate::things::ledger::state::Standing;
use crate::things::vault::Vault;
use crate::things::vault::known::{Holding, Known};
use crate::verbs::archive::LeftReport;
use crate::verbs::archive::dating::own_day;
use crate::verbs::fault::Fault;
use crate::words::day::{ClockState, Day, Time};
use crate::words::ids::BundleId;
use crate::words::names::TrueName;

use super::source::{Found, Shown, Source, UNSAID_DEEP, parts};

/// What is known of a file's month.
enum Said {
    /// It stands in a bundle as it is, of this month; none where it was sealed under a whole year.
    Sealed(Option<Month>),
    /// Its document says this month, and no bundle has it with these bytes.
    Unsealed(Month),
    /// Its document gives no date that counts, or one that has not come yet.
    Undated,
    Unread(SourceProblem),
}

/// Reads what documents say, as far as it has to.
pub struct Documents<'v> {
    today: Day,
    /// All that kept bundles hold.
    known: &'v Known,
    /// The bundles that this PC sealed while its clock was not in doubt: on which day, and under which month.
    sealed_here: BTreeMap<BundleId, (Day, Option<Month>)>,
    buffer: Vec<u8>,
}

impl<'v> Documents<'v> {
    /// Those of a vault, on a day.
    pub fn of(vault: &Vault, known: &'v Known, today: Day) -> Documents<'v> {
        let own = vault.ledger.sealed_here();
        let bundles = vault.state.bundles.iter();
        let sealed_here = bundles
            .filter(|(id, it)| own.contains(id) && it.standing() == Standing::Kept)
            .filter(|(_, it)| it.sealed_at.clock != ClockState::Doubtful)
            .map(|(id, it)| {
                let dates = it.rules.iter().filter_map(ShownRule::date);
                (*id, (it.sealed_at.time.day(), dates.filter_map(Month::of_date).max()))
            })
            .collect();
        Documents { today, known, sealed_here, buffer: Vec::new() }
    }

    /// The month of one file, which is called so in an archive.
    fn month_of(&mut self, file: &File, name: &TrueName) -> Said {
        let is_named = self.known.has_name(name);
        if is_named && let Some(month) = self.untouched(file, name) {
            return Said::Sealed(month);
        }
        let own = match own_day(file, &mut self.buffer) {
            Ok(own) => own.ok().filter(|day| *day <= self.today).map(Month::of),
            Err(problem) => return Said::Unread(problem),
        };
        let is_sealed = || {
            let holding = self.known.all_that_hold(name, &file.path());
            matches!(holding, Holding::Sealed { .. })
        };
        match own {
            own if is_named && is_sealed() => Said::Sealed(own),
            Some(month) => Said::Unsealed(month),
            None => Said::Undated,
        }
    }

    /// The month under which a file was sealed here last, if it was not touched since the day before.
    fn untouched(&self, file: &File, name: &TrueName) -> Option<Option<Month>> {
        let bundles = self.known.bundles_named(name);
        let (sealed, month) = bundles.filter_map(|id| self.sealed_here.get(&id)).max()?;
        let changed = Time::from_unix(changed_last(&file.path())?)?;
        (changed.day() < *sealed).then_some(*month)
    }
}

impl Source<'_> {
    /// Sorts what was found below it by what the documents say.
    pub fn take_documents(
        &self,
        walk: Walk,
        documents: &mut Documents<'_>,
        watcher: &dyn Watcher,
        month: Month,
        (shown, found, unfit): (&Shown, &mut Found, &mut BTreeMap<(String, Unfit), u64>),
    ) -> Result<(), Fault> {
        for file in &walk.found {
            if watcher.interrupted() {
                return Err(Fault::Interrupted);
            }
            let (relative, name) = (self.roots.relative_of(file), self.roots.name_of(file));
            let class = self.class_of(&parts(&relative).join("/"));
            let said = documents.month_of(file, &name);
            let waits = matches!(said, Said::Unsealed(_));
            let why = match (class, said) {
                (Some(class), Said::Sealed(Some(of)) | Said::Unsealed(of)) if of == month => {
                    self.put(file, class, 0, shown, found).waits |= waits;
                    continue;
                }
                (Some(_), Said::Unsealed(of)) if of < month => {
                    let earlier = found.earlier.entry(of).or_default();
                    match documents.known.has_name(&name) {
                        true => earlier.changed.push(file.path()),
                        false => earlier.unsealed = true,
                    }
                    continue;
                }
                (None, Said::Unsealed(of)) if of == month => Unfit::NoClass,
                (_, Said::Sealed(_) | Said::Unsealed(_)) => continue,
                (_, Said::Unread(problem)) => {
                    found.left.push(LeftReport::unread(&file.path(), &problem));
                    continue;
                }
                (None, Said::Undated) => Unfit::NoClass,
                (Some(_), Said::Undated) => Unfit::Undated,
            };
            let place = shown.below(&self.folder, &relative, UNSAID_DEEP);
            *unfit.entry((place, why)).or_default() += 1;
        }
        // What can't be read may be of any month.
        let told = walk.left.iter().filter(|(_, why)| match why {
            LeftOut::Litter | LeftOut::EmptyFolder | LeftOut::StillActive => false,
            LeftOut::Unreadable(_)
            | LeftOut::InUse
            | LeftOut::Link
            | LeftOut::Special
            | LeftOut::Ours
            | LeftOut::PathTooLong
            | LeftOut::Changing
            | LeftOut::InTheCloud => true,
        });
        found.left.extend(told.map(|(path, why)| LeftReport::of(path, why)));
        Ok(())
    }
}
