//! `signer add` and `signer retire`: the persons who dispose for a vault, each with a key under a passphrase of their
//! own.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::formats::entry::{Event, SignerAdded, SignerRetired};
use crate::powers::asker::Question;
use crate::powers::signer::SigningKey;
use crate::things::ledger::persons::Persons;
use crate::things::medium::Accept;
use crate::things::vault::signers::key_id;
use crate::verbs::fault::{Fault, PersonProblem, Usage, at_home};
use crate::verbs::init::typed_or_in;
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::limits::TYPED_BYTES_MAX;

/// A person is to sign too, or with another key.
#[derive(Debug, Clone)]
pub struct AddRequest {
    pub name: String,
    /// The same person's key that this one replaces, by name or id.
    pub replaces: Option<String>,
    /// A file with the new person's passphrase, where it is not typed.
    pub new_passphrase_file: Option<PathBuf>,
}

/// A person, or a key, is to sign no more.
#[derive(Debug, Clone)]
pub struct RetireRequest {
    /// By name or id.
    pub signer: String,
    pub by: String,
    pub reason: String,
    /// Also where two persons are wanted and one is left.
    pub one_left: bool,
}

/// What a run of `signer add` did.
#[derive(Debug, Serialize)]
pub struct AddedReport {
    pub name: String,
    /// The public key.
    pub key: String,
    /// What stands for the key in the ledger's texts.
    pub id: String,
    /// The person whose key it replaces, by name.
    pub replaces: Option<String>,
    /// The key counts as this signer's, by name, until another person adds it too.
    pub counts_as: Option<String>,
    /// How many persons sign from here on.
    pub persons: usize,
    #[serde(flatten)]
    pub who: Who,
}

/// What a run of `signer retire` did.
#[derive(Debug, Serialize)]
pub struct RetiredReport {
    pub name: String,
    pub key: String,
    /// How many persons sign from here on.
    pub persons: usize,
    /// Two are wanted, and fewer are left.
    pub too_few: bool,
    #[serde(flatten)]
    pub who: Who,
}

pub(super) fn add(
    world: &mut World<'_>,
    home: &Path,
    request: &AddRequest,
) -> Result<AddedReport, Fault> {
    check("--name", &request.name)?;
    let mut session = Session::open(world, home, "kluis signer add")?;
    session.find_all(Accept::Current, Ok)?;
    // The key itself says that another takes its place.
    if session.world.access.signer.is_none() {
        session.world.access.signer = request.replaces.clone();
    }
    let known = session.vault.signer_called(&request.name);
    let known = known.filter(|key| !session.vault.state.persons.is_retired(key));
    let waits = known.as_ref().is_some_and(|key| session.vault.state.persons.waits(key));
    if let Some(key) = known.as_ref().filter(|_| !waits) {
        return Err(PersonProblem::NameTaken(session.vault.name_of_signer(key)).into());
    }
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    session.learn(&identities)?;
    let replaces = replaced(&session, request, &disposer)?;
    let key = match known.filter(|_| waits) {
        Some(key) => key,
        None => make(&mut session, request)?,
    };
    let added = Event::SignerAdded(SignerAdded { key: key.clone(), replaces: replaces.clone() });
    let mut text = serde_json::Map::new();
    text.insert("name".into(), request.name.clone().into());
    let note = session.note(text)?;
    session.record_as_disposer(added, Some(note), &disposer)?;
    session.want_two_persons(&disposer)?;
    let who = tell_who_is_here(&mut session)?;
    let persons = &session.vault.state.persons;
    let counts_as = persons.whose(&key).filter(|_| persons.waits(&key));
    Ok(AddedReport {
        name: request.name.clone(),
        id: key_id(&key),
        replaces: replaces.map(|old| session.vault.name_of_signer(&old)),
        counts_as: counts_as.map(|person| session.vault.name_of_person(person)),
        persons: persons.unretired().len(),
        key,
        who,
    })
}

/// Makes a key for a person, under that person's own passphrase.
fn make(session: &mut Session<'_, '_>, request: &AddRequest) -> Result<String, Fault> {
    let (file, question) = (request.new_passphrase_file.as_deref(), Question::NewPassphrase);
    let passphrase = typed_or_in(session.world, file, &question, Usage::NoNewPassphrase)?;
    let key = SigningKey::generate(session.world.random);
    session.vault.keep_signer(&key, &passphrase).map_err(at_home)?;
    let key = key.public().to_string();
    session.vault.memory.signer_names.insert(key.clone(), request.name.clone());
    Ok(key)
}

/// The key that is to be replaced: only its own person can.
fn replaced(
    session: &Session<'_, '_>,
    request: &AddRequest,
    disposer: &SigningKey,
) -> Result<Option<String>, Fault> {
    let Some(name) = &request.replaces else { return Ok(None) };
    let (vault, key) = (&session.vault, known(session, name)?);
    let signer = disposer.public().to_string();
    let persons = &vault.state.persons;
    match persons.whose(&key).is_some() && persons.whose(&key) == persons.whose(&signer) {
        true => Ok(Some(key)),
        false => Err(PersonProblem::NotTheirKey {
            replaced: vault.name_of_signer(&key),
            signer: vault.name_of_signer(&signer),
        }
        .into()),
    }
}

/// A key that is not retired.
fn known(session: &Session<'_, '_>, name: &str) -> Result<String, PersonProblem> {
    let key = session.vault.signer_called(name);
    let key = key.ok_or_else(|| PersonProblem::NoSuchSigner(name.to_owned()))?;
    match session.vault.state.persons.is_retired(&key) {
        true => Err(PersonProblem::AlreadyRetired(session.vault.name_of_signer(&key))),
        false => Ok(key),
    }
}

pub(super) fn retire(
    world: &mut World<'_>,
    home: &Path,
    request: &RetireRequest,
) -> Result<RetiredReport, Fault> {
    check("--by", &request.by)?;
    check("--reason", &request.reason)?;
    let mut session = Session::open(world, home, "kluis signer retire")?;
    session.find_all(Accept::Current, Ok)?;
    let key = known(&session, &request.signer)?;
    let name = session.vault.name_of_signer(&key);
    let wanted = session.vault.two_persons();
    may_go(&session.vault.state.persons, &key, wanted && !request.one_left, &name)?;
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    let note = session.note_who_and_why(&request.by, &request.reason)?;
    let event = Event::SignerRetired(SignerRetired { key: key.clone() });
    session.record_as_disposer(event, Some(note), &disposer)?;
    let who = tell_who_is_here(&mut session)?;
    let persons = session.vault.state.persons.unretired().len();
    Ok(RetiredReport { name, key, persons, too_few: wanted && persons < 2, who })
}

/// Refuses to leave nobody, or one where two are wanted.
fn may_go(persons: &Persons, key: &str, two: bool, name: &str) -> Result<(), PersonProblem> {
    match persons.without(key).len() {
        0 => Err(PersonProblem::LastSigner(name.to_owned())),
        1 if two => Err(PersonProblem::OneLeft(name.to_owned())),
        _ => Ok(()),
    }
}

fn check(option: &'static str, text: &str) -> Result<(), Usage> {
    match text.trim().is_empty() || text.len() > TYPED_BYTES_MAX {
        true => Err(Usage::BadText(option)),
        false => Ok(()),
    }
}
