//! A medium in contact: found to be a drive, found to be this vault's, its ledger joined, and at the end of a
//! run told what the home knows.
//!
//! A drive is hostile until its label's signature held (design, promise 10). Implements format §2.

mod add;
pub mod ahead;
mod anew;
pub mod brought;
mod chains;
mod contact;
mod contacts;
mod cut_back;
mod drive_file;
mod label;
pub mod lock;
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
pub use contacts::Contacts;
pub use cut_back::{Unlisted, label_of, medium_on, unlisted_at};
pub use drive_file::drive_by_label;
pub(super) use label::names_other;
pub use label::unvouched_there;
pub use look::{drive_at, look};
pub(super) use names::vault_folder;
pub use names::{ALLOWED_SIGNERS, BUNDLES, RESERVE, SPEC, STATEMENTS};
pub use problem::{Beside, LostLines, MediumProblem};
pub use sync::DriveTexts;
pub use unvouched::disowned;
