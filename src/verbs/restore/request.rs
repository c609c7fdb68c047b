//! What is asked of a restore.

use std::path::PathBuf;

use crate::rules::hold::Reference;
use crate::verbs::select::Selection;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub selection: Selection,
    /// Names, folders and globs; none asks for every record.
    pub matching: Vec<String>,
    pub to: PathBuf,
    /// Others may read what is given back.
    pub shared: bool,
    pub reason: String,
    pub whom: Option<String>,
    pub reference: Option<Reference>,
}
