//! A medium in contact: found to be a drive, found to be this vault's, its ledger joined, and at the end of a
//! run brought up to date with what the home knows.
//!
//! A drive is hostile until its label's signature held (design, promise 10). Implements format §2.

mod add;
pub(crate) mod ahead;
mod anew;
pub(crate) mod brought;
mod chains;
mod contact;
mod contacts;
mod cut_back;
mod drive_file;
pub(crate) mod filling;
mod label;
pub(crate) mod lock;
mod look;
mod names;
mod open;
mod problem;
mod problem_word;
mod state;
mod sync;
mod unvouched;

pub use add::NewMedium;
pub use contact::{Accept, Contact};
pub(crate) use contacts::Contacts;
pub(crate) use cut_back::{Unlisted, label_of, medium_on, unlisted_at};
pub(crate) use drive_file::drive_by_label;
pub(super) use label::names_other;
pub(crate) use label::unvouched_there;
pub(crate) use look::{drive_at, look, renamed_folder};
pub use names::BUNDLES;
pub(super) use names::vault_folder;
pub(crate) use names::{ALLOWED_SIGNERS, RESERVE, SPEC, STATEMENTS};
pub(crate) use problem::{Beside, LostLines, MediumProblem};
pub(crate) use sync::{DriveTexts, signers_text};
pub(crate) use unvouched::disowned;
