//! The labels on a drive, sorted by who signed them: a sealer's key in use, or one that was replaced.

use std::cell::Cell;

use crate::formats::label::Label;
use crate::powers::medium::{MediumPath, Storage};
use crate::powers::signer::Namespace;
use crate::things::files::FileProblem;
use crate::things::ledger::sealers::Sealers;
use crate::things::slots;

/// The label to go by, and what its other slot has.
pub(super) struct Labels {
    pub signed: Signed,
    /// The generation in the other slot.
    pub other: Option<u64>,
}

/// Who signed the label to go by.
pub(super) enum Signed {
    /// A key in use. This is the newest such label.
    InUse(Label),
    /// A key that was replaced. The label is there if it can be read.
    Replaced(Option<Label>),
    Nobody,
}

pub(super) fn labels(
    storage: &dyn Storage,
    folder: &MediumPath,
    sealers: &Sealers,
) -> Result<Labels, FileProblem> {
    let any_replaced = Cell::new(false);
    let in_use = |bytes: &[u8], signature: &[u8]| {
        sealers.signed_by_current(Namespace::Medium, bytes, signature)
    };
    let by_any = |bytes: &[u8], signature: &[u8]| {
        let replaced = sealers.signed_by_replaced(Namespace::Medium, bytes, signature);
        any_replaced.set(any_replaced.get() || replaced);
        replaced || in_use(bytes, signature)
    };
    let slots = slots::read::<Label>(storage, folder, &in_use)?;
    let both = slots::read::<Label>(storage, folder, &by_any)?;
    if let Some((slot, label)) = slots.in_force {
        let other = both.generation_in(slot.other());
        return Ok(Labels { signed: Signed::InUse(label), other });
    }
    let signed = match any_replaced.get() {
        true => Signed::Replaced(both.in_force.map(|(_, label)| label)),
        false => Signed::Nobody,
    };
    Ok(Labels { signed, other: both.other })
}
