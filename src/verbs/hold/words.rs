//! What a person says with an act about a hold, and whether it can go on record.

use crate::things::vault::{HoldWords, Told};
use crate::verbs::fault::Usage;
use crate::words::day::Day;
use crate::words::limits::TYPED_BYTES_MAX;

/// Why, by whom, and who was told of it.
#[derive(Debug, Clone)]
pub struct Said {
    /// Why.
    pub reason: String,
    /// Who decided it; none where nobody was named.
    pub by: Option<String>,
    /// Who was told, and when.
    pub told: Vec<Told>,
}

impl Said {
    /// Refuses words that can't go on record, and who is only told later.
    pub(super) fn check(&self) -> Result<(), Usage> {
        let by = self.by.as_ref();
        for (option, text) in [("--reason", Some(&self.reason)), ("--by", by)] {
            if text.is_some_and(|text| text.trim().is_empty() || text.len() > TYPED_BYTES_MAX) {
                return Err(Usage::BadText(option));
            }
        }
        let whos = self.told.iter().map(|told| told.who.len()).sum::<usize>();
        if whos > TYPED_BYTES_MAX { Err(Usage::BadText("--told")) } else { Ok(()) }
    }

    /// Nobody was told on a day that is still to come.
    pub(super) fn told_by(&self, today: Day) -> Result<(), Usage> {
        match self.told.iter().find(|told| told.on > today) {
            Some(told) => Err(Usage::ToldInTheFuture(told.on)),
            None => Ok(()),
        }
    }

    pub(super) fn words(&self) -> HoldWords {
        HoldWords {
            reason: Some(self.reason.clone()),
            by: self.by.clone(),
            told: self.told.clone(),
            ..HoldWords::default()
        }
    }
}
