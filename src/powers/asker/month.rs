//! What of a month would be sealed, as a person sees it before saying yes.

use std::path::PathBuf;

use serde::Serialize;

use crate::rules::month::Month;
use crate::words::day::Day;

/// One client's month: what would be sealed, and what stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthPlan {
    /// Whose month it is.
    #[serde(skip)]
    pub client: String,
    /// Where the settings stand that say the sources.
    #[serde(skip)]
    pub settings: PathBuf,
    /// Which month.
    pub month: Month,
    /// How many `[[source]]` the settings name.
    pub sources: u64,
    /// The folders whose files would be sealed, and under what.
    pub folders: Vec<MonthFolder>,
    /// How many files that are.
    pub files: u64,
    /// The sum of their sizes.
    pub bytes: u64,
    /// How many bundles they would be sealed into.
    pub new_bundles: u64,
    /// Files of the month that stand in a bundle as they are.
    pub already_sealed: u64,
    /// Files that stand in a bundle with other bytes: they would be sealed again.
    pub changed: Vec<String>,
    /// Files that were used too recently.
    pub still_active: u64,
    /// Places whose files stay: they fit no source, no rule or no month, or are doubtful.
    pub unfit: Vec<UnfitPlace>,
    /// Earlier months of which files lie there that no bundle has.
    pub earlier: Vec<Month>,
    /// Files of earlier months that stand in a bundle with other bytes. A run over their month seals them again.
    pub changed_earlier: Vec<ChangedEarlier>,
    /// Folders of which even the newest file is far older than the month.
    pub far_older: Vec<FarOlder>,
    /// Places in which names say years that are not the month's.
    pub other_years: Vec<OtherYears>,
    /// Files that give a date of their own in another year than the month's.
    pub other_dates: Vec<OtherDate>,
    /// Folders of `[[source]]` that are not there.
    pub sources_gone: Vec<String>,
    /// Bundles of before that a connected drive lacks.
    pub to_copy: u64,
    /// Files that were sealed before and may go now, as `move` says.
    pub to_remove: u64,
    /// The connected drives that would get a copy, by label.
    pub here: Vec<String>,
    /// Those that are not connected.
    pub away: Vec<String>,
}

/// What a yes to a month does, of one client or of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MonthActs {
    /// Files that are sealed.
    pub seals: u64,
    /// Bundles of before that are copied.
    pub copies: u64,
    /// Files that were sealed before and go from this PC.
    pub removes: u64,
}

impl MonthActs {
    /// Those of all these plans.
    pub fn of<'p>(plans: impl IntoIterator<Item = &'p MonthPlan>) -> MonthActs {
        let mut acts = MonthActs::default();
        for plan in plans {
            acts.seals += plan.files;
            acts.copies += plan.to_copy;
            acts.removes += plan.to_remove;
        }
        acts
    }
}

impl MonthPlan {
    /// Whether there is nothing to say yes to.
    pub fn is_nothing(&self) -> bool {
        self.files == 0 && self.to_copy == 0 && self.to_remove == 0
    }

    /// Whether a yes does something: nothing is sealed where no drive is connected.
    pub fn can_be_done(&self) -> bool {
        !self.is_nothing() && (self.files == 0 || !self.here.is_empty())
    }

    /// Whether a person should know of something that stays, or that is not there.
    pub fn is_odd(&self) -> bool {
        self.sources == 0
            || self.still_active > 0
            || !self.changed.is_empty()
            || !self.unfit.is_empty()
            || !self.earlier.is_empty()
            || !self.changed_earlier.is_empty()
            || !self.far_older.is_empty()
            || !self.other_years.is_empty()
            || !self.other_dates.is_empty()
            || !self.sources_gone.is_empty()
    }
}

/// A folder, and what would be sealed from it under one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthFolder {
    /// Below what all sources of the vault have in common.
    pub folder: String,
    /// The class's id.
    pub class: String,
    /// Its name in Dutch.
    #[serde(skip)]
    pub name_nl: String,
    /// Its name in English.
    #[serde(skip)]
    pub name_en: String,
    /// Files that would be sealed.
    pub files: u64,
    /// The sum of their sizes.
    pub bytes: u64,
    /// The last day on which they are to be kept; none where that is not known yet.
    pub keep_through: Option<Day>,
    /// From when on they are to be deleted.
    pub delete_from: Option<Day>,
}

/// A file of an earlier month that changed after it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedEarlier {
    /// Its month.
    pub month: Month,
    /// Where it lies.
    pub path: String,
}

/// A folder of old files: they are filed late, or the folder is named after the wrong year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FarOlder {
    /// Spelled as in [`MonthFolder`].
    pub folder: String,
    /// The newest file.
    pub path: String,
    /// When that was last changed.
    pub modified: Day,
}

/// A place in which names say other years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherYears {
    /// The folder.
    pub path: String,
    /// The years that names say there.
    pub years: Vec<i32>,
    /// Of how many files.
    pub files: u64,
}

/// A file that gives a date of its own in another year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherDate {
    /// Where it lies.
    pub path: String,
    /// The day that it gives.
    pub own: Day,
}

/// A place whose files stay.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct UnfitPlace {
    /// Spelled as in [`MonthFolder`].
    pub folder: String,
    /// Why they stay.
    pub why: Unfit,
    /// How many there are.
    pub files: u64,
}

/// Why `month` leaves a file alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unfit {
    /// It lies in a folder of this client that no `[[source]]` names.
    NoSource,
    /// No rule of its source fits, and the source has no class.
    NoClass,
    /// Nothing says its month.
    NoMonth,
    /// Its document is to say the month, and gives no date that counts.
    Undated,
    /// A person has to answer a question about its date first.
    Doubtful,
}
