//! One file of the administration, and what its name may be.

/// A file of the administration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Components joined by `/`, not normalised: one of them is NFD.
    pub path: String,
    pub bytes: Vec<u8>,
    /// When it was last changed, in seconds since 1970 (UTC).
    pub modified_unix: i64,
}

/// Which file names the place where the documents go allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Those that every system takes.
    Everywhere,
    /// Also a colon and a trailing dot, which Windows refuses.
    AsUnix,
}
