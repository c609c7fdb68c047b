//! What a person says of a hold: its reference, its kind, why, by whom, and who was told. It stands encrypted in the
//! note of the entry about it (format, §3.1); this home keeps the references that it has read.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Vault, notes};
use crate::powers::identity::Identity;
use crate::rules::hold::{HoldKind, Reference};
use crate::words::day::{Day, parse_day};
use crate::words::ids::HoldId;

/// The words in a note about a hold, as far as they can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HoldWords {
    pub reference: Option<Reference>,
    pub kind: Option<HoldKind>,
    pub reason: Option<String>,
    pub by: Option<String>,
    /// The code of the case that it is on: a bundle of it may still have to come.
    pub case: Option<String>,
    pub told: Vec<Told>,
}

/// Somebody who was told, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    pub on: Day,
    pub who: String,
}

impl HoldWords {
    /// The words as they stand in a note.
    pub fn to_note(&self) -> Map<String, Value> {
        let mut text = Map::new();
        let mut put = |name: &str, word: Option<String>| {
            word.map(|word| text.insert(name.into(), word.into()));
        };
        put("by", self.by.clone());
        put("case", self.case.clone());
        put("kind", self.kind.map(|kind| kind.word().to_owned()));
        put("reason", self.reason.clone());
        put("ref", self.reference.as_ref().map(Reference::to_string));
        if !self.told.is_empty() {
            let told = |told: &Told| json!({"on": told.on.to_string(), "who": told.who});
            text.insert("told".into(), self.told.iter().map(told).collect());
        }
        text
    }

    /// What a note says of a hold. A word that no writer puts there is left out.
    pub fn of_note(text: &Map<String, Value>) -> HoldWords {
        let word = |name: &str| text.get(name)?.as_str();
        let told = |told: &Value| {
            let on = parse_day(told.get("on")?.as_str()?).ok()?;
            Some(Told { on, who: told.get("who")?.as_str()?.to_owned() })
        };
        let all = text.get("told").and_then(Value::as_array);
        HoldWords {
            reference: word("ref").and_then(|word| word.parse().ok()),
            kind: word("kind").and_then(|word| word.parse().ok()),
            reason: word("reason").map(str::to_owned),
            by: word("by").map(str::to_owned),
            case: word("case").map(str::to_owned),
            told: all.into_iter().flatten().filter_map(told).collect(),
        }
    }
}

impl Vault {
    /// The words with which a hold was placed; none where its note is not here, or nothing opens it.
    pub fn hold_words(&self, hold: HoldId, identities: &[Identity]) -> Option<HoldWords> {
        let note = self.state.holds.get(&hold)?.note?;
        Some(HoldWords::of_note(&notes::read(self, &note, identities).ok()?))
    }

    /// Reads the names of holds and of disclosures that this home can't name yet from the notes that are here, and
    /// remembers them. True where it learned any.
    pub fn learn_references(&mut self, identities: &[Identity]) -> bool {
        let unnamed = self.unnamed_holds();
        let read = |hold: HoldId| Some((hold, self.hold_words(hold, identities)?.reference?));
        let learned: Vec<_> = unnamed.into_iter().filter_map(read).collect();
        let any = !learned.is_empty();
        self.memory.hold_references.extend(learned);
        self.name_holds();
        self.learn_disclosures(identities) || any
    }

    /// What a person may type to name a hold: its reference, or the start of its id.
    pub fn name_of_hold(&self, hold: HoldId) -> String {
        match self.memory.hold_references.get(&hold) {
            Some(reference) => reference.to_string(),
            None => hold.to_string()[..8].to_owned(),
        }
    }

    /// The holds whose names this home does not know.
    pub fn unnamed_holds(&self) -> Vec<HoldId> {
        let known = &self.memory.hold_references;
        self.state.holds.keys().filter(|hold| !known.contains_key(hold)).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_from_a_note() {
        let words = HoldWords {
            reference: "AUDIT-1".parse().ok(),
            kind: Some(HoldKind::Audit),
            reason: Some("announced".into()),
            by: Some("A. Jansen".into()),
            case: Some("C-1".into()),
            told: vec![Told { on: parse_day("2026-01-02").unwrap(), who: "J. de Wit".into() }],
        };
        assert_eq!(HoldWords::of_note(&words.to_note()), words);
        assert!(HoldWords::default().to_note().is_empty());
    }

    #[test]
    fn what_no_writer_puts_there_says_nothing() {
        let note = json!({"kind": "whim", "ref": "audit", "told": [{"on": "soon", "who": "A"}, 3]});
        assert_eq!(HoldWords::of_note(note.as_object().unwrap()), HoldWords::default());
    }
}
