//! One of each way in which a vault's recipients stay as they are, with its exit code.

use super::samples::{path, text};
use crate::formats::vault_list::NotAVaultList;
use crate::powers::identity::NotARecipient;
use crate::verbs::fault::{KeyFault, VaultsFault};
use crate::words::digest::Digest;

pub(super) fn usages() -> Vec<(KeyFault, i32)> {
    vec![
        (KeyFault::BadName, 2),
        (KeyFault::NameTaken(text()), 2),
        (KeyFault::NameTaken("paper".into()), 2),
        (KeyFault::AlreadyThere(text()), 2),
        (KeyFault::NoSuchRecipient(text()), 2),
        (
            KeyFault::SeveralCalled {
                name: text(),
                recipients: vec![Digest([7; 32]), Digest([8; 32])],
            },
            2,
        ),
        (KeyFault::LastRecipient(text()), 14),
        (KeyFault::OnlyKeyFor { name: text(), drives: vec![text()] }, 14),
        (KeyFault::OwnRecipient(text()), 14),
        (KeyFault::NotConfirmed, 2),
        (KeyFault::BadRecipient { text: text(), why: NotARecipient::OtherSuite }, 2),
        (KeyFault::NoRecipientIn(path()), 2),
        (KeyFault::SeveralRecipientsIn(path()), 2),
    ]
}

pub(super) fn of_vaults() -> Vec<(VaultsFault, i32)> {
    let not = |why| VaultsFault::NotAList(path(), why);
    vec![
        (VaultsFault::Unvouched, 2),
        (VaultsFault::NotTyped, 2),
        (not(NotAVaultList::Other), 2),
        (not(NotAVaultList::Line(3)), 2),
        (not(NotAVaultList::Empty), 2),
        (VaultsFault::CheckNeeded(path()), 2),
        (VaultsFault::NotTheList(path()), 12),
        (VaultsFault::OfficeKeyUnnamed, 2),
    ]
}
