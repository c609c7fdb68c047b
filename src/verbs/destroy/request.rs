//! What is asked of a destruction, and whether its words can go on record.

use std::path::PathBuf;

use super::space::Wanted;
use crate::verbs::fault::{Fault, Usage};
use crate::words::ids::BundleId;
use crate::words::limits::TYPED_BYTES_MAX;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is to go.
    pub what: What,
    /// Who decided it.
    pub by: String,
    /// In which role.
    pub role: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// The passphrase of the person who approves on this PC, where two must.
    pub approver_passphrase_file: Option<PathBuf>,
    /// Signs what is meant, instead.
    pub approve: bool,
    /// Where it is decided and done.
    pub place: Option<String>,
    /// Who was there.
    pub witness: Option<String>,
    /// A folder that gets the statements too.
    pub statement_to: Option<PathBuf>,
    /// Whether somebody answered that nothing is pending.
    pub no_open_matters: bool,
    /// Why a class's longer period of now does not count for these.
    pub older_rule: Option<String>,
    /// Whether files that differ from the seal may go too.
    pub damaged: bool,
    /// Drives that this home has never seen, and that are not waited for any more.
    pub waive: Vec<String>,
    /// Why those drives are not waited for, or why the destruction is taken back.
    pub reason: Option<String>,
    /// Takes back what was intended, instead.
    pub withdraw: bool,
    /// What is done about the free space of the drives once the copies there are gone.
    pub space: Wanted,
}

/// Which bundles are meant.
#[derive(Debug, Clone)]
pub enum What {
    /// Ids, or unambiguous starts of them.
    Named(Vec<String>),
    /// Those on a review list, but for some.
    Listed {
        /// The file of `due --list`.
        list: PathBuf,
        /// Ids, or unambiguous starts of them.
        keep: Vec<String>,
    },
    /// Those whose destruction was begun and not ended.
    Begun,
}

impl Request {
    /// That a bundle goes whose records stand in others, as whoever sealed them again says.
    pub(in crate::verbs) fn of_succeeded(id: BundleId, by: Option<&str>, reason: &str) -> Request {
        Request {
            what: What::Named(vec![id.to_string()]),
            by: by.unwrap_or_default().to_owned(),
            role: String::new(),
            approved_by: None,
            approver_passphrase_file: None,
            approve: false,
            place: None,
            witness: None,
            statement_to: None,
            no_open_matters: false,
            older_rule: None,
            damaged: false,
            waive: vec![],
            reason: Some(reason.to_owned()),
            withdraw: false,
            space: Wanted::default(),
        }
    }
}

pub(super) fn check_words(request: &Request) -> Result<(), Fault> {
    let role = Some(&request.role).filter(|_| !request.withdraw);
    let words = [("--by", Some(&request.by)), ("--role", role)];
    let more =
        [("--approved-by", request.approved_by.as_ref()), ("--reason", request.reason.as_ref())];
    let more = more
        .into_iter()
        .chain([("--place", request.place.as_ref()), ("--witness", request.witness.as_ref())])
        .chain([("--older-rule", request.older_rule.as_ref())]);
    for (option, text) in words.into_iter().chain(more) {
        let Some(text) = text else { continue };
        if text.trim().is_empty() || text.len() > TYPED_BYTES_MAX {
            return Err(Usage::BadText(option).into());
        }
    }
    Ok(())
}
