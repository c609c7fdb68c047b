//! What is wrong with a bundle on a medium, in the ledger's words (format, §3.3): a closed list, and a place for the
//! words of later versions.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::unreadable::{Fault, Unreadable, ensure};

/// The longest word of a later version.
const WORD_BYTES_MAX: usize = 64;

macro_rules! words {
    ($($(#[$doc:meta])* $variant:ident = $word:literal $kind:ident;)*) => {
        /// What is wrong with a bundle on a medium.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultWord {
            $($(#[$doc])* $variant,)*
            /// A word of a later version. What it means is not known, so nothing but a later clean look takes it back.
            Later(String),
        }

        impl FaultWord {
            /// Every word of this version.
            pub const ALL: &[FaultWord] = &[$(FaultWord::$variant),*];

            /// As the ledger spells it.
            pub fn word(&self) -> &str {
                match self {
                    $(FaultWord::$variant => $word,)*
                    FaultWord::Later(word) => word,
                }
            }

            /// Whether it concerns the contents of sound files: only a deep look can find it, or take it back.
            pub fn is_inside(&self) -> bool {
                match self {
                    $(FaultWord::$variant => Kind::$kind == Kind::Inside,)*
                    FaultWord::Later(_) => false,
                }
            }
        }
    };
}

#[derive(PartialEq)]
enum Kind {
    /// It shows in a file.
    File,
    /// The files are as they were sealed.
    Inside,
}

words! {
    /// A file that the seal lists, or the seal itself.
    Missing = "missing" File;
    /// A file has other bytes than were sealed.
    Bytes = "bytes" File;
    /// The medium does not give a file.
    Unreadable = "unreadable" File;
    /// Another seal stands there than the ledger names.
    Seal = "seal" File;
    /// The seal and the ledger disagree.
    Ledger = "ledger" File;
    /// A wrapped key.
    Key = "key" File;
    /// The bundle's `README.txt`.
    Text = "text" File;
    /// A folder that no run finished.
    Unfinished = "unfinished" File;
    /// A bundle that is being destroyed, or was, and stands there still.
    Undestroyed = "undestroyed" File;
    /// The bundle's key fits, and its contents can't be opened.
    Closed = "closed" Inside;
    /// Records that can't be had, or are others than were sealed.
    Record = "record" Inside;
    /// Frames that can't be unpacked.
    Frame = "frame" Inside;
    /// The payload is not as long as was sealed.
    Length = "length" Inside;
    /// The lists of the bag inside.
    Bag = "bag" Inside;
    /// `records.commit` does not fit the records.
    Commitments = "commitments" Inside;
    /// It opens, and is not what its seal or the format says.
    Unlike = "unlike" Inside;
}

impl FaultWord {
    pub(super) fn check(&self, field: &'static str) -> Result<(), Unreadable> {
        let word = self.word();
        let letter = |b: u8| b.is_ascii_lowercase() || b == b'-';
        let plain = (1..=WORD_BYTES_MAX).contains(&word.len()) && word.bytes().all(letter);
        ensure(plain, field, Fault::Grammar)
    }
}

impl Serialize for FaultWord {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for FaultWord {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let word = String::deserialize(d)?;
        let known = FaultWord::ALL.iter().find(|known| known.word() == word);
        Ok(known.cloned().unwrap_or(FaultWord::Later(word)))
    }
}
