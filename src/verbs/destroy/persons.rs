//! The second person: who approves a list of bundles to destroy, who takes that back, and what a run signs before it
//! acts.
//!
//! Both persons sign the same list by its hash. Whoever edits it, or names other bundles, has another list, which
//! nobody has approved.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::formats::entry::{
    ApprovalWithdrawn, Approved, ApprovedBundle, Event, NAMED_MAX, Release,
};
use crate::formats::review_list::hash_of;
use crate::powers::signer::SigningKey;
use crate::things::destruction::door::would_release;
use crate::things::ledger::persons::Person;
use crate::things::ledger::state::{BundleState, Standing};
use crate::things::vault::keys::NoIdentity;
use crate::verbs::fault::{Fault, PersonProblem};
use crate::verbs::session::Session;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::chosen::as_known;
use super::request::{Request, What};

/// The bundles that are meant, as both persons see them.
pub(super) struct TheList {
    pub bundles: Vec<ApprovedBundle>,
    pub sha256: Digest,
}

/// What somebody approved.
#[derive(Debug, Serialize)]
pub struct ApprovedReport {
    /// The hash of the list.
    pub list: Digest,
    pub bundles: Vec<BundleId>,
    /// Those of them whose records stand in other bundles by now: no record goes with them.
    pub succeeded: Vec<BundleId>,
    /// Those of which one record was left out on a ground, and goes with it: the others were sealed again.
    pub erased: Vec<BundleId>,
    /// Who signed, by name.
    pub signer: String,
    /// How many persons approve it now.
    pub persons: usize,
    /// Two persons are wanted.
    pub two_persons: bool,
    /// Drives that are connected and did not take it.
    pub untold: Vec<String>,
}

/// An approval that was taken back.
#[derive(Debug, Serialize)]
pub struct UnapprovedReport {
    pub list: Digest,
    pub untold: Vec<String>,
}

impl TheList {
    pub fn of(session: &Session<'_, '_>, mut bundles: Vec<ApprovedBundle>) -> TheList {
        bundles.sort();
        bundles.dedup();
        let sha256 = hash_of(session.vault.id, &bundles);
        TheList { bundles, sha256 }
    }

    /// The persons who approve it, whatever became of its bundles since.
    pub fn persons(&self, session: &Session<'_, '_>) -> usize {
        session.vault.state.lists.get(&self.sha256).map_or(0, |persons| persons.len())
    }

    /// The persons whose word stands for each of its bundles that is there as it stands on the list.
    fn persons_for_each(&self, session: &Session<'_, '_>) -> usize {
        let approved = |(_, known): (&ApprovedBundle, &BundleState)| {
            known.approved.get(&self.sha256).map_or(0, |persons| persons.len())
        };
        self.there(session).map(approved).min().unwrap_or_else(|| self.persons(session))
    }

    /// The bundles that this person has to sign: all of them, or where the person has signed the list, those for which
    /// that word does not stand. A run was cut off before it came to them, or a hold that was released since ended it.
    /// Also those, where that is asked for, whose order waits for other homes.
    fn to_sign(
        &self,
        session: &Session<'_, '_>,
        who: Option<&Person>,
        waiting_too: bool,
    ) -> Vec<ApprovedBundle> {
        let signed = session.vault.state.lists.get(&self.sha256);
        let Some(who) = who.filter(|who| signed.is_some_and(|signed| signed.contains_key(who)))
        else {
            return self.bundles.clone();
        };
        let lacks = |(_, known): &(&ApprovedBundle, &BundleState)| {
            let waits = waiting_too && !known.unheard.is_empty();
            waits || known.approved.get(&self.sha256).is_none_or(|said| !said.contains_key(who))
        };
        self.there(session).filter(lacks).map(|(one, _)| one.clone()).collect()
    }

    /// Those of its bundles that are not destroyed, and are what the list says.
    fn there<'s>(
        &'s self,
        session: &'s Session<'_, '_>,
    ) -> impl Iterator<Item = (&'s ApprovedBundle, &'s BundleState)> {
        self.bundles.iter().filter_map(|one| {
            let known = session.vault.state.bundles.get(&one.bundle)?;
            let same = known.seal == one.seal && known.end_now().keep_through <= one.keep_through;
            (same && known.standing() != Standing::Destroyed).then_some((one, known))
        })
    }
}

/// Refuses a destruction that lacks the second person, before anybody is asked anything.
pub(super) fn refuse_alone(
    session: &Session<'_, '_>,
    request: &Request,
    list: &TheList,
) -> Result<(), Fault> {
    refuse_without_second(session, request.approved_by.as_deref())?;
    match (session.vault.two_persons(), list.persons(session)) {
        (true, 0) if request.approved_by.is_none() => Err(lacking(request, list, 0)),
        _ => Ok(()),
    }
}

/// Refuses where two persons are wanted, and there is one, or the one who is named does not sign.
pub(in crate::verbs) fn refuse_without_second(
    session: &Session<'_, '_>,
    approved_by: Option<&str>,
) -> Result<(), PersonProblem> {
    let (vault, persons) = (&session.vault, &session.vault.state.persons);
    if !vault.two_persons() {
        return Ok(());
    }
    if persons.unretired().len() < 2 {
        return Err(PersonProblem::NoSecondPerson);
    }
    let signs = |name: &str| vault.signer_called(name).is_some_and(|key| !persons.is_retired(&key));
    match approved_by {
        Some(name) if !signs(name) => Err(PersonProblem::NoSuchSigner(name.to_owned())),
        _ => Ok(()),
    }
}

fn lacking(request: &Request, list: &TheList, signed: usize) -> Fault {
    let bundles = list.bundles.iter().map(|one| one.bundle).collect();
    let list = match &request.what {
        What::Listed { list, .. } => Some(list.clone()),
        What::Named(_) | What::Begun => None,
    };
    PersonProblem::PersonsLack { bundles, list, signed }.into()
}

/// Signs the list as the person who destroys, and as the one who approved it on this PC, where two are wanted. Nothing
/// is signed where that would not be two persons.
pub(super) fn sign(
    session: &mut Session<'_, '_>,
    request: &Request,
    list: &TheList,
    disposer: &SigningKey,
) -> Result<(), Fault> {
    if !session.vault.two_persons() {
        return Ok(());
    }
    let mut keys = vec![disposer.clone()];
    if let Some(name) = &request.approved_by {
        keys.push(approver(session, name, request)?);
    }
    session.want_two_persons(disposer)?;
    let state = &session.vault.state;
    let whose = |key: &SigningKey| state.persons.whose(&key.public().to_string()).cloned();
    let signed = state.lists.get(&list.sha256).into_iter().flat_map(BTreeMap::keys);
    let mut persons: BTreeSet<Person> = signed.cloned().collect();
    let nobody = persons.is_empty();
    persons.extend(keys.iter().filter_map(whose));
    if persons.len() < 2 {
        return match (&request.approved_by, nobody) {
            (Some(name), _) => Err(PersonProblem::SamePerson(name.clone()).into()),
            (None, _) => Err(lacking(request, list, persons.len())),
        };
    }
    let theirs = request.approved_by.as_deref().map(|name| approvers_words(request, name));
    let words = [words(request)].into_iter().chain(theirs);
    keys.iter().zip(words).try_for_each(|(key, words)| record(session, words, list, key, false))
}

/// Opens the signing key of the person who approves on this PC.
fn approver(
    session: &mut Session<'_, '_>,
    name: &str,
    request: &Request,
) -> Result<SigningKey, Fault> {
    let identities = session.world.access.open(&session.vault)?;
    let file = request.approver_passphrase_file.clone();
    let access = &mut session.world.access;
    access.disposer_called(&session.vault, &identities, name, file).map_err(|why| match why {
        NoIdentity::SignerPassphraseNeeded(name) => {
            NoIdentity::ApproverPassphraseNeeded(name).into()
        }
        why => why.into(),
    })
}

/// The key of the person who approves here and now that a record is erased, where two persons are wanted and one is
/// named: another person than who erases it.
pub(in crate::verbs) fn approver_of(
    session: &mut Session<'_, '_>,
    request: &Request,
    disposer: &SigningKey,
) -> Result<Option<SigningKey>, Fault> {
    let Some(name) = request.approved_by.clone().filter(|_| session.vault.two_persons()) else {
        return Ok(None);
    };
    let key = approver(session, &name, request)?;
    let persons = &session.vault.state.persons;
    let whose = |key: &SigningKey| persons.whose(&key.public().to_string());
    match whose(&key) == whose(disposer) {
        true => Err(PersonProblem::SamePerson(name).into()),
        false => Ok(Some(key)),
    }
}

/// Signs that a bundle goes with a record that stands in no other one: as who erases it, and as who approves that here.
/// Where nobody does, another person signs later.
pub(in crate::verbs) fn order(
    session: &mut Session<'_, '_>,
    request: &Request,
    id: BundleId,
    disposer: &SigningKey,
    approver: Option<&SigningKey>,
) -> Result<(), Fault> {
    if !session.vault.two_persons() {
        return Ok(());
    }
    session.want_two_persons(disposer)?;
    let list = TheList::of(session, as_known(&session.vault, id).into_iter().collect());
    record(session, words(request), &list, disposer, false)?;
    if let (Some(key), Some(name)) = (approver, &request.approved_by) {
        record(session, approvers_words(request, name), &list, key, false)?;
    }
    session.tell()?;
    Ok(())
}

/// What whoever runs it says with their signature.
fn words(request: &Request) -> Map<String, Value> {
    let mut words = Map::new();
    let said = [("by", &request.by), ("role", &request.role)];
    let said = said.into_iter().filter(|(_, text)| !text.is_empty());
    words.extend(said.map(|(name, text)| (name.into(), text.clone().into())));
    let why = request.older_rule.clone().map(|why| ("older_rule".into(), why.into()));
    words.extend(why);
    words
}

/// What the approver says in the same run: under a name of their own, and in no role that somebody else typed.
fn approvers_words(request: &Request, name: &str) -> Map<String, Value> {
    let mut words = words(request);
    words.remove("role");
    words.insert("by".into(), name.into());
    words
}

/// Signs the list, in as many entries as it takes.
fn record(
    session: &mut Session<'_, '_>,
    words: Map<String, Value>,
    list: &TheList,
    key: &SigningKey,
    waiting_too: bool,
) -> Result<(), Fault> {
    let who = session.vault.state.persons.whose(&key.public().to_string());
    let bundles = list.to_sign(session, who, waiting_too);
    for some in bundles.chunks(NAMED_MAX) {
        let note = session.note(words.clone())?;
        let event = Event::Approved(Approved { bundles: some.to_vec(), list: list.sha256 });
        session.record_as_disposer(event, Some(note), key)?;
    }
    Ok(())
}

/// `--approve`: signs the list, and destroys nothing.
pub(super) fn approve(
    session: &mut Session<'_, '_>,
    request: &Request,
    list: &TheList,
) -> Result<ApprovedReport, Fault> {
    // The second person need not know the owner's passphrase.
    let identities = match session.world.access.owners_sign(&session.vault) {
        true => session.world.access.open(&session.vault)?,
        false => Vec::new(),
    };
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    session.want_two_persons(&disposer)?;
    let key = disposer.public().to_string();
    // Said again by who knows of the order, it lets that go on before every home has answered.
    record(session, words(request), list, &disposer, true)?;
    let untold = session.tell()?.into_iter().map(|(label, _)| label).collect();
    let rules = session.rules_now()?;
    let succeeded = |id: &BundleId| {
        let seal = session.any_seal(*id);
        let release = seal.and_then(|seal| would_release(session.now(&rules), &seal).ok());
        release == Some(Release::Succeeded)
    };
    let bundles = || list.bundles.iter().map(|one| one.bundle);
    // By the ledger alone: who approves is told, whatever this PC has seen of the other records.
    let erases = |id: &BundleId| {
        session.vault.state.heritage(*id).is_some_and(|heritage| heritage.removed > 0)
    };
    let (erased, others): (Vec<BundleId>, Vec<BundleId>) = bundles().partition(erases);
    Ok(ApprovedReport {
        list: list.sha256,
        bundles: bundles().collect(),
        succeeded: others.into_iter().filter(succeeded).collect(),
        erased,
        signer: session.vault.name_of_signer(&key),
        persons: list.persons_for_each(session),
        two_persons: session.vault.two_persons(),
        untold,
    })
}

/// `--list FILE --withdraw`: what somebody approved is approved no more. One person is enough.
pub(super) fn unapprove(
    session: &mut Session<'_, '_>,
    request: &Request,
    list: &TheList,
    disposer: &SigningKey,
) -> Result<Option<UnapprovedReport>, Fault> {
    if list.persons(session) == 0 {
        return Ok(None);
    }
    let note = session.note_who_and_why(&request.by, request.reason.as_deref().unwrap_or(""))?;
    let event = Event::ApprovalWithdrawn(ApprovalWithdrawn { list: list.sha256 });
    session.record_as_disposer(event, Some(note), disposer)?;
    let untold = session.tell()?.into_iter().map(|(label, _)| label).collect();
    Ok(Some(UnapprovedReport { list: list.sha256, untold }))
}
