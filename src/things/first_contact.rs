//! A drive in the hands of somebody who has no home: nothing but the vault's id on paper, and an identity.
//!
//! Owns the order of proof. The id is the SHA-256 of the ledger's first line, so that whoever knows the recipients
//! and forges a drive can't make that line; it names the signers; the sealer's signature holds on the label; the
//! label names the chains' heads and the vault document's hash. Each is proven before the next is parsed.
//! Implements format §3 and §2.

mod document;
mod first_line;
mod labels;
mod prove;
mod unproven;
mod vaults_on;

pub use document::{Told, document_in};
pub use prove::{Proven, prove};
pub use unproven::{Unfit, Unproven, contradicting};
pub use vaults_on::{VaultFolder, vaults_on};
