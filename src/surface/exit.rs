//! The exit codes, in one place (design, "Commands"). Scripts rely on them.

use crate::verbs::outcome::Outcome;

/// How a run of the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done; what waits for an absent drive is said.
    Done,
    /// Something is due, behind, missing or not found.
    Finding,
    /// Words that can't be meant, or a question without an answer.
    Usage,
    PartlyDone,
    /// A medium is absent, wrong, full or read-only.
    Medium,
    /// Bytes are not what was sealed.
    Fixity,
    /// A signature or seal does not hold.
    Seal,
    /// No identity opens it.
    NoIdentity,
    /// Held, through its last day, open-ended, or not all media seen.
    Refused,
    /// A ledger is broken or contradicts itself.
    Ledger,
    /// Another run has the vault.
    InUse,
    /// The clock is in doubt.
    Clock,
    /// Any other input or output.
    Io,
    Interrupted,
}

impl Exit {
    /// The process's exit code. Over several vaults the highest wins.
    pub fn code(self) -> i32 {
        match self {
            Exit::Done => 0,
            Exit::Finding => 1,
            Exit::Usage => 2,
            Exit::PartlyDone => 3,
            Exit::Medium => 10,
            Exit::Fixity => 11,
            Exit::Seal => 12,
            Exit::NoIdentity => 13,
            Exit::Refused => 14,
            Exit::Ledger => 15,
            Exit::InUse => 16,
            Exit::Clock => 17,
            Exit::Io => 20,
            Exit::Interrupted => 130,
        }
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Exit {
        match outcome {
            Outcome::Done => Exit::Done,
            Outcome::Finding => Exit::Finding,
            Outcome::PartlyDone => Exit::PartlyDone,
            Outcome::Fixity => Exit::Fixity,
            Outcome::Seal => Exit::Seal,
            Outcome::Ledger => Exit::Ledger,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_design() {
        let codes = [
            (Exit::Done, 0),
            (Exit::Finding, 1),
            (Exit::Usage, 2),
            (Exit::PartlyDone, 3),
            (Exit::Medium, 10),
            (Exit::Fixity, 11),
            (Exit::Seal, 12),
            (Exit::NoIdentity, 13),
            (Exit::Refused, 14),
            (Exit::Ledger, 15),
            (Exit::InUse, 16),
            (Exit::Clock, 17),
            (Exit::Io, 20),
            (Exit::Interrupted, 130),
        ];
        for (exit, code) in codes {
            assert_eq!(exit.code(), code, "{exit:?}");
        }
        assert!(codes.is_sorted_by_key(|(_, code)| *code));
        assert!(codes.is_sorted_by_key(|(exit, _)| *exit));
    }

    #[test]
    fn outcomes_have_the_codes_of_what_they_found() {
        let outcomes = [
            (Outcome::Done, 0),
            (Outcome::Finding, 1),
            (Outcome::PartlyDone, 3),
            (Outcome::Fixity, 11),
            (Outcome::Seal, 12),
            (Outcome::Ledger, 15),
        ];
        for (outcome, code) in outcomes {
            assert_eq!(Exit::from(outcome).code(), code, "{outcome:?}");
        }
    }
}
