//! Why a hold is placed: the kinds that the law knows, and which of them have an end by law
//! (DOMAIN: AVG art. 18, Fw 92 and 105, Sv 126nd, AWR 47, AMLR art. 77).

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// How many years after its placing a legal end may lie at most.
pub const LEGAL_END_YEARS_MAX: u32 = 5;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal;)*) => {
        /// The ground of a hold, as a note and the command line spell it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum HoldKind {
            $($(#[$doc])* $variant,)*
        }

        impl HoldKind {
            /// All kinds, in the order in which they are offered.
            pub const ALL: &[HoldKind] = &[$(HoldKind::$variant,)*];

            /// The kind's word.
            pub fn word(self) -> &'static str {
                match self {
                    $(HoldKind::$variant => $word,)*
                }
            }
        }
    };
}

kinds! {
    /// An audit that was announced.
    Audit = "audit";
    /// A request for information by an authority.
    InformationRequest = "information-request";
    /// An objection or an appeal.
    Objection = "objection";
    /// A civil claim, brought or threatened.
    Claim = "claim";
    /// An order in a criminal investigation.
    CriminalOrder = "criminal-order";
    /// A seizure of evidence.
    Seizure = "seizure";
    /// A supervisor's request.
    Supervisor = "supervisor";
    /// A bankruptcy, or a suspension of payments.
    Insolvency = "insolvency";
    /// A person asked that their data be restricted (AVG art. 18): told before it is lifted.
    Restriction = "restriction";
    /// A person's request for access that is not answered yet.
    AccessRequest = "access-request";
    /// An authority against money laundering wants the records for longer: its order has an end.
    AmlExtension = "aml-extension";
    /// One's own decision.
    Own = "own";
}

/// The text is no kind of hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub struct NotAKind(pub String);

impl HoldKind {
    /// Whether the law gives its ground an end, so that one must be named.
    pub fn needs_legal_end(self) -> bool {
        self == HoldKind::AmlExtension
    }

    /// Whether the person whose data it is must be told before it is released (AVG art. 18(3)).
    pub fn tells_before_release(self) -> bool {
        self == HoldKind::Restriction
    }
}

impl fmt::Display for HoldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Serialize for HoldKind {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.word())
    }
}

impl FromStr for HoldKind {
    type Err = NotAKind;
    fn from_str(text: &str) -> Result<Self, NotAKind> {
        let known = HoldKind::ALL.iter().find(|kind| kind.word() == text);
        known.copied().ok_or_else(|| NotAKind(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_comes_back_from_its_word() {
        for kind in HoldKind::ALL {
            assert_eq!(kind.word().parse(), Ok(*kind));
        }
        assert_eq!("Audit".parse::<HoldKind>(), Err(NotAKind("Audit".into())));
    }
}
