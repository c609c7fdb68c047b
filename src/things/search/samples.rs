//! Records for tests that look for them: a name, and nothing behind it.

use crate::formats::index::{Mtime, Record, Tags};
use crate::words::digest::Digest;
use crate::words::names::{Namer, TrueName};

/// A record as it stands in an index whose other names the namer has seen.
pub fn record(namer: &mut Namer, name: &TrueName) -> Record {
    let path = namer.safe(name);
    Record {
        document: None,
        mtime: Mtime::default(),
        n: 0,
        name: Record::name_beside(&path, name.clone()),
        offset: 0,
        path,
        private: false,
        sha256: Digest::of(b""),
        size: 0,
        tags: Tags::default(),
    }
}
