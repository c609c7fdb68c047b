//! In which state a medium came back: the one that it was left in, by whichever home, or an older one.

use std::path::Path;

use crate::formats::entry::Head;
use crate::formats::label::{COUNTER_BELIEVED_MAX, Label};
use crate::things::vault::Vault;
use crate::words::ids::WriterId;

use super::MediumProblem;

/// Why a label with these heads is no current state of its medium. The contact's number alone would not do: another
/// home may have written on a clone, and raised it there. Where the other slot does not hold, and was the next one by
/// that number, it was the newest, and what is wrong is that slot alone.
pub(super) fn older(
    vault: &Vault,
    label: &Label,
    named: &[Head],
    path: &Path,
    slot_missing: bool,
) -> Option<MediumProblem> {
    let known = vault.memory.media.get(&label.medium);
    if slot_missing && known.is_some_and(|known| known.contact == label.contact + 1) {
        return None;
    }
    if let Some(known) = known
        && known.contact <= COUNTER_BELIEVED_MAX
        && label.contact < known.contact
    {
        return Some(MediumProblem::RolledBack {
            path: path.into(),
            label: known.label.clone(),
            known: known.contact,
            found: label.contact,
        });
    }
    let has = |writer: WriterId, lines: u64| {
        named.iter().any(|head| head.writer == writer && head.count >= lines)
    };
    // A chain of which nothing counts is named by nobody any more.
    let told = known.is_none_or(|known| {
        let heads = vault.ledger.resolve(&known.heads);
        heads.iter().all(|h| has(h.writer, h.count) || vault.ledger.may_miss(h))
    });
    // This home was cut off before it could sync that: it proves nothing.
    let mut touched = vault.state.media.get(&label.medium).into_iter().flat_map(|m| &m.touched);
    let by_others =
        touched.all(|(writer, lines)| *writer == vault.writer() || has(*writer, *lines));
    if told && by_others {
        return None;
    }
    let label = known.map_or_else(|| label.medium.to_string(), |known| known.label.clone());
    Some(MediumProblem::Overtaken { path: path.into(), label })
}

/// Whether this home has written the vault document in force, or has read it. Asked before the chains are joined:
/// a run of this home that was cut off after its label has named exactly the heads that the home remembers.
pub(super) fn knows_document(vault: &Vault, label: &Label) -> bool {
    let Some((_, there)) = label.in_force() else { return true };
    let Some(known) = vault.memory.media.get(&label.medium) else { return false };
    let same = match known.document_there {
        Some(known) => known == there,
        None => known.vault_document.is_some(),
    };
    same || (known.being_told && label.heads == vault.memory.heads)
}
