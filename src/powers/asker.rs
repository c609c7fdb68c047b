//! What only a person can answer, and what a person watches. The surface words the questions; without a
//! terminal every question stays without an answer, and the verb says which option would give it.

use secrecy::{ExposeSecret, SecretString};

use crate::powers::medium::InPlace;
use crate::rules::clock::ClockDoubt;
use crate::rules::retention::{End, NewerRule};
use crate::rules::setting::SettingValue;
use crate::words::day::{Day, GivenDate};
use crate::words::lang::Lang;

mod month;

pub use month::{
    ChangedEarlier, FarOlder, MonthActs, MonthFolder, MonthPlan, OtherDate, OtherYears, Unfit,
    UnfitPlace,
};

/// The closed list of questions that kluis puts to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The passphrase of the identity.
    Passphrase,
    /// The same, since the one before did not open it.
    PassphraseAgain,
    /// A new passphrase; it is asked twice.
    NewPassphrase,
    /// The passphrase of a file for somebody else, who is told it; it is asked twice.
    PackPassphrase,
    /// The passphrase of this person's signing key.
    SignerPassphrase(String),
    /// One group of the paper identity, retyped from the recovery sheet: which one, counted from 1.
    SheetGroup(usize),
    /// The same, since what was typed before is not on the sheet.
    SheetGroupAgain(usize),
    /// What is blank in a number that stands on paper: the vault id of the client who is named, or the number of a
    /// list. `shown` is the number in groups, some of them blank; `again`: what was typed does not fit.
    #[expect(missing_docs, reason = "the sentence says it")]
    Blanks { client: Option<String>, shown: String, again: bool },
    /// "Are there open assessments, objections or claims about these records?"
    OpenMatters,
    /// Type the bundle's id to destroy it.
    TypeToDestroy(String),
    /// Type the name of a recipient to seal to it no more.
    TypeToRemove(String),
    /// "Destroy all of these?" They were shown before.
    DestroyListed(usize),
    /// "Approve that all of these are destroyed?" They were shown before.
    ApproveListed(usize),
    /// "Erase this record?" Its bundle, whose records it is among, and through when it would be kept.
    #[expect(missing_docs, reason = "the names say it")]
    EraseRecord { bundle: String, client: String, kept_through: Option<Day>, record: String },
    /// Today's date, typed, since the clock is in doubt. The system's own is not shown: it would be copied.
    Date(ClockDoubt),
    /// "Is this yours?" What a drive brings was shown before.
    Vouch,
    /// "Put this on record?" What becomes of which end was shown before.
    Ends,
    /// "Are these the settings of this vault?" They were shown before, and nobody but the sealer vouches for them.
    Settings,
    /// "Seal this month?" It was shown before.
    #[expect(missing_docs, reason = "the plan says it")]
    Month { here: Vec<String>, away: Vec<String>, acts: MonthActs },
    /// "Seal the month of so many clients?" Each was shown before.
    #[expect(missing_docs, reason = "the sentence says it")]
    Months { clients: usize, acts: MonthActs },
    /// What goes on record of records that are given to somebody else; again, where what was typed can't be read.
    /// No answer leaves it out.
    #[expect(missing_docs, reason = "the sentence says it")]
    Disclosure { what: DisclosureWord, again: bool },
}

/// What a person says of a disclosure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisclosureWord {
    /// For whom; no answer: for oneself, which is no disclosure.
    Whom,
    /// What it is called.
    Reference,
    /// The function of whoever asks.
    Officer,
    /// The law that lets them ask, the tax and the years.
    Power,
    /// The day of the request.
    AskedOn,
    /// The day by which it wants an answer.
    AnswerBy,
    /// A pattern of what is not given, and why.
    Withheld,
    /// A further one.
    WithheldToo,
    /// Whether the same bundles are held.
    Hold,
    /// The ground of that hold.
    HoldKind,
}

/// What a person looks at before typing a bundle's id to destroy it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doomed {
    /// Its id, which the person is to type.
    pub bundle: String,
    /// Its classes, none for one that is confidential, each with the date given.
    pub rules: Vec<(Option<String>, Option<GivenDate>)>,
    /// The last day on which it was kept.
    pub kept_through: Option<Day>,
    /// How many records it holds.
    pub records: u64,
    /// The sum of their sizes in bytes.
    pub bytes: u64,
    /// The connected drives that hold it, by label.
    pub drives: Vec<String>,
    /// Each kind of file system of these drives, and what writing over a file hits there.
    pub in_place: Vec<(String, InPlace)>,
    /// The connected drives whose free space is written over afterwards, by label, and how much that is.
    pub to_fill: Vec<(String, u64)>,
    /// Drives that hold it and are not connected: nothing is destroyed there now.
    pub away: Vec<String>,
    /// Drives that hold it and are lost: nothing is destroyed there.
    pub lost: Vec<String>,
    /// The bundles in which its records stand by now, sealed again.
    pub stands_in: Vec<String>,
    /// How many of its records stand in none of them: they were left out on a ground, and go with it.
    pub removed: u64,
    /// What was given of it to somebody else: what that is called, the day, and whether it is closed.
    pub disclosed: Vec<(String, Day, bool)>,
    /// Bundles beside it that do not hold, as a verification has recorded: a drive's label, and the bundle.
    pub faulty_beside: Vec<(String, String)>,
}

/// What a person looks at before vouching for the lines that a drive brings.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Incoming {
    /// The drive, by label.
    pub medium: String,
    /// Lines that would count.
    pub entries: u64,
    /// The bundles that no other line speaks of.
    pub bundles: Vec<IncomingBundle>,
    /// Drives that those lines took into the vault, by their ids.
    pub media: Vec<String>,
}

/// A bundle that only those lines speak of.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct IncomingBundle {
    /// Its id.
    pub bundle: String,
    /// Its classes, none for one that is confidential, each with the date given.
    pub rules: Vec<(Option<String>, Option<GivenDate>)>,
    /// The last day on which it is kept; none while it is open.
    pub kept_through: Option<Day>,
    /// How many records it holds.
    pub records: u64,
    /// The sum of their sizes in bytes.
    pub bytes: u64,
}

/// What would become of one bundle's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndChange {
    /// Its id.
    pub bundle: String,
    /// Its classes, none for one that is confidential and not known here.
    pub classes: Vec<Option<String>>,
    /// The end as it stands.
    pub before: End,
    /// The end as it would be.
    pub after: End,
    /// The rule that the schedule has made longer, where that is why.
    pub newer: Option<NewerRule>,
}

/// One setting, by its name in `kluis.toml`, as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Setting {
    /// Its key in `kluis.toml`.
    pub name: String,
    /// What it is set to.
    pub value: SettingValue,
}

/// Puts a question to a person.
pub trait Asker {
    /// From here on questions are put in this language, about the vault of this client where one is meant.
    fn speak(&mut self, _: Lang, _: Option<&str>) {}
    /// From here on questions are about the vault of this client.
    fn speak_of(&mut self, _: &str) {}
    /// Whether somebody is there to be asked.
    fn can_ask(&self) -> bool {
        false
    }
    /// The answer; nothing where there is no terminal or the person gave none.
    fn ask(&mut self, question: &Question) -> Option<SecretString>;
    /// Shows what is about to be destroyed, before its id is asked for.
    fn show_doomed(&mut self, _: &Doomed) {}
    /// Shows what a drive brings, before a person is asked to vouch for it.
    fn show_incoming(&mut self, _: &Incoming) {}
    /// Shows what would become of ends, before it is put on record.
    fn show_ends(&mut self, _: &[EndChange]) {}
    /// Shows the settings that a new home would take from a drive, before they are asked about.
    fn show_settings(&mut self, _: &[Setting]) {}
    /// Shows what of a month would be sealed, before it is asked about.
    fn show_month(&mut self, _: &MonthPlan) {}
    /// Shows the same of several clients, a line each.
    fn show_months(&mut self, _: &[MonthPlan]) {}
    /// Shows the recovery sheet once; false where there is no terminal to show it on.
    fn show_sheet(&mut self, sheet: &str) -> bool;
}

/// Whether an answer means yes or no, in either language; none where it means neither.
pub fn yes_or_no(answer: &SecretString) -> Option<bool> {
    match answer.expose_secret().trim().to_lowercase().as_str() {
        "yes" | "y" | "ja" | "j" => Some(true),
        "no" | "n" | "nee" => Some(false),
        _ => None,
    }
}

/// What a long run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Sources are read.
    Reading,
    /// A bundle is packed and written.
    Sealing,
    /// A bundle goes to a further drive.
    Copying,
    /// What was written is read past the cache.
    ReadingBack,
    /// Bundles on a drive are read and held against their seals.
    Verifying,
    /// Records are given back.
    Restoring,
    /// What was given is written into one encrypted file.
    Packing,
    /// Files are overwritten and removed.
    Erasing,
    /// The free space of a drive is written over.
    Filling,
    /// A whole drive is searched for what was destroyed on it.
    Scanning,
}

/// Watches a long run. Called from several threads.
pub trait Watcher: Sync {
    /// From here on what is shown is in this language.
    fn speak(&self, _: Lang) {}
    /// A new act begins, of so many bytes in all.
    fn begin(&self, act: Act, bytes: u64);
    /// So many bytes more are done.
    fn advance(&self, bytes: u64);
    /// The act is done.
    fn end(&self);
    /// A person asked to stop; the run ends at the next safe place.
    fn interrupted(&self) -> bool {
        false
    }
}

/// Shows nothing, and still passes on that a person asked to stop.
pub struct Quiet<'a>(pub &'a dyn Watcher);

impl Watcher for Quiet<'_> {
    fn begin(&self, _: Act, _: u64) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn interrupted(&self) -> bool {
        self.0.interrupted()
    }
}

/// Watches nothing.
pub struct Unwatched;

impl Watcher for Unwatched {
    fn begin(&self, _: Act, _: u64) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_understood_in_both_languages() {
        for (typed, means) in [
            ("y", Some(true)),
            (" Yes\n", Some(true)),
            ("JA", Some(true)),
            ("j", Some(true)),
            ("n", Some(false)),
            ("No", Some(false)),
            ("nee", Some(false)),
            ("", None),
            ("never", None),
            ("yesterday", None),
        ] {
            assert_eq!(yes_or_no(&typed.to_owned().into()), means, "{typed:?}");
        }
    }
}
