//! The names of the files in a vault's home.

pub const CONFIG: &str = "kluis.toml";

pub const RECIPIENTS: &str = "recipients.txt";
pub const IDENTITY_SEALED: &str = "identity.age";
/// The identity without a passphrase, after `--no-passphrase`.
pub const IDENTITY_PLAIN: &str = "identity.txt";
pub const SEALER: &str = "signing/sealer";
/// The key that is about to take the sealer's place: whether it does is said by the ledger.
pub const SEALER_NEXT: &str = "signing/sealer.next";
pub const SEALER_PUBLIC: &str = "signing/sealer.pub";
pub const DISPOSER: &str = "signing/disposer.age";
pub const DISPOSER_PUBLIC: &str = "signing/disposer.pub";
pub const TAG_SECRET: &str = "signing/tag.secret";
pub const KNOWN_SECRET: &str = "known/known.secret";
pub const KNOWN: &str = "known";
pub const INDEXES: &str = "indexes";
pub const SEALS: &str = "seals";
pub const NOTES: &str = "notes";
/// What was found on drives and counts for nothing.
pub const SET_ASIDE: &str = "set-aside";
pub const LOCK: &str = "lock";
/// Stands in a home that `rebuild` has begun and not finished: whatever else is there, it is no vault.
pub const UNFINISHED: &str = "rebuild-unfinished";
