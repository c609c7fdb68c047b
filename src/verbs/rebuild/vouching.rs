//! Who says which vaults on a drive are ours. Whoever had the drive in hand knows their ids, and can forge a vault
//! whose folder is called the same: so a paper says it, of which he has none.
//!
//! The paper has either each vault's id, or the check number of a list of them, which is the SHA-256 of its file.

use std::collections::BTreeSet;
use std::path::Path;

use secrecy::ExposeSecret;

use crate::formats::vault_list::{self, Listed, VAULT_LIST_BYTES_MAX};
use crate::powers::asker::Question;
use crate::powers::random::draw;
use crate::verbs::fault::{Fault, Usage, VaultsFault};
use crate::verbs::session::World;
use crate::verbs::tables::read_bounded;
use crate::words::digest::Digest;
use crate::words::ids::{VaultId, typed_hex};

use super::request::ListGiven;

/// Hex digits in a group.
const GROUP_DIGITS: usize = 4;
/// The first groups of an id are the folder's name, which a forger has chosen.
const GROUPS_KNOWN: usize = 2;
/// How many groups of a vault's id, and of a list's number, are blank. Whoever searches for a number of his own must
/// make as many fit as may be drawn, 16 bits each; and a list vouches for all vaults at once.
const BLANKS: usize = 4;
const BLANKS_OF_A_LIST: usize = 6;
/// How often the blanks may be typed.
const ATTEMPTS: usize = 2;

/// What says which vaults are ours.
pub(super) enum Vouched {
    By(Vec<Listed>),
    /// A person, once each of them is known.
    Person,
}

impl Vouched {
    /// Reads the list, and has a person show that it is the one on the paper. Refuses where neither a list nor a person
    /// is there.
    pub fn ask(world: &mut World<'_>, list: Option<&ListGiven>) -> Result<Vouched, Fault> {
        let Some(ListGiven { path, check }) = list else {
            return match world.access.asker.can_ask() {
                true => Ok(Vouched::Person),
                false => Err(VaultsFault::Unvouched.into()),
            };
        };
        let (sum, listed) = read(path)?;
        let holds = match check {
            Some(check) => *check == sum,
            None if world.access.asker.can_ask() => are_typed(world, None, sum),
            None => return Err(VaultsFault::CheckNeeded(path.clone()).into()),
        };
        match holds {
            true => Ok(Vouched::By(listed)),
            false => Err(VaultsFault::NotTheList(path.clone()).into()),
        }
    }

    /// The list; empty where a person says it.
    pub fn listed(&self) -> &[Listed] {
        match self {
            Vouched::By(listed) => listed,
            Vouched::Person => &[],
        }
    }

    /// Asks a person about one vault, where no list says that it is ours.
    pub fn of(&self, world: &mut World<'_>, name: &str, vault: VaultId) -> Result<(), Usage> {
        match self {
            Vouched::By(_) => Ok(()),
            Vouched::Person if are_typed(world, Some(name), vault.0) => Ok(()),
            Vouched::Person => Err(VaultsFault::NotTyped.into()),
        }
    }
}

fn read(path: &Path) -> Result<(Digest, Vec<Listed>), Usage> {
    let not = |why| VaultsFault::NotAList(path.to_path_buf(), why);
    let bytes = read_bounded(path, VAULT_LIST_BYTES_MAX)?;
    let listed = vault_list::read(&bytes).map_err(not)?;
    Ok((Digest::of(&bytes), listed))
}

/// Leaves groups of the number blank, drawn at random, and has them typed from the paper. So each number is looked
/// for there, and none is waved through. Nothing typed is a no.
fn are_typed(world: &mut World<'_>, client: Option<&str>, number: Digest) -> bool {
    let digits = number.to_string();
    let groups: Vec<&str> = (0..digits.len())
        .step_by(GROUP_DIGITS)
        .filter_map(|at| digits.get(at..at + GROUP_DIGITS))
        .collect();
    let wanted_blanks = if client.is_some() { BLANKS } else { BLANKS_OF_A_LIST };
    let mut blank = BTreeSet::new();
    while blank.len() < wanted_blanks {
        // The bias of a remainder does no harm to a question.
        let [drawn] = draw::<1>(world.random);
        blank.insert(usize::from(drawn) % (groups.len() - GROUPS_KNOWN) + GROUPS_KNOWN);
    }
    let wanted: String = blank.iter().map(|at| groups[*at]).collect();
    let in_place = |(at, group): (usize, &&str)| match blank.contains(&at) {
        true => "_".repeat(GROUP_DIGITS),
        false => (*group).to_owned(),
    };
    let shown: Vec<String> = groups.iter().enumerate().map(in_place).collect();
    for tried in 0..ATTEMPTS {
        let (client, shown) = (client.map(str::to_owned), shown.join(" "));
        let question = Question::Blanks { client, shown, again: tried > 0 };
        let Some(typed) = world.access.asker.ask(&question) else { return false };
        let typed = typed_hex(typed.expose_secret());
        if typed == wanted {
            return true;
        }
        if typed.is_empty() {
            return false;
        }
    }
    false
}
