//! What is asked of a restore.

use std::path::{Path, PathBuf};

use crate::rules::hold::{HoldKind, Reference};
use crate::things::search::asked::Facts;
use crate::things::search::wishes::Wish;
use crate::verbs::delivered::{Asked, Delivery};
use crate::verbs::select::Selection;
use crate::words::day::Day;
use crate::words::limits::TYPED_BYTES_MAX;

/// What the user asks for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Which bundles.
    pub selection: Selection,
    /// Names, folders and globs; none asks for every record.
    pub matching: Vec<String>,
    /// A word among these stands for every name that has it.
    pub anywhere: bool,
    /// What else is asked of a record.
    pub facts: Facts,
    /// Of each of these lists a record meets one wish.
    pub wishes: Vec<Vec<Wish>>,
    /// Only what an earlier `find` found: the file that it wrote.
    pub found: Option<PathBuf>,
    /// It answers somebody's request: what of that no option says is asked, and where a drive is not here, what the
    /// others have is given all the same.
    pub answers: bool,
    /// Where the records go.
    pub to: PathBuf,
    /// Others may read what is given back.
    pub shared: bool,
    /// Why.
    pub reason: String,
    /// A person said that they look for themselves.
    pub own_use: bool,
    /// For whom.
    pub whom: Option<String>,
    /// What the disclosure is called.
    pub reference: Option<Reference>,
    /// Who asked, by which power, and when.
    pub asked: Asked,
    /// Patterns of records that are not given, each with why.
    pub withheld: Vec<(String, String)>,
    /// The same bundles are held under this reference.
    pub hold: Option<Holding>,
}

/// A hold that is placed with a disclosure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// When a person looks at it again.
    pub review: Option<Day>,
    /// On what ground.
    pub kind: HoldKind,
    /// The day by law on which that ground ends.
    pub ends: Option<Day>,
}

impl Request {
    /// What the list that goes with the records says first; none where a person looks for their own use.
    pub fn delivery(&self, vault: String, day: Day) -> Option<Delivery> {
        let Request { whom, reference, asked, .. } = self.clone();
        self.is_disclosure().then_some(Delivery { vault, day, whom, reference, asked })
    }

    /// The same, into a folder below that one which is called as this vault's home is: no two clients' records lie
    /// among each other.
    pub fn for_folder_of(&self, home: &Path) -> Request {
        let to = self.to.join(home.file_name().unwrap_or_default());
        Request { to, ..self.clone() }
    }

    /// Whether every record of the selection is asked for.
    pub(in crate::verbs) fn is_all(&self) -> bool {
        let Request { matching, facts, wishes, found, .. } = self;
        matching.is_empty() && !facts.asks() && wishes.is_empty() && found.is_none()
    }

    /// Given to somebody else: a person names for whom, or a reference. Anything else is a look for one's own use.
    pub fn is_disclosure(&self) -> bool {
        self.whom.is_some() || self.reference.is_some()
    }

    /// Its options say that it is for oneself, or something of a disclosure: nobody is asked.
    pub(super) fn says_for_whom(&self) -> bool {
        let of_it = !self.asked.words().is_empty() || !self.withheld.is_empty();
        self.own_use || self.is_disclosure() || of_it || self.hold.is_some()
    }
}

/// `letters/**=letters of our adviser`: what is not given, and why.
pub fn kept_back(text: &str) -> Option<(String, String)> {
    let (glob, why) = text.split_once('=').map(|(glob, why)| (glob.trim(), why.trim()))?;
    (!glob.is_empty() && !why.is_empty()).then(|| (glob.to_owned(), why.to_owned()))
}

/// Whether words can go on record: there, and bounded.
pub(super) fn fits(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= TYPED_BYTES_MAX
}
