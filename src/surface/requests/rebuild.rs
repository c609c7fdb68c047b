//! What `rebuild` is asked.

use crate::surface::cli::Rebuild;
use crate::verbs::rebuild::{AllRequest, ListGiven, Request};

/// What `rebuild` of one vault is asked; none where it is of all.
pub fn rebuild(args: &Rebuild) -> Option<Request> {
    Some(Request {
        from: args.from.clone(),
        vault: args.vault_id?,
        passphrase: !args.no_passphrase,
        home_index: !args.no_home_index,
        accept_settings: args.accept_settings,
        distrust: args.distrust.clone(),
    })
}

/// What `rebuild --all` is asked.
pub fn rebuild_all(args: &Rebuild) -> AllRequest {
    let list = |path| ListGiven { path, check: args.vaults_check };
    AllRequest {
        from: args.from.clone(),
        list: args.vaults.clone().map(list),
        passphrase: !args.no_passphrase,
        home_index: !args.no_home_index,
        accept_settings: args.accept_settings,
    }
}
