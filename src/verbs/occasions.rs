//! What may be on a day of a client's calendar.

/// What is on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// So many bundles may be destroyed from here on.
    Due(u64),
    /// So many should be deleted from here on.
    Delete(u64),
    /// A hold is to be looked at again, by its name.
    Review(String),
    /// The ground of a hold has its legal end.
    LegalEnd(String),
}

impl Occasion {
    /// A word that tells it from others of the same day.
    pub fn word(&self) -> String {
        match self {
            Occasion::Due(_) => "due".into(),
            Occasion::Delete(_) => "delete".into(),
            Occasion::Review(hold) => format!("review-{hold}"),
            Occasion::LegalEnd(hold) => format!("legal-end-{hold}"),
        }
    }
}
