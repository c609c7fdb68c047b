//! What comes, as a calendar: when bundles may be destroyed or have to be deleted, when holds are to be looked at
//! again. The file lies on the PC in the clear, so that it names the client, numbers and holds, and no more.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use crate::formats::calendar::{Entry, calendar};
use crate::powers::private;
use crate::rules::hold::Hold;
use crate::rules::retention::{End, due_from};
use crate::things::vault::Vault;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::occasions::Occasion;
use crate::verbs::session::Texts;
use crate::words::day::{Day, Time};

/// What comes, on the day on which a calendar shows it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coming {
    shown: Day,
    occasion: Occasion,
    /// What tells it from others of this vault, in a file of any day.
    id: String,
}

impl Coming {
    /// A day that has passed is shown as today. Its id keeps the day itself: with today in it a calendar would take
    /// the same thing again each day.
    fn new(day: Day, today: Day, occasion: Occasion, word: &str) -> Coming {
        Coming { shown: day.max(today), occasion, id: format!("{day}-{word}") }
    }
}

/// What comes for bundles with these ends, and for the holds, in the order of a calendar.
pub fn occasions<'e>(
    vault: &Vault,
    ends: impl Iterator<Item = &'e End>,
    today: Day,
) -> Vec<Coming> {
    let (mut due, mut delete) = (BTreeMap::new(), BTreeMap::new());
    for end in ends {
        if let Some(day) = due_from(end) {
            *due.entry(day).or_default() += 1;
        }
        if let Some(day) = end.delete_from {
            *delete.entry(day).or_default() += 1;
        }
    }
    let due = due.into_iter().map(|(day, bundles)| (day, Occasion::Due(bundles)));
    let delete = delete.into_iter().map(|(day, bundles)| (day, Occasion::Delete(bundles)));
    let of_bundles = |(day, occasion): (Day, Occasion)| {
        let word = occasion.word();
        Coming::new(day, today, occasion, &word)
    };
    let mut all: Vec<Coming> = due.chain(delete).map(of_bundles).collect();
    for (id, state) in vault.state.holds.iter().filter(|(_, state)| state.released.is_none()) {
        let reference = vault.memory.hold_references.get(id).cloned();
        let hold = Hold { reference, ..state.in_force(*id) };
        // Two holds may have one reference, and a home may read the reference later: only the hold's own id is its own.
        let on = |day: Option<Day>, of_hold: fn(String) -> Occasion| {
            let word = of_hold(id.to_string()).word();
            day.map(|day| Coming::new(day, today, of_hold(hold.name()), &word))
        };
        all.extend(on(hold.review, Occasion::Review));
        all.extend(on(hold.ends, Occasion::LegalEnd));
    }
    all.sort();
    all
}

/// The same as events of a calendar file, each with the client's name.
pub fn entries(texts: &dyn Texts, vault: &Vault, occasions: &[Coming]) -> Vec<Entry> {
    let of_vault = &vault.id.to_string()[..16];
    let entry = |Coming { shown, occasion, id }: &Coming| Entry {
        day: *shown,
        uid: format!("{of_vault}-{id}@kluis"),
        summary: texts.occasion(&vault.config.name, occasion),
    };
    occasions.iter().map(entry).collect()
}

/// Writes them into a new file. Whoever asks has made sure that clients may be named there in the clear.
pub fn write(entries: &[Entry], made: Time, path: &Path) -> Result<(), Fault> {
    let mut file = private::new_file(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Usage::FileExists { path: path.to_path_buf(), option: "--ics" }.into()
        }
        _ => Fault::Io { path: path.to_path_buf(), source },
    })?;
    let written = file.write_all(calendar(entries, made).as_bytes());
    let written = written.and_then(|()| file.sync_all());
    written.map_err(|source| Fault::Io { path: path.to_path_buf(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::day::parse_day;

    #[test]
    fn what_is_past_is_shown_today_and_its_id_is_the_same_each_day() {
        let day = parse_day("2026-06-01").unwrap();
        let coming = |today| {
            Coming::new(day, parse_day(today).unwrap(), Occasion::Due(1), &Occasion::Due(1).word())
        };
        let (before, after) = (coming("2026-05-01"), coming("2026-06-03"));
        assert_eq!((before.shown, after.shown), (day, parse_day("2026-06-03").unwrap()));
        assert_eq!((&*before.id, &*after.id), ("2026-06-01-due", "2026-06-01-due"));
    }
}
