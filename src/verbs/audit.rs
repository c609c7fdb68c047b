//! `audit`: answers somebody's request, or a person's own to see what is kept about them. What is asked for by year,
//! class, relation, number or name, or by a list of these, is given as `restore` gives records to somebody else:
//! proven, listed, and on record.
//!
//! Refuses to know how that is done. What is not found is told one by one.

mod asked_for;

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use serde::Serialize;

use crate::things::search::wishes::Wish;

use super::fault::{Fault, Usage};
use super::outcome::{Outcome, Reported};
use super::restore::{self, Pack, Packed};
use super::session::World;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is given, and to whom.
    pub give: restore::Request,
    /// A list of numbers and names, one a row.
    pub list: Option<PathBuf>,
    /// The same as one encrypted file.
    pub pack: Option<Pack>,
}

/// What was given, and what was not.
#[derive(Debug, Serialize)]
pub struct Report {
    /// How many things were asked for one by one: numbers, relations, names and patterns.
    pub asked: u64,
    /// How many of them were found; none where nobody knows yet.
    pub found: Option<u64>,
    /// Of a person's own request: how many other records the bundles hold from which some were given; none where that
    /// is not known.
    pub others: Option<u64>,
    /// Of a person's own request: bundles under a confidential class that it did not name, which were not looked into.
    pub confidential: restore::Confidential,
    /// Columns of the list that say nothing here: what stands above them, or their numbers.
    pub columns_unread: Vec<String>,
    /// The encrypted file; none where none was wanted, or not all of it is there.
    pub packed: Option<Packed>,
    /// Why there is none, although it was wanted and all is there.
    pub unpacked: Option<Fault>,
    /// It was wanted, and could not be what somebody asked for: not all of that is in the folder.
    #[serde(skip)]
    pub lacks_some: bool,
    /// A person asked what is kept about them.
    #[serde(skip)]
    pub of_subject: bool,
    /// What was given.
    pub given: restore::Report,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        self.given.outcome()
    }

    fn faults(&self) -> Vec<&Fault> {
        self.given.faults().into_iter().chain(&self.unpacked).collect()
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let mut give = request.give.clone();
    let list = request.list.as_deref().map(asked_for::read).transpose()?;
    let list = list.unwrap_or_default();
    let of_subject = give.asked.is_of_subject();
    match give.wishes.first_mut().filter(|_| of_subject) {
        Some(any) => any.extend(list.wishes),
        None => give.wishes.push(list.wishes),
    }
    give.wishes.retain(|wishes: &Vec<Wish>| !wishes.is_empty());
    if give.selection.none() && give.is_all() {
        return Err(Usage::NothingAsked.into());
    }
    let passphrase = match &request.pack {
        Some(pack) => pack.check(world, home, &give.to)?,
        None => None,
    };
    let given = restore::run(world, home, &give)?;
    let (packed, unpacked) = packed(world, request, passphrase.as_ref(), &given)
        .map_or_else(|fault| (None, Some(fault)), |packed| (packed, None));
    let found = (!given.unsure).then(|| given.asked - given.not_found.len() as u64);
    let (asked, columns_unread) = (given.asked, list.columns_unread);
    let lacks_some = request.pack.is_some() && packed.is_none() && unpacked.is_none();
    let (others, confidential) = (given.others.flatten(), given.confidential.clone());
    let report = Report {
        asked,
        found,
        others,
        confidential,
        columns_unread,
        packed,
        unpacked,
        lacks_some,
        of_subject,
        given,
    };
    Ok(report)
}

/// Packs what was given, once all of it is there: what is damaged, or on no drive any more, would be missed by whoever
/// gets the one file, and not seen to be missing.
fn packed(
    world: &World<'_>,
    request: &Request,
    passphrase: Option<&SecretString>,
    given: &restore::Report,
) -> Result<Option<Packed>, Fault> {
    let Request { give, pack, .. } = request;
    let whole = given.stopped.is_none() && given.failed.is_empty() && given.damaged.is_empty();
    let list = given.list.filter(|_| whole);
    let (Some(pack), Some(list)) = (pack, list) else { return Ok(None) };
    let top = give.reference.as_ref().map(ToString::to_string).unwrap_or_default();
    pack.write(passphrase, &give.to, list, &top, world.watcher).map(Some)
}
